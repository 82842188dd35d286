"""Answers with a kind, answers that choices set, places and constants: as read, and mistaken."""

import pytest
from sample_script import only
from small_scripts import END, HEAD, line, step, to

from guide.script.checks import check_script
from guide.script.checks_answers import check_answers_across
from guide.script.findings import Problem
from guide.script.model import AnswerField, AnswerKind, Script
from guide.script.parse import parse_text

FIELDS = """
[constants]
our_number = "800 555 0100"

[[field]]
id = "first"
label = "First contact"
kind = "yes-no"
required = true

[[field]]
id = "product"
label = "Product"
kind = "choice"
options = ["Book", "Record"]

[[field]]
id = "age"
label = "Age"
kind = "number"
least = 18
most = 99.5

[[field]]
id = "born"
label = "Born"
kind = "date"
least = 1900-01-01
most = "today"
"""
ASKED = 'capture = ["first", "product", "age", "born"]\n'


def checked(text: str) -> tuple[Script | None, tuple[Problem, ...]]:
    parsed = parse_text(text, "one.toml")
    check_script(parsed)
    return parsed.script, parsed.findings.problems


def mistake(text: str) -> Problem:
    return only(checked(text)[1])


def test_a_field_is_read_with_its_kind_and_its_bounds() -> None:
    script, problems = checked(HEAD + FIELDS + step(body=ASKED))
    assert not problems
    assert script is not None
    assert script.fields[3:] == (
        AnswerField("first", "First contact", AnswerKind.YES_NO, required=True),
        AnswerField("product", "Product", AnswerKind.CHOICE, ("Book", "Record")),
        AnswerField("age", "Age", AnswerKind.NUMBER, least="18", most="99.5"),
        AnswerField("born", "Born", AnswerKind.DATE, least="1900-01-01", most="today"),
    )
    assert script.constants == (("our_number", "800 555 0100"),)


def test_a_choice_may_set_answers() -> None:
    body = END + to("a") + '  set = { first = "no", product = "Book" }\n'
    script, problems = checked(HEAD + FIELDS + step(body=ASKED, choices=body))
    assert not problems
    assert script is not None
    assert script.steps[0].choices[1].answers == (("first", "no"), ("product", "Book"))


def test_a_field_under_either_heading_may_be_relabelled() -> None:
    own = '[[field]]\nid = "caller"\nlabel = "Member"\nrequired = true\n'
    script, problems = checked(HEAD + own + step())
    assert not problems
    assert script is not None
    assert script.fields[0] == AnswerField("caller", "Member", required=True)


def test_places_are_filled_by_the_caller_the_agent_the_day_constants_and_what_is_asked() -> None:
    text = '"{caller}, {agent}, {today}, {our_number}, {desk.name}, {age}."'
    head = HEAD + '[desk]\nname = "Support"\n' + FIELDS
    script, problems = checked(head + step(body=ASKED + line(text)))
    assert not problems
    assert script is not None
    assert script.desk.name == "Support"


def field(more: str, label: str = 'label = "X"\n') -> str:
    return f'{HEAD}[[field]]\nid = "x"\n{label}{more}\n{step()}'


def setting(answers: str) -> str:
    return HEAD + FIELDS + step(body=ASKED, choices=END + to("a") + f"  set = {answers}\n")


