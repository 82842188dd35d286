import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from kit import shipped
from markdown_it.token import Token
from markdown_page import PARSER, TEXTS, nasty
from msgspec.structs import replace
from prompt import SCRIPTS, Prompt

from guide.chart.booklet import booklet
from guide.chart.flow import flow_order
from guide.script.approval import Approvals
from guide.script.library import Library
from guide.script.model import (
    AnswerField,
    Audience,
    Choice,
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
    Step,
    Target,
    TargetKind,
    Timer,
    Wording,
)
from guide.text import plain_line

LIBRARY = shipped()
NAMES = tuple(LIBRARY.scripts)


def _booklet(guide: Prompt, name: str, *typed: str | Path) -> str:
    answer = guide("show", name, "--format", "booklet", *typed)
    assert (answer.code, answer.err) == (0, "")
    return answer.out


def _section(told: str, heading: str) -> str:
    """What stands under a heading, up to the next of its kind or a greater one."""
    level = heading.partition(" ")[0]
    found = told.partition(f"\n{heading}\n")[2]
    assert found
    return re.split(rf"^#{{2,{len(level)}}} ", found, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_a_script_stands_in_its_booklet_to_the_letter(
    guide: Prompt, name: str
) -> None:
    told = _booklet(guide, name)
    lines = LIBRARY.script(name).lines
    assert [line.id for line in lines if line.text and f"\n> “{line.text}”\n" not in told] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_protocol_a_script_goes_by_stands_in_its_booklet_with_its_wording(
    guide: Prompt, name: str
) -> None:
    told = _section(_booklet(guide, name), "## The hang-up protocol")
    for ground in LIBRARY.script("hang-up-protocol").grounds:
        assert f"### {ground.label}\n" in told
        for line in (*ground.warning_lines, ground.ending):
            assert line is None or f"> “{line.text}”" in told


@pytest.mark.parametrize("name", NAMES)
def test_the_steps_stand_in_the_order_of_the_flow_with_all_that_is_done_there(
    guide: Prompt, name: str
) -> None:
    told, script = _booklet(guide, name), LIBRARY.script(name)
    headings = [f"### {n}. {step.title}" for n, step in enumerate(flow_order(script), 1)]
    assert all(told.index(one) < told.index(next_) for one, next_ in pairwise(headings))
    for step, heading in zip(flow_order(script), headings, strict=True):
        section = _section(told, heading)
        for words in (*step.coach, *map(script.label, step.capture)):
            assert words in section
        for choice in step.choices:
            assert f"\n{choice.key}. {choice.label}" in section


def test_the_order_of_the_file_does_not_matter_for_the_order_of_the_steps() -> None:
    script = LIBRARY.script("escalated-callers")
    first, *others = script.steps
    upside_down = replace(script, steps=(*reversed(others), first), start=first.id)
    told = booklet(upside_down, LIBRARY)
    headings = re.findall(r"^### \d+\. (.+)$", told, re.MULTILINE)
    assert headings == [step.title for step in flow_order(upside_down)]
    assert headings != [step.title for step in upside_down.steps]
    assert headings[0] == first.title


def test_a_step_says_how_one_gets_there_and_a_choice_where_it_leads(guide: Prompt) -> None:
    told = _booklet(guide, "escalated-callers")
    assert _section(told, "### 1. Breathe and gauge").startswith("\n*The call begins here.*\n")
    section = _section(told, "### 2. Stay calm")
    assert (
        "*Reached from 1. Breathe and gauge (“Going badly”); 3. Be kind, take notes (“Getting"
        " angrier”).*"
    ) in section
    assert "1. Gave a name → **3. Be kind, take notes**" in section
    assert "3. Abusive → the script **Hang-up protocol**, at “Listen first”" in section
    protocol = _booklet(guide, "hang-up-protocol")
    assert "the script Escalated callers (“Abusive”);" in _section(protocol, "### 1. Listen first")
    ground = _section(protocol, "### 5. Reason?")
    assert "3. Hate speech (the ground is “Hate speech”) → **8. End the call**" in ground
    assert "9. Calms down (the caller has calmed down) → back to where the call came" in ground
    ending = _section(protocol, "### 8. End the call")
    assert "1. End by the protocol → the call ends: **Ended by the hang-up protocol**" in ending


def test_what_there_is_to_know_of_a_line_is_told_in_words(guide: Prompt) -> None:
    callback = _section(_booklet(guide, "escalated-callers"), "### 9. Submit the callback")
    assert "**Say** (required; on weekdays):\n\n> “If you do not hear" in callback
    assert "**Say** (required; at weekends):\n\n> “Please know as it is" in callback
    assert "**Required from here on:** Callback" in callback
    told = _booklet(guide, "escalated-callers")
    assert "**Say** (optional; to a colleague, never to the caller):\n\n> “Hey," in told
    assert "\nThen read back: Caller, Concern.\n" in told
    gap = _section(_booklet(guide, "irate-customers"), "### 7. Do-not-call list")
    assert "> **There is no wording on file.** The document calls for the DNC spiel" in gap
    adapted = _booklet(guide, "taking-over-a-call")
    assert "These are not the document’s own words. The document is garbled" in adapted
    assert "The document has: “I am positive I can kind this out”" in adapted
    warn = _section(_booklet(guide, "hang-up-protocol"), "### 7. Give the warning")
    assert "Only on the ground “Slurs, cussing or threats at you”:\n\n**Say**" in warn


def test_what_is_owed_is_told_with_when_it_is_due(guide: Prompt) -> None:
    owed = _section(_booklet(guide, "escalated-callers"), "## What is to do, and by when")
    assert "- **Callback**: Number, Caller, Concern\n" in owed
    assert "  - Due on weekdays: aim same day; at the latest next day, morning\n" in owed
    assert "  - Read the number back before you submit it.\n" in owed


def test_the_rest_of_a_script_is_told_too(guide: Prompt) -> None:
    told = _booklet(guide, "escalated-callers")
    for _, signs in LIBRARY.script("escalated-callers").stages:
        assert f"| {signs.signs} | {signs.talk} |" in told
    endings = _section(told, "## How the call can end")
    assert "- **Callback submitted**, with Callback\n" in endings
    assert "After 120 seconds: " in _section(told, "## Waiting for a colleague")
    assert "- Considers legal action\n" in _section(
        _booklet(guide, "irate-customers"), "## When to tell a supervisor"
    )
    abuse = _section(_booklet(guide, "hang-up-protocol"), "### Aggressive, offensive or abusive")
    assert abuse.startswith("\n- 1 warning\n- A supervisor's permission first\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_booklet_has_no_hashes(guide: Prompt, name: str) -> None:
    assert not re.search(r"[0-9a-f]{32}", _booklet(guide, name))


def _script(words: str) -> Script:
    """A script that says these words wherever a script can say any."""
    said = Line("said", "x", must_say=True, on=DayKind.WEEKEND, read_back=("one",))
    said = replace(said, adapted=words, original=words, status=Status.ADAPTED)
    gap = Line("gap", "", gap=words, audience=Audience.COLLEAGUE, status=Status.GAP)
    now = Wording("x", Status.CHANGED, words)
    changed = Line("changed", words, status=Status.CHANGED, approved=now, grounds=("g",))
    targets = (
        Target(TargetKind.STEP, step="a"),
        Target(TargetKind.SCRIPT, script="other"),
        Target(TargetKind.RETURN),
        Target(TargetKind.END, ending="e"),
    )
    choices = tuple(Choice(n, words, to, ground="g") for n, to in enumerate(targets, 1))
    step = Step(
        "a",
        words,
        (Coaching(words), Coaching(words)),
        (said, gap, changed),
        choices,
        ("one",),
        ("one",),
    )
    kind, due = FollowUpKind.CALLBACK, (DayKind.WEEKDAY, DueRule("now", "now"))
    return Script(
        "nasty",
        words,
        words,
        (replace(step, owes=(kind,)),),
        source=words,
        version=words,
        rules=(words, words),
        clock=Timer(over=words),
        fields=(AnswerField("one", words),),
        efforts=(words,),
        stages=(("annoyed", StageSigns(words, words)),),
        reports=(Reason("r", words),),
        follow_ups=(FollowUpRule(kind, words, ("one",), (due,), words),),
        endings=(Ending("e", words, (kind,)),),
        grounds=(Ground("g", words, 1, True, None, (said,), gap, words),),
    )


def _shape(words: str) -> list[str]:
    """What the booklet is made of for whoever reads it, but for the words themselves."""
    script = _script(words)
    library = Library({script.id: script}, (), Path(), (), Approvals())
    return [one.type for one in _every(PARSER.parse(booklet(script, library)))]


def _every(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type not in ("text", "softbreak"):
            yield token
        yield from _every(token.children or [])


@nasty
@given(TEXTS)
def test_no_word_of_a_script_becomes_markup(text: str) -> None:
    assert _shape(plain_line(text) or "word") == _shape("word")


def test_a_line_with_places_says_what_belongs_there() -> None:
    script = LIBRARY.script("escalated-callers")
    line = Line("new", "Thank you, {caller}.")
    step = replace(script.steps[0], lines=(line,))
    changed = replace(script, steps=(step, *script.steps[1:]))
    told = booklet(changed, LIBRARY)
    assert "> “Thank you, {caller}.”\n\nFill in what was written down: Caller.\n" in told
    assert "This wording is not approved." in told


def test_a_changed_line_stands_with_its_approved_words_and_those_of_the_file(
    guide: Prompt, tmp_path: Path
) -> None:
    shutil.copytree(SCRIPTS, tmp_path, dirs_exist_ok=True)
    script = tmp_path / "escalated-callers.toml"
    text = script.read_text("utf-8").replace("today to clarify", "today, to clarify")
    script.write_text(text, "utf-8")
    told = _booklet(guide, "escalated-callers", "--scripts", tmp_path)
    assert "> “I would like to guide you towards a resolution today to clarify" in told
    assert "This is the approved wording. The script’s file now has the words “I would" in told
