import pytest
from kit import of_kind, shipped, with_warnings
from on_screen import NARROW, WIDE, OnScreen
from panes import joined

from guide.call import events as ev
from guide.call.missing import Mend, missing
from guide.call.rules.endings import endings
from guide.script.model import Ending

HANG_UP = "Hang-up protocol"
WARNING = "I’m unable to tolerate such language."
ENDS = Ending("protocol", "By the protocol", protocol=True)
ENDING = "As you’ve been warned, I am unable to continue this conversation"


def said(screen: OnScreen) -> str:
    return joined(screen.pane("Say"))


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_protocol_is_gone_through_from_the_effort_to_the_end_with_the_keyboard(
    size: tuple[int, int],
) -> None:
    screen = OnScreen(size=size)
    assert screen.status == "WARNINGS 0 of 1 · redirect first"
    screen.press("w", "1")
    assert of_kind(ev.EffortMade, screen.events)[0].what == "Heard them out and showed empathy"
    screen.press("1")
    assert screen.status == "WARNINGS 0 of 1 · ask a supervisor first"
    screen.type("useless parrot", "enter")
    assert screen.call.protocol.quoted == "useless parrot"
    screen.type("Kim Lo", "enter")
    assert screen.status == "WARNINGS 0 of 1 · you may warn"
    assert WARNING in said(screen)
    screen.press("1")
    assert screen.status == "▲ WARNINGS 1 of 1 · wait for the caller"
    assert ENDING not in said(screen), "nobody who may answer is hung up on"
    screen.press("3")
    screen.type("still a parrot", "enter")
    assert screen.status == "■ WARNINGS 1 of 1 · the call may be ended"
    assert ENDING in said(screen)
    screen.press("4")
    assert screen.title == "End the call"
    assert "Enter ends the call: “Ended by the hang-up protocol”." in joined(
        screen.pane("End the call")
    )
    screen.press("enter")
    assert screen.call.ended is not None
    assert (screen.call.ended.event.protocol, screen.call.ended.event.reason) == (
        True,
        "still a parrot",
    )
    warned = of_kind(ev.WarningGiven, screen.events)
    assert [(w.ground, w.line) for w in warned] == [("abuse", "warn-abuse")]


def test_the_panel_opens_at_what_is_missing_first() -> None:
    screen = OnScreen()
    for keys, part in (
        (("1",), "effort"),
        (("1",), "ground"),
        ((*"parrot", "enter"), "words"),
        ((*"Kim", "enter"), "permission"),
        (("1",), "warning"),
    ):
        screen.press("escape", "w")
        assert f"▸ {part}" in screen.pane(HANG_UP)
        screen.press(*keys)


def test_an_effort_may_be_told_in_words_of_ones_own() -> None:
    screen = OnScreen()
    screen.press("w")
    screen.type("asked twice for the order number 7", "enter")
    assert of_kind(ev.EffortMade, screen.events)[0].what == "asked twice for the order number 7"


def test_a_warning_that_is_not_to_be_given_yet_says_why() -> None:
    screen = OnScreen()
    screen.press("w", "tab", "1", "shift+tab", "1")
    assert "✗ Redirect the caller first: w, then what you tried." in screen.status
    screen.press("escape", "w", "1", "tab", "tab", "1")
    assert "✗ Ask a supervisor first: w, then who permitted it." in screen.status
    assert screen.call.protocol.warnings == ()


def test_an_ending_that_is_not_allowed_yet_says_why_and_ends_nothing() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1")
    screen.type("parrot", "enter")
    screen.type("Kim", "enter")
    assert "still to be given" in joined(screen.pane(HANG_UP))
    screen.press("4")
    assert screen.title == "End the call"
    screen.press("enter")
    assert screen.call.ended is None
    assert "✗ Not yet: 1 warning is still to be given" in screen.status


