"""What is remembered of promises and callers: the register of 100,000 calls opens at once.

It is an SQLite file of our own and only a convenience: it never decides. What it holds is taken
from the journals and from the register's lines; without it, or with one that cannot be read, it is
made anew and says the same.

The register's file is known again by the hash of all that was read of it. A journal is known again
by its size, the time of its last change and its last hash. One that could
not be read whole is never taken for read: what could be read of it counts, it is told, and looked
at again each time. What is remembered of a promise is sealed together with the hash of its journal,
and how much there is in all is noted: a file that others wrote in is made anew. `guide verify`
holds all of it against the journals.
"""

import contextlib
import os
import sqlite3
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, Struct
from msgspec.structs import replace

from guide.call.events import BranchKept, WarningGiven
from guide.call.fold import call_of
from guide.call.phone_number import normal_number, number_within
from guide.call.state import Call
from guide.errors import RecordError, TooManyUnread
from guide.record.after_damage import with_what_follows
from guide.record.branch import cut_short, cut_short_sentence, kept_after_end
from guide.record.calls import (
    all_files,
    branches,
    call_of_file,
    damaged_beside,
    files_by_call,
    is_journal,
    is_left_empty,
    waiting_files,
)
from guide.record.codec import GENESIS, SoundLines, own_hash, sound_lines, spliced_lines
from guide.record.disk import Disk, contents, names_in, refused
from guide.record.erased_numbers import do_not_call
from guide.record.erasures import every_erased
from guide.record.group import is_of_group
from guide.record.journal import reading_of
from guide.record.places import DONE, OPEN, Places
from guide.record.sealed_file import sound_after
from guide.register.after_call import (
    AfterCall,
    Line,
    NumberCorrected,
    PromiseAdded,
    after_call,
    is_written,
    not_written,
)
from guide.register.lawful import added_since, as_they_stand
from guide.register.promise import Promise, promises_apart, promises_of
from guide.script.model import CALLERS_NUMBER, FollowUpKind
from guide.text import unaccented

VERSION = 23
"""Of the file. Another one is made anew."""

_TABLES = """
CREATE TABLE journals (
    name TEXT PRIMARY KEY, call TEXT, size INTEGER, changed INTEGER, last TEXT
) WITHOUT ROWID;
CREATE INDEX of_call ON journals (call);
CREATE INDEX unsure ON journals (call) WHERE changed = 0;
CREATE TABLE unfinished (call TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE promises (
    call TEXT, n INTEGER, closed INTEGER, until REAL, kind TEXT, owner TEXT, number TEXT,
    disputed TEXT, words TEXT, made BLOB, last TEXT, seal TEXT, PRIMARY KEY (call, n)
) WITHOUT ROWID;
CREATE INDEX pressing ON promises (closed, until IS NULL, until, call, n);
CREATE INDEX due ON promises (closed, until);
CREATE INDEX numbers ON promises (number);
CREATE INDEX disputes ON promises (disputed) WHERE disputed <> '';
CREATE TABLE callers (
    number TEXT, began REAL, call TEXT, title TEXT, agent TEXT, ended TEXT, warnings INTEGER,
    told TEXT, PRIMARY KEY (number, began, call)
) WITHOUT ROWID;
CREATE INDEX called ON callers (call);
CREATE TABLE lines (call TEXT, n INTEGER, of_call INTEGER, line BLOB);
CREATE INDEX of_promise ON lines (call, n);
CREATE TABLE seen (folder INTEGER, bytes INTEGER, hash TEXT, extent TEXT);
INSERT INTO seen VALUES (0, 0, '', '0 0 0 0 0 0');
"""
_EXTENT = """
SELECT (SELECT count(*) FROM journals), (SELECT count(*) FROM lines), count(*),
    ifnull(sum(closed), 0), ifnull(sum(n), 0), ifnull(sum(CAST(until AS INTEGER)), 0) FROM promises
"""
_COLUMNS = "call, n, closed, until, kind, owner, number, disputed, words, made, last, seal"
_TELLING = (b'"kind":"follow-up-added"', b'"field":"number"')
"""A call without any of these promises nothing, and nobody knows who called.

Quotation marks within a text are escaped in JSON: these bytes are never part of one.
"""

_ENDS = b'"kind":"ended"'
_KEPT = b'"kind":"branch-kept"'

_FROM_EACH_BRANCH = "what each branch promises is in the register until a person has chosen one."

_SETTLES = 2_000_000_000
"""In nanoseconds: what changed so lately may change again within the same tick."""

