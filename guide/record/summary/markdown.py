"""A summary for people: who reads it can act without asking back."""

from guide.call import events as ev
from guide.call.events import Recorded
from guide.call.state import FollowUp, Note, Warned
from guide.call.wording import WAS_TRIED, denial_words, language_told, witnessed_words
from guide.markdown import block, flowing, heading, quote, table
from guide.record.summary.model import Owed, Summary, ToDo, names_told, words_before
from guide.record.summary.timeline import TimelineRow, ending_in_words, report_wording, who_did
from guide.record.summary.times import clock_jumps, duration, seconds_between
from guide.record.versions import is_told_as_before_0_11
from guide.script.protocol_names import names_protocol
from guide.text import capital


def markdown(summary: Summary) -> str:
    """The whole summary as Markdown; what must still be done comes first."""
    sections = (
        _head(summary),
        _to_do(summary),
        _missing(summary),
        _caller(summary),
        _anger(summary),
        _protocol(summary),
        _done(summary),
        _taken_over(summary.call.taken_over),
        _manager(summary),
        _notes(summary),
        _timeline(summary),
        _scripts(summary),
        _footer(summary),
    )
    return "\n\n".join("\n".join(lines) for lines in sections if lines) + "\n"


def _head(s: Summary) -> list[str]:
    ended = s.call.ended.event if s.call.ended else None
    ending = ending_in_words(s.call, ended) if ended else "not ended"
    lines = [heading(1, f"{s.call.started.title}: {ending}"), ""]
    if s.call.started.training:
        lines += ["**Practice: no caller was on the line.**", ""]
    agent, ref = names_told(s.call)
    facts = [
        ("Call", s.call.started.call),
        ("Agent", agent),
        ("Reference", ref),
        ("When", _when(s)),
        ("Language", _languages(s)),
        *(("Clock", told) for told in clock_jumps(s.call.entries)),
    ]
    lines += [f"- {name}: {flowing(value)}" for name, value in facts if value]
    return lines + _ending(s)


def _languages(s: Summary) -> str:
    """From when on which language was spoken with the caller; empty where none was chosen."""
    told = (
        f"{language_told(chosen.event.language)} from {s.desk.second_after(chosen.at, s.call.at)}"
        for chosen in s.languages
    )
    return capital("; ".join(told))


def _when(s: Summary) -> str:
    day, start = s.desk.day(s.call.at), s.desk.second(s.call.at)
    if s.call.ended is None:
        return f"{day}, from {start}; not ended after {duration(s.seconds)} ({s.desk.words})"
    end = s.desk.second_after(s.call.ended.at, s.call.at)
    length = duration(seconds_between(s.call.at, s.call.ended.at, s.seconds))
    return f"{day}, {start} to {end}, {length} long ({s.desk.words})"


def _ending(s: Summary) -> list[str]:
    if s.call.ended is None:
        return ["- Ending: none is on record"]
    ended = s.call.ended.event
    told = ending_in_words(s.call, ended)
    how = " (by the hang-up protocol)" if ended.protocol and not names_protocol(told) else ""
    lines = [f"- Ending: **{flowing(told)}**{how}"]
    if s.ground:
        lines.append(f"- Reason: {flowing(s.ground_label)}")
    if s.reason:
        lines += block("- The caller’s words: ", s.reason, "  ")
    return lines


def _to_do(s: Summary) -> list[str]:
    lines = [heading(2, "Still to be done"), ""]
    if not s.to_do:
        return [*lines, "Nothing."]
    for n, item in enumerate(s.to_do, 1):
        lines += _item(n, item)
    return lines


def _item(n: int, item: ToDo) -> list[str]:
    number = f"{n}. "
    indent = " " * len(number)
    lines = [f"{number}**{flowing(item.what)}**"]
    for label, value in item.details:
        lines += block(f"{indent}- {flowing(label)}: ", value, f"{indent}  ")
    return [*lines, "", *quote(item.wording, indent), ""] if item.wording else lines


