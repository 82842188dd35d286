import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from kit import of_kind, shipped
from naughty import NAUGHTY
from panes import joined, pane_of
from shown import NAMES, NARROW, WIDE, at, demo, moves, text

from guide.call import events as ev
from guide.call.events import CallerSpoke, Entry
from guide.record.codec import GENESIS
from guide.record.journal import Reading
from guide.training.review import review_of
from guide.tui.player_view import HELP, LEAST, Intent, PlayerView
from guide.tui.rows import width_of
from guide.tui.stage_strip import KEYS

PRESSES = (
    *("space", "left", "right", "up", "down", "home", "end", "plus", "minus"),
    *("question_mark", "1", "5", "9", "x", "t", "tick"),
)
SIZES = (LEAST, NARROW, WIDE, (200, 60))


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(PRESSES), max_size=30),
    st.sampled_from(SIZES),
)
def test_whatever_is_pressed_the_screen_is_whole_and_says_that_it_is_a_demo(
    name: str, pressed: list[str], size: tuple[int, int]
) -> None:
    view = PlayerView(demo(name))
    for key in pressed:
        view.tick(3.0) if key == "tick" else view.key(key)
        rows = view.rows(*size)
        assert len(rows) == size[1]
        assert {width_of(one) for one in rows} == {size[0]}
        assert 0 <= view.player.position <= view.player.recording.duration
    if not view.help:
        assert "TRAINING · DEMO" in text(view, size).splitlines()[0]


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(PRESSES[:-4]), max_size=20),
    st.floats(0, 1),
)
def test_a_place_shows_the_same_however_one_came_there(
    name: str, pressed: list[str], part: float
) -> None:
    position = demo(name).duration * part
    view = at(name, 0)
    for key in pressed:
        view.key(key)
        view.rows(*NARROW)
    view.help = False
    view.player = at(name, position).player
    assert view.rows(*NARROW) == at(name, position).rows(*NARROW)


@pytest.mark.parametrize("name", NAMES)
def test_going_back_in_the_middle_of_a_move_untypes_what_was_typed(name: str) -> None:
    view = at(name, 0)
    for frame in moves(demo(name)):
        before = view.rows(*NARROW)
        halfway, nearly = frame.shows - 0.6, frame.shows - 0.01
        for place in (nearly, halfway, nearly):
            view.player = view.player.moved(place)
            assert view.rows(*NARROW) == at(name, place).rows(*NARROW)
        view.key("left")
        assert view.rows(*NARROW) == before
        view.key("right")


@pytest.mark.parametrize("name", NAMES)
def test_a_step_back_shows_exactly_what_was_there(name: str) -> None:
    view = at(name, 0)
    seen = [view.rows(*WIDE)]
    while not view.player.over:
        view.key("right")
        seen.append(view.rows(*WIDE))
    for rows in reversed(seen[:-1]):
        view.key("left")
        assert view.rows(*WIDE) == rows


@pytest.mark.parametrize("size", [NARROW, WIDE])
@pytest.mark.parametrize("name", NAMES)
def test_every_word_of_the_caller_and_every_caption_is_to_be_read(
    name: str, size: tuple[int, int]
) -> None:
    view = at(name, 0)
    for frame in moves(demo(name)):
        view.key("right")
        strip = joined("\n".join(text(view, size).splitlines()[-10:]))
        if frame.caller:
            words = f"“{frame.caller}”"
            assert joined(words if size == WIDE else words[-100:]) in strip
        assert joined(frame.caption) in strip


def test_the_caller_speaks_word_by_word_before_the_agent_acts() -> None:
    recording = demo("friday-callback")
    spoken = [frame for frame in recording.frames if frame.speaking]
    begins = spoken[0].shows
    assert "Three" not in text(at("friday-callback", begins - 0.01))
    assert "“Three weeks!" in text(at("friday-callback", begins + 0.9))
    assert "thing.”" not in text(at("friday-callback", begins + 0.9))
    works = next(frame for frame in recording.frames if frame.action)
    assert works.keys == ()
    assert "thing.”" in text(at("friday-callback", works.shows))


