"""The one place where an action meets its rule."""

from collections.abc import Callable
from typing import Any

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed, Context, Decision, Refused
from guide.call.rules import asks, denials, endings, flow, follow_ups, lines, notes, protocol
from guide.call.rules.corrections import correct

RULE_OF: dict[type[act.Action], Callable[[Any, Context], Decision]] = {
    act.Choose: flow.choose,
    act.Back: flow.back,
    act.GoTo: flow.go_to,
    act.Return: flow.return_,
    act.Say: lines.say,
    act.Adapt: lines.adapt,
    act.LeaveOut: lines.leave_out,
    act.SwitchLanguage: lines.switch_language,
    act.Write: notes.write,
    act.Rewrite: notes.rewrite,
    act.Draft: notes.draft,
    act.WriteDetail: notes.write_detail,
    act.LeaveAnswerOut: notes.leave_answer_out,
    act.TakeOver: notes.take_over,
    act.SetStage: notes.set_stage,
    act.StartClock: notes.start_clock,
    act.StopClock: notes.stop_clock,
    act.GetManager: notes.get_manager,
    act.NameManager: notes.name_manager,
    act.MakeEffort: protocol.make_effort,
    act.StateGround: protocol.state_ground,
    act.QuoteCaller: protocol.quote_caller,
    act.Permit: protocol.permit,
    act.Warn: protocol.warn,
    act.Persist: protocol.persist,
    act.Calm: protocol.calm,
    act.ReportThreat: protocol.report_threat,
    act.AskBoard: asks.ask,
    act.StopAsking: asks.stop,
    act.TakeAnswer: asks.take_answer,
    act.HearDenial: denials.hear_denial,
    act.AddFollowUp: follow_ups.add,
    act.AmendFollowUp: follow_ups.amend,
    act.FinishFollowUp: follow_ups.finish,
    act.HearDone: follow_ups.hear_done,
    act.HearUndone: follow_ups.hear_undone,
    act.Correct: correct,
    act.End: endings.end,
}


def decide(action: act.Action, context: Context) -> Decision:
    """What comes of an action now: the events it makes, or why it may not happen."""
    if context.call.ended is not None:
        return Refused("The call has ended.")
    decision = _with_timer(RULE_OF[type(action)](action, context), context)
    return asks.with_asks_taken_back(decision, context)


def _with_timer(decision: Decision, context: Context) -> Decision:
    """The decision, with the start of the timer of the step that it leads to.

    One that the agent started runs on, and the step's waits for it to be stopped.
    """
    if isinstance(decision, Refused) or not any(isinstance(e, ev.Move) for e in decision.events):
        return decision
    there = flow.context_after(decision.events, context)
    if there.call.clock is not None or there.step_timer is None:
        return decision
    return Allowed((*decision.events, there.step_timer))
