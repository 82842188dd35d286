"""A summary for programs, as TOML. A value that is not known is an absent key, or empty text."""

import re
from collections.abc import Mapping

import tomli_w

from guide.call.events import LineEvent
from guide.record.summary.model import Owed, Summary, names_told, words_before
from guide.record.summary.timeline import TimelineRow
from guide.text import plain


def toml_text(summary: Summary) -> str:
    s = summary
    agent, ref = names_told(s.call)
    return _dumped(
        _plain_table(
            {
                "call": s.call.started.call,
                "title": s.call.started.title,
                "script": s.call.started.script,
                "version": s.call.started.version,
                "sha256": s.call.started.sha256,
                "started": s.call.at,
                "ended": s.call.ended.at if s.call.ended else None,
                "zone": s.call.started.zone,
                "duration_seconds": round(s.seconds, 3),
                "agent": agent,
                "ref": ref,
                "training": s.call.started.training,
                "program": s.call.started.program,
                "to_do": [item.sentence for item in s.to_do],
                "draft": s.call.draft,
                "ending": _ending(s),
                "caller": {detail.event.field: detail.event.value for detail in s.details},
                **_answers(s),
                **_languages(s),
                "anger": _anger(s),
                "manager": {"asked": list(s.call.manager.asked), "name": s.call.manager.name},
                "taken_over": _taken_over(s),
                "journal": {
                    "events": s.chain.count,
                    "last_hash": s.chain.last_hash,
                    "format": s.chain.format,
                },
                **_witness(s),
                "efforts": [
                    {"n": e.n, "at": e.at, "what": e.event.what} for e in s.call.protocol.efforts
                ],
                "caller_words": [
                    {"n": w.n, "at": w.at, "words": w.event.words} for w in s.call.protocol.words
                ],
                "persisted": [
                    {"n": p.n, "at": p.at, "ground": p.event.ground, "words": p.event.words}
                    for p in s.call.protocol.persisted
                ],
                "warnings": _warnings(s),
                **_denials(s),
                **_asks(s),
                "follow_ups": [_follow_up(owed, s) for owed in s.follow_ups],
                "notes": _Rows(
                    {"n": note.n, "at": note.at, "text": note.text, "before": list(note.before)}
                    for note in s.call.notes
                ),
                "scripts": [
                    {
                        "id": u.id,
                        "title": u.title,
                        "version": u.version,
                        "sha256": u.sha256,
                        **({"unapproved": list(u.unapproved)} if u.unapproved else {}),
                    }
                    for u in s.scripts
                ],
                "timeline": _Rows(_timeline_row(row) for row in s.timeline),
            }
        )
    )


MANY = 100
"""From so many rows on they are written here: `tomli_w` takes most of a minute for 200,000."""


class _Rows(list[dict[str, object]]):
    """Flat tables, of which there may be very many."""


def _dumped(table: dict[str, object]) -> str:
    """The table as `tomli_w` writes it, to the byte; rows by the hundred thousand are quicker."""
    found = {name: rows for name, rows in table.items() if isinstance(rows, _Rows)}
    many = {name: text for name, rows in found.items() if (text := _many(name, rows))}
    few = {name: [*map(_plain_table, rows)] for name, rows in found.items() if name not in many}
    # No text that a table holds has such lines: its line ends are escaped.
    text = tomli_w.dumps({**table, **few, **{name: [_STAND_IN] for name in many}})
    for name, rows in many.items():
        text = text.replace(tomli_w.dumps({name: [_STAND_IN]}), rows, 1)
    return text


_STAND_IN = {"rows": [0]}
_WIDEST = 100
"""Rows that are all short enough for one line each `tomli_w` has as one list."""


def _many(name: str, rows: "_Rows") -> str:
    """The rows as tables of their own; empty where they are few, or stand in one list."""
    if len(rows) < MANY:
        return ""
    every = [
        [f"{key} = {_literal(value)}" for key, value in row.items() if value is not None]
        for row in rows
    ]
    widths = (len(f"    {{ {', '.join(one)} }},") for one in every)
    if all(width <= _WIDEST for width in widths) and not any(row.get("before") for row in rows):
        return ""
    return "\n".join("\n".join((f"[[{name}]]", *one, "")) for one in every)


