"""The rows above and beneath the boxes: status, warning counter, standing rules, footer.

A terminal too small for a call shows other rows instead.
"""

from msgspec import Struct

from guide.call.events import PassedOver, Said
from guide.call.rules.lines import is_open_anew
from guide.call.rules.standing import Alarm, line_to_say
from guide.text import plain_line
from guide.tui.keys import FOOTER, FOOTER_TYPING, KeyAction
from guide.tui.rows import Row, Span, Voice, cut, fit, paragraph, row, width_of, wrapped
from guide.tui.scene import Scene, Tone

SMALLEST = (60, 20)
"""The columns and rows that a call needs."""

BARS = "_▃▅▇█"
"""Calm to enraged, as a curve is drawn."""

MOST_FURTHER = 3
"""The rows that a message takes beneath the counter at most: the call needs the others."""


def status(scene: Scene, width: int) -> list[Row]:
    """Title, clocks, anger, what is owed and whether it is saved; then the warning counter.

    What is to be told takes its place beside the counter, and rows of its own where it is longer.
    """
    return [_where(scene, width), *_warnings(scene, width)]


def clock_reading(seconds: float) -> str:
    """Seconds as hh:mm:ss."""
    whole = max(0, int(seconds))
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"


def _where(scene: Scene, width: int) -> Row:
    right = _right(scene)
    room = width - width_of(right) - 1
    left: Row = (*_banner(scene), *_anger(scene, room > 60), *_clock(scene))
    time = Span(clock_reading(scene.elapsed), Voice.TEXT)
    title_room = room - width_of(left) - len(time.text) - 5
    whole = scene.now.script.title.upper()
    title = cut(whole, max(0, title_room))
    owed = _owed(scene)
    if title == whole and width_of(row(title)) + width_of(owed) <= title_room:
        right = (*owed, *right)
    start = row(" ", Span(title, Voice.TITLE), "  ", time, "  ", *left)
    return (*fit(start, width - width_of(right)), *right)


def _owed(scene: Scene) -> Row:
    """How much is owed over all calls. It is the first to go where there is little room."""
    key = scene.action("register").key
    return row(Span(f"owed: {scene.owed}", Voice.DIM, key), "   ") if scene.owed else ()


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
    if not scene.kept:
        return spans
    if scene.saved.ok:
        saved = "saved elsewhere" if scene.saved.reason else "saved"
        word = "saving…" if scene.pending else saved
        return (*spans, Span(word, Voice.DIM), *_desk(scene), Span(" "))
    return (*spans, Span(" NOT SAVED ", Voice.RED), Span(" "))


def _desk(scene: Scene) -> Row:
    """How the team's desk stands; a desk that is away is no fault of the call's."""
    return row(Span(f" · {scene.desk}", Voice.DIM)) if scene.desk else ()


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
    count = f" {now.given} of {now.required}" if now.given or now.required else ""
    return _counter(f"WARNINGS{count}", now.alarm)


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


def too_small(width: int, height: int) -> list[Row]:
    """What a terminal too small for a call shows."""
    if width >= SMALLEST[0] and height >= SMALLEST[1]:
        return []
    text = (
        f"Call Guide needs {SMALLEST[0]} columns and {SMALLEST[1]} rows; this terminal has {width} "
        f"and {height}. Make it larger: the call goes on and nothing is lost."
    )
    return paragraph(text, max(1, width))


def rules_rows(scene: Scene, width: int) -> list[Row]:
    """The standing rules, in sight all call long; under each other where one row is short."""
    rules = [f"! {rule}" for rule in scene.now.script.rules]
    together = "   ".join(rules)
    rows = [together] if len(together) <= width - 2 else rules[:2]
    spans = [Span(cut(text, width - 2), Voice.RULE) for text in rows if text]
    # What nobody approved comes first: who goes by it must know.
    for told in reversed(scene.now.unapproved):
        first, *more = wrapped(told, width - 4)
        pieces = (f"! {first}", *(f"  {piece}" for piece in more))
        spans[:0] = [Span(piece, Voice.AMBER_TEXT) for piece in pieces]
    return [row(" ", span) for span in spans]


def footer(scene: Scene, width: int) -> Row:
    """The keys that matter now; those not to be had now are dim.

    Where there is no room they stand closer, then in shorter words; then as many as fit.
    """
    pairs = _footer_pairs(scene)
    for gap, short in ((3, {}), (2, {}), (2, _SHORT), (1, _SHORT)):
        shown = [_with_label(pair, short) for pair in pairs]
        if 1 + sum(map(width_of, shown)) + gap * (len(shown) - 1) <= width:
            break
    spans: Row = ()
    for pair in shown:
        before = Span(" " * (gap if spans else 1))
        if width_of((*spans, before, *pair)) > width:
            break
        spans = (*spans, before, *pair)
    return spans


_SHORT = {"keep it": "keep", "choose": "pick", "follow-up": "follow"}
"""Shorter words for the footer, where there is no room for all of it otherwise."""


def _with_label(pair: Row, short: dict[str, str]) -> Row:
    key, label = pair
    told = label.text.strip()
    told = "back" if short and told.startswith("back to ") else short.get(told, told)
    return (key, Span(f" {told}", label.voice, label.key))


def _footer_pairs(scene: Scene) -> list[Row]:
    """The keys of the footer, each with its label."""
    typing = scene.typing or scene.panel is not None
    pairs: list[Row] = []
    if scene.typing:
        pairs.append(_pair("Enter", "keep it", "enter"))
    if typing:
        pairs.append(_pair("Esc", _where_esc_leads(scene), "escape"))
    names: tuple[str, ...] = FOOTER_TYPING if typing else FOOTER
    if scene.panel_line is not None and not scene.typing:
        # The choices say their keys themselves; the line of a panel may be all there is to do.
        said = scene.action("said")
        if _may_be_said(scene):
            pairs.append(_pair(said.shown_key, said.label, said.key))
        names = names[1:]
    for name in names:
        said_before = name == "said" and _is_said(scene)
        pairs.append(_action(scene.action(name), scene, typing, off=said_before))
    return pairs


def _where_esc_leads(scene: Scene) -> str:
    panel = scene.panel
    if panel is None:
        return "back"
    return f"back to {panel.beneath.title}" if panel.beneath else "close"


def _may_be_said(scene: Scene) -> bool:
    """Whether the panel's line is still to be said."""
    line, now = scene.panel_line, scene.now
    if scene.panel is None or line is None or scene.panel.said(now) is None:
        return False
    return not line.grounds or line == line_to_say(now)


def _is_said(scene: Scene) -> bool:
    """Whether the marked line was said since the call came to its step: twice is a slip."""
    line = scene.marked
    mark = scene.call.mark(scene.line_script.id, line.id) if line else None
    if line is None or mark is None or not isinstance(mark.event, Said):
        return False
    return mark.n > scene.call.here.n and not is_open_anew(line, scene.line_script, scene.now)


def _action(action: KeyAction, scene: Scene, typing: bool, *, off: bool = False) -> Row:
    shown = action.shown_typing if typing and action.typing else action.shown_key
    shown = shown.replace(" … ", "-").replace("Alt+9", "9")
    press = "" if action.id == "choose" else action.typing if typing else action.key
    return _pair(shown, action.label, press, off=off or action.why_not(scene.now) is not None)


def _pair(key: str, label: str, press: str, *, off: bool = False) -> Row:
    voice = Voice.KEY_OFF if off else Voice.TITLE
    return row(Span(key, voice, press), Span(f" {label}", Voice.DIM, press))
