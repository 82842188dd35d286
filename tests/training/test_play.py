import tempfile
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guide.call import actions as act
from guide.call.events import Stage
from guide.record.call_list import kept_calls, unfinished_calls
from guide.record.places import Places
from guide.script.library import load_library, shipped_folder
from guide.script.model import FollowUpKind
from guide.training.practice import Played, play
from guide.training.scenario import Move, Scenario

LIBRARY = load_library(shipped_folder())
STARTS = datetime(2026, 11, 20, 19, 3, tzinfo=UTC)


def scenario(
    *moves: Move, script: str = "escalated-callers", zone: str = "America/New_York"
) -> Scenario:
    return Scenario("ours", "Ours", script, STARTS, zone, "R. Alvarez", "", "", moves)


def does(*actions: act.Action) -> tuple[Move, ...]:
    return tuple(Move(n, action=action) for n, action in enumerate(actions, 1))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "state", tmp_path / "out")


END = act.End("hung-up")


def test_each_move_happens_in_its_time(places: Places) -> None:
    moves = (Move(5, "Well?"), Move(90, action=act.SetStage(Stage.HOSTILE)), Move(95, action=END))
    call = play(scenario(*moves), LIBRARY, places).call
    [mark] = call.stages
    assert mark.at == datetime(2026, 11, 20, 19, 4, 30, tzinfo=UTC)
    assert call.entry(mark.n).elapsed == 90
    assert call.ended is not None
    assert call.ended.elapsed == 95


def test_the_desk_is_in_the_zone_of_the_scenario(places: Places) -> None:
    callback = does(act.AddFollowUp(FollowUpKind.CALLBACK), END)
    due = {
        zone: play(scenario(*callback, zone=zone), LIBRARY, places).call.follow_ups[0].due
        for zone in ("America/New_York", "Asia/Tokyo")
    }
    assert due == {
        "America/New_York": datetime(2026, 11, 21, 17, 0, tzinfo=UTC),
        "Asia/Tokyo": datetime(2026, 11, 23, 14, 59, tzinfo=UTC),
    }


def test_a_refused_action_ends_it_with_the_reason(places: Places) -> None:
    played = play(scenario(*does(act.Warn(), END)), LIBRARY, places)
    assert played.summary is None
    assert played.refused is not None
    assert (played.refused.n, played.refused.move.action) == (1, act.Warn())
    assert played.refused.reason
    assert played.call.ended is None


def test_what_a_scenario_counts_is_found_among_the_events_of_the_call(places: Places) -> None:
    moves = does(
        act.Write("First."),
        act.AddFollowUp(FollowUpKind.MESSAGE),
        act.Write("Secnd."),
        act.AddFollowUp(FollowUpKind.CALLBACK),
        act.Rewrite(2, "Second."),
        act.AmendFollowUp(1, (("to", "J. Osei"),)),
        act.FinishFollowUp(2, "H. Ortiz"),
        END,
    )
    call = play(scenario(*moves), LIBRARY, places).call
    assert [note.text for note in call.notes] == ["First.", "Second."]
    message, callback = call.follow_ups
    assert (message.field("to"), message.done) == ("J. Osei", False)
    assert callback.done_by == "H. Ortiz"


@pytest.mark.parametrize("action", [act.FinishFollowUp(1, "x"), act.Rewrite(1, "x")])
def test_what_is_not_there_to_be_counted_is_refused(places: Places, action: act.Action) -> None:
    played = play(scenario(*does(action)), LIBRARY, places)
    assert played.refused is not None
    assert "not on record" in played.refused.reason


def test_a_played_call_is_kept_as_practice_and_put_away(places: Places) -> None:
    ended = play(scenario(*does(END)), LIBRARY, places)
    stopped = play(scenario(*does(act.Warn())), LIBRARY, places)
    assert kept_calls(places.calls) == []
    assert {info.id for info in kept_calls(places.training)} == {ended.call.id, stopped.call.id}
    assert unfinished_calls(places.training) == []
    assert ended.call.started.training


def test_the_summary_goes_where_practice_goes_or_where_it_is_asked_for(
    places: Places, tmp_path: Path
) -> None:
    usual = play(scenario(*does(END)), LIBRARY, places).summary
    asked = play(scenario(*does(END)), LIBRARY, places, into=tmp_path / "asked").summary
    assert usual is not None
    assert asked is not None
    assert {path.parent for path in usual} == {places.out / "training"}
    assert {path.parent for path in asked} == {tmp_path / "asked"}
    assert tomllib.loads(asked[1].read_text())["training"] is True


_TEXTS = st.sampled_from(
    ["", "Dana Whitlock", "555-0142", "abuse", "threats", "\u202e\x07", "x" * 300]
)
_ACTIONS = st.one_of(
    st.builds(act.Choose, st.integers(1, 9)),
    st.builds(act.GoTo, st.sampled_from(["hang-up-protocol", "irate-customers", "none"])),
    st.builds(act.Say),
    st.builds(act.Adapt, _TEXTS, _TEXTS),
    st.builds(act.Write, _TEXTS),
    st.builds(act.Rewrite, st.integers(0, 3), _TEXTS),
    st.builds(act.WriteDetail, _TEXTS, _TEXTS),
    st.builds(act.MakeEffort, _TEXTS),
    st.builds(act.StateGround, _TEXTS),
    st.builds(act.Permit, _TEXTS),
    st.builds(act.AddFollowUp, st.sampled_from(FollowUpKind), st.just((("number", "5"),))),
    st.builds(act.FinishFollowUp, st.integers(0, 3), _TEXTS),
    st.builds(act.Correct),
    st.sampled_from([act.Back(), act.Return(), act.Warn(), act.Calm(), act.StartClock()]),
    st.builds(act.End, st.sampled_from(["hung-up", "protocol", "none"]), _TEXTS),
)


@given(st.sampled_from([*LIBRARY.scripts]), st.lists(_ACTIONS, max_size=12))
@settings(max_examples=30, deadline=None)
def test_any_scenario_is_refused_or_played_to_its_end_and_told_only_if_the_call_ended(
    script: str, actions: list[act.Action]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        places = Places(Path(folder) / "state", Path(folder) / "out")
        played = play(scenario(*does(*actions), script=script), LIBRARY, places)
        _holds_together(played, len(actions), places)


def _holds_together(played: Played, moves: int, places: Places) -> None:
    assert (played.summary is None) == (played.call.ended is None)
    if played.refused is None:
        assert played.call.last.elapsed <= moves
    else:
        assert played.refused.reason
        assert played.call.last.elapsed < played.refused.n
    [kept] = kept_calls(places.training)
    assert (kept.entries, kept.damage) == (len(played.call.entries), "")
