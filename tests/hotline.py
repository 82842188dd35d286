"""The bilingual hotline of the README: its file as it stands there, and with what is approved."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from kit import with_script

from guide.script.approval import Approvals
from guide.script.checks import check_script
from guide.script.findings import Problem
from guide.script.library import Library, parse_script
from guide.script.model import Line, Script
from guide.script.parse import parse_text
from guide.script.signing import approval_of

_README = Path(__file__).parents[1] / "README.md"
AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
GO_UP = "Suba ahora al piso más alto. No camine por agua en movimiento."


def in_readme() -> str:
    """The file as the README has it."""
    part = _README.read_text("utf-8").partition("<!-- hotline -->")[2]
    return part.partition("```toml\n")[2].partition("```")[0]


def hotline(*changes: tuple[str, str], text: str = "") -> Script:
    """The script, with these changes of its file; it must be sound."""
    script, problems = parse_script(changed(*changes, text=text), "flood-line.toml")
    assert script is not None, problems
    return script


def changed(*changes: tuple[str, str], text: str = "") -> str:
    text = text or in_readme()
    for before, after in changes:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def problems_of(text: str) -> tuple[Problem, ...]:
    """What is wrong with a script by itself."""
    parsed = parse_text(text, "flood-line.toml")
    check_script(parsed)
    return parsed.findings.problems


def signed(
    script: Script, languages: Iterable[str] = ("es",), before: Approvals | None = None
) -> Approvals:
    """Everything of a script approved by Kim, and then its translations by Ana."""
    on_file = before or Approvals()
    of_words = approval_of(script, "Kim Lee", AT, signed=on_file.signed(script.id))
    on_file = on_file.with_more((of_words,))
    for language in languages:
        of_translations = approval_of(
            on_file.applied(script),
            "Ana Ruiz",
            AT,
            signed=on_file.signed(script.id),
            language=language,
        )
        on_file = on_file.with_more((of_translations,))
    return on_file


def approved(*changes: tuple[str, str], languages: Iterable[str] = ("es",)) -> Library:
    """The shipped scripts and the hotline, all of it approved."""
    script = hotline(*changes)
    return with_script(signed(script, languages).applied(script))


def stale() -> Library:
    """The same, but that the words of a line were changed and approved since."""
    before = hotline()
    now = hotline(("Go to the highest floor now.", "Go up to the roof now."))
    return with_script(signed(now, (), signed(before)).applied(now))


def line(script: Script, line_id: str) -> Line:
    return next(one for one in script.lines if one.id == line_id)


def with_day(*changes: tuple[str, str]) -> Library:
    """The hotline with a day that is asked in the line on danger, all of it approved."""
    field = '[[field]]\nid = "day"\nlabel = "Day"\nkind = "date"\n'
    told = "Do not walk through moving water.", "Do not walk through moving water. By {day}."
    asked = 'title = "Danger"', 'title = "Danger"\ncapture = ["day"]'
    script = hotline(
        told, (GO_UP, f"{GO_UP} Hasta {{day}}."), asked, *changes, text=f"{in_readme()}\n{field}"
    )
    return with_script(signed(script).applied(script))
