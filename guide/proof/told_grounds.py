"""What is wrong with grounds: endings that lack something, and words that can never be said."""

from collections.abc import Iterable

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Refused
from guide.proof.cases import Case, cases, terms_of
from guide.proof.evidence import Lack, needed
from guide.proof.search import MOST_MOVES, Search, Term, Way
from guide.proof.seen import Count
from guide.proof.standing import Grounds, asked_for
from guide.proof.telling import Telling
from guide.script.locate import Where
from guide.script.model import Audience, Ground, Script
from guide.script.nearest import listed, quoted
from guide.script.toml_reader import MOST_BYTES

_RULE = "No setting does this: a rule of the program itself is broken. Use another version of it."
_WITHOUT = {
    Lack.PERMISSION: "without the permission it asks for",
    Lack.EFFORT: "with no effort to redirect before the warning",
    Lack.REASON: "without the specific reason",
}


def _most_moves(protocols: Iterable[Script]) -> int:
    """How many moves are tried for the grounds of these scripts.

    All of them take less than a second, and so does reading the longest script there may be: a
    tenth of them is left for that one, so that both together take no longer than either.
    """
    size = min(MOST_BYTES, sum(len(script.text) for script in protocols))
    return MOST_MOVES - MOST_MOVES * 9 * size // (10 * MOST_BYTES)


def tell_grounds(grounds: Grounds, telling: Telling, count: Count) -> None:
    """Search the states of the hang-up protocol, and tell what is wrong with its grounds."""
    most = _most_moves(grounds.trial.library.scripts[name] for name in grounds.users)
    clean, left = set[object](), most
    for case in cases(terms_of(grounds.trial.library, grounds.users)):
        if case.shapes in clean:
            continue
        told = _Told(case, grounds, telling, left)
        left -= told.tried
        if left < 0:
            told.tell_unproved(most)
            return
        if not told.anything(count):
            clean.add(case.shapes)


class _Told:
    """Tells of one case, if anything."""

    def __init__(self, case: Case, grounds: Grounds, telling: Telling, most: int) -> None:
        self._case, self._telling = case, telling
        self._searches: list[Search] = []
        self.tried = 0
        for beside in (*((one,) for one in case.beside), *(() if case.beside else ((),))):
            terms = (*case.terms, *beside)
            search = Search(grounds.trial.library, terms, len(case.terms), most - self.tried)
            self._searches.append(search)
            self.tried += search.tried
            if not search.whole:
                break
        self._told = False

    def tell_unproved(self, most: int) -> None:
        """Tell that no more than so many moves are tried, and nothing is shown from here on."""
        self._error(
            self._case.terms[0],
            "",
            "too-big",
            "The grounds from here on are not proved: the kinds there are differ in so much that "
            f"{most:,} moves are not all.",
            "Ask for fewer warnings, or for the same on more of the grounds.",
        )

    def anything(self, count: Count) -> bool:
        """Tell what was found; whether anything was."""
        for search in self._searches:
            count.add(self._case.terms[0].protocol, search.states, search.transitions)
        lacking = [item for search in self._searches for item in search.lacking.items()]
        shortest = dict(sorted(lacking, key=lambda item: -len(item[1].actions)))
        said = {one for search in self._searches for one in search.said}
        for n, term in enumerate(self._case.terms):
            for lack in Lack:
                if way := shortest.get((n, lack)):
                    self._tell_lack(term, lack, way)
            self._tell_unsaid(term, {kind for place, kind in said if place == n})
        if held := [search.held for search in self._searches if search.held]:
            self._tell_held(min(held, key=lambda way: len(way.actions)))
        return self._told

    def _error(self, term: Term, key: str, code: str, message: str, fix: str) -> None:
        script = self._telling.trial.library.scripts[term.protocol]
        place = [ground.id for ground in script.grounds].index(term.ground.id)
        where: Where = ("ground", place, key) if key else ("ground", place)
        others = self._case.alike
        same = f" The same holds of {listed(others)}." if others else ""
        self._telling.of(script).error(where, code, message + same, fix)
        self._told = True

    def _tell_lack(self, term: Term, lack: Lack, way: Way) -> None:
        ground, shown = term.ground, self._telling.shown(way)
        if lack is Lack.GROUND:
            self._tell_of_rule(
                term.protocol, lack, f"A call can be ended by the protocol on no ground: {shown}."
            )
            return
        without = _WITHOUT.get(lack) or _without_warnings(ground)
        message = f"A call can be ended on {quoted(ground.id)} {without}: {shown}."
        self._error(term, "warnings", lack.value, message, self._mending(ground, lack))

    def _tell_of_rule(self, name: str, code: str, message: str) -> None:
        """Tell once of a script what is no fault of any ground."""
        script = self._telling.trial.library.scripts[name]
        if self._telling.first(script, code):
            self._telling.of(script).error(("script",), code, message, _RULE)
        self._told = True

    def _mending(self, ground: Ground, lack: Lack) -> str:
        """What of a ground's settings lets a call end so; if none does, the rule is to blame."""
        warning = ground.warning
        match lack:
            case Lack.WARNING if ground.warnings < needed(ground):
                return "Write warnings = 1, or take out [ground.warning]."
            case Lack.WARNING if warning and warning.audience is not Audience.CALLER:
                return f'Take audience = "{warning.audience}" out of its warning.'
            case Lack.PERMISSION if not needed(ground):
                return "Write warnings = 1 and add a warning, or write permission = false."
            case Lack.PERMISSION if len(self._case.terms) > 1:
                files = [f"`{term.protocol}`" for term in self._case.terms]
                return f"Give it an id of its own: it has other terms in {' and '.join(files)}."
            case _:
                return _RULE

    def _tell_unsaid(self, term: Term, said: set[str]) -> None:
        ground = term.ground
        asked, name = tuple(asked_for(ground)), quoted(ground.id)
        if ground.warnings > 0 and "warning-given" not in said:
            permit = asked[: asked.index(act.Warn()) + 1]
            message = f"The warning of {name} can never be given: {self._refusal(term, permit)}"
            self._error(term, "warning", "unreachable-line", message, "Write its words.")
        elif ground.ending and "said" not in said:
            say = (*asked, act.Say(ground.ending.id, term.protocol))
            message = f"The last words of {name} can never be said: {self._refusal(term, say)}"
            fix = "Write words of their own for it under [ground.ending]."
            self._error(term, "ending", "unreachable-line", message, fix)

    def _refusal(self, term: Term, actions: tuple[Action, ...]) -> str:
        """The keys to where something is refused, and the reason."""
        telling = self._telling
        trial, call, done = telling.trial, telling.trial.begun(term.user), Way(term.user)
        for action in actions[:-1]:
            after = trial.done(action, call)
            if after is not None:
                call, done = after, done.then(action)
        decision = trial.ask(actions[-1], call)
        why = decision.reason if isinstance(decision, Refused) else "it is taken for the warning."
        return telling.shown(done.then(actions[-1]), why)

    def _tell_held(self, way: Way) -> None:
        shown = self._telling.shown(way, "e")
        self._tell_of_rule(way.start, "no-ending-from", f"No ending is open to the agent: {shown}.")


def _without_warnings(ground: Ground) -> str:
    """Without what warnings, in words."""
    if ground.warnings == 0:
        return "without the warning it has"
    one = ground.warnings == 1
    return f"without {'the warning' if one else f'all {ground.warnings} warnings'} it asks for"
