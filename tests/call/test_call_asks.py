"""What is asked of the board, by the rules alone: once for each, and an answer counts once."""

import pytest
from kit import Desk, of_kind, started
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import AskAnswer, AskKind, Entry
from guide.call.fold import call_of
from guide.call.possible import impossible
from guide.call.rules.standing import Need, next_need, standing
from guide.call.wording import words_of, words_on
from guide.record.codec import Chain, decoded, encoded
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of

HASH = "ab" * 32
BEFORE = (
    act.MakeEffort("asked for the facts"),
    act.StateGround("abuse"),
    act.QuoteCaller("parrot"),
)
ASK = act.AskBoard(AskKind.PERMISSION)


def asking(to: str = "") -> tuple[Desk, int]:
    """A call on which the board was asked for permission, and the number of that event."""
    desk = Desk("escalated-callers", *BEFORE, act.AskBoard(AskKind.PERMISSION, to))
    return desk, desk.call.asks[0].n


def granted(of: int, by: str = "sam") -> act.TakeAnswer:
    return act.TakeAnswer(of, AskAnswer.GRANTED, by, hash=HASH)


def refused(of: int, by: str = "sam") -> act.TakeAnswer:
    return act.TakeAnswer(of, AskAnswer.REFUSED, by, "calm them first")


def test_a_permission_of_the_board_is_used_by_one_warning_and_says_which_ask_it_answers() -> None:
    desk, n = asking()
    assert next_need(desk.now) is Need.PERMISSION
    assert standing(desk.now).words == "the board is asked"
    desk.do(granted(n))
    assert standing(desk.now).words == "you may warn"
    [given] = of_kind(ev.PermissionGiven, desk.events)
    assert given == ev.PermissionGiven(
        "abuse", "sam", ev.GrantedBy.BOARD, "hang-up-protocol", ask=n, answer=HASH
    )
    assert next_need(desk.now) is Need.WARNING
    desk.do(act.Warn())
    [warned] = desk.call.protocol.warnings
    assert (warned.permission_by, warned.permission_how) == ("sam", ev.GrantedBy.BOARD)
    assert desk.call.protocol.permission("abuse") is None


def test_an_answer_that_comes_twice_counts_once() -> None:
    desk, n = asking()
    for answer in (granted(n), refused(n), granted(n)):
        desk.do(answer)
    assert len(of_kind(ev.PermissionGiven, desk.events)) == 1
    assert not of_kind(ev.AskAnswered, desk.events)


def test_a_refusal_is_on_record_with_its_reason_and_one_may_ask_again() -> None:
    desk, n = asking()
    desk.do(refused(n))
    [ask] = desk.call.asks
    assert (ask.became, ask.by, ask.reason) == (AskAnswer.REFUSED, "sam", "calm them first")
    assert next_need(desk.now) is Need.PERMISSION
    desk.do(ASK)
    desk.do(granted(desk.call.open_asks[0].n))
    assert next_need(desk.now) is Need.WARNING


def test_after_a_refusal_of_whom_one_asked_first_all_are_asked_and_one_waits_no_longer() -> None:
    desk, n = asking("sam")
    desk.wait(30)
    desk.do(refused(n))
    first, second = desk.call.asks
    assert (first.became, second.became) == (AskAnswer.REFUSED, None)
    assert (second.event.to, second.event.ground) == ("", "abuse")
    assert abs((second.until - first.until).total_seconds()) < 1
    desk.do(refused(second.n, "pat"))
    assert len(desk.call.asks) == 2
    assert desk.call.clock is None


def test_the_timer_for_a_colleague_s_answer_starts_with_an_ask_and_ends_with_the_answer() -> None:
    desk, n = asking()
    assert desk.call.clock is not None
    assert desk.call.clock.event.seconds == 120
    desk.do(granted(n))
    assert desk.call.clock is None
    assert of_kind(ev.ClockStopped, desk.events) == [ev.ClockStopped(answered=True)]
    own = Desk("escalated-callers", act.StartClock(), *BEFORE, ASK)
    own.do(granted(own.call.asks[0].n))
    assert own.call.clock is not None


