"""Where a step is met: the shortest path of choices to it from the first step."""

from msgspec import Struct

from guide.script.model import Choice, Script, Step, TargetKind


class Turn(Struct, frozen=True):
    """A choice taken at a step."""

    at: Step
    choice: Choice


class Routes:
    """The shortest routes through one script.

    With `grounds`, only those on which no other ground of the hang-up protocol is stated.
    """

    def __init__(self, script: Script, grounds: tuple[str, ...] = ()) -> None:
        self._last: dict[str, Turn | None] = {script.first: None}
        todo = [script.first]
        for step_id in todo:
            step = script.step(step_id)
            for choice in step.choices if step else ():
                target = choice.to
                if grounds and choice.ground and choice.ground not in grounds:
                    continue
                if step and target.kind is TargetKind.STEP and target.step not in self._last:
                    self._last[target.step] = Turn(step, choice)
                    todo.append(target.step)

    def to(self, step_id: str) -> tuple[Turn, ...] | None:
        """The turns that lead to a step, none to the first one; None if no choice leads there."""
        if step_id not in self._last:
            return None
        turns = []
        while turn := self._last[step_id]:
            turns.append(turn)
            step_id = turn.at.id
        return tuple(reversed(turns))
