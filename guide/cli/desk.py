"""The desk at the prompt: a server for trying, laying it, logins, how it is, sending, erasing."""

import getpass
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from platformdirs import user_data_path

from guide.cli.output import (
    FINE,
    WRONG,
    agreed,
    at_work,
    columns,
    print_json,
    print_out,
    warn,
)
from guide.cli.settings import SETTINGS, Settings, settings
from guide.errors import GuideError
from guide.record.places import Places
from guide.text import counted, plain_line

if TYPE_CHECKING:
    from guide.desk.connection import Connection
    from guide.desk.figures import AskFigures, PromiseFigures, VoiceFigures
    from guide.desk.health import Finding
    from guide.desk.outbox import Outbox
    from guide.record.verify import Verdict


class Named(Struct, frozen=True):
    """A desk as libpq names it, and the line of the settings file that has the name, if one has."""

    name: str
    kept_in: str = ""


def desk_named(asked: str, chosen: Settings) -> Named:
    """The desk that is asked for, or the one that is set. Raises GuideError where there is none."""
    if asked:
        return Named(asked)
    if not chosen.desk:
        raise GuideError("No desk is named. Set GUIDE_DESK, or name one with --desk.")
    by = chosen.set_by["desk"]
    return Named(chosen.desk, "" if by == SETTINGS["desk"].variable else by)


@contextmanager
def installed() -> Iterator[None]:
    """Say how to get what the desk needs, where that is not here.

    Of psycopg alone, without its libpq, no module is missing.
    """
    try:
        yield
    except ImportError as missing:
        from guide.desk.outbox import NOT_INSTALLED

        raise GuideError(NOT_INSTALLED.format(missing.name or "libpq")) from None


def _connected(asked: str) -> "Connection":
    desk = desk_named(asked, settings())
    with installed():
        from guide.desk.connection import connect
    return connect(desk.name, desk.kept_in)


_LOOK = 1.0
"""So often, in seconds, it is looked whether the server for trying is still there."""


def start_server(folder: Path | None) -> int:
    """Run a server for trying until it is interrupted; put out its name.

    Where it ends by itself, that is said, and the exit code tells it.
    """
    with installed():
        from guide.desk.trial import trial_server
    where = folder or user_data_path("call-guide", appauthor=False) / "desk"
    with trial_server(where) as server:
        print_out(server.name)
        sys.stdout.flush()
        warn(
            "A server for trying, on this computer alone: whoever is you may log in as anybody,"
            f" without a password. Its data is in {where}. Ctrl+C stops it."
        )
        stopped = threading.Event()
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, lambda *_: stopped.set())
        while server.runs:
            if stopped.wait(_LOOK):
                return FINE
    warn(
        f"The server has ended: something else stopped it, and {where / 'log'} may tell what. What"
        " was at the desk is kept: guide desk start starts it again."
    )
    return WRONG


def lay_desk(name: str, to: int | None, *, yes: bool) -> int:
    """Lay the tables and roles of a desk, or take back what is above version `to`."""
    with _connected(name) as connection:
        from guide.desk.logins import bound_logins
        from guide.desk.schema import NEWEST, laid, lay

        number = NEWEST if to is None else to
        if laid(connection) > number >= 0 and not yes:
            asked = f"Take the desk back to version {number}? What it holds above that is gone."
            unasked = f"{asked} Add --yes to do it unasked."
            if not agreed(asked, unasked):
                return WRONG
        changed = lay(connection, number)
        told = f"The desk is at version {number}"
        print_out(f"{told}." if changed else f"{told} already.")
        for login in bound_logins(connection) if number else ():
            warn(
                f"{plain_line(login)} may hold all connections that the server takes. Whoever made"
                " that login bounds it: ALTER ROLE … CONNECTION LIMIT 20."
            )
    return FINE


def tell_users(name: str, *, as_json: bool) -> int:
    """Put out who may come in."""
    with _connected(name) as connection:
        from guide.desk.logins import logins

        found = logins(connection)
    if as_json:
        print_json([{"login": one.name, "role": str(one.role)} for one in found])
    elif found:
        print_out(columns([(one.name, str(one.role)) for one in found]))
    else:
        warn("Nobody may come in yet. guide desk users add NAME --role agent lets somebody in.")
    return FINE


def add_user(name: str, login: str, role: str) -> int:
    """Let somebody in, with a password that is asked for."""
    login = plain_line(login)
    if not login:
        raise GuideError("Name whom to let in: guide desk users add NAME --role agent.")
    with _connected(name) as connection:
        from guide.desk.logins import Login, Role, add_login, why_no_login

        if why := why_no_login(connection, login):
            raise GuideError(why)
        password = _password(login)
        add_login(connection, Login(login, Role(role)), password)
    without = "" if password else " No password was set: what else the server asks for counts."
    warn(f"{login} may come in, as {'an' if role == 'agent' else 'a'} {role}.{without}")
    return FINE


