"""What a supervisor noted of a do-not-call number stands when the call is erased, or the notes."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from promised_calls import CALLBACK, take
from prompt import Answer, Prompt

from guide.call import actions as act
from guide.call.context import Refused
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.after_call import Done
from guide.register.collected import collected
from guide.session.clock import SystemClock

WRONG, RIGHT, OTHER = "312 555 0171", "312 555 0181", "312 555 0172"
SECRET = "a secret word"


class Desk:
    """An agent's folder of calls, and a supervisor at the prompt."""

    def __init__(self, guide: Prompt, patch: pytest.MonkeyPatch) -> None:
        self.guide = guide
        self.folder = guide.folder / "ben"
        self._patch = patch
        patch.setenv("GUIDE_AGENT", "Sam Poe")

    def take(self, *numbers: str, minutes: int = 0) -> str:
        """A call on which nobody is to be called at these numbers; its id."""
        asked = [act.AddFollowUp("do-not-call", (("number", one),)) for one in numbers]
        places = Places(self.folder, self.guide.folder / "ben-summaries")
        return take(places, "ben", CALLBACK, *asked, minutes=minutes)

    def agent(self, *typed: str | Path) -> Answer:
        """What the agent is answered who types this."""
        with self._patch.context() as patch:
            patch.setenv("GUIDE_STATE", str(self.folder))
            patch.setenv("GUIDE_OUT", str(self.guide.folder / "ben-summaries"))
            patch.setenv("GUIDE_AGENT", "ben")
            return self.guide(*typed)

    def mark(self, promise: str, *typed: str) -> None:
        answer = self.guide("mark", promise, *typed, "--folder", self.folder)
        assert answer.code == 0, answer.err

    def promise(self, call: str, number: str) -> str:
        """The name of the follow-up of a call with this number."""
        found = json.loads(self.agent("owed", "--json", "--closed").out)
        return next(
            str(one["promise"]) for one in found if (one["call"], one["number"]) == (call, number)
        )

    def listed(self) -> list[str]:
        answer = self.guide("collect", self.folder, "--dnc")
        assert answer.code == 0, answer.err
        return answer.out.splitlines()


