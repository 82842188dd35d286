"""What each finding quotes: the document's words that say that very thing, or none.

For people to read: beside each finding stands what is quoted with it, from each document. Where it
is `NONE`, no document says it; why it matters is then told in the program's own words.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from judged import judged
from msgspec.structs import replace
from plays import (
    NAMES,
    Deed,
    Play,
    before,
    does,
    instead,
    place,
    plan_of,
    played,
    scenario_of,
    without,
)
from test_bad_plays import TABLE as BAD_PLAYS

from guide import training
from guide.call import actions as act
from guide.call import events as ev
from guide.training.debrief_report import report_of
from guide.training.finding import Finding, Sign

NONE = ""

CALMING, ESCALATED, IRATE = "calming-a-caller.txt", "escalated-callers.txt", "irate-customers.txt"
PROTOCOL, TAKING_OVER = "hang-up-protocol.txt", "taking-over-a-call.txt"

PERSISTS = "If the concerning language or behavior persists after attempts to redirect, the agent"
EFFORTS = "Hang-up protocol should always be preceded by reasonable efforts to redirect"
WARN = "I need to let you know that if you continue to speak in this manner, I may need to end"
USED_WHEN = "Hang-up protocol is typically used when a customer presents with certain language"
PERMISSION = "Please reach out to a supervisor first to explain the situation and gain permission"
THREAT = "If any threats are ever made towards you, our staff or our clients, please notify a"
SPECIFICALLY = "Please just advise specifically the reason for your disconnect."
TWO_MINUTES = "over two minutes has passed we need to advise callback."
MANAGER = "GET A MANAGER INVOLVED! We are here to take over the situation."
UPSET = "You can usually determine at the beginning of the call if the customer is upset or angry."
NOTES = "Always document as many details as possible when handling an escalated caller."
DATA = "get all the data really obviously."
LOG = "without adding them to the complaint log because other departments handled it."
SENT_OVER = "I have sent over your detailed information please allow them time to review details"
CHAT = "I will also send them a personal message through our internal chat."
WITHIN_THE_DAY = "Our procedure is to take note of the number and to make sure you get a callback"
COACH = "Send the details of the call to your Coach or PA, if applicable."
DO_NOT_CALL = "assess if they want to be placed on DNC and give them reassurance that they won't be"
TIME_FRAME = "after agreeing, provide him with a specific time frame when you will get back to him."

LISTEN = {
    CALMING: "Let her speak, cuss, yell or whatever is necessary. Be patient with her.",
    ESCALATED: "Take Detailed Notes & Actively Listen.",
    IRATE: "Listen to understand",
    PROTOCOL: "It is VERY important to simply listen to them before trying to offer a resolution.",
    TAKING_OVER: "Enable him explain to the story, and display empathy as he talks.",
}
WRITTEN_DOWN = {ESCALATED: NOTES, TAKING_OVER: DATA, NONE: NONE}

PASSAGES: dict[str, dict[str, str | tuple[str, ...]]] = {
    # what the caller felt
    "acknowledge": {
        CALMING: "We understand that you're angry.",
        ESCALATED: "Be kind to the caller. ... Sorry to hear you have concerns let me help you",
        IRATE: "You can make your customer feel heard and understood by acknowledging",
    },
    "anger": {
        ESCALATED: (
            "Slightly bothered or irritated.",
            "Anger starts to transition from a mild bother into something more.",
            "Hostility is the stage where you anger tends to boil up and out of you",
            "This happens very quickly, before the rational center of the brain has time",
        ),
        PROTOCOL: UPSET,
    },
    "interrupted": LISTEN,
    "rushed:heard": LISTEN,
    "silence": {NONE: NONE},
    # what the caller said
    "details": WRITTEN_DOWN,
    "details:missed": WRITTEN_DOWN,
    "detail": WRITTEN_DOWN,
    "time:other": {ESCALATED: NOTES},
    "choice:untrue": {**LISTEN, PROTOCOL: PERSISTS},
    "words": {NONE: NONE},
    "words:missing": {NONE: NONE},
    "words:plain": {NONE: NONE},
    "words:reason": {PROTOCOL: SPECIFICALLY},
    # what is owed
    "follow-up:agreed": {CALMING: TIME_FRAME},
    "follow-up:callback": {ESCALATED: SENT_OVER, IRATE: WITHIN_THE_DAY},
    "follow-up:complaint": {ESCALATED: LOG, NONE: NONE},
    "follow-up:unasked": {ESCALATED: LOG},
    "follow-up:twice": {ESCALATED: LOG},
    "follow-up:uncaused": {IRATE: DO_NOT_CALL, ESCALATED: (SENT_OVER, LOG), NONE: NONE},
    "follow-up:do-not-call": {IRATE: DO_NOT_CALL},
    "follow-up:message": {ESCALATED: CHAT, IRATE: COACH},
    "report:bbb-ftc": {IRATE: "Report it to your supervisor if the customer requests for the"},
    "report:threat": {PROTOCOL: THREAT},
    "report:unneeded": {
        IRATE: "Report it to your supervisor if the customer requests for the",
        PROTOCOL: THREAT,
    },
    "nothing-said": {PROTOCOL: EFFORTS},
    "nobody": {
        IRATE: "Report it to your supervisor if the customer requests for the",
        PROTOCOL: (PERMISSION, THREAT),
    },
    # colleagues
    "clock": {ESCALATED: TWO_MINUTES},
    "clock:untrue": {ESCALATED: TWO_MINUTES},
    "clock:both": {ESCALATED: TWO_MINUTES},
    "manager": {ESCALATED: MANAGER},
    # the protocol
    "ground:unneeded": {PROTOCOL: USED_WHEN},
    "ground:wrong": {PROTOCOL: SPECIFICALLY},
    "warning": {PROTOCOL: WARN},
    "warning:none": {PROTOCOL: USED_WHEN},
    "warning:unneeded": {PROTOCOL: USED_WHEN},
    "warning:early": {PROTOCOL: EFFORTS},
    "warning:late": {PROTOCOL: PERSISTS},
    "warning:missing": {PROTOCOL: WARN},
    "warning:skipped": {PROTOCOL: WARN},
    "effort:missing": {PROTOCOL: EFFORTS},
    "permission:missing": {PROTOCOL: PERMISSION},
    "rushed:done": {PROTOCOL: (EFFORTS, PERMISSION, THREAT)},
    "answer": {PROTOCOL: PERSISTS},
    "answer:abusive": {PROTOCOL: PERSISTS},
    "answer:calm": {PROTOCOL: PERSISTS},
    "answer:early": {PROTOCOL: WARN},
    "answer:harmless": {PROTOCOL: PERSISTS},
    "answer:missing": {PROTOCOL: PERSISTS},
    "answer:unheard": {PROTOCOL: PERSISTS},
    "hung-up:calm": {PROTOCOL: PERSISTS},
    # how it ended: of the ending that there could be
    "ending": {
        CALMING: TIME_FRAME,
        ESCALATED: (SENT_OVER, MANAGER, "guide them toward the proper department or explain the"),
        IRATE: (WITHIN_THE_DAY, "See if you can turn things around and resolve it."),
        PROTOCOL: (PERSISTS, "You DO NOT need to tolerate any hate speech, or threats made"),
        TAKING_OVER: "generally check with a shut question to try out to get the caller’s",
        NONE: NONE,  # of a call that was left before its end
    },
    "ending:untrue": {NONE: NONE},
}
"""By the code of a finding, what is quoted with it; of several passages, any of them may be."""

OWN_WORDS = ("line", "lines", "rushed:said", "follow-ups:missed", "follow-ups:left")
"""These quote their lines, and what each kind of follow-up quotes."""


def plays() -> Iterator[Play]:
    """Good ones and bad ones: between them they are told everything that a debrief can tell."""
    for name in NAMES:
        yield played(scenario_of(name), plan_of(scenario_of(name)))
    for bad, rows in BAD_PLAYS.items():
        for name in rows:
            yield played(scenario_of(name), bad(plan_of(scenario_of(name)), name))
    for number in range(200):
        yield judged(number).play
    yield from by_hand()


def by_hand() -> Iterator[Play]:
    ended, calm = scenario_of("warned-and-ended"), scenario_of("warned-and-calm")
    plan = plan_of(ended)
    warned = place(plan, does(act.Warn))
    yield played(ended, (*plan[: warned + 1], Deed(act.Warn(), once=True)))
    hung_up = played(ended, plan[: warned + 1])
    hung_up.record(ev.Ended("protocol", "By us", True, "slurs", "words"))
    yield hung_up
    permits = plan_of(calm)
    yield played(calm, instead(permits, does(act.Permit), act.Permit("the caller")))
    heard = place(permits, does(act.Warn)) + 1
    yield played(calm, (*permits[:heard], replace(permits[heard], action=act.Warn())))
    redirects = place(plan, does(act.Choose, key=3)) + 1
    yield played(ended, (*plan[:redirects], Deed(act.Choose(1), once=True)))
    stated = place(plan, does(act.StateGround)) + 1
    hasty = (Deed(one, once=True) for one in (act.Warn(), act.End("protocol")))
    yield played(ended, (*plan[:stated], *hasty))
    plan = plan_of(calm)
    stopped = place(plan, does(act.Warn)) + 1
    yield played(calm, (*plan[:stopped], replace(plan[stopped], action=act.Persist("All right"))))
    reported = scenario_of("threat-reported")
    yield played(reported, without(plan_of(reported), does(act.Permit)))
    push_back = scenario_of("push-back")
    yield played(
        push_back, without(plan_of(push_back), does(act.GetManager), does(act.NameManager))
    )
    friday = scenario_of("friday-callback")
    answered = act.StopClock(answered=True)
    yield played(friday, instead(plan_of(friday), does(act.StopClock), answered))
    yield played(friday, (Deed(act.Choose(1), hears="move 1", pause=1, once=True),))
    yield played(calm, without(plan_of(calm), does(act.QuoteCaller)))
    harmless = act.QuoteCaller("Look it up")
    yield played(calm, instead(plan_of(calm), does(act.QuoteCaller), harmless))
    calm_plan = instead(plan_of(calm), does(act.MakeEffort), act.MakeEffort("asdf"))
    yield played(calm, calm_plan)
    eleven = does(act.Write, text=friday.moves[8].action.text)  # type: ignore[union-attr]
    yield played(friday, instead(plan_of(friday), eleven, act.Write("Rang Tuesday, 9 am")))
    passed = scenario_of("passed-on")
    logged = act.AddFollowUp("complaint", (("concern", "Window motor"),))
    yield played(passed, before(plan_of(passed), does(act.End), logged))
    logged = friday.moves[-2].action
    assert isinstance(logged, act.AddFollowUp)
    yield played(friday, before(plan_of(friday), does(act.End), logged))


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return [finding for play in plays() for finding in play.told.findings]


def code(finding: Finding) -> str:
    word = finding.about.partition(":")[0]
    return word if word in ("detail", "line", "lines") else finding.about


def test_each_finding_quotes_what_says_that_very_thing_or_nothing(findings: list[Finding]) -> None:
    for finding in findings:
        if code(finding) in OWN_WORDS:
            continue
        quoted: dict[str, list[str]] = {}
        for one in finding.passages:
            quoted.setdefault(one.document, []).append(one.words)
        table = PASSAGES[code(finding)]
        for document, words in (quoted or {NONE: [NONE]}).items():
            known = table[document]
            assert any(
                said in " ".join(words) for said in ([known] if isinstance(known, str) else known)
            ), finding


def test_whatever_is_not_well_done_says_why_it_matters(findings: list[Finding]) -> None:
    for finding in findings:
        assert finding.why or finding.sign is Sign.WELL, finding
        assert all(one.words for one in finding.passages), finding


def test_what_no_document_asks_for_is_told_as_that_with_its_reason() -> None:
    scenario = scenario_of("second-call")
    plan = plan_of(scenario)
    listed = act.AddFollowUp("do-not-call", (("number", "555-0163"),))
    told = played(scenario, before(plan, does(act.End), listed, act.End("hung-up"))).told
    parts = list(report_of(told))
    reasons = [part.text for part in parts]
    bare = [f for f in told.findings if not f.passages and f.sign is not Sign.WELL]
    assert {f.about for f in bare} == {"follow-up:uncaused", "ending:untrue"}
    for finding in bare:
        at = reasons.index(finding.sentence)
        assert reasons[at + 1] == finding.why
        assert reasons[at + 2].startswith("No document of this script speaks of it")
    quoted = sum("No document of" in one for one in reasons)
    assert quoted == len(bare), "of nothing else"


def test_the_table_has_every_finding_and_no_other(findings: list[Finding]) -> None:
    told = {code(finding) for finding in findings} - {*OWN_WORDS}
    assert told == set(PASSAGES)


def test_a_finding_that_is_new_stands_in_the_table() -> None:
    """The codes are found in the program's text, so that none is forgotten."""
    folder = Path(training.__file__).parent
    text = " ".join(file.read_text("utf-8") for file in folder.glob("debrief_*.py"))
    codes = set(re.findall(r'Finding\(\s*Sign\.\w+,\s*"([a-z:-]+)"', text))
    codes |= set(re.findall(r'Finding\(\s*sign,\s*"([a-z:-]+)"', text))
    assert len(codes) > 20
    assert codes <= {*PASSAGES, *OWN_WORDS, "lines:missed"}
