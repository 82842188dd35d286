"""No card number reaches any byte that the program writes, whichever way it comes in."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from card_numbers import bare, numbers, spelled
from conditional import gated
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import FRIDAY, Desk, of_kind, shipped, with_script
from msgspec.structs import replace

from guide import __version__
from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.context import Allowed, Refused
from guide.call.fold import call_of
from guide.record.call_list import kept_calls
from guide.record.card_numbers import DRAFT_DIGITS
from guide.record.codec import Chain
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import DONE, Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.summary.toml import toml_text
from guide.record.writer import DirectWriter
from guide.script.model import AnswerField, FollowUpKind
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.session import Session
from guide.tui.notes import Composer

CARD = "4111 1111 1111 1111"
MASKED = "•••• 1111"


@dataclass
class Kept:
    """A call that is really written to a disk."""

    book: CallBook
    session: Session
    folder: Path

    @property
    def written(self) -> str:
        """Every byte of every file there is, read as text."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        return "\n".join(path.read_bytes().decode("unicode_escape") for path in files)


@contextmanager
def kept(**start: object) -> Iterator[Kept]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        places = Places(folder / "state", folder / "out")
        book = CallBook(shipped(), places, clock=SetClock(FRIDAY), writer=DirectWriter)
        session = book.start("escalated-callers", **{"agent": "Robin", **start})  # type: ignore[arg-type]
        yield Kept(book, session, folder)
        session.close()


def stored(call: Kept) -> str:
    """What the journal says was typed, one event after the other."""
    entries = read_journal(call.book.places.journal_path(call.session.call.id)).entries
    return "\n".join(
        str(getattr(entry.event, name))
        for entry in entries[1:]
        for name in (
            "field",
            "label",
            "text",
            "value",
            "words",
            "reason",
            "by",
            "name",
            "what",
            "fields",
        )
        if hasattr(entry.event, name)
    )


