"""What is still missing on a call, each with the action that mends it."""

from enum import StrEnum

from msgspec import Struct

from guide.call.events import PassedOver
from guide.call.rules.flow import unsaid
from guide.call.rules.follow_ups import rule_now, rule_of, threats_owed
from guide.call.situation import Situation
from guide.call.state import NOTE
from guide.script.model import Ending, Script, Step


class Mend(StrEnum):
    """What an agent does about something missing."""

    SAY = "say"
    AMEND = "amend"
    TELL = "tell"
    ADD = "add"
    DETAIL = "detail"
    WORDS = "words"
    NAME = "name"
    ENTER = "enter"
    KEEP = "keep"


class Missing(Struct, frozen=True):
    """One thing missing: a sentence, how to mend it, and on what (line, field, kind or number)."""

    text: str
    mend: Mend
    what: str = ""
    script: str = ""


def missing(now: Situation, ending: Ending | None = None) -> tuple[Missing, ...]:
    """Everything still missing, the most urgent first; with an ending, also what that one needs."""
    return (
        *_threats(now),
        *_follow_ups(now),
        *_not_recorded(now, ending),
        *_lines(now, ending),
        *_words(now),
        *_details(now),
        *_manager(now),
        *_draft(now),
    )


def _threats(now: Situation) -> list[Missing]:
    return [
        Missing("A threat was made, and nobody was told of it yet.", Mend.TELL, str(f.n))
        for f in threats_owed(now)
    ]


def _follow_ups(now: Situation) -> list[Missing]:
    return [
        Missing(
            f"{f.label} without {_list([now.script.label(name).lower() for name in f.lacks])}.",
            Mend.AMEND,
            str(f.n),
        )
        for f in now.call.follow_ups
        if f.lacks and not f.done
    ]


def _not_recorded(now: Situation, ending: Ending | None) -> list[Missing]:
    recorded = {f.kind for f in now.call.follow_ups}
    found: dict[str, Missing] = {}
    for script, step in _visited(now):
        for kind in step.owes:
            if kind not in recorded:
                label = rule_of(script, kind).label
                text = f"{label} not recorded: “{step.title}” asks for it."
                found.setdefault(kind, Missing(text, Mend.ADD, kind, script.id))
    for kind in ending.needs if ending else ():
        if kind not in recorded:
            label = rule_now(kind, now).label
            text = f"{label} not recorded: “{ending.label if ending else ''}” needs it."
            found.setdefault(kind, Missing(text, Mend.ADD, kind, now.script.id))
    return list(found.values())


def _visited(now: Situation) -> list[tuple[Script, Step]]:
    """The steps seen on this call, in the order of their scripts."""
    seen = {(v.script, v.step) for v in now.call.path} | set(now.call.visited)
    scripts = (now.library.get(script_id) for script_id, _ in dict(now.call.scripts).items())
    return [
        (script, step)
        for script in scripts
        if script is not None
        for step in script.steps
        if (script.id, step.id) in seen
    ]


def _lines(now: Situation, ending: Ending | None) -> list[Missing]:
    over = [
        Missing(f"Passed over: “{_short(mark.event.text or line)}”", Mend.SAY, line, script)
        for (script, line), mark in now.call.marks.items()
        if isinstance(mark.event, PassedOver)
    ]
    here = [
        Missing(f"Not said yet: “{_short(e.text or e.line)}”", Mend.SAY, e.line, e.script)
        for e in unsaid(now, ending)
    ]
    return over + here


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def _words(now: Situation) -> list[Missing]:
    state = now.call.protocol
    if (state.ground is None and not state.warnings) or state.words:
        return []
    return [Missing("Not written down: the caller's own words.", Mend.WORDS)]


def _details(now: Situation) -> list[Missing]:
    asked = {name: script for script, step in _visited(now) for name in step.capture}
    return [
        Missing(f"{script.label(name)} not written down: it was asked for.", Mend.DETAIL, name)
        for name, script in asked.items()
        if not now.call.detail(name)
    ]


def _manager(now: Situation) -> list[Missing]:
    manager = now.call.manager
    if not manager.asked or manager.name:
        return []
    return [Missing("Not written down: which manager came.", Mend.NAME)]


def _draft(now: Situation) -> list[Missing]:
    return [
        Missing(f"Note not entered: “{_short(text)}”", Mend.ENTER)
        if place == NOTE
        else Missing(f"Typed, not recorded: “{_short(text)}”", Mend.KEEP, place)
        for place, text in now.call.drafts.items()
        if text.strip()
    ]


def _list(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def missing_words(now: Situation, ending: Ending | None) -> tuple[str, ...]:
    """What is missing, as sentences for the record."""
    return tuple(item.text for item in missing(now, ending))
