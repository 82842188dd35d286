from hypothesis import given
from hypothesis import strategies as st
from kit import shipped

from guide.chart.handout import Routes
from guide.script.model import Choice, Script, Step, Target, TargetKind


def script(*leads: tuple[int, ...]) -> Script:
    """Steps by number, each with the steps that its choices lead to."""
    return Script(
        "s",
        "S",
        "Always.",
        tuple(
            Step(
                str(n),
                f"Step {n}",
                choices=tuple(
                    Choice(key, f"To {to}", Target(TargetKind.STEP, step=str(to)))
                    for key, to in enumerate(tos, 1)
                ),
            )
            for n, tos in enumerate(leads)
        ),
    )


def keys(routes: Routes, step: str) -> list[int] | None:
    turns = routes.to(step)
    return None if turns is None else [choice.key for _, choice in turns]


def test_the_first_step_is_there_without_a_turn_and_an_unreachable_one_never() -> None:
    routes = Routes(script((1,), (0,), (1,)))
    assert [keys(routes, step) for step in "012"] == [[], [1], None]


def test_the_shortest_way_is_taken_and_of_two_the_one_with_the_first_choices() -> None:
    routes = Routes(script((1, 2, 3), (4,), (3,), (4,), ()))
    assert [keys(routes, step) for step in "01234"] == [[], [1], [2], [3], [1, 1]]


def test_on_a_ground_no_other_is_stated_on_the_way() -> None:
    protocol = shipped().script("hang-up-protocol")
    for ground in protocol.grounds:
        route = Routes(protocol, (ground.id,)).to("end-call") or ()
        stated = {choice.ground for _, choice in route}
        assert stated == {ground.id, ""}


@given(st.lists(st.lists(st.integers(0, 7), max_size=3).map(tuple), min_size=8, max_size=8))
def test_every_route_leads_from_the_first_step_to_its_own(leads: list[tuple[int, ...]]) -> None:
    routes, at = Routes(script(*leads)), {"0": 0}
    for _ in range(8):
        at |= {
            str(to): min(at.get(str(to), 99), at[str(n)] + 1)
            for n, tos in enumerate(leads)
            if str(n) in at
            for to in tos
        }
    for n in range(8):
        turns = routes.to(str(n))
        assert (turns is None) == (str(n) not in at)
        steps = ["0", *(choice.to.step for _, choice in turns or ())]
        if turns is not None:
            assert steps[-1] == str(n)
            assert [at.id for at, _ in turns] == steps[:-1]
            assert len(turns) == at[str(n)]
