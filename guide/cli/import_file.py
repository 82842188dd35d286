"""What is made elsewhere, brought into scripts: by the ending of its file."""

from pathlib import Path

from guide.errors import GuideError

_TABLE = ".csv"
"""How the name of a table of translations ends; whatever else is a flowchart."""

_SHEETS = (".xlsx", ".xls", ".xlsm", ".ods", ".numbers")
"""How the names of tables end that a spreadsheet keeps in its own way."""


def import_file(
    path: Path,
    out: Path | None,
    language: str,
    scripts: Path | None,
    *,
    yes: bool,
    print_only: bool,
) -> int:
    """Bring a file in; return the exit code. Raises `GuideError` for options of the other kind."""
    if path.suffix.lower() == _TABLE:
        from guide.cli.translations import import_translations

        if out is not None:
            raise GuideError("--out goes with a flowchart: a table is written into its scripts.")
        return import_translations(path, language, scripts, yes=yes, print_only=print_only)
    if path.suffix.lower() in _SHEETS:
        raise GuideError(f"{path} is a spreadsheet: save it as CSV UTF-8, and import that.")
    from guide.cli.importing import import_flowchart

    if language or print_only or yes:
        raise GuideError("--language, --print and --yes go with a table of translations (.csv).")
    return import_flowchart(path, out)
