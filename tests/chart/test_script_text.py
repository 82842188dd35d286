from datetime import date

import pytest
from drawn_flows import FIRST, SCRIPTS, WARNING, flows, step
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from guide.chart.script_text import script_text
from guide.script.desk import DAYS, Desk
from guide.script.model import (
    AnswerField,
    Audience,
    Coaching,
    DayKind,
    DueRule,
    Ending,
    FollowUpKind,
    FollowUpRule,
    Ground,
    Line,
    Reason,
    Script,
    StageSigns,
    Status,
    Timer,
    Wording,
)
from guide.script.week_days import days_told
from guide.text import cells

WARN = Line("warn", "I’m unable to tolerate such language.", must_say=True, status=Status.APPROVED)
END = Line(
    "end",
    "I am ending this.",
    status=Status.CHANGED,
    approved=Wording("I am ending this call.", Status.APPROVED),
)


def with_lines(*lines: Line) -> Script:
    return replace(FIRST, steps=(replace(FIRST.steps[0], lines=lines), *FIRST.steps[1:]))


def squeezed(text: str) -> str:
    """The text on one row, without the bars of quotations."""
    return " ".join(text.replace("▌", " ").split())


def test_a_script_reads_like_this():
    drawn = replace(
        with_lines(replace(WARN, on=DayKind.WEEKDAY)),
        source="first.txt",
        version="2",
        rules=("Calm.",),
    )
    assert script_text(drawn, 60, SCRIPTS) == PAGE


@given(flows(), st.integers(30, 100))
def test_no_row_is_wider_than_asked_for(drawn, width):
    assert all(cells(row) <= width for row in script_text(drawn, width, SCRIPTS).splitlines())


@given(flows())
def test_every_step_and_every_choice_is_on_the_page(drawn):
    text = script_text(drawn, 4000, SCRIPTS)
    rows = [" ".join(row.split()) for row in text.splitlines()]
    for found in drawn.steps:
        assert any(row.endswith(f". {found.title} [{found.id}]") for row in rows)
        for choice in found.choices:
            assert any(row.startswith(f"{choice.key} {choice.label} ") for row in rows)


def test_choices_say_where_they_lead():
    text = squeezed(script_text(WARNING, 80, SCRIPTS))
    assert "1 has vented → 4. Repeat it" in text
    assert "2 goes on ■ Ended by the protocol" in text
    assert "3 asks again ↺ 3. Give the warning" in text
    assert "2 not quite ↺ 1. Listen first" in text
    assert "3 on ↩ back" in text
    assert "1 abusive ⇢ A warning" in squeezed(script_text(FIRST, 80, SCRIPTS))
    assert "1 abusive ⇢ warning" in squeezed(script_text(FIRST, 80))


@given(st.integers(20, 100))
def test_a_line_stands_to_the_letter_however_it_is_wrapped(width):
    wording = "Thank for explaining  just to make sure I got everything right... “ok” "
    text = script_text(with_lines(Line("sum", wording)), width)
    assert "".join(f"“{wording}”".split()) in "".join(text.replace("▌", "").split())


def test_what_a_line_is_worth_and_for_whom_is_said():
    lines = (
        replace(END, on=DayKind.WEEKEND, read_back=("caller",)),
        Line("psst", "Not connecting.", audience=Audience.COLLEAGUE),
        Line("gap", "", gap="the document has no spiel", status=Status.GAP),
        Line(
            "help",
            "Find this out.",
            adapted="a typo",
            original="kind this out",
            status=Status.ADAPTED,
        ),
    )
    text = squeezed(script_text(with_lines(*lines), 80))
    assert (
        "“I am ending this call.” optional · weekends only · changed since it was approved:" in text
    )
    assert "now in the file: “I am ending this.” then read back: Caller" in text
    assert "optional · to a colleague, never to the caller · not approved · psst" in text
    assert "NO WORDING ON FILE: the document has no spiel gap" in text
    assert "optional · help adapted: a typo the document has: “kind this out”" in text


def test_grounds_come_with_their_terms_and_both_lines():
    grounds = (
        Ground("abuse", "Abusive", 1, True, None, (WARN,), END, "Be brief."),
        Ground("hate", "Hate speech", 0, False, True, (), END),
        Ground("slurs", "Slurs", 3, False, False, (WARN,), END),
    )
    text = squeezed(script_text(replace(FIRST, grounds=grounds), 200))
    abuse = (
        "Abusive 1 warning · a supervisor's permission first · if it is a threat, a supervisor has"
    )
    assert abuse in text
    assert (
        "· Be brief. “I’m unable to tolerate such language.” warning · required · approved" in text
    )
    assert "“I am ending this call.” ending · optional" in text
    assert "Hate speech no warning needed: the call may be ended at once · a threat:" in text
    assert "Slurs 3 warnings “" in text


