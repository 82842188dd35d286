"""For each shipped scenario, beside the perfect play, bad ones: each named, and nothing else."""

import pytest
from bad_plays import (
    BAD_PLAYS,
    BadPlay,
    do_not_call_ignored,
    early_warning,
    hung_up_while_calm,
    interrupting,
    invented_words,
    late_warning,
    promise_without_date,
    recorded_without_cause,
    rushing,
    silent,
    skipped_line,
    threat_filed_as_something_else,
    threat_not_told,
    told_to_the_caller,
    untrue_ending,
    words_turned_round,
    wrong_follow_up,
    wrong_ground,
)
from plays import LIBRARY, NAMES, Play, plan_of, played, scenario_of

from guide.training.finding import Sign
from guide.training.scenario import Scenario

CASTS = [(n, seed) for n in NAMES for seed in range(max(1, len(scenario_of(n).variants)))]
ABUSIVE = ("threat-at-once", "threat-reported", "warned-and-calm", "warned-and-ended")
OTHERS = tuple(name for name in NAMES if name not in ABUSIVE)

CUT_IN, RUSHED, UNHEARD = "interrupted", "rushed:said", "acknowledge"
DONE, CHOSEN = "rushed:done", "choice:untrue"
CALM, NO_REASON = "hung-up:calm", "ground:unneeded"

TABLE: dict[BadPlay, dict[str, set[str]]] = {
    interrupting: {
        # By an interruption nothing is acknowledged.
        "agreed-by-friday": {CUT_IN, UNHEARD},
        # Who goes on in the second in which the caller begins to answer has heard no answer.
        "charged-twice": {CUT_IN, CHOSEN},
        "friday-callback": {CUT_IN, RUSHED},
        # Nobody had said yet, nor asked, whether they want to be called again; nor of the BBB.
        "no-more-calls": {CUT_IN, RUSHED, CHOSEN, "report:unneeded"},
        "passed-on": {CUT_IN, CHOSEN},
        "push-back": {CUT_IN, CHOSEN},
        "sunday-callback": {CUT_IN, CHOSEN},
        # Who talks into the answer to a warning has not heard that they went on.
        "threat-reported": {CUT_IN, "answer:unheard", DONE},
        "warned-and-ended": {CUT_IN, UNHEARD},
    },
    rushing: {
        # That nothing is acknowledged by a line that was clicked away is not told once more; but
        # this one comes before the caller can be heard out, too.
        "agreed-by-friday": {RUSHED, UNHEARD},
        "charged-twice": {RUSHED},
        "friday-callback": {RUSHED},
        "no-more-calls": {RUSHED},
        "passed-on": {RUSHED},
        "push-back": {RUSHED},
        "sunday-callback": {RUSHED},
        "supervisor-takes-over": {RUSHED},
        "threat-at-once": {RUSHED},
        "threat-reported": {RUSHED},
        "warned-and-calm": {RUSHED},
        "warned-and-ended": {RUSHED},
    },
    silent: {name: {"silence"} for name in NAMES if name != "threat-at-once"},
    wrong_ground: {
        **{name: {NO_REASON} for name in OTHERS},
        **{name: {"ground:wrong"} for name in ABUSIVE},
    },
    early_warning: {
        **{name: {"warning:unneeded", DONE} for name in OTHERS},
        "threat-reported": {"warning:early", RUSHED},
        "warned-and-calm": {"warning:early", RUSHED},
        "warned-and-ended": {"warning:early", RUSHED},
    },
    late_warning: {"warned-and-calm": {"warning:late"}},
    hung_up_while_calm: {
        **{name: {CALM, NO_REASON, "words"} for name in NAMES},
        # Those words are theirs.
        "no-more-calls": {CALM, NO_REASON},
        # These end early: what the caller had no time to tell is missing.
        "threat-reported": {CALM, NO_REASON, "words", "anger", "details:missed"},
        "warned-and-ended": {CALM, NO_REASON, "words", "details:missed"},
    },
    untrue_ending: {name: {"ending:untrue"} for name in NAMES},
    invented_words: {name: {NO_REASON, "words"} for name in OTHERS},
    promise_without_date: {"agreed-by-friday": {"follow-up:agreed"}},
    do_not_call_ignored: {"no-more-calls": {"follow-up:do-not-call"}},
    threat_not_told: {
        "no-more-calls": {"report:bbb-ftc"},
        "threat-at-once": {"report:threat"},
        "threat-reported": {"report:threat"},
    },
    threat_filed_as_something_else: {
        "no-more-calls": {"report:bbb-ftc"},
        "threat-reported": {"report:threat"},
    },
    told_to_the_caller: {
        name: {"nobody"} for name in ("no-more-calls", "threat-at-once", "threat-reported")
    },
    words_turned_round: {name: {"words"} for name in ABUSIVE},
    wrong_follow_up: {
        "agreed-by-friday": {"follow-up:agreed"},
        "charged-twice": {"follow-up:message"},
        "friday-callback": {"follow-up:callback"},
        "no-more-calls": {"follow-up:callback"},
        "passed-on": {"follow-up:message"},
        "push-back": {"follow-up:callback"},
        "sunday-callback": {"follow-up:callback"},
    },
    recorded_without_cause: {
        **{name: {"follow-up:uncaused"} for name in NAMES},
        "no-more-calls": {"report:unneeded"},
    },
    skipped_line: {
        # Not required, but it is by this line that the anger is acknowledged.
        "agreed-by-friday": {UNHEARD},
        "charged-twice": {"line:within-role"},
        # Nor is what the caller says to it heard: they are put down as calmer than they were.
        "friday-callback": {"line:by-morning", "anger"},
        "no-more-calls": {"line:within-the-day"},
        "passed-on": {"line:connecting"},
        "push-back": {"line:within-role"},
        "sunday-callback": {"line:by-monday"},
        "threat-reported": {"line:end-abuse"},
        "warned-and-ended": {"line:end-slurs"},
    },
}
"""What each bad play is named by."""

