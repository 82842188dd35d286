"""The calls that are kept: their ids, the files of their journals, and finding one by name.

A kind's calls (`Places.calls` or `Places.training`) lie in two folders: `open` for those that are
not wrapped up, `done` for all others; so that what is unfinished is found at once among thousands.

The files of a call's journal are `<call>.jsonl` and, after a disk had failed, `<call>.2.jsonl` ….
Each holds the call from its first event on. All but one are beginnings of that one, which is the
call; where two go on differently, the record has branched: see `branches`. No file has the number
1, or one that begins with 0: such a file is none of the call's, and is told.
"""

import contextlib
import fnmatch
import os
import re
import secrets
import string
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from guide.call.events import BranchKept, Entry, Started
from guide.errors import RecordError, UnknownName
from guide.record.codec import GENESIS, Chain, SoundLines, decoded, own_hash, sound_lines
from guide.record.disk import OF_CALLS, contents, names_in, why_not_private
from guide.record.erased import Tombstone
from guide.record.erasures import erasure_of
from guide.record.ledger import ends_of
from guide.record.places import CALL_ID, DONE, OPEN, Places, ledger_beside
from guide.script.findings import did_you_mean
from guide.text import plain_line

_ALPHABET = "".join(c for c in string.ascii_lowercase + "23456789" if c not in "lo")
_ID_TIME = "%Y%m%d-%H%M%S"
_NAME = re.compile(rf"(?P<call>{CALL_ID})(?:\.(?P<number>[2-9]|[1-9]\d+))?\.jsonl", re.ASCII)
_MISNUMBERED = re.compile(rf"(?P<call>{CALL_ID})\.\d+\.jsonl")
_ASIDE = re.compile(rf"{CALL_ID}(?:\.[1-9]\d*)?\.jsonl\.damaged(?:\.[1-9]\d*)?", re.ASCII)
_OF_CALL = re.compile(rf"\.?(?P<call>{CALL_ID})", re.ASCII | re.IGNORECASE)
_MOST_PROBED = 100
_OF_SQLITE = ("-journal", "-wal", "-shm")


def new_call_id(now: datetime) -> str:
    """An id for a call that begins `now`: the time in UTC, and four characters by chance."""
    chance = "".join(secrets.choice(_ALPHABET) for _ in range(4))
    return f"{now.astimezone(UTC):{_ID_TIME}}-{chance}"


def time_of(call_id: str) -> datetime | None:
    """When a call began, in UTC, as its id says; None for an id of another make."""
    try:
        return datetime.strptime(call_id[:15], _ID_TIME).replace(tzinfo=UTC)
    except ValueError:
        return None


def call_of_file(path: Path) -> str:
    return path.name.partition(".")[0]


def fresh_file(path: Path) -> Path:
    """The first file of the call of `path`, in the same folder, whose name is free.

    A name that a finished call has is not free among open ones: it will be put away, too.
    """
    call, number = call_of_file(path), 1
    while _numbered(path.parent, call, number):
        number += 1
    return path.with_name(numbered_name(call, number))


def numbered_name(call: str, number: int) -> str:
    """What the file of a call with this number is called, of those that its journal has."""
    return f"{call}.jsonl" if number == 1 else f"{call}.{number}.jsonl"


def _numbered(folder: Path, call: str, number: int) -> tuple[Path, ...]:
    """The call's files with this number, in a folder or in both of a kind's."""
    name = numbered_name(call, number)
    both = (folder.with_name(DONE), folder.with_name(OPEN))
    folders = both if folder in both else (folder,)
    return tuple(one / name for one in folders if os.path.lexists(one / name))


def refuse_foreign(path: Path, entries: Sequence[Entry]) -> None:
    """Raise RecordError where a file is named as one call's journal, and is another's.

    Whatever is written of a call goes where its id says: that must be the one it is known by.
    """
    started = entries[0].event if entries else None
    named = _NAME.fullmatch(path.name)
    if named and isinstance(started, Started) and started.call != named["call"]:
        raise RecordError(
            f"{path} is named as the journal of one call, and is that of another,"
            f" “{plain_line(started.call)}”. It was changed, or this program did not write it."
        )


def is_journal(name: str) -> bool:
    """Whether a file of this name is a journal's, and no copy of a damaged one."""
    return _NAME.fullmatch(name) is not None


def call_named_by(name: str) -> str:
    """The call whose id a file's name begins with; empty where there is none.

    Copies that people and programs make have such names, as `IDold.jsonl` or `ID (1).jsonl`. No id
    begins with another: all are equally long. Some disks and programs write it in capitals.
    """
    match = _OF_CALL.match(name)
    return match["call"].lower() if match else ""


