from pathlib import Path

import pytest
from kit import FRIDAY, shipped
from msgspec.structs import replace
from panes import joined

from guide.record.call_list import CallInfo
from guide.script.findings import Problem, Severity
from guide.tui.canvas import plain_text
from guide.tui.picker import Offer, Pick, Picked, PickerView
from guide.tui.rows import width_of

SCRIPTS = tuple(shipped().scripts.values())
SIZES = [(60, 20), (80, 24), (120, 36), (200, 50)]


def call(n: int) -> CallInfo:
    return CallInfo(
        f"20261120-19030{n}-k7wd",
        Path("/nowhere"),
        FRIDAY,
        "escalated-callers",
        "Escalated callers",
        f"Robin {n}",
        entries=12,
    )


def shown(view: PickerView, size: tuple[int, int] = (120, 50)) -> str:
    return plain_text(view.rows(*size))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("calls", [0, 1, 9])
def test_the_picker_is_as_large_as_the_terminal(size: tuple[int, int], calls: int) -> None:
    view = PickerView(Offer(tuple(map(call, range(calls))), SCRIPTS), "A refusal.", news="News.")
    for _ in range(20):
        rows = view.rows(*size)
        assert len(rows) == size[1]
        assert {width_of(one) for one in rows} == {size[0]}
        assert "▸" in plain_text(rows), "the mark is always in sight"
        view.key("down")


def test_unfinished_calls_come_first_and_every_script_says_when_to_use_it() -> None:
    text = shown(PickerView(Offer((call(1),), SCRIPTS)))
    assert text.index("Go on with an unfinished call") < text.index("Take a call")
    assert "Fri 20 Nov 14:03 · Robin 1 · 12 events kept" in text
    for script in SCRIPTS:
        assert script.title in text
        assert script.use_when in text


def test_letters_pick_calls_and_digits_scripts() -> None:
    view = PickerView(Offer((call(1), call(2)), SCRIPTS))
    assert view.key("b") == Pick(Picked.CALL, call(2).id)
    assert view.key("5") == Pick(Picked.SCRIPT, SCRIPTS[4].id)
    assert [view.key(key) for key in ("c", "6", "0", "x", "f1")] == [None] * 5


def test_arrows_and_enter_reach_everything() -> None:
    view = PickerView(Offer((call(1),), SCRIPTS))
    seen = []
    for _ in range(6):
        seen.append(view.key("enter"))
        view.key("down")
    assert [pick.id for pick in seen if pick] == [call(1).id, *(s.id for s in SCRIPTS)]
    view.key("up")
    assert view.key("enter") == Pick(Picked.SCRIPT, SCRIPTS[-1].id)


def test_where_there_are_more_than_nine_scripts_the_arrows_reach_the_tenth() -> None:
    many = tuple(replace(SCRIPTS[0], id=f"s{n}", title=f"Script {n}") for n in range(12))
    view = PickerView(Offer((), many))
    for _ in range(11):
        view.key("down")
    assert view.key("enter") == Pick(Picked.SCRIPT, "s11")
    assert "Script 11" in shown(view, (80, 24))


def test_mistakes_in_scripts_are_told_and_sound_ones_offered() -> None:
    problem = Problem(
        "my.toml", 7, "no-target", Severity.ERROR, "There is no step `a`.", "Name one."
    )
    view = PickerView(Offer((), SCRIPTS[:2], (problem, replace(problem, file="other.toml"))))
    words = joined(shown(view))
    assert "! 2 problems in 2 script files: guide check tells all. my.toml, line 7:" in words
    assert view.key("1") == Pick(Picked.SCRIPT, SCRIPTS[0].id)


def test_without_any_script_it_says_so() -> None:
    view = PickerView(Offer((), ()))
    assert "No script can be used here." in shown(view)
    assert [view.key(key) for key in ("enter", "down", "1", "a")] == [None] * 4


def test_what_went_wrong_and_where_the_summary_is_stand_on_top() -> None:
    text = shown(PickerView(Offer((), SCRIPTS), "The disk is full.", news="It is at /a/b.md"))
    assert text.index("It is at /a/b.md") < text.index("✗ The disk is full.") < text.index("Take a")
