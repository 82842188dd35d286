import pytest
from conditional import gated
from hypothesis import given
from hypothesis import strategies as st
from kit import Desk, of_kind
from small_libraries import library_of

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Stage
from guide.call.rules.notes import taking_over
from guide.call.state import NOTE, corrected_note, correction_of
from guide.script.model import FollowUpKind
from guide.text import plain


def notes(desk: Desk) -> list[str]:
    return [note.text for note in desk.call.notes]


# -- notes ---------------------------------------------------------------------------------


def test_a_note_is_stamped_as_it_is_entered() -> None:
    desk = Desk()
    desk.wait(59)
    desk.do(act.Write("waited 3 weeks\n\nspoke to finance  "))
    (note,) = desk.call.notes
    assert note.text == "waited 3 weeks\n\nspoke to finance"
    assert note.at == desk.call.last.at
    assert desk.call.last.elapsed == 60


@pytest.mark.parametrize("nothing", ["", " \n\t", "\x1b\x07"])
def test_nothing_is_no_note(nothing: str) -> None:
    assert Desk().refused(act.Write(nothing)) == "There is nothing to enter."


def test_what_a_terminal_would_obey_is_taken_out_of_a_note() -> None:
    desk = Desk("escalated-callers", act.Write("a\x1b[31mred\u202e\r\nb\ud800"))
    assert notes(desk) == ["a[31mred\nb"]


def test_entering_a_note_empties_the_draft() -> None:
    desk = Desk("escalated-callers", act.Draft("waited"), act.Write("waited 3 weeks"))
    assert desk.call.draft == ""


def test_a_corrected_note_keeps_what_it_read_before() -> None:
    desk = Desk("escalated-callers", act.Write("waited 3 weeks"))
    of = desk.call.notes[0].n
    desk.do(act.Rewrite(of, "waited 4 weeks"), act.Rewrite(of, "waited 5 weeks"))
    assert notes(desk) == ["waited 5 weeks"]
    assert desk.call.notes[0].before == ("waited 3 weeks", "waited 4 weeks")


def test_a_note_corrected_to_nothing_is_withdrawn_and_stays_on_record() -> None:
    desk = Desk("escalated-callers", act.Write("one"), act.Write("two"))
    first = desk.call.notes[0].n
    desk.do(act.Rewrite(first, "one!"), act.Rewrite(first, " "))
    assert notes(desk) == ["two"]
    assert ev.Noted("one") in desk.events
    assert [e.of for e in of_kind(ev.Corrected, desk.events)] == [first, 4]


def test_a_note_corrected_to_the_same_is_no_correction() -> None:
    desk = Desk("escalated-callers", act.Write("one"))
    assert desk.do(act.Rewrite(desk.call.last.n, "one ")) == ()


@pytest.mark.parametrize("text", ["two", "one", ""])
def test_correcting_a_note_empties_the_draft(text: str) -> None:
    desk = Desk("escalated-callers", act.Write("one"))
    of = desk.call.last.n
    desk.do(act.Draft("half a thought"), act.Rewrite(of, text))
    assert desk.call.draft == ""


@pytest.mark.parametrize("of", [1, 0, 99])
def test_only_a_note_can_be_corrected_as_one(of: int) -> None:
    desk = Desk("escalated-callers", act.Write("one"))
    assert desk.refused(act.Rewrite(of, "two")) == "That note is not on record."


def test_a_note_that_was_withdrawn_cannot_be_corrected() -> None:
    desk = Desk("escalated-callers", act.Write("one"), act.Correct())
    assert "not on record" in desk.refused(act.Rewrite(2, "two"))


# -- the draft -----------------------------------------------------------------------------


@given(st.lists(st.text("ab \né€\ud800\x1b", max_size=12), max_size=8))
def test_drafts_fold_to_the_last_text_whatever_came_before(texts: list[str]) -> None:
    desk = Desk()
    for text in texts:
        desk.do(act.Draft(text))
        assert desk.call.draft == plain(text)


