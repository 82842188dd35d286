"""A script drafted from a flowchart: its steps, choices and endings, and gaps for the wording.

What a box or a choice is called is taken from the chart; no line of wording is. A box that nothing
leads on from is an ending. The signs of our own charts are understood: `■` an ending, `⇢` another
script, `↩` back, `↺` the same step again; so are choices that begin with their keys.
"""

import json
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from guide.chart.flow import TitleSign
from guide.chart.flowchart import Box, Flowchart, Link
from guide.errors import ScriptError
from guide.script.checks import MOST_CHOICES
from guide.script.findings import Findings, quoted
from guide.script.locate import Place
from guide.script.model import ENDED, TargetKind
from guide.script.setting import MOST_ID
from guide.script.table import id_like
from guide.script.toml_reader import MOST_BYTES, MOST_MARKS, marks_in
from guide.text import cut

MOST_TITLE = 80
"""So many cells of a label are a title; that of a box is kept whole as coaching where it is longer.
"""

_MOST_COACHING = 2_000
_ROOM_FOR_COUNT = 5
_WITH_KEY = re.compile(r"([1-9]) (.*\S)")
_ABOUT = """\
# Made from a flowchart by guide import. Each `gap` is wording that is still to be written: put
# `text` in its place, and have it approved.
"""


class Draft(Struct, frozen=True):
    """The text of a script's file, and how many steps and choices it has."""

    text: str
    steps: int
    choices: int


class _Choice(Struct, frozen=True):
    """A choice with its key, where the chart gives it one, and the box that it leads to."""

    key: int
    label: str
    box: Box
    line: int


def drafted(chart: Flowchart, name: str, findings: Findings) -> Draft:
    """A script of the chart; `name` is that of its file, for one without a title.

    What a script cannot have of the chart is noted in `findings`. Raises ScriptError for a chart
    without boxes, and for one that would be larger than a script may be.
    """
    if not chart.boxes:
        raise ScriptError(f"{findings.file} holds no box, so there is no step to begin with.")
    drafting = _Drafting(chart, findings)
    steps = [part for box in drafting.steps for part in drafting.step(box)]
    title = cut(chart.title or name, MOST_TITLE)
    head = _table(
        "[script]",
        ("id", id_like(title).replace("_", "-") or "script"),
        ("title", title),
        ("use_when", "Still to be written: when this script is to be used."),
        ("version", "1"),
    )
    endings = (
        _table("[[ending]]", ("id", ending), ("label", label))
        for label, ending in drafting.endings.values()
    )
    text = "\n".join([_ABOUT, head, *endings, *steps])
    if len(text.encode()) > MOST_BYTES or marks_in(text) > MOST_MARKS:
        raise ScriptError(
            f"{findings.file} is too large: its script would be larger than {MOST_BYTES:,} bytes."
            " Divide it into several files."
        )
    return Draft(text, len(drafting.steps), drafting.choices)


def _table(heading: str, *settings: tuple[str, str | Sequence[str]], indent: str = "") -> str:
    """A table of a TOML file, of texts and lists of texts, which JSON writes alike."""
    written = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in settings)
    return "".join(f"{indent}{row}\n" for row in (heading, *written))


