"""What `guide check` proves of conditions: that whatever is answered, an ending can be come to.

`guide.script.reachability` takes a choice for open where some answers open it. Here the answers of
a call stay as they are, in each combination that the conditions of a script's choices can tell
apart, and from each position of the script the choices that are open then must lead to an ending;
whatever the answers were on the way there, for an agent may correct them.

Each script is looked at by itself: a way out of it counts as a way to an ending if the call can end
there. Where a call came through before may be so or not, unless no way leads from there to here.
What there are too many combinations of is left out, and told: it is taken to hold and not to hold.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from guide.script.answer_combinations import MOST_COMBINATIONS, Combinations, never_holds
from guide.script.condition_words import in_words
from guide.script.conditions import AllOf, Condition, Visited, facts_in
from guide.script.findings import Findings, listed, quoted
from guide.script.locate import Where
from guide.script.model import Choice, DayKind, Script, Step
from guide.script.reachability import Leg, Position, Reachability
from guide.text import capital

MOST_STEPS_ASKED_FOR = 64
"""Of more steps that conditions of one script ask for with `visited`, any may be so or not."""

_MOST_ROUNDS = 20
"""How often, on an average, a position may turn out to lead to an ending in more combinations."""

_LONGEST_LIST = 8


def prove_conditions(
    reached: Reachability,
    scripts: Mapping[str, Script],
    every: Mapping[str, Findings],
    unreached: Mapping[str, Sequence[str]],
) -> tuple[tuple[str, ...], dict[str, list[str]]]:
    """Note what is wrong with the conditions of scripts; answer with what was not looked at.

    And with what can never be offered, by script, for no more than that no call comes to the steps
    `unreached`, which is told of those.
    """
    having = {name: script for name, script in scripts.items() if _conditions(script)}
    if not having:
        return (), {}
    following: dict[str, list[str]] = {}
    moves: dict[str, list[tuple[Leg, Position]]] = {name: [] for name in having}
    for position, legs in reached.into.items():
        for leg in legs:
            if leg.before.script in moves:
                moves[leg.before.script].append((leg, position))
    notes: list[str] = []
    for name, script in having.items():
        came = _CameThrough(reached, script)
        lost = frozenset(unreached.get(name, ()))
        following[name] = _report_never_visited(script, came, every[name], lost)
        endings = _Endings(reached, script, moves[name], came)
        if endings.left_out:
            labels = listed([script.label(one) for one in endings.left_out], _LONGEST_LIST)
            notes.append(
                f"{script.file}: its conditions tell more than {MOST_COMBINATIONS:,} combinations "
                f"of answers apart; of {labels}, any answer was taken to be possible."
            )
        if endings.given_up:
            notes.append(
                f"{script.file}: its conditions have too many ways between them; whether every "
                "combination of answers comes to an ending was not looked at."
            )
        else:
            endings.report(every[name])
    return tuple(notes), following


def _conditions(script: Script) -> list[tuple[Where, str, Condition, DayKind | None]]:
    """Every condition at a step: where it stands, its step, and the days that it matters on."""
    found: list[tuple[Where, str, Condition, DayKind | None]] = []
    for n, step in enumerate(script.steps):
        for item, line in enumerate(step.lines):
            if line.when is not None:
                found.append((("step", n, "line", item, "when"), step.id, line.when, line.on))
        for choice in step.choices:
            if choice.when is not None:
                where = ("step", n, "choice", choice.key - 1, "when")
                found.append((where, step.id, choice.when, None))
        for item, coach in enumerate(step.coaching):
            if coach.when is not None:
                found.append((("step", n, "coach", item, "when"), step.id, coach.when, None))
    return found


class _CameThrough:
    """Which of the steps that a script asks for with `visited` a call may have come through.

    Each is a bit of a number that is handed on from position to position. A call that returns to
    where another script was opened may have come through all that any call returns from.
    """

    def __init__(self, reached: Reachability, script: Script) -> None:
        asked = dict.fromkeys(
            fact.step
            for _, _, condition, _ in _conditions(script)
            for fact in facts_in(condition)
            if isinstance(fact, Visited)
        )
        self._asked = list(asked)[:MOST_STEPS_ASKED_FOR]
        self._script = script
        self._before: dict[str, int] = {}
        if self._asked:
            self._follow(reached)

    def never(self, step: str) -> AbstractSet[str]:
        """The steps asked for that no call came through before this one."""
        before = self._before.get(step, 0)
        return frozenset(one for n, one in enumerate(self._asked) if not before >> n & 1)

    def _follow(self, reached: Reachability) -> None:
        bits = {(self._script.id, step): 1 << n for n, step in enumerate(self._asked)}
        onward: dict[Position, list[Position]] = {}
        opened: dict[Position, None] = {}
        for position, legs in reached.into.items():
            for leg in legs:
                onward.setdefault(leg.before, []).append(position)
                if leg.opens:
                    opened[leg.before] = None
        returning = {position for position, _ in reached.returns if position.nested}
        before: dict[Position, int] = dict.fromkeys(reached.legs, 0)
        returned, todo = 0, deque(reached.legs)
        while todo:
            position = todo.popleft()
            through = before[position] | bits.get((position.script, position.step), 0)
            following = onward.get(position, [])
            if position in returning and through & ~returned:
                returned |= through
                following = [*following, *opened]
            for one in following:
                more = before[one] | through
                if one in opened:
                    more |= returned
                if more != before[one]:
                    before[one] = more
                    todo.append(one)
        for position, through in before.items():
            if position.script == self._script.id:
                self._before[position.step] = self._before.get(position.step, 0) | through


def _report_never_visited(
    script: Script, came: _CameThrough, findings: Findings, lost: AbstractSet[str]
) -> list[str]:
    """Note what could only be offered after a step that no way leads from.

    What could be if a call came to the steps that are `lost` is not told: it is what is returned.
    """
    following: list[str] = []
    for where, step, condition, on in _conditions(script):
        never = came.never(step)
        steps = [fact.step for fact in facts_in(condition) if isinstance(fact, Visited)]
        asked = [one for one in steps if one in never]
        if (
            asked
            and not never_holds(condition, script, on)
            and never_holds(condition, script, on, never)
        ):
            what = _what(script, where)
            if lost & set(asked) and not never_holds(condition, script, on, never - lost):
                following.append(what)
                continue
            no_way = f"no way leads from step {quoted(asked[0])} here"
            message = f"{capital(what)} can never be offered: {no_way}."
            fix = "Mend the condition, or take out what it is for."
            findings.warning(where, "never-true", message, fix)
    return following


def _what(script: Script, where: Where) -> str:
    """What a condition at a step is for, by the place where it stands."""
    _, n, kind, item, _ = where
    step = script.steps[int(n)]
    if kind == "line":
        return f"line {quoted(step.lines[int(item)].id)}"
    name = "choice" if kind == "choice" else "coaching"
    return f"{name} {int(item) + 1} of step {quoted(step.id)}"


class _Endings:
    """From which positions of a script a call comes to an ending, and with which answers."""

    def __init__(
        self,
        reached: Reachability,
        script: Script,
        moves: list[tuple[Leg, Position]],
        came: _CameThrough,
    ) -> None:
        self._reached, self._script, self._came = reached, script, came
        self._moves = moves
        choices = (choice for step in script.steps for choice in step.choices)
        facts = [fact for choice in choices if choice.when for fact in facts_in(choice.when)]
        self._combinations = Combinations(script, facts, unanswered=False)
        self.left_out = tuple(self._combinations.left_out)
        self.given_up = False
        self._open: dict[tuple[str, int], int] = {}
        self._ends: dict[Position, int] = {}
        self._find()

    def _opens(self, choice: Choice | None, step: str) -> int:
        """With which answers a choice of a step may be open; None is that the caller calms down."""
        if choice is None or choice.when is None:
            return self._combinations.every
        key = (step, choice.key)
        if key not in self._open:
            never = self._came.never(step)
            self._open[key] = self._combinations.holding(choice.when, never).may
        return self._open[key]

    def _find(self) -> None:
        """Go back from the endings, until no position leads to one with more answers."""
        back: dict[Position, list[tuple[Position, int]]] = {}
        todo: deque[Position] = deque()
        for leg, position in self._moves:
            opens = self._opens(leg.choice, leg.before.step)
            if position.script == self._script.id:
                back.setdefault(position, []).append((leg.before, opens))
            elif position in self._reached.ending:
                self._add(leg.before, opens, todo)
        for position, choice in self._ways_out():
            self._add(position, self._opens(choice, position.step), todo)
        rounds = _MOST_ROUNDS * (len(self._moves) + len(todo)) + 1_000
        while todo:
            position = todo.popleft()
            ends = self._ends[position]
            for before, opens in back.get(position, ()):
                rounds -= 1
                self._add(before, opens & ends, todo)
            if rounds < 0:
                self.given_up = True
                return

    def _ways_out(self) -> Iterator[tuple[Position, Choice]]:
        """The choices of the script that end the call, or return to where another was left."""
        for position, choice in (*self._reached.ends, *self._reached.returns):
            is_way_out = position.nested or not self._reached.target(choice, position)
            if position.script == self._script.id and is_way_out:
                yield position, choice

    def _add(self, position: Position, ends: int, todo: deque[Position]) -> None:
        known = self._ends.get(position, 0)
        if ends & ~known:
            self._ends[position] = known | ends
            todo.append(position)

    def report(self, findings: Findings) -> None:
        """Note steps where with some answers no choice is open; or, if none, where none ends."""
        stuck = set(self._reached.stuck)
        every = self._combinations.every
        lacking: dict[str, int] = {}
        for position in self._reached.legs:
            if position.script == self._script.id and position not in stuck:
                lacks = every & ~self._ends.get(position, 0)
                lacking[position.step] = lacking.get(position.step, 0) | lacks
        steps = [(n, step) for n, step in enumerate(self._script.steps) if lacking.get(step.id)]
        shut = [(n, step, closed) for n, step in steps if (closed := self._all_closed(step))]
        for n, step, closed in shut:
            message = f"No choice of step {quoted(step.id)} is open if {self._told(closed)}."
            fix = "Add a choice for that, or one without a condition."
            findings.error(("step", n), "no-choice-open", message, fix)
        if steps and not shut:
            n, first = steps[0]
            names = listed([step.id for _, step in steps])
            told = self._told(lacking[first.id])
            message = f"No choices lead from {names} to an ending of the call if {told}."
            fix = "Add a choice that leads to an ending then."
            findings.error(("step", n), "no-ending-from", message, fix)

    def _all_closed(self, step: Step) -> int:
        """With which answers no choice of a step is open."""
        closed = self._combinations.every
        for choice in step.choices:
            closed &= ~self._opens(choice, step.id)
        return closed

    def _told(self, among: int) -> str:
        """The first of these combinations, in words."""
        facts = self._combinations.telling(among)
        if not facts:
            return "something else is answered than the conditions name"
        return in_words(facts[0] if len(facts) == 1 else AllOf(facts), self._script)
