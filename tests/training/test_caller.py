from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace
from trainee import LIBRARY, Trainee, shipped_scenario

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import CallerSpoke, Stage
from guide.call.fold import call_of
from guide.script.model import FollowUpKind
from guide.training.caller import PAUSE, Caller, talking
from guide.training.scenario import Move, Reply, Scenario, When

SCENARIO = shipped_scenario("friday-callback")


def scenario(*moves: Move, replies: tuple[Reply, ...] = ()) -> Scenario:
    return replace(SCENARIO, moves=moves, replies=replies, variants=())


def said(trainee: Trainee) -> list[str]:
    return [e.event.words for e in trainee.entries if isinstance(e.event, CallerSpoke)]


def test_without_replies_the_words_of_the_moves_come_at_their_steps(tmp_path: Path) -> None:
    moves = (
        Move(3, "At the first step."),
        Move(4, action=act.Choose(2)),
        Move(8, "At the second."),
    )
    trainee = Trainee(scenario(*moves), tmp_path)
    trainee.wait(20)
    assert said(trainee) == ["At the first step."]
    trainee.do(act.Choose(2))
    trainee.wait(5)
    assert said(trainee) == ["At the first step.", "At the second."]


def test_words_of_a_second_stay_wait_for_it(tmp_path: Path) -> None:
    moves = (
        Move(1, "First."),
        Move(2, action=act.Choose(2)),
        Move(3, action=act.Choose(2)),
        Move(5, action=act.Choose(1)),
        Move(6, "Again here."),
    )
    trainee = Trainee(scenario(*moves), tmp_path)
    trainee.wait(5)
    trainee.do(act.Choose(2))
    trainee.wait(30)
    assert said(trainee) == ["First."]
    trainee.do(act.Choose(2), act.Choose(1))
    trainee.wait(5)
    assert said(trainee) == ["First.", "Again here."]


def test_an_answer_waits_for_the_line_it_answers(tmp_path: Path) -> None:
    moves = (Move(1, action=act.Choose(1)), Move(2, action=act.Say()), Move(5, "My name is Ann."))
    trainee = Trainee(scenario(*moves), tmp_path)
    trainee.do(act.Choose(1))
    trainee.wait(60)
    assert said(trainee) == []
    trainee.do(act.Say())
    trainee.wait(3)
    assert said(trainee) == ["My name is Ann."]


def test_a_detail_is_told_at_last_even_to_whoever_asks_in_other_words(tmp_path: Path) -> None:
    moves = (
        Move(1, action=act.Choose(1)),
        Move(2, action=act.Say()),
        Move(5, "My name is Ann.", action=act.WriteDetail("caller", "Ann")),
    )
    trainee = Trainee(scenario(*moves), tmp_path)
    trainee.do(act.Choose(1))
    trainee.wait(40)
    assert said(trainee) == ["My name is Ann."]


def test_a_detail_not_told_at_its_step_is_told_at_another_that_asks_for_it(tmp_path: Path) -> None:
    """The reference asks for the name at `stay-calm`; whoever goes past it hears it later."""
    moves = (
        Move(1, action=act.Choose(1)),
        Move(5, "My name is Ann.", action=act.WriteDetail("caller", "Ann")),
    )
    trainee = Trainee(scenario(*moves), tmp_path)
    trainee.do(act.Choose(2))
    trainee.wait(20)
    assert trainee.call.here.step == "be-kind"
    assert said(trainee) == ["My name is Ann."]


def test_a_caller_never_talks_over_their_own_words(tmp_path: Path) -> None:
    trainee = Trainee(SCENARIO, tmp_path).follow()
    words = [e for e in trainee.entries if isinstance(e.event, CallerSpoke)]
    assert len(words) > 8
    for before, after in pairwise(words):
        assert isinstance(before.event, CallerSpoke)
        assert after.elapsed >= before.elapsed + talking(before.event.words)


def test_what_comes_next_follows_from_the_entries_alone(tmp_path: Path) -> None:
    trainee = Trainee(SCENARIO, tmp_path).follow()
    caller = Caller(SCENARIO, LIBRARY, 0)
    for entry in trainee.entries:
        if isinstance(entry.event, CallerSpoke):
            so_far = call_of(trainee.entries[: entry.n - 1])
            assert caller.next(so_far, entry.elapsed) == entry.event


