"""Scripts of any length, and what a step of a script shows once it is on the screen."""

from pathlib import Path

from bench.terminal import Holds, Terminal
from guide.script.model import Step

MOST_STEPS = 2_500
"""About so many steps fit into one file: it may have 524,288 bytes."""

_HEAD = """[script]
id = "{id}"
title = "{title}"
use_when = "Something has to be measured."
version = "1"
rules = ["Take it seriously, not personally."]

[[ending]]
id = "over"
label = "Over"

"""


def write_long(folder: Path, steps: int) -> str:
    """Write a script of so many steps, in as many files as it takes; return the first one's id."""
    folder.mkdir(exist_ok=True)
    parts = [range(at, min(at + MOST_STEPS, steps)) for at in range(0, steps, MOST_STEPS)]
    for number, part in enumerate(parts, 1):
        text = _HEAD.format(id=f"long-{number}", title=f"Long {number}")
        text += "".join(_step(n, part[0], steps) for n in part)
        (folder / f"long-{number}.toml").write_text(text, "utf-8")
    return "long-1"


def _step(n: int, first: int, steps: int) -> str:
    after = (n + 1) % steps
    onward = f"long-{after // MOST_STEPS + 1}:s{after}" if _elsewhere(n, after) else f"s{after}"
    return (
        f'[[step]]\nid="s{n}"\ntitle="Step number {n}"\n'
        f'[[step.line]]\ntext="Line number {n}, to the letter."\n'
        f'[[step.choice]]\nlabel="On {n}"\nto="{onward}"\n'
        f'[[step.choice]]\nlabel="Over"\nend="over"\n'
    )


def _elsewhere(n: int, after: int) -> bool:
    return n // MOST_STEPS != after // MOST_STEPS


def useful(step: Step) -> Holds:
    """Whether line to say (or else the title), every choice and the counter can be read."""
    line = step.lines[0] if step.lines else None
    words = (line.spoken.text or "NO APPROVED WORDING") if line else step.title
    first = " ".join(words.split()[:3])
    choices = [choice.label[:12] for choice in step.choices]

    def holds(terminal: Terminal) -> bool:
        text = terminal.text
        return "WARNINGS " in text and first in text and all(label in text for label in choices)

    return holds
