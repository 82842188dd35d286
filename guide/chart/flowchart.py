"""A Mermaid flowchart as people write them: its boxes and links, and what could not be read.

The language is that of https://mermaid.js.org/syntax/flowchart.html, as far as it says what leads
where. What says how a chart looks is passed over with a word. A line that cannot be read is told
and passed over; nothing else is lost by it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

from msgspec import Struct

from guide.errors import ScriptError
from guide.script.findings import Findings, quoted
from guide.script.locate import Place
from guide.text import plain_line

MOST_BYTES = 1_048_576
MOST_BOXES = 1_000
MOST_LINKS = 9_000
"""So many choices as so many steps can have."""
_MOST_UNREAD = 100
"""A file with more lines that cannot be read is none that Mermaid draws."""
_MOST_WITHIN = 100


class Box(Struct):
    """A box of the chart, the line of the file that names it first, and what stands in it."""

    id: str
    label: str
    line: int


class Link(Struct, frozen=True):
    """A link from one box to another, by their ids, and the rows of its label, if it has one."""

    source: str
    target: str
    rows: tuple[str, ...]
    line: int


class Flowchart(Struct, frozen=True):
    """What a file says; `title` may be empty. The boxes stand in the order of the file."""

    title: str
    boxes: tuple[Box, ...]
    links: tuple[Link, ...]


def read_flowchart(text: str, findings: Findings) -> Flowchart:
    """Read a flowchart; what cannot be read of it is noted in `findings`.

    Raises ScriptError for what is no flowchart, or one with more boxes or links than a script may
    have steps and choices.
    """
    return _Reader(text, findings).read()


_FENCE = re.compile(r"\s*(```+|~~~+)[ \t]*mermaid[ \t\r]*\n")


def _unfenced(text: str) -> str:
    """What stands within the fence of Markdown that a text begins with, on the same lines."""
    fence = _FENCE.match(text)
    if fence is None:
        return text
    within = text[fence.end() :]
    closing = re.search(rf"^[ \t]*{fence[1]}[ \t\r]*$", within, re.MULTILINE)
    return "\n" * fence[0].count("\n") + within[: closing.start() if closing else None]


_BLANK = re.compile(r"[ \t\r]*")
_BETWEEN = re.compile(r"[ \t\r\n;]*")
_ID = re.compile(r"(?:[\w!#$'*+.`?\\/]|-(?=[^>\-.\s])|=(?=[^=\s]))+")
_CLASS = re.compile(r":::[\w-]+")
_MORE_OF_BOX = re.compile(r"@\{([^{}]*)\}")
_MORE_LABEL = re.compile(r"""\blabel:\s*(?:"([^"]*)"|'([^']*)'|([^,\n]*))""")

_SHAPES = (
    ("(((", (")))",)),
    ("((", ("))",)),
    ("([", ("])",)),
    ("(-", ("-)",)),
    ("(", (")",)),
    ("[[", ("]]",)),
    ("[(", (")]",)),
    ("[/", ("/]", "\\]")),
    ("[\\", ("\\]", "/]")),
    ("[", ("]",)),
    ("{{", ("}}",)),
    ("{", ("}",)),
    (">", ("]",)),
)
"""How a text is put into a box, and how that is closed; the longest first."""
_OPENING = ("(", "[", "{", ">")
_LEANING = "/\\-"
"""Signs of a shape that may stand in its text as well."""
_IN_QUOTES = re.compile(r'[ \t\r\n]*"([^"]*)"[ \t\r\n]*')
_WITHOUT_QUOTES = re.compile(r'[^\[\](){}|"]*')

_LINK_ID = re.compile(r"([\w-]+)@(?=[xo<]?[-=~])")
_WHOLE_LINK = re.compile(r"([xo<]?)(?:--+[-xo>]|==+[=xo>]|-?\.++-[xo>]?)")
_UNSEEN_LINK = re.compile(r"~~~+")
_LINK_BEGINS = re.compile(r"([xo<]?)(--|==|-\.)")
_LINK_ENDS = {
    "--": re.compile(r"--+[-xo>]"),
    "==": re.compile(r"==+[=xo>]"),
    "-.": re.compile(r"(?<!\.)\.++-[xo>]?"),
}
_LINK_LABEL = re.compile(r'[ \t]*\|(?:[ \t]*"([^"]*)"[ \t]*|([^|\n]*))\|')