MAKES_NO_SENSE: dict[BadPlay, dict[str, tuple[str, ...]]] = {
    interrupting: {
        "the caller says nothing while a line is to be said: they wait for it": (
            *("second-call", "supervisor-takes-over", "warned-and-calm"),
        ),
        "nobody has to hear a threat out": ("threat-at-once",),
    },
    rushing: {"its one line has five words, and waits for a name": ("second-call",)},
    silent: {"the caller threatens on, and never asks whether anybody is there": (ABUSIVE[0],)},
    wrong_ground: {},
    early_warning: {"a threat needs no warning": ("threat-at-once",)},
    late_warning: {
        "nobody is warned, so nobody stops for it": (*OTHERS, "threat-at-once"),
        "the caller never stops": ("threat-reported", "warned-and-ended"),
    },
    hung_up_while_calm: {},
    untrue_ending: {},
    invented_words: {"something abusive was said": ABUSIVE},
    promise_without_date: {
        "nothing is promised, or the script's rule names the time": tuple(
            name for name in NAMES if name != "agreed-by-friday"
        ),
    },
    do_not_call_ignored: {
        "nobody asks not to be called": tuple(name for name in NAMES if name != "no-more-calls"),
    },
    threat_not_told: {
        "nothing is said that must be told": tuple(
            name for name in NAMES if name not in TABLE[threat_not_told]
        ),
    },
    threat_filed_as_something_else: {
        "nothing is said that must be told": tuple(
            name for name in NAMES if name not in TABLE[threat_not_told]
        ),
        "that it is a threat is on record with its reason": ("threat-at-once",),
    },
    told_to_the_caller: {
        "nothing is said that must be told": tuple(
            name for name in NAMES if name not in TABLE[threat_not_told]
        ),
    },
    words_turned_round: {"nothing abusive is said": OTHERS},
    wrong_follow_up: {
        "nothing is owed but a report, if that": tuple(
            name for name in NAMES if name not in TABLE[wrong_follow_up]
        ),
    },
    recorded_without_cause: {},
    skipped_line: {
        "no line but the warning must be said": (
            *("second-call", "supervisor-takes-over", "threat-at-once", "warned-and-calm"),
        ),
    },
}
"""Why a bad play is none for some scenarios."""


@pytest.mark.parametrize(("name", "seed"), CASTS)
def test_a_perfect_play_is_blamed_for_nothing(name: str, seed: int) -> None:
    scenario = scenario_of(name, seed)
    play = played(scenario, plan_of(scenario), seed)
    assert play.flaws() == {}
    assert play.call.ended is not None
    assert play.told.of(Sign.WELL)


@pytest.mark.parametrize(
    ("bad", "name"),
    [(bad, name) for bad, rows in TABLE.items() for name in rows],
    ids=[f"{bad.__name__}-{name}" for bad, rows in TABLE.items() for name in rows],
)
def test_a_bad_play_is_named_by_exactly_its_findings(bad: BadPlay, name: str) -> None:
    scenario = scenario_of(name)
    play = played(scenario, bad(plan_of(scenario), name))
    assert set(play.flaws()) == TABLE[bad][name]
    says_all_that_a_finding_says(play, scenario)


def says_all_that_a_finding_says(play: Play, scenario: Scenario) -> None:
    """What was seen and when, why it matters, and the document's words from the script's file.

    `test_passages` says which finding has none.
    """
    script = LIBRARY.script(scenario.script)
    protocol = LIBRARY.protocol_of(script)
    texts = " ".join(one.text for one in (script, protocol) if one)
    signs = [finding.sign for finding in play.told.findings]
    assert signs == sorted(signs, key=[Sign.NEVER, Sign.THINK, Sign.WELL].index)
    flaws = [finding for finding in play.told.findings if finding.sign is not Sign.WELL]
    for flaw in flaws:
        assert flaw.at, flaw
        assert all(0 <= at <= play.call.last.elapsed for at in flaw.at)
        assert flaw.why, flaw
        assert flaw.facts, flaw
        for passage in flaw.passages:
            assert passage.words, flaw
            assert passage.words in texts, flaw
    if CALM in {flaw.about for flaw in flaws}:
        assert flaws[0].about == CALM, "the gravest comes before all"


def test_the_table_has_every_bad_play_and_every_scenario() -> None:
    assert set(TABLE) == set(MAKES_NO_SENSE) == set(BAD_PLAYS)
    for bad in BAD_PLAYS:
        excused = [name for names in MAKES_NO_SENSE[bad].values() for name in names]
        assert sorted((*TABLE[bad], *excused)) == sorted(NAMES), bad.__name__
