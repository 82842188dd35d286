"""A file that is being written, looked at; and a call of it that goes on after each save."""

from pathlib import Path

import pytest
from kit import FRIDAY
from script.small_scripts import HEAD, PROTOCOL, WARNING, ground, line, step, to

from guide.call import actions as act
from guide.errors import GuideError
from guide.script.approval import APPROVALS_FILE
from guide.script.checks_approval import OF_APPROVAL
from guide.script.toml_reader import MOST_BYTES
from guide.session.clock import SetClock
from guide.session.session import Session
from guide.training.preview import (
    Version,
    begin_preview,
    go_on_with,
    look_at,
    require_script_file,
    stamp_of,
)

ONE = HEAD + step("a", line('"Hello."'), to("b")) + step("b", "", to("c")) + step("c")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "ours" / "one.toml"
    made.parent.mkdir()
    made.write_text(ONE)
    return made


def version(file: Path, text: str) -> Version:
    file.write_text(text)
    found = look_at(file).version
    assert found is not None, look_at(file).problems
    return found


def begun(of: Version, *actions: act.Action) -> Session:
    session = begin_preview(of, of.script.first_step, "Robin", SetClock(FRIDAY))
    for action in actions:
        session.do(action)
    return session


def told(session: Session, of: Version) -> tuple[str, str]:
    """Where a call stands once the file is this, and what is said of it."""
    after, sentence = go_on_with(session.call, of, SetClock(FRIDAY))
    return after.call.here.step, sentence


def test_errors_are_told_before_warnings(file: Path) -> None:
    gap = '\n  [[step.line]]\n  gap = "Not written."\n'
    file.write_text(HEAD + step("a", gap, to("b")) + "titel = 1\n" + step("b"))
    look = look_at(file)
    assert [one.code for one in look.problems] == ["unknown-key", "gap"]
    assert look.problems[0].line > look.problems[1].line
    assert look.version is None


def test_what_keeps_the_file_from_being_shown_is_told_before_what_nobody_approved(
    file: Path,
) -> None:
    (file.parent / APPROVALS_FILE).write_text("", "utf-8")
    file.write_text(HEAD + step("a", line('"Hello."'), to("nowhere")), "utf-8")
    look = look_at(file)
    assert look.version is None
    assert look.problems[0].code == "missing-target"
    assert look.problems[0].line > look.problems[1].line
    assert look.problems[1].code in OF_APPROVAL


def test_of_others_in_the_folder_only_what_concerns_the_file_is_told(file: Path) -> None:
    (file.parent / "two.toml").write_text("broken")
    assert [one.code for one in look_at(file).problems] == ["unapproved-wording"]
    file.write_text(ONE.replace('to = "c"', 'to = "none:"'))
    assert "`none`" in look_at(file).problems[0].message


@pytest.mark.parametrize(
    ("became", "told"),
    [
        ("gone", "not there any more"),
        ("a folder", "not an ordinary file"),
        ("a link to itself", "cannot be read"),
        ("a dead link", "cannot be read"),
        ("too large", f"larger than {MOST_BYTES:,} bytes"),
        ("bytes", "not saved in UTF-8"),
        ("empty", "nothing in the file to read"),
        ("no TOML", "never closed"),
        ("without its folder", "not there any more"),
        ("in a folder that is a link to itself", "cannot be looked into"),
    ],
)
def test_whatever_becomes_of_the_file_is_a_sentence(file: Path, became: str, told: str) -> None:
    before = stamp_of(file)
    file.unlink()
    match became:
        case "a folder":
            file.mkdir()
        case "a link to itself":
            file.symlink_to(file)
        case "a dead link":
            file.symlink_to("nowhere")
        case "too large":
            file.write_text("#" * (MOST_BYTES + 1))
        case "bytes":
            file.write_bytes(b"\xff")
        case "empty":
            file.write_text("")
        case "no TOML":
            file.write_text('a = "')
        case "without its folder":
            file.parent.rmdir()
        case "in a folder that is a link to itself":
            file.parent.rmdir()
            file.parent.symlink_to(file.parent)
    look = look_at(file)
    assert look.version is None
    assert told in look.problems[0].message
    assert look.problems[0].fix
    assert stamp_of(file) != before


