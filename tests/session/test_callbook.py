import stat

import pytest
from kit import warned
from shop import Shop, do, resumed, taken

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.standing import standing
from guide.errors import CallBusy, RecordError, UnknownName
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.writer import DirectWriter
from guide.register.after_call import FilledIn, Voided
from guide.register.promise import Promise
from guide.register.wrap_up import do_after
from guide.script.library import load_library
from guide.session.callbook import CallBook

ESCALATED, PROTOCOL = "escalated-callers", "hang-up-protocol"


# -- beginning -----------------------------------------------------------------------------


def test_a_call_begins_on_the_disk_with_agent_reference_and_details(shop: Shop) -> None:
    session = shop.book().start(
        ESCALATED, agent="Robin", ref="4711", details=(("caller", "Dana"), ("number", ""))
    )
    path = shop.places.journal_path(session.call.id)
    entries = read_journal(path).entries
    assert entries == session.call.entries
    begun = entries[0].event
    assert isinstance(begun, ev.Started)
    assert (begun.agent, begun.ref, begun.training) == ("Robin", "4711", False)
    assert session.call.detail("caller") == "Dana"
    assert list(session.call.details) == ["caller"]
    session.close()


def test_an_option_that_is_no_answer_to_its_field_is_told_and_not_written_down(shop: Shop) -> None:
    number = '[[field]]\nid = "number"\nlabel = "Number"\nkind = "phone"\n\n[desk]'
    shop.edit(ESCALATED, "[desk]", number)
    details = (("caller", "Dana"), ("number", "3:30"))
    session = shop.book().start(ESCALATED, agent="Robin", details=details)
    assert list(session.call.details) == ["caller"]
    assert session.notice == (
        "“3:30” was not written down. Number: “3:30” is a time. Type a phone number."
    )
    session.close()


def test_journals_are_private(shop: Shop) -> None:
    with taken(shop) as session:
        path = shop.places.journal_path(session.call.id)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_script_that_is_not_there_begins_no_call(shop: Shop) -> None:
    with pytest.raises(UnknownName, match="escalated-callers"):
        shop.book().start("escalated-caller", agent="Robin")
    assert shop.book().unfinished() == []


def test_practice_is_kept_apart_from_real_calls(shop: Shop) -> None:
    book = CallBook(
        load_library(shop.folder), shop.places, clock=shop.clock, writer=DirectWriter, training=True
    )
    session = book.start(ESCALATED, agent="Robin")
    session.close()
    assert session.call.started.training
    assert shop.book().unfinished() == []
    assert [info.id for info in book.unfinished()] == [session.call.id]


def test_the_script_used_last_is_the_first_of_those_used(shop: Shop) -> None:
    book = shop.book()
    for script in (ESCALATED, PROTOCOL):
        book.start(script, agent="Robin").close()
    assert book.last_used() == (PROTOCOL, ESCALATED)


# -- going on ------------------------------------------------------------------------------


def test_a_call_goes_on_at_the_same_step_with_the_same_draft_counter_and_clocks(
    shop: Shop,
) -> None:
    shop.clock.set(50)
    with taken(shop, ESCALATED, act.Choose(3), act.Choose(3), *warned()) as session:
        do(session, act.StartClock(), act.Draft("half a thou"), act.Choose(1))
        left = session.call
    shop.clock.set(80)
    with resumed(shop) as session:
        call = session.call
        assert call.entries[:-1] == left.entries
        assert isinstance(call.last.event, ev.Resumed)
        assert (call.path, call.draft, call.protocol) == (left.path, left.draft, left.protocol)
        assert call.draft == "half a thou"
        assert call.here.step == "ground"
        shown = standing(session.context())
        assert (shown.given, shown.required) == (1, 1)
        assert session.elapsed == 30
        assert call.clock is not None
        assert call.clock.left(session.elapsed) == 90
        do(session, act.Return())
        assert session.call.here.script == ESCALATED


