"""Who may come in: logins of the database itself, each an agent's or a supervisor's."""

from enum import StrEnum

from msgspec import Struct
from psycopg import sql

from guide.desk.connection import Connection, patience
from guide.desk.held_up import told_who, wait_no_longer
from guide.errors import DeskError

_MOST_BYTES = 63

_AT_ONCE = 20
"""So many connections a login may have at once: a server has a hundred, and whoever held them all
would keep everybody else from the desk. A seat has one, and so has a board."""


class Role(StrEnum):
    """What somebody is at the desk. A supervisor may also take calls."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"

    @property
    def group(self) -> str:
        """The role of the database whose members they are."""
        return f"guide_{self}"


class Login(Struct, frozen=True):
    """A person by the name they log in with."""

    name: str
    role: Role


def why_no_login(connection: Connection, name: str) -> str:
    """Why nobody can log in by this name; empty if somebody can, or could once they are let in."""
    if len(name.encode()) > _MOST_BYTES:
        return f"The database takes at most {_MOST_BYTES} bytes of a name: “{name}” is longer."
    if name.startswith(("pg_", "guide_")):
        return f"“{name}” is a name of the database’s own roles: nobody logs in by it."
    with patience(connection):
        known = connection.execute(
            "SELECT rolcanlogin, rolsuper FROM pg_roles WHERE rolname = %s", (name,)
        )
        may_log_in, may_do_all = known.fetchone() or (True, False)
    if not may_log_in:
        return f"“{name}” is a role of the database that cannot log in."
    if may_do_all:
        # No rule of the desk holds for it, and a record of its calls would prove nothing.
        return f"“{name}” may do anything in that database: take no calls with it."
    return ""


def add_login(connection: Connection, login: Login, password: str = "") -> None:
    """Let somebody in, or change what they are.

    Of the password the server is told a hash. Without one, what else the server asks for counts.
    Raises DeskError where the database refuses, or somebody's program holds it up.
    """
    try:
        _add(connection, login, password)
    except DeskError as error:
        raise told_who(connection, error, "Nothing was changed.") from None


def _add(connection: Connection, login: Login, password: str) -> None:
    name = sql.Identifier(login.name)
    other = next(one for one in Role if one is not login.role)
    with patience(connection), connection.transaction():
        wait_no_longer(connection)
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (login.name,))
        if not known.fetchone():
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
            connection.execute(_BOUND.format(name))
        if password:
            hashed = connection.pgconn.encrypt_password(
                password.encode(), login.name.encode(), b"scram-sha-256"
            )
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(hashed.decode()))
            )
        connection.execute(sql.SQL("REVOKE {} FROM {}").format(sql.Identifier(other.group), name))
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(login.role.group), name))


_BOUND = sql.SQL(f"ALTER ROLE {{}} CONNECTION LIMIT {_AT_ONCE}")


def bound_logins(connection: Connection) -> list[str]:
    """Have nobody who may come in hold all connections; those for whom that was refused, by name.

    Whoever has a bound already keeps it.
    """
    names = [one.name for one in logins(connection)]
    with patience(connection):
        found = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolconnlimit = -1 AND rolname = ANY(%s) ORDER BY 1",
            (names,),
        ).fetchall()
    refused = []
    for (name,) in found:
        try:
            with patience(connection):
                connection.execute(_BOUND.format(sql.Identifier(name)))
        except DeskError:
            # Another administrator made this login.
            refused.append(str(name))
    return refused


def logins(connection: Connection) -> list[Login]:
    """Everybody who may come in, by name."""
    with patience(connection):
        found = connection.execute(
            "SELECT member.rolname, substr(role.rolname, 7) FROM pg_auth_members AS m"
            " JOIN pg_roles AS role ON role.oid = m.roleid"
            " JOIN pg_roles AS member ON member.oid = m.member"
            " WHERE role.rolname IN ('guide_agent', 'guide_supervisor') AND member.rolcanlogin"
            # Who made a role is a member of it, to let others in.
            " AND NOT member.rolsuper AND NOT m.admin_option ORDER BY 1"
        ).fetchall()
    return [Login(name, Role(role)) for name, role in found]
