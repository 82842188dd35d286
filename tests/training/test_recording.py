from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import shipped, with_script
from msgspec.structs import replace
from recordings import NAMES, demo, events_of, kept, scenario, stepped_to

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import ActionRefused, CallerSpoke, Entry, Stage
from guide.call.fold import call_of
from guide.errors import RecordError, UnknownName
from guide.record.codec import GENESIS
from guide.record.journal import Reading, read_journal
from guide.record.places import Places
from guide.training.demo import MOST_SILENCE, demo_of
from guide.training.practice import play
from guide.training.recording import LEAST, Frame, MilestoneKind, speech
from guide.training.review import MOST_WAIT, review_of
from guide.training.scenario import Move, Scenario

STARTS = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)


def scenario_of(*moves: Move, script: str = "escalated-callers") -> Scenario:
    return Scenario("ours", "Ours", script, STARTS, "America/New_York", "R. A.", "", "", moves)


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_shows_the_very_call_that_playing_the_scenario_makes(
    name: str, tmp_path: Path
) -> None:
    played = play(scenario(name), shipped(), Places(tmp_path / "state", tmp_path / "out"))
    recording = demo(name)
    assert events_of(recording.frames[-1].call.entries) == events_of(played.call.entries)
    assert (recording.frames[-1].refusal != "") == (played.refused is not None)
    for frame in stepped_to(recording)[1:]:
        assert call_of(frame.call.entries) == frame.call


@pytest.mark.parametrize("name", NAMES)
def test_frames_follow_one_another(name: str) -> None:
    for before, frame in pairwise(demo(name).frames):
        assert frame.shows >= before.shows
        assert frame.at >= before.at
        assert frame.moment >= before.moment


@pytest.mark.parametrize("name", NAMES)
def test_no_silence_is_long_and_one_that_is_cut_short_says_by_how_much(name: str) -> None:
    for before, frame, between in _moves(name):
        shown = frame.shows - before.shows
        skipped = max([one.skipped for one in between], default=0.0)
        busy = [one for one in between if one.speaking or one.action]
        quiet = (busy[0] if busy else frame).shows - before.shows - speech(_aloud(before, frame))
        assert quiet <= max(MOST_SILENCE, 1.0 + len(before.caption.split()) / 3) + MOST_SILENCE
        if skipped:
            assert shown + skipped == pytest.approx(frame.at - before.at, abs=0.01)


def _aloud(before: Frame, frame: Frame) -> str:
    """What the agent says meanwhile."""
    new = [one.event for one in frame.call.entries[len(before.call.entries) :]]
    said = [one.text for one in new if isinstance(one, ev.Said | ev.WarningGiven)]
    return " ".join([*said, *(one.words for one in new if isinstance(one, ev.Adapted))])


@pytest.mark.parametrize("name", NAMES)
def test_the_key_of_a_line_is_pressed_once_it_can_have_been_said(name: str) -> None:
    for before, frame, _ in _moves(name):
        assert frame.shows - before.shows > speech(_aloud(before, frame))


@pytest.mark.parametrize("name", NAMES)
def test_the_caller_speaks_first_and_then_the_agent_works_key_by_key(name: str) -> None:
    for before, frame, between in _moves(name):
        speaking = [one for one in between if one.speaking]
        working = [one for one in between if one.action]
        assert between[len(between) - len(speaking) - len(working) :] == [*speaking, *working]
        said = [one.caller for one in speaking]
        assert said == sorted(said, key=len)
        assert said == [] or said[-1] == frame.caller
        for one, after in pairwise([*working, frame]):
            assert after.keys[: len(one.keys)] == one.keys
        for one in between:
            assert one.call == before.call, "nothing is done before the frame that one steps to"


def _moves(name: str) -> list[tuple[Frame, Frame, list[Frame]]]:
    """Each frame that is stepped to, the one before it, and what leads up to it."""
    recording = demo(name)
    return [
        (before, frame, [f for f in recording.frames if f.minor and _within(f, before, frame)])
        for before, frame in pairwise(stepped_to(recording))
    ]


def _within(frame: Frame, before: Frame, after: Frame) -> bool:
    return before.shows < frame.shows <= after.shows


@pytest.mark.parametrize("name", NAMES)
def test_every_move_of_a_demo_is_explained(name: str) -> None:
    moves = [frame for frame in stepped_to(demo(name)) if frame.action]
    assert [frame.action for frame in moves if not frame.caption] == []


def test_a_refused_move_is_the_last_frame_with_its_reason() -> None:
    moves = (Move(3, "Well?"), Move(9, action=act.Warn()), Move(12, action=act.Write("x")))
    recording = demo_of(scenario_of(*moves), shipped())
    assert len(stepped_to(recording)) == 3
    assert recording.frames[-1].refusal == recording.frames[-1].caption
    assert recording.frames[-1].call == recording.frames[-2].call
    assert [one.kind for one in recording.milestones] == [MilestoneKind.REFUSED]


def test_marks_stand_where_something_happened() -> None:
    moves = (
        Move(3, action=act.SetStage(Stage.ANNOYED)),
        Move(5, action=act.Write("A note.")),
        Move(9, action=act.End("hung-up")),
    )
    recording = demo_of(scenario_of(*moves), shipped())
    assert [one.kind for one in recording.milestones] == [
        MilestoneKind.ANGER,
        MilestoneKind.NOTE,
        MilestoneKind.END,
    ]
    assert [one.shows for one in recording.milestones] == [
        frame.shows for frame in stepped_to(recording)[1:]
    ]
    assert recording.stage(stepped_to(recording)[1].shows) is Stage.ANNOYED
    assert recording.stage(0.0) is None


