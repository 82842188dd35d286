from pathlib import Path

import pytest
from msgspec.structs import replace
from trainee import LIBRARY, Trainee, shipped_scenario

from guide.call import actions as act
from guide.errors import RecordError, UnknownName
from guide.record.call_list import kept_calls
from guide.record.calls import time_of
from guide.record.places import OPEN, Places
from guide.training.debrief import Debrief
from guide.training.finding import Finding, Sign
from guide.training.history import History, Recurring, as_chart, debrief_of, history
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
    fact = "Message in the internal chat is on record as still to do."
    assert again == Recurring(Sign.THINK, fact, 2, ("Robin",))


def ended_by(ending: str, agent: str) -> Debrief:
    """A debrief that has nothing to say but how the call ended."""
    fact = f"The call ended by “{ending}”, where it could be led to “Callback submitted”."
    finding = Finding(Sign.THINK, "ending", f"{fact} At 2:31.", (151.0,), "", (), (fact,))
    return Debrief("20261120-140300-aaaa", "x", "X", 1, agent, ending, 151.0, (finding,), ())


def test_one_fact_is_one_row_and_different_facts_are_never_put_together() -> None:
    told = History(
        (
            ended_by("Caller hung up", "Ann"),
            ended_by("Ended by the hang-up protocol", "Ann"),
            ended_by("Caller hung up", "Bob"),
            ended_by("Line dropped", "Bob"),
        )
    )
    [again] = told.recurring
    assert (again.calls, again.agents) == (2, ("Ann", "Bob"))
    assert "Caller hung up" in again.fact
    assert "2:31" not in again.fact
    chart = " ".join(as_chart(told).split())
    assert chart.endswith(f" What comes again ! in 2 calls of 2 people: {again.fact}")


def test_what_lacked_in_two_calls_is_told_apart_from_what_lacked_in_one() -> None:
    def lacking(*names: str) -> Debrief:
        facts = tuple(f"Not written down: {name}" for name in names)
        one = Finding(Sign.THINK, "details:missed", f"{names}", (9.0,), "", (), facts)
        return Debrief("x", "x", "X", 1, "Ann", "", 9.0, (one,), ())

    told = History((lacking("Number", "Caller"), lacking("Number"), lacking("Concern")))
    assert [(row.fact, row.calls) for row in told.recurring] == [("Not written down: Number", 2)]


def test_the_history_of_a_class_names_who_it_was() -> None:
    alone = History((ended_by("Caller hung up", "Ann"), ended_by("Line dropped", "Ann")))
    assert "Ann" not in as_chart(alone)
    a_class = History((*alone.debriefs, ended_by("Line dropped", "Bob")))
    rows = as_chart(a_class).splitlines()[1:4]
    assert [row.split("  ")[2].strip() for row in rows] == ["Ann", "Ann", "Bob"]


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


def test_a_practice_that_runs_is_not_counted_as_left(tmp_path: Path) -> None:
    places = without_message_done("passed-on", tmp_path, 1).places
    left = Trainee(shipped_scenario("passed-on"), tmp_path)
    left.practice.book.set_aside(left.practice.session)
    running = Trainee(shipped_scenario("passed-on"), tmp_path)
    told, problems = history(LIBRARY, places)
    assert problems == ()
    assert {one.call for one in told.debriefs if not one.ended} == {left.call.id}
    assert told.running == (running.call.id,)
    chart = as_chart(told).splitlines()
    assert sum(line.endswith("  left") for line in chart) == 1
    assert f"1 call is still open, and not counted: {running.call.id}" in chart


def findings(*signs: Sign) -> tuple[Finding, ...]:
    fact = "Something that is long enough, as they are, to be more than one row of eighty columns."
    return tuple(Finding(sign, "x", fact, (1.0,), "", (), (f"{fact} {sign}",)) for sign in signs)


def test_the_chart_fits_eighty_columns_and_leaves_nothing_out() -> None:
    many = findings(*[Sign.WELL] * 21, *[Sign.THINK] * 12, *[Sign.NEVER] * 7)
    calls = tuple(
        Debrief("20261120-140300-aaaa", "x", "X", 1234, name, "", 151.0, many, ())
        for name in ("Bartholomew Q. Featherstone", "Ann")
    )
    lines = as_chart(History(calls), 80).splitlines()
    assert max(map(len, lines)) <= 80
    chart = "\n".join(lines)
    assert chart.count("21 ✓  12 !  7 ✗  left") == 2
    assert chart.count("✓" * 21) == chart.count("!" * 12) == chart.count("✗" * 7) == 2
    told = " ".join(chart.split())
    assert f"✗ in 2 calls of 2 people: {many[-1].facts[0]}" in told
    assert f"! in 2 calls of 2 people: {many[-8].facts[0]}" in told


def test_what_must_not_happen_comes_first_of_what_comes_again() -> None:
    def one(*signs: Sign) -> Debrief:
        return Debrief("x", "x", "X", 1, "Ann", "By us", 9.0, findings(*signs), ())

    told = History((one(Sign.THINK), one(Sign.THINK, Sign.NEVER), one(Sign.THINK, Sign.NEVER)))
    assert [(row.sign, row.calls) for row in told.recurring] == [(Sign.NEVER, 2), (Sign.THINK, 3)]


def test_whoever_names_no_practice_call_is_told_which_there_are(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    with pytest.raises(UnknownName, match="There is no practice call “nonsense”: none is kept"):
        debrief_of("nonsense", LIBRARY, places)
    call = without_message_done("passed-on", tmp_path, 1).call.id
    with pytest.raises(UnknownName) as told:
        debrief_of("nonsense", LIBRARY, places)
    assert str(told.value) == (
        f"There is no practice call “nonsense”. Give an id; the newest is {call}."
        " guide calls --practice lists those that are kept."
    )


def test_a_practice_that_ends_while_the_history_is_read_is_among_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = without_message_done("passed-on", tmp_path, 1).places
    [info] = kept_calls(places.training, None, {})
    stale = replace(info, path=places.training / OPEN / info.path.name, ended="")
    monkeypatch.setattr("guide.training.history.kept_calls", lambda *_: [stale])
    told, problems = history(LIBRARY, places)
    assert (problems, told.running) == ((), ())
    assert [one.call for one in told.debriefs] == [info.id]
