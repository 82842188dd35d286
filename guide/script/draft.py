"""A script as far as its file could be read, with all that was wrong in it so far."""

import re
from collections.abc import Collection
from hashlib import sha256
from pathlib import PurePath

from msgspec import Struct

from guide.script.document import document_of
from guide.script.findings import Findings
from guide.script.head import (
    SCRIPT_KEYS,
    clock_of,
    desk_of,
    fields_of,
    stages_of,
)
from guide.script.line_book import LineBook
from guide.script.model import FollowUpRule, Script
from guide.script.steps import steps_of
from guide.script.table import Table, is_id
from guide.script.terms import endings_of, follow_ups_of, grounds_of, reports_of

FILE_KEYS = (
    "script",
    "desk",
    "clock",
    "fields",
    "stages",
    "report",
    "follow_up",
    "ending",
    "ground",
    "step",
)
_ID_IN_TEXT = re.compile(r"""^[ \t]*id[ \t]*=[ \t]*["']([a-z0-9-]+)["']""", re.MULTILINE)
_ANY_ID = re.compile(r"""id["']?[ \t]*=[ \t]*["']{1,3}([^"'\n]*)""")


class Draft(Struct, frozen=True):
    """What was read of one script file.

    `script` has something in place of whatever could not be read; it is None if nothing could.
    `id` is the script's, or the most likely one. `rules` are the rules for follow-ups, each with
    its place in the file's list.
    """

    id: str
    script: Script | None
    findings: Findings
    lines: LineBook
    rules: tuple[tuple[int, FollowUpRule], ...] = ()


def unread(file: str, findings: Findings, text: str = "") -> Draft:
    """The draft of a file that nothing could be read of."""
    found = _ID_IN_TEXT.search(text)
    return Draft(found[1] if found else PurePath(file).stem, None, findings, LineBook())


def may_name(text: str, ids: Collection[str]) -> bool:
    """Whether a script's text may give one of these ids to anything; quick, and rather yes."""
    return any(found in ids or "\\" in found for found in _ANY_ID.findall(text))


def draft_of(text: str, file: str) -> Draft:
    """Read a script's text."""
    findings = Findings(file)
    document = document_of(text, findings)
    if document is None:
        return unread(file, findings, text)
    top = Table("the file", document, (), findings, FILE_KEYS)
    head = top.table("script", "[script]", SCRIPT_KEYS)
    if head is None:
        if not top.has("script"):
            top.missing("script", "the heading [script] with id, title, use_when and version")
        head = Table("[script]", {}, (), Findings(file), SCRIPT_KEYS)
    lines, rules = LineBook(), follow_ups_of(top)
    script_id = _script_id(head)
    steps, grounds = steps_of(top, script_id, lines), grounds_of(top, lines)
    steps, grounds = lines.settled(steps, grounds)
    script = Script(
        id=script_id,
        title=head.prose("title", required=True),
        use_when=head.prose("use_when", required=True),
        version=head.prose("version", required=True),
        source=head.prose("source"),
        protocol=head.wording("protocol"),
        start=head.wording("start"),
        rules=head.proses("rules"),
        efforts=head.proses("efforts"),
        in_sight=head.names("in_sight"),
        steps=steps,
        desk=desk_of(top),
        clock=clock_of(top),
        fields=fields_of(top),
        stages=stages_of(top),
        reports=reports_of(top),
        follow_ups=tuple(rule for _, rule in rules),
        endings=endings_of(top),
        grounds=grounds,
        file=file,
        text=text,
        sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )
    return Draft(script_id or PurePath(file).stem, script, findings, lines, rules)


def _script_id(head: Table) -> str:
    script_id = head.identifier("id", required=True)
    if "_" in script_id and is_id(script_id):
        message = "The id of a script has no underscores: its name is typed at the prompt."
        head.wrong("id", "bad-id", message, f"Write {script_id.replace('_', '-')}.")
    return script_id
