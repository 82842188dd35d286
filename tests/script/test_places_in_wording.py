import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_script import SOUND, line_of, only, spoilt
from small_scripts import HEAD, step

from guide.script.findings import Severity
from guide.script.library import parse_script
from guide.script.model import Line, filled, places_in

HELLO = 'text = "How can I help?"'


def test_the_places_of_a_text_are_the_fields_between_braces_once_each_in_order() -> None:
    assert places_in("{b} and {a}, {b}") == ("b", "a")
    assert places_in("{} {A} {a b} {a") == ()
    assert Line("x", "Your number is {number}?").fields == ("number",)


def test_each_place_holds_the_value_of_its_field() -> None:
    values = {"caller": "Dana {number}", "number": "555"}
    assert filled("{caller}, {number}!", values.__getitem__) == "Dana {number}, 555!"


@given(st.text("ab{} "))
def test_a_text_without_places_stays_as_it_is(text: str) -> None:
    if not places_in(text):
        assert filled(text, lambda name: "x") == text


def test_the_hash_of_a_line_is_that_of_its_text_with_the_places_open() -> None:
    script, problems = parse_script(
        SOUND.replace(HELLO, 'text = "How can I help, {caller}?"'), "sample.toml"
    )
    assert script is not None, problems
    line = script.steps[0].lines[0]
    assert line.text == "How can I help, {caller}?"
    assert line.sha256 == Line("other", "How can I help, {caller}?").sha256


def test_a_place_for_a_field_that_there_is_none_of_is_an_error_where_it_stands() -> None:
    problem = only(spoilt((HELLO, 'text = "How can I help, {callr}?"')))
    assert (problem.code, problem.severity) == ("unknown-field", Severity.ERROR)
    assert problem.message == (
        "There is no field or constant `callr` to be filled in where line `listen-1` has `{callr}`."
    )
    assert problem.fix == "Did you mean `{caller}`?"
    assert (problem.line, problem.column) == (line_of(HELLO), 27)


def test_a_place_that_is_badly_written_is_an_error_too() -> None:
    assert only(spoilt((HELLO, 'text = "Hello {Caller}"'))).fix == "Did you mean `{caller}`?"
    assert only(spoilt((HELLO, 'text = "Hello {}"'))).code == "unknown-field"


def test_a_brace_alone_is_a_warning() -> None:
    problem = only(spoilt((HELLO, 'text = "Hello {caller} }"')))
    assert (problem.code, problem.severity) == ("stray-brace", Severity.WARNING)
    assert problem.message == "Line `listen-1` has a single }, which cannot be said."


@pytest.mark.parametrize(
    ("heading", "text", "brace"),
    [
        ("constants", 'who = "{agent} or {nobody}"', "`{agent}`"),
        ("constants", 'who = "{"', "`{`"),
        ("desk", 'name = "{agent}"', "`{agent}`"),
    ],
)
def test_what_is_filled_in_has_no_place_itself(heading: str, text: str, brace: str) -> None:
    _, problems = parse_script(HEAD + f"\n[{heading}]\n{text}\n" + step(), "one.toml")
    problem = only(problems)
    assert (problem.code, problem.severity) == ("place-in-place", Severity.ERROR)
    assert brace in problem.message
    assert problem.line == HEAD.count("\n") + 3