def test_nothing_is_said_after_the_end(tmp_path: Path) -> None:
    trainee = Trainee(SCENARIO, tmp_path)
    trainee.wait(2)
    trainee.do(act.End("hung-up"))
    trainee.wait(200)
    assert isinstance(trainee.entries[-1].event, ev.Ended)


def heard(when: When, tmp_path: Path, *deeds: act.Action, wait: int = 5) -> tuple[int, int]:
    """How often a reply comes before the deeds, and in all after them."""
    trainee = Trainee(scenario(Move(0), replies=(Reply("r", when, ("Oh.",)),)), tmp_path)
    trainee.wait(wait)
    before = len(said(trainee))
    decisions = trainee.do(*deeds)
    assert all(hasattr(decision, "events") for decision in decisions), decisions
    trainee.wait(wait)
    return before, len(said(trainee))


TO_SUMMARY = (act.Choose(2), act.Choose(1))
WARNED = (act.MakeEffort("x"), act.StateGround("abuse"), act.Permit("H. O."), act.Warn())


@pytest.mark.parametrize(
    ("when", "deeds"),
    [
        (When(step="be-kind"), (act.Choose(2),)),
        (When(step="escalated-callers:be-kind"), (act.Choose(2),)),
        (When(said="ask-name"), (act.Choose(1), act.Say())),
        (When(said="escalated-callers:ask-name"), (act.Choose(1), act.Say())),
        (When(adapted="ask-name"), (act.Choose(1), act.Adapt("You are?", "short"))),
        (When(left_out="ask-name"), (act.Choose(1), act.LeaveOut("known"))),
        (When(passed_over="summary"), (*TO_SUMMARY, act.Choose(1))),
        (When(warned=1), WARNED),
        (When(ground="abuse"), (act.StateGround("abuse"),)),
        (When(effort=True), (act.MakeEffort("x"),)),
        (When(permission=True), WARNED[:3]),
        (When(follow_up=FollowUpKind.CALLBACK), (act.AddFollowUp(FollowUpKind.CALLBACK),)),
        (When(stage=Stage.HOSTILE), (act.SetStage(Stage.HOSTILE),)),
        (When(step="be-kind", said="ask-concern"), (act.Choose(2), act.Say())),
    ],
    ids=str,
)
def test_a_reply_comes_when_what_it_waits_for_has_come(
    when: When, deeds: tuple[act.Action, ...], tmp_path: Path
) -> None:
    assert heard(when, tmp_path, *deeds) == (0, 1)


@pytest.mark.parametrize(
    ("when", "deeds"),
    [
        (When(step="summarise"), (act.Choose(2),)),
        (When(said="ask-name"), (act.Choose(1), act.LeaveOut("known"))),
        (When(warned=2), WARNED),
        (When(ground="hate"), (act.StateGround("abuse"),)),
        (When(ground="abuse"), (act.StateGround("abuse"), act.Calm())),
        (When(stage=Stage.HOSTILE), (act.SetStage(Stage.HOSTILE), act.SetStage(Stage.CALM))),
        (When(step="be-kind", said="ask-concern"), (act.Choose(2),)),
    ],
    ids=str,
)
def test_a_reply_does_not_come_for_anything_else(
    when: When, deeds: tuple[act.Action, ...], tmp_path: Path
) -> None:
    trainee = Trainee(scenario(Move(0), replies=(Reply("r", when, ("Oh.",)),)), tmp_path)
    for deed in deeds:
        trainee.practice.session.do(deed)
    trainee.wait(5)
    assert said(trainee) == []


def test_silence_is_counted_from_the_last_thing_that_happened(tmp_path: Path) -> None:
    replies = (Reply("r", When(silence=10), ("Hello?",)),)
    trainee = Trainee(scenario(Move(0), replies=replies), tmp_path)
    trainee.wait(8)
    trainee.do(act.Draft("typing"))
    trainee.wait(8)
    assert said(trainee) == []
    trainee.wait(4)
    assert said(trainee) == ["Hello?"]
    trainee.wait(60)
    assert said(trainee) == ["Hello?"]


