"""A permission by voice is at the desk with its warning, to be countersigned or denied later."""

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from desk.boards import Watched
from desk.kept_calls import places_in
from desk.sent_lines import CALL, hash_of, sealed_events, send
from desk.server import Connecting, Desk
from kit import shipped
from psycopg import errors
from tui.fake_desk import FakeDesk

from guide.call import actions as act
from guide.call.context import Refused
from guide.cli.desk import leave_desk
from guide.cli.run import run
from guide.desk.answers import answer_hash
from guide.desk.by_voice import Countersign, Voiced, to_countersign
from guide.desk.denials import Denials
from guide.desk.figures import VoiceFigures, voice_figures
from guide.desk.outbox import Outbox
from guide.desk.sending import Sender
from guide.desk.witness import verdicts_of_desk
from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held, read_sealed
from guide.record.writer import DirectWriter
from guide.register.after_call import AfterEnding, PermissionDenied, after_call
from guide.register.lawful import unlawful_lines
from guide.register.wrap_up import wrap_up_of
from guide.session.answers import Answers
from guide.session.callbook import CallBook
from guide.session.session import Session

UPSET = (
    act.WriteDetail("caller", "Dana Whitlock"),
    act.MakeEffort("asked"),
    act.StateGround("abuse"),
    act.QuoteCaller("useless parrot"),
)
SETTLE = (
    "INSERT INTO desk.countersign (voiced, state, reason, hash, again)"
    " VALUES (%s, 'countersigned', %s, repeat('a', 64), true)"
)
TOLD = "SELECT named, ground, caller, words, open FROM desk.voiced ORDER BY id"
ALL = timedelta(days=1)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return places_in(tmp_path)


@pytest.fixture
def session(places: Places) -> Iterator[Session]:
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("escalated-callers", agent="Kim")
    do(session, *UPSET)
    yield session
    session.close()


def do(session: Session, *actions: act.Action) -> None:
    for action in actions:
        decision = session.do(action)
        assert not isinstance(decision, Refused), decision


def warn(session: Session) -> int:
    """Warn on the permission of Sam, by voice; the number of the warning's event."""
    do(session, act.Permit("Sam"), act.Warn())
    return session.call.protocol.warnings[-1].n


@pytest.fixture
def at_board(desk: Desk) -> Iterator[Callable[[str], Watched]]:
    opened: list[Watched] = []

    def at_board(login: str) -> Watched:
        opened.append(Watched(desk.named(login)))
        return opened[-1]

    yield at_board
    for one in opened:
        one.board.close()


def test_a_warning_on_a_voice_is_at_the_desk_once_and_that_of_the_board_never(
    session: Session, places: Places, desk: Desk, as_login: Connecting
) -> None:
    kim = as_login("kim")
    do(session, act.Permit("Sam"))
    Sender(kim, places).send()
    assert desk.rows(TOLD) == []
    do(session, act.Warn())
    ground = session.call.protocol.warnings[-1].event.label
    told = ("Sam", ground, "Dana Whitlock", "useless parrot", True)
    Sender(kim, places).send()
    places.desk_sent.unlink(missing_ok=True)
    Sender(kim, places, anew=True).send()
    assert desk.rows(TOLD) == [told]
    do(session, act.Persist("still a parrot"))
    Sender(kim, places).send()
    assert desk.rows(TOLD) == [told]


def test_a_name_that_is_corrected_is_countersigned_anew_and_a_warning_taken_back_by_nobody(
    session: Session, places: Places, desk: Desk, as_login: Connecting
) -> None:
    sender, n = Sender(as_login("kim"), places), warn(session)
    sender.send()
    do(session, act.Permit("Pat", of=session.call.protocol.permissions[-1].n))
    sender.send()
    names = "SELECT named, open FROM desk.voiced ORDER BY id"
    assert desk.rows(names) == [("Sam", False), ("Pat", True)]
    do(session, act.Correct(n))
    sender.send()
    assert desk.rows(names) == [("Sam", False), ("Pat", False), ("", False)]
    assert voice_figures(as_login("sam"), ALL) == VoiceFigures(0, 0, 0)


def test_calls_from_before_the_desk_knew_of_it_are_told_with_all(
    session: Session, places: Places, desk: Desk, as_login: Connecting
) -> None:
    warn(session)
    do(session, act.End("hung-up"))
    CallBook(shipped(), places).finish(session)
    Sender(as_login("kim"), places).send()
    desk.rows("TRUNCATE desk.voiced CASCADE")
    Sender(as_login("kim"), places, anew=True).send()
    assert [row[0] for row in desk.rows(TOLD)] == ["Sam"]


