import pytest
from kit import of_kind, shipped, with_warnings
from on_screen import NARROW, WIDE, OnScreen
from panes import joined

from guide.call import actions as act
from guide.call import events as ev

HANG_UP = "Hang-up protocol"
WARNING = "I’m unable to tolerate such language."
ENDING = "As you’ve been warned, I am unable to continue this conversation"


def said(screen: OnScreen) -> str:
    return joined(screen.pane("Say"))


def asked(screen: OnScreen) -> str:
    """What the open panel asks and offers."""
    return joined(screen.pane(HANG_UP))


def warned(**more: object) -> OnScreen:
    """A call on which the caller was warned for abuse, with the panel open."""
    screen = OnScreen(**more)  # type: ignore[arg-type]
    screen.press("w", "1", "1")
    screen.type("parrot", "enter")
    screen.type("Kim", "enter", "space")
    return screen


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_protocol_is_gone_through_from_the_reason_to_the_end_with_the_keyboard(
    size: tuple[int, int],
) -> None:
    screen = OnScreen(size=size)
    screen.press("w", "1")
    assert of_kind(ev.GroundStated, screen.events)[0].ground == "abuse"
    screen.press("1")
    assert of_kind(ev.EffortMade, screen.events)[0].what == "Heard them out and showed empathy"
    assert "ask a supervisor first" in screen.status
    screen.type("useless parrot", "enter")
    assert screen.call.protocol.quoted == "useless parrot"
    screen.type("Kim Lo", "enter")
    assert "you may warn" in screen.status
    assert WARNING in said(screen)
    screen.press("space")
    assert [(w.ground, w.line) for w in of_kind(ev.WarningGiven, screen.events)] == [
        ("abuse", "warn-abuse")
    ]
    assert "Wait for the caller. What do they do?" in asked(screen)
    screen.press("2")
    screen.type("you parrot, still", "enter")
    assert "the call may be ended" in screen.status
    assert ENDING in said(screen)
    screen.press("space")
    assert of_kind(ev.Said, screen.events)[-1].line == "end-abuse"
    screen.press("e")
    assert screen.title == "End the call"
    assert "End the call: “Ended by the hang-up protocol”" in joined(screen.pane("End the call"))
    screen.press("y")
    assert screen.call.ended is not None
    assert (screen.call.ended.event.protocol, screen.call.ended.event.reason) == (
        True,
        "you parrot, still",
    )


def test_warning_on_abuse_takes_four_keys_and_an_enter_for_each_text_that_is_typed() -> None:
    screen = OnScreen()
    played = ("w", "1", "1", "“parrot”", "enter", "“Kim”", "enter", "space")
    for one in played:
        if one.startswith("“"):
            screen.type(one.strip("“”"))
        else:
            screen.press(one)
    assert len(screen.call.protocol.warnings) == 1
    texts = [one for one in played if one.startswith("“")]
    keys = [one for one in played if one not in texts]
    assert len(keys) - len(texts) == 4


def test_the_panel_opens_at_what_is_needed_next() -> None:
    screen = OnScreen()
    for key, words, part in (
        ("1", "", "Reason?"),
        ("1", "", "What did you try?"),
        ("", "parrot", "What did the caller say?"),
        ("", "Kim", "Who permitted the warning?"),
        ("space", "", "Read the warning word for word, then Space."),
        ("2", "go on", "Wait for the caller."),
        ("space", "", "Read the ending line word for word, then Space."),
        ("e", "", "The call may be ended."),
    ):
        screen.press("escape", "w")
        assert part in asked(screen)
        screen.press(*([key] if key else []))
        if words:
            screen.type(words, "enter")
    assert screen.title == "End the call"


@pytest.mark.parametrize("key", ["space", "enter", "y", "g"])
def test_the_key_pressed_again_after_a_warning_records_nothing(key: str) -> None:
    screen = warned()
    count = len(screen.events)
    screen.press(key)
    assert len(screen.events) == count
    assert screen.call.protocol.ground is not None
    if key == "space":
        assert "Wait for the caller: they stopped, or they continued." in screen.status
        assert "Press w." not in screen.status, "it is open"


