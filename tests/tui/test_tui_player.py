import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit import of_kind, shipped
from naughty import NAUGHTY
from panes import joined, pane_of
from shown import NAMES, NARROW, WIDE, demo, moves, watched
from sweeps import swept

from guide.call import events as ev
from guide.call.events import CallerSpoke, Entry
from guide.record.codec import GENESIS
from guide.record.journal import Reading
from guide.training.player import Player
from guide.training.recording import Frame
from guide.training.review import review_of
from guide.tui._textual_private import strips_of
from guide.tui.pane import plain_text
from guide.tui.player_screen import HELP, SMALLEST_PLAYER
from guide.tui.stage_strip import KEYS, SMALL, TALL, Strip

PRESSES = (
    *("space", "left", "right", "up", "down", "home", "end", "plus", "minus"),
    *("question_mark", "1", "5", "9", "x", "tick"),
)
SIZES = (SMALLEST_PLAYER, NARROW, WIDE, (200, 60))
QUICK = settings(deadline=None, max_examples=3, suppress_health_check=[HealthCheck.too_slow])


@QUICK
@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(PRESSES), max_size=20),
    st.sampled_from(SIZES),
)
async def test_whatever_is_pressed_the_screen_is_whole_and_says_that_it_is_a_demo(
    name: str, pressed: list[str], size: tuple[int, int]
) -> None:
    async with watched(name, size=size) as screen:
        for key in pressed:
            if key == "tick":
                screen.player.player = screen.player.player.tick(3.0)
            else:
                await screen.press(key)
            player = screen.player.player
            assert 0 <= player.position <= player.recording.duration
            strips = strips_of(screen.app.screen)
            assert len(strips) == size[1]
            assert {strip.cell_length for strip in strips} == {size[0]}
        if not screen.player.help:
            assert "TRAINING · DEMO" in screen.text.splitlines()[0]


@QUICK
@given(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(PRESSES[:-4]), max_size=20),
    st.floats(0, 1),
)
async def test_a_place_shows_the_same_however_one_came_there(
    name: str, pressed: list[str], part: float
) -> None:
    position = demo(name).duration * part
    async with watched(name, position, NARROW) as screen:
        straight = await screen.still()
    async with watched(name, size=NARROW) as screen:
        await screen.press(*pressed)
        player = screen.player.player
        screen.player.help = False
        while player.speed != 1:
            await screen.press("plus" if player.speed < 1 else "minus")
            player = screen.player.player
        await screen.go(position)
        assert await screen.still() == straight


@pytest.mark.parametrize(
    "name", swept(["agreed-by-friday", "threat-reported"], ["threat-reported"])
)
async def test_going_back_in_the_middle_of_a_move_untypes_what_was_typed(name: str) -> None:
    async with watched(name, size=NARROW) as screen:
        for number, frame in enumerate(moves(demo(name))):
            if number % 2:
                before = without_scroll_bars(await screen.still())
                nearly = frame.shows - 0.01
                await screen.go(nearly)
                seen = without_scroll_bars(await screen.still())
                for place in (frame.shows - 0.6, nearly):
                    await screen.go(place)
                assert without_scroll_bars(await screen.still()) == seen
                await screen.press("left")
                assert without_scroll_bars(await screen.still()) == before
            await screen.press("right")


@pytest.mark.parametrize(
    "name", swept(["friday-callback", "warned-and-ended"], ["warned-and-ended"])
)
async def test_a_step_back_shows_exactly_what_was_there(name: str) -> None:
    async with watched(name, size=WIDE) as screen:
        seen = [without_scroll_bars(await screen.still())]
        while not screen.player.player.over:
            await screen.press("right")
            seen.append(without_scroll_bars(await screen.still()))
        for text in reversed(seen[:-1]):
            await screen.press("left")
            assert without_scroll_bars(await screen.still()) == text


def without_scroll_bars(text: str) -> str:
    """The text without the ends of scroll bars, which are drawn in eighths of a row."""
    return text.translate(dict.fromkeys(map(ord, "▁▂▃▄▅▆▇█"), " "))


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_every_word_of_the_caller_and_every_caption_is_to_be_read(
    size: tuple[int, int],
) -> None:
    async with watched("threat-reported", size=size) as screen:
        for frame in moves(demo("threat-reported")):
            await screen.press("right")
            assert_to_be_read(frame, "\n".join(screen.text.splitlines()[-10:]), size)


@pytest.mark.parametrize("name", NAMES)
def test_the_strip_of_every_demo_has_every_word_and_every_caption(name: str) -> None:
    player = Player(demo(name))
    for frame in moves(demo(name)):
        strip = Strip(player.moved(frame.shows), name)
        for size, height in ((NARROW, SMALL), (WIDE, TALL)):
            assert_to_be_read(frame, plain_text(strip.rows(size[0], height)), size)


def assert_to_be_read(frame: Frame, strip: str, size: tuple[int, int]) -> None:
    if frame.caller:
        words = f"“{frame.caller}”"
        assert joined(words if size == WIDE else words[-100:]) in joined(strip)
    assert joined(frame.caption) in joined(strip)


