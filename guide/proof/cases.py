"""Which grounds to search: of those that are alike, one; beside it, one of each other kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from guide.proof.search import Term
from guide.script.library import Library
from guide.script.model import Audience, Ground


class Shape(NamedTuple):
    """All that tells grounds apart but their names."""

    warnings: int
    permission: bool
    warning: tuple[bool, Audience] | None
    ending: bool
    one_line: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Grounds to search: `terms` are one ground, or several of one id that differ.

    `beside` are the grounds to search together with them, one after the other; `alike` are the ids
    of the other grounds of the protocol that they stand for.
    """

    terms: tuple[Term, ...]
    beside: tuple[Term, ...]
    alike: tuple[str, ...] = ()

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """What tells this case from others: what is found in one holds in all of its shapes."""
        return tuple(shape(term.ground) for term in (*self.terms, *self.beside))


def shape(ground: Ground) -> Shape:
    """What a ground is but for its names."""
    warning, ending = ground.warning, ground.ending
    return Shape(
        ground.warnings,
        ground.permission,
        (bool(warning.spoken.text), warning.audience) if warning else None,
        bool(ending and ending.spoken.text),
        bool(warning and ending and warning.id == ending.id),
    )


def terms_of(library: Library, users: dict[str, tuple[str, ...]]) -> tuple[Term, ...]:
    """Every ground that can be stated; `users` are the scripts each protocol applies to."""
    return tuple(
        Term(ground, name, scripts[0])
        for name, scripts in users.items()
        for ground in library.scripts[name].grounds
    )


def cases(terms: tuple[Term, ...]) -> Iterator[Case]:
    """What to search."""
    by_id: dict[str, dict[Shape, Term]] = {}
    alike: dict[tuple[str, Shape], list[Term]] = {}
    kinds: dict[str, dict[tuple[bool, bool], list[Term]]] = {}
    for term in terms:
        by_id.setdefault(term.ground.id, {}).setdefault(shape(term.ground), term)
        kind = (term.ground.warnings > 0, term.ground.permission)
        two = kinds.setdefault(term.protocol, {}).setdefault(kind, [])
        if len(two) < 2:
            two.append(term)
    for term in terms:
        if len(by_id[term.ground.id]) == 1:
            alike.setdefault((term.protocol, shape(term.ground)), []).append(term)
    for same in alike.values():
        others = tuple(term.ground.id for term in same[1:])
        yield Case((same[0],), _beside(same[0], kinds), others)
    for differing in by_id.values():
        if len(differing) > 1:
            own = tuple(differing.values())
            yield Case(own, _beside(own[0], kinds))


def _beside(term: Term, kinds: dict[str, dict[tuple[bool, bool], list[Term]]]) -> tuple[Term, ...]:
    """One ground of each kind that the same protocol has beside this one."""
    others = (
        next((one for one in two if one.ground.id != term.ground.id), None)
        for two in kinds[term.protocol].values()
    )
    return tuple(other for other in others if other is not None)
