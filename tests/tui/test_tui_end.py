import re

import pytest
from kit import of_kind
from on_screen import NARROW, WIDE, OnScreen
from panes import joined
from survey import survey_library

from guide.call import actions as act
from guide.call import events as ev
from guide.call.rules.endings import endings, missing
from guide.script.model import FollowUpKind
from guide.tui.panel import Item

END = "End the call"

PROTOCOL = (
    act.MakeEffort("asked twice"),
    act.StateGround("abuse"),
    act.QuoteCaller("useless parrot"),
    act.Permit("Kim Lo"),
    act.Warn(),
)


def items(screen: OnScreen) -> dict[str, Item]:
    """What can be picked in the panel, by the key that the screen shows for it."""
    pane = screen.screen.body.panel
    listed = {pane.items.key_of(item.id): item for item in pane.items.items}
    return listed | {item.key: item for item in pane.shape.beside}


def key_of(screen: OnScreen, words: str) -> str:
    """The key that stands before these words."""
    return next(key for key, item in items(screen).items() if item.label.startswith(words))


def marked(screen: OnScreen) -> str:
    """The item that the mark is on."""
    option = screen.screen.body.panel.items.highlighted_option
    return next(i.label for i in items(screen).values() if option and i.id == option.id)


def texts(screen: OnScreen) -> list[str]:
    return [gap.text for gap in missing(screen.now)]


def test_an_ending_is_named_by_its_digit_and_only_y_ends() -> None:
    screen = OnScreen()
    screen.press("e")
    assert "Nothing is missing." in screen.pane(END)
    screen.press("1")
    assert screen.call.ended is None, "a digit alone ends nothing"
    assert "End the call: “Right information given”" in joined(screen.pane(END))
    screen.press("y")
    assert screen.call.ended is not None
    assert screen.call.ended.event.ending == "resolved"


@pytest.mark.parametrize(
    "keys", [("enter",) * 4, ("space",) * 4, ("y",), ("down", "enter", "enter")]
)
def test_enter_and_space_and_an_ending_that_nobody_named_end_nothing(keys: tuple[str, ...]) -> None:
    screen = OnScreen()
    screen.press("e", *keys)
    assert screen.call.ended is None


def test_what_the_prompt_names_is_what_is_recorded_after_everything_was_fixed() -> None:
    screen = OnScreen()
    screen.press("2", "e", "6")
    while gaps := texts(screen):
        screen.press(key_of(screen, gaps[0][:20]))
        if screen.title == "Line not said":
            screen.press("1")
        else:
            screen.type("0142", "enter", "escape")
    assert "End the call: “Caller hung up”" in joined(screen.pane(END))
    screen.press("enter", "enter")
    assert screen.call.ended is None
    screen.press("y")
    assert screen.call.ended is not None
    assert screen.call.ended.event.ending == "hung-up"


def test_every_item_keeps_its_key_and_its_place_while_the_panel_is_open() -> None:
    screen = OnScreen()
    screen.press("2", "1", "1", "e")
    before = {key: item.id for key, item in items(screen).items()}
    screen.press(key_of(screen, "Skipped: “Thank for explaining"), "1")
    assert {key: item.id for key, item in items(screen).items()} == before
    assert key_of(screen, "✓ Done: “Thank for explaining")
    assert marked(screen).startswith("✓ Done: “Thank for explaining")
    screen.press("4")
    named = {key: item.id for key, item in items(screen).items()}
    assert named.items() >= before.items(), "what the ending needs comes last"
    screen.press("1")
    assert {key: item.id for key, item in items(screen).items()} == named


def test_what_only_another_ending_needs_says_so_and_is_not_called_done() -> None:
    screen = OnScreen()
    screen.press("e", "4")
    assert "Callback not recorded" in joined(screen.pane(END))
    screen.press("1")
    assert "Not needed for this outcome." in joined(screen.pane(END))
    assert "✓" not in screen.pane(END)


def test_what_is_done_is_not_opened_again() -> None:
    screen = OnScreen()
    screen.press("2", "1", "1", "e")
    key = key_of(screen, "Skipped: “Thank for explaining")
    screen.press(key, "1", key)
    assert screen.title == END
    assert "That is done already." in screen.status
    assert len(of_kind(ev.Said, screen.events)) == 1


