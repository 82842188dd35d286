"""The flow pane: the focus view of the flowchart, in the screen's voices.

A click on the box of a choice takes it. The whole chart is put in the same voices.
"""

from collections.abc import Iterable

from guide.chart.focus import Stay, focus_view
from guide.chart.style import DrawnRow, Style
from guide.tui.rows import Row, Span, Voice
from guide.tui.say import press_of
from guide.tui.scene import Scene

_VOICES = {
    Style.BOX: Voice.BORDER,
    Style.TEXT: Voice.TEXT,
    Style.HERE: Voice.HERE,
    Style.DONE: Voice.DONE,
    Style.KEY: Voice.TITLE,
    Style.LABEL: Voice.DIM,
    Style.EXIT: Voice.TEXT,
    Style.LOOP: Voice.DONE,
    Style.DIM: Voice.DIM,
}
_DOUBLE = str.maketrans("╭╮╰╯─│┬┴┼┰┸╂┯┷┿", "╔╗╚╝═║╤╧╪╤╧╪╤╧╪")


def in_voices(drawn: DrawnRow, key: str = "") -> Row:
    """A drawn row in the screen's voices; a click on it stands for `key`."""
    return tuple(Span(span.text, _VOICES[span.style], key) for span in drawn)


def _without_digit(drawn: DrawnRow, key: str) -> Row:
    """A drawn row without the digit of its choice, which means something else in a panel."""
    return tuple(
        Span("─", Voice.BORDER, key)
        if run.style is Style.KEY
        else Span(run.text, _VOICES[run.style], key)
        for run in drawn
    )


def picked(spans: Iterable[Span]) -> Row:
    """A piece of a box as the one that is picked: with a double border, so without colour too."""
    return tuple(Span(span.text.translate(_DOUBLE), Voice.HERE, span.key) for span in spans)


class FlowPane:
    """The flow pane, drawn anew only when the call goes on: most keys leave it as it is."""

    def __init__(self) -> None:
        self._drawn_of: tuple[object, ...] = ()
        self._rows: dict[str, list[Row]] = {}

    def rows(self, scene: Scene, width: int, height: int) -> list[Row]:
        """Trail, step before, step now, and every choice as a keyed box."""
        call = scene.call
        parts = (call.path, call.visited, scene.now.library, scene.now.closed, width, height)
        # By identity: what a call is made of is never changed, and is long to compare.
        alike = zip(parts, self._drawn_of, strict=False)
        if not self._drawn_of or any(one is not other and one != other for one, other in alike):
            self._drawn_of, self._rows = parts, {}
        # A panel that opens or closes changes only by which keys a click chooses.
        press = press_of(1, scene)
        if press not in self._rows:
            self._rows[press] = _drawn(scene, width, height)
        return self._rows[press]


def _drawn(scene: Scene, width: int, height: int) -> list[Row]:
    call = scene.call
    path = [Stay(v.script, v.step, v.title, v.key, v.label, v.origin) for v in call.path]
    scripts = scene.now.library.scripts
    here = call.here.step
    closed = scene.now.closed
    drawn = focus_view(scripts, scene.now.script, here, path, call.visited, width, height, closed)
    presses = [press_of(key, scene) if key else "" for _, key in drawn]
    return [
        _without_digit(one, press) if press.startswith("alt+") else in_voices(one, press)
        for (one, _), press in zip(drawn, presses, strict=True)
    ]


_PANE = FlowPane()


def flow_pane(scene: Scene, width: int, height: int) -> list[Row]:
    """The flow pane's rows: exactly `height`, each of `width` cells."""
    return _PANE.rows(scene, width, height)