MISTAKES = {
    "no label": (field("", ""), 10, "missing-key", "`label` is missing in field `x`.", "label ="),
    "no such kind": (
        field('kind = "yes-now"'), 13, "unknown-value", "cannot be `yes-now`", "`yes-no`"
    ),
    "no options": (
        field('kind = "choice"'), 10, "few-options", "nothing to choose from", "options ="
    ),
    "no options, though one is set": (
        HEAD + FIELDS.replace('options = ["Book", "Record"]\n', "")
        + step(body=ASKED, choices=END + to("a") + '  set = { product = "Book" }\n'),
        20, "few-options", "nothing to choose from", "options ="
    ),
    "one option": (
        field('kind = "choice"\noptions = ["a"]'), 14, "few-options", "two options", "options ="
    ),
    "one option twice": (
        field('kind = "choice"\noptions = ["a", "A"]'), 14, "duplicate-label", "twice", "Take one"
    ),
    "an option twice, and one is set": (
        HEAD + FIELDS.replace('"Record"]', '"book"]')
        + step(body=ASKED, choices=END + to("a") + '  set = { product = "Book" }\n'),
        24, "duplicate-label", "twice", "Take one"
    ),
    "options that are no list": (
        field('kind = "choice"\noptions = "a"'), 14, "wrong-type", "a list", '["a"]'
    ),
    "options as one text": (
        field('kind = "choice"\noptions = "a, b; c"'), 14, "wrong-type", "a list",
        'options = ["a", "b", "c"]'
    ),
    "a kind in two words": (
        field('kind = "phone number"'), 13, "unknown-value", "`phone number`",
        "Did you mean `phone`?"
    ),
    "a kind like no other, with bounds": (
        field('kind = "scale"\nleast = 1\nmost = 5'), 13, "unknown-value", "`scale`", "`number`"
    ),
    "a kind like another, with bounds": (
        field('kind = "datetime"\nleast = "today"'), 13, "unknown-value", "`datetime`", "`date`"
    ),
    "a bound by another name": (
        field('kind = "number"\nmax = 5'), 14, "unknown-key", "`max`", "Did you mean `most`?"
    ),
    "a bound below none that is a text": (
        field('kind = "number"\nleast = "-5"'), 14, "wrong-type", "is a text", "least = -5."
    ),
    "a day with a time": (
        field('kind = "date"\nmost = 2027-06-01T10:00:00'), 14, "wrong-type", "be a date",
        "most = 2027-06-01."
    ),
    "fields under the heading that is for both": (
        HEAD + FIELDS.replace("[[field]]", "[[fields]]") + step(body=ASKED, choices=END),
        14, "wrong-type", "must be one table", "[[field]]"
    ),
    "options of a text": (
        field('options = ["a", "b"]'), 13, "either-or", "its kind is `text`", 'kind = "choice"'
    ),
    "a bound of a text": (field("least = 1"), 13, "either-or", "bounds nothing", "number"),
    "a bound that is a text": (
        field('kind = "number"\nleast = "1"'), 14, "wrong-type", "is a text", "least = 1"
    ),
    "a bound that nobody can type": (
        field('kind = "number"\nmost = 1e30'), 14, "bad-number", "nobody can type", "fifteen"
    ),
    "a bound that is no number": (
        field('kind = "number"\nmost = nan'), 14, "bad-number", "nobody can type", "fifteen"
    ),
    "a bound that is no day": (
        field('kind = "date"\nleast = "2026-02-30"'), 14, "bad-day", "not a date", "today"
    ),
    "required of nobody": (
        field("required = true"), 13, "no-use", "requires nothing", 'capture = ["x"]'
    ),
    "bounds that cross": (
        field('kind = "number"\nleast = 9\nmost = 10\n').replace("least = 9", "least = 11"),
        14, "bad-bounds", "No answer to field `x` is possible", "Exchange",
    ),
    "one id twice": (
        field('[[field]]\nid = "x"\nlabel = "Y"'), 14, "duplicate-id", "two fields", "another id"
    ),
    "an id under both headings": (
        field('[fields]\nx = "Y"'), 11, "duplicate-id", "the first in line 14", "another id"
    ),
    "a field called as the program's own": (
        field("").replace('id = "x"', 'id = "today"'), 11, "reserved-name", "`{today}`", "another"
    ),
    "a field called as the caller's number": (
        field('kind = "number"\nleast = 1\nmost = 20').replace('id = "x"', 'id = "number"')
        .replace('label = "X"', 'label = "Number of animals"'),
        11, "reserved-name", "`number` is the caller’s phone number", "such as number-of-animals."
    ),
    "a concern to choose": (
        field('kind = "choice"\noptions = ["Bill", "Fault"]').replace('id = "x"', 'id = "concern"')
        .replace('label = "X"', 'label = "Concern"'),
        11, "reserved-name", "for follow-ups too: no field of kind `choice`", "another id."
    ),
    "a constant called as a field": (
        HEAD + '[constants]\ncaller = "Dana"\n' + step(), 11, "duplicate-id", "field already",
        "another name",
    ),
    "a constant that is no text": (
        HEAD + "[constants]\nline = 5\n" + step(), 11, "wrong-type", "whole number", '"5"'
    ),
    "constants that are no table": (
        HEAD.replace("[script]", 'constants = "x"\n[script]') + step(), 1, "wrong-type", "a text",
        "[constants]",
    ),
    "constants that are a list of tables": (
        HEAD + '[[constants]]\nfree_line = "800 555 0100"\n' + step(), 10, "wrong-type", "a list",
        "single brackets: [constants]"
    ),
    "a constant that cannot be named": (
        HEAD + '[constants]\n"A b" = "x"\n' + step(), 11, "bad-id", "`A b`", "small letters"
    ),
    "a constant with a letter in disguise": (
        HEAD + '[constants]\nx = "Call uѕ"\n' + step(), 11, "look-alike", "constant `x`", "anew"
    ),
    "an answer to no field": (setting('{ fist = "no" }'), 52, "unknown-field", "`fist`", "`first`"),
    "an answer that is none": (
        setting('{ first = "maybe" }'), 52, "bad-answer", "`maybe`", '"yes" or "no"'
    ),
    "an option that is none": (
        setting('{ product = "Tape" }'), 52, "bad-answer", "`Tape`", "`Book`, `Record`"
    ),
    "an answer in other letters": (
        setting('{ first = "Yes" }'), 52, "bad-answer", "`Yes`", 'Write "yes".'
    ),
    "a day as conditions have it": (
        setting('{ born = "1965-01-02" }'), 52, "bad-answer", "`1965-01-02`", '"Sat, Jan 2, 1965".'
    ),
    "a number that is too small": (
        setting('{ age = "7" }'), 52, "bad-answer", "`7`", "Write a number from 18 to 99.5"
    ),
    "a number with a comma": (setting('{ age = "18,5" }'), 52, "bad-answer", "`18,5`", '"18.5".'),
    "a phone number without a digit": (
        HEAD + FIELDS.replace('kind = "yes-no"', 'kind = "phone"')
        + step(body=ASKED, choices=END + to("a") + '  set = { first = "unknown" }\n'),
        52, "bad-answer", "`unknown`", "a phone number"
    ),
    "an answer that is no text": (
        setting("{ first = true }"), 52, "wrong-type", "true or false", 'first = "yes".'
    ),
    "an answer without quotation marks": (
        setting("{ age = 18.5 }"), 52, "wrong-type", "a fraction", 'age = "18.5".'
    ),
    "a day without quotation marks": (
        setting("{ born = 1965-01-02 }"), 52, "wrong-type", "a date", 'born = "Sat, Jan 2, 1965".'
    ),
    "an answer at the end": (
        HEAD + FIELDS + step(body=ASKED, choices=END + '  set = { first = "no" }\n'),
        48, "set-at-end", "ends the call and sets an answer", "last step",
    ),
    "answers that are no table": (
        setting('"first"'), 52, "wrong-type", "a text", "step.choice.set"
    ),
    "a place that no step asks for": (
        HEAD + '[fields]\nour_number = "Our number"\n' + step(body=line('"Call {our_number}."')),
        19, "never-filled", "no step asks for it", "[constants]",
    ),
    "a desk without a name": (
        HEAD + step(body=line('"This is {desk.name}."')), 17, "never-filled", "no name", "name ="
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("first = false", 'first = "no"'),
        ("age = 20", 'age = "20"'),
        ("at = 14:30:00", 'at = "2:30 PM"'),
    ],
)
def test_an_answer_that_is_no_text_is_told_as_it_is_kept(written: str, right: str) -> None:
    at = FIELDS + '[[field]]\nid = "at"\nlabel = "At"\nkind = "time"\n'

    def with_answer(answer: str) -> str:
        return setting(f"{{ {answer} }}").replace(FIELDS, at)

    assert mistake(with_answer(written)).fix.endswith(f": {right}.")
    assert not checked(with_answer(right))[1]


