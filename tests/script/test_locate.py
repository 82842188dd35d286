import tomllib
from collections.abc import Iterator

import pytest
import tomli_w
from hypothesis import example, given
from hypothesis import strategies as st

from guide.script.locate import MOST_KEY_PARTS, Place, TomlPlaces, Where

TEXT = """\
# a remark with [brackets] and = signs
title = "one"
list = [
  "a", # a remark, with a ]
  ["b", "c"],
  { x = 1, y = [2] },
]
a.b."c d" = 1

[desk]
  opens = 08:00:00   # not a = b
text = \"\"\"
[not.a.table]
key = "not a key" ""
\"\"\"
after = 1

[[step]]
id = 'x'
[[step.line]]
text = "first"
[[step.line]]
text = '''
second ] '''
[step.desk]
zone = ""

[[step]]
"the id" = "y"
line = [{ text = "third" }, { "text" = "fourth" }]
choice.to.end = 2026-01-01 10:00:00
"""


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ((), (1, 1)),
        (("title",), (2, 1)),
        (("list",), (3, 1)),
        (("list", 0), (4, 3)),
        (("list", 1), (5, 3)),
        (("list", 1, 1), (5, 9)),
        (("list", 2), (6, 3)),
        (("list", 2, "y"), (6, 12)),
        (("list", 2, "y", 0), (6, 17)),
        (("a", "b", "c d"), (8, 1)),
        (("desk",), (10, 1)),
        (("desk", "opens"), (11, 3)),
        (("desk", "text"), (12, 1)),
        (("desk", "after"), (16, 1)),
        (("step",), (18, 1)),
        (("step", 0, "id"), (19, 1)),
        (("step", 0, "line", 0), (20, 1)),
        (("step", 0, "line", 1, "text"), (23, 1)),
        (("step", 0, "desk", "zone"), (26, 1)),
        (("step", 1), (28, 1)),
        (("step", 1, "the id"), (29, 1)),
        (("step", 1, "line", 0, "text"), (30, 11)),
        (("step", 1, "line", 1, "text"), (30, 31)),
        (("step", 1, "choice", "to", "end"), (31, 1)),
    ],
)
def test_everything_in_a_file_is_found_where_it_stands(
    where: Where, place: tuple[int, int]
) -> None:
    tomllib.loads(TEXT)
    assert TomlPlaces(TEXT).at(where) == Place(*place)
    assert TomlPlaces(TEXT.replace("\n", "\r\n")).at(where) == Place(*place)


@pytest.mark.parametrize(
    ("where", "around"),
    [
        (("nowhere",), ()),
        (("step", 0, "missing"), ("step", 0)),
        (("step", 7, "line", 0), ("step",)),
        (("list", 2, "y", 5), ("list", 2, "y")),
        (("title", "deeper"), ("title",)),
    ],
)
def test_what_is_not_there_is_placed_at_the_nearest_thing_around_it(
    where: Where, around: Where
) -> None:
    assert TomlPlaces(TEXT).at(where) == TomlPlaces(TEXT).at(around)


@pytest.mark.parametrize(
    ("line", "begins"), [(2, 2), (5, 3), (7, 3), (9, 8), (14, 12), (24, 23), (99, 31)]
)
def test_a_line_belongs_to_the_statement_that_began_before_it(line: int, begins: int) -> None:
    assert TomlPlaces(TEXT).statement(line).line == begins


def test_a_table_is_where_its_own_heading_is_though_a_part_of_it_comes_first() -> None:
    places = TomlPlaces("[a.b]\nx = 1\n[a]\ny = 1\n")
    assert places.at(("a",)) == Place(3, 1)
    assert places.at(("a", "b")) == Place(1, 1)


def test_a_key_of_too_many_parts_is_found_before_it_costs_anything() -> None:
    parts = ".".join("a" * (MOST_KEY_PARTS + 1))
    assert TomlPlaces(f"x = '{parts}'\n{parts[:-2]} = 1").long_key is None
    assert TomlPlaces(f"x = '{parts}'\n  {parts} = 1").long_key == Place(2, 3)
    assert TomlPlaces(f"\n[{parts}]").long_key == Place(2, 2)


