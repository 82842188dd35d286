"""A follow-up that calls somebody else than the caller: the number is in a field of the script."""

from pathlib import Path

import pytest
from kit import Desk, with_script
from promised_calls import CALLBACK, DO_NOT_CALL, NOW, a_call, keep
from survey import SURVEY

from guide.call import actions as act
from guide.call.fold import call_of
from guide.desk.promised import held_by, lacking
from guide.record.codec import encoded
from guide.record.disk import Disk
from guide.record.places import Places
from guide.record.verify import Measure, verify_journal
from guide.record.writer import DirectWriter
from guide.register.after_call import NumberCorrected
from guide.register.export import fields_of
from guide.register.index import Wanted, register
from guide.register.known_caller import known_caller
from guide.register.promise import Promise, promises_of
from guide.register.register import do
from guide.register.rules import to_fill_in
from guide.script.library import Library, parse_script
from guide.session.callbook import CallBook

KIN = """
[[field]]
id = "kin_phone"
label = "Relative’s number"
kind = "phone"

[[follow_up]]
id = "kin"
label = "Call to the relative"
needs = ["caller", "kin_phone"]
"""

HELD = (("caller", "Ann Lee"), ("kin_phone", "312 555 0199"))


def library() -> Library:
    script, problems = parse_script(SURVEY + KIN, "reader-survey.toml")
    assert script is not None, problems
    return with_script(script)


def kept(tmp_path: Path, held: tuple[tuple[str, str], ...] = HELD) -> Places:
    places = Places(tmp_path / "state", tmp_path / "out")
    book = CallBook(library(), places, writer=DirectWriter)
    session = book.start("reader-survey", agent="Robin")
    session.do(act.WriteDetail("number", "404 555 0142"))
    session.do(act.AddFollowUp("kin", held))
    session.do(act.End("answered"))
    book.finish(session)
    return places


def promised(places: Places) -> Promise:
    with register(places) as index:
        [found] = index.page(Wanted(kind="kin", closed=True))
    return found


def faults(places: Places) -> tuple[str, ...]:
    [path] = (places.calls / "done").glob("*.jsonl")
    return tuple(verify_journal(Measure.of(places, library().approvals), path).faults)


def test_the_number_to_call_is_that_of_the_field_and_not_the_callers(tmp_path: Path) -> None:
    places = kept(tmp_path)
    found = promised(places)
    assert (found.number, found.to_call) == ("312 555 0199", "+13125550199")
    with register(places) as index:
        assert index.count(Wanted(number="+13125550199")) == 1
        assert index.count(Wanted(number="+14045550142")) == 0
    assert known_caller(places, "+13125550199").owed == 1
    content = str(fields_of(found, NOW)["content"])
    assert content.count("312 555 0199") == 1
    assert "Relative’s number: 312 555 0199" in content
    assert faults(places) == ()


def test_it_is_corrected_in_its_field(tmp_path: Path) -> None:
    places = kept(tmp_path)
    corrected = NumberCorrected("312 555 0177", before="312 555 0199")
    answer = do(Disk(), places, promised(places).id, corrected, "Kim Lo", NOW)
    assert isinstance(answer, Promise), answer
    found = promised(places)
    assert (found.number, found.field("kin_phone")) == ("312 555 0177", "312 555 0177")
    assert found.field("number") == ""
    assert faults(places) == ()


def test_where_it_is_missing_the_callers_does_not_stand_for_it(tmp_path: Path) -> None:
    places = kept(tmp_path, HELD[:1])
    found = promised(places)
    assert (found.number, found.missing, to_fill_in(found)) == ("", "Relative’s number", ())
    answer = do(Disk(), places, found.id, NumberCorrected("312 555 0177", ""), "Kim Lo", NOW)
    assert isinstance(answer, Promise), answer
    assert (answer.missing, answer.number) == ("", "312 555 0177")


def test_a_listed_one_is_told_wherever_it_is_owed(tmp_path: Path) -> None:
    places = kept(tmp_path)
    keep(places, a_call(act.AddFollowUp(DO_NOT_CALL.kind, (("number", "312 555 0199"),))))
    assert promised(places).warning == "on the do-not-call list"


def test_the_board_names_it_as_the_script_does() -> None:
    call = Desk("reader-survey", act.AddFollowUp("kin", HELD[:1]), library=library()).call
    lines = [(one.n, line) for one, line in zip(call.entries, _lines(call.entries), strict=True)]
    of = call.follow_ups[0].n
    known = held_by(of, lines)
    assert lacking(known, "", ()) == ("Relative’s number",)
    assert lacking(known, "312 555 0177", ()) == ()


def _lines(entries: object) -> list[str]:
    return encoded(entries)[0].decode().splitlines()  # type: ignore[arg-type]


@pytest.mark.parametrize("version", ["0.9.0", "0.12.0"])
def test_a_call_of_then_fits_without_the_field_and_has_the_callers_number(
    tmp_path: Path, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("guide.session.callbook.__version__", version)
    monkeypatch.setattr("guide.call.rules.follow_ups._phone_in", lambda *_: "")
    places = kept(tmp_path)
    monkeypatch.undo()
    assert promised(places).number == "404 555 0142"
    assert faults(places) == ()


def test_a_callback_that_asks_for_the_usual_number_calls_that(tmp_path: Path) -> None:
    call = a_call(CALLBACK)
    assert promises_of(call_of(call.entries))[0].number_in == "number"
