"""Remarks at the prompt: noted, listed, answered, signed off; nobody speaks for somebody else."""

import json
from pathlib import Path

import pytest
from prompt import Answer, Prompt
from test_cli_forget import START, take
from test_cli_practice import practised

from guide.record.disk import Disk
from guide.record.erased import Tombstone
from guide.record.forget import erase_calls
from guide.record.places import Places
from guide.remarks.kept import remarks_in

AGENT, REVIEWER = "Robin", "Kim Lo"


class Desk:
    """A prompt at which two people type, each under their own name."""

    def __init__(self, guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
        self.guide = guide
        self._monkeypatch = monkeypatch

    def by(self, who: str, *typed: str | Path) -> Answer:
        self._monkeypatch.setenv("GUIDE_AGENT", who)
        return self.guide(*typed)

    def note(self, call: str, *more: str, text: str = "Say it slower.") -> str:
        """The name of a remark that the reviewer notes."""
        answer = self.by(REVIEWER, "remark", call, "note", "--at", "0:00", "--text", text, *more)
        assert answer.code == 0, answer.err
        return answer.out.split()[0]

    def listed(self, *more: str) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.guide("review", "--json", *more).out)
        return found


@pytest.fixture
def desk(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Desk:
    return Desk(guide, monkeypatch)


def test_a_remark_is_noted_answered_and_signed_off_by_both(desk: Desk) -> None:
    call = take(desk.guide)
    name = desk.note(call)
    assert name == f"{call}/r1"
    [open_one] = desk.listed()
    assert open_one["waits_for"] == [{"who": AGENT, "what": "answer"}]
    answer = desk.by(AGENT, "remark", name, "answer", "--text", "I will.")
    assert "Waits for Kim Lo and Robin to sign off" in answer.out
    assert desk.by(REVIEWER, "remark", name, "sign-off").code == 0
    assert [one["remark"] for one in desk.listed("--for", "robin")] == [name]
    assert desk.listed("--for", REVIEWER) == []
    assert "Settled." in desk.by(AGENT, "remark", name, "sign-off").out
    assert desk.listed() == []
    [over] = desk.listed("--closed")
    assert (over["state"], over["waits_for"]) == ("settled", [])
    text = desk.guide("review", "--closed").out
    assert text.index("Say it slower.") < text.index("I will.") < text.index("signed off")


def test_nobody_answers_for_somebody_else(desk: Desk) -> None:
    name = desk.note(take(desk.guide))
    answer = desk.by(REVIEWER, "remark", name, "answer", "--text", "x")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "guide: Only Robin can answer this remark. You are Kim Lo.\n"
    assert desk.by(AGENT, "remark", name, "withdraw", "--text", "x").code == 1
    [one] = desk.listed()
    assert one["after"] == []


def test_a_remark_is_withdrawn_with_the_reason_and_stays_on_record(desk: Desk) -> None:
    name = desk.note(take(desk.guide))
    answer = desk.by(REVIEWER, "remark", name, "withdraw", "--text", "another call")
    assert "Withdrawn by Kim Lo" in answer.out
    assert "Say it slower." in desk.guide("review", "--closed").out


def test_a_remark_about_a_finding_needs_no_moment_of_its_own(desk: Desk) -> None:
    call = practised(desk.guide, well=False)
    listed = json.loads(desk.guide("practice", "--debrief", call, "--json").out)["findings"]
    finding = next(one for one in listed if one["at"])
    about = ("remark", call, "note", "--text", "x", "--finding", finding["about"])
    answer = desk.by(REVIEWER, *about)
    assert answer.code == 2
    assert answer.err == f"guide: The call {call} is practice: add --practice.\n"
    assert desk.by(REVIEWER, *about, "--practice").code == 0
    [one] = desk.listed("--practice")
    assert one["seconds"] == finding["at"][0]
    assert desk.by(REVIEWER, *about, "--practice", "--at", "soon").code == 2


def test_remarks_are_listed_by_agent_and_by_call(desk: Desk) -> None:
    call = take(desk.guide)
    desk.note(call)
    assert len(desk.listed("--agent", "ROBIN")) == 1
    assert desk.listed("--agent", "Somebody Else") == []
    assert len(desk.listed(call[:10])) == 1
    assert desk.listed("20200101") == []
    assert "No remark is as asked for." in desk.guide("review", "20200101").err


def test_a_remark_may_be_about_a_finding_of_practice_and_the_answer_stands_beside_it(
    desk: Desk,
) -> None:
    call = practised(desk.guide, well=False)
    codes = [
        one["about"]
        for one in json.loads(desk.guide("practice", "--debrief", call, "--json").out)["findings"]
    ]
    unknown = ("remark", call, "note", "--practice", "--at", "1", "--text", "x", "--finding", "nn")
    answer = desk.by(REVIEWER, *unknown)
    assert answer.code == 2
    assert "The debrief has no finding “nn”" in answer.err
    name = desk.note(call, "--practice", "--finding", codes[0])
    desk.by(AGENT, "remark", name, "answer", "--practice", "--text", "It was sent.")
    assert desk.listed() == []
    [one] = desk.listed("--practice")
    assert (one["finding"], one["practice"]) == (codes[0], True)
    assert f"About the finding {codes[0]}" in desk.guide("review", "--practice").out
    desk.note(call, "--practice", text="A calm voice.")
    debrief = desk.guide("practice", "--debrief", call).out
    beside, _, below = debrief.partition("\nRemarks\n")
    assert beside.index("Kim Lo: “Say it slower.”") < beside.index("Robin: “It was sent.”")
    assert "A calm voice." not in beside
    assert "A calm voice." in below.partition("\nThe call, move by move")[0]


def test_a_remark_that_was_withdrawn_is_not_held_against_anybody(desk: Desk) -> None:
    call = practised(desk.guide, well=False)
    name = desk.note(call, "--practice", text="Far too fast.")
    assert "Far too fast." in desk.guide("practice", "--debrief", call).out
    desk.by(REVIEWER, "remark", name, "withdraw", "--practice", "--text", "another call")
    assert "Far too fast." not in desk.guide("practice", "--debrief", call).out


def test_an_agent_contests_a_finding_and_anybody_else_answers(desk: Desk) -> None:
    call = practised(desk.guide, well=False)
    told = desk.by(AGENT, "remark", call, "note", "--practice", "--at", "1", "--text", "Unfair.")
    assert "Waits for a reviewer to answer" in told.out
    answer = ("remark", call, "answer", "--practice", "--text", "You are right.")
    assert desk.by(AGENT, *answer).code == 1
    assert desk.by(REVIEWER, *answer).code == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("note", "--text", "x"), "Say at what moment of the call"),
        (("note", "--text", "x", "--at", "soon"), "Say at what moment of the call"),
        (("answer", "--text", "x", "--at", "1"), "--at and --finding are for a new remark"),
        (("sign-off", "--text", "x"), "A sign-off has no text"),
        (("answer", "--text", "x"), "There is no remark"),
    ],
)
def test_wrong_use_is_told(desk: Desk, typed: tuple[str, ...], words: str) -> None:
    answer = desk.by(REVIEWER, "remark", take(desk.guide), *typed)
    assert (answer.code, answer.out) == (2, "")
    assert words in answer.err