EDITS: tuple[Callable[[str], str], ...] = (
    lambda text: text[:-1],
    lambda text: text[1:],
    lambda text: text[: len(text) // 2] + text[len(text) // 2 + 1 :],
    lambda text: text.rpartition(" ")[0],
    lambda text: f"{text} ",
)
"""What the editing keys do to a text."""


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_typed_key_by_key_and_kept_at_any_moment_no_number_can_be_put_together(
    data: st.DataObject,
) -> None:
    number = data.draw(numbers())
    typed = "paid " + data.draw(spelled(number)) + data.draw(st.sampled_from(["", " ok", " 123"]))
    kept_at = data.draw(st.sets(st.integers(0, len(typed))))
    with kept() as call:
        composer = Composer(call.session, lambda text: None, lambda text: None)
        for at in range(len(typed)):
            composer.changed(typed[: at + 1])
            if at in kept_at:
                composer.keep_draft()
        composer.leave()
        composer.enter()
        assert [note.text for note in call.session.call.notes]
        digits = bare(stored(call))
        assert number not in digits
        shown = {event.text for event in of_kind(ev.Drafted, _events(call))}
        assert all(len(bare(text)) <= DRAFT_DIGITS for text in shown)
        assert number not in bare(call.written.partition('kind":"started')[2])


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_slips_of_the_key_and_their_mending_give_no_number_away(data: st.DataObject) -> None:
    number = data.draw(numbers("4").filter(lambda n: len(n) in (13, 14, 15, 16)))
    with kept() as call:
        composer = Composer(call.session, lambda text: None, lambda text: None)
        for at in range(len(number)):
            for _ in range(data.draw(st.integers(0, 1))):
                composer.changed(f"{number[:at]}x")
                composer.keep_draft()
                composer.changed(number[:at])
            composer.changed(number[: at + 1])
            composer.keep_draft()
        composer.enter()
        assert call.session.call.notes[0].text == f"•••• {number[-4:]}"
        assert number not in bare(stored(call))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_is_pressed_the_note_that_is_entered_holds_no_number(data: st.DataObject) -> None:
    number = data.draw(numbers())
    with kept() as call:
        composer = Composer(call.session, lambda text: None, lambda text: None)
        composer.changed(data.draw(spelled(number)))
        for edited in data.draw(st.lists(st.sampled_from(EDITS), max_size=12)):
            composer.changed(edited(composer.text))
            composer.keep_draft()
        composer.enter()
        assert number not in bare(stored(call))


def _events(call: Kept) -> list[ev.Event]:
    return [entry.event for entry in call.session.call.entries]


EVERYWHERE: list[tuple[str, tuple[Action, ...], Callable[[str], Action]]] = [
    ("note", (), act.Write),
    ("correction", (act.Write("a note"),), lambda t: act.Rewrite(2, t)),
    ("detail", (), lambda t: act.WriteDetail("concern", t)),
    ("name of a detail", (), lambda t: act.WriteDetail(t, "value")),
    ("caller's words", (act.GoTo("hang-up-protocol"), act.StateGround("abuse")), act.QuoteCaller),
    ("effort", (act.GoTo("hang-up-protocol"),), act.MakeEffort),
    ("manager's name", (act.GetManager(),), act.NameManager),
    ("field", (), lambda t: act.AddFollowUp(FollowUpKind.CALLBACK, (("concern", t),))),
    ("who was told", (), lambda t: act.AddFollowUp(FollowUpKind.REPORT, (), None, t)),
    ("draft", (), act.Draft),
    ("reason of an ending", (), lambda t: act.End("hung-up", t)),
    ("adapted wording", (act.GoTo("escalated-callers", "connect"),), lambda t: act.Adapt(t, "why")),
    ("reason", (act.GoTo("escalated-callers", "connect"),), act.LeaveOut),
    ("earlier call", (), lambda t: act.TakeOver("a", "Alex", t, (("concern", t),))),
]


@pytest.mark.parametrize(
    ("before", "action"), [row[1:] for row in EVERYWHERE], ids=[row[0] for row in EVERYWHERE]
)
def test_no_field_of_any_action_carries_a_card_number_into_the_journal(
    before: tuple[Action, ...], action: Callable[[str], Action]
) -> None:
    with kept() as call:
        for one in before:
            assert isinstance(call.session.do(one), Allowed)
        decision = call.session.do(action(f"paid {CARD} cvv 123"))
        assert isinstance(decision, Allowed), decision
        assert decision.events
        text = stored(call)
        assert "•" in text
        assert bare(CARD) not in bare(text)
        assert "123" not in text


def test_the_agent_s_name_the_reference_and_the_options_of_a_call_are_masked() -> None:
    details = (("caller", f"Dana {CARD}"), ("number", CARD))
    with kept(agent=f"Robin {CARD}", ref=CARD, details=details) as call:
        started = call.session.call.started
        assert (started.agent, started.ref) == (f"Robin {MASKED}", MASKED)
        assert call.session.call.detail("number") == MASKED
        assert CARD not in call.written


@pytest.mark.parametrize(
    ("program", "told"), [(__version__, "Kim Lo 4111"), ("0.13.0", "Kim Lo •")]
)
def test_the_agent_s_name_is_told_as_it_was_put_right_and_in_an_older_call_as_it_was(
    program: str, told: str
) -> None:
    with kept(agent=f"Kim Lo {CARD}", ref=f"case {CARD}") as call:
        for _ in (*call.session.redactions,):
            call.session.enter_as_typed()
        call.session.do(act.End("hung-up"))
        first, *others = call.session.call.entries
        then = replace(first, event=replace(first.event, program=program))
        summary = summary_of(call_of((then, *others)), Chain(len(others) + 1))
        tables = tomllib.loads(toml_text(summary))
        assert tables["agent"].startswith(told)
        assert f"- Agent: {told}" in markdown(summary)
        assert tables["ref"].startswith(told.replace("Kim Lo", "case"))
        call.book.finish(call.session)
        done = call.book.places.calls / DONE / f"{call.session.call.id}.jsonl"
        for _ in range(2):
            [info] = kept_calls(call.book.places.calls, Disk())
            assert info.agent == f"Kim Lo {CARD}"
        assert read_journal(done).entries == (first, *others)


def test_an_answer_of_that_name_is_no_agent_s_name() -> None:
    with kept() as call:
        call.session.record([ev.Detailed("agent", "Agent", "the estate agent")])
        assert call.session.call.agent == "Robin"


# -- not a card ----------------------------------------------------------------------------


def test_what_is_no_card_is_entered_as_it_was_typed_and_the_masked_note_stays_on_record() -> None:
    with kept() as call:
        call.session.do(act.Write(f"ref {CARD}"))
        assert CARD not in call.written
        assert isinstance(call.session.enter_as_typed(), Allowed)
        (note,) = call.session.call.notes
        assert (note.text, note.before) == (f"ref {CARD}", (f"ref {MASKED}",))


def test_a_detail_that_is_no_card_is_written_as_it_was_typed_and_stays_so() -> None:
    desk = Desk()
    desk.do(act.WriteDetail("number", CARD))
    assert desk.call.detail("number") == MASKED
    desk.session.enter_as_typed()
    assert desk.call.detail("number") == CARD
    desk.do(act.WriteDetail("number", CARD))
    assert desk.call.detail("number") == CARD
    desk.do(act.AddFollowUp(FollowUpKind.CALLBACK, (("number", CARD),)))
    assert desk.call.follow_ups[0].field("number") == CARD


def test_a_follow_up_that_is_no_card_is_amended_and_not_owed_twice() -> None:
    desk = Desk()
    desk.do(act.AddFollowUp(FollowUpKind.CALLBACK, (("number", CARD),)))
    desk.session.enter_as_typed()
    (owed,) = desk.call.follow_ups
    assert owed.field("number") == CARD


def test_what_was_masked_is_kept_in_memory_while_the_call_runs_and_put_right_one_by_one() -> None:
    desk = Desk()
    desk.do(act.Write(f"ref {CARD}"), act.WriteDetail("concern", CARD))
    desk.do(act.Draft("some"), act.Write("something else"))
    last, first = desk.session.redactions
    assert isinstance(desk.session.enter_as_typed(first), Allowed)
    assert desk.session.redactions == (last,)
    assert [note.text for note in desk.call.notes] == [f"ref {CARD}", "something else"]
    desk.session.close()
    assert desk.session.redactions == ()
    assert isinstance(desk.session.enter_as_typed(), Refused)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (act.Write(f"ref {CARD}"), act.Rewrite(2, "another")),
        (act.Write(f"ref {CARD}"), act.Correct(2)),
        (act.WriteDetail("number", CARD), act.WriteDetail("number", "404 555 0142")),
        (
            act.AddFollowUp(FollowUpKind.MESSAGE, (("to", "Kim"), ("text", CARD))),
            act.AmendFollowUp(2, (("text", "never mind"),)),
        ),
    ],
)
def test_what_was_written_anew_or_undone_is_not_put_right(first: Action, then: Action) -> None:
    desk = Desk()
    desk.do(first, then)
    assert desk.session.redactions == ()


