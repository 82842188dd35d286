"""What is remembered of promises and callers: the register of 100,000 calls opens at once.

It is an SQLite file of our own and only a convenience. What it holds is taken from the journals and
from the register's lines; without it, or with one that cannot be read, it is made anew and says the
same. A journal that is wrapped up never changes: its folder tells whether one came or went.
Whatever is done about a promise is held against the journal itself; `guide verify` reads them all.
"""

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from guide.call.events import WarningGiven
from guide.call.fold import call_of
from guide.call.phone_number import normal_number
from guide.call.state import Call
from guide.errors import RecordError, TooManyUnread
from guide.record.calls import best_file, call_of_file, files_by_call, is_journal
from guide.record.codec import decoded, sound_lines
from guide.record.disk import contents, names_in
from guide.record.places import DONE, OPEN, Places
from guide.record.sealed_file import sound_after
from guide.register.after_call import AfterCall, after_call
from guide.register.promise import Promise, followed, promises_of

VERSION = 3
"""Of the file. Another one is made anew."""

_TABLES = """
CREATE TABLE journals (name TEXT PRIMARY KEY, call TEXT) WITHOUT ROWID;
CREATE INDEX of_call ON journals (call);
CREATE TABLE unfinished (call TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE promises (
    call TEXT, n INTEGER, closed INTEGER, until REAL, kind TEXT, owner TEXT, number TEXT,
    words TEXT, made BLOB, PRIMARY KEY (call, n)
) WITHOUT ROWID;
CREATE INDEX pressing ON promises (closed, until IS NULL, until, call, n);
CREATE INDEX due ON promises (closed, until);
CREATE INDEX numbers ON promises (number);
CREATE TABLE callers (
    number TEXT, began REAL, call TEXT, title TEXT, agent TEXT, ended TEXT, warnings INTEGER,
    PRIMARY KEY (number, began, call)
) WITHOUT ROWID;
CREATE INDEX called ON callers (call);
CREATE TABLE lines (call TEXT, n INTEGER, line BLOB);
CREATE INDEX of_promise ON lines (call, n);
CREATE TABLE seen (folder INTEGER, bytes INTEGER, hash TEXT);
INSERT INTO seen VALUES (0, 0, '');
"""
_TELLING = (b'"kind":"follow-up-added"', b'"field":"number"')
"""A call without any of these promises nothing, and nobody knows who called.

Quotation marks within a text are escaped in JSON: these bytes are never part of one.
"""

_SETTLES = 2_000_000_000
"""In nanoseconds: a folder that changed so lately may change again within the same tick."""

PATIENCE = 2.0
"""For so many seconds a program waits for another one that is at what is remembered."""

PATIENCE_ON_CALL = 0.2
"""So many while somebody is on the line."""

_FEW = 200


def only_a_few(calls: Sequence[str]) -> Iterator[str]:
    """Go through calls that have to be read; on a call, that is not the time for many.

    Raises TooManyUnread.
    """
    if len(calls) > _FEW:
        told = f"{len(calls):,} calls are to be read for the register first: guide owed does that."
        raise TooManyUnread(told)
    yield from calls


class Wanted(Struct, frozen=True):
    """Which promises are asked for. Each filter that is not empty must hold.

    `words` are found in whatever a promise says; `after` and `before` bound until when it is owed.
    """

    words: tuple[str, ...] = ()
    kind: str = ""
    owner: str = ""
    number: str = ""
    after: datetime | None = None
    before: datetime | None = None
    untimed: bool = False
    closed: bool = False

    def clause(self) -> tuple[str, list[object]]:
        """What follows WHERE, and its values."""
        parts: list[str] = [] if self.closed else ["closed = 0"]
        values: list[object] = []
        for word in self.words:
            parts.append("instr(words, ?)")
            values.append(word.casefold())
        for column, value in (("kind", self.kind), ("owner", self.owner)):
            if value:
                parts.append(f"{column} = ? COLLATE NOCASE")
                values.append(value)
        if self.number:
            parts.append("number = ?")
            values.append(normal_number(self.number))
        if self.after is not None:
            parts.append("until >= ?")
            values.append(self.after.timestamp())
        if self.before is not None:
            parts.append("until < ?")
            values.append(self.before.timestamp())
        if self.untimed:
            parts.append("until IS NULL")
        return " AND ".join(parts) or "1", values


OWED = Wanted()
"""Whatever is owed."""


