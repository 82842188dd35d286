"""Which events of a call the program can have recorded: a journal can be sealed anew by hand.

What decides whether something happens judges the event that is read, too, on the call as it stood
then. Such a journal is read all the same, and each event of it is told: `guide.call.possible` has
what no reader can go by.

A call is judged by rules that held when it began: see `_SINCE`.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from guide import __version__
from guide.call import events as ev
from guide.call.events import Entry, LineEvent
from guide.call.fold import call_of, then
from guide.call.rules.endings import ended_by_protocol_without
from guide.call.rules.protocol import (
    is_agent,
    why_not_calm,
    why_not_end,
    why_not_persist,
    why_not_warn,
)
from guide.call.scripts_used import script_used
from guide.call.state import Call
from guide.call.zone import zone_called
from guide.record.by_the_rules import Why, not_by_the_rules
from guide.record.card_numbers import holds_card
from guide.record.number_fields import PHONE, is_phone_number, mask_in, mask_typed_in
from guide.record.versions import has_all_rules_of_now, is_version, numbers, programs
from guide.script.model import ENDED, Choice, FollowUpKind, Script, Status, TargetKind
from guide.text import plain

_SINCE = (0, 3, 0)
"""The first version that waited for the caller after a warning (`persisted`). The protocol and the
words of a call that an earlier one began are left."""

_KNOWN_ZONE = "America/New_York"
_ZONE = re.compile(r"(?:[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*)?", re.ASCII)


class _Look(Struct, frozen=True, dict=True):
    """A call, and the scripts that are kept of it."""

    call: Call
    scripts: Mapping[str, tuple[Script, ...]]

    @cached_property
    def before(self) -> tuple[tuple[Entry, Call], ...]:
        """Each event that moves the call or is the protocol's, with the call as it stood then."""
        counting = [e for e in self.call.entries if isinstance(e.event, _COUNTS)]
        found: list[tuple[Entry, Call]] = []
        call = call_of(counting[:1])
        for entry in counting[1:]:
            found.append((entry, call))
            call = then(call, entry)
        return tuple(found)

    @property
    def follows_rules_of_now(self) -> bool:
        """Whether a version began the call whose rules of the protocol are those of this one."""
        return _SINCE <= numbers(self.call.started.program) <= numbers(__version__)

    @cached_property
    def follows_all_rules_of_now(self) -> bool:
        """Whether all rules of every version that had a hand in the call are those of this one."""
        return has_all_rules_of_now(self.call)


_COUNTS = (
    *(ev.Started, ev.Chosen, ev.WentBack, ev.Opened, ev.Returned, ev.Corrected, ev.Ended),
    *(ev.EffortMade, ev.GroundStated, ev.CallerSaid, ev.PermissionGiven, ev.WarningGiven),
    *(ev.Persisted, ev.CalmedDown),
)


Kept = Callable[[str], Script | None]
"""Finds the script of the file with this hash, if it is kept."""


def unlawful_events(
    call: Call, kept: Kept | None = None, as_approved: Kept | None = None
) -> Iterator[str]:
    """In sentences, which events the program cannot have recorded, and why.

    What a script has to say is asked of those that are `kept`, as far as they are. Where all are,
    the call is gone through again by the rules, with the scripts `as_approved`.
    """
    scripts: dict[str, tuple[Script, ...]] = {}
    texts: dict[str, Script] = {}
    used = [one for entry in call.entries if (one := script_used(entry.event))] if kept else []
    for name, sha in dict.fromkeys((one.id, one.sha256) for one in used):
        script = kept(sha) if kept else None
        if script is not None and script.id == name:
            scripts[name] = (*scripts.get(name, ()), script)
            texts[sha] = script
    look = _Look(call, scripts)
    found = {one for reason in _REASONS for one in reason(look)}
    are_all_kept = {one.sha256 for one in used} == {*texts}
    if as_approved is not None and are_all_kept and look.follows_all_rules_of_now:
        told = {n for n, _ in found}
        approved = {sha: as_approved(sha) or text for sha, text in texts.items()}
        found |= {(n, why) for n, why in not_by_the_rules(call, approved) if n not in told}
    for n, why in sorted(found):
        yield f"Event {n} cannot be: {why}."


