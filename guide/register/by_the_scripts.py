"""Whether what was written down after a call could be promised on it, by the call's own scripts.

A line of the register can be written by hand. What may have been agreed on with the caller is not
known here: any day that is no later than the rule allows may have been.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from msgspec import UNSET

from guide.call.context import Context
from guide.call.events import FollowUpAdded
from guide.call.rules.endings import endings, required
from guide.call.rules.follow_ups import Due, asks_day, due_now, kinds_here, rule_now
from guide.call.state import Call
from guide.record.archive import KeptScripts
from guide.record.card_numbers import mask
from guide.record.versions import has_all_rules_of_now, missed_promised
from guide.register.after_call import Deed, EndingCorrected, FilledIn, OfCall, PromiseAdded
from guide.register.cardless import cardless_fields
from guide.register.rules import as_missing
from guide.register.stored import LONGEST_LABEL
from guide.script.library import Library
from guide.script.model import FollowUpKind

_ROUNDED = timedelta(seconds=1)
"""A time on record is in milliseconds."""


def not_by_the_scripts(call: Call, promised: FollowUpAdded, kept: KeptScripts) -> Iterator[str]:
    """What of a promise the scripts do not bear out, as far as all of them are `kept`.

    Each is how a sentence ends. Of a call of a version with other rules nothing is said.
    """
    context = _context(call, kept)
    if context is None:
        return
    kind = promised.follow_up
    if kind not in kinds_here(context):
        yield f"there is no follow-up “{kind}” in its scripts"
        return
    rule = rule_now(kind, context)
    if promised.label != rule.label[:LONGEST_LABEL]:
        yield f"its label is “{promised.label}”, and by the rules “{rule.label}”"
    if promised.needs != tuple(name[:LONGEST_LABEL] for name in rule.needs):
        needs = ", ".join(promised.needs) or "nothing"
        yield f"it must hold {needs}, and by the rules {', '.join(rule.needs) or 'nothing'}"
    due = due_now(kind, dict(promised.fields), context)
    if kind == FollowUpKind.REPORT or not isinstance(due, Due) or asks_day(kind, due.rule):
        # A reason may be the protocol's, which is not kept where it was never opened.
        return
    if due.latest and (promised.due is None or promised.due > due.latest + _ROUNDED):
        told = f"{promised.due:%Y-%m-%d %H:%M} UTC" if promised.due else "not there"
        yield f"its due is {told}, and by the rules {due.latest:%Y-%m-%d %H:%M} UTC"


def whole_by_the_scripts(call: Call, what: Deed | OfCall, kept: KeptScripts) -> Iterator[str]:
    """Which card numbers stand whole in a line, in fields that may hold them by no script."""
    match what:
        case PromiseAdded(promised, branch) if branch is UNSET:
            fields = promised.fields
        case FilledIn(filled):
            fields = tuple((name, text) for name, _, text in filled)
        case _:
            return
    if any(mask(text) != text for _, text in fields):
        cardless = cardless_fields(call, kept)
        if any(mask(text) != text for name, text in fields if name not in cardless):
            yield "it holds a whole card number, which is not stored"


def missing_by_the_scripts(call: Call, what: EndingCorrected, kept: KeptScripts) -> Iterator[str]:
    """Whether a corrected ending tells what it requires and the call lacks, as that stood then."""
    context = _context(call, kept)
    chosen = next((e for e in endings(context) if e.id == what.ending), None) if context else None
    if context is None or chosen is None:
        return
    lacks = as_missing(required(chosen, context))
    if what.missing != lacks:
        told = " ".join(what.missing) or "nothing"
        yield f"Missing at its ending is {told}, and by the rules {' '.join(lacks) or 'nothing'}."


def _context(call: Call, kept: KeptScripts) -> Context | None:
    """The call as its rules saw it when it was ended; None where that cannot be told now."""
    scripts = {name: kept.script(sha) for name, sha in call.scripts}
    if call.ended is None or not all(scripts.values()) or not has_all_rules_of_now(call):
        return None
    library = Library({name: one for name, one in scripts.items() if one}, (), Path())
    return Context(call, library, call.ended.at, misses_promised=missed_promised(call))
