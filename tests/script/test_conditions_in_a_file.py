"""Conditions of lines, choices and coaching as a file has them, and every mistake in one."""

import re

import pytest
from sample_script import only
from small_scripts import END, HEAD, PROTOCOL, WARNING, ground, line, step, to

from guide.script.checks import check_script
from guide.script.condition_words import in_words, only_when
from guide.script.conditions import Comparison, Sign, read_condition
from guide.script.findings import Problem
from guide.script.model import Coaching, Script
from guide.script.parse import parse_text

FIELDS = """
[[field]]
id = "first"
label = "First contact"
kind = "yes-no"

[[field]]
id = "product"
label = "Product"
kind = "choice"
options = ["Book", "Audio book", "Record"]

[[field]]
id = "rating"
label = "Rating"
kind = "number"
least = 0
most = 10

[[field]]
id = "ordered"
label = "Ordered"
kind = "date"
most = "today"

[[field]]
id = "at"
label = "Call at"
kind = "time"

[[field]]
id = "lost"
label = "Lost"
kind = "yes-no"
"""
ASKED = 'capture = ["first", "product", "rating", "ordered", "at"]\n'
SET_AT_ONCE = '[[field]]\nid = "day"\nlabel = "Day"\n'


def checked(text: str) -> tuple[Script | None, tuple[Problem, ...]]:
    parsed = parse_text(text, "one.toml")
    check_script(parsed)
    return parsed.script, parsed.findings.problems


def sound(text: str) -> Script:
    script, problems = checked(text)
    assert not problems
    assert script is not None
    return script


FIRST = Comparison("first", Sign.IS, "yes")


def test_a_line_a_choice_and_a_piece_of_coaching_may_have_a_condition() -> None:
    coach = 'coach = ["Smile.", { text = "Greet them anew.", when = "first = yes" }]\n'
    body = ASKED + coach + line('"Hello."', '  when = "first = yes"\n')
    choice = to("a") + "  when = 'first = yes'\n"
    script = sound(HEAD + FIELDS + step(body=body, choices=END + choice))
    (only_step,) = script.steps
    assert only_step.coaching == (Coaching("Smile."), Coaching("Greet them anew.", FIRST))
    assert only_step.lines[0].when == FIRST
    assert [one.when for one in only_step.choices] == [None, FIRST]


def when(condition: str, more: str = FIELDS) -> str:
    return HEAD + more + step(body=ASKED + line('"Hello."', f"  when = {condition}\n"))


SOUND = (
    "'first = yes'",
    "'product != \"audio book\" and rating >= 2.5'",
    "'ordered < today or ordered = 2026-11-20'",
    "'at = \"2:30 PM\"'",
    "'day = weekend'",
    "'not visited a'",
    '"caller = Dana"',
    "'rating > 9.5 and rating < 10'",
)


@pytest.mark.parametrize("condition", SOUND)
def test_nothing_is_said_of_a_sound_condition(condition: str) -> None:
    sound(when(condition))


