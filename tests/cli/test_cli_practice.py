import json

import pytest
from prompt import Prompt
from training.trainee import Trainee, shipped_scenario

from guide.call import actions as act


def practised(
    guide: Prompt,
    name: str = "passed-on",
    seed: int = 1,
    *,
    well: bool = True,
    concern: str = "",
    agent: str = "Robin",
) -> str:
    """A practice call that is kept where the prompt looks for it; its id.

    A `concern` is written down in place of that of the moves.
    """
    trainee = Trainee(shipped_scenario(name, seed), guide.folder, seed=seed, agent=agent)
    moves = trainee.scenario.moves
    own = {
        n: act.WriteDetail("concern", concern)
        for n, move in enumerate(moves)
        if concern and isinstance(move.action, act.WriteDetail) and move.action.field == "concern"
    }
    trainee.follow(
        [move for move in moves if well or not isinstance(move.action, act.FinishFollowUp)], own
    )
    trainee.practice.book.finish(trainee.practice.session)
    return trainee.call.id


def test_practice_without_a_terminal_is_refused_and_says_what_to_do(guide: Prompt) -> None:
    answer = guide("practice", "passed-on")
    assert (answer.code, answer.out) == (2, "")
    assert "this is not a terminal" in answer.err
    assert not list(guide.state.rglob("*.jsonl"))


def test_an_unknown_scenario_is_answered_with_the_nearest(guide: Prompt) -> None:
    answer = guide("practice", "pased-on")
    assert answer.code == 2
    assert "Did you mean `passed-on`?" in answer.err


def test_what_shows_a_refusal_is_not_practised(guide: Prompt) -> None:
    answer = guide("practice", "no-warning")
    assert answer.code == 2
    assert "shows what a rule refuses" in answer.err


def test_a_scenario_that_names_what_is_not_there_is_told_with_all_of_it(guide: Prompt) -> None:
    path = guide.folder / "ours.toml"
    path.write_text(
        '[scenario]\nid = "ours"\ntitle = "Ours"\nscript = "calming-a-caller"\n'
        'starts = 2026-11-20T14:03:00-05:00\nagent = "R."\n[[move]]\nat = 1\ncaller = "Hi."\n'
        '[[reply]]\nid = "r"\nwhen = { step = "rnt", said = "x" }\ncaller = "Oh."\n'
    )
    answer = guide("practice", path)
    assert answer.code == 2
    assert "This scenario cannot be practiced." in answer.err
    assert "There is no step `rnt`" in answer.err
    assert "There is no line `x`" in answer.err


@pytest.mark.parametrize("seed", ["-1", "x"])
def test_a_seed_is_a_number_from_0(guide: Prompt, seed: str) -> None:
    assert guide("practice", "passed-on", "--seed", seed).code == 2


def test_the_debrief_is_shown_again(guide: Prompt) -> None:
    call = practised(guide)
    answer = guide("practice", "--debrief", call[:15])
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("DEBRIEF · Annoyed, and passed on\n")
    assert "Nothing to improve." in answer.out
    assert max(map(len, answer.out.splitlines())) <= 80


def test_the_debrief_for_programs(guide: Prompt) -> None:
    call = practised(guide, well=False)
    told = json.loads(guide("practice", "--debrief", call, "--json").out)
    assert (told["call"], told["scenario"], told["seed"]) == (call, "passed-on", 1)
    assert told["counts"]["think"] == 1
    [flaw] = [f for f in told["findings"] if f["sign"] != "well"]
    assert flaw["about"] == "follow-up:message"
    words = "I will also send them a personal message through our internal chat."
    assert flaw["passages"] == [{"document": "escalated-callers.txt", "words": words}]
    assert flaw["source"] == f"escalated-callers.txt: “{words}”"


def test_a_call_that_is_not_there_is_told(guide: Prompt) -> None:
    answer = guide("practice", "--debrief", "20200101")
    assert answer.code == 2
    assert "There is no practice call" in answer.err


def test_a_played_scenario_has_no_debrief(guide: Prompt) -> None:
    guide("play", "passed-on")
    [call] = json.loads(guide("calls", "--practice", "--json").out)
    answer = guide("practice", "--debrief", call["id"])
    assert answer.code == 2
    assert "rehearsed no scenario" in answer.err


def test_the_history_is_a_chart_and_says_what_comes_again(guide: Prompt) -> None:
    practised(guide, well=False)
    practised(guide, seed=2, well=False)
    practised(guide, "push-back")
    answer = guide("practice", "--history", "--agent", "ROBIN")
    assert (answer.code, answer.err) == (0, "")
    assert "Annoyed, and passed on (passed-on)" in answer.out
    assert "Pushes back, and a manager comes (push-back)" in answer.out
    assert "What comes again" in answer.out
    assert "! in 2 calls: Message in the internal chat is on record as still to do" in answer.out
    told = json.loads(guide("practice", "--history", "--agent", "Robin", "--json").out)
    assert [one["scenario"] for one in told].count("passed-on") == 2


def test_the_history_of_a_class_is_that_of_everybody_each_by_name(guide: Prompt) -> None:
    nobody = guide("practice", "--history", "--class")
    assert (nobody.code, nobody.out) == (0, "")
    assert "Nobody has any practice calls yet." in nobody.err
    practised(guide, well=False)
    practised(guide, well=False, agent="Ann Lee")
    answer = guide("practice", "--history", "--class")
    assert (answer.code, answer.err) == (0, "")
    assert "Ann Lee" in answer.out
    assert "Robin" in answer.out
    assert "! in 2 calls of 2 people: Message in the internal chat is on record" in answer.out
    told = json.loads(guide("practice", "--class", "--json").out)
    assert {one["agent"] for one in told} == {"Robin", "Ann Lee"}
    both = guide("practice", "--history", "--class", "--agent", "Robin")
    assert (both.code, "leave out --agent" in both.err) == (2, True)


def test_a_history_of_nobody_is_told(guide: Prompt) -> None:
    practised(guide)
    answer = guide("practice", "--history", "--agent", "Somebody Else")
    assert (answer.code, answer.out) == (0, "")
    assert "Somebody Else has no practice calls yet." in answer.err
    assert guide("practice", "--history", "--agent", "Somebody Else", "--json").out == "[]\n"


def test_a_damaged_journal_of_practice_hides_no_other(guide: Prompt) -> None:
    practised(guide)
    bad = practised(guide, seed=2)
    [path] = guide.state.rglob(f"{bad}.jsonl")
    path.write_bytes(b"not a journal\n")
    answer = guide("practice", "--history", "--agent", "Robin")
    assert "seed 1" in answer.out
    assert "seed 2" not in answer.out
    assert answer.code == 0


def test_practice_is_never_among_real_calls(guide: Prompt) -> None:
    call = practised(guide)
    assert json.loads(guide("calls", "--json").out) == []
    assert [one["id"] for one in json.loads(guide("calls", "--practice", "--json").out)] == [call]
    answer = guide("resume", call)
    assert answer.code == 2


def test_the_names_of_files_hold_nothing_of_anybody(guide: Prompt) -> None:
    practised(guide)
    names = " ".join(path.name.lower() for path in guide.folder.rglob("*"))
    assert not any(word in names for word in ("robin", "adler", "reyes", "okoro", "5550"))


def test_the_debrief_and_the_history_never_reach_for_the_screen(guide: Prompt) -> None:
    call = practised(guide)
    check = "import sys, atexit; atexit.register(lambda: print('textual' in sys.modules))"
    answer = guide.process("practice", "--debrief", call, "--json", before=check)
    assert answer.out.endswith("}\nFalse\n")
