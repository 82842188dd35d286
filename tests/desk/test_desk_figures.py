"""How long agents waited, and which promises were kept in time."""

from datetime import timedelta
from pathlib import Path

from desk.boards import ask
from desk.kept_calls import places_in
from desk.sent_lines import asked, send
from desk.server import Connecting, Desk
from promised_calls import CALLBACK, take

from guide.call import actions as act
from guide.desk.answers import answer_hash
from guide.desk.figures import PromiseFigures, Wait, ask_figures, promise_figures
from guide.desk.sending import Sender
from guide.register.figures import WRAPPED_UP

LINES = asked(*["permission"] * 5)
ALL = timedelta(days=30)


def at(desk: Desk, table: str, number: int, seconds: float) -> None:
    """Have something be of so many seconds after noon of this day, as no login can."""
    query = f"UPDATE desk.{table} SET at = date_trunc('hour', now()) + %s WHERE id = %s"
    desk.rows(query, timedelta(seconds=seconds), number)


def answered(desk: Desk, asked: int, state: str, seconds: float, *, forged: bool = False) -> None:
    """Have somebody have answered; `forged`: with a hash that is made up."""
    [(rests_on,)] = desk.rows("SELECT hash FROM desk.ask WHERE id = %s", asked)
    due = answer_hash(asked, str(rests_on), state, "sam", "why")
    query = (
        'INSERT INTO desk.answer (ask, state, reason, "by", hash)'
        " VALUES (%s, %s, %s, %s, %s) RETURNING id"
    )
    [(number,)] = desk.rows(query, asked, state, "why", "sam", "a" * 64 if forged else due)
    assert isinstance(number, int)
    at(desk, "answer", number, seconds)


def test_an_ask_counts_from_when_it_was_written_to_what_became_of_it(
    desk: Desk, as_login: Connecting
) -> None:
    kim = as_login("kim")
    send(kim, LINES)
    asks = [ask(kim, line, n=n) for n, line in enumerate(LINES, 1)]
    for number in asks:
        at(desk, "ask", number, 0)
    answered(desk, asks[0], "seen", 2)
    answered(desk, asks[0], "taken", 3)
    answered(desk, asks[0], "granted", 10)
    answered(desk, asks[1], "refused", 4)
    answered(desk, asks[2], "seen", 6)
    answered(desk, asks[2], "withdrawn", 30)
    answered(desk, asks[3], "nobody", 120)
    found = ask_figures(as_login("sam"), ALL)
    assert (found.count, found.open, found.unanswered) == (5, 1, 3)
    assert found.ends == {"granted": 1, "refused": 1, "withdrawn": 1, "nobody": 1}
    assert found.waits["seen"] == Wait(3, 4.0, 5.96)
    assert found.waits["taken"] == Wait(2, 3.5, 3.99)
    assert found.waits["answered"] == Wait(2, 7.0, 9.94)
    assert ask_figures(as_login("lee"), ALL).count == 0


def test_an_answer_with_a_hash_that_is_made_up_is_counted_as_that_alone(
    desk: Desk, as_login: Connecting
) -> None:
    kim = as_login("kim")
    send(kim, LINES)
    for n, (line, state) in enumerate(zip(LINES, ("granted", "refused"), strict=False), 1):
        answered(desk, ask(kim, line, n=n), state, 4, forged=True)
    answered(desk, ask(kim, LINES[2], n=3), "granted", 4)
    found = ask_figures(as_login("sam"), ALL)
    assert (found.count, found.unfit, found.open, found.unanswered) == (3, 2, 2, 2)
    assert found.ends == {"granted": 1, "refused": 0, "withdrawn": 0, "nobody": 0}
    assert [wait.count for wait in found.waits.values()] == [1, 1, 1]


def test_where_nobody_asked_there_is_nothing_to_tell(desk: Desk, as_login: Connecting) -> None:
    found = ask_figures(as_login("sam"), ALL)
    assert (found.count, found.open) == (0, 0)
    assert set(found.waits.values()) == {Wait(0, None, None)}
    assert promise_figures(as_login("sam"), ALL) == PromiseFigures(0, 0, 0, 0, 0, 0, 0)


def test_a_threat_is_told_in_time_until_so_long_after_the_call_as_guide_stats_has_it(
    tmp_path: Path, desk: Desk, as_login: Connecting
) -> None:
    for minutes in (0, 10):
        take(places_in(tmp_path), "Kim", act.StateGround("threat"), minutes=minutes)
    Sender(as_login("kim"), places_in(tmp_path)).send()
    [first, second] = desk.rows("SELECT call, seat, n FROM desk.promise ORDER BY call")
    for key, after in ((first, WRAPPED_UP - timedelta(minutes=1)), (second, 2 * WRAPPED_UP)):
        desk.rows("INSERT INTO desk.deed (call, seat, n, kind) VALUES (%s, %s, %s, 'done')", *key)
        ended = "(SELECT max(at) FROM desk.witness AS w WHERE w.journal = call)"
        desk.rows(f"UPDATE desk.deed SET at = {ended} + %s WHERE call = %s", after, key[0])
    found = promise_figures(as_login("sam"), ALL)
    assert (found.count, found.in_time, found.late) == (2, 1, 1)


def test_a_promise_is_kept_in_time_or_late_or_is_overdue(
    tmp_path: Path, desk: Desk, as_login: Connecting
) -> None:
    places = places_in(tmp_path)
    for minutes in (0, 10, 20, 30, 40):
        take(places, "Kim", CALLBACK, minutes=minutes)
    Sender(as_login("kim"), places).send()
    keys = desk.rows("SELECT call, seat, n FROM desk.promise ORDER BY call")
    later, before = "now() + interval '1 day'", "now() - interval '1 hour'"
    for key, until in zip(keys, (later, before, later, before, later), strict=True):
        to = f"SET owed_until = {until}, until = {until}"
        desk.rows(f"UPDATE desk.promise {to} WHERE (call, seat, n) = (%s, %s, %s)", *key)
    for key, kind in zip(keys, ("done", "done", "void"), strict=False):
        query = "INSERT INTO desk.deed (call, seat, n, kind, note) VALUES (%s, %s, %s, %s, 'why')"
        desk.rows(query, *key, kind)
    assert promise_figures(as_login("sam"), ALL) == PromiseFigures(5, 1, 1, 0, 1, 1, 1)
