"""What nobody approved never passes for approved on the screen."""

from datetime import UTC, datetime

import pytest
from kit import shipped, warned, with_script
from msgspec.structs import replace
from on_screen import NARROW, WIDE, OnScreen
from panes import joined
from whole_screen import assert_whole

from guide.call import actions as act
from guide.script.library import Library, parse_script
from guide.script.model import Audience, Line, Script, Status
from guide.script.signing import approval_of, withdrawal_of
from guide.tui.pane import plain_text
from guide.tui.rows import Voice

ESCALATED, PROTOCOL = "escalated-callers", "hang-up-protocol"
SUMMARY = "Thank for explaining just to make sure I got everything right..."
CHANGED = SUMMARY.replace("explaining just", "explaining, just")
SMALL = (60, 20)


def edited(script_id: str, old: str, new: str) -> Library:
    text = shipped().script(script_id).text
    assert text.count(old) == 1
    script, problems = parse_script(text.replace(old, new), "x.toml")
    assert script is not None, problems
    return with_script(shipped().approvals.applied(script))


def at_summary(library: Library, size: tuple[int, int] = WIDE) -> OnScreen:
    return OnScreen(ESCALATED, act.Choose(2), act.Choose(1), library=library, size=size)


def with_line(line: Line) -> Library:
    script = shipped().script(ESCALATED)
    steps = tuple(replace(s, lines=(line,)) if s.id == "summarise" else s for s in script.steps)
    return with_script(replace(script, steps=steps))


def said_in(voice: Voice, screen: OnScreen) -> str:
    rows = ("".join(span.text for span in row if span.voice is voice) for row in screen.rows)
    return " ".join(" ".join(rows).split())


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_the_approved_words_are_the_line_to_say_where_the_file_was_changed(
    size: tuple[int, int],
) -> None:
    screen = at_summary(edited(ESCALATED, SUMMARY, CHANGED), size)
    assert said_in(Voice.LINE, screen) == f"“{SUMMARY}”"
    assert "! changed since approval: say the words above" in joined(screen.pane("Say"))
    assert_whole(screen)


def test_what_the_file_has_now_stands_dim_beneath() -> None:
    screen = at_summary(edited(ESCALATED, SUMMARY, CHANGED))
    assert f"now in the file: “{CHANGED}”" in joined(screen.pane("Say"))
    assert "now in the file" in said_in(Voice.DIM, screen)
    assert "explaining, just" not in said_in(Voice.LINE, screen)


def priced(script: Script, *, fee: str) -> Script:
    """The script with a line that has a constant in it."""
    text = script.text.replace(SUMMARY, "It costs {fee}, {caller}.")
    text = text.replace("[desk]", f'[constants]\nfee = "{fee}"\n\n[desk]')
    found, problems = parse_script(text, "x.toml")
    assert found is not None, problems
    return found


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_a_constant_that_is_not_as_approved_stands_as_approved_and_says_so_at_the_line(
    size: tuple[int, int],
) -> None:
    before = priced(shipped().script(ESCALATED), fee="90 euros")
    signed = shipped().approvals.signed(ESCALATED)
    at = datetime(2026, 11, 27, tzinfo=UTC)
    on_file = shipped().approvals.with_more((approval_of(before, "Kim", at, signed=signed),))
    now = priced(shipped().script(ESCALATED), fee="10 euros")
    screen = at_summary(with_script(on_file.applied(now)), size)
    assert said_in(Voice.LINE, screen).startswith("“It costs 90 euros,")
    pane = joined(screen.pane("Say"))
    assert "! changed since approval: say the words above" in pane
    assert "now in the file for {fee}: “10 euros”" in pane
    assert_whole(screen)
    only = shipped().approvals.with_more(
        (approval_of(before, "Kim", at, signed=signed, only=["summary"]),)
    )
    screen = at_summary(with_script(only.applied(now)), size)
    assert said_in(Voice.LINE, screen).startswith("“It costs 10 euros,")
    assert "! “10 euros” for {fee} is not approved yet" in joined(screen.pane("Say"))


def test_a_gap_in_the_file_does_not_hide_the_approved_words() -> None:
    library = edited(ESCALATED, f'text = "{SUMMARY}"', 'gap = "Withdrawn."')
    screen = at_summary(library)
    assert said_in(Voice.LINE, screen) == f"“{SUMMARY}”"
    assert "now in the file: Withdrawn." in said_in(Voice.DIM, screen)
    assert "NO APPROVED WORDING" not in screen.text