def test_it_is_countersigned_at_the_board_with_a_hash_and_of_two_the_second_is_told(
    session: Session,
    places: Places,
    desk: Desk,
    as_login: Connecting,
    at_board: Callable[[str], Watched],
) -> None:
    sam, pat = at_board("sam"), at_board("pat")
    n = warn(session)
    Sender(as_login("kim"), places).send()
    [one] = sam.until(lambda view: view.voiced).voiced
    pat.until(lambda view: view.voiced)
    assert (one.seat, one.call, one.n, one.named) == ("kim", session.call.id, n, "Sam")
    assert one.names("sam")
    deny = (one, Countersign.DENIED)
    assert sam.done(sam.board.countersign, *deny, " ") == Refused("Write down why.")
    said = sam.done(sam.board.countersign, one, Countersign.COUNTERSIGNED, "")
    assert said == f"Countersigned: kim, {one.ground}."
    before = Refused("Countersigned by sam before you. Nothing of yours was recorded.")
    assert pat.done(pat.board.countersign, *deny, "never") == before
    for board in (sam, pat):
        board.until(lambda view: not view.voiced)
    kept = desk.rows('SELECT voiced, "by", state, reason, hash FROM desk.countersign')
    digest = answer_hash(one.id, one.hash, "countersigned", "sam", "")
    assert kept == [(one.id, "sam", "countersigned", "", digest)]


def test_what_the_agent_corrected_meanwhile_is_not_countersigned(
    session: Session,
    places: Places,
    as_login: Connecting,
    at_board: Callable[[str], Watched],
) -> None:
    sender, sam = Sender(as_login("kim"), places), at_board("sam")
    warn(session)
    sender.send()
    [one] = sam.until(lambda view: view.voiced).voiced
    do(session, act.Permit("Pat", of=session.call.protocol.permissions[-1].n))
    sender.send()
    told = sam.done(sam.board.countersign, one, Countersign.COUNTERSIGNED, "")
    meanwhile = "The agent has corrected that meanwhile. Nothing of yours was recorded."
    assert told == Refused(meanwhile)
    assert [of.named for of in sam.until(lambda view: view.voiced != (one,)).voiced] == ["Pat"]


@pytest.mark.parametrize(
    ("said", "remark", "figures"),
    [
        ("", "Nobody has countersigned that yet.", (1, 0, 0)),
        ("countersigned", "", (1, 1, 0)),
        ("denied", "sam denies that: nobody asked me", (1, 0, 1)),
    ],
)
def test_verify_and_the_figures_tell_what_became_of_it(
    session: Session,
    places: Places,
    desk: Desk,
    as_login: Connecting,
    said: str,
    remark: str,
    figures: tuple[int, ...],
) -> None:
    kim, n = as_login("kim"), warn(session)
    Sender(kim, places).send()
    reason = "nobody asked me"
    if said:
        [(number, digest)] = desk.rows("SELECT id, hash FROM desk.voiced")
        due = answer_hash(int(str(number)), str(digest), said, "sam", reason)
        as_login("sam").execute(
            "INSERT INTO desk.countersign (voiced, state, reason, hash) VALUES (%s, %s, %s, %s)",
            (number, said, reason, due),
        )
    [of_call, of_desk] = verdicts_of_desk(kim, places)
    named = f"Event {n}: the warning is on record as permitted by voice by Sam. {remark}"
    assert of_call.faults == ((named,) if said == "denied" else ())
    assert of_call.remarks == ((named,) if remark and said != "denied" else ())
    assert "1 warning permitted by voice: " in of_desk.remarks[0]
    assert voice_figures(as_login("sam"), ALL) == VoiceFigures(*figures)
    assert voice_figures(as_login("lee"), ALL) == VoiceFigures(0, 0, 0)
    if said:
        desk.rows("UPDATE desk.countersign SET reason = 'never'")
        [of_call, _] = verdicts_of_desk(kim, places)
        assert f"said of the warning of event {n} ({said}) does not have" in of_call.faults[-1]


