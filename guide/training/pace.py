"""How fast anybody can talk and listen: what was clicked faster than that was not done."""

from guide.training.unspaced import length

MOST_WORDS_A_SECOND = 5.0
"""More than anybody says so that a caller can follow, or takes in: 300 words a minute.

People talk with 150, and read aloud with 180: who is faster than this has not said it, or not
heard it. A slower limit would be wrong about somebody who talks fast.
"""

REACTION = 0.75
"""Seconds in which nobody can have answered what began to be said: a key pressed then was already
on its way."""

TO_NOTICE = 20.0
"""Seconds in which somebody with a caller on the line comes to do what is due by then."""

RIGHT_AWAY = 60.0
"""Seconds after a threat by when a supervisor who is told “right away” knows of it.

The words are the document's (`threat` in the [sources] of hang-up-protocol.toml), which names no
number. There is time for the protocol's own steps before it: the moves of “threat-at-once” tell it
after 24 seconds, with the reason, the caller's words and the line that ends the call.
"""

USUAL_WORDS_A_SECOND = 2.5
"""What people talk with: 150 words a minute."""

LEAST_WORDS_A_SECOND = 1.5
"""Fewer than anybody reads aloud: 90 words a minute. Who is slower than this was silent."""


def least_time(words: str) -> float:
    """The seconds that nobody can stay below who says these words, or hears them out."""
    return length(words) / MOST_WORDS_A_SECOND


def usual_time(words: str) -> float:
    """The seconds that people need to answer in as many words: who had less may not have."""
    return REACTION + length(words) / USUAL_WORDS_A_SECOND


def most_time(words: str) -> float:
    """The seconds that even the slowest needs for saying these words."""
    return length(words) / LEAST_WORDS_A_SECOND
