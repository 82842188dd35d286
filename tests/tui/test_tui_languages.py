"""A call in another language on the screen, also one that is written from right to left."""

import pytest
from hotline import GO_UP, approved, hotline, signed, stale, with_day
from kit import with_script
from on_screen import NARROW, OnScreen
from panes import joined

from guide.call import actions as act
from guide.call import events as ev
from guide.script.library import Library, parse_script
from guide.text import cells, runs_from_right
from guide.tui.pane import Pane
from guide.tui.rows import Span, Voice, fit, hanging, isolated, row, wrapped

ARABIC = "اصعد إلى أعلى طابق الآن، {agent}، ولا تمشِ في مياه جارية."
JAPANESE = "今すぐ一番高い階へ上がってください。流れる水の中を歩かないでください。{agent}です。"
FROM_RIGHT, FROM_LEFT, ISOLATED = "\u2067", "\u2066", "\u2069"


def with_words(code: str, words: str) -> Library:
    own = "Flood hotline, {agent} speaking. Is anybody in danger right now?"
    script = hotline((f'text = "{own}"\n', f'text = "{own}"\n  translation.{code} = "{words}"\n'))
    return with_script(signed(script, ("es", code)).applied(script))


def on_call(*actions: act.Action, library: Library | None = None, size=NARROW) -> OnScreen:
    return OnScreen("flood-line", *actions, library=library or approved(), size=size)


def footer_key(screen: OnScreen, key: str) -> Span:
    return next(span for row in screen.rows for span in row if span.text == key)


def test_a_key_opens_the_languages_and_a_digit_switches() -> None:
    screen = on_call()
    screen.press("l")
    assert "1   English" in screen.text
    assert "2   Spanish" in screen.text
    assert "2 of 2 lines of this" in screen.text
    screen.press("2")
    assert screen.events[-1] == ev.LanguageChosen("es")
    assert "Línea de inundaciones" in screen.text
    assert "Required – not said yet · Spanish" in screen.text
    screen.press("space")
    assert "✓ said 2:03 PM · Spanish" in screen.text
    screen.press("l", "1")
    assert "Flood hotline, ‹" in screen.text
    assert "✓ said 2:03 PM · Spanish" in screen.text, "it was not said in English"


@pytest.mark.parametrize("words", ["piso mas alto", "highest floor"])
def test_words_are_found_in_the_callers_language_and_in_the_scripts(words: str) -> None:
    screen = on_call()
    screen.press("l", "2", "slash")
    screen.type(words)
    screen.press("enter", "enter")
    assert screen.step == ("flood-line", "danger")
    screen = on_call()
    screen.press("slash")
    screen.type("piso mas alto")
    assert "Nothing has these words." in screen.text, "it is on no screen of this call"


def test_a_line_that_was_said_keeps_no_tick_for_what_was_answered_since() -> None:
    first, then = act.WriteDetail("day", "12/3"), act.WriteDetail("day", "12/4")
    screen = on_call(act.Choose(1), first, act.Say(), library=with_day())
    assert "✓ said 2:03 PM" in joined(screen.pane("Say"))
    assert "as it stands now" not in screen.text
    screen.do(then)
    told = "✓ said 2:03 PM with ‹Thu, Dec 3, 2026› – not as it stands now"
    assert told in joined(screen.pane("Say"))
    assert "‹Fri, Dec 4, 2026›" in joined(screen.pane("Say"))
    screen.press("space")
    assert "‹Fri, Dec 4, 2026›" in screen.events[-1].filled
    assert "as it stands now" not in screen.text
    screen.press("space")
    assert "Already said at" in screen.text


def test_what_a_line_was_said_with_is_told_after_a_switch_of_language_too() -> None:
    first, then = act.WriteDetail("day", "12/3"), act.WriteDetail("day", "12/4")
    screen = on_call(act.Choose(1), first, act.Say(), library=with_day())
    screen.do(act.SwitchLanguage("es"))
    assert "✓ said 2:03 PM · English" in joined(screen.pane("Say"))
    screen.do(then)
    told = "✓ said 2:03 PM with ‹Thu, Dec 3, 2026› – not as it stands now · English"
    assert told in joined(screen.pane("Say"))


