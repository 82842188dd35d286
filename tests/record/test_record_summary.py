import tomllib
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from kit import Desk
from msgspec import UNSET
from msgspec.structs import replace
from record_samples import (
    CALL,
    CALLBACK,
    ENDED,
    LINE,
    SHA,
    START,
    STARTED,
    WARNING,
    a_full_call,
    chain_of,
    entries_of,
    summarised,
)

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import ActionRefused, CallerSpoke, Entry, Event, Rehearsed, Stage
from guide.call.fold import call_of
from guide.call.wording import shown_on, words_of
from guide.record.codec import encoded
from guide.record.summary.markdown import markdown
from guide.record.summary.model import Summary, summary_of
from guide.record.summary.times import DeskTime, duration
from guide.record.summary.toml import toml_text


def _of(*events: Event) -> Summary:
    return summarised(*entries_of(STARTED, *events))


def _section(text: str, title: str) -> str:
    return text.split(f"\n## {title}\n")[1].split("\n## ")[0]


FULL = summarised(*a_full_call())
PAGE = markdown(FULL)


def test_the_sample_has_every_kind_of_event() -> None:
    practice = {Rehearsed, CallerSpoke, ActionRefused}
    assert {type(entry.event) for entry in a_full_call()} | practice == set(get_args(ev.Event))


def test_a_summary_of_practice_tells_what_the_caller_said_and_what_was_refused() -> None:
    page = markdown(
        _of(
            Rehearsed("friday-callback", "A callback", SHA, 7),
            CallerSpoke("Three *weeks*!", "m1"),
            ActionRefused("warn", "Ask a supervisor first."),
        )
    )
    assert "Practice: A callback (seed 7)" in page
    assert r"Caller: Three \*weeks\*!" in page
    assert "Refused: warn. Ask a supervisor first." in page


def test_the_page_begins_with_the_ending_and_then_what_must_still_be_done() -> None:
    titles = [line for line in PAGE.splitlines() if line.startswith("#")]
    assert titles[:2] == ["# Escalated callers: Ended by us", "## Still to be done"]


def test_who_when_and_how_stand_at_the_head() -> None:
    head = PAGE.split("\n## ")[0]
    assert f"- Call: {CALL}\n- Agent: Robin\n- Reference: 4711\n" in head
    assert "Fri, Nov 20, 2026, 2:03:00 PM to 2:09:30 PM, 6:30 long (America/New_York)" in head
    assert "**Ended by us** (by the hang-up protocol)" in head
    assert "- Reason: Aggressive, offensive or abusive" in head
    assert "- The caller’s words: called us idiots" in head


def test_what_is_owed_stands_with_all_it_holds_and_the_first_due_first() -> None:
    todo = _section(PAGE, "Still to be done")
    assert todo.index("1. **Report: at once") < todo.index(
        "2. **Callback: Sat, Nov 21, 2026, 12:00 PM"
    )
    assert (
        "**Callback: Sat, Nov 21, 2026, 12:00 PM at the latest, target Fri, Nov 20, 2026 (the day"
        " of the call)**\n   - Number: 555-0142\n   - Caller: Dana Whitlock\n"
        "   - Concern: title not sent"
    ) in todo


def test_must_say_lines_passed_over_are_to_do_to_the_letter() -> None:
    todo = _section(PAGE, "Still to be done")
    assert "3. **Required line skipped at “Summarize”**\n\n   > “You must say this.”" in todo
    assert "Required line without wording on file skipped at “Summarize”" in todo


def test_a_line_passed_over_is_to_do_with_what_the_call_knows_in_its_places() -> None:
    line = (*LINE[:3], "Call {hotline}.", *LINE[4:])
    (to_do,) = _of(ev.PassedOver(*line, filled="Call 555-0100.")).to_do
    assert to_do.wording == "Call 555-0100."


def test_a_line_that_was_said_after_all_is_not_to_do() -> None:
    over = ev.PassedOver(*LINE)
    assert _of(over).to_do
    assert not _of(over, ev.Said(*LINE)).to_do