_SOME = 5
"""So many calls are named where there are more."""

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

    `words` are found in whatever a promise says, a number however it is written; `owner` is any
    part of who owes it; `after` and `before` bound until when it is owed; `but` is the id of a call
    that is left out. `erased`: those of calls that were erased, and are there again, too.
    """

    words: tuple[str, ...] = ()
    kind: str = ""
    owner: str = ""
    number: str = ""
    after: datetime | None = None
    before: datetime | None = None
    untimed: bool = False
    closed: bool = False
    but: str = ""
    erased: bool = False

    def clause(self) -> tuple[str, list[object]]:
        """What follows WHERE, and its values."""
        parts: list[str] = [] if self.closed else ["closed = 0"]
        values: list[object] = []
        for word in self.words:
            digits = number_within(word)
            parts.append("(instr(words, ?) OR instr(number, ?))" if digits else "instr(words, ?)")
            values += [unaccented(word), digits] if digits else [unaccented(word)]
        of_texts = (
            ("unaccented(kind) = ?", self.kind),
            ("instr(unaccented(owner), ?)", self.owner),
        )
        for part, value in of_texts:
            if value:
                parts.append(part)
                values.append(unaccented(value))
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
        if self.but:
            parts.append("call <> ?")
            values.append(self.but)
        return " AND ".join(parts) or "1", values


_AMONG = "(SELECT value FROM json_each(?))"


def _as_json(calls: frozenset[str]) -> str:
    return msgspec.json.encode(sorted(calls)).decode()


OWED = Wanted()
"""Whatever is owed."""


_Row = tuple[str, int, int, float | None, str, str, str, str, str, bytes, str, str]
"""What is remembered of a promise: `_COLUMNS`."""


class RegisterIndex:
    """The promises of a state folder as they stand; see `register`.

    `unread` is, by call, in a sentence why its journal could not be read whole.
    """

    def __init__(self, places: Places, base: sqlite3.Connection) -> None:
        self.unread: dict[str, str] = {}
        self.register_unread = ""
        """In a sentence, why the file of what was done cannot be read; empty where it can."""
        self._places = places
        self._calls = places.calls
        self._done = places.calls / DONE
        self._register = places.register
        self._base = base
        self._all_is_sure = False
        self._listed: dict[str, bool] = {}

    def count(self, wanted: Wanted = OWED) -> int:
        """How many promises there are of those that are wanted."""
        where, values = self._clause(wanted)
        (number,) = self._base.execute(f"SELECT count(*) FROM promises WHERE {where}", values)
        return int(number[0])

    def tally(self, now: datetime, wanted: Wanted = OWED) -> tuple[int, int, int]:
        """Of those that are wanted: how many there are, were due before now, and have no time."""
        where, values = self._clause(wanted)
        (found,) = self._base.execute(
            "SELECT count(*), ifnull(sum(until < ?), 0), ifnull(sum(until IS NULL), 0)"
            f" FROM promises WHERE {where}",
            [now.timestamp(), *values],
        )
        return int(found[0]), int(found[1]), int(found[2])

    def page(self, wanted: Wanted = OWED, most: int = -1, skip: int = 0) -> list[Promise]:
        """The promises that are wanted, the most pressing first."""
        where, values = self._clause(wanted)
        return self._found(
            f"WHERE {where} ORDER BY until IS NULL, until, call, n LIMIT ? OFFSET ?",
            [*values, most, skip],
        )

    def people(self) -> frozenset[str]:
        """Whoever owes or owed something, promised it, or took a call."""
        promises = self.page(Wanted(closed=True))
        took = self._base.execute("SELECT DISTINCT agent FROM callers")
        names = (name for one in promises for name in (one.owner, one.agent))
        return frozenset(filter(None, (*names, *(agent for (agent,) in took))))

    def calls_owing(self) -> frozenset[str]:
        """The calls of which something is owed."""
        rows = self._base.execute("SELECT DISTINCT call FROM promises WHERE closed = 0")
        return frozenset(call for (call,) in rows) - self._put_back

    def _clause(self, wanted: Wanted) -> tuple[str, list[object]]:
        where, values = wanted.clause()
        if not wanted.erased and self._put_back:
            where = f"{where} AND call NOT IN {_AMONG}"
            values.append(_as_json(self._put_back))
        return where, values

    @cached_property
    def _put_back(self) -> frozenset[str]:
        """The calls that were erased, and of which something is there again."""
        erased = every_erased(self._places, training=False)
        rows = self._base.execute(
            f"SELECT DISTINCT call FROM promises WHERE call IN {_AMONG}", [_as_json(erased)]
        )
        return frozenset(call for (call,) in rows)

    def named(self, name: str) -> list[Promise]:
        """The promises of this name, or of the call of this name."""
        call, _, n = name.partition("/")
        found = self._found("WHERE call = ?", [call])
        return [one for one in found if not n or str(one.n) == n]

    def _found(self, where: str, values: Sequence[object]) -> list[Promise]:
        """Promises, once what is remembered of them is certain to be what their journals say."""

        def rows() -> list[_Row]:
            return self._base.execute(f"SELECT {_COLUMNS} FROM promises {where}", values).fetchall()

        found = rows()
        if not self._all_is_sure:
            strange = not all(_is_sealed(row, self._blobs(row[0], row[1])) for row in found)
            changed = self._changed({row[0] for row in found})
            if strange or changed:
                self._look_again(changed, anew=strange)
                found = rows()
        return [self._promise(row) for row in found]

    def _changed(self, calls: set[str]) -> set[str]:
        """Those of these calls whose journals are not as they were when they were read."""
        found: set[str] = set()
        for call in calls:
            rows = self._base.execute(
                "SELECT name, size, changed FROM journals WHERE call = ?", [call]
            )
            for name, size, changed in rows.fetchall():
                if changed and _stamp(self._done / name) not in ((size, changed), None):
                    found.add(call)
        return found

    def _look_again(self, calls: set[str], *, anew: bool) -> None:
        self._listed.clear()
        try:
            self._base.execute("BEGIN IMMEDIATE")
            with self._base:
                if anew:
                    self._forget()
                    self._take_all_in(iter)
                else:
                    self._take_done(calls, iter)
                    self._take_open()
                    self._note_extent()
        except sqlite3.Error as error:
            if _is_in_use(error):
                raise RecordError(f"The register is in use ({error}). Try again.") from error
            # The disk refuses to have it remembered: that keeps nobody from the register itself.
            self.close()
            self._base = _empty_base()
            self._take_all_in(iter, thoroughly=True)
            self._all_is_sure = True

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()

    def _promise(self, row: _Row) -> Promise:
        found = _as_it_stands(self._base, row[0], row[1], row[9])
        return replace(
            found,
            listed=self._is_listed(found.to_call),
            number_listed=self._is_listed(normal_number(found.number)),
        )

    def _is_listed(self, number: str) -> bool:
        if not number:
            return False
        if number not in self._listed:
            asked = asked_not_to_call(self._base, number)
            standing = any(not one.off_the_list for one in asked)
            self._listed[number] = standing or number in self._erased
        return self._listed[number]

    @cached_property
    def _erased(self) -> frozenset[str]:
        """The numbers of erased calls that must not be called."""
        return frozenset(normal_number(one.number) for one in do_not_call(self._places))

    def _blobs(self, call: str, n: int) -> list[bytes]:
        return _blobs(self._base, call, n)

    def catch_up(
        self, going: Callable[[list[str]], Iterable[str]], *, thoroughly: bool = False
    ) -> None:
        """Take in what came since: calls, as `going` goes through them, and what was done.

        `thoroughly` looks at each journal whether it has changed, and at all that is remembered
        whether others wrote in it, and not only at what is asked for. Others wait meanwhile, or
        what was done would be taken in twice. sqlite3.Error: they did not let go of it, or what is
        remembered cannot be read.
        """
        self._base.execute("BEGIN IMMEDIATE")
        with self._base:
            if not self.is_as_written(thoroughly=thoroughly):
                self._forget()
            self._take_all_in(going, thoroughly=thoroughly)
        self._all_is_sure = thoroughly

    def is_as_written(self, *, thoroughly: bool = True) -> bool:
        """Whether nobody else wrote in what is remembered, as far as it shows by itself."""
        ((extent,),) = self._base.execute("SELECT extent FROM seen").fetchall()
        if extent != self._extent():
            return False
        if not thoroughly:
            return True
        lines: dict[str, list[tuple[int, int, bytes]]] = {}
        every = self._base.execute("SELECT call, n, of_call, line FROM lines ORDER BY rowid")
        for call, *told in every:
            lines.setdefault(call, []).append((told[0], told[1], told[2]))
        rows = self._base.execute(f"SELECT {_COLUMNS} FROM promises")
        return all(
            _is_sealed(row, [b for n, all_, b in lines.get(row[0], ()) if all_ or n == row[1]])
            for row in rows
        )

    def remembered(self) -> set[tuple[object, ...]]:
        """All that is remembered of journals and promises, each beginning with its call."""
        journals = self._base.execute("SELECT call, name, size, last FROM journals").fetchall()
        promises = self._base.execute(f"SELECT {_COLUMNS} FROM promises").fetchall()
        callers = self._base.execute(
            "SELECT call, number, began, title, agent, ended, warnings, told FROM callers"
        ).fetchall()
        return {*journals, *promises, *callers}

    def _extent(self) -> str:
        """How much is remembered in all."""
        (found,) = self._base.execute(_EXTENT).fetchall()
        return " ".join(map(str, found))

    def _note_extent(self) -> None:
        self._base.execute("UPDATE seen SET extent = ?", [self._extent()])

    def _forget(self) -> None:
        for name in ("lines", "journals", "promises", "callers", "unfinished"):
            self._base.execute(f"DELETE FROM {name}")
        self._base.execute("UPDATE seen SET folder = 0, bytes = 0, hash = ''")
        self._note_extent()

    def _take_all_in(
        self, going: Callable[[list[str]], Iterable[str]], *, thoroughly: bool = False
    ) -> None:
        ((folder, start, seen),) = self._base.execute(
            "SELECT folder, bytes, hash FROM seen"
        ).fetchall()
        before = folder, start, seen
        try:
            found = sound_after(self._register, start, seen, after_call)
            self.register_unread = ""
        except RecordError as refused:
            # What was taken from it before counts as long as nobody can read it.
            found = [], start, seen
            self.register_unread = str(refused)
        if found is None:
            # It was written anew, or a line was changed: what was taken from it does not count.
            self._forget()
            folder, found = 0, sound_after(self._register, 0, "", after_call) or ([], 0, "")
        new, end, seen = found
        promised = [line for line in new if isinstance(line, AfterCall)]
        for line in promised:
            blob = msgspec.msgpack.encode(_writable(line))
            everywhere = isinstance(line.what, NumberCorrected) and bool(line.what.everywhere)
            # What a branch promised has another number where it is kept with another one.
            of_call = everywhere or line.made is not UNSET
            row = [line.call, line.n, of_call, blob]
            self._base.execute("INSERT INTO lines VALUES (?, ?, ?, ?)", row)
        now = _settled(_changed_at(self._done))
        again = self._unsure()
        again |= {line.call for line in promised if isinstance(line.what, PromiseAdded)}
        if thoroughly or not now or now != folder:
            again |= self._strangers(thoroughly=thoroughly)
        self._take_done(again, going)
        opened = self._take_open()
        for call in {line.call for line in promised}:
            self._follow(call)
        if (now, end, seen) != before:
            self._base.execute("UPDATE seen SET folder = ?, bytes = ?, hash = ?", [now, end, seen])
        if promised or again or opened:
            self._note_extent()

    def _unsure(self) -> set[str]:
        """The calls whose journals could not be read whole, or changed just before."""
        rows = self._base.execute("SELECT call FROM journals WHERE changed = 0")
        return {call for (call,) in rows}

    def _strangers(self, *, thoroughly: bool) -> set[str]:
        """The calls whose journals came or went since, and `thoroughly` those that changed.

        To look at each of 100,000 files takes longer than anybody waits for a screen.
        """
        rows = self._base.execute("SELECT name, size, changed FROM journals")
        known = {name: (size, changed) for name, size, changed in rows.fetchall()}
        if thoroughly:
            stamps = _stamps(self._done)
            there = {*stamps}
            other = {name for name, stamp in stamps.items() if known.get(name) != stamp}
        else:
            there = {name for name in names_in(self._done) if is_journal(name)}
            other = there - known.keys()
        gone = known.keys() - there
        self._base.executemany("DELETE FROM journals WHERE name = ?", [(name,) for name in gone])
        return {call_of_file(Path(name)) for name in gone | other}

    def _take_done(self, calls: set[str], going: Callable[[list[str]], Iterable[str]]) -> None:
        few = tuple(calls) if len(calls) <= _SOME else ""
        files = files_by_call(self._done, few) if calls else {}
        self._take_in({call: files.get(call, ()) for call in calls}, going, done=True)

    def _take_open(self) -> bool:
        """Those that are not wrapped up change: they are read each time. Whether there were any.

        So do those that are in the fallback folder as long as the disk refuses them.
        """
        rows = self._base.execute("SELECT call FROM unfinished")
        places = self._places
        waiting = waiting_files(places, training=False)
        there = files_by_call(self._calls / OPEN).keys() | waiting.keys()
        calls = {call for (call,) in rows} | there
        files = {call: all_files(places, places.journal_path(call)) for call in calls}
        self._take_in(files, iter)
        self._base.execute("DELETE FROM unfinished")
        self._base.executemany("INSERT INTO unfinished VALUES (?)", [(call,) for call in there])
        return bool(calls)

    def _take_in(
        self,
        files: Mapping[str, tuple[Path, ...]],
        going: Callable[[list[str]], Iterable[str]],
        *,
        done: bool = False,
    ) -> None:
        """Remember these calls as all these files of each tell; of those `done`, the files, too."""
        for call in going(sorted(files)):
            self.unread.pop(call, None)
            lines = _lines(self._base, call)
            added = any(isinstance(line.what, PromiseAdded) for line in lines)
            read = _read(files[call], lines, telling=added)
            if read.why:
                self.unread[call] = read.why
            if done:
                self._base.executemany(
                    "INSERT OR REPLACE INTO journals VALUES (?, ?, ?, ?, ?)",
                    [(name, call, size, at, read.last) for name, size, at in read.files],
                )
            for name in ("promises", "callers") if read.opened else ():
                self._base.execute(f"DELETE FROM {name} WHERE call = ?", [call])
            if read.call is None:
                continue
            number = _clean(read.call.detail(CALLERS_NUMBER))
            self._base.execute(
                "INSERT OR REPLACE INTO callers VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [normal_number(number), *_of_caller(read.call), number],
            )
            found = promises_of(read.call, added_since(read.call, lines))
            if read.others:
                every = (len(one.entries) for one in (read.call, *read.others))
                last = max(*every, *(line.n for line in lines))
                found += promises_apart(read.call, read.others, last)
            promises = [*map(_writable, found)]
            made = {one.n: msgspec.msgpack.encode(one) for one in promises}
            self._keep(call, promises, made, read.last)

    def _keep(
        self, call: str, promises: Sequence[Promise], made: Mapping[int, bytes], last: str
    ) -> None:
        """Remember how these stand, which are all of a call, and from which number that came."""
        rows = self._base.execute("SELECT told FROM callers WHERE call = ?", [call]).fetchall()
        number = rows[0][0] if rows else ""
        standing = as_they_stand(promises, _lines(self._base, call), number)
        for n, promise in standing.promises.items():
            row = [call, n, *_told(promise), made[n], last]
            self._base.execute(
                "INSERT OR REPLACE INTO promises VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*row, _seal(row, self._blobs(call, n))],
            )
        if number:
            since = normal_number(standing.number)
            self._base.execute("UPDATE callers SET number = ? WHERE call = ?", [since, call])

    def _follow(self, call: str) -> None:
        query = "SELECT n, made, last FROM promises WHERE call = ?"
        if rows := self._base.execute(query, [call]).fetchall():
            made = {n: blob for n, blob, _ in rows}
            promises = [msgspec.msgpack.decode(blob, type=Promise) for blob in made.values()]
            self._keep(call, promises, made, rows[0][2])


def _blobs(base: sqlite3.Connection, call: str, n: int) -> list[bytes]:
    """What happened to a promise since its call, as it is remembered."""
    rows = base.execute(
        "SELECT line FROM lines WHERE call = ? AND (n = ? OR of_call) ORDER BY rowid", [call, n]
    )
    return [line for (line,) in rows]


def _lines(base: sqlite3.Connection, call: str) -> list[AfterCall]:
    """What happened since a call to all that it promised."""
    rows = base.execute("SELECT line FROM lines WHERE call = ? ORDER BY rowid", [call])
    return [msgspec.msgpack.decode(line, type=AfterCall) for (line,) in rows]


def _as_it_stands(base: sqlite3.Connection, call: str, n: int, made: bytes) -> Promise:
    """A promise as it stands. The others of its call matter where a line is about all of them."""
    lines = [msgspec.msgpack.decode(line, type=AfterCall) for line in _blobs(base, call, n)]
    promise = msgspec.msgpack.decode(made, type=Promise)
    if all(line.n == n for line in lines):
        return as_they_stand([promise], lines).promises[n]
    rows = base.execute("SELECT made FROM promises WHERE call = ? ORDER BY n", [call])
    every = [msgspec.msgpack.decode(blob, type=Promise) for (blob,) in rows]
    return as_they_stand(every, _lines(base, call)).promises[n]


def asked_not_to_call(base: sqlite3.Connection, number: str, but: str = "") -> list[Promise]:
    """What is remembered of being asked not to call a number in its normal form.

    Without the call named `but`; the last one asked for is the last. Where people dispute which
    number was meant, it is each of theirs.
    """
    rows = base.execute(
        "SELECT call, n, made FROM promises WHERE kind = ? AND number = ? AND call != ?"
        # Few are disputed: SQLite would rather look through all.
        " UNION SELECT call, n, made FROM promises INDEXED BY disputes"
        " WHERE disputed <> '' AND kind = ? AND instr(disputed, ' ' || ? || ' ') AND call != ?"
        " ORDER BY call, n",
        [FollowUpKind.DO_NOT_CALL, number, but] * 2,
    ).fetchall()
    return [_as_it_stands(base, call, n, made) for call, n, made in rows]


_Stored = TypeVar("_Stored", bound=Promise | AfterCall)


def _writable(stored: _Stored) -> _Stored:
    """The same, with “?” for half of a surrogate pair, which a journal can hold and no file."""
    try:
        msgspec.msgpack.encode(stored)
    except UnicodeEncodeError:
        told = msgspec.to_builtins(stored, builtin_types=(datetime,))
        return msgspec.convert(_clean(told), type(stored))
    return stored


def _clean(told: Any) -> Any:
    match told:
        case str():
            return told.encode("utf-8", "replace").decode()
        case list() | tuple():
            return [_clean(one) for one in told]
        case dict():
            return {name: _clean(one) for name, one in told.items()}
        case _:
            return told


def _seal(row: Sequence[object], lines: Sequence[bytes]) -> str:
    """The hash of what is remembered of a promise, and of what happened to it since."""
    return sha256(msgspec.msgpack.encode([*row, *lines])).hexdigest()


def _is_sealed(row: _Row, lines: Sequence[bytes]) -> bool:
    return row[-1] == _seal(row[:-1], lines)


def _told(promise: Promise) -> list[object]:
    """What is looked for: whether it is closed, until when, kind, owner, number, words."""
    values = (value for _, value in promise.fields)
    people = (promise.caller, promise.who_called, promise.owner)
    words = (promise.id, promise.label, *people, promise.number)
    until = promise.until.timestamp() if promise.until else None
    text = "\n".join((*words, promise.agent, *values, promise.note))
    number = normal_number(promise.number)
    # Each between blanks: none is found as a part of another.
    disputed = "".join(f" {normal_number(one)} " for one in promise.disputed)
    told = [int(promise.closed), until, promise.kind, promise.owner, number, disputed]
    return [*told, unaccented(text)]


def _of_caller(call: Call) -> list[object]:
    """What is told of an earlier call: when it began, which it was, how many warnings it had."""
    ended = call.ended.event if call.ended else None
    how = ended.told if ended else ""
    warnings = sum(
        isinstance(entry.event, WarningGiven) and entry.n not in call.retracted
        for entry in call.entries
    )
    title, agent, how = (_clean(one) for one in (call.started.title, call.started.agent, how))
    return [call.at.timestamp(), call.id, title, agent, how, warnings]


class _Read(Struct, frozen=True):
    """What was read of a call's files: the call, the last hash of the one file that is it.

    There is no `call` where it cannot be read, or neither promises anything nor has a number.
    `why` it was not read whole, in a sentence; `opened` says whether all of its files could be.
    `files` are names, sizes, and when they last changed; 0 where they must be looked at again.
    `others` are the other branches of the call's record.
    """

    call: Call | None = None
    last: str = GENESIS
    why: str = ""
    opened: bool = True
    files: tuple[tuple[str, int, int], ...] = ()
    others: tuple[Call, ...] = ()


def _read(
    files: Sequence[Path], lines: Sequence[AfterCall] = (), *, telling: bool = False
) -> _Read:
    """Read a call. What can be read of one that is damaged counts.

    `lines` are those that the register has of it; `telling`: it promised something, whatever its
    journal says.
    """
    if not files:
        return _Read()
    stamps = {path: _stamp(path) or (0, 0) for path in files}
    unsure = tuple((path.name, stamps[path][0], 0) for path in files)
    try:
        read = {path: contents(path) for path in files}
    except RecordError as error:
        why = f"{error} What the call {call_of_file(files[0])} promised may be missing."
        return _Read(why=why, opened=False, files=unsure)
    path, *apart = branches(files)
    sound = sound_lines(read[path])
    try:
        # Of most calls nothing is owed: no more than their hashes is looked at.
        hurt = tuple(one for one, _ in damaged_beside(files))
        every = (path, *apart, *hurt) if _KEPT not in read[path] else files
        telling = telling or any(one in read[tip] for one in _TELLING for tip in every)
        entries = reading_of(path, sound).entries if telling else ()
        why = _why_not_whole(path, read[path], sound.damage)
    except RecordError as error:
        return _Read(
            last=sound.last_hash, why=f"{error} What it promised is missing.", files=unsure
        )
    call = call_of(entries) if entries else None
    if call is not None and call.started.training:
        practice = f"It is a practice call, and its journal {path} lies among real ones."
        return _Read(last=sound.last_hash, why=f"{practice} It owes nothing.", files=unsure)
    kept = kept_after_end(call, files) if call else ()
    others = tuple(one.call for one in kept if not is_written(one, lines))
    if others:
        why = f"{why} {not_written(call_of_file(path))}".lstrip()
    if left := cut_short(call, files) if call else None:
        why = f"{why} {cut_short_sentence(call_of_file(path))}".lstrip()
        others += (left.call,)
    if apart:
        why = f"{why} Its record has branched: {_FROM_EACH_BRANCH}".lstrip()
    for tip in apart if telling else ():
        if call is not None and tip in hurt and (of_hurt := _spliced(call, tip, read[tip], sound)):
            others += of_hurt
            continue
        try:
            found = reading_of(tip, sound_lines(read[tip])).entries
        except RecordError as error:
            why = f"{why} {error} What that branch promised is missing."
        else:
            others += (call_of(found),) if found else ()
    for one in hurt:
        why = f"{why} Not all of {one} can be read: what it promised may be missing.".lstrip()
        if call is not None and one not in apart:
            others += _spliced(call, one, read[one], sound)
    if call is not None and len(files) > 1 and sound.damage:
        others += _spliced(call, path, read[path], sound)
    if why:
        return _Read(call, sound.last_hash, why, files=unsure, others=others)
    known = tuple(
        (one.name, size, at if size == len(read[one]) else 0) for one, (size, at) in stamps.items()
    )
    return _Read(call, sound.last_hash, files=known)


def _spliced(call: Call, path: Path, data: bytes, whole: SoundLines) -> tuple[Call, ...]:
    """The branch of a call that a damaged file with this data holds, unless it was kept; if any."""
    lines = spliced_lines(data, whole)
    kept = {one.event.last_hash for one in call.entries if isinstance(one.event, BranchKept)}
    try:
        entries, last = with_what_follows(lines or _in_common(data, whole), data)
        if not entries and lines:
            last = own_hash(lines[-1]) or ""
            entries = reading_of(path, SoundLines(lines, 0, last)).entries
    except RecordError:
        # That something is missing is told of each damaged file.
        return ()
    return (call_of(entries),) if entries and last not in kept else ()


def _in_common(data: bytes, whole: SoundLines) -> tuple[bytes, ...]:
    """The lines of a whole file up to the last that a damaged one with this data holds, too."""
    there = {*data.split(b"\n")}
    last = max((n for n, line in enumerate(whole.lines, 1) if line in there), default=0)
    return whole.lines[:last]


def _why_not_whole(path: Path, data: bytes, damage: str) -> str:
    """Why a journal may lack promises, in a sentence; empty where it is whole.

    A last line that is cut off may have been whole once, and acknowledged.
    """
    if path.parent.name != DONE and is_left_empty(path):
        return f"{path} is empty: if a call began then, all that it promised is missing."
    if damage:
        return (
            f"{path} is not as it was written: {damage}. What was promised after that is missing."
        )
    if path.parent.name == DONE and _ENDS not in data:
        return (
            f"{path} lies among those of calls that ended, and has no ending: what was promised at"
            " its end may be missing."
        )
    return ""


def call_in(files: Sequence[Path]) -> Call | None:
    """A call, as far as it can be read: `guide verify` tells what cannot."""
    return _read(files).call


def promises_in(files: Sequence[Path], lines: Iterable[Line] = ()) -> tuple[Promise, ...]:
    """What a call promises, as far as it can be read.

    And what these lines, all of that call, write down after it.
    """
    found = call_in(files)
    return promises_of(found, added_since(found, lines)) if found else ()


def zone_in(files: Sequence[Path]) -> str:
    """The time zone of a call, as its start has it; empty where that cannot be read."""
    found = call_in(files)
    return found.started.zone if found else ""


def _stamp(path: Path) -> tuple[int, int] | None:
    """The size of a file, and when it last changed, as `_settled`; None where it is not there."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return found.st_size, _settled(found.st_ctime_ns)


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    """The same of each journal in a folder, by its name."""
    try:
        with os.scandir(folder) as there:
            names = [one for one in there if is_journal(one.name)]
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise refused("look into", folder, error) from error
    found: dict[str, tuple[int, int]] = {}
    for one in names:
        # What is not there any more was erased meanwhile.
        with contextlib.suppress(FileNotFoundError):
            seen = one.stat(follow_symlinks=False)
            found[one.name] = seen.st_size, _settled(seen.st_ctime_ns)
    return found


