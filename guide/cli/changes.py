"""Changes of wording as people read them: word by word, told apart by signs and, too, by colour."""

from rich.console import Console
from rich.text import Text

from guide.script.approval import Approval, Change, Kind, approved_words
from guide.script.diff import Edit, differences, unseen_difference
from guide.script.model import Script

_STYLES = {Edit.SAME: "", Edit.OUT: "red strike", Edit.IN: "bold green"}
_KINDS = {Kind.CHANGED: "yellow", Kind.NEW: "green", Kind.REMOVED: "red"}


def show_changes(script: Script, last: Approval | None, changes: tuple[Change, ...]) -> None:
    """Put out what would be approved of a script; in colour on a terminal."""
    console = Console(highlight=False, soft_wrap=True)
    when = f"last approved by {approved_words(last.by, last.at)}" if last else "never approved yet"
    title = f"{script.id}, version {script.version}"
    console.print(Text.assemble((title, "bold"), f": {when}"))
    for change in changes:
        console.print(_text(change))
    console.print()


def _text(change: Change) -> Text:
    text = Text.assemble((f"  {change.kind:<8}", _KINDS[change.kind]), change.line, "\n    ")
    pieces = differences(change.before, change.now)
    for before, piece in zip((None, *pieces), pieces, strict=False):
        if before and before.edit is Edit.OUT and piece.edit is Edit.IN:
            text.append(" ")
        text.append(str(piece), _STYLES[piece.edit])
    text.append(unseen_difference(pieces))
    if change.note:
        text.append(f"\n    {change.note}", "dim")
    return text
