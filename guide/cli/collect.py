"""What several people owe and took, at the prompt and on the screen: their folders as one."""

import contextlib
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from guide.cli.calls import list_calls
from guide.cli.calls_sought import Sought
from guide.cli.output import FINE, WRONG, counted, warn, with_progress
from guide.cli.owed import Asked, print_promises, show_register, tell_do_not_call
from guide.cli.screen import require_terminal
from guide.cli.settings import Settings, settings
from guide.errors import GuideError
from guide.record.disk import Disk
from guide.register.collected import Collection, collected


class Part(Struct, frozen=True):
    """Which part of what was collected is put out, and as what."""

    calls: bool = False
    numbers: bool = False
    json: bool = False
    csv: bool = False
    ics: bool = False

    def refuse_contradictions(self, asked: Asked) -> None:
        """Raise GuideError where options do not go together."""
        if self.calls and self.numbers:
            raise GuideError("Use one of --calls and --dnc.")
        if self.json + self.csv + self.ics > 1:
            raise GuideError("Use one of --json, --csv and --ics.")
        if self.ics and (self.calls or self.numbers):
            raise GuideError("A calendar is of what is owed: use --ics without --calls and --dnc.")
        if self.numbers and asked != Asked():
            raise GuideError("--dnc lists every number: use it with nothing but --csv or --json.")
        if self.calls and asked != Asked(by=asked.by, number=asked.number):
            raise GuideError("Of calls, only --by and --number choose.")


def collect(folders: Sequence[Path], asked: Asked, part: Part) -> int:
    """Show these folders as one register, or put out a part of it; the exit code.

    It is 1 where something in the folders is wrong.
    """
    part.refuse_contradictions(asked)
    on_screen = part == Part() and asked == Asked() and sys.stdout.isatty()
    if on_screen:
        require_terminal("What is owed is shown", "guide collect --json puts it out.")
    chosen = settings()
    with opened(chosen, folders) as collection:
        where = collection.places
        if on_screen:
            wrong = len(collection.told)
            told = f"{counted(wrong, 'thing')} in these folders did not fit: see it when you leave."
            notice = told if wrong else ""
            code = show_register(chosen, where, collection.do, notice)
        else:
            code = _put_out(collection, asked, part)
    return code or (WRONG if collection.told else FINE)


def _put_out(collection: Collection, asked: Asked, part: Part) -> int:
    where = collection.places
    if part.calls:
        sought = Sought(number=asked.number, agent=asked.by)
        list_calls(where, sought, practice=False, as_json=part.json, as_csv=part.csv)
    elif part.numbers:
        return tell_do_not_call(where, as_csv=part.csv, as_json=part.json)
    else:
        print_promises(where, asked, json=part.json, csv=part.csv, ics=part.ics)
    return FINE


@contextlib.contextmanager
def opened(chosen: Settings, folders: Sequence[Path]) -> Iterator[Collection]:
    """What these folders and one's own hold, as one; what is wrong with them is told."""
    going = partial(with_progress, doing="Collecting", since=time.monotonic())
    own = chosen.records()
    with collected(Disk(tell=warn, group=own.group), own, folders, going) as collection:
        for sentence in collection.told:
            warn(sentence)
        yield collection
