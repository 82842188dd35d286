"""The shipped scenarios test the scripts: played well, all is well; flawed, just that."""

from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from trainee import LIBRARY, Trainee, shipped_scenario

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Stage
from guide.script.library import shipped_folder
from guide.script.model import FollowUpKind, Topic
from guide.training.debrief import debrief
from guide.training.debrief_report import as_data, as_text, verdict
from guide.training.finding import Passage, Sign, quotation
from guide.training.scenario import Move
from guide.training.scenario_check import check_scenario
from guide.training.scenario_file import read_scenario, scenario_files

FILES = scenario_files(shipped_folder())
SHIPPED = [name for name in FILES if not shipped_scenario(name).refused]
CALLERS = [
    (name, seed) for name in SHIPPED for seed in range(max(1, len(shipped_scenario(name).variants)))
]


@pytest.mark.parametrize(("name", "seed"), CALLERS)
def test_a_shipped_scenario_handled_as_its_moves_do_is_found_well_done_throughout(
    name: str, seed: int, tmp_path: Path
) -> None:
    trainee = Trainee(shipped_scenario(name, seed), tmp_path, seed=seed).follow()
    assert trainee.flaws() == {}
    assert trainee.debrief().of(Sign.WELL)
    assert verdict(trainee.debrief()).startswith("Nothing to improve.")


@pytest.mark.parametrize("name", FILES)
def test_what_a_shipped_scenario_names_is_there(name: str) -> None:
    scenario, _ = read_scenario(FILES[name])
    assert scenario is not None
    assert check_scenario(scenario, FILES[name], LIBRARY) == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_a_trainee_is_told_beforehand_what_it_is_about_and_not_how_it_ends(name: str) -> None:
    scenario = shipped_scenario(name)
    assert scenario.brief
    assert scenario.brief != scenario.title


def does(deed: type[act.Action], **fields: object) -> Callable[[Move], bool]:
    """Whether a move does this."""
    return lambda move: (
        isinstance(move.action, deed)
        and all(getattr(move.action, name) == value for name, value in fields.items())
    )


# ---- three flawed plays --------------------------------------------------------------------------


def test_a_forceful_caller_who_is_warned_is_found_to_be_warned_without_need(
    tmp_path: Path,
) -> None:
    trainee = Trainee(shipped_scenario("friday-callback"), tmp_path)
    before, after = trainee.scenario.moves[:20], trainee.scenario.moves[20:]
    trainee.follow(before)
    trainee.do(
        act.MakeEffort("Asked her to calm down"),
        act.StateGround("abuse"),
        act.Permit("Helen Ortiz"),
        act.Warn(),
        act.Calm(),
    )
    trainee.follow(after)
    assert trainee.flaws() == {"warning:unneeded": Sign.NEVER}
    [finding] = trainee.debrief().of(Sign.NEVER)
    assert "Forceful is not abusive" in finding.why
    [passage] = finding.passages
    assert passage.document == "hang-up-protocol.txt"
    assert passage.words.startswith("Hang-up protocol is typically used when")


def test_a_line_passed_over_and_a_callback_not_recorded_are_both_named_and_nothing_else(
    tmp_path: Path,
) -> None:
    trainee = Trainee(shipped_scenario("friday-callback"), tmp_path)
    says_the_summary = trainee.scenario.moves[11]
    assert isinstance(says_the_summary.action, act.Say)
    trainee.without(
        lambda move: move is says_the_summary,
        does(act.AddFollowUp, kind=FollowUpKind.CALLBACK),
        hears=False,
    )
    assert trainee.flaws() == {"line:summary": Sign.NEVER, "follow-up:callback": Sign.NEVER}
    passed, owed = trainee.debrief().of(Sign.NEVER)
    assert "skipped" in passed.sentence
    says = "Thank for explaining just to make sure I got everything right..."
    assert passed.passages == (
        Passage("escalated-callers.txt", "Summarize. ..."),
        Passage("escalated-callers.txt", says),
    )
    assert quotation(owed.passages).startswith("escalated-callers.txt: “I have sent over")


