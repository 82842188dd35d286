"""Practice of a script with terms of its own: names, replies, the debrief."""

from pathlib import Path

from outages import with_outages
from plays import Play, plan_of
from scenario_text import scenario_file
from trainee import Trainee

from guide.call import actions as act
from guide.call import events as ev
from guide.record.codec import GENESIS
from guide.record.journal import Reading
from guide.script.library import load_library
from guide.training.finding import Sign
from guide.training.reference import reference
from guide.training.review import review_of
from guide.training.scenario import Scenario
from guide.training.scenario_check import check_moves, check_scenario
from guide.training.scenario_file import load_scenario

ROOT = Path(__file__).parents[2]
MOVES = (
    'at = 2\ncaller = "The line is dead, you fool!"\nabusive = true',
    'at = 6\ndo = "effort"\nwhat = "Went back to the outage"',
    'at = 7\ncaller = "You useless fool!"\nabusive = true',
    'at = 9\ndo = "ground"\nground = "abuse"',
    'at = 10\ndo = "warn"',
    'at = 12\ncaller = "Fool, I said."\nabusive = true',
    'at = 13\ndo = "persisted"\nwords = "Fool, I said."',
    'at = 14\ndo = "warn"',
    'at = 15\ncaller = "All right. Sorry."',
    'at = 16\ndo = "calm"',
    'at = 17\ndo = "choose"\nkey = 3',
    'at = 20\ndo = "follow-up"\nkind = "technician"\n'
    'fields = { number = "312 555 0134", caller = "Dana", address = "5 Oak St" }',
    'at = 30\ndo = "end"\nending = "visit"',
)


def scenario(folder: Path, *moves: str, more: str = "") -> tuple[Scenario, Path]:
    file = scenario_file(folder, *(moves or MOVES), script='"outages"', agent='"Robin"')
    file.write_text(file.read_text("utf-8") + more, "utf-8")
    return load_scenario(file), file


def test_a_scenario_names_warnings_and_follow_ups_of_the_scripts_own(tmp_path: Path) -> None:
    found, file = scenario(tmp_path)
    assert check_scenario(found, file, with_outages()) == ()
    assert check_moves(found, file, with_outages()) == ()
    given = [e.event for e in reference(found, with_outages()).call.entries]
    assert [one.line for one in given if isinstance(one, ev.WarningGiven)] == [
        "first-warning",
        "last-warning",
    ]


def test_a_follow_up_that_no_script_has_is_told_where_it_is_named(tmp_path: Path) -> None:
    wrong = (move.replace('"technician"', '"tecnician"') for move in MOVES)
    found, file = scenario(tmp_path, *wrong)
    (problem,) = check_scenario(found, file, with_outages())
    assert problem.message == "There is no follow-up `tecnician`, which move 12 names."
    assert problem.fix == "Did you mean `technician`?"


def test_the_debrief_tells_warnings_and_follow_ups_of_the_scripts_own(tmp_path: Path) -> None:
    found, _ = scenario(tmp_path)
    trainee = Trainee(found, tmp_path / "kept", library=with_outages())
    trainee.follow()
    debrief = trainee.debrief()
    told = [finding.sentence for finding in debrief.findings]
    assert sum("then warned at" in sentence for sentence in told) == 2
    assert any(s.startswith("Technician’s visit is on record") for s in told)
    assert trainee.flaws() == {}


def test_a_follow_up_of_ones_own_that_was_forgotten_is_told(tmp_path: Path) -> None:
    found, _ = scenario(tmp_path)
    trainee = Trainee(found, tmp_path / "kept", library=with_outages())
    trainee.without(lambda move: isinstance(move.action, act.AddFollowUp))
    told = [finding.sentence for finding in trainee.debrief().findings]
    assert any(one.startswith("To do since") and "Technician’s visit" in one for one in told)