def _missing(s: Summary) -> list[str]:
    if s.call.ended is None or not s.call.ended.event.missing:
        return []
    items = [f"- {flowing(text)}" for text in s.call.ended.event.missing]
    return [heading(2, "Missing when the call was ended"), "", *items]


def _caller(s: Summary) -> list[str]:
    if not s.details:
        return []
    rows = [
        (d.label, d.value + (f" (from call {d.from_call})" if d.from_call else ""))
        for d in (detail.event for detail in s.details)
    ]
    return [heading(2, "Caller"), "", *table(("what", "on record"), rows)]


def _anger(s: Summary) -> list[str]:
    lines = [heading(2, "Anger"), ""]
    if s.anger is None:
        return [*lines, "Not set."]
    marks = (("start", s.anger.start), ("height", s.anger.height), ("end", s.anger.end))
    return [
        *lines,
        *table(
            ("", "stage", "set at", "into the call"),
            (_stage(name, mark, s) for name, mark in marks),
        ),
    ]


def _stage(name: str, judged: Recorded[ev.Staged], s: Summary) -> tuple[str, str, str, str]:
    at = s.desk.second_after(judged.at, s.call.at)
    return name, judged.event.stage.value, at, duration(judged.elapsed)


def _protocol(s: Summary) -> list[str]:
    lines = [heading(2, "Warnings"), ""]
    if s.call.protocol.warnings:
        head = ("when", "reason", "warning, word for word", "permission by", *_WORDS)
        lines += table(
            head,
            [
                (
                    s.desk.second_after(w.at, s.call.at),
                    w.event.label,
                    report_wording(w.event, s.desk, as_before=is_told_as_before_0_11(s.call)),
                    _permission(w),
                    words_before(w, s.call) or "—",
                    w.words_after or "—",
                )
                for w in s.call.protocol.warnings
            ],
        )
    else:
        stated, ended = s.call.protocol.ground, s.call.ended
        unneeded = stated is not None and not stated.warnings and ended is not None
        lines.append("None was needed for this reason." if unneeded else "None was given.")
    told = [(WAS_TRIED, e.at, e.event.what) for e in s.call.protocol.efforts]
    told += [("The caller’s words", w.at, w.event.words) for w in s.call.protocol.words]
    told += [("They continued", p.at, p.event.words) for p in s.call.protocol.persisted]
    told += [
        (f"{_REFUSED[ask.event.about]} refused at the board by {flowing(ask.by)}", at, ask.reason)
        for ask in s.call.asks
        if ask.became is ev.AskAnswer.REFUSED and (at := s.call.entry(ask.answered).at)
    ]
    told += [(denial_words(d.event), d.at, d.event.reason) for d in s.call.protocol.denials]
    if told:
        lines.append("")
    for what, at, text in sorted(told, key=lambda row: row[1]):
        lines += block(f"- {s.desk.second_after(at, s.call.at)} {what}: ", text, "  ")
    return lines


_REFUSED = {
    ev.AskKind.PERMISSION: "Permission to warn",
    ev.AskKind.MANAGER: "A manager",
    ev.AskKind.THREAT: "Taking note of a threat",
    ev.AskKind.HAND_OVER: "Taking over the call",
}

_WORDS = ("caller’s words before", "caller’s words after")


def _permission(warned: Warned) -> str:
    """Who permitted a warning; how, where it was not by voice."""
    at_board = warned.permission_how is ev.GrantedBy.BOARD
    return (warned.permission_by or "—") + (" (at the board)" if at_board else "")


def _done(s: Summary) -> list[str]:
    done = [owed for owed in s.follow_ups if owed.follow_up.done]
    if not done:
        return []
    lines = [heading(2, "Done already"), ""]
    for owed in done:
        lines += _done_item(owed, owed.follow_up, s)
    return lines


