"""The stored example of a journal of practice: the kinds of event that no real call has.

As with `durable.example_call`, each format has one, made once. To make one for a new format:

    cd tests && python -m durable.example_practice > durable/format-<number>-practice.jsonl
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec.structs import replace

from guide.call import actions as act
from guide.record.places import Places
from guide.record.writer import DirectWriter
from guide.script.library import load_library, shipped_folder
from guide.session.clock import SetClock
from guide.training.practice import Practice
from guide.training.scenario import Move, Reply, Scenario, When
from guide.training.scenario_file import load_scenario

PRACTICE = "20261121-231500-pr4c"
SCENARIO = Path(__file__).with_name("every-event.toml")
SEED = 7


def practised() -> Scenario:
    """A scenario with words of a move and of a reply."""
    found = load_scenario(SCENARIO)
    reply = Reply("warned", When(step="be-kind"), ("“Kind”, he says — 50% [off] 雪",))
    return replace(found, moves=(Move(2, "Three weeks!"),), replies=(reply,))


def practice_journal(folder: Path) -> bytes:
    """Practise it: something is refused, and the caller answers; the call's journal."""
    scenario = practised()
    clock = SetClock(scenario.starts)
    places = Places(folder / "state", folder / "out")
    practice = Practice(
        scenario,
        SEED,
        load_library(shipped_folder()),
        places,
        agent="R. Alvarez",
        clock=clock,
        writer=DirectWriter,
        call_id=PRACTICE,
    )
    for second, action in enumerate((None, None, act.Warn(), act.Choose(2), None, None, None), 1):
        clock.set(second)
        practice.listen()
        if action is not None:
            practice.session.do(action)
    practice.session.do(act.End("hung-up"))
    practice.session.close()
    return places.journal_path(PRACTICE, training=True).read_bytes()


if __name__ == "__main__":
    with TemporaryDirectory() as made:
        sys.stdout.buffer.write(practice_journal(Path(made)))
