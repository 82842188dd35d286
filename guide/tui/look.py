"""The look: what each voice looks like, dark and light.

One accent, for where the agent is. Amber from the first warning; red only for a call that may be
ended, threats, and what is not saved. Everything else is grey. Each voice also differs without
colour: by a sign in its text, by weight, by reversal.
"""

import os
from collections.abc import Mapping
from functools import cache

from msgspec import Struct
from rich.style import Style

from guide.tui.rows import Voice


class Palette(Struct, frozen=True):
    """The colours of one look, as #rrggbb."""

    name: str
    dark: bool
    ground: str
    bright: str
    text: str
    quiet: str
    border: str
    accent: str
    amber: str
    amber_text: str
    red: str
    red_text: str
    on_amber: str
    on_red: str
    field: str
    field_focus: str


DARK = Palette(
    name="guide-dark",
    dark=True,
    ground="#14171c",
    bright="#ffffff",
    text="#c3c9d1",
    quiet="#8d96a2",
    border="#454d58",
    accent="#6cb6ff",
    amber="#f2b33d",
    amber_text="#f2b33d",
    red="#e5484d",
    red_text="#ff7b80",
    on_amber="#14171c",
    on_red="#ffffff",
    field="#1e232b",
    field_focus="#2a313c",
)

LIGHT = Palette(
    name="guide-light",
    dark=False,
    ground="#fbfbfa",
    bright="#000000",
    text="#2d333b",
    quiet="#646c76",
    border="#b4bac2",
    accent="#0b5cad",
    amber="#ffc53d",
    amber_text="#8a5a00",
    red="#c62a2f",
    red_text="#c62a2f",
    on_amber="#000000",
    on_red="#ffffff",
    field="#f0f0ee",
    field_focus="#e4e8ee",
)


FILLED = frozenset({Voice.KEY, Voice.AMBER, Voice.RED})
"""The voices with a ground of their own: their blanks are seen."""


def wanted_palette(asked: str = "") -> Palette:
    """The look that is asked for (dark, light), or told by the terminal's `COLORFGBG`."""
    if asked in ("dark", "light"):
        return LIGHT if asked == "light" else DARK
    ground = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return LIGHT if ground in ("7", "15") else DARK


def palette_of(app: object) -> Palette:
    """The look of an app; the dark one for an app that has none."""
    palette = getattr(app, "palette", DARK)
    return palette if isinstance(palette, Palette) else DARK


@cache
def styles_of(palette: Palette) -> Mapping[Voice, Style]:
    """The style of every voice in a look."""
    return {voice: style_of(voice, palette) for voice in Voice}


@cache
def style_of(voice: Voice, palette: Palette) -> Style:
    """The style of a voice in a look."""
    on = palette.ground

    def plain(color: str, **weights: bool) -> Style:
        return Style(color=color, bgcolor=on, **weights)  # type: ignore[arg-type]

    match voice:
        case Voice.LINE:
            return plain(palette.bright, bold=True)
        case Voice.LINE_DONE | Voice.DIM | Voice.COACH | Voice.KEY_OFF | Voice.DONE:
            return plain(palette.quiet)
        case Voice.FILLED_IN:
            return plain(palette.text, italic=True)
        case Voice.AMBER_TEXT:
            return plain(palette.amber_text)
        case Voice.TITLE:
            return plain(palette.bright)
        case Voice.BORDER:
            return plain(palette.border)
        case Voice.FOCUS | Voice.BAR:
            return plain(palette.accent)
        case Voice.HERE:
            return plain(palette.accent, bold=True)
        case Voice.KEY:
            return Style(color=palette.ground, bgcolor=palette.text, bold=True)
        case Voice.RULE:
            return plain(palette.text, bold=True)
        case Voice.PICKED | Voice.MESSAGE:
            return plain(palette.bright, bold=True)
        case Voice.AMBER:
            return Style(color=palette.on_amber, bgcolor=palette.amber, bold=True)
        case Voice.RED:
            return Style(color=palette.on_red, bgcolor=palette.red, bold=True)
        case Voice.RED_TEXT:
            return plain(palette.red_text, bold=True)
        case _:
            return plain(palette.text)
