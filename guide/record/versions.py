"""Which versions of the program a call says it was recorded by, and what shows that this is false.

A call is judged by the rules of the version that it names. So a journal that was sealed anew by
hand can name an earlier one than it was: what that one did not record yet gives it away.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from guide import __version__
from guide.call import events as ev
from guide.call.state import Call
from guide.record.codec import Shape

ALL_SINCE = "0.9.0"
"""The first version all of whose rules are those of this one."""

_VERSION = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4}){1,3}", re.ASCII)

_NUMBER = r"(?:0|[1-9][0-9]{0,3})"
_AS_NAMED = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}", re.ASCII)
"""How every version up to this one names itself."""

_LINES = ("said", "adapted", "left-out", "passed-over", "warning-given")
_TEXT = ("title", "version", "sha256")

CAME_WITH: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "0.3.0": {"persisted": (), "permission-given": ("how",)},
    "0.4.0": {
        "branch-kept": (),
        "ended": ("required",),
        "follow-up-added": ("reason_label",),
        **dict.fromkeys(_LINES, ("gap",)),
    },
    "0.6.0": {"detailed": ("by_choice",)},
    "0.7.0": {
        "language-chosen": (),
        "ground-stated": ("script",),
        "permission-given": ("script", "of"),
        "detailed": ("left_out",),
        "clock-started": ("over",),
        "follow-up-added": ("listed", "labels", "internal"),
        **dict.fromkeys(_LINES, ("language", "untranslated")),
    },
    "0.8.0": {
        "asked": (),
        "ask-answered": (),
        "ground-stated": _TEXT,
        "permission-given": ("ask", "answer"),
        "clock-stopped": ("dropped",),
        "follow-up-added": ("owner",),
    },
    "0.9.0": {
        "witnessed": (),
        "started": ("unapproved",),
        "opened": ("unapproved",),
        "ground-stated": ("unapproved",),
    },
    "0.10.0": {
        "detailed": ("listed",),
        "follow-up-amended": ("listed",),
        **dict.fromkeys(_LINES, ("texts",)),
    },
    "0.11.0": dict.fromkeys(_LINES, ("approval",)),
    "0.13.0": {"follow-up-added": ("phone",)},
    "0.14.0": {
        "took-over": ("refused",),
        "follow-up-done": ("heard", "closed_as"),
        "corrected": ("by", "heard"),
        "denial-heard": (),
    },
}
"""By the first version that recorded them: kinds of events, and new fields of kinds that were."""

_FIRST = {
    (kind, field): version
    for version, kinds in CAME_WITH.items()
    for kind, fields in kinds.items()
    for field in fields or ("kind",)
}


def numbers(version: str) -> tuple[int, ...]:
    """A version as it is compared; nothing, which is before all others, where it is none."""
    return tuple(map(int, version.split("."))) if _VERSION.fullmatch(version) else ()


def is_version(version: str) -> bool:
    """Whether a version of this program can have named itself so; later ones may do otherwise."""
    return _AS_NAMED.fullmatch(version) is not None or numbers(version) > numbers(__version__)


def programs(call: Call) -> Iterator[tuple[int, str]]:
    """The events that name the version which records from there on, by number; it may be empty."""
    for entry in call.entries:
        if isinstance(entry.event, (ev.Started, ev.Resumed)):
            yield entry.n, entry.event.program


def has_all_rules_of_now(call: Call) -> bool:
    """Whether every version that had a hand in a call has the rules of this one."""
    every = (numbers(one) for _, one in programs(call))
    return all(numbers(ALL_SINCE) <= one <= numbers(__version__) for one in every)


def newer_program(call: Call) -> str:
    """The version that had a hand in a call, if it is a later one than this; else empty."""
    every = (one for _, one in programs(call))
    return next((one for one in every if numbers(one) > numbers(__version__)), "")


def newest_program(call: Call) -> str:
    """The latest version that had a hand in a call; empty where none is named."""
    return max((one for _, one in programs(call)), key=numbers)


def is_told_as_before_0_11(call: Call) -> bool:
    """Whether a call's summary is in the words of the versions before 0.11, whose alone it is."""
    return numbers(newest_program(call)) < (0, 11)


