import pytest
from kit import SCRIPTS, of_kind, shipped, warned
from on_screen import NARROW, WIDE, OnScreen
from panes import joined
from textual import events

from guide.call import actions as act
from guide.call import events as ev
from guide.call.events import Stage
from guide.call.rules.endings import missing
from guide.call.wording import words_of
from guide.script.model import FollowUpKind
from guide.text import unaccented
from guide.tui.keys import BY_ID
from guide.tui.panels.lists import TakeOverPanel
from guide.tui.rows import Voice


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_anger_is_set_with_two_keys_and_stands_in_the_status_line(size: tuple[int, int]) -> None:
    screen = OnScreen(size=size)
    screen.press("a", "3")
    assert screen.call.stage is Stage.HOSTILE
    assert screen.title == ""
    assert "anger HOSTILE" in screen.text.splitlines()[0]
    screen.press("a", "0")
    assert screen.call.stage is Stage.CALM


def test_the_stage_in_hand_shows_its_signs_and_how_to_talk_at_80_by_24() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("a", "down", "down", "down")
    signs = dict(shipped().script("escalated-callers").stages)["enraged"]
    assert signs.signs in joined(screen.pane("Anger"))
    assert signs.talk in joined(screen.pane("Anger"))


def test_a_script_without_stages_borrows_their_signs() -> None:
    screen = OnScreen("hang-up-protocol")
    screen.press("a")
    assert "Slightly irritated" in joined(screen.pane("Anger"))


def test_details_are_written_field_by_field_and_shown_beside_the_notes() -> None:
    screen = OnScreen()
    screen.press("c")
    screen.type("Dana Whitlock", "enter")
    assert screen.call.detail("caller") == "Dana Whitlock", "kept as one leaves the field"
    screen.type("…0142", "enter")
    screen.type("title not transferred", "enter")
    assert "Saved. Esc goes back to the call." in screen.status
    assert screen.title == "Details", "letters typed after the last Enter are no deeds"
    screen.press("escape")
    notes = joined(screen.pane("Notes"))
    assert "Caller Dana Whitlock Number …0142 Concern title not transferred" in notes


def test_details_begin_at_what_the_step_asks_for() -> None:
    screen = OnScreen("taking-over-a-call")
    screen.open("taking-over-a-call", "goals")
    screen.press("c")
    assert "Problem goal – needed" in screen.pane("Details")
    screen.type("the title", "escape")
    assert screen.call.detail("problem_goal") == "the title"


def test_what_the_step_needs_is_told_at_its_field_however_long_the_form_is() -> None:
    screen = OnScreen("taking-over-a-call", size=NARROW)
    screen.open("taking-over-a-call", "evidence")
    screen.press("c")
    seen = []
    for name in screen.now.step.capture:
        assert screen.app.focused.field.id == name
        needed = f"{screen.now.field(name).label} – needed"
        seen.append(needed in joined(screen.pane("Details")))
        screen.type("known", "enter")
    assert len(seen) > 5
    assert all(seen)
    assert "needed" not in screen.pane("Details"), "nothing is needed that is on record"


@pytest.mark.parametrize("leave", ["escape", "f4", "f8", "alt+1", "alt+v", "f2"])
def test_a_detail_being_typed_is_kept_however_one_leaves(leave: str) -> None:
    screen = OnScreen()
    screen.press("c")
    screen.type("Dana Whitlock", leave)
    screen.press("escape", "escape")
    assert screen.call.detail("caller") == "Dana Whitlock"


@pytest.mark.parametrize("then", ["escape", "enter"])
def test_a_detail_half_typed_survives_a_crash_and_is_no_draft_once_it_is_kept(then: str) -> None:
    screen = OnScreen()
    screen.press("c")
    screen.type("Wanda Kli")
    screen.keep_drafts()
    screen.start_again()
    screen.press("c")
    assert screen.fields["caller"] == "Wanda Kli"
    screen.press("end")
    screen.type("ment", then)
    screen.keep_drafts()
    assert screen.call.detail("caller") == "Wanda Kliment"
    assert screen.call.drafts == {}


