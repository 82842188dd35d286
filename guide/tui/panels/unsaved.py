"""The form to go on in, for what was typed into one and is not on record yet."""

from collections.abc import Callable

from guide.call.context import Context
from guide.call.rules.follow_ups import find, kinds_here
from guide.call.rules.gates import awaited_answers
from guide.call.rules.protocol import why_not_persist
from guide.call.rules.standing import Need, next_need
from guide.tui.panel import Panel
from guide.tui.panels.follow_up import add_follow_up, open_follow_up, reason_panel
from guide.tui.panels.forms import (
    DetailsPanel,
    adapt_panel,
    manager_name_panel,
    no_answer_panel,
    words_panel,
)
from guide.tui.panels.warn import Part, WarnPanel

MakeEnd = Callable[[Context, str], Panel]


def form_of(place: str, context: Context, end: MakeEnd) -> Panel | None:
    """The form with the field whose draft is kept at `place`; None where it takes nothing now.

    `end` makes the panel that ends the call.
    """
    kind, _, rest = place.partition(":")
    what = rest.rpartition(":")[0]
    match kind:
        case "detail":
            form: Panel | None = DetailsPanel(context, rest)
        case "follow-up":
            form = _follow_up(what, context)
        case "manager":
            form = manager_name_panel()
        case "report":
            form = reason_panel()
        case "adapt":
            form = _adapted(what, context)
        case "no-answer":
            awaited = {one.id: one for one in awaited_answers(context)}
            form = no_answer_panel(awaited[what]) if what in awaited else None
        case "protocol":
            form = _of_protocol(rest, context, end)
        case _:
            form = None
    places = {field.place for field in form.shape(context).fields} if form else set()
    return form if place in places else None


def _follow_up(what: str, context: Context) -> Panel | None:
    """The form of one that is on record, by its event, or of a kind that can be added."""
    if what.isdecimal():
        held = find(int(what), context)
        return open_follow_up(held, context) if held else None
    return add_follow_up(what, context) if what in kinds_here(context) else None


def _adapted(what: str, context: Context) -> Panel | None:
    script_id, _, line_id = what.partition("/")
    script = context.library.get(script_id)
    lines = script.lines if script else ()
    line = next((one for one in lines if one.id == line_id), None)
    return adapt_panel(line, script_id) if line else None


def _of_protocol(field: str, context: Context, end: MakeEnd) -> Panel | None:
    part: Part | None = None
    match field.partition(":")[0]:
        case "words":
            return words_panel()
        case "effort":
            part = Part.OWN_EFFORT
        case "after-warning" if not why_not_persist(context.call.protocol):
            part = Part.ANSWER
        case "permission" if ":" in field or next_need(context) is Need.PERMISSION:
            part = Part.PERMISSION
        case _:
            pass
    return WarnPanel(end, (part, context.call.protocol)) if part else None
