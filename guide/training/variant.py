"""Variants: names and numbers that differ from one caller to another, picked by a seed.

Who gives a class one seed gives all of it the same call; another seed is another caller.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import TypeVar, cast

import msgspec

from guide.script.locate import Where
from guide.script.nearest import listed, quoted, suggestion
from guide.script.table import Table
from guide.script.wording import filled, places_in
from guide.training.scenario import Scenario, Variant

_Thing = TypeVar("_Thing")
_ADD = "Add a [[variant]] that does, or take the braces out."


def variants_of(top: Table, values: object) -> tuple[Variant, ...]:
    """The variants of a scenario file; all must fill the same places. `values` are their tables."""
    tables = values if isinstance(values, list) else []
    names = tuple(dict.fromkeys(name for one in tables if isinstance(one, dict) for name in one))
    variants: list[Variant] = []
    for table in top.tables("variant", "variant", names):
        variants.append(tuple((name, table.wording(name)) for name in names if table.has(name)))
        for name in names:
            if not table.has(name):
                table.missing(name, f'{name} = "…", as the other variants have it')
    return tuple(variants)


def note_places(scenario: Scenario, top: Table) -> None:
    """Note the {places} that no variant fills."""
    known = tuple(name for name, _ in scenario.variants[0]) if scenario.variants else ()
    things: list[tuple[Where, object]] = [
        (("move", n), move) for n, move in enumerate(scenario.moves)
    ]
    things += [(("reply", n), reply) for n, reply in enumerate(scenario.replies)]
    for where, thing in (*things, (("expect",), scenario.expected)):
        for place in _places(thing):
            if place not in known:
                near = top.findings.speller.nearest(place, known)
                otherwise = f"A [[variant]] fills {listed(known)}." if known else _ADD
                message = f"No [[variant]] fills the place {quoted('{' + place + '}')}."
                top.findings.error(where, "unknown-place", message, suggestion(near, otherwise))


def _places(thing: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place for text in _texts(thing) for place in places_in(text)))


def _texts(thing: object) -> Iterator[str]:
    """Every text in a thing, however deep it lies."""
    if type(thing) is str:
        yield thing
    elif isinstance(thing, tuple):
        for item in thing:
            yield from _texts(item)
    elif isinstance(thing, msgspec.Struct):
        for field in msgspec.structs.fields(thing):
            yield from _texts(getattr(thing, field.name))


def cast_for(scenario: Scenario, seed: int) -> Scenario:
    """The scenario with its places filled, as this seed has it; 0 is the file's first variant."""
    if not scenario.variants:
        return scenario
    variant = dict(scenario.variants[seed % len(scenario.variants)])

    def fill(text: str) -> str:
        return filled(text, lambda name: variant.get(name, "{" + name + "}"))

    return msgspec.structs.replace(
        scenario,
        moves=tuple(_each_text(move, fill) for move in scenario.moves),
        replies=tuple(_each_text(reply, fill) for reply in scenario.replies),
        expected=_each_text(scenario.expected, fill),
    )


def _each_text(thing: _Thing, change: Callable[[str], str]) -> _Thing:
    """`thing` with every text in it changed, however deep it lies."""
    if type(thing) is str:
        return cast("_Thing", change(str(thing)))
    if isinstance(thing, tuple):
        return cast("_Thing", tuple(_each_text(item, change) for item in thing))
    if isinstance(thing, msgspec.Struct):
        changed = {
            field.name: _each_text(getattr(thing, field.name), change)
            for field in msgspec.structs.fields(thing)
        }
        return msgspec.structs.replace(thing, **changed)
    return thing


def one_of(alternatives: tuple[str, ...], seed: int, name: str) -> str:
    """The alternative that a seed picks for the thing of this name: the same one always."""
    digest = sha256(f"{seed}:{name}".encode()).digest()
    return alternatives[int.from_bytes(digest[:4], "big") % len(alternatives)]
