"""The lines of one script file, each worded in one place and used in as many as it is needed."""

from msgspec.structs import replace

from guide.script.locate import Where
from guide.script.model import Audience, DayKind, Ground, Line, Step
from guide.script.table import Table

LINE_KEYS = (
    "id",
    "text",
    "gap",
    "use",
    "must_say",
    "on",
    "audience",
    "read_back",
    "adapted",
    "original",
)
_WORDS = ("text", "gap", "use")


class LineBook:
    """Every line that was read: where it is worded, and where another is used by its id.

    `named` are the ids with the places that give them; one that was made up for a line without an
    id is there once, since two steps of one id are no fault of their lines.
    """

    def __init__(self) -> None:
        self.worded: list[tuple[Where, Line]] = []
        self.named: list[tuple[Where, str]] = []
        self._made_up: set[str] = set()
        self.used: list[tuple[Where, str]] = []

    def read(self, table: Table, usual_id: str) -> Line:
        """Read a line; one that is used from elsewhere is a mere id until `settled`."""
        given = [key for key in _WORDS if table.has(key)]
        if not given:
            table.missing("text", 'text = "…" with the wording, or gap = "why there is none"')
        elif len(given) > 1:
            both = " and ".join(f"`{key}`" for key in given)
            message = f"There are {both} in {table.name}; a line has only one of them."
            table.wrong(given[1], "either-or", message, "Take one of them out.")
        if given[:1] == ["use"]:
            return self._used(table)
        line = self._worded(table, usual_id)
        self.worded.append((table.where, line))
        if table.has("id") or line.id not in self._made_up:
            self.named.append((table.where, line.id))
        if not table.has("id"):
            self._made_up.add(line.id)
        return line

    def _used(self, table: Table) -> Line:
        for key in LINE_KEYS:
            if key not in _WORDS and table.has(key):
                message = f"`{key}` in {table.name} has no effect beside `use`."
                fix = f"Write `{key}` where the line is worded, and take it out here."
                table.wrong(key, "either-or", message, fix)
        used = table.wording("use")
        if used.strip():
            self.used.append((table.at("use"), used))
        return Line(used, "")

    def _worded(self, table: Table, usual_id: str) -> Line:
        line = Line(
            id=table.identifier("id") or usual_id,
            text=table.wording("text"),
            gap=table.prose("gap"),
            must_say=table.flag("must_say"),
            on=table.kind("on", DayKind),
            audience=table.kind("audience", Audience) or Audience.CALLER,
            read_back=table.names("read_back"),
            adapted=table.prose("adapted"),
            original=table.wording("original"),
        )
        if line.original and not table.has("adapted"):
            message = f"There is `original` without `adapted` in {table.name}."
            fix = 'Add adapted = "why the text is not the document\'s", or take `original` out.'
            table.wrong("original", "missing-key", message, fix)
        if line.adapted and table.has("gap"):
            message = f"There is `adapted` in {table.name}, but no text that was adapted."
            table.wrong("adapted", "either-or", message, "Take out `adapted` or `gap`.")
        return line

    @property
    def ids(self) -> dict[str, Line]:
        """The lines by their ids; of two with one id, the first."""
        return {line.id: line for _, line in reversed(self.worded)}

    def settled(
        self, steps: tuple[Step, ...], grounds: tuple[Ground, ...]
    ) -> tuple[tuple[Step, ...], tuple[Ground, ...]]:
        """The steps and grounds with every line in full, and with the grounds it belongs to."""
        of: dict[str, dict[str, None]] = {}
        for ground in grounds:
            for line in (ground.warning, ground.ending):
                if line is not None:
                    of.setdefault(line.id, {})[ground.id] = None
        full = {
            line_id: replace(line, grounds=tuple(of.get(line_id, ())))
            for line_id, line in self.ids.items()
        }
        return (
            tuple(replace(s, lines=tuple(full.get(ln.id, ln) for ln in s.lines)) for s in steps),
            tuple(
                replace(g, warning=_in_full(g.warning, full), ending=_in_full(g.ending, full))
                for g in grounds
            ),
        )


def _in_full(line: Line | None, full: dict[str, Line]) -> Line | None:
    return None if line is None else full.get(line.id, line)
