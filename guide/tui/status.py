"""The status line: where the call stands, in two rows that never move."""

from guide.call.protocol import Alarm
from guide.call.stage import Stage
from guide.call.state import MarkKind
from guide.plain import plain_line
from guide.tui.rows import Row, Span, Voice, cut, fit, row, width_of, wrapped
from guide.tui.scene import Scene, Tone

_BARS = "_▃▅▇█"


def status(scene: Scene) -> list[Row]:
    """Title, clocks, anger, what is owed and whether it is saved; then the warning counter."""
    return [_where(scene), _warnings(scene)]


def duration(seconds: float) -> str:
    """Seconds as hh:mm:ss."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _where(scene: Scene) -> Row:
    right = _right(scene)
    room = scene.width - width_of(right) - 1
    left: Row = (*_banner(scene), *_anger(scene, room > 60), *_clock(scene))
    time = Span(duration(scene.elapsed), Voice.TEXT)
    title_room = room - width_of(left) - len(time.text) - 5
    title = cut(scene.now.script.title.upper(), max(0, title_room))
    start = row(" ", Span(title, Voice.TITLE), "  ", time, "  ", *left)
    return (*fit(start, scene.width - width_of(right)), *right)


def _banner(scene: Scene) -> Row:
    return row(Span(f" {scene.banner} ", Voice.AMBER), "  ") if scene.banner else ()


def _anger(scene: Scene, with_curve: bool) -> Row:
    stage = scene.call.stage
    if stage is None:
        return row(Span("anger –", Voice.DIM), "  ")
    voice = Voice.TITLE if stage >= Stage.HOSTILE else Voice.TEXT
    word = stage.word.upper() if stage >= Stage.HOSTILE else stage.word
    curve = "".join(_BARS[mark.stage] for mark in scene.call.stages[-8:])
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
    spans: Row = row(Span(f"owed {owed}", Voice.TITLE), "   ") if owed else ()
    over = sum(mark.kind is MarkKind.PASSED_OVER for mark in scene.call.marks.values())
    if over:
        spans = (*row(Span(f"passed over {over}", Voice.AMBER_TEXT), "   "), *spans)
    if scene.saved.ok:
        word = "saving…" if scene.pending else "saved"
        return (*spans, Span(word, Voice.DIM), Span(" "))
    return (*spans, Span(" NOT SAVED ", Voice.RED), Span(" "))


def _warnings(scene: Scene) -> Row:
    now = scene.standing
    counter = f"WARNINGS {now.given} of {now.required}"
    if scene.message:
        first = Span(_message(scene)[0], Voice.MESSAGE)
        return fit(row(" ", _counter(counter, now.alarm), first), scene.width)
    if not scene.saved.ok:
        reason = Span(f" not saved: {scene.saved.reason}", Voice.RED_TEXT)
        return fit(row(" ", _counter(counter, now.alarm), reason), scene.width)
    words = Span(f"{_counter(counter, now.alarm).text.rstrip()} · {now.words} ", _voice(now.alarm))
    return fit(row(" ", words), scene.width)


def _message(scene: Scene) -> tuple[str, str]:
    """The message, and what of it does not fit beside the counter."""
    if scene.message is None:
        return "", ""
    now = scene.standing
    counter = _counter(f"WARNINGS {now.given} of {now.required}", now.alarm)
    sign = "✗" if scene.message.tone is Tone.REFUSAL else "·"
    text = f" {sign} {plain_line(scene.message.text)}"
    first, *rest = wrapped(text, scene.width - 1 - width_of((counter,)))
    return first, " ".join(rest)


def overflow(scene: Scene) -> Row:
    """What of a message finds no room in the status line: the footer makes room for it."""
    rest = _message(scene)[1]
    return row(" ", Span(cut(rest, scene.width - 2), Voice.MESSAGE)) if rest else ()


def _counter(text: str, alarm: Alarm) -> Span:
    signs = {Alarm.QUIET: "", Alarm.WARNED: "▲ ", Alarm.MAY_END: "■ "}
    pad = "" if alarm is Alarm.QUIET else " "
    return Span(f"{pad}{signs[alarm]}{text}{pad}", _voice(alarm))


def _voice(alarm: Alarm) -> Voice:
    voices = {Alarm.QUIET: Voice.TEXT, Alarm.WARNED: Voice.AMBER, Alarm.MAY_END: Voice.RED}
    return voices[alarm]
