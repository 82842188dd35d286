"""Scenarios as text, written by tests."""

from pathlib import Path

HEAD = {
    "id": '"ours"',
    "title": '"Ours"',
    "script": '"calming-a-caller"',
    "starts": "2026-11-20T14:03:00-05:00",
    "zone": '"America/New_York"',
    "agent": '"R. Alvarez"',
    "about": '"A test needs it."',
    "refused": '""',
}


def scenario_text(*moves: str, **head: str) -> str:
    """A scenario with these moves; a setting of its head given as "" is left out."""
    settings = {name: value for name, value in {**HEAD, **head}.items() if value}
    lines = ["[scenario]", *(f"{name} = {value}" for name, value in settings.items())]
    return "\n".join([*lines, *(f"[[move]]\n{move}" for move in moves)]) + "\n"


def scenario_file(folder: Path, *moves: str, **head: str) -> Path:
    """A file with such a scenario."""
    path = folder / "ours.toml"
    path.write_text(scenario_text(*moves, **head), "utf-8")
    return path