def test_a_threat_not_reported_and_a_permission_not_asked_for_are_named_and_nothing_else(
    tmp_path: Path,
) -> None:
    trainee = Trainee(shipped_scenario("threat-reported"), tmp_path)
    permits = next(m for m in trainee.scenario.moves if isinstance(m.action, act.Permit))
    at = trainee.scenario.moves.index(permits)
    trainee.follow(trainee.scenario.moves[:at])
    trainee.do(act.Warn(), act.Choose(1))
    report = does(act.AddFollowUp, kind=FollowUpKind.REPORT)
    trainee.without(report, does(act.FinishFollowUp), first=at)
    assert trainee.flaws() == {"permission:missing": Sign.THINK, "report:threat": Sign.NEVER}
    [threat] = trainee.debrief().of(Sign.NEVER)
    assert "please notify a supervisor right away!" in quotation(threat.passages)
    [permission] = trainee.debrief().of(Sign.THINK)
    assert "Please reach out to a supervisor first" in quotation(permission.passages)
    assert len(permission.at) == 2


def test_a_corrected_name_of_who_permitted_a_warning_is_the_one_that_is_told(
    tmp_path: Path,
) -> None:
    trainee = Trainee(shipped_scenario("threat-reported"), tmp_path)
    warns = next(m for m in trainee.scenario.moves if isinstance(m.action, act.Warn))
    at = trainee.scenario.moves.index(warns) + 1
    trainee.follow(trainee.scenario.moves[:at])
    [given] = trainee.call.protocol.permissions
    trainee.do(act.Permit("Ann Lee", of=given.n))
    trainee.follow(trainee.scenario.moves[at:])
    told = " ".join(one.sentence for one in trainee.debrief().of(Sign.WELL))
    assert "with the permission of Ann Lee" in told
    assert f"permission of {given.event.by}" not in told


# ---- one flaw at a time --------------------------------------------------------------------------


def changed(trainee: Trainee, unwanted: Callable[[Move], bool], action: act.Action) -> None:
    """Have the moves do something else in one place; the reference stays as it is."""
    moves = trainee.scenario.moves
    trainee.follow(instead={n: action for n, move in enumerate(moves) if unwanted(move)})


def test_shouting_without_abuse_never_justifies_a_ground(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("friday-callback"), tmp_path)
    trainee.follow(trainee.scenario.moves[:20])
    trainee.do(act.MakeEffort("Redirected"), act.StateGround("boundaries"), act.Calm())
    trainee.follow(trainee.scenario.moves[20:])
    assert trainee.flaws() == {"ground:unneeded": Sign.THINK}


def test_a_warning_after_the_caller_calmed_down_is_too_late(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("warned-and-calm"), tmp_path)
    calm = next(n for n, m in enumerate(trainee.scenario.moves) if m.chapter == "Calm again")
    trainee.follow(trainee.scenario.moves[: calm + 1])
    trainee.do(act.StateGround("slurs"), act.Warn(), act.Calm())
    trainee.follow(trainee.scenario.moves[calm + 1 :])
    assert trainee.flaws() == {"warning:late": Sign.NEVER}


def up_to(trainee: Trainee, last: Callable[[Move], bool]) -> list[Move]:
    """The moves up to this one, which is the last of them."""
    moves = trainee.scenario.moves
    return list(moves[: 1 + next(n for n, move in enumerate(moves) if last(move))])


def test_who_goes_on_before_the_caller_answered_the_warning_did_not_wait(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("warned-and-ended"), tmp_path)
    trainee.follow(up_to(trainee, does(act.Warn)))
    trainee.do(act.Persist("whatever"), act.End("protocol"))
    assert trainee.flaws()["answer:unheard"] is Sign.NEVER


def test_who_hangs_up_on_a_caller_who_stopped_is_told(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("warned-and-calm"), tmp_path)
    before = up_to(trainee, lambda move: move.chapter == "Calm again")
    trainee.follow(before, instead={len(before) - 1: act.Persist("All right. All right.")})
    trainee.do(act.End("protocol"))
    assert trainee.flaws()["answer:calm"] is Sign.NEVER
    [finding] = [f for f in trainee.debrief().findings if f.about == "answer:calm"]
    assert finding.sentence.startswith("The caller stopped, at 2:")


