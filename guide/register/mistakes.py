"""What of the lines about a promise was a mistake, as later ones of them say."""

from collections.abc import Sequence

from guide.register.after_call import (
    AfterCall,
    Deed,
    FilledIn,
    Moved,
    NumberCorrected,
    PassedOn,
    TakenBack,
    Tried,
)

CAN_BE_TAKEN_BACK = (Tried, PassedOn, Moved, FilledIn)
"""What does not close a promise: what else was done about it."""


def standing_lines(lines: Sequence[AfterCall]) -> list[AfterCall]:
    """The lines without what was taken back; a number stays corrected whatever else is."""
    gone = {*mistakes(lines).values()}
    never = (NumberCorrected, TakenBack)
    kept = (one for n, one in enumerate(lines) if n not in gone)
    return [one for one in kept if not isinstance(one.what, never)]


def is_back(what: Deed) -> bool:
    """Whether it says that the correction of a number was a mistake."""
    return isinstance(what, NumberCorrected) and bool(what.back)


def standing_corrections(lines: Sequence[AfterCall]) -> list[AfterCall]:
    """The corrections of a number that were not taken back."""
    gone = {*mistakes(lines).values()}
    kept = (one for n, one in enumerate(lines) if n not in gone)
    return [one for one in kept if isinstance(one.what, NumberCorrected) and not is_back(one.what)]


def correction_in_force(lines: Sequence[AfterCall]) -> AfterCall | None:
    """The last of them; None where there is none."""
    return next(reversed(standing_corrections(lines)), None)


def correction_taken_back(lines: Sequence[AfterCall], back: NumberCorrected) -> AfterCall | None:
    """Which of them is the mistake, as a line after these says; None where there is none."""
    made = standing_corrections(lines)
    places = range(len(made))
    return made[_corrected_to(back, made, places)] if made else None


def mistakes(lines: Sequence[AfterCall]) -> dict[int, int]:
    """By the place of each line that says that something was a mistake, the place of that."""
    standing: list[int] = []
    corrections: list[int] = []
    found: dict[int, int] = {}
    for n, line in enumerate(lines):
        of_number = isinstance(line.what, NumberCorrected)
        before = corrections if of_number else standing
        if not (isinstance(line.what, TakenBack) or is_back(line.what)):
            before.append(n)
        elif before:
            found[n] = before.pop(_corrected_to(line.what, lines, before))
    return found


def _corrected_to(back: Deed, lines: Sequence[AfterCall], places: Sequence[int]) -> int:
    """Which of these places among the lines something takes back: the last one.

    Of a number, the last that it was corrected to, from the one that it is again, for whoever takes
    it back may not have known of another one since.
    """
    if isinstance(back, TakenBack) and back.earlier:
        kinds = [type(lines[place].what) for place in places]
        return max((n for n, one in enumerate(kinds) if one in CAN_BE_TAKEN_BACK), default=-1)
    if isinstance(back, NumberCorrected):
        made = [lines[place].what for place in places]
        told = [(one.number, one.before) for one in made if isinstance(one, NumberCorrected)]
        to_it = [n for n, (number, _) in enumerate(told) if number == back.before]
        from_it = [n for n in to_it if told[n][1] == back.number]
        return max(from_it or to_it, default=-1)
    return -1


def taken_back(lines: Sequence[AfterCall]) -> tuple[AfterCall | None, ...]:
    """For each line about a promise, the one that it says was a mistake; None where it does not."""
    found = mistakes(lines)
    return tuple(lines[found[n]] if n in found else None for n in range(len(lines)))
