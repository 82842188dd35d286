"""Where the programs of the bench run: folders of their own, and nothing set by who starts it."""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import guide
from bench.terminal import Size, Terminal
from guide.record.places import OPEN, Places

ROOT = Path(guide.__file__).parents[1]
APPS = Path(__file__).parent / "apps"


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk with its own records. `scripts` are the shipped ones unless others are named.

    `team` is the name of the desk of its team, if it has one.
    """

    folder: Path
    python: str = sys.executable
    scripts: Path | None = None
    team: str = ""

    @property
    def places(self) -> Places:
        """Where its records are kept."""
        return Places(self.folder / "state", self.folder / "out")

    def open_calls(self) -> set[Path]:
        """The journals of its calls that are not wrapped up."""
        return {*(self.places.calls / OPEN).glob("*.jsonl")}

    @property
    def env(self) -> dict[str, str]:
        """What its programs find set."""
        chosen = {"GUIDE_SCRIPTS": str(self.scripts)} if self.scripts else {}
        if self.team:
            chosen["GUIDE_DESK"] = self.team
        return chosen | {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": str(ROOT),
            "GUIDE_STATE": str(self.places.state),
            "GUIDE_OUT": str(self.places.out),
            "GUIDE_AGENT": "Robin",
        }

    def beside(self, name: str, scripts: Path | None = None) -> "Desk":
        """Another desk, with records of its own."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return Desk(folder, self.python, scripts)

    def run(self, command: list[str], size: Size) -> Terminal:
        """Start a program of this desk in a terminal."""
        return Terminal(command, size, self.env, self.folder)

    def guide(self, *typed: str) -> list[str]:
        """The command `guide`: as it is installed beside this Python, or as a module."""
        installed = Path(self.python).with_name("guide")
        start = [str(installed)] if installed.exists() else [self.python, "-m", "guide"]
        return [*start, *typed]

    def app(self, name: str, *typed: str) -> list[str]:
        """One of the bench's own apps."""
        return [self.python, str(APPS / f"{name}.py"), *typed]


def installed(name: str) -> str | None:
    """Where an editor is; None if it is not on this computer."""
    return shutil.which(name)
