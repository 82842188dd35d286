"""A hand-out of a script's wording: what each line is worth, its hash, and where it is met."""

from collections.abc import Iterable, Iterator

from guide.chart.script_text import own_texts_told, saying, translations_told
from guide.markdown import flowing, heading, opening, quote, table
from guide.script.approval import Approvals, approved_words, why
from guide.script.library import Library
from guide.script.model import Choice, Line, Script, Status, Step, TargetKind
from guide.script.signing import approved_last
from guide.text import capital

_MOST_TURNS = 12


def handout(script: Script, library: Library) -> str:
    """The wording of a script as Markdown, for who has to answer for it."""
    places = _Occurrences(script)
    sections = [_head(script, library.approvals)]
    sections += _listed("Rules that are not as approved", library.unapproved_rules(script))
    sections += [
        _overview(script),
        *_listed("Filled in everywhere", own_texts_told(script)),
    ]
    sections += [_line(line, script, places) for line in script.lines]
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def _head(script: Script, approvals: Approvals) -> list[str]:
    last = approvals.last(script.id)
    signed = approvals.signed(script.id)
    held, (by, waits) = signed.last_in_force(), approved_last(signed)
    note = f" ({last.note})" if last and held and last.note and last.at == held.at else ""
    facts = [
        ("Script", script.id),
        ("Version", script.version),
        ("Use when", script.use_when),
        ("Made from", script.source),
        ("SHA-256 of its file", script.sha256),
        ("Last approved", f"{by}{note}" if by else "never"),
    ]
    if waits:
        facts.append(("What changed" if by else "Approved so far", waits))
    rows = [f"- {name}: {flowing(value)}" for name, value in facts if value]
    return [heading(1, f"{script.title}: wording"), "", *rows]


def _listed(title: str, items: Iterable[str]) -> list[list[str]]:
    rows = [f"- {opening(item)}" for item in items]
    return [[heading(2, title), "", *rows]] if rows else []


def _overview(script: Script) -> list[str]:
    rows = [
        (line.id, line.state, own.sha256 if own.text else "–")
        for line, own in ((line, line.spoken) for line in script.lines)
    ]
    head = ("line", "status", "SHA-256 of its words")
    return [heading(2, "Every line"), "", *table(head, rows)]


def _line(line: Line, script: Script, places: "_Occurrences") -> list[str]:
    spoken = line.spoken
    said = quote(spoken.text) if spoken.text else [f"> **No wording on file.** {flowing(line.gap)}"]
    facts = [f"Status: **{line.state}**{_because(line)}"]
    if spoken.text:
        facts.append(f"SHA-256: {spoken.sha256}")
    if line.status is Status.CHANGED:
        in_file = f"“{line.text}”" if line.text else f"no wording ({line.gap})"
        facts.append(f"In the file now: {flowing(in_file)}; SHA-256: {line.sha256}")
    if line.original:
        facts.append(f"The document has: {flowing(f'“{line.original}”')}")
    facts += [flowing(told) for told in translations_told(line)]
    facts.append(capital(", ".join(saying(line, script))))
    facts += [flowing(place) for place in places.of(line)]
    return [heading(3, line.id), "", *said, "", *(f"- {fact}" for fact in facts)]


def _because(line: Line) -> str:
    if line.status is Status.APPROVED:
        return f", {flowing(f'by {approved_words(line.spoken.by, line.spoken.at)}')}"
    return f". {flowing(why(line))}"


class Routes:
    """The shortest routes through one script, as steps with the choice that is taken there.

    With `grounds`, only those on which no other ground of the hang-up protocol is stated.
    """

    def __init__(self, script: Script, grounds: tuple[str, ...] = ()) -> None:
        self._last: dict[str, tuple[Step, Choice] | None] = {script.first: None}
        todo = [script.first]
        for step_id in todo:
            step = script.step(step_id)
            for choice in step.choices if step else ():
                target = choice.to
                if grounds and choice.ground and choice.ground not in grounds:
                    continue
                if step and target.kind is TargetKind.STEP and target.step not in self._last:
                    self._last[target.step] = step, choice
                    todo.append(target.step)

    def to(self, step_id: str) -> tuple[tuple[Step, Choice], ...] | None:
        """The route to a step, empty for the first one; None if no choice leads there."""
        if step_id not in self._last:
            return None
        route = []
        while last := self._last[step_id]:
            route.append(last)
            step_id = last[0].id
        return tuple(reversed(route))


class _Occurrences:
    """Where the lines of a script are met, and how to get there."""

    def __init__(self, script: Script) -> None:
        self._script = script
        self._steps: dict[str, list[Step]] = {}
        self._routes: dict[tuple[str, ...], Routes] = {}
        for step in script.steps:
            for line in step.lines:
                self._steps.setdefault(line.id, []).append(step)

    def of(self, line: Line) -> Iterator[str]:
        """The grounds on which a line is said, and the steps where it stands."""
        for ground in self._script.grounds:
            for name, own in ground.lines:
                if own.id == line.id:
                    yield f"The {name} on the ground “{ground.label}”, from everywhere"
        for step in self._steps.get(line.id, ()):
            yield f"At “{step.title}” ({step.id}): {_route(step, self._by_grounds(line))}"

    def _by_grounds(self, line: Line) -> Routes:
        if line.grounds not in self._routes:
            self._routes[line.grounds] = Routes(self._script, line.grounds)
        return self._routes[line.grounds]


def _route(step: Step, routes: Routes) -> str:
    route = routes.to(step.id)
    if route is None:
        return "no choice leads here"
    turns = [f"“{at.title}” {choice.key} {choice.label}" for at, choice in route]
    if len(turns) > _MOST_TURNS:
        left_out = f"… {len(turns) - _MOST_TURNS} further choices …"
        turns[_MOST_TURNS // 2 : -_MOST_TURNS // 2] = [left_out]
    return " → ".join([*turns, f"“{step.title}”"]) if turns else "the first step"
