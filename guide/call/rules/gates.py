"""Gates: what a step waits for before a choice leads on; a script says `before_going_on`.

Ending the call is never held, nor what leads elsewhere by a key of its own: the hang-up protocol,
another script, a step back.
"""

from guide.call.context import Context, Refused
from guide.script.model import AnswerField, Choice, Line

_SHOWN = 40


def awaited_line(context: Context) -> Line | None:
    """The first line that the step in hand waits for; None if it waits for none."""
    waits = (one for one in context.lines if one.before_going_on and not context.settled(one))
    return next(waits, None)


def awaited_answers(context: Context) -> tuple[AnswerField, ...]:
    """The answers that the step in hand waits for."""
    fields = (context.script.field(name) for name in context.step.capture)
    call = context.call
    return tuple(
        one
        for one in fields
        if one is not None
        and one.before_going_on
        and not call.detail(one.id)
        and one.id not in call.left_out
    )


def why_held(choice: Choice, context: Context) -> Refused | None:
    """Why a choice does not lead on yet; None if nothing holds it.

    What the choice itself answers is not waited for.
    """
    if choice.to.ending:
        return None
    if line := awaited_line(context):
        words = context.words(line) or line.gap
        shown = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1].rstrip()}…"
        why = f"First say “{shown}”, or leave it out with a reason."
        return Refused(why, "said" if line.spoken.text else "adapt")
    answered = {name for name, _ in choice.answers}
    for one in awaited_answers(context):
        if one.id not in answered:
            return Refused(f"First write down {one.label}, or why there is no answer.", "details")
    return None
