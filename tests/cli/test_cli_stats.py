import csv
import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from kit import utc, went_on
from msgspec.structs import replace
from promised_calls import CALLBACK, DO_NOT_CALL, a_call, keep
from prompt import ROOT, Prompt

from guide.call import actions as act
from guide.call.actions import Action
from guide.call.events import Stage
from guide.call.fold import call_of
from guide.cli import output, stats
from guide.record.disk import Disk
from guide.record.places import Places
from guide.register.after_call import Done
from guide.register.register import do
from guide.session.clock import SetClock

NOW = utc("2026-11-24 15:00")
IN_TIME, LATE = utc("2026-11-21 15:00"), utc("2026-11-23 15:00")

CALMER = (act.SetStage(Stage.HOSTILE), act.SetStage(Stage.CALM))
ANGRIER = (act.SetStage(Stage.ANNOYED), act.SetStage(Stage.ENRAGED))
SKIPS = (act.GoTo("escalated-callers", "summarise"), act.Choose(1), act.Say("within-role"))
THREAT = (
    act.GoTo("hang-up-protocol", "ground"),
    act.StateGround("threat"),
    act.QuoteCaller("I will find you"),
    act.End("protocol", "I will find you"),
)


class Floor:
    """Agents whose calls are kept."""

    def __init__(self, guide: Prompt) -> None:
        self.guide = guide
        self.places = Places(guide.state, guide.out)
        self._count = 0

    def took(self, agent: str, *actions: Action, done: datetime | None = None) -> str:
        """A call that an agent took, its promise done at a time; its id."""
        self._count += 1
        call = a_call(*actions, call=f"20261120-19{self._count:02}00-abcd")
        first, *rest = call.entries
        call = call_of((replace(first, event=replace(first.event, agent=agent)), *rest))
        keep(self.places, call, wrapped_up=call.ended is not None)
        if done is not None:
            do(Disk(), self.places, call.id, Done(), agent, done)
        return call.id


