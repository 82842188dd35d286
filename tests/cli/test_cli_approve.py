import json
import re
import shutil
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from conditional import MEMBERS
from prompt import SCRIPTS, Answer, Prompt

from guide.cli import approve as command
from guide.script.approval import Approvals, approvals_text, load_approvals
from guide.script.library import load_library
from guide.script.model import Status
from guide.script.signing import approval_of
from guide.session.clock import SetClock

AT = datetime(2027, 3, 1, 9, 30, tzinfo=UTC)
COMMA = ("resolution today to clarify", "resolution today, to clarify")


@pytest.fixture
def ours(guide: Prompt) -> Path:
    """A folder with the shipped scripts and their approvals."""
    return Path(shutil.copytree(SCRIPTS, guide.folder / "ours"))


def edit(folder: Path, *changes: tuple[str, str], name: str = "escalated-callers") -> None:
    file = folder / f"{name}.toml"
    text = file.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    file.write_text(text, "utf-8")


class Terminal(StringIO):
    """Somebody at a terminal, who types what `typing` answers when asked."""

    def __init__(self, typing: Callable[[], str]) -> None:
        super().__init__()
        self._typing = typing

    def isatty(self) -> bool:
        return True

    def readline(self, size: int | None = -1, /) -> str:
        return self._typing()


def somebody(monkeypatch: pytest.MonkeyPatch, typing: Callable[[], str]) -> None:
    """Put somebody at the terminal; within a test, as pytest puts nobody there before each."""
    monkeypatch.setattr(sys, "stdin", Terminal(typing))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)


def test_where_nothing_has_changed_that_is_said_and_nothing_is_written(
    guide: Prompt, ours: Path
) -> None:
    before = (ours / "approvals.toml").stat().st_mtime_ns
    answer = guide("approve", "--by", "Kim Lee", "--scripts", ours, "--yes")
    assert answer == Answer(
        0, "", "guide: Nothing has changed since the last approval. Nothing was written.\n"
    )
    assert (ours / "approvals.toml").stat().st_mtime_ns == before


def test_what_changed_is_shown_word_by_word_and_then_it_is_approved(
    guide: Prompt, ours: Path
) -> None:
    edit(ours, COMMA)
    answer = guide("approve", "--by", "Kim Lee", "--note", "as by mail", "--scripts", ours, "--yes")
    assert answer.code == 0
    assert "escalated-callers, version 1: last approved by escalated-callers.txt on " in answer.out
    assert "  changed ask-name\n" in answer.out
    assert "a resolution [-today-] {+today,+} to clarify" in answer.out
    assert answer.err == (
        f"guide: Approved by Kim Lee: 1 line of 1 script. Saved in {ours / 'approvals.toml'}.\n"
    )
    script = load_library(ours).script("escalated-callers")
    assert {line.status for line in script.lines} == {Status.APPROVED}
    assert script.lines[0].spoken.by == "Kim Lee"
    last = load_library(ours).approvals.last("escalated-callers")
    assert last is not None
    assert (last.note, last.sha256, last.version) == ("as by mail", script.sha256, "1")
    assert guide("check", ours).code == 0


def test_a_rule_that_changed_is_shown_as_a_sentence_and_then_it_is_approved(
    guide: Prompt, ours: Path
) -> None:
    file = ours / "hang-up-protocol.toml"
    file.write_text(
        file.read_text("utf-8").replace("warnings = 1\npermission = true", "warnings = 2", 1),
        "utf-8",
    )
    assert guide("check", ours).out.count("error[changed-rule]") == 2
    told = "2 rules not as approved"
    assert f"5 lines, 5 approved, {told}\n" in guide("list", "--scripts", ours).out
    assert told in guide("show", "hang-up-protocol", "--scripts", ours).err
    assert '"changed_rules": 2' in guide("list", "--json", "--scripts", ours).out
    answer = guide("approve", "--by", "Kim Lee", "--scripts", ours, "--yes")
    assert answer.code == 0
    abusive = "“Aggressive, offensive or abusive”"
    assert (
        f"  removed A supervisor’s permission is needed for {abusive} before the warning.\n"
        f"    now: No supervisor’s permission is needed any more for {abusive}.\n"
    ) in answer.out
    needed = f"Warnings needed for {abusive} before the call may be ended"
    assert f"  changed {needed}: 2.\n    before: {needed}: 1.\n" in answer.out
    assert "Approved by Kim Lee: 2 rules of 1 script." in answer.err
    assert "changed-rule" not in guide("check", ours).out


