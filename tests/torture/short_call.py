"""What is run under strace: a call begun, a call ended, or a scenario, with names known beforehand.

    python -m torture.short_call begin|end|play STATE OUT [SYNC]

`begin` starts a call, writes notes and leaves it; `end` goes on with it, writes one more, ends it
and writes its summary: both through the journal's own thread, answered in the first one as by the
screen. `play` is `guide play friday-callback`. Ids and passing names are fixed, so that whoever
injects faults can name the files. It puts out what the agent is told after each action. A SYNC that
is named (sync_data, sync or sync_folder) is left out: whoever proves the syncs must find that.
"""

import os
import sys
from pathlib import Path
from queue import SimpleQueue

import guide.record.disk
import guide.session.callbook
from guide.call import actions as act
from guide.call.actions import Action
from guide.cli.run import run
from guide.errors import GuideError, RecordError
from guide.record.places import Places
from guide.record.system import System
from guide.record.writer import Saved
from guide.script.library import load_library, shipped_folder
from guide.session.callbook import CallBook
from guide.session.session import Session

CALL = "20261120-190300-t3st"

BEGIN: tuple[Action, ...] = (
    act.Draft("wai"),
    act.Draft("waited three we"),
    act.Write("waited three weeks"),
    act.Choose(2),
)
END: tuple[Action, ...] = (act.Write("spoke to finance"), act.End("hung-up"))


def fix_names() -> None:
    """Let nothing in a name depend on chance, or on which process this is."""
    guide.session.callbook.new_call_id = lambda now: CALL
    guide.record.disk.temp_name = lambda path: path.with_name(f".{path.name}.{2**30}-1.tmp")


def told(saved: Saved) -> None:
    """Put out what the agent is told, at once and in one piece."""
    words = f"saved {saved.count} {saved.last_hash}" if saved.ok else f"not saved: {saved.reason}"
    os.write(1, f"{words}\n".encode())


def take(part: str, places: Places) -> None:
    """Begin the call, or end it. Raises RecordError for what is not saved in the end."""
    book = CallBook(load_library(shipped_folder()), places)
    answers: SimpleQueue[object] = SimpleQueue()

    def answered(session: Session) -> None:
        work = answers.get()
        assert callable(work)
        work()
        told(session.shown.saved)

    if part == "begin":
        session = book.start("escalated-callers", agent="Robin", dispatch=answers.put)
    else:
        session = book.resume(CALL, dispatch=answers.put)
    answered(session)
    for action in BEGIN if part == "begin" else END:
        session.do(action)
        answered(session)
    if part == "end":
        book.finish(session)
    elif not (saved := session.close()).ok:
        raise RecordError(saved.reason)


def main(part: str, state: str, out: str, left_out: str = "") -> int:
    """Do one of the three; the exit code is as at the prompt."""
    fix_names()
    if left_out:
        setattr(System, left_out, lambda system, target: None)
    os.environ["GUIDE_STATE"] = state
    if part == "play":
        return run(["play", "friday-callback", "--out", out])
    try:
        take(part, Places(Path(state), Path(out)))
    except GuideError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
