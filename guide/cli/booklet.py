"""A booklet of a script for trainers: the call step by step, in Markdown, to be printed."""

from collections.abc import Iterable, Iterator

from guide.chart.flow import flow_order
from guide.chart.targets import resolve_target
from guide.chart.text import due_words, ground_terms
from guide.chart.text_line import field_labels
from guide.chart.text_steps import kind_labels
from guide.cli.booklet_lines import told_line
from guide.record.summary.markdown_text import flowing, heading, opening, table
from guide.script.library import Library
from guide.script.model import Choice, FollowUpRule, Ground, Script, Step, Target, TargetKind


def booklet(script: Script, library: Library) -> str:
    """The script as a booklet; the `library` has the scripts that it leads to and comes from."""
    sections = [_head(script), _listed("Standing rules", script.rules)]
    sections += _Steps(script, library).told()
    sections.append(_follow_ups(script))
    sections += _grounds(script, library.protocol_of(script))
    threat = " (a threat: at once)"
    reports = (f"{reason.label}{threat if reason.threat else ''}" for reason in script.reports)
    sections.append(_listed("When to tell a supervisor", reports))
    sections += [_stages(script), _waiting(script), _endings(script)]
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def _head(script: Script) -> list[str]:
    made = [f"from {script.source}"] if script.source else []
    made += [f"version {script.version}"] if script.version else []
    use_when = ["", f"**When to use it:** {flowing(script.use_when)}"] if script.use_when else []
    about = ["", f"*A booklet for trainers, {flowing(', '.join(made))}.*"] if made else []
    return [heading(1, script.title), *use_when, *about]


def _listed(title: str, items: Iterable[str]) -> list[str]:
    rows = [f"- {opening(item)}" for item in items]
    return [heading(2, title), "", *rows] if rows else []


class _Steps:
    """The steps in the order of the flow, each with a number, and the choices that lead to it."""

    def __init__(self, script: Script, library: Library) -> None:
        self._script, self._scripts = script, library.scripts
        self._numbers = {step.id: n for n, step in enumerate(flow_order(script), 1)}
        self._ways: dict[str, dict[str, dict[str, None]]] = {}
        for other in (script, *(one for one in library.scripts.values() if one.id != script.id)):
            for step in other.steps:
                for choice in step.choices:
                    self._note_way(other, step, choice)

    def _note_way(self, other: Script, step: Step, choice: Choice) -> None:
        target = choice.to
        if other is self._script and target.kind is TargetKind.STEP:
            self._note(target.step, self._titled(step), choice)
        elif target.kind is TargetKind.SCRIPT and target.script == self._script.id:
            start = f"the script {other.title}"
            self._note(target.step or self._script.first, start, choice)

    def _note(self, step: str, start: str, choice: Choice) -> None:
        # A dict keeps the order, and each label once.
        self._ways.setdefault(step, {}).setdefault(start, {})[f"“{choice.label}”"] = None

    def _titled(self, step: Step) -> str:
        return f"{self._numbers[step.id]}. {step.title}"

    def told(self) -> Iterator[list[str]]:
        """A section for each step, under a heading for all of them."""
        yield [heading(2, "Step by step")]
        for step in flow_order(self._script):
            parts = [part for part in self._parts(step) if part]
            yield [heading(3, self._titled(step)), *(row for part in parts for row in ("", *part))]

    def _parts(self, step: Step) -> Iterator[list[str]]:
        script = self._script
        yield [f"*{flowing(self._way_to(step))}*"]
        yield [f"- {opening(coach)}" for coach in step.coach]
        facts = (
            ("Write down", field_labels(script, step.capture)),
            ("Have in sight", field_labels(script, step.show)),
            ("Owed from here on", kind_labels(script, step.owes)),
        )
        for name, words in facts:
            yield [f"**{name}:** {flowing(words)}"] if words else []
        for line in step.lines:
            grounds = (one.label for one in script.grounds if one.id in line.grounds)
            only = " or ".join(f"“{label}”" for label in grounds)
            yield [f"Only on the ground {flowing(only)}:"] if only else []
            yield told_line(script, line)
        yield ["**What comes next:**"] if step.choices else []
        yield [self._choice(choice) for choice in step.choices]

    def _way_to(self, step: Step) -> str:
        begins = "The call begins here. " if step.id == self._script.first else ""
        starts = self._ways.get(step.id, {}).items()
        ways = "; ".join(f"{start} ({' or '.join(labels)})" for start, labels in starts)
        if ways:
            return f"{begins}Reached from {ways}."
        return begins.strip() or "No choice leads here."

    def _choice(self, choice: Choice) -> str:
        means = ""
        if choice.ground:
            protocol = self._scripts.get(self._script.protocol) or self._script
            ground = protocol.ground(choice.ground)
            means = f" (the ground is “{ground.label if ground else choice.ground}”)"
        elif choice.calm:
            means = " (the caller has calmed down)"
        return f"{choice.key}. {opening(choice.label + means)} → {self._leads(choice.to)}"

    def _leads(self, target: Target) -> str:
        found = resolve_target(self._scripts, self._script, target)
        title = f"**{flowing(found.title)}**"
        match target.kind:
            case TargetKind.STEP:
                return f"**{flowing(f'{self._numbers[target.step]}. {found.title}')}**"
            case TargetKind.SCRIPT:
                at = f", at {flowing(f'“{found.step.title}”')}" if found.step else ""
                return f"the script {title}{at}"
            case TargetKind.RETURN:
                return "back to where the call came from"
            case TargetKind.END:
                return f"the call ends: {title}"


