"""One truth for all seats: what others closed is closed; who calls is known from all calls."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk.kept_calls import places_in
from desk.seats import until
from desk.sent_lines import CALL, hash_of, sealed, send
from desk.server import Connecting, Desk
from kit import Desk as ATable
from kit import utc
from msgspec import UNSET
from promised_calls import CALLBACK, DANA, DO_NOT_CALL, NOW, keep, take

from guide import __version__
from guide.call import actions as act
from guide.call.context import Overtaken, Refused
from guide.call.phone_number import normal_number
from guide.cli.run import run
from guide.desk.callers import known_at_desk
from guide.desk.elsewhere import Elsewhere
from guide.desk.outbox import Outbox
from guide.desk.owed import Doing as DoingAtDesk
from guide.desk.owed import Recorded, page_of
from guide.desk.owed import Wanted as WantedAtDesk
from guide.desk.owed import do as do_at_desk
from guide.desk.schema import lay
from guide.desk.sending import Sender
from guide.desk.witness import verdicts_of_desk
from guide.record.codec import Chain
from guide.record.ledger import read_ledger
from guide.record.places import Places
from guide.register.addendum import addendum
from guide.register.after_call import (
    Done,
    Moved,
    NumberCorrected,
    PassedOn,
    Reopened,
    TakenBack,
    Tried,
)
from guide.register.index import Wanted, register
from guide.register.known_caller import NOBODY, KnownCaller
from guide.register.owed_today import heard_since
from guide.register.promise import Promise
from guide.register.register import recording, register_remarks
from guide.register.wrap_up import wrap_up_of

DOING = "INSERT INTO desk.deed (call, seat, n, kind, note) VALUES (%s, 'kim', %s, %s, %s)"
NUMBER = "+13125550134"
LISTED = act.WriteDetail("number", "312 555 0199"), act.AddFollowUp("do-not-call", ())


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path / "kim")


@pytest.fixture
def owed(places: Places, desk: Desk, as_login: Connecting) -> Promise:
    """A promise of kim's, at both places."""
    take(places, "Kim", CALLBACK)
    Sender(as_login("kim"), places).send()
    return promise(places)


def promise(places: Places) -> Promise:
    """How the one promise stands at the seat."""
    [found] = promises(places)
    return found


def promises(places: Places) -> list[Promise]:
    with register(places) as index:
        return sorted(index.page(Wanted(closed=True)), key=lambda one: one.id)


Doing = Callable[[str, str, str], None]


@pytest.fixture
def does(owed: Promise, as_login: Connecting) -> Doing:
    """Have a supervisor do something about it at the desk."""

    def does(login: str, kind: str, note: str) -> None:
        as_login(login).execute(DOING, (owed.call, owed.n, kind, note))

    return does


def test_what_a_supervisor_closed_or_opened_again_is_so_at_the_seat_by_their_name(
    places: Places, desk: Desk, as_login: Connecting, does: Doing
) -> None:
    kim = as_login("kim")
    elsewhere = Elsewhere(kim, places)
    assert elsewhere.take_in() == 0
    does("sam", "done", "reached her")
    assert [elsewhere.take_in(), elsewhere.take_in()] == [1, 0]
    found = promise(places)
    assert (found.closed, found.closed_by, found.note) == (True, "sam", "At the desk: reached her")
    # It is no news to the desk, nor contradicts it.
    sender = Sender(kim, places)
    sender.send()
    assert sender.refused == {}
    does("pat", "reopened", "wrong person")
    assert elsewhere.take_in() == 1
    assert not promise(places).closed
    # Nor does it close or open anything there once more.
    Sender(kim, places, anew=True).send()
    by = [one for (one,) in desk.rows('SELECT "by" FROM desk.deed ORDER BY id')]
    assert by == ["sam", "pat"]


