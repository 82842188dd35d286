import sys
import unicodedata
from itertools import pairwise

import pytest
from drawn_flows import FIRST, SCRIPTS, WARNING, flows, many_steps, script, step
from hypothesis import given, settings

from guide.chart.by_step import listed_steps
from guide.chart.layers import ChartTooLarge
from guide.chart.style import DrawnRow, Style, row_text
from guide.chart.whole import Direction, chart_within, whole_chart
from guide.script.model import Script
from guide.text import cells

OPPOSITE = {(0, -1): (0, 1), (0, 1): (0, -1), (-1, 0): (1, 0), (1, 0): (-1, 0)}
WAYS = {
    "UP": [(0, -1)],
    "DOWN": [(0, 1)],
    "LEFT": [(-1, 0)],
    "RIGHT": [(1, 0)],
    "VERTICAL": [(0, -1), (0, 1)],
    "HORIZONTAL": [(-1, 0), (1, 0)],
}


def arms_of(char: str) -> set[tuple[int, int]]:
    name = unicodedata.name(char, "")
    if not name.startswith("BOX DRAWINGS"):
        return set()
    return {way for word in name.split() for way in WAYS.get(word, [])}


def grid_of(rows: tuple[DrawnRow, ...]) -> list[list[str]]:
    """One item a cell: a wide character fills two."""
    grid = []
    for row in rows:
        line: list[str] = []
        for char in row_text(row):
            line += [char] * cells(char)
        grid.append(line)
    return grid


def words_of(rows: tuple[DrawnRow, ...], *inks: Style) -> str:
    """What is written in these voices, without spaces."""
    found = (span.text for row in rows for span in row if span.style in inks)
    return "".join("".join(found).split())


SMALL = """\
       ╭─────────╮
       │  Greet  │
       ╰┬───────┬╯
   1 abusive  2 calm
       ▼         ▼
⇢ A warning  ╭─────────╮
             │  Sell   │
             ╰┬───────┬╯
         1 bought   2 abusive
             ▼          ▼
          ■ Sold   ⇢ A warning"""
LOOPS = """\
           ╭─────────────────╮
           │  Listen first   │
           ╰────────┬───────┬╯
             ▲      │       │
             │  2 abusive  1 has vented
   ┌─────────┘      │            │
   │                ▼            │
   │         ╭─────────────╮     │
   │         │  Redirect   │     │
   │         ╰┬──────────┬─╯     │
   │  1 calms down   2 goes on   │
   │         ├───────────┼───────┘
   │         │           ▼
   │         │      ╭─────────────────────╮
   │         │      │  Give the warning   │
   │         │      ╰─┬────────────┬────┬─╯
   │         │        │            │    └───────┐
2 not quite  │  1 calms down   2 goes on  3 asks again
        │    ▼      ▼              ▼            ▼
       ╭┴────────────╮      ■ Ended by     ↺ Give the warning
       │  Repeat it  │      the protocol
       ╰──┬─────────┬╯
     1 resolved   3 on
          ▼         ▼
     ■ Resolved   ↩ back"""
MARKED = """\
       ╭─────────╮
       │ ✓ Greet │
       ╰┬───────┰╯
   1 abusive  2 calm
       ▼         ▼
⇢ A warning  ┏━━━━━━━━━┓
             ┃ ▶ Sell  ┃
             ┗┯━━━━━━━┯┛
         1 bought   2 abusive
             ▼          ▼
          ■ Sold   ⇢ A warning"""
EXAMPLES = settings(max_examples=25, deadline=None)


def every_row_is_as_wide_as_the_chart(drawn, chart):
    rows = chart.rows()
    assert len(rows) == chart.height
    assert {sum(cells(span.text) for span in row) for row in rows} == {chart.width}


def no_box_touches_another(drawn, chart):
    boxes = chart.boxes
    assert [box.step for box in boxes] == [step.id for step in drawn.steps]
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            apart = one.x + one.width < other.x or other.x + other.width < one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y


def every_line_goes_on_until_it_reaches_a_box_words_or_an_arrowhead(drawn, chart):
    grid = grid_of(chart.rows())
    for y, row in enumerate(grid):
        for x, char in enumerate(row):
            for across, down in arms_of(char):
                there = grid[y + down][x + across]
                if OPPOSITE[across, down] in arms_of(there):
                    continue
                words = "".join(grid[y + down][x + across - 1 : x + across + 2]).strip()
                assert there in "▼▲" or (down and words), (x, y, char)


def nothing_but_its_title_is_inside_a_box(drawn, chart):
    for box in chart.boxes:
        text = ""
        for y in range(box.y + 1, box.y + box.height - 1):
            window = chart.row(y, chart.marks(), box.x + 1, box.width - 2)
            assert {span.style for span in window} <= {Style.TEXT}
            text += row_text(window)
        assert "".join(text.split()) == "".join(box.title.split())


