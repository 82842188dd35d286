"""A few of the sequences that `torture.sequences` runs thousands of; and that they find faults."""

from collections.abc import Callable

import pytest
from durable.sequences import Found, deeds_of, failure_of, shrunk

from guide.record import finish
from guide.record.disk import AppendFile
from guide.session import callbook

SEEDS = range(20)


def not_synced(self: AppendFile, data: bytes) -> None:
    self._system.write_all(self._fd, data)


def nothing(*args: object, **named: object) -> tuple[str, ...]:
    return ()


def test_whatever_befalls_a_desk_nothing_acknowledged_is_lost_and_nothing_told_wrongly() -> None:
    failures = {seed: failure_of(deeds_of(seed)) for seed in SEEDS}
    assert {seed: failure for seed, failure in failures.items() if failure} == {}


@pytest.mark.parametrize(
    ("broken", "by", "told"),
    [
        ((AppendFile, "append"), not_synced, "told to be saved"),
        ((callbook, "open_records"), nothing, "elsewhere lies"),
    ],
)
def test_a_program_that_breaks_its_word_is_found(
    monkeypatch: pytest.MonkeyPatch,
    broken: tuple[object, str],
    by: Callable[..., object],
    told: str,
) -> None:
    if by is nothing:
        monkeypatch.setattr(finish, "open_records", nothing)
    monkeypatch.setattr(*broken, by)
    failures = (failure_of(deeds_of(seed)) for seed in SEEDS)
    assert any(isinstance(one, Found) and told in str(one) for one in failures)


def test_a_branch_that_ended_and_was_kept_apart_is_no_fault_of_the_one_that_goes_on() -> None:
    deeds = (
        *(("act", 0, 1), ("lose", 0, 0), ("act", 1, 1), ("act", 2, 1), ("swap", 0, 0)),
        *(("mend", 0, 0), ("kill", 0, 0), ("act", 25, 486817084), ("end", 21, 452790168)),
        ("act", 3, 1012543504),
    )
    assert failure_of(deeds) is None


def test_a_sequence_that_fails_is_told_without_what_it_does_not_need() -> None:
    deeds = deeds_of(1)
    assert shrunk(deeds, lambda some: deeds[3] in some) == (deeds[3],)


def test_wording_that_no_place_took_while_the_call_went_on_is_kept_at_its_end() -> None:
    lost = ("lose", 26, 329728178)
    deeds = (lost, ("end", 25, 327809700), ("mend", 7, 529822944), ("act", 7, 665727385))
    assert failure_of(deeds) is None


def test_wording_that_one_passing_fault_kept_from_its_last_place_is_kept_at_the_end() -> None:
    deeds = (
        *(("lose", 12, 984693039), ("end", 36, 1034318837), ("act", 13, 954870082)),
        *(("lose", 9, 495544492), ("fault", 0, 272252806), ("act", 25, 261040852)),
    )
    assert failure_of(deeds) is None


def test_a_branch_at_home_is_told_while_the_fuller_one_cannot_be_brought_home() -> None:
    apart = (
        *(("act", 24, 576681750), ("lose", 0, 0), ("act", 1, 1), ("act", 2, 1), ("kill", 0, 0)),
        *(("swap", 0, 0), ("mend", 0, 0), ("act", 3, 1), ("kill", 0, 0), ("swap", 0, 0)),
    )
    assert failure_of((*apart, ("fault", 0, 236941385), ("enter", 25, 675356711))) is None


def test_a_call_that_ends_while_both_places_refuse_is_left_with_the_wording_it_needs() -> None:
    deeds = (
        *(("fault", 15, 737317040), ("end", 35, 302491880), ("leave", 14, 388561731)),
        ("lose", 26, 642653526),
    )
    assert failure_of(deeds) is None


def test_a_ledger_line_that_was_refused_with_its_removal_is_written_with_the_next() -> None:
    deeds = (
        *(("end", 26, 1052844680), ("fault", 22, 20319030), ("act", 37, 513581132)),
        *(("end", 33, 961535068), ("cut in", 14, 54602931), ("act", 10, 623767208)),
    )
    assert failure_of(deeds) is None


def test_a_call_whose_putting_away_was_not_synced_is_not_lost_with_the_next_call_s_start() -> None:
    deeds = (
        *(("lose", 7, 562268022), ("end", 30, 62532133), ("act", 2, 1), ("swap", 0, 0)),
        *(("mend", 0, 0), ("end", 15, 623836785), ("fault", 25, 749135622)),
        *(("act", 6, 22362321), ("act", 24, 571819448), ("cut", 26, 779331150)),
    )
    assert failure_of(deeds) is None


def test_a_move_that_was_neither_synced_nor_taken_back_is_not_lost_with_the_next_call() -> None:
    deeds = (
        ("end", 21, 725635111),
        ("fault", 28, 228959335),
        ("act", 35, 934474791),
        ("act", 14, 976310773),
        ("cut", 19, 802830076),
    )
    assert failure_of(deeds) is None
