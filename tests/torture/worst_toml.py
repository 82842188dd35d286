"""The worst files for who reads TOML: brackets, dots, broken lines, whatever their meaning."""

from collections.abc import Callable

from torture.worst_parts import END, Files, full, head, repeated, step

_SOUND = head() + step("a")
_TEXT = _SOUND + '[[step.line]]\ntext="""\n'


def _ending_in(flaw: str) -> Callable[[], Files]:
    """A file with flaws at its end, so that all of it is read before each."""
    steps = full(head(), step, "", 0.99)
    return lambda: {"a.toml": steps + "".join(flaw.replace("{n}", str(n)) for n in range(30))}


TOML: dict[str, Callable[[], Files]] = {
    "lists in lists": repeated("a = ", "[" * 99 + "\n"),
    "tables in tables": repeated("a = ", "{a=" * 99 + "\n"),
    "dotted names alike": repeated("", "a.b.c.d.e.f.g.h.i.n{n}=1\n"),
    "dotted names unlike": repeated("", "n{n}.a.a.a.a.a.a.a.a.a=1\n"),
    "dotted names of few parts": repeated("", "n{n}.a=1\n"),
    "dotted headings": repeated("", "[n{n}.a.a.a.a.a.a.a.a.a]\n"),
    "dotted headings of fields": repeated(_SOUND, "[fields.n{n}.a.a.a.a.a.a.a.a]\n"),
    "headings alone": repeated(_SOUND, "[n{n}]\n"),
    "empty tables in a list": repeated("a = [\n", "{a={}}," * 400 + "\n", "]\n"),
    "empty lists in a list": repeated(head() + "x = [\n", "[]," * 99 + "\n", "]\n"),
    "empty texts in a list": repeated("[script]\nrules = [\n", "''," * 99 + "\n", "]\n"),
    "flaws at the end": _ending_in("a{n} = b\n"),
    "open texts at the end": _ending_in('a{n} = "b\n'),
    "names given twice": repeated(head(), '[[step]]\nid="a{n}"\nid="b{n}"\n' + END),
    "wrong headings": repeated("", '[step]\nid="{n}"\n'),
    "unknown names": repeated(_SOUND, "titl{n}=1\n"),
    "remarks": repeated(_SOUND, "#" * 4096 + "\n"),
    "empty lines": repeated(_SOUND, "\n" * 999),
    "escapes": repeated(_TEXT, "\\u0041" * 99 + "\n", '"""\n'),
    "quotation marks": repeated(_SOUND + "[[step.line]]\ntext='''\n", "''a" * 99 + "\n", "'''\n"),
    "long numbers": repeated(_SOUND, "a{n} = 0x" + "f" * 4000 + "\n"),
    "numbers with underscores": repeated(_SOUND, "a{n} = 1" + "_1" * 2000 + "\n"),
    "control characters": repeated(head(), "\u202e\n"),
    "escaped control characters": repeated(_SOUND, '[[step.line]]\ntext="\\u202e"\n'),
}
