"""What a good handling of a scenario's caller has, where the moves do not tell it all.

[[expect]]
detail = "number"                # a detail that must be written down, and its value;
value = "555-0142"               # or `contains`, a list of words that it must hold

[[expect]]
acknowledge = "summary"          # the line, or the step, by which the anger is acknowledged,
within = 60                      # so many seconds after the caller has had their first say
source = "calming-a-caller, C2"  # where that is asked for

[[expect]]
endings = ["voicemail"]          # endings as good as the one that the moves take
"""

from msgspec import Struct

from guide.script.table import Table

_KEYS = ("detail", "value", "contains", "acknowledge", "within", "source", "endings")
_BELONGS = {
    "value": "detail",
    "contains": "detail",
    "within": "acknowledge",
    "source": "acknowledge",
}
_LONGEST = 3_600


class ExpectedDetail(Struct, frozen=True):
    """A detail that must be written down: as this `value`, or with these words in it."""

    field: str
    value: str = ""
    contains: tuple[str, ...] = ()


class Acknowledgement(Struct, frozen=True):
    """The anger acknowledged by a line or step, so many seconds after the caller's first say."""

    by: str
    within: int
    source: str = ""


class Expected(Struct, frozen=True):
    """What a scenario expects besides its moves."""

    details: tuple[ExpectedDetail, ...] = ()
    acknowledgements: tuple[Acknowledgement, ...] = ()
    endings: tuple[str, ...] = ()


def expected_of(top: Table) -> Expected:
    """What a scenario file expects; what is wrong with it is noted."""
    details: list[ExpectedDetail] = []
    acknowledgements: list[Acknowledgement] = []
    endings: list[str] = []
    for table in top.tables("expect", "expect", _KEYS):
        _note_strays(table)
        if table.has("detail"):
            details.append(_detail(table))
        elif table.has("acknowledge"):
            acknowledgements.append(
                Acknowledgement(
                    table.wording("acknowledge"),
                    table.whole("within", 1, _LONGEST),
                    table.prose("source"),
                )
            )
        elif table.has("endings"):
            endings += table.names("endings")
        else:
            table.missing("detail", "detail = …, acknowledge = …, or endings = […]")
    return Expected(tuple(details), tuple(acknowledgements), tuple(endings))


def _note_strays(table: Table) -> None:
    kinds = [key for key in ("detail", "acknowledge", "endings") if table.has(key)]
    if len(kinds) > 1:
        message = f"{table.name} expects two things at once: `{kinds[0]}` and `{kinds[1]}`."
        fix = "Put each under an [[expect]] of its own."
        table.wrong(kinds[1], "two-at-once", message, fix)
    for key, owner in _BELONGS.items():
        if kinds and table.has(key) and owner not in kinds:
            message = f"`{key}` in {table.name} belongs to `{owner}`, which is not there."
            table.wrong(key, "unknown-key", message, "Take it out.")


def _detail(table: Table) -> ExpectedDetail:
    expected = ExpectedDetail(
        table.wording("detail"), table.prose("value"), table.proses("contains")
    )
    if not table.has("value") and not table.has("contains"):
        table.missing("value", 'value = "…", or contains = ["…"]')
    return expected
