"""The register's screen over the folders of several people."""

from pathlib import Path

import pytest
from kit import shipped
from panes import joined
from promised_calls import CALLBACK, DO_NOT_CALL, NOW, take
from test_tui_owed import Owed
from untouched import everything

from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.sealed_file import read_sealed
from guide.register.collected import NOTES, collected, noted
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.tui.owed import OwedApp


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_what_a_supervisor_does_goes_into_their_own_folder(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    own = Places(tmp_path / "sam", tmp_path / "sam-out")
    folders = [tmp_path / "kim", tmp_path / "ben"]
    calls = [
        take(Places(folder, tmp_path / "out"), folder.name, action, minutes=minutes)
        for minutes, (folder, action) in enumerate(
            zip(folders, (CALLBACK, DO_NOT_CALL), strict=True)
        )
    ]
    before = [everything(folder) for folder in folders]
    with collected(Disk(), own, folders) as collection:
        clock = SetClock(NOW)
        book = CallBook(shipped(), collection.places)
        app = OwedApp(book, collection.places, "Sam Poe", clock=clock)
        app.register.record_by(collection.do, "1 thing in these folders did not fit.", wrong=True)
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            await pilot.pause()
            on = Owed(app, pilot, collection.places, clock)
            for part in ("✗ 1 thing in these folders did not fit.", "kim owes it", calls[0]):
                assert part in joined(on.text), on.text
            await on.press("d")
            await on.type("spoke to Dana")
            assert on.promise(calls[0]).closed_by == "Sam Poe"
            assert "u takes it back" in on.text
            await on.press("t")
            await on.type("nobody there")
            assert on.promise(calls[1]).tries == 1
            await on.press("enter")
            assert f"Call: {calls[1]}" in joined(on.text)
    lines = read_sealed(own.collected, NOTES, noted).lines
    assert [(one.line.call, one.line.by) for one in lines] == [
        (calls[0], "Sam Poe"),
        (calls[1], "Sam Poe"),
    ]
    assert [everything(folder) for folder in folders] == before
