"""The addendum to a summary: what came after the call, for people and for programs.

The summary itself stays as it was sealed. Both files are told by the call's journal and the
register's lines alone, and name how many lines there are and the hash of the last.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from enum import IntEnum
from pathlib import Path

import tomli_w
from msgspec.structs import replace

from guide.call.state import Call
from guide.markdown import block, flowing, heading, table
from guide.record.codec import Chain
from guide.record.places import AFTER, SUFFIXES
from guide.record.summary.model import names_told
from guide.record.summary.times import DeskTime
from guide.record.versions import tells_numbers_of_now
from guide.register.after_call import (
    FOR_FILE,
    AfterCall,
    AfterEnding,
    Deed,
    EndingCorrected,
    LastNote,
    Line,
    PermissionDenied,
    PromiseAdded,
    words_of,
)
from guide.register.as_it_was import as_it_was
from guide.register.lawful import Unlawful
from guide.register.mistakes import taken_back
from guide.register.promise import Promise, of_line, promise_of, words_since
from guide.register.wrap_up import WrapUp, by_time
from guide.script.model import CALLERS_NUMBER
from guide.text import counted, plain


class Form(IntEnum):
    """How the versions wrote an addendum."""

    BEFORE_0_9 = 1
    BEFORE_0_10 = 2
    BEFORE_0_11 = 3
    BEFORE_0_13 = 4
    BEFORE_0_14 = 5
    NOW = 6

    @classmethod
    def of(cls, call: Call) -> "Form":
        """How this version writes one of a call: as the latest did that had a hand in it."""
        return cls.BEFORE_0_14 if tells_numbers_of_now(call) else cls.NOW


def addendum_files(folder: Path, call: str) -> tuple[Path, ...]:
    """The addendum's files beside the summary: for people, for programs."""
    return tuple(folder / f"{call}{AFTER}{suffix}" for suffix in SUFFIXES)


def addendum_texts(
    wrap_up: WrapUp, record: Chain, *, form: Form | None = None
) -> tuple[bytes, ...]:
    """What stands in these files; `record` is the chain of the call's journal.

    `form`: as an earlier version wrote them; else as this one does.
    """
    form = form or Form.of(wrap_up.call)
    if form < Form.BEFORE_0_14:
        wrap_up = replace(wrap_up, moves_stay=True)
    if form < Form.NOW:
        wrap_up = replace(wrap_up, corrected_alone=True)
    told = after(wrap_up, form=form)
    toml = tomli_w.dumps({"call": wrap_up.call.id, "record": _chain(record)} | told)
    return addendum(wrap_up, record, form=form).encode(), toml.encode()


def addendum(wrap_up: WrapUp, record: Chain, *, form: Form | None = None) -> str:
    """All of it, for people."""
    form = form or Form.of(wrap_up.call)
    call, desk = wrap_up.call, _desk(wrap_up)
    head = [heading(1, f"{call.started.title}: after the call"), ""]
    agent, ref = names_told(call)
    facts = (("Call", call.id), ("Agent", agent), ("Reference", ref))
    head += [f"- {name}: {flowing(value)}" for name, value in facts if value]
    head.append(f"- When: {flowing(desk.moment(call.at))} ({flowing(desk.words)})")
    footer = [
        "---",
        "",
        f"What came after the call {flowing(call.id)}, whose journal has {record.count} events;"
        f" last hash {record.last_hash}. Register: {counted(wrap_up.chain.count, 'line')} of this"
        f" call; last hash {wrap_up.chain.last_hash}",
    ]
    return "\n".join([*head, *_sections(wrap_up, form=form), "", *footer]) + "\n"


def what_came_after(wrap_up: WrapUp) -> str:
    """The same, to stand before a summary that is shown; empty where nothing came after.

    A call that goes on may have promised what somebody did something about in the register.
    """
    if not wrap_up.lines:
        return ""
    title = "After the call" if wrap_up.call.ended else "In the register"
    return "\n".join([heading(1, title), *_sections(wrap_up)]) + "\n\n"


def _sections(wrap_up: WrapUp, *, form: Form = Form.NOW) -> list[str]:
    rows = [[""], _ending(wrap_up, form=form), _owed(wrap_up, form=form)]
    desk = _desk(wrap_up)
    abouts = _abouts(wrap_up) if form is Form.NOW else _abouts_of_now(wrap_up, form)
    told = table(
        ("when", "about", "what", "by"),
        (
            (desk.moment(line.at), about, what, line.by)
            for line, about, what in zip(wrap_up.lines, abouts, _whats(wrap_up, form), strict=True)
        ),
    )
    rows.append(["", heading(2, "What was done"), "", *told])
    return [line for part in rows for line in part]


