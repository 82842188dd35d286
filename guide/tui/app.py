"""The program on the screen: the picker, a call, the picker again."""

import asyncio
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from msgspec import Struct
from textual import events
from textual.app import App, SystemCommand
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.driver import Driver
from textual.filter import ANSIToTruecolor, LineFilter
from textual.screen import Screen
from textual.theme import Theme
from textual.widgets import OptionList

from guide.errors import GuideError
from guide.record.call_list import CallInfo
from guide.session.callbook import CallBook
from guide.session.session import Session
from guide.text import plain_line
from guide.tui._textual_private import QuietApp, tell_alt_digits
from guide.tui.asking import AskingScreen
from guide.tui.call_screen import CallScreen
from guide.tui.call_view import CallResult
from guide.tui.key_press import KeyLaw
from guide.tui.keys import ACTIONS, Actions
from guide.tui.look import DARK, LIGHT, Palette, wanted_palette

if TYPE_CHECKING:
    from guide.session.wrapping_up import WrappingUp
    from guide.tui.pickers import Offer, Pick

_OFFERED = 9
_LEFT = 1
"""The button of the mouse that clicks."""


class LaunchOptions(Struct, frozen=True):
    """What the program was started for: a call with a script, one to go on with, or a choice.

    `page` is a call that has ended whose page is taken up again.
    The caller of that call is spoken to in `language`, those of later ones in the `usual_language`.
    """

    agent: str
    script: str = ""
    resume: str = ""
    go_on: bool = False
    page: str = ""
    ref: str = ""
    details: tuple[tuple[str, str], ...] = ()
    language: str = ""
    usual_language: str = ""


def _theme(palette: Palette) -> Theme:
    return Theme(
        name=palette.name,
        primary=palette.accent,
        secondary=palette.accent,
        accent=palette.accent,
        foreground=palette.text,
        background=palette.ground,
        surface=palette.ground,
        panel=palette.ground,
        warning=palette.amber,
        error=palette.red,
        dark=palette.dark,
        variables={
            "panel-border": palette.border,
            "quiet": palette.quiet,
            "bright": palette.bright,
            "field": palette.field,
            "field-focus": palette.field_focus,
        },
    )


def _driver() -> type[Driver] | None:
    """What stands between the app and its terminal; None is Textual's own choice.

    That is its driver of Windows, and in a browser's window the one that the classroom names.
    """
    if sys.platform == "win32" or "TEXTUAL_DRIVER" in os.environ:
        return None
    from guide.tui.terminal_driver import TerminalDriver

    return TerminalDriver


