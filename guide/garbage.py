"""Garbage is collected from the first frame on, not before it.

While a program starts, almost all that it makes is there to stay. Looking through it again and
again takes a tenth of the start, and later, when it is all looked through once, holds up a key by
some 50 ms.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

_program = SimpleNamespace(starts=False)


@contextmanager
def held() -> Iterator[None]:
    """Collect nothing until `collect_new`, or until this is over."""
    gc.disable()
    _program.starts = True
    try:
        yield
    finally:
        _program.starts = False
        gc.enable()


def collect_new() -> None:
    """In a program that starts: begin to collect, and leave alone all that is there now."""
    if _program.starts:
        gc.freeze()
        gc.enable()


def started() -> None:
    """The program has all that it waited with: leave that alone too. Its start is over."""
    collect_new()
    _program.starts = False