@pytest.mark.parametrize(("waited", "became"), [(1, AskAnswer.WITHDRAWN), (120, AskAnswer.NOBODY)])
def test_whoever_asked_takes_it_back_and_later_nobody_has_answered(
    waited: float, became: AskAnswer
) -> None:
    desk, n = asking()
    desk.wait(waited)
    desk.do(act.StopAsking(n))
    assert desk.call.asks[0].became is became
    assert desk.call.clock is None
    assert desk.refused(act.StopAsking(n)) == "Nothing is asked of the board now."
    desk.do(granted(n))
    assert next_need(desk.now) is Need.PERMISSION
    assert desk.call.asks[0].became is AskAnswer.GRANTED
    assert desk.call.asks[0].unused


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        ((act.Calm(),), "the caller calmed down"),
        ((act.StateGround("slurs"),), "the reason is another one by now"),
        ((act.Permit("Kim Lo"),), "Kim Lo permitted it"),
        ((act.Permit("Kim Lo"), act.Warn()), "Kim Lo permitted it"),
    ],
)
def test_an_ask_without_a_purpose_is_taken_back_and_its_grant_is_told_and_not_used(
    meanwhile: tuple[act.Action, ...], why: str
) -> None:
    desk, n = asking()
    desk.do(*meanwhile)
    [ask] = desk.call.asks
    assert (ask.became, ask.reason) == (AskAnswer.WITHDRAWN, why)
    assert desk.call.clock is None
    permissions = desk.call.protocol.permissions
    desk.do(granted(n), act.StateGround("abuse"))
    assert desk.call.protocol.permissions == permissions
    [ask] = desk.call.asks
    assert (ask.became, ask.by, ask.unused) == (AskAnswer.GRANTED, "sam", why)


def test_a_supervisor_who_takes_the_call_does_not_permit_it_at_the_board() -> None:
    desk, n = asking()
    desk.do(granted(n, by="robin"))
    assert next_need(desk.now) is Need.PERMISSION
    assert "other than the agent" in desk.call.asks[0].unused


def test_an_ask_whose_reason_is_undone_is_taken_back() -> None:
    desk, _ = asking()
    [stated] = [e.n for e in desk.call.entries if isinstance(e.event, ev.GroundStated)]
    desk.do(act.Correct(stated))
    assert not desk.call.open_asks


def test_what_the_board_gave_is_neither_undone_nor_by_another_name() -> None:
    desk, n = asking()
    assert "cannot be undone" in desk.refused(act.Correct(n))
    desk.do(granted(n))
    [given] = desk.call.protocol.permissions
    assert desk.refused(act.Correct(given.n)) == "The board gave it: one warning uses it up."
    assert "who did so cannot be changed" in desk.refused(act.Permit("Kim Lo", of=given.n))


def test_the_board_is_not_asked_for_what_needs_no_permission_or_is_asked_already() -> None:
    desk = Desk()
    assert desk.refused(ASK) == "Choose a reason first."
    desk.do(*BEFORE, ASK)
    assert "asked already" in desk.refused(ASK)
    desk.do(act.StopAsking(desk.call.asks[0].n), act.Permit("Kim Lo"))
    assert desk.refused(ASK) == "Kim Lo has permitted the warning already."
    desk.do(act.StateGround("slurs"))
    assert desk.refused(ASK) == "“Slurs, cussing or threats at you” needs no permission."
    assert "No threat is on record" in desk.refused(act.AskBoard(AskKind.THREAT))


def test_a_manager_who_comes_is_named_and_a_threat_that_is_taken_note_of_was_told() -> None:
    desk = Desk("escalated-callers", act.AskBoard(AskKind.MANAGER))
    assert desk.call.manager.asked
    desk.do(granted(desk.call.asks[0].n))
    assert desk.call.manager.name == "sam"
    desk.do(act.StateGround("threat"), act.AskBoard(AskKind.THREAT))
    desk.do(granted(desk.call.asks[1].n))
    [report] = desk.call.follow_ups
    assert (report.done, report.done_by) == (True, "sam")
    desk.do(act.AskBoard(AskKind.HAND_OVER), refused(desk.call.last.n + 1))


