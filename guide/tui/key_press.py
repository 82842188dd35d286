"""A key press: what it types or edits, and whether it was meant for what it would do now."""

from collections.abc import Callable, Iterable
from math import inf
from time import monotonic

from textual import events
from textual.binding import Binding, BindingType
from textual.timer import Timer

from guide.text import is_text

DOUBLE_SECONDS = 0.15
"""A key that comes again sooner than this was meant once."""

DIGIT_TWICE_SECONDS = 0.4
"""So was a digit: what it would pick next has to be read first."""

BELATED_SECONDS = 0.4
"""Letters that come sooner after a field was answered go on with what was typed into it."""

IN_A_WORD_SECONDS = 0.25
"""Letters that come sooner after each other are a word."""

SURE_SECONDS = 0.5
"""An Enter that comes sooner after something was doubted does not answer that: it was not read."""

CONFIRM_SECONDS = 0.4
"""So long a letter that ends the call waits for a further one: with that it would be of a word."""

RUN_SECONDS = 0.6
"""Letters that come sooner after each other may be running text."""

_LETTER_AND_KEY = 2
"""A letter after the key of a field may be an initial; more are a word that began with it."""

_NAMED = {"space": " "}
_REPEATED = ("up", "down", "left", "right", "pageup", "pagedown", "tab", "shift+tab")
"""The keys that are held down to go on, and do nothing that is recorded."""


def typed_character(event: events.Key) -> str:
    """The character a key event types, or the empty string."""
    if event.key in _NAMED:
        return _NAMED[event.key]
    if event.key.startswith("alt+"):
        return ""
    character = event.character or ""
    return character if len(character) == 1 and is_text(character) else ""


def editing_actions(bindings: Iterable[BindingType]) -> dict[str, str]:
    """The action of each editing key of a field of the toolkit.

    A field does them at once. The toolkit first has a key go round all the screen, and a letter
    that is typed meanwhile overtakes it: Backspace would take another letter than it was meant for.
    """
    return {
        key.strip(): one.action
        for one in bindings
        if isinstance(one, Binding)
        for key in one.key.split(",")
        # With Alt a key does what it does outside of the field.
        if not key.strip().startswith("alt+")
    }