def _ending(wrap_up: WrapUp, *, form: Form) -> list[str]:
    unlawful = [
        f"- Ending: a correction to “{flowing(one.what.label)}” is not followed. {flowing(fault)}"
        for one in wrap_up.every_correction
        for fault in one.faults
    ]
    others = [
        f"- {flowing(words_of(line.what, _until(wrap_up, form)))}:"
        f" {_why_not_followed(wrap_up, line, one, form=form)}"
        for line, one in wrap_up.unlawful
        if not (one.outdone and form >= Form.BEFORE_0_14)
    ]
    required = _required(wrap_up, form)
    missing = [f"- Missing for this ending: {flowing(text)}" for text in required]
    return [
        *(f"- Permission: {flowing(one.told)}" for one in wrap_up.denied),
        *_corrected(wrap_up),
        *(missing if wrap_up.corrected else ()),
        *_numbers_corrected(wrap_up, form),
        *unlawful,
        *others,
    ]


def _required(wrap_up: WrapUp, form: Form) -> tuple[str, ...]:
    """What is required and is not on record, as far as the version told it."""
    match form:
        case Form.BEFORE_0_9:
            return wrap_up.required_then
        case Form.BEFORE_0_10:
            return wrap_up.required_as_before
        case _:
            return wrap_up.required


def _why_not_followed(wrap_up: WrapUp, line: Line, one: Unlawful, *, form: Form) -> str:
    by, at = flowing(line.by), flowing(_desk(wrap_up).moment(line.at))
    if one.again and form is Form.NOW:
        return f"{by} had it owed again, too, on {at}"
    if form is Form.BEFORE_0_9 or not one.closed:
        return f"by {by}, in a line that counts for nothing. {flowing(one.why)}"
    return f"by {by}, on {at}, when it was closed already, which counts. {flowing(one.closed)}"


def _numbers_corrected(wrap_up: WrapUp, form: Form) -> Iterator[str]:
    """Which numbers were wrong, in the summary or since, and since when the right one is known."""
    if corrected := wrap_up.number_corrected:
        line, _ = corrected
        yield (
            f"- Number: **{flowing(wrap_up.number)}**, corrected by {flowing(line.by)} on"
            f" {flowing(_desk(wrap_up).moment(line.at))}; the summary has"
            f" “{flowing(wrap_up.call.detail('number'))}”"
        )
    promises = wrap_up.promises
    if form < Form.BEFORE_0_11:
        # What was added since stood among the others.
        promises = tuple(sorted(promises, key=lambda one: by_time(one, one.promised)))
    for promise in promises:
        told = promise.corrections
        if form >= Form.BEFORE_0_13:
            about_it = promise.lines_about_it
            told = tuple((line, what) for line, what in told if line in about_it)
        if not told or told[0][1].before == promise.number:
            continue
        (_, first), (last, _) = told[0], told[-1]
        at = DeskTime.of(promise.zone).moment(last.at)
        before = f"“{flowing(first.before)}”" if first.before else "none"
        had = f"the summary has {before}"
        if promise.added and form >= Form.BEFORE_0_11:
            had = f"it was {before} when added" if first.before else "it had none when added"
        yield (
            f"- {flowing(promise.about)}: **{flowing(promise.number)}**, corrected by"
            f" {flowing(last.by)} on {flowing(at)}; {had}"
        )


def _corrected(wrap_up: WrapUp) -> list[str]:
    desk = _desk(wrap_up)
    if back := wrap_up.corrected_back:
        return [
            f"- Ending: **{flowing(back.what.label)}**, as the summary has it: it was corrected to"
            f" “{flowing(back.what.before_label)}”, and back by {flowing(back.line.by)} on"
            f" {flowing(desk.moment(back.line.at))}",
            *block("- Why: ", back.what.why, "  "),
        ]
    if wrap_up.corrected is None:
        return []
    line, what = wrap_up.corrected.line, wrap_up.corrected.what
    ended = wrap_up.call.ended
    first = ended.event.label or ended.event.ending if ended else ""
    ground = f" ({flowing(what.ground_label)})" if what.ground_label else ""
    rows = [
        f"- Ending: **{flowing(what.label)}**{ground}, corrected by {flowing(line.by)} on"
        f" {flowing(desk.moment(line.at))}; the summary has “{flowing(first)}”"
    ]
    return [*rows, *block("- Why: ", what.why, "  ")]