def test_one_line_of_a_script_is_approved_and_withdrawn_by_itself(
    guide: Prompt, ours: Path
) -> None:
    edit(ours, COMMA, ("connect you to the proper", "connect you with the proper"))
    script, mine = "escalated-callers", ("--scripts", ours, "--yes")
    answer = guide("approve", script, "--by", "Kim", "--line", "ask-name", *mine)
    assert "Approved by Kim: 1 line of 1 script." in answer.err
    lines = {line.id: line for line in load_library(ours).script(script).lines}
    assert lines["ask-name"].spoken.by == "Kim"
    assert lines["within-role"].status is Status.CHANGED
    assert lines["summary"].spoken.by == "escalated-callers.txt"
    answer = guide("approve", script, "--by", "Lee", "--withdraw", "Kim", "--note", "no", *mine)
    assert (answer.code, answer.out) == (0, "")
    assert "Withdrawn by Lee, what Kim approved: 1 line of escalated-callers." in answer.err
    [line] = (one for one in load_library(ours).script(script).lines if one.id == "ask-name")
    assert (line.status, line.spoken.by) == (Status.CHANGED, "escalated-callers.txt")
    assert load_library(ours).approvals.records[-1].withdraws == "Kim"
    again = guide("approve", script, "--by", "Lee", "--withdraw", "Kim", *mine)
    assert again.code == 2
    assert "Kim has approved nothing of `escalated-callers`" in again.err
    for option in ((), ("--withdraw", "Kim")):
        none = guide("approve", script, "--by", "Lee", "--line", "ask-nam", *option, *mine)
        told = "guide: There is no line `ask-nam` here. Did you mean `ask-name`?\n"
        assert (none.code, none.err) == (2, told)
    every = guide("approve", "--by", "Lee", "--withdraw", "Kim", *mine)
    assert (every.code, "Name one script" in every.err) == (2, True)


def test_two_approve_where_two_must_and_nobody_else_may(guide: Prompt, ours: Path) -> None:
    edit(ours, ('protocol = "hang-up-protocol"\n',
                'protocol = "hang-up-protocol"\napprovers = 2\nmay_approve = ["Ann", "Kim"]\n'),
         COMMA)  # fmt: skip
    mine = ("--scripts", ours, "--yes")
    nobody = guide("approve", "--by", "Lee", *mine)
    assert (nobody.code, nobody.out) == (2, "")
    assert "Lee may not approve escalated-callers. Those who may: Ann and Kim." in nobody.err
    more = (
        "guide: escalated-callers: Ann has approved 1 line and 3 rules, and another person must"
        " approve that, too"
    )
    first = guide("approve", "--by", "Ann", *mine)
    assert first.code == 0
    assert more in first.err
    assert "So far it is approved by Ann; 1 more must approve it." in guide("check", ours).out
    again = guide("approve", "--by", "Ann", *mine).err
    assert again == (f"{more}, before it holds: guide approve escalated-callers --by NAME.\n")
    second = guide("approve", "--by", "Kim", *mine)
    assert "\n    approved by Ann; 1 more must approve it\n" in second.out
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    head = "escalated-callers, version 1: last approved by escalated-callers.txt on "
    assert re.search(
        f"^{head}[0-9-]+; what changed: only by Ann on {today} so far, and 1 more must approve it$",
        second.out,
        re.MULTILINE,
    )
    assert "another person" not in second.err
    assert guide("check", ours).code == 0
    line = load_library(ours).script("escalated-callers").lines[0]
    assert line.spoken.by == "Ann and Kim"
    edit(ours, ("today, to clarify", "this day, to clarify"))
    third = guide("approve", "--by", "Ann", *mine)
    assert f"escalated-callers, version 1: last approved by Ann and Kim on {today}\n" in third.out


