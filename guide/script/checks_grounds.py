"""What can be wrong with grounds: lines and words that are not there, terms that contradict.

Whatever of it would end a call without what the ground asks for keeps the script from agents.
"""

from collections.abc import Iterator
from typing import NamedTuple

from guide.script.findings import Findings, quoted
from guide.script.locate import Where
from guide.script.model import Audience, Ground, Script


class Contradiction(NamedTuple):
    """What is wrong with a ground's terms; `key` is the setting that is to be mended."""

    key: str
    code: str
    message: str
    fix: str


def contradictions(ground: Ground) -> Iterator[Contradiction]:
    """Where a ground's settings ask for what others of them do without."""
    lines = ground.warning_lines
    ended = f"A call can be ended on {quoted(ground.id)} without"
    if lines and not ground.warnings:
        message = f"{ended} the warning it has: it asks for none."
        fix = "Write warnings = 1, or take out [ground.warning]."
        yield Contradiction("warnings", "ending-without-warning", message, fix)
    elif other := next((one for one in lines if one.audience is not Audience.CALLER), None):
        message = f"{ended} a warning to the caller: one of its warnings is for a {other.audience}."
        fix = f'Take audience = "{other.audience}" out of its warning.'
        yield Contradiction("warning", "ending-without-warning", message, fix)
    if ground.permission and not (ground.warnings or lines):
        message = f"{ended} the permission it asks for: that is for a warning, and it has none."
        fix = "Write warnings = 1 and add a warning, or write permission = false."
        yield Contradiction("permission", "ending-without-permission", message, fix)
    if ground.ending and ground.ending.id in {line.id for line in lines}:
        message = f"The last words of {quoted(ground.id)} can never be said: they are its warning."
        fix = "Write words of their own for it under [ground.ending]."
        yield Contradiction("ending", "unreachable-line", message, fix)


def check_grounds(script: Script, findings: Findings) -> None:
    for n, ground in enumerate(script.grounds):
        _check_words(n, ground, findings)
        for fault in contradictions(ground):
            findings.error(("ground", n, fault.key), *fault[1:])
        own = len(ground.warning_lines)
        if ground.warnings > 0 and not own:
            message = f"The ground {quoted(ground.id)} asks for a warning, but has no warning line."
            fix = "Add it under the heading [ground.warning], or write warnings = 0."
            findings.error(("ground", n), "missing-key", message, fix)
        if 0 < ground.warnings < own:
            message = (
                f"The ground {quoted(ground.id)} has {own} warning lines, but asks for "
                f"{ground.warnings}: the others come up only if the caller is warned more often."
            )
            fix = f"Write warnings = {own}, or take the others out."
            where = ("ground", n, "warning", ground.warnings)
            findings.warning(where, "no-use", message, fix)
        if 1 < own < ground.warnings:
            message = (
                f"The ground {quoted(ground.id)} asks for {ground.warnings} warnings, and "
                f"{own} have words: nothing says what the next is."
            )
            fix = "Add a [[ground.warning]] for each, or keep one, which serves for all."
            findings.error(("ground", n, "warning"), "missing-key", message, fix)
        if ground.ending is None:
            message = f"The ground {quoted(ground.id)} has no line to end the call with."
            fix = "Add it under the heading [ground.ending]."
            findings.error(("ground", n), "missing-key", message, fix)


def _check_words(n: int, ground: Ground, findings: Findings) -> None:
    """Check that the ground's lines have words: a gap can neither warn anybody nor end a call."""
    of_warnings = len(ground.warning_lines)
    for item, (key, line) in enumerate(ground.lines):
        if line.gap:
            where: Where = ("ground", n, "ending")
            if item < of_warnings:
                where = ("ground", n, "warning", item) if of_warnings > 1 else ("ground", n, key)
            no_words = f"The ground {quoted(ground.id)} has no wording for its {key}"
            message = f"{no_words}: line {quoted(line.id)} is a gap."
            fix = "Write the approved words in place of `gap`; a call cannot be ended without them."
            findings.error(where, "no-wording", message, fix)