@pytest.mark.parametrize(
    ("name", "kind"), [("caller", "text"), ("number", "text"), ("number", "phone")]
)
def test_what_is_asked_about_every_caller_may_have_a_label_and_be_waited_for(
    name: str, kind: str
) -> None:
    waits = f'kind = "{kind}"\nrequired = true\nbefore_going_on = true\n'
    assert not checked(field(waits).replace('id = "x"', f'id = "{name}"'))[1]


@pytest.mark.parametrize("kind", MISTAKES)
def test_each_mistake_is_told_once_with_its_line_and_how_to_mend_it(kind: str) -> None:
    text, at, code, message, fix = MISTAKES[kind]
    problem = mistake(text)
    assert (problem.line, problem.code) == (at, code)
    assert message in problem.message
    assert fix in problem.fix


def elsewhere(field: str) -> tuple[Problem, ...]:
    """What is told of a second script that has this field, too."""
    other = HEAD.replace('"one"', '"two"').replace('"One"', '"Two"') + field
    one = HEAD + FIELDS + step(body=ASKED)
    both = parse_text(one, "one.toml"), parse_text(other, "two.toml")
    check_answers_across(both)
    assert not both[0].findings.problems
    return tuple(p for p in both[1].findings.problems if p.code == "other-answers")


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ('id = "born"\nlabel = "Born here"\nkind = "yes-no"', "yes or no here, and a date in one"),
        ('id = "first"\nlabel = "First"', "any text here, and yes or no in one"),
        (
            'id = "product"\nlabel = "What"\nkind = "choice"\noptions = ["Book", "Tape"]',
            "other options here than in one",
        ),
    ],
)
def test_a_field_that_takes_other_answers_in_another_script_is_warned_of(
    field: str, told: str
) -> None:
    problem = only(elsewhere(f"\n[[field]]\n{field}\n"))
    assert f"takes {told}.toml: a call that goes from one script to the other" in problem.message
    assert problem.fix.startswith("Give one of the two an id of its own")


