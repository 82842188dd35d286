"""Wording proved against its documents: each line stands there to the letter, or is listed."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePath

from msgspec import Struct

from guide.errors import ScriptError
from guide.script.draft import Draft, draft_of
from guide.script.findings import Findings
from guide.script.locate import Where
from guide.script.model import Line, Script
from guide.script.nearest import listed, quoted
from guide.script.passage import Document
from guide.script.problem import Problem, Severity
from guide.script.source import file_name, text_of
from guide.script.standing import approved_words
from guide.script.word_diff import around, marked
from guide.script.wording import Status

MOST_DOCUMENT_BYTES = 2_097_152

_MOST_NEAREST = 100


class Against(Struct, frozen=True):
    """What came of it: how many lines were proved, against how many documents, and what was not."""

    proved: int
    documents: int
    problems: tuple[Problem, ...]


def read_document(path: Path) -> Document:
    """The document in a plain text file; raises `ScriptError` if it is not one."""
    findings = Findings(file_name(path))
    text = text_of(path, findings, MOST_DOCUMENT_BYTES)
    if text is None:
        [problem] = findings.problems
        raise ScriptError(f"{problem.file}: {problem.message} {problem.fix}")
    return Document(text)


def check_against(scripts: Iterable[Script], files: Sequence[Path]) -> Against:
    """Prove every line of the scripts whose documents are among the files.

    Raises `ScriptError` for a file that no script was made from, or that cannot be read.
    """
    every = tuple(scripts)
    documents = _documents(every, files)
    proved, problems = 0, list[Problem]()
    for script in every:
        document = documents.get(PurePath(script.source).name)
        found = _unproved(script, document)
        problems += found
        if document is not None:
            proved += sum(bool(line.spoken.text) for line in script.lines) - len(found)
    return Against(proved, len(documents), tuple(problems))


def _documents(scripts: Sequence[Script], files: Sequence[Path]) -> Mapping[str, Document]:
    sources = dict.fromkeys(PurePath(s.source).name for s in scripts if s.source)
    documents: dict[str, Document] = {}
    for file in files:
        if file.name not in sources:
            known = f" They were made from {listed(sources)}." if sources else ""
            message = f"No script here says under [script] that its `source` is {file.name}.{known}"
            raise ScriptError(message)
        if file.name in documents:
            raise ScriptError(f"There are two files called {file.name}: name one of them.")
        documents[file.name] = read_document(file)
    return documents


def _unproved(script: Script, document: Document | None) -> tuple[Problem, ...]:
    """What does not stand in the document, each at its place in the script's file."""
    draft, findings = draft_of(script.text, script.file), Findings(script.file)
    if document is None:
        _note_no_document(script, draft, findings)
        return findings.problems
    lines = {line.id: line for line in script.lines}
    name = quoted(PurePath(script.source).name)
    for where, worded in draft.lines.worded:
        line = lines[worded.id]
        if line.spoken.text:
            _check(where, line, document, name, draft, findings)
    return findings.problems


def _check(
    where: Where, line: Line, document: Document, name: str, draft: Draft, findings: Findings
) -> None:
    place = draft.findings.place((*where, "text"))
    own = line.spoken
    adapted = own.status is Status.ADAPTED
    if adapted and not line.original:
        findings.note(
            place.line,
            place.column,
            "no-original",
            f"Line {quoted(line.id)} is adapted, and does not say from which words of {name}.",
            'Add original = "…" with the words of the document.',
        )
        return
    wording = line.original if adapted else own.text
    if document.has(wording):
        return
    what = f"Line {quoted(line.id)}"
    if adapted:
        what = f"The `original` of line {quoted(line.id)}"
    elif line.status is Status.CHANGED:
        by = approved_words(own.by, own.at)
        what = f"Line {quoted(line.id)} as it was approved by {by}"
    findings.note(
        place.line,
        place.column,
        "not-in-document",
        f"{what} does not stand in {name} to the letter"
        f"{_nearest(wording, document) if findings.count < _MOST_NEAREST else ''}.",
        "Write it as the document has it, or say with `adapted` and `original` what was adapted.",
    )


def _nearest(wording: str, document: Document) -> str:
    nearest = document.nearest(wording)
    if nearest is None:
        return ", and nothing there is like it"
    return f"; nearest is its line {nearest.line}: “{marked(around(nearest.pieces))}”"


def _note_no_document(script: Script, draft: Draft, findings: Findings) -> None:
    if not any(line.spoken.text for line in script.lines):
        return
    place = draft.findings.place(("script", "source") if script.source else ("script",))
    why = (
        f"its document {quoted(script.source)} is not among the files"
        if script.source
        else "it names no document"
    )
    findings.note(
        place.line,
        place.column,
        "no-document",
        f"Nothing of this script was proved: {why}.",
        "Name its document after --against."
        if script.source
        else 'Add source = "the document it was made from" under [script].',
        Severity.WARNING,
    )