def _changed_at(folder: Path) -> int:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return 0


def _settled(changed: int) -> int:
    """When something changed, in nanoseconds; 0 where that was just now: it may change again."""
    return changed if abs(time.time_ns() - changed) > _SETTLES else 0


@contextlib.contextmanager
def register(
    places: Places,
    going: Callable[[list[str]], Iterable[str]] = iter,
    patience: float = PATIENCE,
    *,
    thoroughly: bool = False,
    as_far_as_read: bool = False,
) -> Iterator[RegisterIndex]:
    """The register of a state folder as it stands; in memory where its file cannot be had.

    `going` goes through the calls that have to be read for it; `patience` is for how many seconds
    another program is waited for that is at it; `thoroughly` as for `RegisterIndex.catch_up`.

    Where the file of what was done cannot be read, RecordError is raised; `as_far_as_read` has the
    promises all the same, with what is remembered of it.
    """
    index = _caught_up(places, going, patience, thoroughly=thoroughly)
    try:
        if index.register_unread and not as_far_as_read:
            raise RecordError(index.register_unread)
        yield index
    finally:
        index.close()


def remembered_ends(places: Places) -> dict[str, str]:
    """By the name of a finished call's file, the hash with which that call ends, as remembered.

    Of files that have not changed since; empty where nothing is remembered.
    """
    path = places.register_index
    if not os.path.lexists(path):
        return {}
    try:
        with contextlib.closing(_of_file(places, PATIENCE)) as base:
            rows = base.execute("SELECT name, size, changed, last FROM journals").fetchall()
    except (OSError, sqlite3.Error):
        return {}
    stamps = _stamps(places.calls / DONE)
    return {
        name: last
        for name, size, changed, last in rows
        if changed and stamps.get(name) == (size, changed)
    }


