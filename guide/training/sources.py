"""Where a document asks for what a debrief finds: told by the script, as its file has it.

What a script does not tell the place of is told by the document that it names, or by its title.
"""

from collections.abc import Iterable

from guide.script.library import Library
from guide.script.model import Line, Rule, Script


def source_of_line(script: Script, line: Line) -> str:
    """Where a line of a script is asked for."""
    return _told(script, line.source)


def source_of_follow_up(script: Script, kind: str) -> str:
    """Where a follow-up is asked for."""
    rules = script.follow_ups
    return _told(script, next((rule.source for rule in rules if rule.kind == kind), ""))


def source_of_details(script: Script) -> str:
    """Where it is asked that details be written down."""
    return _told(script, dict(script.sources).get(Rule.DETAILS, ""))


def source_of_rule(rule: Rule, script: Script, library: Library) -> str:
    """Where a rule is asked for: in the script, in its protocol, or in any script there is."""
    protocol = library.protocol_of(script)
    own = (script, protocol) if protocol else (script,)
    for one in (*own, *library.scripts.values()):
        if source := dict(one.sources).get(rule):
            return _told(one, source)
    return _told(protocol or script, "")


def together(sources: Iterable[str]) -> str:
    """Several sources as one: each document once, with its places."""
    places: dict[str, list[str]] = {}
    for source in dict.fromkeys(sources):
        document, _, place = source.partition(", ")
        places.setdefault(document, []).append(place)
    return "; ".join(", ".join(p for p in (doc, *found) if p) for doc, found in places.items())


def _told(script: Script, place: str) -> str:
    return f"{script.id}, {place}" if place else script.source or script.title
