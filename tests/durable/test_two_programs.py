"""Two programs at one desk: neither takes a call from the other, nor spoils what it keeps."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from durable.sample_call import CALL, END, MORE, Desk, Unsynced, whole_summaries
from durable.watched import Watched
from kit import shipped

from guide.call import actions as act
from guide.errors import CallBusy
from guide.record.archive import kept_script_text
from guide.record.disk import Disk
from guide.session.session import Session


class Scene:
    """A desk at which a program does something, and another one something else meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.system = Watched()
        self.desk = Desk(folder, self.system)
        self.other = Desk(folder)
        self.came = False

    @contextmanager
    def meanwhile(self, at: int, doing: Callable[[], object]) -> Iterator[None]:
        """Do something before the program's call number `at` to the system, from now on."""
        first = len(self.system.calls)

        def before(name: str) -> None:
            if not self.came and len(self.system.calls) == first + at:
                self.came = True
                with ThreadPoolExecutor() as elsewhere:
                    elsewhere.submit(doing).result()

        self.system.before = before
        yield
        self.system.before = lambda name: None


def each_moment(folder: Path, act_scene: Callable[[Scene, int], None]) -> None:
    """Act the scene for each call that its program makes to the system, until there is no more."""
    came, at = True, 0
    while came:
        scene = Scene(folder / str(at))
        act_scene(scene, at)
        came, at = scene.came, at + 1
    assert at > 3


def test_a_program_that_starts_at_any_moment_of_a_calls_end_leaves_the_call_to_it(
    folder: Path,
) -> None:
    def ending(scene: Scene, at: int) -> None:
        session = scene.desk.start()
        scene.desk.do(session, END)
        with scene.meanwhile(at, lambda: scene.other.book().finish_ended()):
            scene.desk.book().finish(session)
        assert scene.desk.summaries() == whole_summaries(scene.desk.kept())
        assert scene.other.book().unfinished() == []

    each_moment(folder, ending)


def test_of_two_programs_that_go_on_with_a_call_at_any_moments_one_has_it(folder: Path) -> None:
    def resuming(scene: Scene, at: int) -> None:
        scene.other.start().close()
        held: list[Session] = []
        refused: list[Desk] = []

        def resume(desk: Desk) -> None:
            try:
                held.append(desk.book().resume(CALL))
            except CallBusy:
                refused.append(desk)

        with scene.meanwhile(at, lambda: resume(scene.other)):
            resume(scene.desk)
        [session] = held
        assert len(refused) == scene.came
        scene.desk.do(session, *MORE)
        session.close()
        assert scene.desk.kept().entries == session.call.entries

    each_moment(folder, resuming)


def test_two_calls_that_begin_at_any_moments_are_both_kept_with_their_wording(
    folder: Path,
) -> None:
    def beginning(scene: Scene, at: int) -> None:
        theirs: list[Session] = []

        def begin() -> None:
            theirs.append(scene.other.book().start("escalated-callers", agent="Sam"))

        with scene.meanwhile(at, begin):
            ours = scene.desk.start()
        for session in (ours, *theirs):
            scene.desk.do(session, act.Write("a note"))
            assert session.shown.saved.ok
            session.close()
        script = shipped().script("escalated-callers")
        assert kept_script_text(scene.desk.places.wording, script.sha256) == script.text
        assert [info.entries for info in scene.desk.book().unfinished()] == [2] * (1 + len(theirs))

    each_moment(folder, beginning)


def test_of_two_writers_of_a_file_at_any_moments_each_has_its_whole_file(folder: Path) -> None:
    def writing(scene: Scene, at: int) -> None:
        scene.desk.root.mkdir()
        path = scene.desk.root / "summary.md"
        ours, theirs = Disk(scene.system), Disk(scene.other.system)
        with scene.meanwhile(at, lambda: theirs.write_whole({path: b"theirs"})):
            ours.write_whole({path: b"ours"})
        assert path.read_bytes() in (b"ours", b"theirs")
        assert [file.name for file in scene.desk.root.iterdir()] == ["summary.md"]

    each_moment(folder, writing)


def test_what_a_killed_writer_left_is_swept_away_and_what_a_living_one_writes_is_not(
    folder: Path,
) -> None:
    path = folder / "summary.md"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        theirs = folder / f".summary.md.{other.pid}-{other.pid}.tmp"
        init = folder / ".summary.md.1-1.tmp"
        strange = folder / f".summary.md.{10**30}-1.tmp"
        for file in (theirs, init, strange):
            file.write_bytes(b"hal")
        Disk(Unsynced()).write_whole({path: b"whole"})
        assert set(folder.iterdir()) == {path, theirs, init}
        other.communicate(b"\n")
    Disk(Unsynced()).write_whole({path: b"whole"})
    assert set(folder.iterdir()) == {path, init}


def test_a_call_that_went_on_in_a_fresh_file_is_still_held(folder: Path) -> None:
    scene = Scene(folder)
    session = scene.desk.start()

    def refuse(name: str) -> None:
        if name == "sync_data":
            scene.system.before = lambda name: None
            raise OSError(5, "Input/output error")

    scene.system.before = refuse
    scene.desk.do(session, act.Write("refused"))
    assert not session.shown.saved.ok
    scene.desk.do(session, act.Write("in a fresh file"))
    assert session.shown.saved.ok
    with pytest.raises(CallBusy):
        scene.other.book().resume(CALL)
    session.close()
    scene.other.book().resume(CALL).close()


HOLDER = """
import sys
from durable.sample_call import Desk
from pathlib import Path
session = Desk(Path(sys.argv[1])).start()
print(session.call.id, flush=True)
input()
"""


def test_a_second_program_is_told_which_process_holds_the_call_until_that_is_gone(
    folder: Path,
) -> None:
    desk = Desk(folder)
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HOLDER, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=env) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().decode() == f"{CALL}\n"
        who = rf" \(process {holder.pid}\)" if sys.platform == "linux" else ""
        with pytest.raises(
            CallBusy, match=f"The call {CALL} is held by another running program{who}"
        ):
            desk.book().resume()
        assert desk.book().finish_ended() == ()
        holder.kill()
    session = desk.book().resume()
    assert session.shown.saved.ok
    session.close()
