"""Figures over the calls kept, at the prompt: as tables, as data, and the calls behind one."""

import contextlib
import shutil
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from io import StringIO
from math import ceil
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace
from rich.bar import Bar
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from guide.call.fold import call_of
from guide.call.state import Call
from guide.cli.calls import put_out_calls
from guide.cli.calls_sought import Sought
from guide.cli.output import WRONG, print_json, print_out, warn, with_progress
from guide.cli.owed import warn_of_missing
from guide.cli.settings import settings
from guide.errors import GuideError, RecordError
from guide.record.call_list import CallInfo, each_call
from guide.record.calls import waiting_files
from guide.record.disk import Disk
from guide.record.erasures import every_erased
from guide.record.journal import Reading, read_journal
from guide.record.places import Places
from guide.register.corrected_numbers import CorrectedNumbers
from guide.register.corrections import CorrectedEndings
from guide.register.export import table
from guide.register.figures import (
    Fact,
    Figure,
    Figures,
    Group,
    Report,
    facts_of,
    is_behind,
)
from guide.register.index import register
from guide.script.dates import full_day
from guide.session.clock import SystemClock
from guide.text import counted, cut, plain_line, unaccented

_TITLES = {
    Group.ENDINGS: "How calls ended",
    Group.HANG_UPS: "Ended by the hang-up protocol, by reason",
    Group.WARNINGS: "Calls with warnings, by reason",
    Group.START: "Anger at the start",
    Group.END: "Anger at the end",
    Group.ANGER: "Anger from the start to the end",
    Group.PROMISES: "Promises kept or due by now",
    Group.OTHERS: "Other promises",
    Group.SKIPPED: "Required lines skipped, where they came up",
    Group.LEFT_OUT: "Lines left out with a reason",
}

_MOST = 12
"""So many figures of a group are shown; as data there are all."""

_BAR = 10
_OFTEN = 17
_NAME = 32
_LABEL = 72
_NARROWEST, _WIDEST = 72, 100
"""Columns of a bar; of a count, at least; of a name and a label, at most; of the page."""


class Asked(Struct, frozen=True):
    """Which calls are asked for: beside what can be sought, of one script and one agent alone.

    A part of a name is not enough here, or what is behind an agent's figure were more than that.
    """

    sought: Sought = Sought()
    script: str = ""
    agent: str = ""

    def calls(self, every: Iterator[CallInfo]) -> Iterator[CallInfo]:
        """Those of the calls that are asked for."""
        script, agent = self.script.casefold(), unaccented(self.agent)
        for info in self.sought.found(every):
            if self.sought.found_by_wrong_ending(info):
                continue
            if script in ("", info.script.casefold()) and agent in ("", unaccented(info.agent)):
                yield info


class _Pass(Struct):
    """One pass through the calls kept: which are asked for, and which could not be counted.

    `wrong` where something else does not fit, which was told; `joined` where they are of several
    folders.
    """

    where: Places
    asked: Asked
    wrong: bool = False
    joined: bool = False
    uncounted: list[str] = field(default_factory=list)

    def calls(self) -> Iterator[tuple[CallInfo, Call, tuple[Fact, ...]]]:
        """Each call that is asked for, newest first, in brief and whole, with its facts."""
        now, where = SystemClock().now().at, self.where
        corrected = CorrectedEndings(where)
        reading = partial(with_progress, doing="Reading promises")
        with register(where, reading, as_far_as_read=True) as index:
            waiting = waiting_files(where, training=False)
            shown = partial(with_progress, doing="Reading calls")
            every = each_call(where.calls, Disk(tell=warn), waiting, shown, must_end=True)
            erased = every_erased(where, training=False)
            there = (info for info in every if info.id not in erased)
            known = map(corrected.in_brief, self._readable(there))
            for info in self.asked.calls(known):
                # That its record has branched is told as the records are opened.
                self.wrong = self.wrong or bool(info.branch)
                if recorded := self._whole(info):
                    call = corrected.whole(recorded)
                    yield info, call, facts_of(call, index.named(info.id), now)

    def _readable(self, every: Iterator[CallInfo]) -> Iterator[CallInfo]:
        """Those of which can be said whether they are asked for."""
        for info in every:
            if info.started_at is None:
                self.uncounted.append(info.id)
            else:
                yield info

    def _whole(self, info: CallInfo) -> Call | None:
        """The call; None for one that is in no figure."""
        try:
            reading = read_journal(info.path)
        except RecordError:
            reading = Reading((), "")
        call = call_of(reading.entries) if reading.entries and not reading.damage else None
        if call is None or info.damage or call.started.training:
            self.uncounted.append(info.id)
            return None
        return call

    def told(self) -> int:
        """Tell which calls are in no figure, and what is missing; the exit code."""
        code = warn_of_missing(self.where, joined=self.joined)
        if not self.uncounted:
            return WRONG if self.wrong else code
        some = ", ".join(self.uncounted[:3]) + (", …" if len(self.uncounted) > 3 else "")
        calls = counted(len(self.uncounted), "call")
        warn(
            f"Not counted: {calls} ({some}), as the record is damaged, of a newer version, or"
            " practice. guide verify --all tells what is wrong."
        )
        return WRONG


