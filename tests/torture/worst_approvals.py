"""The worst approvals, and scripts that differ from them as much as they can."""

from collections.abc import Callable
from datetime import UTC, datetime

from torture.worst_parts import Files, full, head, step

from guide.script.approval import (
    APPROVALS_FILE,
    MOST_APPROVAL_BYTES,
    MOST_APPROVAL_MARKS,
    Approval,
    Approvals,
    ApprovedLine,
    approvals_text,
)
from guide.script.model import hash_of
from guide.script.toml_reader import marks_in

_SOUND = head() + step("a")
_AT = datetime(2026, 1, 31, tzinfo=UTC)


def _fits(text: str) -> bool:
    return len(text) <= MOST_APPROVAL_BYTES and marks_in(text) <= MOST_APPROVAL_MARKS


def _approved(lines: list[ApprovedLine], records: int = 1) -> str:
    """As many records of as many of these lines as the caps let a file have."""
    while True:
        record = Approval("a", "1", hash_of(""), "K", _AT, "", tuple(lines))
        text = approvals_text(Approvals((record,) * records))
        if _fits(text):
            return text
        lines, records = lines[: len(lines) * 9 // 10], max(1, records * 9 // 10)


def _line(name: object, text: str) -> ApprovedLine:
    return ApprovedLine(str(name), hash_of(text), text)


def _one_long_text() -> Files:
    """Half a megabyte in one line, every other word of which was changed."""
    begin = _SOUND + '[[step.line]]\nid="l"\ntext="""\n'
    was = "".join(f"a{n} c\n" for n in range(40_000))
    now = full(begin, lambda n: f"a{n} b\n", '"""\n')
    return {"a.toml": now, APPROVALS_FILE: _approved([_line("l", was)])}


def _changed(was: str, now: str) -> Callable[[], Files]:
    """As many lines as fit, each of them changed."""

    def files() -> Files:
        text = full(_SOUND, lambda n: f'[[step.line]]\nid="{n}"\ntext="{now}"\n')
        lines = [_line(n, was) for n in range(text.count("[[step.line]]"))]
        return {"a.toml": text, APPROVALS_FILE: _approved(lines)}

    return files


def _translations(source: str, text: str) -> Callable[[], Files]:
    """As many lines as fit, each with a translation that is approved for these words."""

    def files() -> Files:
        made = '[[step.line]]\nid="{}"\ntext="T"\ntranslation.es="U"\n'
        written = full(_SOUND, lambda n: made.format(n), share=0.3)
        names = range(written.count("[[step.line]]"))
        lines = [_line(n, "T") for n in names]
        lines += [
            ApprovedLine(str(n), hash_of(text), text, "", "es", hash_of(source)) for n in names
        ]
        return {"a.toml": written, APPROVALS_FILE: _approved(lines)}

    return files


def _translated_into_anything() -> Files:
    """A line whose translations were approved into thousands of languages that no file has."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    codes = [f"q{a}{b}-{n:03}" for n in range(9) for a in letters for b in letters]
    lines = [ApprovedLine("l", hash_of("U"), "U", "", code, hash_of("T")) for code in codes]
    text = full(_SOUND, lambda n: f'[[step.line]]\nid="{n or "l"}"\ntext="T"\n')
    return {"a.toml": text, APPROVALS_FILE: _approved([_line("l", "T"), *lines])}


def _beside(approvals: str) -> Files:
    return {"a.toml": _SOUND, APPROVALS_FILE: approvals}


_WORDS = range(99)
APPROVALS: dict[str, Callable[[], Files]] = {
    "one long text changed": _one_long_text,
    "short lines changed": _changed("a", "b"),
    "every other word changed": _changed(
        " ".join(f"a{n} b" for n in _WORDS), " ".join(f"c{n} b" for n in _WORDS)
    ),
    "every word changed": _changed(
        " ".join(f"a{n}" for n in _WORDS), " ".join(f"b{n}" for n in _WORDS)
    ),
    "translations changed": _translations("T", "V"),
    "translations stale": _translations("S", "U"),
    "translations into anything": _translated_into_anything,
    "many approvals": lambda: _beside(_approved([], 20_000)),
    "a flaw after many approvals": lambda: _beside(_approved([], 20_000)[:-200] + "\na = b\n" * 9),
    "dots in place of approvals": lambda: _beside(
        "".join(f"n{n}.a.a.a.a.a.a.a.a.a=1\n" for n in range(MOST_APPROVAL_MARKS // 10))
    ),
}
