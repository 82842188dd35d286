"""The script panel: the lines to say, what the step asks for, its coaching; beneath, the choices.

Everything is shown whole: what does not fit is scrolled to, with the marked line in sight.
"""

import re
from collections.abc import Iterator
from itertools import zip_longest

from msgspec import UNSET, Struct

from guide.call.context import Context
from guide.call.events import Adapted, LeftOut, PassedOver
from guide.call.rules.flow import returns_to
from guide.call.rules.follow_ups import kinds_owed, rule_now
from guide.call.rules.gates import awaited_answers
from guide.call.rules.lines import is_open_anew
from guide.call.rules.standing import line_to_say, next_need
from guide.call.state import LineMark
from guide.call.wording import in_file_instead, language_of, text_told
from guide.chart.flow import resolve_target
from guide.script.condition_words import only_when
from guide.script.languages import language_name
from guide.script.model import WITHDRAWN, Audience, Choice, Line, Status, TargetKind
from guide.text import runs_from_right
from guide.tui.keys import KeyAction
from guide.tui.rows import (
    BLANK,
    Row,
    Span,
    Voice,
    cut,
    fit,
    from_right,
    hanging,
    paragraph,
    row,
    width_of,
    wrapped,
)
from guide.tui.scene import Scene


class SayRows(Struct, frozen=True):
    """The rows of the script panel, and which of them are the marked line's."""

    rows: tuple[Row, ...]
    marked: tuple[int, int] = (0, 0)


def say_panel(scene: Scene, width: int, *, spaced: bool = True) -> SayRows:
    """What stands above the choices, as many rows as it takes; `spaced` where there is room."""
    rows = [_title(scene, width), *_clock_over(scene, width), *([BLANK] if spaced else [])]
    marked = (0, 1)
    for line in scene.lines:
        mark = scene.call.mark(scene.line_script.id, line.id)
        is_marked = line is scene.marked
        start = len(rows)
        rows += line_rows(line, mark, scene, width, Voice.BAR if is_marked else Voice.BORDER)
        need = tag(line, mark, scene, width)
        is_open = mark is None or is_open_anew(line, scene.line_script, scene.now)
        if is_marked and (is_open or line == line_to_say(scene.now)):
            need = [tuple(span._replace(key="space") for span in one) for one in need]
        rows += [*need, *told_in_full(line, scene, width), *in_file(line, scene, width)]
        rows += read_back(line, scene, width)
        marked = (start, len(rows)) if is_marked else marked
        rows.append(BLANK)
    if not scene.lines:
        rows += paragraph("No script line for this step", width, Voice.DIM)
        rows += [*_of_protocol(scene, width), BLANK]
    if scene.panel_line is None:
        rows += _around(scene, width)
    while rows and not rows[-1]:
        rows.pop()
    return SayRows(tuple(rows), marked)


def _of_protocol(scene: Scene, width: int) -> list[Row]:
    """What the protocol needs next, where a reason stands: the step itself shows nothing of it."""
    if scene.call.protocol.ground is None or scene.panel is not None:
        return []
    told = f"Hang-up protocol, next: {next_need(scene.now)}"
    return _key_note(scene.action("warn"), told, width)


def _around(scene: Scene, width: int) -> list[Row]:
    """What the step asks for, and its coaching."""
    asked = [one for rows in _asked(scene, width) for one in rows]
    coach = [one for item in scene.now.coaching for one in _bullet(item, width)]
    return [*asked, *([BLANK] if asked and coach else []), *coach]


def _title(scene: Scene, width: int) -> Row:
    number = f"step {len(scene.call.path)}"
    own = scene.panel is not None and scene.panel_line is not None
    name = scene.panel.title if own and scene.panel else scene.now.step.title
    title = cut(name, width - len(number) - 1)
    start = row(Span(title, Voice.HERE))
    gap = width - width_of(start) - len(number)
    return row(*start, " " * max(1, gap), Span(number, Voice.DIM))


def _clock_over(scene: Scene, width: int) -> list[Row]:
    """What to do when the clock has run out; escalated-callers, E20."""
    clock = scene.call.clock
    if clock is None or clock.left(scene.elapsed) > 0:
        return []
    if any(one.n > clock.n and not one.internal for one in scene.call.follow_ups):
        # What is to be offered then is promised.
        return []
    of_script = scene.now.script.clock.over or "The time is over and nobody answered."
    text = of_script if clock.event.over is UNSET else clock.event.over
    return [row(Span(f" {piece} ", Voice.AMBER)) for piece in wrapped(text, width - 2)]