def test_a_callback_says_what_it_lacks() -> None:
    summary = _of(CALLBACK)
    assert summary.to_do[0].details[-1] == ("Not on record, ask for it", "Concern")
    assert "   - Not on record, ask for it: Concern\n" in markdown(summary)
    assert summary.to_do[0].sentence.endswith("Not on record, ask for it: Concern.")


def test_what_is_owed_without_a_due_time_comes_last() -> None:
    later = replace(CALLBACK, due=START + timedelta(days=9), aim=None)
    undated = replace(CALLBACK, due=None, aim=None, fields=())
    labels = [item.what for item in _of(undated, later, CALLBACK).to_do]
    assert [label.partition(":")[2][:13] for label in labels] == [
        " Sat, Nov 21,",
        " Sun, Nov 29,",
        "",
    ]


def test_nothing_to_do_is_said_in_words() -> None:
    assert _section(markdown(_of(ENDED)), "Still to be done").strip() == "Nothing."


def test_what_was_missing_at_the_end_is_kept() -> None:
    assert "- Not said." in _section(PAGE, "Missing when the call was ended")


def test_follow_ups_that_are_done_stand_apart_with_by_whom() -> None:
    done = _section(PAGE, "Done already")
    assert (
        "- **Report to the supervisor** (2:08:40 PM, Kim Lo was told)\n  - Reason: threat" in done
    )
    assert len([item for item in FULL.to_do if item.what.startswith("Report")]) == 1


def test_the_callers_details_say_from_which_call_they_are() -> None:
    caller = _section(PAGE, "Caller")
    assert "| Caller | Dana Whitlock |" in caller
    assert "| Number | 555-0142 (from call 20261119-120000-aaaa) |" in caller


def test_anger_stands_at_the_start_at_its_height_and_at_the_end() -> None:
    anger = _section(PAGE, "Anger")
    assert "| start | annoyed | 2:03:40 PM | 0:40 |" in anger
    assert "| height | enraged | 2:06:30 PM | 3:30 |" in anger
    assert "| end | hostile | 2:07:50 PM | 4:50 |" in anger
    assert "Not set." in _section(markdown(_of()), "Anger")


def test_a_warning_stands_with_ground_wording_permission_and_the_callers_words() -> None:
    warnings = _section(PAGE, "Warnings")
    assert (
        f"| 2:07:30 PM | Aggressive | “{WARNING}” (approved) | Kim Lo |"
        " you \\| useless \\*idiots\\* |"
    ) in warnings
    assert "None was given." in _section(markdown(_of()), "Warnings")


def test_notes_stand_as_they_read_last_and_as_they_read_before() -> None:
    notes = _section(PAGE, "Notes")
    assert "- **2:05:10 PM** waited 4 weeks for title\n" in notes
    assert "before it was corrected: waited 3 weeks for title\n\n    spoke to finance" in notes
    assert "a slip of the key" not in notes


def test_a_draft_that_was_left_is_told_from_a_note() -> None:
    assert "- (not entered) half a thought" in _section(PAGE, "Notes")


def test_who_the_call_was_taken_over_from_and_which_manager_came_is_told() -> None:
    assert "- From: Alex\n- Its record: no title for weeks" in _section(PAGE, "Taken over")
    assert "- Requested: 2:06:10 PM\n- Joined: Sam Ode" in _section(PAGE, "Manager")
    asked = _section(markdown(_of(ev.ManagerAsked())), "Manager")
    assert "- Joined: not recorded" in asked


def test_what_no_field_takes_of_an_earlier_call_is_told_and_is_no_answer() -> None:
    taken = ev.TookOver("a", "Alex", "no title", (("plan", "Plan", "Fruit"),))
    told, before = _of(taken), _of(replace(taken, refused=UNSET))
    assert "- Not taken over, as no answer here: Plan: Fruit" in markdown(told)
    refused = {"field": "plan", "label": "Plan", "value": "Fruit"}
    assert tomllib.loads(toml_text(told))["taken_over"]["refused"] == [refused]
    assert "refused" not in tomllib.loads(toml_text(before))["taken_over"]