def test_after_a_warning_the_screen_waits_and_never_suggests_hanging_up() -> None:
    screen = warned()
    assert "end call" not in asked(screen)
    assert ENDING not in said(screen)
    assert WARNING in said(screen)
    assert "✓ said" in said(screen)
    screen.press("e")
    assert screen.call.protocol.warnings
    assert screen.call.ended is None
    assert screen.title == HANG_UP


def test_the_flow_and_the_panel_are_one_state() -> None:
    screen = OnScreen("hang-up-protocol", act.MakeEffort("asked"), act.StateGround("abuse"))
    screen.press("w")
    assert "What did the caller say?" in asked(screen)
    screen = OnScreen(
        "escalated-callers",
        act.MakeEffort("asked"),
        act.StateGround("slurs"),
        act.QuoteCaller("parrot"),
        act.Warn(),
    )
    screen.press("w")
    assert "Wait for the caller." in asked(screen)


def test_a_step_without_a_line_says_what_the_protocol_needs_next_and_its_key() -> None:
    screen = OnScreen("hang-up-protocol")
    screen.press("3", "w", "1", "4")
    assert "Hang-up protocol, next" not in screen.text
    screen.type("you cow", "enter")
    screen.press("escape")
    assert "w Hang-up protocol, next: who permitted it" in said(screen)


def test_an_effort_may_be_told_in_words_of_ones_own() -> None:
    screen = OnScreen()
    screen.press("w", "1", "enter")
    screen.type("asked twice for the order number 7", "enter")
    assert of_kind(ev.EffortMade, screen.events)[0].what == "asked twice for the order number 7"
    assert "What did the caller say?" in asked(screen)


@pytest.mark.parametrize("number", [3, 4])
def test_a_reason_that_needs_no_warning_needs_the_words_and_then_the_ending_line(
    number: int,
) -> None:
    screen = OnScreen()
    screen.press("w", str(number))
    assert "What did the caller say?" in asked(screen)
    screen.type("all of you people", "enter")
    assert "Such behavior/language will not be tolerated." in said(screen)
    screen.press("space", "e", "y")
    assert screen.call.ended is not None
    assert screen.call.ended.event.reason == "all of you people"


def test_they_stopped_leads_back_and_the_warning_stays_counted() -> None:
    screen = warned()
    screen.press("1")
    assert screen.title == ""
    assert "Calm now. If it starts again, press w." in screen.status
    assert screen.call.protocol.ground is None
    screen.press("n")
    assert "WARNINGS 1 of 1" in screen.status


def test_they_stopped_can_be_said_at_every_part_with_a_digit_after_its_letter() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", "tab", "s")
    assert screen.call.protocol.ground is not None, "a letter alone records nothing"
    screen.press("1")
    assert screen.call.protocol.ground is None


def test_text_that_comes_after_its_field_was_left_is_no_deed() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1")
    screen.type("parrot", "enter")
    screen.type("Kim", "enter")
    count = len(screen.events)
    screen.press(*"sshsaid")
    assert len(screen.events) == count
    assert screen.title == HANG_UP


def test_a_threat_is_owed_to_a_supervisor_at_once() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1")
    screen.type("I know where you live", "enter")
    screen.press("tab", "h")
    assert "Press h once more: It was a threat" in screen.status
    assert screen.call.owed == ()
    screen.press("h")
    assert [f.field("reason") for f in screen.call.owed] == ["threat"]
    assert "Who was told" in screen.text
    screen.press("escape", "tab", "h")
    assert "Already recorded" in screen.status
    assert len(screen.call.owed) == 1


