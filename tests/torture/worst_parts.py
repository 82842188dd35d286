"""Parts of which the worst files are made, as many as the caps let a file have."""

from collections.abc import Callable, Iterable
from itertools import count

from guide.script.toml_reader import MOST_BYTES, MOST_MARKS, marks_in

Files = dict[str, str]

PROTOCOL = '[[ending]]\nid="p"\nlabel="P"\nprotocol=true\n'
END = '[[step.choice]]\nlabel="E"\nend="e"\n'


def head(name: str = "a") -> str:
    """What a script begins with."""
    head = f'[script]\nid="{name}"\ntitle="A"\nuse_when="A"\nversion="1"\n'
    return head + '[[ending]]\nid="e"\nlabel="E"\n'


def step(name: object, body: str = END) -> str:
    """A step with this id and title."""
    return f'[[step]]\nid="{name}"\ntitle="{name}"\n{body}'


def choices(*targets: object) -> str:
    """Some choices, in the fewest letters."""
    every = enumerate(targets)
    return "choice=[" + ",".join(f'{{label="{n}",to="{to}"}}' for n, to in every) + "]\n"


def ground(n: object, more: str = 'warnings=0\n[ground.ending]\nuse="z"\n') -> str:
    """A ground; its last words are those of the line z."""
    return f'[[ground]]\nid="{n}"\nlabel="{n}"\n{more}'


def full(begin: str, part: Callable[[int], str], end: str = "", share: float = 1) -> str:
    """A file with as many parts as fit within the caps, or within this share of them."""
    most_bytes = int((MOST_BYTES - len((begin + end).encode())) * share)
    most_marks = int((MOST_MARKS - marks_in(begin + end)) * share)
    return begin + "".join(_fitting(map(part, count()), most_bytes, most_marks)) + end


def many(part: Callable[[int], str], most: int) -> str:
    """So many parts."""
    return "".join(map(part, range(most)))


def _fitting(parts: Iterable[str], most_bytes: int, most_marks: int) -> Iterable[str]:
    for text in parts:
        most_bytes -= len(text.encode())
        most_marks -= marks_in(text)
        if most_bytes < 0 or most_marks < 0:
            return
        yield text


def repeated(begin: str, text: str, end: str = "") -> Callable[[], Files]:
    """A script that repeats the same as often as it can; `{n}` in it is the number."""
    return lambda: {"a.toml": full(begin, lambda n: text.replace("{n}", str(n)), end)}
