from itertools import pairwise

import pytest
from drawn_flows import FIRST, WARNING, flows, many_steps, script, step
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.chart.graph import graph
from guide.chart.layers import Layers, Link, Slot, SlotKind, in_ranks, layered, ranks
from guide.chart.layout import layouts, relaxed, straightened
from guide.chart.plan import best_plan
from guide.chart.whole import whole_chart


@st.composite
def edges_down(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    count = draw(st.integers(1, 14))
    pairs = draw(st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=30))
    return count, [(one, other) for one, other in pairs if one < other < count]


@given(edges_down())
def test_every_edge_leads_to_a_lower_rank_and_none_is_needlessly_long(drawn):
    count, edges = drawn
    found = ranks(count, edges)
    assert all(found[upper] < found[lower] for upper, lower in edges)
    assert min(found) == 0
    highest = [0] * count
    for upper, lower in sorted(edges):
        highest[lower] = max(highest[lower], highest[upper] + 1)
    length = sum(found[lower] - found[upper] for upper, lower in edges)
    assert length <= sum(highest[lower] - highest[upper] for upper, lower in edges)


def test_a_node_sinks_towards_those_it_leads_to_and_takes_along_what_it_pushes():
    assert ranks(5, [(0, 1), (1, 2), (2, 3), (4, 3)]) == [0, 1, 2, 3, 2]
    assert ranks(6, [(0, 1), (1, 2), (2, 3), (4, 5), (5, 3)]) == [0, 1, 2, 3, 1, 2]


def test_nodes_move_together_where_one_alone_would_make_no_edge_shorter():
    assert ranks(4, [(0, 3), (1, 2), (1, 3), (2, 3)]) == [1, 0, 1, 2]


@settings(max_examples=25, deadline=None)
@given(flows())
def test_what_stands_in_one_layer_stands_apart(drawn):
    layers = layered(graph(drawn, {}))
    for middles in layouts(layers, 8):
        ends: dict[int, int] = {}
        for middle, slot in sorted(zip(middles, layers.slots, strict=True), key=lambda p: p[0]):
            assert middle - slot.width // 2 > ends.get(slot.layer, -1_000) + 1
            ends[slot.layer] = middle + slot.width // 2


@settings(max_examples=20, deadline=None)
@given(flows())
def test_lines_go_together_only_from_one_place_or_to_one_place(drawn):
    plan = best_plan(graph(drawn, {}))
    links = plan.layers.links
    users: dict[tuple[tuple[int, int], tuple[int, int]], set[int]] = {}
    for number, line in enumerate(plan.lines):
        for (x, y), (to_x, to_y) in pairwise(line.corners):
            across, down = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
            while (x, y) != (to_x, to_y):
                piece = ((x, y), (x + across, y + down))
                users.setdefault(min(piece, piece[::-1]), set()).add(number)
                x, y = x + across, y + down
    for numbers in users.values():
        assert len({links[number].loop for number in numbers}) == 1
        ends = [(links[number].upper, links[number].lower) for number in numbers]
        assert 1 in (len(set(side)) for side in zip(*ends, strict=True))


@settings(max_examples=20, deadline=None)
@given(flows())
def test_no_cell_is_both_a_crossing_and_a_fork(drawn):
    plan = best_plan(graph(drawn, {}))
    arms: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for line in plan.lines:
        for (x, y), (to_x, to_y) in pairwise(line.corners):
            across, down = (to_x > x) - (to_x < x), (to_y > y) - (to_y < y)
            while (x, y) != (to_x, to_y):
                arms.setdefault((x, y), set()).add((across, down))
                x, y = x + across, y + down
                arms.setdefault((x, y), set()).add((-across, -down))
    corners = {corner for line in plan.lines for corner in line.corners[1:-1]}
    assert all(len(arms[corner]) < 4 for corner in corners)