def test_a_threat_that_is_out_of_sight_is_owed_at_the_second_press_too() -> None:
    screen = OnScreen("hang-up-protocol", size=NARROW)
    screen.press("w", "1", "3")
    screen.type("you piece of dirt", "enter")
    screen.type("Sam Poe", "enter")
    screen.press("space", "2")
    screen.type("i will burn your office", "enter")
    assert "It was a threat" not in screen.text
    screen.wait(3)
    screen.press("h")
    assert "Press h once more: It was a threat" in screen.status
    screen.wait(3)
    screen.press("h")
    assert [f.field("reason") for f in screen.call.owed] == ["threat"]


ASKS = {g.id: g.threat is None for g in shipped().script("hang-up-protocol").grounds}

SPEECH = str(1 + [*ASKS].index("speech"))


@pytest.mark.parametrize(("number", "ground"), list(enumerate(ASKS, 1)))
def test_only_a_reason_that_leaves_it_open_asks_whether_it_was_a_threat(
    number: int, ground: str
) -> None:
    screen = OnScreen("escalated-callers", act.MakeEffort("asked"))
    screen.press("w", str(number))
    screen.type("I know where you live", "enter")
    assert ("Was it a threat?" in asked(screen)) == ASKS[ground]


def test_a_threat_that_was_one_is_owed_to_a_supervisor_and_not_asked_about_again() -> None:
    screen = OnScreen()
    screen.press("w", "2", "1")
    screen.type("I know where you live", "enter")
    assert "I want to keep speaking with you" in said(screen), "the wording does not wait"
    screen.press("2")
    assert [f.field("reason") for f in screen.call.owed] == ["threat"]
    screen.type("Kim Lo", "enter")
    assert screen.call.owed == ()
    assert "Read the warning word for word" in asked(screen)
    screen.press("escape", "w")
    assert "Read the warning word for word" in asked(screen)


def test_a_threat_that_was_none_costs_one_key_and_owes_nothing() -> None:
    screen = OnScreen()
    screen.press("w", SPEECH, "1")
    screen.type("that is how it is", "enter", "1")
    assert "Who permitted the warning?" in asked(screen)
    screen.type("Kim Lo", "enter")
    assert not screen.call.owed
    screen.press("escape", "w")
    assert "Read the warning word for word" in asked(screen), "whoever went on was asked"


def test_the_question_waits_for_whoever_closed_the_panel_before_answering() -> None:
    screen = OnScreen()
    screen.press("w", "2", "1", "enter", "escape", "w", "enter")
    assert "Was it a threat?" in asked(screen)


def test_another_reason_has_terms_of_its_own() -> None:
    screen = warned()
    screen.press("r", "2")
    assert "WARNINGS 0 of 1 · you may warn" in screen.status


def test_where_a_reason_needs_three_warnings_each_waits_for_the_caller() -> None:
    screen = warned(library=with_warnings(3))
    seen = [screen.status]
    for _ in range(2):
        screen.press("2")
        screen.type("still", "enter")
        screen.type("Kim", "enter")
        seen.append(screen.status)
        screen.press("space")
        seen.append(screen.status)
    assert [one.lstrip("▲■ ") for one in seen] == [
        "WARNINGS 1 of 3 · wait for the caller",
        "WARNINGS 1 of 3 · warn again",
        "WARNINGS 2 of 3 · wait for the caller",
        "WARNINGS 2 of 3 · warn again",
        "WARNINGS 3 of 3 · wait for the caller",
    ]


def test_the_last_supervisor_is_offered_and_taken_by_nobody_who_only_presses_enter() -> None:
    screen = OnScreen("escalated-callers", act.NameManager("Kim Lo"))
    screen.press("w", "1", "1")
    screen.type("parrot", "enter", "enter", "enter")
    assert screen.call.protocol.permissions == ()
    assert "Write down who gave the permission." in screen.status
    screen.press("tab", "1")
    assert [p.event.by for p in screen.call.protocol.permissions] == ["Kim Lo"]