class ReadyPalette(CommandPalette):
    """Textual's palette, to which keys that come before it is drawn do nothing.

    PageDown in the same burst as Ctrl+P would end the program: its list has no lines yet.
    """

    _left = False

    def dismiss(self, result: None = None) -> AwaitComplete:
        """Leave it once: a second Enter of a burst would leave the screen beneath as well."""
        if self._left:
            return AwaitComplete()
        self._left = True
        return super().dismiss(result)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say whether an action is to be had now."""
        if self._left:
            return False
        if action == "command_list":
            return bool(self.query_one(OptionList).size)
        return super().check_action(action, parameters)


class GuideApp(QuietApp):
    """Takes calls one after the other: `results` says how each was left, `fault` what ended it."""

    TITLE = "Call Guide"
    CSS_PATH = Path(__file__).with_name("guide.tcss")
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "Quit", priority=True, show=False)
    ]

    def __init__(
        self,
        book: CallBook,
        options: LaunchOptions,
        palette: Palette | None = None,
        actions: Actions = ACTIONS,
        *,
        first_frame: Callable[[], object] = object,
    ) -> None:
        super().__init__(driver_class=_driver())
        self.animation_level = "none"
        self._first_frame = first_frame
        self._running_loop: asyncio.AbstractEventLoop | None = None
        tell_alt_digits()
        self._book = book
        self._options = options
        self.palette = palette or wanted_palette()
        self.actions = actions
        self.results: list[CallResult] = []
        for one in (DARK, LIGHT):
            self.register_theme(_theme(one))
        self._look_from_the_start()

    def _look_from_the_start(self) -> None:
        """Take on the look before the first frame; a look that is changed has all styles redone."""
        self.set_reactive(App.theme, self.palette.name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.set_class(self.palette.dark, "-dark-mode", update=False)
        self.set_class(not self.palette.dark, "-light-mode", update=False)

    async def on_event(self, event: events.Event) -> None:
        """Leave the other buttons of the mouse to the terminal: its menu, its paste."""
        if not (isinstance(event, events.MouseDown | events.MouseUp) and event.button != _LEFT):
            await super().on_event(event)

    def on_mount(self) -> None:
        """Begin; what waits for the first frame follows it."""
        self._running_loop = asyncio.get_running_loop()
        self.begin()
        self.call_after_refresh(self._first_frame)

    def begin(self) -> None:
        """Begin with what was asked for; open the records, and finish what an earlier run left.

        A call with a script begins first: its caller does not wait for any record.
        """
        if self._options.script:
            self._begin(partial(self._new_call, self._options.script))
            self.call_after_refresh(self._open_records)
        elif self._options.go_on:
            self._begin(partial(self._unfinished_call, self._options.resume))
            self.call_after_refresh(self._open_records)
        elif self._options.page:
            told = self._records_opened()
            self._take_up(self._options.page, told)
        else:
            self._pick(message=self._records_opened())

    def _open_records(self) -> None:
        told, call = self._records_opened(), self._call_screen
        if told and call is not None:
            call.tell(told)

    def _records_opened(self) -> str:
        """Open the records and finish what an earlier run left; what there is to tell, or empty.

        A disk that refuses stops no call: the call screen says that it is not saved.
        """
        try:
            self._book.finish_ended()
        except GuideError as error:
            return str(error)
        return ""

    def _pick(self, *, message: str = "", summary: str = "", page_over: bool = False) -> None:
        # A call that is begun at once does not wait for what offers others.
        from guide.tui.pickers import CallPicker

        calls: tuple[CallInfo, ...] = ()
        scripts = self._book.read_scripts_anew()
        try:
            calls = tuple(self._book.unfinished()[:_OFFERED])
            message = message or " ".join(self._book.older_copies()) or scripts
        except GuideError as error:
            message = message or str(error)
        screen = CallPicker(
            self._offer(calls),
            message=message,
            summary=summary,
            page_over=page_over,
            page=self._book.half_noted(),
            last=self._book.last_ended(),
            owed=self._count_owed,
        )
        self.push_screen(screen, self._picked)

    def _offer(self, calls: tuple[CallInfo, ...]) -> "Offer":
        from guide.tui.pickers import Offer

        library = self._book.library
        errors = tuple(p for p in library.problems if p.severity == "error")
        last = next(iter(self._book.last_used()), "")
        scripts = tuple(library.scripts.values())
        told = {script.id: library.not_as_approved(script) for script in scripts}
        return Offer(calls, scripts, errors, last, told)

    def _count_owed(self, given_up: Callable[[], bool]) -> str:
        # Neither the first frame nor a call waits for the register to be loaded.
        from guide.register.owed_today import how_much_is_owed

        return how_much_is_owed(self._book.places, self._book.clock.now().at, given_up)

    def _show_owed(self) -> None:
        from guide.session.wrapping_up import take_up
        from guide.tui.owed import OwedScreen

        places, clock, agent = self._book.places, self._book.clock, self._options.agent
        take = partial(take_up, self._book, agent=agent)
        screen = OwedScreen(places, agent, clock, take_up=take, desk=self._book.desk)
        self.push_screen(screen, lambda _: self._pick())

    def _picked(self, pick: "Pick | None") -> None:
        from guide.tui.pickers import Picked

        if pick is None:
            return
        if pick.kind is Picked.OWED:
            self._show_owed()
            return
        if pick.kind is Picked.WRAP_UP:
            self._take_up(pick.id)
            return
        try:
            written = self._book.put_in_order(pick.id, pick.branch) if pick.branch else None
        except GuideError as error:
            self._pick(message=str(error))
            return
        if written:
            self._pick(summary=str(written[0]))
            return
        call = self._unfinished_call if pick.kind is Picked.CALL else self._new_call
        self._begin(partial(call, pick.id))

    def _begin(self, call: Callable[[], Session]) -> None:
        try:
            # They may have been approved since this program was started, or the list was shown.
            self._book.read_scripts_anew()
            session = call()
        except GuideError as error:
            self._pick(message=str(error))
            return
        screen = CallScreen(session, self._book, self.actions)
        self.push_screen(screen, partial(self._left, screen))

    def _unfinished_call(self, call_id: str) -> Session:
        return self._book.resume(call_id, dispatch=self.call_from_journal)

    def _new_call(self, script_id: str) -> Session:
        options = self._options
        return self._book.start(
            script_id,
            agent=options.agent,
            ref=options.ref,
            details=options.details,
            language=options.language or options.usual_language,
            dispatch=self.call_from_journal,
        )

    def call_from_journal(self, work: object) -> None:
        """Run something the journal's thread asks for in the screen's own."""
        if self._running_loop is not None and callable(work):
            # The screen may have closed meanwhile: nobody sees then what is told.
            with suppress(RuntimeError):
                self._running_loop.call_soon_threadsafe(work)

    def _left(self, screen: CallScreen, result: CallResult | None) -> None:
        if result is None:
            return
        self.results.append(result)
        usual = self._options.usual_language
        self._options = LaunchOptions(self._options.agent, usual_language=usual)
        if result.ended and not result.given_up:
            self._wrap_up(screen, result)
        else:
            self._pick(message=result.problem)

    def _wrap_up(self, screen: CallScreen, result: CallResult) -> None:
        from guide.session.wrapping_up import wrapping_up

        call, agent = screen.session.call, self._options.agent
        of = wrapping_up(self._book, call, agent, result.summary)
        self._show_page(of, screen.law.of_next_screen(), result.problem)

    def _take_up(self, call: str, message: str = "") -> None:
        """Show the page of a call that has ended within a day once more."""
        from guide.session.wrapping_up import take_up

        try:
            of = take_up(self._book, call, self._options.agent)
        except GuideError as error:
            self._pick(message=str(error))
            return
        self._show_page(of, KeyLaw(lambda: self._book.clock.now().ticks), message)

    def _show_page(self, of: "WrappingUp", law: KeyLaw, message: str = "") -> None:
        from guide.tui.wrap_up import WrapUpScreen

        page = WrapUpScreen(of, law, message, self._book.desk)

        def left(_: None) -> None:
            # The call may have been erased meanwhile, or the folder be away.
            written = of.summary and of.summary.exists() and not page.contradicted
            summary = str(of.summary) if written else ""
            self._pick(message=page.problem, summary=summary, page_over=of.is_over)

        desk = self._book.desk

        def read() -> None:
            if page.is_attached:
                page.read()
                page.tell_refused(desk.refused if desk else ())

        if desk is not None:
            desk.watch(partial(self.call_from_journal, read))
        self.push_screen(page, left)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """What all that is painted passes: no colour here is one that the terminal has to name."""
        return [f for f in super().get_line_filters() if not isinstance(f, ANSIToTruecolor)]

    def action_leave(self) -> None:
        """Quit; a running call is kept and offered again."""
        asking = (s for s in reversed(self.screen_stack) if isinstance(s, AskingScreen))
        if on_top := next(asking, None):
            # After the keys that were pressed before it, which wait in the screen's own queue.
            on_top.call_later(on_top.ask_to_leave, self._quit)
        else:
            self._quit()

    def _quit(self) -> None:
        call = self._call_screen
        if call is None:
            self.exit()
        else:
            call.call_later(call.ask_to_leave, self._leave)

    def _leave(self) -> None:
        self._leave_call()
        self.exit()

    def save_what_is_typed(self) -> None:
        """Have on record what was typed until a fault, as far as it still can be."""
        self._leave_call()

    def tell_terminal(self, text: str) -> None:
        """Have the terminal tell something beside its window, where it can; OSC 9."""
        if self.to_terminal is not None:
            self.to_terminal(f"\x1b]9;{plain_line(text)}\x07")

    def _leave_call(self) -> None:
        if call := self._call_screen:
            self.results.append(call.leave())

    @property
    def _call_screen(self) -> CallScreen | None:
        return next((s for s in self.screen_stack if isinstance(s, CallScreen)), None)

    def action_command_palette(self) -> None:
        """Show every action by name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(ReadyPalette(id="--command-palette"))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the table, the look, and quit."""
        if isinstance(screen, CallScreen):
            for action in self.actions:
                if action.id not in ("choose", "mark", "palette", "quit"):
                    key = f"  ({action.shown_key})" if action.key else ""
                    title = f"{action.label.capitalize()}{key}"
                    yield SystemCommand(title, action.help, partial(screen.act, action.id))
        other = LIGHT if self.palette is DARK else DARK
        name = "light" if other is LIGHT else "dark"
        yield SystemCommand(
            f"Look: {name}",
            "GUIDE_THEME, or theme in the settings file, sets it for good",
            self._other_look,
        )
        yield SystemCommand("Quit  (Ctrl+Q)", "A running call is kept", self.action_leave)

    def _other_look(self) -> None:
        self.palette = LIGHT if self.palette is DARK else DARK
        self.theme = self.palette.name