def the_key_and_the_words_of_every_choice_are_in_the_chart(drawn, chart):
    choices = [choice for step in drawn.steps for choice in step.choices]
    rows = chart.rows()
    assert sorted(words_of(rows, Style.KEY)) == sorted(str(choice.key) for choice in choices)
    expected = "".join(choice.label for choice in choices)
    assert sorted(words_of(rows, Style.LABEL)) == sorted("".join(expected.split()))


def every_step_that_is_led_to_from_elsewhere_has_an_arrowhead(drawn, chart):
    grid = grid_of(chart.rows())
    led_to = {c.to.step for s in drawn.steps for c in s.choices if not c.to.script} - {""}
    to_itself = {
        s.id
        for s in drawn.steps
        if not any(c.to.step == s.id for o in drawn.steps if o.id != s.id for c in o.choices)
    }
    for box in chart.boxes:
        columns = range(box.x, box.x + box.width)
        above = {grid[box.y - 1][x] for x in columns} if box.y else set()
        low = box.y + box.height
        below = {grid[low][x] for x in columns} if low < len(grid) else set()
        assert ("▼" in above or "▲" in below) == (box.step in led_to - to_itself)


def the_same_script_is_always_drawn_the_same(drawn, chart):
    assert whole_chart(drawn, SCRIPTS).rows() == chart.rows()


def marks_change_no_place(drawn, chart):
    steps = {step.id for step in drawn.steps}
    ways = {(s.id, str(c.to)) for s in drawn.steps for c in s.choices}
    marked = grid_of(chart.rows(chart.marks(drawn.first, steps, ways)))
    for plain, drawn_over in zip(grid_of(chart.rows()), marked, strict=True):
        for one, other in zip(plain, drawn_over, strict=True):
            assert arms_of(one) == arms_of(other)


def walking_down_and_up_reaches_the_lowest_and_the_highest_box(drawn, chart):
    ys = [box.y for box in chart.boxes]
    for direction, edge in ((Direction.DOWN, max(ys)), (Direction.UP, min(ys))):
        for box in chart.boxes:
            here = chart.neighbor(box.step, direction)
            assert (here is None) == (box.y == edge)
            found = chart.box(here) if here else None
            assert found is None or (found.y - box.y) * direction.value[1] > 0


PROMISES = (
    every_row_is_as_wide_as_the_chart,
    no_box_touches_another,
    every_line_goes_on_until_it_reaches_a_box_words_or_an_arrowhead,
    nothing_but_its_title_is_inside_a_box,
    the_key_and_the_words_of_every_choice_are_in_the_chart,
    every_step_that_is_led_to_from_elsewhere_has_an_arrowhead,
    the_same_script_is_always_drawn_the_same,
    marks_change_no_place,
    walking_down_and_up_reaches_the_lowest_and_the_highest_box,
)
"""What holds of every chart; each is drawn once for all of them."""


@EXAMPLES
@given(flows())
def test_every_chart_keeps_every_promise(drawn):
    chart = whole_chart(drawn, SCRIPTS)
    for promise in PROMISES:
        promise(drawn, chart)


def test_a_small_script_is_drawn_like_this():
    rows = whole_chart(FIRST, SCRIPTS).rows()
    assert "\n".join(row_text(row).rstrip() for row in rows) == SMALL


def test_a_script_with_loops_is_drawn_like_this():
    rows = whole_chart(WARNING, SCRIPTS).rows()
    assert "\n".join(row_text(row).rstrip() for row in rows) == LOOPS


def test_the_step_in_hand_the_visited_and_the_way_taken_are_seen_without_color():
    chart = whole_chart(FIRST, SCRIPTS)
    rows = chart.rows(chart.marks("sell", {"greet", "sell"}, {("greet", "sell")}))
    assert "\n".join(row_text(row).rstrip() for row in rows) == MARKED


def test_a_way_to_another_script_is_marked_whatever_step_it_names():
    chart = whole_chart(FIRST, SCRIPTS)
    plain, marked = chart.rows(), chart.rows(chart.marks(taken={("sell", "warning:")}))
    assert plain != marked
    assert words_of(marked, Style.DONE) == "▼"


def test_a_window_is_a_piece_of_the_row():
    chart = whole_chart(WARNING, SCRIPTS)
    marks = chart.marks("warn", {"listen"})
    for y in range(chart.height):
        whole = row_text(chart.row(y, marks))
        assert row_text(chart.row(y, marks, 7, 23)) == whole[7:30]
        assert row_text(chart.row(y, marks, chart.width - 3, 9)) == whole[-3:] + " " * 6