def test_due_times_are_said_once_where_all_days_are_alike():
    rule, other = DueRule("same day", "next day, morning"), DueRule("now", "now")
    rules = (
        FollowUpRule(
            FollowUpKind.CALLBACK,
            "Callback",
            ("number",),
            ((DayKind.WEEKDAY, rule), (DayKind.WEEKEND, other)),
            "Read it back.",
        ),
        FollowUpRule(
            FollowUpKind.REPORT, "Report", (), ((DayKind.WEEKDAY, other), (DayKind.WEEKEND, other))
        ),
    )
    drawn = replace(FIRST, follow_ups=rules, fields=(AnswerField("number", "Number to call"),))
    text = squeezed(script_text(drawn, 80))
    assert (
        "· Callback: Number to call due on weekdays: aim same day; at the latest next day" in text
    )
    assert "due at weekends: now Read it back. · Report due: now Desk: this computer's time" in text


def test_endings_reports_stages_and_the_clock_are_on_the_page():
    drawn = replace(
        FIRST,
        stages=(("annoyed", StageSigns("Sighs.", "Reason with them.")),),
        reports=(Reason("law", "Legal action"), Reason("harm", "Harm", threat=True)),
        endings=(Ending("sold", "Sold", (FollowUpKind.CALLBACK, FollowUpKind.DO_NOT_CALL)),),
        efforts=("Asked them to stop",),
        clock=Timer(90, "Advise a callback."),
        steps=(
            replace(
                FIRST.steps[0],
                coaching=(Coaching("Smile."),),
                capture=("caller",),
                show=("concern",),
                owes=(FollowUpKind.CALLBACK,),
            ),
            step("sell", "Sell"),
        ),
    )
    text = squeezed(script_text(drawn, 80))
    assert "· annoyed: Sighs. Reason with them." in text
    assert "· Legal action · Harm (a threat)" in text
    assert "· Sold (with Callback, Do-not-call list)" in text
    assert "· Asked them to stop" in text
    assert "· after 90 seconds: Advise a callback." in text
    assert "· Smile. write down: Caller keep in view: Concern required from here: Callback" in text


PAGE = """\
First script
════════════
Use when: When needed.
From: first.txt · version 2

Rules, in view for the whole call
─────────────────────────────────
  · Calm.

Steps
─────

 1. Greet  [greet]

    ▌ “I’m unable to tolerate such language.”
      required · weekdays only · approved · warn

    1  abusive ⇢ A warning
    2  calm → 2. Sell

 2. Sell  [sell]

    1  bought ■ Sold
    2  abusive ⇢ A warning

How the call can end
────────────────────
  · Sold
"""


def test_when_the_desk_works_and_who_must_approve_are_on_the_page():
    rule = FollowUpRule("visit", "Visit", ("number",))
    rule = replace(rule, due=tuple((kind, DueRule("now", "next working day")) for kind in DayKind))
    desk = Desk(working_days=DAYS[:6], closed_days=(date(2026, 12, 25), date(2027, 1, 1)))
    drawn = replace(FIRST, desk=desk, follow_ups=(rule,), approvers=2)
    text = squeezed(script_text(drawn, 80, {}))
    assert "works: Monday to Saturday closed on: Fri, Dec 25, 2026; Fri, Jan 1, 2027" in text
    assert "To be approved by: 2 people" in text
    named = replace(drawn, may_approve=("Kim Lee", "Ann Oyelaran"), approvers=0)
    assert "To be approved by: 1 of Kim Lee, Ann Oyelaran" in squeezed(script_text(named, 80, {}))


@pytest.mark.parametrize(
    ("days", "told"),
    [(DAYS, "every day"), (DAYS[:5], "Monday to Friday"), (DAYS[1:3], "Tuesday, Wednesday")],
)
def test_the_days_of_a_desk_are_told_in_few_words(days: tuple[str, ...], told: str):
    assert days_told(days) == told


def test_the_desk_the_protocol_and_who_does_a_follow_up_are_on_the_page():
    rule = FollowUpRule("visit", "Visit", ("number",), owner="who")
    drawn = replace(
        FIRST,
        desk=Desk(name="Pier 4 Support"),
        protocol="other",
        follow_ups=(rule,),
        fields=(AnswerField("number", "Number"), AnswerField("who", "Who keeps it")),
    )
    text = squeezed(script_text(drawn, 80, {"other": replace(FIRST, title="Another")}))
    assert "Desk: Pier 4 Support Hang-up protocol: Another [other]" in text
    assert "Visit: Number done by whom this names: Who keeps it" in text
