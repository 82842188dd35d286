"""Where in a TOML file something stands: a path such as ("step", 2, "choice", 0) to its line.

`tomllib` tells the place of a syntax error only, so this scans the text once more, and only when a
place is asked for. It reads any text without complaint, in time proportional to its length; what
it cannot place it gives the nearest enclosing place.
"""

import re
import tomllib
from bisect import bisect_right

from msgspec import Struct

Where = tuple[str | int, ...]

MOST_KEY_PARTS = 10
MOST_NESTING = 20

_BLANK = re.compile(r"(?:[ \t\r\n]++|\#[^\n]*+)*+")
_SPACE = re.compile(r"[ \t]*+")
_QUOTED = r""""(?:[^"\\\n]++|\\[^\n])*+"?|'[^'\n]*+'?"""
_KEY_PART = re.compile(rf"[A-Za-z0-9_-]++|{_QUOTED}")
_SCALAR = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?P<close>"{3,5})?'
    r"|'''(?:[^']++|'(?!''))*+(?P<close_literal>'{3,5})?"
    r"""|"(?:[^"\\\n]++|\\[^\n])*+(?P<end>")?|'[^'\n]*+(?P<end_literal>')?"""
    r"|[^,\[\]{}\n#]++",
    re.DOTALL,
)
_OPENING = re.compile(r"""[^=\n]*=[ \t]*(?:(?P<basic>\"{3}\n?|\")|'{3}\n?|')""")
_BASIC_CHARACTER = re.compile(
    r"(?:\\[ \t]*\n[ \t\n]*)*(?:\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|.)", re.DOTALL
)
"""What stands for one character in a text between double quotation marks."""
_TO_LINE_END = re.compile(r"[^\n]*+")


class Place(Struct, frozen=True):
    """A place in a text, both numbers counted from 1."""

    line: int
    column: int


WHOLE_FILE = Place(0, 0)


class _Node:
    """A table, list or value: where it begins and what is in it.

    `value` is where the value itself begins and ends, of one that is neither table nor list.
    """

    __slots__ = ("children", "is_list", "offset", "value")

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.children: dict[str | int, _Node] = {}
        self.is_list = False
        self.value: tuple[int, int] | None = None

    def child(self, name: str | int, offset: int) -> "_Node":
        """The child of this name, which begins at `offset` if it was not there before."""
        return self.children.setdefault(name, _Node(offset))

    def add(self, offset: int) -> "_Node":
        return self.child(len(self.children), offset)

    def table(self) -> "_Node":
        """The table itself, or the last one of a list of tables."""
        return self.children[len(self.children) - 1] if self.is_list and self.children else self


class WrittenValue(Struct, frozen=True):
    """How a text has a setting: where its key begins, and where its value begins and ends."""

    key: int
    begins: int
    ends: int


