import stat
from hashlib import sha256
from pathlib import Path

import pytest
from record_samples import FaultySystem

from guide.errors import RecordError
from guide.record.archive import keep_script, kept_script_text
from guide.record.disk import Disk
from guide.script.model import Script

TEXT = '\ufeff[script]\r\nid = "x"\r\ntitle = "“Ω”"\n'
SHA = sha256(TEXT.encode()).hexdigest()
SCRIPT = Script("x", "X", "when", (), text=TEXT, sha256=SHA)


def test_the_wording_of_a_call_is_kept_to_the_letter(tmp_path: Path) -> None:
    keep_script(Disk(), tmp_path / "wording", SCRIPT)
    assert kept_script_text(tmp_path / "wording", SHA) == TEXT
    kept = tmp_path / "wording" / f"{SHA}.toml"
    assert kept.read_bytes() == TEXT.encode()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_a_script_that_is_kept_already_is_not_written_again(tmp_path: Path) -> None:
    keep_script(Disk(), tmp_path, SCRIPT)
    system = FaultySystem()
    keep_script(Disk(system), tmp_path, SCRIPT)
    assert system.calls == []


def test_a_kept_script_that_was_changed_is_not_taken_for_it_and_is_kept_anew(
    tmp_path: Path,
) -> None:
    (tmp_path / f"{SHA}.toml").write_text("changed")
    assert kept_script_text(tmp_path, SHA) is None
    keep_script(Disk(), tmp_path, SCRIPT)
    assert kept_script_text(tmp_path, SHA) == TEXT


def test_a_script_that_came_from_no_file_has_nothing_to_keep(tmp_path: Path) -> None:
    keep_script(Disk(), tmp_path, Script("x", "X", "when", ()))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("sha", ["", "../" + SHA, SHA.upper(), "ab", "0" * 64])
def test_a_hash_that_nothing_is_kept_under_finds_nothing(tmp_path: Path, sha: str) -> None:
    assert kept_script_text(tmp_path, sha) is None


def test_a_disk_that_refuses_the_wording_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="the disk reported a fault"):
        keep_script(Disk(FaultySystem(1, "write")), tmp_path, SCRIPT)
    assert list(tmp_path.iterdir()) == []
