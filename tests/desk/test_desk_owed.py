"""A page of what is owed by the desk: the most pressing first, and nobody fills it alone."""

from datetime import UTC, datetime, timedelta

import pytest
from desk.server import Connecting, Desk

from guide.desk.owed import PAGE, Doing, Page, Wanted, do, page_of

NOW = datetime.now(UTC).replace(microsecond=0)
"""When tests begin: what is due an hour off stays so."""


def owe(desk: Desk, seat: str, count: int, hours: float | None, *, closed: bool = False) -> None:
    """Have a login owe so many promises, one due a second after the other, from so far off."""
    call = f"{seat}-{hours}"
    values = {"call": call, "seat": seat, "count": count, "closed": closed}
    values["at"] = None if hours is None else NOW + timedelta(hours=hours)
    for query in (
        "INSERT INTO desk.witness SELECT %(call)s, %(seat)s, n, repeat('a', 64), now()"
        " FROM generate_series(1, %(count)s) AS n",
        "INSERT INTO desk.promise (call, seat, n, hash, kind, caller, closed, until)"
        " SELECT %(call)s, %(seat)s, n, repeat('a', 64), 'callback', 'Dana', %(closed)s,"
        " %(at)s::timestamptz + n * interval '1 s' FROM generate_series(1, %(count)s) AS n",
    ):
        with desk.of("postgres") as connection:
            connection.execute(query.encode(), values)


OWED = Wanted()


def page(as_login: Connecting, wanted: Wanted = OWED) -> Page:
    return page_of(as_login("sam"), wanted, NOW + timedelta(hours=12))


def shown(found: Page) -> dict[str, int]:
    seats = [one.seat for one in found.promises]
    return {seat: seats.count(seat) for seat in dict.fromkeys(seats)}


@pytest.mark.parametrize("wanted", [OWED, Wanted(("dana",)), Wanted(closed=True)])
def test_who_owes_more_than_a_page_keeps_no_overdue_one_of_others_from_being_seen(
    desk: Desk, as_login: Connecting, wanted: Wanted
) -> None:
    owe(desk, "kim", 3 * PAGE, -1_000_000)
    owe(desk, "lee", 3, -2)
    owe(desk, "lee", PAGE, 1)
    owe(desk, "pat", 2, None)
    found = page(as_login, wanted)
    # What is not due yet has what room is left, and here none is.
    assert shown(found) == {"kim": PAGE - 3, "lee": 3}
    assert [one.until for one in found.promises] == sorted(one.until for one in found.promises)
    assert found.more == (("kim", 2 * PAGE + 3), ("lee", PAGE), ("pat", 2))
    assert (found.count, found.owed) == (4 * PAGE + 5, 4 * PAGE + 5)
    assert (found.overdue, found.today) == (3 * PAGE + 3, PAGE)


def test_many_who_owe_share_a_page(desk: Desk, as_login: Connecting) -> None:
    owe(desk, "kim", PAGE, -3)
    owe(desk, "lee", PAGE, -2)
    owe(desk, "pat", 10, 1)
    assert shown(page(as_login)) == {"kim": PAGE // 2, "lee": PAGE // 2}


@pytest.mark.parametrize("wanted", [OWED, Wanted(("dana",))])
def test_what_is_due_today_comes_before_what_others_owe_later(
    desk: Desk, as_login: Connecting, wanted: Wanted
) -> None:
    owe(desk, "kim", PAGE, 900)
    owe(desk, "lee", PAGE - 20, 1)
    owe(desk, "pat", 1, -1)
    assert shown(page(as_login, wanted)) == {"pat": 1, "lee": PAGE - 20, "kim": 19}


def test_where_there_are_no_more_than_a_page_all_are_shown_by_time(
    desk: Desk, as_login: Connecting
) -> None:
    owe(desk, "lee", 2, None)
    owe(desk, "kim", PAGE - 10, 1)
    owe(desk, "pat", 8, -1)
    owe(desk, "pat", 5, -9, closed=True)
    found = page(as_login)
    assert [*shown(found)] == ["pat", "kim", "lee"]
    assert (len(found.promises), found.more) == (PAGE, ())
    assert page(as_login, Wanted(closed=True)).more == (("pat", 5),)


def test_what_is_closed_has_the_room_that_is_left(desk: Desk, as_login: Connecting) -> None:
    owe(desk, "kim", PAGE, -9, closed=True)
    owe(desk, "lee", 4, 5)
    found = page(as_login, Wanted(closed=True))
    assert [one.seat for one in found.promises[:4]] == ["lee"] * 4
    assert found.more == (("kim", 4),)


def test_where_nothing_is_owed_there_is_no_page(desk: Desk, as_login: Connecting) -> None:
    assert page(as_login) == Page()


def test_a_callback_to_a_number_that_is_not_to_be_called_is_told_as_that_whoever_heard_it(
    desk: Desk, as_login: Connecting
) -> None:
    owe(desk, "kim", 2, 1)
    owe(desk, "lee", 1, None)
    desk.rows("UPDATE desk.promise SET number = '(312) 555-0134' WHERE seat = 'kim' AND n = 1")
    not_to_call = "UPDATE desk.promise SET kind = 'do-not-call', number = '312 555 0134 ext 7'"
    desk.rows(f"{not_to_call} WHERE seat = 'lee'")

    def listed() -> list[tuple[str, int]]:
        return [(one.seat, one.n) for one in page(as_login).promises if one.listed]

    assert listed() == [("kim", 1)]
    [wish] = [one for one in page(as_login).promises if one.seat == "lee"]
    do(as_login("sam"), wish, Doing.DONE, "")
    assert listed() == [("kim", 1)]
    # A change of mind, and what was no wish.
    do(as_login("sam"), wish, Doing.REOPENED, "")
    no_wish = "INSERT INTO desk.deed (call, seat, n, kind, by)"
    desk.rows(f"{no_wish} VALUES ('lee-None', 'lee', 1, 'void', 'lee')")
    assert listed() == []