def test_details_taken_at_another_step_can_be_corrected() -> None:
    before = [act.WriteDetail(name, "as told") for name in ("effect", "offered")]
    screen = OnScreen("taking-over-a-call", *before)
    screen.open("taking-over-a-call", "goals")
    asked = screen.session.context().step.capture
    screen.press("c")
    names = list(screen.fields)
    assert names[:3] == ["caller", "number", "concern"], "in the same order at every step"
    assert names[3 : len(asked) + 3] == list(asked)
    assert {"effect", "offered"} <= set(names)
    assert screen.app.focused.field.id == asked[0]


@pytest.mark.parametrize(
    "size", [(60, 20), *(pytest.param(size, marks=pytest.mark.sweep) for size in (NARROW, WIDE))]
)
def test_the_field_being_typed_in_is_in_sight_however_many_there_are(
    size: tuple[int, int],
) -> None:
    screen = OnScreen("taking-over-a-call", size=size)
    screen.open("taking-over-a-call", "evidence")
    screen.press("c")
    for n in range(10):
        screen.type(f"value {n}")
        assert f"value {n}" in screen.pane("Details")
        screen.press("tab")


def test_a_paste_into_a_field_is_one_line() -> None:
    screen = OnScreen()
    screen.press("c")
    screen.paste("Dana\n  Whitlock\t ")
    screen.press("enter")
    assert screen.call.detail("caller") == "Dana Whitlock"


def test_details_stand_beside_the_line_they_are_read_back_with() -> None:
    screen = OnScreen("escalated-callers", act.WriteDetail("caller", "Dana Whitlock"))
    screen.press("2", "1")
    say = joined(screen.pane("Say"))
    assert "then read back: Caller Dana Whitlock Concern –" in say


@pytest.mark.parametrize("script", sorted({*SCRIPTS} - {"escalated-callers"}))
def test_g_goes_to_any_other_script_and_back_to_where_one_was(script: str) -> None:
    screen = OnScreen(size=NARROW)
    screen.press("2", "g")
    screen.press(str([*screen.library.scripts].index(script) + 1))
    assert screen.step[0] == script
    screen.press("g")
    assert "↩ back to Escalated callers: Be kind" in joined(screen.pane("Go to"))
    screen.press("g")
    assert screen.step == ("escalated-callers", "be-kind")


def test_find_leads_to_the_step_a_wording_stands_at_and_back() -> None:
    screen = OnScreen()
    screen.press("2", "slash")
    screen.type("take NOTE of the number")
    assert "Our procedure is to take note" in joined(screen.pane("Find wording"))
    screen.press("enter", "enter")
    assert screen.step == ("irate-customers", "callback")
    screen.press("g", "g")
    assert screen.step == ("escalated-callers", "be-kind")


def test_wording_is_found_with_and_without_its_accents() -> None:
    screen = OnScreen()
    screen.press("slash")
    screen.type("take nöte of the number")
    assert "Our procedure is to take note" in joined(screen.pane("Find wording"))
    assert unaccented("Verzögert, Łódź") == unaccented("verzogert, łodz")
    for name in ("İPEK IŞIK", "ipek ışık", "I\u0307PEK IS\u0327IK"):
        assert unaccented(name) == "ipek isik"


def test_what_stands_as_it_was_typed_is_found_first() -> None:
    screen = OnScreen()
    screen.press("slash")
    screen.type("the call")
    assert "the call" in joined(screen.pane("Find wording")).casefold()
    found = [item.label.casefold() for item in screen.panel.shape(screen.now).items]
    exact = ["the call" in text for text in found]
    assert any(exact)
    assert not all(exact)
    assert exact == sorted(exact, reverse=True)


def test_find_says_when_nothing_has_these_words() -> None:
    screen = OnScreen()
    screen.press("slash")
    screen.type("zeppelin", "enter")
    assert "Nothing has these words." in screen.pane("Find wording")
    assert screen.title == "Find wording"