def test_a_caller_who_was_waited_for_and_went_on_is_well_handled(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("warned-and-ended"), tmp_path).follow()
    [finding] = [f for f in trainee.debrief().findings if f.about == "answer"]
    assert finding.sign is Sign.WELL


def test_a_second_warning_before_the_caller_could_answer_is_worth_a_thought(
    tmp_path: Path,
) -> None:
    trainee = Trainee(shipped_scenario("warned-and-ended"), tmp_path)
    trainee.follow(up_to(trainee, does(act.Warn)))
    trainee.do(act.Warn(), once=True)
    assert trainee.flaws()["answer:early"] is Sign.THINK


def test_a_call_of_earlier_rules_that_ended_right_after_the_warning_is_told(
    tmp_path: Path,
) -> None:
    trainee = Trainee(shipped_scenario("warned-and-ended"), tmp_path)
    trainee.follow(up_to(trainee, does(act.Warn)))
    trainee.practice.session.record((ev.Ended("protocol", "By us", True, "slurs", "words"),))
    assert trainee.flaws()["answer:missing"] is Sign.NEVER


def test_a_line_in_other_words_is_worth_a_thought_and_quoted(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("friday-callback"), tmp_path)
    says = trainee.scenario.moves[11]
    changed(trainee, lambda m: m is says, act.Adapt("Got it all?", "shorter"))
    assert trainee.flaws() == {"line:summary": Sign.THINK}
    [finding] = trainee.debrief().of(Sign.THINK)
    assert "Got it all?" in finding.sentence


def test_a_line_without_wording_said_in_ones_own_words_is_well_done(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("no-more-calls"), tmp_path).follow()
    assert "line:dnc-spiel" not in trainee.flaws()


