from drawn_flows import FIRST, WARNING, flows, many_steps, script, step
from hypothesis import given

from guide.chart.flow import flow_order, loops


def ways(drawn) -> set[tuple[str, str]]:
    ids = {s.id for s in drawn.steps}
    return {(s.id, c.to.step) for s in drawn.steps for c in s.choices if not c.to.script} & {
        (one, other) for one in ids for other in ids
    }


def test_a_choice_to_an_earlier_step_one_can_come_back_from_is_a_loop():
    assert loops(WARNING) == {("warn", "warn"), ("repeat", "listen")}
    assert loops(FIRST) == set()


def test_a_step_written_late_in_the_file_comes_before_those_it_leads_to():
    drawn = script(
        "late", "Late", step("a", "A", ("on", "z")), step("m", "M"), step("z", "Z", ("on", "m"))
    )
    assert [s.id for s in flow_order(drawn)] == ["a", "z", "m"]
    assert loops(drawn) == set()


def test_steps_that_nothing_leads_to_come_last():
    drawn = script("loose", "Loose", step("a", "A", ("on", "c")), step("b", "B"), step("c", "C"))
    assert [s.id for s in flow_order(drawn)] == ["a", "c", "b"]


@given(flows())
def test_every_step_is_in_the_order_once_and_the_first_is_first(drawn):
    order = [s.id for s in flow_order(drawn)]
    assert sorted(order) == sorted(s.id for s in drawn.steps)
    assert order[0] == drawn.first


@given(flows())
def test_without_its_loops_a_flow_only_leads_on(drawn):
    place = {s.id: at for at, s in enumerate(flow_order(drawn))}
    reached = {drawn.first}
    todo = [drawn.first]
    while todo:
        here = todo.pop()
        found = {to for step_id, to in ways(drawn) if step_id == here} - reached
        reached |= found
        todo += found
    for step_id, to in ways(drawn) - loops(drawn):
        if (step_id in reached) == (to in reached):
            assert place[step_id] < place[to]


def test_thousands_of_steps_are_no_trouble():
    assert len(flow_order(many_steps(5000))) == 5000