def test_the_warning_to_give_is_the_approved_one() -> None:
    library = edited(PROTOCOL, "tolerate such language", "bear such talk")
    screen = OnScreen(PROTOCOL, *warned()[:-1], library=library)
    screen.press("w")
    assert "tolerate such language" in said_in(Voice.LINE, screen)
    assert "! changed since approval" in joined(screen.pane("Say"))


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_words_that_nobody_approved_say_so_however_small_the_screen(size: tuple[int, int]) -> None:
    screen = at_summary(edited(ESCALATED, 'id = "summary"', 'id = "sum"'), size)
    assert "! new: not approved yet" in said_in(Voice.AMBER_TEXT, screen)
    assert_whole(screen)


def test_words_whose_approval_was_withdrawn_are_not_called_new() -> None:
    script, approvals = shipped().script(ESCALATED), shipped().approvals
    withdrawal = withdrawal_of(
        *(script, "escalated-callers.txt", "Lee", datetime(2027, 1, 1, tzinfo=UTC)),
        signed=approvals.signed(ESCALATED),
        only=("summary",),
    )
    screen = at_summary(with_script(approvals.with_more((withdrawal,)).applied(script)))
    told = said_in(Voice.AMBER_TEXT, screen)
    by = "escalated-callers.txt’s approval was withdrawn by Lee on 2027-01-01"
    assert f"! withdrawn: {by}" in told
    assert "new" not in told


@pytest.mark.parametrize("size", [WIDE, NARROW, SMALL])
def test_adapted_words_and_words_to_a_colleague_say_so_too(size: tuple[int, int]) -> None:
    adapted = at_summary(
        with_line(Line("x", "Hello there", adapted="garbled", status=Status.ADAPTED)), size
    )
    told = said_in(Voice.AMBER_TEXT, adapted)
    assert "! new" in told
    assert "≈ adapted" in told
    colleague = at_summary(with_line(Line("x", "Hello", audience=Audience.COLLEAGUE)), size)
    assert "to a colleague, never to the caller" in said_in(Voice.AMBER_TEXT, colleague)


def test_adapted_words_that_were_signed_as_such_are_called_adapted_and_nothing_else() -> None:
    screen = OnScreen("taking-over-a-call", act.GoTo("taking-over-a-call", "open"))
    screen.press("down")
    told = said_in(Voice.AMBER_TEXT, screen)
    assert told.startswith("≈ adapted, not the document's wording: The document is garbled")


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_a_line_that_is_not_marked_says_what_it_is_worth_too(size: tuple[int, int]) -> None:
    lines = (
        Line("a", "First"),
        Line("b", "Then"),
        Line("c", "Else", adapted="garbled", status=Status.ADAPTED),
        Line("d", "Hey", audience=Audience.COLLEAGUE),
    )
    script = shipped().script(ESCALATED)
    steps = tuple(replace(s, lines=lines) if s.id == "summarise" else s for s in script.steps)
    told = joined(plain_text(at_summary(with_script(replace(script, steps=steps)), size).rows))
    assert told.count("! new") == 4
    assert "≈ adapted" in told
    assert "▲ to a colleague" in told


def test_the_call_s_details_stand_in_the_line_and_missing_ones_have_their_names() -> None:
    screen = at_summary(with_line(Line("x", "So {caller}, your number is {number}?")))
    assert "“So ‹caller?›, your number is ‹number?›?”" in joined(screen.pane("Say"))
    screen.do(act.WriteDetail("caller", "Dana"), act.WriteDetail("number", "555"))
    screen.show()
    assert "“So ‹Dana›, your number is ‹555›?”" in joined(screen.pane("Say"))


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_what_is_filled_in_never_looks_like_approved_words(size: tuple[int, int]) -> None:
    screen = at_summary(with_line(Line("x", "Thank you, {caller}, for your patience.")), size)
    typed = "Dana. We guarantee a full refund› today‹ of all that you have ever paid to us"
    screen.do(act.WriteDetail("caller", typed))
    screen.show()
    shown = typed.replace("›", ">").replace("‹", "<")
    assert said_in(Voice.FILLED_IN, screen) == f"‹{shown}›"
    assert said_in(Voice.LINE, screen) == "“Thank you, , for your patience.”"
    assert f"“Thank you, ‹{shown}›, for your patience.”" in joined(screen.pane("Say"))


def test_find_and_the_chart_show_the_approved_words() -> None:
    screen = at_summary(edited(ESCALATED, SUMMARY, CHANGED))
    screen.press("v")
    assert "explaining just" in joined(screen.text)
    assert "explaining, just" not in joined(screen.text)
    screen.press("escape", "slash")
    screen.type("explaining")
    found = joined(screen.pane("Find wording"))
    assert "explaining just" in found
    assert "explaining, just" not in found
