"""What stands at a place of a script, as text that a test can look into."""

from guide.script.model import FollowUpKind, Ground, Line, Script, Step


def at(script: Script, place: str) -> str:
    """What stands at a place of a script, as text."""
    kind, _, name = place.partition(" ")
    match kind:
        case "rules" | "efforts":
            return "\n".join(script.rules if kind == "rules" else script.efforts)
        case "stage":
            signs = dict(script.stages)[name]
            return f"{signs.signs} | {signs.talk}"
        case "clock":
            return f"{script.clock.seconds} {script.clock.over}"
        case "fields":
            return "\n".join(f"{one.id}: {one.label}" for one in script.fields)
        case "in":
            return ", ".join(script.in_sight)
        case "reports":
            return "\n".join(f"{r.id}: {r.label}{' (threat)' * r.threat}" for r in script.reports)
        case "follow-up":
            return _follow_up(script, FollowUpKind(name))
        case "ending":
            ending = script.ending(name)
            assert ending is not None
            return f"needs {', '.join(ending.needs)}"
        case "ground":
            ground = script.ground(name)
            assert ground is not None
            return _ground(ground)
        case _:
            step_id, _, part = name.partition(": ")
            step = script.step(step_id)
            assert step is not None, step_id
            return _part(step, part)


def _follow_up(script: Script, kind: FollowUpKind) -> str:
    rule = script.follow_up(kind)
    assert rule is not None
    due = [f"{day} {when.aim} / {when.latest}" for day, when in rule.due]
    return "\n".join([f"needs {', '.join(rule.needs)}", *due])


def _ground(ground: Ground) -> str:
    threat = {True: ", a threat", False: "", None: ", threat or not"}[ground.threat]
    terms = f"{ground.warnings}{' after permission' * ground.permission}{threat}"
    lines = [line.id if line else "none" for line in (ground.warning(1), ground.ending)]
    return f"{terms}: {', '.join(lines)}"


def _part(step: Step, part: str) -> str:
    match part:
        case "coach":
            return "\n".join(step.coach)
        case "lines":
            return "\n".join(map(_line, step.lines))
        case "choices":
            return "\n".join(
                f"{c.label} -> {c.to}{f' ({c.ground})' * bool(c.ground)}" for c in step.choices
            )
        case "role":
            return str(step.role)
        case "capture" | "show" | "owes":
            return ", ".join(getattr(step, part))
        case _:
            raise ValueError(part)


def _line(line: Line) -> str:
    if line.gap:
        return f"gap: {line.gap}"
    to = f"{'must say ' * line.must_say}{f'on {line.on} ' * bool(line.on)}to {line.audience}"
    back = f" [{', '.join(line.read_back)}]" * bool(line.read_back)
    adapted = f" adapted from {line.original}" * bool(line.adapted)
    return f"{to}: {line.text}{back}{adapted}"
