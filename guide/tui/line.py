"""A line as the script panel shows it: its words, what became of it, and what holds it back."""

from guide.call.context import Context
from guide.call.events import Adapted, LeftOut, PassedOver
from guide.call.rules.standing import line_to_say
from guide.call.state import LineMark
from guide.script.model import Audience, Line, Status
from guide.tui.rows import Row, Span, Voice, row, wrapped
from guide.tui.scene import Scene

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
    marked = bar is Voice.BAR
    words = scene.words(line)
    pieces = in_pieces(line, words, width)
    if not words:
        voice = bar if marked else Voice.AMBER_TEXT
        return [row(Span("▌ ", voice), Span(piece, Voice.AMBER_TEXT)) for piece in pieces]
    voice = Voice.LINE_DONE if done else Voice.LINE if marked else Voice.TEXT
    sign = "▌ " if marked else "│ "
    return [
        row(Span(sign, bar), Span(piece if not index else f" {piece}", voice))
        for index, piece in enumerate(pieces)
    ]


def _state(line: Line, mark: LineMark | None, scene: Scene) -> str:
    if mark is None:
        return "Required" if line.must_say else "Optional"
    signs = {Adapted: "≈ adapted", LeftOut: "– left out", PassedOver: "! Skipped"}
    return f"{signs.get(type(mark.event), '✓ said')} {scene.clock_of(mark.at)}"


def tag(line: Line, mark: LineMark | None, scene: Scene) -> Row:
    """What a line needs of the agent, and what became of it: right beneath it, never dim."""
    state = _state(line, mark, scene)
    if line.grounds and line == line_to_say(scene.now):
        state = "Read word for word"
    elif mark is None:
        state += " – not said yet" if line.spoken.text else " – x: write down what you said"
    if mark is not None and isinstance(mark.event, PassedOver):
        voice = Voice.AMBER_TEXT
    else:
        voice = Voice.TITLE if line.must_say and mark is None else Voice.TEXT
    return row(Span(f"  {state}", voice))


def told_in_full(line: Line, width: int) -> list[Row]:
    """What keeps a line from being simply approved words, in as many rows as it takes."""
    told = [piece for _, one in _reservations(line) for piece in wrapped(one, width - 2)]
    return [row(Span(f"  {piece}", Voice.AMBER_TEXT)) for piece in told]


def _reservations(line: Line) -> list[tuple[str, str]]:
    """What keeps a line from being simply approved words for the caller: as a sign, and in full."""
    told = []
    if line.audience is Audience.COLLEAGUE:
        told.append(("▲ to a colleague", "▲ to a colleague, never to the caller"))
    if line.status is Status.CHANGED:
        told.append(("! changed", "! changed since approval: say the words above"))
    if line.spoken.text and line.approved is None:
        told.append(("! new", "! new: not approved yet"))
    if line.spoken.status is Status.ADAPTED:
        reason = f": {line.adapted}" if line.adapted else ""
        told.append(("≈ adapted", f"≈ adapted, not the document's wording{reason}"))
    return told


def in_file(line: Line, width: int) -> list[Row]:
    """What the script's file has instead of the approved words, so that nobody looks for it."""
    if line.status is not Status.CHANGED:
        return []
    text = f"now in the file: “{line.text}”" if line.text else f"now in the file: {line.gap}"
    return [row(Span(f"  {piece}", Voice.DIM)) for piece in wrapped(text, width - 2)]


def read_back(line: Line, scene: Scene, width: int) -> list[Row]:
    """The details that are read back to the caller after a line."""
    if not line.read_back:
        return []
    return details("then read back", line.read_back, scene.now, width)


def details(head: str, names: tuple[str, ...], context: Context, width: int) -> list[Row]:
    """Details in a short list; those not written down say so."""
    rows = [row(Span(f"  {head}:", Voice.DIM))]
    label_width = max(len(context.script.label(name)) for name in names)
    for name in names:
        value = context.call.detail(name)
        label = context.script.label(name).lower().ljust(label_width)
        pieces = wrapped(value or "–", max(8, width - label_width - 6))
        voice = Voice.TITLE if value else Voice.DIM
        rows.append(row(Span(f"    {label}  ", Voice.DIM), Span(pieces[0], voice)))
        rows += [row(" " * (label_width + 6), Span(piece, voice)) for piece in pieces[1:]]
    return rows