def test_the_mark_goes_to_the_next_line_that_is_to_be_said_anew() -> None:
    choice = '  [[step.choice]]\n  label = "They understood"'
    second = '  [[step.line]]\n  id = "again"\n  text = "Once more: by {day}."\n\n'
    screen = on_call(
        act.Choose(1),
        act.WriteDetail("day", "12/3"),
        act.Say("go-up"),
        act.Say("again"),
        library=with_day((choice, f"{second}{choice}")),
    )
    screen.do(act.WriteDetail("day", "12/4"))
    screen.press("space", "space")
    said = [event for event in screen.events if isinstance(event, ev.Said)]
    assert [one.line for one in said] == ["go-up", "again", "go-up", "again"]
    assert "as it stands now" not in screen.text
    screen.press("space")
    assert "Already said at" in screen.text


def test_space_is_offered_again_where_it_says_a_line_anew() -> None:
    first, then = act.WriteDetail("day", "12/3"), act.WriteDetail("day", "12/4")
    for anew in (then, act.SwitchLanguage("es")):
        screen = on_call(act.Choose(1), first, act.Say(), library=with_day())
        assert footer_key(screen, "Space").voice is Voice.KEY_OFF
        screen.do(anew)
        assert footer_key(screen, "Space").voice is Voice.TITLE


def test_the_hotline_is_taken_to_its_end_in_two_languages_by_keyboard() -> None:
    screen = on_call()
    screen.press("space", "l", "2", "space", "1", "space", "1", "y")
    said = [event for event in screen.events if isinstance(event, ev.Said)]
    assert [event.language or "own" for event in said] == ["own", "es", "es"]
    assert said[-1].text == GO_UP
    assert isinstance(screen.events[-1], ev.Ended)


def test_the_name_of_the_language_is_told_whole_however_long_it_is() -> None:
    danger = 'Is anybody in danger right now?"\n'
    script = hotline((danger, f"{danger}  before_going_on = true\n"))
    screen = on_call(act.SwitchLanguage("es"), library=with_script(signed(script).applied(script)))
    assert "Required to go on – not said yet · Spanish" in joined(screen.pane("Say"))


def test_labels_titles_and_the_flow_stay_in_the_language_of_the_agent() -> None:
    screen = on_call(act.SwitchLanguage("es"))
    assert "Somebody is in danger" in screen.text
    assert "Greet" in screen.text


def test_where_no_translation_is_approved_the_approved_words_stand_with_the_reason() -> None:
    for size in (NARROW, (120, 36)):
        screen = on_call(act.SwitchLanguage("es"), act.Choose(1), library=stale(), size=size)
        told = " ".join(screen.text.replace("│", " ").split())
        assert "Go up to the roof now." in told
        assert "! The Spanish translation is stale" in told
        assert "In your own words: x" in told
        assert "Required – not said yet · English" in told
        assert "Suba" not in screen.text, "it may say the very thing that was mended"


def test_without_a_translation_the_key_says_that_there_is_none() -> None:
    screen = OnScreen("escalated-callers")
    screen.press("l")
    assert "No line of this script has a translation." in screen.text


def test_a_line_from_right_to_left_turns_nothing_round_but_itself() -> None:
    screen = on_call(act.SwitchLanguage("ar"), library=with_words("ar", ARABIC))
    painted = [
        strip.text
        for pane in screen.app.screen.query(Pane)
        for strip in (pane.render_line(y) for y in range(pane.size.height))
        if "طابق" in strip.text or "جارية" in strip.text
    ]
    assert painted
    for text in painted:
        before, _, rest = text.partition(FROM_RIGHT)
        inside, _, after = rest.partition(ISOLATED)
        assert before.strip(" ▌│") == ""
        assert after.strip(" ") == ""
        assert inside.strip() == inside
    assert all(cells(text) == cells(painted[0]) for text in painted)


def test_what_is_filled_in_stays_within_the_line_that_it_is_filled_into() -> None:
    spans = row(
        Span("▌ ", Voice.BAR),
        Span("“مرحبا ", Voice.LINE),
        Span("‹Dana›", Voice.FILLED_IN),
        Span(" كيف”", Voice.LINE),
    )
    shown = "".join(span.text for span in isolated(fit(spans, 30)))
    assert shown == f"▌ {FROM_RIGHT}“مرحبا ‹Dana› كيف”{ISOLATED}" + " " * (
        30 - cells(shown.strip())
    )
    assert cells(shown) == 30


