"""Whatever is typed, said or named: nothing crashes, nothing raw comes out, nothing is lost."""

import csv
import json
import re
import tomllib
from datetime import UTC
from pathlib import Path

import pytest
from kit import FRIDAY, Desk, shipped
from naughty import NAUGHTY

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed
from guide.call.events import Entry
from guide.record.codec import decoded, encoded
from guide.record.journal import read_journal
from guide.record.places import Places
from guide.record.verify import Measure, verify_call
from guide.record.writer import DirectWriter
from guide.script.approval import Approvals
from guide.script.library import parse_script
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook
from guide.session.clock import SetClock
from guide.session.session import Session
from guide.text import escaped, is_plain, plain

RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def naughty_call(folder: Path, texts: tuple[str, ...]) -> tuple[CallBook, Session]:
    """A call into whose every field each text was typed."""
    clock = SetClock(FRIDAY)
    places = Places(folder / "state", folder / "out")
    book = CallBook(shipped(), places, clock=clock, writer=DirectWriter)
    session = book.start("escalated-callers", agent=texts[0], ref=texts[0])
    for n, text in enumerate(texts):
        clock.set(n)
        for action in (
            act.Draft(text),
            act.Write(text),
            act.WriteDetail("concern", text),
            act.WriteDetail(text, text),
            act.NameManager(text),
            act.AddFollowUp(FollowUpKind.MESSAGE, (("to", text), ("text", text))),
            act.MakeEffort(text),
            act.TakeOver(text, text, text, (("caller", text),)),
        ):
            session.do(action)
    return book, session


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_json_for_a_program_holds_every_text_to_the_letter_and_nothing_raw(text: str) -> None:
    told = escaped(json.dumps({text: text}, ensure_ascii=False))
    assert is_plain(told)
    assert json.loads(told) == {text: text}


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_the_journal_brings_every_text_back_to_the_letter(text: str) -> None:
    entries = tuple(
        Entry(n, FRIDAY, 0.0, event)
        for n, event in enumerate(
            (
                ev.Started(text, text, text, text, text, text, text, text, text, text),
                ev.Noted(text),
                ev.Detailed(text, text, text),
            ),
            1,
        )
    )
    data, _ = encoded(entries)
    lines = data.splitlines()
    assert len(lines) == len(entries)
    assert data.isascii()
    assert RAW.search(data.decode().replace("\n", "")) is None
    assert decoded(lines) == tuple(
        Entry(e.n, e.at.astimezone(UTC), e.elapsed, e.event) for e in entries
    )


def test_a_call_full_of_naughty_texts_ends_with_summaries_that_are_plain_and_verify(
    tmp_path: Path,
) -> None:
    book, session = naughty_call(tmp_path, NAUGHTY)
    assert isinstance(session.do(act.End("hung-up", NAUGHTY[0])), Allowed)
    for_people, for_programs = book.finish(session)
    told = [path.read_text("utf-8") for path in (for_people, for_programs)]
    assert all(RAW.search(text) is None for text in told)
    data = tomllib.loads(told[1])
    assert len(data["notes"]) == sum(1 for text in NAUGHTY if plain(text).strip())
    assert verify_call(Measure.of(book.places, Approvals(())), str(for_people)).faults == ()
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert all(re.fullmatch(r"[\w.-]+", name) for name in names), names


def test_a_call_full_of_naughty_texts_goes_on_where_it_was_left(tmp_path: Path) -> None:
    book, session = naughty_call(tmp_path, NAUGHTY)
    session.close()
    again = book.resume(session.call.id)
    assert again.call.entries[:-1] == session.call.entries
    again.close()


def pasted(megabytes: int) -> str:
    line = "a\x1b[31m line of a very long paste with é and 42\n"
    return line * ((megabytes << 20) // len(line))


def test_a_paste_of_ten_megabytes_is_kept_whole(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    book = CallBook(shipped(), places, clock=SetClock(FRIDAY), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin")
    session.do(act.Write(pasted(10)))
    session.close()
    noted = read_journal(places.journal_path(session.call.id)).entries[1].event
    assert isinstance(noted, ev.Noted)
    assert noted.text == plain(pasted(10)).strip()


def test_a_long_paste_is_in_the_summary_and_plain(tmp_path: Path) -> None:
    places = Places(tmp_path / "state", tmp_path / "out")
    book = CallBook(shipped(), places, clock=SetClock(FRIDAY), writer=DirectWriter)
    session = book.start("escalated-callers", agent="Robin")
    session.do(act.Write(pasted(1)))
    session.do(act.End("hung-up"))
    told = book.finish(session)[0].read_text("utf-8")
    assert RAW.search(told) is None
    assert told.count("very long paste") >= pasted(1).count("\n")


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_a_script_with_such_a_text_is_read_or_refused_with_problems_in_plain_words(
    text: str,
) -> None:
    held = text.encode("utf-8", "replace").decode()
    source = f'[script]\nid = "x"\ntitle = """{held}"""\n[[step]]\nid = "{held}"\n'
    script, problems = parse_script(source, held or "x")
    assert script is None
    assert problems
    for problem in problems:
        assert is_plain(problem.message + problem.fix), problem


def test_no_detail_becomes_a_formula_of_its_own_line_in_a_summary(tmp_path: Path) -> None:
    formulas = tuple(text for text in NAUGHTY if text[:1] in "=+@-")
    book, session = naughty_call(tmp_path, formulas)
    session.do(act.End("hung-up"))
    for_people, _ = book.finish(session)
    cells = [row[0] for row in csv.reader(for_people.read_text().splitlines()) if row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")]


def test_what_a_call_shows_at_every_naughty_text_is_plain() -> None:
    desk = Desk()
    for text in NAUGHTY:
        desk.ask(act.Write(text))
    assert all(is_plain(note.text) for note in desk.call.notes)
