import pytest
from kit import of_kind
from on_screen import NARROW, WIDE, OnScreen
from panes import joined

from guide.call import actions as act
from guide.call import events as ev
from guide.tui.note_area import LIMIT
from guide.tui.notes import DRAFT_STEP


def notes(screen: OnScreen) -> list[str]:
    return [note.text for note in screen.call.notes]


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_note_is_entered_with_enter_and_stamped_with_its_time(size: tuple[int, int]) -> None:
    screen = OnScreen(size=size)
    screen.press("n")
    screen.type("waited 3 weeks", "enter")
    assert notes(screen) == ["waited 3 weeks"]
    assert "2:03 PM waited 3 weeks" in joined(screen.pane("Notes"))
    assert screen.scene.typing, "the next note can follow at once"
    assert screen.note == ""


def test_esc_keeps_what_was_typed_as_a_note_and_leads_back_to_the_call() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("waited 3 weeks", "escape")
    assert not screen.scene.typing
    assert notes(screen) == ["waited 3 weeks"]
    assert screen.call.draft == ""
    screen.press("2")
    assert screen.step[1] == "be-kind"


def test_esc_in_an_empty_note_leads_back_and_keeps_nothing() -> None:
    screen = OnScreen()
    screen.press("n", "escape")
    assert not screen.scene.typing
    assert notes(screen) == []


def test_what_is_typed_without_a_field_goes_on_with_a_half_note_behind_a_blank() -> None:
    for half in ("her daughter calls from the car", "her daughter calls from the car "):
        screen = OnScreen()
        screen.press("n")
        screen.type(half)
        screen.keep_drafts()
        screen.start_again()
        screen.press("escape")
        screen.type("she shouts")
        assert screen.note == "her daughter calls from the car she shouts"


def test_a_draft_is_kept_every_fifty_characters_without_waiting_for_the_clock() -> None:
    screen = OnScreen()
    screen.press("n")
    for n in range(20, 201, 20):
        screen.type("x" * 20)
        assert n - len(screen.call.draft) < DRAFT_STEP == 50


def test_an_empty_note_is_not_entered() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("   ", "enter")
    assert notes(screen) == []
    assert "There is nothing to enter." in screen.status


def with_notes(*texts: str) -> OnScreen:
    screen = OnScreen()
    screen.press("n")
    for text in texts:
        screen.type(text, "enter")
    return screen


def test_up_takes_the_last_note_up_and_once_more_the_one_before() -> None:
    screen = with_notes("waited 3 weeks", "spoke to finance")
    screen.press("up")
    assert screen.note == "spoke to finance"
    pane = joined(screen.pane("Notes"))
    assert "✎ Correcting: Enter keeps it, Esc leaves it as it was." in pane
    screen.press("up")
    screen.type(" and 2 days", "enter")
    assert notes(screen) == ["waited 3 weeks and 2 days", "spoke to finance"]
    assert screen.call.notes[0].before == ("waited 3 weeks",)
    assert "2:03 PM✎waited 3 weeks and 2 days" in joined(screen.pane("Notes"))


def test_a_correction_is_left_with_esc_and_the_note_stays_as_it_was() -> None:
    screen = with_notes("waited 3 weeks")
    screen.press("up")
    screen.type(" and more", "escape")
    assert notes(screen) == ["waited 3 weeks"]
    screen.press("n")
    assert screen.note == ""


def test_a_note_emptied_is_withdrawn_and_stays_on_record_as_such() -> None:
    screen = with_notes("wrong caller", "right caller")
    screen.press("up", "up")
    screen.burst("end", "ctrl+u", "enter")
    assert notes(screen) == ["right caller"]
    assert of_kind(ev.Corrected, screen.events)[-1].what == "Note: wrong caller"


def test_up_without_a_note_says_that_there_is_none() -> None:
    screen = OnScreen()
    screen.press("n", "up")
    assert "There is no earlier note to correct." in screen.status


def test_up_within_a_text_does_not_throw_it_away() -> None:
    screen = with_notes("waited 3 weeks")
    screen.type("a new one", "up", "enter")
    assert notes(screen) == ["waited 3 weeks", "a new one"]


