"""SIGKILL, and every fault of a disk, at every system call that touches what is kept.

    cd tests && python -m torture.injected [--every 1] [--parts begin end play] [--errors ...]

It needs strace, and some ten minutes. A call is begun, is gone on with and ended, and a scenario is
played; each anew for each system call on a file or folder of theirs, at which the program is killed
or told that the disk has failed. Afterwards every journal must load, no summary may be half, what
was acknowledged must be there, and the next start must finish what has ended. A fault must be told
or do no harm. Exit code 1 tells that one was not so, 3 that it could not run here.
"""

import argparse
import shutil
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from durable.sample_call import Unsynced, whole_summaries
from kit import shipped
from torture.short_call import CALL
from torture.strace import EVERY, Run, Spot, at, missing, spots_of, traced

from guide.call import actions as act
from guide.call.fold import call_of
from guide.record.call_list import kept_calls
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.session.callbook import CallBook

ERRORS = ("EIO", "ENOSPC", "EINTR", "EDQUOT")
PARTS = ("begin", "end", "play")
TRIES = 5
NOT_MET = "not met"


class Scene:
    """A folder in which one of the parts is run again and again, each time from the same state."""

    def __init__(self, folder: Path, part: str) -> None:
        self.part = part
        self.folder = folder / part
        self._before = folder / f"{part}-before"
        self._log = folder / f"{part}.log"
        self._before.mkdir()
        self._restore()
        if part == "end":
            assert self._run("begin").code == 0
            shutil.rmtree(self._before)
            shutil.copytree(self.folder, self._before)
        self._events = 0
        done = self.run(*EVERY)
        assert done.code == 0, done.err
        self.see(done)
        self.spots = spots_of(done.log, self.folder)

    def _restore(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._before, self.folder)

    def _run(self, part: str, *options: str) -> Run:
        folders = (str(self.folder / "state"), str(self.folder / "out"))
        return traced(["torture.short_call", part, *folders], self._log, *options)

    def run(self, *options: str) -> Run:
        """Run the part from its beginning."""
        self._restore()
        return self._run(self.part, *options)

    @property
    def places(self) -> Places:
        """Where the part keeps things."""
        return Places(self.folder / "state", self.folder / "out")

    def see(self, done: Run) -> None:
        """See that what is left is whole, and that the next start puts it in order."""
        training = self.part == "play"
        assert "Traceback" not in done.err, done.err
        assert "fault in the program" not in done.err, done.err
        if done.code not in (0, -9):
            assert "Could not" in done.err, (done.code, done.err)
        acknowledged = [line.split() for line in done.out.splitlines() if line.startswith("saved")]
        found = kept_calls(self.places.calls_of(training))
        assert len(found) <= 1
        assert found or not acknowledged
        for info in found:
            reading = read_journal(info.path)
            assert not reading.damage or reading.damage.endswith("is cut off")
            assert len(reading.entries) >= max((int(n) for _, n, _ in acknowledged), default=0)
            whole = whole_summaries(reading) if call_of(reading.entries).ended else {}
            assert _summaries(self.places.out).items() <= whole.items()
            if done.code == 0:
                self._events = self._events or len(reading.entries)
                assert len(reading.entries) == self._events
                assert _summaries(self.places.out) == whole
        self._see_next_start(training)

    def _see_next_start(self, training: bool) -> None:
        book = CallBook(
            shipped(),
            self.places,
            disk=Disk(Unsynced()),
            writer=DirectWriter,
            training=training,
        )
        book.finish_ended()
        for info in book.unfinished():
            session = book.resume(info.id)
            session.do(act.Write("the next start"))
            session.do(act.End("hung-up"))
            assert session.shown.saved.ok
            book.finish(session)
        assert book.unfinished() == []
        for info in kept_calls(self.places.calls_of(training)):
            reading = read_journal(info.path)
            assert not reading.damage
            folders = {self.places.out, self.places.summaries_of(training)}
            assert whole_summaries(reading) in [_summaries(folder) for folder in folders]


def _summaries(folder: Path) -> dict[str, bytes]:
    """By name, the summaries in a folder; what has a passing name is none."""
    found = folder.glob(f"{CALL}.*") if folder.exists() else ()
    return {path.name: path.read_bytes() for path in found}


def inject(scene: Scene, spot: Spot, what: str) -> str:
    """Inject it, and say what came of it."""
    # Which of two threads makes a folder is chance: the other one may have nothing to make.
    tries = (scene.run(*at(spot, what)) for _ in range(TRIES))
    done = next((done for done in tries if done.injected), None)
    if done is None:
        return NOT_MET
    try:
        scene.see(done)
    except Exception as failure:
        failure.add_note(f"{scene.part}: {what} at {spot}\n{done.out}{done.err}{done.log}")
        raise
    if done.code == -9:
        return "killed"
    if done.code:
        return "told"
    return "told and mended" if "not saved" in done.out else "did no harm"


def main(every: int, parts: list[str], errors: list[str], at_first: int) -> int:
    """Inject at every so many system calls, and say how it went."""
    if why := missing():
        print(f"NOT RUN: {why}.")
        return 3
    with TemporaryDirectory() as made:
        for part in parts:
            scene = Scene(Path(made), part)
            chosen = scene.spots[at_first % every :: every]
            print(f"{part}: {len(chosen)} of {len(scene.spots)} system calls", flush=True)
            for what in ("signal=SIGKILL", *(f"error={error}" for error in errors)):
                came = Counter(inject(scene, spot, what) for spot in chosen)
                told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(came.items()))
                print(f"  {what:<15} {told}", flush=True)
                if came[NOT_MET] > max(2, len(chosen) // 20):
                    print("Too many system calls were not met again: this is no proof.")
                    return 1
    return 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--every", type=int, default=1)
    asked.add_argument("--at-first", type=int, default=0)
    asked.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS))
    asked.add_argument("--errors", nargs="*", choices=ERRORS, default=list(ERRORS))
    sys.exit(main(**vars(asked.parse_args())))
