import gc

import pytest

from guide import garbage


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One for each time that what was there was left alone."""
    times: list[int] = []
    monkeypatch.setattr(gc, "freeze", lambda: times.append(1))
    return times


def test_nothing_is_collected_while_a_program_starts(frozen: list[int]) -> None:
    with garbage.held():
        assert not gc.isenabled()
        garbage.collect_new()
        assert gc.isenabled()
        garbage.started()
        assert len(frozen) == 2
        garbage.started()
        garbage.collect_new()
        assert len(frozen) == 2
    assert gc.isenabled()


def test_where_no_program_starts_collecting_goes_on_as_it_was(frozen: list[int]) -> None:
    garbage.collect_new()
    garbage.started()
    assert frozen == []
    assert gc.isenabled()


def test_a_start_that_fails_leaves_collecting_on(frozen: list[int]) -> None:
    with pytest.raises(KeyError), garbage.held():
        raise KeyError
    garbage.collect_new()
    assert frozen == []
    assert gc.isenabled()