def test_a_pasted_text_of_several_lines_is_one_note() -> None:
    screen = OnScreen()
    screen.paste("Dear sirs,\r\n\r\n  my title\rhas not come.\n")
    assert screen.scene.typing
    assert screen.note == "Dear sirs,\n\n  my title\nhas not come.\n"
    screen.press("enter")
    assert notes(screen) == ["Dear sirs,\n\n  my title\nhas not come."]
    pane = screen.pane("Notes").splitlines()
    assert [one.strip("│ ").strip() for one in pane if "my title" in one] == ["my title"]


def test_a_paste_goes_where_the_cursor_is() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("waited weeks", "ctrl+left")
    screen.paste("three ")
    assert screen.note == "waited three weeks"


def test_a_paste_of_more_than_64_kb_becomes_a_note_of_its_own_whole() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("half a no")
    book = "".join(f"line {n}\n" for n in range(9_000))
    assert len(book) > LIMIT
    screen.paste(book)
    assert notes(screen) == [book.strip()]
    assert screen.note == "half a no"
    assert f"{len(book):,} characters pasted: saved as a note of its own, whole." in screen.status
    assert "line 8999" in screen.pane("Notes")


def test_a_full_composer_says_so_and_keeps_what_it_has() -> None:
    screen = OnScreen()
    screen.paste("x" * (LIMIT - 1))
    screen.type("yz")
    assert screen.note == "x" * (LIMIT - 1) + "y"
    assert "The note is full: Enter keeps it, and the next one goes on." in screen.status


def test_ctrl_n_begins_a_new_line_within_a_note() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("one", "ctrl+n")
    screen.type("two", "enter")
    assert notes(screen) == ["one\ntwo"]


def test_the_newest_notes_are_in_sight_and_older_ones_a_page_key_away() -> None:
    texts = [act.Write(f"note number {n}.") for n in range(60)]
    screen = OnScreen("escalated-callers", *texts)
    screen.press("n")
    assert "number 59." in screen.pane("Notes")
    assert "number 0." not in screen.pane("Notes")
    screen.press(*["pageup"] * 4)
    assert "number 0." in screen.pane("Notes")
    screen.press(*["pagedown"] * 4)
    assert "number 59." in screen.pane("Notes")


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_line_passed_over_shows_at_once_and_in_words(size: tuple[int, int]) -> None:
    screen = OnScreen(size=size)
    screen.press("2", "1")
    assert screen.step[1] == "summarise"
    screen.press("1")
    assert screen.step[1] == "what-i-can-do"
    assert "Thank for explaining" in screen.status
    assert "1 skipped" in screen.text.splitlines()[0]
    screen.press("backspace")
    assert "! Skipped 2:03 PM" in screen.pane("Say")


def test_a_line_said_is_no_longer_passed_over() -> None:
    screen = OnScreen()
    screen.press("2", "1", "1", "backspace", "space")
    assert "skipped" not in screen.text.splitlines()[0]
    assert "✓ said 2:03 PM" in screen.pane("Say")


def test_esc_and_backspace_in_one_go_delete_no_word() -> None:
    screen = OnScreen()
    screen.press("1", "n")
    screen.type("hello there", "alt+backspace")
    assert screen.note == "hello there"
    assert "Nothing deleted. Esc, then Backspace: back one step." in screen.text
    assert not [one for one in screen.events if isinstance(one, ev.WentBack)]
    screen.press("escape", "c")
    screen.type("Dana Fox", "alt+backspace")
    assert screen.fields["caller"] == "Dana Fox"


def test_esc_and_n_in_one_go_keep_the_note_and_begin_the_next_one() -> None:
    screen = OnScreen()
    screen.press("n")
    screen.type("hello", "alt+n")
    screen.type("more", "escape")
    assert [note.text for note in screen.call.notes] == ["hello", "more"]


def test_details_in_one_row_keep_the_labels_that_they_need() -> None:
    known = (
        ("caller", "Dana"),
        ("effect", "late"),
        ("offered", "a refund"),
        ("mood_start", "calm"),
    )
    details = [act.WriteDetail(name, value) for name, value in known]
    screen = OnScreen("taking-over-a-call", *details, size=NARROW)
    shown = joined(screen.pane("Notes"))
    assert "Dana" in shown
    for name, value in known[1:]:
        assert f"{screen.now.field(name).label}: {value}" in shown
