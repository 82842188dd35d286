"""The worst scripts: many steps, many names, much wording, and much that is wrong with it."""

from collections.abc import Callable

from torture.worst_parts import END, Files, choices, full, head, many, repeated, step

_SOUND = head() + step("a")
_TEXT = _SOUND + '[[step.line]]\nid="l"\ntext="""\n'
_LONG = "a-name-that-is-nearly-the-same-as-all-of-the-others-"


def _mesh() -> Files:
    """Steps with nine ways each, all across."""

    def made(n: int) -> str:
        return step(n, choices(*((n * 7919 + k * k * 31) % 900 for k in range(8)), n + 1))

    size = full(head(), made).count("[[step]]") - 1
    return {"a.toml": head() + many(made, size) + step(size)}


def _chain() -> Files:
    size = full(head(), lambda n: step(n, choices(n + 1))).count("[[step]]") - 1
    return {"a.toml": head() + many(lambda n: step(n, choices(n + 1)), size) + step(size)}


def _nearly_right() -> Files:
    steps = full(head(), lambda n: step(f"{_LONG}{n:05}"), "", 0.5)
    return {"a.toml": full(steps, lambda n: step(f"w{n}", choices(f"{_LONG}x{n:04}")))}


def _own_follow_ups(named: str) -> Callable[[], Files]:
    """Follow-ups of one's own, and as many steps that require one of such a name."""
    own = '[[follow_up]]\nid="f{n}"\nlabel="F{n}"\nneeds=["number"]\n'
    begin = full(head(), lambda n: own.replace("{n}", str(n)), "", 0.5)

    def made(n: int) -> str:
        return step(n, f'owes=["{named}{n}"]\n{choices(n + 1)}')

    size = full(begin, made).count("[[step]]") - 1
    return lambda: {"a.toml": begin + many(made, size) + step(size)}


def _wrong_endings() -> Files:
    begin = full(head(), lambda n: f'[[ending]]\nid="e{n}"\nlabel="e{n}"\n', "", 0.5)
    return {"a.toml": full(begin, lambda n: step(n, END.replace('"e"', f'"x{n}"')))}


def _fields_and(text: str) -> Callable[[], Files]:
    """Half a file of fields, and half of something that may name them."""
    begin = full(_SOUND + "[fields]\n", lambda n: f'a{n}="{n}"\n', "", 0.5)
    return lambda: {"a.toml": full(begin, lambda n: text.replace("NN", str(n)))}


def _letters(first: int, last: int, form: str) -> Callable[[], Files]:
    """A text of as many different letters as there are."""
    letters = [chr(c) for c in range(first, last) if chr(c).isalpha()]

    def row(n: int) -> str:
        return "".join(form.format(letters[(n * 60 + k) % len(letters)]) for k in range(60)) + "\n"

    return lambda: {"a.toml": full(_TEXT, row, '"""\n')}


def _opened_again_and_again() -> Files:
    """As many files as a folder may have, each with wrong names among those of all others."""
    wrong = "".join(step(f"w{n}", choices(f"scripd-{n}:")) for n in range(20))
    return {f"{n:03}.toml": head(f"script-{n}") + step("a") + wrong for n in range(999)}


_LANGUAGES = [f"x{a}{b}" for a in "abcde" for b in "abcdefghij"]


def _translated(text: str, words: str) -> Callable[[], Files]:
    """Lines with translations into as many languages as a script may have."""
    every = "".join(f'translation.{code}="{words}"\n' for code in _LANGUAGES)
    return lambda: {"a.toml": full(_SOUND, lambda n: f'[[step.line]]\ntext="{text}"\n{every}')}


def _hardly_translated() -> Files:
    """A line in every language that a script may have, and thousands that are in none."""
    line = '[[step.line]]\ntext="T"\n'
    first = line + "".join(f'translation.{code}="U"\n' for code in _LANGUAGES)
    return {"a.toml": full(_SOUND + first, lambda n: line)}


def _languages_without_end() -> Files:
    """Each line in a language of its own."""
    letters = "abcdefghijklmnopqrstuvwxyz"

    def made(n: int) -> str:
        code = "q" + letters[n // 26 % 26] + letters[n % 26] + f"-{n // 676:03}"
        return f'[[step.line]]\ntext="T"\ntranslation.{code}="U"\n'

    return {"a.toml": full(_SOUND, made)}


SCRIPTS: dict[str, Callable[[], Files]] = {
    "follow-ups of one's own": _own_follow_ups("f"),
    "follow-ups that there are none of": _own_follow_ups("g"),
    "steps with timers": repeated(
        _SOUND, '[[step]]\nid="{n}"\ntitle="T"\ntimer={seconds=9,over="O"}\n' + END
    ),
    "steps in a mesh": _mesh,
    "steps in a row": _chain,
    "steps that nothing leads to": lambda: {"a.toml": full(head(), step)},
    "steps that never end": lambda: {"a.toml": full(_SOUND, lambda n: step(n, choices(n)))},
    "names nearly right": _nearly_right,
    "wrong endings": _wrong_endings,
    "lines in fifty languages": _translated("T", "U"),
    "translations without places": _translated("{caller}", "{b} {c}"),
    "lines in no language": _hardly_translated,
    "a language for each line": _languages_without_end,
    "fields and lines": _fields_and('[[step.line]]\ntext="NN"\n'),
    "fields and wrong fields": _fields_and('[[step.line]]\ntext="{aNN} {bNN}"\n'),
    "fields and follow-ups": _fields_and('[[follow_up]]\nkind="callback"\nneeds=["number"]\n'),
    "wrong fields in one text": repeated(_TEXT, "{a{n}}{b{n}}{c{n}}\n", '"""\n'),
    "braces in one text": repeated(_TEXT, "}" * 99 + "\n", '"""\n'),
    "letters that look like others": _letters(0xA1, 0x2FF0, "a{} "),
    "letters of no alphabet": _letters(0x4E00, 0x9FFF, "{}"),
    "days": repeated(_SOUND + "[desk]\nclosed_days=[\n", '"2026-12-25",' * 9 + "\n", "]\n"),
    "wrong days": repeated(_SOUND + "[desk]\nworking_days=[\n", '"mondey",' * 9 + "\n", "]\n"),
    "wrong kinds": repeated(head() + step("a", "owes=[\n"), '"calbak",' * 9 + "\n", "]\n" + END),
    "a folder of wrong names": _opened_again_and_again,
}
