"""A call that has ended, on the screen: what is owed of it is done right there, then it is left."""

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct
from textual.widget import Widget
from textual.widgets import OptionList
from textual.widgets.input import Selection

from guide.call.context import Refused
from guide.call.phone_number import number_doubt
from guide.call.rules.endings import detail_missing
from guide.errors import Contradicted, GuideError, RecordsAway, UnknownName
from guide.record.places import Places
from guide.record.summary.times import DeskTime
from guide.register.after_call import AfterEnding, Deed
from guide.register.promise import Promise
from guide.register.register import When, when
from guide.register.rules import closing, not_as_typed, to_fill_in
from guide.script.dates import shown_time
from guide.script.model import FollowUpKind
from guide.session.at_desk import AtDesk
from guide.session.redaction import digits_lost
from guide.session.wrapping_up import Kind, WrappingUp
from guide.text import plain_line
from guide.tui.asking import Keys, Question
from guide.tui.call_text import CallTextScreen
from guide.tui.clipboard import copy_path
from guide.tui.item_list import MOVES, ItemList
from guide.tui.key_press import KeyLaw
from guide.tui.owed_questions import (
    PromiseScreen,
    can_be_undone,
    keys_about,
    missing_of,
    named,
    promise_rows,
)
from guide.tui.panel import Item, digit_key
from guide.tui.rows import Row, Span, Voice, cut, paragraph, paragraphs, row, wrapped

_OF_CALL = {
    "n": ("note", "n last note"),
    "f": ("add", "f add a promise"),
    "e": ("ending", "e correct the ending"),
    "enter": ("call", "Enter the call"),
    "y": ("copy", "y copy path"),
    "escape": ("leave", "Esc finish"),
}
_OF_LIST = {"enter": ("pick", "Enter picks the marked one"), "escape": ("back", "Esc back")}

_REPLACE = {"r": ("replace", "r replace")}

_ENDINGS = "endings"
_KINDS = "kinds"
_REASONS = "reasons"
"""What can be chosen in place of the promises: how the call ended, what was promised, a reason."""

_ANOTHER = "Another reason, in your words"

_MOST_ABOUT = 7
_LEAST_OF_PROMISE = 3
_MOST_OF_NOTES = 4
_MOST_OF_NOTE = 2
_MOST_LACKING = 2
"""The rows below the list; those of them that tell of the marked promise, at least, of notes, in a
low window, and of one note, at most; the sentences of what is not on record, at most."""


_NOTHING_ASKED = "Nothing is to be written here: empty the line, and Enter adds it. n takes a note."


class _Held(Struct, frozen=True):
    """What is asked of a promise that is added: its kind, its fields, and whether a day is agreed.

    `reason` is that of a report, where it was picked.
    """

    kind: str
    names: tuple[str, ...]
    reason: str
    asks_day: bool

    def told(self, answers: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], str]:
        """What the answers so far are: the fields, and the day."""
        fields = dict(zip(self.names, answers, strict=False))
        if self.reason:
            fields["reason"] = self.reason
        day = "".join(answers[len(self.names) :][:1]) if self.asks_day else ""
        return tuple(fields.items()), day


