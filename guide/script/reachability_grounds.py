"""Whether a call can end by the hang-up protocol without what its ground asks for.

The terms of the grounds alone decide that, wherever a call goes meanwhile: warnings and permissions
count by the id of their ground, and nothing that is on record for another one counts.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from guide.script.findings import Findings
from guide.script.model import Audience, Ground, Script
from guide.script.nearest import listed, quoted
from guide.script.reachability import Flow, Level
from guide.script.reachability_keys import Asked, Keys, Record, asked_for, keys_of, short

_SHARED = "shared-last-words"


class Term(NamedTuple):
    """A ground, its script, and the first script in which it can be stated."""

    ground: Ground
    protocol: Script
    user: Flow

    @property
    def needed(self) -> int:
        """How many warnings it asks for: a warning line of its own asks to be said once."""
        return max(self.ground.warnings, 1 if self.ground.warning else 0)

    def keys(self, *asked: Asked) -> Keys:
        """The keys that put on record what is asked, or else all that the ground asks for."""
        every = asked or asked_for(Level.ENDING, self.ground, Record())
        return Keys(self.user.script.id).then(*keys_of(every, self.ground, self.user.grounds))


class Fault(NamedTuple):
    """What is wrong with a ground: a sentence with a place for its id, and the keys that show it.

    `key` is the setting of the ground that is to be mended.
    """

    term: Term
    code: str
    key: str
    sentence: str
    keys: Keys
    fix: str


def faults(flows: Mapping[str, Flow]) -> Iterator[Fault]:
    """Everything that is wrong with the grounds that can be stated."""
    users: dict[str, tuple[Script, Flow]] = {}
    for flow in flows.values():
        protocol = flow.grounds.script
        if protocol and (protocol.id not in users or protocol is flow.script):
            users[protocol.id] = (protocol, flow)
    terms = [Term(ground, *user) for user in users.values() for ground in user[0].grounds]
    easy: dict[str, Term] = {}
    same_words: dict[tuple[str, str], Term] = {}
    for term in terms:
        if term.ground.warnings and not term.ground.permission:
            easy.setdefault(term.ground.id, term)
        if term.ground.ending and term.needed:
            same_words.setdefault((term.protocol.id, term.ground.ending.id), term)
    for term in terms:
        words = term.ground.ending.id if term.ground.ending else ""
        yield from _without_warning(term)
        yield from _without_permission(term, easy.get(term.ground.id))
        yield from _last_words(term, same_words.get((term.protocol.id, words)))


def _without_warning(term: Term) -> Iterator[Fault]:
    ground = term.ground
    without, fix = "the warning it asks for", ""
    if ground.warnings > 1:
        without = f"all {ground.warnings} warnings it asks for"
    if ground.warning and ground.warning.audience is not Audience.CALLER:
        fix = f'Take audience = "{ground.warning.audience}" out of its warning.'
    if ground.warnings < term.needed:
        without, fix = "the warning it has", "Write warnings = 1, or take out [ground.warning]."
    if fix:
        sentence = f"A call can be ended on {{}} without {without}"
        yield Fault(term, "ending-without-warning", "warnings", sentence, term.keys(), fix)


def _without_permission(term: Term, easy: Term | None) -> Iterator[Fault]:
    """Permission for no warning, or a warning on the terms of a ground that has the same id."""
    if not term.ground.permission:
        return
    keys, fix = term.keys(Asked.GROUND), ""
    if not term.needed:
        fix = "Write warnings = 1 and add a warning, or write permission = false."
    elif easy:
        warned = easy.keys(Asked.EFFORT, Asked.GROUND, *[Asked.WARNING] * term.needed)
        keys = warned.then(f"g {short(term.user.script.title)}", *keys.first)
        scripts = f"{quoted(term.protocol.id)} and {quoted(easy.protocol.id)}"
        fix = f"Give it an id of its own: it has other terms in {scripts}."
    if fix:
        sentence = "A call can be ended on {} without the permission it asks for"
        yield Fault(term, "ending-without-permission", "warnings", sentence, keys, fix)


def _last_words(term: Term, warned: Term | None) -> Iterator[Fault]:
    """Last words that are those of a warning, or of a ground that asks for one."""
    ground = term.ground
    if ground.ending and ground.warning and ground.ending.id == ground.warning.id:
        sentence, keys = "The last words of {} can never be said", term.keys().then("Space")
        fix = "Write words of their own for it under [ground.ending]."
        yield Fault(term, "unreachable-line", "ending", sentence, keys, fix)
    if warned and not term.needed:
        other = quoted(warned.ground.id)
        sentence = f"The last words on {{}}, which asks for no warning, are those on {other}, "
        fix = "If they speak of a warning, give the ground words of its own."
        yield Fault(term, _SHARED, "ending", f"{sentence}which does", term.keys(), fix)


def report_grounds(flows: Mapping[str, Flow], every: Mapping[str, Findings]) -> None:
    """Note all that is wrong with grounds, and with endings by the protocol."""
    alike: dict[tuple[str, str, str], list[Fault]] = {}
    for fault in faults(flows):
        alike.setdefault((fault.term.protocol.id, fault.sentence, fault.fix), []).append(fault)
    for (name, _, _), found in alike.items():
        _report_alike(found, every[name])
    stated = {flow.grounds.script.id for flow in flows.values() if flow.grounds.script}
    for name, flow in flows.items():
        if flow.script.grounds and name not in stated:
            every[name].warning(
                ("ground", 0),
                "unreachable-ground",
                "Nobody can state the grounds of this script: its own come from "
                f"{quoted(flow.script.protocol)}, and no other script takes them from here.",
                "Take `protocol` out under [script], or take the grounds out.",
            )
        if flow.grounds.script and not flow.by_protocol:
            _report_hidden(flow.script, flow.grounds.script, every[name])


def _report_alike(found: list[Fault], findings: Findings) -> None:
    """Note at the first ground what holds of all these."""
    term, code, key, sentence, keys, fix = found[0]
    first, *others = (fault.term.ground.id for fault in found)
    outcome = "it is taken for the warning"
    if code != "unreachable-line":
        outcome = next(f"e {short(one.label)}" for one in term.protocol.endings if one.protocol)
    message = f"{sentence.format(quoted(first))}: {keys.shown(outcome)}."
    message += f" The same holds of {listed(others)}." if others else ""
    note = findings.warning if code == _SHARED else findings.error
    note(("ground", term.user.grounds.numbers[first] - 1, key), code, message, fix)


def _report_hidden(script: Script, protocol: Script, findings: Findings) -> None:
    """Note an ending that has the id of the one by the protocol, which it hides."""
    by_protocol = {ending.id for ending in protocol.endings if ending.protocol}
    for n, ending in enumerate(script.endings):
        if ending.id in by_protocol:
            findings.warning(
                ("ending", n, "id"),
                "unreachable-ending",
                "No call can be ended by the hang-up protocol in this script: its own ending "
                f"{quoted(ending.id)} has the name of that of {quoted(protocol.id)}.",
                "Give it another id.",
            )
