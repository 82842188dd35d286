"""Bad plays: each does one thing badly, and all else as the moves have it."""

from collections.abc import Callable
from datetime import date

from msgspec.structs import replace
from plays import Deed, Plan, before, deaf, does, instead, place, without

from guide.call import actions as act
from guide.script.model import FollowUpKind

INTERRUPTIONS = {
    "agreed-by-friday": (1, 4, 1),
    "charged-twice": (3, 8, 3),
    "friday-callback": (0, 2, 1),
    "no-more-calls": (8, 12, 1),
    "passed-on": (3, 8, 3),
    "push-back": (3, 8, 3),
    "sunday-callback": (3, 8, 3),
    "threat-reported": (13, 18, 4),
    "warned-and-ended": (1, 4, 1),
}
"""At which deed's words of the caller, with which line, after how many seconds."""

PROTOCOL = "hang-up-protocol"


def interrupting(plan: Plan, name: str) -> Plan:
    """Says a line into the caller's words; all that leads there is clicked at once."""
    cue, say, pause = INTERRUPTIONS[name]
    hurried = [replace(one, once=True, at=0, hears="") for one in plan[cue:say]]
    hurried[0] = replace(hurried[0], hears=plan[cue].hears)
    line = replace(plan[say], once=True, at=0, hears="", pause=pause)
    return (*plan[:cue], *hurried, line, *plan[say + 1 :])


def rushing(plan: Plan, name: str) -> Plan:
    """Clicks every line as soon as it is there."""
    if name == "agreed-by-friday":
        return (plan[0], Deed(act.Say(), once=True), *without(plan, does(act.Say))[1:])
    talks = (act.Say, act.Adapt, act.Warn)
    if name == "threat-at-once":
        talks = (*talks, act.QuoteCaller)
    hurried = (replace(one, once=True) if isinstance(one.action, talks) else one for one in plan)
    return tuple(hurried)


def silent(plan: Plan, name: str) -> Plan:
    """Says nothing for a minute, before the last thing but one."""
    return (*plan[:-2], replace(plan[-2], pause=60), plan[-1])


def wrong_ground(plan: Plan, name: str) -> Plan:
    """Takes a reason that the caller never gave."""
    if name in ("threat-at-once", "warned-and-ended"):
        return before(plan, does(act.End), act.StateGround("hate"))
    if any(isinstance(one.action, act.Warn) for one in plan):
        stated = act.StateGround("sexual"), act.Permit("Helen Ortiz")
        return before(plan, does(act.Warn), *stated)
    return before(plan, lambda one: True, act.StateGround("sexual"), act.Calm())


def early_warning(plan: Plan, name: str) -> Plan:
    """Puts effort, reason, words and permission on record and warns, all in a few seconds."""
    ground = {"warned-and-ended": "slurs"}.get(name, "abuse")
    words = {"warned-and-calm": "you half-wit", "warned-and-ended": "so-and-so"}.get(name, "cow")
    deeds: list[act.Action] = [act.MakeEffort("Asked them to stop"), act.StateGround(ground)]
    deeds += [act.QuoteCaller(words)] if name in WARNED else []
    deeds += [act.Permit("Helen Ortiz")] if ground == "abuse" else []
    hurried = tuple(Deed(action, once=True) for action in deeds)
    if name not in WARNED:
        warned = (*hurried, Deed(act.Warn()), Deed(act.Calm()))
        return (plan[0], *warned, *plan[1:])
    opened = place(plan, lambda one: one.hears == WARNED[name]) + 1
    warned = (*hurried, Deed(act.Warn(), once=True))
    answer = place(plan, does(act.Warn)) + 1
    plan = tuple(replace(one, at=0) for one in plan)
    if name == "warned-and-calm":
        calm = Deed(act.Calm(), hears=plan[answer].hears), Deed(act.Choose(1))
        return (*plan[:opened], *warned, *calm, *plan[answer + 1 :])
    there = [one for one in plan[answer:] if not isinstance(one.action, act.Choose)]
    line = act.Say(f"end-{ground}", PROTOCOL)
    there = [replace(one, action=line) if does(act.Say)(one) else one for one in there]
    return (*plan[:opened], *warned, *there)


WARNED = {"warned-and-calm": "move 5", "warned-and-ended": "move 6", "threat-reported": "move 5"}
"""The caller's first abuse, where they are warned of it."""


def late_warning(plan: Plan, name: str) -> Plan:
    """Warns once more, when the caller has stopped."""
    stopped = place(plan, does(act.Warn)) + 1
    again = (act.Calm(), act.StateGround("slurs"), act.Warn(), act.Calm(), act.Choose(1))
    heard = Deed(None, hears=plan[stopped].hears)
    return (*plan[:stopped], heard, *(Deed(one) for one in again), *plan[stopped + 1 :])


