"""Random mutations of a plan: harmless ones, and ones that may matter."""

from collections.abc import Callable
from random import Random

from msgspec.structs import replace
from plays import Deed, Plan

from guide.call import actions as act
from guide.call.events import Stage
from guide.script.model import FollowUpKind

Mutation = Callable[[Plan, Random], Plan]

_DROPPED = (
    act.Say,
    act.Adapt,
    act.WriteDetail,
    act.AddFollowUp,
    act.FinishFollowUp,
    act.SetStage,
    act.StartClock,
    act.GetManager,
    act.MakeEffort,
    act.QuoteCaller,
    act.Permit,
    act.Warn,
    act.Persist,
    act.ReportThreat,
)
NONSENSE = ("x", "asdf", "???", "bla bla bla", "xxx", "...")
_ENDINGS = ("hung-up", "cut-off", "resolved", "handed-over", "callback", "agreed", "voicemail")


def _any(plan: Plan, chance: Random, *kinds: type[act.Action]) -> int | None:
    """Where in the plan one of these is done; None where none is."""
    found = [n for n, one in enumerate(plan) if isinstance(one.action, kinds or act.Action)]
    return chance.choice(found) if found else None


def _changed(plan: Plan, n: int | None, **fields: object) -> Plan:
    return plan if n is None else (*plan[:n], replace(plan[n], **fields), *plan[n + 1 :])


def _with(plan: Plan, n: int, *actions: act.Action, once: bool = False) -> Plan:
    return (*plan[:n], *(Deed(action, plan[n].at, once=once) for action in actions), *plan[n:])


def drops(plan: Plan, chance: Random) -> Plan:
    return _changed(plan, _any(plan, chance, *_DROPPED), action=None)


def says_at_once(plan: Plan, chance: Random) -> Plan:
    return _changed(plan, _any(plan, chance, act.Say, act.Warn), once=True)


def hurries(plan: Plan, chance: Random) -> Plan:
    """Does a few deeds on end at once, whoever speaks."""
    n = chance.randrange(len(plan))
    some = range(n, min(n + chance.randint(2, 6), len(plan)))
    return tuple(replace(one, once=True) if k in some else one for k, one in enumerate(plan))


def acts_into(plan: Plan, chance: Random) -> Plan:
    """Does what answers the caller while they have only begun to speak."""
    heard = [n for n, one in enumerate(plan) if one.hears]
    return _changed(plan, chance.choice(heard), once=True, pause=chance.randint(1, 2))


def talks_into(plan: Plan, chance: Random) -> Plan:
    """Hurries from words of the caller to the next line, and says it while they speak."""
    says = _any(plan, chance, act.Say, act.Warn)
    heard = [n for n, one in enumerate(plan[:says]) if one.hears]
    if says is None or not heard:
        return plan
    pause = chance.randint(1, 4)
    return tuple(
        replace(one, once=True, at=0, pause=pause if n == says else 0)
        if heard[-1] <= n <= says
        else one
        for n, one in enumerate(plan)
    )


def waits_long(plan: Plan, chance: Random) -> Plan:
    return _changed(plan, chance.randrange(len(plan)), pause=chance.randint(40, 120))


def adapts(plan: Plan, chance: Random) -> Plan:
    other = act.Adapt("Let me see what I can do for you.", "shorter")
    return _changed(plan, _any(plan, chance, act.Say), action=other)


def leaves_out(plan: Plan, chance: Random) -> Plan:
    return _changed(plan, _any(plan, chance, act.Say), action=act.LeaveOut("no time"))


def writes_wrong(plan: Plan, chance: Random) -> Plan:
    n = _any(plan, chance, act.WriteDetail)
    if n is None:
        return plan
    action = plan[n].action
    assert isinstance(action, act.WriteDetail)
    wrong = {"number": "555-0999", "caller": "Somebody Else"}.get(action.field, "Nothing much")
    return _changed(plan, n, action=replace(action, value=wrong))


def says_nothing(plan: Plan, chance: Random) -> Plan:
    """Types what is no word into whatever takes words."""
    n = _any(plan, chance, act.WriteDetail, act.AddFollowUp, act.MakeEffort)
    text = chance.choice(NONSENSE)
    match plan[n].action if n is not None else None:
        case act.WriteDetail() as action if action.field not in ("caller", "number"):
            return _changed(plan, n, action=replace(action, value=text))
        case act.AddFollowUp() as action if action.kind != FollowUpKind.REPORT:
            held = ("text", "concern", "agreed")
            other = tuple((k, text if k in held else v) for k, v in action.fields)
            return _changed(plan, n, action=replace(action, fields=other))
        case act.MakeEffort():
            return _changed(plan, n, action=act.MakeEffort(text))
    return plan


def files_otherwise(plan: Plan, chance: Random) -> Plan:
    n = _any(plan, chance, act.AddFollowUp)
    if n is None:
        return plan
    action = plan[n].action
    assert isinstance(action, act.AddFollowUp)
    return _changed(plan, n, action=replace(action, kind=chance.choice(list(FollowUpKind))))


def files_less(plan: Plan, chance: Random) -> Plan:
    """Files it with another number, without a day, or without half of what it holds."""
    n = _any(plan, chance, act.AddFollowUp)
    if n is None:
        return plan
    action = plan[n].action
    assert isinstance(action, act.AddFollowUp)
    other = tuple((k, "555-0999" if k == "number" else v) for k, v in action.fields)
    less = tuple((k, v) for k, v in action.fields if k not in ("text", "reason", "agreed"))
    changes = [{"fields": other}, {"due": None}, {"fields": less}]
    return _changed(plan, n, action=replace(action, **chance.choice(changes)))


