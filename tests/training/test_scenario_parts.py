"""Replies, expectations and variants of a scenario file, and every mistake in them."""

from datetime import date, time
from pathlib import Path

import pytest
from msgspec.structs import replace
from scenario_text import HEAD, scenario_text
from trainee import LIBRARY

from guide.call import actions as act
from guide.call.events import Stage
from guide.errors import ScenarioError
from guide.script.model import FollowUpKind
from guide.training.caller import one_of
from guide.training.scenario import Expect, Move, Reply, Scenario, When, cast_for
from guide.training.scenario_check import check_scenario
from guide.training.scenario_file import load_scenario, parse_scenario, read_scenario

MOVE = 'at = 1\ncaller = "Hi."'
FIRST = len(HEAD) + 5
"""The line of the first setting below the heading of whatever follows that one move."""


def write(folder: Path, more: str, *moves: str, **head: str) -> Path:
    path = folder / "ours.toml"
    path.write_text(scenario_text(*(moves or (MOVE,)), **head) + more)
    return path


def load(folder: Path, more: str, *moves: str) -> Scenario:
    return load_scenario(write(folder, more, *moves))


WHENS = [
    ('step = "a:b"', When(step="a:b")),
    ('said = "x"', When(said="x")),
    ('adapted = "x"', When(adapted="x")),
    ('left_out = "x"', When(left_out="x")),
    ('passed_over = "x"', When(passed_over="x")),
    ("warned = 2", When(warned=2)),
    ('ground = "abuse"', When(ground="abuse")),
    ("effort = true", When(effort=True)),
    ("permission = true", When(permission=True)),
    ('follow_up = "callback"', When(follow_up=FollowUpKind.CALLBACK)),
    ('stage = "hostile"', When(stage=Stage.HOSTILE)),
    ("silence = 20", When(silence=20)),
    ('step = "a", silence = 5', When(step="a", silence=5)),
]


@pytest.mark.parametrize(("text", "when"), WHENS)
def test_everything_a_reply_can_wait_for_can_be_written_down(
    text: str, when: When, tmp_path: Path
) -> None:
    more = f'[[reply]]\nid = "r"\nwhen = {{ {text} }}\ncaller = "Oh."\n'
    assert load(tmp_path, more).replies == (Reply("r", when, ("Oh.",)),)


def test_a_reply_has_alternatives_and_what_they_are(tmp_path: Path) -> None:
    more = (
        '[[reply]]\nid = "one"\nwhen = { warned = 1 }\ncaller = ["A.", "B."]\nagain = true\n'
        'abusive = true\nreports = "threat"\n'
        '[[reply]]\nid = "two"\nwhen = { after = "one" }\ncaller = "C."\n'
    )
    one, two = load(tmp_path, more).replies
    assert one == Reply("one", When(warned=1), ("A.", "B."), True, True, "threat")
    assert two.when == When(after="one")


def test_a_move_says_that_its_words_are_abusive_or_must_be_reported(tmp_path: Path) -> None:
    move = 'at = 1\ncaller = "You!"\nabusive = true\nreports = "threat"\nchapter = "One"'
    [read] = load(tmp_path, "", move).moves
    assert (read.abusive, read.reports, read.chapter) == (True, "threat", "One")


def test_a_time_of_day_is_agreed_on_with_its_day(tmp_path: Path) -> None:
    move = 'at = 1\ndo = "follow-up"\nkind = "agreed"\ndue = 2026-11-21\ndue_time = 15:00:00'
    [read] = load(tmp_path, "", move).moves
    assert read.action == act.AddFollowUp("agreed", due=date(2026, 11, 21), due_time=time(15))


def test_what_is_expected_is_read_whole(tmp_path: Path) -> None:
    more = (
        '[[expect]]\ndetail = "number"\nvalue = "5"\n'
        '[[expect]]\ndetail = "concern"\ncontains = ["title"]\n'
        '[[expect]]\ndetail = "freebie"\nor_nothing = true\n'
        '[[expect]]\nacknowledge = "rant"\nwithin = 30\nsource = "C2"\n'
        '[[expect]]\nendings = ["resolved"]\n'
    )
    expected = load(tmp_path, more).expected
    assert expected == (
        Expect("number", "5"),
        Expect("concern", contains=("title",)),
        Expect("freebie", or_nothing=True),
        Expect(acknowledge="rant", within=30, source="C2"),
        Expect(endings=("resolved",)),
    )