def hung_up_while_calm(plan: Plan, name: str) -> Plan:
    """Hangs up by the protocol on somebody who is not abusive."""
    hangs_up = (act.StateGround("hate"), act.QuoteCaller("You people"), act.End("protocol"))
    ends_by_protocol = ("warned-and-ended", "threat-reported", "threat-at-once")
    stops = 1 if name in ends_by_protocol else len(plan) - 1
    return (*plan[:stops], *(Deed(action, once=True) for action in hangs_up))


def untrue_ending(plan: Plan, name: str) -> Plan:
    """Has it on record that the caller hung up, who did not."""
    return (*plan[:-1], replace(plan[-1], action=act.End("hung-up")))


def invented_words(plan: Plan, name: str) -> Plan:
    """Puts words on record that nobody said, to a caller who said nothing abusive."""
    accused = act.StateGround("abuse"), act.QuoteCaller("You are all useless idiots"), act.Calm()
    return before(plan, does(act.End), *accused)


def promise_without_date(plan: Plan, name: str) -> Plan:
    """Promises, and names no day."""
    promised = plan[place(plan, does(act.AddFollowUp))].action
    assert isinstance(promised, act.AddFollowUp)
    assert promised.due == date(2026, 11, 20)
    return instead(plan, does(act.AddFollowUp), replace(promised, due=None))


def do_not_call_ignored(plan: Plan, name: str) -> Plan:
    """Does not put the number on the list."""
    listed = does(act.AddFollowUp, kind=FollowUpKind.DO_NOT_CALL)
    # The message, which is counted by its place among the follow-ups, is the third then.
    done = act.FinishFollowUp(3, "K. Lindqvist")
    return instead(without(plan, listed), does(act.FinishFollowUp, of=4), done)


def threat_not_told(plan: Plan, name: str) -> Plan:
    """Tells nobody."""
    if name == "no-more-calls":
        reported = does(act.AddFollowUp, kind=FollowUpKind.REPORT)
        told = does(act.FinishFollowUp, of=1)
        gone = without(plan, reported, told)
        return instead(gone, does(act.FinishFollowUp), act.FinishFollowUp(3, "K. Lindqvist"))
    return without(plan, does(act.ReportThreat), does(act.FinishFollowUp))


def told_to_the_caller(plan: Plan, name: str) -> Plan:
    """Has it on record that the caller was told of what they said."""
    return instead(plan, does(act.FinishFollowUp, of=1), act.FinishFollowUp(1, "the caller"))


def words_turned_round(plan: Plan, name: str) -> Plan:
    """Puts words on record with a “not” that the caller had not said."""
    quoted = plan[place(plan, does(act.QuoteCaller))].action
    assert isinstance(quoted, act.QuoteCaller)
    first, *others = quoted.words.split()
    turned = act.QuoteCaller(" ".join((first, "not", *others)))
    return instead(plan, does(act.QuoteCaller), turned)


def threat_filed_as_something_else(plan: Plan, name: str) -> Plan:
    """Reports it, and not as what it is."""
    other = act.AddFollowUp(FollowUpKind.REPORT, (("reason", "Considers legal action"),))
    which = does(act.ReportThreat)
    if name == "no-more-calls":
        which = does(act.AddFollowUp, kind=FollowUpKind.REPORT)
    return instead(plan, which, other)


def wrong_follow_up(plan: Plan, name: str) -> Plan:
    """Files what is owed as something else."""
    kinds = [one.action.kind for one in plan if isinstance(one.action, act.AddFollowUp)]
    kind = FollowUpKind.CALLBACK if FollowUpKind.CALLBACK in kinds else kinds[0]
    other = FollowUpKind.VOICEMAIL if kind == FollowUpKind.CALLBACK else FollowUpKind.COMPLAINT
    held = (("for", "Somebody"), ("concern", "Something"), ("number", "555-0142"))
    return instead(plan, does(act.AddFollowUp, kind=kind), act.AddFollowUp(other, held))


def recorded_without_cause(plan: Plan, name: str) -> Plan:
    """Puts on record what the caller never asked for, nor said."""
    listed = act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "555-0142"),))
    told = act.AddFollowUp(FollowUpKind.REPORT, (("reason", "Will contact law enforcement"),))
    return before(plan, does(act.End), told if name == "no-more-calls" else listed)


def skipped_line(plan: Plan, name: str) -> Plan:
    """Leaves out the last line that must be said, and says nothing of it."""
    says = place(plan, does(act.Say), -3 if name == "push-back" else -1)
    return deaf((*plan[:says], replace(plan[says], action=None), *plan[says + 1 :]))


BadPlay = Callable[[Plan, str], Plan]

BAD_PLAYS: tuple[BadPlay, ...] = (
    interrupting,
    rushing,
    silent,
    wrong_ground,
    early_warning,
    late_warning,
    hung_up_while_calm,
    untrue_ending,
    invented_words,
    promise_without_date,
    do_not_call_ignored,
    threat_not_told,
    threat_filed_as_something_else,
    told_to_the_caller,
    words_turned_round,
    wrong_follow_up,
    recorded_without_cause,
    skipped_line,
)
