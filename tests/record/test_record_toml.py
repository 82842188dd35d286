import tomllib
from datetime import timedelta

import pytest
from msgspec.structs import replace
from record_samples import (
    CALL,
    CALLBACK,
    SHA,
    START,
    STARTED,
    WARNING,
    a_call,
    a_full_call,
    entries_of,
    summarised,
)

from guide.call import events as ev
from guide.record.codec import encoded
from guide.record.summary import toml
from guide.record.summary.markdown import markdown
from guide.record.summary.toml import toml_text

FULL = summarised(*a_full_call())
DATA = tomllib.loads(toml_text(FULL))


def test_programs_find_everything_at_its_agreed_place() -> None:
    assert {name: DATA[name] for name in ("call", "script", "version", "agent", "ref")} == {
        "call": CALL,
        "script": "escalated-callers",
        "version": "1",
        "agent": "Robin",
        "ref": "4711",
    }
    assert DATA["sha256"] == SHA
    assert DATA["started"] == START
    assert DATA["ended"] == START + timedelta(seconds=390)
    assert DATA["duration_seconds"] == 390
    ending = {"id": "protocol", "label": "Ended by us", "protocol": True, "ground": "abuse"}
    assert ending.items() <= DATA["ending"].items()
    assert DATA["ending"]["reason"] == "called us idiots"
    assert DATA["caller"] == {"caller": "Dana Whitlock", "number": "555-0142"}
    anger = {"start": "annoyed", "height": "enraged", "end": "hostile"}
    assert anger.items() <= DATA["anger"].items()
    assert DATA["to_do"] == [item.sentence for item in FULL.to_do]
    assert DATA["journal"]["events"] == 46
    assert DATA["journal"]["last_hash"] == encoded(a_full_call())[1]


def test_programs_find_what_the_board_was_asked_for_only_if_it_was() -> None:
    [ask] = DATA["asks"]
    assert (ask["about"], ask["label"], ask["to"]) == ("permission", "Aggressive", "sam")
    assert (ask["became"], ask["by"]) == ("refused", "sam")
    assert (ask["reason"], ask["unused"]) == ("calm | *them* first", "")
    assert ask["answered_at"] >= ask["at"]
    assert "asks" not in tomllib.loads(toml_text(summarised(*a_call())))


def test_programs_find_what_was_denied_at_the_board_only_if_it_was() -> None:
    [denied] = DATA["denials"]
    assert (denied["permission"], denied["warning"], denied["named"]) == (27, 28, "Kim Lo")
    assert (denied["by"], denied["reason"], denied["ground"]) == ("pat", "on | *leave*", "abuse")
    assert "denials" not in tomllib.loads(toml_text(summarised(*a_call())))


def test_programs_find_what_the_desk_had_received_only_where_there_was_one() -> None:
    told = {"received": 43, "hash": SHA, "received_at": START, "away": True}
    assert DATA["witness"] == told
    assert "witness" not in tomllib.loads(toml_text(summarised(*a_call())))


@pytest.mark.parametrize(
    ("program", "before"), [("0.13.0", "one more thing"), ("0.14.0", "you idiots")]
)
def test_a_warning_is_told_with_the_words_about_its_reason(program: str, before: str) -> None:
    entries = entries_of(
        replace(STARTED, program=program),
        ev.GroundStated("abuse", "Aggressive", 1, True),
        ev.CallerSaid("you idiots"),
        ev.GroundStated("slurs", "Slurs", 1, True),
        ev.CallerSaid("one more thing"),
        ev.GroundStated("abuse", "Aggressive", 1, True),
        ev.WarningGiven(
            "abuse", "Aggressive", "hang-up-protocol", "warn-abuse", WARNING, SHA, "approved"
        ),
        ev.Ended("hung-up", "Caller hung up"),
    )
    summary = summarised(*entries)
    data = tomllib.loads(toml_text(summary))
    assert data["warnings"][0]["caller_words"] == before
    assert data["ending"]["reason"] == before
    warnings = markdown(summary).partition("## Warnings")[2]
    assert f"| {before} |" in warnings


def test_programs_find_warnings_and_follow_ups_with_all_they_hold() -> None:
    warning = DATA["warnings"][0]
    assert (warning["text"], warning["permission_by"]) == (WARNING, "Kim Lo")
    assert warning["caller_words"] == "you | useless *idiots*"
    assert warning["words_after"] == "and | you *still* are"
    assert warning["permission_how"] == "voice"
    callback = next(f for f in DATA["follow_ups"] if f["kind"] == "callback")
    assert callback["fields"]["concern"] == "title not sent"
    assert (callback["due"], callback["rule"]) == (CALLBACK.due, "next day, morning")
    assert callback["done"] is False
    done = next(f for f in DATA["follow_ups"] if f["done"])
    assert done["done_by"] == "Kim Lo"
    assert "due" not in done


def test_programs_find_the_timeline_in_rows() -> None:
    row = DATA["timeline"][6]
    assert row == {
        "n": 7,
        "at": START + timedelta(seconds=60),
        "elapsed": 60.0,
        "kind": "said",
        "text": "Said: “Thank for explaining…” (approved)",
        "wording": "Thank for explaining…",
        "sha256": SHA,
        "status": "approved",
    }
    taken_back = [row["n"] for row in DATA["timeline"] if "taken_back_by" in row]
    assert taken_back == [16]


def test_lists_with_nothing_in_them_are_there_for_programs() -> None:
    data = tomllib.loads(toml_text(summarised(*entries_of(STARTED))))
    assert data["warnings"] == data["follow_ups"] == data["to_do"] == []
    assert data["anger"] == data["ending"] == data["caller"] == {}


def test_a_call_that_has_not_ended_has_no_time_of_its_end() -> None:
    assert "ended" not in tomllib.loads(toml_text(summarised(*entries_of(STARTED))))


def test_practice_is_marked_for_programs_too() -> None:
    practice = summarised(*entries_of(replace(STARTED, training=True)))
    assert tomllib.loads(toml_text(practice))["training"] is True
    assert DATA["training"] is False


def test_very_many_rows_are_written_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ev.Noted('said "no" \\ twice\nthen\tleft\x7f')
    told = summarised(*a_full_call(), *entries_of(words, first=len(a_full_call()) + 1))
    for summary in (FULL, told, summarised(*a_call(notes=1)), summarised(*a_call(notes=40))):
        few = toml_text(summary)
        with monkeypatch.context() as patch:
            patch.setattr(toml, "MANY", 1)
            assert toml_text(summary) == few
