"""Typists who are killed at random, and what must be found afterwards."""

import random
import signal
from dataclasses import dataclass, field
from pathlib import Path

from durable.forks import Forks
from durable.sample_call import Desk, whole_summaries
from durable.typist import note_text, typed_before

from guide.call.fold import call_of
from guide.record.calls import best_file, files_by_call
from guide.record.codec import decoded, sound_lines

DRAFT_BEHIND = 50
"""So many characters of a note may be lost, and no more."""

LONGEST = 0.12
"""Seconds after which a typist is killed at the latest."""


@dataclass
class Believed:
    """What a typist said of a call before it was killed."""

    saved: int = 0
    last_hash: str = ""
    typed: int = 0
    over: bool = False


def believed(output: str) -> dict[str, Believed]:
    """By call, all that was said."""
    calls: dict[str, Believed] = {}
    now = Believed()
    for line in output.splitlines():
        match line.split():
            case ["call", call]:
                now = calls[call] = Believed()
            case ["typed", typed]:
                now.typed = int(typed)
            case ["saved", count, last_hash]:
                now.saved, now.last_hash = int(count), last_hash
            case ["over", _]:
                now.over = True
            case _:
                raise AssertionError(f"a typist said {line!r}")
    return calls


@dataclass
class Tally:
    """What became of all the killing."""

    kills: int = 0
    calls: set[str] = field(default_factory=set)
    over: int = 0
    acknowledged: int = 0
    behind: list[int] = field(default_factory=list)


class Killing:
    """Typists at one desk, each begun where the one before it was killed."""

    def __init__(self, root: Path, seed: int, *, syncing: bool = True) -> None:
        self.desk = Desk(root)
        self.tally = Tally()
        self._seed = seed
        self._chance = random.Random(seed)
        self._forks = Forks(syncing=syncing)

    def kill_one(self, folder: Path, by: signal.Signals = signal.SIGKILL) -> None:
        """Begin a typist, kill it at a random instant, and see what is left.

        What it says goes into a file in this folder.
        """
        said = folder / f"said-{self.tally.kills}"
        left = {info.id for info in self.desk.book().unfinished()}
        process = self.begin(said)
        self.wait(self._chance.uniform(0, LONGEST))
        ended_by = self.kill(process, by)
        assert ended_by == (-130 if by is signal.SIGINT else by), f"it ended by {ended_by}"
        calls = believed(said.read_text())
        if left and calls:
            assert next(iter(calls)) in left, "the call that was left was not gone on with"
        self.see(calls)

    def begin(self, said: Path) -> int:
        """Begin a typist, what it says going to this file; its process id."""
        self.tally.kills += 1
        said.touch()
        return self._forks.begin(self.desk.places.state, self.desk.places.out, self._seed, said)

    def wait(self, seconds: float) -> None:
        """Let the typist type for so long, unless it ends by itself."""
        self._forks.wait(seconds)

    def kill(self, process: int, by: signal.Signals) -> int:
        """End the typist; the number of the signal it ended by, or minus its exit code."""
        return self._forks.kill(process, by)

    def found(self, call: str) -> tuple[bytes, ...]:
        """The whole events of a call that are kept."""
        folders = [self.desk.places.calls / name for name in ("done", "open")]
        found = [files[call] for f in folders if call in (files := files_by_call(f))]
        if not found:
            return ()
        [files] = found
        sound = sound_lines(best_file(files).read_bytes())
        assert not sound.damage or sound.torn, sound.damage
        return sound.lines

    def see(self, calls: dict[str, Believed]) -> None:
        """See that each call is as the typist believed it to be."""
        for call, said in calls.items():
            lines = self.found(call)
            assert len(lines) >= said.saved, f"{said.saved} saved, {len(lines)} found"
            if said.saved:
                assert said.last_hash.encode() in lines[said.saved - 1]
            self.tally.acknowledged += said.saved
            if lines:
                self.tally.calls.add(call)
                self._see_notes(lines, said)
            if said.over:
                self.tally.over += 1
                whole = whole_summaries(self.desk.kept(call))
                assert whole.items() <= self.desk.summaries().items()

    def _see_notes(self, lines: tuple[bytes, ...], said: Believed) -> None:
        call = call_of(decoded(lines))
        number = len(call.notes)
        texts = [note_text(self._seed, n) for n in range(number + 1)]
        assert [note.text for note in call.notes] == texts[:number]
        assert texts[number].startswith(call.draft)
        behind = said.typed - typed_before(self._seed, number) - len(call.draft)
        assert behind <= DRAFT_BEHIND, f"{behind} characters are lost"
        self.tally.behind.append(max(0, behind))

    def finish(self) -> None:
        """Start the program once more: every call that has ended has its summary, whole."""
        self.desk.book().finish_ended()
        expected: dict[str, bytes] = {}
        for call in self.tally.calls:
            reading = self.desk.kept(call)
            if call_of(reading.entries).ended:
                expected |= whole_summaries(reading)
        assert self.desk.summaries() == expected

    def close(self) -> None:
        """End the process that forks."""
        self._forks.close()