def test_every_event_but_the_drafts_has_a_row_in_the_timeline() -> None:
    rows = [
        line for line in _section(PAGE, "Timeline").splitlines() if line[:3].strip("| ").isdigit()
    ]
    numbers = [int(line.split(" | ")[0].strip("| ")) for line in rows]
    drafts = {e.n for e in a_full_call() if isinstance(e.event, ev.Drafted)}
    assert numbers == [e.n for e in a_full_call() if e.n not in drafts]
    assert FULL.untold == len(drafts) == 2


@pytest.mark.parametrize(
    "row",
    [
        "| 7 | 2:04:00 PM | 1:00 | Said: “Thank for explaining…” (approved) |",
        "Said in other words: “In short…”, because in a hurry. The line: “Thank for explaining…”"
        " (changed) |",
        "Left out, because said before: “Left” (approved) |",
        "Required line skipped: “You must say this.” (approved) |",
        "Required line skipped: no wording on file |",
        "| Undone by 17: Note: a slip of the key |",
        "| Note 14 corrected, now: waited 4 weeks for title |",
        "| Choice 1, “gave the concern” → “Summarize” |",
        "| Opened “Hang-up protocol” at “Listen first” |",
        "| Note: waited 3 weeks for title<br><br>spoke to finance |",
        "| Permission to warn on “Aggressive, offensive or abusive”, by Kim Lo |",
        "| Report to the supervisor (34) done: Kim Lo was told |",
        "| Timer for a colleague’s answer started: 2:00 |",
    ],
)
def test_the_timeline_tells_each_event_in_words(row: str) -> None:
    assert row in _section(PAGE, "Timeline")


def test_the_scripts_used_stand_with_version_and_hash() -> None:
    scripts = _section(PAGE, "Scripts used")
    assert f"| Escalated callers | escalated-callers | 1 | {SHA} |" in scripts
    assert f"| Hang-up protocol | hang-up-protocol | 2 | {'cd' * 32} |" in scripts


def test_the_footer_shows_whether_the_journal_is_whole() -> None:
    footer = PAGE.split("\n---\n")[1]
    last_hash = encoded(a_full_call())[1]
    assert f"Call {CALL}, recorded with Call Guide 0.1.0. Journal: 46 events" in footer
    assert (
        f"last hash {last_hash}\n\nThe desk was away, and had received 43 events, the last"
        in footer
    )
    assert footer.rstrip().endswith(f" by the server’s clock, with hash {SHA}.")


def test_a_call_that_has_not_ended_says_so() -> None:
    page = markdown(_of())
    assert page.startswith("# Escalated callers: not ended\n")
    assert "- Ending: none is on record" in page


def test_practice_is_marked_as_practice() -> None:
    practice = summarised(*entries_of(replace(STARTED, training=True)))
    assert "**Practice: no caller was on the line.**" in markdown(practice)


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Nowhere/Land", "UTC; its zone, “Nowhere/Land”, is not known here"),
        ("../etc", "UTC; its zone, “../etc”, is not known here"),
        ("America", "UTC; its zone, “America”, is not known here"),
        ("", "UTC; its zone is not known"),
    ],
)
def test_a_zone_that_is_not_known_is_utc_and_says_so(zone: str, words: str) -> None:
    page = markdown(summarised(*entries_of(replace(STARTED, zone=zone))))
    assert f"from 7:03:00 PM; not ended after 0:00 ({words})" in page


def test_a_call_past_midnight_names_the_day_of_what_came_after() -> None:
    late = datetime(2026, 11, 21, 4, 59, 55, tzinfo=UTC)
    entries = (Entry(1, late, 0.0, STARTED), Entry(2, late + timedelta(seconds=10), 10.0, ENDED))
    page = markdown(summarised(*entries))
    assert "Fri, Nov 20, 2026, 11:59:55 PM to Sat, Nov 21, 2026, 12:00:05 AM, 0:10 long" in page