def test_a_call_can_be_left_and_gone_on_with_again_and_again(shop: Shop) -> None:
    with taken(shop):
        pass
    for number in range(3):
        with resumed(shop) as session:
            do(session, act.Write(f"note {number}"))
    with resumed(shop, "2026") as session:
        assert [note.text for note in session.call.notes] == ["note 0", "note 1", "note 2"]


def test_the_latest_unfinished_call_is_gone_on_with(shop: Shop) -> None:
    book = shop.book()
    for n in range(3):
        shop.clock.set(n * 60)
        book.start(ESCALATED, agent=f"agent {n}").close()
    with resumed(shop) as session:
        assert session.call.started.agent == "agent 2"
    assert [info.agent for info in shop.book().unfinished()] == ["agent 2", "agent 1", "agent 0"]
    assert [info.agent for info in book.recent(2, but=session.call.id)] == ["agent 1", "agent 0"]


def test_a_call_that_another_program_holds_is_not_taken_from_it(shop: Shop) -> None:
    with taken(shop), pytest.raises(CallBusy):
        shop.book().resume()


def test_a_call_that_has_ended_does_not_go_on(shop: Shop) -> None:
    with taken(shop, ESCALATED, act.End("hung-up")) as session:
        pass
    with pytest.raises(UnknownName, match="no unfinished call"):
        shop.book().resume()
    with pytest.raises(RecordError, match=f"guide summary {session.call.id}"):
        shop.book().resume(session.call.id)


def test_a_last_line_that_was_cut_off_is_told_to_whoever_goes_on_with_the_call(shop: Shop) -> None:
    with taken(shop, ESCALATED, act.Write("one"), act.Write("two")) as session:
        path = shop.places.journal_path(session.call.id)
    whole = path.read_bytes()
    with resumed(shop) as session:
        assert session.notice == ""
    path.write_bytes(whole[:-20])
    with resumed(shop) as session:
        assert "line 3, the last, is cut off" in session.notice
        assert [note.text for note in session.call.notes] == ["one"]
    with resumed(shop) as session:
        assert session.notice == ""


def test_where_there_is_no_such_call_none_goes_on(shop: Shop) -> None:
    with pytest.raises(UnknownName, match="There is no call “2025”"):
        shop.book().resume("2025")


# -- an earlier call -----------------------------------------------------------------------


def test_an_earlier_call_tells_whoever_takes_it_over_what_it_knows(shop: Shop) -> None:
    concern = act.WriteDetail("concern", "no title")
    with taken(shop, ESCALATED, concern, act.End("handed-over")) as session:
        pass
    book = shop.book()
    taking = book.evidence(session.call.id)
    second = book.start("taking-over-a-call", agent="Sam")
    do(second, taking)
    assert second.call.detail("concern") == "no title"
    second.close()


def test_what_is_void_since_was_not_offered_and_what_was_filled_in_is_known(shop: Shop) -> None:
    called = act.AddFollowUp("callback", (("number", "312 555 0134"),))
    message = act.AddFollowUp("voicemail", (("number", "312 555 0134"),))
    with taken(shop, ESCALATED, called, message, act.End("handed-over")) as session:
        call = session.call
    callback, voicemail = (one.n for one in call.follow_ups)
    concern = FilledIn((("concern", "Concern", "no title"),))
    for n, deed in ((callback, concern), (voicemail, Voided("wrong kind"))):
        after = do_after(Disk(), shop.places, call, n, deed, "Kim Lo", call.at)
        assert isinstance(after, Promise)
    known = dict(shop.book().evidence(call.id).details)
    assert (known["offered"], known["concern"]) == ("Callback", "no title")


def test_an_earlier_call_that_cannot_be_read_is_told(shop: Shop) -> None:
    with taken(shop) as session:
        path = shop.places.journal_path(session.call.id)
    path.write_bytes(b"nothing\n")
    with pytest.raises(RecordError, match="cannot be read"):
        shop.book().evidence(session.call.id)
