"""Small sets of scripts of every make: own grounds, another's, or none; loops, links, ways back."""

from pathlib import Path

from hypothesis import strategies as st

from guide.script.library import Library
from guide.script.model import (
    Audience,
    Choice,
    Ending,
    Ground,
    Line,
    Script,
    Step,
    StepRole,
    Target,
    TargetKind,
)

NAMES = ("a", "b", "c")
DONE, PROTOCOL = Ending("done", "Done"), Ending("protocol", "By the protocol", protocol=True)
ROLES = (None, None, StepRole.WARNING, StepRole.ENDING)


def library_of(*scripts: Script) -> Library:
    """These scripts, sound by their make."""
    return Library({script.id: script for script in scripts}, (), Path("scripts"))


def ground(
    name: str,
    warnings: int,
    *,
    permission: bool,
    with_line: bool = False,
    audience: Audience = Audience.CALLER,
) -> Ground:
    """A ground with lines of its own, its warning also where it asks for none but `with_line`.

    Of several warnings each has words of its own.
    """
    ending = Line(f"end-{name}", "Goodbye.", grounds=(name,))
    said = tuple(
        Line(f"warn-{name}-{n}", f"Stop {n}.", audience=audience, grounds=(name,))
        for n in range(max(warnings, 1 if with_line else 0))
    )
    return Ground(name, name, warnings, permission, False, said, ending)


def grounds(name: str) -> st.SearchStrategy[Ground]:
    """A ground of any terms."""
    return st.builds(ground, st.just(name), st.sampled_from((0, 1, 1)), permission=st.booleans())


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    """One to three scripts."""
    names = NAMES[: draw(st.sampled_from((1, 2, 2, 3)))]
    sizes = {name: draw(st.integers(1, 2)) for name in names}
    own = {
        name: tuple(
            draw(grounds(f"{name}-{ground}"))
            for ground in draw(st.sampled_from(((), (), ("g",), ("g", "h"))))
        )
        for name in names
    }
    having = [name for name in names if own[name]]
    protocols = {name: draw(st.sampled_from(("", *having))) for name in names}
    return library_of(*(draw(_script(name, sizes, own, protocols[name])) for name in names))


@st.composite
def _script(
    draw: st.DrawFn,
    name: str,
    sizes: dict[str, int],
    own: dict[str, tuple[Ground, ...]],
    protocol: str,
) -> Script:
    stated = own[protocol or name]
    endings = (DONE, PROTOCOL) if stated else (DONE,)
    steps_here = [Target(TargetKind.STEP, step=f"s{n}") for n in range(sizes[name])]
    others = [
        Target(TargetKind.SCRIPT, step=step, script=other)
        for other in sizes
        for step in ("", *(f"s{n}" for n in range(sizes[other])))
        if other != name or not step
    ]
    back, ends = Target(TargetKind.RETURN), [Target(TargetKind.END, ending=e.id) for e in endings]
    targets = st.one_of(
        st.sampled_from(steps_here),
        st.sampled_from(others or steps_here),
        st.just(back),
        st.sampled_from(ends),
    )
    choices = st.builds(
        lambda to, ground, calm: (to, ground, calm),
        targets,
        st.sampled_from(("", "", *(ground.id for ground in stated))),
        st.sampled_from((False, False, True)),
    )
    steps = []
    for n in range(sizes[name]):
        drawn = draw(st.lists(choices, min_size=1, max_size=4))
        steps.append(
            Step(
                f"s{n}",
                f"s{n}",
                choices=tuple(
                    Choice(key, f"way {key}", to, ground, calm)
                    for key, (to, ground, calm) in enumerate(drawn, 1)
                ),
                role=draw(st.sampled_from(ROLES)),
            )
        )
    return Script(
        name, name, "", tuple(steps), protocol=protocol, endings=endings, grounds=own[name]
    )


def told(library: Library) -> str:
    """A set of scripts in a few lines, for whoever reads of a failure."""
    rows = []
    for script in library.scripts.values():
        rows.append(f"{script.id}: protocol {script.protocol or '-'}")
        for ground in script.grounds:
            line = ", ".join(one.audience for one in ground.warning_lines) or "-"
            rows.append(f"  {ground.id}: {ground.warnings} {ground.permission} {line}")
        for step in script.steps:
            ways = ", ".join(
                f"{choice.key} {choice.to} {choice.ground} {'calm' if choice.calm else ''}".strip()
                for choice in step.choices
            )
            rows.append(f"  {step.id} {step.role or ''}: {ways}")
    return "\n".join(rows)
