from datetime import timedelta
from pathlib import Path

import pytest
from fake_desk import FakeDesk
from kit import FRIDAY, MemoryWriter
from panes import joined
from piloted import Piloted, keys, piloted
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, NOW, a_call, keep
from snapshot import Snapshot

from guide.call import actions as act
from guide.record.disk import Disk
from guide.record.journal import Journal
from guide.record.places import Places
from guide.register.after_call import Tried
from guide.register.register import do
from guide.script.model import FollowUpKind
from guide.session.at_desk import AskState
from guide.tui.look import LIGHT
from guide.tui.wrap_up import WrapUpScreen

NARROW, HUGE = (80, 24), (200, 50)
SATURDAY = FRIDAY + timedelta(days=1)
DAY = "20261120-190400"


async def warned(screen: Piloted) -> None:
    """Up to the warning, with all that comes before it on record."""
    await keys(screen, "a", "3", "2", "space", "4", "3", "w", "2", "1")
    await keys(screen, '"listen you useless parrot"', "enter", "space")


async def a_call_well_under_way(screen: Piloted) -> None:
    """A hostile caller, the title of whose car has not come: about to be summed up."""
    await keys(screen, "a", "1", "a", "2", "1", "space", "a", "3")
    await keys(screen, "c", '"Dana Whitlock"', "enter", '"404 555 0142"', "enter")
    await keys(screen, '"title not transferred"', "escape", "1", "space")
    await screen.wait(95)
    await keys(screen, "n", '"waited 3 weeks for the title"', "enter")
    await screen.wait(70)
    await keys(screen, '"spoke to finance on Tuesday, was told to wait"', "escape")
    await keys(screen, "f", "4", "enter", "enter", "1")
    await screen.wait(40)


