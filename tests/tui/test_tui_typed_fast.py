"""What is typed fast, or on a busy machine: each letter is in the field it was typed for."""

import asyncio
from itertools import product

import pytest
from kit import of_kind
from on_screen import OnScreen
from sweeps import crossed, swept

from guide.call import actions as act
from guide.call import events as ev
from guide.tui.note_area import NoteArea
from guide.tui.notes import NotesPane
from guide.tui.panel_pane import FieldInput, PanelPane

BUSY_TURNS = 40
"""How often everything else has a turn while a field is opened or told that it has the focus."""

TURNS = (0, 3, 30)
"""How often everything else has a turn between two keys."""

MACHINES = ("busy", "quick")

IN_ONE_GO = pytest.mark.parametrize(
    ("machine", "turns"),
    swept(product(MACHINES, TURNS), [("busy", 0), ("quick", 3), ("busy", 30)]),
    indirect=["machine"],
)


@pytest.fixture(autouse=True)
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which fields open at once, or one that has much else to do, as is asked for."""
    if getattr(request, "param", "quick") == "quick":
        return

    def slow(of: type, name: str) -> None:
        done = getattr(of, name)

        async def later(*args: object, **named: object) -> object:
            for _ in range(BUSY_TURNS):
                await asyncio.sleep(0)
            result = done(*args, **named)
            result = await result if asyncio.iscoroutine(result) else result
            for _ in range(BUSY_TURNS):
                await asyncio.sleep(0)
            return result

        monkeypatch.setattr(of, name, later)

    slow(PanelPane, "_mount_fields")
    slow(NotesPane, "field")
    for field in (FieldInput, NoteArea):
        slow(field, "_on_focus")
        slow(field, "_on_blur")


def keys(text: str) -> list[str]:
    """A key for each character; a new line is Enter."""
    return [{"\n": "enter", " ": "space"}.get(one, one) for one in text]


DETAILS = "Dana Fox\n2125550147\nbill is wrong\n"


@IN_ONE_GO
def test_a_form_typed_in_one_go_has_each_letter_in_its_field(turns: int) -> None:
    screen = OnScreen()
    screen.trickle(turns, "c", *keys(DETAILS))
    assert {one.field: one.value for one in of_kind(ev.Detailed, screen.events)} == {
        "caller": "Dana Fox",
        "number": "2125550147",
        "concern": "bill is wrong",
    }


@IN_ONE_GO
def test_what_was_typed_as_a_field_opened_is_never_typed_over(turns: int) -> None:
    screen = OnScreen()
    screen.trickle(turns, "c", *keys("Dana F"))
    screen.keep_drafts()
    assert list(screen.call.drafts.values()) == ["Dana F"]
    screen.trickle(turns, *keys("ox"))
    assert screen.fields["caller"] == "Dana Fox"
    screen.press("tab", "shift+tab", "x")
    assert screen.fields["caller"] == "x", "what is come back to is selected"


@IN_ONE_GO
def test_a_follow_up_typed_in_one_go_is_recorded_as_it_was_typed(turns: int) -> None:
    screen = OnScreen()
    screen.press("f", "1")
    fields = [one.field.id for one in screen.screen.body.panel.inputs]
    typed = {"number": "2125550147", "done": ""}
    start = screen.screen.focused.field.id
    texts = [typed.get(one, f"the {one}") for one in fields[fields.index(start) :]]
    screen.trickle(turns, *keys("\n".join(texts)), "enter")
    (added,) = of_kind(ev.FollowUpAdded, screen.events)
    for name, text in zip(fields[fields.index(start) :], texts, strict=True):
        assert name == "done" or dict(added.fields)[name] == text


@IN_ONE_GO
def test_notes_typed_in_one_go_are_kept_each_once_and_as_it_was_typed(turns: int) -> None:
    screen = OnScreen()
    screen.trickle(turns, "n", *keys("bill is wrong\n2 weeks late"))
    screen.trickle(turns, *keys("!\nwaited"), "escape")
    notes = [note.text for note in screen.call.notes]
    assert notes == ["bill is wrong", "2 weeks late!", "waited"]
    screen.press("n")
    screen.trickle(turns, "up", *keys(" long"), "enter", "escape")
    assert [note.text for note in screen.call.notes] == [*notes[:2], "waited long"]


@IN_ONE_GO
def test_the_callers_words_are_typed_into_their_field_and_the_name_into_the_next(
    turns: int,
) -> None:
    screen = OnScreen("hang-up-protocol", act.Choose(3))
    screen.press("w", "1", "4")
    screen.wait(1)
    screen.trickle(turns, *keys("you parrot\nSam Lee"))
    assert screen.call.protocol.quoted == "you parrot"
    assert screen.fields == {"by": "Sam Lee"}


@IN_ONE_GO
def test_a_paste_stands_where_it_was_pasted(turns: int) -> None:
    screen = OnScreen()
    screen.trickle(turns, "c", *keys("Da"))
    screen.paste("na F")
    screen.trickle(turns, *keys("ox\n212"))
    assert screen.fields == {"caller": "Dana Fox", "number": "212", "concern": ""}


@IN_ONE_GO
def test_a_letter_right_after_a_field_was_left_is_no_part_of_what_was_typed(turns: int) -> None:
    screen = OnScreen()
    screen.press("c")
    screen.trickle(turns, *keys("Dana"), "escape", *keys("zz"))
    assert screen.call.detail("caller") == "Dana"
    assert screen.call.drafts in ({}, {"": "zz"})


@pytest.mark.parametrize(
    ("machine", "pace", "number"),
    crossed(MACHINES, [0.03, 0.09, 0.2], ["312 555 0199 is the cell", "5551234 again"]),
    indirect=["machine"],
)
def test_no_digit_of_a_number_is_lost_that_is_typed_where_no_field_is_open(
    pace: float, number: str
) -> None:
    screen = OnScreen("hang-up-protocol", size=(80, 24))
    screen.wait(3)
    for character in number:
        screen.wait(pace)
        screen.hit("space" if character == " " else character)
    assert screen.note == number
    assert screen.step == ("hang-up-protocol", "listen")


def typed_at(screen: OnScreen, text: str, pace: float, first: float) -> None:
    """Type a text at a pace, the second letter so many seconds after the first one."""
    screen.wait(3)
    for n, character in enumerate(text):
        screen.wait({0: 0, 1: first}.get(n, pace))
        screen.hit("space" if character == " " else character)


@pytest.mark.parametrize(
    ("machine", "pace", "text"),
    crossed(MACHINES, [0.03, 0.2], ["caller wants a supervisor", "xavier says it is paid"]),
    indirect=["machine"],
)
def test_a_sentence_that_began_with_the_key_of_a_form_is_in_the_note_whole(
    text: str, pace: float
) -> None:
    screen = OnScreen()
    typed_at(screen, text, pace, pace)
    assert (screen.note, screen.title) == (text, "")
    assert screen.call.details == {}
    screen.press("escape")
    assert [note.text for note in screen.call.notes] == [text]
    assert set(screen.call.drafts.values()) <= {""}


@pytest.mark.parametrize("machine", MACHINES, indirect=True)
@pytest.mark.parametrize(
    ("text", "first"), [("cdana fox is here", 0.3), ("cDana Fox the first", 0.03)]
)
def test_who_sees_the_form_or_begins_with_a_capital_types_into_the_form(
    text: str, first: float
) -> None:
    screen = OnScreen()
    typed_at(screen, text, 0.03, first)
    assert screen.fields["caller"] == text[1:]
    assert not screen.note


@pytest.mark.parametrize(
    ("key", "item"), [("e", "2"), ("a", "2"), ("g", "2"), ("m", "1"), ("w", "1")]
)
def test_the_key_of_the_panel_that_is_open_pressed_out_of_habit_makes_no_text_of_the_next_one(
    key: str, item: str
) -> None:
    once, twice = OnScreen(), OnScreen()
    once.press(key, item)
    twice.press(key, key)
    twice.wait(0.5)
    twice.hit(item)
    assert twice.note == ""
    assert twice.title == once.title
    assert [of.event for of in twice.call.entries] == [of.event for of in once.call.entries]