def test_what_was_refused_because_another_had_closed_it_stays_so_when_all_is_sent_again(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    does("sam", "done", "reached her")
    recording(places)(owed.id, Done("here"), "Kim", NOW)
    Sender(as_login("kim"), places).send()
    does("pat", "reopened", "wrong person")
    Sender(as_login("kim"), places, anew=True).send()
    assert desk.rows("SELECT closed FROM desk.promise") == [(False,)]


def test_a_desk_that_was_put_back_has_by_whom_it_was_done_there_from_the_seat_that_heard_of_it(
    places: Places, desk: Desk, as_login: Connecting, does: Doing
) -> None:
    kim = as_login("kim")
    does("sam", "done", "reached her")
    Elsewhere(kim, places).take_in()
    Sender(kim, places).send()
    desk.rows("DELETE FROM desk.deed")
    desk.rows("UPDATE desk.promise SET closed = false")
    Sender(kim, places, anew=True).send()
    told = desk.rows('SELECT "by", kind, note FROM desk.deed')
    assert told == [("kim", "done", "At the desk, by sam: reached her")]
    assert Elsewhere(kim, places).take_in() == 0
    # As versions before 0.12 sent it.
    desk.rows("UPDATE desk.deed SET note = 'At the desk: reached her'")
    desk.rows("UPDATE desk.deed AS d SET bound = desk.deed_hash(d)")
    changed = [one for verdict in verdicts_of_desk(kim, places) for one in verdict.faults]
    assert not any("was changed" in one for one in changed), changed


def test_what_others_did_has_the_time_at_which_they_did_it(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    recording(places)(owed.id, Tried("busy"), "Kim", NOW)
    for kind in ("tried", "tried", "done"):
        does("sam", kind, "so")
    for hours in (3, 2, 1):
        desk.rows(
            "UPDATE desk.deed SET at = date_trunc('second', now()) - %s * interval '1 h'"
            " WHERE id = (SELECT max(id) - %s FROM desk.deed)",
            hours,
            hours - 1,
        )
    desk.rows("UPDATE desk.deed AS d SET bound = desk.deed_hash(d)")
    done = [at for (at,) in desk.rows("SELECT at FROM desk.deed ORDER BY id")]
    assert Elsewhere(as_login("kim"), places).take_in() == 3
    found = promise(places)
    assert [line.at for line in found.lines[1:]] == done
    assert found.closed_at == done[-1]
    assert [one.faults for one in verdicts_of_desk(as_login("kim"), places)] == [(), ()]
    # It is no clock that was set back, though it comes after what was done here since.
    other = take(places, "Kim", CALLBACK, minutes=9)
    recording(places)(f"{other}/{owed.n}", Tried("busy"), "Kim", datetime.now(UTC))
    does("pat", "reopened", "wrong person")
    desk.rows("UPDATE desk.deed SET at = at - interval '30 min' WHERE kind = 'reopened'")
    desk.rows("UPDATE desk.deed AS d SET bound = desk.deed_hash(d)")
    assert Elsewhere(as_login("kim"), places).take_in() == 1
    assert not promises(places)[0].closed
    assert register_remarks(places, datetime.now(UTC)) == ()


def test_what_a_supervisor_moved_and_passed_on_is_so_at_the_seat_and_no_news_to_the_desk(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting
) -> None:
    doing = (
        "INSERT INTO desk.deed (call, seat, n, kind, to_whom, until, note)"
        " VALUES (%s, 'kim', %s, %s, %s, %s::timestamptz, 'away')"
    )
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    sam, kim = as_login("sam"), as_login("kim")
    sam.execute(doing, (owed.call, owed.n, "moved", "", later))
    sam.execute(doing, (owed.call, owed.n, "passed-on", "Ben Ode", None))
    elsewhere = Elsewhere(kim, places)
    assert [elsewhere.take_in(), elsewhere.take_in()] == [2, 0]
    found = promise(places)
    assert (found.until, found.owner) == (later, "Ben Ode")
    assert [line.by for line in found.lines] == ["sam", "sam"]
    sender = Sender(kim, places)
    sender.send()
    assert sender.refused == {}
    by = [one for (one,) in desk.rows('SELECT "by" FROM desk.deed ORDER BY id')]
    assert by == ["sam", "sam"]
    recording(places)(owed.id, PassedOn("Ann", "here"), "Kim", datetime.now(UTC))
    sender.send()
    assert elsewhere.take_in() == 0
    assert promise(places).owner == "Ann"
    sam.execute(doing, (owed.call, owed.n, "taken-back", "", None))
    assert elsewhere.take_in() == 1
    assert promise(places).owner == "Ben Ode"


TO_BEN = (
    "INSERT INTO desk.deed (call, seat, n, kind, to_whom)"
    " VALUES (%s, 'kim', %s, 'passed-on', 'Ben Ode')"
)
MOVED = (
    "INSERT INTO desk.deed (call, seat, n, kind, note, until)"
    " VALUES (%s, 'kim', %s, 'moved', %s, %s)"
)


def test_what_a_supervisor_tried_passed_on_or_moved_and_took_back_is_so_at_the_seat(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    elsewhere, sender = Elsewhere(as_login("kim"), places), Sender(as_login("kim"), places)
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)

    def heard() -> tuple[object, ...]:
        """How the promise stands at the seat once it has heard, which changes nothing there."""
        elsewhere.take_in()
        before = desk.rows("SELECT count(*) FROM desk.deed")
        sender.send()
        assert sender.refused == {}
        assert (elsewhere.take_in(), desk.rows("SELECT count(*) FROM desk.deed")) == (0, before)
        found = promise(places)
        return found.owner, found.until, found.tries

    first = (owed.owner, owed.until, 0)
    does("sam", "claimed", "")
    assert heard() == ("sam", owed.until, 0)
    assert promise(places).note == "At the desk: claimed"
    does("sam", "tried", "busy")
    assert heard() == ("sam", owed.until, 1)
    does("sam", "taken-back", "another Dana")
    assert heard() == ("sam", owed.until, 0)
    does("sam", "taken-back", "not mine")
    assert heard() == first
    does("pat", "claimed", "")
    as_login("sam").execute(TO_BEN, (owed.call, owed.n))
    assert heard() == ("Ben Ode", owed.until, 0)
    does("pat", "taken-back", "wrong team")
    assert heard() == ("pat", owed.until, 0)
    does("pat", "taken-back", "not mine")
    assert heard() == first
    as_login("sam").execute(MOVED, (owed.call, owed.n, "asked", later))
    as_login("sam").execute(MOVED, (owed.call, owed.n, "again", later + timedelta(days=1)))
    assert heard() == (owed.owner, later + timedelta(days=1), 0)
    does("sam", "taken-back", "not asked")
    assert heard() == (owed.owner, later, 0)
    does("sam", "taken-back", "mistake")
    assert heard() == first
    assert [one.faults for one in verdicts_of_desk(as_login("kim"), places) if one.faults] == []
    Sender(as_login("kim"), places, anew=True).send()
    assert heard() == first


def test_what_was_taken_back_at_the_desk_before_the_seat_heard_of_it_is_no_news(
    places: Places, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    does("sam", "tried", "busy")
    does("sam", "taken-back", "another Dana")
    assert Elsewhere(as_login("kim"), places).take_in() == 0
    assert promise(places).lines == ()


def test_what_is_taken_back_at_the_desk_is_so_at_the_seat_that_had_it_in_another_order(
    places: Places, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    elsewhere, sender = Elsewhere(as_login("kim"), places), Sender(as_login("kim"), places)
    as_login("sam").execute(TO_BEN, (owed.call, owed.n))
    recording(places)(owed.id, Tried("busy"), "Kim", NOW)
    sender.send()
    elsewhere.take_in()
    # Here it was passed on last; there it was tried last.
    does("sam", "taken-back", "not tried")
    elsewhere.take_in()
    assert (promise(places).owner, promise(places).tries) == ("Ben Ode", 0)
    assert elsewhere.take_in() == 0
    # What the desk has not received yet stays, and so does what is below it.
    recording(places)(owed.id, Tried("again"), "Kim", NOW)
    does("sam", "taken-back", "wrong team")
    assert elsewhere.take_in() == 0
    assert (promise(places).owner, promise(places).tries) == ("Ben Ode", 1)


def test_what_a_supervisor_did_at_the_board_of_a_promise_of_their_own_is_so_at_their_seat(
    tmp_path: Path, desk: Desk, as_login: Connecting
) -> None:
    of_sam, sam = places_in(tmp_path / "sam"), as_login("sam")
    take(of_sam, "Sam", CALLBACK)
    Sender(sam, of_sam).send()
    mine = promise(of_sam)
    for kind in ("tried", "done"):
        sam.execute(DOING.replace("'kim'", "'sam'"), (mine.call, mine.n, kind, "at the board"))
    assert Elsewhere(sam, of_sam).take_in() == 2
    assert (promise(of_sam).tries, promise(of_sam).closed) == (1, True)
    Sender(sam, of_sam, anew=True).send()
    assert desk.rows("SELECT kind FROM desk.deed ORDER BY id") == [("tried",), ("done",)]


def test_what_a_supervisor_closed_took_back_and_closed_anew_is_so_at_the_seat(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    kim = as_login("kim")
    elsewhere, sender = Elsewhere(kim, places), Sender(kim, places)
    does("sam", "done", "refund sent")
    assert elsewhere.take_in() == 1
    does("sam", "reopened", "wrong note")
    does("sam", "done", "refund was refused")
    assert [elsewhere.take_in(), elsewhere.take_in()] == [2, 0]
    found = promise(places)
    assert (found.closed, found.note) == (True, "At the desk: refund was refused")
    assert [type(line.what) for line in found.lines] == [Done, Reopened, Done]
    # Also where each time was closed in the same words, and by another than had closed it.
    for _ in range(2):
        does("pat", "reopened", "wrong note")
        does("pat", "done", "refund was refused")
    assert [elsewhere.take_in(), elsewhere.take_in()] == [2, 0]
    assert promise(places).closed_by == "pat"
    before = desk.rows("SELECT count(*) FROM desk.deed")
    for one in (sender, Sender(kim, places, anew=True)):
        one.send()
        assert (one.refused, desk.rows("SELECT count(*) FROM desk.deed")) == ({}, before)
    assert elsewhere.take_in() == 0
    assert [one.faults for one in verdicts_of_desk(kim, places) if one.faults] == []


def test_what_was_closed_here_and_is_taken_back_at_the_desk_and_closed_anew_is_so_here(
    places: Places, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    kim = as_login("kim")
    recording(places)(owed.id, Done("refund sent"), "Kim", datetime.now(UTC))
    Sender(kim, places).send()
    does("sam", "reopened", "it was not")
    does("sam", "done", "refund was refused")
    elsewhere = Elsewhere(kim, places)
    assert [elsewhere.take_in(), elsewhere.take_in()] == [2, 0]
    assert promise(places).closed_by == "sam"


def test_what_is_opened_again_here_stays_so_though_it_was_closed_anew_at_the_desk_before(
    places: Places, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    elsewhere, record = Elsewhere(as_login("kim"), places), recording(places)
    does("sam", "done", "refund sent")
    elsewhere.take_in()
    does("sam", "reopened", "wrong note")
    does("sam", "done", "refund was refused")
    record(owed.id, Reopened("she called again"), "Kim", datetime.now(UTC) + timedelta(minutes=1))
    assert [elsewhere.take_in(), elsewhere.take_in()] == [0, 0]
    assert not promise(places).closed


def test_what_was_heard_of_is_no_clock_that_was_set_back(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    does("sam", "done", "reached her")
    desk.rows("UPDATE desk.deed SET at = at - interval '30 min'")
    desk.rows("UPDATE desk.deed AS d SET bound = desk.deed_hash(d)")
    other = take(places, "Kim", CALLBACK, minutes=9)
    recording(places)(f"{other}/{owed.n}", Tried("busy"), "Kim", datetime.now(UTC))
    assert Elsewhere(as_login("kim"), places).take_in() == 1
    assert read_ledger(places.ledger).remarks == ()


def test_what_was_closed_here_stays_as_it_was_closed(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting
) -> None:
    record = recording(places)
    record(owed.id, Done("here"), "Kim", NOW)
    Sender(as_login("kim"), places).send()
    assert Elsewhere(as_login("kim"), places).take_in() == 0
    assert promise(places).note == "here"
    record(owed.id, Reopened("not at all"), "Kim", NOW)
    Sender(as_login("kim"), places).send()
    assert desk.rows("SELECT closed FROM desk.promise") == [(False,)]


@pytest.mark.parametrize("login", ["sam", "kim"])
def test_a_supervisor_opens_again_at_a_seat_what_another_closed_and_they_heard_of(
    tmp_path: Path, desk: Desk, as_login: Connecting, login: str
) -> None:
    of_seat, seat = places_in(tmp_path / login), as_login(login)
    take(of_seat, login.capitalize(), CALLBACK)
    sender, owed = Sender(seat, of_seat), promise(of_seat)
    sender.send()
    closing = DOING.replace("'kim'", f"'{login}'")
    as_login("pat").execute(closing, (owed.call, owed.n, "done", "reached"))
    record = recording(of_seat)
    # This is about one's own mistake: nobody here knew that it is closed.
    for deed in (Done("here"), Reopened("not yet")):
        record(owed.id, deed, login.capitalize(), NOW)
    sender.send()
    closed = "SELECT closed FROM desk.promise"
    assert desk.rows(closed) == [(True,)]
    assert Elsewhere(seat, of_seat).take_in() == 1
    record(owed.id, Reopened("it was the wrong Dana"), login.capitalize(), NOW)
    sender.refused.clear()
    sender.send()
    # An agent opens nothing again that a supervisor has closed, and is told so.
    is_supervisor = login == "sam"
    assert desk.rows(closed) == [(not is_supervisor,)]
    assert bool(sender.refused) != is_supervisor
    kinds = [kind for (kind,) in desk.rows("SELECT kind FROM desk.deed ORDER BY id")]
    assert kinds == ["done", "reopened"][: 1 + is_supervisor]
    Sender(seat, of_seat, anew=True).send()
    assert len(desk.rows("SELECT kind FROM desk.deed")) == len(kinds)


@pytest.mark.parametrize("late", [False, True], ids=["sent before", "sent after"])
def test_what_the_call_has_done_and_a_board_opens_again_is_so_at_both_and_lawful(
    places: Places, desk: Desk, as_login: Connecting, late: bool
) -> None:
    table = ATable("escalated-callers", CALLBACK, program=__version__)
    kim, n = as_login("kim"), table.call.follow_ups[0].n
    sender, doing = Sender(kim, places), (table.call.id, n)

    def goes_on(*actions: act.Action, sent: bool = True) -> None:
        table.do(*actions)
        keep(places, table.call, wrapped_up=False)
        if sent:
            sender.send()

    goes_on()
    goes_on(act.FinishFollowUp(n, "Kim Lo"), sent=not late)
    kinds = ["done"] * late + ["reopened"]
    for kind in kinds:
        as_login("sam").execute(DOING, (*doing, kind, f"as {kind}"))
    assert Elsewhere(kim, places).take_in() == len(kinds)
    goes_on(*heard_since(places, table.call.id))
    [held] = table.call.follow_ups
    assert (held.done, promise(places).closed) == (False, False)
    assert desk.rows("SELECT closed FROM desk.promise") == [(False,)]
    assert Elsewhere(kim, places).take_in() == 0
    by = desk.rows('SELECT "by", kind FROM desk.deed ORDER BY id')
    own = [("kim", "done"), ("kim", "reopened")]
    of_sam = [("sam", kind) for kind in kinds]
    assert by == ([*of_sam, *own] if late else [own[0], *of_sam])
    assert not sender.refused
    assert [one for found in verdicts_of_desk(kim, places) for one in found.faults] == []
    goes_on(act.End("hung-up"))
    wrap_up = wrap_up_of(places, table.call)
    assert wrap_up.of_no_program == ()
    told = addendum(wrap_up, Chain(len(table.call.entries), "0" * 64))
    assert all(f"At the desk: as {kind}" in told for kind in kinds)
    assert "counts for nothing" not in told


@pytest.mark.parametrize("login", ["sam", "kim"])
def test_only_a_supervisor_opens_again_at_the_prompt_what_a_board_closed(
    tmp_path: Path,
    desk: Desk,
    as_login: Connecting,
    login: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    of_seat = places_in(tmp_path / login)
    monkeypatch.setenv("GUIDE_STATE", str(of_seat.state))
    monkeypatch.setenv("GUIDE_OUT", str(of_seat.out))
    monkeypatch.setenv("GUIDE_DESK", desk.named(login))
    take(of_seat, login.capitalize(), CALLBACK)
    Sender(as_login(login), of_seat).send()
    name = promise(of_seat)
    closing = DOING.replace("'kim'", f"'{login}'")
    as_login("pat").execute(closing, (name.call, name.n, "done", "reached"))
    is_supervisor = login == "sam"
    assert run(["mark", name.id, "reopened", "--note", "no"]) == (0 if is_supervisor else 1)
    told = "pat closed that at the board: only a supervisor has it owed again, there with u."
    assert (told in capsys.readouterr().err) is not is_supervisor
    assert promise(of_seat).closed is not is_supervisor
    assert desk.rows("SELECT closed FROM desk.promise") == [(not is_supervisor,)]


def test_the_second_who_closes_it_is_told_at_the_seat_and_at_the_prompt(
    places: Places,
    desk: Desk,
    owed: Promise,
    does: Doing,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GUIDE_STATE", str(places.state))
    monkeypatch.setenv("GUIDE_OUT", str(places.out))
    monkeypatch.setenv("GUIDE_DESK", desk.named("kim"))
    assert run(["mark", owed.id, "tried", "--note", "busy"]) == 0
    # It is at the desk at once.
    assert desk.rows("SELECT kind FROM desk.deed") == [("tried",)]
    does("sam", "done", "")
    capsys.readouterr()
    assert run(["mark", owed.id, "done"]) == 1
    assert "Done: sam" in capsys.readouterr().err
    assert run(["owed", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    monkeypatch.setenv("GUIDE_DESK", "host=/nowhere")
    assert run(["owed", "--json", "--closed"]) == 0
    told = capsys.readouterr()
    assert [one["promise"] for one in json.loads(told.out)] == [owed.id]
    assert "What others did at the desk since is not told here: it was not reached." in told.err


def test_a_number_that_was_corrected_is_right_at_the_desk_and_keeps_nothing_back(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting
) -> None:
    record, sender = recording(places), Sender(as_login("kim"), places)
    record(owed.id, NumberCorrected("(312) 555-0199", owed.number, "typo"), "Kim", NOW)
    record(owed.id, Tried("busy"), "Kim", NOW)
    sender.send()
    assert sender.refused == {}
    number = "SELECT number FROM desk.promise"
    assert desk.rows(number) == [("(312) 555-0199",)]
    Sender(as_login("kim"), places, anew=True).send()
    assert desk.rows(number) == [("(312) 555-0199",)]
    record(owed.id, TakenBack("not tried"), "Kim", NOW)
    sender.send()
    assert desk.rows(number) == [("(312) 555-0199",)]
    record(owed.id, NumberCorrected(owed.number, "(312) 555-0199", "was right"), "Kim", NOW)
    sender.send()
    assert desk.rows(number) == [(owed.number,)]
    kinds = [kind for (kind,) in desk.rows("SELECT kind FROM desk.deed ORDER BY id")]
    assert kinds == ["number-corrected", "tried", "taken-back", "number-corrected"]


def test_a_number_not_to_be_called_is_owed_again_once_it_is_corrected(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    take(places, "Kim", DO_NOT_CALL)
    kim = as_login("kim")
    sender, elsewhere = Sender(kim, places), Elsewhere(kim, places)
    sender.send()
    [owed] = promises(places)
    doing = (owed.call, owed.n, "done", "in the dialer")
    as_login("sam").execute(DOING, doing)
    corrected = NumberCorrected("(312) 555-0188", owed.number, "typed wrong")
    # What sam did is not known here yet.
    recording(places)(owed.id, corrected, "Kim", datetime.now(UTC) + timedelta(minutes=1))
    sender.send()
    assert sender.refused == {}
    stands = "SELECT closed, number FROM desk.promise"
    assert desk.rows(stands) == [(False, "(312) 555-0188")]
    assert [elsewhere.take_in(), elsewhere.take_in()] == [1, 0]
    [found] = promises(places)
    assert (found.closed, found.done_wrongly) == (False, f"was done with {owed.number}")
    [told] = page_of(as_login("sam"), WantedAtDesk(), NOW).promises
    assert told.told == "was done with a wrong number"
    Sender(kim, places, anew=True).send()
    assert desk.rows(stands) == [(False, "(312) 555-0188")]
    assert [one.faults for one in verdicts_of_desk(kim, places)] == [(), ()]
    as_login("pat").execute(DOING, doing)
    assert desk.rows(stands) == [(True, "(312) 555-0188")]


def test_what_was_done_at_the_desk_with_a_number_that_was_corrected_here_is_owed_at_both(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    take(places, "Kim", DO_NOT_CALL)
    kim = as_login("kim")
    sender, elsewhere = Sender(kim, places), Elsewhere(kim, places)
    sender.send()
    [owed] = promises(places)
    corrected = NumberCorrected("(312) 555-0188", owed.number, "typed wrong")
    recording(places)(owed.id, corrected, "Kim", datetime.now(UTC) - timedelta(minutes=1))
    # The desk has not heard of it yet.
    as_login("sam").execute(DOING, (owed.call, owed.n, "done", "in the dialer"))
    sender.send()
    assert [elsewhere.take_in(), elsewhere.take_in()] == [0, 0]
    assert desk.rows("SELECT closed FROM desk.promise") == [(False,)]
    assert not promise(places).closed
    as_login("sam").execute(DOING, (owed.call, owed.n, "done", "the right one"))
    assert elsewhere.take_in() == 1
    assert promise(places).note == "At the desk: the right one"


def test_what_the_call_says_later_of_a_number_not_to_be_called_has_it_owed_again(
    places: Places, desk: Desk, as_login: Connecting
) -> None:
    kim, seat = as_login("kim"), ATable("escalated-callers", *LISTED)
    keep(places, seat.call, wrapped_up=False)
    sender = Sender(kim, places)
    sender.send()
    [owed] = promises(places)
    as_login("sam").execute(DOING, (owed.call, owed.n, "done", "in the dialer"))
    seat.do(act.WriteDetail("number", "(312) 555-0188"))
    keep(places, seat.call, wrapped_up=False)
    sender.send()
    assert desk.rows("SELECT closed, number FROM desk.promise") == [(False, "(312) 555-0188")]
    assert [one.faults for one in verdicts_of_desk(kim, places)] == [(), ()]


# Two take back the same


Undoing = Callable[[str], str | Refused]
MON, TUE, WED = (
    (datetime.now(UTC) + timedelta(days=days)).replace(microsecond=0) for days in (2, 3, 4)
)


@pytest.fixture
def undoes(desk: Desk, as_login: Connecting) -> Undoing:
    """Have a supervisor take back at a board what stands last there as they ask; what is told."""

    def undoes(login: str) -> str | Refused:
        connection = as_login(login)
        [seen] = page_of(connection, WantedAtDesk(), NOW).promises
        return do_at_desk(
            connection, seen, DoingAtDesk.TAKEN_BACK, "mistake", of=seen.standing[-1].id
        )

    return undoes


def both(places: Places, desk: Desk) -> tuple[object, object]:
    """Until when it is owed at the seat, and at the desk."""
    [(there,)] = desk.rows("SELECT owed_until FROM desk.promise")
    return promise(places).until, there


def test_what_a_seat_and_a_board_both_take_back_is_taken_back_once(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, undoes: Undoing
) -> None:
    kim, record = as_login("kim"), recording(places)
    sender, elsewhere = Sender(kim, places), Elsewhere(kim, places)
    as_login("sam").execute(MOVED, (owed.call, owed.n, "agreed", MON))
    elsewhere.take_in()
    record(owed.id, Moved(TUE, "she asked"), "Kim", datetime.now(UTC))
    sender.send()
    assert both(places, desk) == (TUE, TUE)
    # The desk has not heard of it yet.
    record(owed.id, TakenBack("not hers"), "Kim", datetime.now(UTC))
    assert undoes("sam") == f"Taken back: {owed.label}, {owed.caller}."
    sender.send()
    [told] = sender.refused.values()
    assert told.endswith("(moved) was taken back at the desk by sam before: it counts once.")
    sender.refused.clear()
    assert elsewhere.take_in() == 0
    assert both(places, desk) == (MON, MON)
    lines = promise(places).lines
    assert [(line.by, line.heard) for line in lines] == [
        ("sam", True),
        ("Kim", UNSET),
        ("Kim", UNSET),
    ]
    anew = Sender(kim, places, anew=True)
    anew.send()
    assert (anew.refused, elsewhere.take_in(), both(places, desk)) == ({}, 0, (MON, MON))
    assert [one.faults for one in verdicts_of_desk(kim, places)] == [(), ()]


def test_what_a_seat_has_heard_and_takes_back_after_a_board_did_is_taken_back_once(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, undoes: Undoing
) -> None:
    kim, sam, record = as_login("kim"), as_login("sam"), recording(places)
    sender, elsewhere = Sender(kim, places), Elsewhere(kim, places)
    for until_then in (MON, TUE):
        sam.execute(MOVED, (owed.call, owed.n, "agreed", until_then))
        elsewhere.take_in()
    undoes("sam")
    record(owed.id, TakenBack("not asked"), "Kim", datetime.now(UTC))
    sender.send()
    assert (elsewhere.take_in(), both(places, desk)) == (0, (MON, MON))
    # The next one is another.
    record(owed.id, TakenBack("nor that"), "Kim", datetime.now(UTC))
    sender.send()
    assert (elsewhere.take_in(), both(places, desk)) == (0, (owed.until, owed.until))


def test_of_several_that_say_the_same_that_is_taken_back_which_was_meant(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, does: Doing, undoes: Undoing
) -> None:
    kim = as_login("kim")
    sender, elsewhere = Sender(kim, places), Elsewhere(kim, places)
    for hours in (2, 1):
        does("sam", "tried", "busy")
        desk.rows(
            "UPDATE desk.deed SET at = date_trunc('second', now()) - %s * interval '1 h'"
            " WHERE id = (SELECT max(id) FROM desk.deed)",
            hours,
        )
    desk.rows("UPDATE desk.deed AS d SET bound = desk.deed_hash(d)")
    elsewhere.take_in()
    undoes("sam")
    recording(places)(owed.id, TakenBack("not tried"), "Kim", datetime.now(UTC))
    sender.send()
    assert elsewhere.take_in() == 0
    [there] = page_of(as_login("sam"), WantedAtDesk(), NOW).promises
    assert (promise(places).tries, there.tries) == (1, 1)


def test_a_board_that_takes_back_what_is_gone_or_not_the_last_is_told_who_was_first(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting
) -> None:
    kim, sam, pat = as_login("kim"), as_login("sam"), as_login("pat")
    sender, record = Sender(kim, places), recording(places)
    record(owed.id, Moved(MON, "she asked"), "Kim", datetime.now(UTC))
    sender.send()
    [seen] = page_of(sam, WantedAtDesk(), NOW).promises
    its = [
        do_at_desk(one, seen, DoingAtDesk.MOVED, "so", until=at)
        for one, at in ((sam, TUE), (pat, WED))
    ]
    first, second = (one.id for one in its if not isinstance(one, Refused))
    assert do_at_desk(sam, seen, DoingAtDesk.TAKEN_BACK, "mistake", of=first) == Refused(
        "pat did something about it since (moved). Nothing of yours was recorded."
    )
    do_at_desk(pat, seen, DoingAtDesk.TAKEN_BACK, "not asked", of=second)
    assert do_at_desk(sam, seen, DoingAtDesk.TAKEN_BACK, "mistake", of=second) == Overtaken(
        "pat took that back before you (not asked). Nothing of yours was recorded."
    )
    assert desk.rows("SELECT owed_until FROM desk.promise") == [(TUE,)]
    Elsewhere(kim, places).take_in()
    record(owed.id, TakenBack("not hers"), "Kim", datetime.now(UTC))
    sender.send()
    assert do_at_desk(sam, seen, DoingAtDesk.TAKEN_BACK, "mistake", of=first) == Overtaken(
        "kim took that back before you (not hers). Nothing of yours was recorded."
    )
    assert both(places, desk) == (MON, MON)


def test_a_board_that_opens_again_what_was_closed_otherwise_since_is_told(
    owed: Promise, desk: Desk, as_login: Connecting
) -> None:
    sam, pat = as_login("sam"), as_login("pat")
    [seen] = page_of(sam, WantedAtDesk(), NOW).promises
    first = do_at_desk(sam, seen, DoingAtDesk.DONE, "reached")
    assert isinstance(first, Recorded)
    do_at_desk(pat, seen, DoingAtDesk.REOPENED, "not hers", of=first.id)
    before = Overtaken("pat took that back before you (not hers). Nothing of yours was recorded.")
    assert do_at_desk(sam, seen, DoingAtDesk.REOPENED, "mistake", of=first.id) == before
    do_at_desk(pat, seen, DoingAtDesk.DONE, "reached now")
    assert do_at_desk(sam, seen, DoingAtDesk.REOPENED, "mistake", of=first.id) == before
    assert desk.rows("SELECT closed FROM desk.promise") == [(True,)]
    [now] = page_of(sam, WantedAtDesk(closed=True), NOW).promises
    assert do_at_desk(sam, now, DoingAtDesk.REOPENED, "nor she", of=now.closed_with)
    assert desk.rows("SELECT closed FROM desk.promise") == [(False,)]


def test_both_sides_agree_on_what_was_taken_back_after_the_desk_was_put_back(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, undoes: Undoing
) -> None:
    kim, record = as_login("kim"), recording(places)
    sender, elsewhere = Sender(kim, places), Elsewhere(kim, places)
    as_login("sam").execute(MOVED, (owed.call, owed.n, "agreed", MON))
    elsewhere.take_in()
    record(owed.id, Moved(TUE, "she asked"), "Kim", datetime.now(UTC))
    sender.send()
    record(owed.id, TakenBack("not hers"), "Kim", datetime.now(UTC))
    undoes("sam")
    sender.send()
    elsewhere.take_in()
    for gone in ("kind = 'taken-back'", "true"):
        desk.rows(f"DELETE FROM desk.deed WHERE {gone}")
        desk.rows("UPDATE desk.promise SET owed_until = until")
        Sender(kim, places, anew=True).send()
        assert (elsewhere.take_in(), both(places, desk)) == (0, (MON, MON))


@pytest.mark.parametrize("by", ["kim", "sam"])
def test_what_was_taken_back_stays_so_where_a_desk_that_was_put_back_has_not_heard_of_it(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, undoes: Undoing, by: str
) -> None:
    kim, record = as_login("kim"), recording(places)
    sender, elsewhere = Sender(kim, places), Elsewhere(kim, places)

    def goes(deed: str) -> None:
        """Something is done at the board, heard of at the seat, and taken back at either."""
        if deed == "tried":
            as_login("sam").execute(DOING, (owed.call, owed.n, "tried", "busy"))
        else:
            as_login("sam").execute(MOVED, (owed.call, owed.n, "agreed", TUE))
        elsewhere.take_in()
        if by == "sam":
            undoes("sam")
            elsewhere.take_in()
        else:
            record(owed.id, TakenBack("slip"), "Kim", datetime.now(UTC))
            sender.send()

    as_login("sam").execute(MOVED, (owed.call, owed.n, "agreed", MON))
    elsewhere.take_in()
    sender.send()
    for deed in ("tried", "moved"):
        goes(deed)
    # The same words once more are another try.
    as_login("sam").execute(DOING, (owed.call, owed.n, "tried", "busy"))
    elsewhere.take_in()
    sender.send()
    here = promise(places)
    assert (here.until, here.tries) == (MON, 1)
    desk.rows("DELETE FROM desk.deed WHERE kind = 'taken-back'")
    desk.rows("UPDATE desk.promise SET owed_until = %s", TUE)
    # It is heard of before all is sent again.
    assert (elsewhere.take_in(), promise(places).lines) == (0, here.lines)
    Sender(kim, places, anew=True).send()
    assert (elsewhere.take_in(), both(places, desk)) == (0, (MON, MON))
    [there] = page_of(as_login("sam"), WantedAtDesk(), NOW).promises
    assert there.tries == promise(places).tries == 1


def test_what_was_taken_back_here_while_it_was_closed_there_stands_once_it_is_opened_again(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    kim = as_login("kim")
    sender, elsewhere = Sender(kim, places), Elsewhere(kim, places)
    as_login("sam").execute(MOVED, (owed.call, owed.n, "agreed", MON))
    elsewhere.take_in()
    recording(places)(owed.id, TakenBack("slip"), "Kim", datetime.now(UTC))
    does("sam", "done", "reached her")
    sender.send()
    assert "counts in your own register alone" in "".join(sender.refused.values())
    elsewhere.take_in()
    does("sam", "reopened", "wrong person")
    elsewhere.take_in()
    assert both(places, desk) == (MON, MON)


def test_what_older_programs_take_back_is_what_stands_last_and_a_desk_is_brought_up(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, does: Doing
) -> None:
    for at in (MON, TUE, WED):
        as_login("sam").execute(MOVED, (owed.call, owed.n, "so", at))
    does("pat", "taken-back", "not asked")
    with desk.of("postgres") as connection:
        lay(connection, 27)
        does("pat", "taken-back", "not asked")
        lay(connection)
    rows = "SELECT d.of - min(d.id) OVER (), d.bound = desk.deed_hash(d) FROM desk.deed AS d"
    assert desk.rows(f"{rows} ORDER BY id") == [(None, True)] * 3 + [(2, True), (1, True)]
    Elsewhere(as_login("kim"), places).take_in()
    assert both(places, desk) == (MON, MON)


def test_what_was_taken_back_is_bound_and_of_one_promise(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, undoes: Undoing
) -> None:
    kim, sam = as_login("kim"), as_login("sam")
    for at in (MON, TUE):
        sam.execute(MOVED, (owed.call, owed.n, "so", at))
    undoes("sam")
    other = take(places, "Kim", CALLBACK, minutes=9)
    Sender(kim, places).send()
    Elsewhere(kim, places).take_in()
    taking = (
        "INSERT INTO desk.deed (call, seat, n, kind, note, of)"
        " SELECT %s, 'kim', %s, 'taken-back', 'so', id FROM desk.deed WHERE until = %s"
    )
    with pytest.raises(Exception, match="not what was done last"):
        sam.execute(taking, (other, owed.n, MON))
    # Nor does a seat have what it says count for ever.
    lasting = (
        "INSERT INTO desk.deed (call, seat, n, kind, hash, until, before)"
        " VALUES (%s, 'kim', %s, 'moved', repeat('a', 64), %s, 1000000000)"
    )
    with pytest.raises(Exception, match="goes before nothing"):
        kim.execute(lasting, (other, owed.n, MON))
    assert [one.faults for one in verdicts_of_desk(kim, places) if one.faults] == []
    desk.rows("UPDATE desk.deed SET of = of - 1 WHERE of IS NOT NULL")
    [faults] = [one.faults for one in verdicts_of_desk(kim, places) if one.faults]
    assert "it was changed" in faults[0]


@pytest.mark.parametrize("kind", ["moved", "passed-on"])
def test_what_somebody_else_decided_later_stands_when_an_older_decision_comes(
    places: Places, desk: Desk, owed: Promise, as_login: Connecting, undoes: Undoing, kind: str
) -> None:
    kim, sam, record = as_login("kim"), as_login("sam"), recording(places)
    sender, elsewhere = Sender(kim, places), Elsewhere(kim, places)
    deed = Moved(MON, "she asked") if kind == "moved" else PassedOn("Team A")

    def stands() -> tuple[object, ...]:
        """Until when, and by whom, at the seat and at the desk, which has no news for it."""
        anew = Sender(kim, places, anew=True)
        anew.send()
        assert (anew.refused, elsewhere.take_in()) == ({}, 0)
        [there] = page_of(sam, WantedAtDesk(), NOW).promises
        here = promise(places)
        assert (here.until, here.owner.lower()) == (there.until, there.owner.lower())
        return here.until, here.owner

    # The desk does not hear of it before the other.
    record(owed.id, deed, "Kim", datetime.now(UTC) - timedelta(hours=1))
    if kind == "moved":
        sam.execute(MOVED, (owed.call, owed.n, "agreed", TUE))
    else:
        sam.execute(TO_BEN, (owed.call, owed.n))
    sender.send()
    assert elsewhere.take_in() == 1
    assert [line.by for line in promise(places).lines] == ["Kim", "sam"]
    assert stands() == ((TUE, owed.owner) if kind == "moved" else (owed.until, "Ben Ode"))
    assert [one.faults for one in verdicts_of_desk(kim, places) if one.faults] == []
    # Whoever knows of it decides anew, by whatever clock.
    again = Moved(WED, "no") if kind == "moved" else PassedOn("Team B")
    record(owed.id, again, "Kim", datetime.now(UTC) - timedelta(hours=1))
    sender.send()
    assert stands() == ((WED, owed.owner) if kind == "moved" else (owed.until, "Team B"))
    for _ in range(2):
        undoes("sam")
        elsewhere.take_in()
    assert stands() == ((MON, owed.owner) if kind == "moved" else (owed.until, "Team A"))


# Who calls


WARNED = (
    *(act.WriteDetail(*one) for one in DANA),
    act.MakeEffort("asked"),
    act.StateGround("abuse"),
    act.QuoteCaller("parrot"),
    act.Permit("Sam"),
    act.Warn(),
)


@pytest.fixture
def called(tmp_path: Path, desk: Desk, as_login: Connecting) -> Places:
    """Lee has a call from this number, with a warning and a promise."""
    of_lee = places_in(tmp_path / "lee")
    take(of_lee, "Lee", *WARNED, CALLBACK)
    Sender(as_login("lee"), of_lee).send()
    return of_lee


def test_a_seat_knows_a_number_from_the_calls_of_others_and_not_what_was_said(
    called: Places, places: Places, desk: Desk, as_login: Connecting
) -> None:
    outbox = Outbox(desk.named("kim"), places)
    outbox.look_up(NUMBER)
    assert outbox.known(NUMBER) is None
    outbox.start()
    until(lambda: outbox.known(NUMBER))
    known = outbox.known(NUMBER)
    assert known is not None
    assert (known.calls, known.warnings, known.owed, known.do_not_call) == (1, 1, 1, False)
    assert known.last == utc("2026-11-20 19:03")
    outbox.look_up("+13125550000")
    until(lambda: outbox.known("+13125550000") == NOBODY)
    assert outbox.close()
    for table in ("caller", "event", "promise"):
        assert as_login("kim").execute(f"SELECT * FROM desk.{table}".encode()).fetchall() == []
    # One's own calls are known without the desk.
    assert known_at_desk(as_login("lee"), called, NUMBER) == NOBODY


def test_it_is_told_once_and_again_with_all(
    called: Places, desk: Desk, as_login: Connecting
) -> None:
    told = "SELECT number, warnings FROM desk.caller"
    assert desk.rows(f"{told} ORDER BY event DESC LIMIT 1") == [(NUMBER, 1)]
    desk.rows("TRUNCATE desk.caller")
    for _ in range(2):
        Sender(as_login("lee"), called, anew=True).send()
        assert desk.rows(told) == [(NUMBER, 1)]


def test_a_login_knows_at_one_computer_what_it_keeps_at_the_other(
    called: Places, tmp_path: Path, as_login: Connecting
) -> None:
    other, kim = places_in(tmp_path / "lee-2"), as_login("kim")
    kims = places_in(tmp_path / "kim")
    take(kims, "Kim", *WARNED, minutes=9)
    Sender(kim, kims).send()
    take(called, "Lee", DO_NOT_CALL, act.WriteDetail("number", "312 555 0199"), minutes=5)
    take(other, "Lee", *WARNED, minutes=7)
    for places in (called, other):
        Sender(as_login("lee"), places).send()
    lee = as_login("lee")
    assert known_at_desk(lee, other, "+13125550199").do_not_call
    assert not known_at_desk(lee, called, "+13125550199").do_not_call
    there = known_at_desk(lee, other, NUMBER)
    assert (there.calls, there.others, there.warnings, there.owed) == (2, 1, 2, 1)
    here = known_at_desk(lee, called, NUMBER)
    assert (here.calls, here.others, here.owed) == (2, 1, 0)
    assert known_at_desk(kim, kims, NUMBER).calls == known_at_desk(kim, kims, NUMBER).others == 2


def test_a_number_that_is_not_to_be_called_is_known_to_all_until_it_may_be(
    tmp_path: Path, places: Places, desk: Desk, as_login: Connecting
) -> None:
    of_lee, listed = places_in(tmp_path / "lee"), "+13125550199"
    call = take(of_lee, "Lee", DO_NOT_CALL)
    sender = Sender(as_login("lee"), of_lee)
    sender.send()
    assert known_at_desk(as_login("kim"), places, listed).do_not_call
    doing = DOING.replace("'kim'", "'lee'")
    [(n,)] = desk.rows("SELECT n FROM desk.promise")
    as_login("sam").execute(doing, (call, n, "done", "on the company's list"))
    assert known_at_desk(as_login("kim"), places, listed).do_not_call
    as_login("sam").execute(doing, (call, n, "reopened", ""))
    as_login("sam").execute(doing, (call, n, "void", "wrong number"))
    assert not known_at_desk(as_login("kim"), places, listed).do_not_call


def test_who_called_is_erased_with_the_call(
    called: Places, places: Places, desk: Desk, as_login: Connecting
) -> None:
    [(call,)] = desk.rows("SELECT DISTINCT call FROM desk.caller")
    as_login("lee").execute("SELECT desk.forget(%s, 'asked')", (call,))
    as_login("sam").execute("SELECT desk.erase()")
    assert known_at_desk(as_login("kim"), places, NUMBER) == NOBODY


@pytest.mark.parametrize("change", ["number = '+13125550199'", "warnings = 9", "began = now()"])
def test_verify_names_a_number_that_the_call_does_not_tell(
    places: Places, desk: Desk, as_login: Connecting, change: str
) -> None:
    take(places, "Kim", act.WriteDetail("number", NUMBER))
    kim = as_login("kim")
    Sender(kim, places).send()
    assert [one.faults for one in verdicts_of_desk(kim, places)] == [(), ()]
    desk.rows(f"UPDATE desk.caller SET {change}")
    [of_call, _] = verdicts_of_desk(kim, places)
    assert "The desk has the number of its caller as +1312555" in of_call.faults[0]


def test_nobody_tells_who_called_in_a_call_that_is_not_theirs(as_login: Connecting) -> None:
    lines = sealed(["one"])
    send(as_login("kim"), lines)
    telling = (
        "INSERT INTO desk.caller (call, event, hash, number, began)"
        f" VALUES ('{CALL}', 1, '{hash_of(lines[0])}', '{NUMBER}', now())"
    )
    with pytest.raises(Exception, match="foreign key"):
        as_login("lee").execute(telling.encode())
    as_login("kim").execute(telling.encode())


@pytest.mark.parametrize(
    "typed",
    [
        "(312) 555-0134",
        "312.555.0134 ext. 12",
        "1-312-555-0134 x7",
        "+1 312 555 0134",
        "011 44 20 7946 0958",
        "+44 (0)20 7946 0958",
        "555-0142",
        "no number",
        "",
    ],
)
def test_the_desk_compares_numbers_as_seats_do(desk: Desk, typed: str) -> None:
    assert desk.rows("SELECT desk.normal(%s)", typed) == [(normal_number(typed),)]


def test_what_others_know_is_added_to_what_is_known_here() -> None:
    here = KnownCaller(2, NOW, 1, 0, off_the_list="void")
    there = KnownCaller(3, NOW, 1, 2, do_not_call=True, others=3)
    both = here.with_others(there)
    assert both == KnownCaller(5, NOW, 2, 2, do_not_call=True, others=3)
    assert both.words(NOW, UTC).endswith("called 5 times, last Fri, Nov 20 (3 with other agents)")
    assert here.with_others(NOBODY) == here
    assert NOBODY.with_others(there) == KnownCaller(3, NOW, 1, 2, do_not_call=True, others=3)