class KeyLaw:
    """The law of the keys: the finger and the screen agree.

    A key does what the screen showed for it when it was pressed, and does nothing where it came
    before that was drawn (early). A key that has just acted does not act again at once (doubled).
    What is typed is text: letters right after the Enter that answered a field go on with what was
    typed there (belated), and letters in a row of which one means nothing are text wherever they
    are typed (running). Only an explicit key ends something, never a letter in a word.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        """`seconds` is the clock of the call, by which keys follow each other."""
        self.too_soon = False
        """Whether the last key came again, slower than a double tap and yet too soon."""
        self._seconds = seconds
        self._meaning: object = None
        self._drawn_at = inf
        self._deed_before = self._last_deed = ("", -1.0)
        self._answered_at = -1.0
        self._doubted_at = -1.0
        self._run, self._run_at, self._strayed, self._acted = "", -1.0, False, False
        self._paced = True
        self._begun, self._begun_at = "", -1.0

    def of_next_screen(self) -> "KeyLaw":
        """The law of a screen to which a key led: that key, pressed twice, does nothing there."""
        law = KeyLaw(self._seconds)
        law._last_deed = self._last_deed
        return law

    @property
    def drawn(self) -> bool:
        """Whether there was a screen yet that could say what keys do."""
        return self._drawn_at < inf

    def shown(self, meaning: object, at: float | None = None) -> None:
        """Note that the screen shows what keys mean: what was pressed before a change is early.

        It does so since `at`, in seconds of the monotonic clock; without it, since now.
        """
        if meaning != self._meaning or not self.drawn:
            self._meaning, self._drawn_at = meaning, monotonic() if at is None else at

    def resumed(self) -> None:
        """Note that what was on top has gone: what was pressed till now was meant for that."""
        if self.drawn:
            self._drawn_at = monotonic()

    def answered(self) -> None:
        """Note that a field was answered with Enter."""
        self._answered_at = self._seconds()

    def doubted(self) -> None:
        """Note that what was typed is doubted, and that Enter takes it all the same."""
        self._doubted_at = self._seconds()

    @property
    def may_be_sure(self) -> bool:
        """Whether what was doubted last can have been read."""
        return self._seconds() - self._doubted_at >= SURE_SECONDS

    def spells(self, event: events.Key, *, letters: bool) -> str:
        """The text that a key makes with the one right before it, which opened what is asked now.

        Empty if it is no Space, or with `letters` no letter, that came as fast as in a word: then
        it is the beginning of an answer.
        """
        character = typed_character(event)
        if not self.runs or not (character == " " or (letters and character.isalpha())):
            return ""
        self._run += character
        self._run_at, self._strayed, self._acted = self._seconds(), True, False
        return self._run

    def sentence(self, event: events.Key) -> str:
        """The sentence that is typed into a field, once it shows that it began with its key.

        Whoever sees the field they opened begins later than a letter of a word comes, or with a
        capital or a digit as names and numbers do. Empty as long as no word has ended.
        """
        character, now = typed_character(event), self._seconds()
        if self.runs and self._run.isalpha():
            begun = self._run if character.islower() else ""
        else:
            begun = self._begun if now - self._begun_at < RUN_SECONDS else ""
        self._begun, self._begun_at = begun + character if begun and character else "", now
        return self._begun if character == " " and len(begun) > _LETTER_AND_KEY else ""

    def written(self) -> None:
        """Note that a field has what is typed: all that comes is meant for it alone."""
        self._run, self._answered_at = "", -1.0
        self._last_deed = ("", -1.0)
        if self.drawn:
            self._drawn_at = 0.0

    def acted(self) -> None:
        """Note that the last key did something, though it came too soon for a deed."""
        self._strayed, self._acted = False, True

    def hears(
        self, event: events.Key, *, typing: bool, means: Callable[[], bool] = lambda: True
    ) -> str | None:
        """What a key is: None if it is one, for what it does now; else the text that it goes on.

        That is empty as long as nothing is to be done. `typing`: letters are text anyway; `means`:
        whether the key does anything here.
        """
        self.too_soon = False
        early = event.key not in _REPEATED and event.time < self._drawn_at
        doubled = not early and self._doubled(event.key, typing)
        belated = not (early or doubled) and self._belated(event)
        taken = not (early or doubled or belated)
        if typing:
            if early and self.runs:
                # No field has it; where the next one shows that all is text, it is of that.
                self._run += typed_character(event)
                self._run_at = self._seconds()
            return None if taken else ""
        alone = doubled or (belated and event.key.isdigit())
        text, unlikely = self._running(event, alone=alone, means=taken and means())
        return None if taken and not unlikely and not text else text

    @property
    def runs(self) -> bool:
        """Whether a letter that comes now goes on with the ones before.

        After one that did something only at the pace of a word: else it was meant as a key.
        """
        most = IN_A_WORD_SECONDS if self._acted else RUN_SECONDS
        return bool(self._run) and self._seconds() - self._run_at < most

    def begins(self, event: events.Key) -> bool:
        """Whether a key goes on with none before it.

        A letter right behind a digit does not where each of them came at the pace of keys: nobody
        writes so, and what they picked was meant.
        """
        picked = len(self._run) > 1 and self._run[-1].isdigit() and self._paced
        if picked and typed_character(event).isalpha():
            self._run = ""
        return not self.runs

    def echoes(self, event: events.Key) -> bool:
        """Whether a key is the second press of the one that opened the field one types in.

        A digit is no text then; a letter may be the first one of it: `SecondPress` tells.
        """
        last, at = self._last_deed
        self._last_deed = ("", -1.0)
        since = self._seconds() - at
        most = DIGIT_TWICE_SECONDS if event.key.isdigit() else IN_A_WORD_SECONDS
        again = event.key == last and bool(typed_character(event)) and since < most
        self.too_soon = again and since >= DOUBLE_SECONDS
        return again

    def _running(self, event: events.Key, *, alone: bool, means: bool) -> tuple[str, bool]:
        """The text that somebody types though no field is open, and whether this is of a word.

        It is told with the second key in a row of which the one before did nothing on this screen:
        up to then they are keys. Nobody says a line in the time between a letter and Space, and
        two letters that come as fast as in a word are of one. Space by itself begins no text.
        `alone`: it did nothing, but says nothing of the next one.
        """
        character, now = typed_character(event), self._seconds()
        if not self.runs or not character or self._run[-1:] == character == " ":
            self._run, self._strayed = "", False
            self._paced = True
        if not character or (character == " " and not self._run):
            return "", False
        before, since = self._run[-1:], now - self._run_at
        self._paced &= not before or since >= DOUBLE_SECONDS
        self._run += character
        self._run_at, self._acted = now, alone
        if self._strayed or alone:
            return (self._run if self._strayed else ""), False
        of_a_word = before.isalpha() and character.isalpha() and since < IN_A_WORD_SECONDS
        unlikely = of_a_word or character == " "
        self._strayed = unlikely or not means
        self._acted = not self._strayed
        return "", unlikely

    @property
    def in_a_word(self) -> bool:
        """Whether a letter came right before the last key: both may be of a word."""
        before, at = self._deed_before
        return len(before) == 1 and before.isalpha() and self._seconds() - at < IN_A_WORD_SECONDS

    def _doubled(self, key: str, typing: bool) -> bool:
        last, at = self._last_deed
        if key in _REPEATED or typing:
            return False
        now = self._seconds()
        self._deed_before, self._last_deed = self._last_deed, (key, now)
        if key != last or now - at >= (DIGIT_TWICE_SECONDS if key.isdigit() else DOUBLE_SECONDS):
            return False
        self.too_soon = now - at >= DOUBLE_SECONDS
        return True

    def _belated(self, event: events.Key) -> bool:
        now = self._seconds()
        if not typed_character(event) or now - self._answered_at >= BELATED_SECONDS:
            return False
        self._answered_at = now
        return True


class SecondPress:
    """Holds the second press of the letter that opened a field, until it is known what it was.

    It is text where a further letter follows in a moment; else the key was pressed twice.
    """

    def __init__(
        self,
        set_timer: Callable[[float, Callable[[], None]], Timer],
        dropped: Callable[[events.Key], None],
    ) -> None:
        """`dropped` is called once it was none."""
        self._set_timer = set_timer
        self._dropped = dropped
        self._held: tuple[events.Key, Timer] | None = None

    def hold(self, event: events.Key) -> None:
        """Wait for what comes after this key."""
        self._held = event, self._set_timer(CONFIRM_SECONDS, self._drop)

    def before(self, event: events.Key) -> events.Key | None:
        """The key that was held, where this one shows that both are text."""
        if self._held is None:
            return None
        (held, timer), self._held = self._held, None
        timer.stop()
        return held if typed_character(event) else None

    def _drop(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            self._dropped(held[0])