def test_a_file_that_its_folder_is_too_large_for_is_told_of(tmp_path: Path) -> None:
    for n in range(5):
        (tmp_path / f"a{n}.toml").write_text("#" * MOST_BYTES)
    file = tmp_path / "one.toml"
    file.write_text(ONE)
    (problem,) = look_at(file).problems
    assert "not among those that are read" in problem.message


def test_only_what_is_read_as_a_script_can_be_shown(file: Path) -> None:
    require_script_file(file)
    for name in ("approvals.toml", ".one.toml", "one.txt"):
        other = file.with_name(name)
        other.write_text("")
        with pytest.raises(GuideError, match="not read as a script"):
            require_script_file(other)
    with pytest.raises(GuideError, match="name one script in it"):
        require_script_file(file.parent)
    with pytest.raises(GuideError, match="There is no file"):
        require_script_file(file.with_name("none.toml"))


def test_a_save_and_an_approval_beside_it_are_seen(file: Path) -> None:
    first = stamp_of(file)
    file.write_text(ONE + "\n")
    second = stamp_of(file)
    (file.parent / "approvals.toml").write_text("")
    assert len({first, second, stamp_of(file)}) == 3


def test_the_call_stays_where_it_is_with_all_that_happened(file: Path) -> None:
    session = begun(version(file, ONE), act.Say("hello"), act.Write("a note"), act.Choose(1))
    now = version(file, ONE.replace("Step b", "Another title"))
    after, sentence = go_on_with(session.call, now, SetClock(FRIDAY))
    assert (after.call.here.step, sentence) == ("b", "")
    assert after.context().step.title == "Another title"
    assert [note.text for note in after.call.notes] == ["a note"]
    after.do(act.Choose(1))
    assert after.shown.call.here.step == "c"


def test_a_step_that_is_gone_is_left_for_the_nearest_and_that_is_said(file: Path) -> None:
    session = begun(version(file, ONE), act.Choose(1), act.Choose(1))
    assert session.call.here.step == "c"
    renamed = ONE.replace('id = "c"', 'id = "cc"').replace('to = "c"', 'to = "cc"')
    stands, sentence = told(session, version(file, renamed))
    assert (stands, "“Step c” is gone" in sentence) == ("cc", True)
    other = renamed.replace("Step c", "Other")
    assert told(session, version(file, other)) == (
        "b",
        "The step “Step c” is gone from the file: you stand at “Step b” now.",
    )
    anew = HEAD + step("x")
    assert told(session, version(file, anew))[0] == "x"


def test_where_a_step_one_came_by_is_gone_the_call_begins_anew_at_its_step(file: Path) -> None:
    session = begun(version(file, ONE), act.Choose(1))
    without = HEAD + step("b", "", to("c")) + step("c")
    assert told(session, version(file, without)) == (
        "b",
        "The call begins anew here: what it came by is gone from the file.",
    )
    other_id = ONE.replace('id = "one"', 'id = "other"')
    after, sentence = go_on_with(session.call, version(file, other_id), SetClock(FRIDAY))
    assert (after.call.here.script, after.call.here.step) == ("other", "b")
    assert sentence


def test_where_the_ground_that_stands_is_gone_the_call_begins_anew(file: Path) -> None:
    text = PROTOCOL + ground(WARNING) + step("a", "", to("b")) + step("b")
    session = begun(version(file, text), act.MakeEffort("redirect"), act.StateGround("abuse"))
    assert session.call.protocol.ground is not None
    assert told(session, version(file, text + "\n")) == ("a", "")
    gone = version(file, text.replace('id = "abuse"', 'id = "other"'))
    after, sentence = go_on_with(session.call, gone, SetClock(FRIDAY))
    assert sentence
    assert after.call.protocol.ground is None