def _lacking(text: str, wrap_up: WrapUp) -> str:
    """What is not on record; a note can tell of what is no promise."""
    by_note = wrap_up.notes and text not in wrap_up.may_be_added
    return f"{flowing(text)} See the last note." if by_note else flowing(text)


def _owed(wrap_up: WrapUp, *, form: Form) -> list[str]:
    untold = form is Form.BEFORE_0_9 or wrap_up.corrected
    required = () if untold else _required(wrap_up, form)
    told = ["", *(f"- Not on record: {_lacking(text, wrap_up)}" for text in required)]
    told = told if required else []
    rows = ["", heading(2, "Still owed"), ""]
    # When this is written shows nowhere but in its last line: it says the same each time.
    then = wrap_up.lines[-1].at if wrap_up.lines else wrap_up.call.at
    names = _names(wrap_up.promises, form)
    for n, promise in enumerate(wrap_up.owed, 1):
        owner = flowing(promise.owner)
        overdue = "overdue" if promise.until and promise.until < then else ""
        missing = flowing(promise.incomplete) if form >= Form.BEFORE_0_11 else ""
        # Only a number of its own was looked up on the list.
        looked_up = form >= Form.BEFORE_0_11 or promise.field(CALLERS_NUMBER)
        warning = promise.warning if looked_up else ""
        standing = " · ".join(filter(None, (overdue, promise.standing, warning, missing)))
        rows.append(f"{n}. **{flowing(_named(promise, names[promise.n]))}**: {owner}, {standing}")
    return [*(rows if wrap_up.owed else [*rows, "Nothing."]), *told]


def _named(promise: Promise, name: str) -> str:
    until = promise.until
    due = f", {DeskTime.of(promise.zone).moment(until)} at the latest" if until else ""
    return f"{name}{due}"


def _names(promises: Sequence[Promise], form: Form) -> dict[int, str]:
    """What each promise is called, by its number; of two of one name, as the page counts them."""
    names = {one.n: _apart(one) for one in promises}
    often = Counter(names.values())
    if form < Form.BEFORE_0_11 or len(often) == len(names):
        return names
    keys = {n: key for key, n in enumerate(names, 1)}
    return {n: f"{name} (no. {keys[n]})" if often[name] > 1 else name for n, name in names.items()}


def _apart(promise: Promise) -> str:
    """What tells a promise from another of its kind: what it is about, and its number."""
    return f"{promise.about}, {promise.number}" if promise.number else promise.about


def _abouts(wrap_up: WrapUp) -> Iterator[str]:
    """What each line is about, as it was then: a number may be another one since."""
    numbers = {one.n for one in wrap_up.promises}
    for line, then in zip(wrap_up.lines, as_it_was(wrap_up), strict=True):
        if not isinstance(line, AfterCall):
            yield _about_call(line)
        elif then.about is None:
            yield f"event {line.n}"
        elif then.about.n in numbers:
            page = [then.promises.get(one.n, one) for one in wrap_up.promises]
            yield _names(page, Form.NOW)[then.about.n]
        else:
            told = (then.about.about, then.about.caller, then.about.number)
            words = ", ".join(filter(None, told))
            yield f"{words} (event {then.about.n}, undone on the call since)"


def _abouts_of_now(wrap_up: WrapUp, form: Form) -> Iterator[str]:
    """The same as versions before 0.14 told it: what is promised as it stands now."""
    names = _names(wrap_up.promises, form)
    promises = {one.n: one for one in wrap_up.promises}
    for line in wrap_up.lines:
        if isinstance(line, AfterCall):
            about = promise_of(line, promises)
            yield names[about.n] if about else f"event {line.n}"
        else:
            yield _about_call(line)


def _about_call(line: AfterEnding) -> str:
    if isinstance(line.what, PermissionDenied):
        return "a permission by voice"
    return "the ending" if isinstance(line.what, EndingCorrected) else "a last note"


