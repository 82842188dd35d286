"""The one place where an action meets its rule."""

from guide.call import actions as act
from guide.call.rules import endings, follow_ups, lines
from guide.call.rules import flow as moves
from guide.call.rules import notes as attention
from guide.call.rules import notes as writing
from guide.call.rules import protocol as grounds
from guide.call.rules.corrections import correct
from guide.call.situation import Decision, Refused, Situation


def decide(action: act.Action, now: Situation) -> Decision:
    """What comes of an action now: the events it makes, or why it may not happen."""
    if now.call.ended is not None:
        return Refused("The call has ended.")
    match action:
        case act.Choose() | act.Back() | act.GoTo() | act.Return():
            return _move(action, now)
        case act.Say():
            return lines.say(action, now)
        case act.Adapt():
            return lines.adapt(action, now)
        case act.LeaveOut():
            return lines.leave_out(action, now)
        case act.Write():
            return writing.write(action, now)
        case act.Rewrite():
            return writing.rewrite(action, now)
        case act.Draft():
            return writing.draft(action, now)
        case act.WriteDetail():
            return writing.write_detail(action, now)
        case act.TakeOver():
            return writing.take_over(action, now)
        case act.SetStage():
            return attention.set_stage(action, now)
        case act.StartClock():
            return attention.start_clock(now)
        case act.StopClock():
            return attention.stop_clock(action, now)
        case act.GetManager():
            return attention.get_manager()
        case act.NameManager():
            return attention.name_manager(action, now)
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
        case _:
            return _protocol(action, now)


def _move(action: act.Choose | act.Back | act.GoTo | act.Return, now: Situation) -> Decision:
    match action:
        case act.Choose():
            return moves.choose(action, now)
        case act.Back():
            return moves.back(now)
        case act.GoTo():
            return moves.go_to(action, now)
        case act.Return():
            return moves.return_(now)


def _protocol(
    action: act.MakeEffort
    | act.StateGround
    | act.QuoteCaller
    | act.Permit
    | act.Warn
    | act.Calm
    | act.ReportThreat,
    now: Situation,
) -> Decision:
    match action:
        case act.MakeEffort():
            return grounds.make_effort(action, now)
        case act.StateGround():
            return grounds.ground_events(action.ground, action.threat, now)
        case act.QuoteCaller():
            return grounds.quote_caller(action, now)
        case act.Permit():
            return grounds.permit(action, now)
        case act.Warn():
            return grounds.warn(now)
        case act.Calm():
            return grounds.calm(now)
        case act.ReportThreat():
            return grounds.report_threat(now)