def test_a_choice_that_ends_the_call_names_its_ending_and_asks() -> None:
    screen = OnScreen()
    screen.press("2", "1", "space", "3")
    assert screen.title == END
    assert "End the call: “Right information given”" in joined(screen.pane(END))
    assert screen.call.ended is None
    screen.press("escape")
    assert screen.call.ended is None
    assert screen.step[1] == "summarise"


def test_a_line_not_said_is_shown_whole_and_space_says_it() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("2", "1", "1", "e")
    key = key_of(screen, "Skipped: “Thank for explaining")
    screen.press(key)
    assert "Now in view, press again: Skipped" in screen.status
    screen.press(key)
    assert "Thank for explaining just to make sure I got everything right..." in joined(
        screen.pane("Say")
    )
    screen.press("space")
    assert [said.line for said in of_kind(ev.Said, screen.events)] == ["summary"]
    assert "It was said, word for word" not in screen.text
    screen.press("space")
    assert "“summary”" not in screen.status
    screen.press("escape")
    assert screen.title == END


def test_a_line_not_said_can_be_left_out_with_a_reason() -> None:
    screen = OnScreen()
    screen.press("2", "1", "1", "e")
    screen.press(key_of(screen, "Skipped: “Thank for explaining"), "2")
    assert "Thank for explaining just" in joined(screen.pane("Say"))
    screen.press("enter")
    screen.type("the line was bad", "enter")
    assert of_kind(ev.LeftOut, screen.events)[0].line == "summary"
    assert screen.title == END


def test_a_callback_without_a_number_is_fixed_by_its_letter() -> None:
    screen = OnScreen("escalated-callers", act.AddFollowUp(FollowUpKind.CALLBACK))
    screen.press("e")
    screen.press(key_of(screen, "Callback: Number, Caller and Concern missing."))
    assert screen.title == "Callback"
    for value in ("Dana Whitlock", "the title", "404-555-0142"):
        screen.type(value, "enter")
    screen.press("enter")
    assert screen.call.follow_ups[0].lacks == ()
    assert screen.title == END


def test_a_threat_nobody_was_told_of_is_fixed_by_naming_who_was() -> None:
    screen = OnScreen("escalated-callers", act.ReportThreat())
    screen.press("e")
    assert texts(screen)[0] == "A threat was made: no supervisor told yet."
    screen.press(key_of(screen, "A threat was made"))
    screen.type("Kim Lo", "enter")
    assert screen.call.owed == ()
    assert screen.title == END


def test_a_follow_up_that_a_step_requires_is_fixed_by_its_letter() -> None:
    screen = OnScreen("escalated-callers", act.GoTo("escalated-callers", "callback"))
    screen.press("e")
    screen.press(key_of(screen, "Callback not recorded"))
    assert screen.title == "Callback"
    screen.press(*["enter"] * 4)
    assert [f.kind for f in screen.call.follow_ups] == ["callback"]
    assert screen.title == END


def test_a_detail_that_is_required_is_fixed_by_its_letter() -> None:
    screen = OnScreen()
    screen.press("2", "e")
    screen.press(key_of(screen, "Number not recorded"))
    assert screen.title == "Details"
    screen.type("0142", "escape")
    assert screen.call.detail("number") == "0142"
    assert screen.title == END


def test_the_callers_words_are_fixed_by_their_letter() -> None:
    screen = OnScreen("hang-up-protocol", act.MakeEffort("asked"), act.StateGround("abuse"))
    screen.press("e")
    screen.press(key_of(screen, "Caller’s exact words not recorded."))
    screen.type("useless parrot", "enter")
    assert screen.call.protocol.quoted == "useless parrot"
    assert screen.title == END


def test_the_manager_is_fixed_by_their_name() -> None:
    screen = OnScreen("escalated-callers", act.GetManager())
    screen.press("e")
    screen.press(key_of(screen, "Manager requested: who joined is not recorded."))
    screen.type("Kim Lo", "enter")
    assert screen.call.manager.name == "Kim Lo"
    assert screen.title == END


