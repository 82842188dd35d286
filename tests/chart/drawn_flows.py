from hypothesis import strategies as st
from naughty import NAUGHTY

from guide.script.model import Choice, Ending, Script, Step, Target, TargetKind


def target(words: str) -> Target:
    """`step`, `other:step`, `return` or `end:ending`, as the model spells a target."""
    kind, _, rest = words.partition(":")
    if words == "return":
        return Target(TargetKind.RETURN)
    if kind == "end":
        return Target(TargetKind.END, ending=rest)
    if ":" in words:
        return Target(TargetKind.SCRIPT, script=kind, step=rest)
    return Target(TargetKind.STEP, step=words)


def step(step_id: str, title: str, *choices: tuple[str, str]) -> Step:
    return Step(
        step_id,
        title,
        choices=tuple(Choice(n, label, target(to)) for n, (label, to) in enumerate(choices, 1)),
    )


def script(
    script_id: str, title: str, *steps: Step, endings: dict[str, str] | None = None
) -> Script:
    found = tuple(Ending(ending, label) for ending, label in (endings or {}).items())
    return Script(script_id, title, "When needed.", steps, endings=found)


WARNING = script(
    "warning",
    "A warning",
    step("listen", "Listen first", ("has vented", "repeat"), ("abusive", "redirect")),
    step("redirect", "Redirect", ("calms down", "repeat"), ("goes on", "warn")),
    step(
        "warn",
        "Give the warning",
        ("calms down", "repeat"),
        ("goes on", "end:protocol"),
        ("asks again", "warn"),
    ),
    step(
        "repeat",
        "Repeat it",
        ("resolved", "end:resolved"),
        ("not quite", "listen"),
        ("on", "return"),
    ),
    endings={"protocol": "Ended by the protocol", "resolved": "Resolved"},
)
FIRST = script(
    "first",
    "First script",
    step("greet", "Greet", ("abusive", "warning:"), ("calm", "sell")),
    step("sell", "Sell", ("bought", "end:sold"), ("abusive", "warning:warn")),
    endings={"sold": "Sold"},
)
SCRIPTS = {"warning": WARNING, "first": FIRST}

_WORDS = st.text("abc déf漢字 ", min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()) or "x"
)


_HOSTILE = (
    "<script>alert(1)</script>",
    '"]; end',
    "]]> --> <!-- &amp; &#60;",
    "end",
    "1. one",
    "- one",
    "style x fill:#f00;",
    "\\n \\l \\",
    "\x1b[31mred\x1b[0m",
    "\u202eevil\u2066",
    "\x00\ud800\uffff",
)
ANYTHING = st.one_of(_WORDS, st.sampled_from(_HOSTILE), st.sampled_from(NAUGHTY), st.text())
"""Words as they may be, and words that try to be something else."""


@st.composite
def flows(draw: st.DrawFn, most_steps: int = 12, words: st.SearchStrategy[str] = _WORDS) -> Script:
    """Any script: every step may lead anywhere, in titles and labels of any length."""
    ids = [f"s{n}" for n in range(draw(st.integers(1, most_steps)))]
    targets = st.one_of(
        st.sampled_from(ids),
        st.sampled_from(ids),
        st.sampled_from(ids),
        st.sampled_from(["return", "end:a", "end:b", "first:", "first:sell", "unknown:"]),
    )
    steps = [
        step(step_id, draw(words), *draw(st.lists(st.tuples(words, targets), max_size=9)))
        for step_id in ids
    ]
    return script("drawn", "Drawn", *steps, endings={"a": draw(words), "b": draw(words)})


def many_steps(count: int) -> Script:
    """A long script whose steps lead on, far on, back, and out, in a pattern."""
    steps = [
        step(
            f"s{n}",
            f"Step {n}",
            ("on", f"s{min(n + 1, count - 1)}"),
            ("far on", f"s{min(n + 7, count - 1)}" if n % 3 else "end:a"),
            ("back", f"s{max(n - 5, 0)}" if n % 4 == 0 else "return"),
        )
        for n in range(count)
    ]
    return script("long", "Long", *steps, endings={"a": "An ending"})
