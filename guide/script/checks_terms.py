"""The terms of a call: what can be wrong with endings, follow-ups, and whose grounds count."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from guide.script.checks_answers import define_field, fillable
from guide.script.checks_grounds import check_grounds
from guide.script.desk import agreed_days, due_at, in_working_days, is_due, may_be_closed
from guide.script.findings import Findings, one_of, quoted
from guide.script.locate import Where
from guide.script.model import (
    ENDED,
    USUAL_FOLLOW_UPS,
    AnswerKind,
    FollowUpRule,
    Script,
)
from guide.script.parse import ParsedFile
from guide.script.parse_terms import OWN_FIELDS
from guide.script.people import people_of, person
from guide.script.signatures import together
from guide.script.table import is_id

MOST_KEYS = 9


def check_terms(parsed: ParsedFile, script: Script) -> None:
    _check_approvers(script, parsed.findings)
    check_grounds(script, parsed.findings)
    _check_endings(script, parsed.findings)
    _check_own_grounds(script, parsed.findings)
    _check_follow_ups(parsed, script)


def check_terms_across(parsed_files: Iterable[ParsedFile]) -> None:
    """Note each follow-up of a script's own that another script has for something else.

    A call that goes from one script to the other has one follow-up of that id, and so have lists
    and figures.
    """
    first: dict[str, tuple[FollowUpRule, ParsedFile]] = {}
    for parsed in parsed_files:
        for n, rule in parsed.rules:
            if not rule.own or not rule.label:
                continue
            other, there = first.setdefault(rule.kind, (rule, parsed))
            if there.id == parsed.id or rule.label.casefold() == other.label.casefold():
                continue
            message = (
                f"The follow-up {quoted(rule.kind)} is {quoted(rule.label)} here, and"
                f" {quoted(other.label)} in {there.findings.file}: a call that goes from one script"
                " to the other, lists and figures take them for one."
            )
            fix = "Give one of the two an id of its own; or the same label, if they are one."
            parsed.findings.warning(("follow_up", n, "id"), "other-follow-up", message, fix)


def _check_approvers(script: Script, findings: Findings) -> None:
    named = len(people_of(script.may_approve))
    if named and named < script.approvers:
        may = f"and {named} may" if named > 1 else "and one person may"
        message = f"{script.approvers} people must approve this script, {may}."
        if twice := _written_twice(script.may_approve):
            message += f" {twice}."
        fix = "Name more people in `may_approve`, or ask for fewer in `approvers`."
        findings.error(("script", "approvers"), "bad-number", message, fix)


def _written_twice(names: Iterable[str]) -> str:
    """Which of these names are of one person; empty where each is of another."""
    of_person: dict[str, list[str]] = {}
    for name in names:
        of_person.setdefault(person(name), []).append(quoted(name))
    told = [f"{together(names)} are one person" for names in of_person.values() if len(names) > 1]
    return "; ".join(told)


def _check_follow_ups(parsed: ParsedFile, script: Script) -> None:
    findings = parsed.findings
    kinds = (
        (("follow_up", n, "id" if rule.own else "kind"), rule.kind) for n, rule in parsed.rules
    )
    for where, kind, line in findings.repeated(kinds):
        message = f"There are two follow-ups of kind {quoted(kind)}, the first in line {line}."
        findings.error(where, "duplicate-id", message, "Put them together.")
    known = _known_fields(script)
    for n, rule in parsed.rules:
        _check_needs(n, rule, known, findings)
        _check_owner(n, rule, script, findings)
    _check_kinds(script, findings)
    _check_keys(parsed, findings)
    _check_hours(script, findings)
    _check_closed_days(parsed, script)
    _check_due_times(parsed, script)
    for where, promised, whose in _promised(script):
        rule = script.rule_for(promised)
        if rule.terms.waited_for and not rule.due:
            message = f"{whose} promises {quoted(promised)}, and nothing says until when."
            due = 'due = { aim = "same day", latest = "next day, morning" }'
            fix = f'Add a [[follow_up]] with kind = "{promised}" and {due}.'
            if rule.own:
                fix = f"Add {due} where it is defined."
            findings.warning(where, "no-due", message, fix)


def _check_hours(script: Script, findings: Findings) -> None:
    """Check that the desk opens before it closes: due times are reckoned within a day."""
    desk = script.desk
    if desk.opens >= desk.closes:
        message = f"The desk opens at {desk.opens:%H:%M} and closes at {desk.closes:%H:%M}."
        fix = "Exchange `opens` and `closes`; of a desk open past midnight, close at 23:59."
        findings.warning(("desk",), "bad-hours", message, fix)


def _check_closed_days(parsed: ParsedFile, script: Script) -> None:
    """Check that where days are closed, no due time can fall on one."""
    if not script.desk.closed_days:
        return
    for n, rule in parsed.rules:
        times = {words for _, due in rule.due for words in (due.aim, due.latest)}
        if open_to_closed := sorted(filter(may_be_closed, times)):
            words = open_to_closed[0]
            message = (
                f"{quoted(words)} of the follow-up {quoted(rule.kind)} may fall on one of the "
                "`closed_days`: it is reckoned by the calendar."
            )
            fix = f'Write "{in_working_days(words)}" if nobody works then.'
            parsed.findings.warning(("follow_up", n), "due-when-closed", message, fix)


_WEEK = tuple(datetime(2026, 3, 2 + day, hour, tzinfo=UTC) for day in range(7) for hour in (9, 15))


def _check_due_times(parsed: ParsedFile, script: Script) -> None:
    """Check that what is aimed at is asked for, and is not always later than the latest."""
    for n, rule in parsed.rules:
        for aim, latest in dict.fromkeys((due.aim, due.latest) for _, due in rule.due):
            if not is_due(aim) or not is_due(latest):
                continue  # Told where it is read.
            whose = f"of the follow-up {quoted(rule.kind)}"
            if agreed_days(aim) is not None and agreed_days(latest) is None:
                message = f"`aim` {whose} is agreed on, and nobody is asked for the day: {latest}."
                fix = (
                    f'Write latest = "{aim}", too: what is latest says whether a day is asked for.'
                )
                parsed.findings.warning(("follow_up", n), "never-asked", message, fix)
            elif all(
                due_at(aim, at, script.desk, UTC) > due_at(latest, at, script.desk, UTC)
                for at in _WEEK
            ):
                message = f"`aim` {whose} is later than `latest`: {aim}, and {latest}."
                fix = "Exchange the two, or mend one of them."
                parsed.findings.warning(("follow_up", n), "aim-after-latest", message, fix)


def _known_fields(script: Script) -> dict[str, str]:
    """The fields that a follow-up can hold, by their ids, with their labels."""
    return dict.fromkeys(OWN_FIELDS, "") | {one.id: one.label for one in script.fields}


def _check_needs(n: int, rule: FollowUpRule, known: Mapping[str, str], findings: Findings) -> None:
    """Check that what a follow-up needs are fields, and that nobody could do it without."""
    where, named = ("follow_up", n, "needs"), f"The follow-up {quoted(rule.kind)}"
    unknown = [(item, name) for item, name in enumerate(rule.needs) if name not in known]
    for item, name in unknown:
        message = f"{named} needs {quoted(name)}, which is the name of no field."
        fix = findings.name_meant(name, known, define_field(name))
        findings.warning((*where, item), "unknown-field", message, fix)
    essential = "" if rule.own else rule.terms.needs[0]
    if not rule.needs and rule.own:
        message = f"{named} needs nothing: nobody will know for whom it is to be done."
        fix = 'Write what it takes, such as needs = ["number", "caller", "concern"].'
        findings.warning(("follow_up", n), "empty-promise", message, fix)
    if not rule.own and not unknown and essential not in rule.needs:
        message = f"{named} does not need {quoted(essential)}, without which nobody can do it."
        findings.warning(where, "empty-promise", message, f'Add "{essential}" to its `needs`.')


def _check_owner(n: int, rule: FollowUpRule, script: Script, findings: Findings) -> None:
    """Check that the field for who is to do a follow-up can hold a name, and is asked for."""
    if not rule.owner:
        return
    where, owner = ("follow_up", n, "owner"), quoted(rule.owner)
    whose = f"The follow-up {quoted(rule.kind)} is done by whom {owner} names, which"
    known, field = _known_fields(script), script.field(rule.owner)
    asked = {*fillable(script), *rule.needs, *script.in_sight}
    if rule.owner not in known:
        fix = findings.name_meant(rule.owner, known, define_field(rule.owner))
        # What can be no id can be no field either, whatever else the file has.
        note = findings.warning if is_id(rule.owner) else findings.error
        note(where, "unknown-field", f"{whose} is no field.", fix)
    elif field is not None and field.kind not in (AnswerKind.TEXT, AnswerKind.CHOICE):
        fix = 'Name a field with kind = "text", or with kind = "choice" and their names as options.'
        findings.warning(where, "no-name", f"{whose} is of kind {quoted(field.kind)}.", fix)
    elif field is not None and rule.owner not in asked:
        fix = f"Put {owner} among what the follow-up `needs`, or into the `capture` of a step."
        findings.warning(where, "never-asked", f"{whose} nobody asks for.", fix)


def _check_kinds(script: Script, findings: Findings) -> None:
    """Check that what steps require and endings need are kinds of follow-ups."""
    known = _kinds_of(script)
    for where, kind, whose in _named(script):
        if kind not in known:
            message = f"{whose} names the follow-up {quoted(kind)}, and there is none of that id."
            otherwise = f"Write {one_of(known, 20)}, or add one of your own: [[follow_up]]."
            fix = findings.name_meant(kind, known, otherwise)
            findings.error(where, "unknown-value", message, fix)


def _check_keys(parsed: ParsedFile, findings: Findings) -> None:
    """Check that each kind of follow-up has a key in the list of them: beyond the ninth has none.

    All kinds are in the list at every step: the usual ones first.
    """
    own = [n for n, rule in parsed.rules if rule.own]
    usual = len(USUAL_FOLLOW_UPS)
    if usual + len(own) > MOST_KEYS:
        message = (
            f"There are {len(own)} follow-ups of this script's own, and keys for"
            f" {MOST_KEYS - usual}: with the {usual} usual ones each step lists {usual + len(own)}."
        )
        fix = (
            "Put some together, and tell them apart by what they need; or have them picked with ↓."
        )
        where = ("follow_up", own[MOST_KEYS - usual])
        findings.warning(where, "too-many-follow-ups", message, fix)


def _kinds_of(script: Script) -> dict[str, str]:
    """The kinds of follow-ups that a script may name, and their labels: the usual and its own."""
    usual = {kind: one.label for kind, one in USUAL_FOLLOW_UPS.items()}
    return usual | {rule.kind: rule.label for rule in script.follow_ups if rule.own or rule.label}


def _promised(script: Script) -> Iterable[tuple[Where, str, str]]:
    """Where a follow-up is promised first, of each kind."""
    known = _kinds_of(script)
    found = [one for one in _named(script) if one[1] in known]
    return {one[1]: one for one in reversed(found)}.values()


def _named(script: Script) -> Iterator[tuple[Where, str, str]]:
    """Every follow-up that a step requires or an ending needs: where, of what kind, and whose."""
    for n, step in enumerate(script.steps):
        for item, kind in enumerate(step.owes):
            yield ("step", n, "owes", item), kind, f"Step {quoted(step.id)}"
    for n, end in enumerate(script.endings):
        for item, kind in enumerate(end.needs):
            yield ("ending", n, "needs", item), kind, f"The ending {quoted(end.id)}"


def _check_endings(script: Script, findings: Findings) -> None:
    if not script.endings:
        message = "The script has no ending."
        fix = "Add one under the heading [[ending]], with id and label."
        findings.error(("script",), "no-ending", message, fix)
        return
    by_protocol = [n for n, ending in enumerate(script.endings) if ending.protocol]
    if len(by_protocol) == len(script.endings) and (script.grounds or script.protocol):
        every = "Every ending of the script is by the hang-up protocol"
        message = f"{every}, and not every call is hung up on."
        fix = 'Add another under the heading [[ending]], such as label = "Resolved".'
        findings.warning(("ending", 0), "only-by-protocol", message, fix)
    for n in by_protocol:
        if script.endings[n].id == ENDED.id:
            findings.error(
                ("ending", n, "id"),
                "bad-id",
                f"An ending by the hang-up protocol cannot have the id `{ENDED.id}`: it is that of "
                "the way to end a call where a script has no other.",
                "Give it another id.",
            )
    for n in by_protocol[1:]:
        ending = quoted(script.endings[n].id)
        message = f"The ending {ending} is a second one by the hang-up protocol."
        fix = "Keep protocol = true in one of them."
        findings.error(("ending", n, "protocol"), "protocol-ending", message, fix)
    if script.grounds and not by_protocol:
        message = "The script has grounds for the hang-up protocol, but no ending by it."
        fix = "Add protocol = true to the ending that is meant."
        findings.error(("ending", 0), "protocol-ending", message, fix)
    if by_protocol and not script.grounds and not script.protocol:
        message = "An ending by the hang-up protocol needs grounds, and the script has none."
        fix = 'Add protocol = "the id of the script with the grounds" under [script].'
        findings.error(("ending", by_protocol[0], "protocol"), "protocol-ending", message, fix)


def _check_own_grounds(script: Script, findings: Findings) -> None:
    """Check what only a script with grounds of its own can tell; the others need their library."""
    if script.efforts and not script.grounds:
        message = "Nothing uses `efforts` here: they are taken from the script with the grounds."
        fix = "Move them to that script."
        findings.warning(("script", "efforts"), "no-use", message, fix)
    if script.protocol not in ("", script.id):
        return
    if script.protocol and not script.grounds:
        message = "The script is to be its own hang-up protocol, but has no grounds."
        fix = "Add them under [[ground]], or write the id of the script that has them."
        findings.error(("script", "protocol"), "missing-ground", message, fix)
        return
    check_choice_grounds(script, script, findings)


def check_choice_grounds(script: Script, protocol: Script, findings: Findings) -> None:
    """Note every choice of `script` that states a ground which `protocol` does not have."""
    known = {ground.id: ground.label for ground in protocol.grounds}
    for n, step in enumerate(script.steps):
        for choice in step.choices:
            if not choice.ground or choice.ground in known:
                continue
            where = ("step", n, "choice", choice.key - 1, "ground")
            stating = f"Choice {choice.key} of step {quoted(step.id)} states the ground"
            message = f"{stating} {quoted(choice.ground)}, but there is none of that id."
            fix = 'Add protocol = "the id of the script with the grounds" under [script].'
            if known:
                fix = findings.name_meant(choice.ground, known, f"Write {one_of(known)}.")
            findings.error(where, "missing-target", message, fix)
