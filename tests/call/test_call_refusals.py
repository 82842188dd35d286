"""Refusals name what an agent does about them by its id: which key that takes, each shell knows."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import guide
from guide.call.actions import Action
from guide.call.decide import RULE_OF
from guide.tui.keys import BY_ID

ROOT = Path(guide.__file__).parent
RULES = sorted((ROOT / "call").rglob("*.py"))
SENTENCES = (*RULES, *sorted(ROOT.glob("training/debrief*.py")))
A_KEY = re.compile(r"(?<![\w'’.])[b-z](?![\w'’.])")


def sentences(tree: ast.AST) -> Iterator[str]:
    """Every text of more than one word that is neither a docstring nor a pattern."""
    docstrings = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    for node in constants:
        if node in docstrings or not isinstance(node.value, str):
            continue
        if " " in node.value.strip() and "(?:" not in node.value:
            yield node.value


@pytest.mark.parametrize("file", SENTENCES, ids=lambda file: file.stem)
def test_no_sentence_of_the_core_names_a_key(file: Path) -> None:
    tree = ast.parse(file.read_text())
    assert [text for text in sentences(tree) if A_KEY.search(text)] == []


def test_what_refusals_lead_to_is_an_action_of_the_table() -> None:
    named = [
        call.args[1].value
        for file in RULES
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Refused"
        if len(call.args) > 1 and isinstance(call.args[1], ast.Constant)
    ]
    assert {"warn", "follow-up", "correct"} <= {*named} <= {*BY_ID}


def test_every_action_has_its_rule() -> None:
    assert {*RULE_OF} == {*Action.__subclasses__()}