def test_what_one_of_two_approved_is_not_told_to_be_approved(guide: Prompt, ours: Path) -> None:
    (ours / "own.toml").write_text(
        MEMBERS.replace('version = "1"\n', 'version = "1"\napprovers = 2\n', 1), "utf-8"
    )
    mine = ("--scripts", ours, "--yes")
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    first = guide("approve", "members", "--by", "Ann", *mine)
    assert "members, version 1: never approved yet\n" in first.out
    so_far = f"only by Ann on {today} so far, and 1 more must approve it"
    sheet = guide("show", "members", "--format", "markdown", "--scripts", ours).out
    assert f"- Last approved: never\n- Approved so far: {so_far}\n" in sheet
    second = guide("approve", "members", "--by", "Kim", *mine)
    assert f"members, version 1: not approved yet: {so_far}\n" in second.out
    sheet = guide("show", "members", "--format", "markdown", "--scripts", ours).out
    assert f"- Last approved: by Ann and Kim on {today}\n" in sheet
    assert "must approve it" not in sheet


def test_older_approvals_stay_to_the_letter_and_the_new_one_stands_at_the_end(
    guide: Prompt, ours: Path
) -> None:
    before = (ours / "approvals.toml").read_text("utf-8")
    edit(ours, COMMA)
    guide("approve", "--by", "Kim", "--scripts", ours, "--yes")
    after = (ours / "approvals.toml").read_text("utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert after.count("[[approval]]") == before.count("[[approval]]") + 1


def test_new_and_removed_lines_and_new_gaps_are_shown(guide: Prompt, ours: Path) -> None:
    new = '  [[step.line]]\n  id = "extra"\n  text = "One moment."\n\n  [[step.choice]]\n'
    edit(
        ours,
        ('  [[step.choice]]\n  label = "Gave a name"', f'{new}  label = "Gave a name"'),
        ('  id = "not-connecting"\n', '  id = "clear"\n'),
    )
    told = guide("approve", "--by", "Kim", "--scripts", ours, "--yes").out
    assert "  new     extra\n    {+One moment.+}\n" in told
    assert "  removed not-connecting\n    [-Hey, this person" in told
    assert "  new     clear\n    {+Hey, this person" in told


def test_a_line_that_was_taken_out_is_told_once_with_all_that_was_a_rule_of_it(
    guide: Prompt, ours: Path
) -> None:
    file = ours / "own.toml"
    head = '  [[step.line]]\n  id = "again"\n'
    greet = f"""{head}  text = "You are back from the offer."\n  when = 'visited "offer"'\n"""
    assert MEMBERS.count(greet) == 1
    file.write_text(MEMBERS, "utf-8")
    guide("approve", "members", "--by", "Kim", "--scripts", ours, "--yes")
    file.write_text(MEMBERS.replace(greet, ""), "utf-8")
    answer = guide("approve", "members", "--by", "Kim", "--scripts", ours, "--yes")
    assert answer.out == (
        f"members, version 1: last approved by Kim on {datetime.now(UTC):%Y-%m-%d}\n"
        "  removed again\n    [-You are back from the offer.-]\n\n"
    )
    assert "Approved by Kim: 1 line of 1 script." in answer.err
    assert "Nothing has changed" in guide("approve", "--by", "Kim", "--scripts", ours).err


def test_whoever_approved_translations_alone_is_not_named_as_who_approved_the_script(
    guide: Prompt, ours: Path
) -> None:
    document = "escalated-callers, version 1: last approved by escalated-callers.txt on "
    line = '  id = "summary"\n'
    edit(ours, (line, f'{line}  translation.es = "Oiga."\n'))
    first = guide("approve", "--by", "Eva", "--language", "es", "--scripts", ours, "--yes").out
    spanish = "escalated-callers, version 1, translations into Spanish: "
    assert f"{spanish}never approved yet" in first
    edit(ours, COMMA)
    assert document in guide("approve", "--by", "Kim", "--scripts", ours, "--yes").out
    edit(ours, ("Oiga.", "Oiga, usted."))
    again = guide("approve", "--by", "Eva", "--language", "es", "--scripts", ours, "--yes").out
    assert f"{spanish}last approved by Eva on " in again


def test_a_text_that_is_marked_as_adapted_from_now_on_is_shown_as_changed(
    guide: Prompt, ours: Path
) -> None:
    text = '  text = "Hey, this person and me are clearly not connecting."\n'
    edit(ours, (text, f'{text}  adapted = "Friendlier."\n'))
    told = guide("approve", "--by", "Kim", "--scripts", ours, "--yes").out
    assert "  changed not-connecting\n" in told
    assert "\n    adapted: Friendlier.\n" in told


def test_only_the_scripts_named_are_approved(guide: Prompt, ours: Path) -> None:
    edit(ours, COMMA)
    edit(ours, ("transfer the call. Our procedure", "transfer the call. Our way"),
         name="irate-customers")  # fmt: skip
    assert guide("approve", "irate-customers", "--by", "Kim", "--scripts", ours, "--yes").code == 0
    changed = {
        script.id
        for script in load_library(ours).scripts.values()
        for line in script.lines
        if line.status is Status.CHANGED
    }
    assert changed == {"escalated-callers"}


def test_a_first_approval_makes_the_file(guide: Prompt, ours: Path) -> None:
    (ours / "approvals.toml").unlink()
    answer = guide("approve", "--by", "Kim", "--scripts", ours, "--yes")
    assert answer.code == 0
    assert "taking-over-a-call, version 1: never approved yet" in answer.out
    assert guide("check", ours).code == 0


def test_where_nobody_can_be_asked_nothing_is_approved(guide: Prompt, ours: Path) -> None:
    edit(ours, COMMA)
    before = (ours / "approvals.toml").read_bytes()
    answer = guide.process("approve", "--by", "Kim", "--scripts", str(ours))
    assert answer.code == 2
    assert "{+today,+}" in answer.out
    assert answer.err == (
        "guide: Nothing was approved: there is nobody to ask."
        " Use --yes to approve without asking.\n"
    )
    assert (ours / "approvals.toml").read_bytes() == before


@pytest.mark.parametrize(("typed", "code"), [("y", 0), ("YES", 0), ("n", 1), ("", 1), ("j", 1)])
def test_somebody_at_a_terminal_is_asked_and_only_yes_is_yes(
    guide: Prompt, ours: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    edit(ours, COMMA)
    before = (ours / "approvals.toml").read_bytes()
    somebody(monkeypatch, lambda: f"{typed}\n")
    answer = guide("approve", "--by", "Kim Lee", "--scripts", ours)
    assert answer.code == code
    assert "Approve 1 line of 1 script in the name of Kim Lee? [y/N] " in answer.err
    assert ((ours / "approvals.toml").read_bytes() == before) == (code == 1)
    assert ("Nothing was approved." in answer.err) == (code == 1)


def test_what_somebody_else_approved_meanwhile_is_not_lost(
    guide: Prompt, ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(ours, COMMA)
    file = ours / "approvals.toml"

    def typing() -> str:
        file.write_text(file.read_text("utf-8").replace("As the document", "as the document"))
        return "y\n"

    somebody(monkeypatch, typing)
    answer = guide("approve", "--by", "Kim", "--scripts", ours)
    assert answer.code == 2
    assert f"{file} changed in the meantime. Nothing was approved. Try again." in answer.err
    assert "Kim" not in file.read_text("utf-8")


def test_what_is_approved_is_what_was_shown(
    guide: Prompt, ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(ours, COMMA)

    def typing() -> str:
        edit(ours, ("today, to clarify", "today; to clarify"))
        return "y\n"

    somebody(monkeypatch, typing)
    assert guide("approve", "--by", "Kim", "--scripts", ours).code == 0
    line = load_library(ours).script("escalated-callers").lines[0]
    assert line.status is Status.CHANGED
    assert "today, to clarify" in line.spoken.text


def test_an_approval_says_when_it_was_given(ours: Path) -> None:
    edit(ours, COMMA)
    clock = SetClock(AT)
    assert command.approve_scripts((), ours, "Kim", "", yes=True, as_json=True, clock=clock) == 0
    assert load_approvals(ours / "approvals.toml")[0].records[-1].at == AT


def test_changes_as_json(guide: Prompt, ours: Path) -> None:
    edit(ours, COMMA)
    answer = guide("approve", "--by", "Kim", "--scripts", ours, "--yes", "--json")
    [change] = json.loads(answer.out)
    assert list(change) == ["script", "line", "change", "before", "now", "note", "rule"]
    assert (change["script"], change["line"]) == ("escalated-callers", "ask-name")
    assert change["before"].replace("today", "today,") == change["now"]
    assert json.loads(guide("approve", "--by", "K", "--scripts", ours, "--yes", "--json").out) == []


@pytest.mark.parametrize("by", [[], ["--by", " "], ["--by", "\u202e"]])
def test_nobody_cannot_approve(guide: Prompt, ours: Path, by: list[str]) -> None:
    answer = guide("approve", *by, "--scripts", ours, "--yes")
    assert (answer.code, answer.out) == (2, "")
    assert "An approval needs a name" in answer.err


@pytest.mark.parametrize("by", ["title is wrong", "404-555-0143"])
def test_what_is_hardly_a_name_is_told_to_whoever_approves_by_it(
    guide: Prompt, ours: Path, by: str
) -> None:
    edit(ours, COMMA)
    answer = guide("approve", "--by", by, "--scripts", ours, "--yes")
    assert answer.code == 0
    assert f"Is “{by}” right?" in answer.err


def test_a_script_with_mistakes_cannot_be_approved_and_the_others_can(
    guide: Prompt, ours: Path
) -> None:
    edit(ours, COMMA)
    edit(ours, ("use_when", "use_wen"), name="irate-customers")
    answer = guide("approve", "--by", "Kim", "--scripts", ours, "--yes")
    assert answer.code == 1
    assert "1 script cannot be approved because of mistakes. guide check lists them." in answer.err
    assert "Approved by Kim: 1 line of 1 script." in answer.err
    named = guide("approve", "irate-customers", "--by", "Kim", "--scripts", ours, "--yes")
    assert (named.code, named.out) == (2, "")
    assert "has mistakes and is not offered" in named.err


def test_approvals_with_a_mistake_are_mended_first_and_never_written_over(
    guide: Prompt, ours: Path
) -> None:
    edit(ours, COMMA)
    file = ours / "approvals.toml"
    file.write_text(f"{file.read_text('utf-8')}\n[[approval]]\nby = 5\n")
    before = file.read_bytes()
    answer = guide("approve", "--by", "Kim", "--scripts", ours, "--yes")
    assert answer.code == 2
    assert f"{file} has mistakes, and approvals on file must not be lost." in answer.err
    assert file.read_bytes() == before


def test_the_file_of_approvals_keeps_its_mode(guide: Prompt, ours: Path) -> None:
    edit(ours, COMMA)
    (ours / "approvals.toml").chmod(0o664)
    guide("approve", "--by", "Kim", "--scripts", ours, "--yes")
    assert stat.S_IMODE((ours / "approvals.toml").stat().st_mode) == 0o664


def test_an_approved_script_that_is_gone_is_an_error_until_that_is_approved(
    guide: Prompt, ours: Path
) -> None:
    file = ours / "escalated-callers.toml"
    file.write_text(
        file.read_text("utf-8").replace('version = "1"', 'version = "1"\napprovers = 2', 1), "utf-8"
    )
    mine = ("--scripts", ours, "--yes")
    for name in ("Ann", "Kim"):
        guide("approve", "--by", name, *mine)
    assert guide("check", ours).code == 0
    file.unlink()
    answer = guide("check", ours)
    assert answer.code == 1
    told = (
        "approvals.toml: error[removed-script] The script `escalated-callers` was approved by Ann "
        f"and Kim on {datetime.now(UTC):%Y-%m-%d}, and is not here any more."
    )
    assert told in answer.out
    fix = (
        "fix: Put its file back, or have it approved that it is gone: guide approve"
        " escalated-callers --by NAME."
    )
    assert fix in answer.out
    first = guide("approve", "escalated-callers", "--by", "Ann", *mine)
    assert first.code == 0
    assert "escalated-callers, version 1, which is not here any more: last approved by" in first.out
    assert "  removed ask-name\n" in first.out
    rules = re.search(r"^  and (\d+ rules) of it$", first.out, re.MULTILINE)
    assert rules is not None
    assert first.err.count(rules[1]) == 2, "signed, and to be signed by another"
    half = guide("check", ours)
    assert half.code == 1
    assert f"{told} That it is gone is approved by Ann; 1 more must approve it." in half.out
    both = guide("approve", "escalated-callers", "--by", "Kim", *mine)
    assert (both.code, "There is no script" in both.err) == (0, False)
    assert "removed-script" not in guide("check", ours).out
    file.write_text((SCRIPTS / file.name).read_text("utf-8"), "utf-8")
    put_back = guide("check", ours).out
    assert (
        "Nobody has approved the rules of this script since it was approved by Ann and Kim on"
        f" {datetime.now(UTC):%Y-%m-%d} that they are gone."
    ) in put_back
    assert "Too few" not in put_back
    file.unlink()
    unknown = guide("approve", "nothing-of-this-name", "--by", "Kim", *mine)
    assert (unknown.code, "There is no script `nothing-of-this-name`" in unknown.err) == (2, True)


def test_a_script_with_another_id_does_not_shed_who_must_approve_it_without_a_word(
    guide: Prompt, ours: Path
) -> None:
    file, mine = ours / "escalated-callers.toml", ("--scripts", ours, "--yes")
    text, rules = file.read_text("utf-8"), 'approvers = 2\nmay_approve = ["Ann Roe", "Kim Lo"]'
    file.write_text(text.replace('version = "1"', f'version = "1"\n{rules}', 1), "utf-8")
    for name in ("Ann Roe", "Kim Lo"):
        guide("approve", "escalated-callers", "--by", name, *mine)
    assert "easier-approval" not in guide("check", ours).out
    renamed = text.replace('id = "escalated-callers"', 'id = "escalated"', 1)
    file.write_text(renamed, "utf-8")
    told = (
        "`escalated` has the words of `escalated-callers`, and is easier to approve. Of"
        " `escalated-callers`, 2 people must approve it, and only Ann Roe and Kim Lo may."
    )
    fix = (
        'fix: Write approvers = 2 and may_approve = ["Ann Roe", "Kim Lo"] under [script], or id ='
        ' "escalated-callers" again.'
    )
    before = guide("check", ours)
    assert before.code == 1
    assert f"error[easier-approval] {told}" in before.out
    assert fix in before.out
    approved = guide("approve", "escalated", "--by", "Dirk Doe", *mine)
    assert told in approved.err
    after = guide("check", ours)
    assert (after.code, f"error[easier-approval] {told}" in after.out) == (1, True)
    assert "`escalated` has words of it." in after.out
    gone = guide("approve", "escalated-callers", "--by", "Ann Roe", *mine)
    assert told in gone.err
    file.write_text(renamed.replace('version = "1"', f'version = "1"\n{rules}', 1), "utf-8")
    assert "easier-approval" not in guide("check", ours).out
    (ours / "copy.toml").write_text(
        renamed.replace("Escalated callers", "Another").replace('"escalated"', '"another"'), "utf-8"
    )
    file.write_text(text.replace('version = "1"', f'version = "1"\n{rules}', 1), "utf-8")
    assert "warning[easier-approval] `another` has the words of" in guide("check", ours).out


@pytest.mark.parametrize("of", ["Kim Lo", "Ann Roe"])
def test_a_withdrawal_lets_no_script_out_of_who_must_approve_it(
    guide: Prompt, ours: Path, of: str
) -> None:
    file, mine = ours / "escalated-callers.toml", ("--scripts", ours, "--yes")
    text, rules = file.read_text("utf-8"), 'approvers = 2\nmay_approve = ["Ann Roe", "Kim Lo"]'
    bound = text.replace('version = "1"', f'version = "1"\n{rules}', 1)
    file.write_text(bound, "utf-8")
    (ours / "approvals.toml").unlink()
    for name in ("Ann Roe", "Kim Lo"):
        guide("approve", "--by", name, *mine)
    guide("approve", "escalated-callers", "--by", "Ann Roe", "--withdraw", of, *mine)
    file.unlink()
    gone = guide("check", ours)
    told = "error[removed-script] The script `escalated-callers` was approved ("
    assert (gone.code, told in gone.out) == (1, True)
    other = ours / "other.toml"
    other.write_text(text.replace('id = "escalated-callers"', 'id = "other"', 1), "utf-8")
    guide("approve", "other", "--by", "Bob Poe", *mine)
    renamed = guide("check", ours, "--strict")
    easier = "[easier-approval] `other` has the words of `escalated-callers`"
    assert (renamed.code, told in renamed.out, f"error{easier}" in renamed.out) == (1, True, True)
    file.write_text(bound, "utf-8")
    assert f"warning{easier}" in guide("check", ours).out
    file.unlink()
    assert guide("approve", "escalated-callers", "--by", "Bob Poe", *mine).code == 2
    guide("approve", "escalated-callers", "--by", "Ann Roe", *mine)
    assert "[removed-script]" in guide("check", ours).out
    guide("approve", "escalated-callers", "--by", "Kim Lo", *mine)
    assert "[removed-script]" not in guide("check", ours).out


def test_a_withdrawn_line_is_not_taken_out_without_a_word(guide: Prompt, ours: Path) -> None:
    mine = ("--scripts", ours, "--yes")
    edit(ours, ('version = "1"', 'version = "1"\napprovers = 2'))
    (ours / "approvals.toml").unlink()
    for name in ("Ann Roe", "Kim Lo"):
        guide("approve", "--by", name, *mine)
    gone = ("escalated-callers", "--by", "Ann Roe", "--withdraw", "Kim Lo", "--line", "ask-name")
    guide("approve", *gone, *mine)
    edit(ours, ('id = "ask-name"', 'id = "another"'), ("would like to guide", "guide"))
    told = guide("check", ours).out
    assert "[removed-wording] Line `ask-name`, approved, is not in the script any more. Kim" in told


def test_approvals_under_another_name_are_renamed_before_anything_is_approved(
    guide: Prompt, ours: Path
) -> None:
    on_file = (ours / "approvals.toml").read_bytes()
    misnamed = (ours / "approvals.toml").rename(ours / "Approval.toml")
    answer = guide("approve", "--by", "Ann", "--scripts", ours, "--yes")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        f"guide: {misnamed} holds approvals, and they must not be lost. Rename it to approvals.toml"
        " first.\n"
    )
    assert not (ours / "approvals.toml").exists()
    assert misnamed.read_bytes() == on_file
    assert "error[not-read] Approval.toml holds approvals" in guide("check", misnamed).out


def test_an_approved_script_of_another_id_is_told_with_the_one_that_has_its_words(
    guide: Prompt, ours: Path
) -> None:
    edit(ours, ('id = "escalated-callers"', 'id = "other-callers"'))
    told = guide("check", ours).out
    assert "is not here any more. `other-callers` has words of it.\n" in told
    assert (
        '  fix: Write id = "escalated-callers" again, or have it approved that it is gone: ' in told
    )


def test_what_was_approved_without_a_seal_is_shown_and_approved_again(
    guide: Prompt, ours: Path
) -> None:
    file, mine = ours / "approvals.toml", ("--scripts", ours, "--yes")
    file.write_text(re.sub("seal_sha256 = .*\n", "", file.read_text("utf-8")), "utf-8")
    told = "hang-up-protocol: approved without a seal. guide check tells by whom."
    assert told in guide("show", "hang-up-protocol", "--scripts", ours).err
    alone = ours / "hang-up-protocol.toml"
    assert "warning[unsealed-approval]" in guide("check", alone).out
    for path in (alone, ours):
        strict = guide("check", path, "--strict")
        assert (strict.code, "error[unsealed-approval]" in strict.out) == (1, True)
    answer = guide("approve", "hang-up-protocol", "--by", "Kim", *mine)
    assert "  unsealed warn-slurs\n" in answer.out
    assert "  unsealed The call starts at “Listen first”.\n" in answer.out
    assert "5 lines and 127 rules of 1 script" in answer.err
    assert "unsealed-approval" not in guide("check", ours / "hang-up-protocol.toml").out
    again = guide("approve", "hang-up-protocol", "--by", "Kim", *mine)
    assert "Nothing has changed since the last approval." in again.err


def test_approvals_of_two_branches_are_joined_by_one_command(guide: Prompt, ours: Path) -> None:
    file, mine = ours / "approvals.toml", ("--scripts", ours, "--yes")
    start = file.read_text("utf-8")
    edit(ours, COMMA)
    added = []
    for name in ("Kim", "Lee"):
        file.write_text(start, "utf-8")
        assert guide("approve", "--by", name, *mine).code == 0
        added.append(file.read_text("utf-8").removeprefix(start))
    file.write_text(start + "\n".join(added), "utf-8")
    assert "guide approve --join" in guide("check", ours).out
    assert guide("approve", "--join", "--by", "Kim", *mine).code == 2
    asked = guide("approve", "--join", "--scripts", ours)
    assert (asked.code, "Nothing was joined" in asked.err) == (2, True)
    answer = guide("approve", "--join", *mine)
    assert answer.code == 0
    assert re.match("escalated-callers, approved by (Kim|Lee) on ", answer.out)
    assert guide("check", ours, "--strict").code == 0
    assert "there is nothing to join" in guide("approve", "--join", *mine).err
    # Within one second either may stand first, and only that one is as it was.
    cut = file.read_text("utf-8").replace(added[0].strip(), "").replace(added[1].strip(), "")
    file.write_text(cut, "utf-8")
    answer = guide("approve", "--join", *mine)
    assert (answer.code, "cannot be joined" in answer.err) == (2, True)
    assert file.read_text("utf-8") == cut


@pytest.mark.parametrize("merged", ["different scripts", "the same approvals"])
def test_branches_that_git_could_not_put_together_are_joined(
    guide: Prompt, ours: Path, merged: str
) -> None:
    file, mine = ours / "approvals.toml", ("--scripts", ours, "--yes")
    start = file.read_text("utf-8")
    edit(ours, COMMA)
    assert guide("approve", "escalated-callers", "--by", "Kim", *mine).code == 0
    kim = lee = file.read_text("utf-8").removeprefix(start)
    if merged == "different scripts":
        file.write_text(start, "utf-8")
        edit(ours, ("Summed up, offered", "Summed up and offered"), name="hang-up-protocol")
        assert guide("approve", "hang-up-protocol", "--by", "Lee", *mine).code == 0
        lee = file.read_text("utf-8").removeprefix(start)
    file.write_text(f"{start}<<<<<<< HEAD\n{kim}=======\n{lee}>>>>>>> side\n", "utf-8")
    assert "guide approve --join" in guide("check", ours).out
    answer = guide("approve", "--join", *mine)
    assert answer.code == 0, answer
    told = "hang-up-protocol, approved by Lee on " if merged == "different scripts" else ""
    assert answer.out.startswith(told)
    entries = {start + kim} if kim == lee else {start + kim + lee, start + lee + kim}
    assert file.read_text("utf-8") in entries
    assert "there is nothing to join" in guide("approve", "--join", *mine).err


def test_joining_says_how_to_mend_approvals_without_a_seal_behind_sealed_ones(
    guide: Prompt, ours: Path
) -> None:
    file = ours / "approvals.toml"
    records = load_approvals(file)[0].records
    late = approval_of(load_library(ours).script("escalated-callers"), "Kim", AT)
    file.write_text(approvals_text(Approvals((*records, late))), "utf-8")
    answer = guide("approve", "--join", "--scripts", ours, "--yes")
    assert (answer.code, answer.out) == (2, "")
    assert (
        "cannot be joined: 1 approval (Kim of `escalated-callers`) has no seal, and others before"
        " it do. A version before 0.9 wrote it on another branch, or somebody by hand. Take it out"
    ) in answer.err
    assert "guide approve escalated-callers --by NAME." in answer.err
