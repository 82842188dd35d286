"""Remarks about calls, at the prompt: what is open, whom it waits for, and what is said in one."""

import shutil
from collections.abc import Iterator
from textwrap import wrap

from msgspec import Struct

from guide.call.context import Refused
from guide.cli.calls import call_kept_here
from guide.cli.options import seconds_in
from guide.cli.output import FINE, WRONG, print_json, print_out, warn
from guide.cli.review_words import RemarkDoing
from guide.cli.settings import Settings, settings
from guide.errors import GuideError, UnknownName
from guide.record.calls import call_of_file
from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.summary.times import duration
from guide.register.rules import not_as_typed
from guide.remarks.kept import (
    Change,
    change_since,
    do,
    note,
    remark_faults,
    remarks_in,
    remarks_on,
)
from guide.remarks.remark import (
    Answered,
    Deed,
    Remark,
    SignedOff,
    Withdrawn,
    same_person,
    words_of,
)
from guide.script.findings import did_you_mean
from guide.script.library import load_library
from guide.session.clock import SystemClock
from guide.text import capital, counted
from guide.training.debrief_report import Beside
from guide.training.history import debrief_of

_WIDEST = 96


class Asked(Struct, frozen=True):
    """Which remarks are asked for: by whose call, by the call, by who is waited for."""

    agent: str = ""
    call: str = ""
    waits_for: str = ""
    closed: bool = False

    def fits(self, remark: Remark) -> bool:
        waits_for = [name for name, _ in remark.waits_for]
        return (
            (self.closed or not remark.closed)
            and (not self.agent or same_person(self.agent, remark.agent))
            and remark.call.startswith(self.call.strip().lower())
            and (not self.waits_for or any(same_person(self.waits_for, who) for who in waits_for))
        )


def list_remarks(asked: Asked, *, practice: bool, as_json: bool) -> int:
    """Put out the remarks that are asked for, in the order of their calls; the exit code.

    It is 1 where the record of a call was changed since, or the file is not as it was written.
    """
    where = settings().records()
    every = remarks_in(where, training=practice).remarks.values()
    found = sorted(
        (one for one in every if asked.fits(one)),
        key=lambda one: (one.call, one.what.seconds, one.n),
    )
    changes = {one.id: change_since(where, one, training=practice) for one in found}
    if as_json:
        print_json([fields_of(one, changes[one.id], practice=practice) for one in found])
    elif found:
        width = min(_WIDEST, shutil.get_terminal_size().columns)
        print_out("\n\n".join(_as_text(one, changes[one.id], width) for one in found))
        still = sum(not one.closed for one in found)
        warn(f"{counted(len(found), 'remark')}, {still:,} open.")
    else:
        none = "No remark is as asked for." if asked != Asked() else "No remark is open."
        warn(none + _elsewhere(where, asked, practice=practice))
    faults = [*remark_faults(where, training=practice)]
    for fault in faults:
        warn(fault)
    return WRONG if faults else FINE


def _elsewhere(where: Places, asked: Asked, *, practice: bool) -> str:
    """Where there are remarks that fit, when those that were looked at do not."""
    others = remarks_in(where, training=not practice).remarks.values()
    count = sum(asked.fits(one) for one in others)
    if not count:
        return ""
    mend = "leave out --practice" if practice else "add --practice"
    return f" {counted(count, 'remark')} about {'real calls' if practice else 'practice'}: {mend}."


def fields_of(remark: Remark, change: Change | None, *, practice: bool) -> dict[str, object]:
    """A remark as what JSON is made of; `change` is what became of its call's record since."""
    what = remark.what
    return {
        "remark": remark.id,
        "call": remark.call,
        "practice": practice,
        "agent": remark.agent,
        "seconds": what.seconds,
        "event": what.event,
        "at": remark.at,
        "by": remark.by,
        "text": what.text,
        "finding": what.finding or None,
        "state": str(remark.state),
        "waits_for": [{"who": who, "what": str(awaited)} for who, awaited in remark.waits_for],
        "changed": change.sentence if change else None,
        "after": [_line_fields(line.record()) for line in remark.lines],
    }


def _line_fields(record: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in record.items() if name not in ("call", "n")}


