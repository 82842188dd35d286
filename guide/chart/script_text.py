"""A script as a page of plain text, and what there is to know of it in words."""

from collections.abc import Iterable, Iterator, Mapping

from guide.chart.flow import TitleSign, flow_order, loops, resolve_target
from guide.script.answers import answers_taken
from guide.script.approval import approved_words
from guide.script.condition_words import only_when
from guide.script.dates import full_day
from guide.script.languages import language_name
from guide.script.model import (
    Audience,
    Choice,
    DayKind,
    FollowUpRule,
    Ground,
    Line,
    Script,
    Status,
    Step,
    TargetKind,
    Timer,
)
from guide.script.week_days import days_told
from guide.text import cells, counted, wrap

DAYS = {DayKind.WEEKDAY: "on weekdays", DayKind.WEEKEND: "at weekends"}
TO_A_COLLEAGUE = "to a colleague, never to the caller"
BETWEEN_COLLEAGUES = "between colleagues, never promised to the caller"


def field_labels(script: Script, fields: Iterable[str]) -> str:
    """What the screen calls these fields."""
    return ", ".join(script.label(field) for field in fields)


def answers_asked(script: Script, fields: Iterable[str]) -> str:
    """What is asked for: each field with the answers it takes, where not any will do."""
    asked = []
    for name in fields:
        field = script.field(name)
        takes = answers_taken(field) if field else ""
        asked.append(f"{script.label(name)} ({takes})" if takes else script.label(name))
    return ", ".join(asked)


def answers_set(script: Script, choice: Choice) -> str:
    """What taking a choice answers."""
    return ", ".join(f"{script.label(name)}: {value}" for name, value in choice.answers)


def kind_labels(script: Script, kinds: Iterable[str]) -> str:
    """What the script calls these follow-ups."""
    return ", ".join(script.rule_for(kind).label for kind in kinds)


def timer_words(timer: Timer | None) -> str:
    """What a timer says; empty where there is none."""
    return f"after {counted(timer.seconds, 'second')}: {timer.over}" if timer else ""


def need_of(line: Line) -> str:
    """Whether a line must be said, and whether its step waits for that."""
    if line.before_going_on:
        return "required before going on"
    return "required" if line.must_say else "optional"


def saying(line: Line, script: Script) -> list[str]:
    """Whether a line is required, when, and to whom it is said."""
    words = [need_of(line)]
    if line.on is not None:
        words.append(DAYS[line.on])
    if line.when is not None:
        words.append(only_when(line.when, script))
    if line.audience is Audience.COLLEAGUE:
        words.append(TO_A_COLLEAGUE)
    return words


def own_texts_told(script: Script) -> Iterator[str]:
    """The constants and the desk's name that stand in the places of its lines, and their worth."""
    approved = dict(script.approved_texts)
    for name, text in script.own_texts.items():
        if name not in approved:
            if text:
                yield f"{{{name}}} is “{text}”"
        elif not approved[name]:
            yield f"{{{name}}} is “{text}”, which is not approved"
        else:
            now = f"“{text}”" if text else "nothing"
            yield f"{{{name}}} is “{approved[name]}” as approved; the file has {now} now"


def ground_terms(ground: Ground) -> list[str]:
    """What a ground asks for before the call may be ended."""
    terms = ["no warning needed: the call may be ended at once"]
    if ground.warnings:
        terms = [f"{ground.warnings} warning{'s' if ground.warnings > 1 else ''}"]
    if ground.permission:
        terms.append("a supervisor's permission first")
    if ground.threat:
        terms.append("a threat: a supervisor has to be told")
    elif ground.threat is None:
        terms.append("if it is a threat, a supervisor has to be told")
    return terms


def _approvers(script: Script) -> str:
    """How many must approve a script, and who may; nothing where one is enough, and may be any."""
    if not script.may_approve:
        return f"{script.approvers} people" if script.approvers > 1 else ""
    return f"{max(script.approvers, 1)} of {', '.join(script.may_approve)}"


def follow_up_terms(rule: FollowUpRule) -> list[str]:
    """Whom it is told to, if not the caller; the due times, once if they are alike on all days."""
    told = [BETWEEN_COLLEAGUES] if rule.audience is Audience.COLLEAGUE else []
    times = {
        day: due.latest if due.aim == due.latest else f"aim {due.aim}; at the latest {due.latest}"
        for day, due in rule.due
    }
    if len(times) == len(DayKind) and len(set(times.values())) == 1:
        return [*told, f"due: {next(iter(times.values()))}"]
    return [*told, *(f"due {DAYS[day]}: {words}" for day, words in times.items())]


