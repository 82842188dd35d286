"""What is proved of grounds by their terms alone is what the rules allow, with all at once."""

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from small_libraries import DONE, PROTOCOL, ground, library_of, told
from whole_protocol import Whole

from guide.script.checks_grounds import contradictions
from guide.script.library import Library
from guide.script.model import Audience, Choice, Ground, Script, Step, Target, TargetKind
from guide.script.reachability import Reachability

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
    # Beside one of its id that is not for the caller, a ground is not told of: that one is.
    audiences = (Audience.CALLER,) * 5 + ((Audience.COLLEAGUE,) if most == 3 else ())
    made = tuple(_ground(ground, warnings, audiences, draw) for ground in ids)
    return Script(name, name, "", (STEP,), endings=(DONE, PROTOCOL), grounds=made)


def _ground(
    name: str, warnings: tuple[int, ...], audiences: tuple[Audience, ...], draw: st.DrawFn
) -> Ground:
    return ground(
        name,
        draw(st.sampled_from(warnings)),
        permission=draw(st.booleans()),
        with_line=draw(st.integers(0, 3)) == 0,
        audience=draw(st.sampled_from(audiences)),
    )


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(protocols())
def test_the_same_endings_lack_the_same_as_the_rules_allow(library: Library) -> None:
    note(told(library))
    stated = {one.grounds.script for one in Reachability(library).flows.values()}
    lacking = {
        (protocol.id, ground.id, one.code)
        for protocol in stated
        if protocol
        for ground in protocol.grounds
        for one in contradictions(ground)
        if one.code.startswith("ending-without")
    }
    assert lacking == Whole(library).lacking
