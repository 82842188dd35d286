import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from sample_script import BARE, SOUND, sound
from small_scripts import HEAD, step

from guide.errors import ScriptError, UnknownName
from guide.script.approval import Approvals, approvals_text
from guide.script.library import Library, load_library, shipped_folder
from guide.script.model import Script, Status
from guide.script.signing import approval_of


def script(name: str, *choices: str, head: str = "", more: str = "") -> str:
    """A script of one step `first`, with these places its choices lead to."""
    text = BARE.replace('id = "bare"', f'id = "{name}"\n{head}')
    text = text.replace('title = "Bare"', f'title = "Bare {name}"')
    text += '[[step]]\nid = "first"\ntitle = "First"\n'
    for n, to in enumerate(choices):
        text += f'[[step.choice]]\nlabel = "{n}"\nto = "{to}"\n'
    return text + '[[step.choice]]\nlabel = "end"\nend = "done"\n' + more


def library(folder: Path, **files: str) -> Library:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text)
    return load_library(folder)


def told(found: Library) -> list[tuple[str, str]]:
    return [(Path(p.file).name, p.code) for p in found.problems]


def test_the_scripts_of_a_folder_are_offered_in_the_order_of_their_files(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "x.toml").write_text("not a script")
    (tmp_path / ".#b.toml").symlink_to("nobody@nowhere")
    (tmp_path / "notes.txt").write_text("not a script")
    found = library(tmp_path, b=script("one"), a=script("two"), c=SOUND)
    assert found.problems == ()
    assert not found.errors
    assert list(found.scripts) == ["two", "one", "sample"]
    assert found.script("one") is found.get("one") is found.scripts["one"]
    assert found.folder == tmp_path


def test_the_shipped_scripts_are_sound() -> None:
    found = load_library(shipped_folder())
    assert found.problems == ()
    assert len(found.scripts) >= 5


TEN = {
    "a-broken": script("a").replace('title = "Bare a"', "title = “Bare”"),
    "b-unknown": script("b").replace("use_when", "use_wen"),
    "c-target": script("c", "frist"),
    "d-dead-end": script("d", "more", more='[[step]]\nid = "more"\ntitle = "More"\n'),
    "e-duplicate": script("e", more='[[ending]]\nid = "done"\nlabel = "Again"\n'),
    "f-choices": script("f", *["return"] * 9),
    "g-type": script("g", head='rules = "Never."'),
    "h-missing": script("h").replace('title = "First"\n', ""),
    "i-elsewhere": script("i", "z:frist"),
    "j-due": script(
        "j", more='[[follow_up]]\nkind = "report"\ndue = { aim = "now", latest = "soon" }\n'
    ),
}


def test_ten_files_with_ten_mistakes_give_ten_sentences_with_file_and_line(tmp_path: Path) -> None:
    found = library(tmp_path, z=script("z"), **TEN)
    assert list(found.scripts) == ["z"]
    assert [(Path(p.file).stem, p.line, p.code) for p in found.problems] == [
        ("a-broken", 4, "broken-toml"),
        ("b-unknown", 5, "unknown-key"),
        ("c-target", 17, "missing-target"),
        ("d-dead-end", 21, "dead-end"),
        ("e-duplicate", 19, "duplicate-id"),
        ("f-choices", 42, "too-many-choices"),
        ("g-type", 3, "wrong-type"),
        ("h-missing", 12, "missing-key"),
        ("i-elsewhere", 17, "missing-target"),
        ("j-due", 20, "bad-due"),
    ]
    for problem in found.problems:
        assert problem.message.endswith(".")
        assert problem.fix.endswith((".", "?"))


def test_ten_mistakes_in_one_file_give_ten_sentences_with_their_lines(tmp_path: Path) -> None:
    text = script("one", "frist", *["return"] * 8, "other:frist", head='rules = "Never."')
    text = text.replace("use_when", "use_wen").replace('label = "Done"', 'lable = "Done"')
    text = text.replace('title = "Bare one"', "title = true").replace(
        'version = "1"', "version = 1"
    )
    text += '[[step]]\nid = "lost"\ntitle = "Lost"\n[[ending]]\nid = "done"\nlabel = "Again"\n'
    found = library(tmp_path, other=script("other"), one=text)
    assert list(found.scripts) == ["other"]
    assert [(p.line, p.code) for p in found.problems] == [
        (3, "wrong-type"),
        (4, "wrong-type"),
        (5, "unknown-key"),
        (6, "wrong-type"),
        (10, "unknown-key"),
        (17, "missing-target"),
        (42, "too-many-choices"),
        (44, "missing-target"),
        (48, "dead-end"),
        (52, "duplicate-id"),
    ]


