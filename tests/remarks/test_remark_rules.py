"""What may be said in a remark, by whom, and whom it waits for: rules without a disk."""

from datetime import timedelta

import pytest
from kit import utc
from msgspec.structs import replace

from guide.call.context import Refused
from guide.remarks.remark import (
    A_REVIEWER,
    Answered,
    Awaited,
    Deed,
    Remark,
    Remarked,
    RemarkLine,
    SignedOff,
    State,
    Withdrawn,
    followed,
    noted_by,
)
from guide.remarks.rules import first_line, next_line, told_by

CALL = "20261120-190300-k7wd"
NOW = utc("2026-11-20 20:00")
WHAT = Remarked("You talked into their words.", "Robin", 95.0, 7, 20, "a" * 64)


def line(by: str = "Kim Lo", what: Remarked = WHAT, *, training: bool = True) -> RemarkLine:
    found = first_line(CALL, 1, what, by, NOW, training=training)
    assert isinstance(found, RemarkLine), found
    return found


def remark(by: str = "Kim Lo") -> Remark:
    return noted_by(line(by))


def after(start: Remark, *deeds: tuple[str, Deed]) -> Remark:
    """The remark after all of these, each of which must be allowed."""
    for minutes, (by, deed) in enumerate(deeds, 1):
        found = next_line(start, deed, by, NOW + timedelta(minutes=minutes))
        assert isinstance(found, RemarkLine), found
        start = followed(start, [found])
    return start


def why_not(start: Remark, by: str, deed: Deed) -> str:
    found = next_line(start, deed, by, NOW)
    assert isinstance(found, Refused), found
    return found.reason


ANSWER = ("Robin", Answered("They had stopped."))
KIM, ROBIN = ("Kim Lo", SignedOff()), ("Robin", SignedOff())


@pytest.mark.parametrize(
    ("deeds", "state", "waits_for"),
    [
        ((), State.OPEN, (("Robin", Awaited.ANSWER),)),
        (
            (ANSWER,),
            State.ANSWERED,
            (("Kim Lo", Awaited.SIGN_OFF), ("Robin", Awaited.SIGN_OFF)),
        ),
        ((ANSWER, KIM), State.ANSWERED, (("Robin", Awaited.SIGN_OFF),)),
        ((ANSWER, KIM, ROBIN), State.SETTLED, ()),
        ((ANSWER, ROBIN, KIM), State.SETTLED, ()),
        ((ANSWER, ("kim  lo", Withdrawn("You are right."))), State.WITHDRAWN, ()),
    ],
)
def test_a_remark_waits_for_the_answer_and_then_for_both_sign_offs(
    deeds: tuple[tuple[str, Deed], ...],
    state: State,
    waits_for: tuple[tuple[str, Awaited], ...],
) -> None:
    found = after(remark(), *deeds)
    assert (found.state, found.waits_for) == (state, waits_for)


def test_a_sign_off_is_of_what_was_said_by_then() -> None:
    found = after(remark(), ANSWER, KIM, ("Robin", Answered("And they said so.")))
    assert found.waits_for == (("Kim Lo", Awaited.SIGN_OFF), ("Robin", Awaited.SIGN_OFF))
    assert after(found, KIM, ROBIN).state is State.SETTLED


def test_nobody_answers_or_signs_as_somebody_else() -> None:
    new, answered = remark(), after(remark(), ANSWER)
    assert why_not(new, "Kim Lo", Answered("x")) == (
        "Only Robin can answer this remark. You are Kim Lo."
    )
    assert why_not(answered, "Ben Ode", SignedOff()) == (
        "Only Kim Lo and Robin can sign this off. You are Ben Ode."
    )
    assert why_not(after(answered, KIM), "KIM LO", SignedOff()) == (
        "You have signed it off already."
    )
    assert why_not(new, "Robin", Withdrawn("x")) == (
        "Only Kim Lo, who noted it, can withdraw it. You are Robin."
    )
    for name in ("", "  ", "312 555 0134"):
        assert why_not(answered, name, SignedOff()) == "Say who you are: a name."


def test_nobody_signs_what_was_not_answered_and_nothing_is_done_once_it_is_over() -> None:
    assert why_not(remark(), "Kim Lo", SignedOff()) == "Robin has not answered yet."
    settled = after(remark(), ANSWER, KIM, ROBIN)
    assert "settled" in why_not(settled, "Robin", Answered("x"))
    withdrawn = after(remark(), ("Kim Lo", Withdrawn("a mistake")))
    assert why_not(withdrawn, "Robin", Answered("x")) == "Kim Lo has withdrawn this remark."
    assert why_not(remark(), "Robin", Answered(" ")) == "Write down the answer."
    assert why_not(remark(), "Kim Lo", Withdrawn("")) == "Write down why it is withdrawn."


def test_an_agent_may_contest_a_mark_and_whoever_answers_is_the_reviewer() -> None:
    own = remark("robin")
    assert own.waits_for == ((A_REVIEWER, Awaited.ANSWER),)
    assert "about your own call" in why_not(own, "Robin", Answered("x"))
    answered = after(own, ("Kim Lo", Answered("You are right.")))
    assert answered.waits_for == (("Kim Lo", Awaited.SIGN_OFF), ("Robin", Awaited.SIGN_OFF))
    assert "Only Kim Lo can answer" in why_not(answered, "Ben Ode", Answered("x"))
    assert after(answered, KIM, ROBIN).state is State.SETTLED


def test_a_note_to_oneself_is_signed_off_by_oneself() -> None:
    assert after(remark("Robin"), ROBIN).state is State.SETTLED


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"text": " "}, "Write down the remark."),
        ({"agent": ""}, "The record does not say who took the call: nobody could answer."),
        ({"event": 21}, "That is no moment of the call."),
        ({"seconds": float("nan")}, "That is no moment of the call."),
        ({"finding": "warning"}, "Only practice has a debrief with findings."),
    ],
)
def test_what_cannot_be_remarked_is_refused_with_the_reason(
    changed: dict[str, object], why: str
) -> None:
    what = replace(WHAT, **changed)
    assert first_line(CALL, 1, what, "Kim Lo", NOW, training=False) == Refused(why)


def test_card_numbers_are_masked_in_whatever_is_said() -> None:
    card = "card 4111 1111 1111 1111"
    noted = line(what=replace(WHAT, text=card)).what
    assert isinstance(noted, Remarked)
    assert noted.text == "card •••• 1111"
    found = after(remark(), ("Robin", Answered(card)), ("Kim Lo", Withdrawn(card)))
    assert [one.what for one in found.lines] == [
        Answered("card •••• 1111"),
        Withdrawn("card •••• 1111"),
    ]


def test_only_lines_that_the_rules_write_are_followed_and_the_others_are_told() -> None:
    first = line()
    by_kim = RemarkLine(NOW, "Kim Lo", CALL, 1, Answered("I say so."))
    lines = [
        replace(first, n=2, what=replace(WHAT, text="card 4111 1111 1111 1111")),
        RemarkLine(NOW, "Robin", CALL, 3, SignedOff()),
        first,
        first,
        by_kim,
        replace(by_kim, by="Robin", at=NOW - timedelta(days=9)),
        replace(by_kim, by="Robin", what=Answered("x" * 5000)),
        replace(by_kim, by="Robin"),
    ]
    told = told_by(enumerate(lines, 1), training=False)
    [found] = told.remarks.values()
    assert (found.id, found.state) == (f"{CALL}/r1", State.ANSWERED)
    assert [number for number, _ in told.unlawful] == [1, 2, 4, 5, 6, 7]
    assert all(why.endswith(".") for _, why in told.unlawful)
