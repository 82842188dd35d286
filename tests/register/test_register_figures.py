from datetime import datetime, timedelta

import pytest
from kit import utc, warned, went_on
from promised_calls import CALLBACK, DO_NOT_CALL, NOW, a_call

from guide.call import actions as act
from guide.call import events as ev
from guide.call.actions import Action
from guide.call.events import Entry, Stage
from guide.call.fold import call_of
from guide.call.state import Call
from guide.call.wording import words_of
from guide.register.after_call import (
    AfterCall,
    Deed,
    Done,
    Moved,
    RefusedByCaller,
    Reopened,
    Tried,
    Voided,
)
from guide.register.figures import Group, Report, facts_of, is_behind
from guide.register.followed import followed
from guide.register.promise import Promise, promises_of

DUE = utc("2026-11-21 17:00")
"""Until when the callback is promised: noon of the Saturday."""
EARLY, LATE = DUE - timedelta(hours=1), DUE + timedelta(hours=1)

THREAT = (
    act.GoTo("hang-up-protocol", "ground"),
    act.StateGround("threat"),
    act.QuoteCaller("I will find you"),
)


def met(
    call: Call, now: datetime = NOW, promises: tuple[Promise, ...] | None = None
) -> dict[str, int]:
    """By the name of each figure, how often it was met in a call; those that were are there."""
    owed = promises_of(call) if promises is None else promises
    return {one.figure: one.times for one in facts_of(call, owed, now) if one.times}


def report_of(*calls: Call) -> Report:
    report = Report()
    for call in calls:
        report.add(call, facts_of(call, promises_of(call), NOW))
    return report


def kept(*deeds: tuple[str, Deed]) -> Promise:
    """The callback of a call, after these were done, each at a time."""
    [promise] = promises_of(a_call(CALLBACK))
    at = {"early": EARLY, "late": LATE, "later": LATE + timedelta(days=1)}
    lines = [AfterCall(at[when], "Kim Lo", promise.call, promise.n, deed) for when, deed in deeds]
    return followed(promise, lines)


def test_a_call_counts_under_the_ending_that_holds() -> None:
    assert met(a_call(act.End("hung-up"))) == {"endings/caller-hung-up": 1}
    assert met(a_call()) == {"endings/not-ended": 1}


def test_an_ending_that_was_corrected_counts_as_what_it_was_corrected_to() -> None:
    call = a_call(act.End("hung-up"))
    n, at = call.last.n, call.last.at
    mended = (
        Entry(n + 1, at, 9.0, ev.Corrected(n, "Call ended")),
        Entry(n + 2, at, 9.0, ev.Ended("cut-off", "Line dropped")),
    )
    assert met(call_of((*call.entries, *mended))) == {"endings/line-dropped": 1}


def test_an_ending_that_only_names_the_protocol_counts_apart_from_those_by_it() -> None:
    def ended(protocol: bool, ground: str) -> Call:
        call = a_call(*THREAT)
        how = ev.Ended("bye", "Ended by the hang-up protocol", protocol, ground)
        return call_of((*call.entries, Entry(call.last.n + 1, call.last.at, 9.0, how)))

    by_it, in_name = ended(True, "threat"), ended(False, "")
    figures = {one.name: (one.label, one.count) for one in report_of(by_it, in_name).all.every()}
    name = "endings/ended-by-the-hang-up-protocol"
    assert figures[name] == ("Ended by the hang-up protocol", 1)
    told = "Ended by the hang-up protocol (in name only)"
    assert figures[f"{name}-in-name-only"] == (told, 1)
    assert "hang-ups/threat-to-you-or-a-peer" in figures
    assert [words_of(call.ended.event) for call in (by_it, in_name) if call.ended] == [
        "Call ended: Ended by the hang-up protocol",
        f"Call ended: {told}",
    ]


def test_warnings_count_by_reason_and_one_that_was_taken_back_is_none() -> None:
    name = "warnings/aggressive-offensive-or-abusive"
    assert met(a_call(*warned()))[name] == 1
    assert name not in met(a_call(*warned(), act.Correct()))


def test_a_call_that_the_protocol_ended_counts_by_its_reason() -> None:
    figures = met(a_call(*THREAT, act.End("protocol", "a threat")))
    assert figures["hang-ups/threat-to-you-or-a-peer"] == 1
    assert not [name for name in figures if name.startswith("warnings/")]
    ended = met(a_call(*THREAT, act.End("hung-up")))
    assert not [name for name in ended if name.startswith("hang-ups/")]


@pytest.mark.parametrize(
    ("judged", "figures"),
    [
        ((), set()),
        ((Stage.HOSTILE,), {"start/hostile", "end/hostile", "anger/judged-once"}),
        ((Stage.HOSTILE, Stage.CALM), {"start/hostile", "end/calm", "anger/calmer"}),
        ((Stage.CALM, Stage.ENRAGED, Stage.CALM), {"start/calm", "end/calm", "anger/same"}),
        ((Stage.CALM, Stage.ANNOYED), {"start/calm", "end/annoyed", "anger/angrier"}),
    ],
)
def test_anger_counts_as_it_was_first_and_last_judged(
    judged: tuple[Stage, ...], figures: set[str]
) -> None:
    assert met(a_call(*map(act.SetStage, judged))).keys() - {"endings/not-ended"} == figures


def test_a_judgment_that_was_taken_back_is_none() -> None:
    call = a_call(act.SetStage(Stage.CALM), act.SetStage(Stage.ENRAGED), act.Correct())
    assert {"end/calm", "anger/judged-once"} <= met(call).keys()