def test_a_value_nested_too_deep_is_found() -> None:
    assert TomlPlaces(f"a = {'[' * 20}{']' * 20}").deep is None
    assert TomlPlaces(f"\na = {'[' * 21}{']' * 21}").deep == Place(2, 25)
    assert TomlPlaces("a = " + "{a = " * 100_000).deep is not None


def test_the_first_text_that_is_never_closed_is_found() -> None:
    assert TomlPlaces('a = \'x\'\nb = """\ny""" # it\'s').unclosed is None
    assert TomlPlaces("a = ''\nb = 'x\nc = \"y\n").unclosed == Place(2, 5)
    assert TomlPlaces('a = """\nx\\"""').unclosed == Place(1, 5)


KEYS = st.text("abc.-é \"'\\", min_size=1, max_size=4)
SCALARS = st.one_of(
    st.integers(), st.booleans(), st.dates(), st.text("ab \"'[]{}=#,\\\n", max_size=9)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=5)


def paths(value: object, where: Where = ()) -> Iterator[tuple[Where, object]]:
    yield where, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, (*where, key))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from paths(item, (*where, n))


def written(name: str) -> tuple[str, ...]:
    return (name, tomli_w.dumps({name: 0}).removesuffix(" = 0\n"), "[")


@given(DOCUMENTS, st.booleans())
def test_the_place_of_a_setting_is_where_its_name_or_its_heading_is_written(
    document: dict[str, object], multiline: bool
) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline)
    lines, places = text.split("\n"), TomlPlaces(text)
    for where, value in paths(document):
        if not where or (isinstance(value, dict) and value and not isinstance(where[-1], int)):
            continue  # a table may be written without a heading of its own
        place = places.at(where)
        rest = lines[place.line - 1][place.column - 1 :]
        if isinstance(where[-1], str):
            assert rest.startswith(written(where[-1])), (where, rest)
        elif isinstance(value, int):
            assert rest.startswith(str(value).lower())
        elif isinstance(value, str):
            assert rest.startswith(('"', "'"))
        else:
            assert rest[:1] in ("[", "{") or not isinstance(value, list | dict)


PIECES = st.sampled_from(
    [
        *"ab.=[]{}\"',#\n\r \\\t10",
        "[[",
        "]]",
        '"""',
        "'''",
        "\r\n",
        "a = ",
        "[a]\n",
        "[[a]]\n",
        "\u2028",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text())
@example('a = """x""""\nb = 1')
@example("a = '''x'''''\nb = 1")
@example('"" = 1\n"a".b = "\\"" # "\nc=2')
def test_no_text_upsets_it_and_what_toml_accepts_is_all_found(text: str) -> None:
    places = TomlPlaces(text)
    lines = text.replace("\r\n", "\n").split("\n")
    for where in [(), ("a",), ("a", 0, "b"), ("a", "b", "b")]:
        place = places.at(where)
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    assert places.statement(len(lines)).line <= len(lines)
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return
    for where, _ in paths(document):
        place = places.at(where)
        if where and isinstance(where[-1], str):
            rest = lines[place.line - 1][place.column - 1 :]
            assert rest[:1] in {"[", '"', "'"} or rest[:1].isalnum(), (where, rest)


@pytest.mark.parametrize(
    ("value", "at", "place"),
    [
        ("'abc'", 2, (1, 8)),
        ('"abc"', 0, (1, 6)),
        ('"a\\"b\\u0041c"', 4, (1, 16)),
        ('"""\na\\\n   bc"""', 2, (3, 5)),
        ("'''\nab\ncd'''", 4, (3, 2)),
        ("'''ab'''", 1, (1, 9)),
        ("7", 3, (1, 1)),
    ],
)
def test_where_a_character_of_a_text_stands(value: str, at: int, place: tuple[int, int]) -> None:
    places = TomlPlaces(f"k = {value}\n")
    found = places.character(places.at(("k",)), at)
    assert (found.line, found.column) == place