@pytest.fixture
def desk(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(guide, monkeypatch)


def erase_call(desk: Desk, call: str) -> None:
    assert desk.agent("forget", call, "--yes").code == 0


def erase_notes(desk: Desk, call: str) -> None:
    answer = desk.guide("forget", call, "--yes")
    assert answer.code == 0
    assert "What it did to a do-not-call number stays" in answer.err
    assert SECRET not in (desk.guide.state / "collected.jsonl").read_text()
    assert desk.guide("verify", "--all").code == 0


def erase_both(desk: Desk, call: str) -> None:
    erase_call(desk, call)
    erase_notes(desk, call)


@pytest.mark.parametrize("erase", [erase_call, erase_notes, erase_both])
@pytest.mark.parametrize(
    ("typed", "left"),
    [
        (("corrected", "--to", RIGHT), [RIGHT]),
        (("refused",), []),
        (("void",), []),
        (("done",), [WRONG]),
    ],
    ids=lambda one: one[0] if isinstance(one, tuple) else "",
)
def test_what_the_supervisor_noted_of_a_number_not_to_call_outlives_call_and_note(
    desk: Desk, erase: Callable[[Desk, str], None], typed: tuple[str, ...], left: list[str]
) -> None:
    call = desk.take(WRONG)
    desk.mark(desk.promise(call, WRONG), *typed, "--note", SECRET)
    assert desk.listed() == left
    erase(desk, call)
    assert desk.listed() == left
    assert desk.agent("verify", "--all").code == 0


def test_a_number_that_stood_elsewhere_in_its_call_is_corrected_on_the_list_too(
    desk: Desk,
) -> None:
    call = desk.take("(312) 555-0134", OTHER)
    found = json.loads(desk.agent("owed", "--json", "--kind", "callback").out)
    desk.mark(str(found[0]["promise"]), "corrected", "--to", RIGHT, "--note", SECRET)
    assert sorted(desk.listed()) == [OTHER, RIGHT]
    erase_both(desk, call)
    assert sorted(desk.listed()) == [OTHER, RIGHT]


def test_a_number_of_a_callback_goes_with_the_notes(desk: Desk) -> None:
    call = desk.take()
    found = json.loads(desk.agent("owed", "--json").out)
    desk.mark(str(found[0]["promise"]), "corrected", "--to", RIGHT, "--note", SECRET)
    assert "stays" not in desk.guide("forget", call, "--yes").err
    assert (desk.guide.state / "collected.jsonl").read_bytes() == b""


def test_what_the_agent_noted_later_stands(desk: Desk) -> None:
    call = desk.take(WRONG, OTHER)
    wrong, other = (desk.promise(call, one) for one in (WRONG, OTHER))
    desk.mark(other, "refused", "--note", SECRET)
    desk.mark(wrong, "corrected", "--to", RIGHT, "--note", SECRET)
    sam = ("--folder", str(desk.guide.state))
    assert desk.agent("mark", other, "reopened", "--note", "asked again", *sam).code == 0
    answer = desk.agent("mark", wrong, "corrected", "--to", "312 555 0191", *sam)
    assert answer.code == 0, answer.err
    assert sorted(desk.listed()) == [OTHER, "312 555 0191"]
    erase_call(desk, call)
    assert sorted(desk.listed()) == [OTHER, "312 555 0191"]


@pytest.mark.parametrize("erase", [erase_call, erase_both])
def test_a_number_that_the_supervisor_put_back_stays_where_the_agent_had_it_off_the_list(
    desk: Desk, erase: Callable[[Desk, str], None]
) -> None:
    call = desk.take(WRONG)
    name = desk.promise(call, WRONG)
    assert desk.agent("mark", name, "refused").code == 0
    desk.mark(name, "reopened", "--note", SECRET)
    assert desk.listed() == [WRONG]
    erase(desk, call)
    assert desk.listed() == [WRONG]
    other = desk.guide.folder / "kim"
    take(Places(other, other / "summaries"), "kim", CALLBACK)
    assert desk.guide("collect", other, "--dnc").out == ""


def test_a_number_that_was_put_back_by_mistake_is_off_the_list_again(desk: Desk) -> None:
    call = desk.take(WRONG)
    name = desk.promise(call, WRONG)
    assert desk.agent("mark", name, "refused").code == 0
    desk.mark(name, "reopened", "--note", SECRET)
    desk.mark(name, "refused", "--note", SECRET)
    assert desk.listed() == []
    erase_both(desk, call)
    assert desk.listed() == []


def test_notes_that_are_erased_are_no_old_notes_any_more(desk: Desk) -> None:
    call = desk.take(WRONG)
    desk.mark(desk.promise(call, WRONG), "corrected", "--to", RIGHT, "--note", SECRET)
    assert "is erased" in desk.guide("forget", "--older-than", "0", "--yes").err
    assert "is erased" not in desk.guide("forget", "--older-than", "0", "--yes").err
    assert desk.listed() == [RIGHT]


def test_of_a_call_that_was_erased_it_is_told_that_it_was(desk: Desk) -> None:
    call, other = desk.take(WRONG), desk.take(minutes=5)
    assert desk.agent("forget", call, "--yes", "--why", "asked for").code == 0
    answer = desk.guide("collect", desk.folder, "--show", call)
    assert (answer.code, answer.out) == (2, "")
    assert f"The call {call} was erased on " in answer.err
    assert "(asked for)." in answer.err
    assert other not in answer.err
    assert desk.guide("collect", desk.folder, "--show", other).code == 0


@pytest.mark.parametrize("first", ["agent", "supervisor"])
@pytest.mark.parametrize(
    ("agent", "supervisor"),
    [
        ("done", "refused"),
        ("done", "void"),
        ("done", "done"),
        ("refused", "done"),
        ("void", "done"),
        ("refused", "void"),
    ],
)
def test_of_two_who_closed_it_the_first_counts_once_the_call_is_erased_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, agent: str, supervisor: str, first: str
) -> None:
    call = desk.take(WRONG)
    name = desk.promise(call, WRONG)
    copy = desk.guide.folder / "as it was"
    shutil.copytree(desk.folder, copy)

    def by_agent() -> None:
        assert desk.agent("mark", name, agent, "--note", SECRET).code == 0

    def by_supervisor() -> None:
        note = ("--note", SECRET)
        assert desk.guide("mark", name, supervisor, *note, "--folder", copy).code == 0

    for deed in (by_agent, by_supervisor) if first == "agent" else (by_supervisor, by_agent):
        deed()
    left = desk.listed()
    first_of_all = agent if first == "agent" else supervisor
    assert left == ([WRONG] if first_of_all == "done" else [])
    erase_call(desk, call)
    assert desk.listed() == left
    assert desk.agent("verify", "--all").code == 0
    erase_notes(desk, call)
    assert desk.listed() == left