def test_verify_does_not_say_that_all_fits_while_one_is_denied_that_nobody_corrected(
    session: Session,
    places: Places,
    desk: Desk,
    as_login: Connecting,
    at_board: Callable[[str], Watched],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in (("STATE", places.state), ("OUT", places.out), ("DESK", desk.named("kim"))):
        monkeypatch.setenv(f"GUIDE_{name}", str(value))
    warn(session)
    sender, sam = Sender(as_login("kim"), places), at_board("sam")
    sender.send()
    [one] = sam.until(lambda view: view.voiced).voiced
    sam.done(sam.board.countersign, one, Countersign.DENIED, "never asked")
    assert run(["verify", "--desk"]) == 1
    out, told = capsys.readouterr()
    assert out == "1 call that the desk received verified: 0 fit.\n"
    assert "sam denies that: never asked" in told
    do(session, act.Permit("Pat", of=session.call.protocol.permissions[-1].n))
    sender.send()
    assert run(["verify", "--desk"]) == 0
    told = capsys.readouterr().err
    assert "was, before that was corrected, on record as permitted by voice by Sam" in told
    assert "sam denies that: never asked" in told
    assert "is on record as permitted by voice by Pat. Nobody has countersigned that yet." in told


# Attacked, with psql


def warned_lines(by: str = "Sam", **more: str) -> list[str]:
    """A call with a warning, its third event, permitted by voice; then its name is corrected."""
    told = {"ground": "abuse", "label": more.get("label", "Abuse")}
    return sealed_events(
        [
            {"kind": "detailed", "field": "caller", "value": more.get("caller", "Dana")},
            {"kind": "caller-said", "words": more.get("words", "parrot")},
            {"kind": "permission-given", "ground": "abuse", "by": by},
            {"kind": "warning-given"} | told,
            {"kind": "permission-given", "ground": "abuse", "by": "Pat", "of": 3},
            {"kind": "noted", "text": "one"},
        ]
    )


LINES = warned_lines()
TELLING = (
    "INSERT INTO desk.voiced (call, n, hash, event, named, words) VALUES (%s, 4, %s, %s, %s, %s)"
)


@pytest.fixture
def voiced(as_login: Connecting, desk: Desk) -> int:
    """The id of a permission by voice of kim's."""
    send(as_login("kim"), LINES)
    as_login("kim").execute(TELLING, (CALL, hash_of(LINES[3]), 4, "", ""))
    [(number,)] = desk.rows("SELECT id FROM desk.voiced")
    return int(str(number))


def test_who_permitted_it_is_read_from_the_call_whatever_a_login_tells(
    voiced: int, as_login: Connecting, desk: Desk
) -> None:
    kim, hashed = as_login("kim"), hash_of(LINES[3])
    every = "SELECT event, named, ground, caller, words, open FROM desk.voiced ORDER BY id"
    of_sam = (4, "Sam", "Abuse", "Dana", "parrot")
    assert desk.rows(every) == [(*of_sam, True)]
    # It is neither closed nor told otherwise.
    for event, named in ((4, ""), (4, "pat"), (3, "pat")):
        with contextlib.suppress(psycopg.Error):
            kim.execute(TELLING, (CALL, hashed, event, named, "please stop"))
        assert desk.rows(every) == [(*of_sam, True)]
    for event in (999, 0, -1):
        with pytest.raises(errors.ForeignKeyViolation):
            kim.execute(TELLING, (CALL, hashed, event, "", ""))
    # A name that the call corrects counts from that event on, and once.
    for _ in range(2):
        kim.execute(TELLING, (CALL, hashed, 6, "", "please stop"))
    of_pat = (5, "Pat", *of_sam[2:])
    assert desk.rows(every) == [(*of_sam, False), (*of_pat, True)]
    kim.execute(TELLING, (CALL, hashed, 4, "", ""))
    assert desk.rows(every) == [(*of_sam, False), (*of_pat, True)]


def test_one_login_s_many_permissions_by_voice_keep_nobody_else_s_out_of_sight(
    as_login: Connecting,
) -> None:
    for login, calls in (("kim", 4), ("lee", 1)):
        for n in range(calls):
            call = f"20261127-19030{n}-{login}x"
            send(as_login(login), LINES, call)
            as_login(login).execute(TELLING, (call, hash_of(LINES[3]), 4, "", ""))
    found = [one.seat for one in to_countersign(as_login("sam"))]
    assert found == ["kim", "kim", "lee", "kim", "kim"]


def test_nothing_but_a_warning_is_permitted_by_voice(voiced: int, as_login: Connecting) -> None:
    query = "INSERT INTO desk.voiced (call, n, hash, event, named) VALUES (%s, %s, %s, 6, 'Sam')"
    for n in (1, 3, 6):
        with pytest.raises(psycopg.Error) as error:
            as_login("kim").execute(query, (CALL, n, hash_of(LINES[n - 1])))
        assert error.value.sqlstate == "GD004"


def test_a_call_that_is_sent_anew_with_another_warning_closes_nothing(
    voiced: int, as_login: Connecting, desk: Desk
) -> None:
    kim, other = as_login("kim"), warned_lines("Ann")
    send(kim, other)
    kim.execute(TELLING, (CALL, hash_of(other[3]), 4, "", ""))
    assert desk.rows("SELECT named, open FROM desk.voiced ORDER BY id") == [
        ("Sam", True),
        ("Ann", True),
    ]


def test_what_no_database_holds_as_text_keeps_no_warning_from_it(
    as_login: Connecting, desk: Desk
) -> None:
    lines = warned_lines("S\0am\0\0", words="a \\\\u0000 \\\0")
    send(as_login("kim"), lines)
    as_login("kim").execute(TELLING, (CALL, hash_of(lines[3]), 4, "", ""))
    assert desk.rows("SELECT named, words FROM desk.voiced") == [("Sam", "a \\\\u0000 \\")]


@pytest.mark.parametrize("login", ["kim", "lee"])
def test_an_agent_countersigns_nothing(voiced: int, as_login: Connecting, login: str) -> None:
    for named, more in (("", ""), (', "by"', ", 'sam'")):
        query = (
            f"INSERT INTO desk.countersign (voiced, state{named})"
            f" VALUES ({voiced}, 'countersigned'{more})"
        )
        with pytest.raises(errors.InsufficientPrivilege):
            as_login(login).execute(query.encode())


def test_a_supervisor_countersigns_nothing_of_their_own_nor_as_somebody_else(
    voiced: int, as_login: Connecting, desk: Desk
) -> None:
    send(as_login("sam"), LINES)
    as_login("sam").execute(TELLING, (CALL, hash_of(LINES[3]), 4, "", ""))
    own = (
        "INSERT INTO desk.countersign (voiced, state, hash)"
        " VALUES (%s, 'countersigned', repeat('a', 64))"
    )
    with pytest.raises(errors.InsufficientPrivilege):
        as_login("sam").execute(own, (voiced + 1,))
    for column in ('"by"', "at"):
        query = f"INSERT INTO desk.countersign (voiced, state, {column}) VALUES (1, 'denied', NULL)"
        with pytest.raises(errors.InsufficientPrivilege):
            as_login("sam").execute(query.encode())
    with pytest.raises(errors.CheckViolation):
        as_login("sam").execute(own.replace("'countersigned'", "'denied'"), (voiced,))
    as_login("sam").execute(own, (voiced,))
    with pytest.raises(errors.UniqueViolation):
        as_login("pat").execute(own, (voiced,))


def test_nobody_tells_of_a_warning_that_is_not_theirs(voiced: int, as_login: Connecting) -> None:
    with pytest.raises(errors.ForeignKeyViolation):
        as_login("lee").execute(TELLING, (CALL, hash_of(LINES[3]), 4, "Pat", ""))
    for column in ("seat", "at", "open"):
        query = f"INSERT INTO desk.voiced (call, {column}) VALUES ('x', NULL)"
        with pytest.raises(psycopg.Error) as error:
            as_login("kim").execute(query.encode())
        assert error.value.sqlstate == "42501"


def test_it_is_erased_with_its_call(voiced: int, as_login: Connecting, desk: Desk) -> None:
    as_login("kim").execute("SELECT desk.forget(%s, 'asked')", (CALL,))
    as_login("sam").execute("SELECT desk.erase()")
    assert desk.rows("SELECT * FROM desk.voiced") == []


def test_what_a_hostile_seat_tells_commands_no_terminal(
    as_login: Connecting, at_board: Callable[[str], Watched]
) -> None:
    hostile = "\x1b]0;x\x07\u202e"
    lines = warned_lines(hostile, label=hostile, caller=hostile, words=hostile)
    send(as_login("kim"), lines)
    as_login("kim").execute(TELLING, (CALL, hash_of(lines[3]), 4, "", ""))
    [one] = at_board("sam").until(lambda view: view.voiced).voiced
    assert isinstance(one, Voiced)
    assert {one.named, one.ground, one.caller, one.words} == {"]0;x"}


# Changed by whoever owns the server


@pytest.fixture
def faults(session: Session, places: Places, desk: Desk, as_login: Connecting) -> Callable[[], str]:
    """What verify says of a call with a permission by voice and one that was countersigned."""
    warn(session)
    Sender(as_login("kim"), places).send()

    def faults() -> str:
        found = verdicts_of_desk(as_login("kim"), places)
        return " ".join(fault for one in found for fault in one.faults)

    return faults


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("SELECT 1", ""),
        ("DELETE FROM desk.voiced", "by voice by Sam, and the desk has nothing of that: nobody"),
        ("UPDATE desk.voiced SET named = 'Pat'", "by voice by Sam, and the desk names Pat: nobody"),
        (
            "UPDATE desk.voiced SET n = 1, hash = (SELECT hash FROM desk.witness WHERE n = 1)",
            "has event 1 as a warning that was permitted by voice by Sam: that is not on record.",
        ),
        ("UPDATE desk.voiced SET words = 'please stop'", "was permitted by voice by Sam (as of"),
        ("UPDATE desk.voiced SET ground = 'threat'", "is not what the call says: it was changed"),
        ("UPDATE desk.voiced SET caller = 'Ann'", "is not what the call says: it was changed"),
        ("UPDATE desk.voiced SET event = 999", "(as of event 999) is not what the call says"),
        ("UPDATE desk.voiced SET event = 1", "(as of event 1) is not what the call says"),
        ("UPDATE desk.voiced SET named = ''", "was not permitted by voice (as of event"),
        ("UPDATE desk.voiced SET open = false", "keeps from its board that the warning of event "),
    ],
)
def test_a_permission_by_voice_that_is_withheld_is_named(
    desk: Desk, faults: Callable[[], str], change: str, told: str
) -> None:
    desk.rows(change)
    found = faults()
    assert bool(found) == bool(told)
    assert told in found


