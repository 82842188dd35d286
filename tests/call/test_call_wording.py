from datetime import UTC, datetime

import pytest
from kit import Desk, shipped, warned, with_script
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.script.library import Library, parse_script
from guide.script.model import Line, Script, Status, Wording, hash_of

ESCALATED, PROTOCOL = "escalated-callers", "hang-up-protocol"
SUMMARY = "Thank for explaining just to make sure I got everything right..."
AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def edited(script_id: str, *changes: tuple[str, str]) -> Library:
    """The shipped scripts, one of them with changes of its file, and the approvals as they are."""
    text = shipped().script(script_id).text
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    script, problems = parse_script(text, f"{script_id}.toml")
    assert script is not None, problems
    return with_script(shipped().approvals.applied(script))


def at_summary(library: Library | None = None) -> Desk:
    desk = Desk(library=library)
    desk.choose(2, 1)
    return desk


COMMA = (SUMMARY, SUMMARY.replace("explaining just", "explaining, just"))


def test_where_the_file_was_changed_the_approved_words_are_said_and_recorded() -> None:
    desk = at_summary(edited(ESCALATED, COMMA))
    (line,) = desk.now.lines
    assert (line.status, line.text) == (Status.CHANGED, COMMA[1])
    assert desk.now.words(line) == SUMMARY
    (said,) = desk.do(act.Say())
    assert said == ev.Said(
        ESCALATED,
        "summarise",
        "summary",
        SUMMARY,
        hash_of(SUMMARY),
        Status.APPROVED,
        approved_by="escalated-callers.txt",
        approved_at=AT,
        in_file=COMMA[1],
    )


@pytest.mark.parametrize("action", [act.Adapt("In short…", "in a hurry"), act.LeaveOut("said")])
def test_what_is_adapted_or_left_out_is_the_approved_line(action: act.Action) -> None:
    (event,) = at_summary(edited(ESCALATED, COMMA)).do(action)
    assert isinstance(event, ev.Adapted | ev.LeftOut)
    assert (event.text, event.status, event.in_file) == (SUMMARY, Status.APPROVED, COMMA[1])
    assert (event.approved_by, event.approved_at) == ("escalated-callers.txt", AT)


def test_what_is_passed_over_is_the_approved_line() -> None:
    desk = at_summary(edited(ESCALATED, COMMA))
    passed, _ = desk.choose(1)
    assert isinstance(passed, ev.PassedOver)
    assert (passed.text, passed.approved_by, passed.in_file) == (
        SUMMARY,
        "escalated-callers.txt",
        COMMA[1],
    )


def test_a_warning_is_given_in_its_approved_words_whatever_the_file_has() -> None:
    desk = Desk(PROTOCOL, library=edited(PROTOCOL, ("tolerate such language", "bear such talk")))
    *_, given = desk.do(*warned())
    assert isinstance(given, ev.WarningGiven)
    assert "tolerate such language" in given.text
    assert given.sha256 == hash_of(given.text)
    assert (given.status, given.approved_by) == (Status.APPROVED, "hang-up-protocol.txt")
    assert "bear such talk" in given.in_file
    assert [warned.event for warned in desk.call.protocol.warnings] == [given]


def test_new_words_are_recorded_as_new_with_nobody_s_approval() -> None:
    (said,) = at_summary(edited(ESCALATED, ('id = "summary"', 'id = "sum"'))).do(act.Say())
    assert isinstance(said, ev.Said)
    assert (said.status, said.approved_by, said.approved_at) == (Status.NEW, "", None)


def test_approved_words_are_said_where_the_file_has_a_gap_now() -> None:
    gap = (f'  text = "{SUMMARY}"', '  gap = "Withdrawn."')
    (said,) = at_summary(edited(ESCALATED, gap)).do(act.Say())
    assert isinstance(said, ev.Said)
    assert (said.text, said.in_file) == (SUMMARY, "Withdrawn.")


def with_line(line: Line, script_id: str = ESCALATED, step: str = "summarise") -> Library:
    script = shipped().script(script_id)
    steps = tuple(replace(one, lines=(line,)) if one.id == step else one for one in script.steps)
    return with_script(replace(script, steps=steps))


TEMPLATE = "I have {caller} at {number}, with {concern}, yes?"


def test_what_the_call_knows_stands_in_its_places_and_what_it_does_not_has_its_name() -> None:
    line = Line("summary", TEMPLATE, approved=Wording(TEMPLATE, Status.APPROVED, "Kim", AT))
    desk = at_summary(with_line(line))
    desk.do(act.WriteDetail("caller", "Dana  Whitlock"), act.WriteDetail("number", "555"))
    (said,) = desk.do(act.Say())
    assert isinstance(said, ev.Said)
    assert said.filled == "I have ‹Dana Whitlock› at ‹555›, with ‹concern?›, yes?"
    assert (said.text, said.sha256) == (TEMPLATE, hash_of(TEMPLATE))


def test_a_field_has_the_name_its_own_script_gives_it() -> None:
    script: Script = shipped().script("taking-over-a-call")
    line = Line("x", "So it is {concern}.")
    assert Desk().now.words(line, script) == "So it is ‹the problem?›."
    assert Desk().now.words(line) == "So it is ‹concern?›."


def test_a_line_without_places_has_nothing_filled_in() -> None:
    (said,) = at_summary().do(act.Say())
    assert isinstance(said, ev.Said)
    assert (said.filled, said.in_file) == ("", "")
