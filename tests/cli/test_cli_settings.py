"""What is set, and by what: an option, the environment, the settings file."""

import grp
import os
import re
import shutil
import stat
from pathlib import Path

import pytest
from prompt import ROOT, SCRIPTS, Prompt

from guide.cli.desk import outbox_of
from guide.cli.settings import VARIABLES, settings
from guide.errors import SettingsError
from guide.script.library import shipped_folder
from guide.tui.keys import FIXED, by_id


def of(guide: Prompt, text: str) -> Prompt:
    guide.config.write_text(text, encoding="utf-8")
    return guide


def own_scripts(folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(SCRIPTS / "hang-up-protocol.toml", folder)
    return folder


def test_without_a_settings_file_everything_is_as_it_comes(guide: Prompt) -> None:
    assert guide("list").err == ""
    found = settings()
    assert found.scripts_folder == shipped_folder()
    assert (found.theme, found.keys) == ("", ())
    assert set(found.set_by) == {"state", "out", "file"}


def test_the_settings_file_lies_in_the_settings_folder_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUIDE_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    file = settings().file
    assert file.is_relative_to(tmp_path)
    assert file.parts[-2:] == ("call-guide", "config.toml")


def test_what_is_set_in_the_file_counts(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GUIDE_STATE", "GUIDE_OUT"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(guide.folder))
    (guide.folder / "mine").mkdir()
    of(
        guide,
        'agent = "Kim Lee"\nscripts = "~/mine"\nout = "/srv/out"\nstate = "/srv/state"\n'
        'theme = "light"\n[keys]\nwarn = "q"\n',
    )
    found = settings()
    assert found.agent_name() == "Kim Lee"
    assert found.scripts_folder == guide.folder / "mine"
    assert (found.places.out, found.places.state) == (Path("/srv/out"), Path("/srv/state"))
    assert found.practice_summaries == Path("/srv/out/training")
    assert found.below(out=Path("/srv/out")).practice_summaries == Path("/srv/out/training")
    assert found.below(out=Path("/srv/x")).practice_summaries == Path("/srv/x")
    assert found.palette.name == "guide-light"
    assert by_id(found.actions)["warn"].key == "q"
    lines = {f"config.toml:{line}" for line in range(1, 7)}
    assert set(found.set_by.values()) == {*lines, "GUIDE_CONFIG"}


def test_an_option_goes_before_the_environment_and_that_before_the_file(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = own_scripts(guide.folder / "mine")
    of(guide, f'agent = "Kim"\nscripts = "{mine}"\ntheme = "light"\n')
    assert guide("list").out.count("\n") == 2
    monkeypatch.setenv("GUIDE_SCRIPTS", str(SCRIPTS))
    monkeypatch.setenv("GUIDE_AGENT", "Ann")
    monkeypatch.setenv("GUIDE_THEME", "DARK")
    assert guide("list").out.count("\n") == 10
    assert guide("list", "--scripts", mine).out.count("\n") == 2
    found = settings(agent="Robin")
    assert (found.agent_name(), settings().agent_name()) == ("Robin", "Ann")
    assert found.palette.name == "guide-dark"
    by = ("--agent", "GUIDE_SCRIPTS", "GUIDE_THEME")
    assert tuple(found.set_by[name] for name in ("agent", "scripts", "theme")) == by


def test_a_variable_that_is_empty_sets_nothing(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDE_SCRIPTS", "")
    monkeypatch.setenv("GUIDE_AGENT", "")
    of(guide, 'agent = "Kim"\n')
    assert settings().scripts is None
    assert settings().agent_name() == "Kim"


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (
            'agnet = "Kim"',
            1,
            "`agnet` is not a setting of the settings file. Did you mean `agent`?",
        ),
        ("\nagent = 7", 2, "`agent` in the settings file is a whole number; it must be a text."),
        ('agent = ""', 1, "`agent` in the settings file is empty."),
        (
            'theme = "drak"',
            1,
            "`theme` in the settings file cannot be `drak`. Did you mean `dark`?",
        ),
        (
            'out = "calls"',
            1,
            '`out` in the settings file is not a full path. Start it with "/" or "~/".',
        ),
        ("desk = 7", 1, "`desk` in the settings file is a whole number; it must be a text."),
        (
            'desk_first_seconds = "5"',
            1,
            "`desk_first_seconds` in the settings file is a text; it must be a whole number.",
        ),
        (
            "desk_first_seconds = 0",
            1,
            "`desk_first_seconds` in the settings file must be from 1 to 120.",
        ),
        ('keys = "q"', 1, "`keys` in the settings file is a text; it must be a table."),
        ('[keys]\nwran = "q"', 2, "`wran` is not a setting of [keys]. Did you mean `warn`?"),
        ("[keys]\nwarn = 3", 2, "`warn` in [keys] is a whole number; it must be a text."),
        ('[keys]\nwarn = "3"', 2, "“3” cannot be the key for `warn`. Use one letter, or one of"),
        ('[keys]\n\nwarn = "n"', 3, "`warn` and `notes` cannot both use the key “n”."),
        ('[keys]\nsaid = "s"', 2, "The key for `said` cannot be changed. Remove this line."),
        ("agent = Kim", 1, "`agent`"),
        ('agent = "Kim', 1, "`agent`"),
        ('agent = "a"\nagent = "b"', 2, "`agent` is given twice. Take one out.\n"),
        *(
            (
                f'agent = "a"\nscripts = "{path}"',
                2,
                r"has a meaning of its own. Write it twice: \\.",
            )
            for path in (r"C:\Users\x", r"C:\x", r"C:\UFFFFFFFF", r"C:\uD800", r"/tmp/a\qb")
        ),
        ("[agent", 1, "["),
    ],
)
def test_a_mistake_in_the_file_is_a_sentence_with_its_line_and_ends_with_2(
    guide: Prompt, text: str, line: int, told: str
) -> None:
    answer = of(guide, text)("list")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.startswith(f"guide: {guide.config}:{line}: ")
    assert told in answer.err
    assert "Traceback" not in answer.err


def test_a_name_that_has_no_key_is_offered_those_whose_keys_can_be_changed(guide: Prompt) -> None:
    err = of(guide, '[keys]\nzzz = "x"\n')("list").err
    assert "Take it out; the settings here are" in err
    assert "`warn`" in err
    assert not [name for name in FIXED if f"`{name}`" in err]


def test_a_file_that_is_no_text_is_told(guide: Prompt) -> None:
    guide.config.write_bytes(b'agent = "\xff"')
    assert "not saved in UTF-8" in guide("list").err
    guide.config.unlink()
    guide.config.mkdir()
    answer = guide("list")
    assert (answer.code, answer.out) == (2, "")
    assert (
        answer.err
        == f"guide: {guide.config}: This is not an ordinary file. Move it out of the folder.\n"
    )


def test_one_mistake_does_not_hide_another(guide: Prompt) -> None:
    text = 'agnet = "K"\ntheme = 1\nout = "x"\n[keys]\nwarn = "3"\nnotes = "f"\nzzz = "l"\n'
    err = of(guide, text)("list").err
    assert [int(n) for n in re.findall(r"config\.toml:(\d+): ", err)] == [1, 2, 3, 5, 6, 7]


@pytest.mark.parametrize("typed", [["--version"], ["--help"], ["call", "-h"]])
def test_what_needs_no_setting_is_answered_beside_a_file_with_mistakes(
    guide: Prompt, typed: list[str]
) -> None:
    assert of(guide, "agent = [")(*typed).code == 0


@pytest.mark.parametrize(
    "typed", [[], ["call"], ["resume"], ["check"], ["calls"], ["play", "no-warning"], ["forget"]]
)
def test_nothing_is_begun_with_a_file_that_has_mistakes(guide: Prompt, typed: list[str]) -> None:
    answer = of(guide, "agent = [")(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert "config.toml:1: " in answer.err
    assert not guide.state.exists()


@pytest.mark.parametrize("key", ["é", "e\u0301", "É"])
def test_a_letter_with_an_accent_may_be_a_key_however_it_is_written(
    guide: Prompt, key: str
) -> None:
    assert of(guide, f'[keys]\nwarn = "{key}"\n')("list").code == 0
    assert "warn é" in guide("doctor").out.lower()


def test_for_how_long_only_one_is_asked_is_set_in_the_file_or_as_usual(guide: Prompt) -> None:
    of(guide, 'desk = "host=desk.example.invalid"\n')
    outbox = outbox_of(settings(), settings().places)
    assert outbox is not None
    assert outbox.first_seconds == 20
    of(guide, 'desk = "host=desk.example.invalid"\ndesk_first_seconds = 5\n')
    outbox = outbox_of(settings(), settings().places)
    assert outbox is not None
    assert outbox.first_seconds == 5
    assert re.search("desk first seconds +5, set by config.toml:2", guide("doctor").out)


def test_a_desk_is_named_in_the_file_or_by_the_variable_and_the_doctor_does_not_tell_which(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    of(guide, 'desk = "host=desk.example.invalid"\n')
    assert settings().desk == "host=desk.example.invalid"
    assert "GUIDE_DESK  set, set by config.toml:1" in guide("doctor").out
    monkeypatch.setenv("GUIDE_DESK", "postgresql://kim:secret@desk.example.invalid/calls")
    assert settings().set_by["desk"] == "GUIDE_DESK"
    told = guide("doctor")
    assert told.code == 1
    assert "guide desk check says what, and why." in told.out
    assert not [word for word in ("secret", "kim", "desk.example") if word in told.out]


def test_summaries_are_shared_with_the_group_that_is_set(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = grp.getgrgid(os.getegid()).gr_name
    of(guide, f'shared = "{group}"\n')
    assert guide("play", "friday-callback").code == 0
    practice = guide.out / "training"
    assert {stat.S_IMODE(path.stat().st_mode) for path in practice.iterdir()} == {0o640}
    assert stat.S_IMODE(guide.out.stat().st_mode) == 0o2750
    assert f"drwxr-s---, yours, read by the group {group}, set by GUIDE_OUT" in guide("doctor").out
    monkeypatch.setenv("GUIDE_SHARED", f" {group} ")
    assert f"GUIDE_SHARED  {group}, set by GUIDE_SHARED" in guide("doctor").out


def test_summaries_that_the_group_cannot_get_to_are_told(guide: Prompt) -> None:
    group = grp.getgrgid(os.getegid()).gr_name
    of(guide, f'shared = "{group}"\n')
    above = guide.out.parent
    above.chmod(0o700)
    told = guide("doctor")
    assert told.code == 1
    assert f"The group {group} cannot read what is shared with it in " in told.out
    assert "name it in the settings file with out =." in told.out


@pytest.mark.parametrize("by", ["config.toml", "GUIDE_SHARED"])
def test_a_group_that_is_not_there_is_told_before_anything_is_kept(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    if by == "GUIDE_SHARED":
        monkeypatch.setenv("GUIDE_SHARED", "nobody-such")
    else:
        of(guide, '\nshared = "nobody-such"\n')
        by = "config.toml:2"
    why = f"There is no group “nobody-such” on this computer, which {by} shares summaries with."
    for typed in (["play", "friday-callback"], ["call", "irate-customers"], ["calls"]):
        answer = guide(*typed)
        assert (answer.code, answer.out) == (2, "")
        assert why in answer.err
    assert not guide.out.exists()
    told = guide("doctor")
    assert told.code == 1
    assert why in told.out
    assert guide("list").code == 0


def test_a_folder_of_scripts_that_is_not_there_is_told_with_what_names_it(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = guide.folder / "nowhere"
    of(guide, f'agent = "Kim"\nscripts = "{nowhere}"\n')
    told = f"There is no folder {nowhere} to take scripts from. {{}} names it: correct that, or"
    for typed in (["list"], ["call", "irate-customers"], ["play", "friday-callback"]):
        answer = guide(*typed)
        assert (answer.code, answer.out) == (2, "")
        assert told.format("config.toml:2") in answer.err
    assert guide("calls").code == 0
    assert guide("list", "--scripts", SCRIPTS).code == 0
    monkeypatch.setenv("GUIDE_SCRIPTS", str(nowhere))
    assert told.format("GUIDE_SCRIPTS") in guide("list").err


def test_summaries_go_in_no_folder_that_everybody_can_look_into(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDE_SHARED", grp.getgrgid(os.getegid()).gr_name)
    guide.out.mkdir()
    guide.out.chmod(0o755)
    for typed in (["play", "friday-callback"], ["call", "irate-customers"]):
        answer = guide(*typed)
        assert (answer.code, answer.out) == (2, "")
        assert f"Everybody on this computer can look into {guide.out}" in answer.err
    assert [*guide.out.iterdir()] == []
    assert "Everybody on this computer" in guide("doctor").out


def test_the_shell_completes_beside_a_file_with_mistakes_and_says_nothing(guide: Prompt) -> None:
    of(guide, 'agnet = "Kim"\nshared = "x"\n')
    env = {"COMP_WORDS": "guide show h", "COMP_CWORD": "2", "_GUIDE_COMPLETE": "complete_bash"}
    answer = guide.process(**env)
    assert (answer.code, answer.out.split(), answer.err) == (0, ["hang-up-protocol"], "")


def test_settings_that_were_read_stay_as_they_were(guide: Prompt) -> None:
    of(guide, '[keys]\nwarn = "q"\n')
    found = settings()
    of(guide, "[keys")
    assert by_id(found.actions)["warn"].key == "q"
    with pytest.raises(SettingsError):
        settings()


def test_variables_of_the_program_are_read_in_one_place() -> None:
    reading = re.compile(r"environ|getenv")
    files = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "guide").rglob("*.py")
        if reading.search(path.read_text(encoding="utf-8"))
    }
    # The others read what is not the program's own: a zone, a colour, a terminal's, a shell's.
    assert files == {
        "guide/cli/settings.py",
        "guide/session/clock.py",
        "guide/cli/screen.py",
        "guide/tui/app.py",
        "guide/tui/look.py",
        "guide/cli/classroom.py",
        "guide/cli/doctor.py",
        "guide/cli/run.py",
        "guide/web/seat.py",
    }
    named = {
        name
        for path in (ROOT / "guide").rglob("*.py")
        for name in re.findall(r"\bGUIDE_[A-Z_]+", path.read_text(encoding="utf-8"))
    }
    assert named == {*VARIABLES.values()}


@pytest.mark.parametrize("option", ["--out", "--scripts"])
def test_an_option_without_a_name_of_a_folder_is_not_the_folder_one_is_in(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    here = guide.folder / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    answer = guide("play", "friday-callback", option, "")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "guide: The name of the folder is empty: write a folder after the option.\n"
    )
    assert list(here.iterdir()) == []
