"""The worst conditions: as many as there can be, as long as they may be, and slow to prove."""

from collections.abc import Callable

from torture.worst_parts import END, Files, full, head, many, repeated, step

_YES_NO = '[[field]]\nid="f{n}"\nlabel="F{n}"\nkind="yes-no"\n'
_FIELDS = "".join(_YES_NO.format(n=n) for n in range(12))
_NUMBER = '[[field]]\nid="n"\nlabel="N"\nkind="number"\n'
_NAMES = ",".join(f'"f{n}"' for n in range(12))
_ASKED = f"capture=[{_NAMES}]\n"
_HEAD = head() + _FIELDS


def _long(n: int) -> str:
    """A condition of about as many characters as one may have."""
    facts = (f"f{(n * 7 + k * 5) % 12} = {'yes' if n >> k & 1 else 'no'}" for k in range(38))
    return " or ".join(" and ".join(two) for two in zip(facts, facts, strict=False))[:490]


def _whole(condition: str) -> str:
    """As much of a condition as was not cut in the middle of a comparison."""
    return condition[: condition.rindex(" or ")]


def _lines() -> Files:
    begin = _HEAD + step("a", _ASKED + END)

    def made(n: int) -> str:
        return f'[[step.line]]\ntext="T"\nwhen="{_whole(_long(n))}"\n'

    return {"a.toml": full(begin, made)}


def _choices() -> Files:
    """Steps in a row, each with a way on and an ending that is open with some answers."""

    def made(n: int) -> str:
        on = f'[[step.choice]]\nlabel="1"\nto="{n + 1}"\n'
        return step(n, f'{_ASKED}{on}{END}when="{_whole(_long(n))}"\n')

    size = full(_HEAD, made).count("[[step]]") - 1
    return {"a.toml": _HEAD + many(made, size) + step(size, _ASKED + END)}


def _slow() -> Files:
    """Each step leads to the one before and ends with one answer more than that."""
    begin = head() + _NUMBER

    def made(n: int) -> str:
        back = f'[[step.choice]]\nlabel="1"\nto="{max(0, n - 1)}"\n'
        on = f'[[step.choice]]\nlabel="2"\nto="{n + 1}"\n'
        return step(n, f'capture=["n"]\n{back}{on}{END}when="n = {n % 1_000}"\n')

    size = full(begin, made).count("[[step]]") - 1
    return {"a.toml": begin + many(made, size) + step(size)}


def _one_by_one() -> Files:
    """Each step leads to its neighbors, and ends with one combination of answers alone."""

    def made(n: int) -> str:
        back = f'[[step.choice]]\nlabel="1"\nto="{max(0, n - 1)}"\n'
        on = f'[[step.choice]]\nlabel="2"\nto="{n + 1}"\n'
        facts = " and ".join(f"f{k} = {'yes' if n >> k & 1 else 'no'}" for k in range(12))
        return step(n, f'{back}{on}{END}when="{facts}"\n')

    begin = _HEAD.replace('version="1"\n', f'version="1"\nin_sight=[{_NAMES}]\n')
    size = full(begin, made).count("[[step]]") - 1
    return {"a.toml": begin + many(made, size) + step(size)}


def _visited() -> Files:
    """Steps in a ring, each with a line that asks for another."""

    def made(n: int) -> str:
        on = f'[[step.choice]]\nlabel="1"\nto="{n + 1}"\n'
        line = f'[[step.line]]\ntext="T"\nwhen="visited {n // 2}"\n'
        return step(n, f"{line}{on}{END}")

    size = full(head(), made).count("[[step]]") - 1
    last = '[[step.choice]]\nlabel="1"\nto="0"\n'
    return {"a.toml": head() + many(made, size) + step(size, f"{last}{END}")}


def _wrong(condition: str) -> Callable[[], Files]:
    line = f'[[step.line]]\ntext="T"\nwhen="{condition}"\n'
    return repeated(_HEAD + step("a", _ASKED + END), line)


CONDITIONS: dict[str, Callable[[], Files]] = {
    "long conditions of lines": _lines,
    "long conditions of choices": _choices,
    "conditions that are slow to prove": _slow,
    "conditions of one combination each": _one_by_one,
    "conditions of the way so far": _visited,
    "conditions of brackets": _wrong("(" * 400),
    "conditions of wrong names": _wrong(" or ".join(f"x{n} = 1" for n in range(45))),
    "conditions of wrong signs": _wrong("\\u0041 " * 70 + "f0 = maybe"),
}