def test_a_number_taken_up_again_is_closed_by_whoever_was_first_since_then(desk: Desk) -> None:
    call = desk.take(WRONG, OTHER)
    name, other = desk.promise(call, WRONG), desk.promise(call, OTHER)
    copy = desk.guide.folder / "as it was"
    shutil.copytree(desk.folder, copy)
    for one in (name, other):
        assert desk.agent("mark", one, "done").code == 0
    assert desk.guide("mark", other, "refused", "--folder", copy).code == 0
    for one in (name, other):
        assert desk.agent("mark", one, "reopened", "--note", "not yet").code == 0
    assert desk.guide("mark", name, "void", "--note", SECRET, "--folder", copy).code == 0
    for one in (name, other):
        assert desk.agent("mark", one, "done").code == 0
    assert desk.listed() == [OTHER]
    erase_both(desk, call)
    assert desk.listed() == [OTHER]


def test_a_number_that_the_supervisor_took_off_stays_off_though_its_folder_corrects_it_later(
    desk: Desk,
) -> None:
    call = desk.take(WRONG)
    name = desk.promise(call, WRONG)
    desk.mark(name, "refused", "--note", SECRET)
    assert desk.agent("mark", name, "corrected", "--to", RIGHT).code == 0
    assert desk.listed() == []
    erase_both(desk, call)
    assert desk.listed() == []


@pytest.mark.parametrize("knows", [True, False])
def test_what_the_agent_corrected_stands_as_the_supervisor_takes_theirs_back(
    desk: Desk, knows: bool
) -> None:
    call = desk.take(WRONG)
    name = desk.promise(call, WRONG)
    seen = desk.folder if knows else desk.guide.folder / "as it was"
    if not knows:
        shutil.copytree(desk.folder, seen)
    assert desk.agent("mark", name, "corrected", "--to", RIGHT).code == 0
    for typed in (("corrected", "--to", OTHER), ("taken-back", "--note", SECRET)):
        assert desk.guide("mark", name, *typed, "--folder", seen).code == 0
    assert desk.listed() == [RIGHT]
    erase_both(desk, call)
    assert desk.listed() == [RIGHT]


def test_it_is_told_that_a_number_is_listed_that_is_the_right_one_again(desk: Desk) -> None:
    asked = act.AddFollowUp("callback", (("caller", "Ann Lee"), ("number", WRONG)))
    places = Places(desk.folder, desk.guide.folder / "ben-summaries")
    desk.take(WRONG)
    call = take(places, "ben", CALLBACK, asked, minutes=5)
    found = json.loads(desk.agent("owed", "--json", "--kind", "callback").out)
    name = next(
        str(one["promise"]) for one in found if (one["call"], one["number"]) == (call, WRONG)
    )
    desk.mark(name, "corrected", "--to", RIGHT)
    answer = desk.guide("mark", name, "taken-back", "--note", "slip", "--folder", desk.folder)
    assert answer.code == 0, answer.err
    assert "do-not-call list" in " ".join(answer.out.split())


def test_it_is_told_that_notes_stay_about_a_call_that_its_agent_erased(desk: Desk) -> None:
    call, other = desk.take(WRONG), desk.take(OTHER, minutes=5)
    for one, number in ((call, WRONG), (other, OTHER)):
        desk.mark(desk.promise(one, number), "tried", "--note", SECRET)
    assert desk.guide("collect", desk.folder).err.count(call) == 0
    erase_call(desk, call)
    remedy = f"What you noted about it is kept: guide forget {call} erases that."
    for typed in ((), ("--closed",), ("--calls", "--find", "x"), ("--dnc",)):
        answer = desk.guide("collect", desk.folder, *typed)
        assert answer.code == 0, answer.err
        assert f"The call {call} was erased on " in answer.err
        assert remedy in answer.err
        assert SECRET not in answer.err
        assert other not in answer.err
    desk.guide("forget", call, "--yes")
    assert call not in desk.guide("collect", desk.folder).err


def test_of_a_call_whose_folder_is_not_there_it_is_not_told_that_it_was_erased(
    desk: Desk,
) -> None:
    call = desk.take(WRONG)
    desk.mark(desk.promise(call, WRONG), "tried", "--note", SECRET)
    other = desk.guide.folder / "kim"
    take(Places(other, other / "summaries"), "kim", CALLBACK)
    answer = desk.guide("collect", other)
    assert answer.code == 0
    assert f"You noted something about 1 call ({call}), in none of these folders." in answer.err
    assert "was erased on" not in answer.err
    assert SECRET not in answer.err
    assert "You noted" not in desk.guide("collect", other, desk.folder).err