def test_what_another_script_does_not_have_is_an_error(tmp_path: Path) -> None:
    found = library(
        tmp_path,
        a=script("a", "b:first", "b:", "b:frist", "c:", head='protocol = "cc"'),
        b=script("b", head='protocol = "a"'),
    )
    assert [(Path(p.file).stem, p.line, p.code) for p in found.errors if p.line] == [
        ("a", 3, "missing-target"),
        ("a", 23, "missing-target"),
        ("a", 26, "missing-target"),
        ("b", 3, "missing-ground"),
    ]
    messages = " ".join(f"{p.message} {p.fix}" for p in found.problems)
    assert "`b` has no step `frist`. Did you mean `first`?" in messages
    assert "no script `c` to lead to" in messages
    assert "no script `cc` to take the grounds from" in messages
    assert "`a` has no grounds" in messages
    assert found.unsound == ("a", "b")


def test_a_choice_may_state_the_grounds_of_its_protocol_and_no_others(tmp_path: Path) -> None:
    lead = script("a", "sample:warn", head='protocol = "sample"')
    good = lead.replace('to = "sample:warn"', 'to = "sample:warn"\nground = "abuse"')
    found = library(tmp_path, a=good, sample=SOUND)
    assert found.problems == ()
    assert found.protocol_of(found.script("a")) is found.script("sample")
    assert found.protocol_of(found.script("sample")) is found.script("sample")
    found = library(tmp_path, a=good.replace('"abuse"', '"abus"'))
    assert [(p.code, p.line, p.fix) for p in found.problems] == [
        ("missing-target", 18, "Did you mean `abuse`?")
    ]


def test_scripts_that_lead_to_an_unsound_one_stay_offered_with_an_error(
    tmp_path: Path,
) -> None:
    lead = script("a", "sample:warn", head='protocol = "sample"')
    found = library(tmp_path, a=lead, sample=SOUND.replace('version = "1"\n', ""))
    assert list(found.scripts) == ["a"]
    assert found.unsound == ("sample",)
    assert told(found) == [("sample.toml", "missing-key"), ("sample.toml", "unsound-script")]
    assert found.errors == found.problems
    assert found.protocol_of(found.script("a")) is None


def test_an_unreadable_script_is_known_by_the_id_in_it_or_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_bytes(b"\xff")
    found = library(tmp_path, a=script("a", "bb:any", "c:any"), b='id = "bb"\nx = [1')
    assert list(found.scripts) == ["a"]
    assert found.unsound == ("bb", "c")
    assert [Path(p.file).name for p in found.problems if p.code == "unsound-script"] == [
        "b.toml",
        "c.toml",
    ]


def test_of_two_scripts_with_one_id_the_second_is_told_and_not_offered(tmp_path: Path) -> None:
    found = library(tmp_path, a=script("same"), b=script("same", "return"))
    assert told(found) == [("b.toml", "duplicate-id")]
    assert str(tmp_path / "a.toml") in found.problems[0].message
    assert len(found.script("same").steps[0].choices) == 1
    assert found.unsound == ()


def test_a_step_reached_from_another_script_only_is_no_mistake(tmp_path: Path) -> None:
    more = '[[step]]\nid = "deep"\ntitle = "Deep"\n[[step.choice]]\nlabel = "b"\nto = "return"\n'
    found = library(tmp_path, a=script("a", more=more))
    assert told(found) == [("a.toml", "unreachable")]
    assert library(tmp_path, b=script("b", "a:deep")).problems == ()


def test_an_unknown_script_is_named_with_the_nearest_spelling(tmp_path: Path) -> None:
    found = library(tmp_path, a=script("callers"), b=script("other").replace("version", "versoin"))
    with pytest.raises(UnknownName, match="Did you mean `callers`"):
        found.script("calers")
    with pytest.raises(UnknownName, match="has mistakes"):
        found.script("other")
    assert found.get("calers") is None


def test_a_folder_that_cannot_be_looked_into_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ScriptError, match="There is no folder"):
        load_library(tmp_path / "no")
    with pytest.raises(ScriptError, match="is a file"):
        load_library(tmp_path / "file")
    with pytest.raises(ScriptError, match="cannot be looked into"):
        load_library(Path("\0"))


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    assert told(load_library(tmp_path)) == [(tmp_path.name, "no-scripts")]