def test_correct_takes_the_last_thing_back_with_two_keys_and_says_so() -> None:
    screen = OnScreen()
    screen.press("2", "a", "4", "u")
    assert "Anger: enraged" in screen.pane("Undo")
    screen.press("u")
    assert screen.call.stage is None
    assert "Undone – Anger: enraged" in screen.status
    assert of_kind(ev.Corrected, screen.events)[0].what == "Anger: enraged"
    screen.press("u", "u")
    assert screen.step[1] == "breathe"


def test_a_correction_on_which_something_rests_is_refused_with_the_reason() -> None:
    screen = OnScreen()
    screen.do(*warned())
    screen.press("u")
    rows = screen.pane("Undo").splitlines()
    number = next(one.split()[1] for one in rows if "Permission to warn" in one)
    screen.press(number)
    assert "✗ “Warning given: I’m unable to tolerate…” " in screen.status
    assert screen.title == "Undo"


def test_with_nothing_to_correct_u_says_so() -> None:
    screen = OnScreen()
    screen.press("u")
    assert "Nothing to undo yet." in screen.pane("Undo")


def test_an_adapted_line_is_recorded_with_the_words_used_and_why() -> None:
    screen = OnScreen()
    screen.press("2", "x")
    screen.type("Sorry, tell me more.", "enter")
    screen.type("caller was crying", "enter")
    (adapted,) = of_kind(ev.Adapted, screen.events)
    assert (adapted.words, adapted.reason) == ("Sorry, tell me more.", "caller was crying")
    assert "≈ adapted 2:03 PM" in screen.pane("Say")
    assert screen.title == ""


def test_a_line_left_out_needs_a_reason() -> None:
    screen = OnScreen()
    screen.press("2", "1", "x", "enter", "enter")
    assert "✗ Write down why the line is left out." in screen.status
    screen.type("said it before", "enter")
    assert of_kind(ev.LeftOut, screen.events)[0].reason == "said it before"
    screen.press("1")
    assert of_kind(ev.PassedOver, screen.events) == []


def test_where_no_wording_is_on_file_the_words_used_are_asked_for() -> None:
    screen = OnScreen("irate-customers")
    screen.open("irate-customers", "do-not-call")
    assert "NO APPROVED WORDING ON FILE" in screen.pane("Say")
    screen.press("space")
    assert "✗ No approved wording is on file: write down what you said. Press x." in screen.status
    screen.press("x")
    screen.type("We will not call you again.", "enter")
    assert of_kind(ev.Adapted, screen.events)[0].words == "We will not call you again."


def test_the_mark_moves_to_the_next_line_that_is_not_said() -> None:
    screen = OnScreen()
    screen.press("2", "3", "2", "space")
    assert screen.scene.marked is screen.scene.lines[1]
    screen.press("space")
    assert [mark.event.kind for mark in screen.call.marks.values()] == ["said", "said"]


def test_m_asks_for_a_manager_when_the_agent_says_so_and_the_name_can_follow() -> None:
    screen = OnScreen()
    screen.press("m")
    assert screen.call.manager.asked == ()
    screen.press("1")
    assert len(screen.call.manager.asked) == 1
    assert "Manager requested (logged)." in screen.status
    screen.press("2")
    screen.type("Kim Lo", "enter")
    assert screen.call.manager.name == "Kim Lo"
    assert screen.title == "Manager"
    assert "Kim Lo joined." in joined(screen.pane("Manager"))


