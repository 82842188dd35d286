"""A prompt at which a test types commands, with folders of its own."""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from guide.cli.run import run

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "scripts"


_IN_A_ROW = """
import json, sys
from guide.cli.run import run
for typed in json.loads(sys.argv[1]):
    code = run(typed)
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str


class Prompt:
    """Types commands in this process, or each in a process of its own."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.out = folder / "summaries"
        self._captured = captured
        for name in [*os.environ]:
            if name.startswith(("GUIDE_", "_GUIDE_")):
                monkeypatch.delenv(name)
        monkeypatch.setenv("GUIDE_STATE", str(self.state))
        monkeypatch.setenv("GUIDE_OUT", str(self.out))
        self.config = folder / "config.toml"
        monkeypatch.setenv("GUIDE_CONFIG", str(self.config))
        monkeypatch.setenv("COLUMNS", "80")

    def __call__(self, *typed: str | Path) -> Answer:
        """Type it in this process."""
        self._captured.readouterr()
        code = run([str(word) for word in typed])
        out, err = self._captured.readouterr()
        return Answer(code, out, err)

    def process(self, *typed: str | Path, before: str = "", **env: str) -> Answer:
        """Type it in a process of its own, which runs the Python code `before` first."""
        code = f"{before}\nfrom guide.__main__ import main\nmain()"
        return self.python(code, [str(word) for word in typed], **env)

    def in_a_row(self, *commands: Sequence[str], before: str = "", after: str = "") -> Answer:
        """Type commands in one process of their own, one after the other.

        It runs the Python code `before` first, and `after` each, which knows what was `typed` and
        the exit `code`.
        """
        each = textwrap.indent(after, "    ")
        code = f"{before}\n{_IN_A_ROW}{each}\n"
        return self.python(code, [json.dumps(commands)])

    def python(self, code: str, typed: Sequence[str] = (), **env: str) -> Answer:
        """Run Python code in a process of its own."""
        done = subprocess.run(
            [sys.executable, "-c", code, *typed],
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT), **env},
            cwd=self.folder,
            check=False,
        )
        return Answer(done.returncode, done.stdout, done.stderr)
