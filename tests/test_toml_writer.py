import tomllib
from datetime import UTC, datetime

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from guide.text import plain
from guide.toml_writer import toml_of

_TEXTS = st.text(max_size=40).map(plain)
_SCALARS = st.one_of(
    _TEXTS,
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.booleans(),
    st.datetimes(timezones=st.just(UTC)),
)
_ROWS = st.lists(st.dictionaries(_TEXTS, _SCALARS | st.lists(_TEXTS, max_size=2), max_size=4))
_DOCUMENTS = st.dictionaries(
    _TEXTS,
    st.recursive(
        _SCALARS | st.lists(_SCALARS, max_size=3) | _ROWS,
        lambda inner: st.dictionaries(_TEXTS, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=5,
)


@given(_DOCUMENTS)
def test_any_document_is_laid_out_as_tomli_w_does_and_reads_back(document) -> None:
    text = toml_of(document)
    assert text == tomli_w.dumps(document)
    assert tomllib.loads(text) == document


def test_what_is_not_known_is_left_out_and_texts_are_made_plain() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    document = {"a": None, "b\x1b": "x\r\ny\u202e\x00", "rows": [{"at": at, "by": None}]}
    assert tomllib.loads(toml_of(document)) == {"b": "x\ny", "rows": [{"at": at}]}


def test_what_toml_does_not_hold_is_refused() -> None:
    with pytest.raises(TypeError, match="object is not written as TOML"):
        toml_of({"a": object()})
