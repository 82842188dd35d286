"""Whatever a trainee does: the caller goes on, and the debrief is whole and fair."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from trainee import LIBRARY, Trainee, shipped_scenario

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Stage
from guide.script.library import shipped_folder
from guide.script.model import FollowUpKind
from guide.training.debrief import debrief
from guide.training.debrief_report import as_data, as_text
from guide.training.finding import Sign
from guide.training.scenario_file import scenario_files

NAMES = [name for name in scenario_files(shipped_folder()) if not shipped_scenario(name).refused]
TEXTS = st.sampled_from(["", "Dana Whitlock", "555-0142", "\u202e\x07", "x" * 300, "threat"])
ACTIONS = st.one_of(
    st.builds(act.Choose, st.integers(1, 9)),
    st.builds(act.GoTo, st.sampled_from(["hang-up-protocol", "irate-customers", "none"])),
    st.sampled_from([act.Back(), act.Return(), act.Warn(), act.Calm(), act.Correct()]),
    st.sampled_from([act.Say(), act.StartClock(), act.GetManager(), act.ReportThreat()]),
    st.builds(act.Adapt, TEXTS, TEXTS),
    st.builds(act.LeaveOut, TEXTS),
    st.builds(act.WriteDetail, st.sampled_from(["caller", "number", "concern", "odd"]), TEXTS),
    st.builds(act.SetStage, st.sampled_from(Stage)),
    st.builds(act.MakeEffort, TEXTS),
    st.builds(act.StateGround, st.sampled_from(["abuse", "slurs", "hate", "threat", "none"])),
    st.builds(act.QuoteCaller, TEXTS),
    st.builds(act.Permit, TEXTS),
    st.builds(act.AddFollowUp, st.sampled_from(FollowUpKind), st.just((("reason", "threat"),))),
    st.builds(act.FinishFollowUp, st.integers(0, 3), TEXTS),
    st.builds(act.End, st.sampled_from(["hung-up", "protocol", "callback", "none"]), TEXTS),
)


@given(
    st.sampled_from(NAMES),
    st.integers(0, 50),
    st.lists(st.tuples(st.integers(0, 12), ACTIONS), max_size=25),
)
@settings(max_examples=30, deadline=None)
def test_whatever_is_done_the_debrief_is_whole_and_fair(
    name: str, seed: int, deeds: list[tuple[int, act.Action]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        trainee = Trainee(shipped_scenario(name, seed), Path(folder), seed=seed)
        for seconds, action in deeds:
            trainee.wait(seconds)
            trainee.practice.session.do(action)
        told = trainee.debrief()
        assert told == debrief(trainee.entries, trainee.scenario, LIBRARY)
        assert as_text(told, 60)
        assert as_data(told)["counts"] == {sign.code: len(told.of(sign)) for sign in Sign}
        assert len(
            {finding.about for finding in told.findings if finding.sign is not Sign.WELL}
        ) == sum(finding.sign is not Sign.WELL for finding in told.findings)
        _forceful_is_not_abusive(trainee, {finding.about for finding in told.findings})
        ends = [entry.n for entry in trainee.entries if isinstance(entry.event, ev.Ended)]
        assert ends in ([], [len(trainee.entries)])


def _forceful_is_not_abusive(trainee: Trainee, about: set[str]) -> None:
    abusive = [move.caller for move in trainee.scenario.moves if move.abusive]
    abusive += [
        words for reply in trainee.scenario.replies if reply.abusive for words in reply.caller
    ]
    heard = [e.event.words for e in trainee.entries if e.event.kind == "caller-spoke"]
    if not set(heard) & set(abusive):
        gone = trainee.call.retracted
        warned = any(
            isinstance(e.event, ev.WarningGiven) and e.n not in gone for e in trainee.entries
        )
        assert ("warning:unneeded" in about) == warned
        assert "warning" not in about
        assert "warning:missing" not in about
