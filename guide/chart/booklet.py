"""A booklet of a script for trainers: the call step by step, in Markdown, to be printed."""

from collections.abc import Iterable, Iterator

from guide.chart.flow import flow_order, resolve_target
from guide.chart.script_text import (
    answers_asked,
    answers_set,
    field_labels,
    follow_up_terms,
    ground_terms,
    kind_labels,
    own_texts_told,
    saying,
    timer_words,
    translations_told,
)
from guide.markdown import flowing, heading, opening, quote, table
from guide.script.condition_words import only_when
from guide.script.library import Library
from guide.script.model import (
    Choice,
    Coaching,
    Ground,
    Line,
    Script,
    Status,
    Step,
    Target,
    TargetKind,
    places_in,
)
from guide.text import capital


def booklet(script: Script, library: Library) -> str:
    """The script as a booklet; the `library` has the scripts that it leads to and comes from."""
    unapproved = library.unapproved_rules(script)
    sections = [_head(script), _listed("Rules that are not as approved", unapproved)]
    protocol = library.protocol_of(script)
    if protocol is not None and protocol is not script:
        title = f"Rules of “{protocol.title}” that are not as approved"
        sections.append(_listed(title, library.unapproved_rules(protocol)))
    sections.append(_listed("Standing rules", script.rules))
    sections.append(_listed("Filled in everywhere", own_texts_told(script)))
    sections += _Steps(script, library).sections()
    sections.append(_follow_ups(script))
    sections += _grounds(script, protocol)
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
        # For each step where its choices come from, with their labels; dicts keep each once.
        self._sources: dict[str, dict[str, dict[str, None]]] = {}
        for other in (script, *(one for one in library.scripts.values() if one.id != script.id)):
            for step in other.steps:
                for choice in step.choices:
                    self._note_source(other, step, choice)

    def _note_source(self, other: Script, step: Step, choice: Choice) -> None:
        target, source = choice.to, ""
        if other is self._script and target.kind is TargetKind.STEP:
            source = self._titled(step)
        elif target.kind is TargetKind.SCRIPT and target.script == self._script.id:
            source = f"the script {other.title}"
        if source:
            sources = self._sources.setdefault(target.step or self._script.first, {})
            sources.setdefault(source, {})[f"“{choice.label}”"] = None

    def _titled(self, step: Step) -> str:
        return f"{self._numbers[step.id]}. {step.title}"

    def sections(self) -> Iterator[list[str]]:
        """A section for each step, under a heading for all of them."""
        yield [heading(2, "Step by step")]
        for step in flow_order(self._script):
            parts = [part for part in self._parts(step) if part]
            yield [heading(3, self._titled(step)), *(row for part in parts for row in ("", *part))]

    def _parts(self, step: Step) -> Iterator[list[str]]:
        script = self._script
        yield [f"*{flowing(self._reached_from(step))}*"]
        yield [self._coaching(coach) for coach in step.coaching]
        facts = (
            ("Write down", answers_asked(script, step.capture)),
            ("Keep in view", field_labels(script, step.show)),
            ("Required from here on", kind_labels(script, step.owes)),
            ("Timer", timer_words(step.timer)),
        )
        for name, words in facts:
            yield [f"**{name}:** {flowing(words)}"] if words else []
        for line in step.lines:
            grounds = (one.label for one in script.grounds if one.id in line.grounds)
            only = " or ".join(f"“{label}”" for label in grounds)
            yield [f"Only on the ground {flowing(only)}:"] if only else []
            yield _line(script, line)
        yield ["**What comes next:**"] if step.choices else []
        yield [self._choice(choice) for choice in step.choices]

    def _reached_from(self, step: Step) -> str:
        begins = "The call begins here. " if step.id == self._script.first else ""
        sources = self._sources.get(step.id, {}).items()
        reached = "; ".join(f"{source} ({' or '.join(labels)})" for source, labels in sources)
        if reached:
            return f"{begins}Reached from {reached}."
        return begins.strip() or "No choice leads here."

    def _coaching(self, coach: Coaching) -> str:
        when = only_when(coach.when, self._script)
        return f"- {opening(f'{coach.text} ({when})' if when else coach.text)}"

    def _choice(self, choice: Choice) -> str:
        means = ""
        if choice.ground:
            protocol = self._scripts.get(self._script.protocol) or self._script
            ground = protocol.ground(choice.ground)
            means = f" (the ground is “{ground.label if ground else choice.ground}”)"
        elif choice.calm:
            means = " (the caller has calmed down)"
        if answers := answers_set(self._script, choice):
            means += f" ({answers})"
        if choice.when:
            means += f" ({only_when(choice.when, self._script)})"
        return f"{choice.key}. {opening(choice.label + means)} → {self._target(choice.to)}"

    def _target(self, target: Target) -> str:
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