def _asked(scene: Scene, width: int) -> Iterator[list[Row]]:
    """What the step asks to be written down, promised or shown, most needed first."""
    context, step = scene.now, scene.now.step
    owed = kinds_owed(context)
    for kind in step.owes:
        label = rule_now(kind, context).label
        if kind in owed:
            yield _key_note(scene.action("follow-up"), f"Required at this step: {label}", width)
        else:
            yield [row(Span(f"  ✓ Recorded: {label}", Voice.DIM))]
    awaited = {one.id: one.label for one in awaited_answers(context)}
    known = {*awaited, *context.call.details, *context.call.left_out}
    wanted = [context.field(name).label for name in step.capture if name not in known]
    for head, labels in (("Needed to go on", [*awaited.values()]), ("Needed at this step", wanted)):
        if labels:
            yield _key_note(scene.action("details"), f"{head}: {', '.join(labels)}", width)
    for one in (context.call.left_out[n].event for n in step.capture if n in context.call.left_out):
        yield hanging(row("  "), f"– no answer: {one.label} ({one.left_out})", width, Voice.DIM)
    if step.show:
        yield details("Keep in view", step.show, context, width)


def _key_note(action: KeyAction, text: str, width: int) -> list[Row]:
    lead = row("  ", Span(action.shown_key, Voice.TITLE, action.key), "  ")
    return hanging(lead, text, width, key=action.key)


def _bullet(text: str, width: int) -> list[Row]:
    pieces = wrapped(text, width - 4)
    return [
        row(Span("  · " if not index else "    ", Voice.COACH), Span(piece, Voice.COACH))
        for index, piece in enumerate(pieces)
    ]


_FILLED_IN = re.compile("‹[^›]*›")
"""What was filled into a line, with its signs."""

_KEY = "      "
"""The room for a key: a box around its digit, or Alt with it. The digit stands still."""

MANY = 6
"""From so many choices on two stand in a row, rather than that the line and its help give way."""

_LABEL_AT = len(_KEY) + 1
_MEASURED = 100
"""Of a script with thousands of steps, so many say how long its choices are."""


def press_of(key: int, scene: Scene) -> str:
    """The key press that takes a choice: while digits are typed elsewhere, it is Alt with it."""
    return f"alt+{key}" if scene.typing or scene.panel is not None else str(key)


def choice_rows(scene: Scene, width: int, height: int, needed: int) -> list[Row]:
    """The choices, whole, in as many rows as it takes.

    Many stand two in a row where the panel, of `height` rows, is short and their labels fit. Where
    they leave no room for what is above them, `needed` rows, no row only says where one leads.
    """
    choices, closed = scene.now.step.choices, scene.now.closed
    rows = _rows(choices, closed, scene, width, height)
    if len(rows) + needed <= height:
        return rows
    close = (_choice(one, scene, width, apart=False, closed=one.key in closed) for one in choices)
    return [one for rows in close for one in rows]


def most_choice_rows(scene: Scene, width: int, height: int) -> int:
    """The rows that the choices of any step of the script in hand take at the most.

    They begin at the same row on every step, so that the eye finds them without looking for them.
    """
    steps = scene.now.script.steps[:_MEASURED]
    may_close = (frozenset(c.key for c in step.choices if c.when) for step in steps)
    return max(
        len(_rows(step.choices, closed, scene, width, height))
        for step, closed in zip(steps, may_close, strict=True)
    )


def _rows(
    choices: tuple[Choice, ...], closed: frozenset[int], scene: Scene, width: int, height: int
) -> list[Row]:
    """The choices of a step, of which those with the keys `closed` are not open."""
    half = (width - 2) // 2
    whole = [_choice(choice, scene, width, closed=choice.key in closed) for choice in choices]
    if len(choices) < MANY or closed or 2 * sum(map(len, whole)) <= height:
        return [one for rows in whole for one in rows]
    if any(_LABEL_AT + width_of((Span(choice.label),)) > half for choice in choices):
        return [one for rows in whole for one in rows]
    short = [_label(choice, scene, half)[0] for choice in choices]
    pairs = zip_longest(short[::2], short[1::2], fillvalue=BLANK)
    return [(*fit(one, half), Span("  "), *other) for one, other in pairs]


def _label(choice: Choice, scene: Scene, width: int, *, closed: bool = False) -> list[Row]:
    press = press_of(choice.key, scene)
    voice = Voice.DIM if closed else Voice.LABEL
    if press.startswith("alt+"):
        key = row(Span(f"Alt+{choice.key} ", Voice.KEY_OFF, press))
    else:
        shown = Span(f" {choice.key} ", Voice.DIM if closed else Voice.KEY, press)
        key = row(Span("   ", Voice.TEXT, press), shown)
    first, *more = wrapped(choice.label, width - _LABEL_AT)
    rows = [row(*key, Span(f" {first}", voice, press))]
    return [*rows, *(row(" " * _LABEL_AT, Span(piece, voice, press)) for piece in more)]