def _as_text(remark: Remark, change: Change | None, width: int) -> str:
    """A remark as paragraphs: what it is about and how it stands, what was said, in its order."""
    moment = duration(remark.what.seconds)
    told = [f"{remark.id} · {moment} · call of {remark.agent}", f"{capital(remark.standing)}."]
    if remark.what.finding:
        told.append(f"About the finding {remark.what.finding}.")
    told += _said(remark)
    if change:
        told.append(change.sentence)
    indent = "    "
    first, *others = told
    # Names and codes stay whole, to be copied.
    rows = [
        wrap(one, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
        for one in others
    ]
    return "\n".join([first, *(row for part in rows for row in part)])


def _said(remark: Remark) -> Iterator[str]:
    """Who said what when: the remark itself, then what came after."""
    told = (
        (remark.at, remark.by, remark.what),
        *((one.at, one.by, one.what) for one in remark.lines),
    )
    for at, by, what in told:
        yield f"{at.astimezone():%Y-%m-%d %H:%M} {by}: {words_of(what)}"


def say_in_remark(
    name: str, doing: RemarkDoing, text: str, at: str, finding: str, *, practice: bool
) -> int:
    """Have a new remark on record, or what somebody says in one; the exit code.

    Who that is, the settings say, and nothing else: nobody answers for somebody else by a slip.
    """
    if doing is not RemarkDoing.NOTE and (at or finding):
        raise GuideError("--at and --finding are for a new remark: use them with note.")
    if doing is RemarkDoing.SIGN_OFF and text:
        raise GuideError("A sign-off has no text. Answer first, if there is more to say.")
    chosen = settings()
    where = chosen.records()
    disk, by = Disk(tell=warn, group=where.group), chosen.agent_name()
    now = SystemClock().now().at
    if doing is RemarkDoing.NOTE:
        call = call_of_file(call_kept_here(where, name, practice=practice))
        seconds = seconds_in(at)
        if finding and practice:
            found = findings_of(chosen, where, call)
            refuse_unknown_finding(finding, tuple(found))
            seconds = found[finding] if not at else seconds
        if seconds is None:
            raise GuideError("Say at what moment of the call: --at 1:35, or --at 95.")
        answer = note(disk, where, call, seconds, text, by, now, training=practice, finding=finding)
    else:
        answer = do(disk, where, name, _deed(doing, text), by, now, training=practice)
    if isinstance(answer, Refused):
        warn(answer.reason)
        return WRONG
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    print_out(_as_text(answer, change_since(where, answer, training=practice), width))
    if changed := not_as_typed(text):
        warn(changed)
    return FINE


def _deed(doing: RemarkDoing, text: str) -> Deed:
    match doing:
        case RemarkDoing.ANSWER:
            return Answered(text)
        case RemarkDoing.WITHDRAW:
            return Withdrawn(text)
        case _:
            return SignedOff()


def remarks_beside(where: Places, call: str) -> Beside:
    """What was remarked about a practice call and answered, by the finding that it is about."""
    found: dict[str, list[str]] = {}
    for remark in remarks_on(where, call, training=True):
        if remark.withdrawn:
            continue
        head = f"{remark.id}, {duration(remark.what.seconds)}, {remark.standing}."
        said = [f"{remark.by}: {words_of(remark.what)}"]
        said += [f"{line.by}: {words_of(line.what)}" for line in remark.lines]
        found.setdefault(remark.what.finding, []).extend([head, *said])
    return found


def finding_codes(chosen: Settings, where: Places, call: str) -> tuple[str, ...]:
    """The codes of the findings of the debrief of a practice call.

    Raises RecordError where there is nothing to measure it by.
    """
    return tuple(findings_of(chosen, where, call))


def findings_of(chosen: Settings, where: Places, call: str) -> dict[str, float | None]:
    """By the code of each finding of that debrief, the moment it is about, in seconds.

    None where it is about no moment. Raises RecordError as `finding_codes` does.
    """
    told = debrief_of(call, load_library(chosen.scripts_folder), where)
    found: dict[str, float | None] = {}
    for one in told.findings:
        found.setdefault(one.about, told.moment_of(one))
    return found


def refuse_unknown_finding(finding: str, codes: tuple[str, ...]) -> None:
    """Raise UnknownName where no finding of the debrief has this code."""
    if finding not in codes:
        mend = did_you_mean(finding, codes, f"Its findings are {', '.join(codes)}.")
        raise UnknownName(f"The debrief has no finding “{finding}”. {mend}")