def test_the_desk_reads_each_of_several_warnings_as_the_call_tells_it(
    session: Session, places: Places, desk: Desk, as_login: Connecting, faults: Callable[[], str]
) -> None:
    sender = Sender(as_login("kim"), places)
    do(session, act.Calm(), act.MakeEffort("asked again"))
    do(session, act.StateGround("abuse"), act.Persist("and a fool"), act.Permit("Sam"))
    do(session, act.Correct(session.call.protocol.permissions[-1].n), act.Permit("Pat"))
    do(session, act.Warn(), act.WriteDetail("caller", "Dana Poe"))
    sender.send()
    told = "SELECT named, words FROM desk.voiced ORDER BY id"
    assert desk.rows(told) == [("Sam", "useless parrot"), ("Pat", "and a fool")]
    assert faults() == ""


def test_the_words_at_the_desk_are_those_about_the_reason(
    session: Session, places: Places, desk: Desk, as_login: Connecting, faults: Callable[[], str]
) -> None:
    do(session, act.Calm(), act.StateGround("abuse"), act.QuoteCaller("you fool"))
    do(session, act.StateGround("slurs"), act.QuoteCaller("one more thing"))
    do(session, act.StateGround("abuse"), act.Persist("you fool, again"))
    do(session, act.StateGround("slurs"), act.QuoteCaller("and another"))
    do(session, act.StateGround("abuse"), act.Permit("Sam"), act.Warn())
    Sender(as_login("kim"), places).send()
    assert desk.rows("SELECT words FROM desk.voiced ORDER BY id DESC LIMIT 1") == [
        ("you fool, again",)
    ]
    assert faults() == ""
    # What the desk of an earlier version has of it is of the call, too.
    desk.rows("UPDATE desk.voiced SET words = 'and another' WHERE words = 'you fool, again'")
    assert faults() == ""


