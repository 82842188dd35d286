import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CORE = ("script", "chart", "call", "record", "session", "desk", "training")
SHELL = {"textual", "rich", "typer", "click"}


@pytest.mark.parametrize("storey", CORE)
def test_the_storeys_below_the_screen_import_nothing_of_it(storey: str) -> None:
    modules = _modules(ROOT / "guide" / storey)
    assert modules
    code = f"import sys, {', '.join(modules)}\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=True,
    )
    imported = {name.partition(".")[0] for name in done.stdout.split()}
    assert "guide" in imported
    assert not imported & SHELL
    above = {f"guide.{name}" for name in (*CORE[CORE.index(storey) + 1 :], "tui", "cli")}
    assert not above & set(done.stdout.split())


def _modules(folder: Path) -> list[str]:
    files = sorted(folder.rglob("*.py"))
    names = (".".join(path.relative_to(ROOT).with_suffix("").parts) for path in files)
    return [name.removesuffix(".__init__") for name in names]
