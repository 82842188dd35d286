"""How a call begins: with a script, at its first step."""

from guide.call.events import Started
from guide.script.model import Script


def beginning(
    script: Script,
    call: str,
    *,
    zone: str,
    agent: str,
    ref: str = "",
    program: str = "",
    training: bool = False,
) -> Started:
    """The first event of a call with this id; `zone` is the desk's where the script names none."""
    first = script.first_step
    return Started(
        call,
        script.id,
        script.title,
        script.version,
        script.sha256,
        first.id,
        first.title,
        script.desk.zone or zone,
        agent,
        ref,
        program,
        training,
    )
