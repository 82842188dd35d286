"""Conditions on the screen: what is not for this call is not shown; a key keeps its meaning."""

from conditional import MEMBERS, members, parsed
from kit import with_script
from on_screen import NARROW, OnScreen

from guide.call import events as ev


def on_members(**more: object) -> OnScreen:
    return OnScreen("members", library=members(), **more)


def test_a_choice_that_is_not_open_stands_with_its_number_and_says_when_it_is() -> None:
    screen = on_members()
    assert "2  To the offer for members" in screen.text
    assert "only if Member is yes" in screen.text
    screen.press("c", "y", "escape")
    assert "2  To the offer for members" in screen.text
    assert "only if Member is yes" not in screen.text
    assert "only if Member is no" in screen.text
    screen.press("2")
    assert screen.step == ("members", "offer")


def test_its_key_tells_why_and_which_key_mends_it_and_does_nothing_else() -> None:
    screen = on_members()
    before = screen.call
    screen.press("2")
    assert "Choice 2 is open only if Member is yes. Press c." in screen.text
    assert screen.call is before
    screen.press("3")
    assert "Choice 3 is open only if Member is no. Press c." in screen.text
    assert screen.view.panel is None, "a choice that ends the call asks for nothing while closed"


def test_a_line_comes_and_goes_with_the_answers_it_depends_on() -> None:
    screen = on_members()
    assert "Thank you for being a member." not in screen.text
    screen.press("c", "y")
    screen.type("9", "enter")
    screen.press("escape")
    assert "Thank you for being a member." in screen.text
    screen.press("space", "space")
    assert [e.line for e in screen.events if isinstance(e, ev.Said)] == ["hello", "thanks"]


def marked(screen: OnScreen) -> str:
    return screen.scene.marked.id if screen.scene.marked else ""


def test_what_an_answer_has_to_be_said_is_the_line_to_say() -> None:
    screen = on_members()
    screen.press("space")
    assert marked(screen) == "hello"
    screen.press("c", "y")
    screen.type("9", "enter")
    screen.press("escape")
    assert marked(screen) == "thanks", "what was said is not what is to be said next"
    screen.press("space")
    assert [e.line for e in screen.events if isinstance(e, ev.Said)] == ["hello", "thanks"]


def test_the_mark_stays_on_its_line_where_another_comes_before_it() -> None:
    before = """
  [[step.line]]
  id = "before"
  text = "You may cancel at any time."
  when = "member = yes"

  [[step.line]]
  id = "hello\""""
    changed = MEMBERS.replace('\n  [[step.line]]\n  id = "hello"', before)
    assert changed != MEMBERS
    screen = OnScreen("members", library=with_script(parsed(changed)))
    assert marked(screen) == "hello"
    screen.press("c", "y", "escape")
    assert [line.id for line in screen.scene.lines][:2] == ["before", "hello"]
    assert marked(screen) == "hello"


def test_at_80_by_24_the_reason_is_there_too() -> None:
    screen = on_members(size=NARROW)
    assert "only if Member is yes" in screen.text
    assert "only if Member is no" in screen.text


def test_what_filled_a_line_is_told_where_it_is_told_that_it_was_skipped_or_undone() -> None:
    place = "Hello, {caller}, how can I help?"
    text = MEMBERS.replace("Hello, how can I help?", place)
    text = text.replace(f'"{place}"', f'"{place}"\n  must_say = true')
    screen = OnScreen("members", library=with_script(parsed(text)))
    screen.press("c", "y")
    screen.press("escape", "space", "u")
    assert "Said: Hello, ‹caller?›" in screen.text
    screen.press("u", "2")
    assert "Skipped: Hello, ‹caller?›, how" in screen.status
