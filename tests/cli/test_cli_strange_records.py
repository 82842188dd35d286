"""Records that no program of ours left so: each is told, nothing waits, nothing is lost."""

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, a_call, keep
from prompt import Prompt

from guide.record.codec import GENESIS, seal
from guide.record.places import Places

OTHER = "20261120-190400-abcd"
EVERY = (
    ("calls",),
    ("owed",),
    ("owed", "--ics"),
    ("dnc",),
    ("verify", "--all"),
    ("list",),
    ("doctor",),
    ("verify", CALL),
    ("summary", CALL),
    ("replay", CALL),
)


@pytest.fixture
def desk(guide: Prompt) -> Prompt:
    places = Places(guide.state, guide.out)
    keep(places, a_call(CALLBACK))
    keep(places, a_call(DO_NOT_CALL, call=OTHER))
    return guide


def journal(desk: Prompt) -> Path:
    return desk.state / "calls" / "done" / f"{CALL}.jsonl"


def rewritten(desk: Prompt, **started: object) -> None:
    """Have the journal say this of the call's start, with hashes that fit."""
    prev, lines = GENESIS, []
    for n, line in enumerate(journal(desk).read_bytes().splitlines()):
        record = json.loads(line)
        del record["prev"], record["hash"]
        if n == 0:
            record |= started
        data, prev = seal(json.dumps(record, separators=(",", ":")), prev)
        lines.append(data)
    journal(desk).write_bytes(b"".join(lines))


@pytest.mark.parametrize("call", ["../../x", "/tmp/x", OTHER, ""])
def test_a_journal_with_the_id_of_another_call_writes_nowhere_and_is_told(
    desk: Prompt, call: str
) -> None:
    rewritten(desk, call=call)
    outside = desk.folder / "x.md"
    outside.write_text("precious")
    before = set(desk.folder.rglob("*.md"))
    for typed in (
        ("summary", CALL),
        ("verify", CALL),
        ("verify", "--all"),
        ("replay", CALL),
        ("mark", CALL, "done", "--agent", "Kim Lo"),
        ("owed",),
        ("dnc",),
    ):
        answer = desk(*typed)
        assert answer.code in (1, 2), typed
        assert "is named as the journal of one call, and is that of another" in answer.err, typed
    assert "is that of another" in desk("calls").err
    assert outside.read_text() == "precious"
    assert set(desk.folder.rglob("*.md")) == before


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"sha256": "../../../../../etc/passwd"}, "the hash of its script is none"),
        ({"script": "../irate"}, "it names a script by what is no id"),
    ],
)
def test_a_script_is_looked_for_under_nothing_but_a_hash_or_an_id(
    desk: Prompt, told: dict[str, str], why: str
) -> None:
    rewritten(desk, **told)
    for typed in (("verify", CALL), ("summary", CALL), ("owed",)):
        answer = desk(*typed)
        assert answer.code in (1, 2)
        assert why in answer.err
        assert "passwd" not in answer.err


PLACES = (
    "register.jsonl",
    "ledger.jsonl",
    "do-not-call.jsonl",
    "register-index",
    "calls/index.json",
    "calls/erased.jsonl",
    f"calls/done/{CALL}.jsonl",
    "scripts-used",
)


@pytest.mark.parametrize("place", PLACES)
def test_nothing_waits_for_a_pipe_in_the_place_of_a_file(desk: Prompt, place: str) -> None:
    path = desk.state / place
    path.unlink(missing_ok=True)
    os.mkfifo(path, 0o600)
    told = ""
    for typed in EVERY:
        answer = desk(*typed)
        assert answer.code in (0, 1, 2), typed
        told += answer.err
    if path.suffix == ".jsonl":
        assert f"{path}: a pipe or a device has its name. Move that away" in told


@pytest.mark.parametrize("place", ["register.jsonl", "ledger.jsonl", f"calls/done/{CALL}.jsonl"])
def test_a_link_in_the_place_of_a_record_is_not_followed(desk: Prompt, place: str) -> None:
    desk("mark", CALL, "tried", "--agent", "Kim Lo")
    path = desk.state / place
    real = desk.folder / "real"
    path.rename(real)
    path.symlink_to(real)
    answer = desk("verify", "--all")
    assert answer.code in (1, 2)
    assert f"{path}: it is a link" in answer.err


def test_a_journal_that_others_may_read_is_told(desk: Prompt) -> None:
    journal(desk).chmod(0o644)
    told = f"Others may read {journal(desk)}: its mode is 0644. chmod 600 {journal(desk)} mends"
    assert told in desk("verify", CALL).err
    journal(desk).chmod(0o600)
    assert "Others may read" not in desk("verify", CALL).err


@pytest.mark.parametrize("due", ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"])
def test_a_time_that_cannot_be_told_stops_no_list(desk: Prompt, due: str) -> None:
    data = journal(desk).read_bytes()
    for line in data.splitlines():
        if b'"due":"' in line:
            old = json.loads(line)["due"]
    prev, lines = GENESIS, []
    for line in data.replace(old.encode(), due.encode()).splitlines():
        data, prev = seal(line.decode().partition(',"prev"')[0] + "}", prev)
        lines.append(data)
    journal(desk).write_bytes(b"".join(lines))
    for typed in EVERY:
        answer = desk(*typed)
        assert answer.code in (0, 1, 2), typed
        assert "Traceback" not in answer.err
    assert f"guide: {CALL}: {journal(desk)}: event" in desk("owed").err


def break_index(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("DROP TABLE promises")
    base.close()


@pytest.mark.parametrize("strange", [break_index, lambda path: path.write_bytes(b"x" * 999)])
def test_an_index_that_is_none_is_told_by_verify_and_made_again(
    desk: Prompt, strange: Callable[[Path], object]
) -> None:
    before = desk("owed").out
    strange(desk.state / "register-index")
    assert "was changed by others" in desk("verify", "--all").err
    assert "was changed by others" not in desk("verify", "--all").err
    assert desk("owed").out == before