def _program(look: _Look) -> Iterator[Why]:
    for n, program in programs(look.call):
        if program and not is_version(program):
            yield n, "it names what is no version of this program"


def _zone(look: _Look) -> Iterator[Why]:
    zone = look.call.started.zone
    # A computer may know no zones at all by their names.
    unknown = zone and zone_called(zone) is None and zone_called(_KNOWN_ZONE) is not None
    if unknown or (not _ZONE.fullmatch(zone) and zone_called(zone) is None):
        yield 1, "it names what is no time zone"


def _start(look: _Look) -> Iterator[Why]:
    if look.follows_all_rules_of_now and not look.call.started.agent.strip():
        yield 1, "it does not say who took the call"


def _by_itself(look: _Look) -> Iterator[Why]:
    """What no script has a say in."""
    call = look.call
    for entry in call.entries if look.follows_all_rules_of_now else ():
        match entry.event:
            case ev.PermissionGiven(by=by) if is_agent(by, call):
                yield entry.n, "who permitted the warning is the agent of the call"
            case ev.PermissionGiven(how=ev.GrantedBy.BOARD, ask=0, of=0):
                yield entry.n, "the board permitted what it was not asked for"
            case ev.TookOver(from_call=taken) if taken == call.id:
                yield entry.n, "a call does not go on from itself"
            case ev.FollowUpDone(by=by) if not by.strip():
                yield entry.n, "it does not say who did it, or who was told"
            case ev.Said() | ev.WarningGiven() as said if not said.text:
                yield entry.n, "a line without words cannot be said"
            case _:
                continue


def _standing(look: _Look) -> Iterator[Why]:
    """Whether what is told of a line's words fits them."""
    for entry in look.call.entries if look.follows_all_rules_of_now else ():
        if isinstance(event := entry.event, LineEvent):
            worth = _WITH_WORDS if event.text else _WITHOUT
            approved = event.status == Status.APPROVED
            if event.status not in worth or (approved and not event.approved_by):
                yield entry.n, f"its words cannot be “{event.status}”"


_WITH_WORDS = (Status.APPROVED, Status.ADAPTED, Status.NEW)
_WITHOUT = (Status.GAP, Status.NEW)


def _threats(look: _Look) -> Iterator[Why]:
    """A threat that nobody is to be told of; H11."""
    counting = [e for e in look.call.entries if e.n not in look.call.retracted]
    events = [one.event for one in counting if isinstance(one.event, ev.FollowUpAdded)]
    if not look.follows_all_rules_of_now or any(e.follow_up == FollowUpKind.REPORT for e in events):
        return
    for entry in counting:
        if isinstance(entry.event, ev.GroundStated) and entry.event.threat:
            yield entry.n, "it is a threat, and nothing is owed of it: a supervisor is to be told"


_TYPED_FIELDS: dict[type[ev.EventBase], Sequence[str]] = {
    ev.Started: ("agent", "ref"),
    ev.Noted: ("text",),
    ev.NoteCorrected: ("text",),
    ev.Drafted: ("text",),
    ev.Detailed: ("field", "value", "left_out"),
    ev.TookOver: ("refused",),
    ev.Adapted: ("words", "reason"),
    ev.LeftOut: ("reason",),
    ev.EffortMade: ("what",),
    ev.CallerSaid: ("words",),
    ev.PermissionGiven: ("by",),
    ev.Persisted: ("words",),
    ev.ManagerCame: ("name",),
    ev.FollowUpAdded: ("fields",),
    ev.FollowUpAmended: ("fields",),
    ev.FollowUpDone: ("by",),
    ev.AskAnswered: ("by", "reason"),
    ev.DenialHeard: ("named", "by", "reason"),
    ev.Ended: ("reason",),
}
"""What agents and the board type, which is cleaned before it is stored."""


def _unsafe(look: _Look) -> Iterator[Why]:
    for entry in look.call.entries if look.follows_all_rules_of_now else ():
        for name in _TYPED_FIELDS.get(type(entry.event), ()):
            value = getattr(entry.event, name)
            texts = [value] if isinstance(value, str) else [one[-1] for one in value or ()]
            if any(plain(text) != text for text in texts):
                yield entry.n, "it holds control characters, which are not stored"


