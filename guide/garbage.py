"""Garbage is collected from the first frame on, not before it.

While a program starts, almost all that it makes is there to stay. Looking through it again and
again takes a tenth of the start, and later, when it is all looked through once, holds up a key by
some 50 ms.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def held() -> Iterator[None]:
    """Collect nothing until `collect_new`, or until this is over."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def collect_new() -> None:
    """Where collecting is held: begin, and leave alone all that is there now."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
