"""Replies: how a scenario's caller takes what the trainee does, and when.

    when = { step = "summarise" }    # the trainee is at this step; or `script:step`
    said = "summary"                 # a line was said; or `script:line`; so too adapted, left_out
                                     # and passed_over
    warned = 1                       # so many warnings were given
    ground = "abuse"                 # this ground stands
    effort = true                    # an effort to redirect is on record
    permission = true                # a supervisor permitted to warn
    follow_up = "callback"           # one of this kind is on record
    stage = "hostile"                # the caller's anger was judged so, and not otherwise since
    silence = 20                     # so many seconds have passed, and nothing happened
    after = "wont-wait"              # the reply of this id was spoken

All of what `when` names must hold. Where several replies could come, the first of the file does.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import fields

from guide.call.events import Stage
from guide.script.model import FollowUpKind
from guide.script.nearest import listed, quoted, suggestion
from guide.script.table import Table

_MOST_WARNINGS = 9
_LONGEST_SILENCE = 600
_REPLY_KEYS = ("id", "when", "caller", "again", "abusive", "reports")


class When(Struct, frozen=True):
    """When a reply comes. What is empty, false or 0 does not matter."""

    step: str = ""
    said: str = ""
    adapted: str = ""
    left_out: str = ""
    passed_over: str = ""
    warned: int = 0
    ground: str = ""
    effort: bool = False
    permission: bool = False
    follow_up: FollowUpKind | None = None
    stage: Stage | None = None
    silence: int = 0
    after: str = ""


class Reply(Struct, frozen=True):
    """What the caller says `when`; one of the alternatives, once unless `again`."""

    id: str
    when: When
    caller: tuple[str, ...]
    again: bool = False
    abusive: bool = False
    reports: str = ""


_WHEN_KEYS = tuple(field.name for field in fields(When))
_NOWHERE = When()


def replies_of(top: Table) -> tuple[Reply, ...]:
    """The replies of a scenario file; what is wrong with them is noted."""
    return tuple(_replies(top))


def _replies(top: Table) -> Iterator[Reply]:
    known: set[str] = set()
    for table in top.tables("reply", "reply", _REPLY_KEYS):
        reply = Reply(
            table.identifier("id", required=True),
            _when(table, known),
            caller_words(table),
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
        stage=stage_of(table) if table.has("stage") else None,
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


def stage_of(table: Table) -> Stage:
    """The stage of anger that a table names; calm after noting that it names none there is."""
    words = {stage.value: stage for stage in Stage}
    word = table.wording("stage", required=True)
    if word.strip() and word not in words:
        near = table.findings.speller.nearest(word, words)
        message = f"`stage` in {table.name} cannot be {quoted(word)}."
        fix = suggestion(near, f"Write one of {listed(words)}.")
        table.wrong("stage", "unknown-value", message, fix)
    return words.get(word, Stage.CALM)


def caller_words(table: Table) -> tuple[str, ...]:
    """What the caller says: one text, or several of which the seed picks one."""
    if isinstance(table.value("caller"), list):
        words = table.proses("caller")
        if not words:
            fix = 'Write what the caller says: caller = "…".'
            table.wrong("caller", "empty-list", f"`caller` in {table.name} is empty.", fix)
        return words
    words = (table.prose("caller", required=True),)
    return words if words[0] else ()
