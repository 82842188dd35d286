"""Which obligation of the five documents stands where in the scripts, all of them."""

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from places import at

from guide.script.desk import due_at
from guide.script.library import Library, load_library
from guide.script.model import DayKind, FollowUpKind

ESCALATED = "escalated-callers"
IRATE = "irate-customers"
TAKING = "taking-over-a-call"
CALMING = "calming-a-caller"
HANG_UP = "hang-up-protocol"

COUNTS = {"E": 21, "I": 11, "T": 10, "C": 7, "H": 12}
DUE = ("E17/E18 due", "E17/E19 due", "I8 due", "C5/C6 due", "H11 due")
EVERY = tuple(f"{letter}{n}" for letter, count in COUNTS.items() for n in range(1, count + 1))

# The obligation, its script, the place in it as `at` spells places, and what must stand there.
ROWS: tuple[tuple[str, str, str, str], ...] = (
    ("E1", ESCALATED, "rules", "Do not promise anyone anything."),
    ("E2", ESCALATED, "stage annoyed", "still thinks clearly. | Reason with them"),
    ("E2", ESCALATED, "stage frustrated", "More than a bother; rational"),
    ("E2", ESCALATED, "stage hostile", "Built-up stress boils over; tolerance is gone"),
    ("E2", ESCALATED, "stage enraged", "before any thought. | No solutions yet"),
    ("E2", ESCALATED, "step breathe: coach", "Set the stage of anger"),
    ("E3", ESCALATED, "step breathe: coach", "Take a deep breath. Stay calm and collected."),
    ("E3", ESCALATED, "step be-kind: coach", "find the facts"),
    ("E3", ESCALATED, "step summarise: coach", "If the right information settles it, explain it."),
    ("E3", ESCALATED, "step what-i-can-do: coach", "goes to the proper party"),
    ("E4", ESCALATED, "step reach: coach", "offer a callback, offer voicemail"),
    ("E4", ESCALATED, "step reach: choices", "No answer: callback -> callback"),
    ("E4", ESCALATED, "step reach: choices", "Takes their voicemail -> end:voicemail"),
    ("E4", ESCALATED, "follow-up voicemail", "needs for"),
    ("E5", ESCALATED, "step connect: coach", "Passed on: normally no complaint-log entry."),
    ("E5", ESCALATED, "step connect: coach", "Any other complaint: log it."),
    ("E5", ESCALATED, "step callback: coach", "Not passed to a department: log the complaint."),
    ("E5", ESCALATED, "follow-up complaint", "needs concern"),
    ("E6", ESCALATED, "step breathe: coach", "Nobody is angry without a reason."),
    ("E6", ESCALATED, "step breathe: coach", "may cloud their judgment"),
    ("E7", ESCALATED, "step manager: lines", "to colleague: Hey, this person and me are clearly"),
    ("E7", ESCALATED, "step manager: coach", "Do not let it escalate needlessly."),
    ("E8", ESCALATED, "step connect: lines", "must say to caller: I appreciate your time please"),
    ("E9", ESCALATED, "step breathe: choices", "Abusive -> hang-up-protocol:"),
    ("E9", ESCALATED, "step stay-calm: choices", "Abusive -> hang-up-protocol:"),
    ("E9", ESCALATED, "step be-kind: choices", "Abusive -> hang-up-protocol:"),
    ("E9", ESCALATED, "step push-back: choices", "Abusive -> hang-up-protocol:"),
    ("E9", ESCALATED, "step callback: choices", "Abusive -> hang-up-protocol:"),
    ("E9", ESCALATED, "step manager: choices", "Abusive -> hang-up-protocol:"),
    ("E10", ESCALATED, "step manager: coach", "Managers are here to take over: call for one."),
    ("E10", ESCALATED, "step manager: choices", "Manager takes over -> end:handed-over"),
    ("E11", ESCALATED, "step stay-calm: lines", "to caller: I would like to guide you towards a"),
    ("E11", ESCALATED, "step stay-calm: coach", "You set the tone, not the caller."),
    ("E11", ESCALATED, "step stay-calm: coach", "facts only"),
    ("E11", ESCALATED, "step stay-calm: capture", "caller"),
    ("E12", ESCALATED, "step be-kind: lines", "to caller: Sorry to hear you have concerns let me"),
    ("E12", ESCALATED, "step be-kind: capture", "concern"),
    ("E13", ESCALATED, "step be-kind: coach", "Note every detail, with dates and times."),
    ("E13", ESCALATED, "step be-kind: coach", "Listen to the end"),
    ("E14", ESCALATED, "step summarise: lines", "must say to caller: Thank for explaining just to"),
    ("E14", ESCALATED, "step summarise: lines", "right... [caller, concern]"),
    ("E15", ESCALATED, "step what-i-can-do: lines", "must say to caller: What I can do at this"),
    ("E15", ESCALATED, "step what-i-can-do: owes", "message"),
    ("E15", ESCALATED, "follow-up message", "needs to, text"),
    ("E15", ESCALATED, "ending voicemail", "needs voicemail"),
    (
        "E16",
        ESCALATED,
        "step push-back: lines",
        "must say to caller: I appreciate your time and do",
    ),
    ("E16", ESCALATED, "step push-back: owes", "callback"),
    ("E17", ESCALATED, "step callback: lines", "must say to caller: I have sent over your"),
    ("E17", ESCALATED, "step callback: capture", "number, caller, concern"),
    ("E17", ESCALATED, "step callback: owes", "callback"),
    ("E17", ESCALATED, "follow-up callback", "needs number, caller, concern"),
    ("E17", ESCALATED, "ending callback", "needs callback"),
    ("E18", ESCALATED, "step callback: lines", "must say on weekday to caller: If you do not hear"),
    ("E19", ESCALATED, "step callback: lines", "must say on weekend to caller: Please know as it"),
    ("E20", ESCALATED, "clock", "120 Two minutes have passed: advise a callback."),
    ("E20", ESCALATED, "step reach: coach", "start the two-minute timer"),
    ("E20", ESCALATED, "step reach: coach", "advise a callback"),
    (
        "E21",
        ESCALATED,
        "step what-i-can-do: coach",
        "Ours: finding vehicles and starting the sale.",
    ),
    ("E21", ESCALATED, "step what-i-can-do: coach", "Anything else goes to the proper party."),
    ("E17/E18 due", ESCALATED, "follow-up callback", "weekday same day / next day, morning"),
    ("E17/E19 due", ESCALATED, "follow-up callback", "weekend same day / next monday, end of day"),
    ("I1", IRATE, "step mindset: coach", "Irate: frustrated. Escalated: wants someone higher."),
    ("I2", IRATE, "step mindset: coach", "A dissatisfied customer may file a legal complaint."),
    ("I3", IRATE, "rules", "Take it seriously, not personally."),
    ("I3", IRATE, "step mindset: coach", "Benefit of the doubt"),
    ("I3", IRATE, "step mindset: coach", "Be curious, not judgmental"),
    ("I4", IRATE, "step listen: coach", "No distractions. Keep your cool."),
    ("I4", IRATE, "step listen: coach", "Listen to understand. Avoid judgment."),
    ("I4", IRATE, "step listen: coach", "Not sure? Clarify."),
    ("I4", IRATE, "step listen: coach", "See where they are coming from."),
    ("I5", IRATE, "step emotion: coach", "Which emotion do their words show? Write it down."),
    ("I5", IRATE, "step emotion: coach", "Only then address it"),
    ("I5", IRATE, "step emotion: capture", "emotion"),
    ("I6", IRATE, "step why-supervisor: coach", "Find out why a supervisor, or that one person."),
    ("I6", IRATE, "step why-supervisor: coach", "turn it around"),
    ("I6", IRATE, "step why-supervisor: capture", "supervisor_reason"),
    ("I7", IRATE, "step assess: coach", "do they want to be on the do-not-call list?"),
    ("I7", IRATE, "step do-not-call: coach", "Reassure them that they will not be called again."),
    ("I7", IRATE, "step do-not-call: lines", "gap: The document calls for the DNC spiel but does"),
    ("I7", IRATE, "step do-not-call: owes", "do-not-call"),
    ("I7", IRATE, "follow-up do-not-call", "needs number"),
    ("I7", IRATE, "ending do-not-call", "needs do-not-call"),
    ("I8", IRATE, "step callback: lines", "must say to caller: I apologize, I’m not able to"),
    ("I8", IRATE, "step callback: coach", "It goes to the supervisor; due the same day."),
    ("I8", IRATE, "step callback: owes", "callback"),
    ("I8", IRATE, "step callback: capture", "number"),
    ("I8", IRATE, "ending callback", "needs callback"),
    ("I8 due", IRATE, "follow-up callback", "weekday same day / same day, end of day"),
    ("I8 due", IRATE, "follow-up callback", "weekend same day / same day, end of day"),
    ("I9", IRATE, "step pass-on: coach", "Send the details of the call to your coach or PA."),
    ("I9", IRATE, "step pass-on: owes", "message"),
    ("I10", IRATE, "reports", "delete-data: Wants personal information deleted"),
    ("I10", IRATE, "reports", "bbb-ftc: Threatens to contact BBB or FTC"),
    ("I10", IRATE, "reports", "legal-action: Considers legal action"),
    ("I10", IRATE, "reports", "law-enforcement: Will contact law enforcement"),
    ("I10", IRATE, "reports", "media: Will contact the media"),
    ("I10", IRATE, "reports", "complaint-filed: Has filed or will file a report or complaint"),
    ("I10", IRATE, "reports", "impossible: Asks for anything I cannot address"),
    ("I10", IRATE, "step report: owes", "report"),
    ("I10", IRATE, "follow-up report", "needs reason"),
    ("I11", IRATE, "rules", "Not sure how to go on? Flag a leader."),
    ("I11", IRATE, "step report: coach", "Flag a leader."),
    ("T1", TAKING, "step which: choices", "Too complex -> evidence"),
    ("T1", TAKING, "step which: choices", "Out of hand -> assume"),
    ("T2", TAKING, "rules", "A reasonable person with a problem who is misbehaving."),
    ("T2", TAKING, "step assume: coach", "Do not go on the defensive"),
    (
        "T3",
        TAKING,
        "step evidence: capture",
        "concern, effect, offered, mood_start, mood_end, people",
    ),
    ("T3", TAKING, "step evidence: coach", "Keep the people apart from the problem."),
    ("T3", TAKING, "fields", "concern: The problem"),
    ("T4", TAKING, "step goals: capture", "problem_goal, people_goal"),
    ("T4", TAKING, "in sight", "problem_goal, people_goal"),
    ("T5", TAKING, "step open: coach", "Your title and your full name."),
    ("T5", TAKING, "step open: coach", "A positive message"),
    ("T5", TAKING, "step open: coach", "Give the issue a title; do not tell them the issue."),
    ("T5", TAKING, "step open: lines", "to caller: I am anxious to help"),
    ("T5", TAKING, "step open: lines", "adapted from I am positive I can kind this out"),
    ("T6", TAKING, "step story: coach", "Do not assume the mood of last time"),
    ("T6", TAKING, "step story: coach", "Show empathy"),
    ("T7", TAKING, "step repeat: coach", "Sum up the issue as you understand it."),
    ("T7", TAKING, "step repeat: show", "caller, concern, effect, offered"),
    ("T8", TAKING, "rules", "First their story, then the solution."),
    ("T8", TAKING, "step solution: coach", "Only now, and put positively."),
    ("T9", TAKING, "step agree: coach", "A question that asks for a yes to the solution."),
    ("T9", TAKING, "step agree: coach", "Leave no gap"),
    ("T9", TAKING, "step agree: capture", "agreement"),
    ("T10", TAKING, "step practise: coach", "keep practicing"),
    ("C1", CALMING, "rules", "Never sarcastic. Cannot keep calm? Hand it over."),
    ("C1", CALMING, "step remain-calm: choices", "I cannot: hand over -> end:handed-over"),
    ("C2", CALMING, "step rant: coach", "Let it all come out. Be patient."),
    ("C2", CALMING, "step rant: lines", "to caller: We understand that you're angry."),
    ("C3", CALMING, "step rant: choices", "The company's fault -> freebie"),
    ("C3", CALMING, "step freebie: coach", "A discount, free shipping or a free item."),
    ("C4", CALMING, "step apologise: coach", "Apologize for the problem they have."),
    ("C4", CALMING, "step apologise: coach", "Vow to resolve it as soon as possible."),
    ("C4", CALMING, "step apologise: coach", "You start as soon as the call is over"),
    ("C5", CALMING, "step options: coach", "Ask which sounds best, and agree on it."),
    ("C5", CALMING, "step options: coach", "Give a day: 2 or 3 days at most"),
    ("C5", CALMING, "step options: capture", "agreed"),
    ("C5", CALMING, "step options: owes", "agreed"),
    ("C5", CALMING, "ending agreed", "needs agreed"),
    ("C5/C6 due", CALMING, "follow-up agreed", "weekday same day / agreed, within 3 days"),
    ("C5/C6 due", CALMING, "follow-up agreed", "weekend same day / agreed, within 3 days"),
    ("C6", CALMING, "step keep-your-word: coach", "Start at once, or hand it to somebody who can."),
    ("C6", CALMING, "step keep-your-word: owes", "agreed"),
    ("C7", CALMING, "step rant: choices", "They were misinformed -> give-way"),
    ("C7", CALMING, "step give-way: coach", "Do not argue: let them have what they want."),
    ("C7", CALMING, "step give-way: coach", "policy page"),
    ("C7", CALMING, "step give-way: coach", "Humble"),
    ("C7", CALMING, "step give-way: coach", "Never tell them that they are mistaken."),
    ("H1", HANG_UP, "step listen: coach", "The complaint is usually valid."),
    ("H1", HANG_UP, "step listen: coach", "Put yourself in their shoes."),
    ("H2", HANG_UP, "step listen: coach", "Let them vent before you offer a resolution."),
    ("H3", HANG_UP, "step stay-calm: coach", "An even tone, even if they lose their temper."),
    ("H3", HANG_UP, "step stay-calm: coach", "They are angry at the situation, not at you."),
    ("H3", HANG_UP, "step stay-calm: coach", "Empathy"),
    ("H3", HANG_UP, "step stay-calm: coach", "deep breaths"),
    ("H4", HANG_UP, "step repeat: coach", "Empathy, an apology, their main points, a resolution."),
    ("H5", HANG_UP, "rules", "An honest effort to redirect comes first."),
    ("H5", HANG_UP, "step redirect: role", "effort"),
    ("H5", HANG_UP, "efforts", "Led them back to the concern"),
    ("H6", HANG_UP, "step ground: coach", "Write down the caller's own words."),
    ("H6", HANG_UP, "step ground: choices", "Sexual gratification -> ask-supervisor (sexual)"),
    ("H6", HANG_UP, "step ground: choices", "Derogatory, threatening -> ask-supervisor (speech)"),
    ("H6", HANG_UP, "step ground: choices", "Ignores boundaries -> ask-supervisor (boundaries)"),
    ("H6", HANG_UP, "step ground: choices", "Other circumstances -> ask-supervisor (other)"),
    ("H6", HANG_UP, "ground sexual", "1 after permission: warn-abuse, end-abuse"),
    ("H6", HANG_UP, "ground speech", "1 after permission, threat or not: warn-abuse, end-abuse"),
    ("H6", HANG_UP, "ground boundaries", "1 after permission: warn-abuse, end-abuse"),
    ("H6", HANG_UP, "ground other", "1 after permission: warn-abuse, end-abuse"),
    ("H7", HANG_UP, "step ground: choices", "Aggressive, abusive -> ask-supervisor (abuse)"),
    ("H7", HANG_UP, "step ask-supervisor: role", "permission"),
    ("H7", HANG_UP, "step ask-supervisor: coach", "Reach out to a supervisor before you warn."),
    ("H7", HANG_UP, "step ask-supervisor: coach", "Record who gave it."),
    ("H7", HANG_UP, "ground abuse", "1 after permission: warn-abuse, end-abuse"),
    ("H8", HANG_UP, "step warn: role", "warning"),
    ("H8", HANG_UP, "step warn: lines", "must say to caller: I’m unable to tolerate such"),
    (
        "H9",
        HANG_UP,
        "step end-call: lines",
        "must say to caller: As you’ve been warned, I am unable",
    ),
    ("H10", HANG_UP, "step ground: choices", "Slurs, cussing, threats -> warn (slurs)"),
    ("H10", HANG_UP, "ground slurs", "1, threat or not: warn-slurs, end-slurs"),
    ("H10", HANG_UP, "step warn: lines", "must say to caller: I want to keep speaking with you"),
    ("H10", HANG_UP, "step end-call: lines", "must say to caller: I unfortunately have to end our"),
    ("H11", HANG_UP, "rules", "Any threat: tell a supervisor right away."),
    ("H11", HANG_UP, "step ground: coach", "Threat to you, staff or clients: tell a supervisor"),
    ("H11", HANG_UP, "step end-call: coach", "tell a supervisor, and record whom"),
    ("H11", HANG_UP, "reports", "threat: Threat to the agent, staff or clients (threat)"),
    ("H11 due", HANG_UP, "follow-up report", "weekday now / now"),
    ("H11 due", HANG_UP, "follow-up report", "weekend now / now"),
    ("H12", HANG_UP, "step ground: choices", "Hate speech -> end-call (hate)"),
    ("H12", HANG_UP, "step ground: choices", "Threat to me or a peer -> end-call (threat)"),
    ("H12", HANG_UP, "ground hate", "0: none, end-now"),
    ("H12", HANG_UP, "ground threat", "0, a threat: none, end-now"),
    ("H12", HANG_UP, "step end-call: role", "ending"),
    ("H12", HANG_UP, "step end-call: lines", "to caller: Such behavior/language will not be"),
    ("H12", HANG_UP, "step end-call: coach", "Record the specific reason, in the caller's words."),
    ("H12", HANG_UP, "step end-call: choices", "End by the protocol -> end:protocol"),
)


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(Path(__file__).parents[1] / "scripts")


