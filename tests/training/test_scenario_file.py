from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scenario_text import HEAD, scenario_file, scenario_text

from guide.call import actions as act
from guide.call.events import Stage
from guide.errors import ScenarioError
from guide.script.library import shipped_folder
from guide.script.model import FollowUpKind
from guide.training.scenario import Move
from guide.training.scenario_actions import VERBS
from guide.training.scenario_file import load_scenario, read_scenario, scenario_files

FIRST_MOVE = len(HEAD) + 2
"""The line of the first [[move]]."""

DOES = [
    ('do = "choose"\nkey = 2', act.Choose(2)),
    ('do = "back"', act.Back()),
    ('do = "go"\nscript = "hang-up-protocol"', act.GoTo("hang-up-protocol")),
    ('do = "go"\nscript = "a"\nstep = "b"', act.GoTo("a", "b")),
    ('do = "return"', act.Return()),
    ('do = "language"\nlanguage = "es"', act.SwitchLanguage("es")),
    ('do = "say"', act.Say()),
    ('do = "say"\nline = "warn"\nscript = "a"', act.Say("warn", "a")),
    ('do = "adapt"\nwords = "Hi."\nreason = "r"\nline = "x"', act.Adapt("Hi.", "r", "x")),
    ('do = "leave-out"\nreason = "r"', act.LeaveOut("r")),
    ('do = "note"\ntext = "a\\nb"', act.Write("a\nb")),
    ('do = "rewrite"\nnote = 2\ntext = "c"', act.Rewrite(2, "c")),
    ('do = "draft"\ntext = "half a"', act.Draft("half a")),
    ('do = "detail"\nfield = "caller"\nvalue = "Dana"', act.WriteDetail("caller", "Dana")),
    (
        'do = "no-answer"\nfield = "caller"\nreason = "would not say"',
        act.LeaveAnswerOut("caller", "would not say"),
    ),
    ('do = "stage"\nstage = "hostile"', act.SetStage(Stage.HOSTILE)),
    ('do = "start-clock"', act.StartClock()),
    ('do = "stop-clock"', act.StopClock()),
    ('do = "stop-clock"\nanswered = true', act.StopClock(True)),
    ('do = "stop-clock"\ndropped = true', act.StopClock(dropped=True)),
    ('do = "manager"', act.GetManager()),
    ('do = "manager-name"\nname = "H. Ortiz"', act.NameManager("H. Ortiz")),
    ('do = "effort"\nwhat = "listened"', act.MakeEffort("listened")),
    ('do = "ground"\nground = "abuse"\nthreat = true', act.StateGround("abuse", True)),
    ('do = "caller-said"\nwords = "Parrot!"', act.QuoteCaller("Parrot!")),
    ('do = "permission"\nby = "H. Ortiz"', act.Permit("H. Ortiz")),
    ('do = "warn"', act.Warn()),
    ('do = "persisted"\nwords = "And on!"', act.Persist("And on!")),
    ('do = "calm"', act.Calm()),
    ('do = "threat"', act.ReportThreat()),
    ('do = "follow-up"\nkind = "callback"', act.AddFollowUp(FollowUpKind.CALLBACK)),
    (
        'do = "follow-up"\nkind = "agreed"\ndue = 2026-11-21\ndone_by = "Ben"\n'
        '[move.fields]\nagreed = "Rails"',
        act.AddFollowUp(FollowUpKind.AGREED, (("agreed", "Rails"),), date(2026, 11, 21), "Ben"),
    ),
    (
        'do = "amend"\nfollow_up = 1\nfields = { number = "5" }',
        act.AmendFollowUp(1, (("number", "5"),)),
    ),
    ('do = "done"\nfollow_up = 3\nby = "H. Ortiz"', act.FinishFollowUp(3, "H. Ortiz")),
    (
        'do = "take-over"\ncall = "c"\nagent = "a"\nsummary = "s"\nfields = { effect = "e" }',
        act.TakeOver("c", "a", "s", (("effect", "e"),)),
    ),
    ('do = "correct"', act.Correct()),
    ('do = "end"\nending = "protocol"\nreason = "Parrot"', act.End("protocol", "Parrot")),
]