VARIANTS = '[[variant]]\nname = "Ann"\n[[variant]]\nname = "Bea"\n'


def test_a_variant_fills_its_places_wherever_they_stand(tmp_path: Path) -> None:
    move = 'at = 1\ncaller = "I am {name}."\ndo = "detail"\nfield = "caller"\nvalue = "{name}"'
    more = (
        '[[reply]]\nid = "r"\nwhen = { warned = 1 }\ncaller = ["{name}!", "Oh, {name}."]\n'
        '[[expect]]\ndetail = "caller"\nvalue = "{name}"\n' + VARIANTS
    )
    path = write(tmp_path, more, move)
    bea = load_scenario(path, 1)
    assert bea.moves == (Move(1, "I am Bea.", action=act.WriteDetail("caller", "Bea")),)
    assert bea.replies[0].caller == ("Bea!", "Oh, Bea.")
    assert bea.expected[0].value == "Bea"
    assert load_scenario(path) == load_scenario(path, 0) == load_scenario(path, 2)
    assert load_scenario(path).moves[0].caller == "I am Ann."
    uncast, _ = read_scenario(path)
    assert uncast is not None
    assert uncast.moves[0].caller == "I am {name}."
    assert cast_for(uncast, 1) == bea


def test_the_text_kept_of_a_scenario_reads_back_as_the_scenario(tmp_path: Path) -> None:
    scenario, _ = read_scenario(write(tmp_path, VARIANTS))
    assert scenario is not None
    assert parse_scenario(scenario.text, "x") == scenario
    assert parse_scenario("nothing", "x") is None


def test_a_seed_picks_the_same_alternative_always() -> None:
    words = ("a", "b", "c")
    assert [one_of(words, 5, "r:0")] * 3 == [one_of(words, 5, "r:0") for _ in range(3)]
    assert {one_of(words, seed, "r:0") for seed in range(30)} == set(words)


REPLY = '[[reply]]\nid = "r"\n'
WHEN = "when = { warned = 1 }\n"
CALLER = 'caller = "Oh."\n'
MISTAKES = [
    (f"{REPLY}{CALLER}", "missing-key", "`when` is missing in reply `r`"),
    (f"{REPLY}{WHEN}", "missing-key", "`caller` is missing in reply `r`"),
    (f"[[reply]]\n{WHEN}{CALLER}", "missing-key", "`id` is missing in reply 1"),
    (f"{REPLY}when = {{}}\n{CALLER}", "empty-table", "the reply would come at once"),
    (f"{REPLY}when = 3\n{CALLER}", "wrong-type", "`when` in reply `r` is a whole number"),
    (f'{REPLY}when = {{ stepp = "a" }}\n{CALLER}', "unknown-key", "`stepp` is not a setting of"),
    (f"{REPLY}when = {{ warned = 0 }}\n{CALLER}", "bad-number", "`warned`"),
    (f'{REPLY}when = {{ silence = "5" }}\n{CALLER}', "wrong-type", "`silence`"),
    (f'{REPLY}when = {{ stage = "hostle" }}\n{CALLER}', "unknown-value", "cannot be `hostle`"),
    (f'{REPLY}when = {{ follow_up = "Call back" }}\n{CALLER}', "bad-id", "`Call back`"),
    (f'{REPLY}when = {{ after = "r" }}\n{CALLER}', "unknown-name", "names no reply before it"),
    (f"{REPLY}{WHEN}caller = []\n", "empty-list", "`caller` in reply `r` is empty"),
    (f"{REPLY}{WHEN}caller = 3\n", "wrong-type", "`caller` in reply `r` is a whole number"),
    (f"{REPLY}{WHEN}{CALLER}" * 2, "duplicate-id", "The id `r` is used twice"),
    ("[[expect]]\n", "missing-key", "`detail` is missing in expect 1"),
    ('[[expect]]\ndetail = "number"\n', "missing-key", "`value` is missing"),
    ('[[expect]]\nacknowledge = "a"\n', "missing-key", "`within` is missing"),
    ('[[expect]]\ndetail = "a"\nvalue = "b"\nendings = ["c"]\n', "two-at-once", "two things"),
    ('[[expect]]\nendings = ["c"]\nwithin = 3\n', "unknown-key", "belongs to `acknowledge`"),
    ('[[expect]]\nendings = "c"\n', "wrong-type", "`endings`"),
    ('[[variant]]\na = "1"\n[[variant]]\n', "missing-key", "`a` is missing in variant 2"),
    ("[[variant]]\na = 1\n", "wrong-type", "`a` in variant 1"),
    ('[variant]\na = "1"\n', "wrong-type", "[[variant]]"),
    (f'{REPLY}{WHEN}caller = "Oh, {{nam}}."\n{VARIANTS}', "unknown-place", "`{nam}`"),
]