def index_faults(
    places: Places, going: Callable[[list[str]], Iterable[str]] = iter
) -> tuple[str, ...]:
    """In sentences, what is remembered otherwise than the journals say; then it is made anew."""
    path = places.register_index
    if not os.path.lexists(path):
        return ()
    again = f"{path} only remembers them, and is made anew."
    try:
        with contextlib.closing(_of_file(places, PATIENCE)) as base:
            kept = RegisterIndex(places, base)
            strange = not kept.is_as_written()
            kept.catch_up(iter)
            found = kept.remembered()
    except _OtherVersion:
        return ()
    except (OSError, sqlite3.Error) as error:
        if _is_in_use(error) or _is_refused(error):
            # Nobody goes by it then: see `_caught_up`.
            return ()
        strange, found = True, set()
    with contextlib.closing(_in_memory(places, going)) as fresh:
        differing = {str(row[0]) for row in found ^ fresh.remembered()} - fresh.unread.keys()
    faults = [f"What is remembered of promises was changed by others: {again}"] if strange else []
    if differing and not strange:
        some = ", ".join(sorted(differing)[:_SOME]) + ", …" * (len(differing) > _SOME)
        faults.append(f"What is remembered is not what the journals say, of {some}: {again}")
    if faults:
        with contextlib.suppress(OSError):
            _remove(path)
        with register(places, going):
            pass
    return tuple(faults)