def test_words_about_another_reason_are_offered_and_taken_with_enter() -> None:
    screen = OnScreen()
    screen.press("w", "1", "4")
    screen.type("you cow", "enter")
    screen.press("tab", "r", "3")
    assert screen.call.protocol.quoted == ""
    assert "What did the caller say?" in asked(screen)
    assert "you cow" in screen.text
    screen.press("enter")
    assert screen.call.protocol.quoted == "you cow"
    assert [one.event.words for one in screen.call.protocol.words] == ["you cow", "you cow"]


def test_the_words_can_come_later_and_are_missing_at_the_end() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", "enter")
    assert "Who permitted the warning?" in asked(screen)
    screen.press("f10")
    assert "Caller’s exact words not recorded." in joined(screen.pane("End the call"))


def test_what_was_typed_and_not_saved_is_there_when_the_panel_opens_again() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1")
    screen.type("parr", "escape", "w")
    screen.type("ot", "enter")
    assert screen.call.protocol.quoted in ("parrot", "ot")
    assert screen.call.drafts == {}


def test_the_whole_protocol_is_taken_with_the_mouse() -> None:
    screen = OnScreen()
    screen.press("w")
    screen.click("Slurs, cussing")
    screen.click("Heard them out")
    screen.type("parrot", "enter")
    screen.click("No threat")
    screen.press("space")
    screen.click("They continued")
    screen.type("still", "enter")
    screen.click("They continued")
    screen.click("End the call: ")
    assert screen.call.ended is not None
    assert screen.call.ended.event.protocol


def test_ones_own_words_typed_where_no_field_is_record_nothing() -> None:
    screen = OnScreen()
    screen.press("w", "1")
    count = len(screen.events)
    screen.press(*["space" if c == " " else c for c in "asked him twice to stop swearing"])
    screen.press("enter", "enter")
    assert len(screen.events) == count
    assert "What did you try, in your words?" in asked(screen)


@pytest.mark.parametrize("script", ["escalated-callers", "hang-up-protocol"])
def test_the_reason_comes_first_wherever_the_call_is(script: str) -> None:
    screen = OnScreen(script)
    for step in screen.now.script.steps[1:5]:
        screen.ask(act.GoTo(script, step.id))
        if screen.call.protocol.ground is None:
            screen.press("w")
            assert "Reason?" in asked(screen), step.id
            screen.press("escape")


def test_a_warning_recorded_by_mistake_is_undone_with_one_key() -> None:
    screen = warned()
    screen.press("3")
    assert screen.call.protocol.warnings == ()
    assert "Read the warning word for word" in asked(screen)


def test_whoever_goes_on_after_calming_down_is_not_waited_for() -> None:
    screen = warned()
    screen.press("1", "w", "1")
    assert "What did they say after the warning?" in asked(screen)
    assert "wait for the caller" not in screen.status
    screen.type("still a parrot", "enter")
    assert "the call may be ended" in screen.status


def test_a_line_in_bright_says_what_comes_before_space_while_a_field_is_open() -> None:
    screen = OnScreen()
    screen.press("2", "w", "2", "1")
    assert "you may warn" in screen.status
    assert "Read word for word; then Tab, Space" in screen.pane("Say")
    screen.press("tab")
    assert "then Tab, Space" not in screen.pane("Say")
    screen.press("space")
    assert "WARNINGS 1 of 1" in screen.status


def test_no_warnings_are_counted_where_none_is_needed() -> None:
    screen = OnScreen("hang-up-protocol", act.StateGround("threat"))
    assert "0 of 0" not in screen.status
    assert "WARNINGS · no warning needed" in screen.status


@pytest.mark.parametrize("words", ["so what", "he said sorry"])
def test_what_the_caller_says_typed_after_the_warning_is_no_answer(words: str) -> None:
    screen = warned()
    count = len(screen.events)
    screen.type(words, "enter")
    assert [note.text for note in of_kind(ev.Noted, screen.events[count:])] == [words]
    assert {type(event) for event in screen.events[count:]} <= {ev.Drafted, ev.Noted}
    screen.press("escape", "w")
    assert screen.title == HANG_UP
    assert "They continued" in screen.text


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_enter_picks_no_reason_until_an_arrow_is_pressed(size: tuple[int, int]) -> None:
    screen = OnScreen(size=size)
    screen.press("w", "enter")
    assert of_kind(ev.GroundStated, screen.events) == []
    assert "Press the key of an item" in screen.status
    screen.press("down", "enter")
    assert of_kind(ev.GroundStated, screen.events)[0].ground == "abuse"


