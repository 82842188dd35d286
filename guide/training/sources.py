"""Where the shipped scripts' rules stand: the document, and the number of what it asks for.

A script of one's own is told by the document that it names, or by its title.
"""

from collections.abc import Iterable

from guide.script.model import FollowUpKind, Script

EFFORT = "hang-up-protocol, H5"
GROUNDS = "hang-up-protocol, H5 and H6"
PERMISSION = "hang-up-protocol, H7"
WARNING = "hang-up-protocol, H5 to H8"
THREAT = "hang-up-protocol, H11"
REASONS = "irate-customers, I10"
ANGER = "escalated-callers, E2"
CLOCK = "escalated-callers, E20"
MANAGER = "escalated-callers, E10"

_OF_LINES = {
    ("escalated-callers", "ask-name"): "E11",
    ("escalated-callers", "ask-concern"): "E12",
    ("escalated-callers", "summary"): "E14",
    ("escalated-callers", "within-role"): "E15",
    ("escalated-callers", "connecting"): "E8",
    ("escalated-callers", "rebuttal"): "E16",
    ("escalated-callers", "submitted"): "E17",
    ("escalated-callers", "by-morning"): "E18",
    ("escalated-callers", "by-monday"): "E19",
    ("irate-customers", "dnc-spiel"): "I7",
    ("irate-customers", "within-the-day"): "I8",
    ("hang-up-protocol", "warn-abuse"): "H8",
    ("hang-up-protocol", "end-abuse"): "H9",
    ("hang-up-protocol", "warn-slurs"): "H10",
    ("hang-up-protocol", "end-slurs"): "H10",
    ("hang-up-protocol", "end-now"): "H12",
}
_OF_FOLLOW_UPS = {
    ("escalated-callers", FollowUpKind.CALLBACK): "E17",
    ("escalated-callers", FollowUpKind.MESSAGE): "E15",
    ("escalated-callers", FollowUpKind.VOICEMAIL): "E4",
    ("escalated-callers", FollowUpKind.COMPLAINT): "E5",
    ("irate-customers", FollowUpKind.CALLBACK): "I8",
    ("irate-customers", FollowUpKind.DO_NOT_CALL): "I7",
    ("irate-customers", FollowUpKind.MESSAGE): "I9",
    ("calming-a-caller", FollowUpKind.AGREED): "C5 and C6",
}
_OF_DETAILS = {
    "escalated-callers": "E13",
    "irate-customers": "I4",
    "taking-over-a-call": "T3",
    "calming-a-caller": "C5",
}


def source_of_line(script: Script, line: str) -> str:
    """Where a line of a script is asked for."""
    return _named(script, _OF_LINES.get((script.id, line), ""))


def source_of_follow_up(script: Script, kind: str) -> str:
    """Where a follow-up is asked for."""
    known = {(name, str(one)): number for (name, one), number in _OF_FOLLOW_UPS.items()}
    return _named(script, known.get((script.id, kind), ""))


def source_of_details(script: Script) -> str:
    """Where it is asked that details be written down."""
    return _named(script, _OF_DETAILS.get(script.id, ""))


def together(sources: Iterable[str]) -> str:
    """Several sources as one: each document once, with its numbers."""
    numbers: dict[str, list[str]] = {}
    for source in dict.fromkeys(sources):
        document, _, number = source.partition(", ")
        numbers.setdefault(document, []).append(number)
    return "; ".join(", ".join(n for n in (doc, *found) if n) for doc, found in numbers.items())


def _named(script: Script, number: str) -> str:
    return f"{script.id}, {number}" if number else script.source or script.title