def _caught_up(
    places: Places,
    going: Callable[[list[str]], Iterable[str]],
    patience: float,
    *,
    thoroughly: bool,
) -> RegisterIndex:
    path = places.register_index
    try:
        return _with(_of_file(places, patience), places, going, thoroughly=thoroughly)
    except (OSError, sqlite3.Error) as error:
        if not _is_in_use(error):
            with contextlib.suppress(OSError, sqlite3.Error):
                _remove(path)
                return _with(_of_file(places, patience), places, going, thoroughly=False)
    # Another program is at it, or the disk refuses: this one remembers nothing.
    return _in_memory(places, going)


def _is_in_use(error: Exception) -> bool:
    """Whether another program is at what is remembered."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_BUSY


_REFUSALS = (
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
)


def _is_refused(error: Exception) -> bool:
    """Whether the system refused something, such as a disk that is full: nothing is wrong with it.

    The lowest byte of SQLite's longer codes is the kind of error.
    """
    code = getattr(error, "sqlite_errorcode", 0)
    return isinstance(error, OSError) or code & 0xFF in _REFUSALS


def _in_memory(places: Places, going: Callable[[list[str]], Iterable[str]]) -> RegisterIndex:
    return _with(_empty_base(), places, going, thoroughly=True)


def _empty_base() -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.create_function("unaccented", 1, unaccented, deterministic=True)
    base.executescript(_TABLES)
    return base


def _with(
    base: sqlite3.Connection,
    places: Places,
    going: Callable[[list[str]], Iterable[str]],
    *,
    thoroughly: bool,
) -> RegisterIndex:
    index = RegisterIndex(places, base)
    try:
        index.catch_up(going, thoroughly=thoroughly)
    except BaseException:
        index.close()
        raise
    return index


class _OtherVersion(sqlite3.DatabaseError):
    """It was made by another version of the program."""


def _of_file(places: Places, patience: float) -> sqlite3.Connection:
    """The file, made where it is not there; sqlite3.Error for a bad one.

    It is read by whoever may read what it remembers: its owner, and the group of their folder.
    """
    path = places.register_index
    refuse_strange_files(path)
    with contextlib.suppress(FileExistsError):
        fd = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        try:
            if is_of_group(places.state, places.group):
                os.fchmod(fd, 0o640)
        finally:
            os.close(fd)
    base = sqlite3.connect(path, timeout=patience)
    base.create_function("unaccented", 1, unaccented, deterministic=True)
    try:
        # What is erased of a call must not stay in pages that are free.
        base.execute("PRAGMA secure_delete = ON")
        ((version,),) = base.execute("PRAGMA user_version").fetchall()
        if version == 0:
            base.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        elif version != VERSION:
            raise _OtherVersion(f"version {version}")
    except sqlite3.Error:
        base.close()
        raise
    return base


def files_of(path: Path) -> tuple[Path, ...]:
    """The file in which it is remembered, and those that SQLite keeps beside it."""
    return (path, *(path.with_name(path.name + end) for end in ("-journal", "-wal", "-shm")))


def refuse_strange_files(path: Path) -> None:
    """Raise sqlite3.DatabaseError where one of its files is none: SQLite waits for a pipe."""
    for file in files_of(path):
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISREG(os.lstat(file).st_mode):
                raise sqlite3.DatabaseError(f"a link or a pipe has the name {file.name}")


def _remove(path: Path) -> None:
    for file in files_of(path):
        file.unlink(missing_ok=True)


def erase_what_is_remembered(disk: Disk, places: Places) -> None:
    """Remove what is remembered of all calls: it is made anew without those that were erased.

    Raises RecordError where the disk refuses.
    """
    for file in files_of(places.register_index):
        disk.remove(file)