def test_a_ground_without_a_warning_may_end_at_once_once_the_words_are_written() -> None:
    screen = OnScreen()
    screen.press("w", "tab", "3", "enter")
    assert screen.status == "■ WARNINGS 0 of 0 · may end: write the caller's words"
    assert "Such behavior/language will not be tolerated." in said(screen)
    screen.press("2", "enter")
    assert screen.title == "The caller's words"
    screen.type("all of you people", "enter")
    assert screen.title == "End the call"
    screen.press("enter")
    assert screen.call.ended is not None
    assert screen.call.ended.event.reason == "all of you people"


def test_calming_down_leads_back_and_the_warning_stays_counted() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", *"parrot", "enter", *"Kim", "enter", "1")
    screen.press("2")
    assert screen.title == ""
    assert "The caller calmed down: the call goes on." in screen.status
    screen.press("n")
    assert screen.status.startswith("▲ WARNINGS 1 of 1 · calm")


def test_a_threat_is_owed_to_a_supervisor_at_once() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", *"I know where you live", "enter", "tab", "5")
    assert [f.field("reason") for f in screen.call.owed] == ["threat"]
    assert "owed 1" in screen.text.splitlines()[0]
    screen.press("tab", "5")
    assert "✗ The threat is on record" in screen.status


ASKS = {g.id: g.threat is None for g in shipped().script("hang-up-protocol").grounds}

SPEECH = str(1 + [*ASKS].index("speech"))


@pytest.mark.parametrize(("number", "ground"), list(enumerate(ASKS, 1)))
@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_only_a_ground_that_leaves_it_open_asks_whether_it_was_a_threat(
    number: int, ground: str, size: tuple[int, int]
) -> None:
    screen = OnScreen(size=size)
    screen.press("w", "1", str(number), *"I know where you live", "enter")
    assert ("Was it a threat? y / n" in screen.pane(HANG_UP)) == ASKS[ground]
    assert ("▸ threat " in screen.pane(HANG_UP)) == ASKS[ground]


def test_a_threat_that_was_one_is_owed_to_a_supervisor_and_not_asked_about_again() -> None:
    screen = OnScreen()
    screen.press("w", "1", "2", *"I know where you live", "enter")
    assert "I want to keep speaking with you" in said(screen), "the wording does not wait"
    screen.press("y")
    assert [f.field("reason") for f in screen.call.owed] == ["threat"]
    assert "✓ threat     yes: on record" in screen.pane(HANG_UP)
    assert "▸ warning" in screen.pane(HANG_UP)
    screen.press("escape", "w")
    assert "▸ warning" in screen.pane(HANG_UP)


@pytest.mark.parametrize("key", ["n", "enter", "tab"])
def test_a_threat_that_was_none_costs_one_key_and_owes_nothing(key: str) -> None:
    screen = OnScreen()
    screen.press("w", "1", SPEECH, *"that is how it is", "enter", key)
    assert "▸ permission" in screen.pane(HANG_UP)
    screen.type("Kim Lo", "enter")
    assert not screen.call.owed
    screen.press("escape", "w")
    assert "▸ warning" in screen.pane(HANG_UP), "whoever went on was asked"


def test_the_question_waits_for_whoever_closed_the_panel_before_answering() -> None:
    screen = OnScreen()
    screen.press("w", "1", "2", "enter", "escape", "w", "enter")
    assert "▸ threat" in screen.pane(HANG_UP)


def test_another_ground_has_terms_of_its_own() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", *"parrot", "enter", *"Kim", "enter", "1")
    screen.press("6")
    assert "▸ ground" in screen.pane(HANG_UP)
    screen.press("2")
    assert screen.status == "▲ WARNINGS 0 of 1 · you may warn"


