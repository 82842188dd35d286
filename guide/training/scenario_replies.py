"""What only practice needs of a scenario file: replies, and what is expected besides the moves."""

from collections.abc import Iterator

from msgspec.structs import fields

from guide.call.events import Stage
from guide.script.model import FollowUpKind
from guide.script.nearest import listed, quoted, suggestion
from guide.script.table import Table
from guide.training.scenario import Expect, Reply, When

_REPLY_KEYS = ("id", "when", "caller", "again", "abusive", "reports")
_WHEN_KEYS = tuple(field.name for field in fields(When))
_EXPECT_KEYS = tuple(field.name for field in fields(Expect))
_BELONGS = {
    "value": "detail",
    "contains": "detail",
    "within": "acknowledge",
    "source": "acknowledge",
}
_NOWHERE = When()
_HOUR = 3_600
_LONGEST_SILENCE = 600
_MOST_WARNINGS = 9


def replies_of(top: Table) -> Iterator[Reply]:
    """The replies of a scenario file; what is wrong with them is noted."""
    known: set[str] = set()
    for table in top.tables("reply", "reply", _REPLY_KEYS):
        reply = Reply(
            table.identifier("id", required=True),
            _when(table, known),
            _alternatives(table),
            table.flag("again"),
            table.flag("abusive"),
            table.wording("reports"),
        )
        if reply.id in known:
            message = f"The id {quoted(reply.id)} is used twice."
            table.wrong("id", "duplicate-id", message, "Give each reply an id of its own.")
        known.add(reply.id)
        yield reply


def _when(reply: Table, before: set[str]) -> When:
    table = reply.table("when", f"`when` of {reply.name}", _WHEN_KEYS)
    if table is None:
        if not reply.has("when"):
            reply.missing("when", 'when = { step = "…" }')
        return _NOWHERE
    when = When(
        step=table.wording("step"),
        said=table.wording("said"),
        adapted=table.wording("adapted"),
        left_out=table.wording("left_out"),
        passed_over=table.wording("passed_over"),
        warned=table.whole("warned", 1, _MOST_WARNINGS, 1) if table.has("warned") else 0,
        ground=table.wording("ground"),
        effort=table.flag("effort"),
        permission=table.flag("permission"),
        follow_up=table.kind("follow_up", FollowUpKind),
        stage=table.kind("stage", Stage),
        silence=table.whole("silence", 1, _LONGEST_SILENCE, 1) if table.has("silence") else 0,
        after=table.wording("after"),
    )
    if not any(table.has(key) for key in _WHEN_KEYS):
        message = f"`when` of {reply.name} says nothing, so the reply would come at once."
        reply.wrong("when", "empty-table", message, f"Write one of {listed(_WHEN_KEYS, 20)} in it.")
    elif when.after.strip() and when.after not in before:
        near = table.findings.speller.nearest(when.after, before)
        message = f"`after` in {reply.name} names no reply before it: {quoted(when.after)}."
        otherwise = f"Name one of {listed(before)}." if before else "Put that reply before this."
        table.wrong("after", "unknown-name", message, suggestion(near, otherwise))
    return when


def _alternatives(reply: Table) -> tuple[str, ...]:
    """What the caller says: one text, or several of which the seed picks one."""
    if not isinstance(reply.value("caller"), list):
        words = reply.prose("caller", required=True)
        return (words,) if words else ()
    several = reply.proses("caller")
    if not several:
        fix = 'Write what the caller says: caller = "…".'
        reply.wrong("caller", "empty-list", f"`caller` in {reply.name} is empty.", fix)
    return several


def expected_of(top: Table) -> Iterator[Expect]:
    """What a scenario file expects besides its moves; what is wrong with it is noted."""
    for table in top.tables("expect", "expect", _EXPECT_KEYS):
        _note_strays(table)
        yield Expect(
            detail=table.wording("detail"),
            value=table.prose("value"),
            contains=table.proses("contains"),
            acknowledge=table.wording("acknowledge"),
            within=table.whole("within", 1, _HOUR) if table.has("acknowledge") else 0,
            source=table.prose("source"),
            endings=table.names("endings"),
        )


def _note_strays(table: Table) -> None:
    """Note what an expectation lacks, and what does not belong to it."""
    kinds = [key for key in ("detail", "acknowledge", "endings") if table.has(key)]
    if not kinds:
        table.missing("detail", "detail = …, acknowledge = …, or endings = […]")
    elif len(kinds) > 1:
        message = f"{table.name} expects two things at once: `{kinds[0]}` and `{kinds[1]}`."
        fix = "Put each under an [[expect]] of its own."
        table.wrong(kinds[1], "two-at-once", message, fix)
    for key, owner in _BELONGS.items():
        if kinds and table.has(key) and owner not in kinds:
            message = f"`{key}` in {table.name} belongs to `{owner}`, which is not there."
            table.wrong(key, "unknown-key", message, "Take it out.")
    if kinds[:1] == ["detail"] and not table.has("value") and not table.has("contains"):
        table.missing("value", 'value = "…", or contains = ["…"]')