def test_chapters_are_the_scenarios_own_or_else_the_steps_and_never_more_than_nine() -> None:
    own = scenario_of(Move(3, "One.", chapter="First"), Move(9, "Two.", chapter="Second"))
    assert [c.title for c in demo_of(own, shipped()).chapters] == ["First", "Second"]
    steps = demo_of(scenario_of(Move(3, action=act.Choose(2))), shipped()).chapters
    assert [c.number for c in steps] == [1, 2]
    there_and_back = [act.Choose(2) if n % 2 else act.Back() for n in range(1, 31)]
    moves = tuple(Move(n * 5, action=action) for n, action in enumerate(there_and_back, 1))
    many = demo_of(scenario_of(*moves), shipped()).chapters
    assert [c.number for c in many] == list(range(1, 10))
    assert many[0].shows == 0


@pytest.mark.parametrize("name", NAMES)
def test_the_call_clock_goes_on_smoothly_between_frames(name: str) -> None:
    recording = demo(name)
    places = [recording.duration * n / 500 for n in range(501)]
    clock = [recording.at(place) for place in places]
    assert all(one <= after + 1e-9 for one, after in pairwise(clock))
    assert clock[-1] == pytest.approx(recording.frames[-1].at)


def test_a_kept_call_is_shown_from_its_journal_event_for_event(tmp_path: Path) -> None:
    reading = read_journal(kept("friday-callback", tmp_path))
    recording = review_of(reading, shipped())
    assert recording.frames[-1].call == call_of(reading.entries)
    known = [len(frame.call.entries) for frame in recording.frames]
    assert known == sorted(known)
    assert (known[0], known[-1]) == (1, len(reading.entries))
    assert not recording.demo
    waits = [b.shows - a.shows for a, b in pairwise(stepped_to(recording))]
    assert max(waits) <= MOST_WAIT + 0.001
    assert min(waits) >= LEAST - 0.001


def test_of_a_damaged_journal_its_sound_beginning_is_shown_and_the_damage_told(
    tmp_path: Path,
) -> None:
    path = kept("friday-callback", tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:20], lines[20].replace(b"a", b"b", 1), *lines[21:]]))
    recording = review_of(read_journal(path), shipped())
    assert len(recording.frames[-1].call.entries) == 20
    assert "line 21" in recording.damage


def test_a_journal_without_a_whole_event_cannot_be_shown() -> None:
    with pytest.raises(RecordError, match="nothing to show"):
        review_of(Reading((), GENESIS, "line 1 is cut off"), shipped())


def test_a_practised_call_is_shown_with_the_callers_words_and_what_was_refused() -> None:
    first = demo("friday-callback").frames[0].call.entries[0]
    at = first.at
    entries = (
        first,
        Entry(2, at.replace(second=9), 9.0, CallerSpoke("Hello? Hello?", "m1")),
        Entry(3, at.replace(second=12), 12.0, ActionRefused("warn", "Not yet.")),
    )
    recording = review_of(Reading(entries, GENESIS), shipped())
    said = [frame.caller for frame in recording.frames]
    assert list(dict.fromkeys(said)) == ["", "Hello?", "Hello? Hello?"]
    assert recording.frames[-1].refusal == "Not yet."
    assert [one.kind for one in recording.milestones] == [MilestoneKind.REFUSED]


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_nothing_in_a_journal_from_elsewhere_commands_the_terminal(text: str) -> None:
    first = demo("friday-callback").frames[0].call.entries[0]
    words = f"\x1b]0;x\x07{text}\u202e"
    entries = (
        first,
        Entry(2, first.at, 1.0, ev.Noted(words)),
        Entry(3, first.at, 2.0, ev.FollowUpAdded("message", words, (("to", words),))),
        Entry(4, first.at, 3.0, CallerSpoke(words)),
    )
    frame = review_of(Reading(entries, GENESIS), shipped()).frames[-1]
    shown = (frame.caller, frame.call.notes[0].text, *frame.call.follow_ups[0].fields[0])
    for one in (*shown, frame.call.follow_ups[0].label, frame.caption):
        assert not {"\x1b", "\x07", "\u202e", "\r"} & set(one)


def test_wording_that_changed_since_and_is_not_kept_is_said_to_have_changed() -> None:
    reading = Reading(demo("friday-callback").frames[-1].call.entries, GENESIS)
    now = replace(shipped().script("escalated-callers"), sha256="0" * 64)
    assert review_of(reading, shipped()).remark == ""
    recording = review_of(reading, with_script(now))
    assert "“Escalated callers” as it was then is not kept" in recording.remark
    assert recording.remark in recording.frames[0].caption


def test_a_call_whose_script_is_gone_cannot_be_shown() -> None:
    reading = Reading(demo("friday-callback").frames[-1].call.entries, GENESIS)
    without = {k: v for k, v in shipped().scripts.items() if k != "escalated-callers"}
    with pytest.raises(UnknownName, match="escalated-callers"):
        review_of(reading, shipped().with_scripts(without))
