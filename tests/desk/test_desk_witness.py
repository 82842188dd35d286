"""The witness names every journal that was changed since the desk received it, whoever did it."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from desk.kept_calls import call_id, keep_ended, places_in
from desk.seats import ASK, UPSET, Board, until
from desk.sent_lines import sealed, send
from desk.server import Connecting, Desk
from kit import shipped
from promised_calls import CALLBACK, a_call, keep, take

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Entry
from guide.call.fold import call_of
from guide.cli.run import run
from guide.desk.outbox import Outbox
from guide.desk.sending import Sender
from guide.desk.witness import verdicts_of_desk
from guide.record.codec import Chain, decoded, encoded
from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import erase_calls
from guide.record.ledger import enter, kept_line
from guide.record.places import DONE, OPEN, Places
from guide.record.writer import ThreadWriter
from guide.session.answers import Answers
from guide.session.at_desk import AskState
from guide.session.callbook import CallBook
from guide.session.clock import SystemClock

CALL = call_id(1)


@pytest.fixture
def places(tmp_path: Path, as_login: Connecting) -> Places:
    """Three calls that the desk has received."""
    places = places_in(tmp_path)
    keep_ended(places, range(3))
    Sender(as_login("kim"), places).send()
    return places


@pytest.fixture
def faults(places: Places, as_login: Connecting) -> Callable[[], dict[str, str]]:
    """By call, what does not fit."""

    def faults() -> dict[str, str]:
        found = verdicts_of_desk(as_login("kim"), places)
        return {one.call: " ".join(one.faults) for one in found if one.faults}

    return faults


def journal(places: Places) -> Path:
    return places.calls / DONE / f"{CALL}.jsonl"


def rewrite(path: Path, number: int, text: str) -> Chain:
    """Have another note in one place of a journal, sealed anew as the program itself would."""
    entries = list(decoded(path.read_bytes().splitlines()))
    old = entries[number - 1]
    entries[number - 1] = Entry(old.n, old.at, old.elapsed, ev.Noted(text))
    data, last = encoded(entries)
    path.write_bytes(data)
    return Chain(len(entries), last)


def test_what_was_not_changed_fits(faults: Callable[[], dict[str, str]]) -> None:
    assert faults() == {}


def test_a_journal_that_was_rewritten_whole_is_named_with_the_event(
    places: Places, faults: Callable[[], dict[str, str]]
) -> None:
    rewrite(journal(places), 4, "never said")
    assert [*faults()] == [CALL]
    assert "was changed from event 4 on: the desk received that event at 20" in faults()[CALL]


def test_a_journal_that_was_rewritten_and_sent_again_is_named_all_the_same(
    places: Places, as_login: Connecting, faults: Callable[[], dict[str, str]]
) -> None:
    chain = rewrite(journal(places), 4, "never said")
    enter(Disk(), places.ledger, [kept_line(CALL, chain, SystemClock().now().at)])
    assert Sender(as_login("kim"), places, anew=True).send() > 0
    assert "was changed from event 4 on" in faults()[CALL]


def test_a_journal_that_was_cut_is_named(
    places: Places, faults: Callable[[], dict[str, str]]
) -> None:
    lines = journal(places).read_bytes().splitlines(keepends=True)
    journal(places).write_bytes(b"".join(lines[:-3]))
    assert "cut off after event 7: the desk received 10 events of it, the last at" in faults()[CALL]


def test_a_changed_line_is_named(places: Places, faults: Callable[[], dict[str, str]]) -> None:
    journal(places).write_bytes(journal(places).read_bytes().replace(b"note 5", b"note 6"))
    assert "was changed from event 7 on" in faults()[CALL]


def test_a_journal_that_was_deleted_with_its_ledger_is_named(
    places: Places, faults: Callable[[], dict[str, str]]
) -> None:
    journal(places).unlink()
    places.ledger.unlink()
    assert [*faults()] == [CALL]
    assert "Its journal is not there: the desk received 10 events" in faults()[CALL]


def test_a_call_of_another_computer_is_kept_there_and_no_fault(
    places: Places,
    as_login: Connecting,
    faults: Callable[[], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("platform.node", lambda: "the-other")
    other = places_in(tmp_path / "other")
    keep_ended(other, range(3, 5))
    Sender(as_login("kim"), other).send()
    monkeypatch.undo()
    assert faults() == {}
    told = [one.remarks[0] for one in verdicts_of_desk(as_login("kim"), places) if one.remarks]
    assert told[0].startswith("Kept on another computer, the-other: the desk received 10 events")
    # What was deleted here is not there, whatever is said of it afterwards.
    journal(places).unlink()
    as_login("kim").execute(
        "INSERT INTO desk.kept (journal, computer) VALUES (%s, 'x') ON CONFLICT DO NOTHING", (CALL,)
    )
    assert "Its journal is not there" in faults()[CALL]


def test_what_is_kept_on_another_computer_is_not_among_what_was_verified(
    places: Places,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GUIDE_STATE", str(places.state))
    monkeypatch.setenv("GUIDE_OUT", str(places.out))
    monkeypatch.setenv("GUIDE_DESK", desk.named("kim"))
    journal(places).unlink()
    monkeypatch.setattr("platform.node", lambda: "renamed")
    assert run(["verify", "--desk"]) == 0
    out, told = capsys.readouterr()
    assert out == "2 calls that the desk received verified: all fits. 1 not kept here.\n"
    assert f"guide: {CALL}: Kept on another computer" in told


def test_a_call_that_was_erased_on_purpose_is_told_and_no_fault(
    places: Places, as_login: Connecting, faults: Callable[[], dict[str, str]]
) -> None:
    stone = Tombstone(CALL, SystemClock().now().at, "asked for")
    chosen = [(journal(places), stone)]
    [*erase_calls(Disk(), places, chosen, training=False, also=places.out)]
    assert faults() == {}
    told = [one for one in verdicts_of_desk(as_login("kim"), places) if one.call == CALL]
    assert "(asked for). Before that, the desk received 10 events" in told[0].remarks[0]


def test_a_branch_that_lies_beside_the_journal_fits(
    places: Places, as_login: Connecting, faults: Callable[[], dict[str, str]]
) -> None:
    path = keep(places, a_call(CALLBACK), wrapped_up=False)
    Sender(as_login("kim"), places).send()
    path.rename(path.with_name(f"{path.stem}.2.jsonl"))
    keep(places, a_call(act.Write("another branch"), call=path.stem), wrapped_up=False)
    Sender(as_login("kim"), places).send()
    assert faults() == {}


def granted(places: Places, desk: Desk, as_login: Connecting) -> str:
    """A call with a permission of the board, at both places; its id."""
    desk.rows("TRUNCATE desk.ask CASCADE")
    outbox = Outbox(desk.named("kim"), places)
    book = CallBook(shipped(), places, writer=partial(ThreadWriter, then=outbox.wake))
    session = book.start("escalated-callers", agent="Kim")
    answers = Answers(session, outbox)
    outbox.start()
    for action in (*UPSET, ASK):
        session.do(action)
    n = session.call.asks[-1].n
    until(lambda: outbox.heard(session.call.id, n).state is AskState.WRITTEN)
    Board(desk, as_login).says("sam", "granted")
    until(lambda: outbox.heard(session.call.id, n).state is AskState.GRANTED)
    answers.take_in()
    assert session.settle().ok
    session.close()
    assert outbox.close()
    return session.call.id


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("SELECT 1", ""),
        ("UPDATE desk.answer SET reason = 'never'", "the hash that it must have: it was changed"),
        ("UPDATE desk.answer SET \"by\" = 'pat'", "(granted): there it is: pat granted."),
        # As it is at a desk that was restored, and where it was answered once more.
        ("UPDATE desk.answer SET state = 'refused', reason = 'no'", "there it is: sam refused."),
        ("DELETE FROM desk.answer", "answered at the board (granted): the desk has no such answer"),
        ("UPDATE desk.answer SET hash = repeat('a', 64)", "record of that has another hash."),
    ],
)
def test_an_answer_that_is_another_one_in_the_two_records_is_named(
    places: Places,
    desk: Desk,
    as_login: Connecting,
    faults: Callable[[], dict[str, str]],
    change: str,
    told: str,
) -> None:
    call = granted(places, desk, as_login)
    desk.rows(change)
    assert told in faults().get(call, "")
    assert bool(faults()) == bool(told)


@pytest.mark.parametrize("asked", [False, True])
def test_a_permission_of_the_board_that_the_desk_never_heard_of_is_named(
    places: Places, faults: Callable[[], dict[str, str]], *, asked: bool
) -> None:
    call = a_call(*UPSET, *((ASK,) if asked else ()))
    last = call.last
    of = call.asks[-1].n if asked else 0
    given = ev.PermissionGiven("abuse", "sam", ev.GrantedBy.BOARD, ask=of, answer="ab" * 32)
    forged = call_of((*call.entries, Entry(last.n + 1, last.at, last.elapsed, given)))
    keep(places, forged, wrapped_up=False)
    [told] = faults().values()
    assert told.endswith("sam answered at the board (granted): the desk has no such answer.")


def test_another_s_witness_says_nothing_of_my_calls(places: Places, as_login: Connecting) -> None:
    [of_desk] = verdicts_of_desk(as_login("lee"), places)
    assert (of_desk.call, of_desk.events, of_desk.faults) == ("desk", 0, ())
    assert of_desk.remarks[0].startswith("Not at the desk yet: 30 events,")


def test_verify_tells_it_at_the_prompt_and_what_it_cannot_show(
    places: Places,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GUIDE_STATE", str(places.state))
    monkeypatch.setenv("GUIDE_OUT", str(places.out))
    monkeypatch.setenv("GUIDE_DESK", desk.named("kim"))
    keep(places, a_call(CALLBACK), wrapped_up=False).rename(
        places.calls / OPEN / "20261120-190300-k7wd.jsonl"
    )
    assert run(["verify", "--desk"]) == 0
    out, told = capsys.readouterr()
    assert out == "3 calls that the desk received verified: all fits.\n"
    assert "Not at the desk yet: " in told
    assert "whoever administers the database could change what it shows." in told
    journal(places).unlink()
    assert run(["verify", "--desk"]) == 1
    out, told = capsys.readouterr()
    assert out == "3 calls that the desk received verified: 2 fit.\n"
    assert f"guide: {CALL}: Its journal is not there" in told
    assert run(["verify", "--desk", "--json"]) == 1
    found = {one["call"]: one["fits"] for one in json.loads(capsys.readouterr().out)}
    assert found == {CALL: False, "desk": True}
    assert run(["verify", "--desk", CALL]) == 2
    monkeypatch.delenv("GUIDE_DESK")
    assert run(["verify", "--desk"]) == 2


def test_a_journal_that_cannot_be_read_does_not_fit(
    places: Places,
    desk: Desk,
    faults: Callable[[], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    spare = journal(places).with_name(f"{CALL}.2.jsonl")
    spare.write_bytes(journal(places).read_bytes())
    assert faults() == {}
    spare.unlink()
    spare.mkdir()
    assert [*faults()] == [CALL]
    spare.rmdir()
    # One of a later version, of which the desk has received nothing, is no more than that.
    newer = places.calls / OPEN / f"{call_id(9)}.jsonl"
    newer.write_bytes(journal(places).read_bytes().splitlines(keepends=True)[0])
    assert "is named as the journal of one call" in faults()[call_id(9)]
    monkeypatch.setenv("GUIDE_STATE", str(places.state))
    monkeypatch.setenv("GUIDE_OUT", str(places.out))
    monkeypatch.setenv("GUIDE_DESK", desk.named("kim"))
    assert run(["verify", "--desk"]) == 1


def test_a_journal_that_is_damaged_after_what_was_sent_does_not_fit(
    places: Places, faults: Callable[[], dict[str, str]]
) -> None:
    with journal(places).open("ab") as file:
        file.write(b"{}\n{}\n")
    assert "line 11 is not as it was written" in faults()[CALL]
    assert "What follows was not compared." in faults()[CALL]


def test_what_stands_after_the_end_of_a_call_is_named_line_or_not(
    places: Places, faults: Callable[[], dict[str, str]]
) -> None:
    whole = journal(places).read_bytes()
    journal(places).write_bytes(whole + b"junk")
    assert "line 11, the last, is cut off" in faults()[CALL]
    # Of a call that goes on nobody was told that its last line is saved.
    journal(places).unlink()
    (places.calls / OPEN / f"{CALL}.jsonl").write_bytes(whole + b'{"n":11')
    assert faults() == {}


def test_a_journal_that_cannot_be_opened_is_not_called_cut_off(
    places: Places, faults: Callable[[], dict[str, str]]
) -> None:
    journal(places).unlink()
    journal(places).symlink_to("nowhere")
    told = faults()[CALL]
    assert ("it is a link" in told, "cut off" in told, "was changed" in told) == (
        True,
        False,
        False,
    )


def test_what_was_sent_under_a_name_that_no_call_has_is_told(
    as_login: Connecting, faults: Callable[[], dict[str, str]]
) -> None:
    send(as_login("kim"), sealed(["one", "two"]), "20261127-190300-K7WD")
    send(as_login("lee"), sealed(["one"]), "another")
    assert "received 2 events as “20261127-190300-K7WD”, which is no name" in faults()["desk"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("SELECT 1", ""),
        ("DELETE FROM desk.promise", "The desk does not have the promise that event "),
        ("UPDATE desk.promise SET kind = 'email'", " made was changed."),
        ("UPDATE desk.promise SET until = until + interval '1 day'", " made was changed."),
        ("UPDATE desk.promise SET closed = true", " is closed, and nobody closed it: "),
    ],
)
def test_a_promise_that_the_owner_of_the_server_withholds_or_changed_is_named(
    places: Places,
    desk: Desk,
    as_login: Connecting,
    faults: Callable[[], dict[str, str]],
    change: str,
    told: str,
) -> None:
    call = take(places, "Kim", CALLBACK)
    Sender(as_login("kim"), places).send()
    desk.rows(change)
    assert told in faults().get(call, "")
    assert bool(faults()) == bool(told)