def test_a_number_written_down_wrong_is_told_with_what_it_was(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    changed(trainee, does(act.WriteDetail, field="number"), act.WriteDetail("number", "555 0140"))
    assert trainee.flaws() == {"detail:number": Sign.THINK}
    [finding] = trainee.debrief().of(Sign.THINK)
    assert finding.sentence == (
        "Number is written down, at 0:55, as “555 0140”; it was “555-0104”."
    )


def test_a_number_is_the_same_however_it_is_spaced(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    changed(
        trainee, does(act.WriteDetail, field="number"), act.WriteDetail("number", "(555) 01 04")
    )
    assert trainee.flaws() == {}


def test_a_concern_in_ones_own_words_needs_only_what_matters(tmp_path: Path) -> None:
    own = act.WriteDetail("concern", "no news of WINDOW-MOTOR, ordered 2 Nov")
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    changed(trainee, does(act.WriteDetail, field="concern"), own)
    assert trainee.flaws() == {}


def test_what_was_told_and_not_written_down_is_named_with_its_moment(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    trainee.without(does(act.WriteDetail, field="number"))
    assert trainee.flaws() == {"details:missed": Sign.THINK}
    [finding] = trainee.debrief().of(Sign.THINK)
    assert finding.sentence.startswith("Not written down: Number (told at ")


def test_what_nobody_tells_is_not_told_as_never_told(tmp_path: Path) -> None:
    """Nobody tells an agent their own goals."""
    trainee = Trainee(shipped_scenario("supervisor-takes-over"), tmp_path)
    trainee.do(act.End("hung-up"))
    [missed] = [one for one in trainee.debrief().findings if one.about == "details:missed"]
    own, told = missed.sentence.split("; ")
    assert own.endswith("Problem goal, How they should feel, The solution")
    assert told.startswith("Their answer (never told by ")


def test_a_message_announced_and_not_sent_is_owed_still(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path).without(does(act.FinishFollowUp))
    assert trainee.flaws() == {"follow-up:message": Sign.THINK}


def test_a_follow_up_that_lacks_what_it_must_hold_is_named(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    message = act.AddFollowUp(FollowUpKind.MESSAGE, (("to", "P. Novak"),))
    changed(trainee, does(act.AddFollowUp), message)
    assert trainee.flaws() == {"follow-up:message": Sign.THINK}


def test_anger_acknowledged_late_is_told_in_seconds_with_the_reason(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    trainee.follow(trainee.scenario.moves[:2])
    trainee.wait(100)
    trainee.follow(trainee.scenario.moves[2:])
    # To catch up with the moves, the timer is stopped as soon as it is started.
    late = {"acknowledge": Sign.THINK, "silence": Sign.THINK, "clock": Sign.THINK}
    assert trainee.flaws() == late
    [finding] = [f for f in trainee.debrief().findings if f.about == "acknowledge"]
    heard, said = finding.at
    assert said - heard > 45
    assert f"{round(said - heard)} seconds" in finding.sentence
    assert "Sorry to hear you have concerns" in quotation(finding.passages)


def test_a_clock_not_started_and_anger_never_judged_are_named(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    trainee.without(does(act.StartClock), does(act.StopClock), does(act.SetStage))
    found = {"clock": Sign.THINK, "anger": Sign.THINK, "silence": Sign.THINK}
    assert trainee.flaws() == found, "without the timer, the wait is silence"


def test_a_report_on_record_of_which_nobody_was_told_must_not_happen(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("threat-at-once"), tmp_path).without(
        does(act.FinishFollowUp)
    )
    assert trainee.flaws() == {"report:threat": Sign.NEVER}


def test_abuse_that_was_never_said_by_this_caller_is_not_asked_for(tmp_path: Path) -> None:
    """Who calms a caller down before the abuse has nothing to warn of, and nothing to report."""
    trainee = Trainee(shipped_scenario("threat-reported"), tmp_path)
    trainee.wait(3)
    trainee.do(act.End("resolved"))
    assert not {about for about in trainee.flaws() if about.startswith(("warning", "report"))}


def test_another_ending_is_worth_a_thought_unless_the_scenario_says_it_is_as_good(
    tmp_path: Path,
) -> None:
    scenario = shipped_scenario("push-back")
    assert any("callback" in one.endings for one in scenario.expected)
    trainee = Trainee(scenario, tmp_path / "a")
    changed(trainee, does(act.End), act.End("callback"))
    assert trainee.flaws() == {}
    trainee = Trainee(replace(scenario, expected=scenario.expected[:-1]), tmp_path / "b")
    changed(trainee, does(act.End), act.End("callback"))
    assert trainee.flaws() == {"ending": Sign.THINK}, "the callback is on record"
    trainee = Trainee(scenario, tmp_path / "c")
    changed(trainee, does(act.End), act.End("connected"))
    assert trainee.flaws() == {"ending:untrue": Sign.NEVER}, "nobody was there to connect them to"


def test_a_call_left_before_its_end_is_looked_back_on_as_far_as_it_came(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("friday-callback"), tmp_path)
    trainee.follow(trainee.scenario.moves[:6])
    told = trainee.debrief()
    assert told.ended == ""
    assert trainee.flaws()["ending"] is Sign.THINK
    assert not told.of(Sign.NEVER)


def test_nothing_taken_back_counts(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    trainee.follow(trainee.scenario.moves[:3])
    trainee.do(act.MakeEffort("slip"), act.StateGround("abuse"), act.Correct(), act.Correct())
    trainee.follow(trainee.scenario.moves[3:])
    assert trainee.flaws() == {}


# ---- the whole of it -----------------------------------------------------------------------------


def test_the_debrief_tells_every_word_and_every_deed_in_order(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path).follow()
    told = trainee.debrief()
    words = [e.event.words for e in trainee.entries if e.event.kind == "caller-spoke"]
    assert [one.words for one in told.exchanges if one.words] == words
    times = [at for one in told.exchanges for at in (one.at, *(deed.at for deed in one.deeds))]
    assert times == sorted(times)


def test_a_debrief_is_the_same_every_time_it_is_made(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("warned-and-ended"), tmp_path).follow()
    again = debrief(list(trainee.entries), trainee.scenario, LIBRARY)
    assert again == trainee.debrief()


@pytest.mark.parametrize("width", [40, 60, 80, 96])
def test_the_debrief_as_text_fits_its_width(width: int, tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("threat-reported"), tmp_path).follow()
    lines = as_text(trainee.debrief(), width).splitlines()
    assert max(map(len, lines)) <= width


def test_a_reason_is_told_once_and_a_source_every_time(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("friday-callback"), tmp_path)
    trainee.without(does(act.Say), hears=False)
    text = " ".join(as_text(trainee.debrief(), 96).split())
    why = "A required line is what the caller, and the desk, can rely on afterwards."
    assert text.count(why) == 1
    flaws = [f for f in trainee.debrief().findings if f.sign is not Sign.WELL]
    assert len(flaws) > 4
    assert all(quotation(f.passages) in text for f in flaws)


def test_other_programs_get_the_same_debrief(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("threat-at-once"), tmp_path).without(
        does(act.FinishFollowUp)
    )
    told = trainee.debrief()
    data = as_data(told)
    assert data["format"] == 1
    assert data["counts"] == {
        "well": len(told.of(Sign.WELL)),
        "think": 0,
        "never": 1,
    }
    assert [f["about"] for f in data["findings"]] == [f.about for f in told.findings]  # type: ignore[attr-defined]


def test_a_script_of_ones_own_is_told_by_the_places_it_names_else_by_its_document(
    tmp_path: Path,
) -> None:
    quoted = LIBRARY.script("escalated-callers")
    quoted = replace(
        quoted, id="ours", source="ours.txt", sources=((Topic.ANGER, "Set the stage."),)
    )
    library = LIBRARY.with_scripts({**LIBRARY.scripts, "ours": quoted})
    scenario = replace(shipped_scenario("passed-on"), script="ours")
    trainee = Trainee(scenario, tmp_path / "quoted", library=library).follow()
    assert trainee.flaws() == {}
    sources = {f.about: quotation(f.passages) for f in trainee.debrief().findings}
    assert sources["anger"] == "ours.txt: “Set the stage.”"
    assert sources["line:summary"].startswith("ours.txt: “Summarize. ...” “Thank for explaining")
    assert sources["warning:none"].startswith("hang-up-protocol.txt: “Hang-up protocol is")
    assert sources["clock"] == "", "no other desk's document is quoted"


def test_a_stage_next_to_the_callers_is_a_judgment_neither_blamed_nor_praised(
    tmp_path: Path,
) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    changed(trainee, does(act.SetStage), act.SetStage(Stage.FRUSTRATED))
    assert trainee.flaws() == {}
    assert "anger" not in [one.about for one in trainee.debrief().findings]


def test_a_stage_far_from_the_callers_is_told_with_what_they_had_said(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("passed-on"), tmp_path)
    changed(trainee, does(act.SetStage), act.SetStage(Stage.ENRAGED))
    assert trainee.flaws() == {"anger": Sign.THINK}
    [finding] = trainee.debrief().of(Sign.THINK)
    assert finding.sentence.startswith(
        "The stage was set to enraged at 0:13; by then the caller was annoyed, and had said, at"
        " 0:02: “I have been through your menu twice"
    )
    assert quotation(finding.passages).startswith(
        "escalated-callers.txt: “Slightly bothered or irritated."
    )


def test_the_first_words_show_a_stage_that_they_are_hostile_by(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("threat-reported"), tmp_path)
    trainee.wait(16)
    trainee.do(act.SetStage(Stage.HOSTILE))
    assert "anger" not in trainee.flaws()


def test_a_stage_that_is_right_before_the_moves_show_it_is_not_blamed(tmp_path: Path) -> None:
    scenario = shipped_scenario("threat-reported")
    [early] = [
        n for n, one in enumerate(scenario.moves) if one.action == act.SetStage(Stage.HOSTILE)
    ]
    moves = list(scenario.moves)
    moves.insert(early + 2, replace(moves.pop(early), at=moves[early + 1].at))
    for stage, blamed in ((Stage.HOSTILE, False), (Stage.ANNOYED, True)):
        trainee = Trainee(replace(scenario, moves=tuple(moves)), tmp_path / stage.value)
        trainee.wait(9)
        trainee.do(act.SetStage(stage))
        trainee.wait(30)
        assert ("anger" in trainee.flaws()) is blamed


def test_a_stage_set_before_the_caller_was_heard_is_no_judgment(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("push-back"), tmp_path)
    trainee.do(act.SetStage(Stage.FRUSTRATED), once=True)
    trainee.without(does(act.SetStage))
    [finding] = [one for one in trainee.debrief().findings if one.about == "anger"]
    assert finding.sign is Sign.THINK
    assert finding.sentence.startswith("The stage was set before anything that shows it can be")