_STATUS = {
    Status.APPROVED: "approved",
    Status.CHANGED: "changed since it was approved: say the approved words",
}
_ON = {DayKind.WEEKDAY: "weekdays only", DayKind.WEEKEND: "weekends only"}
_BAR = "    ▌ "


def script_text(
    script: Script, width: int = 80, scripts: Mapping[str, Script] | None = None
) -> str:
    """The whole script as readable text of at most `width` cells a row.

    The steps stand in the order of the flow; `scripts` give other scripts their titles.
    """
    page = _Page(script, width, scripts or {})
    page.write_head()
    page.write_steps()
    page.write_grounds()
    page.write_follow_ups()
    page.write_endings()
    return page.text()


class _Page:
    """Text written from the top down, each paragraph wrapped under its own beginning."""

    def __init__(self, script: Script, width: int, scripts: Mapping[str, Script]) -> None:
        self._script = script
        self._scripts = scripts
        self._width = width
        self._rows: list[str] = []

    def text(self) -> str:
        return "\n".join(self._rows).strip("\n") + "\n"

    def write_head(self) -> None:
        script = self._script
        self._heading(script.title, "═")
        self._write(script.use_when, "Use when: ", "  ")
        about = [script.source] if script.source else []
        about += [f"version {script.version}"] if script.version else []
        self._write_fact("From: ", " · ".join(about), "  ")
        self._write_fact("Desk: ", script.desk.name, "  ")
        self._write_fact("To be approved by: ", _approvers(script), "  ")
        if script.protocol:
            other = self._scripts.get(script.protocol)
            title = f"{other.title}  " if other else ""
            self._write(f"{title}[{script.protocol}]", "Hang-up protocol: ", "  ")
        self._list("Filled in everywhere", own_texts_told(script))
        self._list("Rules, in view for the whole call", script.rules)
        self._list("Redirect the caller first", script.efforts)
        stages = [f"{stage}: {at.signs} {at.talk}".strip() for stage, at in script.stages]
        self._list("Stages of anger", stages)
        reports = [f"{one.label}{' (a threat)' if one.threat else ''}" for one in script.reports]
        self._list("Report to a supervisor", reports)

    def write_steps(self) -> None:
        self._heading("Steps")
        steps = flow_order(self._script)
        numbers = {step.id: number for number, step in enumerate(steps, 1)}
        back = loops(self._script)
        for step in steps:
            self._write_step(step, numbers[step.id])
            if step.choices:
                self._blank()
            for choice in step.choices:
                leads = self._target(choice, numbers, back=(step.id, choice.to.step) in back)
                self._write(f"{choice.label} {leads}", f"    {choice.key}  ")
                self._write_fact("       ", only_when(choice.when, self._script))
                self._write_fact("       answers ", answers_set(self._script, choice))

    def _write_step(self, step: Step, number: int) -> None:
        self._blank()
        self._write(f"{step.title}  [{step.id}]", f"{number:>2}. ")
        for coach in step.coaching:
            self._write(coach.text, "    · ")
            self._write_fact("      ", only_when(coach.when, self._script))
        self._write_fact("    write down: ", answers_asked(self._script, step.capture))
        self._write_fact("    keep in view: ", field_labels(self._script, step.show))
        self._write_fact("    required from here: ", kind_labels(self._script, step.owes))
        self._write_fact("    timer: ", timer_words(step.timer))
        for line in step.lines:
            self._write_line(line)

    def _target(self, choice: Choice, numbers: Mapping[str, int], *, back: bool) -> str:
        found = resolve_target(self._scripts, self._script, choice.to)
        if choice.to.kind is not TargetKind.STEP:
            return str(found)
        sign = TitleSign.LOOP if back else "→"
        return f"{sign} {numbers.get(choice.to.step, '?')}. {found.title}"

    def _write_line(self, line: Line, name: str = "") -> None:
        """A line with a bar beside it, and below it, without one, what there is to know of it."""
        self._blank()
        words = line.spoken.text
        self._write(f"“{words}”" if words else f"NO WORDING ON FILE: {line.gap}", _BAR, _BAR)
        self._write(_about(line, name), "      ")
        self._write_fact("      ", only_when(line.when, self._script))
        if line.status is Status.CHANGED:
            in_file = f"“{line.text}”" if line.text else line.gap
            self._write(in_file, "      now in the file: ")
        for told in translations_told(line):
            self._write(told, "      ")
        self._write_fact("      then read back: ", field_labels(self._script, line.read_back))
        self._write_fact("      adapted: ", line.adapted)
        original = f"“{line.original}”" if line.original else ""
        self._write_fact("      the document has: ", original)

    def write_grounds(self) -> None:
        if self._script.grounds:
            self._heading("Grounds for ending the call")
        for ground in self._script.grounds:
            self._blank()
            self._write(ground.label, "  ")
            self._write(" · ".join(ground_terms(ground)), "    ")
            self._write_fact("    · ", ground.coach)
            for name, line in ground.lines:
                self._write_line(line, name)

    def write_follow_ups(self) -> None:
        script = self._script
        if script.follow_ups:
            self._heading("Follow-ups and when they are due")
        for rule in script.follow_ups:
            needs = f": {field_labels(script, rule.needs)}" if rule.needs else ""
            self._write(f"{rule.label}{needs}", "  · ")
            self._write_fact("    done by whom this names: ", self._owner(rule))
            for due in follow_up_terms(rule):
                self._write(due, "    ")
            self._write_fact("    ", rule.coach)
        if any(rule.due for rule in script.follow_ups):
            desk = script.desk
            zone = desk.zone or "this computer's time zone"
            hours = f"{desk.opens:%H:%M} to {desk.closes:%H:%M}"
            parts = f"the morning ends {desk.morning_ends:%H:%M}, the day {desk.day_ends:%H:%M}"
            self._write(f"Desk: {zone}, {hours}; {parts}.", "  ")
            self._write_fact("    works: ", days_told(desk.working_days))
            closed = "; ".join(full_day(day) for day in desk.closed_days)
            self._write_fact("    closed on: ", closed)

    def _owner(self, rule: FollowUpRule) -> str:
        return self._script.label(rule.owner) if rule.owner else ""

    def write_endings(self) -> None:
        script = self._script
        endings = []
        for ending in script.endings:
            needs = f" (with {kind_labels(script, ending.needs)})" if ending.needs else ""
            endings.append(f"{ending.label}{needs}")
        self._list("How the call can end", endings)
        over = [timer_words(script.clock)] if script.clock.over else []
        self._list("Waiting for a colleague", over)

    def _heading(self, text: str, underline: str = "─") -> None:
        self._blank()
        self._write(text)
        self._rows.append(underline * min(cells(text), self._width))

    def _list(self, heading: str, items: Iterable[str]) -> None:
        for at, item in enumerate(items):
            if at == 0:
                self._heading(heading)
            self._write(item, "  · ")

    def _write_fact(self, name: str, text: str, rest: str | None = None) -> None:
        if text:
            self._write(text, name, rest)

    def _write(self, text: str, first: str = "", rest: str | None = None) -> None:
        """A paragraph: its first row begins with `first`, the others with `rest`.

        Left out, `rest` is as many spaces as `first` takes. Line ends in the text stay.
        """
        after = " " * cells(first) if rest is None else rest
        room = max(self._width - max(cells(first), cells(after)), 8)
        rows = [row for line in text.split("\n") for row in wrap(line, room)]
        self._rows += [
            (after if at else first).rstrip() if not row else (after if at else first) + row
            for at, row in enumerate(rows)
        ]

    def _blank(self) -> None:
        """One free row, however often it is asked for."""
        if self._rows and self._rows[-1]:
            self._rows.append("")