def test_where_a_ground_needs_three_warnings_the_counter_counts_three() -> None:
    screen = OnScreen(library=with_warnings(3))
    screen.press("w", "1", "1", *"parrot", "enter")
    seen = []
    for _ in range(3):
        screen.press(*"Kim", "enter", "1")
        seen.append(screen.status)
        screen.press("3", *"and on", "enter")
        seen.append(screen.status)
    assert seen == [
        "▲ WARNINGS 1 of 3 · wait for the caller",
        "▲ WARNINGS 1 of 3 · ask a supervisor first",
        "▲ WARNINGS 2 of 3 · wait for the caller",
        "▲ WARNINGS 2 of 3 · ask a supervisor first",
        "▲ WARNINGS 3 of 3 · wait for the caller",
        "■ WARNINGS 3 of 3 · the call may be ended",
    ]


@pytest.mark.parametrize("key", ["space", "enter", "1"])
def test_the_key_that_gave_the_warning_means_nothing_else_when_it_is_pressed_again(
    key: str,
) -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", *"parrot", "enter", *"Kim", "enter", key, key)
    assert screen.call.protocol.ground is not None
    assert len(screen.call.protocol.warnings) == 1
    assert "✗ Wait for the caller's answer" in screen.status


def test_what_goes_on_is_written_down_only_after_a_warning() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", *"parrot", "enter", *"Kim", "enter", "3")
    assert "✗ No warning was given yet: w, then the warning." in screen.status


def test_the_end_panel_asks_what_the_caller_did_after_the_warning() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", *"parrot", "enter", *"Kim", "enter", "1", "escape", "e")
    protocol = [e.id for e in endings(screen.scene.now)].index("protocol") + 1
    screen.press(str(protocol))
    assert "Not recorded: whether they stopped" in joined(screen.pane("End the call"))
    gap = [m.mend for m in missing(screen.scene.now, ENDS)].index(Mend.ANSWER)
    screen.press("abdfghijklmnop"[gap])
    assert screen.title == "It goes on"
    screen.type("still a parrot", "enter")
    assert screen.call.protocol.went_on("abuse")


def test_a_key_pressed_twice_counts_one_warning_and_says_why() -> None:
    screen = OnScreen(library=with_warnings(3))
    screen.press("w", "1", "1", *"parrot", "enter", *"Kim", "enter", "1", "1")
    assert "✗ Wait for the caller's answer" in screen.status
    assert len(screen.call.protocol.warnings) == 1


def test_what_cannot_be_undone_is_never_picked_by_pressing_on() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", *"parrot", "enter", *"Kim", "enter", "1", "enter", "enter")
    assert screen.call.ended is None


def test_the_words_can_be_skipped_for_now_and_are_missing_at_the_end() -> None:
    screen = OnScreen()
    screen.press("w", "1", "1", "enter")
    assert "▸ permission" in screen.pane(HANG_UP)
    screen.press("f10")
    assert "Not written down: the caller's own words." in joined(screen.pane("End the call"))


def test_the_choice_that_states_a_ground_moves_to_its_terms() -> None:
    screen = OnScreen("hang-up-protocol")
    screen.press("3", "1", "1")
    assert screen.step[1] == "ask-supervisor"
    assert screen.status == "WARNINGS 0 of 1 · redirect first"
    screen.press("1")
    assert "✗ Redirect the caller first" in screen.status


def test_what_the_caller_did_can_be_told_by_name_wherever_the_call_is() -> None:
    screen = OnScreen()
    screen.view.act("goes-on")
    assert "✗ Choose a reason first: w, then the reason." in screen.status
    screen.view.act("stopped")
    assert "✗ The caller is not being warned." in screen.status
    screen.press("w", "1", "1", *"parrot", "enter", *"Kim", "enter", "1", "escape")
    screen.view.act("goes-on")
    assert "▸ answer" in screen.pane(HANG_UP)
    screen.type("still a parrot", "enter")
    assert screen.call.protocol.went_on("abuse")
    screen.press("escape")
    screen.view.act("stopped")
    assert screen.call.protocol.ground is None