class RegisterIndex:
    """The promises of a state folder as they stand; see `register`."""

    def __init__(self, places: Places, base: sqlite3.Connection) -> None:
        self._calls = places.calls
        self._register = places.register
        self._base = base

    def count(self, wanted: Wanted = OWED) -> int:
        """How many promises there are of those that are wanted."""
        where, values = wanted.clause()
        (number,) = self._base.execute(f"SELECT count(*) FROM promises WHERE {where}", values)
        return int(number[0])

    def tally(self, now: datetime, wanted: Wanted = OWED) -> tuple[int, int, int]:
        """Of those that are wanted: how many there are, were due before now, and have no time."""
        where, values = wanted.clause()
        (found,) = self._base.execute(
            "SELECT count(*), ifnull(sum(until < ?), 0), ifnull(sum(until IS NULL), 0)"
            f" FROM promises WHERE {where}",
            [now.timestamp(), *values],
        )
        return int(found[0]), int(found[1]), int(found[2])

    def page(self, wanted: Wanted = OWED, most: int = -1, skip: int = 0) -> list[Promise]:
        """The promises that are wanted, the most pressing first."""
        where, values = wanted.clause()
        rows = self._base.execute(
            f"SELECT call, n, made FROM promises WHERE {where}"
            " ORDER BY until IS NULL, until, call, n LIMIT ? OFFSET ?",
            [*values, most, skip],
        ).fetchall()
        return [self._promise(*row) for row in rows]

    def calls_owing(self) -> frozenset[str]:
        """The calls of which something is owed."""
        rows = self._base.execute("SELECT DISTINCT call FROM promises WHERE closed = 0")
        return frozenset(call for (call,) in rows)

    def named(self, name: str) -> list[Promise]:
        """The promises of this name, or of the call of this name."""
        call, _, n = name.partition("/")
        rows = self._base.execute("SELECT call, n, made FROM promises WHERE call = ?", [call])
        found = [self._promise(*row) for row in rows.fetchall()]
        return [one for one in found if not n or str(one.n) == n]

    def _promise(self, call: str, n: int, made: bytes) -> Promise:
        return followed(msgspec.msgpack.decode(made, type=Promise), self._lines(call, n))

    def _lines(self, call: str, n: int) -> list[AfterCall]:
        rows = self._base.execute(
            "SELECT line FROM lines WHERE call = ? AND n = ? ORDER BY rowid", [call, n]
        )
        return [msgspec.msgpack.decode(line, type=AfterCall) for (line,) in rows]

    def catch_up(self, going: Callable[[list[str]], Iterable[str]]) -> None:
        """Take in what came since: calls, as `going` goes through them, and what was done.

        Others wait meanwhile, or what was done would be taken in twice. sqlite3.Error: they did not
        let go of it, or what is remembered cannot be read.
        """
        self._base.execute("BEGIN IMMEDIATE")
        with self._base:
            self._take_all_in(going)

    def _take_all_in(self, going: Callable[[list[str]], Iterable[str]]) -> None:
        ((folder, start, last),) = self._base.execute("SELECT * FROM seen").fetchall()
        before = folder, start, last
        found = sound_after(self._register, start, last, after_call)
        if found is None:
            # It was written anew: what was taken from it does not count.
            for name in ("lines", "journals", "promises", "callers"):
                self._base.execute(f"DELETE FROM {name}")
            folder, found = 0, sound_after(self._register, 0, "", after_call) or ([], 0, "")
        new, end, last = found
        promised = [line for line in new if isinstance(line, AfterCall)]
        for line in promised:
            blob = msgspec.msgpack.encode(line)
            self._base.execute("INSERT INTO lines VALUES (?, ?, ?)", [line.call, line.n, blob])
        now = _changed(self._calls / DONE)
        if not now or now != folder:
            self._take_in(self._calls / DONE, self._strangers(), going)
        self._take_open()
        for call, n in {(line.call, line.n) for line in promised}:
            self._follow(call, n)
        if (now, end, last) != before:
            self._base.execute("UPDATE seen SET folder = ?, bytes = ?, hash = ?", [now, end, last])

    def _strangers(self) -> set[str]:
        """The calls whose journals came or went since."""
        there = {name for name in names_in(self._calls / DONE) if is_journal(name)}
        rows = self._base.execute("SELECT name FROM journals").fetchall()
        known = {name for (name,) in rows}
        gone, new = known - there, there - known
        self._base.executemany("DELETE FROM journals WHERE name = ?", [(name,) for name in gone])
        calls = [(name, call_of_file(Path(name))) for name in new]
        self._base.executemany("INSERT INTO journals VALUES (?, ?)", calls)
        return {call_of_file(Path(name)) for name in gone | new}

    def _take_open(self) -> None:
        """Those that are not wrapped up change: they are read each time."""
        rows = self._base.execute(
            "SELECT call FROM unfinished"
            " WHERE NOT EXISTS (SELECT 1 FROM journals WHERE journals.call = unfinished.call)"
        )
        there = files_by_call(self._calls / OPEN).keys()
        self._take_in(self._calls / OPEN, {call for (call,) in rows} | there, iter)
        self._base.execute("DELETE FROM unfinished")
        self._base.executemany("INSERT INTO unfinished VALUES (?)", [(call,) for call in there])

    def _take_in(
        self, folder: Path, calls: set[str], going: Callable[[list[str]], Iterable[str]]
    ) -> None:
        files = files_by_call(folder) if calls else {}
        for call in going(sorted(calls)):
            for name in ("promises", "callers"):
                self._base.execute(f"DELETE FROM {name} WHERE call = ?", [call])
            found = _telling_call(files.get(call, ()))
            if found is None:
                continue
            if number := normal_number(found.detail("number")):
                self._base.execute(
                    "INSERT INTO callers VALUES (?, ?, ?, ?, ?, ?, ?)", [number, *_of_caller(found)]
                )
            for promise in promises_of(found):
                row = [call, promise.n, *_told(followed(promise, self._lines(call, promise.n)))]
                self._base.execute(
                    "INSERT INTO promises VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [*row, msgspec.msgpack.encode(promise)],
                )

    def _follow(self, call: str, n: int) -> None:
        for promise in self.named(f"{call}/{n}"):
            self._base.execute(
                "UPDATE promises SET closed = ?, until = ?, kind = ?, owner = ?, number = ?,"
                " words = ? WHERE call = ? AND n = ?",
                [*_told(promise), call, n],
            )


