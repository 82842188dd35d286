"""Translations written into a script's file: nothing else of it is touched."""

import tomllib
from difflib import unified_diff

import pytest
from hotline import in_readme

from guide.errors import ScriptError
from guide.script.parse import parse_text
from guide.script.translate import with_translations

WRITTEN = '''# Kept by Kim.
[script]
id = "h"          # short
title = "H"
use_when = "x"
version = "1"

[[ending]]
id = "done"
label = "Done"

[[step]]
id = "greet"
title = "Greet"

    [[step.line]]
    id = "hello"
    text = """
Hello,
{caller}."""   # as in the leaflet
    must_say = true
    translation.es = 'Hola, {caller}.' # old

    [[step.line]]
    id = "two"
    text = "Two."

    [step.line.translation]
    ar = "x"

    [[step.line]]
    id = "three"
    translation = { ar = "y" }
    text = "Three."

    [[step.line]]
    id = "four"
    text = 'Four.'

    [[step.choice]]
    label = "Bye"
    end = "done"

[[ground]]
id = "g"
label = "G"
warnings = 0
ending = { text = "End." }'''
SPANISH = {
    "hello": 'Ho"la,\n{caller} \\o/',
    "two": "Dos.",
    "three": "Tres.",
    "four": "Cuatro.",
    "g-ending": "Fin.",
}


def written(text: str, words: dict[str, str] = SPANISH) -> str:
    return with_translations(text, parse_text(text, "h.toml"), "es", words)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_only_the_translations_of_a_file_are_written(newline: str, mark: str) -> None:
    text = mark + WRITTEN.replace("\n", newline)
    after = written(text)
    changes = unified_diff(text.split(newline), after.split(newline), n=0)
    lines = [line for line in changes if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert lines == [
        "-    translation.es = 'Hola, {caller}.' # old",
        '+    translation.es = "Ho\\"la,\\n{caller} \\\\o/" # old',
        '+    es = "Dos."',
        '-    translation = { ar = "y" }',
        '+    translation = { ar = "y", es = "Tres." }',
        '+    translation.es = "Cuatro."',
        '-ending = { text = "End." }',
        '+ending = { text = "End.", translation.es = "Fin." }',
    ]
    script = parse_text(after, "h.toml").script
    assert script is not None
    found = {line.id: line.translation("es") for line in script.lines}
    assert {name: one.text for name, one in found.items() if one} == SPANISH


def test_nothing_to_write_changes_nothing() -> None:
    assert written(WRITTEN, {}) == WRITTEN


def test_a_file_whose_ends_of_lines_are_mixed_keeps_each() -> None:
    text = WRITTEN.replace("\n", "\r\n", 20)
    after = written(text, {"four": "Cuatro."})
    assert after.count("\r\n") == 21
    assert after.replace('\r\n    translation.es = "Cuatro."', "") == text


def test_what_cannot_be_written_without_touching_something_else_is_refused() -> None:
    empty = WRITTEN.replace('translation = { ar = "y" }', "translation = {}")
    with pytest.raises(ScriptError, match=r"Write each as translation\.es"):
        written(empty, {"three": "Tres."})


def test_what_was_written_is_found_again_and_replaced() -> None:
    text = in_readme()
    once = with_translations(text, parse_text(text, "f"), "fr", {"go-up": "Montez."})
    assert 'translation.fr = "Montez."\n' in once
    twice = with_translations(once, parse_text(once, "f"), "fr", {"go-up": "Montez vite."})
    assert twice == once.replace("Montez.", "Montez vite.")
    assert tomllib.loads(twice)["step"][1]["line"][0]["translation"]["fr"] == "Montez vite."
