"""Languages that are typed at the prompt: what is none, or what no script has, is told at once."""

from collections.abc import Iterable

from guide.errors import ScriptError
from guide.script.findings import listed
from guide.script.languages import how_to_write, is_language, language_name
from guide.script.library import Library
from guide.script.model import Script


def check_language(language: str) -> None:
    """Raise `ScriptError` if what was typed for a language is none."""
    if language and not is_language(language):
        mend = how_to_write(language)
        raise ScriptError(f"“{language}” is not the code of a language. {mend}")


def check_is_there(language: str, library: Library) -> None:
    """Raise `ScriptError` where no script has a line in this language."""
    scripts = library.scripts.values()
    there = {code for script in scripts for code in (script.language, *script.languages) if code}
    if language not in there:
        has = f"There are {listed(sorted(there))}." if there else "None has any translation."
        raise ScriptError(f"No script has a translation into {language_name(language)}. {has}")


def check_is_another(language: str, scripts: Iterable[Script]) -> None:
    """Raise `ScriptError` where the lines of each of these scripts are in this very language."""
    every = tuple(scripts)
    if language and every and all(script.language == language for script in every):
        names = [script.id for script in every]
        raise ScriptError(
            f"The lines of {listed(names)} are in {language_name(language)}, and no translations."
            " Leave --language out, or name another one."
        )
