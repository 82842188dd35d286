"""What a terminal sends, cut into whole pieces: characters, keys, reports, pastes. Pure.

Keys, reports of the mouse and the terminal's answers to questions come down one line, and all
sequences begin as the Escape key does. A busy line cuts them anywhere. What is broken must never
become keys: each could be a deed that nobody meant.

Times are seconds of a clock that only goes forward.
"""

import re
from codecs import getincrementaldecoder
from enum import Enum, auto

from msgspec import Struct
from textual import events
from textual.message import Message

from guide.text import is_plain

ESCAPE_AFTER = 0.08
"""How long ESC waits for the rest of a sequence before it is the Escape key."""
PATIENCE = 1.0
"""How long the rest of a sequence is waited for that has clearly begun, and that of a paste."""
LATE = 5.0
"""How long after that its rest may still come: no key then, for nobody pressed it."""
STALLED = 2.0
"""How long after the Escape key, and after each piece since, it may turn out that there was none: a
line stood still within a sequence. What may be its rest is no text before that."""
AT_ONCE = 0.25
"""A click this soon after the window got the focus is the click that gave it."""

_ESC = "\x1b"
_PASTE_BEGINS = "\x1b[200~"
_PASTE_ENDS = "\x1b[201~"

_ANSWER_BEGUN = r"\x1b(?:\][0-9]|P[0-9>!+$|]|_G)[^\x00-\x1f\x7f]*"
_ANSWER = re.compile(_ANSWER_BEGUN + r"(?:\x07|\x1b\\)")
"""A color, a version, a picture: never a key."""
_SEQUENCE = re.compile(
    # F1 to F5 of the Linux console; a mouse report in three raw characters; all others.
    r"\x1b(?:\[\[[A-E]|\[M.{3}|\[(?![\[M])[ -?]*[@-~]|O[0-9;]*[A-FHIMP-SXa-dj-y])",
    re.DOTALL,
)
_BEGUN = re.compile(
    r"\x1b(?:\[(?:\[|M.{0,2}|[ -?]*)|O[0-9;]*|[\]P_])?|" + _ANSWER_BEGUN + r"\x1b?",
    re.DOTALL,
)
"""What may still become one of these."""
_BROKEN = re.compile(r"\x1b(?:\[[ -?]*|O[0-9;]*)|" + _ANSWER_BEGUN)
"""What begins like one of these, and does not go on like one."""
_REST = re.compile(
    r"\[[<>?]|\[(?:\[[A-E]|[A-FHIOZ])\Z|\[[0-9;:]+[A-Za-z~]|O[A-FHIMP-S]\Z|\][0-9]|P[0-9>!+$|]|_G"
)
"""How the rest of a sequence begins whose ESC has been taken for the Escape key."""
_REST_BEGUN = re.compile(r"\[\[?|\[[0-9;:]+|O")
"""What may still become such a rest, or be text."""
_BELOW_ZERO = re.compile(r"\x1b\[[<0-9;]*-")
"""A mouse that was dragged out of the window, as some terminals report it; no key either."""
_FAR_BUTTON = re.compile(r"\x1b\[<(?:12[89]|1[3-9]\d|[2-9]\d\d);")
"""A button beside the usual three, which the toolkit takes for the left one."""
_END_BEGUN = re.compile(r"\x1b(?:\[(?:2(?:0(?:1)?)?)?)?\Z")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, each as it is decoded: whoever types one sees that it was not read."""
_CONTROL_KEY = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class Kind(Enum):
    """What a piece is. `ALT`: the character that was typed with Alt; `PASTE`: uncleaned."""

    CHARACTER = auto()
    SEQUENCE = auto()
    ALT = auto()
    ESCAPE = auto()
    PASTE = auto()


class Piece(Struct, frozen=True):
    """A whole piece of what was sent."""

    kind: Kind
    text: str


class TerminalInput:
    """Takes bytes as they come. What is no key, and what is broken, is in no piece."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("surrogateescape").decode
        self._held = ""
        self._deadline: float | None = None
        self._escaped = float("-inf")
        self._doubtful = ""
        self._given_up = ""
        self._given_up_at = float("-inf")
        self._drop_next = False
        self._pasting = False
        self._pasted: list[str] = []
        self._paused = False

    def wait(self, now: float) -> float | None:
        """In how many seconds `tick` has something to do; None if only more bytes can tell."""
        return None if self._deadline is None else max(0.0, self._deadline - now)

    def feed(self, data: bytes, now: float) -> list[Piece]:
        """The pieces that are whole with these bytes, which came now."""
        text = _NOT_UTF8.sub("\N{REPLACEMENT CHARACTER}", self._decode(data))
        self._deadline = None
        if self._pasting:
            return self._paste(text, now)
        if self._given_up:
            text = self._without_the_rest(text, now)
        text, self._doubtful = self._doubtful + text, ""
        since, self._escaped = now - self._escaped, float("-inf")
        if not self._held and since < LATE and _REST.match(text):
            text = _ESC + text
            self._drop_next = not text.startswith(_PASTE_BEGINS)
        elif since < STALLED and _REST_BEGUN.fullmatch(text):
            self._doubtful, self._escaped = text, now
            self._deadline = now + STALLED
            return []
        return self._cut(self._held + text, now)

    def tick(self, now: float) -> list[Piece]:
        """The pieces that are whole because nothing came any more."""
        if self._deadline is None or now < self._deadline:
            return []
        self._deadline = None
        if self._pasting:
            # A slow paste goes on later, and one whose end was lost is seen.
            self._paused = True
            return self._told_paste()
        if self._doubtful:
            text, self._doubtful = self._doubtful, ""
            return self._cut(text, now)
        held, self._held, self._drop_next = self._held, "", False
        if held == _ESC:
            self._escaped = now
            return [Piece(Kind.ESCAPE, _ESC)]
        # Alt+[ and Alt+O begin as half of all keys do: without the rest they are nothing.
        self._given_up, self._given_up_at = held, now
        return [Piece(Kind.ALT, held[1])] if held[1:] in ("]", "P", "_") else []

    def _without_the_rest(self, text: str, now: float) -> str:
        """What came now, without the rest of a sequence that was waited for in vain."""
        whole, given_up = self._given_up + text, self._given_up
        self._given_up = ""
        if now - self._given_up_at >= LATE:
            return text
        if found := _ANSWER.match(whole) or _SEQUENCE.match(whole):
            return whole[found.end() :]
        if len(text) > 1 and _BEGUN.fullmatch(whole):
            self._given_up = given_up + text
            return ""
        return text

    def _cut(self, text: str, now: float) -> list[Piece]:
        self._held = ""
        pieces: list[Piece] = []
        at = 0
        while at < len(text):
            if text[at] != _ESC:
                if _can_be_typed(text[at]):
                    pieces.append(Piece(Kind.CHARACTER, text[at]))
                at += 1
            elif text.startswith(_PASTE_BEGINS, at):
                self._pasting, self._paused = True, False
                return pieces + self._paste(text[at + len(_PASTE_BEGINS) :], now)
            elif found := _ANSWER.match(text, at) or _SEQUENCE.match(text, at):
                no_key = _BELOW_ZERO.match(found[0]) or _FAR_BUTTON.match(found[0])
                if found.re is _SEQUENCE and not no_key and not self._drop_next:
                    pieces.append(Piece(Kind.SEQUENCE, found[0]))
                self._drop_next = False
                at = found.end()
            elif _BEGUN.fullmatch(text, at):
                self._held = text[at:]
                self._deadline = now + (ESCAPE_AFTER if self._held == _ESC else PATIENCE)
                break
            elif broken := _BROKEN.match(text, at):
                at = broken.end()
            elif text[at + 1] == _ESC:
                pieces.append(Piece(Kind.ESCAPE, _ESC))
                at += 1
            else:
                if _can_be_typed(text[at + 1]):
                    pieces.append(Piece(Kind.ALT, text[at + 1]))
                at += 2
        return pieces

    def _paste(self, text: str, now: float) -> list[Piece]:
        """Add to a paste; up to its end everything is text."""
        if self._paused and not self._held and _CONTROL_KEY.fullmatch(text):
            # The end was lost, and somebody presses Escape or Ctrl+Q.
            self._pasting = False
            return self._cut(text, now)
        pasted, end, rest = (self._held + text).partition(_PASTE_ENDS)
        if end:
            self._held, self._pasting = "", False
            self._pasted.append(pasted)
            return self._told_paste() + self._cut(rest, now)
        kept = _END_BEGUN.search(pasted)
        begun = kept.start() if kept else len(pasted)
        self._pasted.append(pasted[:begun])
        self._held = pasted[begun:]
        self._deadline = now + PATIENCE
        return []

    def _told_paste(self) -> list[Piece]:
        text = "".join(self._pasted)
        self._pasted.clear()
        return [Piece(Kind.PASTE, text)] if text else []


def _can_be_typed(character: str) -> bool:
    """Whether this is a key or text; not so C1."""
    return character <= "\x7f" or is_plain(character)


class FocusClick:
    """Keeps back the click that gave the window its focus: it was meant for the window."""

    def __init__(self) -> None:
        self._focused = float("-inf")
        self._button = 0

    def passes(self, message: Message, now: float) -> bool:
        """Say whether a message of the terminal, which came now, is for the program."""
        if isinstance(message, events.AppFocus):
            self._focused = now
        elif isinstance(message, events.MouseDown) and now - self._focused < AT_ONCE:
            self._button = message.button
            return False
        elif isinstance(message, events.MouseUp) and message.button == self._button:
            self._button = 0
            return False
        return True
