"""The scripts at the prompt: which there are, and one of them as text or JSON."""

from collections import Counter
from enum import StrEnum
from pathlib import Path

from guide.cli.languages import check_is_another
from guide.cli.output import columns, print_json, print_out, warn
from guide.cli.settings import settings
from guide.errors import GuideError
from guide.script.approval import why, why_not_in
from guide.script.library import Library, load_library
from guide.script.model import WITHDRAWN, Ground, Line, Script, Status, Step, Translation
from guide.text import counted

_WIDEST = 100


class Form(StrEnum):
    """How a script is put out: to be read, to be handed out, for a training, to a translator."""

    TEXT = "text"
    MARKDOWN = "markdown"
    BOOKLET = "booklet"
    CSV = "csv"


class FileKind(StrEnum):
    """The kinds of files that people write, and that there is a schema of."""

    SCRIPT = "script"
    SCENARIO = "scenario"
    APPROVALS = "approvals"
    SETTINGS = "settings"


class ChartForm(StrEnum):
    """How a chart is put out: drawn in a terminal, on paper, or for a program that draws it."""

    TEXT = "text"
    SVG = "svg"
    MERMAID = "mermaid"
    DOT = "dot"


def list_scripts(scripts: Path | None, *, as_json: bool) -> None:
    """Put out the sound scripts; say when others are not offered."""
    library = load_library(settings(scripts=scripts).scripts_folder)
    every = library.scripts.values()
    if as_json:
        print_json([_counts(script, library) for script in every])
    elif every:
        rows = columns([(s.id, s.title, _worth(s, library)) for s in every]).split("\n")
        for row, script in zip(rows, every, strict=True):
            print_out(f"{row}\n    {script.use_when}")
    if library.unsound:
        wrong = counted(len(library.unsound), "script")
        warn(f"{wrong} not offered because of mistakes. guide check lists them.")


def _counts(script: Script, library: Library) -> dict[str, object]:
    return {
        "id": script.id,
        "title": script.title,
        "steps": len(script.steps),
        "lines": len(script.lines),
        "approved": library.count(script, Status.APPROVED),
        "changed_rules": library.changed_rules(script),
    }


def _worth(script: Script, library: Library) -> str:
    """How many steps and lines a script has, and what the lines are worth."""
    told = [counted(len(script.steps), "step"), counted(len(script.lines), "line")]
    told.append(f"{library.count(script, Status.APPROVED)} approved")
    states = Counter(line.state for line in script.lines)
    others = [one for one in (*Status, WITHDRAWN) if one != Status.APPROVED and states[one]]
    told += [f"{states[one]} {one}" for one in others]
    told += [f"{unsealed} unsealed"] if (unsealed := _unsealed(script, library)) else []
    rules = library.rules_told(script) if script.id in library.approvals.script_ids else ""
    return ", ".join([*told, rules] if rules else told)


def _unsealed(script: Script, library: Library) -> int:
    """How many of its lines, translations and rules are in force without the seals they need."""
    return sum(1 for _ in library.approvals.signed(script.id).without_seal())


def show_script(
    name: str, scripts: Path | None, form: Form, *, as_json: bool, language: str = ""
) -> None:
    """Put out one script whole. Raises UnknownName with the nearest id.

    A table for a translator is of one `language`, or of all that there is a translation into.
    """
    if language and form is not Form.CSV:
        raise GuideError("--language goes with --format csv.")
    library = load_library(settings(scripts=scripts).scripts_folder)
    script = library.script(name)
    check_is_another(language, [script])
    if as_json:
        print_json(_whole(script))
    else:
        print_out(_put_out(script, library, form, language))
    tell_unapproved(script, library)


def _put_out(script: Script, library: Library, form: Form, language: str) -> str:
    """A script in one of its forms; the list of scripts does not wait for what only these need."""
    match form:
        case Form.MARKDOWN:
            from guide.chart.handout import handout

            return handout(script, library).rstrip("\n")
        case Form.CSV:
            from guide.cli.translations import translations_table

            return translations_table(script, language)
        case Form.BOOKLET:
            from guide.chart.booklet import booklet

            return booklet(script, library).rstrip("\n")
        case Form.TEXT:
            import shutil

            from guide.chart.script_text import script_text

            width = min(shutil.get_terminal_size().columns, _WIDEST)
            return script_text(script, width, library.scripts).rstrip("\n")


def tell_unapproved(script: Script, library: Library) -> None:
    """Say what nobody approved, or without a seal, of a script and of its hang-up protocol."""
    for one in dict.fromkeys((script.id, script.protocol)):
        if found := library.get(one):
            if rules := library.rules_told(found):
                warn(f"{found.id}: {rules}. guide check tells which.")
            if _unsealed(found, library):
                warn(f"{found.id}: approved without a seal. guide check tells by whom.")


def _whole(script: Script) -> dict[str, object]:
    return {
        "id": script.id,
        "title": script.title,
        "source": script.source,
        "rules": list(script.rules),
        "protocol": script.protocol,
        "desk": script.desk.name,
        "steps": [_step(step) for step in script.steps],
        "grounds": [_ground(ground) for ground in script.grounds],
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "id": step.id,
        "title": step.title,
        "coach": list(step.coach),
        "lines": [_line(line) for line in step.lines],
        "choices": [{"key": c.key, "label": c.label, "to": str(c.to)} for c in step.choices],
    }


def _line(line: Line) -> dict[str, object]:
    translations = [_translation(line, one) for one in line.translations]
    return {
        "id": line.id,
        "text": line.text,
        "must_say": line.must_say,
        "on": line.on,
        "status": line.state,
        "sha256": line.sha256,
        "why": why(line),
        "approved_text": line.approved.text if line.approved else None,
        "approved_by": line.approved.by if line.approved else None,
        "approved_at": line.approved.at if line.approved else None,
        **({"translations": translations} if translations else {}),
    }


def _translation(line: Line, one: Translation) -> dict[str, object]:
    return {
        "language": one.language,
        "text": one.text,
        "status": one.state,
        "why": why_not_in(line, one.language),
        "approved_text": one.approved.text if one.approved else None,
        "approved_by": one.approved.by if one.approved else None,
        "approved_at": one.approved.at if one.approved else None,
    }


def _ground(ground: Ground) -> dict[str, object]:
    warning, ending = ground.warning(1), ground.ending
    return {
        "id": ground.id,
        "label": ground.label,
        "warnings": ground.warnings,
        "permission": ground.permission,
        "warning_line": warning.text if warning else None,
        "ending_line": ending.text if ending else None,
        "warning_id": warning.id if warning else None,
        "ending_id": ending.id if ending else None,
        "warning": _line(warning) if warning else None,
        "warning_lines": [_line(line) for line in ground.warning_lines],
        "ending": _line(ending) if ending else None,
    }
