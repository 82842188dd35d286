"""One call that went on in two people's folders: what is marked over both stays marked."""

import json
import shutil
from pathlib import Path

import pytest
from kit import shipped
from prompt import SCRIPTS, Prompt
from test_cli_branched import END, NOTES, went_on

from guide.call import actions as act
from guide.call.context import Allowed
from guide.record.places import DONE, OPEN, Places
from guide.record.writer import DirectWriter
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook

NUMBER = "312 555 0199"
CALLERS = "312 555 0134"
CALLBACK = act.AddFollowUp(FollowUpKind.CALLBACK, (("number", CALLERS),))
LISTED = act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", NUMBER),))
CALLERS_LISTED = act.AddFollowUp(FollowUpKind.DO_NOT_CALL)

Promised = dict[str, object]


def in_two_folders(
    guide: Prompt, here: tuple[act.Action, ...], there: tuple[act.Action, ...]
) -> tuple[str, Path]:
    """A call that goes on in one's own folder, and otherwise in another, which is told, too."""
    places = Places.of(guide.state, guide.out, guide.folder / "elsewhere")
    other = Places.of(guide.folder / "other", guide.folder / "others")
    session = CallBook(shipped(), places, writer=DirectWriter).start(
        "irate-customers", agent="Robin"
    )
    assert isinstance(session.do(act.WriteDetail("number", CALLERS)), Allowed)
    session.close()
    call = session.call.id
    shutil.copytree(guide.state, other.state)
    went_on(places, call, *here)
    went_on(other, call, *there)
    return call, other.state


def promises(guide: Prompt, *typed: str | Path) -> dict[str, Promised]:
    """What is listed by this command, closed or not, by its kind."""
    found: list[Promised] = json.loads(guide(*typed, "--closed", "--json").out)
    assert len({one["kind"] for one in found}) == len(found)
    return {str(one["kind"]): one for one in found}


def comes_home(guide: Prompt, call: str, other: Path, kind: str) -> None:
    """The other folder's record of the call is put beside one's own."""
    (guide.state / "calls" / kind).mkdir(exist_ok=True)
    shutil.copy(
        other / "calls" / kind / f"{call}.jsonl",
        guide.state / "calls" / kind / f"{call}.2.jsonl",
    )


@pytest.mark.parametrize("listed", [LISTED, CALLERS_LISTED])
@pytest.mark.parametrize("ended", [(True, True), (True, False), (False, True), (False, False)])
def test_what_is_marked_of_anothers_branch_stays_done_once_that_is_kept(
    guide: Prompt, ended: tuple[bool, bool], listed: act.Action
) -> None:
    here, there = ((END,) if one else () for one in ended)
    call, other = in_two_folders(guide, (CALLBACK, *here), (*NOTES, listed, *there))
    marked = promises(guide, "collect", other)["do-not-call"]
    answer = guide("mark", str(marked["promise"]), "done", "--note", "logged", "--folder", other)
    assert answer.code == 0, answer
    assert promises(guide, "collect", other)["do-not-call"]["state"] == "done"
    fits = guide("verify", "--all", "--scripts", SCRIPTS)
    assert (fits.code, fits.err) == (0, "")
    comes_home(guide, call, other, DONE if there else OPEN)
    ours = 1 if here or not there else 2
    kept = guide("resume", call, "--branch", str(ours), "--flat")
    assert "branch" not in kept.err, kept
    assert promises(guide, "owed")["do-not-call"]["state"] == "done"
    assert promises(guide, "collect", other)["do-not-call"]["state"] == "done"


@pytest.mark.parametrize("ended", [(True, True), (True, False), (False, True), (False, False)])
def test_ones_own_promise_is_marked_by_the_number_under_which_it_is_listed(
    guide: Prompt, ended: tuple[bool, bool]
) -> None:
    here, there = ((END,) if one else () for one in ended)
    _, other = in_two_folders(guide, (CALLBACK, *here), (*NOTES, LISTED, *there))
    own = str(promises(guide, "owed")["callback"]["promise"])
    for deed, state in (("tried", "tried"), ("done", "done")):
        listed = str(promises(guide, "collect", other)["callback"]["promise"])
        if here:
            assert listed == own
        answer = guide("mark", listed, deed, "--note", "x", "--folder", other)
        assert answer.code == 0, answer
        for typed in (["owed"], ["collect", other]):
            found = promises(guide, *typed)
            assert found["callback"]["state"] == state
            assert found.get("do-not-call", {}).get("state", "open") == "open"
    assert guide("verify", "--all", "--scripts", SCRIPTS).code == 0


def test_what_was_marked_in_ones_own_folder_counts_over_both(guide: Prompt) -> None:
    _, other = in_two_folders(guide, (CALLBACK, END), (*NOTES, LISTED, END))
    own = str(promises(guide, "owed")["callback"]["promise"])
    assert guide("mark", own, "done", "--note", "x").code == 0
    # The other branch may have another promise of that number, or none.
    found = promises(guide, "collect", other)
    assert (found["callback"]["state"], found["do-not-call"]["state"]) == ("done", "open")


def test_whoever_keeps_neither_branch_marks_what_is_listed_of_both(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, other = in_two_folders(guide, (CALLBACK, END), (*NOTES, LISTED, END))
    mine = guide.state
    monkeypatch.setenv("GUIDE_STATE", str(guide.folder / "supervisor"))
    monkeypatch.setenv("GUIDE_AGENT", "Sam Poe")
    for deed in ("tried", "done"):
        for kind in ("callback", "do-not-call"):
            listed = promises(guide, "collect", mine, other)[kind]
            answer = guide(
                "mark",
                str(listed["promise"]),
                deed,
                "--note",
                "x",
                "--folder",
                mine,
                "--folder",
                other,
            )
            assert answer.code == 0, answer
            assert promises(guide, "collect", mine, other)[kind]["promise"] == listed["promise"]
    found = promises(guide, "collect", other, mine)
    assert [one["state"] for one in found.values()] == ["done", "done"]
    assert "does not count" not in guide("collect", mine, other).err