def test_what_is_no_moment_or_no_remark_is_refused(desk: Desk) -> None:
    call = take(desk.guide)
    late = desk.by(REVIEWER, "remark", call, "note", "--at", "99:00", "--text", "x")
    assert (late.code, late.err) == (1, "guide: That is no moment of the call.\n")
    empty = desk.by(REVIEWER, "remark", call, "note", "--at", "0")
    assert (empty.code, empty.err) == (1, "guide: Write down the remark.\n")


def test_card_numbers_are_masked_and_that_is_told(desk: Desk) -> None:
    call = take(desk.guide)
    typed = ("remark", call, "note", "--at", "0", "--text", "4111 1111 1111 1111")
    answer = desk.by(REVIEWER, *typed)
    assert "•••• 1111" in answer.out
    assert "A card number or code was masked." in answer.err
    kept = (desk.guide.state / "remarks.jsonl").read_text()
    assert "41111111" not in kept.replace(" ", "")


def test_verify_tells_a_call_that_was_changed_since_and_a_line_that_was(desk: Desk) -> None:
    call = take(desk.guide)
    desk.note(call)
    assert desk.guide("verify", "--all").code == 0
    file = desk.guide.state / "remarks.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b"slower", b"faster"))
    answer = desk.guide("verify", "--all")
    assert answer.code == 1
    assert "remarks: Line 1 of the list of remarks" in answer.err
    assert desk.guide("review").code == 1
    file.write_bytes(whole)
    journal = desk.guide.state / "calls" / "done" / f"{call}.jsonl"
    journal.write_bytes(b"".join(journal.read_bytes().splitlines(keepends=True)[:-1]))
    listed = desk.guide("review")
    assert listed.code == 1
    assert "was changed since" in listed.out
    assert "was changed since" in desk.guide("verify", "--all").err