def test_a_name_typed_into_the_protocol_list_states_no_other_reason() -> None:
    screen = warned()
    screen.type("Priya", "enter")
    assert len(of_kind(ev.GroundStated, screen.events)) == 1


def test_a_choice_called_as_the_answer_asks_for_the_answer() -> None:
    screen = OnScreen("hang-up-protocol", act.Choose(3))
    screen.press("w", "2", "4")
    screen.type("you idiot", "enter")
    screen.press("space", "escape", "1")
    assert "What did they say after the" in joined(screen.text) or "They stopped" in screen.text
    assert of_kind(ev.Persisted, screen.events) == []
    screen.press("2")
    screen.type("you still idiot", "enter")
    assert len(of_kind(ev.Persisted, screen.events)) == 1
    assert "the call may be ended" in screen.status


GIVE_WARNING = act.GoTo("hang-up-protocol", "warn")


def at_the_warning_step() -> OnScreen:
    """A caller who was warned, at the step that has the warning."""
    made = (act.MakeEffort("asked"), act.StateGround("slurs"), act.QuoteCaller("parrot"))
    return OnScreen("hang-up-protocol", *made, GIVE_WARNING, act.Warn(), size=NARROW)


def test_whoever_chooses_that_they_continued_is_asked_for_their_words() -> None:
    screen = at_the_warning_step()
    choices = screen.now.step.choices
    screen.press(str(next(one.key for one in choices if "continued" in one.label)))
    assert "What did they say after the warning?" in asked(screen)
    assert "Record their words first, then choose again." in screen.status
    screen.type("still a parrot", "enter")
    assert of_kind(ev.Persisted, screen.events)[0].words == "still a parrot"


@pytest.mark.parametrize("habit", [(), ("w",)])
def test_a_wrong_choice_that_opened_the_protocol_is_one_key_from_being_undone(
    habit: tuple[str, ...],
) -> None:
    made = (act.MakeEffort("asked"), act.StateGround("abuse"), act.QuoteCaller("parrot"))
    permitted = (act.Permit("Kim Lo"), act.Warn())
    screen = OnScreen("escalated-callers", *made, *permitted, size=NARROW)
    before = screen.call.here.step
    screen.press("3")
    assert screen.title == HANG_UP
    screen.press(*habit)
    assert screen.title == HANG_UP
    assert "✗" not in screen.status, "a habit is no mistake"
    screen.press("backspace")
    assert (screen.title, screen.call.here.step) == ("", before)


def test_the_protocol_that_the_agent_opened_is_not_left_with_backspace() -> None:
    screen = OnScreen("escalated-callers", act.Choose(1), size=NARROW)
    step = screen.call.here.step
    screen.press("w", "backspace")
    assert (screen.title, screen.call.here.step) == (HANG_UP, step)


def test_an_item_has_one_key_in_every_part() -> None:
    screen = OnScreen()
    screen.press("w", "1")
    others = ("r ✓ Reason: Aggressive", "h It was a threat", "s They stopped")
    assert all(one in asked(screen) for one in others)
    screen.press("1", "tab")
    assert all(one in asked(screen) for one in others)


def test_nobody_is_asked_to_tell_a_supervisor_who_was_told() -> None:
    screen = OnScreen("hang-up-protocol", act.StateGround("threat"), act.QuoteCaller("I will come"))
    screen.press("w")
    assert "Tell a supervisor now." in asked(screen)
    # The panel that asks for it has the key for it.
    screen.press("1")
    assert screen.title == "Tell a supervisor"
    screen.press("escape")
    (threat,) = screen.call.owed
    screen.ask(act.FinishFollowUp(threat.n, "Kim Lo"))
    screen.show()
    assert "Tell a supervisor now." not in asked(screen)
    assert "✓ A supervisor was told." in asked(screen)