@pytest.mark.parametrize("name", ["calls.docx", "calls.toml.DOCX", "calls.rtf"])
def test_a_file_of_a_word_processor_that_may_be_the_script_is_told(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(b"PK\3\4")
    assert told(load_library(tmp_path)) == [
        (tmp_path.name, "not-read"),
        (tmp_path.name, "no-scripts"),
    ]


def test_a_document_beside_its_script_is_nothing_to_tell(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HEAD + step(), "utf-8")
    (tmp_path / "calls.docx").write_bytes(b"PK\3\4")
    assert told(load_library(tmp_path)) == []


def test_links_are_followed_and_what_is_no_file_is_told(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "one.toml").write_text(script("one"))
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "a.toml").symlink_to(elsewhere / "one.toml")
    (folder / "b.toml").symlink_to(elsewhere / "gone.toml")
    (folder / "c.toml").symlink_to(folder / "c.toml")
    (folder / "d.toml").mkdir()
    os.mkfifo(folder / "e.toml")
    found = load_library(folder)
    assert list(found.scripts) == ["one"]
    assert told(found) == [
        ("b.toml", "unreadable"),
        ("c.toml", "unreadable"),
        ("d.toml", "not-a-file"),
        ("e.toml", "not-a-file"),
    ]


def test_more_files_than_anybody_has_scripts_are_not_all_read(tmp_path: Path) -> None:
    for n in range(1_001):
        (tmp_path / f"{n:04}.toml").write_bytes(b"")
    found = load_library(tmp_path)
    assert told(found)[0] == (tmp_path.name, "too-big")
    assert {p.file for p in found.problems[1:]} == {
        str(tmp_path / f"{n:04}.toml") for n in range(1_000)
    }


def test_each_line_carries_what_its_wording_is_worth(tmp_path: Path) -> None:
    approval = approval_of(sound(), "Kim", datetime(2026, 1, 31, tzinfo=UTC))
    lines = tuple(line for line in approval.lines if line.id != "weekend")
    text = approvals_text(Approvals((replace(approval, lines=lines),)))
    (tmp_path / "approvals.toml").write_text(text)
    changed = SOUND.replace("Please do not.", "Please do not!")
    found = library(tmp_path, s=changed)
    assert found.problems == ()
    status = {line.id: line.status for line in found.script("sample").lines}
    assert status == {
        "listen-1": Status.APPROVED,
        "weekend": Status.NEW,
        "sum-up-1": Status.GAP,
        "sum-up-2": Status.ADAPTED,
        "warn": Status.CHANGED,
        "hang-up": Status.APPROVED,
    }
    ground = found.script("sample").grounds[0]
    (warning,) = ground.warning_lines
    assert (warning.text, warning.spoken.text) == (
        "Please do not!",
        "Please do not.",
    )
    assert found.approvals.last("sample") == replace(approval, lines=lines)
    assert found.count(found.script("sample"), Status.APPROVED) == 2


def test_mistakes_in_the_approvals_keep_no_script_from_agents(tmp_path: Path) -> None:
    (tmp_path / "approvals.toml").write_text("[[approval]\n")
    found = library(tmp_path, s=SOUND)
    assert told(found)[0] == ("approvals.toml", "broken-toml")
    assert list(found.scripts) == ["sample"]
    assert found.errors


def test_a_built_in_script_that_is_not_there_is_to_be_copied(tmp_path: Path) -> None:
    text = script("a", head='protocol = "hang-up-protocol"')
    (tmp_path / "a.toml").write_text(text)
    fixes = [p.fix for p in load_library(tmp_path).problems if p.code == "missing-target"]
    assert fixes == ["Copy hang-up-protocol.toml beside it, from the built-in scripts."]


def test_what_of_a_script_nobody_approved_is_told_in_a_few_words() -> None:
    found = load_library(shipped_folder())
    one = found.script("escalated-callers")
    assert found.not_as_approved(one) == ""
    assert Library({}, (), Path()).not_as_approved(one) == "nobody has approved it"
    first, *others = one.lines

    def worth(status: Status) -> Script:
        return one.with_lines(lambda line: replace(line, status=status) if line == first else line)

    assert found.not_as_approved(worth(Status.CHANGED)) == "1 line changed"
    looser = replace(worth(Status.NEW), rules=())
    assert found.not_as_approved(looser).startswith("1 line new, ")
    assert found.not_as_approved(looser).endswith(" not as approved")
