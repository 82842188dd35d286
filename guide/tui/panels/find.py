"""Find wording in all scripts; Enter goes to the step it stands at, and the way back is kept."""

from collections.abc import Mapping
from operator import itemgetter

from guide.call.actions import GoTo
from guide.call.context import Context
from guide.script.model import Script, Step
from guide.text import unaccented
from guide.tui.panel import Field, Host, Item, Panel, Shape, Text
from guide.tui.rows import Voice

_MOST = 50


class FindPanel(Panel):
    """Every line, step and coaching with all the words typed; first where they stand as typed.

    A line is found by its words in the caller's language, too: those are on the screen. Neither
    capitals nor accents make a difference.
    """

    title = "Find wording"
    closes = True

    def __init__(self) -> None:
        self._wanted = ""

    def shape(self, context: Context) -> Shape:
        items = _found(self._wanted, context)
        nothing = bool(self._wanted) and not items
        below = (Text("Nothing has these words.", Voice.DIM),) if nothing else ()
        hint = "↑ ↓ Enter goes there"
        return Shape((), (Field("words", "Words"),), items, below, hint=hint)

    def typed(self, values: Mapping[str, str], host: Host) -> None:
        self._wanted = unaccented(values["words"])


def _found(wanted: str, context: Context) -> tuple[Item, ...]:
    words = wanted.split()
    if not words:
        return ()
    phrase = " ".join(words)
    found = [
        (phrase not in " ".join(plain.split()), script, step, text)
        for script in context.library.scripts.values()
        for step in script.steps
        for text in _texts(step, script, context)
        for plain in (unaccented(text),)
        if all(word in plain for word in words)
    ]
    found.sort(key=itemgetter(0))
    return tuple(
        Item(
            f"{script.id}\n{step.id}\n{number}",
            text,
            f"{script.title} · {step.title}",
            action=GoTo(script.id, step.id),
        )
        for number, (_, script, step, text) in enumerate(found[:_MOST])
    )


def _texts(step: Step, script: Script, context: Context) -> list[str]:
    said = ((context.wording(line, script).text, line.spoken.text) for line in step.lines)
    lines = [f"“{text}”" for both in said for text in dict.fromkeys(both) if text]
    return [*lines, step.title, *step.coach]