_ESCAPED = str.maketrans(
    {chr(n): f"\\u{n:04x}" for n in (*range(32), 127) if chr(n) != "\t"}
    | {"\b": "\\b", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
)
_TO_ESCAPE = re.compile(r'[\x00-\x08\x0a-\x1f\x7f"\\]')


def _literal(value: object) -> str:
    if isinstance(value, str):
        text = plain(value)
        return f'"{text.translate(_ESCAPED) if _TO_ESCAPE.search(text) else text}"'
    if isinstance(value, bool) or (isinstance(value, list) and value):
        return tomli_w.dumps({"x": _plain(value)}).removeprefix("x = ").removesuffix("\n")
    return str(value)


_WITHOUT_ANSWERS = ("0.1.0", "0.2.0", "0.3.0", "0.4.0", "0.5.0")
"""The versions whose summaries had none. One that was sealed then is written so again."""

_WITHOUT_OWNERS = (*_WITHOUT_ANSWERS, "0.6.0", "0.7.0")
"""The versions whose follow-ups were told without who owes them."""


def _witness(s: Summary) -> dict[str, object]:
    """What the desk had received of the call as it ended; nothing where there was no desk."""
    told = s.witness
    if told is None:
        return {}
    return {
        "witness": {
            "received": told.events,
            "hash": told.last_hash,
            "received_at": told.received_at,
            "away": told.away,
        }
    }


def _answers(s: Summary) -> dict[str, object]:
    if s.call.started.program in _WITHOUT_ANSWERS:
        return {}
    told = [
        {
            "field": detail.event.field,
            "label": detail.event.label,
            "value": detail.event.value,
            "from_call": detail.event.from_call,
        }
        for detail in s.details
    ]
    return {"answers": told}


def _languages(s: Summary) -> dict[str, object]:
    """From when on which language was spoken with the caller; nothing where none was chosen."""
    told = [{"n": e.n, "at": e.at, "language": e.event.language} for e in s.languages]
    return {"languages": told} if told else {}


def _ending(s: Summary) -> dict[str, object]:
    if s.call.ended is None:
        return {}
    ended = s.call.ended.event
    return {
        "id": ended.ending,
        "label": ended.label,
        "protocol": ended.protocol,
        "ground": s.ground,
        "ground_label": s.ground_label,
        "reason": s.reason,
        "missing": list(ended.missing),
    }


def _anger(s: Summary) -> dict[str, object]:
    if s.anger is None:
        return {}
    marks = {"start": s.anger.start, "height": s.anger.height, "end": s.anger.end}
    words = {name: judged.event.stage.value for name, judged in marks.items()}
    return {**words, **{f"{name}_at": judged.at for name, judged in marks.items()}}


def _taken_over(s: Summary) -> dict[str, object]:
    taken = s.call.taken_over
    if taken is None:
        return {}
    told: dict[str, object] = {
        "call": taken.from_call,
        "agent": taken.from_agent,
        "summary": taken.summary,
    }
    names = ("field", "label", "value")
    refused = [dict(zip(names, one, strict=True)) for one in taken.refused or ()]
    return told | ({"refused": refused} if refused else {})


def _warnings(s: Summary) -> list[dict[str, object]]:
    return [
        {
            "n": w.n,
            "at": w.at,
            "ground": w.event.ground,
            "label": w.event.label,
            "script": w.event.script,
            "line": w.event.line,
            "text": w.event.text,
            **_worth(w.event),
            "permission_by": w.permission_by,
            "permission_how": w.permission_how.value if w.permission_by else "",
            "caller_words": words_before(w, s.call),
            "words_after": w.words_after,
        }
        for w in s.call.protocol.warnings
    ]


def _denials(s: Summary) -> dict[str, object]:
    """Which permissions by voice were denied at the board meanwhile; nothing where none was."""
    told = [
        {
            "n": one.n,
            "at": one.at,
            "permission": one.event.of,
            "warning": one.event.warning,
            "ground": one.event.ground,
            "named": one.event.named,
            "by": one.event.by,
            "reason": one.event.reason,
        }
        for one in s.call.protocol.denials
    ]
    return {"denials": told} if told else {}


def _asks(s: Summary) -> dict[str, object]:
    """What the board was asked for, and what became of it; nothing where nothing was."""
    told = [
        {
            "n": ask.n,
            "at": ask.at,
            "about": ask.event.about.value,
            "ground": ask.event.ground,
            "label": ask.event.label,
            "to": ask.event.to,
            "became": ask.became.value if ask.became else "",
            "answered_at": s.call.entry(ask.answered).at if ask.answered else None,
            "by": ask.by,
            "reason": ask.reason,
            "unused": ask.unused,
        }
        for ask in s.call.asks
    ]
    return {"asks": told} if told else {}


def _follow_up(owed: Owed, s: Summary) -> dict[str, object]:
    f = owed.follow_up
    named = {} if s.call.started.program in _WITHOUT_OWNERS else {"owner": owed.owner}
    return {
        "n": f.n,
        "at": f.at,
        "kind": f.kind,
        "label": f.label,
        "fields": dict(f.spelled),
        "lacks": list(f.lacks),
        "aim": owed.aim,
        "due": f.due,
        "rule": f.event.rule,
        "done": f.done,
        "done_at": f.done_at,
        "done_by": f.done_by,
        **({"closed_as": f.closed_as} if f.closed_as else {}),
        **named,
    }


def _timeline_row(row: TimelineRow) -> dict[str, object]:
    told: dict[str, object] = {
        "n": row.n,
        "at": row.at,
        "elapsed": round(row.elapsed, 3),
        "kind": row.kind,
        "text": row.text,
        "taken_back_by": row.taken_back or None,
    }
    if row.line is not None:
        told |= {"wording": row.line.text} | _worth(row.line)
    return told


def _worth(of: LineEvent) -> dict[str, object]:
    """What the wording of a line was worth, and how it stood on the screen and in the file."""
    return {
        "sha256": of.sha256,
        "status": of.status,
        "approved_by": of.approved_by or None,
        "approved_at": of.approved_at,
        "filled": of.filled or None,
        "in_file": of.in_file or None,
        "language": of.language or None,
        "untranslated": of.untranslated or None,
        "texts": _texts(of) or None,
        "approval": of.approval or None,
    }


def _texts(of: LineEvent) -> list[dict[str, str]]:
    """The constants in a line, and the desk's name, that the file had otherwise than approved."""
    return [
        {"name": name, "approved": approved, "in_file": in_file}
        for name, approved, in_file in of.texts or ()
    ]


def _plain_table(table: Mapping[str, object]) -> dict[str, object]:
    """A table as TOML can hold it: without what is not known, and with only plain text."""
    return {plain(key): _plain(value) for key, value in table.items() if value is not None}


def _plain(value: object) -> object:
    match value:
        case str():
            return plain(value)
        case Mapping():
            return _plain_table(value)
        case _Rows():
            # As it is written: there may be very many.
            return value
        case list():
            return [_plain(item) for item in value]
        case _:
            return value