def _after_the_end(look: _Look) -> Iterator[Why]:
    """Nothing comes after the end of a call but that other branches of its record were kept."""
    entries = look.call.entries
    end = next((e.n for e in entries if isinstance(e.event, ev.Ended)), len(entries))
    for entry in entries[end:]:
        if isinstance(entry.event, ev.Ended):
            yield entry.n, f"the call had ended with event {end}"
        elif not isinstance(entry.event, ev.BranchKept):
            yield entry.n, f"it comes after event {end}, the end of the call"


_WORDS: dict[type[ev.EventBase], Sequence[tuple[str, str]]] = {
    ev.EffortMade: [("what", "what was tried")],
    ev.CallerSaid: [("words", "what the caller said")],
    ev.Persisted: [("words", "what the caller said after the warning")],
    ev.PermissionGiven: [("by", "who permitted it")],
    ev.ManagerCame: [("name", "who came")],
    ev.Noted: [("text", "what was noted")],
    ev.Adapted: [("words", "the words used")],
    ev.LeftOut: [("reason", "why the line was left out")],
}
"""What is refused as long as it is not written down."""


def _empty_words(look: _Look) -> Iterator[Why]:
    for entry in look.call.entries if look.follows_rules_of_now else ():
        for name, what in _WORDS.get(type(entry.event), ()):
            if not getattr(entry.event, name).strip():
                yield entry.n, f"it does not say {what}"
        match entry.event:
            case ev.Ended(protocol=True, reason=reason) if not reason.strip():
                yield entry.n, "it ends the call by the hang-up protocol, and gives no reason"
            # Where a line has no words, the agent's own stand for them.
            case ev.Adapted(text=text, reason=reason) if text and not reason.strip():
                yield entry.n, "it does not say why the line was not said as it stands"


def _protocol(look: _Look) -> Iterator[Why]:
    """What the hang-up protocol did not allow as the call stood."""
    for entry, call in look.before if look.follows_rules_of_now else ():
        event, state = entry.event, call.protocol
        stated = state.ground.ground if state.ground else ""
        refused: str | None = None
        match event:
            case ev.WarningGiven(ground=ground):
                refused = why_not_warn(state)
            case ev.Persisted(ground=ground):
                refused = why_not_persist(state)
            case ev.CalmedDown():
                refused, ground = why_not_calm(state), stated
            case ev.Ended(protocol=True, ground=ground):
                # Too few warnings, and no reason at all, are told of the call as it is.
                if not any(ended_by_protocol_without(call, event)):
                    refused = why_not_end(state)
            case _:
                continue
        if refused:
            yield entry.n, f"on the call as it stood this was refused: {refused.rstrip('.')}"
        elif ground != stated:
            yield entry.n, "its reason is another than the one that stood"


def _steps(look: _Look) -> Iterator[Why]:
    """Steps that the script does not have, and choices that the step before does not."""
    first = look.call.entries[0]
    for entry, call in ((first, look.call), *look.before):
        event = entry.event
        if not isinstance(event, ev.Started | ev.Chosen | ev.WentBack | ev.Opened | ev.Returned):
            continue
        of = look.scripts.get(event.script, ())
        if of and all(script.step(event.step) is None for script in of):
            yield entry.n, "the script has no such step"
        if isinstance(event, ev.Started | ev.WentBack):
            continue
        if event.key == 0 and not isinstance(event, ev.Chosen):
            # It was gone to by its name, and not by a choice.
            continue
        here = look.scripts.get(call.here.script, ())
        steps = [step for script in here if (step := script.step(call.here.step))]
        choices = [choice for step in steps if (choice := step.choice(event.key))]
        if steps and not choices:
            yield entry.n, f"the step before it has no choice {event.key}"
        elif choices and not any(_leads_to(choice, event) for choice in choices):
            yield entry.n, f"choice {event.key} does not lead there"


def _leads_to(choice: Choice, event: ev.Chosen | ev.Opened | ev.Returned) -> bool:
    if choice.to.kind is TargetKind.STEP:
        return isinstance(event, ev.Chosen) and event.step == choice.to.step
    return choice.to.kind is not TargetKind.END