def test_a_reply_that_may_come_again_does_so_whenever_it_comes_true(tmp_path: Path) -> None:
    silence = Reply("s", When(silence=10), ("Hello?",), again=True)
    there = Reply("t", When(step="be-kind"), ("Kind, are you?",), again=True)
    trainee = Trainee(scenario(Move(0), replies=(there, silence)), tmp_path)
    trainee.wait(25)
    assert said(trainee) == ["Hello?", "Hello?"]
    trainee.do(act.Choose(2))
    trainee.wait(4)
    trainee.do(act.Choose(2), act.Choose(1))
    trainee.wait(4)
    assert said(trainee)[2:] == ["Kind, are you?", "Kind, are you?"]


def test_of_replies_that_could_come_the_first_of_the_file_does(tmp_path: Path) -> None:
    replies = (
        Reply("never", When(said="no-such-line"), ("Never.",)),
        Reply("first", When(step="be-kind"), ("First.",)),
        Reply("second", When(step="be-kind"), ("Second.",)),
    )
    trainee = Trainee(scenario(Move(0), replies=replies), tmp_path)
    trainee.do(act.Choose(2))
    trainee.wait(2)
    assert said(trainee) == ["First."]
    trainee.wait(3)
    assert said(trainee) == ["First.", "Second."]


def test_a_reply_comes_after_another(tmp_path: Path) -> None:
    replies = (
        Reply("one", When(step="be-kind"), ("One.",)),
        Reply("two", When(after="one"), ("Two.",)),
    )
    trainee = Trainee(scenario(Move(0), replies=replies), tmp_path)
    trainee.wait(10)
    assert said(trainee) == []
    trainee.do(act.Choose(2))
    trainee.wait(8)
    assert said(trainee) == ["One.", "Two."]


def test_a_reply_leaves_the_trainee_a_breath(tmp_path: Path) -> None:
    replies = (Reply("r", When(step="be-kind"), ("Oh.",)),)
    trainee = Trainee(scenario(Move(0), replies=replies), tmp_path)
    trainee.do(act.Choose(2))
    trainee.wait(5)
    [words] = [e for e in trainee.entries if isinstance(e.event, CallerSpoke)]
    arrived = trainee.call.entry(trainee.call.here.n)
    assert PAUSE <= words.elapsed - arrived.elapsed <= PAUSE + 1


def test_one_seed_is_one_caller_and_another_seed_another(tmp_path: Path) -> None:
    def call(seed: int, folder: str) -> list[str]:
        of = shipped_scenario("friday-callback", seed)
        return said(Trainee(of, tmp_path / folder, seed=seed).follow())

    assert call(7, "a") == call(7, "b")
    calls = [" ".join(call(seed, f"of-{seed}")) for seed in range(3)]
    assert len(set(calls)) == 3


def test_alternatives_are_all_picked_by_some_seed(tmp_path: Path) -> None:
    words = ("Hello?", "Are you there?", "Gone?")
    replies = (Reply("r", When(silence=3), words),)
    heard_of = set()
    for seed in range(20):
        trainee = Trainee(scenario(Move(0), replies=replies), tmp_path / str(seed), seed=seed)
        trainee.wait(5)
        heard_of |= set(said(trainee))
    assert heard_of == set(words)


def test_a_caller_takes_a_redirecting_and_a_warning_at_whatever_step_they_come(
    tmp_path: Path,
) -> None:
    """The warn panel is open from every step; the moves give the warning at the script's own."""
    trainee = Trainee(shipped_scenario("warned-and-calm"), tmp_path)
    trainee.do(act.Choose(1))
    trainee.wait(5)
    trainee.do(act.WriteDetail("concern", "insurance papers"))
    trainee.wait(40)
    assert "half-wit? Answer me" in said(trainee)[-1]
    trainee.do(act.MakeEffort("x"))
    trainee.wait(8)
    assert said(trainee)[-1] == "I said half-wit and I mean half-wit!"
    trainee.do(act.StateGround("abuse"), act.Permit("H. O."), act.Warn())
    trainee.wait(8)
    assert said(trainee)[-1].startswith("All right. All right.")
    assert trainee.call.here.step == "listen"


