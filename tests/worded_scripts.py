"""Scripts as a few words, written to files, and what a proof says of them."""

from pathlib import Path

from guide.script.findings import Problem
from guide.script.library import Library, load_library
from guide.script.reachability_findings import Proof, prove

ABUSE = """
[[ground]]
id = "abuse"
label = "Abuse"
warnings = 1
permission = true
  [ground.warning]
  id = "warn-abuse"
  text = "Please stop."
  [ground.ending]
  id = "end-abuse"
  text = "As you were warned, goodbye."
"""
HATE = """
[[ground]]
id = "hate"
label = "Hate speech"
warnings = 0
  [ground.ending]
  id = "end-hate"
  text = "Goodbye."
"""
BY_PROTOCOL = """
[[ending]]
id = "protocol"
label = "By the protocol"
protocol = true
"""


def script(name: str, *parts: str, protocol: str = "", **steps: str) -> str:
    """A script of steps, each with its ways: `b`, `other:`, `return`, `end:done`, one a word.

    A way may state a ground, `b?abuse`, or calm, `b!`. A step may have a part, `(warning) b`.
    """
    text = f'[script]\nid = "{name}"\ntitle = "{name.title()}"\nuse_when = "Now."\nversion = "1"\n'
    text += f'protocol = "{protocol}"\n' if protocol else ""
    text += '\n[[ending]]\nid = "done"\nlabel = "Done"\n' + "".join(parts)
    for step, ways in steps.items():
        text += f'\n[[step]]\nid = "{step}"\ntitle = "{step.title()}"\n'
        part, _, ways = ways.rpartition(") ")
        text += f'role = "{part[1:]}"\n' if part else ""
        text += "".join(_choice(n, way) for n, way in enumerate(ways.split(), 1))
    return text


def _choice(n: int, way: str) -> str:
    to, _, ground = way.partition("?")
    calm = to.endswith("!")
    to = to.removesuffix("!")
    key, name = ("end", to[4:]) if to.startswith("end:") else ("to", to)
    text = f'  [[step.choice]]\n  label = "way {n}"\n  {key} = "{name}"\n'
    return text + (f'  ground = "{ground}"\n' if ground else "") + ("  calm = true\n" * calm)


def loaded(folder: Path, *texts: str) -> Library:
    """The scripts of these texts, in files 0.toml, 1.toml and so on."""
    for n, text in enumerate(texts):
        (folder / f"{n}.toml").write_text(text)
    return load_library(folder)


def proved(folder: Path, *texts: str) -> Proof:
    """The proof of sound scripts."""
    library = loaded(folder, *texts)
    assert not library.errors, library.errors
    return prove(library)


def only(folder: Path, *texts: str) -> Problem:
    """The one thing that a proof says of scripts."""
    failures = proved(folder, *texts).failures
    assert len(failures) == 1, [(f.code, f.message) for f in failures]
    return failures[0]


def line_of(words: str, text: str) -> int:
    """The line of the text that holds these words, the first of them."""
    return next(n for n, line in enumerate(text.split("\n"), 1) if words in line)
