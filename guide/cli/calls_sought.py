"""Which of the calls kept are asked for."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from guide.call.phone_number import normal_number
from guide.errors import GuideError
from guide.record.call_list import CallInfo, call_info

NOT_ENDED = "not ended"
"""How a call ended that has not."""


class Sought(Struct, frozen=True):
    """What is asked for. Each that is not empty must hold; texts are found anywhere, in any case.

    `since` and `until` are days, both of them included, by this computer's clock.
    """

    number: str = ""
    caller: str = ""
    agent: str = ""
    ending: str = ""
    since: date | None = None
    until: date | None = None

    def found(
        self,
        calls: Iterable[CallInfo],
        *,
        with_caller: bool = False,
        going: Callable[[Sequence[CallInfo]], Iterable[CallInfo]] = iter,
    ) -> Iterator[CallInfo]:
        """The calls that are asked for.

        Who called is in the journals alone: they are read where that is asked for, or
        `with_caller`, as `going` goes through them.
        """
        near = filter(self._near, calls)
        if not (with_caller or self.number or self.caller):
            yield from near
            return
        for one in going([*near]):
            read = call_info(one.path)
            known = replace(one, caller=read.caller, number=read.number) if read else one
            if self._of_caller(known):
                yield known

    def _near(self, call: CallInfo) -> bool:
        day = call.started_at.astimezone().date() if call.started_at else None
        return (
            self.agent.casefold() in call.agent.casefold()
            and self.ending.casefold() in (call.ended or NOT_ENDED).casefold()
            and (self.since is None or (day is not None and day >= self.since))
            and (self.until is None or (day is not None and day <= self.until))
        )

    def _of_caller(self, call: CallInfo) -> bool:
        same = not self.number or normal_number(call.number) == normal_number(self.number)
        return same and self.caller.casefold() in call.caller.casefold()


def day_of(typed: str) -> date | None:
    """A day as options say it; None for no text. Raises GuideError for what is none."""
    if not typed:
        return None
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise GuideError(f"“{typed}” is no day. Write it as 2026-11-20.") from None
