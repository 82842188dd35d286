"""Loading one script: a TOML file into a `Script`, or into all that is wrong with it."""

from pathlib import Path

from guide.script.checks import check
from guide.script.findings import Findings, Problem
from guide.script.model import Script
from guide.script.parse import Draft, draft_of, unread
from guide.script.toml_reader import file_name, text_of


def read_script(path: Path) -> tuple[Script | None, tuple[Problem, ...]]:
    """Read and check a script file by itself; None if an error keeps it from agents.

    What it says of other scripts is checked by `guide.script.library`.
    """
    return _checked(draft_of_file(path))


def parse_script(text: str, file: str) -> tuple[Script | None, tuple[Problem, ...]]:
    """Read and check a script's text, whose problems are those of `file`."""
    return _checked(draft_of(text, file))


def draft_of_file(path: Path) -> Draft:
    """Read a script file as far as it can be read."""
    file = file_name(path)
    findings = Findings(file)
    text = text_of(path, findings)
    return unread(file, findings) if text is None else draft_of(text, file)


def _checked(draft: Draft) -> tuple[Script | None, tuple[Problem, ...]]:
    check(draft)
    sound = not draft.findings.has_errors
    return draft.script if sound else None, draft.findings.problems