MISTAKES = [
    # the move, the code, its line after [[move]], words of the message and of the fix
    ("at = 1", "missing-key", 0, "`do` is missing in move 1", "Add do ="),
    ("at = 1\ndo = 3", "wrong-type", 2, "`do` in move 1 is a whole number", "quotation marks"),
    ('at = 1\ndo = "chose"', "unknown-value", 2, "cannot be `chose`", "`choose`"),
    ('at = 1\ndo = "xyzzy"', "unknown-value", 2, "cannot be `xyzzy`", "`end`"),
    ('do = "warn"', "missing-key", 0, "`at` is missing", "at = 1"),
    ('at = -1\ndo = "warn"', "bad-number", 1, "from 0 to 86,400", "from 0"),
    ('at = "1"\ndo = "warn"', "wrong-type", 1, "a whole number", "at = 1"),
    ('at = 1\ncaler = "Hi"\ndo = "warn"', "unknown-key", 2, "`caler`", "`caller`"),
    ('at = 1\ndo = "choose"', "missing-key", 0, "`key` is missing", "key = 1"),
    ('at = 1\ndo = "choose"\nkey = 10', "bad-number", 3, "from 1 to 9", "from 1 to 9"),
    ('at = 1\ndo = "warn"\nkey = 1', "unknown-key", 3, 'does not belong to `do = "warn"`',
     "`choose`"),
    ('at = 1\ncaption = "x"\nkey = 1', "unknown-key", 3, "a move without `do`", "`choose`"),
    ('at = 1\ndo = "stage"\nstage = "hostle"', "unknown-value", 3, "`hostle`", "`hostile`"),
    ('at = 1\ndo = "stage"', "missing-key", 0, "`stage` is missing", "stage ="),
    ('at = 1\ndo = "follow-up"', "missing-key", 0, "`kind` is missing", "callback"),
    ('at = 1\ndo = "follow-up"\nkind = "Call back"', "bad-id", 3, "`Call back`", "call-back"),
    ('at = 1\ndo = "follow-up"\nkind = "agreed"\ndue = "2026-11-20"', "wrong-type", 4,
     "`due` in move 1 is a text", "due = 2026-11-20"),
    ('at = 1\ndo = "follow-up"\nkind = "agreed"\ndue = 2026-11-20\ndue_time = "3 pm"',
     "wrong-type", 5, "`due_time` in move 1 is a text", "due_time = 15:00:00"),
    ('at = 1\ndo = "follow-up"\nkind = "agreed"\ndue = 2026-11-22T17:00:00-05:00',
     "wrong-type", 4, "`due` in move 1 is a", "due = 2026-11-22, due_time = 17:00:00."),
    ('at = 1\ndo = "follow-up"\nkind = "agreed"\ndue_time = 15:00:00',
     "missing-key", 0, "`due` is missing in move 1", "due = 2026-11-20"),
    ('at = 1\ndo = "amend"\nfollow_up = 0', "bad-number", 3, "`follow_up`", "from 1"),
    ('at = 1\ndo = "follow-up"\nkind = "callback"\n[move.fields]\nnumber = 5', "wrong-type", 5,
     "`number` in the fields of move 1", "quotation marks"),
    ('at = 1\ndo = "note"\ntext = "x"\nkeys = ["n", "txt", "Enter"]', "unknown-value", 4,
     "`txt` in `keys` of move 1 is no key, and no text of it", "`text`"),
    ('at = 1\ndo = "note"\ntext = "x"\nkeys = ["n", "Entr"]', "unknown-value", 4,
     "`Entr`", "`Enter`"),
    ('at = 1\ndo = "warn"\nkeys = ["words"]', "unknown-value", 3, "`words`", "Ctrl+U or F3"),
    ('at = 1\ndo = "warn"\nkeys = "w"', "wrong-type", 3, "must be a list", 'keys = ["w"]'),
    ('at = 1\ncaption = "x"\nkeys = ["w"]', "unknown-key", 3, "the agent does nothing", "do ="),
]  # fmt: skip


def test_a_scenario_is_read_whole(tmp_path: Path) -> None:
    path = scenario_file(
        tmp_path, 'at = 4\ncaller = "Well?"\ncaption = "Breathe."', 'at = 4\ndo = "say"'
    )
    scenario = load_scenario(path)
    starts = datetime(2026, 11, 20, 14, 3, tzinfo=timezone(timedelta(hours=-5)))
    assert (scenario.id, scenario.title, scenario.script) == ("ours", "Ours", "calming-a-caller")
    assert (scenario.starts, scenario.zone) == (starts, "America/New_York")
    assert (scenario.agent, scenario.about, scenario.refused) == (
        "R. Alvarez",
        "A test needs it.",
        "",
    )
    assert scenario.moves == (Move(4, "Well?", "Breathe."), Move(4, action=act.Say()))


@pytest.mark.parametrize(("move", "action"), DOES)
def test_everything_an_agent_can_do_can_be_written_down(
    tmp_path: Path, move: str, action: act.Action
) -> None:
    [read] = load_scenario(scenario_file(tmp_path, f"at = 1\n{move}")).moves
    assert read == Move(1, action=action)


