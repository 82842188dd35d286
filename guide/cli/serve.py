"""A classroom at the prompt: demos and practice for browsers."""

import sys
from pathlib import Path

from guide.cli.answer import FINE, data, words
from guide.cli.settings import settings
from guide.errors import GuideError
from guide.script.library import load_library


def serve(host: str, port: int, seed: int | None, scripts: Path | None, out: Path | None) -> int:
    """Keep a classroom open until it is interrupted; put out its address."""
    chosen = settings(scripts=scripts, out=out)
    folder = chosen.scripts_folder
    load_library(folder)
    where = chosen.private_places()
    try:
        from guide.web.classroom import LOOPBACK, Classroom
    except ModuleNotFoundError as missing:
        raise GuideError(
            f"The classroom needs {missing.name}, which is not installed here:"
            " pip install 'call-guide[web]'."
        ) from None
    seat = [sys.executable, "-m", "guide", "seat"]
    seat += ["--seed", str(seed)] if seed is not None else []
    seat += ["--scripts", str(folder.absolute()), "--out", str(where.out)]
    if host not in LOOPBACK:
        words(
            f"Whoever reaches {host} can sit in this class, and what is typed there can be read on"
            " the way: use it only in a network that you trust."
        )
    Classroom(seat, host, port, _opened).serve()
    return FINE


def _opened(address: str) -> None:
    data(address)
    sys.stdout.flush()
    words("The classroom is open: demos and practice only. Ctrl+C closes it.")
