import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sample_script import SOUND, read_script

from guide.script.findings import Problem, Severity
from guide.script.library import parse_script
from guide.text import is_plain


def is_well_put(problem: Problem) -> bool:
    return (
        problem.message.endswith(".")
        and is_plain(problem.message + problem.fix)
        and "\n" not in problem.message + problem.fix
        and problem.line >= 0
    )


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf[script]")
@example(b"a = 0000-00-00")
def test_no_bytes_whatever_end_in_anything_but_sentences(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(data)
    script, problems = read_script(path)
    assert script is None
    assert problems
    assert all(map(is_well_put, problems))


WORDS = st.sampled_from(
    ['"', "'", '"""', "[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\\", "\n", "#", "1", "0x",
     "true", "nan", "2026-01-01", "\ud800", "\x00", "\u202e", "\r", "[[step]]\n", "[script]\n",
     "[step.line]\n", 'id = "listen"\n', "to = 1\n", "use = []\n", "[fields]\n", "🙂"]
)  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, len(SOUND)), st.integers(0, 30), WORDS | st.text(max_size=3)),
        min_size=1,
        max_size=6,
    )
)
def test_a_spoilt_script_is_either_sound_or_told_in_sentences(
    edits: list[tuple[int, int, str]],
) -> None:
    text = SOUND
    for start, length, words in edits:
        text = text[:start] + words + text[start + length :]
    script, problems = parse_script(text, "f.toml")
    assert (script is None) == any(p.severity is Severity.ERROR for p in problems)
    assert all(map(is_well_put, problems))
    lines = text.split("\n")
    assert all(p.line <= len(lines) for p in problems)


VALUES = st.sampled_from(
    ["1", "-1", "1.5", "nan", "true", '""', '" "', '"x"', '"return"', "[]", "[[]]", "{}",
     '["x", 1]', "{ a = {} }", "[{}]", "2026-01-01", "10:00:00", "2026-01-01T00:00:00Z",
     "0x" + "f" * 4000]
)  # fmt: skip
SETTINGS = [n for n, line in enumerate(SOUND.split("\n")) if " = " in line]


@given(st.dictionaries(st.sampled_from(SETTINGS), VALUES, min_size=1, max_size=4))
def test_any_value_in_any_setting_is_told_or_taken(changes: dict[int, str]) -> None:
    lines = SOUND.split("\n")
    for n, value in changes.items():
        lines[n] = f"{lines[n].split(' = ')[0]} = {value}"
    script, problems = parse_script("\n".join(lines), "f.toml")
    assert (script is None) == any(p.severity is Severity.ERROR for p in problems)
    assert all(map(is_well_put, problems))
