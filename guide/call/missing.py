"""What is still missing on a call, each with the action that mends it."""

from enum import StrEnum

from msgspec import Struct

from guide.call.context import Context
from guide.call.events import PassedOver
from guide.call.rules.flow import unsaid
from guide.call.rules.follow_ups import rule_now, threats_owed
from guide.call.rules.standing import waits_for_answer
from guide.call.state import NOTE, corrected_note
from guide.script.model import Ending, Script, Step


class Remedy(StrEnum):
    """What an agent does about something missing."""

    SAY = "say"
    AMEND = "amend"
    TELL = "tell"
    ADD = "add"
    DETAIL = "detail"
    WORDS = "words"
    ANSWER = "answer"
    NAME = "name"
    STOP = "stop"
    ENTER = "enter"
    KEEP = "keep"


class Missing(Struct, frozen=True):
    """One thing missing: a sentence, its remedy, and on what (line, field, kind or number).

    `mended` says of it that it is missing no more.
    """

    text: str
    mended: str
    remedy: Remedy
    what: str = ""
    script: str = ""


def missing(context: Context, ending: Ending | None = None) -> tuple[Missing, ...]:
    """Everything still missing, the most urgent first; with an ending, also what that one needs."""
    return (
        *_threats(context),
        *_follow_ups(context),
        *_not_recorded(context, ending),
        *_lines(context, ending),
        *_words(context),
        *_answer(context, ending),
        *_details(context),
        *_manager(context),
        *_timer(context),
        *_draft(context),
    )


def _threats(context: Context) -> list[Missing]:
    return [
        Missing(
            "A threat was made: no supervisor told yet.",
            "A threat was made: a supervisor was told",
            Remedy.TELL,
            str(f.n),
        )
        for f in threats_owed(context)
    ]


def _follow_ups(context: Context) -> list[Missing]:
    return [
        Missing(
            f"{f.label}: {_list([context.script.label(name) for name in f.lacks])} missing.",
            f"{f.label}: complete",
            Remedy.AMEND,
            str(f.n),
        )
        for f in context.call.follow_ups
        if f.lacks and not f.done
    ]


def _not_recorded(context: Context, ending: Ending | None) -> list[Missing]:
    recorded = {f.kind for f in context.call.follow_ups}
    found: dict[str, Missing] = {}
    for script, step in _visited(context):
        for kind in step.owes:
            if kind not in recorded:
                label = script.rule_for(kind).label
                text = f"{label} not recorded: “{step.title}” requires it."
                found.setdefault(
                    kind, Missing(text, f"{label}: recorded", Remedy.ADD, kind, script.id)
                )
    for kind in ending.needs if ending else ():
        if kind not in recorded:
            label = rule_now(kind, context).label
            text = f"{label} not recorded: “{ending.label if ending else ''}” requires it."
            found.setdefault(
                kind, Missing(text, f"{label}: recorded", Remedy.ADD, kind, context.script.id)
            )
    return list(found.values())


def _visited(context: Context) -> list[tuple[Script, Step]]:
    """The steps of this call's way that nobody went back from, in the order of their scripts."""
    seen = {(v.script, v.step) for v in context.call.path}
    scripts = map(context.library.get, dict(context.call.scripts))
    return [
        (script, step)
        for script in scripts
        if script is not None
        for step in script.steps
        if (script.id, step.id) in seen
    ]


def _lines(context: Context, ending: Ending | None) -> list[Missing]:
    over = [
        _line("Skipped", mark.event, context)
        for mark in context.call.marks.values()
        if isinstance(mark.event, PassedOver)
    ]
    return over + [_line("Not said yet", event, context) for event in unsaid(context, ending)]


def _line(lack: str, event: PassedOver, context: Context) -> Missing:
    """What is missing of a line, told by its words; where there are none, by its gap."""
    script = context.library.get(event.script)
    gaps = (line.gap for line in script.lines if line.id == event.line) if script else ()
    words = f"“{_short(event.text or next(iter(gaps), event.line))}”"
    return Missing(f"{lack}: {words}", f"Done: {words}", Remedy.SAY, event.line, event.script)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"


def _words(context: Context) -> list[Missing]:
    state = context.call.protocol
    if (state.ground is None and not state.warnings) or state.words or state.persisted:
        return []
    words = "Caller’s exact words"
    return [Missing(f"{words} not recorded.", f"{words}: recorded", Remedy.WORDS)]


def _answer(context: Context, ending: Ending | None) -> list[Missing]:
    """What the caller did after the warning, which an ending by the protocol rests on."""
    stated = context.call.protocol.ground
    if stated is None or ending is None or not ending.protocol:
        return []
    if not waits_for_answer(context.call.protocol, stated):
        return []
    text = "Not recorded: whether they stopped after the warning."
    return [Missing(text, "Recorded: what the caller did after the warning", Remedy.ANSWER)]


def _details(context: Context) -> list[Missing]:
    asked = {name: script for script, step in _visited(context) for name in step.capture}
    return [
        Missing(
            f"{script.label(name)} not recorded (required).",
            f"{script.label(name)}: recorded",
            Remedy.DETAIL,
            name,
        )
        for name, script in asked.items()
        if not context.call.detail(name)
    ]


def _manager(context: Context) -> list[Missing]:
    manager = context.call.manager
    if not manager.asked or manager.name:
        return []
    text = "Manager requested: who joined is not recorded."
    return [Missing(text, "Recorded: which manager joined", Remedy.NAME)]


def _timer(context: Context) -> list[Missing]:
    if context.call.clock is None:
        return []
    return [Missing("The timer is still running.", "The timer: stopped", Remedy.STOP)]


def _draft(context: Context) -> list[Missing]:
    return [
        _typed(place, f"“{_short(text)}”", context)
        for place, text in context.call.drafts.items()
        if text.strip()
    ]


_FIELDS = {
    "by": "Who was told",
    "done": "Already done? By",
    "due": "Due",
    "words": "Words you used",
    "reason": "Why",
    "manager:name": "Manager’s name",
    "protocol:after-warning": "Caller’s exact words",
    "protocol:effort": "What you tried",
    "protocol:permission": "Supervisor’s name",
    "protocol:words": "Caller’s exact words",
    "report:why": "Reason to report",
}
"""What a form calls a field that no script names, by its place or by the end of it."""


def _typed(place: str, words: str, context: Context) -> Missing:
    if place == NOTE:
        return Missing(f"Note not saved: {words}", f"Saved: {words}", Remedy.ENTER)
    where = f"Typed in “{_field_at(place, context)}”, not saved: {words}"
    return Missing(where, f"Saved: {words}", Remedy.KEEP, place)


def _field_at(place: str, context: Context) -> str:
    """What the screen calls the field whose draft is kept at this place."""
    if corrected_note(place):
        return "Note"
    form, _, field = place.rpartition(":")
    of_script = context.script.label(field)
    if form.startswith("follow-up:") and field == "reason":
        return of_script
    return _FIELDS.get(place) or _FIELDS.get(field) or of_script


def _list(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


NOT_SHOWN_OTHERWISE = frozenset(
    {Remedy.ADD, Remedy.DETAIL, Remedy.WORDS, Remedy.ANSWER, Remedy.NAME}
)
"""What is required and leaves no trace of its own on record: no open follow-up, no skipped line."""