@pytest.mark.parametrize(("more", "code", "words"), MISTAKES)
def test_a_mistake_is_told_with_its_line_and_how_to_mend_it(
    more: str, code: str, words: str, tmp_path: Path
) -> None:
    scenario, problems = read_scenario(write(tmp_path, more))
    assert scenario is None
    problem = next(p for p in problems if p.code == code)
    assert words in f"{problem.message} {problem.fix}"
    assert problem.line >= FIRST - 1
    assert problem.message.endswith(".")
    assert problem.fix.endswith((".", "?"))


@pytest.mark.parametrize(
    "key",
    ["abusive = true", 'reports = "threat"', 'cause_for = ["callback"]', 'settles = ["agreed"]'],
)
def test_what_is_said_of_words_needs_words(key: str, tmp_path: Path) -> None:
    _, [problem] = read_scenario(write(tmp_path, "", f'at = 1\ndo = "say"\n{key}'))
    assert "is about the caller's words, and there are none" in problem.message


def test_a_place_without_any_variant_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match=r"No \[\[variant\]\] fills the place"):
        load(tmp_path, "", 'at = 1\ncaller = "I am {name}."')


AGAINST = [
    ('[[reply]]\nid = "r"\nwhen = { step = "optons" }\n', "There is no step `optons`", "`options`"),
    ('[[reply]]\nid = "r"\nwhen = { step = "escalated-callers:rant" }\n', "no step", ""),
    ('[[reply]]\nid = "r"\nwhen = { said = "acknowlege" }\n', "no line", "`acknowledge`"),
    ('[[reply]]\nid = "r"\nwhen = { passed_over = "x" }\n', "no line `x`", ""),
    ('[[reply]]\nid = "r"\nwhen = { ground = "abus" }\n', "no ground `abus`", "`abuse`"),
    ('[[reply]]\nid = "r"\nwhen = { warned = 1 }\nreports = "thret"\n', "`thret`", "`threat`"),
    ('[[expect]]\nacknowledge = "rnt"\nwithin = 5\n', "no line or step `rnt`", "`rant`"),
    ('[[expect]]\ndetail = "numbr"\nvalue = "5"\n', "no detail `numbr`", "`number`"),
    ('[[expect]]\nendings = ["agred"]\n', "no ending `agred`", "`agreed`"),
]


@pytest.mark.parametrize(("more", "words", "near"), AGAINST)
def test_what_the_scripts_do_not_have_is_told_with_the_nearest(
    more: str, words: str, near: str, tmp_path: Path
) -> None:
    path = write(tmp_path, more + ('caller = "Oh."\n' if "[[reply]]" in more else ""))
    [problem] = check_scenario(load_scenario(path), path, LIBRARY)
    assert words in problem.message
    assert near in problem.fix
    assert problem.line > FIRST - 1


def test_a_script_or_an_earlier_scenario_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = write(tmp_path, "", earlier='"charged-twise"')
    [problem] = check_scenario(load_scenario(path), path, LIBRARY)
    assert "There is no scenario `charged-twise`" in problem.message
    other = replace(load_scenario(path), script="calming-a-caler", earlier="")
    [problem] = check_scenario(other, path, LIBRARY)
    assert "`calming-a-caller`" in problem.fix
