"""The terms of a script: everything in it that is a rule, not words to say and not guidance.

They are signed with the words. Each term is one line of plain text, such as

    ground/abuse/permission
    ground/abuse/warnings: 1
    step/warn/choice/“They continued”/to: end-call

and holds for as long as it is there. A setting that is added to the model is a term by itself,
unless it is listed here as guidance; one that is left as it usually is makes no term.
"""

import re
from collections.abc import Iterator
from datetime import time

from msgspec import NODEFAULT, Struct

from guide.script.conditions import AllOf, AnyOf, Comparison, Not, Visited, written
from guide.script.desk import Desk
from guide.script.locate import Where
from guide.script.model import (
    CALLER_FIELDS,
    DESK_PLACE,
    AnswerField,
    Choice,
    Ending,
    FollowUpRule,
    Ground,
    Line,
    Reason,
    Script,
    Step,
    Target,
    Timer,
    hash_of,
)

_GUIDANCE: dict[type[Struct], frozenset[str]] = {
    Script: frozenset(
        (
            *("id", "title", "use_when", "source", "sources", "version", "in_sight"),
            *("stages", "file", "text", "sha256", "start", "accepted", "approved_texts"),
        )
    ),
    Step: frozenset(("id", "title", "coaching", "show")),
    Line: frozenset(
        (
            *("id", "text", "adapted", "source", "grounds"),
            *("status", "approved", "translations", "withdrawn"),
        )
    ),
    Choice: frozenset(("key", "label")),
    Ground: frozenset(("id", "coach")),
    FollowUpRule: frozenset(("kind", "coach", "source")),
    Reason: frozenset(("id",)),
    AnswerField: frozenset(("id",)),
    Ending: frozenset(("id",)),
}
"""What a term is not made of: words and their state, which are signed by line; ids, which name the
term; titles, order and guidance, which may be made better without anybody's signature. What an
answer is called is none of these: agents ask for what it names, and its unit may be in it."""

_USUAL_FIELDS = frozenset(AnswerField(name, label) for name, label in CALLER_FIELDS.items())
"""What is asked about the caller on every call, where a script says nothing else of it: no rule of
the script's."""

_SINGULAR = {
    "fields": "field",
    "steps": "step",
    "lines": "line",
    "choices": "choice",
    "reports": "report",
    "follow_ups": "follow_up",
    "endings": "ending",
    "grounds": "ground",
    "warning_lines": "warning",
}
"""What a list of the model is called in a script file."""

_PLURAL = {one: many for many, one in _SINGULAR.items()}

_ALWAYS = (Desk, Timer)
"""Their settings hold wherever they are: whoever signs sees those left as they usually are, too."""

_PART = re.compile(r"(?:([a-z0-9_-]+)|“((?:[^”]|””)*)”)/?")
_PLAIN = re.compile(r"[a-z0-9_-]+")

_Path = tuple[str, ...]


class Term(Struct, frozen=True):
    """One rule: where it stands, by ids; and what it is set to, empty if it simply holds."""

    path: _Path
    value: str = ""

    @property
    def name(self) -> str:
        """Where the rule stands, as it is spelled."""
        return "/".join(map(_spelled, self.path))

    def __str__(self) -> str:
        return f"{self.name}: {self.value}" if self.value else self.name


def _spelled(part: str) -> str:
    """An id as it is, any other name between quotation marks, those within it doubled."""
    return part if _PLAIN.fullmatch(part) else f"“{part.replace('”', '””')}”"


def term_of(line: str) -> Term | None:
    """The term that a line of text spells; None if it spells none."""
    path, at = [], 0
    while match := _PART.match(line, at):
        path.append(match[1] or match[2].replace("””", "”"))
        at = match.end()
        if not match[0].endswith("/"):
            break
    rest = line[at:]
    if not path or (rest and not rest.startswith(": ")):
        return None
    return Term(tuple(path), rest[2:])


