"""A page of plain text: headings, bullets, quotations, each wrapped under its own beginning."""

from guide.chart.width import cells, wrap


class Page:
    """Plain text of so many cells in width, written from the top down."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._rows: list[str] = []

    def __str__(self) -> str:
        """The page, with a line end after its last row."""
        return "\n".join(self._rows).strip("\n") + "\n"

    def blank(self) -> None:
        """Leave one row free, however often it is asked for."""
        if self._rows and self._rows[-1]:
            self._rows.append("")

    def heading(self, text: str, underline: str) -> None:
        """Write a heading, underlined, with a free row above it."""
        self.blank()
        self.write(text)
        self._rows.append(underline * min(cells(text), self._width))

    def write(self, text: str, first: str = "", rest: str | None = None) -> None:
        """Write a paragraph: its first row begins with `first`, the others with `rest`.

        Left out, `rest` is as many spaces as `first` takes. Line ends in the text stay.
        """
        after = " " * cells(first) if rest is None else rest
        room = max(self._width - max(cells(first), cells(after)), 8)
        rows = [row for line in text.split("\n") for row in wrap(line, room)]
        self._rows += [
            (after if at else first).rstrip() if not row else (after if at else first) + row
            for at, row in enumerate(rows)
        ]
