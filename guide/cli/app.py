"""The command `guide`: what its help tells, and what stands before a command."""

from itertools import groupby
from operator import attrgetter
from typing import Annotated, Any

import typer
from typer.completion import install_callback, show_callback
from typer.core import TyperGroup
from typer.models import CommandInfo

from guide.cli import commands, desk_commands
from guide.cli.options import Out, Scripts
from guide.cli.output import print_version
from guide.cli.settings import SETTINGS

ABOUT = """What to say to an angry caller, word for word, and when you may end the call.

Your first call: type guide and press Enter. Press the number of the script that fits the call. Say
the brightest line on the screen, press Space once you have said it, and press the number for what
the caller does next. F1 shows every key. e ends the call and writes its summary.

\b
Examples:
  guide                               pick a script and take a call
  guide call irate-customers          take a call with this script
  guide resume                        continue the call you left
  guide show hang-up-protocol         read a script
  guide chart hang-up-protocol        see its flowchart
  guide play friday-callback          run a written call without a screen
  guide demo                          watch a call play itself
  guide practice friday-callback      take that call yourself, then see the debrief
  guide check my-scripts/             everything wrong with your own scripts
  guide approve --by "Kim Lee"        approve the wording now in the scripts
  guide doctor                        details to paste into a bug report
  guide --install-completion zsh      teach a shell (bash, zsh, fish) the commands

\b
Settings:
"""
ABOUT += "\n".join(f"  {one.variable:20}  {one.sets}" for one in SETTINGS.values() if one.variable)

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
        for group, members in groupby(shown, attrgetter("rich_help_panel")):
            with formatter.section(group):
                formatter.write_dl(
                    [(f"{one.name:{widest}}", one.get_short_help_str(room)) for one in members]
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


def guide(
    ctx: typer.Context,
    scripts: Scripts = None,
    out: Out = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="With --version: also the version of all JSON.")
    ] = False,
) -> None:
    """Take a call with the script you pick, unless a command is given."""
    if version:
        print_version(as_json=json)
        raise typer.Exit
    if json:
        raise typer.BadParameter("--json goes behind a command, or with --version.")
    if ctx.invoked_subcommand is None:
        from guide.cli.take import take_call

        raise typer.Exit(take_call(scripts=scripts, out=out))


def program(named: str = "") -> typer.Typer:
    """The command `guide`, with the one command that is `named`, or else with every command.

    To build all of them, with their options, takes longer than most of them do.
    """
    every = commands.app.registered_commands
    app = typer.Typer(
        name="guide",
        cls=Grouped,
        help=ABOUT,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(guide)
    of_desk = named == desk_commands.app.info.name
    alone = [one for one in every if named_as(one) == named]
    if not of_desk:
        app.registered_commands = alone or every
    if not alone:
        app.add_typer(desk_commands.app, rich_help_panel="Team")
    return app


def named_as(command: CommandInfo) -> str:
    """The name that a command is typed by: its own, or else its function's."""
    return command.name or str(getattr(command.callback, "__name__", "")).replace("_", "-")
