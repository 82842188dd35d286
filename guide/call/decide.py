"""The one place where an action meets its rule."""

from guide.call import actions as act
from guide.call.context import Context, Decision, Refused
from guide.call.rules import endings, flow, follow_ups, lines, notes, protocol
from guide.call.rules.corrections import correct


def decide(action: act.Action, context: Context) -> Decision:
    """What comes of an action now: the events it makes, or why it may not happen."""
    if context.call.ended is not None:
        return Refused("The call has ended.")
    match action:
        case act.Choose():
            return flow.choose(action, context)
        case act.Back():
            return flow.back(context)
        case act.GoTo():
            return flow.go_to(action, context)
        case act.Return():
            return flow.return_(context)
        case act.Say():
            return lines.say(action, context)
        case act.Adapt():
            return lines.adapt(action, context)
        case act.LeaveOut():
            return lines.leave_out(action, context)
        case act.Write():
            return notes.write(action, context)
        case act.Rewrite():
            return notes.rewrite(action, context)
        case act.Draft():
            return notes.draft(action, context)
        case act.WriteDetail():
            return notes.write_detail(action, context)
        case act.TakeOver():
            return notes.take_over(action, context)
        case act.SetStage():
            return notes.set_stage(action, context)
        case act.StartClock():
            return notes.start_clock(context)
        case act.StopClock():
            return notes.stop_clock(action, context)
        case act.GetManager():
            return notes.get_manager()
        case act.NameManager():
            return notes.name_manager(action, context)
        case act.MakeEffort():
            return protocol.make_effort(action, context)
        case act.StateGround():
            return protocol.state_ground(action.ground, action.threat, context)
        case act.QuoteCaller():
            return protocol.quote_caller(action, context)
        case act.Permit():
            return protocol.permit(action, context)
        case act.Warn():
            return protocol.warn(context)
        case act.Persist():
            return protocol.persist(action, context)
        case act.Calm():
            return protocol.calm(context)
        case act.ReportThreat():
            return protocol.report_threat(context)
        case act.AddFollowUp():
            return follow_ups.add(action, context)
        case act.AmendFollowUp():
            return follow_ups.amend(action, context)
        case act.FinishFollowUp():
            return follow_ups.finish(action, context)
        case act.Correct():
            return correct(action, context)
        case act.End():
            return endings.end(action, context)