def test_a_note_grows_letter_by_letter_in_the_composer() -> None:
    recording = demo("friday-callback")
    noted = next(f for f in moves(recording) if of_kind(ev.Noted, [f.call.last.event]))
    note, lengths = noted.call.notes[-1].text, []
    for frame in recording.frames[: recording.frames.index(noted)]:
        if frame.typed and frame.call.notes == noted.call.notes[:-1] and frame.panel == "notes":
            shown = joined(pane_of(text(at("friday-callback", frame.shows)), "Notes"))
            typed = shown.partition("›")[2].strip("─ █")
            assert note.replace(" ", "").startswith(typed.replace(" ", ""))
            lengths.append(len(typed))
    assert lengths == sorted(lengths)
    assert lengths[0] < 3
    assert lengths[-1] > 40


def test_the_panel_is_open_while_the_agent_works_in_it_and_its_keys_are_shown() -> None:
    recording = demo("threat-reported")
    frame = next(f for f in moves(recording) if of_kind(ev.WarningGiven, [f.call.last.event]))
    during = text(at("threat-reported", frame.shows - 0.05))
    assert "WARNINGS 0 of 1" in during
    assert "The warning was given" in pane_of(during, "Hang-up protocol")
    after = text(at("threat-reported", frame.shows))
    assert "▲ WARNINGS 1 of 1" in after
    assert " w  warn" in after


def test_a_refused_move_shows_its_reason_in_the_status_line() -> None:
    view = at("no-warning", demo("no-warning").duration)
    assert "✗ Not yet: 1 warning is still to be given" in text(view).splitlines()[1]


def test_a_silence_that_is_cut_short_says_so() -> None:
    recording = demo("friday-callback")
    quiet = next(frame for frame in recording.frames if frame.skipped > 20)
    assert "cut short" in text(at("friday-callback", quiet.shows))


def test_chapters_marks_and_the_curve_of_anger_stand_along_the_timeline() -> None:
    curve, line = text(at("friday-callback", 0)).splitlines()[-3:-1]
    assert {"▅", "▇", "▃"} <= set(curve)
    assert [c for c in line if c.isdigit()] == sorted(c for c in line if c.isdigit())
    assert {"n", "f", "~", "■"} <= set(line)


def test_every_key_that_is_shown_does_something_and_help_tells_them_all() -> None:
    view = at("friday-callback", 60.0)
    for press, _, _ in KEYS:
        other = at("friday-callback", 60.0)
        before = (other.player, other.help)
        assert other.key(press) or (other.player, other.help) != before
    view.key("question_mark")
    shown = text(view, NARROW)
    for keys, _ in HELP:
        assert keys in shown
    assert view.key("q") is None, "any key closes the help, and does nothing else"
    assert view.key("q") is Intent.LEAVE


def test_a_terminal_that_is_too_small_is_told_how_large_it_must_be() -> None:
    assert f"at least {LEAST[0]} columns" in joined(text(at("friday-callback", 0), (50, 20)))


@settings(deadline=None, max_examples=60)
@given(
    st.one_of(st.sampled_from(NAUGHTY), st.text(st.characters(codec="utf-8"), max_size=300)),
    st.sampled_from(SIZES),
)
def test_whatever_was_said_on_a_replayed_call_the_screen_stays_whole(
    words: str, size: tuple[int, int]
) -> None:
    first = demo("friday-callback").frames[0].call.entries[0]
    entries = (
        first,
        Entry(2, first.at, 5.0, CallerSpoke(words)),
        Entry(3, first.at, 9.0, ev.Noted(words)),
        Entry(4, first.at, 12.0, ev.Detailed("caller", "Caller", words)),
    )
    view = PlayerView(review_of(Reading(entries, GENESIS), shipped()))
    for position in (0.0, 4.0, 6.0, view.player.recording.duration):
        view.player = view.player.moved(position)
        rows = view.rows(*size)
        assert len(rows) == size[1]
        assert {width_of(one) for one in rows} == {size[0]}
