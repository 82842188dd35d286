"""The documents wording comes from: whether each line stands in its document to the letter.

Typographic quotes and white space are folded, in document and wording alike, and nothing else.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path, PurePath

from msgspec import Struct

from guide.errors import ScriptError
from guide.script.approval import approved_words
from guide.script.diff import Fragment, around, differences, marked
from guide.script.findings import Findings, Problem, listed, quoted
from guide.script.locate import Where
from guide.script.model import PLACE, Line, Script, Status
from guide.script.parse import parse_text
from guide.script.toml_reader import file_name, text_of

MOST_DOCUMENT_BYTES = 2_097_152

_MOST_NEAREST = 100
_QUOTES = str.maketrans("‘’‚‛“”„‟", "''''\"\"\"\"")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\S+")
_BETWEEN = 60
_RAREST = 12
_MOST_PLACES = 500
_DRIFT = 5
_MOST_WORDS = 200
_MARKS = "\"'()[]"


class Nearest(Struct, frozen=True):
    """The passage of a document most like some wording.

    `line` is where it begins, from 1; `pieces` lead from the wording to the passage.
    """

    line: int
    pieces: tuple[Fragment, ...]


class Document:
    """The text of one document. Looking into it takes time in proportion to its length."""

    def __init__(self, text: str) -> None:
        self._text = text.translate(_QUOTES)
        self._folded = _folded(text)

    def has(self, wording: str) -> bool:
        """Say whether the wording stands in the document to the letter, from word to word.

        Where the wording has a place for a detail of the call, the document may have a few words.
        """
        pieces = [piece for piece in map(_folded, PLACE.split(wording)[::2]) if piece]
        if not pieces:
            return True
        # Atomic groups: what was found of one piece is not looked for again for the sake of the
        # next, so that the cost has a bound.
        rest = (f"(?>.{{0,{_BETWEEN}}}?{re.escape(piece)})" for piece in pieces[1:])
        before = r"(?<!\w)" if _is_word(pieces[0][0]) else ""
        after = r"(?!\w)" if _is_word(pieces[-1][-1]) else ""
        pattern = re.compile(before + re.escape(pieces[0]) + "".join(rest) + after)
        # Looking for plain words is many times faster than looking for a pattern.
        start = self._folded.find(pieces[0])
        while start >= 0 and not pattern.match(self._folded, start):
            start = self._folded.find(pieces[0], start + 1)
        return start >= 0

    def nearest(self, wording: str) -> Nearest | None:
        """The passage most like the wording; None if nothing is like it."""
        words = _WORD.findall(_folded(wording))[:_MOST_WORDS]
        start = self._likeliest_start([_bare(word) for word in words])
        if start is None:
            return None
        first = max(0, start - _DRIFT)
        window = self._words[first : start + len(words) + _DRIFT]
        window = _aligned(words, window)
        if not window:
            return None
        passage = _without_quotes(" ".join(match[0] for match in window), " ".join(words))
        pieces = differences(" ".join(words), passage)
        return Nearest(bisect_right(self._line_starts, window[0].start()), pieces)

    def _likeliest_start(self, words: Sequence[str]) -> int | None:
        """The word of the document where a passage with the rarest of these words would begin."""
        index = self._index
        found = sorted((len(index[word]), n) for n, word in enumerate(words) if word in index)[
            :_RAREST
        ]
        votes: Counter[int] = Counter()
        for _, n in found:
            votes.update(at - n for at in index[words[n]][:_MOST_PLACES])
        if not votes:
            return None
        near = range(-_DRIFT, _DRIFT + 1)
        best = max(votes, key=lambda at: (sum(votes[at + n] for n in near), votes[at], -at))
        return max(0, best)

    @cached_property
    def _words(self) -> list[re.Match[str]]:
        return list(_WORD.finditer(self._text))

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        index: dict[str, list[int]] = {}
        for n, match in enumerate(self._words):
            index.setdefault(_bare(match[0]), []).append(n)
        return index

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self._text))]


def _aligned(words: Sequence[str], window: list[re.Match[str]]) -> list[re.Match[str]]:
    """The part of the window that goes with the words; empty if a third of them is not in it."""
    from difflib import SequenceMatcher  # Only wording that is not there is worth the time.

    ours, theirs = [_bare(word) for word in words], [_bare(match[0]) for match in window]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()[:-1]
    if not blocks or sum(block.size for block in blocks) * 3 < len(words):
        return []
    start = max(0, blocks[0].b - blocks[0].a)
    left_over = len(words) - blocks[-1].a - blocks[-1].size
    return window[start : blocks[-1].b + blocks[-1].size + left_over]


def _without_quotes(passage: str, words: str) -> str:
    """The passage without the quotation marks around it that the words do not have."""
    if words[0] not in _MARKS:
        passage = passage.lstrip(_MARKS)
    return passage if words[-1] in _MARKS else passage.rstrip(_MARKS)


def _folded(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_QUOTES)).strip()


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _bare(word: str) -> str:
    """A word as it is looked for: without punctuation around it, in small letters."""
    return word.strip(".,;:!?()[]\"'…-–—").casefold()


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
    findings = Findings(script.file)
    findings.look_in(script.text)
    if document is None:
        _note_no_document(script, findings)
        return findings.problems
    lines = {line.id: line for line in script.lines}
    name = quoted(PurePath(script.source).name)
    for where, worded in parse_text(script.text, script.file).lines.worded:
        line = lines[worded.id]
        if line.spoken.text:
            _note_unless_there((*where, "text"), line, document, name, findings)
    return findings.problems


def _note_unless_there(
    where: Where, line: Line, document: Document, name: str, findings: Findings
) -> None:
    own = line.spoken
    adapted = own.status is Status.ADAPTED
    if adapted and not line.original:
        message = f"Line {quoted(line.id)} is adapted, and does not say from which words of {name}."
        fix = 'Add original = "…" with the words of the document.'
        findings.error(where, "no-original", message, fix)
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
    findings.error(
        where,
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


def _note_no_document(script: Script, findings: Findings) -> None:
    if not any(line.spoken.text for line in script.lines):
        return
    where: Where = ("script",)
    why = "it names no document"
    fix = 'Add source = "the document it was made from" under [script].'
    if script.source:
        where = ("script", "source")
        why = f"its document {quoted(script.source)} is not among the files"
        fix = "Name its document after --against."
    message = f"Nothing of this script was proved: {why}."
    findings.warning(where, "no-document", message, fix)
