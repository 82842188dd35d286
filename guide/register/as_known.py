"""In which order the lines of several files count: none with what its writer did not know of.

Who keeps a register knows of no line of another file. A number that they list as not to be called
is the one that it was in theirs, also where somebody else had corrected it by then.
"""

from collections.abc import Callable, Container, Iterable, Sequence

from guide.register.after_call import (
    AfterCall,
    Done,
    Line,
    NumberCorrected,
    PromiseAdded,
    was_heard,
)


def as_known(
    lines: Sequence[Line],
    registers: Iterable[Container[Line]],
    lists: Callable[[AfterCall], bool],
) -> list[Line]:
    """The lines, each by which a number was listed before the corrections it was listed without.

    `lines` are in the order of their times; `registers` are those of people's own calls among them;
    `lists` tells whether a line is about a number not to be called. Who had other people's folders
    before them knew what those note, and who did it at the team's desk may have.
    """
    found = [*lines]
    for own in registers:
        for line in lines:
            if not isinstance(line, AfterCall) or not isinstance(line.what, Done):
                continue
            if line in own and not (line.elsewhere or was_heard(line)):
                place = found.index(line)
                first = _first_unknown(found[:place], line, own)
                if first < place and lists(line):
                    found.insert(first, found.pop(place))
    return found


def _first_unknown(before: Sequence[Line], line: AfterCall, own: Container[Line]) -> int:
    """The place of the first correction that a line was written without; else that of the line."""
    first = len(before)
    for place, one in reversed([*enumerate(before)]):
        if one.call != line.call or not isinstance(one, AfterCall):
            continue
        if isinstance(one.what, PromiseAdded) and one.n == line.n:
            break
        if isinstance(one.what, NumberCorrected):
            if one in own:
                break
            first = place
    return first