@pytest.mark.parametrize(
    ("deeds", "now", "figure"),
    [
        ((), EARLY, "other-promises/not-due"),
        ((), LATE, "promises/overdue"),
        ((("early", Tried()),), LATE, "promises/overdue"),
        ((("early", Done()),), LATE, "promises/in-time"),
        ((("late", Done()),), LATE, "promises/late"),
        ((("early", Done()), ("early", Reopened("not reached"))), LATE, "promises/overdue"),
        (
            (("early", Moved(LATE, "away")), ("late", Done())),
            LATE,
            "promises/moved",
        ),
        ((("early", Moved(LATE, "away")), ("later", Done())), LATE, "promises/late"),
        ((("early", Moved(LATE, "away")),), DUE, "other-promises/not-due"),
        ((("early", Moved(LATE + timedelta(days=9), "away")),), LATE, "other-promises/put-off"),
        ((("late", RefusedByCaller()),), LATE, "other-promises/refused"),
        ((("late", Voided("no promise")),), LATE, "other-promises/void"),
    ],
)
def test_a_promise_is_kept_in_time_by_the_time_that_the_caller_was_told(
    deeds: tuple[tuple[str, Deed], ...], now: datetime, figure: str
) -> None:
    figures = met(a_call(CALLBACK), now, (kept(*deeds),))
    assert [name for name in figures if "promises/" in name] == [figure]


def test_a_promise_without_a_time_is_never_late() -> None:
    call = a_call(DO_NOT_CALL)
    assert met(call, LATE)["other-promises/untimed"] == 1
    owed = call.follow_ups[0].n
    done = a_call(DO_NOT_CALL, act.FinishFollowUp(owed))
    assert met(done, LATE)["other-promises/done"] == 1


@pytest.mark.parametrize(("minutes", "figure"), [(14, "in-time"), (16, "late")])
def test_what_is_due_at_once_may_be_done_until_shortly_after_the_call(
    minutes: int, figure: str
) -> None:
    call = a_call(*THREAT, act.End("hung-up"))
    [promise] = promises_of(call)
    assert promise.promised == promise.made_at
    assert met(call, LATE)["promises/overdue"] == 1
    assert call.ended
    at = call.ended.at + timedelta(minutes=minutes)
    told = followed(promise, [AfterCall(at, "Kim Lo", promise.call, promise.n, Done())])
    assert met(call, LATE, (told,))[f"promises/{figure}"] == 1


def test_a_threat_told_on_the_call_was_told_in_time() -> None:
    report = a_call(*THREAT).follow_ups[0]
    told = a_call(*THREAT, act.FinishFollowUp(report.n, "Kim Lo"))
    assert met(told, LATE)["promises/in-time"] == 1


def leaves(*actions: Action) -> Call:
    """A call that comes to a line that must be said, and goes on."""
    return a_call(act.GoTo("escalated-callers", "summarise"), *actions, act.Choose(1))


def test_a_line_counts_where_it_came_up_and_as_skipped_or_left_out_where_it_was() -> None:
    said = leaves(act.Say("summary"))
    out = leaves(act.LeaveOut("said before", "summary"))
    report = report_of(leaves(), said, out, a_call())
    skipped = report.all.figure(Group.SKIPPED, "escalated-callers/summary")
    left_out = report.all.figure(Group.LEFT_OUT, "escalated-callers/summary")
    assert (skipped.count, skipped.of, skipped.unit) == (1, 3, "call")
    assert (left_out.count, left_out.of) == (1, 3)
    assert report.all.having(Group.SKIPPED) == 1


def test_a_skipped_line_that_is_said_after_all_is_not_skipped() -> None:
    call = a_call(
        act.GoTo("escalated-callers", "summarise"),
        act.Choose(1),
        act.Say("summary", "escalated-callers"),
    )
    assert "skipped/escalated-callers/summary" not in met(call)


def test_figures_say_of_how_many_they_are() -> None:
    report = report_of(
        a_call(act.SetStage(Stage.CALM), act.End("hung-up")),
        a_call(CALLBACK, DO_NOT_CALL, act.End("hung-up")),
        a_call(*went_on()),
    )
    told = {one.name: (one.count, one.of, one.unit) for one in report.all.every()}
    assert told["endings/caller-hung-up"] == (2, 3, "call")
    assert told["warnings/aggressive-offensive-or-abusive"] == (1, 3, "call")
    assert told["start/calm"] == (1, 1, "call")
    assert told["other-promises/not-due"] == (1, 2, "promise")


def test_figures_are_also_of_each_script_and_each_agent() -> None:
    report = report_of(a_call(act.End("hung-up")), a_call())
    assert report.scripts.keys() == {"escalated-callers"}
    assert report.agents["Robin"].calls == 2
    assert [*report.agents["Robin"].every()] == [*report.all.every()]


def test_every_figure_leads_to_its_calls() -> None:
    calls = [
        leaves(),
        leaves(act.Say("summary")),
        a_call(CALLBACK, *went_on()),
        a_call(*THREAT, act.End("protocol", "a threat")),
        a_call(act.SetStage(Stage.CALM), act.SetStage(Stage.ANNOYED), DO_NOT_CALL),
    ]
    facts = [facts_of(call, promises_of(call), NOW) for call in calls]
    report = report_of(*calls)
    every = [*report.all.every()]
    assert {one.name.partition("/")[0] for one in every} >= {"hang-ups", "skipped", "anger"}
    for figure in every:
        assert sum(is_behind(one, figure.name) for one in facts) == figure.calls, figure
    for group in Group:
        assert sum(is_behind(one, group) for one in facts) == report.all.having(group)