def test_of_a_draft_only_what_differs_is_recorded() -> None:
    desk = Desk("escalated-callers", act.Draft("waited 3 weeks"))
    assert desk.do(act.Draft("waited 3 weeks")) == ()
    assert desk.do(act.Draft("waited 3 weeks for")) == (ev.Drafted(14, " for"),)
    assert desk.do(act.Draft("waited 4 weeks")) == (ev.Drafted(7, "4 weeks"),)
    assert desk.do(act.Draft("")) == (ev.Drafted(0, ""),)


@given(
    st.lists(
        st.builds(act.Draft, st.text("ab", max_size=4))
        | st.builds(act.Write, st.text("ab", min_size=1, max_size=4))
        | st.just(act.Correct()),
        max_size=8,
    )
)
def test_the_draft_is_what_the_composer_holds_whatever_becomes_of_notes(
    actions: list[act.Draft | act.Write | act.Correct],
) -> None:
    desk = Desk()
    composer = ""
    for action in actions:
        desk.ask(action)
        if isinstance(action, act.Draft):
            composer = action.text
        elif isinstance(action, act.Write):
            composer = ""
        assert desk.call.draft == composer


# -- details -------------------------------------------------------------------------------


def test_a_detail_is_written_down_under_the_label_of_its_script() -> None:
    desk = Desk("taking-over-a-call", act.WriteDetail("concern", " no \n title "))
    assert desk.call.details["concern"].event.label == "The problem"
    assert desk.call.detail("concern") == "no title"


def test_a_detail_that_is_the_same_is_not_recorded_again() -> None:
    desk = Desk("escalated-callers", act.WriteDetail("caller", "Dana"))
    assert desk.do(act.WriteDetail("caller", " Dana")) == ()


def test_a_detail_can_be_changed_and_taken_out() -> None:
    desk = Desk("escalated-callers", act.WriteDetail("caller", "Dana"))
    desk.do(act.WriteDetail("caller", "Dana Whitlock"))
    assert desk.call.detail("caller") == "Dana Whitlock"
    desk.do(act.WriteDetail("caller", ""))
    assert "caller" not in desk.call.details
    assert desk.do(act.WriteDetail("caller", "")) == ()


def test_a_detail_needs_a_name() -> None:
    assert Desk().refused(act.WriteDetail(" ", "Dana")) == "A detail needs a name."


# -- taking over ---------------------------------------------------------------------------


def first_contact() -> Desk:
    return Desk(
        "escalated-callers",
        act.WriteDetail("caller", "Dana Whitlock"),
        act.WriteDetail("concern", "title not transferred"),
        act.SetStage(Stage.FRUSTRATED),
        act.SetStage(Stage.ENRAGED),
        act.AddFollowUp(FollowUpKind.CALLBACK),
        act.MakeEffort("asked for the facts"),
        act.StateGround("slurs"),
        act.Warn(),
        act.End("handed-over"),
    )


def test_the_evidence_of_an_earlier_call_is_its_problem_its_offers_and_its_moods() -> None:
    taken = taking_over(first_contact().call)
    assert dict(taken.details) == {
        "caller": "Dana Whitlock",
        "concern": "title not transferred",
        "offered": "Callback",
        "mood_start": "frustrated",
        "mood_end": "enraged",
    }
    assert taken.summary == "Escalated callers: A manager took over, 1 warning given"
    assert (taken.from_call, taken.from_agent) == ("20261120-190300-k7wd", "Robin")


def test_evidence_of_a_call_that_goes_on_says_so_and_holds_only_what_is_on_record() -> None:
    taken = taking_over(Desk("calming-a-caller").call)
    assert taken.summary == "Calming a caller: not ended"
    assert taken.details == ()


def test_moods_and_offers_of_a_call_that_was_taken_over_itself_are_handed_on() -> None:
    desk = Desk("taking-over-a-call")
    desk.do(act.WriteDetail("mood_start", "hostile"), act.WriteDetail("offered", "a refund"))
    details = dict(taking_over(desk.call).details)
    assert (details["mood_start"], details["offered"]) == ("hostile", "a refund")


