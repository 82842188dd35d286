"""The flow pane: the focus view of the flowchart, in the screen's voices."""

from guide.chart.focus import focus_view
from guide.chart.ink import Ink
from guide.chart.ink import Row as InkRow
from guide.chart.ways import Stay
from guide.tui.rows import Row, Span, Voice
from guide.tui.scene import Scene

VOICES = {
    Ink.BOX: Voice.BORDER,
    Ink.TEXT: Voice.TEXT,
    Ink.HERE: Voice.HERE,
    Ink.DONE: Voice.DONE,
    Ink.KEY: Voice.TITLE,
    Ink.LABEL: Voice.DIM,
    Ink.EXIT: Voice.TEXT,
    Ink.LOOP: Voice.DONE,
    Ink.DIM: Voice.DIM,
}


def flow_pane(scene: Scene, width: int, height: int) -> list[Row]:
    """Trail, step before, step now, and every choice as a keyed box."""
    call = scene.call
    path = [Stay(v.script, v.step, v.title, v.key, v.label, v.origin) for v in call.path]
    scripts = scene.now.library.scripts
    here = call.here.step
    drawn = focus_view(scripts, scene.now.script, here, path, call.visited, width, height)
    return [in_voices(one) for one in drawn]


def in_voices(drawn: InkRow) -> Row:
    """A drawn row in the screen's voices."""
    return tuple(Span(span.text, VOICES[span.ink]) for span in drawn)