def _password(login: str) -> str:
    """The password that is typed, twice the same; none where nobody can be asked."""
    if not sys.stdin.isatty():
        return ""
    password = getpass.getpass(f"Password for {login} (Enter for none): ")
    if password and getpass.getpass("The same again: ") != password:
        raise GuideError("The two were not the same. Nothing was changed.")
    return password


def desk_findings(chosen: Settings, asked: str = "") -> "list[Finding]":
    """What of the desk that is asked for, or set, works, and what does not."""
    desk = desk_named(asked, chosen)
    with installed():
        from guide.desk.health import findings
    return [*findings(desk.name, desk.kept_in)]


def check_desk(name: str, *, as_json: bool) -> int:
    """Put out what of the desk works and what does not; the exit code says whether all does."""
    found = desk_findings(settings(), name)
    if as_json:
        print_json([{"about": one.about, "works": one.works, "told": one.told} for one in found])
    else:
        print_out(columns([("" if f.works else "WRONG", f.about, f.told) for f in found]))
    return FINE if all(one.works for one in found) else WRONG


def send_now(name: str, *, anew: bool) -> int:
    """Send what the desk lacks, once."""
    with _connected(name) as connection:
        from guide.desk.sending import Sender

        with at_work("Sending"):
            sender = Sender(connection, settings().records(), anew=anew, unnamed=True)
            sent = sender.send()
    print_out(f"{counted(sent, 'event')} sent.")
    for refused in sender.refused.values():
        warn(refused)
    return WRONG if sender.refused else FINE


def tell_figures(name: str, days: int, *, as_json: bool) -> int:
    """Put out how long agents waited, what was countersigned, and which promises were kept."""
    with _connected(name) as connection:
        from guide.desk.figures import ask_figures, promise_figures, voice_figures

        since = timedelta(days=days)
        asks, promises = ask_figures(connection, since), promise_figures(connection, since)
        voiced = voice_figures(connection, since)
    if as_json:
        waits = {
            of: {"count": wait.count, "p50": _milli(wait.p50), "p99": _milli(wait.p99)}
            for of, wait in asks.waits.items()
        }
        told_asks = {"count": asks.count, **asks.ends, "open": asks.open}
        print_json(
            {
                "days": days,
                "asks": told_asks
                | {"unanswered": asks.unanswered, "unfit": asks.unfit, "seconds": waits},
                "by_voice": {
                    "count": voiced.count,
                    "countersigned": voiced.countersigned,
                    "denied": voiced.denied,
                    "open": voiced.open,
                    "unfit": voiced.unfit,
                },
                "promises": {
                    "count": promises.count,
                    "in_time": promises.in_time,
                    "late": promises.late,
                    "without_time": promises.without_time,
                    "settled": promises.settled,
                    "overdue": promises.overdue,
                    "owed": promises.owed,
                },
            }
        )
        return FINE
    between = ("", "", "")
    told = [*_ask_rows(asks), between, *_voice_rows(voiced), between, *_promise_rows(promises)]
    print_out(columns(told))
    return FINE


_UNFIT = "changed, or not written by this program: guide verify --desk at its seat tells which"


def _ask_rows(asks: "AskFigures") -> Iterator[tuple[str, str, str]]:
    yield "ASKS", f"{asks.count:,}", ", ".join(f"{n:,} {end}" for end, n in asks.ends.items() if n)
    yield "unanswered", f"{asks.unanswered:,}", f"{asks.open:,} open" if asks.open else ""
    if asks.unfit:
        yield "answers that do not fit", f"{asks.unfit:,}", _UNFIT
    for of, wait in asks.waits.items():
        told = f"half within {_seconds(wait.p50)}, 99 of 100 within {_seconds(wait.p99)}"
        yield of, f"{wait.count:,}", told if wait.count else ""


def _voice_rows(voiced: "VoiceFigures") -> Iterator[tuple[str, str, str]]:
    yield "WARNINGS, PERMITTED BY VOICE", f"{voiced.count:,}", ""
    yield "countersigned", f"{voiced.countersigned:,}", ""
    yield "denied", f"{voiced.denied:,}", ""
    yield "not countersigned", f"{voiced.open:,}", ""
    if voiced.unfit:
        yield "of those, said in a way that does not fit", f"{voiced.unfit:,}", _UNFIT