def test_what_a_script_says_of_its_document_is_its_words_and_never_a_number_to_look_up(
    library: Library,
) -> None:
    for script in library.scripts.values():
        named = [line.source for line in script.lines] + [rule.source for rule in script.follow_ups]
        for text in (*named, *dict(script.sources).values()):
            assert re.findall(r"\b[A-Z]\d+\b", text) == [], script.id
            assert not text or len(text) > 6, script.id


def test_every_line_that_must_be_said_says_where_its_document_asks_for_it(library: Library) -> None:
    lines = [line for script in library.scripts.values() for line in script.lines]
    assert [line.id for line in lines if line.must_say and not line.source] == []


@pytest.mark.parametrize(
    ("script", "place", "words"),
    [row[1:] for row in ROWS],
    ids=[f"{row[0]} at {row[2]}" for row in ROWS],
)
def test_the_obligation_stands_where_the_agent_needs_it(
    library: Library, script: str, place: str, words: str
) -> None:
    assert words in at(library.scripts[script], place)


def test_no_obligation_is_left_out_of_the_table() -> None:
    assert len(EVERY) == 61
    assert {row[0] for row in ROWS} == {*EVERY, *DUE}


def test_every_obligation_stands_in_the_script_of_its_own_document() -> None:
    letter = {"E": ESCALATED, "I": IRATE, "T": TAKING, "C": CALMING, "H": HANG_UP}
    assert [row for row in ROWS if letter[row[0][0]] != row[1]] == []
    assert [row for row, count in Counter(ROWS).items() if count > 1] == []


