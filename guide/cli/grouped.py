"""The help of the commands, under a heading for each of their groups."""

from itertools import groupby
from operator import attrgetter
from typing import Any

from typer.core import TyperGroup

_BESIDE_HELP = 6
"""Columns that the names of commands and their help are apart from the edge and one another."""


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
