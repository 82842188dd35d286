"""A pen: rows as what a terminal is sent, with as few words about colour between them as will do.

A terminal keeps the colours it was told. To tell it the whole style of every run of letters, and to
take it back after each, takes more bytes than the letters do.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from rich.color import Color, ColorSystem
from rich.style import Style

from guide.tui.rows import Voice
from guide.tui.runs import Run

_RESET = "\x1b[0m"
_BOLD = "1"
_FAINT = "2"


class Pen:
    """Writes in the styles of the voices, in the colours that a terminal has; None: in none."""

    def __init__(self, styles: Mapping[Voice, Style], system: ColorSystem | None) -> None:
        self._codes = {voice: _codes(style, system) for voice, style in styles.items()}
        self._changes: dict[tuple[Voice | None, Voice], str] = {}

    def write(self, runs: Iterable[tuple[int, Run]]) -> str:
        """What writes these runs, each with its row, and leaves the terminal's colours plain."""
        written: list[str] = []
        voice: Voice | None = None
        for y, run in runs:
            written.append(f"\x1b[{y + 1};{run.start + 1}H")
            for text, wanted in run.cells:
                if wanted is not voice and not (text == " " and self._blanks_alike(voice, wanted)):
                    written.append(self._change(voice, wanted))
                    voice = wanted
                written.append(text)
        return "".join((*written, _RESET)) if written else ""

    def _blanks_alike(self, one: Voice | None, other: Voice) -> bool:
        """Whether nobody can tell in which of two voices a blank is written: it shows no ink."""
        if one is None:
            return False
        before, after = self._codes[one], self._codes[other]
        return before.ground == after.ground and not (before.weights | after.weights) - {_BOLD}

    def _change(self, before: Voice | None, after: Voice) -> str:
        found = self._changes.get((before, after))
        if found is None:
            found = _change(self._codes[before] if before else None, self._codes[after])
            self._changes[before, after] = found
        return found


class _Codes(NamedTuple):
    """What tells a terminal of a style: its weights, its ink and its ground."""

    weights: frozenset[str]
    ink: str
    ground: str


def _codes(style: Style, system: ColorSystem | None) -> _Codes:
    ink = _colour(style.color, system, foreground=True)
    ground = _colour(style.bgcolor, system, foreground=False)
    plain = style.without_color.render("x", color_system=system)
    numbers = plain.partition("\x1b[")[2].partition("mx")[0]
    return _Codes(frozenset(filter(None, numbers.split(";"))), ink, ground)


def _colour(colour: Color | None, system: ColorSystem | None, *, foreground: bool) -> str:
    if system is None or colour is None or colour.is_default:
        return ""
    return ";".join(colour.downgrade(system).get_ansi_codes(foreground))


def _change(before: _Codes | None, after: _Codes) -> str:
    """What makes a terminal write in one style that wrote in another; None: in an unknown one."""
    if before is None or not _can_follow(before, after):
        codes = ["0", *sorted(after.weights), after.ink, after.ground]
    else:
        codes = ["22"] if before.weights - after.weights else []
        codes += sorted(after.weights - before.weights)
        codes += [after.ink] if after.ink != before.ink else []
        codes += [after.ground] if after.ground != before.ground else []
    codes = [code for code in codes if code]
    return f"\x1b[{';'.join(codes)}m" if codes else ""


def _can_follow(before: _Codes, after: _Codes) -> bool:
    """Whether a style can be told by what differs: of the weights only bold is taken back."""
    gone = before.weights - after.weights
    return (
        gone <= {_BOLD}
        and not (gone and _FAINT in after.weights)
        and not (before.ink and not after.ink)
        and not (before.ground and not after.ground)
    )
