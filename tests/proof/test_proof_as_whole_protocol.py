"""Two grounds at a time find what all at once hold."""

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from small_libraries import DONE, PROTOCOL, library_of, told
from whole_protocol import Whole

from guide.proof.cases import cases, terms_of
from guide.proof.search import Search
from guide.proof.standing import Grounds
from guide.proof.trial import Trial
from guide.script.library import Library
from guide.script.model import (
    Audience,
    Choice,
    Ground,
    Line,
    Script,
    Step,
    Target,
    TargetKind,
)

END = Choice(1, "End", Target(TargetKind.END, ending="done"))


@st.composite
def protocols(draw: st.DrawFn) -> Library:
    """One or two scripts with grounds, whose ids they may share, and one that uses the first."""
    scripts = [_script(name, draw) for name in draw(st.sampled_from((("a",), ("a", "b"))))]
    user = Script("u", "u", "", (Step("s", "s", choices=(END,)),), protocol="a", endings=(DONE,))
    return library_of(*scripts, *((user,) if draw(st.booleans()) else ()))


def _script(name: str, draw: st.DrawFn) -> Script:
    ids = draw(st.sampled_from((("g",), ("g", "h"), ("h", "g"), ("g", "h", "i"))))
    made = tuple(_ground(ground, draw, len(ids)) for ground in ids)
    step = Step("s", "s", choices=(END,))
    return Script(name, name, "", (step,), endings=(DONE, PROTOCOL), grounds=made)


def _ground(name: str, draw: st.DrawFn, count: int) -> Ground:
    warnings = draw(st.sampled_from((0, 1) if count > 2 else (0, 1, 1, 2)))
    text = draw(st.sampled_from(("Stop.", "Stop.", "Stop.", "")))
    audience = draw(st.sampled_from((Audience.CALLER,) * 5 + (Audience.COLLEAGUE,)))
    warning = Line(f"warn-{name}", text, audience=audience, gap="" if text else "None.")
    with_line = warnings > 0 or draw(st.integers(0, 3)) == 0
    ending = Line(f"end-{name}", "Goodbye.")
    permission = draw(st.booleans())
    return Ground(name, name, warnings, permission, False, warning if with_line else None, ending)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(protocols())
def test_the_same_endings_lack_the_same_as_with_every_ground_at_once(library: Library) -> None:
    note(told(library))
    whole = Whole(library)
    assert found(library) == whole.lacking


def found(library: Library) -> dict[tuple[str, str, str], int]:
    """What the searches of all cases find, with the fewest actions to it."""
    grounds = Grounds(Trial(library))
    lacking: dict[tuple[str, str, str], int] = {}
    for case in cases(terms_of(library, grounds.users)):
        beside = [(one,) for one in case.beside] or [()]
        for search in [Search(library, (*case.terms, *other)) for other in beside]:
            for (n, lack), way in search.lacking.items():
                if n >= len(case.terms):
                    continue
                term = case.terms[n]
                for name in (term.ground.id, *case.alike):
                    key = (term.protocol, name, lack.value)
                    count = len(way.actions)
                    lacking[key] = min(count, lacking.get(key, count))
    return lacking
