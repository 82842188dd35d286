"""The flow pane: the focus view of the flowchart, in the screen's voices."""

from guide.chart.focus import focus_view
from guide.chart.ways import Stay
from guide.tui.drawn import in_voices
from guide.tui.rows import Row
from guide.tui.scene import Scene


def flow_pane(scene: Scene, width: int, height: int) -> list[Row]:
    """Trail, step before, step now, and every choice as a keyed box."""
    call = scene.call
    path = [Stay(v.script, v.step, v.title, v.key, v.label, v.origin) for v in call.path]
    scripts = scene.now.library.scripts
    here = call.here.step
    drawn = focus_view(scripts, scene.now.script, here, path, call.visited, width, height)
    return [in_voices(one) for one in drawn]