def translations_told(line: Line) -> Iterator[str]:
    """Each translation of a line: its language, what it is worth, and its words."""
    for one in line.translations:
        by = approved_words(one.approved.by, one.approved.at) if one.approved else ""
        worth = {
            Status.APPROVED: f"approved by {by}",
            Status.CHANGED: f"approved by {by}, and changed in the file since",
            Status.STALE: f"stale: approved by {by} for words that have changed since",
        }.get(one.status, _not_approved(one.withdrawn))
        if not one.text:
            worth = f"approved by {by}, and not in the file any more"
        words = one.approved.text if one.approved else one.text
        yield f"{language_name(one.language)} ({worth}): “{words}”"


def _not_approved(withdrawn: str) -> str:
    return f"not approved: {withdrawn}" if withdrawn else "not approved"


def _about(line: Line, name: str) -> str:
    words = [name] if name else []
    if line.spoken.text:
        words.append(need_of(line))
    if line.on is not None:
        words.append(_ON[line.on])
    if line.audience is Audience.COLLEAGUE:
        words.append(TO_A_COLLEAGUE)
    if line.status is Status.NEW:
        words.append(_not_approved(line.withdrawn))
    elif line.status in _STATUS:
        words.append(_STATUS[line.status])
    return " · ".join([*words, line.id])
