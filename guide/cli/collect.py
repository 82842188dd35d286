"""What several people owe and took, at the prompt and on the screen: their folders as one."""

import contextlib
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct

from guide.cli.calls import list_calls, print_summary
from guide.cli.calls_sought import Sought
from guide.cli.output import FINE, WRONG, at_work, telling, warn, with_progress
from guide.cli.owed import Asked, print_promises, show_register, tell_do_not_call
from guide.cli.screen import require_terminal
from guide.cli.settings import Settings, settings
from guide.errors import GuideError, RecordError, SettingsError
from guide.record.calls import call_of_file, find_kept_call
from guide.record.disk import Disk
from guide.record.left_out import in_other_fallbacks
from guide.register.collected import Collection, collected
from guide.register.left_notes import left_by_folders
from guide.script.approval import APPROVALS_FILE, Approvals, load_approvals
from guide.text import counted


class Part(Struct, frozen=True):
    """Which part of what was collected is put out, and as what."""

    calls: bool = False
    numbers: bool = False
    show: str = ""
    json: bool = False
    csv: bool = False
    ics: bool = False

    def refuse_contradictions(self, asked: Asked, sought: Sought) -> None:
        """Raise GuideError where options do not go together."""
        if self.calls + self.numbers + bool(self.show) > 1:
            raise GuideError("Use one of --calls, --dnc and --show.")
        if self.json + self.csv + self.ics > 1:
            raise GuideError("Use one of --json, --csv and --ics.")
        if self.ics and (self.calls or self.numbers):
            raise GuideError("A calendar is of what is owed: use --ics without --calls and --dnc.")
        chooses = asked != Asked() or sought != Sought()
        if self.numbers and chooses:
            raise GuideError("--dnc lists every number: use it with nothing but --csv or --json.")
        if self.show and (chooses or self.csv or self.ics):
            raise GuideError("--show shows one call: use it with nothing but --json.")
        if self.calls:
            self._refuse_of_promises(asked, sought)
        elif sought != Sought(asked.number, agent=asked.by, words=asked.words):
            raise GuideError(
                "--caller, --agent, --ending, --ground, --owed, --from and --to choose calls: use"
                " them with --calls."
            )

    def _refuse_of_promises(self, asked: Asked, sought: Sought) -> None:
        if asked.due or asked.kind or asked.closed:
            raise GuideError(
                "--due, --kind and --closed choose promises: use them without --calls."
            )
        if asked.by not in ("", sought.agent):
            raise GuideError("Use one of --agent and --by.")


def collect(folders: Sequence[Path], asked: Asked, sought: Sought, part: Part) -> int:
    """Show these folders as one register, or put out a part of it; the exit code.

    It is 1 where something in the folders is wrong; what two people did is not.
    """
    part.refuse_contradictions(asked, sought)
    on_screen = part == Part() and asked == Asked() and sys.stdout.isatty()
    if on_screen:
        require_terminal("What is owed is shown", "guide collect --json puts it out.")
    chosen = settings()
    with opened(chosen, folders) as collection:
        where = collection.places
        # What cannot be read is told with its folder.
        with contextlib.suppress(RecordError):
            for sentence in left_by_folders(collection):
                warn(sentence)
        if on_screen:
            notice, wrong = _notice(collection), bool(collection.told)
            code = show_register(chosen, where, collection.do, notice, wrong=wrong)
        else:
            code = _put_out(collection, asked, sought, part)
        # What may lie elsewhere of one's own is told as the records are opened.
        lacking = collection.told or any(in_other_fallbacks(collection.own))
    return code or (WRONG if lacking else FINE)


def _notice(collection: Collection) -> str:
    """What is to be told first on the screen; the rest is told when that is left."""
    wrong, twice = len(collection.told), len(collection.twice)
    if wrong:
        return f"{counted(wrong, 'thing')} in these folders did not fit: see it when you leave."
    if twice:
        return (
            f"{counted(twice, 'thing')} done more than once, by people who did not know of each"
            " other: you are told what, and which counts, when you leave."
        )
    return ""


def _put_out(collection: Collection, asked: Asked, sought: Sought, part: Part) -> int:
    where = collection.places
    if part.show:
        return _show_call(collection, part.show, as_json=part.json)
    if part.calls:
        return list_calls(
            where,
            sought,
            practice=False,
            as_json=part.json,
            as_csv=part.csv,
            as_told=collection.as_in_folders,
            told_before=collection.told,
        )
    if part.numbers:
        return tell_do_not_call(where, as_csv=part.csv, as_json=part.json, joined=True)
    print_promises(where, asked, json=part.json, csv=part.csv, ics=part.ics)
    return FINE


def _show_call(collection: Collection, name: str, *, as_json: bool) -> int:
    """Put out the summary of one call, and whether its record fits; the exit code."""
    call = call_of_file(find_kept_call(collection.places, name, training=False))
    with at_work("Verifying"):
        faults = collection.faults_of(call)
    fields = {"fits": not faults, "faults": faults}
    code = print_summary(collection.places, call, fields, practice=False, as_json=as_json)
    for fault in (one for one in faults if one not in collection.told):
        warn(fault)
    fits = "its record does not fit, as told above." if faults else "its record fits."
    warn(f"{call}: {fits}")
    return code or (WRONG if faults else FINE)


@contextlib.contextmanager
def opened(chosen: Settings, folders: Sequence[Path]) -> Iterator[Collection]:
    """What these folders and one's own hold, as one; what is wrong with them is told."""
    going = partial(with_progress, doing="Collecting", since=time.monotonic())
    own = chosen.records()
    approvals = Approvals()
    # Who only looks at what others keep needs no scripts.
    with contextlib.suppress(SettingsError):
        approvals, _ = load_approvals(chosen.scripts_folder / APPROVALS_FILE)
    disk = Disk(tell=warn, group=own.group)
    with collected(disk, own, folders, going, approvals) as collection:
        for sentence in (*collection.told, *collection.twice, *collection.empty):
            warn(sentence)
        with telling(collection.as_in_folders):
            yield collection
