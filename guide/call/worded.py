"""What an event about a line says of its wording: what stood on the screen, and whose words."""

from typing import TypeVar

from msgspec.structs import replace

from guide.call import events as ev
from guide.call.situation import Situation
from guide.script.model import Line, Script
from guide.script.wording import Status

_E = TypeVar("_E", bound=ev.Worded)


def worded(event: _E, line: Line, script: Script, now: Situation) -> _E:
    """The event of a line of `script` with the approval of its words, and as they were shown."""
    spoken, shown = line.spoken, now.words(line, script)
    changed = line.status is Status.CHANGED
    return replace(
        event,
        approved_by=spoken.by,
        approved_at=spoken.at,
        filled=shown if shown != spoken.text else "",
        in_file=(line.text or line.gap) if changed else "",
    )
