"""The one place where an action meets its rule."""

from guide.call import actions as act
from guide.call.rules import endings, flow, follow_ups, lines, notes, protocol
from guide.call.rules.corrections import correct
from guide.call.situation import Decision, Refused, Situation


def decide(action: act.Action, now: Situation) -> Decision:
    """What comes of an action now: the events it makes, or why it may not happen."""
    if now.call.ended is not None:
        return Refused("The call has ended.")
    match action:
        case act.Choose():
            return flow.choose(action, now)
        case act.Back():
            return flow.back(now)
        case act.GoTo():
            return flow.go_to(action, now)
        case act.Return():
            return flow.return_(now)
        case act.Say():
            return lines.say(action, now)
        case act.Adapt():
            return lines.adapt(action, now)
        case act.LeaveOut():
            return lines.leave_out(action, now)
        case act.Write():
            return notes.write(action, now)
        case act.Rewrite():
            return notes.rewrite(action, now)
        case act.Draft():
            return notes.draft(action, now)
        case act.WriteDetail():
            return notes.write_detail(action, now)
        case act.TakeOver():
            return notes.take_over(action, now)
        case act.SetStage():
            return notes.set_stage(action, now)
        case act.StartClock():
            return notes.start_clock(now)
        case act.StopClock():
            return notes.stop_clock(action, now)
        case act.GetManager():
            return notes.get_manager()
        case act.NameManager():
            return notes.name_manager(action, now)
        case act.MakeEffort():
            return protocol.make_effort(action, now)
        case act.StateGround():
            return protocol.state_ground(action.ground, action.threat, now)
        case act.QuoteCaller():
            return protocol.quote_caller(action, now)
        case act.Permit():
            return protocol.permit(action, now)
        case act.Warn():
            return protocol.warn(now)
        case act.Calm():
            return protocol.calm(now)
        case act.ReportThreat():
            return protocol.report_threat(now)
        case act.AddFollowUp():
            return follow_ups.add(action, now)
        case act.AmendFollowUp():
            return follow_ups.amend(action, now)
        case act.FinishFollowUp():
            return follow_ups.finish(action, now)
        case act.Correct():
            return correct(action, now)
        case act.End():
            return endings.end(action, now)