def test_what_was_agreed_or_promised_to_the_caller_was_offered_and_each_is_told_once() -> None:
    desk = Desk("taking-over-a-call", act.WriteDetail("solution", "a new title"))
    desk.do(
        act.WriteDetail("agreement", "yes"),
        act.AddFollowUp(FollowUpKind.MESSAGE),
        act.AddFollowUp(FollowUpKind.REPORT, (("reason", "rude"),)),
        act.AddFollowUp(FollowUpKind.COMPLAINT, (("concern", "was cut off"),)),
        act.AddFollowUp(FollowUpKind.CALLBACK),
        act.AddFollowUp(FollowUpKind.CALLBACK, (("number", "555-0142"),)),
        act.AddFollowUp(FollowUpKind.AGREED, (("caller", "Dana"), ("agreed", "resend size M"))),
    )
    assert dict(taking_over(desk.call).details)["offered"] == (
        "a new title, yes, Message to a colleague, Callback, Agreed solution: resend size M"
    )


def test_taking_over_fills_in_what_is_not_written_yet() -> None:
    desk = Desk("taking-over-a-call", act.WriteDetail("caller", "D. Whitlock"))
    desk.do(taking_over(first_contact().call))
    assert desk.call.detail("caller") == "D. Whitlock"
    assert desk.call.detail("mood_end") == "enraged"
    assert desk.call.details["mood_end"].event.from_call == "20261120-190300-k7wd"
    assert desk.call.details["mood_end"].event.label == "Mood at the end"
    assert desk.call.taken_over is not None
    assert desk.call.taken_over.from_agent == "Robin"


def test_each_place_has_a_draft_of_its_own() -> None:
    desk = Desk("escalated-callers", act.Draft("a note"), act.Draft("Sam", "manager:name"))
    desk.do(act.Draft("Sam Ode", "manager:name"))
    assert desk.call.drafts == {NOTE: "a note", "manager:name": "Sam Ode"}
    assert desk.events[-1] == ev.Drafted(3, " Ode", "manager:name")
    desk.do(act.Draft("", "manager:name"))
    assert desk.call.drafts == {NOTE: "a note"}


@pytest.mark.parametrize("text", ["waited 3 weeks", "waited 2 weeks", ""])
def test_entering_a_correction_leaves_no_draft_of_it(text: str) -> None:
    desk = Desk("escalated-callers", act.Write("waited 2 weeks"))
    of = desk.call.notes[0].n
    desk.do(act.Draft("waited 3 we", correction_of(of)), act.Draft("x", "manager:name"))
    desk.do(act.Rewrite(of, text))
    assert desk.call.drafts == {"manager:name": "x"}


@given(st.integers(1, 10**6))
def test_the_place_of_a_correction_names_its_note_and_no_other_place_does(n: int) -> None:
    assert corrected_note(correction_of(n)) == n
    assert corrected_note(f"follow-up:{n}:number") == 0
    assert corrected_note(NOTE) == 0


def test_what_another_script_asked_is_called_as_it_was_there() -> None:
    said = (act.WriteDetail("freebie", "10% off"), act.WriteDetail("who", "Ben"))
    earlier = Desk("calming-a-caller", *said, act.SetStage(Stage.HOSTILE))
    desk = Desk("irate-customers", taking_over(earlier.call))
    labels = {name: desk.now.field(name).label for name in desk.call.details}
    assert (labels["freebie"], labels["who"]) == ("Freebie", "Owner")
    assert labels == {name: one.event.label for name, one in desk.call.details.items()}
    assert not [label for label in labels.values() if label[0].islower()]


def test_what_no_script_has_a_field_for_is_taken_over_by_a_name() -> None:
    alone = library_of(gated().script("debt"))
    desk = Desk("debt", taking_over(first_contact().call), library=alone)
    assert desk.call.details["offered"].event.label == "Offered so far"