def test_a_step_stands_below_what_leads_to_it():
    slots = (
        Slot(SlotKind.BOX, 0, 11, 3, 0),
        Slot(SlotKind.LABEL, 1, 5, 1, 0),
        Slot(SlotKind.LABEL, 1, 5, 1, 1),
        Slot(SlotKind.BOX, 2, 11, 3, 1),
    )
    links = (Link(0, 1, loop=False), Link(0, 2, loop=False), Link(2, 3, loop=False))
    box, left, right, lower = relaxed(Layers(slots, links), [[0], [1, 2], [3]])
    assert right - left == 7
    assert left < box < right
    assert lower == right


@pytest.mark.parametrize("count", [20, 60, 120])
def test_long_scripts_are_laid_out_with_everything_apart(count):
    plan = best_plan(graph(many_steps(count), {}))
    ends: dict[int, int] = {}
    for rect, slot in sorted(zip(plan.rects, plan.layers.slots, strict=True), key=lambda p: p[0].x):
        assert rect.x > ends.get(slot.layer, -2) + 1
        ends[slot.layer] = rect.x + rect.width - 1


def test_arrows_to_one_place_share_the_lines_on_their_way_there():
    drawn = graph(
        script(
            "join",
            "Join",
            step("a", "A", ("on", "b"), ("out", "end:x")),
            step("b", "B", ("on", "c"), ("out", "end:x")),
            step("c", "C", ("out", "end:x")),
            endings={"x": "X"},
        ),
        {},
    )
    layers = in_ranks(drawn, [0, 1, 2, 4])
    lines = [slot for slot in layers.slots if slot.kind is SlotKind.LINE]
    assert sorted(slot.layer for slot in lines) == [2, 3, 4, 5, 6, 7]
    labels = [slot for slot in layers.slots if slot.kind is SlotKind.LABEL]
    assert sorted(slot.layer for slot in labels) == [1, 1, 3, 3, 5]


def test_the_words_of_a_way_back_stand_next_to_the_step_they_are_of():
    drawn = graph(WARNING, {})
    back = next(at for at, arrow in enumerate(drawn.arrows) if arrow.loop)
    found = [0] * len(drawn.nodes)
    found[drawn.arrows[back].source] = 3
    layers = in_ranks(drawn, found)
    label = next(s for s in layers.slots if s.kind is SlotKind.LABEL and s.of == back)
    assert label.layer == 5
    assert label.loop


def test_parallel_choices_are_one_arrow_with_the_words_of_each():
    drawn = graph(
        script("two", "Two", step("a", "A", ("yes", "b"), ("no", "b")), step("b", "B")), {}
    )
    (arrow,) = drawn.arrows
    assert [label.rows for label in arrow.labels] == [("1 yes",), ("2 no",)]
    assert arrow.name == ("a", "b")


def test_an_ending_is_one_node_and_a_way_to_another_script_one_below_each_step():
    drawn = graph(FIRST, {"warning": WARNING})
    assert [node.rows for node in drawn.nodes if not node.step] == [
        ("⇢ A warning",),
        ("■ Sold",),
        ("⇢ A warning",),
    ]


def test_a_line_that_was_laid_out_with_a_bend_it_does_not_need_is_straight():
    slots = (
        Slot(SlotKind.BOX, 0, 11, 3, 0, top=(-4, 4), bottom=(-4, 4)),
        *(Slot(SlotKind.LINE, layer, 1, 1, 1) for layer in (1, 2, 3)),
        Slot(SlotKind.BOX, 4, 11, 3, 1, top=(-4, 4), bottom=(-4, 4)),
        Slot(SlotKind.LABEL, 2, 5, 1, 2),
    )
    links = tuple(Link(at, at + 1, loop=False) for at in range(4))
    layers = Layers(slots, links)
    assert straightened(layers, [10, 10, 13, 11, 12, 30])[1:4] == [10, 10, 10]
    assert straightened(layers, [10, 10, 13, 11, 12, 8])[1:4] == [13, 13, 13]


def test_a_step_that_nothing_leads_to_may_lead_to_the_first():
    drawn = script(
        "loose", "Loose", step("a", "A", ("on", "b")), step("b", "B"), step("c", "C", ("up", "a"))
    )
    chart = whole_chart(drawn)
    assert chart.box("a").y < chart.box("c").y
