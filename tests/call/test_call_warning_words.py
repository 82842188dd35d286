"""Warnings with words of their own: the first shows the first line, the second the second."""

from kit import Desk, of_kind
from outages import with_outages

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.standing import line_in_hand, line_to_say
from guide.record.codec import decoded, encoded
from guide.script.model import hash_of

FIRST = "Please do not speak to me like that."
LAST = "If you go on, I have to end this call."
PERSIST = act.Persist("Or what?")


def abused(*actions: act.Action) -> Desk:
    efforts = act.MakeEffort("asked"), act.StateGround("abuse")
    return Desk("outages", *efforts, *actions, library=with_outages())


def shown(desk: Desk) -> list[str]:
    return [line.text for line in desk.now.lines]


def test_each_warning_has_its_own_words_on_record() -> None:
    desk = abused(act.Warn(), PERSIST, act.Warn())
    given = of_kind(ev.WarningGiven, desk.events)
    assert [(one.line, one.text) for one in given] == [
        ("first-warning", FIRST),
        ("last-warning", LAST),
    ]
    assert [one.sha256 for one in given] == [hash_of(FIRST), hash_of(LAST)]
    kept = decoded(encoded(desk.call.entries)[0].splitlines(keepends=True))
    assert kept == desk.call.entries


def test_a_warning_stays_in_hand_until_the_caller_has_answered_it() -> None:
    desk = abused()
    for actions, text in (((), FIRST), ((act.Warn(),), FIRST), ((PERSIST,), LAST)):
        desk.do(*actions)
        line = line_in_hand(desk.now)
        assert line is not None
        assert line.text == text
    desk.do(act.Warn())
    assert line_to_say(desk.now) is None
    desk.do(PERSIST)
    ending = line_to_say(desk.now)
    assert ending is not None
    assert ending.id == "goodbye"


def test_the_step_shows_the_warning_whose_turn_it_is() -> None:
    desk = abused(act.Choose(1))
    assert shown(desk) == [FIRST]
    desk.do(act.Say("first-warning"), PERSIST)
    assert shown(desk) == [LAST]
    desk.do(act.Say("last-warning"))
    assert [one.line for one in of_kind(ev.WarningGiven, desk.events)] == [
        "first-warning",
        "last-warning",
    ]


def test_the_words_of_the_second_warning_are_not_said_before_the_first() -> None:
    desk = abused(act.Choose(1))
    assert "not to be said at this step now" in desk.refused(act.Say("last-warning"))
    assert "not to be said" in desk.refused(act.Say("last-warning", "outages"))
    desk.do(act.Warn(), PERSIST)
    assert "not to be said" in desk.refused(act.Say("first-warning", "outages"))


def test_a_warning_taken_back_has_its_words_come_up_again() -> None:
    desk = abused(act.Warn(), PERSIST, act.Warn(), act.Correct())
    line = line_to_say(desk.now)
    assert line is not None
    assert line.text == LAST
    desk.do(act.Correct(), act.Correct())
    line = line_to_say(desk.now)
    assert line is not None
    assert line.text == FIRST


def test_whoever_warns_once_more_than_needed_says_the_last_words_again() -> None:
    desk = abused(act.Warn(), PERSIST, act.Warn(), PERSIST, act.Warn())
    given = of_kind(ev.WarningGiven, desk.events)
    assert [one.text for one in given] == [FIRST, LAST, LAST]


def test_the_call_is_ended_only_after_both() -> None:
    desk = abused(act.Warn(), PERSIST)
    assert desk.refused(act.End("hung-up", "swore")) == (
        "Not yet: 1 warning is still to be given. Next: the warning."
    )
    desk.do(act.Warn(), PERSIST, act.End("hung-up", "swore"))
    assert desk.call.ended is not None