def test_a_name_that_was_corrected_or_taken_back_fits(
    session: Session, places: Places, as_login: Connecting, faults: Callable[[], str]
) -> None:
    n, sender = session.call.protocol.warnings[-1].n, Sender(as_login("kim"), places)
    for action in (
        act.Permit("Pat", of=session.call.protocol.permissions[-1].n),
        act.Correct(n),
    ):
        do(session, action)
        assert faults() == ""
        sender.send()
        assert faults() == ""


def test_what_a_supervisor_denied_is_told_to_the_agent_and_settled_once(
    session: Session,
    places: Places,
    desk: Desk,
    as_login: Connecting,
    at_board: Callable[[str], Watched],
    faults: Callable[[], str],
) -> None:
    sam, pat, kim = at_board("sam"), at_board("pat"), as_login("kim")
    denials = Denials(places)
    [one] = sam.until(lambda view: view.voiced).voiced
    assert (denials.take_in(kim), denials.told) == (False, {})
    with pytest.raises(psycopg.Error, match="nobody has denied that"):
        as_login("sam").execute(SETTLE, (one.id, "so"))
    sam.done(sam.board.countersign, one, Countersign.DENIED, "nobody asked me")
    assert [denials.take_in(kim), denials.take_in(kim)] == [True, False]
    [sentence] = denials.told[session.call.id]
    assert sentence.endswith("by voice by Sam. sam denies that: nobody asked me")
    do(session, act.End("hung-up"))
    CallBook(shipped(), places).finish(session)
    Sender(kim, places).send()
    assert sentence in faults()
    for login in ("kim", "sam"):
        with pytest.raises(psycopg.Error):
            as_login(login).execute(SETTLE, (one.id, "" if login == "sam" else "so"))
    [denied] = pat.until(lambda view: view.voiced and view.voiced[0].denied_by).voiced
    assert (denied.denied_by, denied.denied_why) == ("sam", "nobody asked me")
    settled = (denied, Countersign.COUNTERSIGNED, "it was me: Kim wrote Sam")
    assert pat.done(pat.board.countersign, *settled) == f"Settled: kim, {one.ground}."
    assert sam.done(sam.board.countersign, *settled) == Refused(
        "Settled by pat before you. Nothing of yours was recorded."
    )
    pat.until(lambda view: not view.voiced)
    assert (denials.take_in(kim), denials.told, faults()) == (True, {}, "")
    [remark, *_] = next(verdicts_of_desk(kim, places)).remarks
    assert remark.endswith("nobody asked me (settled by pat: it was me: Kim wrote Sam)")
    assert voice_figures(as_login("sam"), ALL) == VoiceFigures(1, 0, 1)
    desk.rows("UPDATE desk.countersign SET reason = 'so' WHERE NOT again")
    assert voice_figures(as_login("sam"), ALL) == VoiceFigures(1, 0, 0, unfit=1)
    desk.rows("UPDATE desk.countersign SET reason = 'nobody asked me' WHERE NOT again")
    desk.rows("UPDATE desk.countersign SET reason = 'so' WHERE again")
    assert "(denied) does not have the hash" not in faults()
    assert f"pat settled what was denied of the warning of event {one.n}, without the" in faults()
    # So the denial stands.
    assert sentence in faults()
    assert denials.take_in(kim)
    assert denials.told == {session.call.id: (sentence,)}