def _choice(
    choice: Choice, scene: Scene, width: int, *, apart: bool = True, closed: bool = False
) -> list[Row]:
    """A choice, and where it leads unless the flow shows that: beside it, or else `apart`.

    One that is `closed` stands where it always stands, with when alone it is open.
    """
    rows = _label(choice, scene, width, closed=closed)
    press, lead = press_of(choice.key, scene), row(" " * _LABEL_AT)
    if closed:
        why = only_when(choice.when, scene.now.script)
        return [*rows, *hanging(lead, why, width, Voice.DIM, press)]
    told = f"   {leads_to(choice, scene.now)}"
    if not scene.flow:
        room = width - width_of(rows[-1])
        if width_of((Span(told),)) <= room:
            rows[-1] = (*rows[-1], Span(told, Voice.DIM, press))
        elif apart:
            rows += hanging(lead, told.strip(), width, Voice.DIM, press)
    return rows


def leads_to(choice: Choice, context: Context) -> str:
    """Where a choice leads, in the words of the flowchart."""
    found = resolve_target(context.library.scripts, context.script, choice.to)
    title = found.title
    if choice.to.kind is TargetKind.RETURN:
        title = returns_to(context)
    elif choice.to.kind is TargetKind.SCRIPT and found.script is None:
        title += " (cannot be used)"
    return f"{found.sign or '→'} {title}"


WIDEST = 76
"""A line to say is read in one glance a row; longer rows are not."""


def in_pieces(line: Line, words: str, width: int) -> tuple[str, ...]:
    """What is to be said of a line, `words`, as it is broken; or that there is nothing on file."""
    if words:
        return wrapped(f"“{words}”", min(width, WIDEST) - 4)
    return ("NO APPROVED WORDING ON FILE", *wrapped(line.gap, width - 2))


def line_rows(line: Line, mark: LineMark | None, scene: Scene, width: int, bar: Voice) -> list[Row]:
    """A line's approved words, quoted, with a bar on the left; or the gap where there are none."""
    done = mark is not None and not isinstance(mark.event, PassedOver)
    done = done and not is_open_anew(line, scene.line_script, scene.now)
    marked = bar is Voice.BAR
    words = scene.words(line)
    pieces = in_pieces(line, words, width)
    if not words:
        voice = bar if marked else Voice.AMBER_TEXT
        return [row(Span("▌ ", voice), Span(piece, Voice.AMBER_TEXT)) for piece in pieces]
    voice = Voice.LINE_DONE if done else Voice.LINE if marked else Voice.TEXT
    sign = "▌ " if marked else "│ "
    rows, is_filled = list[Row](), False
    runs = from_right(words) if runs_from_right(words) else None
    for index, piece in enumerate(pieces):
        spans, is_filled = _apart(piece if not index else f" {piece}", voice, is_filled=is_filled)
        spans = [span._replace(from_right=runs) for span in spans]
        rows.append(row(Span(sign, bar), *spans))
    return rows


def _apart(piece: str, voice: Voice, *, is_filled: bool) -> tuple[list[Span], bool]:
    """A row of a line with what was filled in told apart from the words that were approved.

    With it, whether the next row begins within something filled in.
    """
    spans = list[Span]()
    for part in re.split("(?=‹)|(?<=›)", piece):
        is_filled = is_filled or part.startswith("‹")
        spans.append(Span(part, Voice.FILLED_IN if is_filled else voice))
        is_filled = is_filled and not part.endswith("›")
    return spans, is_filled


def _state(line: Line, mark: LineMark | None, scene: Scene) -> str:
    if mark is None:
        if line.before_going_on:
            return "Required to go on"
        return "Required" if line.must_say else "Optional"
    signs = {Adapted: "≈ adapted", LeftOut: "– left out", PassedOver: "! Skipped"}
    return f"{signs.get(type(mark.event), '✓ said')} {scene.clock_of(mark.at)}"