def test_the_two_minute_clock_runs_out_in_words_with_what_to_do() -> None:
    screen = OnScreen()
    screen.press("t")
    assert "Timer started: 2:00. t stops it." in screen.status
    assert "wait 2:00" in screen.text.splitlines()[0]
    screen.wait(60.5)
    screen.show()
    assert "wait 1:00" in screen.text.splitlines()[0]
    screen.wait(59)
    screen.show()
    assert "wait 0:01" in screen.text.splitlines()[0]
    screen.wait(1)
    screen.show()
    assert "0:00 over" in screen.text.splitlines()[0]
    assert "Two minutes have passed: advise a callback." in joined(screen.pane("Say"))
    assert "The timer ran out: not recorded whether they answered." in [
        one.text for one in missing(screen.now)
    ]
    number = (("number", "404 555 0142"),)
    screen.ask(act.AddFollowUp(FollowUpKind.CALLBACK, number))
    assert "advise a callback" not in screen.text, "it is promised"
    screen.press("t", "2")
    assert "Timer stopped: nobody answered." in screen.status


@pytest.mark.parametrize(
    ("key", "told", "logged"),
    [
        ("1", "Timer stopped: answered.", "Timer stopped, answered"),
        ("2", "Timer stopped: nobody answered.", "Timer stopped, no answer"),
        ("3", "Timer dropped.", "Timer dropped: started by mistake"),
    ],
)
def test_a_timer_is_answered_or_not_answered_or_a_mistake(key: str, told: str, logged: str) -> None:
    screen = OnScreen()
    screen.press("t", "t", key)
    assert told in screen.status
    assert words_of(screen.events[-1]) == logged


def test_a_colleague_who_answers_in_time_stops_the_clock() -> None:
    screen = OnScreen()
    screen.press("t", "t", "1")
    assert "Timer stopped: answered." in screen.status
    assert [e.answered for e in of_kind(ev.ClockStopped, screen.events)] == [True]
    assert "wait" not in screen.text.splitlines()[0]


def test_the_call_clock_counts_hours_minutes_and_seconds() -> None:
    screen = OnScreen()
    screen.wait(3600 + 62)
    screen.show()
    assert "01:01:02" in screen.text.splitlines()[0]


def test_without_an_earlier_call_taking_over_says_how_to_go_on() -> None:
    screen = OnScreen("taking-over-a-call")
    screen.press("o")
    assert "No earlier call is kept here." in joined(screen.pane("Take over"))
    assert "taken over at the board" not in joined(screen.pane("Take over"))


def test_with_a_desk_it_says_that_what_was_just_taken_over_comes() -> None:
    panel = TakeOverPanel((), BY_ID["details"], at_desk=True)
    [text] = panel.shape(OnScreen("taking-over-a-call").now).text
    assert "just taken over at the board is here within seconds" in text.text


def test_the_chart_shows_the_step_in_hand_and_walks_with_its_wording() -> None:
    screen = OnScreen()
    screen.press("v")
    assert "▌ “I would like to guide" not in screen.text
    seen = set()
    for _ in range(8):
        screen.press("down")
        seen |= {
            step.title for step in screen.now.script.steps if f"\n│ {step.title}" in screen.text
        }
    assert len(seen) > 3
    screen.press("escape")
    assert screen.view.chart is None


def test_a_panel_stays_beside_the_line_to_say() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("2")
    for opener in "wfmacgeuox":
        screen.press(opener)
        assert screen.title
        assert "Sorry to hear you have concerns" in joined(screen.pane("Say")), opener
        screen.press("escape", "escape")


def test_esc_closes_a_panel_opened_from_another_and_leads_back_to_that() -> None:
    screen = OnScreen()
    screen.press("m", "2")
    assert "Who joined?" in joined(screen.pane("Manager"))
    screen.press("escape")
    assert "A manager joined" in joined(screen.pane("Manager"))
    screen.press("escape")
    assert screen.title == ""


def test_every_line_of_a_script_can_be_said_from_the_screen() -> None:
    for script in shipped().scripts.values():
        screen = OnScreen(script.id)
        for step in script.steps:
            if step.id == screen.step[1] or step.role is not None:
                continue
            screen.open(script.id, step.id)
            lines = [line for line in screen.now.lines if line.text]
            screen.press(*["space"] * len(lines))
            assert all(screen.call.mark(script.id, line.id) for line in lines), step.id