class TomlPlaces:
    """The places of everything in one TOML text.

    `long_key` is the first key of more than `MOST_KEY_PARTS` parts, `deep` the first value nested
    deeper than `MOST_NESTING`; they would take `tomllib` too long or too deep. `unclosed` is the
    first text without a quotation mark at its end.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_starts = [0, *(m.end() for m in re.finditer("\n", self._text))]
        self._root = _Node(0)
        self._statements: list[int] = []
        self.long_key: Place | None = None
        self.deep: Place | None = None
        self.unclosed: Place | None = None
        self._scan()

    def at(self, where: Where) -> Place:
        """The place of `where`, or of the nearest thing around it."""
        node = self._root
        for name in where:
            if name not in node.children:
                break
            node = node.children[name]
        return self._place(node.offset)

    def written(self, where: Where) -> WrittenValue | None:
        """How the setting at `where` is written; None if it is not there, or is no plain value."""
        node = self._root
        for name in where:
            if name not in node.children:
                return None
            node = node.children[name]
        return WrittenValue(node.offset, *node.value) if node.value else None

    def settings(self, where: Where) -> tuple[str | int, ...]:
        """The names of what is in the table at `where`, in the order of the text."""
        node = self._root
        for name in where:
            if name not in node.children:
                return ()
            node = node.children[name]
        return tuple(node.children)

    def statement(self, line: int) -> Place:
        """Where the statement that runs through `line` begins."""
        last = self._line_starts[min(line, len(self._line_starts)) - 1]
        end = _TO_LINE_END.match(self._text, last)
        found = bisect_right(self._statements, end.end() if end else last)
        return self._place(self._statements[found - 1] if found else 0)

    def within(self, place: Place, words: str) -> Place:
        """The place of these words in the statement at `place`; its own if they are not in it."""
        start = self._line_starts[place.line - 1] + place.column - 1
        after = bisect_right(self._statements, start)
        end = self._statements[after] if after < len(self._statements) else len(self._text)
        found = self._text.find(words, start, end)
        return self._place(found) if found >= 0 else place

    def character(self, place: Place, at: int) -> Place:
        """Where character `at` (from 0) of the text stands that the setting at `place` has."""
        opening = _OPENING.match(self._text, self._line_starts[place.line - 1] + place.column - 1)
        if opening is None:
            return place
        if opening["basic"] is None:
            return self._place(opening.end() + at)
        pos = opening.end()
        for _ in range(at):
            pos = self._skip(_BASIC_CHARACTER, pos)
        return self._place(pos)

    def _place(self, offset: int) -> Place:
        line = bisect_right(self._line_starts, offset)
        return Place(line, offset - self._line_starts[line - 1] + 1)

    def _scan(self) -> None:
        table, pos = self._root, self._skip(_BLANK, 0)
        while pos < len(self._text):
            self._statements.append(pos)
            if self._text[pos] == "[":
                table, pos = self._header(pos)
            else:
                after, node = self._key(pos, table, pos)
                after = self._skip(_SPACE, after)
                pos = self._value(after + 1, node) if self._text[after : after + 1] == "=" else pos
            pos = self._skip(_BLANK, self._skip(_TO_LINE_END, pos))

    def _skip(self, pattern: re.Pattern[str], pos: int) -> int:
        match = pattern.match(self._text, pos)
        return match.end() if match else pos

    def _header(self, start: int) -> tuple[_Node, int]:
        listed = self._text.startswith("[[", start)
        pos = self._skip(_SPACE, start + 1 + listed)
        pos, node = self._key(pos, self._root, start)
        if listed:
            node.is_list = True
            return node.add(start), pos
        if not node.is_list:
            node.offset = start
        return node.table(), pos

    def _key(self, pos: int, node: _Node, offset: int) -> tuple[int, _Node]:
        """Read a dotted key from `pos` and go down to what it names, from `node`."""
        start, parts = pos, 0
        while match := _KEY_PART.match(self._text, pos):
            node = node.table().child(_unquoted(match[0]), offset)
            parts += 1
            pos = self._skip(_SPACE, match.end())
            if self._text[pos : pos + 1] != ".":
                break
            pos = self._skip(_SPACE, pos + 1)
        if parts > MOST_KEY_PARTS and self.long_key is None:
            self.long_key = self._place(start)
        return pos, node

    def _value(self, pos: int, node: _Node) -> int:
        """Pass over a value, noting what is in it; return where it ends.

        No recursion: a file may nest deeper than Python's stack.
        """
        containers: list[tuple[_Node, bool]] = []
        pos = self._skip(_SPACE, pos)
        while True:
            opening = self._text[pos : pos + 1]
            if opening in ("[", "{"):
                containers.append((node, opening == "["))
                if len(containers) > MOST_NESTING and self.deep is None:
                    self.deep = self._place(pos)
                pos += 1
            else:
                start, pos = pos, self._scalar(pos)
                node.value = (start, pos)
            inner, pos = self._next(pos, containers)
            if inner is None:
                return pos
            node = inner

    def _scalar(self, pos: int) -> int:
        match = _SCALAR.match(self._text, pos)
        if match and match[0][0] in "\"'" and match.lastgroup is None and not self.unclosed:
            self.unclosed = self._place(pos)
        return match.end() if match else pos

    def _next(self, pos: int, containers: list[tuple[_Node, bool]]) -> tuple[_Node | None, int]:
        """Go on to the next value inside the open containers, if there is one."""
        while containers:
            pos = self._skip(_BLANK, pos)
            char = self._text[pos : pos + 1]
            if not char:
                break
            if char in "]}":
                containers.pop()
                pos += 1
            elif char == ",":
                pos += 1
            elif containers[-1][1]:
                return containers[-1][0].add(pos), pos
            else:
                after, node = self._key(pos, containers[-1][0], pos)
                after = self._skip(_SPACE, after)
                if self._text[after : after + 1] == "=":
                    return node, self._skip(_SPACE, after + 1)
                pos = max(after, pos + 1)
        return None, pos


def _unquoted(part: str) -> str:
    if part[0] == '"' and "\\" in part:
        try:
            return str(tomllib.loads(f"key = {part}")["key"])
        except ValueError:
            return part
    return part.strip(part[0]) if part[0] in "\"'" else part