def _promise_rows(promises: "PromiseFigures") -> Iterator[tuple[str, str, str]]:
    kept = promises.in_time + promises.late
    part = f"{100 * promises.in_time // kept}% of those with a time" if kept else ""
    yield "PROMISES", f"{promises.count:,}", ""
    yield "kept in time", f"{promises.in_time:,}", part
    yield "kept late", f"{promises.late:,}", ""
    yield "kept, without a time", f"{promises.without_time:,}", ""
    yield "refused or void", f"{promises.settled:,}", ""
    yield "overdue now", f"{promises.overdue:,}", ""
    yield "owed, not due yet", f"{promises.owed:,}", ""


def _milli(seconds: float | None) -> float | None:
    return None if seconds is None else round(float(seconds), 3)


def _seconds(seconds: float | None) -> str:
    return f"{seconds or 0:,.1f} s"


def erase_asked(name: str, *, yes: bool) -> int:
    """Erase at the desk what agents asked to be erased; put out the calls."""
    with _connected(name) as connection:
        from guide.desk.deeds import may_be_at_board
        from guide.desk.erasing import erase, to_be_erased

        stones = to_be_erased(connection)
        for stone in stones if not yes else ():
            why = plain_line(stone.why) or "no reason"
            warn(f"To be erased: {stone.call}, a call of {stone.seat}, who asked for it: {why}")
        asked = f"Erase what {counted(len(stones), 'call')} said, at the desk?"
        if not stones and not may_be_at_board(connection):
            warn(
                "No call of yours waits to be erased. Of others’ calls your login sees nothing:"
                " guide desk erase is for a supervisor’s."
            )
        elif not stones:
            warn("No call waits to be erased.")
        elif yes or agreed(asked, f"{asked} Add --yes to do it unasked."):
            for call in erase(connection):
                print_out(call)
        else:
            return WRONG
    return FINE


def verdicts_of_desk(chosen: Settings, places: Places) -> "list[Verdict]":
    """What the witness of the desk that is set has to say of what is kept here."""
    desk = desk_named("", chosen)
    with installed():
        from guide.desk import witness
        from guide.desk.connection import connect
    with connect(desk.name, desk.kept_in) as connection:
        return [*witness.verdicts_of_desk(connection, places)]


_PATIENCE = 3.0
"""For so many seconds a command waits for a desk that may know more than this computer."""


def heard_of_desk(chosen: Settings, places: Places) -> "Outbox | None":
    """Bring the register and the desk to the same; say so where that is not possible.

    What has reached it, if it was. Without a desk nothing is done.
    """
    outbox = outbox_of(chosen, places)
    if outbox is None:
        return None
    outbox.start()
    reached = outbox.close(_PATIENCE)
    if not reached:
        why = outbox.standing.why
        warn(f"What others did at the desk since is not told here: it was not reached. {why}")
    _tell_denied(outbox)
    for refused in outbox.standing.refused:
        warn(refused)
    return outbox if reached else None


def ask_to_erase(chosen: Settings, places: Places, calls: int) -> None:
    """Have the desk know of so many calls erased here; say who does so there, or when it hears."""
    outbox = outbox_of(chosen, places)
    if outbox is None:
        return
    outbox.start()
    them = "it" if calls == 1 else "them"
    if outbox.close(_PATIENCE):
        warn(
            f"The desk is asked to erase {them}, too: a supervisor does so, with guide desk erase."
        )
    else:
        warn(
            f"The desk is not asked to erase {them} yet: the next start does, or guide desk send."
            f" {outbox.standing.why}".rstrip()
        )


def outbox_of(chosen: Settings, places: Places) -> "Outbox | None":
    """What sends to the desk that is set, where one is."""
    if not chosen.desk:
        return None
    from guide.desk.outbox import Outbox

    desk, first = desk_named("", chosen), chosen.desk_first_seconds
    return Outbox(desk.name, places, kept_in=desk.kept_in, first_seconds=first)


def _tell_denied(outbox: "Outbox") -> None:
    """Say which permissions by voice a supervisor denies, and how that is put right."""
    for call, denied in outbox.denied.items():
        for sentence in denied:
            warn(f"{call}: {sentence}")
    if outbox.denied:
        warn(
            "Correct the name while the call goes on. After it, a supervisor settles it at the"
            " board, with what it was."
        )


def leave_desk(outbox: "Outbox") -> None:
    """Give the desk what is left, and say what could not be given."""
    at_desk, standing = outbox.close(), outbox.standing
    if not at_desk:
        told = f"Not everything is at the desk yet: the next start sends it. {standing.why}"
        warn(told.rstrip())
    _tell_denied(outbox)
    for refused in standing.refused:
        warn(refused)
