"""Answers on a call: kept as their kind has them, given by choices, taken back, in lines."""

import pytest
from kit import Desk, of_kind
from msgspec.structs import replace
from survey import survey_library

from guide import __version__
from guide.call import actions as act
from guide.call import events as ev
from guide.call.fold import call_of
from guide.call.rules.notes import taking_over
from guide.record.by_the_rules import not_by_the_rules
from guide.record.codec import decoded, encoded
from guide.script.model import FollowUpKind


def asked(*actions: act.Action) -> Desk:
    return Desk("reader-survey", *actions, library=survey_library())


def test_an_answer_is_kept_as_its_kind_has_it() -> None:
    desk = asked(act.Choose(1), act.WriteDetail("format", "2"), act.WriteDetail("rating", "07"))
    assert (desk.call.detail("format"), desk.call.detail("rating")) == ("Ebook", "7")


def test_an_answer_that_is_none_is_refused_with_the_reason() -> None:
    desk = asked(act.Choose(1))
    why = desk.refused(act.WriteDetail("rating", "11"))
    assert why == "Rating: write a number from 0 to 10."
    assert desk.refused(act.WriteDetail("bought_before", "perhaps")).endswith("n for no.")


def test_an_answer_within_a_follow_up_is_held_to_its_kind_too() -> None:
    desk = asked(act.Choose(1))
    fields = (("text", "Send it."), ("to", "Kim"), ("rating", "11"))
    assert "0 to 10" in desk.refused(act.AddFollowUp(FollowUpKind.MESSAGE, fields))
    desk.do(act.AddFollowUp(FollowUpKind.MESSAGE, (*fields[:2], ("rating", "09"))))
    assert desk.call.detail("rating") == "9"


def test_a_choice_gives_its_answer_which_going_back_takes_back() -> None:
    desk = asked(act.Choose(2))
    assert desk.call.detail("agreed") == "no"
    desk.do(act.Back())
    assert desk.call.detail("agreed") == ""
    desk.do(act.Choose(1))
    assert desk.call.detail("agreed") == "yes"


def test_going_back_leads_to_the_answer_before_and_undoing_that_to_the_one_after() -> None:
    desk = asked(act.WriteDetail("agreed", "y"), act.Choose(2), act.Back())
    assert desk.call.detail("agreed") == "yes"
    desk.do(act.Correct())
    assert desk.call.detail("agreed") == "no"
    desk.do(act.Correct())
    assert desk.call.detail("agreed") == "yes"


@pytest.mark.parametrize("again", [False, True])
def test_an_answer_that_is_undone_does_not_come_back_by_going_back(*, again: bool) -> None:
    desk = asked(act.WriteDetail("agreed", "y"), act.Choose(2), act.Back())
    answer = next(e.n for e in desk.call.entries if isinstance(e.event, ev.Detailed))
    desk.do(*([act.Choose(2)] if again else []), act.Correct(answer))
    assert desk.call.detail("agreed") == ("no" if again else "")
    if again:
        desk.do(act.Back())
        assert desk.call.detail("agreed") == ""


@pytest.mark.parametrize("lacking", [0, 1, 2])
def test_a_journal_that_ends_short_of_what_one_action_undoes_is_told(lacking: int) -> None:
    desk = asked(act.WriteDetail("agreed", "y"), act.Choose(2), act.Back())
    answer = next(e.n for e in desk.call.entries if isinstance(e.event, ev.Detailed))
    desk.do(act.Correct(answer))
    began, *rest = desk.call.entries
    began = replace(began, event=replace(began.event, program=__version__))
    call = call_of((began, *rest)[: len(desk.call.entries) - lacking])
    scripts = {one.sha256: one for one in survey_library().scripts.values()}
    assert len([*not_by_the_rules(call, scripts)]) == bool(lacking)


def test_an_answer_typed_since_stays_where_the_one_before_is_undone() -> None:
    desk = asked(act.WriteDetail("agreed", "y"), act.Choose(2), act.Back())
    answer = next(e.n for e in desk.call.entries if isinstance(e.event, ev.Detailed))
    desk.do(act.WriteDetail("agreed", "n"), act.WriteDetail("agreed", "y"), act.Correct(answer))
    assert desk.call.detail("agreed") == "yes"


def test_what_was_changed_by_hand_since_stays_when_one_goes_back() -> None:
    desk = asked(act.Choose(2), act.WriteDetail("agreed", "yes"), act.Back())
    assert desk.call.detail("agreed") == "yes"


def test_an_answer_by_a_choice_cannot_be_undone_without_it() -> None:
    desk = asked(act.Choose(2))
    answer = next(e.n for e in desk.call.entries if isinstance(e.event, ev.Detailed))
    assert "undo the choice" in desk.refused(act.Correct(answer))


def test_places_are_filled_by_the_agent_the_desk_the_day_answers_and_constants() -> None:
    desk = asked(act.WriteDetail("caller", "Dana"), act.Say())
    said = of_kind(ev.Said, desk.events)[0]
    assert said.text.startswith("This is {agent} of {desk.name}.")
    assert said.filled == (
        "This is ‹Robin› of the Readers' Desk. May I ask you some questions, ‹Dana›?"
    )
    desk.do(act.WriteDetail("rating", "8"), act.Choose(2), act.Say())
    assert of_kind(ev.Said, desk.events)[1].filled == (
        "It is ‹Fri, Nov 20, 2026›: thank you for your ‹8›. Call 800 555 0100 at any time."
    )


def test_answers_come_back_from_the_journal_as_they_were() -> None:
    desk = asked(act.Choose(1), act.WriteDetail("last_order", "yesterday"), act.Back())
    lines = encoded(desk.call.entries)[0].splitlines(keepends=True)
    call = call_of(decoded(lines))
    assert call.details == desk.call.details
    assert call.detail("last_order") == "Thu, Nov 19, 2026"


def test_whoever_takes_over_is_told_every_answer_under_its_label() -> None:
    earlier = asked(act.Choose(1), act.WriteDetail("rating", "3"), act.WriteDetail("format", "1"))
    desk = Desk("taking-over-a-call", taking_over(earlier.call))
    told = {one.event.label: one.event.value for one in desk.call.details.values()}
    assert told == {"Agreed to be asked": "yes", "Rating": "3", "Format": "Paper"}
