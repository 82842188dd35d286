"""What may be said: the model of a script, parsing, checks, reachability and approval.

For editors and hooks: `check_folder` and `check_file` answer with everything that is wrong, each
problem with its file, line, column, code, severity, and how to mend it.
"""

from pathlib import Path

from guide.script.findings import Problem, Severity

__all__ = ["Problem", "Severity", "check_file", "check_folder"]


def check_folder(path: Path) -> tuple[Problem, ...]:
    """Everything wrong with the scripts of a folder, with one another, and with their approval.

    Raises `guide.errors.ScriptError` if the folder cannot be looked into.
    """
    # Taking a call imports this package, and must not wait for what only checking needs.
    from guide.script.checks_approval import checked_folder

    return checked_folder(path).problems


def check_file(path: Path) -> tuple[Problem, ...]:
    """Everything wrong with one script, and with its approval; other scripts are not looked at."""
    from guide.script.checks_approval import checked_file

    return checked_file(path).problems
