import pytest
from drawn_flows import FIRST, SCRIPTS, WARNING, flows, script, step
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.chart.focus import Stay, focus_view
from guide.chart.style import DrawnRow, Style, row_text
from guide.script.model import Script
from guide.text import cells


def walk(script: Script, *steps: str) -> list[Stay]:
    """The way through these steps, each by the first choice that leads there."""
    path: list[Stay] = []
    for step_id in steps:
        found = script.step(step_id)
        before = script.step(path[-1].step) if path else None
        choices = [c for c in before.choices if c.to.step == step_id] if before else []
        key, label = (choices[0].key, choices[0].label) if choices else (0, "")
        path.append(Stay(script.id, step_id, found.title, key, label))
    return path


TO_WARN = walk(WARNING, "listen", "redirect", "warn")


def view(path: list[Stay], width: int, height: int, visited: set[tuple[str, str]] | None = None):
    here = path[-1]
    seen = {(stay.script, stay.step) for stay in path} if visited is None else visited
    drawn = focus_view(SCRIPTS, SCRIPTS[here.script], here.step, path, seen, width, height)
    return tuple(row for row, _ in drawn)


def drawing(rows: tuple[DrawnRow, ...]) -> str:
    return "\n".join(row_text(row).rstrip() for row in rows).rstrip("\n")


@st.composite
def views(draw: st.DrawFn):
    drawn = draw(flows(most_steps=6))
    steps = draw(st.lists(st.sampled_from(drawn.steps), min_size=1, max_size=8))
    path = [
        Stay(
            draw(st.sampled_from(["drawn", "first"])), s.id, s.title, draw(st.integers(0, 9)), "why"
        )
        for s in steps[:-1]
    ]
    path.append(
        Stay("drawn", steps[-1].id, steps[-1].title, 3, "a reason", draw(st.integers(-1, 5)))
    )
    visited = {(stay.script, stay.step) for stay in path}
    width, height = draw(st.integers(20, 60)), draw(st.integers(8, 60))
    rows = focus_view(
        {**SCRIPTS, "drawn": drawn}, drawn, steps[-1].id, path, visited, width, height
    )
    return tuple(row for row, _ in rows), steps[-1], width, height


@settings(max_examples=50)
@given(views())
def test_the_view_has_exactly_its_size(drawn):
    rows, _, width, height = drawn
    assert len(rows) == height
    assert {sum(cells(span.text) for span in row) for row in rows} == {width}


@settings(max_examples=50)
@given(views())
def test_the_step_in_hand_and_all_its_choices_are_there(drawn):
    rows, step, _, height = drawn
    assert any("▶" in row_text(row) for row in rows)
    if height >= 3 + len(step.choices):
        keys = [row[1].text for row in rows if row[0].text in ("  ├", "  ╰")]
        assert keys == [str(choice.key) for choice in step.choices]
        assert sum("┏" in row_text(row) for row in rows) == 1


def test_with_room_every_choice_is_a_box():
    assert drawing(view(TO_WARN, 34, 24)) == ROOMY


def test_with_less_room_choices_close_up_first():
    assert drawing(view(TO_WARN, 26, 14)) == CLOSER


def test_then_the_step_before_is_a_line():
    assert drawing(view(TO_WARN, 26, 11)) == CLOSE


def test_then_choices_are_single_rows_and_the_trail_goes():
    assert drawing(view(TO_WARN, 26, 7)) == CLOSEST


@pytest.mark.parametrize(("height", "each"), [(30, 3), (14, 2), (7, 1)])
def test_every_row_of_a_choice_has_its_key(height, each):
    rows = focus_view(SCRIPTS, WARNING, "warn", TO_WARN, set(), 26, height)
    first = next(y for y, (_, key) in enumerate(rows) if key)
    for y, (row, key) in enumerate(rows):
        found = [run.text for run in row if run.style is Style.KEY]
        assert y < first or not found or found == [str(key)]
    keys = [key for _, key in rows]
    assert [keys.count(key) for key in (1, 2, 3)] == [each] * 3
    assert all(key == 0 for key in keys[:first])


def test_a_view_too_low_for_all_choices_says_how_many_there_are_more():
    drawn = script("many", "Many", step("a", "All", *((f"way {n}", "return") for n in range(9))))
    rows = focus_view({}, drawn, "a", [Stay("many", "a", "All")], set(), 30, 8)
    texts = [row_text(row).rstrip() for row, _ in rows]
    assert [key for _, key in rows] == [0, 1, 2, 3, 4, 5, 6, 0]
    assert texts[0] == "▶ All"
    assert texts[1] == "  ├1┤ way 0 ↩ back"
    assert texts[-1] == "  ┆ 3 more choices"


def test_the_trail_keeps_the_newest_titles():
    path = walk(WARNING, "listen", "redirect", "warn", "repeat", "listen", "redirect", "warn")
    assert row_text(view(path, 34, 24)[0]).rstrip() == "… ✓ Repeat it ✓ Listen first"


