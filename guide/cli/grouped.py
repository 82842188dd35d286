"""What the command guide does otherwise than Typer: its help by groups, and a shell by its name."""

from itertools import groupby
from operator import attrgetter
from typing import Any

import typer
from typer.completion import install_callback, show_callback
from typer.core import TyperGroup

_BESIDE_HELP = 6
"""Columns that the names of commands and their help are apart from the edge and one another."""

_OF_SHELLS = {"--install-completion": install_callback, "--show-completion": show_callback}
_SHELLS = ("bash", "zsh", "fish", "powershell", "pwsh")


class Grouped(TyperGroup):
    """Commands told group by group, in their order; a group is its commands' `rich_help_panel`."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write each command with the first sentence of its help."""
        shown = [command for command in self.commands.values() if not command.hidden]
        widest = max(len(str(command.name)) for command in shown)
        room = formatter.width - _BESIDE_HELP - widest
        for group, commands in groupby(shown, attrgetter("rich_help_panel")):
            with formatter.section(group):
                formatter.write_dl(
                    [(f"{one.name:{widest}}", one.get_short_help_str(room)) for one in commands]
                )

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments. Behind an option about completion may stand the name of a shell.

        Typer takes the shell that it is called from, and would pass over the name.
        """
        option, _, shell = "=".join(args).partition("=")
        if shell and option in _OF_SHELLS:
            if shell not in _SHELLS:
                raise typer.BadParameter(f"{shell} is none of the shells {', '.join(_SHELLS)}.")
            _OF_SHELLS[option](ctx, self.params[0], shell)
        return super().parse_args(ctx, args)
