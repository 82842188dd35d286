"""Conditions and gates in words, wherever a script is drawn or printed."""

from conditional import gated, members

from guide.chart.booklet import booklet
from guide.chart.export import dot, mermaid
from guide.chart.focus import Stay, focus_view
from guide.chart.script_text import script_text
from guide.chart.style import row_text

LIBRARY = members()
SCRIPT = LIBRARY.script("members")


def focused(closed: frozenset[int], height: int = 30) -> str:
    path = [Stay("members", "greet", "Greet")]
    rows = focus_view({}, SCRIPT, "greet", path, frozenset(), 40, height, closed)
    return "\n".join(row_text(row) for row, _ in rows)


def test_the_page_of_a_script_tells_when_lines_choices_and_coaching_are_for_a_call() -> None:
    page = script_text(SCRIPT)
    assert "      only if it is a weekend\n" in page
    assert "      only if Member is yes and Orders so far is more than 3\n" in page
    assert "       only if Member is no\n" in page
    assert "      only if the call came through “Make the offer”\n" in page


def test_the_page_of_a_script_tells_what_a_step_waits_for() -> None:
    page = script_text(gated().script("debt"))
    assert "required before going on · not approved · disclosure" in page
    assert "It is the person (yes or no; required before going on)" in " ".join(page.split())


def test_the_booklet_tells_them_too() -> None:
    page = booklet(SCRIPT, LIBRARY)
    assert "Thank them for their patience. (only if it is a weekend)" in page
    assert "**Say** (required; only if Member is yes and Orders so far is more than 3):" in page
    assert "To the offer for members (only if Member is yes) →" in page


def test_charts_for_other_programs_tell_when_a_choice_is_open() -> None:
    assert "To the offer for members #40;only if Member is yes#41;" in mermaid(SCRIPT, {})
    assert "only if Member is yes" in dot(SCRIPT, {}).replace("\\l", " ").replace("\\n", " ")


def test_the_flow_tells_of_a_closed_choice_when_alone_it_is_open_and_keeps_its_number() -> None:
    assert "only if" not in focused(frozenset())
    drawn = focused(frozenset({2}))
    assert "─ only if Member is yes ─" in drawn
    assert "├2┤ Make the offer" in drawn
    assert "├2┤" in focused(frozenset({2}), 10)
