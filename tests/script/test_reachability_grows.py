"""What a proof costs grows with the scripts, not with the product of what is in them."""

from collections.abc import Iterator
from pathlib import Path

from small_libraries import ground, library_of
from worded_scripts import BY_PROTOCOL, HATE, loaded, script

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
from guide.script.reachability_findings import Proof, prove

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


def proof_of(library: Library) -> Proof:
    proof = prove(library)
    assert proof.holds, proof.failures
    return proof


def test_ten_times_the_steps_are_ten_times_the_states_and_transitions() -> None:
    some, more = proof_of(meshed(200)), proof_of(meshed(2000))
    assert more.states - some.states == 1800
    assert 9 * some.transitions < more.transitions < 10 * some.transitions


def test_a_thousand_grounds_cost_no_more_states_than_eight() -> None:
    assert proof_of(meshed(20, 1000)) == proof_of(meshed(20, 8))


def test_a_flow_longer_than_the_stack_is_deep_is_proved() -> None:
    assert proof_of(meshed(5000)).states > 5000


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


def test_how_a_ground_is_fetched_from_another_script_is_told_as_one_key(tmp_path: Path) -> None:
    (problem,) = prove(loaded(tmp_path, *nested(1))).failures
    fetched = "1 way 1 (and back with a ground)"
    assert problem.message == (
        f"No call can come to step `w`: s0: {fetched}, 2 way 2, 1 way 1, {fetched}, 2 way 2, "
        "1 way 1 → it is for a warning, and the ground that stands needs none."
    )


def test_a_way_through_scripts_within_scripts_is_told_however_deep(tmp_path: Path) -> None:
    (problem,) = prove(loaded(tmp_path, *nested(300))).failures
    assert problem.code == "unreachable-step"
    assert problem.message.startswith("No call can come to step `w`: s0: 1 way 1 (and back with")


def test_grounds_of_many_kinds_are_proved(tmp_path: Path) -> None:
    kinds = [ground(f"g{n}", n // 2, permission=n % 2 == 1) for n in range(2, 20)]
    step = Step("s", "S", choices=(_choice(1, TargetKind.END, "done"),))
    endings = (Ending("done", "Done"), Ending("protocol", "Protocol", protocol=True))
    one = Script("one", "One", "", (step,), endings=endings, grounds=tuple(kinds))
    assert proof_of(library_of(one)).states == 1