def test_a_threat_is_made_even_to_whoever_has_left_the_step(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("threat-at-once"), tmp_path)
    trainee.wait(3)
    trainee.do(act.Choose(2))
    trainee.wait(12)
    assert trainee.call.here.step == "be-kind"
    assert said(trainee)[-1].startswith("I know where your office is.")


@pytest.mark.parametrize("name", ["warned-and-calm", "warned-and-ended"])
def test_nobody_stands_by_abuse_that_they_have_not_uttered(name: str, tmp_path: Path) -> None:
    played = shipped_scenario(name)
    trainee = Trainee(played, tmp_path)
    first, again, *_ = (f"move {n}" for n, move in enumerate(played.moves, 1) if move.abusive)
    trainee.wait(2)
    ground = "abuse" if name == "warned-and-calm" else "slurs"
    trainee.do(act.MakeEffort("Asked them to stop"), act.StateGround(ground))
    trainee.do(act.Permit("Helen Ortiz"), act.Warn())
    trainee.wait(60)
    assert not {first, again} & {*trainee.heard}
    warned = [isinstance(move.action, act.Warn) for move in played.moves].index(True) + 1
    answers = {f"move {n}" for n in range(warned + 1, len(played.moves) + 1)}
    assert not answers & {*trainee.heard}, "they do not answer as if they had been abusive"
    trainee.follow(played.moves[: int(first.split()[1])])
    trainee.wait(5)
    assert first in trainee.heard
    assert again not in trainee.heard, "what was tried before was not for it"
    trainee.do(act.MakeEffort("Asked them to stop"))
    trainee.wait_for(again)


def test_nor_at_the_step_for_redirecting(tmp_path: Path) -> None:
    trainee = Trainee(shipped_scenario("warned-and-calm"), tmp_path)
    trainee.do(act.GoTo("hang-up-protocol", "redirect"), act.MakeEffort("Asked them to stop"))
    trainee.wait(60)
    assert "move 9" not in trainee.heard
    assert "redirected" in trainee.heard, "it is taken badly all the same"


@pytest.mark.parametrize(("calls_out", "complaints"), [(True, []), (False, ["Have you gone?"])])
def test_nobody_complains_of_silence_before_they_were_called(
    calls_out: bool, complaints: list[str], tmp_path: Path
) -> None:
    moves = (Move(1, action=act.Choose(2)), Move(6, "Solberg."))
    hello = Reply("hello", When(silence=45), ("Have you gone?",), again=True)
    made = replace(scenario(*moves, replies=(hello,)), calls_out=calls_out)
    trainee = Trainee(made, tmp_path)
    trainee.wait(60)
    assert said(trainee) == complaints
    trainee.do(act.Choose(2))
    trainee.wait(60)
    assert said(trainee) == [*complaints, "Solberg.", "Have you gone?"]


@pytest.mark.parametrize(("calls_out", "told"), [(True, []), (False, ["It is Ann."])])
def test_who_was_not_called_yet_tells_no_detail(
    calls_out: bool, told: list[str], tmp_path: Path
) -> None:
    """What the caller tells at a later step is asked for at an earlier one, too."""
    name = Move(9, "It is Ann.", action=act.WriteDetail("caller", "Ann"))
    moves = (Move(1, action=act.Choose(1)), Move(2, action=act.Choose(1)), name)
    trainee = Trainee(replace(scenario(*moves), calls_out=calls_out), tmp_path)
    trainee.do(act.Choose(1))
    trainee.wait(60)
    assert said(trainee) == told


def test_a_supervisor_who_reads_up_before_calling_back_left_nobody_in_silence(
    tmp_path: Path,
) -> None:
    trainee = Trainee(shipped_scenario("second-call", 5), tmp_path, seed=5)
    trainee.wait(200)
    assert trainee.heard == []
    trainee.do(act.End("not-reached"))
    told = [finding.sentence for finding in trainee.debrief().findings]
    assert not any("silence" in one or "on the line" in one for one in told), told
    assert any(one.endswith("by then the caller had said nothing.") for one in told), told