def strays(places: Places, *, training: bool) -> list[str]:
    """What lies among a kind's calls and looks like a journal but by its name; told in sentences.

    None of it counts as a call. What begins with a call's id is erased with that call. What lies in
    the fallback folder is told among real calls; so are copies of the files that lie beside them.
    """
    calls = places.calls_of(training)
    found = [
        sentence
        for folder in (calls / OPEN, calls / DONE)
        for sentence in _strays_in(places, folder)
    ]
    found += _copies_of_calls(places, calls)
    found += _copies_beside(calls, {"erased.jsonl": "list of erased calls"})
    remarks = places.remarks_of(training)
    found += _copies_beside(remarks.parent, {remarks.name: "list of remarks"})
    if training:
        return found
    if fallback := usable_fallback(places):
        found += _strays_in(places, fallback)
    found += _copies_of_calls(places, places.state)
    files = {
        places.ledger.name: "ledger",
        places.register.name: "register",
        places.collected.name: "register of other people’s promises",
        places.do_not_call.name: "list of numbers that must not be called",
        places.register_index.name: "memory of the register",
    }
    return [*found, *_copies_beside(places.state, files)]


def _copies_beside(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """Copies that other programs made of these files of a folder; each file has its name in words.

    They are told apart by how they begin, as `ledger (1).jsonl` or `ledger.sync-conflict-….jsonl`.
    """
    for name in sorted(names_in(folder)):
        for file, words in files.items():
            stem, _, suffix = file.partition(".")
            begins = name.lstrip(".~").startswith(stem) and not name.endswith(_OF_SQLITE)
            if name != file and begins and suffix in name and not is_half(name):
                yield (
                    f"{folder / name} is a copy of the {words} that another program made. It counts"
                    " for nothing, and guide forget erases nothing in it: look at it, then remove"
                    " it."
                )


_ABOUT_TO_BEGIN = 2.0
"""In so many seconds a program has written in the journal that it made, or is gone."""


def is_left_empty(path: Path) -> bool:
    """Whether a file holds nothing, and no program is just about to write in it."""
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return not found.st_size and abs(time.time() - found.st_ctime) >= _ABOUT_TO_BEGIN


def is_strange_journal(name: str) -> bool:
    """Whether a file of this name looks like a journal, and is none."""
    return name.endswith(".jsonl") and not (is_journal(name) or is_half(name))


def _copies_of_calls(places: Places, folder: Path) -> Iterator[str]:
    """The same of a folder in which no journal lies: of what is named like a copy of one alone.

    Summaries may lie in any folder.
    """
    for name in sorted(names_in(folder)):
        if ".jsonl" in name and (call := call_named_by(name)):
            yield _copy_of(places, call, folder / name)


def _copy_of(places: Places, call: str, path: Path) -> str:
    """What is to be told of something that is named by a call, and is none of its journals."""
    told = f"{path} is a copy of the call {call} that another program made. It counts for nothing"
    kinds = [
        training
        for training in (False, True)
        if kept_files(places.calls_of(training), call)
        or waiting_files(places, training=training, beginning=call)
    ]
    if not kinds or path.is_dir():
        return f"{told}, and guide forget does not erase it: look at it, then remove it."
    practice = "" if False in kinds else " --practice"
    return f"{told}; guide forget {call}{practice} erases it too."


def _strays_in(places: Places, folder: Path) -> Iterator[str]:
    for name in sorted(names_in(folder)):
        if _NAME.fullmatch(name) or _ASIDE.fullmatch(name) or is_half(name):
            continue
        call = call_named_by(name)
        if _MISNUMBERED.fullmatch(name):
            # Every command tells of it: see `misnumbered`.
            continue
        if call:
            yield _copy_of(places, call, folder / name)
        elif is_strange_journal(name):
            yield f"{folder / name} counts for nothing: its name is not that of a call's journal."


def misnumbered(places: Places) -> Iterator[str]:
    """Files that are named as a call's journal but for a number that none has; told in sentences.

    One of them may be a branch of its call, and is not looked into.
    """
    folders = [kind / one for kind in (places.calls, places.training) for one in (OPEN, DONE)]
    if fallback := usable_fallback(places):
        folders.append(fallback)
    for folder in folders:
        for name in sorted(_with_two_dots(names_in(folder))):
            found = _MISNUMBERED.fullmatch(name)
            if found and not is_journal(name):
                yield (
                    f"{folder / name} counts for nothing: no journal has that number, and what only"
                    f" this file holds of the call {found['call']} is missing. Look at it; then"
                    " remove it, or have the next free number in its name, from 2 on."
                )


def damaged_beside(files: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Of one call's files, those beside the one that is the call that are damaged; told in words.

    A last line that is cut off is no damage: nobody was told that it was saved.
    """
    best = best_file(files)
    for path in (one for one in files if one != best):
        try:
            sound = sound_lines(contents(path))
        except RecordError as error:
            yield path, str(error)
            continue
        if sound.damage and not sound.torn:
            yield path, f"{path} is not as it was written: {sound.damage}."


def damaged_sentences(files: Sequence[Path], told: Collection[Path] = ()) -> Iterator[str]:
    """The same in sentences that say what is missing, and what to do; but of those it is `told`."""
    for path, why in damaged_beside(files):
        if path in told:
            continue
        yield (
            f"{why} What only this file holds of the call {call_of_file(path)} may be missing. Look"
            " at it; then put the file of a backup in its place, or move it away."
        )


def _with_two_dots(names: Iterable[str]) -> Iterator[str]:
    """Those that can be of a numbered file: quick among 100,000."""
    return (name for name in names if name.count(".") == 2)


def is_half(name: str) -> bool:
    """Whether a file of this name is what a killed program left of one that it was writing."""
    return name.startswith(".") and name.endswith(".tmp")


def names_by_call(
    folder: Path, beginnings: str | tuple[str, ...] = ""
) -> dict[str, tuple[str, ...]]:
    """By call id, the names of journals in a folder, oldest first, of calls whose id begins so."""
    numbered: dict[str, list[tuple[int, str]]] = {}
    for name in names_in(folder):
        if name.startswith(beginnings) and (match := _NAME.fullmatch(name)):
            numbered.setdefault(match["call"], []).append((int(match["number"] or 1), name))
    return {call: tuple(name for _, name in sorted(files)) for call, files in numbered.items()}


def files_by_call(
    folder: Path, beginnings: str | tuple[str, ...] = ""
) -> dict[str, tuple[Path, ...]]:
    """The same as files."""
    found = names_by_call(folder, beginnings)
    return {call: tuple(folder / name for name in names) for call, names in found.items()}


def kept_files(calls: Path, beginnings: str | tuple[str, ...] = "") -> dict[str, tuple[Path, ...]]:
    """The same of all calls of a kind, those in `open` last."""
    return merged(files_by_call(calls / DONE, beginnings), files_by_call(calls / OPEN, beginnings))


def several_files(places: Places, *, training: bool) -> dict[str, tuple[Path, ...]]:
    """All files of the calls of a kind that have more than one, or one in the fallback folder.

    Of all other calls no more than a name is looked at.
    """
    calls = places.calls_of(training)
    done, unfinished = names_in(calls / DONE), names_in(calls / OPEN)
    both = (*done, *unfinished)
    found = {_call_of_name(name) for name in _with_two_dots(both) if is_journal(name)}
    found |= {_call_of_name(name) for name in {*done} & {*unfinished} if is_journal(name)}
    waiting = waiting_files(places, training=training)
    found |= waiting.keys()
    return merged(kept_files(calls, tuple(found)), waiting) if found else {}


def _call_of_name(name: str) -> str:
    return name.partition(".")[0]


def open_files(calls: Path) -> dict[str, tuple[Path, ...]]:
    """All files of the calls that have one in `open`; as fast with 10,000 in `done`."""
    found = files_by_call(calls / OPEN)
    return {call: _with_others(files) for call, files in found.items()}


def all_files(places: Places, path: Path) -> tuple[Path, ...]:
    """All files of the call of this one, wherever they lie; no folder of calls is listed."""
    call = call_of_file(path)
    if path.parent == places.fallback_dir:
        # The fullest file may be the one that could not be brought home yet.
        home = places.journal_path(call, _is_practice((path,))).with_name(path.name)
    else:
        home = path
    waiting = fallback_files(places, call).get(call, ())
    return tuple(dict.fromkeys((*_with_others((home,)), *waiting)))


def _with_others(files: Sequence[Path]) -> tuple[Path, ...]:
    """These files of one call, in one folder, and those beside them and in the kind's other one.

    The files of a call are numbered over both folders, without a gap unless one was taken away, or
    put there: of open calls, which are few, each file is found all the same. The gap below a number
    that no disk's failures lead to is not gone through: the folders are listed.
    """
    folder, call = files[0].parent, call_of_file(files[0])
    unfinished = files_by_call(folder.with_name(OPEN), call).get(call, ())
    most = max(_number_of(path) for path in (*files, *unfinished))
    if most > _MOST_PROBED:
        return kept_files(folder.parent, call).get(call, tuple(files))
    every: list[Path] = []
    number = 1
    while (there := _numbered(folder, call, number)) or number <= most:
        every += there
        number += 1
    return tuple(every)


def _number_of(path: Path) -> int:
    match = _NAME.fullmatch(path.name)
    return int(match["number"] or 1) if match else 1


def merged(
    one: Mapping[str, tuple[Path, ...]], other: Mapping[str, tuple[Path, ...]]
) -> dict[str, tuple[Path, ...]]:
    """By call, the files in both."""
    both = {call: (*one[call], *files) for call, files in other.items() if call in one}
    return {**one, **other, **both}


def usable_fallback(places: Places) -> Path | None:
    """The fallback folder, where it is there and ours alone: others may write beside it."""
    folder = places.fallback_dir
    try:
        usable = folder is not None and folder.is_dir() and not why_not_private(folder)
    except (OSError, RecordError):
        return None
    return folder if usable else None


def fallback_unseen(places: Places) -> tuple[str, ...]:
    """In a sentence, that calls in the fallback folder are missing: it is not ours alone.

    Of such a folder the names alone are looked at; where they cannot be, it may hold calls.
    """
    folder = places.fallback_dir
    if folder is None or not os.path.lexists(folder) or usable_fallback(places):
        return ()
    try:
        holds_calls = any(map(call_named_by, os.listdir(folder)))
    except OSError:
        holds_calls = True
    sentence = f"Calls may be saved in {folder}, which is not looked into: they are missing here."
    return (sentence,) if holds_calls else ()


def fallback_files(places: Places, beginning: str = "") -> dict[str, tuple[Path, ...]]:
    """By call id, the files in the fallback folder, as far as it can be used."""
    folder = usable_fallback(places)
    try:
        return files_by_call(folder, beginning) if folder else {}
    except RecordError:
        return {}


def waiting_files(
    places: Places, *, training: bool, beginning: str = ""
) -> dict[str, tuple[Path, ...]]:
    """Those files in the fallback folder that are of this kind."""
    found = fallback_files(places, beginning)
    return {call: files for call, files in found.items() if _is_practice(files) == training}


def _is_practice(files: Sequence[Path]) -> bool:
    """Whether a call is practice, as the first of its files says that can be read."""
    began = next(filter(None, map(_began, files)), None)
    return began is not None and began.training


def _began(path: Path) -> Started | None:
    """How the call of a file began; None where that cannot be read."""
    try:
        data = contents(path)
        first = decoded(sound_lines(data[: data.find(b"\n") + 1]).lines)
    except RecordError:
        return None
    return first[0].event if first and isinstance(first[0].event, Started) else None


def real_among_practice(places: Places) -> tuple[str, ...]:
    """The real calls of which no file lies where real calls do: only among those of practice."""
    real = tuple(
        call
        for call, files in kept_files(places.training).items()
        if any(began is not None and not began.training for began in map(_began, files))
    )
    if not real:
        return ()
    there = {*kept_files(places.calls, real), *waiting_files(places, training=False)}
    return tuple(call for call in sorted(real) if call not in there)


def files_like(folder: Path, pattern: str, *, instead: str = OF_CALLS) -> list[Path]:
    """What lies in a folder under names of this pattern, such as `*.tmp`; sorted.

    `instead` is as for `names_in`.
    """
    found = names_in(folder, instead=instead)
    return sorted(folder / name for name in fnmatch.filter(found, pattern))


def best_file(files: Sequence[Path]) -> Path:
    """The file of one call, of these, that is the call: the first of its branches."""
    return branches(files)[0]


def branches(files: Sequence[Path]) -> tuple[Path, ...]:
    """The files of one call that go on differently, the fullest first, and the last of equals.

    It is one unless programs went on in two places without knowing of each other. One that another
    branch names as kept (`BranchKept`) is none any more. Before all comes the one that the ledger
    holds, the last of several: with it the call ended, until a person has chosen.
    """
    if len(files) == 1:
        return tuple(files)
    read = [(path, _sound(path)) for path in reversed(files)]
    tips: list[tuple[Path, SoundLines]] = []
    for path, sound in sorted(read, key=lambda one: len(one[1].lines), reverse=True):
        if not any(_is_beginning(sound, tip) for _, tip in tips):
            tips.append((path, sound))
    kept = {event.last_hash for _, sound in tips for event in _kept_branches(sound)}
    left = [tip for tip in tips if tip[1].last_hash not in kept] or tips
    if len(left) > 1:
        ends = _ends_in_ledger(files)
        left.sort(key=lambda tip: _last_held(tip[1], ends), reverse=True)
    return tuple(path for path, _ in left)


def held_by_ledger(path: Path) -> bool:
    """Whether the ledger beside a journal holds an end of its call with the events of this file."""
    return _last_held(_sound(path), _ends_in_ledger((path,))) > 0


def _ends_in_ledger(files: Sequence[Path]) -> tuple[Chain, ...]:
    """With which events the call of these files ended, as the ledger has it, the last time last."""
    ledger = next(filter(None, map(ledger_beside, files)), None)
    return ends_of(ledger, call_of_file(files[0])) if ledger else ()


def _last_held(sound: SoundLines, ends: Sequence[Chain]) -> int:
    """Which of these ends, from 1, is the last that these lines hold; 0 for none."""
    held = (n for n, end in enumerate(ends, 1) if _has_event(sound, end.count, end.last_hash))
    return max(held, default=0)


def has_event(path: Path, number: int, digest: str) -> bool:
    """Whether a file's event with this number is there, and has this hash."""
    return _has_event(_sound(path), number, digest)


def _has_event(sound: SoundLines, number: int, digest: str) -> bool:
    lines = sound.lines
    return 1 <= number <= len(lines) and own_hash(lines[number - 1]) == digest


def _sound(path: Path) -> SoundLines:
    """The sound lines of a file; none where it cannot be read."""
    try:
        return sound_lines(contents(path))
    except RecordError:
        return SoundLines((), 0, GENESIS)


def _is_beginning(one: SoundLines, other: SoundLines) -> bool:
    """Whether the chain of `one` is the beginning of the other's."""
    count = len(one.lines)
    return not count or one.lines[-1] == other.lines[count - 1]


def _kept_branches(sound: SoundLines) -> Iterator[BranchKept]:
    """The events that name another branch; only the lines that can say so are read."""
    for n, line in enumerate(sound.lines, 1):
        if b'"kind":"branch-kept"' in line:
            with contextlib.suppress(RecordError):
                yield from (e.event for e in decoded([line], n) if isinstance(e.event, BranchKept))


def find_files(places: Places, name: str, *, training: bool) -> tuple[Path, ...]:
    """All files of the call with this id, or whose id alone begins so.

    Also those still in the fallback folder. Raises UnknownName, with the nearest, or with when and
    why the call was erased.
    """
    calls, wanted = places.calls_of(training), name.strip().lower()
    waiting = waiting_files(places, training=training, beginning=wanted) if wanted else {}
    erased = partial(erasure_of, places, name, training=training)
    return _files_named(calls, name, waiting, erased, training=training)


def find_kept_call(places: Places, name: str, *, training: bool) -> Path:
    """The journal of a call, found as `find_files` does."""
    return best_file(find_files(places, name, training=training))


def _files_named(
    calls: Path,
    name: str,
    waiting: Mapping[str, tuple[Path, ...]],
    erasure: Callable[[], Tombstone | None],
    *,
    training: bool,
) -> tuple[Path, ...]:
    wanted = name.strip().lower()
    listing = "guide calls --practice" if training else "guide calls"
    if not wanted:
        raise UnknownName(f"Name a call: its id, or the beginning of it. {listing} lists them.")
    found = merged(kept_files(calls, wanted), waiting)
    matches = [wanted] if wanted in found else sorted(found)
    if len(matches) == 1:
        return found[matches[0]]
    if not matches and (stone := erasure()):
        raise UnknownName(stone.sentence)
    every = {*kept_files(calls), *waiting}
    kind = "practice call" if training else "call"
    raise UnknownName(_no_such_call(name, kind, listing, matches, sorted(every, reverse=True)))


def _no_such_call(
    name: str, kind: str, listing: str, matches: Sequence[str], every: Sequence[str]
) -> str:
    """Why no call is meant, and which are there; `every` id, the newest first."""
    if not every:
        return f"There is no {kind} “{name}”: none is kept yet."
    if matches:
        some = ", ".join(matches[-3:])
        return f"{len(matches)} {kind}s begin with “{name}”, such as {some}. Write more of the id."
    ids = f"Give an id; the newest is {every[0]}. {listing} lists those that are kept."
    return f"There is no {kind} “{name}”. {did_you_mean(name.strip().lower(), every, ids)}"