def terms_of(script: Script) -> tuple[Term, ...]:
    """Every term of a script, in the order of the model; none of one that is gone."""
    if not script.steps:
        return ()
    lines = (_of_value(line, ("line", line.id)) for line in script.lines)
    found = [Term(("start",), script.first), *_of_struct(script, ())]
    found += [term for terms in lines for term in terms]
    return tuple(dict.fromkeys(found))


def text_term(name: str, text: str) -> Term:
    """The term that a constant has this text, or, for the place `desk.name`, the desk this name."""
    return Term(("desk", "name") if name == DESK_PLACE else ("constants", name), text)


def terms_hash(text: str) -> str:
    """The hash of these terms, whatever their order."""
    return hash_of("".join(f"{line}\n" for line in sorted(text.splitlines())))


def place_of_term(script: Script, path: _Path) -> Where:
    """Where a script's file has a term, as nearly as can be told; of one that is gone, its place.

    Whatever is gone with all that it stood in is looked for under [script].
    """
    where: list[str | int] = []
    here: object = script
    for part in path:
        attribute = _PLURAL.get(part, part)
        if isinstance(here, Struct) and hasattr(here, attribute):
            here = getattr(here, attribute)
            if here is not None:
                where.append(part)
        elif isinstance(here, tuple):
            names = [_named(one) if isinstance(one, Struct) else str(one) for one in here]
            if where[-1:] == ["warning"]:
                names = [str(number) for number in range(1, len(here) + 1)]
            if part not in names:
                break
            n = names.index(part)
            here = here[n]
            where.append(n)
        else:
            break
    return tuple(where) or ("script",)


def _of_struct(struct: Struct, path: _Path) -> Iterator[Term]:
    if struct in _USUAL_FIELDS:
        return
    names, guidance = struct.__struct_fields__, _GUIDANCE.get(type(struct), frozenset())
    defaults = struct.__struct_defaults__
    first_default = len(names) - len(defaults)
    for n, name in enumerate(names):
        if name in guidance:
            continue
        value = getattr(struct, name)
        default = defaults[n - first_default] if n >= first_default else NODEFAULT
        if value == default and not isinstance(struct, _ALWAYS):
            continue
        if name == "threat" and value is None:
            value = "ask"
        if name == "warning_lines":
            value = _in_turn(value)
        yield from _of_value(value, (*path, _SINGULAR.get(name, name)), by_id=True)


def _in_turn(lines: tuple[Line, ...]) -> object:
    """The lines of a ground's warnings: the one that serves for all, or each under its number."""
    if len(lines) == 1:
        return lines[0]
    return tuple((str(number), line.id) for number, line in enumerate(lines, 1))


def _of_value(value: object, path: _Path, *, by_id: bool = False) -> Iterator[Term]:
    """The terms of a value; of a line only its id if it is told of elsewhere."""
    match value:
        case None | False | 0 | "" | ():
            pass
        case True:
            yield Term(path)
        case Comparison() | Visited() | Not() | AllOf() | AnyOf():
            yield Term(path, written(value))
        case Target():
            yield Term(path, str(value))
        case Line() if by_id:
            yield Term(path, value.id)
        case Struct():
            yield from _of_struct(value, path)
        case tuple():
            for item in value:
                yield from _of_item(item, path)
        case time():
            yield Term(path, value.isoformat("minutes"))
        case _:
            yield Term(path, str(value))


def _of_item(item: object, path: _Path) -> Iterator[Term]:
    match item:
        case Line():
            yield Term((*path, item.id))
        case Struct():
            yield from _of_struct(item, (*path, _named(item)))
        case (str() as name, value):
            yield from _of_value(value, (*path, name))
        case _:
            yield Term((*path, str(item)))


def _named(item: Struct) -> str:
    """What tells an item of a list from its neighbors, wherever in the list it stands."""
    match item:
        case Choice():
            return item.label
        case FollowUpRule():
            return item.kind
        case _:
            return str(getattr(item, "id", item))