def named_by(screen: OnScreen) -> list[str]:
    """Who permitted each warning, as the summary's table has it."""
    return [w.permission_by for w in screen.call.protocol.warnings]


@pytest.mark.parametrize("after", [False, True])
def test_who_permitted_a_warning_is_corrected_before_and_after_it(after: bool) -> None:
    screen = OnScreen(size=WIDE)
    screen.press("w", "1", "1")
    screen.type("parrot", "enter")
    screen.type("Kin Low", "enter")
    screen.press(*(["space"] if after else []), "p")
    assert "Supervisor’s name Kin Low" in asked(screen)
    assert "the supervisor last named" not in asked(screen), "that would be a further permission"
    screen.press("ctrl+u")
    screen.type("Kim Lo", "enter")
    screen.press(*([] if after else ["space"]))
    assert named_by(screen) == ["Kim Lo"]
    assert screen.call.supervisor == "Kim Lo"
    assert "Wait for the caller" in asked(screen)
    assert "✓ Permission: by Kim Lo" in asked(screen)
    both = of_kind(ev.PermissionGiven, screen.events)
    assert [one.by for one in both] == ["Kin Low", "Kim Lo"]


def test_a_corrected_name_gives_no_permission_for_a_further_warning() -> None:
    screen = OnScreen(library=with_warnings(2), size=WIDE)
    screen.press("w", "1", "1")
    screen.type("parrot", "enter")
    screen.type("Kin", "enter")
    screen.press("space", "p", "ctrl+u")
    screen.type("Kim", "enter")
    screen.press("2")
    screen.type("still", "enter")
    assert "Who permitted the warning?" in asked(screen)
    screen.type("Ann", "enter", "space")
    assert named_by(screen) == ["Kim", "Ann"]


def test_a_correction_of_who_permitted_can_be_undone() -> None:
    screen = warned()
    screen.press("p", "ctrl+u")
    screen.type("Tim", "enter")
    screen.do(act.Correct())
    assert named_by(screen) == ["Kim"]


def test_the_second_warning_is_among_what_is_to_come() -> None:
    screen = OnScreen(library=with_warnings(2))
    screen.press("w", "1", "1")
    to_come = "warning 1 of 2 → wait for the caller → warning 2 of 2 → wait for the caller → ending"
    assert to_come in joined(screen.pane("Hang-up protocol"))


def test_a_threat_that_was_told_stays_told_for_another_reason() -> None:
    screen = OnScreen("hang-up-protocol", act.Choose(3), size=NARROW)
    screen.press("w", "4")
    screen.type("I kill you", "enter")
    screen.ask(act.FinishFollowUp(screen.call.owed[0].n, "Sam Lee"))
    screen.press("r", "3", "1")
    assert "✓ A threat: Sam Lee was told" in joined(screen.pane("Hang-up protocol"))


@pytest.mark.parametrize("warnings", [1, 2, 3])
def test_each_key_that_picks_what_was_tried_is_seen_as_the_list_opens(warnings: int) -> None:
    screen = OnScreen(size=NARROW, library=with_warnings(warnings))
    screen.press("w", "1")
    pane = screen.pane(HANG_UP)
    assert "What did you try?" in pane
    assert all(f"   {key}   " in pane for key in "1234")
    assert "▸ 5" in pane
    assert "Then: their words" in pane
    screen.press("1")
    assert of_kind(ev.EffortMade, screen.events)


def test_what_is_still_to_come_has_a_sign_where_it_is_cut_off_for_the_list() -> None:
    screen = OnScreen(size=NARROW, library=with_warnings(2))
    screen.press("w", "1")
    told = joined(screen.pane(HANG_UP)).partition("Then: ")[2]
    assert ("ending line" in told) != ("…" in told)