@pytest.mark.parametrize("practice", [False, True])
def test_remarks_of_a_call_go_with_it(desk: Desk, practice: bool) -> None:
    more = ["--practice"] * practice
    call = practised(desk.guide) if practice else take(desk.guide)
    desk.note(call, *more, text="very secret")
    assert desk.guide("forget", call, "--yes", *more).code == 0
    places = Places(desk.guide.state, desk.guide.out)
    assert remarks_in(places, training=practice).remarks == {}
    left = [one for one in desk.guide.folder.rglob("*.jsonl") if b"secret" in one.read_bytes()]
    assert left == []
    assert desk.guide("verify", "--all").code == 0


def test_what_was_left_when_an_erasure_was_cut_short_is_told_and_erased_by_asking_again(
    desk: Desk,
) -> None:
    guide = desk.guide
    call = take(guide, number="+1 312 555 0134")
    [owed] = json.loads(guide("owed", "--json").out)
    assert desk.by(AGENT, "mark", owed["promise"], "tried", "--note", "Whitlock asks").code == 0
    desk.note(call, text="Whitlock was cut off.")
    places = Places(guide.state, guide.out)
    path = places.calls / "done" / f"{call}.jsonl"
    stones = [(path, Tombstone(call, START, "asked"))]
    # As if it were killed before it came to what lies beside the journals.
    list(erase_calls(Disk(), places, stones, training=False, also=places.out))
    told = guide("verify", "--all")
    assert told.code == 1
    assert f"guide forget {call} erases what was left of it." in told.out + told.err
    again = guide("forget", call)
    assert (again.code, again.out) == (0, "")
    assert "What was left of it is erased now." in again.err
    kept = [file for file in guide.folder.rglob("*") if file.is_file()]
    assert not [file for file in kept if b"Whitlock" in file.read_bytes()]
    assert guide("verify", "--all").code == 0
    assert guide("forget", call).code == 2


def test_who_forgets_that_it_is_practice_is_told_to_say_so(desk: Desk) -> None:
    practice, real = practised(desk.guide), take(desk.guide)
    typed = ("remark", practice, "note", "--at", "0", "--text", "x")
    assert f"The call {practice} is practice: add --practice." in desk.by(REVIEWER, *typed).err
    typed = ("remark", real, "note", "--practice", "--at", "0", "--text", "x")
    assert f"{real} is no practice: leave out --practice." in desk.by(REVIEWER, *typed).err
    name = desk.note(practice, "--practice")
    answered = desk.by(AGENT, "remark", name, "answer", "--text", "x")
    assert answered.code == 2
    assert f"The remark “{name}” is about practice: add --practice." in answered.err
    assert "No remark is open. 1 remark about practice: add --practice." in desk.guide("review").err
    about_it = desk.guide("review", practice).err
    assert "No remark is as asked for. 1 remark about practice: add --practice." in about_it
