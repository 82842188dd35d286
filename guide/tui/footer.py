"""The footer: at most the eight keys that matter now."""

from guide.tui.keys import FOOTER, FOOTER_TYPING, KeyAction
from guide.tui.rows import Row, Span, Voice, row, width_of
from guide.tui.scene import Scene


def footer(scene: Scene, width: int) -> Row:
    """The keys that matter now, as many as fit; those not to be had now are dim."""
    typing = scene.typing or scene.panel is not None
    spans: Row = row(" ")
    if scene.typing:
        spans = (*spans, *_pair("Enter", "keep it", "enter"))
    if typing:
        leaves = "close" if scene.panel is not None else "back"
        spans = (*spans, *_pair("Esc", leaves, "escape"))
    for name in FOOTER_TYPING if typing else FOOTER:
        pair = _action(scene.action(name), scene, typing)
        if width_of(spans) + width_of(pair) > width:
            break
        spans = (*spans, *pair)
    return spans


def _action(action: KeyAction, scene: Scene, typing: bool) -> Row:
    shown = action.shown_typing if typing and action.typing else action.shown_key
    shown = shown.replace(" … ", "-").replace("Alt+9", "9")
    press = "" if action.id == "choose" else action.typing if typing else action.key
    return _pair(shown, action.label, press, off=action.why_not(scene.now) is not None)


def _pair(key: str, label: str, press: str, *, off: bool = False) -> Row:
    voice = Voice.KEY_OFF if off else Voice.TITLE
    return row(Span(key, voice, press), Span(f" {label}   ", Voice.DIM, press))