_HEADER = re.compile(
    r"\s*(?:flowchart(?:-elk)?|graph)(?:[ \t]+(?:TB|TD|BT|RL|LR|[<>^v]))?[ \t\r]*(?=[;\n]|%%|$)"
)
_KEYWORD = re.compile(
    r"(classDef|class|style|linkStyle|click|direction|accTitle|accDescr|subgraph|end)"
    r"(?=[ \t\r\n;:{]|$)"
)
_PASSED_OVER = {
    "classDef": "how boxes look",
    "class": "how boxes look",
    "style": "how boxes look",
    "linkStyle": "how links look",
    "click": "what a click on a box does",
}
_REST = re.compile(r'(?:"[^"\n]*+"|[^;\n])*+')
_GROUP = re.compile(r'([^\s\["]+)[ \t]*(?:\[.*)?')
_TITLE = re.compile(r"^title:[ \t]*(.*)$", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*%%.*$", re.MULTILINE)

_BREAKS = re.compile(r"<br[ \t]*/?>|\\n|\n", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,99}>")
_ICON = re.compile(r"\bfa[a-z]?:fa-[\w-]+")
_ENTITY = re.compile(r"[#&](?:#?([0-9]{1,7})|([A-Za-z][A-Za-z0-9]{1,30}));")

_EXAMPLE = "Write it like this: A[Greet] -->|angry| B[Listen]."
_NEEDS_QUOTES = 'Put a text with brackets or quotes in it between quotation marks: A["…"].'


class _Unreadable(Exception):
    """From here on the line cannot be read; the text says what would mend it."""


class _Reader:
    """Reads one file. Each sign of it is looked at a few times at most, however it is written."""

    def __init__(self, text: str, findings: Findings) -> None:
        self._findings = findings
        self._title = ""
        self._at = 0
        self._text = self._without_remarks(_unfenced(text.removeprefix("\ufeff")))
        self._line_ends = [found.start() for found in re.finditer("\n", self._text)]
        self._boxes: dict[str, Box] = {}
        self._links: list[Link] = []
        self._link_ids: set[str] = set()
        self._groups: dict[str, str] = {}
        self._open_groups: list[tuple[str, Place]] = []
        self._passed_over: dict[str, list[Place]] = {}

    def read(self) -> Flowchart:
        header = _HEADER.match(self._text, self._at)
        if header is None:
            first = next(iter(self._text[self._at : self._at + 999].split()), "")
            told = f"It begins with {quoted(plain_line(first))}" if first else "It is empty"
            raise ScriptError(
                f"{self._findings.file} is no flowchart of Mermaid. {told}; a flowchart begins with"
                " flowchart TD, or graph LR."
            )
        self._at = header.end()
        while self._at < len(self._text):
            boxes, links = len(self._boxes), len(self._links)
            try:
                self._statement()
            except _Unreadable as unreadable:
                self._note_unreadable(str(unreadable))
                self._forget_unlinked(boxes, links)
            if self._findings.count > _MOST_UNREAD:
                raise ScriptError(
                    f"{self._findings.file} has more than {_MOST_UNREAD:,} lines that cannot be"
                    " read. See that it is a flowchart of Mermaid."
                )
        for name, place in self._open_groups:
            message = f"The subgraph {quoted(name)} is not closed."
            self._findings.error(place, "unread", message, "Write end below its last line.")
        for keyword, places in self._passed_over.items():
            also = f" (and {len(places) - 1} more)" if len(places) > 1 else ""
            what = f"{_PASSED_OVER[keyword]}, which a script does not say"
            message = f"{quoted(keyword)} is about {what}: it is left out{also}."
            self._warn(places[0], message, "Nothing is to be done about it.")
        drawn = tuple(box for box in self._boxes.values() if box.id not in self._groups)
        return Flowchart(self._title, drawn, tuple(self._between_boxes()))

    def _without_remarks(self, text: str) -> str:
        """The text without what stands above the chart and without comments, line for line."""
        text = text.replace("\r\n", "\n")
        start = len(text) - len(text.lstrip())
        end = text.find("\n---", start)
        if text.startswith("---", start) and end > 0:
            head = text[start:end]
            if found := _TITLE.search(head):
                self._title = shown(found[1].strip().strip("\"'"))
            text = "\n" * text.count("\n", 0, end + 1) + text[end + 4 :].lstrip("-")
        pieces: list[str] = []
        at = 0
        while (begin := text.find("%%{", at)) >= 0 and (end := text.find("}%%", begin)) >= 0:
            pieces += [text[at:begin], "\n" * text.count("\n", begin, end)]
            at = end + 3
        return _COMMENT.sub("", "".join([*pieces, text[at:]]))

    # Where one is

    @property
    def _place(self) -> Place:
        return self._place_of(self._at)

    def _place_of(self, at: int) -> Place:
        line = bisect_right(self._line_ends, at - 1)
        return Place(line + 1, at - (self._line_ends[line - 1] if line else -1))

    @property
    def _line_end(self) -> int:
        line = bisect_right(self._line_ends, self._at - 1)
        return self._line_ends[line] if line < len(self._line_ends) else len(self._text)

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """What stands here, if it is this; one is behind it then."""
        found = pattern.match(self._text, self._at)
        if found is not None:
            self._at = found.end()
        return found

    def _takes(self, text: str) -> bool:
        taken = self._text.startswith(text, self._at)
        self._at += len(text) if taken else 0
        return taken

    def _rest_of_line(self) -> str:
        start, self._at = self._at, self._line_end
        return self._text[start : self._at].strip()

    def _note_unreadable(self, fix: str) -> None:
        place = self._place
        rest = plain_line(self._rest_of_line())
        message = f"It cannot be read from {quoted(rest)} on." if rest else "Something is missing."
        self._findings.error(place, "unread", message, fix)

    def _forget_unlinked(self, boxes: int, links: int) -> None:
        """Forget the boxes that an unreadable statement names first, unless it links them.

        `boxes` and `links` are how many there were before it.
        """
        linked = {box for link in self._links[links:] for box in (link.source, link.target)}
        named = [self._boxes.popitem() for _ in range(len(self._boxes) - boxes)]
        self._boxes.update((name, box) for name, box in reversed(named) if name in linked)

    def _warn(self, place: Place, message: str, fix: str) -> None:
        self._findings.warning(place, "passed-over", message, fix)

    # Statements

    def _statement(self) -> None:
        self._take(_BETWEEN)
        if self._is_remark():
            return
        place = self._place
        if keyword := self._take(_KEYWORD):
            self._keyword(keyword[1], place)
            return
        group = self._group()
        while link := self._link():
            before, group = group, self._group()
            self._connect(before, group, *link, place.line)
        self._take(_BLANK)
        if not self._is_remark() and self._text[self._at] not in ";\n":
            raise _Unreadable(_NEEDS_QUOTES if self._text[self._at] in '[](){}"' else _EXAMPLE)

    def _is_remark(self) -> bool:
        """Whether nothing follows in this line but a remark, which is passed over."""
        remark = self._takes("%%")
        if remark:
            self._rest_of_line()
        return remark or self._at >= len(self._text)

    def _keyword(self, keyword: str, place: Place) -> None:
        if keyword in _PASSED_OVER:
            self._passed_over.setdefault(keyword, []).append(place)
        found = self._take(_REST)
        rest = found[0].strip() if found else ""
        if keyword == "subgraph":
            named = _GROUP.fullmatch(rest)
            name = named[1] if named else rest.strip('"')
            self._groups.setdefault(name, "")
            self._open_groups.append((name, place))
            if len(self._open_groups) > _MOST_WITHIN:
                raise self._too_many("subgraphs within one another", _MOST_WITHIN)
        elif keyword == "end":
            if not self._open_groups:
                message = "There is an `end` and no subgraph to be ended."
                self._findings.error(place, "unread", message, "Take it out.")
            else:
                self._open_groups.pop()
        elif keyword == "accTitle":
            self._title = self._title or shown(rest.lstrip(":"))
        elif keyword == "accDescr" and rest.startswith("{") and "}" not in rest:
            self._pass_over_description(place)

    def _pass_over_description(self, place: Place) -> None:
        end = self._text.find("}", self._at)
        self._at = end + 1 if end >= 0 else len(self._text)
        if end < 0:
            message = "The description that begins here is not closed."
            self._findings.error(place, "unread", message, "Write } behind it.")

    def _group(self) -> list[str]:
        """One box, or several with & between; each once."""
        boxes = [self._box()]
        self._take(_BLANK)
        while self._takes("&"):
            boxes.append(self._box())
            self._take(_BLANK)
            if len(boxes) > MOST_BOXES:
                raise self._too_many("boxes", MOST_BOXES)
        return list(dict.fromkeys(boxes))

    def _too_many(self, things: str, most: int) -> ScriptError:
        at = f"{self._findings.file}:{self._place.line}"
        return ScriptError(f"{at}: There are more than {most:,} {things}. Divide the chart.")

    def _box(self) -> str:
        self._take(_BLANK)
        start = self._at
        named = self._take(_ID)
        if named is None:
            raise _Unreadable(_EXAMPLE)
        label = self._label_in_shape()
        self._take(_CLASS)
        if more := self._take(_MORE_OF_BOX):
            if named[0] in self._link_ids:
                return named[0]
            if found := _MORE_LABEL.search(more[1]):
                label = next(filter(None, found.groups()), "")
        self._take(_CLASS)
        self._name(named[0], label, self._place_of(start).line)
        return named[0]

    def _label_in_shape(self) -> str | None:
        start = self._at
        if not self._text.startswith(_OPENING, start):
            return None
        for opening, closings in _SHAPES:
            self._at = start
            if self._takes(opening) and (label := self._label(closings)) is not None:
                return label
        self._at = start
        return None

    def _label(self, closings: tuple[str, ...]) -> str | None:
        """What stands in a box up to where it is closed; None if it is not closed so."""
        if in_quotes := self._take(_IN_QUOTES):
            return in_quotes[1] if any(map(self._takes, closings)) else None
        found = self._take(_WITHOUT_QUOTES)
        label = found[0] if found else ""
        for closing in closings:
            leans = closing[0] in _LEANING
            if leans and label.endswith(closing[0]) and self._takes(closing[1:]):
                return label[:-1]
            if not leans and self._takes(closing):
                return label
        return None

    def _name(self, name: str, label: str | None, line: int) -> None:
        """Have a box of this name; the label that is given last is what stands in it."""
        if name in self._groups:
            return
        if self._open_groups and not self._groups[self._open_groups[-1][0]]:
            for group, _ in self._open_groups:
                self._groups[group] = self._groups[group] or name
        if name not in self._boxes:
            if len(self._boxes) == MOST_BOXES:
                raise self._too_many("boxes", MOST_BOXES)
            self._boxes[name] = Box(name, shown(name), line)
        if label is not None and (said := shown(label)):
            self._boxes[name].label = said

    # Links

    def _link(self) -> tuple[str, bool, bool] | None:
        """The label of a link, and whether it leads on and back; None where there is no link."""
        self._take(_BLANK)
        if named := self._take(_LINK_ID):
            self._link_ids.add(named[1])
        if self._take(_UNSEEN_LINK):
            return "", False, False
        if whole := self._take(_WHOLE_LINK):
            label = self._take(_LINK_LABEL)
            words = next(filter(None, label.groups()), "") if label else ""
            return (words, *_directions(whole[1], whole[0]))
        if begins := self._take(_LINK_BEGINS):
            end = _LINK_ENDS[begins[2]].search(self._text, self._at, self._line_end)
            if end is None:
                raise _Unreadable("Close the arrow: A -- words --> B.")
            words, self._at = self._text[self._at : end.start()], end.end()
            return (words.strip().strip('"'), *_directions(begins[1], end[0]))
        return None

    def _connect(
        self, sources: list[str], targets: list[str], label: str, on: bool, back: bool, line: int
    ) -> None:
        pairs = len(sources) * len(targets) * (on + back)
        if len(self._links) + pairs > MOST_LINKS:
            raise self._too_many("links", MOST_LINKS)
        rows = rows_of(label)
        for source in sources:
            for target in targets:
                if on:
                    self._links.append(Link(source, target, rows, line))
                if back:
                    self._links.append(Link(target, source, rows, line))

    def _between_boxes(self) -> Iterator[Link]:
        """The links, with those that lead to a group leading to its first box."""
        for link in self._links:
            target = self._groups.get(link.target, link.target)
            if link.source in self._groups or not target:
                group = link.source if link.source in self._groups else link.target
                message = f"A link of the subgraph {quoted(group)} as a whole is no choice."
                fix = "Draw it from the box that it leads from, to the box that it leads to."
                self._findings.error(Place(link.line, 1), "unread", message, fix)
            else:
                yield Link(link.source, target, link.rows, link.line)


def _directions(head: str, link: str) -> tuple[bool, bool]:
    """Whether a link leads on, and whether it leads back: `<-->` does both, `---` leads on."""
    back = head == "<"
    return not back or link.endswith(">"), back


def shown(text: str) -> str:
    """What Mermaid shows for a text, as one line.

    >>> shown("`say #quot;hi#quot;<br/><b>now</b>`")
    'say "hi" now'
    """
    return " ".join(rows_of(text))


def rows_of(text: str) -> tuple[str, ...]:
    """What Mermaid shows for a text, row by row; none is empty."""
    text = text.strip()
    if len(text) > 1 and text.startswith("`") and text.endswith("`"):
        text = text[1:-1]
    return tuple(filter(None, map(_row, _BREAKS.split(text))))


def _row(text: str) -> str:
    return plain_line(_ENTITY.sub(_character, _ICON.sub("", _TAG.sub("", text))))


def _character(found: re.Match[str]) -> str:
    number, name = found.groups()
    if number:
        return chr(int(number)) if int(number) < 0x110000 else ""
    # Few charts have any.
    from html.entities import html5

    return html5.get(f"{name};", found[0])