def _whats(wrap_up: WrapUp, form: Form) -> Iterator[str]:
    """Each line of the register in words; what was a mistake is named, as the version did."""
    desk, named = _desk(wrap_up), dict[Line, str]()
    until = _until(wrap_up, form)
    if form >= Form.BEFORE_0_11:
        for one in wrap_up.promises:
            named |= zip(one.lines, words_since(one.lines, desk, until), strict=True)
    labels = {one.n: one.label_of for one in wrap_up.promises if one.added}
    for line in wrap_up.lines:
        words = named.get(line) or words_of(line.what, until)
        if isinstance(line, AfterCall) and line.n in labels and form >= Form.BEFORE_0_13:
            words += _held(line.what, labels[line.n], desk)
        withdrawn = isinstance(line.what, LastNote) and line in wrap_up.withdrawn
        yield f"withdrawn since: {words}" if withdrawn else words


def _held(what: Deed, label_of: Callable[[str], str], desk: DeskTime) -> str:
    """What a promise held as it was written down, and until when it was promised.

    Nothing else that people read tells it: the summary was sealed before.
    """
    if not isinstance(what, PromiseAdded):
        return ""
    promised = what.promised
    fields = promised.spelled(promised.fields)
    told = [f"{label_of(name)}: {value}" for name, value in fields if value]
    if promised.due:
        told.append(f"{desk.moment(promised.due)} at the latest")
    return "".join(f" · {one}" for one in told)


def _until(wrap_up: WrapUp, form: Form) -> Callable[[datetime], str]:
    """How it is spelled till when something was moved: up to 0.10 by the day alone."""
    return _desk(wrap_up).moment if form >= Form.BEFORE_0_13 else _desk(wrap_up).day


def _desk(wrap_up: WrapUp) -> DeskTime:
    return DeskTime.of(wrap_up.call.started.zone)


def _chain(chain: Chain) -> dict[str, object]:
    return {"events": chain.count, "last_hash": chain.last_hash}


def after(wrap_up: WrapUp, *, form: Form = Form.NOW) -> dict[str, object]:
    """The same as fields: what came after, for programs. What is not known is left out."""
    ending: dict[str, object] = {}
    if wrap_up.corrected:
        line, what = wrap_up.corrected.line, wrap_up.corrected.what
        ending = {
            "id": what.ending,
            "label": plain(what.label),
            "protocol": what.protocol,
            "ground": plain(what.ground),
            "ground_label": plain(what.ground_label),
            "why": plain(what.why),
            "at": line.at,
            "by": plain(line.by),
            "missing": [plain(text) for text in _required(wrap_up, form)],
        }
    numbers: dict[str, object] = {}
    if wrap_up.number_corrected:
        last, _ = wrap_up.number_corrected
        told = {"number": plain(wrap_up.number), "at": last.at, "by": plain(last.by)}
        numbers = {"number_corrected": told}
    required: dict[str, object] = {"required": [plain(text) for text in _required(wrap_up, form)]}
    if form is Form.BEFORE_0_9:
        required = {}
    mistakes = dict[Line, AfterCall | None]()
    if form >= Form.BEFORE_0_11:
        for one in wrap_up.promises:
            mistakes |= zip(one.lines, taken_back(one.lines), strict=True)
    return {
        "register": {"lines": wrap_up.chain.count, "last_hash": wrap_up.chain.last_hash},
        "ending_corrected": ending,
        **numbers,
        **required,
        "owed": [_promise(one, form=form) for one in wrap_up.owed],
        "lines": [_fields(line, mistakes.get(line)) for line in wrap_up.lines],
    }


def _promise(promise: Promise, *, form: Form) -> dict[str, object]:
    told: dict[str, object] = {
        "promise": promise.id,
        "label": plain(promise.label),
        "owner": plain(promise.owner),
        "state": str(promise.state),
        "tries": promise.tries,
    }
    if promise.missing and form >= Form.BEFORE_0_11:
        told["missing"] = plain(promise.missing)
    return told | ({"due": promise.until} if promise.until else {})


def _fields(line: Line, mistaken: AfterCall | None) -> dict[str, object]:
    told = {
        name: _plain(value)
        for name, value in line.record().items()
        if name not in {"call", *FOR_FILE}
    }
    return told | ({"of": of_line(mistaken)} if mistaken else {})


def _plain(value: object) -> object:
    if isinstance(value, dict):
        # TOML has no word for what is not there.
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return plain(value) if isinstance(value, str) else value
