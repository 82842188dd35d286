"""The man page, from what the commands say of themselves.

    python -m man_page > ../guide/guide.1

makes it anew, from `tests/`; a test holds the file against the commands.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

import typer

from guide.cli.app import ABOUT, program

_EVERYWHERE = (
    ("-h, --help", "Say what a command does, and end."),
    ("--install-completion [SHELL]", "Teach bash, zsh, fish or powershell the commands, and end."),
    ("--show-completion [SHELL]", "Put out what teaches it, and end."),
)
"""Options that the libraries bring, whose words differ from one version to the next."""

_EXIT_STATUS = (
    ("0", "Fine."),
    ("1", "Something wrong was found."),
    ("2", "Wrong use, or input that cannot be read."),
    ("130", "Interrupted."),
)


def man_page() -> str:
    """The page as man reads it."""
    about, *blocks = ABOUT.split("\b\n")
    first, _, more = about.partition("\n\n")
    group = typer.main.get_command(program())
    parts = [
        '.TH GUIDE 1 "" "Call Guide"',
        f".SH NAME\nguide \\- {_text(first)}",
        ".SH SYNOPSIS\n.B guide\n[OPTIONS] [COMMAND [OPTIONS] [ARGUMENTS]]",
        f".SH DESCRIPTION\n{_text(more)}",
        ".SH OPTIONS",
        *_tagged((*_options(group), *_EVERYWHERE)),
        ".SH COMMANDS",
        *_commands(group),
        *map(_block, blocks),
        ".SH EXIT STATUS",
        *_tagged(_EXIT_STATUS),
    ]
    return "\n".join(parts) + "\n"


def _commands(group: Any) -> Iterator[str]:
    shown = [command for command in group.commands.values() if not command.hidden]
    for panel, commands in groupby(shown, attrgetter("rich_help_panel")):
        yield f".SS {_text(panel)}"
        for command in commands:
            yield from _command(f"guide {command.name}", command)


def _command(typed: str, command: Any) -> Iterator[str]:
    """What it is and its options; and where it has commands of its own, each of them."""
    names = (_argument(one) for one in command.params if one.param_type_name != "option")
    yield from _tagged([(" ".join((typed, *names)), command.help)])
    yield ".RS"
    yield from _tagged(_options(command))
    yield ".RE"
    for name, one in getattr(command, "commands", {}).items():
        yield from _command(f"{typed} {name}", one)


def _argument(param: Any) -> str:
    name = f"{param.metavar}{'...' * (param.nargs != 1)}"
    return name if param.required else f"[{name}]"


def _options(command: Any) -> Iterator[tuple[str, str]]:
    """The arguments and options of a command, each with its help."""
    for param in command.params:
        if param.param_type_name != "option":
            yield param.metavar, param.help
        elif not {*param.opts} & {name.split()[0] for name, _ in _EVERYWHERE}:
            yield " ".join((", ".join(param.opts), *_value(param))), param.help


def _value(option: Any) -> tuple[str, ...]:
    if option.is_flag:
        return ()
    return (option.metavar or "|".join(option.type.choices),)


def _tagged(entries: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Entries of a list: what they are about, and indented what is said of it."""
    for tag, said in entries:
        yield f".TP\n.B {_text(tag)}\n{_text(said, between='.IP')}"


def _block(block: str) -> str:
    """A block of two columns, under its own heading."""
    heading, _, lines = block.partition(":\n")
    rows = (re.split(" {2,}", line.strip()) for line in lines.strip().split("\n"))
    return "\n".join([f".SH {_text(heading).upper()}", *_tagged((row[0], row[1]) for row in rows)])


def _text(text: str, *, between: str = ".PP") -> str:
    """Text in which man finds nothing to obey but what stands `between` paragraphs."""
    text = text.strip("\n").replace("\\", "\\e").replace("-", "\\-")
    lines = [f"\\&{line}" if line.startswith((".", "'")) else line for line in text.split("\n")]
    return "\n".join(line or between for line in lines)


if __name__ == "__main__":
    sys.stdout.write(man_page())
