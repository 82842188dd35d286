"""A script with terms of its own, in every print of it and in the summary of its calls."""

import tomllib
from datetime import timedelta

from kit import Desk
from msgspec.structs import replace
from outages import outages, with_outages
from record_samples import chain_of

from guide.call import actions as act
from guide.call.fold import call_of
from guide.chart.booklet import booklet
from guide.chart.script_text import script_text
from guide.record.summary.markdown import markdown
from guide.record.summary.model import Summary, summary_of
from guide.record.summary.toml import toml_text
from guide.script.dates import shown_clock
from guide.script.model import hash_of

FIRST = "Please do not speak to me like that."
LAST = "If you go on, I have to end this call."


def summary(desk: Desk) -> Summary:
    return summary_of(desk.call, chain_of(desk.call.entries))


def test_the_warnings_of_a_summary_have_each_its_own_words() -> None:
    desk = Desk(
        "outages", act.MakeEffort("asked"), act.StateGround("abuse"), library=with_outages()
    )
    desk.do(act.Warn(), act.Persist("Or what?"), act.Warn(), act.Persist("Ha."))
    desk.do(act.End("hung-up", "swore"))
    told = summary(desk)
    rows = markdown(told).split("## Warnings")[1].split("##")[0].splitlines()
    assert [FIRST in row for row in rows if "Abusive" in row] == [True, False]
    assert [LAST in row for row in rows if "Abusive" in row] == [False, True]
    warnings = tomllib.loads(toml_text(told))["warnings"]
    assert [one["text"] for one in warnings] == [FIRST, LAST]
    assert [one["sha256"] for one in warnings] == [hash_of(FIRST), hash_of(LAST)]


VISIT = act.AddFollowUp("technician", (("number", "312 555 0134"), ("address", "5 Oak St")))
CHECK = act.AddFollowUp("line-check", ())


def test_what_is_to_do_stands_in_the_summary_with_its_labels_and_its_time() -> None:
    desk = Desk("outages", VISIT, CHECK, act.End("visit"), library=with_outages())
    told = summary(desk)
    page = markdown(told)
    assert "Technician’s visit: Tue, Nov 24, 2026, 11:59 PM at the latest" in page
    assert "Line check: Sat, Nov 21, 2026, 1:03 PM at the latest" in page
    assert "Address: 5 Oak St" in page
    assert "Not on record, ask for it: Caller" in page
    assert "line-check" not in page
    follow_ups = tomllib.loads(toml_text(told))["follow_ups"]
    assert [one["kind"] for one in follow_ups] == ["line-check", "technician"]


def test_a_print_of_the_script_has_its_own_follow_ups_with_all_that_holds_of_them() -> None:
    for page in (script_text(outages(), 80), booklet(outages(), with_outages())):
        told = " ".join(page.split())
        assert "Technician’s visit" in told
        assert "aim within 4 hours; at the latest within 2 business days" in told.lower()
        assert "etween colleagues, never promised to the caller" in told
    assert "required from here: Technician’s visit" in script_text(outages(), 80)
    assert "(with Technician’s visit)" in script_text(outages(), 80)


def test_the_timers_of_steps_stand_in_the_timeline_and_in_every_print() -> None:
    desk = Desk("outages", act.Choose(4), act.StopClock(), act.End("done"), library=with_outages())
    page = markdown(summary(desk))
    over = "Promise a technician: the line does not answer."
    assert f"Timer of this step started: 1:30, then: {over}" in page
    assert "Timer stopped, no answer" in page
    for told in (script_text(outages(), 100), booklet(outages(), with_outages())):
        assert f"fter 90 seconds: {over}" in " ".join(told.split())


def page(desk: Desk, version: str = "0.11.0") -> str:
    """The summary of a call that was taken with this version."""
    first, *others = desk.call.entries
    entries = (replace(first, event=replace(desk.call.started, program=version)), *others)
    return markdown(summary_of(call_of(entries), chain_of(entries)))


def test_a_timer_that_ran_out_is_told_in_the_timeline_since_0_11() -> None:
    desk = Desk("outages", act.Choose(4), library=with_outages())
    began = desk.call.entries[-1].at
    desk.wait(91)
    desk.do(act.StopClock(), act.End("done"))
    over = shown_clock((began + timedelta(seconds=90)).astimezone(desk.now.zone), seconds=True)
    assert f"the line does not answer. It ran out at {over}" in page(desk)
    assert "It ran out" not in page(desk, "0.10.0")
    in_time = Desk(
        "outages", act.Choose(4), act.StopClock(), act.End("done"), library=with_outages()
    )
    assert "It ran out" not in page(in_time)
