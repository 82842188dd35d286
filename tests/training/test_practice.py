from hashlib import sha256
from pathlib import Path

import pytest
from trainee import LIBRARY, Trainee, shipped_scenario

from guide.call import actions as act
from guide.call.context import Refused
from guide.call.events import ActionRefused, Entry, Rehearsed, Resumed, Stage
from guide.call.fold import then
from guide.errors import ScenarioError, UnknownName
from guide.record.call_list import kept_calls, unfinished_calls
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.verify import Measure, verify_call
from guide.record.writer import DirectWriter
from guide.script.library import shipped_folder
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.training.caller import Caller, cue_name
from guide.training.history import debrief_of, history
from guide.training.practice import (
    Practice,
    any_seed,
    deed,
    interrupted_practice,
    kept_scenario,
    lay_out_earlier,
    may_be_practised,
)
from guide.training.scenario_file import find_scenario, load_scenario

NAME = "passed-on"


def bytes_below(folder: Path) -> dict[str, str]:
    return {
        str(path): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_practice_leaves_every_byte_of_real_records_as_it_was(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    book = CallBook(LIBRARY, places, writer=DirectWriter)
    real = book.start("escalated-callers", agent="Kim")
    real.do(act.Write("A real note."))
    open_call = book.start("irate-customers", agent="Kim")
    open_call.do(act.Write("Another."))
    real.do(act.End("hung-up"))
    book.finish(real)
    open_call.close()
    before = bytes_below(places.calls) | bytes_below(places.out)
    used = (places.state / "scripts-used").read_bytes()

    trainee = Trainee(shipped_scenario(NAME), tmp_path).follow()
    trainee.practice.book.finish(trainee.practice.session)
    left = Trainee(shipped_scenario("push-back"), tmp_path)
    left.wait(5)
    left.practice.book.set_aside(left.practice.session)
    history(LIBRARY, trainee.places)

    after = bytes_below(places.calls) | bytes_below(places.out)
    assert {name: after[name] for name in before} == before
    new = set(after) - set(before)
    assert new == {
        str(places.out / "training" / f"{trainee.call.id}{ending}") for ending in (".md", ".toml")
    }
    assert (places.state / "scripts-used").read_bytes() == used


def test_a_practised_call_is_never_offered_nor_a_real_one_by_practice(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario(NAME), tmp_path)
    real = CallBook(LIBRARY, trainee.places, writer=DirectWriter)
    session = real.start("escalated-callers", agent="Kim")
    assert [info.id for info in real.unfinished()] == [session.call.id]
    with pytest.raises(UnknownName):
        real.resume(trainee.call.id)
    with pytest.raises(UnknownName):
        debrief_of(session.call.id, LIBRARY, trainee.places)
    session.close()


def test_a_practice_that_is_left_is_put_away_and_can_be_looked_back_on(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario(NAME), tmp_path)
    trainee.wait(5)
    trainee.practice.book.set_aside(trainee.practice.session)
    assert unfinished_calls(trainee.places.training) == []
    assert [info.id for info in kept_calls(trainee.places.training)] == [trainee.call.id]
    assert debrief_of(trainee.call.id[:15], LIBRARY, trainee.places).ended == ""


def test_the_scenario_is_kept_by_its_hash_and_the_debrief_made_by_it(tmp_path: Path) -> None:
    scenario = shipped_scenario(NAME, 2)
    trainee = Trainee(scenario, tmp_path, seed=2).follow()
    trainee.practice.book.finish(trainee.practice.session)
    [rehearsed] = [e.event for e in trainee.entries if isinstance(e.event, Rehearsed)]
    assert rehearsed == Rehearsed(scenario.id, scenario.title, scenario.sha256, 2)
    assert kept_scenario(trainee.places, rehearsed) == scenario
    assert debrief_of(trainee.call.id, LIBRARY, trainee.places) == trainee.debrief()


def test_a_scenario_that_was_tampered_with_is_not_measured_by(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario(NAME), tmp_path).follow()
    trainee.practice.book.finish(trainee.practice.session)
    [kept] = trainee.places.scenarios.iterdir()
    kept.write_text(kept.read_text().replace("connected", "hung-up"))
    told, problems = history(LIBRARY, trainee.places)
    assert told.debriefs == ()
    [problem] = problems
    assert "is not kept any more, or not as it was" in problem


def test_a_scenario_that_was_changed_or_is_gone_is_a_fault_of_the_calls_record(
    tmp_path: Path,
) -> None:
    trainee = Trainee(shipped_scenario(NAME), tmp_path).follow()
    trainee.practice.book.finish(trainee.practice.session)
    measure = Measure.of(trainee.places, LIBRARY.approvals)

    def faults() -> list[str]:
        told = verify_call(measure, trainee.call.id).faults
        return [one for one in told if "The scenario" in one]

    assert faults() == []
    [kept] = trainee.places.scenarios.iterdir()
    kept.write_text(kept.read_text().replace("connected", "hung-up"))
    assert faults() == [f"The scenario “{NAME}” as it was kept, {kept}, has been changed."]
    kept.unlink()
    [fault] = faults()
    assert f"{kept} is not there" in fault


def test_what_a_rule_refuses_is_on_record_and_nothing_that_was_typed(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario(NAME), tmp_path)
    [refused] = trainee.do(act.Warn())
    assert isinstance(refused, Refused)
    assert trainee.entries[-1].event == ActionRefused("warn", refused.reason)
    trainee.do(act.Rewrite(99, "4111 1111 1111 1111 and her name"))
    event = trainee.entries[-1].event
    assert isinstance(event, ActionRefused)
    assert (event.what, "name" in event.reason) == ("rewrite", False)


def test_a_real_call_records_no_refusal(tmp_path: Path) -> None:
    book = CallBook(LIBRARY, Places(tmp_path / "s", tmp_path / "o"), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim")
    session.do(act.Warn())
    assert len(session.call.entries) == 1
    session.close()


def test_a_refusal_after_the_end_is_not_put_after_it(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario(NAME), tmp_path)
    trainee.do(act.End("hung-up"), act.Warn())
    assert trainee.call.last.event.kind == "ended"


@pytest.mark.parametrize(
    ("action", "word"),
    [
        (act.Choose(3), "choice 3"),
        (act.End("protocol"), "end: protocol"),
        (act.Permit("H. O."), "permission"),
        (act.SetStage, "setstage"),
    ],
)
def test_a_deed_is_told_in_a_word_or_two(action: act.Action, word: str) -> None:
    from guide.call.events import Stage

    assert deed(act.SetStage(Stage.CALM) if action is act.SetStage else action) == word


def test_the_clock_shows_the_scenarios_day_and_runs(tmp_path: Path) -> None:
    scenario = shipped_scenario("sunday-callback")
    places = Places(tmp_path / "s", tmp_path / "o")
    practice = Practice(scenario, 1, LIBRARY, places, agent="Robin", writer=DirectWriter)
    clock = practice.book.clock
    first, second = clock.now(), clock.now()
    assert abs((first.at - scenario.starts).total_seconds()) < 60
    assert second.ticks >= first.ticks
    assert practice.session.context().day == "weekend"
    practice.book.set_aside(practice.session)


def test_seeds_by_chance_are_short_and_differ() -> None:
    seeds = {any_seed() for _ in range(200)}
    assert len(seeds) > 100
    assert all(1 <= seed <= 9999 for seed in seeds)


def test_what_shows_a_refusal_cannot_be_practised() -> None:
    with pytest.raises(ScenarioError, match="guide play no-warning plays it"):
        may_be_practised(shipped_scenario("no-warning"))
    may_be_practised(shipped_scenario(NAME))


def test_an_earlier_calls_record_is_there_to_be_taken_over(tmp_path: Path) -> None:
    file = find_scenario("supervisor-takes-over", shipped_folder())
    scenario = load_scenario(file)
    places = Places(tmp_path / "state", tmp_path / "out")
    lay_out_earlier(scenario, file, 0, LIBRARY, places)
    trainee = Trainee(scenario, tmp_path)
    book = trainee.practice.book
    [first] = book.recent(5, but=trainee.call.id)
    trainee.do(book.evidence(first.id))
    assert trainee.call.detail("caller") == "Ingrid Solberg"
    assert trainee.call.detail("effect")
    assert (trainee.call.detail("mood_start"), trainee.call.detail("mood_end")) == (
        "annoyed",
        "hostile",
    )
    follow = [m for m in scenario.moves if not isinstance(m.action, act.TakeOver)]
    trainee.follow(follow)
    assert trainee.flaws() == {}
    told, problems = history(LIBRARY, places)
    assert ([one.scenario for one in told.debriefs], problems) == (["supervisor-takes-over"], ())


def test_the_journal_of_a_practice_is_whole_and_reads_back(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario(NAME), tmp_path).follow()
    trainee.practice.book.finish(trainee.practice.session)
    [info] = kept_calls(trainee.places.training)
    reading = read_journal(info.path)
    assert (reading.entries, reading.damage) == (trainee.entries, "")
    page = (trainee.places.out / "training" / f"{trainee.call.id}.md").read_text()
    assert "Caller: It is the service department" in page


def test_a_practice_that_was_cut_short_goes_on_where_it_was(tmp_path: Path) -> None:
    scenario = shipped_scenario(NAME)
    left = Trainee(scenario, tmp_path)
    left.wait(20)
    said = left.practice.said
    assert 0 < said[0] < said[1]
    # As when its program was killed: nothing is put away.
    left.practice.session.close()
    found = interrupted_practice(left.call.id, left.places)
    assert found is not None
    again = found.go_on(LIBRARY, left.places, writer=DirectWriter)
    assert again.said == said
    assert again.session.call.here == left.call.here
    assert again.session.elapsed == pytest.approx(left.call.last.elapsed, abs=5)
    again.session.do(act.End("agreed"))
    again.book.set_aside(again.session)
    assert interrupted_practice(left.call.id, left.places) is None


def test_what_was_on_the_screen_before_a_reload_was_heard(tmp_path: Path) -> None:
    left = Trainee(shipped_scenario("threat-at-once"), tmp_path)
    left.wait(4)
    left.practice.session.do(act.SetStage(Stage.HOSTILE))
    left.wait(30)
    assert left.heard[-1] == cue_name(2)
    assert left.call.last.elapsed < 15
    left.practice.session.close()
    found = interrupted_practice(left.call.id, left.places, 34.0)
    assert found is not None
    again = Practice(
        found.scenario,
        found.seed,
        LIBRARY,
        left.places,
        agent="",
        clock=(clock := SetClock(found.at)),
        writer=DirectWriter,
        interrupted=found.call,
    )
    clock.set(1)
    again.session.do(act.Choose(3))
    again.book.set_aside(again.session)
    told = debrief_of(left.call.id, LIBRARY, left.places)
    assert "rushed:heard" not in [finding.about for finding in told.findings]


@pytest.mark.parametrize("name", ["threat-at-once", "warned-and-calm", "push-back"])
def test_a_caller_notices_nothing_of_a_reload(name: str, tmp_path: Path) -> None:
    scenario = shipped_scenario(name)
    left = Trainee(scenario, tmp_path)
    caller = Caller(scenario, LIBRARY, 0)
    for _ in range(20):
        left.wait()
        call, now = left.call, left.clock.now()
        resumed = then(call, Entry(len(call.entries) + 1, now.at, now.ticks, Resumed()))
        for later in range(60):
            at = now.ticks + later
            assert caller.next(resumed, at) == caller.next(call, at)


def test_what_was_put_away_or_never_was_is_not_gone_on_with(tmp_path: Path) -> None:
    left = Trainee(shipped_scenario(NAME), tmp_path)
    left.wait(5)
    left.practice.book.set_aside(left.practice.session)
    for name in (left.call.id, "20250101-000000-aaaa", "", "../calls/x"):
        assert interrupted_practice(name, left.places) is None


def test_a_sitting_has_what_was_laid_out_for_it_and_nothing_else(tmp_path: Path) -> None:
    file = find_scenario("supervisor-takes-over", shipped_folder())
    scenario = load_scenario(file)
    anns = Trainee(shipped_scenario(NAME), tmp_path)
    anns.wait(5)
    earlier = lay_out_earlier(scenario, file, 0, LIBRARY, anns.places)
    others = lay_out_earlier(scenario, file, 0, LIBRARY, anns.places)
    bobs = Practice(
        scenario, 0, LIBRARY, anns.places, agent="Bob", writer=DirectWriter, own={earlier}
    )
    assert [info.id for info in bobs.book.recent(9, but=bobs.session.call.id)] == [earlier]
    assert bobs.book.evidence(earlier)
    for call in (anns.call.id, others):
        with pytest.raises(UnknownName):
            bobs.book.evidence(call)
