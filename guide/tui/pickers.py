"""The pickers: the front door of the program, and those of scenarios."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from functools import partial
from math import inf
from pathlib import Path
from time import monotonic
from types import MappingProxyType

from msgspec import Struct
from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen, ScreenResultType
from textual.timer import Timer
from textual.widgets import OptionList
from textual.worker import get_current_worker

from guide.record.call_list import CallInfo
from guide.script.dates import short_day, shown_clock
from guide.script.findings import Problem
from guide.script.model import Script
from guide.text import capital, plain_line
from guide.tui.clipboard import copy_path
from guide.tui.item_list import MOVES, ItemList
from guide.tui.key_press import IN_A_WORD_SECONDS, RUN_SECONDS, typed_character
from guide.tui.key_words import keyed
from guide.tui.keys import OF_THE_PROGRAM, without_case
from guide.tui.pane import Pane
from guide.tui.panel import Item, letters_but
from guide.tui.rows import BLANK, Row, Span, Voice, cut, paragraph, row
from guide.tui.uncovered import paint_what_is_uncovered

_LETTERS = letters_but("qrwy")
"""The letters that pick; q quits, r shows what is owed, w takes up the page of a call, y copies."""


class PickerScreen(Screen[ScreenResultType]):
    """A list to pick from. Nothing is marked before an arrow is pressed.

    So the Enter that ended a call begins no other; what comes after a pick does nothing. What
    somebody types picks nothing: a letter or a digit waits for a further character, and does
    nothing with that.
    """

    DEFAULT_CSS = """
    PickerScreen {
        align-horizontal: center;
        #picker-head, #picker-items, #picker-foot, #picker-keys {
            width: 92; max-width: 100%; padding: 0 1;
        }
        #picker-head { margin-top: 1; }
        #picker-items { height: 1fr; }
        #picker-keys { height: 1; }
    }
    """

    footer = "1-9 picks   ↑ ↓ then Enter   Ctrl+P palette   Ctrl+Q quit"

    def __init__(self) -> None:
        super().__init__()
        self._picked = False
        self._drawn_at = inf
        self._run, self._typed_at = "", -inf
        self._coming: tuple[str, Callable[[], None], Timer] | None = None
        self._told = ""

    def compose(self) -> ComposeResult:
        """What is said above, the list, what is said below, the keys."""
        yield Pane("picker-head")
        yield ItemList("picker-items", letters=_LETTERS)
        yield Pane("picker-foot")
        yield Pane("picker-keys")

    def on_mount(self) -> None:
        """Show the offer; keys move the mark from the start."""
        paint_what_is_uncovered(self)
        self._show()
        self.items.can_focus = False
        self._drawn_at = monotonic()
        self.call_after_refresh(self.items.place_cursor)

    def on_screen_resume(self) -> None:
        """What was pressed while something else was on top was not meant for this."""
        self._drawn_at = monotonic()

    def on_resize(self, event: events.Resize) -> None:
        """Wrap anew."""
        self.call_after_refresh(self._show)

    def _show(self) -> None:
        width = max(20, self.query_one("#picker-head", Pane).size.width)
        self.query_one("#picker-head", Pane).show(self.head(width))
        self.items.show(self.offered(), unmarked=True)
        foot = self.query_one("#picker-foot", Pane)
        foot.show(self.foot(width))
        foot.display = bool(foot.rows)
        told = [Span(self._told, Voice.MESSAGE)] if self._told else keyed(self.footer)
        self.query_one("#picker-keys", Pane).show([row(" ", *told)])

    @property
    def items(self) -> ItemList:
        """The list."""
        return self.query_one("#picker-items", ItemList)

    def head(self, width: int) -> list[Row]:
        """What stands above the list."""
        raise NotImplementedError

    def offered(self) -> Sequence[Item]:
        """What can be picked."""
        raise NotImplementedError

    def foot(self, width: int) -> list[Row]:
        """What stands below the list."""
        return []

    def result(self, item: str) -> ScreenResultType:
        """What is picked with an item, by its id."""
        raise NotImplementedError

    def escape(self) -> None:
        """Answer Esc: at the front door there is nothing to go back to."""

    def on_key(self, event: events.Key) -> None:
        """Pick by key, or move the mark; a key that came before the list was seen does nothing."""
        if event.key in OF_THE_PROGRAM:
            return
        event.stop()
        event.prevent_default()
        key, in_a_row = without_case(event.key), self._in_a_row(event)
        if event.time < self._drawn_at or self._waits(key, event):
            return
        self._tell("You were typing: nothing was done." if in_a_row else "")
        if in_a_row:
            return
        if event.key == "escape":
            self.escape()
        elif event.key == "enter":
            if self.items.marked:
                self._pick_seen(self.items.marked)
        elif event.key in MOVES:
            self.items.move(event.key)
            self._drawn_at = monotonic()
        elif (deed := self._deed_of(key)) and typed_character(event).isalnum():
            self._coming = key, deed, self.set_timer(IN_A_WORD_SECONDS, self._do_coming)
        elif deed:
            self._do(deed)

    def _in_a_row(self, event: events.Key) -> bool:
        """Whether a key goes on with others that did nothing: all are text.

        One that is only pressed again is none, and Space begins none.
        """
        character = typed_character(event).lower()
        run = self._run if event.time - self._typed_at < RUN_SECONDS else ""
        self._run, self._typed_at = (run + character).lstrip() if character else "", event.time
        return bool(character) and run.strip(character) != ""

    def _waits(self, key: str, event: events.Key) -> bool:
        """Whether a key does nothing beside the one before it, which is about to do something.

        A further character makes text of both, and Esc takes the key back.
        """
        if self._coming is None:
            return False
        waiting, _, timer = self._coming
        takes_back = event.key == "escape"
        if key == waiting or not (takes_back or typed_character(event)):
            return True
        timer.stop()
        self._coming = None
        return takes_back

    def _do_coming(self) -> None:
        coming, self._coming = self._coming, None
        if coming is not None and self.is_active:
            self._do(coming[1])

    def _do(self, deed: Callable[[], None]) -> None:
        """Do what a key was for: what comes then is no text that goes on with it."""
        self._run = ""
        deed()

    def _deed_of(self, key: str) -> Callable[[], None] | None:
        """What a key does as things stand, picking first; None where that is nothing."""
        item = self.items.item_of(key)
        return partial(self._pick_seen, item.id) if item else self.other_deed(key)

    def _tell(self, told: str) -> None:
        """Tell something in the row of the keys, until the next one: nothing else moves."""
        if told != self._told:
            self._told = told
            self._show()

    def other_deed(self, key: str) -> Callable[[], None] | None:
        """What a key does that picks nothing in the list; None where that is nothing."""
        return None

    def _pick_seen(self, item: str) -> None:
        """Pick an item whose key is in sight; one that is not is only marked and scrolled to."""
        if self.items.bring_in_sight(item):
            self._drawn_at = monotonic()
        else:
            self.pick(item)

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on a key of the footer is that key."""
        self.app.simulate_key(event.key)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Pick with Enter or a click."""
        event.stop()
        if event.option_id:
            self.pick(event.option_id)

    def pick(self, item: str) -> None:
        """Leave with what was picked; once only."""
        if not self._picked:
            self._picked = True
            self.dismiss(self.result(item))


class Picked(StrEnum):
    """What was picked."""

    SCRIPT = "script"
    CALL = "call"
    OWED = "owed"
    WRAP_UP = "wrap-up"


class Pick(Struct, frozen=True):
    """A script to take a call with, an unfinished call to go on with, what is owed, or a page.

    The page is that of the call which has ended last.

    `branch`: the one of its branches that goes on, from 1, where its record has branched.
    """

    kind: Picked
    id: str
    branch: int = 0


class Offer(Struct, frozen=True):
    """What the front door offers: unfinished calls, newest first; the scripts, in their order.

    `not_as_approved` is by a script's id what of it nobody has approved as it is.
    """

    calls: tuple[CallInfo, ...]
    scripts: tuple[Script, ...]
    problems: tuple[Problem, ...] = ()
    last_used: str = ""
    not_as_approved: Mapping[str, str] = MappingProxyType({})


class CallPicker(PickerScreen[Pick]):
    """Digits take a call with a script, letters go on with an unfinished call."""

    class Counted(Message):
        """How much is owed is known."""

        def __init__(self, told: str) -> None:
            super().__init__()
            self.told = told

    def __init__(
        self,
        offer: Offer,
        *,
        message: str = "",
        summary: str = "",
        page_over: bool = False,
        page: str = "",
        last: CallInfo | None = None,
        owed: Callable[[Callable[[], bool]], str] | None = None,
    ) -> None:
        """`message`: what went wrong; `summary`: the path of the one just written.

        `page_over`: the page of its call is not taken up again; `page`: the call on whose page a
        last note was half typed; `last`: the one that ended last.
        `owed` says how much is owed, which may take a while: it is asked after the first frame, in
        a thread, and given what says whether nobody waits for it any more.
        """
        super().__init__()
        self.offer = offer
        self._count_owed = owed
        self._owed = ""
        self._message = message
        self._summary = summary
        self._news = f"The summary is written: {summary}" if summary else ""
        self._page = "" if page_over else Path(summary).stem or page
        if page and not summary:
            self._news = f"A last note of the call {page} was being typed: w goes on with it."
        elif last and not summary:
            self._page = last.id
            about = (last.title, last.caller, _began(last.started_at), last.ended)
            self._news = plain_line(f"The last call: {', '.join(filter(None, about))}")
        if offer.calls:
            self.footer = f"a resumes a call   {self.footer}"

    def on_mount(self) -> None:
        """Have counted what is owed, once the offer is shown: its own handler runs as well."""
        if self._count_owed:
            self.call_after_refresh(self.run_worker, self._counted, thread=True)

    def _counted(self) -> None:
        worker = get_current_worker()
        if self._count_owed:
            self.post_message(self.Counted(self._count_owed(lambda: worker.is_cancelled)))

    def on_call_picker_counted(self, event: "CallPicker.Counted") -> None:
        """Say how much is owed."""
        self._owed = event.told
        self._show()

    def on_pane_pressed(self, event: Pane.Pressed) -> None:
        """A click on a key is that key."""
        if deed := self.other_deed(event.key):
            deed()

    def other_deed(self, key: str) -> Callable[[], None] | None:
        """Go on to what is owed, or back to the page of the call; copy its summary's path.

        What is owed has to be known: others would wait for it on a blank screen.
        """
        if key == "r" and self._owed:
            return partial(self.pick, f"{Picked.OWED} ")
        if key == "w" and self._page:
            return partial(self.pick, f"{Picked.WRAP_UP} {self._page}")
        if key == "y" and self._summary:
            return self._copy
        return None

    def _copy(self) -> None:
        self._news = copy_path(self.app, self._summary)
        self._show()

    def head(self, width: int) -> list[Row]:
        """The name of the program, and what there is to tell."""
        rows = [row(Span("CALL GUIDE", Voice.TITLE)), BLANK]
        for text, lead, voice in (
            (self._news, "", Voice.DONE if self._summary else Voice.COACH),
            (self._message, "✗ ", Voice.MESSAGE),
        ):
            if text:
                rows += paragraph(text, width - 2 + len(lead), voice, lead=lead)
                if text is self._news:
                    again = "w its page again" if self._page else ""
                    copies = "y copies the path" if self._summary else ""
                    rows.append(row(*keyed("   ".join(filter(None, (again, copies))))))
                rows.append(BLANK)
        if not self.offer.scripts:
            return [*rows, row(Span("No script can be used here.", Voice.AMBER_TEXT))]
        what = "Take a call, or resume an unfinished one" if self.offer.calls else "Take a call"
        return [*rows, row(Span(what, Voice.COACH)), BLANK]

    def offered(self) -> Sequence[Item]:
        """The unfinished calls, then the scripts."""
        calls = [
            Item(f"call {call.id} {call.branch}", _resume(call), _about(call), key=letter)
            for call, letter in zip(self.offer.calls, _LETTERS, strict=False)
        ]
        scripts = [
            Item(f"script {one.id}", self._title(one), one.use_when, warns=self._warns(one))
            for one in self.offer.scripts
        ]
        return [*calls, *scripts]

    def _title(self, script: Script) -> str:
        last = script.id == self.offer.last_used
        return f"{script.title} · last used" if last else script.title

    def _warns(self, script: Script) -> str:
        told = self.offer.not_as_approved.get(script.id, "")
        return f"{capital(told)}." if told else ""

    def foot(self, width: int) -> list[Row]:
        """How much is owed, and the scripts that cannot be used, in a sentence."""
        if not self._count_owed:
            return self._problems(width)
        # The row is there from the start: nothing moves under the finger.
        owed = row(Span("Owed: ", Voice.DIM), Span(cut(self._owed or "…", width - 26)))
        if self._owed:
            owed += row("   ", Span("r", Voice.TITLE, "r"), Span(" the register", Voice.DIM, "r"))
        return [owed, *self._problems(width)]

    def _problems(self, width: int) -> list[Row]:
        if not self.offer.problems:
            return []
        files = len({p.file for p in self.offer.problems})
        first = self.offer.problems[0]
        text = (
            f"{len(self.offer.problems)} problem{'s' if len(self.offer.problems) > 1 else ''} in "
            f"{files} script file{'s' if files > 1 else ''}: guide check tells all. "
            f"{first.file}, line {first.line}: {first.message}"
        )
        return [BLANK, *paragraph(text, width, Voice.AMBER_TEXT, lead="! ")]

    def result(self, item: str) -> Pick:
        """The call or the script."""
        kind, name, *branch = item.split(" ")
        return Pick(Picked(kind), name, int(branch[0]) if branch else 0)


def _resume(call: CallInfo) -> str:
    what = f"Resume branch {call.branch}" if call.branch else "Resume"
    return plain_line(f"{what}: {call.title}")


def _about(call: CallInfo) -> str:
    began = _began(call.started_at)
    events_saved = f"{call.entries} event{'s' if call.entries != 1 else ''} saved"
    ended = f"ended: {call.ended}" if call.ended else ""
    known = (call.caller, call.number, began, call.agent, events_saved, ended, call.damage)
    return " · ".join(map(plain_line, filter(None, known)))


def _began(at: datetime | None) -> str:
    if at is None:
        return "unknown time"
    local = at.astimezone()
    return f"{short_day(local.date())}, {shown_clock(local)}"


class Offered(Struct, frozen=True):
    """A scenario that can be picked: its name, its title, and what is said of it."""

    name: str
    title: str
    more: str


class ScenarioPicker(PickerScreen[str]):
    """Offers scenarios; its result is the name of the one that was picked.

    `back`: Esc leads back to where one came from; the result is then empty.
    """

    def __init__(
        self,
        offer: tuple[Offered, ...],
        banner: str,
        question: str,
        *,
        message: str = "",
        back: bool = False,
    ) -> None:
        super().__init__()
        self._offer = offer
        self._banner = banner
        self._question = question
        self._message = message
        self._back = back

    def head(self, width: int) -> list[Row]:
        """That this is training, and the question."""
        rows = [row(Span(self._banner, Voice.AMBER), "  ", Span("Call Guide", Voice.TITLE)), BLANK]
        if self._message:
            rows += paragraph(self._message, width, Voice.MESSAGE, lead="✗ ")
        asked = self._question if self._offer else "No scenario is there."
        return [*rows, row(Span(asked, Voice.COACH)), BLANK]

    def offered(self) -> Sequence[Item]:
        """The scenarios."""
        return [Item(one.name, one.title, one.more) for one in self._offer]

    def result(self, item: str) -> str:
        """Its name."""
        return item

    def escape(self) -> None:
        """Go back, where one can."""
        if self._back and not self._picked:
            self._picked = True
            self.dismiss("")
