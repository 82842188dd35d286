"""Two grounds at a time find what all at once hold."""

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from small_libraries import DONE, PROTOCOL, ground, library_of, told
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
    Script,
    Step,
    Target,
    TargetKind,
)

STEP = Step("s", "s", choices=(Choice(1, "End", Target(TargetKind.END, ending="done")),))


@st.composite
def protocols(draw: st.DrawFn) -> Library:
    """One or two scripts with grounds, whose ids they may share, and one that uses the first."""
    names = draw(st.sampled_from((("a",), ("a", "b"))))
    most = 3 if len(names) == 1 else 2
    user = Script("u", "u", "", (STEP,), protocol="a", endings=(DONE,))
    scripts = (_script(name, most, draw) for name in names)
    return library_of(*scripts, *((user,) if draw(st.booleans()) else ()))


def _script(name: str, most: int, draw: st.DrawFn) -> Script:
    ids = draw(st.permutations(("g", "h", "i")[:most]))[: draw(st.integers(1, most))]
    warnings = (0, 1, 2) if len(ids) * (4 - most) == 1 else (0, 1, 1)
    made = tuple(_ground(ground, warnings, draw) for ground in ids)
    return Script(name, name, "", (STEP,), endings=(DONE, PROTOCOL), grounds=made)


def _ground(name: str, warnings: tuple[int, ...], draw: st.DrawFn) -> Ground:
    return ground(
        name,
        draw(st.sampled_from(warnings)),
        permission=draw(st.booleans()),
        with_line=draw(st.integers(0, 3)) == 0,
        audience=draw(st.sampled_from((Audience.CALLER,) * 5 + (Audience.COLLEAGUE,))),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
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
        for search in [Search(library, (*case.terms, *one), len(case.terms)) for one in beside]:
            for (n, lack), way in search.lacking.items():
                if n >= len(case.terms):
                    continue
                term = case.terms[n]
                for name in (term.ground.id, *case.alike):
                    key = (term.protocol, name, lack.value)
                    count = len(way.actions)
                    lacking[key] = min(count, lacking.get(key, count))
    return lacking