def tag(line: Line, mark: LineMark | None, scene: Scene, width: int) -> list[Row]:
    """What a line needs of the agent, and what became of it: right beneath it, never dim."""
    state = _state(line, mark, scene)
    if line.grounds and line == line_to_say(scene.now):
        state = f"Read word for word{_way_to_space(scene)}"
    elif mark is None:
        state += " – not said yet" if line.spoken.text else " – x: write down what you said"
    else:
        state += _said_with(line, mark, scene)
    if mark is not None and isinstance(mark.event, PassedOver):
        voice = Voice.AMBER_TEXT
    else:
        voice = Voice.TITLE if line.must_say and mark is None else Voice.TEXT
    if scene.call.language is not None and line.spoken.text and line.audience is Audience.CALLER:
        own = scene.wording(line).language or scene.line_script.language
        said_in = language_of(mark.event, scene.line_script) if mark else own
        state += f" · {language_name(said_in)}" if said_in else ""
    return paragraph(state, width, voice, lead="  ")


def _said_with(line: Line, mark: LineMark, scene: Scene) -> str:
    """What stood in a line as it was said, where something else does now.

    One in another language is told as in that: with what would stand in those words now.
    """
    of, event = scene.line_script, mark.event
    if not is_open_anew(line, of, scene.now):
        return ""
    said_in, now = language_of(event, of), scene.words(line)
    if said_in != (scene.wording(line).language or of.language):
        texts = scene.now.changed_texts(event.text, of)
        now = scene.now.known_in(event.text, of, said_in, texts)
        if now == (event.filled or event.text):
            return ""
    before = dict.fromkeys(
        one for one in _FILLED_IN.findall(event.filled) if one not in _FILLED_IN.findall(now)
    )
    told = f" with {', '.join(before)}" if before else ""
    return f"{told} – not as it stands now"


def _way_to_space(scene: Scene) -> str:
    """What comes before Space while one types in a panel: the way to its list, or out of it."""
    if scene.panel is None or not scene.typing:
        return ""
    way = "Tab" if scene.panel.shape(scene.now).items else "Esc"
    return f"; then {way}, Space"


def told_in_full(line: Line, scene: Scene, width: int) -> list[Row]:
    """What keeps a line from being simply approved words, in as many rows as it takes."""
    told = [piece for one in _reservations(line, scene) for piece in wrapped(one, width - 2)]
    return [row(Span(f"  {piece}", Voice.AMBER_TEXT)) for piece in told]


def _reservations(line: Line, scene: Scene) -> list[str]:
    """What keeps a line from being simply approved words for the caller in their language."""
    told = []
    if line.audience is Audience.COLLEAGUE:
        told.append("▲ to a colleague, never to the caller")
    if why := scene.why_untranslated(line):
        own_words = f"In your own words: {scene.action('adapt').shown_key}"
        told.append(f"! {why} {'It counts as it stands.' if line.grounds else own_words}")
    texts = scene.now.changed_texts(scene.wording(line).text, scene.line_script)
    told += [f"! {text_told(*one)} yet" for one in texts if not one[1]]
    if in_file_instead(line, scene.wording(line)) or any(one[1] for one in texts):
        told.append("! changed since approval: say the words above")
    if line.spoken.text and line.approved is None:
        state = f"{WITHDRAWN}: {line.withdrawn}" if line.withdrawn else "new: not approved yet"
        told.append(f"! {state}")
    if line.spoken.status is Status.ADAPTED:
        reason = f": {line.adapted}" if line.adapted else ""
        told.append(f"≈ adapted, not the document's wording{reason}")
    return told


def in_file(line: Line, scene: Scene, width: int) -> list[Row]:
    """What the script's file has instead of the approved words, so that nobody looks for it."""
    wording = scene.wording(line)
    told = list[str]()
    if instead := in_file_instead(line, wording):
        told.append(f"now in the file: {instead if instead == line.gap else f'“{instead}”'}")
    texts = scene.now.changed_texts(wording.text, scene.line_script)
    told += [text_told(*one) for one in texts if one[1]]
    return [one for text in told for one in paragraph(text, width, Voice.DIM, lead="  ")]


def read_back(line: Line, scene: Scene, width: int) -> list[Row]:
    """The details that are read back to the caller after a line."""
    if not line.read_back:
        return []
    return details("then read back", line.read_back, scene.now, width)


def details(head: str, names: tuple[str, ...], context: Context, width: int) -> list[Row]:
    """Details in a short list; those not written down say so."""
    rows = [row(Span(f"  {head}:", Voice.DIM))]
    labels = {name: context.field(name).label for name in names}
    label_width = max(map(len, labels.values()))
    for name in names:
        value = context.call.detail(name)
        label = labels[name].ljust(label_width)
        pieces = wrapped(value or "–", max(8, width - label_width - 6))
        voice = Voice.TITLE if value else Voice.DIM
        rows.append(row(Span(f"    {label}  ", Voice.DIM), Span(pieces[0], voice)))
        rows += [row(" " * (label_width + 6), Span(piece, voice)) for piece in pieces[1:]]
    return rows
