"""Having the desk receive what is on disk: in order, in batches, and nothing twice.

What was sent and confirmed is remembered beside the records, as a place in the ledger and in the
register. Without that, or at another desk, all of it is gone through again: the desk knows its own.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import msgspec
from msgspec import Struct

from guide.desk.by_voice import (
    WARNED,
    WarnedByVoice,
    can_tell_of_voice,
    put_voiced,
    warned_by_voice,
)
from guide.desk.callers import NUMBER, CallFrom, call_from, can_tell_of_caller, put_caller
from guide.desk.computer import this_computer
from guide.desk.connection import HELD_UP, Connection, be_held_up_by_nobody, one, patience
from guide.desk.promises import MADE, ToldByCall, can_tell, told_by_call
from guide.desk.put_promises import put_call, put_register
from guide.desk.unsent import Part, Position, is_read, read_on
from guide.errors import DeskAway, DeskError, RecordError
from guide.record.calls import (
    all_files,
    call_of_file,
    files_by_call,
    merged,
    open_files,
    waiting_files,
)
from guide.record.codec import own_hash, sound_lines
from guide.record.disk import Disk, contents, own_bytes
from guide.record.erased import erased_calls
from guide.record.ledger import Deed, LedgerLine
from guide.record.places import DONE, Places
from guide.session.at_desk import Received

_BATCH = 262_144
"""So many bytes of lines, or a few more, go in one transaction."""

_NOT_AS_SEALED = ("GD001", "GD002", "23514")
"""What the database calls lines that it will not have; see sql/0002-journals.sql."""


_RESTS_ON_NOTHING = ("23503", "GD004")
"""What the database calls what rests on no event that it has, or on one of another kind."""


class _Remembered(Struct, frozen=True):
    """What this desk has confirmed to this login, for the next start."""

    desk: str
    ledger: Position = Position()
    register: Position = Position()


class _Piece(Struct, frozen=True):
    """Lines of one file on their way, and the name of their journal at the desk."""

    path: Path
    journal: str
    part: Part


class Sender:
    """Sends over one connection: after an error it is done with, and another begins anew.

    `refused` says of files what the desk will not have of them.
    """

    def __init__(
        self,
        connection: Connection,
        places: Places,
        disk: Disk | None = None,
        *,
        anew: bool = False,
        unnamed: bool = False,
        received: dict[str, Received] | None = None,
    ) -> None:
        """`anew` goes through everything again, whatever was confirmed: a desk may lose it.

        `unnamed` goes through calls, too, that ended and that the ledger does not name; without a
        ledger they are always sent.

        In `received` is put, by call that goes on, what the desk has of it.

        Raises DeskError where there is no desk, or it cannot be reached.
        """
        self.refused: dict[str, str] = {}
        self._connection = connection
        self._places = places
        self._disk = disk or Disk()
        self._batch: list[_Piece] = []
        self._bytes = 0
        self._sent = 0
        self._kept: set[str] = set()
        self._anew = anew
        self._unnamed = unnamed
        self._received = {} if received is None else received
        self._step: Callable[[], object] = object
        be_held_up_by_nobody(connection)
        with patience(connection):
            [desk] = one(
                connection,
                "SELECT id || ' of ' || session_user FROM desk.version WHERE number = 1",
            )
        self._done = _Remembered(cast("str", desk))
        if not anew:
            self._done = self._remembered(self._done.desk)
        self._at: dict[str, Position] = {places.register.name: self._done.register}

    def send(self, step: Callable[[], object] = object) -> int:
        """Send all that the desk lacks; how many lines were new to it.

        `step` is called before each batch. Raises DeskAway where it cannot be reached, RecordError
        where a file cannot be read.
        """
        self._sent = 0
        self._step = step
        self._send_ended()
        if self._unnamed or not self._places.ledger.exists():
            self._send_unnamed()
        for path in self._open_files():
            self._add_all(path, call_of_file(path))
        self._flush()
        # After the calls: what it tells is about what they promised.
        self._send_register()
        return self._sent

    def is_here(self) -> datetime:
        """Tell the desk that this seat is taken; the server's time (UTC).

        Raises DeskAway where it cannot be reached.
        """
        with patience(self._connection):
            self._connection.execute("SELECT desk.here('seat')")
            [now] = one(self._connection, "SELECT clock_timestamp()")
        return cast("datetime", now)

    def leave(self) -> None:
        """Tell the desk that this seat is left. Raises DeskError where it cannot be told."""
        with patience(self._connection):
            self._connection.execute("SELECT desk.leave('seat')")

    def _open_files(self) -> list[Path]:
        calls = self._places.calls
        waiting = waiting_files(self._places, training=False)
        found = merged(open_files(calls), waiting)
        return [path for call in sorted(found) for path in found[call]]

    def _send_ended(self) -> None:
        """Send the calls that the ledger has since it was looked at last; tell which are erased."""
        ledger, at = self._places.ledger, self._done.ledger
        while not is_read(ledger, at):
            part = read_on(ledger, at, chained=False)
            if not part.lines:
                break
            lines = [*_ledger_lines(part.lines)]
            lacking = self._lacking(lines)
            for call in lacking:
                for path in self._files_of(call):
                    self._add_all(path, call, ended=True)
            self._flush()
            if self._anew:
                ended = _ended(lines)
                self._tell_again({call: ended[call] for call in ended.keys() - {*lacking}})
            self._forget([line.call for line in lines if line.kind is Deed.ERASED])
            at = part.end
            self._remember(msgspec.structs.replace(self._done, ledger=at))

    def _send_unnamed(self) -> None:
        """Send the calls that ended and of which the ledger says nothing: it was lost, or cut."""
        at, named = Position(), set[str]()
        while (part := read_on(self._places.ledger, at, chained=False)).lines:
            named |= {line.call for line in _ledger_lines(part.lines)}
            at = part.end
        for call in sorted(files_by_call(self._places.calls / DONE).keys() - named):
            for path in self._files_of(call):
                self._add_all(path, call)
        self._flush()

    def _lacking(self, lines: Iterable[LedgerLine]) -> list[str]:
        """Those of the calls that ended which the desk does not have as long as the ledger."""
        ended = _ended(lines)
        query = (
            "SELECT journal, n, hash FROM unnest(%s::text[]) AS asked (journal)"
            " CROSS JOIN LATERAL (SELECT n, hash FROM desk.witness AS w"
            " WHERE w.journal = asked.journal AND w.seat = session_user"
            " ORDER BY n DESC LIMIT 1) AS longest"
        )
        with patience(self._connection):
            found = self._connection.execute(query, (sorted(ended),)).fetchall()
        known = {journal: (n, digest) for journal, n, digest in found}
        return [call for call, chain in ended.items() if known.get(call) != chain]

    def _files_of(self, call: str) -> tuple[Path, ...]:
        return all_files(self._places, self._places.calls / DONE / f"{call}.jsonl")

    def _tell_again(self, calls: Mapping[str, tuple[int, str]]) -> None:
        """Have the desk know what calls tell that it has: it may be older than that.

        Each is with how many events the ledger says that it has, and the last one's hash.
        """
        for call, chain in sorted(calls.items()):
            found = {path: sound_lines(contents(path)).lines for path in self._files_of(call)}
            if found and chain not in (
                (len(one), own_hash(one[-1])) for one in found.values() if one
            ):
                path = next(iter(found))
                self.refused[path.name] = (
                    f"{path} is not what the desk received of that call, nor what the ledger says"
                    f" of it: it was not sent. guide verify {call} tells what was changed."
                )
            for lines in found.values():
                told, warned = told_by_call(call, lines), warned_by_voice(lines)
                caller = call_from(lines)
                if told or warned or caller:
                    self._put(call, told, warned, caller)

    def _put(
        self,
        call: str,
        told: ToldByCall | None,
        warned: tuple[WarnedByVoice, ...],
        caller: CallFrom | None,
    ) -> None:
        try:
            with patience(self._connection), self._connection.transaction():
                if told is not None:
                    put_call(self._connection, told)
                put_voiced(self._connection, call, warned)
                if caller is not None:
                    put_caller(self._connection, call, caller)
        except DeskError as error:
            # Of a branch that the desk does not have it takes no promise either.
            if error.code not in _RESTS_ON_NOTHING:
                raise

    def _forget(self, calls: list[str]) -> None:
        if not calls:
            return
        why = {stone.call: stone.why for stone in erased_calls(self._places.calls)}
        with patience(self._connection), self._connection.transaction():
            for call in calls:
                told = (call, why.get(call, ""))
                self._connection.execute("SELECT desk.forget(%s, left(%s, 10000))", told)

    def _send_register(self) -> None:
        """Send what was done about promises. Each folder of records has a register of its own."""
        register = self._places.register
        if is_read(register, self._at[register.name]):
            return
        first = read_on(self._places.ledger, Position(), chained=False).lines[:1]
        begun = own_hash(first[0]) if first else None
        if begun:
            before = self._at[register.name]
            self._add_all(register, f"register-{begun[:16]}")
            try:
                self._flush()
            except DeskError as error:
                if error.code != HELD_UP:
                    raise
                # What is asked on a call does not wait for it: it is sent again in a moment.
                self._at[register.name] = before
                return
            self._remember(msgspec.structs.replace(self._done, register=self._at[register.name]))

    def _add_all(self, path: Path, journal: str, *, ended: bool = False) -> None:
        """Put on its way what a file has after what was sent of it.

        A call that `ended` by the ledger was on the disk before that was.
        """
        while path.name not in self.refused:
            at = self._at.get(path.name, Position())
            if is_read(path, at):
                return
            part = read_on(path, at, on_disk=ended)
            if not part.lines:
                return
            self._batch.append(_Piece(path, journal, part))
            self._at[path.name] = part.end
            self._bytes += part.end.offset - part.start.offset
            if self._bytes >= _BATCH:
                self._flush()

    def _flush(self) -> None:
        """Have the batch received, all of it in one transaction."""
        batch, self._batch, self._bytes = self._batch, [], 0
        if not batch:
            return
        self._step()
        try:
            sent = self._receive(batch)
        except DeskError as error:
            if error.code == HELD_UP:
                # Nobody has to change anything: it is tried again soon.
                raise DeskAway(str(error), error.code) from None
            if error.code not in _NOT_AS_SEALED:
                raise
            sent = sum(map(self._receive_alone, batch))
        self._sent += sent

    def _receive(self, pieces: Sequence[_Piece]) -> int:
        """Have the desk receive all of these or none; how many lines were new to it."""
        connection, received = self._connection, []
        query = "SELECT desk.receive(%s, %s, %s, %s)"
        with patience(connection), connection.transaction():
            with connection.pipeline():
                for piece in pieces:
                    start, lines = piece.part.start, b"\n".join(piece.part.lines)
                    told = (piece.journal, start.n, start.hash, lines.decode("ascii", "replace"))
                    received.append(connection.execute(query, told))
                new = sum(int(row[0]) for cursor in received for row in cursor)
            self._tell_where_it_is(pieces)
            for piece in pieces:
                self._tell_what_it_says(piece)
            witnessed = [*self._witnessed(pieces)]
        self._received.update(witnessed)
        return new

    def _tell_where_it_is(self, pieces: Sequence[_Piece]) -> None:
        """Have the desk know, once, that these calls are kept on this computer."""
        calls = {one.journal for one in pieces if one.path != self._places.register} - self._kept
        if calls:
            self._connection.execute(
                "INSERT INTO desk.kept (journal, computer)"
                " SELECT journal, %s FROM unnest(%s::text[]) AS journal ON CONFLICT DO NOTHING",
                (this_computer(), [*calls]),
            )
            self._kept |= calls

    def _witnessed(self, pieces: Sequence[_Piece]) -> Iterator[tuple[str, Received]]:
        """By call that goes on, what the desk has of it with these pieces."""
        ends = {
            piece.journal: piece.part.end
            for piece in pieces
            if piece.path != self._places.register and piece.path.parent.name != DONE
        }
        if not ends:
            return
        found = self._connection.execute(
            "SELECT w.journal, w.n, w.hash, w.at FROM desk.witness AS w"
            " JOIN unnest(%s::text[], %s::integer[], %s::text[]) AS sent (journal, n, hash)"
            " USING (journal, n, hash) WHERE w.seat = session_user",
            ([*ends], [end.n for end in ends.values()], [end.hash for end in ends.values()]),
        )
        for journal, n, digest, at in found:
            # Times are on record in milliseconds.
            whole = at.microsecond // 1000 * 1000
            yield journal, Received(n, digest, at.astimezone(UTC).replace(microsecond=whole))

    def _tell_what_it_says(self, piece: _Piece) -> None:
        """Have the desk know what a received piece tells of promises, warnings and its caller."""
        lines = piece.part.lines
        if piece.path == self._places.register:
            told_of = self._places, piece.journal, piece.part.start.n + 1, lines
            self.refused |= {why: why for why in put_register(self._connection, *told_of)}
            return
        promises, warnings = can_tell(lines), can_tell_of_voice(lines)
        caller = can_tell_of_caller(lines)
        if not (promises or warnings or caller):
            return
        data = self._data(piece.path)
        if promises and MADE in data:
            told = told_by_call(piece.journal, sound_lines(data).lines[: piece.part.end.n])
            if told is not None:
                self.refused |= {why: why for why in put_call(self._connection, told)}
        if warnings and WARNED in data:
            warned = warned_by_voice(sound_lines(data).lines[: piece.part.end.n])
            put_voiced(self._connection, piece.journal, warned)
        if caller and NUMBER in data:
            known = call_from(sound_lines(data).lines[: piece.part.end.n])
            if known is not None:
                put_caller(self._connection, piece.journal, known)

    def _data(self, path: Path) -> bytes:
        """All that a file holds. A call may end while it is sent: then it lies among the ended."""
        try:
            return contents(path)
        except RecordError:
            if os.path.lexists(path):
                raise
            return contents(self._places.calls / DONE / path.name)

    def _receive_alone(self, piece: _Piece) -> int:
        """Have one piece received; one that the desk will not have keeps back no other.

        Where it does not know what comes before, the file is gone through from its beginning.
        """
        name = piece.path.name
        try:
            return self._receive([piece])
        except DeskError as error:
            if error.code not in _NOT_AS_SEALED:
                raise
            self._at[name] = Position()
            if piece.part.start.offset == 0:
                self.refused[name] = f"{piece.path}: {error}"
            return 0

    def _remembered(self, desk: str) -> _Remembered:
        try:
            found = msgspec.json.decode(own_bytes(self._places.desk_sent), type=_Remembered)
        except (OSError, msgspec.DecodeError, ValueError):
            return _Remembered(desk)
        return found if found.desk == desk else _Remembered(desk)

    def _remember(self, done: _Remembered) -> None:
        """Keep what is confirmed. A disk that refuses only has it confirmed again."""
        self._done = done
        with contextlib.suppress(RecordError):
            self._disk.write_whole({self._places.desk_sent: msgspec.json.encode(done)})


def _ended(lines: Iterable[LedgerLine]) -> dict[str, tuple[int, str]]:
    """By call that ended, how many events it has, and the last one's hash."""
    return {
        line.call: (line.events, line.last_hash)
        for line in lines
        if line.kind in (Deed.ENDED, Deed.FOUND)
    }


def _ledger_lines(lines: Iterable[bytes]) -> Iterator[LedgerLine]:
    """What those lines of a ledger say that are as they were sealed."""
    for line in lines:
        if own_hash(line):
            with contextlib.suppress(msgspec.DecodeError):
                yield msgspec.json.decode(line, type=LedgerLine)