async def test_the_caller_speaks_word_by_word_before_the_agent_acts() -> None:
    recording = demo("friday-callback")
    spoken = [frame for frame in recording.frames if frame.speaking]
    begins = spoken[0].shows
    works = next(frame for frame in recording.frames if frame.action)
    assert works.keys == ()
    async with watched(recording, begins - 0.01) as screen:
        assert "Three" not in screen.text
        await screen.go(begins + 0.9)
        assert "“Three weeks!" in screen.text
        assert "thing.”" not in screen.text
        await screen.go(works.shows)
        assert "thing.”" in screen.text


async def test_a_note_grows_letter_by_letter_in_its_field() -> None:
    recording = demo("friday-callback")
    noted = next(f for f in moves(recording) if of_kind(ev.Noted, [f.call.last.event]))
    note, lengths = noted.call.notes[-1].text, []
    typed = [
        frame
        for frame in recording.frames[: recording.frames.index(noted)]
        if frame.typed and frame.call.notes == noted.call.notes[:-1] and frame.panel == "notes"
    ]
    async with watched(recording) as screen:
        for frame in typed[::4]:
            await screen.go(frame.shows)
            written = dict(frame.typed)["text"]
            assert joined(written) in joined(pane_of(screen.text, "Notes"))
            assert note.startswith(written)
            lengths.append(len(written))
    assert lengths == sorted(lengths)
    assert lengths[0] < 3
    assert lengths[-1] > 40


async def test_the_panel_is_open_while_the_agent_works_in_it_and_its_keys_are_shown() -> None:
    recording = demo("threat-reported")
    frame = next(f for f in moves(recording) if of_kind(ev.WarningGiven, [f.call.last.event]))
    async with watched(recording, frame.shows - 0.05) as screen:
        assert "WARNINGS 0 of 1" in screen.text
        assert "Read the warning word for word" in joined(pane_of(screen.text, "Hang-up protocol"))
        await screen.go(frame.shows)
        assert "▲ WARNINGS 1 of 1" in screen.text
        assert " w  warn" in screen.text
        assert " Space " in screen.text


@pytest.mark.parametrize(("name", "kind", "typed"), [("passed-on", ev.FollowUpDone, "R. Alvarez")])
async def test_what_is_typed_stands_in_the_field_it_is_typed_into(
    name: str, kind: type[ev.Event], typed: str
) -> None:
    recording = demo(name)
    frame = next(f for f in moves(recording) if of_kind(kind, [f.call.last.event]))
    async with watched(recording, frame.shows - 0.05) as screen:
        assert "Already done? By" in screen.text
        assert typed in screen.text


async def test_a_refused_move_shows_its_reason_in_the_status_line_and_the_panel_stays() -> None:
    async with watched("no-warning", demo("no-warning").duration) as screen:
        assert "✗ Not yet: 1 warning is still to be given" in screen.text.splitlines()[1]
        assert pane_of(screen.text, "End the call")


async def test_a_silence_that_is_cut_short_says_so() -> None:
    recording = demo("friday-callback")
    quiet = next(frame for frame in recording.frames if frame.skipped > 20)
    async with watched(recording, quiet.shows) as screen:
        assert "cut short" in screen.text


async def test_chapters_marks_and_the_curve_of_anger_stand_along_the_timeline() -> None:
    async with watched("friday-callback") as screen:
        curve, line = screen.text.splitlines()[-3:-1]
    assert {"▅", "▇", "▃"} <= set(curve)
    assert [c for c in line if c.isdigit()] == sorted(c for c in line if c.isdigit())
    assert {"n", "f", "~", "■"} <= set(line)


async def test_every_key_that_is_shown_does_something_and_help_tells_them_all() -> None:
    for press, _, _ in KEYS:
        async with watched("friday-callback", 60.0, NARROW) as screen:
            shown = screen.player
            before = (shown.player, shown.help)
            await screen.press(press)
            assert (shown.player, shown.help) != before or not shown.is_active
    async with watched("friday-callback", size=NARROW) as screen:
        shown = screen.player
        await screen.press("question_mark")
        for keys, _ in HELP:
            assert keys in screen.text
        await screen.press("q")
        assert not shown.help, "any key closes the help, and does nothing else"
        assert shown.is_active
        await screen.press("q")
        assert not shown.is_active


async def test_a_terminal_that_is_too_small_is_told_how_large_it_must_be() -> None:
    async with watched("friday-callback", size=(50, 20)) as screen:
        assert "needs 60 columns and 20 rows" in joined(screen.text)


@QUICK
@given(
    st.one_of(st.sampled_from(NAUGHTY), st.text(st.characters(codec="utf-8"), max_size=300)),
    st.sampled_from(SIZES),
)
async def test_whatever_was_said_on_a_replayed_call_the_screen_stays_whole(
    words: str, size: tuple[int, int]
) -> None:
    first = demo("friday-callback").frames[0].call.entries[0]
    entries = (
        first,
        Entry(2, first.at, 5.0, CallerSpoke(words)),
        Entry(3, first.at, 9.0, ev.Noted(words)),
        Entry(4, first.at, 12.0, ev.Detailed("caller", "Caller", words)),
    )
    async with watched(review_of(Reading(entries, GENESIS), shipped()), size=size) as screen:
        for position in (0.0, 4.0, 6.0, screen.player.player.recording.duration):
            await screen.go(position)
            strips = strips_of(screen.app.screen)
            assert {strip.cell_length for strip in strips} == {size[0]}
