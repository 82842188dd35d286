"""What the database of a desk holds and allows, laid from numbered files, and taken back.

Each file counts whole or not at all. Whoever lays them must be allowed to make roles.
"""

from importlib.resources import files
from typing import cast

from psycopg import sql

from guide.desk.connection import ENCODING, HELD_UP, Connection, encoding_of, one, patience
from guide.desk.held_up import told_who, wait_no_longer
from guide.errors import DeskError, GuideError

_LONGEST = 600
"""For so many seconds the server may go through what is there already."""

_FOLDER = files("guide.desk").joinpath("sql")
_WAY_BACK = ".back.sql"

_NAMES = sorted(
    one.name
    for one in _FOLDER.iterdir()
    if one.name.endswith(".sql") and not one.name.endswith(_WAY_BACK)
)

NEWEST = len(_NAMES)
"""The number of the last file."""


def laid(connection: Connection) -> int:
    """The number of the last file that is laid; 0 where there is no desk."""
    with patience(connection):
        [there] = one(connection, "SELECT to_regclass('desk.version') IS NOT NULL")
        [number] = one(connection, "SELECT max(number) FROM desk.version") if there else (0,)
    return cast("int", number or 0)


def lay(connection: Connection, to: int = NEWEST) -> int:
    """Lay what is missing up to this number, or take back what is above it; how many files.

    Raises DeskError where the database refuses, or somebody's program holds it up; GuideError where
    there is no such number, or where nothing can be laid in a database with such an encoding.
    """
    if not 0 <= to <= NEWEST:
        raise GuideError(
            f"There is no version {to} of a desk: they go from 0 (nothing) to {NEWEST}."
        )
    now = laid(connection)
    if now > NEWEST:
        raise GuideError("A later version of this program laid that desk. Use that version.")
    if to > now and (why := why_no_desk(connection)):
        raise GuideError(why)
    try:
        with patience(connection, _LONGEST):
            _go(connection, now, to)
    except DeskError as error:
        if error.code != HELD_UP:
            raise
        at = laid(connection)
        became = (
            "Nothing was changed."
            if at == now
            else f"The desk is at version {at} now, and no further."
        )
        raise told_who(connection, error, became) from None
    return abs(to - now)


def why_no_desk(connection: Connection) -> str:
    """Why no desk can be in this database, and what mends it; nothing where one can."""
    found = encoding_of(connection)
    if found == ENCODING:
        return ""
    return (
        f"The database “{connection.info.dbname}” is in {found}, in which not all that callers say"
        f" can be written. A desk needs one in {ENCODING}: CREATE DATABASE calls ENCODING"
        f" '{ENCODING}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' makes one."
    )


def _go(connection: Connection, now: int, to: int) -> None:
    for number in range(now + 1, to + 1):
        with connection.transaction():
            wait_no_longer(connection)
            connection.execute(_text(_NAMES[number - 1]))
            connection.execute("INSERT INTO desk.version (number) VALUES (%s)", (number,))
    for number in range(now, to, -1):
        with connection.transaction():
            wait_no_longer(connection)
            if number > 1:
                connection.execute("DELETE FROM desk.version WHERE number = %s", (number,))
            connection.execute(_text(_NAMES[number - 1].replace(".sql", _WAY_BACK)))


def _text(name: str) -> sql.SQL:
    """A file that comes with the program; no word of it is from anywhere else."""
    return sql.SQL(_FOLDER.joinpath(name).read_text("utf-8"))