def _told(promise: Promise) -> list[object]:
    """What is looked for: whether it is closed, until when, kind, owner, number, words."""
    values = (value for _, value in promise.fields)
    words = (promise.id, promise.label, promise.caller, promise.number, promise.owner)
    until = promise.until.timestamp() if promise.until else None
    text = "\n".join((*words, promise.agent, promise.script, *values, promise.note)).casefold()
    number = normal_number(promise.number)
    return [int(promise.closed), until, promise.kind, promise.owner, number, text]


def _of_caller(call: Call) -> list[object]:
    """What is told of an earlier call: when it began, which it was, how many warnings it had."""
    ended = call.ended.event if call.ended else None
    how = (ended.label or ended.ending) if ended else ""
    warnings = sum(
        isinstance(entry.event, WarningGiven) and entry.n not in call.retracted
        for entry in call.entries
    )
    started = call.started
    return [call.at.timestamp(), call.id, started.title, started.agent, how, warnings]


def promises_in(files: Sequence[Path]) -> tuple[Promise, ...]:
    """What a call promises, as far as it can be read: `guide verify` tells what cannot."""
    found = _telling_call(files)
    return promises_of(found) if found else ()


def _telling_call(files: Sequence[Path]) -> Call | None:
    """The call of these files, if it can be read, and promises something or has a number."""
    if not files:
        return None
    try:
        data = contents(best_file(files))
        if not any(one in data for one in _TELLING):
            return None
        return call_of(decoded(sound_lines(data).lines))
    except RecordError:
        return None


def _changed(folder: Path) -> int:
    """When a folder last changed, in nanoseconds; 0 where that may have been just now."""
    try:
        seen = os.stat(folder).st_mtime_ns
    except OSError:
        return 0
    return seen if time.time_ns() - seen > _SETTLES else 0


@contextlib.contextmanager
def register(
    places: Places,
    going: Callable[[list[str]], Iterable[str]] = iter,
    patience: float = PATIENCE,
) -> Iterator[RegisterIndex]:
    """The register of a state folder as it stands; in memory where its file cannot be had.

    `going` goes through the calls that have to be read for it. `patience` is for how many seconds
    another program is waited for that is at it.
    """
    base, index = _caught_up(places, going, patience)
    try:
        yield index
    finally:
        base.close()


def _caught_up(
    places: Places, going: Callable[[list[str]], Iterable[str]], patience: float
) -> tuple[sqlite3.Connection, RegisterIndex]:
    path = places.register_index
    try:
        return _with(_of_file(path, patience), places, going)
    except (OSError, sqlite3.Error) as error:
        if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_BUSY:
            with contextlib.suppress(OSError, sqlite3.Error):
                path.unlink()
                return _with(_of_file(path, patience), places, going)
    # Another program is at it, or the disk refuses: this one remembers nothing.
    base = sqlite3.connect(":memory:")
    base.executescript(_TABLES)
    return _with(base, places, going)


def _with(
    base: sqlite3.Connection, places: Places, going: Callable[[list[str]], Iterable[str]]
) -> tuple[sqlite3.Connection, RegisterIndex]:
    try:
        index = RegisterIndex(places, base)
        index.catch_up(going)
    except BaseException:
        base.close()
        raise
    return base, index


def _of_file(path: Path, patience: float) -> sqlite3.Connection:
    """The file, made for its owner alone where it is not there; sqlite3.Error for a bad one."""
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600))
    base = sqlite3.connect(path, timeout=patience)
    try:
        ((version,),) = base.execute("PRAGMA user_version").fetchall()
        if version == 0:
            base.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version != VERSION:
            raise sqlite3.DatabaseError(f"version {version}")
    except sqlite3.Error:
        base.close()
        raise
    return base
