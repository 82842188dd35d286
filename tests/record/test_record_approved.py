import json
import tomllib
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from record_samples import ENDED, LINE, SHA, START, STARTED, entries_of

from guide.call import events as ev
from guide.call.events import Event
from guide.call.fold import call_of
from guide.record.codec import GENESIS, Chain, decoded, encoded, seal
from guide.record.summary.markdown import markdown
from guide.record.summary.model import Summary, summary_of
from guide.record.summary.toml import toml_text

AT = datetime(2026, 1, 31, 9, tzinfo=UTC)
SAID = ev.Said(*LINE, approved_by="Kim | Lee", approved_at=AT)
WARNED = ev.WarningGiven(
    "abuse", "Abuse", "hang-up-protocol", "warn", "Please stop.", SHA, "approved",
    approved_by="Kim", approved_at=AT,
)  # fmt: skip
EVERY = (
    SAID,
    ev.Adapted(*LINE, "In short…", "in a hurry", approved_by="Kim", approved_at=AT),
    ev.LeftOut(*LINE, "said before", approved_by="Kim", approved_at=AT),
    ev.PassedOver(*LINE, approved_by="Kim", approved_at=AT, in_file="Thanks for explaining"),
    WARNED,
)


def summary(*events: Event, program: str = STARTED.program) -> Summary:
    entries = entries_of(replace(STARTED, program=program), *events, ENDED)
    return summary_of(call_of(entries), Chain(len(entries), SHA, 1))


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind)
def test_each_event_of_a_line_comes_back_with_its_approval(event: Event) -> None:
    entries = entries_of(STARTED, event)
    data, _ = encoded(entries)
    assert decoded(data.splitlines(keepends=True)) == entries


@pytest.mark.parametrize("event", EVERY, ids=lambda event: event.kind)
def test_a_journal_from_before_there_were_approvals_in_it_is_read(event: Event) -> None:
    data, _ = encoded(entries_of(STARTED, event))
    record = json.loads(data.splitlines()[1])
    for name in ("approved_by", "approved_at", "filled", "in_file", "prev", "hash"):
        del record[name]
    line, _ = seal(json.dumps(record, separators=(",", ":")), GENESIS)
    bare = replace(event, approved_by="", approved_at=None, in_file="")  # type: ignore[type-var]
    assert decoded([line], 2)[0].event == bare


def test_a_said_line_stands_in_the_summary_to_the_letter_with_its_approval() -> None:
    told = markdown(summary(SAID))
    approval = r"approved by Kim \| Lee, Sat, Jan 31, 2026"
    assert f"Said: “Thank for explaining…” ({approval})" in told


def test_a_warning_stands_there_with_its_approval_too() -> None:
    told = markdown(summary(WARNED))
    assert told.count("“Please stop.” (approved by Kim, Sat, Jan 31, 2026)") == 2


def test_a_line_without_an_approval_on_record_says_what_it_was_worth() -> None:
    for status in ("approved", "new", "adapted"):
        told = markdown(summary(ev.Said(*LINE[:5], status)))
        assert f"Said: “Thank for explaining…” ({status})" in told


def test_adapted_words_stay_adapted_whoever_approved_them() -> None:
    told = markdown(summary(replace(SAID, status="adapted", approved_by="Kim")))
    assert "(adapted, approved by Kim, Sat, Jan 31, 2026)" in told


def test_a_document_approves_nothing_words_are_as_in_it_or_adapted_from_it() -> None:
    document = "taking-over-a-call.txt"
    for status, told in (
        ("approved", "as in the document"),
        ("adapted", "adapted from the document"),
    ):
        said = replace(SAID, status=status, approved_by=document)
        assert f"({told} {document}, Sat, Jan 31, 2026)" in markdown(summary(said))


def test_a_change_of_the_script_s_file_shows_in_the_summary() -> None:
    told = markdown(summary(replace(SAID, approved_by="Kim", in_file="Thanks for explaining")))
    assert (
        "“Thank for explaining…” (approved by Kim, Sat, Jan 31, 2026; the script's file had been "
        "changed since: “Thanks for explaining”)"
    ) in told


def test_words_with_details_in_them_stand_there_as_they_were_said() -> None:
    said = replace(
        SAID, text="Your number is {number}?", approved_by="Kim", filled="Your number is 5?"
    )
    assert (
        "Said: “Your number is 5?” (approved by Kim, Sat, Jan 31, 2026; before it was filled in:"
        " “Your number is {number}?”)"
    ) in markdown(summary(said, program="0.11.0"))
    assert "Sat, Jan 31, 2026, as “Your number is {number}?”)" in markdown(summary(said))


def test_words_that_are_not_in_the_callers_language_say_so_plainly() -> None:
    said = replace(SAID, approved_by="Kim", language="", untranslated="No Spanish translation.")
    assert (
        "(in the script’s own language, approved by Kim, Sat, Jan 31, 2026; no Spanish translation)"
    ) in markdown(summary(said, program="0.11.0"))
    assert "(That of the script, approved by Kim, Sat," in markdown(summary(said))


def test_programs_find_the_approval_beside_the_hash() -> None:
    told = tomllib.loads(
        toml_text(summary(replace(SAID, in_file="Thanks"), WARNED, ev.Said(*LINE)))
    )
    said, warned, bare = (row for row in told["timeline"] if "wording" in row)
    assert (said["approved_by"], said["approved_at"], said["in_file"]) == (
        "Kim | Lee",
        AT,
        "Thanks",
    )
    assert (said["sha256"], said["status"]) == (SHA, "approved")
    assert (warned["approved_by"], warned["approved_at"]) == ("Kim", AT)
    [warning] = told["warnings"]
    assert (warning["approved_by"], warning["approved_at"]) == ("Kim", AT)
    assert not {"approved_by", "approved_at", "filled", "in_file"} & set(bare)
    assert said["at"] > START