MISTAKES = {
    "no condition at all": ("'first'", 16, "bad-condition", "sign of comparison", "= !="),
    "a slip of the pen": ("'first == yes'", 17, "bad-condition", "there is `==`", "Write =."),
    "no such field": ("'fist = yes'", 11, "unknown-field", "no field `fist`", "`first`"),
    "the other way round": ("'5 < rating'", 11, "unknown-field", "field `5`", "rating > 5:"),
    "an answer before its field": ("'yes = first'", 11, "unknown-field", "`yes`", "first = yes:"),
    "what is filled in": ("'agent = Kim'", 11, "unknown-field", "`agent` is filled", "Compare an"),
    "no id": ("'due.date = 5'", 11, "unknown-field", "`due.date`", 'id = "due-date", and write'),
    "an empty value": ("'first = \"\"'", 19, "bad-condition", "nothing between the", "first = yes"),
    "no such step": ("'visited b'", 11, "missing-target", "no step `b`", "id of a step"),
    "a field that nobody asks for": ("'lost = yes'", 11, "never-answered", "`lost`", "capture ="),
    "no such option": ("'product = Books'", 11, "bad-comparison", "`Books`", "`Book`"),
    "neither yes nor no": ("'first = ja'", 11, "bad-comparison", "no answer to `first`", "yes or"),
    "no number": ("'rating = ten'", 11, "bad-comparison", "`ten`", "a number"),
    "no date": ("'ordered = 11/28'", 23, "bad-condition", "go on with `/`", "2026-12-25"),
    "commas": ("'rating > 1,000'", 21, "bad-condition", "go on with `,`", "Write 1000."),
    "a comma for a point": ("'rating > 4,5'", 21, "bad-condition", "go on with `,`", "Write 4.5."),
    "a comma for a point, in brackets": (
        "'not (rating > -4,25)'", 27, "bad-condition", "go on with `,`", "Write -4.25."
    ),
    "a row of values": (
        "'rating = 1, 2'", 21, "bad-condition", "go on with `,`", "with `and` or `or`"
    ),
    "no real date": ("'ordered = 2026-02-30'", 11, "bad-comparison", "`2026-02-30`", "real date"),
    "no time": ("'at = 14:30'", 18, "bad-condition", "`:`", "quotation marks"),
    "a time in other words": ("'at = \"14:30\"'", 11, "bad-comparison", "`14:30`", '"2:30 PM".'),
    "more than a word": ("'first > yes'", 11, "bad-comparison", "not more or less", "= or !="),
    "no such day": ("'day = sunday'", 11, "bad-comparison", "`weekday`, `weekend`", "Write day"),
    "a day after a day": ("'day > weekday'", 11, "bad-comparison", "cannot be", "= or !="),
    "another language": ("'language = es'", 11, "never-answered", "Spanish", "translation.es"),
    "no language": ("'language = sp'", 11, "bad-language", "`sp` is not", "Write es."),
    "more than a language": ("'language > es'", 11, "bad-comparison", "not more", "= or !="),
    "the second of two": ("'first = yes and rating = x'", 27, "bad-comparison", "`x`", "number"),
    "after signs": ('"product = \\"Book\\" and fist = no"', 34, "unknown-field", "`fist`", "`fi"),
    "on several lines": ("'''\nfirst = yes\n  and fist = no'''", 7, "unknown-field", "`f", "`f"),
    "a character that nobody sees": (
        "'fir\u200bst = yes'", 14, "bad-condition", "`<ZERO WIDTH SPACE (U+200B)>`", "one of"
    ),
    "none": ('" "', 3, "empty-text", "`when` in line `hello`", "take the setting out"),
    "no text": ("true", 3, "wrong-type", "true or false", 'when = "…"'),
}  # fmt: skip


def test_a_field_without_options_is_told_once_however_many_conditions_ask_it() -> None:
    fields = re.sub(r"options = .*\n", "", FIELDS)
    body = ASKED + line('"Hello."', '  when = "product = Book"\n')
    _, problems = checked(HEAD + fields + step(body=body))
    assert [(one.code, one.fix) for one in problems] == [
        ("few-options", 'Add options = ["…", "…"].')
    ]


@pytest.mark.parametrize("kind", MISTAKES)
def test_each_mistake_is_told_once_at_its_word_and_how_to_mend_it(kind: str) -> None:
    condition, column, code, message, fix = MISTAKES[kind]
    text = when(condition)
    problem = only(checked(text)[1])
    at = next(n for n, one in enumerate(text.split("\n"), 1) if one.startswith("  when = "))
    assert problem.line == at + (2 if "\n" in condition else 0)
    assert (problem.column, problem.code) == (column, code)
    assert message in problem.message
    assert fix in problem.fix


def test_a_field_called_day_is_not_the_day_of_a_condition() -> None:
    text = (
        HEAD + SET_AT_ONCE + step(body='capture = ["day"]\n' + line('"a"', '  when = "day = x"\n'))
    )
    assert only(checked(text)[1]).code == "reserved-name"


def test_a_mistake_in_a_table_within_a_line_is_told_at_its_word() -> None:
    coach = 'coach = [{ text = "Smile.", when = "fist = yes" }]\n'
    problem = only(checked(HEAD + FIELDS + step(body=ASKED + coach))[1])
    assert problem.code == "unknown-field"
    assert problem.column == coach.index("fist") + 1