def test_a_high_view_has_two_rows_of_trail():
    path = walk(WARNING, "listen", "redirect", "warn", "repeat", "listen", "redirect", "warn")
    texts = [row_text(row).rstrip() for row in view(path, 34, 40)]
    assert texts[0] == "… ✓ Redirect ✓ Give the warning"
    assert texts[1] == "✓ Repeat it ✓ Listen first"


def test_a_step_before_in_another_script_says_so():
    path = [*walk(FIRST, "greet"), Stay("warning", "listen", "Listen first", 1, "abusive", 0)]
    texts = [row_text(row) for row in view(path, 30, 24)]
    assert texts[0] == "╭─ First script ─────────────╮"
    short = [row_text(row).rstrip() for row in view(path, 40, 8)]
    assert short[0] == "  ╷ ✓ Greet · 1 abusive"
    jumped = [*walk(FIRST, "greet"), Stay("warning", "listen", "Listen first", origin=0)]
    assert row_text(view(jumped, 40, 8)[0]).rstrip() == "  ╷ ✓ Greet · First script"


def test_return_names_the_step_it_leads_back_to():
    path = [
        *walk(FIRST, "greet"),
        Stay("warning", "listen", "Listen first", 1, "abusive", 0),
        Stay("warning", "repeat", "Repeat it", 1, "has vented", 0),
    ]
    assert any("↩ back to Greet" in row_text(row) for row in view(path, 34, 24))


def test_another_script_is_named_with_the_step_it_begins_at():
    text = drawing(view(walk(FIRST, "greet"), 34, 24))
    assert "⇢ A warning" in text
    assert "─ at Listen first ─" in text


def test_a_step_seen_and_left_again_is_marked_but_is_no_loop():
    path = walk(FIRST, "greet")
    rows = view(path, 34, 24, {("first", "greet"), ("first", "sell")})
    row = next(row for row in rows if "Sell" in row_text(row))
    assert "Sell ✓" in row_text(row)
    assert "↺" not in row_text(row)


def test_keys_labels_and_the_step_in_hand_have_voices_of_their_own():
    rows = view(TO_WARN, 34, 24)
    voices: dict[Style, str] = {}
    for span in (span for row in rows for span in row):
        voices[span.style] = voices.get(span.style, "") + span.text
    assert "Give the warning" in voices[Style.HERE]
    assert voices[Style.KEY].replace(" ", "") == "2123"
    assert "goes on" in voices[Style.LABEL]
    assert "■ Ended by the protocol" in voices[Style.EXIT]
    assert "↺ Give the warning" in voices[Style.LOOP]


def test_a_step_the_script_no_longer_has_is_shown_by_the_title_it_had():
    rows = focus_view(SCRIPTS, FIRST, "gone", [Stay("first", "gone", "Gone")], set(), 20, 8)
    assert (
        drawing(tuple(row for row, _ in rows))
        == "┏━━━━━━━━━━━━━━━━━━┓\n┃ ▶ Gone           ┃\n┗━━━━━━━━━━━━━━━━━━┛"
    )


ROOMY = """\
✓ Listen first
╭────────────────────────────────╮
│ ✓ Redirect                     │
╰─┬──────────────────────────────╯
  │ 2 goes on
┏━┷━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
┃ ▶ Give the warning             ┃
┗━┯━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
  │ ╭─ calms down ───────────────╮
  ├1┤ Repeat it                  │
  │ ╰─ then 3 choices ───────────╯
  │ ╭─ goes on ──────────────────╮
  ├2┤ ■ Ended by the protocol    │
  │ ╰─ ends the call ────────────╯
  │ ╭─ asks again ───────────────╮
  ╰3┤ ↺ Give the warning ✓       │
    ╰─ then 3 choices ───────────╯"""
CLOSER = """\
✓ Listen first
╭────────────────────────╮
│ ✓ Redirect             │
╰─┬──────────────────────╯
  │ 2 goes on
┏━┷━━━━━━━━━━━━━━━━━━━━━━┓
┃ ▶ Give the warning     ┃
┗━┯━━━━━━━━━━━━━━━━━━━━━━┛
  ├1┤ calms down
  │   → Repeat it
  ├2┤ goes on
  │   ■ Ended by the prot…
  ╰3┤ asks again
      ↺ Give the warning ✓"""
CLOSE = """\
✓ Listen first
  ╷ ✓ Redirect · 2 goes on
┏━┷━━━━━━━━━━━━━━━━━━━━━━┓
┃ ▶ Give the warning     ┃
┗━┯━━━━━━━━━━━━━━━━━━━━━━┛
  ├1┤ calms down
  │   → Repeat it
  ├2┤ goes on
  │   ■ Ended by the prot…
  ╰3┤ asks again
      ↺ Give the warning ✓"""
CLOSEST = """\
  ╷ ✓ Redirect · 2 goes on
┏━┷━━━━━━━━━━━━━━━━━━━━━━┓
┃ ▶ Give the warning     ┃
┗━┯━━━━━━━━━━━━━━━━━━━━━━┛
  ├1┤ calms do… → Repeat…
  ├2┤ goes on ■ Ended by…
  ╰3┤ asks aga… ↺ Give… ✓"""
