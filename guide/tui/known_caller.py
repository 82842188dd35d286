"""Who calls, as the call shows it: beneath the details, and beneath a number that is typed."""

from msgspec.structs import replace

from guide.call.phone_number import normal_number
from guide.call.state import Call, number_of
from guide.script.model import FollowUpKind
from guide.tui.panel import Text
from guide.tui.rows import Row, Span, Voice, fit, hanging, row
from guide.tui.scene import Scene

FEW_ROWS = 2
"""The rows that the line takes at most, where there is room for few."""

_MANY_ROWS = 9


def known_rows(scene: Scene, width: int, most: int = _MANY_ROWS) -> list[Row]:
    """What is known of the caller's number, with the key that shows it, in `most` rows."""
    words = scene.known.words(scene.now.time, scene.now.zone) if scene.known else ""
    if not words:
        return []
    action = scene.action("same-number")
    key = action.shown_typing if scene.typing else action.shown_key
    rows = hanging(row(Span(f"{key} ", Voice.TITLE, action.key)), words, width, key=action.key)
    if len(rows) > most:
        *rows, last = rows[:most]
        rows.append(fit((*last, Span(" " * width, key=action.key)), width))
    return rows


def known_texts(scene: Scene) -> tuple[Text, ...]:
    """What is known of the number in the open panel; a doubt where that must not be called."""
    panel, known = scene.panel, scene.known
    if panel is None or not panel.number:
        return ()
    texts = []
    listed = known is not None and known.do_not_call
    if panel.calls_back and (listed or _listed_now(scene.call, panel.number)):
        texts.append(Text("This number is on the do-not-call list.", Voice.AMBER_TEXT))
        known = replace(known, do_not_call=False) if known else None
    if known and (words := known.words(scene.now.time, scene.now.zone)):
        action = scene.action("same-number")
        texts.append(Text(words, Voice.COACH, f"{action.shown_typing} ", action.key))
    return tuple(texts)


def _listed_now(call: Call, number: str) -> bool:
    """Whether it was asked on this very call not to call a number."""
    asked = (one for one in call.follow_ups if one.kind == FollowUpKind.DO_NOT_CALL)
    same = normal_number(number)
    return any(normal_number(number_of(one, call)) == same for one in asked)