@pytest.mark.parametrize(
    ("script", "kind", "added", "latest"),
    [
        # 20 November 2026 is a Friday.
        (ESCALATED, FollowUpKind.CALLBACK, "2026-11-19T14:00", "2026-11-20T12:00"),
        (ESCALATED, FollowUpKind.CALLBACK, "2026-11-20T14:00", "2026-11-21T12:00"),
        (ESCALATED, FollowUpKind.CALLBACK, "2026-11-21T14:00", "2026-11-23T23:59"),
        (ESCALATED, FollowUpKind.CALLBACK, "2026-11-22T14:00", "2026-11-23T23:59"),
        (IRATE, FollowUpKind.CALLBACK, "2026-11-20T14:00", "2026-11-20T23:59"),
        (IRATE, FollowUpKind.CALLBACK, "2026-11-22T21:00", "2026-11-22T23:59"),
        (CALMING, FollowUpKind.AGREED, "2026-11-20T14:00", "2026-11-23T23:59"),
        (HANG_UP, FollowUpKind.REPORT, "2026-11-21T14:00", "2026-11-21T14:00"),
    ],
)
def test_what_is_owed_is_due_when_the_wording_says(
    library: Library, script: str, kind: FollowUpKind, added: str, latest: str
) -> None:
    zone = ZoneInfo("America/New_York")
    now = datetime.fromisoformat(added).replace(tzinfo=zone)
    found = library.scripts[script]
    rule = found.follow_up(kind)
    day = DayKind.WEEKDAY if found.desk.works_on(now.date()) else DayKind.WEEKEND
    due = rule.due_on(day) if rule else None
    assert due is not None
    meant = datetime.fromisoformat(latest).replace(tzinfo=zone)
    assert due_at(due.latest, now.astimezone(UTC), found.desk, zone) == meant
