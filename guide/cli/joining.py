"""Joining approvals that were put on file on two branches: they are shown, somebody agrees."""

from collections.abc import Sequence
from pathlib import Path

from guide.cli.approve import write_approvals
from guide.cli.output import FINE, WRONG, agreed, print_out, warn
from guide.cli.settings import settings
from guide.errors import ScriptError
from guide.script.approval import (
    APPROVALS_FILE,
    MOST_APPROVAL_BYTES,
    Approval,
    approved_words,
    load_approvals,
)
from guide.script.findings import Findings, quoted
from guide.script.joining import has_marks, joined, unsealed_behind_sealed
from guide.script.signatures import together
from guide.script.toml_reader import text_of
from guide.text import counted


def join_approvals(scripts: Path | None, *, alone: bool, yes: bool) -> int:
    """Put the approvals of two branches behind one another; return the exit code.

    Nothing else can be done with it: it must be `alone`.
    """
    if not alone:
        raise ScriptError("--join goes with --scripts and --yes alone: it approves nothing.")
    path = settings(scripts=scripts).scripts_folder / APPROVALS_FILE
    text = text_of(path, Findings(path.name), MOST_APPROVAL_BYTES)
    if not load_approvals(path)[1]:
        warn("Every approval follows the one before it: there is nothing to join.")
        return FINE
    found = joined(text) if text is not None else None
    if text is not None and found is None and (late := unsealed_behind_sealed(text)):
        raise ScriptError(_not_joined(path, late))
    if text is None or found is None or not (found.put_behind or has_marks(text)):
        raise ScriptError(
            f"The approvals in {path} cannot be joined: more is wrong with them than that two lines"
            " of them were merged. guide check lists it."
        )
    for one in found.put_behind:
        print_out(_shown(one))
    many = counted(len(found.put_behind), "approval")
    ask = f"Put {many} behind those of the other branch?"
    if not found.put_behind:
        ask = "Both branches have the same approvals. Take the marks of git out?"
    nobody = "Nothing was joined: there is nobody to ask. Use --yes to join without asking."
    if not yes and not agreed(ask, nobody):
        warn("Nothing was joined.")
        return WRONG
    if text_of(path, Findings(path.name), MOST_APPROVAL_BYTES) != text:
        raise ScriptError(f"{path} changed in the meantime. Nothing was joined. Try again.")
    write_approvals(path, found.approvals)
    warn(f"{many} joined. Saved in {path}. guide check tells what is still to approve.")
    return FINE


def _not_joined(path: Path, late: Sequence[Approval]) -> str:
    """Why approvals without a seal are not joined, and how to mend that."""
    by = together(dict.fromkeys(f"{one.by} of {quoted(one.script)}" for one in late))
    again = " and ".join(dict.fromkeys(f"guide approve {one.script} --by NAME" for one in late))
    it, has = ("it", "has") if len(late) == 1 else ("them", "have")
    many = counted(len(late), "approval")
    return (
        f"The approvals in {path} cannot be joined: {many} ({by}) {has} no seal, and others before"
        f" {it} do. A version before 0.9 wrote {it} on another branch, or somebody by hand. Take"
        f" {it} out of the file, then have the same approved again: {again}."
    )


def _shown(one: Approval) -> str:
    what = "withdrawn by" if one.withdraws else "approved by"
    told = f"{one.script}, {what} {approved_words(one.by, one.at)}"
    told += "" if one.seal else ", without a seal"
    return f"{told}: {one.note}" if one.note else told
