import unicodedata

import pytest
from drawn_flows import FIRST, SCRIPTS, WARNING, flows, script, step
from hypothesis import given, settings

from guide.chart.ink import Ink, Row, row_text
from guide.chart.layers import Kind
from guide.chart.whole import Box, Chart, Direction, whole_chart
from guide.chart.width import cells

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


def grid_of(rows: tuple[Row, ...]) -> list[list[str]]:
    """One item a cell: a wide character fills two."""
    grid = []
    for row in rows:
        line: list[str] = []
        for char in row_text(row):
            line += [char] * cells(char)
        grid.append(line)
    return grid


def inside(box: Box, x: int, y: int) -> bool:
    return box.x < x < box.x + box.width - 1 and box.y < y < box.y + box.height - 1


@settings(max_examples=150, deadline=None)
@given(flows())
def test_every_row_is_as_wide_as_the_chart(drawn):
    chart = whole_chart(drawn, SCRIPTS)
    rows = chart.rows()
    assert len(rows) == chart.height
    assert {sum(cells(span.text) for span in row) for row in rows} == {chart.width}


@settings(max_examples=150, deadline=None)
@given(flows())
def test_no_box_touches_another(drawn):
    boxes = whole_chart(drawn, SCRIPTS).boxes
    assert [box.step for box in boxes] == [step.id for step in drawn.steps]
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            apart = one.x + one.width < other.x or other.x + other.width < one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y


@settings(max_examples=150, deadline=None)
@given(flows())
def test_every_line_goes_on_until_it_reaches_a_box_a_label_or_an_arrowhead(drawn):
    chart = whole_chart(drawn, SCRIPTS)
    grid = grid_of(chart.rows())
    for y, row in enumerate(grid):
        for x, char in enumerate(row):
            for across, down in arms_of(char):
                there = grid[y + down][x + across]
                if OPPOSITE[across, down] in arms_of(there):
                    continue
                words = "".join(grid[y + down][x + across - 1 : x + across + 2]).strip()
                assert there in "▼▲" or (down and words), (x, y, char)


@settings(max_examples=150, deadline=None)
@given(flows())
def test_nothing_but_its_title_is_inside_a_box(drawn):
    chart = whole_chart(drawn, SCRIPTS)
    rows = chart.rows()
    for box in chart.boxes:
        text = ""
        for y in range(box.y + 1, box.y + box.height - 1):
            window = chart.row(y, chart.marks(), box.x + 1, box.width - 2)
            assert {span.ink for span in window} <= {Ink.TEXT}
            text += row_text(window)
        assert "".join(text.split()) == "".join(box.title.split())
    assert rows == chart.rows()