def test_a_note_that_was_not_saved_is_saved_by_its_letter() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("waited three weeks", "f10")
    screen.press(key_of(screen, "Note not saved"))
    assert [note.text for note in screen.call.notes] == ["waited three weeks"]
    assert screen.note == ""


def test_what_was_missing_goes_on_record_with_the_ending() -> None:
    screen = OnScreen()
    screen.press("2", "1", "1", "e")
    screen.press(key_of(screen, "Caller hung up"), "y")
    ended = screen.call.ended
    assert ended is not None
    assert any("Thank for explaining" in text for text in ended.event.missing)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_protocols_ending_says_why_not_and_w_leads_to_what_it_needs(
    size: tuple[int, int],
) -> None:
    screen = OnScreen(size=size)
    screen.press("e", key_of_ending("protocol", screen))
    assert "Choose a reason first." in screen.status
    screen.press("y")
    assert screen.call.ended is None
    screen.press("w")
    assert screen.title == "Hang-up protocol"
    screen.press("escape")
    assert screen.title == END


def key_of_ending(ending: str, screen: OnScreen) -> str:
    return str(1 + [one.id for one in endings(screen.now)].index(ending))


def test_once_the_protocol_allows_it_e_and_y_end_the_call() -> None:
    screen = OnScreen("escalated-callers", *PROTOCOL, act.Persist("still a parrot"))
    screen.press("e")
    assert "End the call: “Ended by the hang-up protocol”" in joined(screen.pane(END))
    assert "As you’ve been warned" in joined(screen.pane("Say"))
    screen.press("y")
    ended = screen.call.ended
    assert ended is not None
    assert (ended.event.protocol, ended.event.reason) == (True, "still a parrot")


def test_nobody_who_has_just_been_warned_is_hung_up_on() -> None:
    screen = OnScreen("escalated-callers", *PROTOCOL)
    screen.press("e", key_of_ending("protocol", screen), "y")
    assert screen.call.ended is None
    assert "End the call:" not in joined(screen.pane(END))
    screen.press("w", "2")
    screen.type("still a parrot", "enter")
    screen.press("escape", key_of_ending("protocol", screen), "y")
    assert screen.call.ended is not None


def test_the_ending_line_is_said_with_space_before_the_call_is_ended() -> None:
    screen = OnScreen("escalated-callers", *PROTOCOL, act.Persist("still a parrot"))
    screen.press("e", "space")
    assert [said.line for said in of_kind(ev.Said, screen.events)] == ["end-abuse"]
    assert screen.call.ended is None
    screen.press("y")
    assert screen.call.ended is not None
    assert screen.call.ended.event.missing == ()


def test_esc_leaves_the_end_and_the_call_goes_on() -> None:
    screen = OnScreen()
    screen.press("e", "1", "escape", "2")
    assert screen.step[1] == "be-kind"
    assert screen.call.ended is None


@pytest.mark.parametrize("size", [(60, 20), NARROW, WIDE])
def test_the_most_urgent_thing_missing_is_in_sight_and_all_is_in_reach(
    size: tuple[int, int],
) -> None:
    steps = ("be-kind", "summarise", "what-i-can-do", "push-back", "callback")
    went = [act.GoTo("escalated-callers", step) for step in steps]
    screen = OnScreen("escalated-callers", act.ReportThreat(), *went, size=size)
    screen.press("e")
    assert f"Missing: {len(texts(screen))}" in screen.pane(END)
    assert "A threat was made" in screen.pane(END)
    if size != (60, 20):
        shown = joined(screen.pane(END))
        assert all(ending.label in shown for ending in endings(screen.now))
    seen = []
    for item in items(screen).values():
        assert marked(screen) == item.label
        assert re.sub(r"\W", "", item.label)[:12] in re.sub(r"\W", "", screen.pane(END))
        seen.append(marked(screen))
        screen.press("down")
    assert len(set(seen)) == len(seen)


