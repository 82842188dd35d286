"""The shipped scripts are read once: in most tests they are the same, thousands of times."""

import pickle
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from guide.script import library

_MOST = 200_000
"""Characters of the longest text that is kept."""


def put_in(patch: pytest.MonkeyPatch) -> None:
    """Keep what a text of TOML says, and what the shipped folder holds as long as it holds that."""
    loads, load_library = tomllib.loads, library.load_library

    @lru_cache(maxsize=256)
    def pickled(text: str) -> bytes:
        return pickle.dumps(loads(text))

    def loads_once(text: str, **how: Any) -> dict[str, Any]:
        if how or type(text) is not str or len(text) > _MOST:
            return loads(text, **how)
        # Whoever asked may change it: each has one of their own.
        return dict(pickle.loads(pickled(text)))

    @lru_cache(maxsize=2)
    def load(path: Path, _held: tuple[tuple[str, bytes], ...]) -> library.Library:
        return load_library(path)

    def load_once(path: Path) -> library.Library:
        if path != library.shipped_folder():
            return load_library(path)
        return load(path, tuple((one.name, one.read_bytes()) for one in sorted(path.glob("*.*"))))

    patch.setattr(tomllib, "loads", loads_once)
    patch.setattr(library, "load_library", load_once)