def test_coaching_knows_its_settings() -> None:
    coach = 'coach = [1, { text = "Smile.", wen = "first = yes" }, { when = "first = no" }]\n'
    problems = checked(HEAD + FIELDS + step(body=ASKED + coach))[1]
    assert [one.code for one in problems] == ["wrong-type", "unknown-key", "missing-key"]
    assert "item 2 of `coach` in step `a`" in problems[1].message


def test_what_a_ground_needs_has_no_condition() -> None:
    text = PROTOCOL + FIELDS + ground(WARNING + 'when = "day = weekend"\n') + step()
    problem = only(checked(text)[1])
    assert (problem.code, problem.severity) == ("condition-on-ground", "error")
    assert "`warn` belongs to a ground" in problem.message


def test_a_condition_beside_use_has_no_effect() -> None:
    again = '\n  [[step.line]]\n  use = "hello"\n  when = "day = weekend"\n'
    problem = only(checked(HEAD + step(body=line('"Hello."') + again))[1])
    assert problem.code == "either-or"


NEVER = (
    "'first = yes and first = no'",
    "'product = Book and product = Record'",
    "'rating > 10'",
    "'rating < 3 and rating > 3'",
    "'ordered > today'",
    "'ordered < 2026-01-01 and ordered >= 2026-01-01'",
    "'not (first = yes or not first = yes)'",
    "'day = weekend and day = weekday'",
    "'first = yes and not (first = yes or rating = 1)'",
)


@pytest.mark.parametrize("condition", NEVER)
def test_what_never_holds_is_told(condition: str) -> None:
    problem = only(checked(when(condition))[1])
    assert (problem.code, problem.severity) == ("never-true", "warning")
    assert problem.message == ("Line `hello` can never be offered: no answers make `when` hold.")


def test_what_holds_on_no_day_that_the_desk_has_is_told() -> None:
    desk = '[desk]\nworking_days = ["monday", "tuesday", "wednesday", "thursday", "friday", '
    desk += '"saturday", "sunday"]\n'
    assert only(checked(when("'day = weekend'", desk + FIELDS))[1]).code == "never-true"
    on = when("'day = weekend'\n  on = \"weekday\"")
    assert "on a weekday" in next(p for p in checked(on)[1] if p.code == "never-true").message


def test_a_condition_of_more_answers_than_can_be_looked_at_may_hold() -> None:
    fields = "".join(
        f'[[field]]\nid = "f{n}"\nlabel = "F {n}"\nkind = "yes-no"\n' for n in range(20)
    )
    asked = ", ".join(f'"f{n}"' for n in range(20))
    every = " and ".join(f"f{n} = yes" for n in range(20))
    body = f"capture = [{asked}]\n" + line('"Hello."', f'  when = "{every} and f0 = no"\n')
    assert only(checked(HEAD + fields + step(body=body))[1]).code == "never-true"
    body = f"capture = [{asked}]\n" + line('"Hello."', f'  when = "{every} and f19 = no"\n')
    assert not checked(HEAD + fields + step(body=body))[1]


WORDS = {
    "first = yes": "First contact is yes",
    "rating >= 7": "Rating is at least 7",
    "ordered < today": "Ordered is before today",
    "ordered >= 2026-11-28": "Ordered is not before Sat, Nov 28, 2026",
    "day = weekend": "it is a weekend",
    "day != weekend": "it is not a weekend",
    "language = es": "the language is Spanish",
    "visited a": "the call came through “Step a”",
    "not first = yes": "First contact is not yes",
    "first != yes": "First contact is other than yes",
    "not day = weekend": "it is not a weekend",
    "not visited a": "the call did not come through “Step a”",
    "not (first = yes or rating > 7)": "neither First contact is yes nor Rating is more than 7",
    "not (first = yes and rating > 7)": "not (First contact is yes and Rating is more than 7)",
    "first = yes and (rating < 3 or rating > 7)": (
        "First contact is yes and (Rating is less than 3 or Rating is more than 7)"
    ),
}