class WrapUpScreen(PromiseScreen):
    """What is owed of the call, each with its key; its ending; notes. Esc leaves.

    `problem` says what went wrong as it was left, if something did.
    """

    CSS = "#wrap-items { height: 1fr; margin: 1 0 0 0; }"

    def __init__(
        self, of: WrappingUp, law: KeyLaw, message: str = "", desk: AtDesk | None = None
    ) -> None:
        """`law` knows the key that led here; `message` is what went wrong as the call ended."""
        super().__init__(law, desk)
        self._of = of
        self._wrap_up = of.before
        self._choosing = ""
        self._wrong: Promise | None = None
        self._sure = ""
        self._to_mark = ""
        self._was_marked = ""
        self._leaving = False
        self._noted = False
        self._half_note = ""
        self._told_refused = set[str]()
        self._damage: str | None = None
        self._gone = ""
        self.problem, self.contradicted = "", False
        if message:
            self.say(message, refused=True)

    def listed(self) -> Widget:
        return ItemList("wrap-items")

    @property
    def items(self) -> ItemList:
        """What is owed; or how the call can have ended instead."""
        return self.query_one(ItemList)

    @property
    def marked(self) -> Promise | None:
        """The promise that is marked."""
        marked = "" if self._choosing else self.items.marked
        return next((one for one in self._wrap_up.promises if one.id == marked), None)

    @property
    def places(self) -> Places:
        """Where all is kept."""
        return self._of.places

    @property
    def now(self) -> datetime:
        """The time, in UTC."""
        return self._of.now

    @property
    def by(self) -> str:
        """The name of whoever is at the screen."""
        return self._of.agent

    def on_mount(self) -> None:
        """All keys are the screen’s; a last note that was half typed is offered again."""
        self.items.can_focus = False
        self._half_note = self._of.half_note
        if self._half_note:
            self._go_on_typing(self._half_note)
            lost = digits_lost([self._half_note])
            told = "You were typing this when the program ended: Enter keeps it as a note."
            self.say(f"{told} {lost}".rstrip())
        self.set_interval(1.0, self._keep_half_note)

    def read(self) -> None:
        """Show the call as it stands on the disk."""
        try:
            self._wrap_up, self._gone = self._of.wrap_up, self._of.gone()
        except GuideError as error:
            self.say(str(error), refused=True)
        else:
            if self._damage is None:
                from guide.register.missing import damage_in_brief

                told = (*self._of.wrong, damage_in_brief(self.places))
                self._damage = " ".join(filter(None, told))
        self.show_all()

    def tell_refused(self, sentences: Sequence[str]) -> None:
        """Say, once each, what of this call the desk does not take, as it tells in sentences."""
        of_call = f"{self._wrap_up.call.id}/"
        new = [one for one in sentences if of_call in one and one not in self._told_refused]
        self._told_refused.update(new)
        if new:
            self.say(" ".join(new), refused=True)
            self.show_all()

    def show_all(self) -> None:
        """How the call ended, what is owed of it, and what is known of the one that is marked."""
        width = max(20, self.size.width - 2)
        first = self._to_mark or next((one.id for one in self._wrap_up.owed), "")
        self._to_mark = ""
        self.items.show(self._list(), first)
        about = self._about(width - 1)
        self.show_page(self._head(width), about, len(about), "")
        self.query_one("#about").display = bool(about)
        meaning = self._choosing, self.items.marked, tuple(one.id for one in self.items.items)
        self.show_question(self._keys(), meaning)
        self.call_after_refresh(self.items.place_cursor)

    def _keys(self) -> Keys:
        if self._choosing:
            return _OF_LIST
        if not self._wrap_up.promises:
            undo = {"u": ("undo", "u undo")} if self._wrap_up.notes else {}
            return {**undo, **_OF_CALL}
        replaced = _REPLACE if self.marked and not self.marked.closed else {}
        return {**keys_about(self.marked), **replaced, **_OF_CALL}

    def _head(self, width: int) -> list[Row]:
        call, wrap_up = self._of.call, self._wrap_up
        known = (call.detail("caller"), wrap_up.number, call.started.title, call.id)
        about = " · ".join(plain_line(one) for one in known if one)
        rows = paragraph(f"CALL ENDED  {wrap_up.ending_told}", width, Voice.TITLE)
        if wrap_up.corrected:
            first = wrap_up.call.ended
            before = first.event.told if first else ""
            told = f"The ending is corrected. The call was ended as “{plain_line(before)}”."
            rows += paragraph(told, width, Voice.COACH)
        elif back := wrap_up.corrected_back:
            told = f"The ending was corrected to “{plain_line(back.what.before_label)}”, and back."
            rows += paragraph(told, width, Voice.COACH)
        for one in wrap_up.denied:
            is_over = one.settled_by or one.before
            settle = "" if is_over else " A supervisor settles that, with what it was."
            voice = Voice.COACH if is_over else Voice.AMBER_TEXT
            rows += paragraph(f"! {plain_line(one.told)}{settle}", width, voice)
        rows += paragraph(about, width, Voice.DIM)
        rows += [self._how_much(self.now), *self._lacking(width)]
        for wrong in filter(None, (self._gone, self._damage)):
            rows += paragraph(plain_line(f"✗ {wrong}"), width, Voice.MESSAGE)
        if self._choosing:
            rows += paragraph(self._what_to_choose(), width, Voice.COACH)
        return rows + self.message_rows(width)

    def _what_to_choose(self) -> str:
        if self._choosing == _ENDINGS:
            return "How did the call end? A key picks it."
        if self._choosing == _REASONS:
            return "Why must it be reported? A key picks it."
        if self._wrong:
            return f"What was promised instead of “{self._wrong.label}”? A key picks it."
        return "What was promised on the call? A key picks it."

    def _how_much(self, now: datetime) -> Row:
        owed = self._wrap_up.owed
        if not owed and self._wrap_up.required:
            return row(Span("Nothing is owed from this call. Not on record:", Voice.COACH))
        if not owed:
            return row(Span("✓ Nothing is owed from this call.", Voice.DONE))
        late = sum(when(one, now) is When.OVERDUE for one in owed)
        told = f"Still owed: {len(owed)}{f' · {late} overdue' if late else ''}"
        return row(Span(told, Voice.AMBER_TEXT if late else Voice.COACH))

    def _lacking(self, width: int) -> list[Row]:
        """What was required and is not on record, of the ending that counts."""
        every, added = self._wrap_up.required, self._wrap_up.may_be_added
        by_note = "See the last note." if self._wrap_up.notes else "n writes it down."
        lacking = {
            detail_missing(promise.label_of(name))
            for promise in self._wrap_up.owed
            for name in to_fill_in(promise)
        }

        def mend(one: str) -> str:
            return "f adds it." if one in added else "i fills it in." if one in lacking else by_note

        mends = map(mend, every)
        told = [f"{one} {mend}" for one, mend in zip(every, mends, strict=True)]
        told = told[:_MOST_LACKING]
        if more := len(every) - len(told):
            told[-1] += f" And {more} more: Enter shows the call."
        return paragraphs(((f"! {one}", Voice.AMBER_TEXT) for one in told), width)

    def _about(self, width: int) -> list[Row]:
        """What is marked, and the latest note; only as much as leaves room for the list."""
        if self._choosing:
            return []
        notes, marked = self._notes(width), self.marked
        rows = promise_rows(marked, width) if marked else []
        room = max(_LEAST_OF_PROMISE, _MOST_ABOUT - len(notes))
        if len(rows) > room:
            rows[room - 1 :] = [row(Span("… Enter shows the call", Voice.DIM))]
        return rows + notes

    def _notes(self, width: int) -> list[Row]:
        """The last notes, the newest last; where there is no room for all, how many came before."""
        every = [self._note(line, text, width) for line, text in self._wrap_up.notes]
        room = max(_MOST_OF_NOTES, self.size.height // 5)
        shown = every
        while sum(map(len, shown)) + (len(shown) < len(every)) > room and len(shown) > 1:
            shown = shown[1:]
        before = len(every) - len(shown)
        told = f"… {before} more note{'s' * (before > 1)}: Enter shows the call"
        first = [row(Span(told, Voice.DIM))] if before else []
        return first + [one for note in shown for one in note]

    def _note(self, line: AfterEnding, text: str, width: int) -> list[Row]:
        at = DeskTime.of(self._of.call.started.zone).minute(line.at)
        told = [*wrapped(plain_line(f"Note {at}, {line.by}: {text}"), width)]
        if len(told) > _MOST_OF_NOTE:
            told[_MOST_OF_NOTE - 1 :] = [cut(" ".join(told[_MOST_OF_NOTE - 1 :]), width)]
        return [row(Span(piece, Voice.TEXT)) for piece in told]

    def _promises(self) -> list[Item]:
        now = self.now
        return [_item(one, now) for one in self._wrap_up.promises]

    def _list(self) -> list[Item]:
        match self._choosing:
            case "endings":
                return self._endings()
            case "kinds":
                return [_kind_item(one) for one in self._of.kinds()]
            case "reasons":
                reasons = (*self._of.reasons(), _ANOTHER)
                return [Item(f"reason:{one}", one) for one in reasons]
            case _:
                return self._promises()

    def _endings(self) -> list[Item]:
        return [
            Item(f"ending:{ending.id}", ending.label, off=plain_line(why))
            for ending, why in self._of.endings(self._wrap_up.ending[0])
        ]

    # Keys

    def pressed(self, key: str) -> None:
        """Mark, ask, choose or leave."""
        if self._leaving:
            return
        self._message = ()
        if self.marks(key):
            return
        if key in MOVES:
            self.items.move(key)
            self.mark_by_hand()
        elif (item := self.items.item_of(key)) is not None:
            self._pick(item)
        elif found := self._keys().get(key):
            self._do(found[0])
        self.show_all()

    def marks(self, key: str) -> bool:
        item = None if self._choosing or self._leaving else self.items.item_of(key)
        if item is None:
            return False
        self._pick(item)
        self.show_all()
        return True

    def _do(self, name: str) -> None:
        match name:
            case "leave":
                self.leave()
            case "pick":
                marked = self.items.marked
                self._chosen(next(one for one in self.items.items if one.id == marked))
            case "back":
                self._choose()
            case "call":
                self.app.push_screen(CallTextScreen(self._of.places, self._of.call.id, self._law))
            case "copy":
                self._copy()
            case "note":
                self._ask_note()
            case "ending":
                self._choose_ending()
            case "add" | "replace":
                self._wrong = self.marked if name == "replace" else None
                self._choose_kind()
            case "undo" if self._undoes_note():
                self.ask(Question(self._note_title(), ("Why?",), self._withdraw_note))
            case _:
                self.ask_about(name)

    def _ask_note(self, text: str = "") -> None:
        self.ask(Question("A last note of this call", ("",), self._add_note, free=True), text)

    def typed(self, text: str) -> None:
        """What somebody types is for the last note: Enter keeps it."""
        if self._leaving:
            return
        self._choose()
        self._go_on_typing(text)
        self.say("You were typing: Enter keeps it as a note.")
        self.show_all()
        self._law.written()

    def _go_on_typing(self, text: str) -> None:
        """Ask for the last note, of which this is there already."""
        self._ask_note(text)
        self.answer.selection = Selection.cursor(len(text))

    def _keep_half_note(self) -> None:
        """Have on the disk what is typed of a last note, as a call’s draft is: every second."""
        if self._question is not None and self._question.free:
            self._put_aside(self.answer.value.strip())

    def _put_aside(self, text: str) -> None:
        """Have this on the disk in the place of what is there; the note itself is no less open."""
        if text != self._half_note:
            with contextlib.suppress(GuideError):
                self._of.keep_half_note(text)
                self._half_note = text

    def left_question(self, question: Question) -> None:
        """A last note that is left is given up."""
        if question.free:
            self._put_aside("")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """A click on an item is its key."""
        event.stop()
        item = next((one for one in self.items.items if one.id == event.option_id), None)
        if item is not None and not self._leaving and not self.asking:
            self._message = ()
            self._pick(item)
            self.show_all()

    def _pick(self, item: Item) -> None:
        """Mark a promise, or ask about an ending; one out of sight is brought in sight first."""
        if not self._choosing:
            self.items.bring_in_sight(item.id)
            self.items.mark(item.id)
            self.mark_by_hand()
        elif not self.items.bring_in_sight(item.id):
            self._chosen(item)

    def _chosen(self, item: Item) -> None:
        """Go on with what was chosen in place of the promises."""
        what, _, chosen = item.id.partition(":")
        match what:
            case "ending":
                self._ask_why(item)
            case "kind" if chosen == FollowUpKind.REPORT:
                self._choose(_REASONS)
            case "kind":
                self._ask_form(chosen, item.label)
            case "reason":
                known = "" if chosen == _ANOTHER else chosen
                self._ask_form(FollowUpKind.REPORT, item.label, known)

    def do(self, promise: Promise, deed: Deed, now: datetime) -> Promise | Refused:
        """Have on the disk what was done about a promise of the call."""
        self._noted = False
        return self._of.do(promise, deed)

    def as_it_stands(self, promise: Promise) -> Promise:
        """The promise as it stands among those of the call."""
        with contextlib.suppress(GuideError):
            every = self._of.wrap_up.promises
            return next((one for one in every if one.n == promise.n), promise)
        return promise

    def _add_note(self, answers: Sequence[str]) -> str | Refused:
        answer = self._of.add_note(answers[0])
        if isinstance(answer, Refused):
            return answer
        self._half_note, self._last = "", None
        self._noted = True
        return f"The note is kept. u withdraws it. {not_as_typed(*answers)}".rstrip()

    def _undoes_note(self) -> bool:
        """Whether the last note is what `u` is about: it came last, or nothing else is to undo."""
        wrap_up, marked = self._wrap_up, self.marked
        if not wrap_up.notes:
            return False
        if self._noted:
            return True
        others = self._last or (marked and can_be_undone(marked))
        came_last = wrap_up.lines[-1] == wrap_up.notes[-1][0]
        return not others or (came_last and not (self._last or (marked and marked.closed)))

    def _note_title(self) -> str:
        (_, text) = self._wrap_up.notes[-1]
        return cut(plain_line(f"Withdraw the note “{text}”"), 2 * max(20, self.size.width - 2))

    def _withdraw_note(self, answers: Sequence[str]) -> str | Refused:
        answer = self._of.withdraw_note(answers[0])
        if isinstance(answer, Refused):
            return answer
        self._noted = False
        return f"The note is withdrawn; it stays in the log. {not_as_typed(*answers)}".rstrip()

    def _copy(self) -> None:
        if summary := self._of.summary:
            self.say(copy_path(self.app, str(summary)))
        else:
            self.say("The summary is not written.", refused=True)

    # A promise that was forgotten, or is of the wrong kind

    def _choose_kind(self) -> None:
        if self._of.kinds():
            self._choose(_KINDS)
        else:
            self.say("The script of this call is not there any more.", refused=True)

    def _ask_form(self, kind: str, label: str, reason: str = "") -> None:
        """Ask for what a promise of this kind must hold, then why the other one was wrong."""
        form = self._of.form(kind, self._wrong.n if self._wrong else 0)
        fields = [one for one in form.fields if not (reason and one[0] == "reason")]
        texts, drafts = [one[1] for one in fields], [one[2] for one in fields]
        if form.asks_day:
            texts.append("Until what day was agreed?")
            drafts.append(form.day)
        title = f"Add: {label}"
        if self._wrong:
            texts.append(f"Why was “{self._wrong.label}” wrong?")
            title = f"{label} instead of {named(self._wrong)}"
        names = tuple(one[0] for one in fields)
        held = _Held(kind, names, reason, form.asks_day)
        self._sure = ""
        question = Question(
            plain_line(title),
            tuple(texts) or ("Enter adds it.",),
            partial(self._add, held),
            refuses=partial(self._refuses, held),
            drafts=tuple(drafts),
        )
        self.ask(question, question.draft)

    def _refuses(self, held: _Held, answers: Sequence[str]) -> str:
        """Why what was answered last will not do: refused in its own field, not behind the last."""
        asked = len(held.names) + held.asks_day
        wrong = self._wrong.n if self._wrong else 0
        if len(answers) > asked:
            if not wrong:
                return _NOTHING_ASKED if answers[-1] else ""
            return "" if answers[-1] else "Write down why it is void."

        def why_not(told: Sequence[str]) -> str:
            return self._of.why_not(held.kind, *held.told(told), wrong)

        why = why_not(answers)
        if why and (len(answers) >= len(held.names) or why != why_not(answers[:-1])):
            return why
        number = answers[-1] if held.names[len(answers) - 1 :][:1] == ("number",) else ""
        listed = held.kind == FollowUpKind.DO_NOT_CALL
        if (doubt := number_doubt(number, listed=listed)) and self._sure != number:
            self._sure = number
            return f"Is “{number}” right? {doubt} Enter takes it as it is."
        day = answers[-1] if len(answers) == asked and held.asks_day else ""
        if (far := self._of.far_day(held.kind, day)) and self._sure != day:
            self._sure = day
            return f"“{day}” is {far}. Enter again takes it."
        return ""

    def _add(self, held: _Held, answers: Sequence[str]) -> str | Refused:
        fields, day = held.told(answers)
        wrong = self._wrong
        instead = (wrong.n, answers[-1]) if wrong else None
        answer = self._of.add_promise(held.kind, fields, day, instead)
        if isinstance(answer, Refused):
            return answer
        self._choose()
        self._last = None
        self._noted = False
        self._to_mark = answer.id
        done = f"Void: {wrong.label}. Added" if wrong else "Added"
        told = [f"{done}: {answer.label}.", missing_of(answer)]
        as_added = not_as_typed(*answers, kept=dict(answer.fields).values())
        told += ["v voids it, if that was a mistake.", as_added]
        return " ".join(filter(None, told))

    # The ending

    def _choose_ending(self) -> None:
        if self._of.endings(self._wrap_up.ending[0]):
            self._choose(_ENDINGS)
        else:
            self.say("The script of this call is not there any more.", refused=True)

    def _choose(self, what: str = "") -> None:
        """Show what can be chosen; nothing: the promises, the one marked that was before."""
        if not self._choosing:
            self._was_marked = self.items.marked
        if not what:
            self._to_mark = self._was_marked
        self._choosing = what
        self.items.forget()

    def _ask_why(self, item: Item) -> None:
        if item.off:
            self.say(item.off, refused=True)
            return
        self.items.mark(item.id)
        ending, (_, before) = item.id.removeprefix("ending:"), self._wrap_up.ending
        title = f"Correct the ending: “{plain_line(item.label)}” instead of “{plain_line(before)}”"
        self.ask(Question(title, ("Why?",), partial(self._correct, ending)))

    def _correct(self, ending: str, answers: Sequence[str]) -> str | Refused:
        answer = self._of.correct(ending, answers[0])
        if isinstance(answer, Refused):
            return answer
        self._choose()
        return f"The ending is corrected. {not_as_typed(*answers)}".rstrip()

    # Leaving

    def leave(self, then: Callable[[], None] | None = None) -> None:
        """Write the addendum, without holding up the screen; then leave, or call `then`."""
        if not self._leaving:
            self._keep_half_note()
            self._leaving, self._question = True, None
            self.run_worker(partial(self._close_call, then or self._dismissed), thread=True)

    def _close_call(self, then: Callable[[], None]) -> None:
        try:
            self.contradicted = bool(self._of.contradicted)
            self._of.close()
            self.problem = self._of.gone()
        except Contradicted as stays:
            self.problem = f"What came after the call is saved. {stays}"
        except (UnknownName, RecordsAway) as gone:
            self.problem = str(gone)
        except GuideError as error:
            self.problem = f"What came after the call is saved, and not in an addendum yet. {error}"
        self.app.call_from_thread(then)

    def _dismissed(self) -> None:
        self.dismiss(None)


def _kind_item(kind: Kind) -> Item:
    """A kind of promise, by the key that it has on the call."""
    heading = "Required by this call" if kind.required else "Add"
    return Item(f"kind:{kind.id}", kind.label, key=digit_key(kind.place), heading=heading)


def _item(promise: Promise, now: datetime) -> Item:
    """A promise in the list: what, for whom; how pressing, until when, how far it is."""
    if promise.closed:
        return Item(promise.id, f"{promise.mark} {named(promise)}", closing(promise))
    zone = DeskTime.of(promise.zone).zone
    today = now.astimezone(zone).date()
    pressing = when(promise, now)
    due = f" {shown_time(promise.until.astimezone(zone), today)}" if promise.until else ""
    word = {When.OVERDUE: "OVERDUE since", When.UNTIMED: "without a time"}.get(pressing, "by")
    who = f" · {promise.owner}" if promise.owner != promise.agent else ""
    told = (promise.warning, promise.uncallable, promise.incomplete)
    more = "".join(f" · {one}" for one in told if one)
    return Item(promise.id, named(promise), f"{word}{due} · {promise.standing}{who}{more}")