def keeps_moved_targets(call: Call) -> bool:
    """Whether a promise that was moved is told with its first target, as before version 0.13."""
    return numbers(newest_program(call)) < (0, 13)


def tells_undone_unfilled(call: Call) -> bool:
    """Whether that a line was undone is told without what filled it, as before version 0.13."""
    return numbers(newest_program(call)) < (0, 13)


def keeps_superseded_words(call: Call) -> bool:
    """Whether a promise keeps all words of a line said twice, as a desk has it of before 0.13."""
    return numbers(newest_program(call)) < (0, 13)


def keeps_masked_names(call: Call) -> bool:
    """Whether the agent and the reference are told as they were masked, as before version 0.14."""
    return numbers(newest_program(call)) < (0, 14)


def passes_marks_on(call: Call) -> bool:
    """Whether what was done about a promise counts for one like it once it is undone on the call.

    So it did before version 0.14.
    """
    return numbers(newest_program(call)) < (0, 14)


def stays_owed_with_right_number(call: Call) -> bool:
    """Whether what was done stays owed once its number, which was corrected, is the same again.

    So it did before version 0.14.
    """
    return numbers(newest_program(call)) < (0, 14)


def tells_numbers_of_now(call: Call) -> bool:
    """Whether an addendum names a promise by the number that is right by now, as before 0.14.

    And one that is undone by the number of its event alone.
    """
    return numbers(newest_program(call)) < (0, 14)


def keeps_reopened(call: Call) -> bool:
    """Whether what was opened again stays so though its call had it done later, as before 0.14."""
    return numbers(newest_program(call)) < (0, 14)


def tells_words_of_any_reason(call: Call) -> bool:
    """Whether a warning is told with the last words, about whichever reason, as before 0.14."""
    return numbers(newest_program(call)) < (0, 14)


def took_any_phone(call: Call) -> bool:
    """Whether any text was taken for a phone number, by the version that has a call in hand.

    So it was before 0.14.
    """
    return numbers([one for _, one in programs(call)][-1]) < (0, 14)


def missed_promised(call: Call) -> bool:
    """Whether a detail was missing though a promise holds it, by the version that has a call.

    So it was before 0.14.
    """
    return numbers([one for _, one in programs(call)][-1]) < (0, 14)


def kept_restored(call: Call) -> bool:
    """Whether an answer came back that was undone, by the version that has a call in hand.

    So it did before 0.14, where going back on a choice had had it again.
    """
    return numbers([one for _, one in programs(call)][-1]) < (0, 14)


def not_recorded_yet(call: Call) -> frozenset[str]:
    """The fields of events that came after the version that has a call in hand."""
    now = numbers([one for _, one in programs(call)][-1])
    later = (kinds for version, kinds in CAME_WITH.items() if numbers(version) > now)
    return frozenset(name for kinds in later for fields in kinds.values() for name in fields)


def older_program(call: Call) -> str | None:
    """The earliest version that had a hand in a call, if not all rules of now were its; or None.

    Empty where the call does not say.
    """
    oldest = min((one for _, one in programs(call)), key=numbers)
    return oldest if numbers(oldest) < numbers(ALL_SINCE) else None


def false_versions(call: Call, shapes: Mapping[Shape, int]) -> Iterator[str]:
    """In sentences, what shows that a call was not recorded by the versions that it names.

    `shapes` are those of its journal's lines, each with the first line that has it.
    """
    named = [*programs(call)]
    for (before, one), (n, other) in pairwise(named):
        if numbers(other) < numbers(one):
            yield (
                f"Event {n} names {_called(other)}, and event {before} before it a later one,"
                f" {one}."
            )
    for (kind, *names), n in shapes.items():
        program = next(one for at, one in reversed(named) if at <= n)
        found = [(numbers(_FIRST.get((kind, name), "")), name) for name in names]
        first, name = max(found, default=((), ""))
        if numbers(program) < first:
            what = f"“{name}” of “{kind}”" if name != "kind" else f"“{kind}”"
            yield (
                f"Event {n} is not of the version that the call names, {_called(program)}:"
                f" {what} was first recorded by {'.'.join(map(str, first))}."
            )


def _called(version: str) -> str:
    return f"version {version}" if version else "no version"
