import csv
import errno
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from kit import Desk, shipped, utc
from msgspec.structs import replace
from promised_calls import CALLBACK, DO_NOT_CALL, keep, take
from prompt import Answer, Prompt
from untouched import everything

from guide import __version__
from guide.call import actions as act
from guide.call.context import Allowed, Refused
from guide.call.events import FollowUpAdded, Started
from guide.call.fold import call_of
from guide.record.codec import GENESIS, encoded, seal
from guide.record.disk import Disk
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.sealed_file import append_sealed, held, read_sealed
from guide.record.system import System
from guide.record.writer import DirectWriter
from guide.register.after_call import AfterCall, Done, Reopened, Tried, Voided, after_call
from guide.register.collected import NOTES, collected, noted
from guide.register.index import register
from guide.register.promise import Promise
from guide.register.register import do
from guide.register.rules import number_corrected
from guide.register.wrap_up import add_promise
from guide.session.callbook import CallBook


@dataclass
class Team:
    """Three agents' folders, each with calls, and a supervisor at a prompt."""

    guide: Prompt
    folders: dict[str, Path]
    calls: dict[str, str]

    def collect(self, *typed: str | Path, folders: tuple[Path, ...] = ()) -> Answer:
        return self.guide("collect", *(folders or self.folders.values()), *typed)

    def owed(self) -> list[dict[str, object]]:
        found: list[dict[str, object]] = json.loads(self.collect("--json").out)
        return found

    def mark(self, call: str, *typed: str) -> Answer:
        folders = [word for one in self.folders.values() for word in ("--folder", one)]
        return self.guide("mark", call, *typed, *folders)

    def places(self, who: str) -> Places:
        return Places(self.folders[who], self.guide.folder / f"{who}-summaries")

    def agent(self, who: str, monkeypatch: pytest.MonkeyPatch, *typed: str | Path) -> Answer:
        """What an agent is answered who types this."""
        with monkeypatch.context() as patch:
            patch.setenv("GUIDE_STATE", str(self.folders[who]))
            patch.setenv("GUIDE_AGENT", who)
            return self.guide(*typed)


