from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.chart.routing import Channel, Star, channel


@st.composite
def channels(draw: st.DrawFn) -> list[Star]:
    """Stars as they can be: no two have a column of the same edge of the channel in common."""
    tops = draw(st.lists(st.integers(0, 30), max_size=14, unique=True))
    bottoms = draw(st.lists(st.integers(0, 30), max_size=14, unique=True))
    stars: list[Star] = []
    link = 0
    while tops and bottoms:
        below = draw(st.booleans())
        hubs, pins = (bottoms, tops) if below else (tops, bottoms)
        count = draw(st.integers(1, min(4, len(pins))))
        spokes = tuple((pins.pop(), link + n) for n in range(count))
        stars.append(Star(0, hubs.pop(), spokes, below, loop=False))
        link += count
    return stars


def paths(stars: list[Star], routed: Channel) -> dict[int, list[list[tuple[int, int]]]]:
    """The corners of every line, by star, from the row above the channel to the one below."""
    found: dict[int, list[list[tuple[int, int]]]] = {}
    for at, star in enumerate(stars):
        for pin, link in star.spokes:
            x, last_x = (pin, star.hub) if star.hub_below else (star.hub, pin)
            corners = [(x, -1)]
            track = routed.tracks.get(link)
            if track is None:
                assert x == last_x
            elif track.column < 0:
                corners += [(x, track.row), (last_x, track.row)]
            else:
                corners += [(x, track.row), (track.column, track.row)]
                corners += [(track.column, track.last_row), (last_x, track.last_row)]
            found.setdefault(at, []).append([*corners, (last_x, routed.rows)])
    return found


@given(channels())
def test_lines_of_different_stars_only_ever_cross(stars):
    level: dict[tuple[int, int], set[int]] = {}
    upright: dict[tuple[int, int], set[int]] = {}
    bends: dict[tuple[int, int], set[int]] = {}
    for star, lines in paths(stars, channel(stars)).items():
        for corners in lines:
            for (x, y), (to_x, to_y) in pairwise(corners):
                for row in range(min(y, to_y), max(y, to_y) + 1):
                    for column in range(min(x, to_x), max(x, to_x) + 1):
                        cell = (column, row)
                        (upright if x == to_x else level).setdefault(cell, set()).add(star)
            for corner in corners[1:-1]:
                bends.setdefault(corner, set()).add(star)
    assert all(len(users) == 1 for users in level.values())
    assert all(len(users) == 1 for users in upright.values())
    for cell, users in bends.items():
        assert level.get(cell, users) == users
        assert upright.get(cell, users) == users


@given(channels())
def test_lines_only_lead_down(stars):
    for lines in paths(stars, channel(stars)).values():
        for corners in lines:
            assert all(y <= to_y for (_, y), (_, to_y) in pairwise(corners))


def test_two_lines_that_change_places_are_led_round_each_other():
    one = Star(0, 5, ((2, 0),), hub_below=True, loop=False)
    other = Star(1, 2, ((5, 1),), hub_below=True, loop=False)
    routed = channel([one, other])
    assert routed.rows == 3
    assert sum(track.column >= 0 for track in routed.tracks.values()) == 1


def test_lines_that_run_straight_need_no_row():
    assert channel([Star(0, 3, ((3, 0),), hub_below=True, loop=False)]) == Channel(0, {})


@pytest.mark.parametrize(
    ("columns", "fewest"),
    [
        ([(5, 1), (7, 3)], 0),
        ([(7, 3), (5, 1)], 0),
        ([(10, 7), (3, 8), (8, 4), (7, 0)], 3),
    ],
)
def test_lines_cross_no_more_than_they_have_to(columns, fewest):
    stars = [Star(n, end, ((start, n),), True, False) for n, (start, end) in enumerate(columns)]
    level: set[tuple[int, int, int]] = set()
    upright: set[tuple[int, int, int]] = set()
    for star, lines in paths(stars, channel(stars)).items():
        for (x, y), (to_x, to_y) in (pair for line in lines for pair in pairwise(line)):
            if x == to_x:
                upright |= {(star, x, row) for row in range(y, to_y + 1)}
            else:
                between = range(min(x, to_x) + 1, max(x, to_x))
                level |= {(star, column, y) for column in between}
    crossings = {(x, y) for _, x, y in level for _, to_x, to_y in upright if (x, y) == (to_x, to_y)}
    assert len(crossings) == fewest


def test_lines_that_join_a_straight_one_from_both_sides_do_so_in_two_rows():
    star = Star(0, 5, ((2, 0), (5, 1), (8, 2)), hub_below=True, loop=False)
    routed = channel([star])
    assert routed.rows == 2
    assert routed.tracks[0].row != routed.tracks[2].row
    assert 1 not in routed.tracks


def test_lines_that_join_from_both_sides_without_a_straight_one_share_a_row():
    star = Star(0, 5, ((2, 0), (8, 1)), hub_below=True, loop=False)
    assert channel([star]).rows == 1