def test_a_window_that_begins_in_the_middle_of_a_wide_character_keeps_its_width():
    chart = whole_chart(script("wide", "Wide", step("one", "漢字漢字")))
    for left in range(chart.width):
        window = chart.row(1, chart.marks(), left, 5)
        assert cells(row_text(window)) == 5


def test_a_row_without_marks_is_painted_once_for_all_marks():
    chart = whole_chart(WARNING, SCRIPTS)
    one, other = chart.marks("warn"), chart.marks("repeat")
    unmarked = next(y for y in range(chart.height) if not {y} & (one.changed | other.changed))
    chart.row(unmarked, one)
    chart.row(unmarked, other)
    assert unmarked not in one.painted
    assert unmarked not in other.painted


def test_a_row_tells_the_boxes_it_runs_through() -> None:
    chart = whole_chart(WARNING, SCRIPTS)
    for y in range(-1, chart.height + 1):
        found = [box for box in chart.boxes if box.y <= y < box.y + box.height]
        assert list(chart.boxes_in(y)) == sorted(found, key=lambda box: box.x)
    assert chart.box("nothing") is None


def test_arrow_keys_go_to_the_nearest_box_in_their_direction():
    drawn = script(
        "fork",
        "Fork",
        step("top", "Top", ("a", "left"), ("b", "middle"), ("c", "right")),
        step("left", "Left", ("on", "low")),
        step("middle", "Middle", ("on", "low")),
        step("right", "Right", ("on", "low")),
        step("low", "Low"),
    )
    chart = whole_chart(drawn)
    assert chart.neighbor("top", Direction.DOWN) == "middle"
    assert chart.neighbor("middle", Direction.LEFT) == "left"
    assert chart.neighbor("middle", Direction.RIGHT) == "right"
    assert chart.neighbor("left", Direction.UP) == "top"
    assert chart.neighbor("right", Direction.DOWN) == "low"
    assert chart.neighbor("left", Direction.LEFT) is None
    assert chart.neighbor("top", Direction.UP) is None
    assert chart.neighbor("nowhere", Direction.UP) is None


def test_a_long_script_is_drawn_without_a_box_upon_another():
    drawn = many_steps(300)
    chart = whole_chart(drawn)
    assert len(chart.boxes) == 300
    bands = sorted(chart.boxes, key=lambda box: (box.y, box.x))
    for one, other in pairwise(bands):
        assert one.y < other.y or one.x + one.width < other.x


def chain(count: int) -> Script:
    """Steps one after another, each with a second way out to the ending."""
    steps = [
        step(
            f"s{n}", f"Step {n}", ("on", f"s{n + 1}" if n + 1 < count else "end:a"), ("x", "end:a")
        )
        for n in range(count)
    ]
    return script("chain", "Chain", *steps, endings={"a": "An ending"})


def calls_to_show(count: int) -> int:
    """How many calls of functions it takes until the first rows of a chart are there."""
    calls = 0

    def count_one(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    long = chain(count)
    before = sys.getprofile()
    sys.setprofile(count_one)
    try:
        chart = whole_chart(long)
        marks = chart.marks("s0")
        box = chart.box("s0")
        assert box
        rows = [chart.row(y, marks, box.x, box.width) for y in range(40)]
    finally:
        sys.setprofile(before)
    assert any("Step 0" in row_text(row) for row in rows)
    return calls


def test_the_work_until_a_chart_is_seen_grows_as_its_steps_do() -> None:
    assert calls_to_show(400) < 2.5 * calls_to_show(200)


def test_a_chart_that_nobody_could_follow_is_not_laid_out() -> None:
    tangled = [
        step(
            f"s{n}", f"Step {n}", *((f"to {k}", f"s{(n + 37 * k + 1) % 400}") for k in range(1, 9))
        )
        for n in range(400)
    ]
    with pytest.raises(ChartTooLarge, match="lists its steps with their choices"):
        whole_chart(script("tangled", "Tangled", *tangled))
    with pytest.raises(ChartTooLarge, match="columns wide"):
        chart_within(chain(400), {}, 120)
    assert [*listed_steps(chain(3), {})] == [
        "Step 0",
        "  1 on   → Step 1",
        "  2 x   ■ An ending",
        "Step 1",
        "  1 on   → Step 2",
        "  2 x   ■ An ending",
        "Step 2",
        "  1 on   ■ An ending",
        "  2 x   ■ An ending",
    ]


def test_one_step_follows_beneath_another_however_long_the_script() -> None:
    boxes = whole_chart(chain(300)).boxes
    assert max(abs(a.middle[0] - b.middle[0]) for a, b in pairwise(boxes)) < 40
