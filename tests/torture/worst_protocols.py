"""The worst scripts to prove: grounds of every kind, and ways through scripts within scripts."""

from collections.abc import Callable
from functools import partial
from itertools import product

from torture.worst_parts import END, PROTOCOL, Files, choices, full, ground, head, many, step

_WORDS = step("a") + '[[step.line]]\nid="z"\ntext="Z"\n'
_WARNS = 'warnings=1\n[ground.warning]\ntext="W"\n[ground.ending]\n'
_BACK = 'choice=[{label="r",to="return"},{label="e",end="e"}]\n'
_NEEDS_NONE = 'warnings=0\n[ground.ending]\ntext="E"\n'


_EVERY = tuple(
    product(range(9, -1, -1), ("true", "false"), ("caller", "colleague"), ("text='E'", "use='wNN'"))
)


def _unlike(share: float) -> Files:
    """Grounds of every kind, those first that ask for most, in such a share of the longest file."""

    def made(n: int) -> str:
        warnings, permission, audience, ending = _EVERY[n % len(_EVERY)]
        return ground(
            f"g{n}",
            f"warnings={warnings}\npermission={permission}\n[ground.warning]\n"
            f'id="w{n}"\ntext="W"\naudience="{audience}"\n[ground.ending]\n'
            + ending.replace("NN", str(n)) + "\n",
        )  # fmt: skip

    return {"a.toml": full(head() + PROTOCOL + step("a"), made, share=share)}


def _strict() -> Files:
    """Grounds with nine warnings or fewer, all sound."""

    def made(n: int) -> str:
        warnings, permission = 9 - n // 2 % 9, ("true", "false")[n % 2]
        more = f"warnings={warnings}\npermission={permission}\n[ground.warning]\ntext='W'\n"
        return ground(f"g{n}", more + "[ground.ending]\ntext='E'\n")

    return {"a.toml": full(head() + PROTOCOL + step("a"), made)}


def _own_words() -> Files:
    """Grounds with nine warnings, each in words of its own."""

    def made(n: int) -> str:
        warnings = "".join(f'[[ground.warning]]\ntext="{k}"\n' for k in range(9))
        return ground(f"g{n}", f"warnings=9\n{warnings}[ground.ending]\ntext='E'\n")

    return {"a.toml": full(head() + PROTOCOL + step("a"), made)}


def _stated() -> Files:
    """Choices that state grounds, at steps that only a ground opens."""
    begin = full(head() + PROTOCOL, lambda n: ground(f"g{n}", _NEEDS_NONE), "", 0.5)
    size = begin.count("[[ground]]")

    def made(n: int) -> str:
        ways = (
            f'{{label="{k}",to="{(n * 31 + k) % 250}",ground="g{(n * 9 + k) % size}"}}'
            for k in range(8)
        )
        last = '{label="e",end="e"}'
        return step(n, f'role="ending"\nchoice=[{",".join(ways)},{last}]\n')

    return {"a.toml": full(begin, made)}


def _never_taken() -> Files:
    """Choices that no call can take, each further from the beginning than the one before."""
    begin = head() + PROTOCOL + ground("g", _WARNS + 'text="E"\n')
    calm = ",".join(f'{{label="{k}",to="z",calm=true}}' for k in range(7))

    def made(n: int) -> str:
        return step(n, f'choice=[{{label="n",to="{n + 1}"}},{calm}]\n')

    size = full(begin, made).count("[[step]]") - 2
    end = step(size) + step("z", f'role="warning"\n{END}')
    return {"a.toml": begin + many(made, size) + end}


def _long_way_back() -> Files:
    """Every other step opens a script that brings a ground back, by a long way."""
    begin = head("b") + PROTOCOL + ground("g", _NEEDS_NONE)
    size = full(begin, lambda n: step(n, choices(n + 1))).count("[[step]]") - 1
    opened = begin + many(lambda n: step(n, choices(n + 1)), size) + step(size, choices("return"))

    def made(n: int) -> str:
        role = 'role="ending"\n' if n % 2 else ""
        return step(n, role + choices(n + 1, "b:"))

    size = full(head(), made).count("[[step]]") - 1
    return {"a.toml": head() + many(made, size) + step(size), "b.toml": opened}


def _within() -> Files:
    """Each script opens the next twice to fetch a ground, so that the way doubles with each."""
    size = 300
    last = head(f"s{size}") + PROTOCOL + ground("g", _NEEDS_NONE)
    files = {"z.toml": last + step("a", _BACK)}
    for n in range(size):
        calm = 'role="ending"\nchoice=[{label="c",to="u",calm=true}]\n'
        steps = step("s", choices(f"s{n + 1}:", "t")) + step("t", calm)
        steps += step("u", choices(f"s{n + 1}:", "v"))
        steps += step("v", 'role="ending"\n' + (_BACK if n else choices("w")))
        if n == 0:
            steps += step("w", f'role="warning"\n{END}')
        files[f"{n:03}.toml"] = head(f"s{n}") + steps
    return files


PROTOCOLS: dict[str, Callable[[], Files]] = {
    "grounds alike": lambda: {"a.toml": full(head() + PROTOCOL + _WORDS, ground)},
    "grounds that share last words": lambda: {
        "a.toml": full(head() + PROTOCOL + _WORDS + ground("g", _WARNS + "use='z'\n"), ground)
    },
    "grounds of every kind": partial(_unlike, 1),
    "half as many of every kind": partial(_unlike, 0.5),
    "few grounds of every kind": partial(_unlike, 0.02),
    "grounds with many warnings": _strict,
    "nine warnings in words of their own": _own_words,
    "a ground with warnings without end": lambda: {
        "a.toml": full(
            head() + PROTOCOL + step("a") + ground("g", "warnings=2\n[ground.ending]\ntext='E'\n"),
            lambda n: f'[[ground.warning]]\ntext="{n}"\n',
        )
    },
    "grounds that choices state": _stated,
    "choices never taken": _never_taken,
    "a long way back (two files)": _long_way_back,
    "scripts within scripts (300 files)": _within,
}