@pytest.fixture
def floor(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> Floor:
    monkeypatch.setattr(stats, "SystemClock", lambda: SetClock(NOW))
    return Floor(guide)


@pytest.fixture
def week(floor: Floor) -> Floor:
    """The calls of the README's example."""
    for done in (IN_TIME, IN_TIME, LATE, None):
        floor.took("Kim Lo", *CALMER, CALLBACK, act.End("callback"), done=done)
    floor.took("Kim Lo", *ANGRIER, *went_on(), act.End("hung-up"))
    floor.took("Ben Ode", *THREAT)
    floor.took("Ben Ode", *SKIPS, act.End("resolved"))
    floor.took("Ben Ode", *CALMER, *SKIPS, DO_NOT_CALL, act.End("resolved"))
    floor.took("Ben Ode", act.SetStage(Stage.ANNOYED))
    return floor


def test_the_readme_shows_what_the_command_puts_out(week: Floor) -> None:
    answer = week.guide("stats")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = readme.partition("<!-- stats -->\n```text\n")[2].partition("```\n<!-- /stats -->")[0]
    assert answer.code == 0
    assert answer.out == shown


def test_every_figure_can_be_traced_to_its_calls(week: Floor) -> None:
    told = json.loads(week.guide("stats", "--json").out)
    assert (told["calls"], told["not_counted"]) == (9, [])
    for part, options in (
        (told, ()),
        *((one, ("--script", one["script"])) for one in told["scripts"]),
        *((one, ("--agent", one["agent"])) for one in told["agents"]),
    ):
        for figure in part["figures"]:
            behind = week.guide("stats", "--calls", figure["figure"], *options, "--json")
            assert len(json.loads(behind.out)) == figure["calls"], figure


def test_calls_behind_a_figure_are_listed_as_calls_are(week: Floor) -> None:
    typed = ("--calls", "endings/not-ended")
    answer = week.guide("stats", *typed)
    assert answer.out.splitlines() == [
        "CALL                  STARTED           SCRIPT             AGENT    ENDED",
        "20261120-190900-abcd  2026-11-20 14:03  Escalated callers  Ben Ode  not ended",
    ]
    [row] = csv.DictReader(io.StringIO(week.guide("stats", *typed, "--csv").out))
    assert (row["call"], row["ended"]) == ("20261120-190900-abcd", "not ended")
    assert len(week.guide("stats", "--calls", "skipped").out.splitlines()) == 3


def test_what_is_no_figure_is_told(week: Floor) -> None:
    answer = week.guide("stats", "--calls", "mood")
    assert (answer.code, answer.out) == (2, "")
    assert "“mood” is no figure" in answer.err
    nothing = week.guide("stats", "--calls", "skipped/greeting")
    assert (nothing.code, nothing.out) == (0, "")
    assert nothing.err == "guide: No call is behind “skipped/greeting”.\n"


@pytest.mark.parametrize(
    ("typed", "calls"),
    [
        (("--agent", "ben ode"), 4),
        (("--agent", "ben"), 0),
        (("--script", "escalated-callers"), 9),
        (("--script", "irate-customers"), 0),
        (("--ending", "not ended"), 1),
        (("--from", "2026-11-20"), 9),
        (("--to", "2026-11-19"), 0),
    ],
)
def test_only_the_calls_that_are_asked_for_count(
    week: Floor, typed: tuple[str, ...], calls: int
) -> None:
    assert json.loads(week.guide("stats", *typed, "--json").out)["calls"] == calls


def test_a_spreadsheet_takes_no_cell_for_a_formula(floor: Floor) -> None:
    floor.took("=cmd()", act.End("hung-up"))
    rows = [*csv.DictReader(io.StringIO(floor.guide("stats", "--csv").out))]
    assert [(row["script"], row["agent"], row["count"]) for row in rows] == [
        ("", "", "1"),
        ("escalated-callers", "", "1"),
        ("", "'=cmd()", "1"),
    ]


def test_where_no_call_is_kept_that_is_said(floor: Floor) -> None:
    answer = floor.guide("stats")
    assert (answer.code, answer.out) == (0, "")
    assert answer.err == "guide: No call to count.\n"
    assert json.loads(floor.guide("stats", "--json").out)["figures"] == []
    assert floor.guide("stats", "--csv").out.count("\n") == 1


def test_an_agent_s_figures_are_of_no_other_whose_name_begins_so(floor: Floor) -> None:
    floor.took("Kim Lo", act.End("hung-up"))
    floor.took("Kim Lopez", act.End("hung-up"))
    behind = floor.guide("stats", "--calls", "endings", "--agent", "Kim Lo", "--json")
    assert [call["agent"] for call in json.loads(behind.out)] == ["Kim Lo"]


def test_practice_is_not_counted(floor: Floor) -> None:
    floor.took("Kim Lo", act.End("hung-up"))
    floor.guide("play", "friday-callback")
    assert json.loads(floor.guide("stats", "--json").out)["calls"] == 1


def journal(floor: Floor, call: str) -> Path:
    return floor.places.calls / "done" / f"{call}.jsonl"


@pytest.mark.parametrize("damage", [lambda data: data[:-9], lambda data: b"junk\n" + data])
def test_a_record_that_is_damaged_is_told_and_in_no_figure(
    floor: Floor, damage: Callable[[bytes], bytes]
) -> None:
    floor.took("Kim Lo", act.End("hung-up"))
    bad = floor.took("Ben Ode", *SKIPS, act.End("hung-up"))
    journal(floor, bad).write_bytes(damage(journal(floor, bad).read_bytes()))
    answer = floor.guide("stats", "--json")
    told = json.loads(answer.out)
    assert (answer.code, told["calls"], told["not_counted"]) == (1, 1, [bad])
    assert "Not counted: 1 call" in answer.err
    assert bad in answer.err
    behind = floor.guide("stats", "--calls", "skipped")
    assert (behind.code, behind.out) == (1, "")


def test_nothing_that_a_caller_said_or_is_called_is_put_out(floor: Floor) -> None:
    floor.took(
        "Kim Lo",
        act.WriteDetail("caller", "Zerlina"),
        act.WriteDetail("number", "312 555 0134"),
        *SKIPS,
        act.Write("Zerlina waited"),
        *went_on(),
        CALLBACK,
        act.Persist("Zerlina shouts"),
    )
    for form in ((), ("--json",), ("--csv",)):
        out = floor.guide("stats", *form).out
        assert not [word for word in ("Zerlina", "555", "parrot", "Dana") if word in out]


def test_bars_are_numbers_too_and_ascii_where_a_terminal_has_no_more(
    week: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = week.guide("stats").out
    monkeypatch.setattr("sys.getfilesystemencoding", lambda: "iso8859-1")
    plain = week.guide("stats").out
    assert "█" in fine
    assert "#" in plain
    assert not set("█▌▎") & set(plain)
    assert "4 of 9 calls" in plain
    assert "\x1b" not in fine


def test_a_narrow_terminal_cuts_no_count(week: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    out = week.guide("stats").out
    assert "4 of 9 calls" in out
    assert "…" not in out.replace("/…", "")


def test_a_terminal_is_shown_how_far_it_is(week: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "_AT_ONCE", -1.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    answer = week.guide("stats", "--json")
    assert "Reading calls" in answer.err
    assert json.loads(answer.out)["calls"] == 9
