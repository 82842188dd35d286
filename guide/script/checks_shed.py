"""Scripts that have the words of another one, and ask for less to approve them.

How many must approve a script, and who may, is kept by its id. Under another id the same words
would be anybody's to approve, and nobody would be told.
"""

import json
from collections.abc import Collection, Iterator

from msgspec import Struct

from guide.script.approval import Approvals
from guide.script.findings import quoted
from guide.script.model import Script
from guide.script.people import people_of
from guide.script.signatures import Signatures, together


class Shed(Struct, frozen=True):
    """That a script has the words of the one with the id `of`, which asks for more: in sentences.

    `fix` is how it asks for as much.
    """

    of: str
    message: str
    fix: str


def rules_shed(script: Script, approvals: Approvals) -> Iterator[Shed]:
    """The scripts of which this one has at least half of the words, and which ask for more."""
    own = {line.text for line in script.lines if line.text}
    now = approvals.signed(script.id)
    needed, may = max(now.needed, script.approvers), now.may_approve or script.may_approve
    for other in approvals.script_ids:
        signed = approvals.signed(other)
        words = words_signed(signed)
        if other == script.id or not words or 2 * len(words & own) < len(words):
            continue
        if needed < signed.needed or _lets_others(may, signed.may_approve):
            yield _shed(script.id, other, signed)


def words_signed(signed: Signatures) -> set[str]:
    """The words of all lines that are approved, or were until that was withdrawn."""
    return {content.text for _, content in signed.held("line")}


def _lets_others(may: Collection[str], only: Collection[str]) -> bool:
    """Whether somebody may approve who is not among those who alone may."""
    return bool(only) and not (may and people_of(may) <= people_of(only))


def _shed(script: str, other: str, signed: Signatures) -> Shed:
    asks, settings = list[str](), list[str]()
    if signed.needed > 1:
        asks.append(f"{signed.needed} people must approve it")
        settings.append(f"approvers = {signed.needed}")
    if only := signed.may_approve:
        asks.append(f"only {together(only)} may")
        settings.append(f"may_approve = [{', '.join(map(_string, only))}]")
    return Shed(
        other,
        f"{quoted(script)} has the words of {quoted(other)}, and is easier to approve. Of"
        f" {quoted(other)}, {', and '.join(asks)}.",
        f"Write {' and '.join(settings)} under [script]",
    )


def _string(text: str) -> str:
    """A text as a file has it."""
    return json.dumps(text, ensure_ascii=False)