@pytest.mark.parametrize("before", [(), (act.AskBoard(AskKind.MANAGER),)])
def test_whoever_takes_the_call_over_is_its_manager_whoever_joined_before(
    before: tuple[act.Action, ...],
) -> None:
    desk = Desk("escalated-callers", *before)
    for ask in desk.call.asks:
        desk.do(granted(ask.n))
    desk.do(act.AskBoard(AskKind.HAND_OVER))
    desk.do(act.TakeAnswer(desk.call.asks[-1].n, AskAnswer.GRANTED, "pat"))
    assert (desk.call.manager.name, len(desk.call.manager.asked)) == ("pat", 1)


def test_with_the_call_all_asks_end_but_that_of_a_threat() -> None:
    desk = Desk("escalated-callers", act.StateGround("threat"), act.AskBoard(AskKind.THREAT))
    desk.do(act.AskBoard(AskKind.HAND_OVER), act.End("hung-up"))
    assert [ask.event.about for ask in desk.call.open_asks] == [AskKind.THREAT]
    assert desk.call.asks[1].reason == "the call ended"
    assert isinstance(desk.events[-1], ev.Ended)


def test_what_was_asked_and_answered_comes_back_from_the_journal_as_it_was() -> None:
    desk, n = asking("sam")
    desk.do(refused(n))
    desk.do(granted(desk.call.asks[1].n))
    lines = encoded(desk.call.entries)[0].splitlines()
    again = decoded(lines)
    assert again == desk.call.entries
    assert call_of(again).asks == desk.call.asks
    assert not impossible(again)


def test_what_no_version_records_of_asks_is_told() -> None:
    first = Entry(1, Desk().call.at, 0.0, started(Desk().library.script("escalated-callers")))

    def why(event: ev.Event) -> str:
        return impossible((first, Entry(2, first.at, 1.0, event)))

    assert why(ev.AskAnswered(1, AskAnswer.NOBODY)) == (
        "event 2 cannot be: number 1 is no ask before it"
    )
    assert "is no ask before it" in why(ev.PermissionGiven("abuse", "sam", ask=1))
    assert "nobody waits for an answer for -1 seconds" in why(ev.Asked(AskKind.MANAGER, -1))


def test_the_summary_tells_who_refused_and_who_permitted_and_where() -> None:
    desk, n = asking("sam")
    desk.do(refused(n))
    desk.do(granted(desk.call.open_asks[0].n), act.Warn(), act.End("hung-up"))
    text = markdown(summary_of(desk.call, Chain(len(desk.events))))
    for told in (
        "Asked the board, sam first: permission to warn on “Aggressive, offensive or abusive”",
        "sam refused, at the board: calm them first",
        "Permission to warn on “Aggressive, offensive or abusive”, by sam, at the board",
    ):
        assert told in text
    assert "Permission to warn refused at the board by sam: calm" in text.split("## Timeline")[0]


@pytest.mark.parametrize(
    ("about", "told"),
    [
        (AskKind.THREAT, "sam took note of the threat, at the board."),
        (AskKind.MANAGER, "sam said yes, at the board."),
    ],
)
def test_the_log_tells_of_an_answer_by_what_was_asked(about: AskKind, told: str) -> None:
    desk = Desk("escalated-callers", act.StateGround("threat"), act.AskBoard(about))
    desk.do(granted(desk.call.open_asks[0].n))
    [answer] = of_kind(ev.AskAnswered, desk.events)
    assert words_on(desk.call, answer) == told
    first, *others = desk.call.entries
    entries = (replace(first, event=replace(desk.call.started, program="0.11.0")), *others)
    text = markdown(summary_of(call_of(entries), Chain(len(entries))))
    assert told in text.split("## Timeline")[1]


def test_every_answer_has_words() -> None:
    said = {became: words_of(ev.AskAnswered(2, became, "sam", "so")) for became in AskAnswer}
    assert said == {
        AskAnswer.GRANTED: "sam said yes, at the board.",
        AskAnswer.REFUSED: "sam refused, at the board: so",
        AskAnswer.WITHDRAWN: "Ask taken back: so",
        AskAnswer.NOBODY: "Nobody at the board answered",
    }
