"""Who holds the desk up: a program that keeps a table or a row of it locked.

No login can be forbidden that. A transaction that reads a table keeps it from being altered until
its end, with LOCK TABLE … IN ACCESS SHARE MODE or without: who may read may do so, and a timeout
that is set for a login that login sets otherwise. So whoever changes the desk waits for a few
seconds only, and is told for whom.
"""

from typing import LiteralString

from guide.desk.connection import HELD_UP, Connection, patience
from guide.errors import DeskError
from guide.text import plain_line

_SECONDS = 3.0

_HOLDERS: LiteralString = """
SELECT DISTINCT a.usename::text, l.pid FROM pg_locks AS l
JOIN pg_stat_activity AS a USING (pid) JOIN pg_class AS c ON c.oid = l.relation
WHERE l.granted AND l.pid <> pg_backend_pid() AND a.usename IS NOT NULL
    AND l.database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
    AND (c.relnamespace = to_regnamespace('desk') OR c.relname IN ('pg_authid', 'pg_auth_members'))
    -- What began just now has not held anybody up; when it began is told to some logins alone.
    AND coalesce(a.xact_start < clock_timestamp() - make_interval(secs => %s), true)
ORDER BY 1, 2 LIMIT 5
"""


def wait_no_longer(connection: Connection, seconds: float = 0) -> None:
    """Have this transaction wait so long at most for what another login keeps locked.

    Unless it is said how long, for three seconds.
    """
    most = f"{(seconds or _SECONDS) * 1000:.0f}ms"
    connection.execute("SELECT set_config('lock_timeout', %s, true)", (most,))


def told_who(connection: Connection, error: DeskError, became: str) -> DeskError:
    """What to tell where something waited in vain for a lock: who holds it; else the error itself.

    `became` is a sentence: what was changed all the same, or that nothing was.
    """
    if error.code != HELD_UP:
        return error
    with patience(connection):
        found = connection.execute(_HOLDERS, (_SECONDS / 2,)).fetchall()
    if not found:
        return DeskError(
            f"Somebody’s program holds the desk up. {became} Try again in a moment. If that changes"
            " nothing, whoever administers the server finds it in pg_locks.",
            error.code,
        )
    who = ", ".join(f"{plain_line(str(login))} (process {pid})" for login, pid in found)
    ends = " ".join(f"SELECT pg_terminate_backend({pid});" for _, pid in found)
    return DeskError(
        f"The desk is held up by a program of {who}. {became} Have that closed, then try again."
        f" Whoever administers the server can end it: {ends}",
        error.code,
    )