def test_a_denial_is_on_record_after_the_call_once_and_so_is_that_it_was_settled(
    session: Session,
    places: Places,
    as_login: Connecting,
    at_board: Callable[[str], Watched],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GUIDE_STATE", str(places.state))
    monkeypatch.setenv("GUIDE_OUT", str(places.out))
    n, kim = warn(session), as_login("kim")
    Sender(kim, places).send()
    sam, denials = at_board("sam"), Denials(places)
    [one] = sam.until(lambda view: view.voiced).voiced
    sam.done(sam.board.countersign, one, Countersign.DENIED, "nobody asked me")
    denials.take_in(kim)
    # While the call goes on it may be corrected: it is told on its screen.
    assert not places.register.exists()
    do(session, act.End("hung-up"))
    CallBook(shipped(), places).finish(session)
    call = session.call
    for again in (denials, Denials(places)):
        again.take_in(kim)
        [denied] = wrap_up_of(places, call).denied
    told = (
        f"The warning of event {n} is on record as permitted by voice by Sam. sam denies that:"
        " nobody asked me."
    )
    assert (denied.told, len(wrap_up_of(places, call).lines)) == (told, 1)
    assert read_sealed(places.register, "register", after_call).faults == ()
    assert run(["calls"]) == 0
    assert f"{call.id}: {told}" in capsys.readouterr().err
    assert run(["calls", "--json"]) == 0
    [[permission]] = [one["permissions"] for one in json.loads(capsys.readouterr().out)]
    assert (permission["denied_by"], permission["denied_why"]) == ("sam", "nobody asked me")
    assert run(["calls", "--csv"]) == 0
    assert "Sam (denied by sam)" in capsys.readouterr().out
    # It is beside the summary once somebody leaves the page, or the program starts.
    assert run(["summary", call.id]) == 0
    addendum = Path(capsys.readouterr().out.splitlines()[1]).read_text()
    assert f"- Permission: {told}" in addendum
    assert run(["verify", call.id]) == 0, capsys.readouterr().err
    capsys.readouterr()
    pat = at_board("pat")
    [voiced] = pat.until(lambda view: view.voiced and view.voiced[0].denied_by).voiced
    pat.done(pat.board.countersign, voiced, Countersign.COUNTERSIGNED, "it was me")
    for again in (denials, Denials(places)):
        again.take_in(kim)
        [denied] = wrap_up_of(places, call).denied
        assert denied.told == f"{told} Settled by pat: it was me."
        assert len(wrap_up_of(places, call).lines) == 2
    assert run(["verify", "--all"]) == 0, capsys.readouterr().err


def test_a_denial_of_what_the_call_does_not_have_counts_for_nothing(
    session: Session, places: Places
) -> None:
    n = warn(session)
    do(session, act.End("hung-up"))
    CallBook(shipped(), places).finish(session)
    for what in (
        PermissionDenied(n, "Pat", "never"),
        PermissionDenied(n + 1, "Sam", "never"),
        PermissionDenied(n, "Sam", ""),
    ):
        by_hand = AfterEnding(session.call.last.at, "sam", session.call.id, what)
        with held(Disk(), places.register, "register") as file:
            append_sealed(Disk(), file, [by_hand.record()])
    wrap_up = wrap_up_of(places, session.call)
    assert wrap_up.denied == ()
    assert len([*unlawful_lines(session.call, [*enumerate(wrap_up.lines)])]) == 3


def test_the_call_screen_tells_once_what_was_denied(session: Session) -> None:
    team = FakeDesk()
    answers = Answers(session, team)
    assert answers.take_in() == ()
    team.denied = {session.call.id: ("sam denies that",), "other": ("not here",)}
    assert [answers.take_in(), answers.take_in()] == [("sam denies that",), ()]


def test_a_program_that_ends_tells_what_was_denied(
    session: Session,
    places: Places,
    desk: Desk,
    as_login: Connecting,
    at_board: Callable[[str], Watched],
    capsys: pytest.CaptureFixture[str],
) -> None:
    warn(session)
    Sender(as_login("kim"), places).send()
    sam = at_board("sam")
    [one] = sam.until(lambda view: view.voiced).voiced
    sam.done(sam.board.countersign, one, Countersign.DENIED, "nobody asked me")
    outbox = Outbox(desk.named("kim"), places)
    outbox.start()
    leave_desk(outbox)
    told = capsys.readouterr().err
    assert f"{session.call.id}: Event {one.n}: the warning" in told
    assert "sam denies that: nobody asked me" in told


def test_what_a_program_has_heard_is_in_the_register_before_the_page_of_the_call_is_drawn(
    session: Session,
    places: Places,
    desk: Desk,
    as_login: Connecting,
    at_board: Callable[[str], Watched],
) -> None:
    warn(session)
    Sender(as_login("kim"), places).send()
    sam = at_board("sam")
    [one] = sam.until(lambda view: view.voiced).voiced
    sam.done(sam.board.countersign, one, Countersign.DENIED, "nobody asked me")
    outbox = Outbox(desk.named("kim"), places)
    outbox.start()
    sam.until(lambda _: outbox.denied)
    # From here on the desk tells nothing more.
    assert outbox.close()
    do(session, act.End("hung-up"))
    CallBook(shipped(), places, desk=outbox).finish(session)
    [denied] = wrap_up_of(places, session.call).denied
    assert "sam denies that: nobody asked me" in denied.told


def test_what_comes_before_a_program_ends_is_told_then_and_in_the_register_and_the_addendum(
    session: Session,
    places: Places,
    desk: Desk,
    as_login: Connecting,
    at_board: Callable[[str], Watched],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("guide.desk.outbox._HEARTBEAT", 600)
    warn(session)
    do(session, act.End("hung-up"))
    CallBook(shipped(), places).finish(session)
    outbox = Outbox(desk.named("kim"), places)
    outbox.start()
    sam = at_board("sam")
    [one] = sam.until(lambda view: view.voiced).voiced
    sam.until(lambda _: outbox.standing.begun)
    sam.done(sam.board.countersign, one, Countersign.DENIED, "nobody asked me")
    leave_desk(outbox)
    assert "sam denies that: nobody asked me" in capsys.readouterr().err
    [denied] = wrap_up_of(places, session.call).denied
    assert denied.told in (places.out / f"{session.call.id}-after.md").read_text()


def test_a_denial_stays_where_its_warning_is_undone_and_given_anew(
    session: Session,
    places: Places,
    desk: Desk,
    as_login: Connecting,
    at_board: Callable[[str], Watched],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("GUIDE_STATE", str(places.state))
    monkeypatch.setenv("GUIDE_OUT", str(places.out))
    n, kim, pat = warn(session), as_login("kim"), at_board("pat")
    sender, team, denials = Sender(kim, places), FakeDesk(), Denials(places)
    sender.send()
    [one] = pat.until(lambda view: view.voiced).voiced
    pat.done(pat.board.countersign, one, Countersign.DENIED, "Sam is on leave")
    denials.take_in(kim)
    team.denials = dict(denials.every)
    answers = Answers(session, team)
    answers.take_in()
    do(session, act.Correct(n))
    assert isinstance(session.do(act.Warn()), Refused)
    again = warn(session)
    sender.send()
    told = "Sam permitted a warning of this call: Sam is on leave"
    [open_one] = pat.until(lambda view: [v for v in view.voiced if v.n == again]).voiced
    assert [before.told for before in open_one.before] == [f"pat denied that {told}"]
    assert not open_one.denied_by
    assert [*denials.every[session.call.id]] == [act.HearDenial(n, "Sam", "pat", "Sam is on leave")]
    do(session, act.End("hung-up"))
    CallBook(shipped(), places).finish(session)
    sender.send()
    for each in (denials, Denials(places)):
        each.take_in(kim)
        [denied] = wrap_up_of(places, session.call).denied
    undone = (
        f"The warning of event {n} was, before it was undone, on record as permitted by voice by"
        " Sam. pat denies that: Sam is on leave."
    )
    assert denied.told == undone
    assert run(["calls"]) == 0
    assert undone in capsys.readouterr().err
    assert run(["calls", "--json"]) == 0
    [[permission]] = [one["permissions"] for one in json.loads(capsys.readouterr().out)]
    assert (permission["n"], permission["denied_by"]) == (again, None)
    assert run(["verify", "--all"]) == 0, capsys.readouterr().err
    capsys.readouterr()
    assert run(["summary", session.call.id]) == 0
    summary, addendum = map(Path, capsys.readouterr().out.splitlines()[:2])
    assert "pat denies, at the board, that Sam permitted the warning" in summary.read_text()
    assert f"- Permission: {undone}" in addendum.read_text()
    verdict = next(verdicts_of_desk(kim, places))
    assert verdict.faults == ()
    [of_undone, _] = verdict.remarks[:2]
    assert of_undone.startswith(f"Event {n}: the warning was, before it was undone, on record as")


def test_a_denial_that_no_seat_heard_on_the_call_is_on_record_after_it(
    session: Session, places: Places, as_login: Connecting, at_board: Callable[[str], Watched]
) -> None:
    n, kim, pat = warn(session), as_login("kim"), at_board("pat")
    given = session.call.protocol.permissions[-1].n
    Sender(kim, places).send()
    [one] = pat.until(lambda view: view.voiced).voiced
    pat.done(pat.board.countersign, one, Countersign.DENIED, "Sam is on leave")
    do(session, act.Permit("sam o.", of=given), act.Correct(n), act.Warn())
    do(session, act.End("hung-up"))
    CallBook(shipped(), places).finish(session)
    Sender(kim, places).send()
    [again] = pat.until(lambda view: [v for v in view.voiced if v.n != n]).voiced
    assert [before.named for before in again.before] == ["Sam"]
    Denials(places).take_in(kim)
    [denied] = wrap_up_of(places, session.call).denied
    assert (denied.what.warning, denied.what.named, denied.before) == (n, "Sam", "it was undone")
    assert [
        *unlawful_lines(session.call, [*enumerate(wrap_up_of(places, session.call).lines)])
    ] == []
