"""Whether a call was taken by rules that somebody had approved, where it does not say otherwise."""

from collections.abc import Iterator
from pathlib import Path

from guide.call.events import Worded
from guide.call.scripts_used import script_used
from guide.call.state import Call
from guide.record.archive import KeptScripts
from guide.script.approval import Approvals
from guide.script.library import Library
from guide.script.model import Script


class RulesThen:
    """Looks up what was approved of scripts, each once however many calls were taken with it."""

    def __init__(self, approvals: Approvals) -> None:
        self._approvals = approvals
        self._found: dict[tuple[str, int], tuple[str, ...]] = {}

    def untold(self, call: Call, kept: KeptScripts) -> Iterator[str]:
        """In sentences, where rules that nobody had approved by then are told as if they were.

        Whoever had the program open goes on with a script as it was: its rules count as approved
        where they ever had been.
        """
        lines = (e.event.approved_at for e in call.entries if isinstance(e.event, Worded))
        known = max((at for at in lines if at), default=call.at)
        looked_at: set[str] = set()
        for entry in call.entries:
            used = script_used(entry.event)
            if used is None or used.sha256 in looked_at:
                continue
            looked_at.add(used.sha256)
            script = kept.script(used.sha256)
            if used.unapproved or script is None or script.id != used.id:
                continue
            records = [one for one in self._approvals.records if one.script == script.id]
            # A clock may have been wrong: what lines name as given had been given.
            by_then = sum(one.at <= max(entry.at, known) for one in records)
            if not by_then:
                continue  # Nothing on file says what had been approved then.
            # The last approval bears most of them out: the others are not asked for.
            told = "".join(self._unapproved(script, by_then)[:1])
            if told and all(self._unapproved(script, n) for n in range(1, by_then)):
                yield (
                    f"Event {entry.n}: rules of the script “{script.id}”, as it was on the call,"
                    f" were approved by nobody, and the record does not say so. {told}"
                )

    def _unapproved(self, script: Script, count: int) -> tuple[str, ...]:
        """Its rules that the first so many approvals of it do not bear out."""
        key = (script.sha256, count)
        if key not in self._found:
            records = [one for one in self._approvals.records if one.script == script.id]
            library = Library({}, (), Path(), approvals=Approvals(tuple(records[:count])))
            self._found[key] = library.unapproved_rules(script)
        return self._found[key]