def _follow_ups(script: Script) -> list[str]:
    rules = [row for rule in script.follow_ups for row in _follow_up(script, rule)]
    return [heading(2, "What is owed, and by when"), "", *rules] if rules else []


def _follow_up(script: Script, rule: FollowUpRule) -> Iterator[str]:
    needs = f": {flowing(field_labels(script, rule.needs))}" if rule.needs else ""
    yield f"- **{flowing(rule.label)}**{needs}"
    for words in (*due_words(rule), rule.coach):
        if words:
            yield f"  - {opening(_capital(words))}"


def _grounds(script: Script, protocol: Script | None) -> Iterator[list[str]]:
    if protocol is None:
        return
    named = f" It is that of the script **{flowing(protocol.title)}**."
    about = f"When the caller will not be redirected.{named if protocol is not script else ''}"
    efforts = [f"- {opening(effort)}" for effort in protocol.efforts]
    first = ["", "**First an honest effort to redirect the caller:**", "", *efforts]
    yield [heading(2, "The hang-up protocol"), "", about, *(first if efforts else [])]
    told: dict[str, Ground] = {}
    for ground in protocol.grounds:
        yield _ground(protocol, ground, told)


def _ground(protocol: Script, ground: Ground, told: dict[str, Ground]) -> list[str]:
    """A ground. A line that was told on a ground before it is told by that ground's name."""
    terms = [*ground_terms(ground).split(" · "), *([ground.coach] if ground.coach else [])]
    rows = [heading(3, ground.label), "", *(f"- {opening(_capital(term))}" for term in terms)]
    for name, line in (("The warning", ground.warning), ("The ending", ground.ending)):
        if line is None:
            continue
        first = told.setdefault(line.id, ground)
        same = f"**{name}:** the same words as on the ground {flowing(f'“{first.label}”')}."
        rows += ["", *(told_line(protocol, line, name) if first is ground else [same])]
    return rows


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _stages(script: Script) -> list[str]:
    rows = [(stage, told.signs, told.talk) for stage, told in script.stages]
    head = ("Stage", "How it shows", "How to talk")
    return [heading(2, "Stages of anger"), "", *table(head, rows)] if rows else []


def _waiting(script: Script) -> list[str]:
    clock = script.clock
    after = (f"After {clock.seconds} seconds: {clock.over}",) if clock.over else ()
    return _listed("Waiting for a colleague", after)


def _endings(script: Script) -> list[str]:
    rows = []
    for ending in script.endings:
        needs = f", with {flowing(kind_labels(script, ending.needs))}" if ending.needs else ""
        protocol = ", when its warnings are given" if ending.protocol else ""
        rows.append(f"- **{flowing(ending.label)}**{needs}{protocol}")
    return [heading(2, "How the call can end"), "", *rows] if rows else []