@pytest.mark.parametrize("typed", [("verify", "--all"), ("doctor",)])
def test_of_which_calls_one_keeps_notes_is_told_where_nobody_else_is_asked(
    desk: Desk, typed: tuple[str, ...]
) -> None:
    call = desk.take()
    found = json.loads(desk.agent("owed", "--json").out)
    desk.mark(str(found[0]["promise"]), "tried", "--note", SECRET)
    erase_call(desk, call)
    answer = desk.guide(*typed)
    told = answer.out + answer.err
    assert f"You keep notes about 1 call ({call}), of other people." in told
    assert SECRET not in told
    desk.guide("forget", call, "--yes")
    assert call not in desk.guide(*typed).out + desk.guide(*typed).err


def test_notes_that_cannot_be_read_keep_nothing_from_being_collected(desk: Desk) -> None:
    call = desk.take()
    notes = desk.guide.state / "collected.jsonl"
    notes.mkdir(parents=True)
    answer = desk.guide("collect", desk.folder)
    assert answer.code == 1
    assert call in answer.out
    assert str(notes) in answer.err


def test_a_number_that_two_corrected_differently_is_one_in_its_call_and_both_are_listed(
    desk: Desk,
) -> None:
    call = desk.take("(312) 555-0134", OTHER)
    found = json.loads(desk.agent("owed", "--json", "--kind", "callback").out)
    name = str(found[0]["promise"])
    desk.mark(name, "corrected", "--to", "312 555 0412")
    assert desk.agent("mark", name, "corrected", "--to", "312 555 0413").code == 0
    answer = desk.guide("collect", desk.folder, "--json")
    numbers = {one["number"] for one in json.loads(answer.out)} - {OTHER}
    assert numbers == {"312 555 0413"}
    assert answer.code == 0
    told = f"The number of {name} was corrected by people who did not know of each other: "
    assert told in answer.err
    assert re.search("312 555 0412 by Sam Poe on .*, then 312 555 0413 by ben on ", answer.err)
    assert "two people corrected it" in desk.guide("collect", desk.folder).out
    assert "two people corrected it" in desk.guide("collect", desk.folder, "--show", call).out
    each = sorted(["312 555 0412", "312 555 0413", OTHER])
    assert sorted(desk.listed()) == each
    erase_both(desk, call)
    assert sorted(desk.listed()) == each


@pytest.mark.parametrize("right", ["312 555 0412", "312 555 0413"])
def test_whoever_knows_both_settles_which_number_is_right(desk: Desk, right: str) -> None:
    call = desk.take(WRONG)
    name = desk.promise(call, WRONG)
    desk.mark(name, "corrected", "--to", "312 555 0412")
    assert desk.agent("mark", name, "corrected", "--to", "312 555 0413").code == 0
    desk.mark(name, "corrected", "--to", right)
    assert desk.listed() == [right]
    assert "did not know" not in desk.guide("collect", desk.folder).err
    assert desk.guide("verify", "--all").code == 0
    assert desk.agent("verify", "--all").code == 0


def test_what_is_erased_after_the_folders_were_collected_takes_no_note(desk: Desk) -> None:
    call = desk.take(WRONG)
    name = desk.promise(call, WRONG)
    own = Places(desk.guide.state, desk.guide.folder / "out")
    with collected(Disk(), own, [desk.folder]) as collection:
        erase_call(desk, call)
        answer = collection.do(name, Done("in the dialer"), "Sam Poe", SystemClock().now().at)
    assert isinstance(answer, Refused)
    assert f"{call} was erased" in answer.reason
    assert answer.reason.endswith("Nothing was recorded.")
    assert not own.collected.exists() or own.collected.read_bytes() == b""


def test_a_line_put_in_that_a_call_was_erased_hides_nothing_of_it_and_is_told(desk: Desk) -> None:
    call = desk.take(WRONG)
    erased = Places(desk.folder, desk.folder).calls / "erased.jsonl"
    erased.write_text(f'{{"call": "{call}", "at": "2026-11-28T04:56:00.000Z", "why": ""}}\n')
    told = f"has it that {call} was erased on "
    for typed in (("--csv",), ("--calls", "--csv"), ("--dnc",), ("--show", call)):
        answer = desk.guide("collect", desk.folder, *typed)
        assert told in answer.err, typed
        assert answer.code == 1, typed
        assert (call if typed != ("--dnc",) else WRONG) in answer.out, typed
    figures = desk.guide("stats", "--folder", desk.folder)
    assert (figures.code, told in figures.err) == (1, True)
    assert "1" in figures.out