def test_a_script_has_one_number_in_the_picker_and_in_g() -> None:
    screen = OnScreen()
    order = [*screen.library.scripts]
    screen.press("g")
    assert [item.id for item in screen.panel.shape(screen.now).items] == order
    screen.press(str(order.index("escalated-callers") + 1))
    assert "✗ You are here." in screen.status
    screen.press(str(order.index("irate-customers") + 1))
    assert screen.step[0] == "irate-customers"


def test_a_key_that_does_nothing_in_a_panel_tells_the_one_that_does() -> None:
    screen = OnScreen()
    screen.press("a")
    told = {}
    for key in ("f", "e", "n", "u", "v", "slash", "backspace"):
        screen.press(key)
        told[key] = screen.status.partition("· ")[2]
    assert told == {
        "f": "For “follow-up”, press F4, or close this with Esc first.",
        "e": "For “end”, press F10, or close this with Esc first.",
        "n": "For “notes”, press F2, or close this with Esc first.",
        "u": "For “undo”, press Alt+u, or close this with Esc first.",
        "v": "For “chart”, press Alt+v, or close this with Esc first.",
        "slash": "For “find”, press Esc, then /.",
        "backspace": "For “back”, press Esc, then Backspace.",
    }
    screen.press("9")
    assert "For choice 9, press Alt+9, or close this with Esc first." in screen.status
    assert screen.title == "Anger"


def test_y_without_an_outcome_says_what_comes_first() -> None:
    screen = OnScreen()
    screen.press("e", "y")
    assert "✗ Choose the outcome first." in screen.status
    screen.press("8", "y")
    assert "✗ Choose the outcome first." in screen.status


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("w", "o"), "Press 1, 2, 3, 4, 5, 6, 7, 8 or Esc."),
        (("w", "9"), "Press 1, 2, 3, 4, 5, 6, 7, 8 or Esc."),
        (("w", "2", "1", "enter", "1", "y"), "Press Space, r, t, c, h, s or Esc."),
        (("w", "2", "f"), "For “follow-up”, press F4, or close this with Esc first."),
    ],
)
def test_in_the_protocol_a_key_without_a_meaning_tells_what_helps_there(
    keys: tuple[str, ...], told: str
) -> None:
    screen = OnScreen()
    screen.press(*keys)
    assert told in screen.status


def test_the_key_of_an_item_out_of_sight_only_scrolls_to_it() -> None:
    screen = OnScreen(size=(60, 20))
    screen.press("w", "7")
    assert of_kind(ev.GroundStated, screen.events) == []
    assert "Now in view, press again: Disrespects" in screen.status
    assert "Disrespects" in screen.pane("Hang-up protocol")
    screen.press("7")
    assert of_kind(ev.GroundStated, screen.events)[0].ground == "boundaries"


def test_a_follow_up_has_another_label_than_what_it_holds() -> None:
    for script in shipped().scripts.values():
        for kind in FollowUpKind:
            rule = script.rule_for(kind)
            assert rule.label not in map(script.label, rule.needs)


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_doubtful_number_is_told_where_it_is_typed_and_is_kept(size: tuple[int, int]) -> None:
    screen = OnScreen(size=size)
    for keys, title in ((("c", "tab"), "Details"), (("f", "1"), "Callback")):
        screen.press(*keys)
        if title == "Details":
            screen.type("212 555 01")
        pane = joined(screen.pane(title))
        assert "Is the number right? A US number has 10 digits, this one has 8." in pane
        assert "212 555 01" in pane
        screen.press("escape", "escape")
    assert screen.call.detail("number") == "212 555 01"


def test_one_esc_leads_from_each_list_to_the_call() -> None:
    screen = OnScreen("irate-customers")
    for keys in (("f",), ("f", "3"), ("f", "3", "1"), ("f", "3", "f"), ("a",), ("g",), ("u",)):
        screen.press(*keys)
        assert screen.title
        screen.press("escape")
        assert screen.title == "", keys


