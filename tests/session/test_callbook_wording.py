import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from kit import warned
from msgspec.structs import replace
from shop import Shop, do, resumed, taken

from guide.call import actions as act
from guide.errors import UnknownName
from guide.script.approval import Approvals, approvals_text
from guide.script.library import load_library, shipped_folder
from guide.script.model import Status
from guide.script.signing import approval_of
from guide.session.session import Session

ESCALATED, PROTOCOL = "escalated-callers", "hang-up-protocol"


def in_the_first_script(session: Session) -> None:
    do(session, act.GoTo(ESCALATED, "connect"))


def in_a_script_opened_later(session: Session) -> None:
    do(session, act.GoTo(PROTOCOL), act.MakeEffort("asked"), act.StateGround("slurs"))
    do(session, act.GoTo(PROTOCOL, "warn"))


@pytest.mark.parametrize(
    ("where", "script", "old"),
    [
        (in_the_first_script, ESCALATED, "I appreciate your time please remain"),
        (in_a_script_opened_later, PROTOCOL, "I want to keep speaking with you"),
    ],
)
def test_a_call_goes_on_with_its_own_wording_though_the_file_was_changed(
    shop: Shop, where: Callable[[Session], None], script: str, old: str
) -> None:
    with taken(shop) as session:
        where(session)
    shop.edit(script, old, "Something else")
    assert "Something else" in shop.book().library.script(script).text
    with resumed(shop) as session:
        (line,) = session.context().lines
        assert line.text.startswith(old)
        do(session, act.Say())
        assert getattr(session.call.last.event, "text", "").startswith(old)


def test_a_script_opened_after_going_on_is_kept_as_well(shop: Shop) -> None:
    with taken(shop):
        pass
    with resumed(shop) as session:
        do(session, act.GoTo(PROTOCOL, "redirect"))
    shop.edit(PROTOCOL, 'title = "Redirect"', 'title = "Steer"')
    with resumed(shop) as session:
        assert session.context().step.title == "Redirect"


def test_a_script_whose_words_are_used_without_opening_it_is_kept_at_that_moment(
    shop: Shop,
) -> None:
    protocol = shop.book().library.script(PROTOCOL)
    kept = shop.places.wording / f"{protocol.sha256}.toml"
    effort, reason, *_ = warned()
    with taken(shop, ESCALATED, effort) as session:
        assert not kept.exists()
        do(session, reason)
        assert kept.read_text() == protocol.text


def test_a_caller_is_warned_in_the_words_that_were_there_when_the_reason_was_chosen(
    shop: Shop,
) -> None:
    old = "I’m unable to tolerate such language."
    *before, warning = warned()
    with taken(shop, ESCALATED, *before):
        pass
    shop.edit(PROTOCOL, old, "Stop that.")
    with resumed(shop) as session:
        do(session, warning)
        assert getattr(session.call.last.event, "text", "").startswith(old)


def test_words_used_from_afar_are_kept_by_the_next_event_where_the_disk_was_full(
    shop: Shop,
) -> None:
    protocol = shop.book().library.script(PROTOCOL)
    kept = shop.places.wording / f"{protocol.sha256}.toml"
    effort, reason, *_ = warned()
    with taken(shop, ESCALATED, effort) as session:
        shop.system.full = True
        do(session, reason)
        assert not kept.exists()
        shop.system.full = False
        do(session, act.Write("the disk is back"))
        assert kept.read_text() == protocol.text


def test_a_call_goes_on_though_the_file_of_its_script_is_gone_or_has_a_mistake(shop: Shop) -> None:
    with taken(shop, ESCALATED, act.Choose(2)):
        pass
    (shop.folder / f"{ESCALATED}.toml").unlink()
    with resumed(shop) as session:
        assert session.context().step.title == "Be kind, take notes"
    (shop.folder / f"{ESCALATED}.toml").write_text("[script]\n")
    with resumed(shop) as session:
        do(session, act.Choose(1))


def test_without_the_wording_it_was_taken_with_a_call_says_what_is_lacking(shop: Shop) -> None:
    with taken(shop):
        pass
    (shop.folder / f"{ESCALATED}.toml").unlink()
    shutil.rmtree(shop.places.wording)
    with pytest.raises(UnknownName, match="--scripts"):
        shop.book().resume()
    shutil.copy(shipped_folder() / f"{ESCALATED}.toml", shop.folder)
    with resumed(shop):
        """The journal was let go of, so that the call can go on."""


def test_wording_that_was_approved_when_the_call_was_taken_is_still_so(shop: Shop) -> None:
    def approve_now() -> None:
        script = load_library(shop.folder).script(ESCALATED)
        record = approval_of(script, "Ann Oyelaran", shop.clock.now().at)
        with (shop.folder / "approvals.toml").open("a") as file:
            file.write(approvals_text(Approvals((record,))))

    approve_now()
    with taken(shop, ESCALATED, act.GoTo(ESCALATED, "connect")):
        pass
    shop.edit(ESCALATED, "please remain on the line", "please hold the line")
    shop.clock.set(60)
    approve_now()
    with resumed(shop) as session:
        (line,) = session.context().lines
        assert "please remain on the line" in line.text
        assert line.status is Status.APPROVED


def test_wording_that_was_taken_away_with_the_record_is_kept_before_the_call_is_saved(
    shop: Shop,
) -> None:
    with taken(shop) as session:
        [kept] = shop.places.wording.iterdir()
        shutil.rmtree(shop.places.state)
        do(session, act.Write("it is all gone"))
        session.retry()
        assert session.shown.saved.ok
        assert kept.exists()


def test_nothing_of_a_call_is_written_under_a_mount_point_whose_disk_went_away(
    shop: Shop, tmp_path: Path
) -> None:
    state, away = shop.places.state, tmp_path / "away"
    places = replace(shop.places, fallback_dir=tmp_path / "elsewhere")
    book = Shop(shop.folder, places, shop.clock, shop.system).book()
    with closing(book.start(ESCALATED, agent="Robin")) as session:
        state.rename(away)
        state.mkdir(0o700)
        do(session, act.Write("while it is away"))
        do(session, act.GoTo(PROTOCOL))
        session.retry()
        assert session.shown.saved.ok
        assert str(tmp_path / "elsewhere") in session.shown.saved.reason
        assert [*state.iterdir()] == []
        entries = session.call.entries
    assert [*state.iterdir()] == []
    shutil.rmtree(state)
    away.rename(state)
    assert book.open_records() == ()
    with closing(book.resume()) as session:
        assert session.call.entries[: len(entries)] == entries
        assert len([*places.wording.iterdir()]) == 2


def test_a_call_is_not_saved_while_its_wording_is_not(shop: Shop) -> None:
    shutil.rmtree(shop.places.state, ignore_errors=True)
    shop.places.state.mkdir(0o700)
    shop.places.wording.write_text("in the way")
    with taken(shop) as session:
        assert not session.shown.saved.ok
        assert str(shop.places.wording) in session.shown.saved.reason
        do(session, act.Write("a note"))
        assert not session.shown.saved.ok
        shop.places.wording.unlink()
        session.retry()
        assert session.shown.saved.ok
        assert len([*shop.places.wording.iterdir()]) == 1
