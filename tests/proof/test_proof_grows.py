"""What a proof costs grows with the scripts, not with the product of what is in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from proof_scripts import BY_PROTOCOL, HATE, loaded, script
from small_libraries import ground, library_of

from guide.call.actions import Action
from guide.call.context import Decision
from guide.call.state import Call
from guide.proof import told_grounds
from guide.proof.prove import prove
from guide.proof.trial import Trial
from guide.script.findings import Severity
from guide.script.library import Library
from guide.script.model import (
    Choice,
    Ending,
    Script,
    Step,
    StepRole,
    Target,
    TargetKind,
)
from guide.script.toml_reader import MOST_BYTES

PROTOCOL = "hang-up"


def meshed(count: int, grounds: int = 8) -> Library:
    """A script of many steps, three ways from each, with loops, and links to a protocol."""
    mesh = Script(
        "mesh",
        "Mesh",
        "",
        tuple(Step(f"s{n}", f"{n}", choices=tuple(_ways(n, count))) for n in range(count)),
        protocol=PROTOCOL,
        endings=(Ending("done", "Done"),),
    )
    end = (Choice(1, "back", Target(TargetKind.RETURN)), _choice(2, TargetKind.END, "done"))
    warn = Step("warn", "Warn", choices=end, role=StepRole.WARNING)
    protocol = Script(
        PROTOCOL,
        "Hang up",
        "",
        (Step("s", "S", choices=(_choice(1, TargetKind.STEP, "warn"), *end[1:])), warn),
        endings=(Ending("done", "Done"), Ending("protocol", "Protocol", protocol=True)),
        grounds=tuple(ground(f"g{n}", 1, permission=True) for n in range(grounds)),
    )
    return library_of(mesh, protocol)


def _ways(n: int, count: int) -> Iterator[Choice]:
    yield _choice(1, TargetKind.STEP, f"s{min(n + 1, count - 1)}")
    yield _choice(2, TargetKind.STEP, f"s{n * 7919 % (n + 1) // 2}")
    if n % 5:
        yield _choice(3, TargetKind.SCRIPT, PROTOCOL)
    else:
        yield _choice(3, TargetKind.END, "done")


def _choice(key: int, kind: TargetKind, name: str) -> Choice:
    match kind:
        case TargetKind.STEP:
            return Choice(key, f"{key}", Target(kind, step=name))
        case TargetKind.SCRIPT:
            return Choice(key, f"{key}", Target(kind, script=name))
        case _:
            return Choice(key, f"{key}", Target(kind, ending=name))


def asked(library: Library, patch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How often a proof of these scripts asks the rules, and how many states it sees."""
    count, ask = 0, Trial.ask

    def counted(trial: Trial, action: Action, call: Call) -> Decision:
        nonlocal count
        count += 1
        return ask(trial, action, call)

    patch.setattr(Trial, "ask", counted)
    proof = prove(library)
    patch.undo()
    assert proof.holds, proof.failures
    return count, proof.states


def test_ten_times_the_steps_are_ten_times_the_states_and_no_more_questions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    questions, states = asked(meshed(200), monkeypatch)
    more_questions, more_states = asked(meshed(2000), monkeypatch)
    assert more_states - states == 1800
    assert more_questions == questions


def test_a_thousand_grounds_that_are_alike_cost_no_more_than_eight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert asked(meshed(20, 1000), monkeypatch) == asked(meshed(20, 8), monkeypatch)


def test_a_flow_longer_than_the_stack_is_deep_is_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(meshed(5000), monkeypatch)[1] > 5000


def nested(count: int) -> tuple[str, ...]:
    """Scripts of which each opens the next twice for a ground: the way doubles with each."""
    within = [
        script(
            f"s{n}",
            s=f"s{n + 1}: t",
            t="(ending) u!",
            u=f"s{n + 1}: v",
            v=f"(ending) {'return' if n else 'w'} end:done",
            **({} if n else {"w": "(warning) end:done"}),
        )
        for n in range(count)
    ]
    return (*within, script(f"s{count}", BY_PROTOCOL, HATE, s="return end:done"))


def test_a_way_through_scripts_within_scripts_is_told_choice_by_choice(tmp_path: Path) -> None:
    (problem,) = prove(loaded(tmp_path, *nested(1))).failures
    fetched = "1 way 1, w 1 Hate speech, 1 way 1"
    assert problem.message == (
        f"No call can come to step `w`: s0: {fetched}, 2 way 2, 1 way 1, {fetched}, 2 way 2, "
        "1 way 1 → “Hate speech” needs no warning: the call may be ended."
    )


def test_a_way_that_nobody_could_follow_is_told_by_its_end(tmp_path: Path) -> None:
    (problem,) = prove(loaded(tmp_path, *nested(300))).failures
    assert problem.code == "unreachable-step"
    assert problem.message == (
        "No call can come to step `w`: s0: … more than 10,000 choices …, 1 way 1 → "
        "“Hate speech” needs no warning: the call may be ended."
    )


def of_kinds() -> Script:
    """A script with grounds of ten kinds."""
    kinds = [ground(f"g{n}", n // 2, permission=n % 2 == 1) for n in range(2, 12)]
    step = Step("s", "S", choices=(_choice(1, TargetKind.END, "done"),))
    endings = (Ending("done", "Done"), Ending("protocol", "Protocol", protocol=True))
    return Script("one", "One", "", (step,), endings=endings, grounds=tuple(kinds))


def test_grounds_of_too_many_kinds_are_not_proved_and_that_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(told_grounds, "MOST_MOVES", 1_000)
    one = of_kinds()
    failures = prove(library_of(one)).failures
    assert [(f.code, f.severity) for f in failures] == [("too-big", Severity.ERROR)]
    assert failures[0].message == (
        "The grounds from here on are not proved: the kinds there are differ in so much that "
        "1,000 moves are not all."
    )
    monkeypatch.undo()
    assert prove(library_of(one)).holds


def test_the_longer_a_script_takes_to_read_the_fewer_moves_are_tried_and_that_is_told() -> None:
    one = of_kinds()
    for share, tried in ((0.5, "16,500"), (1, "3,000"), (2, "3,000")):
        long = replace(one, text="#" * int(MOST_BYTES * share))
        [failure] = prove(library_of(long)).failures
        assert (failure.code, failure.severity) == ("too-big", Severity.ERROR)
        assert failure.message.endswith(f"{tried} moves are not all.")
        assert prove(library_of(replace(long, grounds=one.grounds[:2]))).holds