async def test_a_call_about_to_be_summed_up(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers", at=FRIDAY - timedelta(minutes=2)) as screen:
        await a_call_well_under_way(screen)
        assert screen.call.here.step == "summarise"
        snapshot("call-read-back", screen.app)


async def test_the_same_call_on_a_light_terminal_at_80_by_24_and_with_a_note_being_typed(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    async with piloted(tmp_path, "escalated-callers", palette=LIGHT) as screen:
        await a_call_well_under_way(screen)
        snapshot("call-light", screen.app)
        commands = {c.title: c for c in screen.app.get_system_commands(screen.screen)}
        commands["Look: dark"].callback()
        await screen.resize(*NARROW)
        snapshot("call-read-back-80x24", screen.app)
        await keys(screen, "n", '"says that the county has no record of it, and that she was cut"')
        snapshot("notes-80x24", screen.app)
        await screen.resize(*HUGE)
        snapshot("notes-200x50", screen.app)


async def test_the_same_call_without_colours(
    tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "")
    async with piloted(tmp_path, "escalated-callers") as screen:
        await a_call_well_under_way(screen)
        await warned(screen)
        snapshot("call-no-color", screen.app)


async def test_the_picker_with_an_unfinished_call(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "irate-customers") as screen:
        await keys(screen, "1", "ctrl+q")
    async with piloted(tmp_path) as screen:
        await screen.until(lambda: "the register" in screen.text)
        snapshot("picker", screen.app)


async def test_the_register(tmp_path: Path, snapshot: Snapshot) -> None:
    places = Places(tmp_path / "state", tmp_path / "summaries")
    here = ("escalated-callers", "callback")
    said = act.GoTo(*here), act.Say("by-morning")
    keep(places, a_call(*said, CALLBACK))
    noor = (("caller", "Noor Haddad"), ("number", "(404) 555-0142"), ("concern", "a refund"))
    keep(places, a_call(*said, act.AddFollowUp(FollowUpKind.CALLBACK, noor), call=f"{DAY}-k2wd"))
    keep(places, a_call(DO_NOT_CALL, act.ReportThreat(), call=f"{DAY}-k3wd"))
    do(Disk(), places, CALL, Tried("no answer"), "Kim Lo", NOW)
    async with piloted(tmp_path, at=SATURDAY - timedelta(hours=4)) as screen:
        await screen.until(lambda: "1 overdue" in screen.text)
        await keys(screen, "r", "down")
        snapshot("owed", screen.app)
        await screen.resize(*NARROW)
        await keys(screen, "t", '"no answer again"')
        snapshot("owed-80x24", screen.app)


async def test_the_page_after_a_call(
    tmp_path: Path, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guide.session.callbook.new_call_id", lambda at: CALL)
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        script = screen.call.started.script
        for action in (CALLBACK, act.ReportThreat(), act.GoTo(script, "callback")):
            screen.screen.view.session.do(action)
        await keys(screen, "space", "e", "4", "y")
        await screen.until(lambda: isinstance(screen.app.screen, WrapUpScreen))
        await keys(screen, "n", '"she will be at work until five"', "enter", "2")
        snapshot("wrap-up-80x24", screen.app)


async def test_the_first_step(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        snapshot("first-step-80x24", screen.app)


async def test_a_permission_asked_for(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await keys(screen, "a", "4", "2", "w", "2", "1", '"listen you useless parrot"', "enter")
        snapshot("warn-permission", screen.app)


async def test_a_permission_asked_for_at_the_board(tmp_path: Path, snapshot: Snapshot) -> None:
    team = FakeDesk()
    async with piloted(tmp_path, "escalated-callers", size=NARROW, desk=team) as screen:
        await keys(screen, "a", "4", "2", "w", "1", "1", '"listen you useless parrot"', "enter")
        snapshot("board-to-ask-80x24", screen.app)
        await keys(screen, "3")
        await screen.until(lambda: bool(team.calls))
        team.says(AskState.REFUSED, "sam", "hear them out once more")
        await screen.until(lambda: len(screen.call.asks) == 2)
        await screen.until(lambda: len(team.calls[-1].asks) == 2)
        team.says(AskState.TAKEN, "pat")
        await screen.still()
        snapshot("board-asked-80x24", screen.app)


async def test_a_caller_who_is_waited_for_after_the_warning_and_calmed_down(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await warned(screen)
        assert screen.status == "▲ WARNINGS 1 of 1 · wait for the caller"
        snapshot("waiting-80x24", screen.app)
        await keys(screen, "1", "n", "escape")
        assert screen.status.startswith("▲ WARNINGS 1 of 1")
        snapshot("warned-80x24", screen.app)


async def test_a_call_that_may_be_ended_and_its_end_by_the_protocol(
    tmp_path: Path, snapshot: Snapshot
) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await warned(screen)
        await keys(screen, "2", '"still a parrot"', "enter")
        assert screen.status.startswith("■ WARNINGS 1 of 1")
        snapshot("may-end", screen.app)
        await keys(screen, "space", "e")
        assert screen.title == "End the call"
        snapshot("end-protocol", screen.app)


async def test_the_warning_to_read(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await keys(screen, "a", "3", "2", "space", "4", "3", "w", "2", "1")
        await keys(screen, '"listen you useless parrot"', "enter")
        assert "you may warn" in screen.status
        snapshot("warning-80x24", screen.app)
        await screen.resize(*HUGE)
        snapshot("warning-200x50", screen.app)


async def test_details_at_80_by_24(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await keys(screen, "2", "c", '"Dana Whitlock"', "enter", '"404 555"')
        snapshot("details-80x24", screen.app)


async def test_the_callback_form_on_a_friday(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await keys(screen, "c", '"Dana Whitlock"', "escape", "2", "3", "2", "f")
        await keys(screen, '"404 555"')
        snapshot("callback-friday", screen.app)


async def test_the_end_with_things_missing(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers", size=NARROW) as screen:
        await keys(screen, "a", "4", "c", '"Dana Whitlock"', "escape", "2", "1", "1", "space")
        await keys(screen, "3", "f", "1", *["enter"] * 4, "w", "2", "2", "enter", "escape")
        await keys(screen, "e")
        snapshot("end-missing-80x24", screen.app)


async def test_the_line_for_a_weekend(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers", at=SATURDAY) as screen:
        await keys(screen, "2", "3", "2", "space")
        assert "a call is Monday" in joined(screen.pane("Say"))
        snapshot("weekend", screen.app)


async def test_a_step_without_approved_wording(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "irate-customers", size=NARROW) as screen:
        await keys(screen, "2", "2", "1")
        assert screen.call.here.step == "do-not-call"
        snapshot("no-wording-80x24", screen.app)


async def test_a_line_that_is_not_the_documents(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "taking-over-a-call") as screen:
        await keys(screen, "2", "1", "1", "1", "down")
        assert screen.call.here.step == "open"
        snapshot("adapted-line", screen.app)


async def test_the_whole_chart(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers") as screen:
        await keys(screen, "2", "1", "v")
        snapshot("chart", screen.app)


async def test_a_call_that_is_not_saved(tmp_path: Path, snapshot: Snapshot) -> None:
    def refused(_: Journal) -> MemoryWriter:
        return MemoryWriter(refusing=True)

    async with piloted(tmp_path, "escalated-callers", size=NARROW, writer=refused) as screen:
        await keys(screen, "2", "n", '"waited 3 weeks for the title"', "enter")
        await screen.wait(1)
        snapshot("not-saved-80x24", screen.app)


async def test_a_terminal_too_small(tmp_path: Path, snapshot: Snapshot) -> None:
    async with piloted(tmp_path, "escalated-callers", size=(50, 15)) as screen:
        snapshot("too-small", screen.app)


async def test_a_screen_that_looks_otherwise_fails_and_names_both_pictures(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    async with piloted(tmp_path, "escalated-callers") as screen:
        Snapshot(True, tmp_path, kept)("call", screen.app)
        Snapshot(False, tmp_path, kept)("call", screen.app)
        await screen.press("2")
        with pytest.raises(pytest.fail.Exception) as failed:
            Snapshot(False, tmp_path, kept)("call", screen.app)
    assert str(failed.value).startswith(
        f"The screen is not as in {kept}/call.svg: look at {tmp_path}/call.actual.svg."
    )
    assert (tmp_path / "call.actual.svg").exists()
