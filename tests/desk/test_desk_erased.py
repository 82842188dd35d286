"""Of a call that is erased at the desk nothing stays but who did it, the hashes, and one number."""

from pathlib import Path

import pytest
from desk.kept_calls import places_in
from desk.server import Connecting, Desk
from promised_calls import CALLBACK, DO_NOT_CALL, NOW, take

from guide.call import actions as act
from guide.call.events import AskKind
from guide.desk.erasing import erase
from guide.desk.owed import Doing, do, page_of
from guide.desk.owed import Wanted as OwedThere
from guide.desk.sending import Sender
from guide.desk.witness import verdicts_of_desk
from guide.errors import DeskError
from guide.record.places import DONE, Places
from guide.register.after_call import Tried
from guide.register.register import recording

WARNED = (
    act.MakeEffort("asked"),
    act.StateGround("abuse"),
    act.QuoteCaller("parrot"),
    act.Permit("Sam"),
    act.Warn(),
    act.AskBoard(AskKind.MANAGER),
)
STAYS = {"witness", "tombstone", "promise"}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path)


def tables(desk: Desk) -> dict[str, int]:
    """How many rows of a call the tables hold that hold any; of no other there are any."""
    names = desk.rows(
        "SELECT DISTINCT table_name FROM information_schema.columns"
        " WHERE table_schema = 'desk' AND column_name IN ('call', 'journal')"
    )
    counts = {str(name): desk.rows(f"SELECT count(*) FROM desk.{name}")[0][0] for (name,) in names}
    return {name: int(str(count)) for name, count in counts.items() if count}


@pytest.fixture
def erased(places: Places, desk: Desk, as_login: Connecting) -> str:
    """A call with all that a desk can have of one, erased there; its id."""
    call = take(places, "Kim", act.WriteDetail("number", "312 555 0134"), *WARNED, CALLBACK)
    Sender(as_login("kim"), places).send()
    [there] = page_of(as_login("sam"), OwedThere(), NOW).promises
    do(as_login("sam"), there, Doing.TRIED, "busy")
    recording(places)(f"{call}/{there.n}", Tried("busy"), "Kim", NOW)
    Sender(as_login("kim"), places).send()
    asking = "INSERT INTO desk.ask (call, n, hash, kind) SELECT journal, n, hash, 'manager'"
    as_login("kim").execute(f'{asking} FROM desk.event WHERE line LIKE \'%"kind":"asked"%\'')
    as_login("sam").execute("INSERT INTO desk.answer (ask, state) SELECT id, 'seen' FROM desk.ask")
    amending = "INSERT INTO desk.amended (call, n, event, hash, caller) SELECT call, n, n, hash"
    as_login("kim").execute(f"{amending}, 'Dana' FROM desk.promise")
    found = {"event", "kept", "ask", "voiced", "caller", "amended", "deed", "promise", "witness"}
    assert tables(desk).keys() == found
    as_login("kim").execute("SELECT desk.forget(%s, 'she asked')", (call,))
    as_login("sam").execute("SELECT desk.erase()")
    return call


def test_no_table_has_anything_of_it_but_hashes_and_the_tombstone(erased: str, desk: Desk) -> None:
    assert tables(desk).keys() == {"witness", "tombstone"}
    assert desk.rows("SELECT * FROM desk.answer") == []
    assert desk.rows("SELECT * FROM desk.countersign") == []


def test_nothing_of_it_comes_again_from_a_copy(
    erased: str, places: Places, desk: Desk, as_login: Connecting
) -> None:
    journal = places.calls / DONE / f"{erased}.jsonl"
    assert journal.exists()
    Sender(as_login("kim"), places, anew=True).send()
    assert tables(desk).keys() == {"witness", "tombstone"}


def test_nor_does_what_a_register_said_of_it_that_comes_from_a_copy(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = take(places, "Kim", DO_NOT_CALL)
    Sender(as_login("kim"), places).send()
    as_login("kim").execute("SELECT desk.forget(%s, '')", (call,))
    as_login("sam").execute("SELECT desk.erase()")
    [(n,)] = desk.rows("SELECT n FROM desk.promise")
    recording(places)(f"{call}/{n}", Tried("Dana was at home"), "Kim", NOW)
    kim = as_login("kim")
    assert call in places.register.read_text()
    Sender(kim, places, anew=True).send()
    assert tables(desk).keys() == STAYS
    # It is a tombstone at the desk that keeps it away: other lines come.
    other = take(places, "Kim", CALLBACK, minutes=9)
    Sender(kim, places).send()
    [(n,)] = desk.rows("SELECT n FROM desk.promise WHERE kind = 'callback'")
    recording(places)(f"{other}/{n}", Tried("busy"), "Kim", NOW)
    Sender(kim, places).send()
    assert desk.rows("SELECT call, note FROM desk.deed") == [(other, "busy")]
    assert [
        told for (told,) in desk.rows("SELECT line FROM desk.event") if "Dana was" in str(told)
    ] == []


def test_a_number_that_must_not_be_called_stays_alone(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    call = take(places, "Kim", DO_NOT_CALL)
    Sender(as_login("kim"), places).send()
    as_login("kim").execute("SELECT desk.forget(%s, '')", (call,))
    as_login("sam").execute("SELECT desk.erase()")
    assert tables(desk).keys() == STAYS
    assert desk.rows("SELECT number, caller, words FROM desk.promise") == [("312 555 0199", "", "")]


def test_verify_tells_at_every_computer_that_it_is_erased(
    erased: str, places: Places, as_login: Connecting
) -> None:
    [of_call, _] = verdicts_of_desk(as_login("kim"), places)
    assert of_call.faults == ()
    assert of_call.remarks[0].startswith("Erased at the desk by sam on 20")
    assert ", as kim asked (she asked). It is still kept here" in of_call.remarks[0]
    (places.calls / DONE / f"{erased}.jsonl").unlink()
    [of_call, _] = verdicts_of_desk(as_login("kim"), places)
    assert of_call.faults == ()
    assert "asked (she asked). Before that, the desk received " in of_call.remarks[0]


def test_what_somebody_keeps_locked_is_not_erased_and_told_as_that(
    places: Places, desk: Desk, as_login: Connecting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guide.desk.erasing._HELD_UP", 0.01)
    monkeypatch.setattr("guide.desk.held_up._SECONDS", 0.0)
    call = take(places, "Kim", CALLBACK)
    kim = as_login("kim")
    Sender(kim, places).send()
    kim.execute("SELECT desk.forget(%s, '')", (call,))
    with kim.transaction(force_rollback=True):
        kim.execute(
            "INSERT INTO desk.amended (call, n, event, hash) SELECT call, n, n, hash"
            " FROM desk.promise"
        )
        with pytest.raises(
            DeskError, match=r"by a program of kim \(process \d+\)\. Nothing was erased\."
        ):
            erase(as_login("sam"))
    assert erase(as_login("sam")) == [call]