class _Drafting:
    """Makes the steps of one chart, and the endings that they lead to.

    `endings` are those met so far: each label and id, by the label in small letters.
    """

    def __init__(self, chart: Flowchart, findings: Findings) -> None:
        self._findings = findings
        self._boxes = {box.id: box for box in chart.boxes}
        self._links: dict[str, list[Link]] = {box.id: [] for box in chart.boxes}
        for link in chart.links:
            self._links[link.source].append(link)
        self._has_keys = self._each_choice_has_its_key()
        self.steps = self._steps_of(chart)
        self._step_ids = _Ids()
        self._id_of = {box.id: self._step_ids.make(_title(box), box.id) for box in self.steps}
        self._ending_ids = _Ids()
        self.endings: dict[str, tuple[str, str]] = {}
        self._others_told: set[str] = set()
        self.choices = 0

    def _steps_of(self, chart: Flowchart) -> list[Box]:
        """The boxes that something leads on from, the first of the call first."""
        led_to = {link.target for link in chart.links if link.target != link.source}
        begin = [box for box in chart.boxes if self._links[box.id] and box.id not in led_to]
        first = next(iter(begin), chart.boxes[0])
        for box in begin[1:]:
            message = f"Nothing leads to {quoted(box.label)}, and the call begins at"
            message = f"{message} {quoted(first.label)}: nobody will come to it."
            fix = "Lead there from another box, or make two charts of the two."
            self._findings.warning(Place(box.line, 1), "second-root", message, fix)
        for box in chart.boxes:
            if box is not first and not self._links[box.id] and box.id not in led_to:
                message = f"Nothing leads to {quoted(box.label)} or on from it: it is left out."
                fix = "Link it with another box, if it is a step."
                self._findings.error(Place(box.line, 1), "unlinked", message, fix)
        others = [box for box in chart.boxes if self._links[box.id] and box is not first]
        return [first, *others]

    def _each_choice_has_its_key(self) -> bool:
        """Whether the choices of every box begin with 1, 2 … each once: these are their keys."""
        for links in self._links.values():
            found = [_WITH_KEY.fullmatch(row) for link in links for row in link.rows or ("",)]
            keys = sorted(int(one[1]) for one in found if one is not None)
            if keys != [*range(1, len(found) + 1)]:
                return False
        return True

    def step(self, box: Box) -> Iterator[str]:
        """The tables of a step: its own, that of its line, and those of its choices."""
        title = _title(box)
        coach = [("coach", [cut(box.label, _MOST_COACHING)])] if title != box.label else []
        yield _table("[[step]]", ("id", self._id_of[box.id]), ("title", title), *coach)
        gap = f"the wording of step “{title}” is still to be written"
        yield _table("[[step.line]]", ("gap", gap), indent="  ")
        for label, target in self._choices(box):
            self.choices += 1
            yield _table("[[step.choice]]", ("label", label), target, indent="  ")

    def _choices(self, box: Box) -> Iterator[tuple[str, tuple[str, str]]]:
        """Each choice's label, and the setting that says where it leads."""
        if not self._links[box.id]:
            yield ENDED.label, ("end", self._ending(ENDED.label))
        choices = sorted(self._choices_drawn(box), key=lambda choice: choice.key)
        taken: dict[str, int] = {}
        for n, choice in enumerate(choices):
            wanted = cut(choice.label or choice.box.label, MOST_TITLE - _ROOM_FOR_COUNT)
            count = taken[wanted.casefold()] = taken.get(wanted.casefold(), 0) + 1
            label = wanted if count == 1 else f"{wanted} ({count})"
            if n < MOST_CHOICES:
                yield label, self._target(box, choice.box)
            else:
                ways = f"{quoted(box.label)} has more than {MOST_CHOICES} ways out"
                message = f"{ways}, and there are no more keys: {quoted(label)} is left out."
                fix = "Lead some of them over a further box."
                self._findings.error(Place(choice.line, 1), "too-many-choices", message, fix)

    def _choices_drawn(self, box: Box) -> Iterator[_Choice]:
        for link in self._links[box.id]:
            target = self._boxes[link.target]
            if not self._has_keys:
                yield _Choice(0, " ".join(link.rows), target, link.line)
                continue
            for found in filter(None, map(_WITH_KEY.fullmatch, link.rows)):
                yield _Choice(int(found[1]), found[2], target, link.line)

    def _target(self, source: Box, box: Box) -> tuple[str, str]:
        if box.id in self._id_of:
            return "to", self._id_of[box.id]
        sign, _, name = box.label.partition(" ")
        if sign == TitleSign.LOOP:
            return "to", self._id_of[source.id]
        if sign == TitleSign.RETURN:
            return "to", str(TargetKind.RETURN)
        if sign == TitleSign.SCRIPT and (other := id_like(name)):
            self._tell_of_script(box, other)
            return "to", f"{other}:"
        return "end", self._ending(name if sign == TitleSign.END and name else box.label)

    def _tell_of_script(self, box: Box, other: str) -> None:
        if other not in self._others_told:
            self._others_told.add(other)
            message = f"{quoted(box.label)} is taken for the script {quoted(other)}."
            fix = "Write its id in the script that is made, if it has another."
            self._findings.warning(Place(box.line, 1), "other-script", message, fix)

    def _ending(self, named: str) -> str:
        """The id of the ending with this label: the same for all boxes that are called so."""
        label = cut(named, MOST_TITLE)
        if label.casefold() not in self.endings:
            ending = self._ending_ids.make(label, "ending")
            self.endings[label.casefold()] = (label, ending)
        return self.endings[label.casefold()][1]


def _title(box: Box) -> str:
    return cut(box.label, MOST_TITLE)


class _Ids:
    """Ids that are made from labels, each once."""

    def __init__(self) -> None:
        self._made = {str(TargetKind.RETURN)}
        self._counts: dict[str, int] = {}

    def make(self, label: str, otherwise: str) -> str:
        """An id like the label; or like what it is `otherwise`, where no letter of it can be one.

        >>> ids = _Ids()
        >>> ids.make("Wohin möchten Sie?", "n1"), ids.make("Wohin möchten Sie", "n2")
        ('wohin-mochten-sie', 'wohin-mochten-sie-2')
        """
        base = (id_like(label) or id_like(otherwise) or "step")[: MOST_ID - _ROOM_FOR_COUNT]
        made = base
        while made in self._made:
            count = self._counts[base] = self._counts.get(base, 1) + 1
            made = f"{base}-{count}"
        self._made.add(made)
        return made