@pytest.mark.parametrize("text", WORDS)
def test_a_condition_in_words(text: str) -> None:
    script = sound(HEAD + FIELDS + step(body=ASKED))
    assert in_words(read_condition(text).condition, script) == WORDS[text]
    assert only_when(None, script) == ""


def field(more: str) -> str:
    return f'[[field]]\nid = "own"\nlabel = "Own"\n{more}'


GATES = {
    "a line that is not required": (
        HEAD + step(body=line('"Hello."', "  before_going_on = true\n")),
        18, "no-use", "waits for nothing: it is not required", "must_say = true",
    ),
    "an answer that is not required": (
        HEAD + field("before_going_on = true\n") + step(body='capture = ["own"]\n'),
        13, "no-use", "`before_going_on` in field `own` waits for nothing", "required = true",
    ),
    "an answer that no step asks for": (
        HEAD + field("required = true\nbefore_going_on = true\n") + step(),
        14, "no-use", "no step asks for it", "capture =",
    ),
    "a line of a ground": (
        PROTOCOL + ground(f"{WARNING}must_say = true\nbefore_going_on = true\n") + step(),
        24, "gate-on-ground", "`warn` belongs to a ground", "Take `before_going_on` out",
    ),
    "no flag": (
        HEAD + step(body=line('"Hello."', '  must_say = true\n  before_going_on = "yes"\n')),
        19, "wrong-type", "true or false", "before_going_on = true",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", GATES)
def test_each_mistake_in_a_gate_is_told_with_its_line_and_how_to_mend_it(kind: str) -> None:
    text, at, code, message, fix = GATES[kind]
    problem = only(checked(text)[1])
    assert (problem.line, problem.code) == (at, code)
    assert message in problem.message
    assert fix in problem.fix


def test_a_required_line_and_a_required_answer_may_be_waited_for() -> None:
    gate = "before_going_on = true\n"
    body = 'capture = ["own"]\n' + line('"Hello."', f"  must_say = true\n  {gate}")
    script = sound(HEAD + field(f"required = true\n{gate}") + step(body=body))
    assert script.steps[0].lines[0].before_going_on
    own = script.field("own")
    assert own is not None
    assert own.before_going_on


DATED = """
[[field]]
id = "visit"
label = "Visit"
kind = "date"
"""


def dated(bounds: str, condition: str = "") -> list[str]:
    """What is told of a date with these bounds, and of a line under this condition."""
    body = 'capture = ["visit"]\n' + line('"Hello."', f"when = '{condition}'\n" * bool(condition))
    return [one.code for one in checked(HEAD + DATED + bounds + step(body=body))[1]]


@pytest.mark.parametrize(
    ("bounds", "told"),
    [
        ('least = "today"\nmost = "2001-01-01"\n', True),
        ('least = "9000-01-01"\nmost = "today"\n', True),
        ('least = "today"\nmost = "9000-01-01"\n', False),
        ('least = "2001-01-01"\nmost = "today"\n', False),
        ('least = "today"\nmost = "today"\n', False),
    ],
)
def test_a_date_that_nobody_can_give_is_told_whatever_day_it_is(bounds: str, told: bool) -> None:
    assert dated(bounds) == ["bad-bounds"] * told


@pytest.mark.parametrize(
    ("bounds", "condition", "told"),
    [
        ('least = "today"\n', "visit < 2001-01-01", True),
        ('least = "today"\n', "visit = 2001-01-01 or visit < 2000-01-01", True),
        ('least = "today"\n', "visit > 2001-01-01", False),
        ('least = "today"\n', "not visit < 2001-01-01", False),
        ("", "visit >= today and visit < 2001-01-01", True),
        ("", "visit < today and visit < 2001-01-01", False),
        ("", "visit > today and visit < 9000-01-01", False),
        ("", "visit >= today and not visit < 2001-01-01", False),
    ],
)
def test_what_no_day_to_come_can_meet_is_told(bounds: str, condition: str, told: bool) -> None:
    assert dated(bounds, condition) == ["never-true"] * told