def test_a_caller_is_not_silenced_by_the_timer_of_a_step(tmp_path: Path) -> None:
    moves = (
        'at = 1\ndo = "choose"\nkey = 4',
        'at = 5\ncaller = "Is it long?"',
        'at = 9\ndo = "stop-clock"\nanswered = true',
        'at = 20\ndo = "choose"\nkey = 1',
        'at = 30\ndo = "end"\nending = "done"',
    )
    found, file = scenario(tmp_path, *moves)
    assert check_moves(found, file, with_outages()) == ()
    trainee = Trainee(found, tmp_path / "kept", library=with_outages())
    trainee.follow()
    assert "move 2" in trainee.heard
    told = [finding.about for finding in trainee.debrief().findings]
    assert "clock" not in told


def test_the_timer_of_a_step_is_not_one_that_the_trainee_started(tmp_path: Path) -> None:
    moves = (
        'at = 1\ndo = "start-clock"',
        'at = 9\ndo = "stop-clock"\nanswered = true',
        'at = 20\ndo = "choose"\nkey = 4',
        'at = 30\ndo = "end"\nending = "done"',
    )
    found, _ = scenario(tmp_path, *moves)
    trainee = Trainee(found, tmp_path / "kept", library=with_outages())
    trainee.without(lambda move: isinstance(move.action, act.StartClock | act.StopClock))
    assert trainee.flaws()["clock"] is Sign.THINK


def test_silence_while_the_timer_of_a_step_runs_is_silence(tmp_path: Path) -> None:
    """Of “Hello?” at 0:24 and at 0:45, the first was told as waiting for a colleague."""
    moves = (
        'at = 1\ncaller = "The line is dead."',
        'at = 4\ndo = "choose"\nkey = 4',
        'at = 30\ndo = "end"\nending = "done"',
    )
    reply = '[[reply]]\nid = "hello"\nwhen = { silence = 20 }\ncaller = "Hello?"\nagain = true\n'
    found, _ = scenario(tmp_path, *moves, more=reply)
    trainee = Trainee(found, tmp_path / "kept", library=with_outages())
    trainee.follow(found.moves[:2])
    assert trainee.call.clock is not None
    assert trainee.call.clock.of_step
    trainee.wait(50)
    assert trainee.heard.count("hello") == 2
    told = next(one for one in trainee.debrief().findings if one.about == "silence")
    assert len(told.at) == 2


def test_a_reply_waits_for_a_follow_up_of_ones_own(tmp_path: Path) -> None:
    reply = '[[reply]]\nid = "thanks"\nwhen = { follow_up = "technician" }\ncaller = "Thanks!"\n'
    found, file = scenario(tmp_path, more=reply)
    assert check_scenario(found, file, with_outages()) == ()
    trainee = Trainee(found, tmp_path / "kept", library=with_outages())
    trainee.do(act.AddFollowUp("technician", (("number", "312 555 0134"),)))
    trainee.wait(10)
    assert "thanks" in trainee.heard


def test_a_line_is_told_move_by_move_as_it_was_said(tmp_path: Path) -> None:
    script = ROOT / "guide" / "starter" / "first-call.toml"
    for file in (script, ROOT / "scripts" / "hang-up-protocol.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    moves = (
        'at = 2\ndo = "say"',
        'at = 8\ncaller = "Nora Quist, about order 77121."\n'
        'do = "detail"\nfield = "caller"\nvalue = "Nora Quist"',
        'at = 9\ndo = "detail"\nfield = "order"\nvalue = "77121"',
        'at = 12\ndo = "choose"\nkey = 1',
        'at = 14\ndo = "say"',
        'at = 30\ndo = "end"\nending = "answered"',
    )
    found = load_scenario(scenario_file(tmp_path, *moves, script='"first-call"'))
    play = Play(found, library=load_library(tmp_path))
    for planned in plan_of(found):
        play.carry_out(planned)
    deeds = [deed.words for exchange in play.told.exchanges for deed in exchange.deeds]
    words = "‹Nora Quist›, your question was about order ‹77121›. Does that answer it?"
    assert f"Said: {words}" in deeds
    review = review_of(Reading(play.call.entries, GENESIS), play.library)
    assert words in " ".join(frame.caption for frame in review.frames)
