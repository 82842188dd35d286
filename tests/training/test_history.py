from pathlib import Path

import pytest
from trainee import LIBRARY, Trainee, shipped_scenario

from guide.call import actions as act
from guide.errors import RecordError, UnknownName
from guide.record.calls import time_of
from guide.record.places import Places
from guide.training.comparison import Sign
from guide.training.history import as_chart, debrief_of, history
from guide.training.practice import play


def finished(trainee: Trainee) -> Trainee:
    trainee.practice.book.finish(trainee.practice.session)
    return trainee


def without_message_done(name: str, folder: Path, seed: int) -> Trainee:
    trainee = Trainee(shipped_scenario(name, seed), folder, seed=seed)
    return finished(trainee.without(lambda m: isinstance(m.action, act.FinishFollowUp)))


def test_the_history_has_every_practice_of_a_trainee_the_oldest_first(tmp_path: Path) -> None:
    first = without_message_done("passed-on", tmp_path, 1)
    second = finished(Trainee(shipped_scenario("passed-on", 2), tmp_path, seed=2).follow())
    told, problems = history(LIBRARY, first.places, "robin")
    assert problems == ()
    ids = sorted([first.call.id, second.call.id])
    assert [one.call for one in told.debriefs] == ids
    assert history(LIBRARY, first.places, "Somebody Else")[0].debriefs == ()


def test_what_comes_again_is_told_with_how_often(tmp_path: Path) -> None:
    for seed in range(2):
        places = without_message_done("passed-on", tmp_path, seed).places
    finished(Trainee(shipped_scenario("passed-on"), tmp_path).follow())
    [again] = history(LIBRARY, places)[0].recurring
    assert (again.finding.about, again.finding.sign, again.calls) == (
        "follow-up:message",
        Sign.THINK,
        2,
    )


def test_the_chart_has_a_row_for_each_call_and_a_sign_for_each_finding(tmp_path: Path) -> None:
    places = without_message_done("passed-on", tmp_path, 1).places
    without_message_done("push-back", tmp_path, 1)
    chart = as_chart(history(LIBRARY, places)[0], 80)
    lines = chart.splitlines()
    assert lines[0] == "Annoyed, and passed on (passed-on)" or lines[0].startswith("Pushes back")
    rows = [line for line in lines if "seed 1" in line]
    assert len(rows) == 2
    for line in rows:
        count = int(line.split(" ✓")[-2].split()[-1]) if " ✓" in line else 0
        assert line.count("✓") == count + 1
        assert "!" in line
    assert max(map(len, rows)) <= 80


def test_calls_that_rehearse_nothing_are_no_practice(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    played = play(shipped_scenario("passed-on"), LIBRARY, places)
    told, problems = history(LIBRARY, places)
    assert (told.debriefs, problems, as_chart(told)) == ((), (), "")
    with pytest.raises(RecordError, match="rehearsed no scenario"):
        debrief_of(played.call.id, LIBRARY, places)
    with pytest.raises(UnknownName):
        debrief_of("none", LIBRARY, places)


@pytest.mark.parametrize(
    ("call", "year"), [("20261121-230214-n3iw", 2026), ("ours", None), ("", None)]
)
def test_when_a_call_was_practised_stands_in_its_id(call: str, year: int | None) -> None:
    at = time_of(call)
    assert (at.year if at else None) == year