def test_two_texts_from_right_to_left_in_a_row_are_kept_apart() -> None:
    spans = row(Span("مرحبا"), Span(" │ ", Voice.BORDER), Span(" سلام "))
    shown = "".join(span.text for span in isolated(spans))
    assert shown == f"{FROM_RIGHT}مرحبا{ISOLATED} │  {FROM_RIGHT}سلام{ISOLATED} "


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("┃ ▶ ברכה              ┃", f"┃ ▶ {FROM_RIGHT}ברכה{ISOLATED}              ┃"),
        ("■ נקבע תור ", f"■ {FROM_RIGHT}נקבע תור{ISOLATED} "),
        ("! לא להבטיח", f"! {FROM_RIGHT}לא להבטיח{ISOLATED}"),
        ("│ ╭─ כן, כואב ───╮", f"│ ╭─ {FROM_RIGHT}כן, כואב{ISOLATED} ───╮"),
        (
            "2┤ Abc אבג 12 │ שלום",
            f"2┤ {FROM_LEFT}Abc אבג 12{ISOLATED} │ {FROM_RIGHT}שלום{ISOLATED}",
        ),
        ("✓ שלום · step 2", f"✓ {FROM_RIGHT}שלום{ISOLATED} · step 2"),
    ],
)
def test_no_frame_and_no_mark_is_turned_round(text: str, shown: str) -> None:
    assert isolated((Span(text),)) == (Span(shown),)


GREETING = """
[script]
id = "one"
title = "One"
use_when = "Somebody calls."
version = "1"
[[ending]]
id = "done"
label = "Done"
[[step]]
id = "greet"
title = "Greet"
  [[step.line]]
  id = "hello"
  text = "WORDS"
  [[step.choice]]
  label = "End"
  end = "done"
"""


@pytest.mark.parametrize(
    "words",
    [
        "Hello, is that you on the phone again, dear {caller}?",
        "您好 {caller}，我是 {agent}。请您稍等一下，请您稍等一下，请您稍等一下。",
    ],
)
def test_each_row_of_a_line_runs_as_the_line_does_whoever_is_named_in_it(words: str) -> None:
    script, problems = parse_script(GREETING.replace("WORDS", words), "one.toml")
    assert script is not None, problems
    named = act.WriteDetail("caller", "محمد عبد الرحمن بن عبد العزيز الطويل")
    screen = OnScreen("one", named, library=with_script(script), size=NARROW)
    pane = screen.app.screen.query_one("#say", Pane)
    rows = [pane.render_line(y).text for y in range(pane.size.height)]
    of_line = [text for text in rows if text[:1] in "▌│" and ISOLATED in text]
    assert len(of_line) > 1
    assert all(FROM_LEFT in text and FROM_RIGHT not in text for text in of_line)


def test_the_keys_of_a_list_are_not_turned_round() -> None:
    script, problems = parse_script(GREETING.replace('"Done"', '"נקבע תור"'), "one.toml")
    assert script is not None, problems
    screen = OnScreen("one", library=with_script(script), size=NARROW)
    screen.press("e")
    [shown] = [one.text for one in screen.strips if "1   " in one.text and "נקבע" in one.text]
    key, _, label = shown.partition(FROM_RIGHT)
    assert "1   " in key
    assert label.startswith(f"נקבע תור{ISOLATED}")


@pytest.mark.parametrize("keys", [("c",), ("n",)])
def test_what_is_typed_from_the_right_turns_nothing_round_beside_it(keys: tuple[str, ...]) -> None:
    screen = OnScreen(size=NARROW)
    screen.press(*keys)
    screen.type("محمد رحمن")
    painted = [one.text for one in screen.strips if "محمد" in one.text]
    assert painted
    for text in painted:
        assert f"{FROM_RIGHT}محمد رحمن{ISOLATED}" in text
        assert cells(text) == NARROW[0]


def test_a_text_beside_its_lead_runs_as_the_whole_of_it_does() -> None:
    text = "Ask whether it is محمد عبد الرحمن"
    shown = [isolated(one) for one in hanging(row("· "), text, 20)]
    assert FROM_LEFT in shown[-1][-1].text
    assert runs_from_right(shown[-1][-1].text)


def test_rows_without_such_letters_are_left_as_they_are() -> None:
    spans = row("Dana", Span("日本", Voice.LINE))
    assert isolated(spans) is spans


def test_wide_wording_fits_its_box_and_no_row_begins_with_a_closing_sign() -> None:
    for size in (NARROW, (120, 36)):
        screen = on_call(act.SwitchLanguage("ja"), library=with_words("ja", JAPANESE), size=size)
        assert "今すぐ一番高い階へ" in screen.text.replace("\n", "")
        assert all(cells(line) <= size[0] for line in screen.text.split("\n"))
    for width in range(2, 40):
        rows = wrapped("「危険です。」ああ、はい。" * 3, width)
        assert "".join(rows) == "「危険です。」ああ、はい。" * 3
        assert all(cells(one) <= width for one in rows)
        if width > 6:
            assert not [one for one in rows if one[0] in "。、」"], width
