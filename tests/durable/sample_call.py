"""A short call with all that a call's files go through: begun, left, gone on with, ended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from kit import FRIDAY, ZONE, shipped

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.context import Allowed
from guide.call.events import Stage
from guide.call.fold import call_of
from guide.record.calls import best_file, files_by_call
from guide.record.disk import Disk
from guide.record.journal import Reading, read_journal
from guide.record.places import Places
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.summary.toml import toml_text
from guide.record.system import System
from guide.record.writer import DirectWriter
from guide.session.callbook import CallBook, MakeWriter
from guide.session.clock import SetClock
from guide.session.session import Session

CALL = "20261120-190300-k7wd"

NOTES: tuple[Action, ...] = (
    act.WriteDetail("caller", "Dana Whitlock"),
    act.Choose(2),
    act.Draft("waited three w"),
    act.Draft("waited three weeks for the tit"),
    act.Write("waited three weeks for the title"),
    act.SetStage(Stage.HOSTILE),
)
"""What is done before the call is left."""

MORE: tuple[Action, ...] = (act.Write("spoke to finance on Tuesday"), act.GetManager())
"""What is done when it goes on."""

END = act.End("hung-up")


class Unsynced(System):
    """A system that only says that it has synced: for tests in which no power is cut."""

    def sync_data(self, fd: int) -> None: ...

    def sync(self, fd: int) -> None: ...

    def sync_folder(self, folder: Path) -> None: ...


@dataclass
class Desk:
    """A desk whose program is started, killed and started again. `root` holds all it keeps."""

    root: Path
    system: System = field(default_factory=Unsynced)
    writer: MakeWriter = DirectWriter
    clock: SetClock = field(default_factory=lambda: SetClock(FRIDAY))

    @property
    def places(self) -> Places:
        """Where the desk keeps things."""
        return Places(self.root / "state", self.root / "out")

    def book(self) -> CallBook:
        """The call book of a program that starts now."""
        disk = Disk(self.system)
        return CallBook(shipped(), self.places, clock=self.clock, disk=disk, writer=self.writer)

    def start(self) -> Session:
        """Begin the call."""
        return self.book().start("escalated-callers", agent="Robin", zone=ZONE, call_id=CALL)

    def do(self, session: Session, *actions: Action) -> None:
        """Do each action, a second after the one before it; it must be allowed."""
        for action in actions:
            self.clock.set(self.clock.now().ticks + 1)
            assert isinstance(session.do(action), Allowed), action

    def kept(self, call: str = CALL) -> Reading | None:
        """The call as it is kept; None when there is none."""
        folders = (self.places.calls / "open", self.places.calls / "done")
        files = next((found for f in folders if (found := files_by_call(f).get(call))), None)
        return read_journal(best_file(files)) if files else None

    def summaries(self) -> dict[str, bytes]:
        """By name, all that lies where summaries are written."""
        out = self.places.out
        return {path.name: path.read_bytes() for path in out.iterdir()} if out.exists() else {}


def whole_summaries(reading: Reading) -> dict[str, bytes]:
    """By name, the summaries of a call that is kept, as they must read."""
    summary = summary_of(call_of(reading.entries), reading.chain)
    call = summary.call.id
    texts = {f"{call}.md": markdown(summary), f"{call}.toml": toml_text(summary)}
    return {name: text.encode() for name, text in texts.items()}


def take(desk: Desk, after: Callable[[Session], None] = lambda session: None) -> Session:
    """Take the whole call, from its start to its summary; `after` each action it is called."""
    session = desk.start()
    after(session)
    for action in NOTES:
        desk.do(session, action)
        after(session)
    session.close()
    session = desk.book().resume(CALL)
    after(session)
    for action in (*MORE, END):
        desk.do(session, action)
        after(session)
    desk.book().finish(session)
    return session