@contextlib.contextmanager
def _pass(asked: Asked, folders: Sequence[Path]) -> Iterator[_Pass]:
    """A pass through one's own calls, or those of these folders too, with what was done since."""
    if not folders:
        yield _Pass(settings().records(), asked)
        return
    from guide.cli.collect import opened

    with opened(settings(), folders) as collection:
        yield _Pass(collection.places, asked, wrong=bool(collection.told), joined=True)


def tell_figures(asked: Asked, folders: Sequence[Path], *, as_json: bool, as_csv: bool) -> int:
    """Put out figures over the calls that are asked for; the exit code."""
    _refuse_both(as_json, as_csv)
    report = Report()
    with _pass(asked, folders) as going:
        for _, call, facts in going.calls():
            report.add(call, facts)
    if as_json:
        print_json(_fields(report, going.uncounted))
    elif as_csv:
        print_out(table(_COLUMNS, _rows(report)))
    elif report.all.calls:
        print_out(_page(report))
        warn("--calls FIGURE lists the calls behind a figure, such as --calls endings/not-ended.")
    else:
        warn("No call to count.")
    return going.told()


def list_behind(
    name: str, asked: Asked, folders: Sequence[Path], *, as_json: bool, as_csv: bool
) -> int:
    """Put out the calls behind a figure, or behind any of a group; the exit code."""
    _refuse_both(as_json, as_csv)
    group = name.partition("/")[0]
    if group not in [*Group]:
        groups = ", ".join(Group)
        raise GuideError(
            f"“{name}” is no figure. guide stats names them; they begin with {groups}."
        )
    with _pass(asked, folders) as going:
        numbers = CorrectedNumbers(going.where)
        behind = [
            replace(
                info,
                caller=call.detail("caller"),
                number=numbers.of(call.id, call.detail("number")),
            )
            for info, call, facts in going.calls()
            if is_behind(facts, name)
        ]
    if not put_out_calls(iter(behind), as_json=as_json, as_csv=as_csv):
        warn(f"No call is behind “{name}”.")
    return going.told()


def _refuse_both(as_json: bool, as_csv: bool) -> None:
    if as_json and as_csv:
        raise GuideError("Use one of --json and --csv.")


def _fields(report: Report, uncounted: list[str]) -> dict[str, object]:
    def of(figures: Figures) -> dict[str, object]:
        return {"calls": figures.calls, "figures": [_figure(one) for one in figures.every()]}

    return {
        **of(report.all),
        "first": report.first,
        "last": report.last,
        "not_counted": uncounted,
        "scripts": [{"script": name} | of(one) for name, one in sorted(report.scripts.items())],
        "agents": [{"agent": name} | of(one) for name, one in sorted(report.agents.items())],
    }


def _figure(figure: Figure) -> dict[str, object]:
    return {
        "figure": figure.name,
        "label": figure.label,
        "unit": figure.unit,
        "count": figure.count,
        "of": figure.of,
        "calls": figure.calls,
        "times": figure.times,
    }


_COLUMNS = ("script", "agent", "figure", "label", "unit", "count", "of", "calls", "times")