@pytest.mark.parametrize(
    "field",
    [
        '[[field]]\nid = "product"\nlabel = "A"\nkind = "choice"\noptions = ["Record", "Book"]\n',
        '[[field]]\nid = "age"\nlabel = "Years"\nkind = "number"\nleast = 0\n',
        '[fields]\nhome = "Home"\nconcern = "The problem"\n',
    ],
)
def test_a_field_that_takes_the_same_answers_elsewhere_is_none_to_warn_of(field: str) -> None:
    assert elsewhere(f"\n{field}") == ()


def test_a_choice_sets_any_day_of_a_field_whose_bounds_are_today() -> None:
    kept = setting('{ born = "Sat, Nov 28, 2026" }')
    assert not checked(kept)[1]
    assert mistake(setting('{ born = "today" }')).fix == 'Write a day such as "Sat, Nov 28, 2026".'


GATED = FIELDS.replace("required = true", "required = true\nbefore_going_on = true")
SAID = line('"Was {born} your first, {first}?"', '  when = "age > 20"\n')


@pytest.mark.parametrize(
    "written", ['["frist", "born", "age"]', '"first, born, age"', '"first, born and age"']
)
def test_what_follows_from_a_mistaken_capture_is_not_told(written: str) -> None:
    """Case A13: a field that is asked for by a misspelt name, or in no list, is asked for."""
    problem = mistake(HEAD + GATED + step(body=f"capture = {written}\n{SAID}"))
    assert problem.code == ("unknown-field" if "frist" in written else "wrong-type")


@pytest.mark.parametrize(
    ("name", "code"), [("product", "never-filled"), ("prodct", "unknown-field")]
)
def test_a_place_that_nobody_can_fill_is_told_once_with_all_its_lines(name: str, code: str) -> None:
    lines = line(f'"A {{{name}}}?"') + "".join(
        line(f'"Yes {{{name}}}."').replace('"hello"', f'"more-{n}"') for n in range(3)
    )
    text = HEAD + FIELDS + step(body=lines)
    problem = mistake(text.replace("required = true\n", ""))
    numbers = [n for n, one in enumerate(text.splitlines(), 1) if f"{{{name}}}" in one]
    first, *others = [number - 1 for number in numbers]
    assert (problem.code, problem.line) == (code, first)
    assert problem.message.endswith(f" It stands in lines {', '.join(map(str, others))} too.")


@pytest.mark.parametrize("key", ["say", "says", "wording"])
def test_a_line_whose_words_have_another_name_is_one_mistake(key: str) -> None:
    said = line('"Hello."', '  translation.es = "Hola."\n').replace("text =", f"{key} =")
    problem = mistake(HEAD.replace("version", 'language = "en"\nversion') + step(body=said))
    assert (problem.code, problem.fix) == ("unknown-key", "Did you mean `text`?")
    required = line('"Hello."', "  required = true\n")
    assert mistake(HEAD + step(body=required)).fix == "Did you mean `must_say`?"


@pytest.mark.parametrize("words", ["[product]", "<product>", "%product%"])
def test_a_place_in_other_brackets_is_warned_of(words: str) -> None:
    text = HEAD.replace("version", 'language = "en"\nversion') + FIELDS
    said = line(f'"Your {words} [sic]."')
    problem = mistake(text + step(body=ASKED + said))
    assert (problem.code, problem.fix) == (
        "stray-brace",
        "Write {product}, if it is to be filled in.",
    )
    said = line(f'"Your {words}."', '  translation.es = "Su {product}."\n')
    _, problems = checked(text + step(body=ASKED + said))
    assert problems[-1].fix == f"Write {{product}} in the line, too, where it has `{words}`."


@pytest.mark.parametrize(
    ("name", "mend"),
    [("name", "Write {caller}, or {agent} for the agent."), ("company", "`{desk.name}`?")],
)
def test_a_place_as_others_have_it_is_mended_by_whom_it_is_for(name: str, mend: str) -> None:
    assert mistake(HEAD + step(body=line(f'"I am {{{name}}}."'))).fix.endswith(mend)
