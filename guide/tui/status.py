"""The status line: where the call stands, in two rows, and more while a message is longer."""

from msgspec import Struct

from guide.call.events import PassedOver
from guide.call.rules.standing import Alarm
from guide.text import plain_line
from guide.tui.rows import Row, Span, Voice, cut, fit, row, width_of, wrapped
from guide.tui.scene import Scene, Tone

BARS = "_▃▅▇█"
"""Calm to enraged, as a curve is drawn."""

MOST_FURTHER = 3
"""The rows that a message takes beneath the counter at most: the call needs the others."""


def status(scene: Scene, width: int) -> list[Row]:
    """Title, clocks, anger, what is owed and whether it is saved; then the warning counter.

    What is to be told takes its place beside the counter, and rows of its own where it is longer.
    """
    return [_where(scene, width), *_warnings(scene, width)]


def duration(seconds: float) -> str:
    """Seconds as hh:mm:ss."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _where(scene: Scene, width: int) -> Row:
    right = _right(scene)
    room = width - width_of(right) - 1
    left: Row = (*_banner(scene), *_anger(scene, room > 60), *_clock(scene))
    time = Span(duration(scene.elapsed), Voice.TEXT)
    title_room = room - width_of(left) - len(time.text) - 5
    title = cut(scene.now.script.title.upper(), max(0, title_room))
    start = row(" ", Span(title, Voice.TITLE), "  ", time, "  ", *left)
    return (*fit(start, width - width_of(right)), *right)


def _banner(scene: Scene) -> Row:
    return row(Span(f" {scene.banner} ", Voice.AMBER), "  ") if scene.banner else ()


def _anger(scene: Scene, with_curve: bool) -> Row:
    stage = scene.call.stage
    if stage is None:
        return row(Span("anger –", Voice.DIM), "  ")
    voice = Voice.TITLE if stage.heated else Voice.TEXT
    word = stage.value.upper() if stage.heated else stage.value
    curve = "".join(BARS[judged.event.stage.rank] for judged in scene.call.stages[-8:])
    spans = row(Span("anger ", Voice.DIM), Span(word, voice))
    return (*spans, *row(" ", Span(curve, Voice.DIM), "  ")) if with_curve else (*spans, Span("  "))


def _clock(scene: Scene) -> Row:
    clock = scene.call.clock
    if clock is None:
        return ()
    left = clock.left(scene.elapsed)
    if left <= 0:
        return row(Span(" 0:00 over ", Voice.AMBER), "  ")
    whole = int(left + 0.999)
    return row(Span("wait ", Voice.DIM), Span(f"{whole // 60}:{whole % 60:02}", Voice.TITLE), "  ")


def _right(scene: Scene) -> Row:
    owed = len(scene.call.owed)
    spans: Row = row(Span(f"{owed} to do", Voice.TITLE), "   ") if owed else ()
    over = sum(isinstance(mark.event, PassedOver) for mark in scene.call.marks.values())
    if over:
        spans = (*row(Span(f"{over} skipped", Voice.AMBER_TEXT), "   "), *spans)
    if scene.saved.ok:
        saved = "saved elsewhere" if scene.saved.reason else "saved"
        word = "saving…" if scene.pending else saved
        return (*spans, Span(word, Voice.DIM), Span(" "))
    return (*spans, Span(" NOT SAVED ", Voice.RED), Span(" "))


def _warnings(scene: Scene, width: int) -> list[Row]:
    now = scene.standing
    counter = _counted(scene)
    if told := _told(scene, width):
        first = fit(row(" ", counter, Span(told.first, told.voice)), width)
        return [first, *(fit(row(" ", Span(one, told.voice)), width) for one in told.rest)]
    words = Span(f"{counter.text.rstrip()} · {now.words} ", counter_voice(now.alarm))
    return [fit(row(" ", words), width)]


def _counted(scene: Scene) -> Span:
    now = scene.standing
    return _counter(f"WARNINGS {now.given} of {now.required}", now.alarm)


class _Announced(Struct, frozen=True):
    """What is told instead of what the counter says in words, and what does not fit beside it."""

    first: str
    rest: tuple[str, ...]
    voice: Voice


def _told(scene: Scene, width: int) -> _Announced | None:
    """A message; or else, why the call is not saved."""
    if scene.message:
        sign = "✗" if scene.message.tone is Tone.REFUSAL else "·"
        text, voice = f"{sign} {plain_line(scene.message.text)}", Voice.MESSAGE
    elif not scene.saved.ok:
        text, voice = f"not saved: {plain_line(scene.saved.reason)}", Voice.RED_TEXT
    else:
        return None
    first, *rest = wrapped(f" {text}", width - 1 - width_of((_counted(scene),)))
    further = wrapped(" ".join(rest), width - 2) if rest else ()
    if len(further) > MOST_FURTHER:
        last = cut(further[MOST_FURTHER - 1], width - 2, force=True)
        further = (*further[: MOST_FURTHER - 1], last)
    return _Announced(first, further, voice)


def _counter(text: str, alarm: Alarm) -> Span:
    signs = {Alarm.QUIET: "", Alarm.WARNED: "▲ ", Alarm.MAY_END: "■ "}
    pad = "" if alarm is Alarm.QUIET else " "
    return Span(f"{pad}{signs[alarm]}{text}{pad}", counter_voice(alarm))


def counter_voice(alarm: Alarm) -> Voice:
    """How loud the counter is."""
    voices = {Alarm.QUIET: Voice.TEXT, Alarm.WARNED: Voice.AMBER, Alarm.MAY_END: Voice.RED}
    return voices[alarm]
