"""A mutated play, judged twice: by the oracle, and by the debrief."""

from functools import cache
from random import Random

from msgspec import Struct
from mutations import mutated
from oracle import wrongs
from plays import NAMES, Play, plan_of, played, scenario_of

_KINDS = {
    "lines": "line",
    "details": "detail",
    "follow-ups": "follow-up",
    "rushed:said": "rushed",
    "rushed:done": "done",
    "rushed:heard": "heard",
    "hung-up:calm": "hung-up",
    "answer:early": "attempt",
    "answer:harmless": "attempt",
    "effort:missing": "attempt",
    "permission:missing": "attempt",
    "warning:skipped": "attempt",
}
"""What kind of thing a finding is about, where its first word does not say so."""


class Judged(Struct, frozen=True):
    """What was mutated, what went wrong by the oracle, and what the debrief found."""

    name: str
    mutation: str
    wrong: frozenset[str]
    found: frozenset[str]
    play: Play

    @property
    def harmless(self) -> bool:
        return self.mutation.startswith("harmless")


@cache
def perfect(name: str, seed: int) -> Play:
    scenario = scenario_of(name, seed)
    return played(scenario, plan_of(scenario), seed)


@cache
def judged(number: int) -> Judged:
    """Mutation number so-and-so: the same one always."""
    chance = Random(number)
    name = chance.choice(NAMES)
    seed = chance.randrange(max(1, len(scenario_of(name).variants)))
    mutation, plan = mutated(plan_of(scenario_of(name, seed)), chance)
    play = played(scenario_of(name, seed), plan, seed)
    found = frozenset(map(_kind, play.flaws()))
    return Judged(name, mutation, frozenset(wrongs(play, perfect(name, seed))), found, play)


def _kind(about: str) -> str:
    word = about.partition(":")[0]
    return _KINDS.get(about) or _KINDS.get(word) or word