def scroll_at(screen: OnScreen, text: str, down: int) -> None:
    """Turn the mouse wheel so many times where a text stands."""
    lines = screen.text.splitlines()
    y = next(n for n, line in enumerate(lines) if text in line)
    x = lines[y].index(text)
    for _ in range(down):
        screen.app.post_message(
            events.MouseScrollDown(None, x, y, 0, 0, 0, False, False, False, x, y)
        )
    screen._rest()


def test_the_wheel_scrolls_what_the_pointer_is_on_while_a_panel_is_open() -> None:
    screen = OnScreen(size=NARROW)
    screen.press("2", "question_mark")
    say, panel = screen.pane("Say"), screen.pane("Keys")
    scroll_at(screen, "Be kind", 3)
    assert screen.pane("Keys") == panel
    assert screen.pane("Say") != say
    say = screen.pane("Say")
    scroll_at(screen, "take that choice", 3)
    assert screen.pane("Keys") != panel
    assert screen.pane("Say") == say
    screen.press("escape", "a")
    say, panel = screen.pane("Say"), screen.pane("Anger")
    scroll_at(screen, "Annoyed", 3)
    assert screen.pane("Anger") != panel
    assert screen.pane("Say") == say


def test_the_page_keys_scroll_a_panel_without_a_list_while_one_types() -> None:
    screen = OnScreen("irate-customers", size=(80, 20))
    screen.press("f", "1")
    top = screen.pane(screen.title)
    screen.press("pagedown")
    assert screen.pane(screen.title) != top
    assert screen.scene.typing
    screen.press("pageup")
    assert screen.pane(screen.title) == top


def test_what_is_kept_in_view_has_the_labels_of_the_script() -> None:
    screen = OnScreen("taking-over-a-call")
    while "people_goal" not in screen.now.step.show:
        screen.press("1")
    assert "How they should feel" in screen.pane("Say")


AGREED = act.AddFollowUp(FollowUpKind.AGREED, (("agreed", "a new title on Sunday"),))
KNOWN_AGREEMENT = act.WriteDetail("agreed", "a new title on Sunday")
AT_OPTIONS = act.GoTo("calming-a-caller", "options")


DANA = tuple(
    act.WriteDetail(name, value)
    for name, value in (("caller", "Dana"), ("number", "404 555 0142"), ("concern", "the title"))
)


@pytest.mark.parametrize(
    ("known", "start"),
    [
        ((), "agreed"),
        ((KNOWN_AGREEMENT,), "caller"),
        ((KNOWN_AGREEMENT, DANA[0]), "number"),
        ((KNOWN_AGREEMENT, *DANA), "caller"),
    ],
)
def test_details_open_on_what_the_step_lacks_then_on_what_is_not_known(
    known: tuple[act.Action, ...], start: str
) -> None:
    screen = OnScreen("calming-a-caller", AT_OPTIONS, *known)
    screen.press("c")
    assert list(screen.fields)[:4] == ["caller", "number", "concern", "agreed"]
    assert screen.app.focused.field.id == start


@pytest.mark.parametrize("keys", [("c",), ("f", "1")])
def test_a_number_typed_over_the_callers_name_is_asked_about_and_not_refused(
    keys: tuple[str, ...],
) -> None:
    screen = OnScreen("calming-a-caller", *DANA, size=NARROW)
    screen.press(*keys)
    while screen.app.focused.field.id != "caller":
        screen.press("tab")
    screen.type("212 555 0147")
    told = "Is “212 555 0147” the caller’s name? It looks like a number."
    assert told in joined(screen.pane(screen.title))
    screen.press("tab")
    assert screen.fields["caller"] == "212 555 0147"


def test_what_was_agreed_is_there_to_be_corrected_with_all_of_it_selected() -> None:
    screen = OnScreen("calming-a-caller", AT_OPTIONS, KNOWN_AGREEMENT, AGREED, *DANA, size=NARROW)
    screen.press("c", "tab", "tab", "tab")
    assert "needed" not in joined(screen.pane("Details"))
    assert screen.app.focused.field.id == "agreed"
    assert screen.app.focused.selected_text == "a new title on Sunday"
    screen.type("a new title on Monday", "enter")
    assert screen.call.detail("agreed") == "a new title on Monday"


