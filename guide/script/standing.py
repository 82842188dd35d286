"""What a line's wording is worth, as a sentence: approved, changed, new, adapted, a gap."""

from datetime import UTC, datetime

from guide.script.model import Line
from guide.script.wording import Status


def approved_words(by: str, at: datetime | None) -> str:
    """Who approved and on which day (UTC), such as `Kim Lee on 2026-01-31`."""
    return f"{by} on {at.astimezone(UTC):%Y-%m-%d}" if at else by


def why(line: Line) -> str:
    """Why the text of a line in its file is not simply approved wording; empty if it is."""
    spoken = line.spoken
    approval = approved_words(spoken.by, spoken.at)
    match line.status:
        case Status.APPROVED:
            return ""
        case Status.CHANGED:
            return f"Changed since it was approved by {approval}: say the approved words instead."
        case Status.NEW:
            return "New: nobody has approved it yet."
        case Status.GAP:
            return f"No wording on file: {line.gap}"
        case Status.ADAPTED:
            worth = f"approved by {approval}" if line.approved else "not approved yet"
            reason = f": {line.adapted}" if line.adapted else "."
            return f"Adapted ({worth}), not the document's wording{reason}"