def test_a_note_being_typed_is_on_record_when_the_call_is_ended_at_once() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("waited three weeks", "f10", "1", "y")
    assert screen.call.ended is not None
    assert screen.call.draft == "waited three weeks"
    assert "Note not saved: “waited three weeks”" in screen.call.ended.event.missing


def test_what_is_missing_and_an_ending_are_picked_with_the_mouse() -> None:
    screen = OnScreen()
    screen.press("e")
    screen.click("Caller hung up")
    assert screen.call.ended is None
    screen.click("End the call: “Caller")
    assert screen.call.ended is not None
    assert screen.call.ended.event.ending == "hung-up"


def test_a_threat_not_told_and_what_the_outcome_lacks_stand_beside_y_at_every_size() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("w", "4")
    screen.type("I know where you live", "enter")
    screen.press("e")
    shown = joined(screen.pane(END))
    assert "End the call: “Ended by the hang-up protocol”" in shown
    assert "a A threat was made: no supervisor told yet." in " ".join(shown.split())
    assert "↑ 2" in shown, "what the list has above and below is told"
    screen.press("4")
    shown = " ".join(joined(screen.pane(END)).split())
    assert "Missing: 2" in shown or "Missing: a" in shown
    assert "b Callback not recorded" in shown
    assert "a A threat was made" in shown


@pytest.mark.parametrize("size", [(60, 20), (76, 24), NARROW])
def test_of_what_is_missing_out_of_sight_the_border_tells_how_much(size: tuple[int, int]) -> None:
    screen = OnScreen("escalated-callers", act.GetManager(), act.StartClock(), size=size)
    screen.press("2", "1", "e")
    below = screen.screen.body.panel.items.out_of_sight[1]
    assert below > 1
    border = screen.pane(END).splitlines()[-1]
    assert f"↓ {below} " in border
    assert "1-8 outcome" in border


def test_the_border_names_the_one_digit_that_picks_the_only_outcome() -> None:
    screen = OnScreen("reader-survey", library=survey_library())
    screen.press("e")
    border = screen.pane(END).splitlines()[-1]
    assert " 1 outcome" in border


@pytest.mark.parametrize("size", [(60, 20), NARROW, WIDE])
@pytest.mark.parametrize("ending", "1234567")
def test_what_is_missing_stands_there_once(ending: str, size: tuple[int, int]) -> None:
    screen = OnScreen(size=size)
    screen.press("2", "1", "1", "h", "escape", "escape", "e", ending)
    pane = screen.screen.body.panel
    listed, beside = ([i.id for i in part] for part in (pane.items.items, pane.shape.beside))
    assert len({*listed, *beside}) == len(listed) + len(beside)
    shown = joined(screen.pane(END))
    for gap in missing(screen.now):
        assert shown.count(gap.text[:24]) <= 1, shown
    if ending == "4":
        assert shown.count("Callback not recorded") == 1


def test_what_stands_beside_y_is_mended_by_its_key_and_by_a_click() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("e", "4", "a")
    assert screen.title == "Callback"
    screen.press("escape")
    screen.click("Callback not recorded")
    assert screen.title == "Callback"


def test_what_was_mended_is_headed_done() -> None:
    screen = OnScreen("escalated-callers", act.GetManager(), act.StartClock())
    screen.press("e", "a")
    screen.type("Kim Lo", "enter")
    screen.press(key_of(screen, "The timer is still"), "1")
    shown = [line.strip(" │▄▂▇") for line in screen.pane(END).splitlines()]
    assert "Nothing is missing." in shown
    assert "Done" in shown
    assert "Also missing" not in shown


def test_a_click_between_y_and_its_words_ends_the_call_too() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("e", "1")
    for y, line in enumerate(screen.text.splitlines()):
        if (x := line.find("y   End")) >= 0:
            screen.click_at(x + 2, y)
            break
    assert screen.call.ended is not None


def test_a_timer_that_still_runs_is_missing_and_stopped_by_its_letter() -> None:
    screen = OnScreen("escalated-callers", act.StartClock())
    screen.press("e")
    screen.press(key_of(screen, "The timer is still running."))
    assert screen.title == "Timer"
    screen.press("1", "1", "y")
    assert screen.call.ended is not None
    assert screen.call.ended.event.missing == ()