def test_whoever_changes_what_was_agreed_is_asked_whether_the_day_still_holds() -> None:
    screen = OnScreen("calming-a-caller", AT_OPTIONS, KNOWN_AGREEMENT, AGREED, *DANA, size=NARROW)
    screen.press("c", "tab", "tab", "tab")
    screen.type("a new title on Saturday", "enter")
    told = joined(screen.text)
    assert "Agreed solution is due Mon, Nov 23. Still right? F4: change it." in told
    screen.press("f4", "a")
    assert screen.fields["agreed"] == "a new title on Saturday"
    assert screen.app.focused.field.id == "due"


def test_enter_leads_to_the_number_that_is_to_be_corrected_and_not_over_the_name() -> None:
    known = (
        act.WriteDetail("caller", "Dana"),
        act.WriteDetail("number", "404-555-0142"),
        act.WriteDetail("concern", "the title"),
    )
    screen = OnScreen("escalated-callers", *known, size=NARROW)
    screen.press("c")
    screen.press("enter")
    assert screen.app.focused.field.id == "number"
    assert screen.app.focused.selected_text == "404-555-0142"
    screen.type("404-555-0199", "enter")
    assert screen.status.endswith("Saved. Esc goes back to the call.")
    told = [screen.call.detail(name) for name in ("caller", "number", "concern")]
    assert told == ["Dana", "404-555-0199", "the title"]


def test_enter_in_the_details_passes_over_what_is_known() -> None:
    known = (act.WriteDetail("caller", "Dana"), act.WriteDetail("concern", "the title"))
    screen = OnScreen("calming-a-caller", AT_OPTIONS, *known)
    screen.press("c")
    screen.type("a new title", "enter")
    screen.type("404-555-0142", "enter")
    assert screen.status.endswith("Saved. Esc goes back to the call.")
    details = {name: screen.call.detail(name) for name in ("agreed", "caller", "number", "concern")}
    assert details == {
        "agreed": "a new title",
        "caller": "Dana",
        "number": "404-555-0142",
        "concern": "the title",
    }


def test_enter_in_a_field_that_is_not_asked_for_leads_to_what_is_needed() -> None:
    screen = OnScreen("calming-a-caller", AT_OPTIONS)
    screen.press("c")
    assert screen.app.focused.field.id == "agreed"
    while screen.app.focused.field.id != "concern":
        screen.press("shift+tab")
    screen.type("the title", "enter")
    assert screen.app.focused.field.id == "agreed"
    assert screen.call.detail("concern") == "the title"
    screen.press("enter")
    assert screen.app.focused.field.id != "agreed"


def test_what_was_chosen_stands_in_the_undo_list_without_its_digit() -> None:
    screen = OnScreen()
    screen.press("2", "u")
    assert "u Calm enough to talk → " in joined(screen.pane("Undo"))


def test_a_digit_that_picks_in_a_panel_stands_at_no_choice_of_the_flow() -> None:
    screen = OnScreen()
    assert "├1┤" in screen.text
    screen.press("a")
    assert "├1┤" not in screen.text
    assert "Alt+1" in screen.text
    screen.press("escape")
    assert "├1┤" in screen.text


def test_the_footer_offers_space_while_the_marked_line_is_not_said() -> None:
    screen = OnScreen("hang-up-protocol", act.GoTo("escalated-callers", "be-kind"))
    said = next(span for row in screen.rows for span in row if span.text == "Space")
    assert said.voice is Voice.TITLE
    screen.press(*["space"] * len(screen.now.lines))
    said = next(span for row in screen.rows for span in row if span.text == "Space")
    assert said.voice is Voice.KEY_OFF


def test_all_of_what_a_step_requires_can_be_clicked() -> None:
    screen = OnScreen("escalated-callers", act.GoTo("escalated-callers", "callback"))
    screen.click("Required at this step: Callback")
    assert screen.title == "Callback"