def ends_otherwise(plan: Plan, chance: Random) -> Plan:
    return _changed(plan, len(plan) - 1, action=act.End(chance.choice(_ENDINGS)))


def warns(plan: Plan, chance: Random) -> Plan:
    ground = chance.choice(["abuse", "slurs", "sexual"])
    warned = (
        act.MakeEffort("Asked them to stop"),
        act.StateGround(ground),
        act.Permit("Helen Ortiz"),
        act.Warn(),
        act.Calm(),
    )
    return _with(plan, chance.randrange(len(plan)), *warned, once=chance.random() < 0.5)


def states_a_reason(plan: Plan, chance: Random) -> Plan:
    ground = chance.choice(["abuse", "hate", "threat", "boundaries"])
    return _with(plan, chance.randrange(len(plan)), act.StateGround(ground), act.Calm())


def hangs_up(plan: Plan, chance: Random) -> Plan:
    ended = act.StateGround("hate"), act.QuoteCaller("You people"), act.End("protocol")
    return _with(plan, chance.randrange(len(plan)), *ended)


def invents_words(plan: Plan, chance: Random) -> Plan:
    n = _any(plan, chance, act.QuoteCaller, act.Persist)
    if n is None:
        return plan
    action = plan[n].action
    assert isinstance(action, act.QuoteCaller | act.Persist)
    return _changed(plan, n, action=replace(action, words="Unprintable rudeness, twice"))


def turns_words_round(plan: Plan, chance: Random) -> Plan:
    """Quotes the caller with a “not” that they did not say."""
    n = _any(plan, chance, act.QuoteCaller)
    if n is None:
        return plan
    action = plan[n].action
    assert isinstance(action, act.QuoteCaller)
    first, *others = action.words.split()
    return _changed(plan, n, action=act.QuoteCaller(" ".join((first, "not", *others))))


def takes_it_for_persistence(plan: Plan, chance: Random) -> Plan:
    n = _any(plan, chance, act.Warn)
    if n is None:
        return plan
    return _with(plan, n + 1, act.Persist("They went on"), once=chance.random() < 0.5)


def judges_anew(plan: Plan, chance: Random) -> Plan:
    return _with(plan, chance.randrange(len(plan)), act.SetStage(chance.choice(list(Stage))))


def claims(plan: Plan, chance: Random) -> Plan:
    """Has others do what they did not do, or not do what they did."""
    n = _any(plan, chance, act.StopClock)
    if n is not None and chance.random() < 0.5:
        action = plan[n].action
        assert isinstance(action, act.StopClock)
        return _changed(plan, n, action=act.StopClock(answered=not action.answered))
    return _with(plan, chance.randrange(len(plan)), act.NameManager("Ruth Ansel"))


def goes_on_unheard(plan: Plan, chance: Random) -> Plan:
    """Takes a choice without waiting for what it is an answer to."""
    n = _any(plan, chance, act.Choose)
    return _changed(plan, n, hears="", at=0, once=True)


MAY_MATTER: tuple[Mutation, ...] = (
    drops,
    drops,
    says_at_once,
    hurries,
    acts_into,
    talks_into,
    waits_long,
    adapts,
    leaves_out,
    writes_wrong,
    says_nothing,
    files_otherwise,
    files_less,
    ends_otherwise,
    warns,
    states_a_reason,
    hangs_up,
    invents_words,
    turns_words_round,
    takes_it_for_persistence,
    judges_anew,
    claims,
    goes_on_unheard,
)


# ---- harmless ------------------------------------------------------------------------------------


def notes(plan: Plan, chance: Random) -> Plan:
    return _with(plan, chance.randrange(len(plan)), act.Write("Whatever else there is."))


def takes_a_breath(plan: Plan, chance: Random) -> Plan:
    return _changed(plan, chance.randrange(len(plan)), pause=chance.randint(1, 3))


def slips_and_undoes(plan: Plan, chance: Random) -> Plan:
    return _with(plan, chance.randrange(len(plan)), act.MakeEffort("A slip"), act.Correct())


def writes_it_another_way(plan: Plan, chance: Random) -> Plan:
    n = _any(plan, chance, act.WriteDetail)
    if n is None:
        return plan
    action = plan[n].action
    assert isinstance(action, act.WriteDetail)
    value = action.value
    ways = {"number": value.replace("-", " "), "caller": " ".join(reversed(value.split()))}
    return _changed(plan, n, action=replace(action, value=ways.get(action.field, value.upper())))


HARMLESS: tuple[Mutation, ...] = (
    notes,
    takes_a_breath,
    slips_and_undoes,
    writes_it_another_way,
)


def mutated(plan: Plan, chance: Random) -> tuple[str, Plan]:
    """The plan after one or two mutations, and their names; a third of all are harmless."""
    of = HARMLESS if chance.random() < 1 / 3 else MAY_MATTER
    some = [chance.choice(of) for _ in range(chance.choice([1, 1, 2]))]
    # Nothing may come between a slip and its undoing.
    some.sort(key=lambda mutation: mutation is slips_and_undoes)
    for mutation in some:
        plan = mutation(plan, chance)
    names = " ".join(mutation.__name__ for mutation in some)
    return f"harmless: {names}" if of is HARMLESS else names, plan