def _done_item(owed: Owed, follow_up: FollowUp, s: Summary) -> list[str]:
    at = s.desk.second_after(follow_up.done_at, s.call.at) if follow_up.done_at else ""
    who = who_did(follow_up.event, follow_up.done_by, follow_up.closed_as)
    by = f", {flowing(who)}" if follow_up.done_by else ""
    lines = [f"- **{flowing(owed.follow_up.label)}** ({at}{by})"]
    for label, value in owed.fields:
        lines += block(f"  - {flowing(label)}: ", value, "    ")
    return lines


def _taken_over(taken: ev.TookOver | None) -> list[str]:
    if taken is None:
        return []
    lines = [heading(2, "Taken over"), "", f"- From call: {flowing(taken.from_call)}"]
    if taken.from_agent:
        lines.append(f"- From: {flowing(taken.from_agent)}")
    lines += block("- Its record: ", taken.summary, "  ") if taken.summary else []
    for _, label, value in taken.refused or ():
        lines += block(f"- Not taken over, as no answer here: {flowing(label)}: ", value, "  ")
    return lines


def _manager(s: Summary) -> list[str]:
    asked = [s.desk.second_after(at, s.call.at) for at in s.call.manager.asked]
    if not asked and not s.call.manager.name:
        return []
    lines = [heading(2, "Manager"), ""]
    if asked:
        lines.append(f"- Requested: {flowing('; '.join(asked))}")
    return [*lines, f"- Joined: {flowing(s.call.manager.name or 'not recorded')}"]


def _notes(s: Summary) -> list[str]:
    if not s.call.notes and not s.call.draft.strip():
        return []
    lines = [heading(2, "Notes"), ""]
    for note in s.call.notes:
        lines += _note(note, s)
    if s.call.draft.strip():
        lines += block("- (not entered) ", s.call.draft, "  ")
    return lines


def _note(note: Note, s: Summary) -> list[str]:
    lines = block(f"- **{s.desk.second_after(note.at, s.call.at)}** ", note.text, "  ")
    for before in note.before:
        lines += block("  - before it was corrected: ", before, "    ")
    return lines


def _timeline(s: Summary) -> list[str]:
    rows = (
        (
            str(row.n),
            s.desk.second_after(row.at, s.call.at),
            duration(row.elapsed),
            _event_text(row),
        )
        for row in s.timeline
    )
    return [heading(2, "Timeline"), "", *table(("no.", "time", "into the call", "what"), rows)]


def _event_text(row: TimelineRow) -> str:
    return f"Undone by {row.taken_back}: {row.text}" if row.taken_back else row.text


def _scripts(s: Summary) -> list[str]:
    rows = ((used.title, used.id, used.version, used.sha256) for used in s.scripts)
    return [
        heading(2, "Scripts used"),
        "",
        *table(("script", "id", "version", "SHA-256 of its file"), rows),
        *_unapproved(s),
    ]


def _unapproved(s: Summary) -> list[str]:
    """The rules that nobody had approved as they were when the call was taken by them."""
    told = [flowing(f"“{used.title}”: {rule}") for used in s.scripts for rule in used.unapproved]
    heads = ["", "Rules that were not as anybody had approved them:", ""] if told else []
    return [*heads, *(f"- {one}" for one in told)]


def _footer(s: Summary) -> list[str]:
    drafts = f", {s.untold} of them drafts, not in the timeline" if s.untold else ""
    program = f" with Call Guide {s.call.started.program}" if s.call.started.program else ""
    return [
        "---",
        "",
        f"Call {flowing(s.call.started.call)}, recorded{flowing(program)}."
        f" Journal: {s.chain.count} events{drafts}; format {s.chain.format};"
        f" last hash {s.chain.last_hash}",
        *_witness(s),
    ]


def _witness(s: Summary) -> list[str]:
    """What the desk had received as the call ended; nothing where there was no desk."""
    told = s.witness
    if told is None:
        return []
    if told.received_at is None:
        return ["", f"{witnessed_words(told)}."]
    received = s.desk.second_after(told.received_at, s.call.at)
    by = f"the last at {received} by the server’s clock, with hash {told.last_hash}"
    return ["", f"{witnessed_words(told)}, {by}."]