def test_what_was_masked_of_an_earlier_call_is_put_right_as_details() -> None:
    desk = Desk()
    desk.do(act.TakeOver("a", "Alex", "Irate", (("concern", f"order {CARD}"),)))
    assert desk.call.detail("concern") == f"order {MASKED}"
    assert isinstance(desk.session.enter_as_typed(), Allowed)
    assert desk.call.detail("concern") == f"order {CARD}"


def test_what_was_not_masked_of_an_earlier_call_stays_as_it_was_taken_over() -> None:
    desk = Desk("debt", library=gated())
    answers = ("is_them", "perhaps"), ("caller", "Dana"), ("concern", f"order {CARD}")
    desk.do(act.WriteDetail("caller", "Ann"), act.TakeOver("a", "Alex", "Irate", answers))
    assert isinstance(desk.session.enter_as_typed(), Allowed)
    assert (desk.call.detail("caller"), desk.call.detail("concern")) == ("Ann", f"order {CARD}")
    assert desk.session.redactions == ()


def test_options_that_were_masked_are_put_right_by_a_detail() -> None:
    with kept(agent=f"Robin {CARD}", ref=CARD) as call:
        assert [one.words for one in call.session.redactions] == [
            f"reference: {MASKED}",
            f"agent: Robin {MASKED}",
        ]
        for _ in range(2):
            assert isinstance(call.session.enter_as_typed(), Allowed)
        assert call.session.call.detail("reference") == CARD
        assert call.session.call.detail("agent") == f"Robin {CARD}"
        assert call.session.redactions == ()


# -- phone numbers and fields without cards --------------------------------------------------


@pytest.mark.parametrize(
    "numbers",
    ["312-555-0135 / 312-555-0146", "+49 1512 3456787", "+49 4111 1111 1102", "(312) 555-0134 x12"],
)
def test_phone_numbers_in_their_field_are_kept_whole(numbers: str) -> None:
    with kept(details=(("number", numbers),)) as call:
        call.session.do(act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", numbers),)))
        assert call.session.call.detail("number") == numbers
        assert call.session.call.follow_ups[0].field("number") == numbers
        assert call.session.redactions == ()


@pytest.mark.parametrize("typed", ["+378282246310005", "+4111 1111 1111 1111"])
def test_a_card_number_with_a_plus_sign_is_no_phone_number(typed: str) -> None:
    with kept(details=(("number", typed),)) as call:
        assert call.session.call.detail("number") == f"+•••• {typed[-4:]}"


def test_a_field_that_never_holds_a_card_is_kept_as_typed_and_others_are_not() -> None:
    script = replace(
        shipped().script("escalated-callers"), fields=(AnswerField("imei", "IMEI", cardless=True),)
    )
    desk = Desk(library=with_script(script))
    desk.do(act.Draft(CARD, "details:imei"), act.WriteDetail("imei", CARD))
    assert desk.call.drafts["details:imei"] == CARD
    desk.do(act.AddFollowUp(FollowUpKind.MESSAGE, (("imei", CARD), ("text", CARD))))
    assert desk.call.detail("imei") == CARD
    desk.do(act.WriteDetail("order", "5500 0000 0000 0004"))
    assert desk.call.detail("order") == "•••• 0004"
    desk.do(act.GoTo("hang-up-protocol"), act.WriteDetail("imei", "5500 0000 0000 0004"))
    assert desk.call.detail("imei") == "•••• 0004"