def test_a_clock_that_was_set_back_does_not_change_how_long_the_call_was() -> None:
    entries = (Entry(1, START, 0.0, STARTED), Entry(2, START - timedelta(hours=1), 75.0, ENDED))
    assert "1:15 long" in markdown(summarised(*entries))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0:00"), (59.9, "0:59"), (61, "1:01"), (3599, "59:59"), (3600, "1:00:00"), (-5, "0:00")],
)
def test_a_length_of_time_in_words(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_due_time_on_the_day_the_clocks_change_is_the_desks() -> None:
    desk = DeskTime.of("America/New_York")
    assert desk.moment(datetime(2026, 11, 1, 5, 30, tzinfo=UTC)) == "Sun, Nov 1, 2026, 1:30 AM"
    assert desk.moment(datetime(2026, 11, 1, 6, 30, tzinfo=UTC)) == "Sun, Nov 1, 2026, 1:30 AM"


def test_what_a_follow_up_aims_at_has_its_hour_unless_that_is_the_days_end() -> None:
    aim = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    assert (
        "target Fri, Nov 20, 2026, 8:00 PM (the day"
        in _of(replace(CALLBACK, aim=aim)).to_do[0].what
    )
    same = replace(CALLBACK, aim=CALLBACK.due)
    assert _of(same).to_do[0].what == "Callback: Sat, Nov 21, 2026, 12:00 PM at the latest"


def test_what_a_follow_up_aims_at_moves_with_what_was_agreed_on() -> None:
    due = CALLBACK.due
    assert due is not None
    at_once = replace(CALLBACK, aim=due, rule="agreed, within 3 days")
    for moved in (due + timedelta(days=1), due - timedelta(days=2)):
        events = at_once, ev.FollowUpAmended(2, CALLBACK.fields, moved)
        told = summarised(*entries_of(replace(STARTED, program="0.13.0"), *events))
        assert "target" not in told.to_do[0].what
        assert tomllib.loads(toml_text(told))["follow_ups"][0]["aim"] == moved
        # What an earlier version wrote stays as it is.
        before = summarised(*entries_of(replace(STARTED, program="0.12.0"), *events))
        assert ("target Sat, Nov 21" in before.to_do[0].what) is (moved > due)
        assert tomllib.loads(toml_text(before))["follow_ups"][0]["aim"] == due


def test_a_line_that_was_undone_is_told_with_what_filled_it() -> None:
    line = (*LINE[:3], "It is at {hour}.", *LINE[4:])
    said = ev.Said(*line, filled="It is at ‹9:00 AM›.")
    events = said, ev.Corrected(2, words_of(said))
    for program, words in (("0.13.0", "It is at ‹9:00 AM›."), ("0.12.0", "It is at {hour}.")):
        told = summarised(*entries_of(replace(STARTED, program=program), *events))
        assert told.timeline[-1].text == f"Undone: 2 was a mistake (Said: {words})"
    call = call_of(entries_of(STARTED, *events))
    assert shown_on(call, events[-1]) == "Undone: Said: It is at ‹9:00 AM›."


def test_a_summary_of_the_same_call_is_the_same_to_the_byte() -> None:
    again = summarised(*a_full_call())
    assert again == FULL
    assert (markdown(again), toml_text(again)) == (PAGE, toml_text(FULL))


def test_text_that_no_terminal_should_see_is_not_in_a_summary() -> None:
    summary = _of(
        ev.Noted("\x1b[31mred\x9b \u202e\ud800 end"),
        ev.Detailed("ca\x00ller\n", "\x07Caller", "<b>\x00Dana</b>"),
        ev.Staged(Stage.CALM),
    )
    for text in (markdown(summary), toml_text(summary)):
        assert text.encode()
        assert not set(text) & set("\x00\x07\x1b\x9b\u202e\ud800")
        assert "red" in text
    assert "\\<b>Dana\\</b>" in markdown(summary)


def test_a_reason_told_by_its_id_is_read_by_its_label() -> None:
    label, fields = "Danger to staff", (("reason", "threat"),)
    added = ev.FollowUpAdded("report", "Report", fields, ("reason",), reason_label=label)
    summary = _of(added, ev.FollowUpAmended(2, fields))
    for text in (markdown(summary), toml_text(summary), words_of(added)):
        assert label in text
        assert "threat" not in text


def _of_call(desk: Desk) -> Summary:
    return summary_of(desk.call, chain_of(desk.call.entries))


@pytest.mark.parametrize(
    ("script", "ending", "required"),
    [
        ("escalated-callers", "callback", "Callback not recorded"),
        ("calming-a-caller", "agreed", "Agreed solution not recorded"),
    ],
)
def test_what_an_ending_requires_and_is_not_recorded_is_still_to_be_done(
    script: str, ending: str, required: str
) -> None:
    desk = Desk(script)
    desk.do(act.End(ending))
    summary = _of_call(desk)
    assert f"**{required}" in _section(markdown(summary), "Still to be done")
    assert any(item.startswith(required) for item in tomllib.loads(toml_text(summary))["to_do"])


def test_a_reason_that_stood_is_named_however_the_call_ended() -> None:
    desk = Desk("escalated-callers", act.StateGround("threat"), act.QuoteCaller("I will come over"))
    desk.do(act.End("hung-up"))
    summary = _of_call(desk)
    label = next(e.event.label for e in desk.call.entries if isinstance(e.event, ev.GroundStated))
    head = markdown(summary).split("\n## ")[0]
    assert f"- Reason: {label}\n- The caller’s words: I will come over" in head
    ending = tomllib.loads(toml_text(summary))["ending"]
    assert (ending["ground"], ending["ground_label"]) == ("threat", label)
    assert ending["reason"] == "I will come over"


def test_that_the_protocol_ended_a_call_is_said_once() -> None:
    label = "Ended by the hang-up protocol"
    page = markdown(_of(ev.Ended("protocol", label, True, "abuse", "called us idiots")))
    assert f"- Ending: **{label}**\n" in page
    assert "Call ended by the hang-up protocol; abuse; because: called us idiots" in page


def test_that_the_protocol_did_not_end_a_call_so_called_is_said() -> None:
    ended = ev.Ended("bye", "Ended by the hang-up protocol")
    page = markdown(summarised(*entries_of(replace(STARTED, program="0.11.0"), ended)))
    told = "Ended by the hang-up protocol (in name only)"
    assert page.partition("\n")[0].endswith(f": {told}")
    assert f"- Ending: **{told}**\n" in page
    # What an earlier version wrote stays as it is.
    assert "in name only" not in markdown(summarised(*entries_of(STARTED, ended)))


def test_a_reason_with_a_period_of_its_own_gets_no_second_one() -> None:
    adapted = ev.Adapted(*LINE, words="In short…", reason="asked by Gina P.")
    assert "“In short…”, because asked by Gina P. The line:" in markdown(_of(adapted))


def test_the_length_of_a_call_is_that_of_the_times_that_are_printed() -> None:
    first, last = entries_of(STARTED, ENDED)
    first = replace(first, at=START + timedelta(milliseconds=900))
    last = replace(last, at=START + timedelta(seconds=155, milliseconds=400), elapsed=154.5)
    assert "2:03:00 PM to 2:05:35 PM, 2:35 long" in markdown(summarised(first, last))


def test_a_line_without_wording_is_told_by_its_gap_and_never_by_its_id() -> None:
    gap = ev.PassedOver(*LINE[:2], "spiel", "", SHA, "gap", gap="The document gives no spiel.")
    page = markdown(_of(gap, ENDED))
    assert "skipped: no wording on file (The document gives no spiel.)" in page
    assert "No wording on file: The document gives no spiel." in _section(page, "Still to be done")
    assert "spiel:" not in page


def test_a_field_of_a_follow_up_is_called_as_on_the_screen() -> None:
    message = ev.FollowUpAdded("message", "Message", (("to", "Lee"), ("text", "call me")))
    page = markdown(_of(message))
    assert "- To: Lee\n   - Message: call me" in page
    assert "To Lee; Message call me" in page


def test_drafts_of_forms_are_called_drafts() -> None:
    page = markdown(_of(ev.Drafted(0, "555", "follow-up:callback:number")))
    assert "1 of them drafts, not in the timeline" in page


def test_a_detail_that_was_corrected_says_so_in_the_timeline_and_what_it_was() -> None:
    wrong, right = (
        ev.Detailed("number", "Number", one) for one in ("404-555-0199", "404-555-0142")
    )
    page = markdown(_of(wrong, right))
    assert "Number: 404-555-0199" in page
    assert "Number corrected, now: 404-555-0142 (was: 404-555-0199)" in page
