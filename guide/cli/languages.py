"""Languages that are typed at the prompt: what is none, or what no script has, is told at once."""

from guide.errors import ScriptError
from guide.script.findings import listed
from guide.script.languages import how_to_write, is_language, language_name
from guide.script.library import Library


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
