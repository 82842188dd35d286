"""Taking calls on the screen, and what is said at the prompt when the program has closed."""

import gc
import getpass
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from guide.cli.answer import FINE, WRONG, data, words
from guide.cli.folders import places, scripts_folder
from guide.cli.screen import require_terminal, show
from guide.errors import GuideError
from guide.record.disk import refuse_shared
from guide.record.places import Places
from guide.script.late import library_for
from guide.script.library import load_library
from guide.session.callbook import CallBook
from guide.text import plain_line

if TYPE_CHECKING:
    from guide.tui.app import Wish
    from guide.tui.over import Over

_TERMINAL = (
    "Calls are taken",
    "Type guide in one, or let `guide play` run a scenario without a screen.",
)


def call(
    script: str = "",
    *,
    scripts: Path | None = None,
    out: Path | None = None,
    caller: str = "",
    number: str = "",
    agent: str = "",
    ref: str = "",
) -> int:
    """Take a call with a script, or with the one that is picked; return the exit code."""
    folder, where = scripts_folder(scripts), _where(out)
    library = library_for(script, folder) if script else load_library(folder)
    if script:
        library.script(script)
    book = CallBook(library, where)
    require_terminal(*_TERMINAL)
    from guide.tui.app import Wish

    details = (("caller", caller), ("number", number))
    return _on_screen(
        book, Wish(agent_name(agent), script=script, ref=plain_line(ref), details=details)
    )


def resume(name: str = "", *, scripts: Path | None = None, out: Path | None = None) -> int:
    """Go on with the call of this id, or with the latest unfinished; return the exit code."""
    where = _where(out)
    book = CallBook(load_library(scripts_folder(scripts)), where)
    found = book.unfinished_call(name)
    require_terminal(*_TERMINAL)
    from guide.tui.app import Wish

    return _on_screen(book, Wish(agent_name(""), resume=found, go_on=True))


def _where(out: Path | None) -> Places:
    """Where records are kept; a shared folder is refused now, not when a summary is written."""
    where = places(out)
    refuse_shared((where.out,))
    return where


def agent_name(asked: str) -> str:
    """The agent's name: as asked, by GUIDE_AGENT, or by the name this computer knows."""
    named = plain_line(asked or os.environ.get("GUIDE_AGENT", ""))
    if named:
        return named
    try:
        return plain_line(getpass.getuser())
    except (KeyError, OSError):
        raise GuideError(
            "This computer does not say who you are: set GUIDE_AGENT to your name."
        ) from None


def _on_screen(book: CallBook, wish: "Wish") -> int:
    from guide.tui.app import GuideApp

    app = GuideApp(book, wish, first_frame=_collect_garbage)
    failed = show(app, "A call that was running is kept: guide resume goes on.")
    tell(app.over)
    return failed or (WRONG if any(over.problem for over in app.over) else FINE)


def _collect_garbage() -> None:
    """From the first frame on: what is there by then stays, and is not looked through again."""
    gc.freeze()
    gc.enable()


def tell(overs: Sequence["Over"]) -> None:
    """Say how each call was left: the path of its summary, or how to go on with it."""
    for over in overs:
        if over.summary is not None:
            data(str(over.summary))
        if over.problem:
            words(over.problem)
        if not over.ended:
            kept = "is kept, as far as it was saved" if over.problem else "is kept"
            words(f"Call {over.call} {kept}: guide resume goes on with it.")
