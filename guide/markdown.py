"""Text in Markdown that shows to the letter: nothing a person typed becomes markup.

Only what would become markup is escaped, so that who reads the file as it is reads nearly what was
typed.
"""

import re
from collections.abc import Iterable, Sequence

from guide.text import plain

_MARKUP = re.compile(r"[\\`*\[<|~]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_SCHEME = re.compile(r"(https?|ftp|mailto|xmpp):", re.IGNORECASE)
_WWW = re.compile(r"(www)\.", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<=\S)@(?=\S)")
_ANY = re.compile(r"[\\`*\[<|~_&@:.](?<![^psoPSOſ]:)(?<!^:)(?<![^wW]\.)(?<!^\.)")
"""One of these is in whatever is escaped, of `:` and `.` those behind a letter that ends a scheme
or `www`: most lines have none, and are looked at once."""
_LINE_START = re.compile(r"^([-+#>=:]|\d+(?=[.)]))")


def flowing(text: str) -> str:
    """One line of `text` for the middle of a line of Markdown; line ends become spaces."""
    return _escaped(" ".join(_lines(text)))


def opening(text: str) -> str:
    """One line of `text` for the beginning of a line, or of an item of a list."""
    return _start_escaped(flowing(text).lstrip())


def heading(level: int, text: str) -> str:
    """A heading. A number sign at its end would be taken for its closing."""
    return f"{'#' * level} {flowing(text).replace('#', chr(92) + '#')}"


def cell(text: str) -> str:
    """`text` for the cell of a table, where only `<br>` can end a line."""
    safe = plain(text)
    return _escaped(safe) if "\n" not in safe else "<br>".join(map(_escaped, safe.split("\n")))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table; the cells are escaped here."""
    ruler = "|" + " --- |" * len(head)
    return [_row(head), ruler, *(_row(row) for row in rows)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(cell, cells))} |"


def block(first: str, text: str, indent: str) -> list[str]:
    """`text` after the Markdown `first`; its further lines and paragraphs stand behind `indent`."""
    written: list[str] = []
    for n, line in enumerate(_lines(text)):
        escaped = _escaped(line)
        if not n:
            written.append(first + escaped)
        elif not line.strip():
            written.append(indent.rstrip())
        else:
            # Two spaces at a line's end are a line break that leaves no mark in the plain text.
            written[-1] += "  " if written[-1].strip(" >") else ""
            written.append(indent + _start_escaped(escaped.lstrip()))
    return written


def quote(text: str, indent: str = "") -> list[str]:
    """`text` as a quotation of its own, to the letter."""
    return block(f"{indent}> “", text + "”", f"{indent}> ")


def _lines(text: str) -> list[str]:
    return plain(text).split("\n")


def _start_escaped(line: str) -> str:
    """A line that nothing stands before, kept from being a list, a heading or a rule."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    at = found.end() if found[1].isdigit() else 0
    return f"{line[:at]}\\{line[at:]}"


def _escaped(line: str) -> str:
    if _ANY.search(line) is None:
        return line
    line = _MARKUP.sub(r"\\\g<0>", line)
    line = _UNDERSCORE.sub(r"\\_", line)
    line = _ENTITY.sub(r"\\&", line)
    line = _SCHEME.sub(r"\1\\:", line)
    line = _WWW.sub(r"\1\\.", line)
    return _ADDRESS.sub(r"\\@", line)
