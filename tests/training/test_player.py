import pytest
from hypothesis import given
from hypothesis import strategies as st
from recordings import NAMES, demo, stepped_to

from guide.training.player import SPEEDS, Player

MOVES = (
    *("toggled", "faster", "slower", "forward", "back", "next_mark", "last_mark"),
    *("tick", "chapter", "moved"),
)
_ARGUMENTS = {
    "tick": st.floats(-5, 60),
    "chapter": st.integers(0, 12),
    "moved": st.floats(-100, 1000),
}


@st.composite
def presses(draw: st.DrawFn) -> list[tuple[str, tuple[float, ...]]]:
    names = draw(st.lists(st.sampled_from(MOVES), max_size=40))
    return [(n, (draw(_ARGUMENTS[n]),) if n in _ARGUMENTS else ()) for n in names]


def after(player: Player, pressed: list[tuple[str, tuple[float, ...]]]) -> Player:
    for name, arguments in pressed:
        player = getattr(player, name)(*arguments)
    return player


@given(st.sampled_from(NAMES), presses())
def test_whatever_is_pressed_one_is_somewhere_in_the_recording(
    name: str, pressed: list[tuple[str, tuple[float, ...]]]
) -> None:
    recording = demo(name)
    player = after(Player(recording), pressed)
    assert 0.0 <= player.position <= recording.duration
    assert player.speed in SPEEDS
    assert player.frame.shows <= player.position
    assert not (player.playing and player.over)


@given(st.sampled_from(NAMES), presses())
def test_a_step_on_and_a_step_back_show_the_identical_frame(
    name: str, pressed: list[tuple[str, tuple[float, ...]]]
) -> None:
    here = after(Player(demo(name)), pressed).back()
    there = here.forward()
    assert there.frame is next(f for f in stepped_to(here.recording) if f.shows > here.position)
    assert there.back().frame is here.frame
    assert there.back().position == here.position


@pytest.mark.parametrize("name", NAMES)
def test_stepping_goes_through_every_frame_to_the_end_and_back_to_the_start(name: str) -> None:
    recording = demo(name)
    player = Player(recording)
    there = [player.frame]
    while player.forward().position != player.position:
        player = player.forward()
        there.append(player.frame)
    assert tuple(there) == stepped_to(recording)
    for frame in reversed(there[:-1]):
        player = player.back()
        assert player.frame is frame
    assert player.back() == player


def test_playing_stops_at_the_end_and_space_begins_anew() -> None:
    recording = demo("friday-callback")
    over = Player(recording).tick(recording.duration + 1)
    assert (over.position, over.playing, over.over) == (recording.duration, False, True)
    again = over.toggled()
    assert (again.position, again.playing) == (0.0, True)


def test_a_paused_recording_stands_still_and_speed_is_how_fast_it_goes() -> None:
    player = Player(demo("friday-callback"))
    assert player.toggled().tick(10).position == 0.0
    assert player.faster().tick(3).position == 6.0
    assert player.slower().tick(4).position == 2.0


def test_chapters_and_marks_are_jumped_to() -> None:
    recording = demo("friday-callback")
    player = Player(recording)
    for chapter in recording.chapters:
        assert player.chapter(chapter.number).position == chapter.shows
    assert player.chapter(9).position == 0.0
    there = []
    while not player.over:
        player = player.next_mark()
        there.append(player.position)
    assert there == sorted({one.shows for one in recording.milestones})
    assert player.last_mark().position == there[-2]