def _terms(look: _Look) -> Iterator[Why]:
    """Grounds that the script has on other terms, or does not have."""
    for entry in look.call.entries:
        match entry.event:
            case ev.GroundStated(script=str(name)) as stated if name in look.scripts:
                found = [script.ground(stated.ground) for script in look.scripts[name]]
                terms = {(one.warnings, one.permission) for one in found if one}
                if not terms:
                    yield entry.n, "the script has no such reason"
                elif (stated.warnings, stated.permission) not in terms:
                    yield entry.n, "the script has this reason on other terms"


def _endings(look: _Look) -> Iterator[Why]:
    """An ending that none of the call's scripts has; asked only where all of them are kept."""
    ended = look.call.ended
    if ended is None or not {name for name, _ in look.call.scripts} <= {*look.scripts}:
        return
    every = [script for of in look.scripts.values() for script in of]
    known = {(one.id, one.protocol) for script in every for one in (*script.endings, ENDED)}
    # Before a ground said which script it is of, one that was never opened is not known.
    stated = look.call.protocol.ground
    far = ended.event.protocol and (stated is None or stated.script not in look.scripts)
    if (ended.event.ending, ended.event.protocol) not in known and not far:
        yield ended.n, "no script of the call has this ending"


def _card_numbers(look: _Look) -> Iterator[Why]:
    """Card numbers that are stored whole, and were never said to be none.

    How one is known differs between versions: a call of another one is not judged.
    """
    if look.call.started.program != __version__:
        return
    cardless = {name for of in look.scripts.values() for script in of for name in script.cardless}
    seen: set[str] = set()
    masked: set[tuple[str, str]] = set()
    # What another branch promised is whole where it was said to be no card there.
    of_branch = False
    for entry in look.call.entries:
        event = entry.event
        of_branch |= isinstance(event, ev.BranchKept)
        if isinstance(event, _MAY_BE_WHOLE) or (of_branch and isinstance(event, ev.FollowUpAdded)):
            continue
        for field, text in _typed(event):
            if field not in cardless and text not in seen and _is_whole(event, field, text, masked):
                yield entry.n, "it holds a whole card number, which is not stored"
            if not isinstance(event, ev.Drafted):
                seen.add(text)
            masked.add((_DETAIL_OF.get(field, field), text))


_MAY_BE_WHOLE = (ev.NoteCorrected, ev.AskAnswered)
"""A note is corrected to what is no card; what the board answers is masked there."""


_DETAIL_OF = {"ref": "reference"}
"""The detail that an option becomes which is said to be no card."""


def _typed(event: ev.Event) -> Iterator[tuple[str, str]]:
    """What was typed of an event, each with the field that it stands in."""
    if isinstance(event, ev.Detailed) and event.by_choice:
        return
    for name in _TYPED_FIELDS.get(type(event), ()):
        value = getattr(event, name)
        if not isinstance(value, str):
            yield from ((one[0], one[-1]) for one in value or ())
        elif isinstance(event, ev.Drafted):
            yield event.into.rpartition(":")[2], value
        else:
            yield (event.field if isinstance(event, ev.Detailed) else name), value


def _is_whole(event: ev.Event, field: str, text: str, masked: Container[tuple[str, str]]) -> bool:
    """Whether a card number stands in a text that was typed, and was never said to be none.

    Once it was said to be no card, it is written again as it was typed, in the field where it was
    `masked`; a note is corrected to that.
    """
    if isinstance(event, ev.Drafted):
        return holds_card(text) and not (field == PHONE and is_phone_number(text))
    stored = mask_in(field, text)
    if stored == text:
        return False
    if isinstance(event, ev.Started | ev.Noted):
        return True
    # Versions before 0.14 masked less of what was typed.
    return all((field, one) not in masked for one in (stored, mask_typed_in(field, text)))


_REASONS: tuple[Callable[[_Look], Iterator[Why]], ...] = (
    _program,
    _zone,
    _start,
    _by_itself,
    _standing,
    _threats,
    _unsafe,
    _after_the_end,
    _empty_words,
    _protocol,
    _steps,
    _terms,
    _endings,
    _card_numbers,
)
"""Each tells of a kind of event that cannot be."""