def test_keys_are_written_as_people_write_them_and_texts_by_their_settings(tmp_path: Path) -> None:
    move = """at = 1
do = "follow-up"
kind = "agreed"
due = 2026-11-21
keys = ["f", "7", "agreed", "Down", "Ctrl+U", "due", "Enter"]
[move.fields]
agreed = "Rails"
"""
    [read] = load_scenario(scenario_file(tmp_path, move)).moves
    assert read.keys == ("f", "7", "agreed", "Down", "Ctrl+U", "due", "Enter")


def test_every_action_there_is_has_a_word() -> None:
    # There is no board to practice with, nor does anybody else keep what is promised.
    of_desk = {act.AskBoard, act.StopAsking, act.TakeAnswer, act.HearDenial}
    of_desk |= {act.HearDone, act.HearUndone}
    assert {type(action) for _, action in DOES} == set(act.Action.__subclasses__()) - of_desk
    assert {move.split('"')[1] for move, _ in DOES} == set(VERBS)


@pytest.mark.parametrize(("move", "code", "line", "message", "fix"), MISTAKES)
def test_a_mistake_in_a_move_is_told_with_its_line_and_how_to_mend_it(
    tmp_path: Path, move: str, code: str, line: int, message: str, fix: str
) -> None:
    scenario, problems = read_scenario(scenario_file(tmp_path, move))
    assert scenario is None
    [problem] = problems
    assert (problem.code, problem.line) == (code, FIRST_MOVE + line)
    assert message in problem.message
    assert fix in problem.fix


@pytest.mark.parametrize(
    ("head", "code", "words"),
    [
        ({"id": ""}, "missing-key", "`id` is missing"),
        ({"id": '"Our Own"'}, "bad-id", "our-own"),
        ({"agent": ""}, "missing-key", "`agent` is missing"),
        ({"script": ""}, "missing-key", "`script` is missing"),
        ({"starts": ""}, "missing-key", "starts = 2026"),
        ({"starts": "2026-11-20T14:03:00"}, "bad-time", "how far from UTC"),
        ({"starts": "2026-11-20"}, "wrong-type", "`starts` in [scenario] is a date"),
        ({"starts": '"now"'}, "wrong-type", "a date with a time"),
        ({"zone": '"America/NewYork"'}, "bad-zone", "America/New_York"),
        ({"refused": "1"}, "wrong-type", "`refused`"),
        ({"colour": '"red"'}, "unknown-key", "`colour`"),
    ],
)
def test_a_mistake_in_the_head_is_told(
    tmp_path: Path, head: dict[str, str], code: str, words: str
) -> None:
    with pytest.raises(ScenarioError) as raised:
        load_scenario(scenario_file(tmp_path, 'at = 1\ndo = "say"', **head))
    first, told = str(raised.value).split("\n")
    assert first == "This scenario cannot be played."
    assert told.startswith(f"{tmp_path}/ours.toml:")
    assert words in told
    [problem] = read_scenario(tmp_path / "ours.toml")[1]
    assert problem.code == code


def test_moves_stand_in_the_order_of_their_times(tmp_path: Path) -> None:
    moves = ['at = 5\ndo = "say"', 'at = 4\ndo = "say"', 'at = "x"\ndo = "say"']
    _, problems = read_scenario(scenario_file(tmp_path, *moves))
    assert [(p.code, p.line) for p in problems] == [
        ("bad-order", FIRST_MOVE + 4),
        ("wrong-type", FIRST_MOVE + 7),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "missing-key"),
        ("[scenario]\n", "missing-key"),
        ("scenario = 1", "wrong-type"),
        ("[scenario\n", "broken-toml"),
        ('[scenario]\nid = "a\x07b"\n', "unsafe-character"),
    ],
)
def test_a_file_that_is_no_scenario_is_told_so(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(text)
    scenario, problems = read_scenario(path)
    assert scenario is None
    assert code in {problem.code for problem in problems}


def test_a_file_that_cannot_be_read_is_told_without_a_line(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"none\.toml: The file cannot be read"):
        load_scenario(tmp_path / "none.toml")


@given(st.text(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_text_is_a_scenario_or_told_what_is_wrong(tmp_path: Path, text: str) -> None:
    _read_either_way(tmp_path, text)


_LINES = scenario_text(*(f"at = 1\n{move}" for move, _ in DOES[:12])).split("\n")


@given(st.lists(st.sampled_from(_LINES), max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_jumble_of_settings_is_a_scenario_or_told_what_is_wrong(
    tmp_path: Path, lines: list[str]
) -> None:
    _read_either_way(tmp_path, "\n".join(lines))


def _read_either_way(folder: Path, text: str) -> None:
    path = folder / "any.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    scenario, problems = read_scenario(path)
    assert (scenario is None) == bool(problems)
    for problem in problems:
        assert problem.message.endswith(".")
        assert problem.fix


def test_the_shipped_scenarios_are_named_as_their_files() -> None:
    for name, path in scenario_files(shipped_folder()).items():
        assert load_scenario(path).id == name