def _line(script: Script, line: Line, name: str = "Say") -> list[str]:
    """A line under its `name`: its words as a quotation, then what else is to be known."""
    words = line.spoken.text
    gap = f"> **There is no wording on file.** {flowing(line.gap)}"
    said = quote(words) if words else [gap]
    notes = (part for note in _notes(script, line) for part in ("", note))
    return [f"**{name}** ({'; '.join(saying(line, script))}):", "", *said, *notes]


def _notes(script: Script, line: Line) -> Iterator[str]:
    written = (name for name in places_in(line.spoken.text) if script.field(name))
    if places := tuple(written):
        yield f"Fill in what was written down: {flowing(field_labels(script, places))}."
    yield from (flowing(told) for told in translations_told(line))
    if line.read_back:
        yield f"Then read back: {flowing(field_labels(script, line.read_back))}."
    if line.adapted:
        yield f"These are not the document’s own words. {flowing(line.adapted)}"
    if line.original:
        yield f"The document has: {flowing(f'“{line.original}”')}"
    if line.status is Status.NEW or (line.status is Status.ADAPTED and line.approved is None):
        withdrawn = f": {line.withdrawn}" if line.withdrawn else ""
        yield flowing(f"This wording is not approved{withdrawn}.")
    if line.status is Status.CHANGED:
        now = f"the words “{line.text}”" if line.text else "no wording"
        yield f"This is the approved wording. The script’s file now has {flowing(now)}."


def _follow_ups(script: Script) -> list[str]:
    rows: list[str] = []
    for rule in script.follow_ups:
        needs = f": {flowing(field_labels(script, rule.needs))}" if rule.needs else ""
        rows.append(f"- **{flowing(rule.label)}**{needs}")
        facts = [*follow_up_terms(rule), rule.coach]
        rows += [f"  - {opening(capital(words))}" for words in facts if words]
    return [heading(2, "What is to do, and by when"), "", *rows] if rows else []


def _grounds(script: Script, protocol: Script | None) -> Iterator[list[str]]:
    if protocol is None:
        return
    named = f" It is that of the script **{flowing(protocol.title)}**."
    about = f"When the caller will not be redirected.{named if protocol is not script else ''}"
    efforts = [f"- {opening(effort)}" for effort in protocol.efforts]
    first = ["", "**Redirect the caller first:**", "", *efforts]
    yield [heading(2, "The hang-up protocol"), "", about, *(first if efforts else [])]
    shown: dict[str, Ground] = {}
    for ground in protocol.grounds:
        yield _ground(protocol, ground, shown)


def _ground(protocol: Script, ground: Ground, shown: dict[str, Ground]) -> list[str]:
    """A ground. For a line that was shown on one before it, that one's name is enough."""
    terms = [*ground_terms(ground), *([ground.coach] if ground.coach else [])]
    rows = [heading(3, ground.label), "", *(f"- {opening(capital(term))}" for term in terms)]
    for name, line in ground.lines:
        first = shown.setdefault(line.id, ground)
        same = f"**The {name}:** the same words as on the ground {flowing(f'“{first.label}”')}."
        rows += ["", *(_line(protocol, line, f"The {name}") if first is ground else [same])]
    return rows


def _stages(script: Script) -> list[str]:
    rows = [(stage, signs.signs, signs.talk) for stage, signs in script.stages]
    head = ("Stage", "How it shows", "How to talk")
    return [heading(2, "Stages of anger"), "", *table(head, rows)] if rows else []


def _waiting(script: Script) -> list[str]:
    after = (capital(timer_words(script.clock)),) if script.clock.over else ()
    return _listed("Waiting for a colleague", after)


def _endings(script: Script) -> list[str]:
    rows = []
    for ending in script.endings:
        needs = f", with {flowing(kind_labels(script, ending.needs))}" if ending.needs else ""
        protocol = ", when its warnings are given" if ending.protocol else ""
        rows.append(f"- **{flowing(ending.label)}**{needs}{protocol}")
    return [heading(2, "How the call can end"), "", *rows] if rows else []