def _rows(report: Report) -> Iterator[tuple[object, ...]]:
    """A row for each figure over all calls, then over those of each script, of each agent."""
    parts = [("", "", report.all)]
    parts += [(script, "", figures) for script, figures in sorted(report.scripts.items())]
    parts += [("", agent, figures) for agent, figures in sorted(report.agents.items())]
    for script, agent, figures in parts:
        for figure in figures.every():
            yield (script, agent, *_figure(figure).values())


def _page(report: Report) -> str:
    """The figures as tables, as wide as the terminal is."""
    width = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
    out = Console(file=StringIO(), width=width, color_system=None, emoji=False, markup=False)
    out.print(Text(f"{counted(report.all.calls, 'call')}{_days(report)}"))
    for group, title in _TITLES.items():
        if figures := report.all.of(group):
            more = f", {_MOST} of {len(figures)}" if len(figures) > _MOST else ""
            out.print(Text(f"\n{title}{more} (--calls {group}/…)"))
            out.print(_bars(figures[:_MOST]))
    for heading, parts in (("Script", report.scripts), ("Agent", report.agents)):
        out.print(Text(""), _compared(heading, parts))
    columns = ", ".join(f"{title} is {name}" for title, name in _COMPARED)
    out.print(Text(f"\nFor --calls, {columns}."))
    lines = out.file.getvalue().splitlines()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in lines)


def _days(report: Report) -> str:
    """From which day to which, by this computer's clock."""
    if report.first is None or report.last is None:
        return ""
    first, last = full_day(report.first.astimezone()), full_day(report.last.astimezone())
    return f", {first}" if first == last else f", {first} to {last}"


def _bars(figures: list[Figure]) -> Table:
    """A row for each figure: how often of how many, a bar, its label, and the end of its name."""
    rows = Table(box=None, show_header=False, pad_edge=False, expand=True, padding=(0, 2, 0, 0))
    rows.add_column(justify="right", no_wrap=True, min_width=_OFTEN)
    rows.add_column(width=_BAR)
    rows.add_column(overflow="fold", ratio=1)
    rows.add_column(overflow="fold", width=min(max(len(_rest(one)) for one in figures), _NAME))
    for one in figures:
        rows.add_row(Text(_often(one)), _bar(one), Text(_label(one)), Text(_rest(one)))
    return rows


def _rest(figure: Figure) -> str:
    """What follows the group in the name of a figure."""
    return figure.name.partition("/")[2]


def _label(figure: Figure) -> str:
    label = cut(figure.label, _LABEL)
    return label if figure.times == figure.count else f"{label} ({figure.times:,} times)"


def _often(figure: Figure) -> str:
    return f"{figure.count:,} of {counted(figure.of, figure.unit)}"


def _bar(figure: Figure) -> RenderableType:
    if sys.getfilesystemencoding() != "utf-8":
        return Text("#" * ceil(_BAR * figure.count / figure.of))
    return Bar(figure.of, 0, figure.count, width=_BAR)


def _compared(heading: str, parts: dict[str, Figures]) -> Table:
    """A row for each script, or each agent."""
    rows = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    rows.add_column(Text(heading), overflow="fold")
    for column in ("Calls", *(title for title, _ in _COMPARED)):
        rows.add_column(Text(column), justify="right", overflow="fold")
    for name, figures in sorted(parts.items()):
        cells = (_of_part(figures, figure) for _, figure in _COMPARED)
        rows.add_row(Text(plain_line(name)), Text(f"{figures.calls:,}"), *map(Text, cells))
    return rows


_COMPARED = (
    ("Warned", "warnings"),
    ("Angrier", "anger/angrier"),
    ("In time", "promises/in-time"),
    ("Skipped", "skipped"),
)
"""What scripts and agents are compared by: in words, and the figure."""


def _of_part(figures: Figures, name: str) -> str:
    group, _, rest = name.partition("/")
    if not rest:
        return f"{figures.having(Group(group)):,} of {figures.calls:,}"
    figure = figures.figure(Group(group), rest)
    return f"{figure.count:,} of {figure.of:,}" if figure.of else "none"
