"""What a command answers: data to standard output or a file, words for a person to standard error.

A file that is asked for by name is written whole or not at all, and none is replaced unasked.
"""

import contextlib
import json
import os
import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import chain, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from guide import __version__
from guide.errors import GuideError
from guide.text import escaped, plain, plain_line

if TYPE_CHECKING:
    from rich.progress import Progress

FINE = 0
WRONG = 1
INTERRUPTED = 130
"""Exit codes; wrong use and unreadable input end with that of `guide.errors`."""

JSON_VERSION = 1
"""Of what is put out as JSON: raised when a field changes or goes, not when one is added."""


def print_out(text: str) -> None:
    """Put out what was asked for: to the letter for a program, plain for a terminal.

    A folder may be called anything; see `guide.text`.
    """
    sys.stdout.write(f"{plain(_readable(text)) if sys.stdout.isatty() else text}\n")


def print_path(path: Path) -> None:
    """Put out a path that was asked for, in the very bytes that it has on the disk."""
    print_out(_path_text(path))


def _path_text(path: Path) -> str:
    return os.fsencode(path).decode("utf-8", "surrogateescape")


_UNREAD = re.compile("[\udc80-\udcff]+")


def _readable(text: str) -> str:
    """The text, with what the locale could not read of a path read as UTF-8."""

    def read(found: re.Match[str]) -> str:
        return found[0].encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")

    return _UNREAD.sub(read, text)


def print_json(value: object) -> None:
    """Put out what was asked for as JSON; times and paths as text."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=_as_text)
    print_out(escaped(_readable(text)))


def _as_text(value: object) -> str:
    if isinstance(value, Path):
        return _path_text(value)
    return value.isoformat() if isinstance(value, date) else str(value)


_ANOTHER_FILE = "name another file"


def refuse_to_overwrite(file: Path, *, force: bool) -> None:
    """Raise GuideError for a file that is there, unless it may be replaced, or has no folder."""
    if not file.parent.exists():
        raise GuideError(
            f"Could not write {file}: there is no folder {file.parent}. Make it first, or"
            f" {_ANOTHER_FILE}."
        )
    if file.exists() and not file.is_dir() and not force:
        raise GuideError(f"{file} is there already: --force replaces it, or {_ANOTHER_FILE}.")


def write_out(file: Path, text: str, *, force: bool) -> None:
    """Write what was asked for to a file, and put out its path.

    Raises GuideError where it is there already or the disk refuses.
    """
    # Not many commands write a file, and none waits for what that takes.
    from guide.record.disk import Disk

    refuse_to_overwrite(file, force=force)
    Disk().write_shared(file, text.encode(), instead=_ANOTHER_FILE)
    print_path(file)


def print_version(*, as_json: bool = False) -> None:
    """Put out which version of the program this is; as JSON, that of all JSON with it."""
    if as_json:
        print_json({"guide": __version__, "json": JSON_VERSION})
    else:
        print_out(f"guide {__version__}")


_telling: list[Callable[[str], str]] = []


@contextlib.contextmanager
def telling(as_told: Callable[[str], str]) -> Iterator[None]:
    """Have `warn` tell each sentence as this has it, and errors theirs, until this is over."""
    _telling.append(as_told)
    try:
        yield
    except GuideError as error:
        error.args = (as_told(str(error)), *error.args[1:])
        raise
    finally:
        _telling.pop()


def warn(text: str) -> None:
    for as_told in _telling:
        text = as_told(text)
    sys.stderr.write(f"guide: {plain(_readable(text))}\n")


def show_progress(text: str) -> None:
    """Show on a terminal how far a long command is, in a line that the next takes the place of.

    Empty text clears it. Nothing is shown where what is put out scrolls by, or nobody looks.
    """
    if sys.stderr.isatty() and not sys.stdout.isatty():
        sys.stderr.write(f"\r{text}\x1b[K")
        sys.stderr.flush()


_AT_ONCE = 1.0
"""In seconds: what takes no longer shows no progress."""

_Item = TypeVar("_Item")

_now = time.monotonic


def with_progress(
    items: Sequence[_Item], doing: str, since: float | None = None
) -> Iterator[_Item]:
    """Go through what may take long; a terminal is shown how far it is, once that takes a second.

    `doing` is in a word what is done, such as "verifying"; `since` is when it was begun, by
    `time.monotonic`, if this is but a part of it.
    """
    if not sys.stderr.isatty():
        yield from items
        return
    began = _now() if since is None else since
    going = iter(items)
    for done, item in enumerate(going):
        if _now() - began > _AT_ONCE:
            with _progress() as shown:
                task = shown.add_task(doing, total=len(items), completed=done)
                for rest in chain((item,), going):
                    yield rest
                    shown.advance(task)
            return
        yield item


@contextlib.contextmanager
def at_work(doing: str) -> Iterator[None]:
    """Show on a terminal that something goes on, once it takes a second; nobody knows how far.

    `doing` as in `with_progress`. Nothing is put out meanwhile.
    """
    if not sys.stderr.isatty():
        yield
        return
    # What is asked for most does not wait for it.
    import threading

    over = threading.Event()

    def show() -> None:
        if not over.wait(_AT_ONCE):
            with _progress() as shown:
                shown.add_task(doing, total=None)
                over.wait()

    shows = threading.Thread(target=show, daemon=True)
    shows.start()
    try:
        yield
    finally:
        over.set()
        shows.join()


def _progress() -> "Progress":
    """What draws how far a command is, on standard error alone."""
    # Not many commands take that long, and none waits for what draws this.
    from rich.console import Console
    from rich.progress import Progress

    # What is put out meanwhile goes where it belongs: it may be a file.
    console = Console(file=sys.stderr)
    return Progress(console=console, transient=True, redirect_stdout=False)


def agreed(question: str, unasked: str, about: Sequence[str] = ()) -> bool:
    """Ask whoever typed the command, who is told first what it is about.

    Raises GuideError with the sentence `unasked` where nobody can be asked.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise GuideError(unasked)
    for line in about:
        warn(line)
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def trace(error: BaseException) -> None:
    """Tell whoever looks for a fault, by GUIDE_DEBUG, where in the program it was."""
    from guide.cli.settings import is_debugging

    if is_debugging():
        traceback.print_exception(error)


def columns(rows: Sequence[Sequence[str]], widths: list[int] | None = None) -> str:
    """Rows under each other. `widths` are at least those of the columns, and are then theirs."""
    widths = [] if widths is None else widths
    cells = [[plain_line(cell) for cell in row] for row in rows]
    needed = [max(map(len, column)) for column in zip(*cells, strict=True)]
    widths[:] = [max(both) for both in zip_longest(needed, widths, fillvalue=0)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
