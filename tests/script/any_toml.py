"""TOML as a stranger might write it: any table at all, and the shipped scripts spoilt at random."""

from functools import cache
from pathlib import Path

import tomli_w
from hypothesis import strategies as st

from guide.script.library import shipped_folder

_KEYS = st.sampled_from(
    ["script", "desk", "clock", "fields", "stages", "report", "follow_up", "ending", "ground",
     "step", "line", "choice", "id", "title", "label", "text", "use", "gap", "to", "end", "needs",
     "warning", "on", "due", "aim", "latest", "kind", "rules", "coach", "zone", "approval",
     "sha256", "by", "at", "version", "adapted", "original", "must_say", "capture", "when",
     "before_going_on", "field"]
) | st.text(max_size=5)  # fmt: skip
_SCALARS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["a", "step", "return", "callback", "weekday", "now", "{caller}", "\u0430b"]),
    st.sampled_from(["caller = x", "day = weekend", "not (caller < 1", 'visited "a"']),
    st.integers(),
    st.booleans(),
    st.floats(allow_nan=True),
    st.dates(),
    st.times(),
    st.datetimes(),
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)
documents = st.dictionaries(_KEYS, _VALUES, max_size=8).map(tomli_w.dumps)
"""Sound TOML that is hardly ever a sound script."""


@cache
def shipped() -> dict[str, str]:
    """The shipped files by name."""
    files = sorted(Path(shipped_folder()).glob("*.toml"))
    return {file.name: file.read_text("utf-8") for file in files}


_EDITS = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 60),
        st.sampled_from(
            ['"', "'", "[", "]", "{", "}", "=", "\n", "#", ".", "\\", "\u202e", "\u0430",
             "\x00", "[[step]]\n", "[[step.line]]\n", 'use = "x"\n', "gap = 1\n", 'to = "x:"\n',
             "{caler}", 'when = "caller = x and day"\n', "when = 'visited step'\n",
             "before_going_on = true\n", "timer = { seconds = 1 }\n", "[[ground.warning]]\n",
             '[[follow_up]]\nid = "own"\n', 'coach = [{ text = "a", when = "(" }]\n']
        )
        | st.text(max_size=4),
    ),
    min_size=1,
    max_size=5,
)  # fmt: skip


def _spoilt(text: str, edits: list[tuple[float, int, str]]) -> str:
    for place, length, words in edits:
        at = int(place * len(text))
        text = text[:at] + words + text[at + length :]
    return text


spoilt_files = st.builds(
    lambda name, edits: (name, _spoilt(shipped()[name], edits)),
    st.sampled_from(sorted(shipped())),
    _EDITS,
)
"""The name of a shipped file, and its text after a few edits."""
