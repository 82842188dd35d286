"""The results as a table for people and as JSON for programs."""

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from bench.result import Results, Row

HEAD = ("what", "at", "median", "p99", "n", "beside", "its", "× median", "× p99", "goal", "met")


def table(rows: Iterable[Row]) -> str:
    """Rows as Markdown."""
    lines = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    told = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([told[0], rule, *told[1:]])


def _cells(row: Row) -> tuple[str, ...]:
    met = {None: "", True: "yes", False: "NO"}[row.met]
    return (
        f"{row.what} ({row.remark})" if row.remark else row.what,
        row.where,
        f"{_number(row.samples.median)} {row.unit}",
        _number(row.samples.p99),
        f"{len(row.samples.values):,}",
        row.beside,
        _number(row.base.median) if row.base else "",
        "" if row.ratio is None else f"{row.ratio:.2f}",
        "" if row.p99_ratio is None else f"{row.p99_ratio:.2f}",
        str(row.goal or ""),
        met,
    )


def _number(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.3f}"


def machine() -> dict[str, object]:
    """What it was measured on."""
    return {
        "python": platform.python_version(),
        "textual": version("textual"),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "load": os.getloadavg(),
    }


def write_json(results: Results, path: Path, before: dict[str, object]) -> None:
    """Everything that was measured, to the last sample."""
    rows = [
        {
            **asdict(row),
            "median": row.samples.median,
            "p99": row.samples.p99,
            "ratio": row.ratio,
            "p99_ratio": row.p99_ratio,
            "met": row.met,
        }
        for row in results.rows
    ]
    told = {"machine": before, "load_after": os.getloadavg()}
    data = {**told, "skipped": results.skipped, "rows": rows}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