@pytest.fixture
def team(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Team:
    monkeypatch.setenv("GUIDE_AGENT", "Sam Poe")
    found = Team(guide, {name: guide.folder / name for name in ("kim", "ben", "ann")}, {})
    for minutes, (who, action) in enumerate(
        (("kim", CALLBACK), ("ben", DO_NOT_CALL), ("ann", CALLBACK))
    ):
        found.calls[who] = take(found.places(who), who, action, minutes=minutes)
    return found


def test_several_folders_are_one_register_the_most_pressing_first(team: Team) -> None:
    answer = team.collect()
    assert answer.code == 0, answer.err
    rows = answer.out.splitlines()[1:]
    assert [call for row in rows for call in team.calls.values() if call in row] == [
        team.calls["kim"],
        team.calls["ann"],
        team.calls["ben"],
    ]
    for who in team.calls:
        assert any(who in row for row in rows)


def test_nothing_in_the_folders_is_changed(team: Team) -> None:
    before = {who: everything(folder) for who, folder in team.folders.items()}
    team.collect()
    team.collect("--calls")
    team.mark(team.calls["kim"], "done")
    assert {who: everything(folder) for who, folder in team.folders.items()} == before


def test_no_copy_is_left(team: Team) -> None:
    (team.guide.state / "collecting-999999999" / "0").mkdir(parents=True)
    team.collect()
    assert [*team.guide.state.iterdir()] == []
    (team.guide.state / "collecting-999999999" / "0").mkdir(parents=True)
    team.guide("calls")
    assert [*team.guide.state.iterdir()] == []
    team.mark(team.calls["kim"], "done")
    names = {path.name for path in team.guide.state.iterdir()}
    assert names == {"collected.jsonl", "ledger.jsonl"}


@pytest.mark.parametrize(
    ("calls", "code"), [(("make_folder", "open"), errno.EROFS), (("open",), errno.ENOSPC)]
)
def test_where_one_s_own_folder_takes_nothing_the_copies_lie_in_the_fallback_folder(
    team: Team, monkeypatch: pytest.MonkeyPatch, calls: tuple[str, ...], code: int
) -> None:
    elsewhere = team.guide.folder / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    monkeypatch.setenv("GUIDE_ELSEWHERE", str(elsewhere))
    fallback = Places.of(team.guide.state, team.guide.out, elsewhere).fallback_dir
    assert fallback is not None
    before = team.collect().out

    def refusing(usual: Callable[..., object]) -> Callable[..., object]:
        def call(self: System, path: Path, *arguments: object) -> object:
            if path.is_relative_to(team.guide.state):
                raise OSError(code, os.strerror(code))
            return usual(self, path, *arguments)

        return call

    # A program that was killed left these.
    (fallback / "collecting-999999999" / "0").mkdir(parents=True)
    fallback.chmod(0o700)
    with monkeypatch.context() as patch:
        for call in calls:
            patch.setattr(System, call, refusing(getattr(System, call)))
        answer = team.collect()
        assert (answer.code, answer.out) == (0, before), answer.err
        assert team.guide("stats", "--folder", team.folders["kim"]).code == 0
        # What cannot be noted is told.
        assert team.mark(team.calls["kim"], "done").code == 2
    assert [*fallback.iterdir()] == [*team.guide.state.iterdir()] == []


def test_where_nothing_can_be_copied_to_it_is_told_of_one_s_own_folder(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = team.guide.folder / "elsewhere"
    elsewhere.write_text("no folder")
    monkeypatch.setenv("GUIDE_ELSEWHERE", str(elsewhere))

    def refuse(*arguments: object) -> object:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(System, "make_folder", refuse)
    answer = team.collect()
    assert answer.code == 2
    assert f"Could not make the folder {team.guide.state}" in answer.err


def test_what_is_asked_for_is_chosen(team: Team) -> None:
    def calls(*typed: str) -> list[str]:
        return [one["call"] for one in json.loads(team.collect(*typed, "--json").out)]

    kim, ben, ann = (team.calls[who] for who in ("kim", "ben", "ann"))
    assert calls() == [kim, ann, ben]
    assert calls("--by", "ann") == [ann]
    assert calls("--kind", "do-not-call") == [ben]
    assert calls("--number", "312 555 0134") == [kim, ann]
    assert calls("--due", "untimed") == [ben]
    assert calls("--due", "overdue") == [kim, ann]
    assert calls("--find", "ben") == [ben]


def test_csv_and_calendar_are_of_all(team: Team) -> None:
    rows = [*csv.DictReader(io.StringIO(team.collect("--csv").out))]
    assert [row["agent"] for row in rows] == ["kim", "ann", "ben"]
    events = Calendar.from_ical(team.collect("--ics").out).walk("VEVENT")
    assert len(events) == 2


def test_the_calls_are_one_list_newest_first(team: Team) -> None:
    found = json.loads(team.collect("--calls", "--json").out)
    assert [one["agent"] for one in found] == ["ann", "ben", "kim"]
    [row] = csv.DictReader(io.StringIO(team.collect("--calls", "--csv", "--by", "kim").out))
    assert row["call"] == team.calls["kim"]
    assert team.calls["ben"] in team.collect("--calls").out


def test_calls_are_chosen_as_guide_calls_chooses(team: Team) -> None:
    def agents(*typed: str) -> list[str]:
        found = json.loads(team.collect("--calls", *typed, "--json").out)
        rows = csv.DictReader(io.StringIO(team.collect("--calls", *typed, "--csv").out))
        assert [row["agent"] for row in rows] == [one["agent"] for one in found]
        return [one["agent"] for one in found]

    complaint = (act.StateGround("abuse"), act.QuoteCaller("you are all thieves"))
    take(team.places("ben"), "ben", *complaint, minutes=9)
    team.mark(team.calls["kim"], "done")
    assert agents() == ["ben", "ann", "ben", "kim"]
    assert agents("--number", "(312) 555-0134") == ["ann", "kim"]
    assert agents("--caller", "dana", "--agent", "KIM") == ["kim"]
    assert agents("--find", "thieves") == ["ben"]
    assert agents("--ground", "abus") == ["ben"]
    assert agents("--ending", "not ended") == []
    assert agents("--owed") == ["ann", "ben"]
    assert agents("--from", "2026-11-20", "--to", "2026-11-20") == ["ben", "ann", "ben", "kim"]
    assert agents("--to", "2026-11-18") == []


def test_one_call_of_the_folders_is_shown_as_its_agent_would_see_it(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = team.calls["kim"]
    team.agent("kim", monkeypatch, "mark", call, "tried", "--note", "nobody picked up")
    answer = team.collect("--show", call)
    assert answer.code == 0, answer.err
    assert answer.out == team.agent("kim", monkeypatch, "summary", call, "--print").out
    assert "nobody picked up" in answer.out
    assert f"{call}: its record fits." in answer.err
    shown = json.loads(team.collect("--show", call, "--json").out)
    assert (shown["fits"], shown["faults"]) == (True, [])
    assert shown["after"]


def test_one_call_that_was_changed_is_shown_as_far_as_it_fits_and_told(team: Team) -> None:
    call = team.calls["kim"]
    path = team.folders["kim"] / "calls" / "done" / f"{call}.jsonl"
    path.write_bytes(path.read_bytes() + b"x")
    answer = team.collect("--show", call)
    assert answer.code == 1
    assert f"{call}: its record does not fit, as told above." in answer.err
    assert team.collect("--show", call, "--json").code == 1
    assert team.collect("--show", "20200101-000000-aaaa").code == 2


def test_a_summary_that_lies_in_a_folder_is_held_against_its_journal(team: Team) -> None:
    call = team.calls["kim"]
    summaries = team.folders["kim"] / "summaries"
    shutil.copytree(team.places("kim").out, summaries)
    (summaries / "notes.md").write_text("mine")
    answer = team.collect()
    assert (answer.code, answer.err.count("summary")) == (0, 0), answer.err
    changed = summaries / f"{call}.md"
    changed.write_text(changed.read_text().replace("kim", "ben", 1))
    answer = team.collect()
    assert answer.code == 1
    assert f"The summary {changed} is not what the journal tells" in answer.err
    assert team.collect("--show", call).code == 1


def test_a_promise_that_the_ending_requires_and_that_was_added_since_is_on_record(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = CallBook(shipped(), team.places("kim"), writer=DirectWriter)
    session = book.start("escalated-callers", agent="kim")
    assert isinstance(session.do(act.End("callback")), Allowed)
    book.finish(session)
    call = session.call.id
    monkeypatch.setenv("GUIDE_OUT", str(team.places("kim").out))
    held = ("caller=Lou Fox", "concern=no title yet", "number=312 555 0111")
    typed = [word for one in held for word in ("--with", one)]
    added = team.agent("kim", monkeypatch, "mark", call, "promised", "--to", "callback", *typed)
    assert added.code == 0, added.err
    assert team.agent("kim", monkeypatch, "summary", call).code == 0
    summaries = team.folders["kim"] / "summaries"
    shutil.copytree(team.places("kim").out, summaries)
    answer = team.collect()
    assert (answer.code, "addendum" in answer.err) == (0, False), answer.err
    assert "Not on record" not in team.collect("--show", call).out
    shutil.rmtree(team.folders["kim"] / "wording")
    answer = team.collect()
    assert answer.code == 1
    assert f"Whether the addendum {summaries / call}-after.md is what the register" in answer.err


def test_who_asks_for_another_s_call_is_told_how_that_is_shown(team: Team) -> None:
    call = team.calls["kim"]
    for command in ("summary", "replay"):
        answer = team.guide(command, call)
        assert answer.code == 2
        assert f"guide collect FOLDER --show {call}" in answer.err
    assert "--show" not in team.guide("summary", "1999").err


def test_the_numbers_not_to_be_called_are_those_of_all_erased_calls_too(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert team.collect("--dnc").out == "312 555 0199\n"
    assert team.agent("ben", monkeypatch, "forget", team.calls["ben"], "--yes").code == 0
    assert team.collect("--dnc").out == "312 555 0199\n"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("--calls", "--dnc"), "Use one of --calls, --dnc and --show."),
        (("--json", "--csv"), "Use one of --json, --csv and --ics."),
        (("--calls", "--ics"), "A calendar is of what is owed"),
        (("--calls", "--kind", "callback"), "--due, --kind and --closed choose promises"),
        (("--calls", "--by", "x", "--agent", "y"), "Use one of --agent and --by."),
        (("--ground", "x"), "choose calls: use them with --calls."),
        (("--agent", "x"), "choose calls: use them with --calls."),
        (("--show", "x", "--csv"), "--show shows one call"),
        (("--show", "x", "--number", "1"), "--show shows one call"),
        (("--dnc", "--by", "x"), "--dnc lists every number"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    team: Team, typed: tuple[str, ...], why: str
) -> None:
    answer = team.collect(*typed)
    assert (answer.code, answer.out) == (2, "")
    assert why in answer.err


def test_what_the_supervisor_does_is_in_their_own_folder_and_shown_from_then_on(
    team: Team,
) -> None:
    kim = team.calls["kim"]
    done = team.mark(kim, "done", "--note", "spoke to Dana")
    assert done.code == 0, done.err
    assert kim not in team.collect().out
    [one] = [p for p in json.loads(team.collect("--json", "--closed").out) if p["call"] == kim]
    assert (one["state"], one["closed_by"], one["note"]) == ("done", "Sam Poe", "spoke to Dana")
    [line] = read_sealed(team.guide.state / "collected.jsonl", NOTES, noted).lines
    assert (line.line.call, line.line.by) == (kim, "Sam Poe")
    again = team.mark(kim, "done")
    assert again.code == 1
    assert "Done: Sam Poe" in again.err


def test_the_agent_learns_of_it_from_the_supervisor_s_folder(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = team.calls["kim"]
    team.mark(kim, "tried")
    team.mark(team.calls["ann"], "done")
    answer = team.agent("kim", monkeypatch, "collect", team.guide.state, "--json")
    assert answer.code == 0, answer.err
    [one] = json.loads(answer.out)
    assert (one["call"], one["tries"], one["state"]) == (kim, 1, "tried")
    assert one["after"][0]["by"] == "Sam Poe"


def test_counts_tell_how_many_are_closed(team: Team) -> None:
    assert team.mark(team.calls["kim"], "done").code == 0
    assert "2 promises: 1 overdue, 1 no time." in team.collect().err
    assert "3 promises: 1 overdue, 1 no time, 1 closed." in team.collect("--closed").err


def test_verifying_everything_says_that_the_notes_were_verified_too(team: Team) -> None:
    assert team.guide("verify", "--all").out == "0 calls verified: all fits.\n"
    assert team.mark(team.calls["kim"], "done").code == 0
    told = "0 calls and what you noted about other people’s promises verified: all fits.\n"
    assert team.guide("verify", "--all").out == told


def test_figures_over_several_folders_count_what_the_supervisor_did(team: Team) -> None:
    def promises(*typed: str) -> dict[str, int]:
        told = json.loads(team.guide("stats", *named, *typed, "--json").out)
        figures = [one for one in told["figures"] if one["unit"] == "promise"]
        return {one["figure"]: one["count"] for one in figures}

    named = [word for one in team.folders.values() for word in ("--folder", one)]
    assert promises() == {"promises/overdue": 2, "other-promises/untimed": 1}
    assert team.mark(team.calls["kim"], "done").code == 0
    assert promises() == {
        "promises/late": 1,
        "promises/overdue": 1,
        "other-promises/untimed": 1,
    }
    assert promises("--agent", "kim") == {"promises/late": 1}
    answer = team.guide("stats", *named, "--calls", "promises/late")
    assert answer.code == 0
    assert team.calls["kim"] in answer.out
    assert team.calls["ann"] not in answer.out
    answer = team.guide("stats", "--folder", team.guide.folder / "nowhere")
    assert answer.code == 1


def test_what_the_agent_did_counts_too_and_one_s_own_calls_are_marked_as_ever(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = team.calls["kim"]
    assert team.agent("kim", monkeypatch, "mark", kim, "done").code == 0
    assert kim not in team.collect().out
    own = take(Places(team.guide.state, team.guide.out), "Sam Poe", CALLBACK, minutes=9)
    assert own in team.collect().out
    assert team.mark(own, "done").code == 0
    assert own not in team.guide("owed").out
    [line] = read_sealed(team.guide.state / "register.jsonl", "register", after_call).lines
    assert line.call == own


def test_what_counted_elsewhere_is_no_fault_in_one_s_own_register(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = team.calls["kim"]
    assert team.mark(kim, "done").code == 0
    again = (kim, "reopened", "--note", "not yet", "--folder", team.guide.state)
    assert team.agent("kim", monkeypatch, "mark", *again).code == 0
    register = team.folders["kim"] / "register.jsonl"
    [line] = read_sealed(register, "register", after_call).lines
    assert isinstance(line, AfterCall)
    assert isinstance(line.what, Reopened)
    answer = team.agent("kim", monkeypatch, "verify", kim)
    assert "Line 1 of the register" not in answer.err
    alone = Disk()
    with held(alone, register, "register") as file:
        file.truncate_to(0)
        append_sealed(alone, file, [replace(line, elsewhere=False).record()])
    answer = team.agent("kim", monkeypatch, "verify", kim)
    assert f"Line 1 of the register {register} counts for nothing." in answer.err


def test_two_who_close_one_promise_are_told_until_it_is_taken_up_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = team.calls["kim"]
    team.mark(kim, "done")
    assert team.agent("kim", monkeypatch, "mark", kim, "refused").code == 0
    answer = team.collect("--json", "--closed")
    assert answer.code == team.collect("--dnc").code == 0
    assert re.search(r"closed more than once: done by Sam Poe on [A-Z][a-z]{2}, ", answer.err)
    assert re.search(r", then refused by kim on .*, [0-9]{4}, [0-9:]+ [AP]M\. The", answer.err)
    assert "UTC" not in answer.err
    shown = team.collect("--show", kim)
    assert "counts for nothing" not in shown.out
    assert re.search(r"refused by the caller: by kim, on .*, when it was closed already", shown.out)
    assert "Done: Sam Poe" in shown.out
    [one] = [p for p in json.loads(answer.out) if p["call"] == kim]
    assert (one["state"], one["closed_by"], len(one["after"])) == ("done", "Sam Poe", 2)
    assert team.mark(kim, "reopened", "--note", "who did it?").code == 0
    assert team.mark(kim, "done").code == 0
    assert "more than once" not in team.collect().err


@pytest.mark.parametrize("again", [True, False])
def test_what_was_done_about_what_the_call_undid_is_told_of_the_same_promised_again(
    team: Team, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    ann = team.places("ann")
    callback = act.AddFollowUp("callback", ())
    desk = Desk("escalated-callers", callback, program=__version__)
    keep(ann, desk.call, wrapped_up=False)
    call, n = desk.call.id, desk.call.follow_ups[0].n
    assert team.mark(f"{call}/{n}", "done", "--note", "reached her").code == 0
    desk.do(act.Correct(n), *([callback] if again else []))
    keep(ann, desk.call, wrapped_up=False)
    found = [one for one in team.owed() if one["call"] == call]
    assert [one["state"] for one in found] == ["open"] * again
    answer = team.collect()
    assert (answer.code, answer.err.count("guide: ")) == (0, 1)
    told = "one like it was undone on the call: done · reached her (Sam Poe)"
    assert answer.out.count(told) == again
    shown = team.collect("--show", call)
    assert "counts for nothing" not in shown.out
    assert "reached her" in shown.out


def test_two_who_have_one_promise_owed_again_are_told_in_plain_words(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim = team.calls["kim"]
    assert team.agent("kim", monkeypatch, "mark", kim, "done").code == 0
    assert team.mark(kim, "reopened", "--note", "not reached").code == 0
    reopened = team.agent("kim", monkeypatch, "mark", kim, "reopened", "--note", "again")
    assert reopened.code == 0
    shown = team.collect("--show", kim)
    assert shown.code == 0, shown.err
    assert "counts for nothing" not in shown.out + shown.err
    assert re.search(r"owed again · again: kim had it owed again, too, on [A-Z]", shown.out)


def test_what_was_done_with_a_number_is_done_while_that_is_the_number(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = act.AddFollowUp("do-not-call", ())
    call = take(team.places("kim"), "kim", CALLBACK, asked, minutes=5)
    found = {one["kind"]: str(one["promise"]) for one in team.owed() if one["call"] == call}
    name, callback = found["do-not-call"], found["callback"]

    def state() -> object:
        every = json.loads(team.collect("--json", "--closed").out)
        return next(one["state"] for one in every if one["promise"] == name)

    assert team.agent("kim", monkeypatch, "mark", name, "done", "--note", "in dialer").code == 0
    assert team.mark(callback, "corrected", "--to", "312 555 0123").code == 0
    assert state() == "open"
    assert team.mark(name, "done", "--note", "in dialer, too").code == 0
    assert team.mark(callback, "taken-back", "--note", "it was right").code == 0
    assert state() == "done"
    answer = team.collect("--json")
    assert (answer.code, answer.err) == (0, "")
    assert team.guide("verify", "--all").code == 0


@pytest.mark.parametrize("first", ["done", "corrected"])
def test_what_was_done_with_a_number_counts_with_the_one_that_its_writer_knew(
    team: Team, monkeypatch: pytest.MonkeyPatch, first: str
) -> None:
    asked = act.AddFollowUp("do-not-call", ())
    call = take(team.places("kim"), "kim", CALLBACK, asked, minutes=5)
    found = {str(one["kind"]): one for one in team.owed() if one["call"] == call}
    name, number = (str(found["do-not-call"][field]) for field in ("promise", "number"))
    # Of what is closed no number is corrected: it is that of another promise of the call.
    about = name if first == "corrected" else str(found["callback"]["promise"])

    def correct() -> int:
        return team.mark(about, "corrected", "--to", "312 555 0172").code

    def list_it() -> int:
        return team.agent("kim", monkeypatch, "mark", name, "done", "--note", "entered it").code

    order = (correct, list_it) if first == "corrected" else (list_it, correct)
    assert [do_it() for do_it in order] == [0, 0]
    for marked in ((), ("tried", "--note", "dialer down"), ("taken-back", "--note", "slip")):
        assert not marked or team.mark(name, *marked).code == 0
        for answer in (
            team.collect("--json"),
            team.agent("kim", monkeypatch, "collect", team.guide.state, "--json"),
        ):
            [one] = [each for each in json.loads(answer.out) if each["promise"] == name]
            assert (one["state"] == "done", one["number"]) == (False, "312 555 0172")
    assert f"was done with {number}" in team.collect().out
    shown = team.collect("--show", call).out
    assert f"Do-not-call list, {number} | done · entered it" in shown
    assert team.mark(name, "done", "--note", "the right one").code == 0
    assert name not in team.collect().out
    assert team.guide("verify", "--all").code == 0


def test_what_is_done_with_a_number_that_was_wrong_is_owed_while_the_folders_are_open(
    team: Team,
) -> None:
    ben, own = team.places("ben"), Places(team.guide.state, team.guide.out)
    name = next(str(one["promise"]) for one in team.owed() if one["call"] == team.calls["ben"])
    with collected(Disk(), own, [ben.calls.parent]) as opened:

        def standing() -> Promise:
            with register(opened.places) as index:
                [found] = index.named(name)
            return found

        before = standing().number
        right = number_corrected(standing(), "312 555 0172", "")
        opened.do(name, right, "Sam Poe", utc("2026-11-21 01:02"))
        do(Disk(), ben, name, Done(), "ben", utc("2026-11-21 01:03"))
        opened.do(name, Tried("the dialer is down"), "Sam Poe", utc("2026-11-21 01:04"))
        assert standing().incomplete == f"was done with {before}"


def test_two_who_close_what_was_added_after_its_call_are_told_with_its_desk_s_time(
    team: Team,
) -> None:
    kim, own = team.places("kim"), Places(team.guide.state, team.guide.out)
    [journal] = kim.calls.glob("*/*.jsonl")
    call = call_of(read_journal(journal).entries)
    held = (("number", "312 555 0188"),)
    listed = FollowUpAdded("do-not-call", "Do-not-call list", held, ("number",))
    added = add_promise(Disk(), kim, call, listed, "kim", utc("2026-11-20 19:30"))
    assert isinstance(added, Promise)
    with collected(Disk(), own, [kim.calls.parent]) as opened:
        opened.do(added.id, Done(), "Sam Poe", utc("2026-11-21 01:02"))
    do(Disk(), kim, added.id, Voided("a slip"), "kim", utc("2026-11-21 03:04"))
    answer = team.collect()
    assert answer.code == 0, answer.err
    assert "done by Sam Poe on Fri, Nov 20, 2026, 8:02 PM, then void by kim on Fri, " in answer.err


def test_a_promise_that_nobody_made_is_looked_for_where_the_command_looks(team: Team) -> None:
    for folder, lists in (
        ((), "guide owed"),
        (("--folder", str(team.folders["kim"])), "guide collect"),
    ):
        answer = team.guide("mark", "nothing", "done", *folder)
        assert f"There is no promise “nothing”. {lists} lists them." in answer.err


def test_of_two_supervisors_the_second_is_told_where_their_folder_is_named(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = team.guide.folder / "pat"
    own, kim = Places(team.guide.state, team.guide.out), team.calls["kim"]
    folders = (*team.folders.values(), other)
    [name] = [one["promise"] for one in team.owed() if one["call"] == kim]
    with collected(Disk(), own, folders) as opened:
        # Pat closes it while Sam has the register on the screen.
        with monkeypatch.context() as patch:
            patch.setenv("GUIDE_STATE", str(other))
            patch.setenv("GUIDE_AGENT", "Pat Lum")
            assert team.mark(kim, "done").code == 0
        answer = opened.do(str(name), Done(), "Sam Poe", datetime.now(UTC))
        assert isinstance(answer, Refused)
        assert "Pat Lum" in answer.reason
    assert team.mark(kim, "done", "--folder", str(other)).code == 1
    assert not own.collected.exists() or not own.collected.read_bytes()
    # Who does not name it is told as soon as both are.
    assert team.mark(kim, "done").code == 0
    answer = team.collect(folders=folders)
    assert answer.code == 0
    assert "was closed more than once: done by Pat Lum" in answer.err


def test_what_comes_later_counts_later_whatever_the_clocks_say(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim, fast = team.calls["kim"], datetime.now(UTC) + timedelta(hours=1)
    do(Disk(), team.places("kim"), kim, Done("a fast clock"), "kim", fast)
    assert team.mark(kim, "reopened", "--note", "not them").code == 0
    [one] = [p for p in json.loads(team.collect("--json").out) if p["call"] == kim]
    assert [line["kind"] for line in one["after"]] == ["done", "reopened"]


def test_a_note_about_a_promise_that_was_another_then_does_not_count(team: Team) -> None:
    kim, place = team.calls["kim"], team.places("kim")
    team.mark(kim, "done")
    path = place.calls / "done" / f"{kim}.jsonl"
    shutil.rmtree(team.folders["kim"])
    number = (("caller", "Al"), ("number", "312 555 0100"), ("concern", "a fee"))
    other = take(place, "kim", act.AddFollowUp(CALLBACK.kind, number))
    strange = place.calls / "done" / f"{other}.jsonl"
    first, *rest = read_journal(strange).entries
    assert isinstance(first.event, Started)
    started = replace(first, event=replace(first.event, call=kim))
    path.write_bytes(encoded((started, *rest))[0])
    strange.unlink()
    answer = team.collect()
    assert answer.code == 1
    assert f"notes about {kim}/" in answer.err
    assert "does not count" in answer.err
    assert kim in answer.out or other in answer.out


def test_the_same_call_in_two_copies_is_one(team: Team) -> None:
    copy = team.guide.folder / "copy of kim"
    shutil.copytree(team.folders["kim"], copy)
    answer = team.collect("--json", folders=(team.folders["kim"], copy, team.folders["kim"]))
    assert answer.code == 0, answer.err
    assert [one["call"] for one in json.loads(answer.out)] == [team.calls["kim"]]


def test_a_copy_that_was_made_earlier_is_the_beginning_of_the_call(team: Team) -> None:
    copy, kim = team.guide.folder / "copy", team.calls["kim"]
    shutil.copytree(team.folders["kim"], copy)
    (copy / "ledger.jsonl").unlink()
    journal = copy / "calls" / "done" / f"{kim}.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.unlink()
    (copy / "calls" / "open" / f"{kim}.jsonl").write_bytes(b"".join(lines[:-1]))
    answer = team.collect("--json", folders=(copy, team.folders["kim"]))
    assert answer.code == 0, answer.err
    assert len(json.loads(answer.out)) == 1


def test_copies_that_go_on_differently_are_told(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, kim = team.guide.folder / "copy", team.calls["kim"]
    shutil.copytree(team.folders["kim"], copy)
    journal = copy / "calls" / "done" / f"{kim}.jsonl"
    other = [*read_journal(journal).entries]
    (copy / "ledger.jsonl").unlink()
    changed = replace(other[-1], n=other[-2].n)
    journal.write_bytes(encoded([*other[:-2], changed])[0])
    answer = team.collect(folders=(copy, team.folders["kim"]))
    assert answer.code == 1
    assert f"The record of {kim} has branched: it goes on differently in" in answer.err


def test_a_call_that_one_erased_and_another_copy_has_is_told(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, kim = team.guide.folder / "copy", team.calls["kim"]
    shutil.copytree(team.folders["kim"], copy)
    team.agent("kim", monkeypatch, "forget", kim, "--yes")
    answer = team.collect(folders=(copy, team.folders["kim"]))
    assert answer.code == 1
    assert f"{copy} still has it." in answer.err


def changed_journal(folder: Path, call: str) -> str:
    path = folder / "calls" / "done" / f"{call}.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Dana", b"Dora"))
    return "is not as it was written"


def half_a_file(folder: Path, call: str) -> str:
    path = folder / "calls" / "done" / f"{call}.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    return "is cut off"


def deleted_journal(folder: Path, call: str) -> str:
    (folder / "calls" / "done" / f"{call}.jsonl").unlink()
    return f"{call}: The ledger has it with"


def newer_format(folder: Path, call: str) -> str:
    path = folder / "calls" / "done" / f"{call}.jsonl"
    body = path.read_bytes().splitlines()[0].partition(b',"prev"')[0].decode() + "}"
    path.write_bytes(seal(body.replace('"format":1', '"format":99'), GENESIS)[0])
    return "It is in format 99, written by version"


def link_in_place_of_a_journal(folder: Path, call: str) -> str:
    path = folder / "calls" / "done" / f"{call}.jsonl"
    path.rename(folder / "moved")
    path.symlink_to(folder / "moved")
    return "it is a link"


def link_in_place_of_a_folder(folder: Path, call: str) -> str:
    (folder / "calls" / "done").rename(folder / "moved")
    (folder / "calls" / "done").symlink_to(folder / "moved")
    return "it is a link"


def pipe(folder: Path, call: str) -> str:
    os.mkfifo(folder / "calls" / "done" / "20261120-190300-pipe.jsonl")
    return "was not read: it is not a plain file"


def folder_named_as_a_journal(folder: Path, call: str) -> str:
    (folder / "calls" / "done" / "20261120-190300-fldr.jsonl").mkdir()
    return "was not read: it is not a plain file"


def file_of_any_size(folder: Path, call: str) -> str:
    with (folder / "register.jsonl").open("wb") as file:
        file.truncate(2**40)
    return "it has 1,048,576 MB, as no record of ours has"


def strange_name(folder: Path, call: str) -> str:
    (folder / "calls" / "open" / "\x1b[2J\nguide: all fits.jsonl").write_text("x")
    return "counts for nothing: its name"


def junk(folder: Path, call: str) -> str:
    (folder / "register.jsonl").write_bytes(b"\x00\xff\n{}\n")
    (folder / "calls" / "erased.jsonl").write_bytes(b"\xff\n")
    return "is not as it was written"


def line_about_a_call_of_somebody_else(folder: Path, call: str) -> str:
    record = {"at": "2026-11-20T20:00:00.000Z", "by": "x", "call": "20261120-190400-zzzz", "n": 3}
    with held(Disk(), folder / "register.jsonl", "register") as file:
        append_sealed(Disk(), file, [{**record, "kind": "done"}])
    return "It tells of the call 20261120-190400-zzzz, which is not there."


SPOILED = [
    changed_journal,
    half_a_file,
    deleted_journal,
    newer_format,
    link_in_place_of_a_journal,
    link_in_place_of_a_folder,
    pipe,
    folder_named_as_a_journal,
    file_of_any_size,
    strange_name,
    junk,
    line_about_a_call_of_somebody_else,
]


@pytest.mark.parametrize("spoil", SPOILED)
def test_what_is_wrong_with_a_folder_is_told_and_stops_nothing(
    team: Team, spoil: Callable[[Path, str], str]
) -> None:
    why = spoil(team.folders["kim"], team.calls["kim"])
    answer = team.collect()
    assert answer.code == 1
    assert why in answer.err
    assert str(team.folders["kim"]) in answer.err
    assert "collecting-" not in answer.err
    assert "\x1b" not in answer.err
    assert all(line.startswith("guide: ") for line in answer.err.splitlines())
    for who in ("ben", "ann"):
        assert team.calls[who] in answer.out


def test_a_folder_that_holds_no_records_or_is_not_there_is_told(team: Team) -> None:
    empty, nowhere = team.guide.folder / "empty", team.guide.folder / "nowhere"
    empty.mkdir()
    answer = team.collect(folders=(empty, nowhere, team.folders["kim"]))
    assert answer.code == 1
    assert f"{empty} holds no records of calls yet." in answer.err
    assert f"Could not look into {nowhere}: it is not there." in answer.err
    assert team.calls["kim"] in answer.out


def test_a_folder_that_was_prepared_and_holds_no_calls_yet_is_told_and_no_fault(team: Team) -> None:
    ready = team.folders["new"] = team.guide.folder / "new"
    (ready / "summaries").mkdir(parents=True)
    folders = (ready, team.folders["kim"])
    answer = team.collect(folders=(*folders, team.guide.state))
    assert answer.code == 0, answer.err
    assert f"{ready} holds no records of calls yet." in answer.err
    call = team.calls["kim"]
    named = [word for one in folders for word in ("--folder", one)]
    assert team.guide("mark", call, "done", *named).code == 0
    team.calls["new"] = take(team.places("new"), "new", CALLBACK, minutes=9)
    again = team.collect(folders=folders)
    assert (again.code, "yet" in again.err) == (0, False)
    assert team.calls["new"] in again.out
    foreign = team.guide.folder / "foreign"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("hello")
    answer = team.collect(folders=(*folders, foreign))
    assert answer.code == 1
    assert f"{foreign} holds no records of calls. Name the folder" in answer.err


def test_one_s_own_register_of_others_is_verified_and_forgotten(team: Team) -> None:
    kim, ann = team.calls["kim"], team.calls["ann"]
    team.mark(kim, "tried", "--note", "a secret word")
    team.mark(ann, "tried", "--note", "another one")
    path = team.guide.state / "collected.jsonl"
    assert team.guide("verify", "--all").code == 0
    assert team.guide("forget", kim, "--yes").code == 0
    assert "secret" not in path.read_text()
    assert "another one" in path.read_text()
    nobody = team.guide("forget", "--older-than", "0")
    assert (nobody.code, nobody.out) == (2, "")
    assert team.guide("forget", "--older-than", "36500", "--yes").code == 0
    assert "another one" in path.read_text()
    path.write_bytes(path.read_bytes().replace(b"another", b"another."))
    answer = team.guide("verify", "--all")
    assert answer.code == 1
    assert f"Line 1 of the collected register {path} is not as it was written." in answer.err


@pytest.mark.parametrize("lines", [0, 1])
def test_notes_of_others_promises_that_were_cut_off_are_told(team: Team, lines: int) -> None:
    kim, ann = team.calls["kim"], team.calls["ann"]
    team.mark(kim, "tried", "--note", "nobody there")
    team.mark(ann, "done", "--note", "spoke to her")
    path = team.guide.state / "collected.jsonl"
    assert team.guide("verify", "--all").code == 0
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:lines]))
    told = f"The ledger has the collected register {path} with 2 lines, and it has {lines}:"
    for answer in (team.guide("verify", "--all"), team.collect("--json")):
        assert answer.code == 1
        assert told in answer.err
    path.unlink()
    assert f"{path} with 2 lines, and it has 0:" in team.guide("verify", "--all").err


def test_notes_of_others_promises_that_are_erased_are_not_missed(team: Team) -> None:
    kim, ann = team.calls["kim"], team.calls["ann"]
    team.mark(kim, "tried", "--note", "nobody there")
    team.mark(ann, "tried", "--note", "nobody there either")
    assert team.guide("forget", kim, "--yes").code == 0
    assert team.guide("verify", "--all").code == 0
    team.mark(ann, "done", "--note", "spoke to her")
    assert team.guide("verify", "--all").code == 0
    assert team.collect("--json").code == 0


def test_old_notes_go_with_old_calls(team: Team) -> None:
    team.mark(team.calls["kim"], "tried", "--note", "a secret word")
    answer = team.guide("forget", "--older-than", "0", "--yes")
    assert answer.code == 0
    assert "What you noted about 1 call of other people is erased." in answer.err
    assert (team.guide.state / "collected.jsonl").read_bytes() == b""


@pytest.mark.parametrize("again", ["first", "last"])
def test_of_two_who_corrected_one_number_the_other_s_stands_once_one_is_taken_back(
    team: Team, monkeypatch: pytest.MonkeyPatch, again: str
) -> None:
    other, kim = team.guide.folder / "pat", team.calls["kim"]

    def by_pat(*typed: str) -> None:
        with monkeypatch.context() as patch:
            patch.setenv("GUIDE_STATE", str(other))
            patch.setenv("GUIDE_AGENT", "Pat Lum")
            answer = team.mark(kim, *typed)
        assert answer.code == 0, answer.err

    def by_sam(*typed: str) -> None:
        answer = team.mark(kim, *typed)
        assert answer.code == 0, answer.err

    def number() -> str:
        answer = team.collect("--json", folders=(*team.folders.values(), other))
        assert (answer.code, answer.err.count("counts for nothing")) == (0, 0), answer.err
        [found] = [one["number"] for one in json.loads(answer.out) if one["call"] == kim]
        return str(found)

    [was] = [str(one["number"]) for one in team.owed() if one["call"] == kim]
    by_sam("corrected", "--to", "312 555 0241")
    by_pat("corrected", "--to", "312 555 0242")
    assert number() == "312 555 0242"
    takes_back = [by_pat, by_sam] if again == "last" else [by_sam, by_pat]
    takes_back[0]("taken-back", "--note", "misread")
    assert number() == ("312 555 0241" if again == "last" else "312 555 0242")
    takes_back[1]("taken-back", "--note", "misread")
    assert number() == was


def test_who_has_both_corrections_before_them_takes_back_one_or_types_the_first_number(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, kim = team.guide.folder / "pat", team.calls["kim"]
    [was] = [str(one["number"]) for one in team.owed() if one["call"] == kim]
    with monkeypatch.context() as patch:
        patch.setenv("GUIDE_STATE", str(other))
        patch.setenv("GUIDE_AGENT", "Pat Lum")
        assert team.mark(kim, "corrected", "--to", "312 555 0241").code == 0
    assert team.mark(kim, "corrected", "--to", "312 555 0242").code == 0
    both = ("--folder", str(other))
    answer = team.mark(kim, "corrected", "--to", was, *both)
    assert answer.code == 0, answer.err
    assert was in answer.out
    assert team.mark(kim, "taken-back", "--note", "slip", *both).code == 0
    answer = team.mark(kim, "taken-back", "--note", "misread", *both)
    assert answer.code == 0, answer.err
    assert "312 555 0241" in answer.out


def test_what_two_filled_in_who_did_not_know_of_each_other_is_told_and_the_last_counts(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacks = act.AddFollowUp("callback", CALLBACK.fields[:2])
    call = take(team.places("kim"), "kim", lacks, minutes=9)
    assert team.mark(call, "filled-in", "--with", "concern=one").code == 0
    own = ("mark", call, "filled-in", "--with", "concern=two")
    assert team.agent("kim", monkeypatch, *own).code == 0

    def concern() -> str:
        [found] = [one for one in team.owed() if one["call"] == call]
        fields = found["fields"]
        assert isinstance(fields, dict)
        return str(fields["concern"])

    assert concern() == "two"
    answer = team.collect("--show", call)
    assert answer.code == 0
    assert "was filled in by people who did not know of each other: “one” by Sam " in answer.err
    assert "counts for nothing" not in answer.out
    assert team.mark(call, "taken-back", "--note", "misheard").code == 0
    assert concern() == "one"
    assert "did not know" not in team.collect().err


def _forged(team: Team, who: str, kind: str, **fields: object) -> str:
    """A call whose event of this kind says something else, with all hashes and its summary anew."""
    call, places = team.calls[who], team.places(who)
    path = places.calls / "done" / f"{call}.jsonl"
    records = [json.loads(line) for line in path.read_text().splitlines()]
    _, event = max((n, one) for n, one in enumerate(records) if one["kind"] == kind)
    event.update(fields)
    path.write_bytes(_resealed(records))
    chain = read_journal(path).chain
    ledger = [json.loads(line) for line in places.ledger.read_text().splitlines()]
    for line in ledger:
        if line["call"] == call:
            line.update(events=chain.count, last_hash=chain.last_hash)
    places.ledger.write_bytes(_resealed(ledger))
    return call


def _resealed(records: list[dict[str, object]]) -> bytes:
    prev, lines = GENESIS, []
    for record in records:
        body = {name: value for name, value in record.items() if name not in ("prev", "hash")}
        line, prev = seal(json.dumps(body, separators=(",", ":"), ensure_ascii=False), prev)
        lines.append(line)
    return b"".join(lines)


@pytest.mark.parametrize(
    ("kind", "fields", "why"),
    [
        ("ended", {"label": "Right information given"}, "its label is “Right information given”"),
        ("ended", {"missing": ["a note of the threat"]}, "its missing is"),
        ("follow-up-added", {"label": "Callback by a lawyer"}, "its label is “Callback by a"),
        ("follow-up-added", {"due": "2030-01-01T00:00:00.000Z"}, "its due is 2030-01-01"),
        ("started", {"title": "Some other script"}, "its title is “Some other script”"),
    ],
)
def test_a_call_that_the_rules_do_not_bear_out_is_named_wherever_it_is_collected(
    team: Team,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    fields: dict[str, object],
    why: str,
) -> None:
    call = _forged(team, "kim", kind, **fields)
    verified = team.agent("kim", monkeypatch, "verify", call)
    assert (verified.code, why in verified.err) == (1, True), verified.err
    for typed in (("--show", call), ("--calls", "--csv"), ("--csv",), ("--dnc",)):
        answer = team.collect(*typed)
        assert (answer.code, why in answer.err) == (1, True), (typed, answer.err)
    shown = team.collect("--show", call)
    assert f"{call}: its record does not fit, as told above." in shown.err
    assert shown.err.count(why) == 1
    figures = team.guide("stats", "--folder", team.folders["kim"])
    assert (figures.code, why in figures.err) == (1, True), figures.err


def test_a_call_fits_that_is_shown_where_verify_would_say_so(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, wording = team.calls["kim"], team.folders["kim"] / "wording"
    summaries = team.folders["kim"] / "summaries"
    shutil.copytree(team.places("kim").out, summaries)
    assert team.guide("verify", summaries / f"{call}.md").code == 0
    assert team.collect("--show", call).code == 0
    shutil.rmtree(wording)
    verified = team.guide("verify", summaries / f"{call}.md")
    shown = team.collect("--show", call)
    assert verified.code == shown.code == 1
    assert f"is not kept: {wording}" in verified.err
    assert shown.err.count(f"is not kept: {wording}") == 1
    assert "its record does not fit" in shown.err
    assert json.loads(team.collect("--show", call, "--json").out)["fits"] is False
    shutil.rmtree(summaries)
    assert "its record does not fit" in team.collect("--show", call).err


def test_a_journal_under_another_calls_name_is_named_once_where_it_lies(team: Team) -> None:
    done = team.folders["kim"] / "calls" / "done"
    other = f"{team.calls['kim'][:-4]}hhhh"
    (done / f"{other}.jsonl").hardlink_to(done / f"{team.calls['kim']}.jsonl")
    listed_as = (("--calls",), ("--calls", "--csv"), ("--calls", "--json"), ("--dnc",), ("--csv",))
    answers = [team.collect(*typed) for typed in (*listed_as, ("--show", other))]
    for answer in (*answers, team.mark(f"{other}/3", "done")):
        assert answer.code, answer.err
        assert "collecting-" not in answer.out + answer.err, answer.err
        assert str(done / f"{other}.jsonl") in answer.err
    told = team.collect("--calls", "--csv").err
    assert told.count("is named as the journal of one call") == 1
    [listed] = [
        one for one in json.loads(team.collect("--calls", "--json").out) if one["id"] == other
    ]
    assert listed["damage"].startswith(str(done / f"{other}.jsonl"))
