"""Taking calls on the screen, and what is said at the prompt when the program has closed."""

import gc
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from guide.cli.languages import check_is_there, check_language
from guide.cli.output import FINE, WRONG, at_work, print_path, warn
from guide.cli.screen import require_terminal, show_app
from guide.cli.settings import Settings, settings
from guide.cli.streams import FROM_INPUT, give_terminal_back, option
from guide.errors import GuideError
from guide.record.group import why_out_of_reach
from guide.record.places import Places
from guide.record.writer import ThreadWriter
from guide.script.library import Library, library_for, load_library
from guide.session.callbook import CallBook
from guide.session.clock import SystemClock
from guide.text import plain_line

if TYPE_CHECKING:
    from guide.desk.outbox import Outbox
    from guide.tui.app import LaunchOptions
    from guide.tui.call_view import CallResult

_TERMINAL = (
    "Calls are taken",
    "Type guide in one, or use guide play to run a scenario without a screen.",
)


def take_call(
    script: str = "",
    *,
    scripts: Path | None = None,
    out: Path | None = None,
    caller: str = "",
    number: str = "",
    agent: str = "",
    ref: str = "",
    language: str = "",
) -> int:
    """Take a call with a script, or with the one that is picked; return the exit code."""
    check_language(language)
    chosen = settings(scripts=scripts, out=out, agent=agent)
    folder, where = chosen.scripts_folder, chosen.places_for_calls()
    library = library_for(script, folder) if script else load_library(folder)
    if script:
        library.script(script)
    if language:
        check_is_there(language, library)
    outbox = _outbox(chosen, where)
    book = _book(library, where, outbox)
    details = _details(caller, number)
    require_terminal(*_TERMINAL)
    from guide.tui.app import LaunchOptions

    options = LaunchOptions(
        chosen.agent_name(),
        script=script,
        ref=plain_line(ref),
        details=details,
        language=language,
        usual_language=chosen.language,
    )
    return _on_screen(book, options, chosen, outbox)


def _details(caller: str, number: str) -> tuple[tuple[str, str], ...]:
    """What is known of the caller beforehand, by options or from standard input."""
    options = (("caller", caller), ("number", number))
    if FROM_INPUT not in (caller, number):
        return options
    read = tuple((name, option(name, value)) for name, value in options)
    give_terminal_back()
    return read


def resume_call(
    name: str = "", *, branch: int = 0, scripts: Path | None = None, out: Path | None = None
) -> int:
    """Go on with the call of this id, or with the latest unfinished; return the exit code.

    Of one that has ended within a day, its page is taken up again.

    A record that has branched goes on with this `branch`; one that has ended is finished.
    """
    chosen = settings(scripts=scripts, out=out)
    library, where = load_library(chosen.scripts_folder), chosen.places_for_calls()
    outbox = _outbox(chosen, where)
    book = _book(library, where, outbox)
    told = book.open_records()
    if branch and not name:
        raise GuideError("Name the call whose branch goes on: guide calls lists them.")
    if branch and (written := book.put_in_order(name, branch)):
        print_path(written[0])
        return FINE
    page = ""
    try:
        with at_work("Reading the call"):
            page = "" if branch or not name else _page_of(where, name)
            found = page or book.unfinished_call(name)
    except GuideError as refused:
        # That a record has branched is told once.
        _tell(told, but=str(refused))
        raise
    if not branch:
        _tell(told)
    require_terminal(*_TERMINAL)
    from guide.tui.app import LaunchOptions

    options = LaunchOptions(
        chosen.agent_name(),
        resume="" if page else found,
        go_on=not page,
        page=page,
        usual_language=chosen.language,
    )
    return _on_screen(book, options, chosen, outbox)


def _page_of(where: Places, name: str) -> str:
    """The call of this name whose page can be taken up again; empty where there is none."""
    from guide.session.wrapping_up import call_to_take_up

    try:
        return call_to_take_up(where, name, SystemClock().now().at).id
    except GuideError:
        return ""


def _tell(told: Sequence[str], but: str = "") -> None:
    for sentence in told:
        if sentence != but:
            warn(sentence)


def _outbox(chosen: Settings, places: Places) -> "Outbox | None":
    """What sends to the desk; nothing of it is loaded where none is named."""
    if not chosen.desk:
        return None
    from guide.cli.desk import outbox_of

    return outbox_of(chosen, places)


def _book(library: Library, places: Places, outbox: "Outbox | None") -> CallBook:
    if outbox is None:
        return CallBook(library, places)
    writer = partial(ThreadWriter, then=outbox.wake)
    return CallBook(library, places, writer=writer, desk=outbox)


def _on_screen(
    book: CallBook, options: "LaunchOptions", chosen: Settings, outbox: "Outbox | None"
) -> int:
    from guide.tui.app import GuideApp

    out, group = book.places.out, book.places.group
    if group is not None and (why := why_out_of_reach(out, group)):
        book.disk.limits.note(why)

    def begun() -> None:
        _collect_garbage()
        if outbox:
            outbox.start()

    app = GuideApp(book, options, chosen.palette, chosen.actions, first_frame=begun)
    failed = show_app(app, "A call in progress is saved. guide resume continues it.")
    report(app.results)
    if outbox:
        from guide.cli.desk import leave_desk

        leave_desk(outbox)
    for told in book.disk.limits.untold():
        warn(told)
    return failed or (WRONG if any(result.problem for result in app.results) else FINE)


def _collect_garbage() -> None:
    """From the first frame on: what is there by then stays, and is not looked through again."""
    gc.freeze()
    gc.enable()


def report(results: Sequence["CallResult"]) -> None:
    """Say how each call was left: the path of its summary, or how to go on with it."""
    for result in results:
        if result.summary is not None:
            print_path(result.summary)
        if result.problem:
            warn(result.problem)
        if not result.ended:
            kept = "is saved as far as the disk allowed" if result.problem else "is saved"
            warn(f"Call {result.call} {kept}. guide resume continues it.")
