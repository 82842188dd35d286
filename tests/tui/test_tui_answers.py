"""Answers with a kind on the screen: one key, checked as they are left, to the end of a survey."""

import tomllib

import pytest
from kit import utc, with_script
from on_screen import OnScreen
from panes import joined
from script.outage_script import OUTAGES
from survey import SURVEY, survey_library

from guide.call import actions as act
from guide.call import events as ev
from guide.record.codec import Chain, encoded
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.summary.toml import toml_text
from guide.script.library import parse_script


def on_survey() -> OnScreen:
    return OnScreen("reader-survey", library=survey_library())


CALLER = {"caller": "Dana Fox", "number": "2125550147", "concern": "Late"}


def on_short_survey(
    fields: str, options: str = '["Paper", "Ebook", "Audio"]', **known: str
) -> OnScreen:
    """At its questions, of which it asks these alone, with what is `known`."""
    first, _, rest = SURVEY.partition('capture = ["bought_before"')
    text = f"{first}capture = [{fields}]{rest.partition(']')[2]}"
    text = text.replace("your {rating}", "it").replace('["Paper", "Ebook", "Audio"]', options)
    script, problems = parse_script(text, "survey.toml")
    assert script is not None, problems
    details = [act.WriteDetail(name, value) for name, value in known.items()]
    return OnScreen("reader-survey", act.Choose(1), *details, library=with_script(script))


def test_a_survey_with_every_kind_of_answer_is_taken_by_keyboard_to_its_end() -> None:
    screen = on_survey()
    screen.press("space", "1", "c")
    assert "Bought before – needed: y yes" in screen.text
    assert "Audio  " in screen.text, "a label takes the rows that it needs"
    screen.press("y", "2")
    screen.type("8", "enter")
    screen.type("11/18", "enter")
    assert screen.fields["last_order"] == "Wed, Nov 18, 2026", "it is shown as it is kept"
    screen.type("tomorrow", "enter")
    screen.type("2:30 pm", "enter")
    screen.type("312 555 0134", "enter")
    screen.type("Liked it.", "enter")
    screen.press("escape")
    details = {name: one.event.value for name, one in screen.call.details.items()}
    assert details == {
        "agreed": "yes",
        "bought_before": "yes",
        "format": "Ebook",
        "rating": "8",
        "last_order": "Wed, Nov 18, 2026",
        "call_on": "Sat, Nov 21, 2026",
        "call_at": "2:30 PM",
        "other_line": "312 555 0134",
        "remark": "Liked it.",
    }
    screen.press("1", "space", "e", "1", "y")
    assert isinstance(screen.events[-1], ev.Ended)
    chain = Chain(len(screen.call.entries), encoded(screen.call.entries)[1])
    summary = summary_of(screen.call, chain)
    page, toml = markdown(summary), tomllib.loads(toml_text(summary))
    assert "| Bought before | yes |" in page
    assert "| Last order | Wed, Nov 18, 2026 |" in page
    told = [(one["label"], one["value"]) for one in toml["answers"]]
    assert ("Format", "Ebook") in told


def test_an_enter_right_after_an_answer_of_one_key_confirms_it_and_passes_no_field_by() -> None:
    screen = on_survey()
    screen.press("1", "c", "n")
    screen.hit("enter")
    assert screen.app.focused.field.id == "format"
    screen.hit("enter")
    assert screen.app.focused.field.id == "rating", "the second one goes on"
    screen = on_survey()
    screen.press("1", "c", "n", "enter")
    assert screen.app.focused.field.id == "rating", "so does one that comes later"
    screen = on_survey()
    screen.press("1", "c", "n")
    screen.hit("2")
    screen.hit("enter")
    screen.type("8", "enter")
    assert screen.call.detail("format") == "Ebook"
    assert screen.call.detail("rating") == "8"


def test_what_is_no_answer_is_refused_where_it_is_typed_and_stays_to_be_mended() -> None:
    screen = on_survey()
    screen.press("1", "c", "n", "1")
    screen.type("12", "enter")
    assert "Rating: write a number from 0 to 10." in screen.text
    assert screen.call.detail("rating") == ""
    assert screen.fields["rating"] == "12"
    assert screen.app.focused.field.id == "rating", "one is not led on from it"
    screen.type("8", "enter")
    assert screen.call.detail("rating") == "8"
    assert screen.app.focused.field.id != "rating"


def test_a_key_is_a_letter_once_one_goes_on_with_a_text() -> None:
    screen = on_survey()
    screen.press("1", "c")
    screen.type("maybe")
    assert screen.fields["bought_before"] == "maybe"


def test_an_answer_that_is_there_is_changed_by_one_key() -> None:
    screen = on_survey()
    screen.press("1", "c", "y", "escape", "c", "up")
    assert screen.fields["bought_before"] == "yes"
    screen.press("n")
    screen.press("escape")
    assert screen.call.detail("bought_before") == "no"


@pytest.mark.parametrize("last", ["format", "rating"])
def test_an_answer_of_a_list_is_corrected_by_one_key_as_often_as_it_is_wrong(last: str) -> None:
    """Also where all else is answered, and no other field is gone on to from it."""
    fields = f'"bought_before", "{"rating" if last == "format" else "format"}", "{last}"'
    known = CALLER | {"format": "Ebook", "rating": "8", "bought_before": "yes"}
    screen = on_short_survey(fields, **known)
    screen.press("c")
    while screen.app.focused.field.id != "format":
        screen.press("tab")
    for key, answer in (("1", "Paper"), ("3", "Audio"), ("2", "Ebook")):
        screen.press(key)
        assert screen.fields["format"] == answer
        assert screen.call.detail("format") == answer


def test_a_key_replaces_an_answer_in_full_but_is_a_letter_where_it_makes_another_one() -> None:
    options = '["Paper", "Paper3", "Audio"]'
    screen = on_short_survey('"bought_before", "format"', options, **CALLER)
    screen.press("c", "y")
    screen.type("Paper")
    screen.press("3")
    assert screen.fields["format"] == "Paper3"
    screen.press("1")
    assert screen.fields["format"] == "Paper"


def test_an_option_of_a_long_list_is_typed_anew_once_it_is_kept() -> None:
    shops = str([f"Shop {letter}" for letter in "ABCDEFGHJKLM"]).replace("'", '"')
    screen = on_short_survey('"bought_before", "format"', shops, bought_before="yes", **CALLER)
    screen.press("c")
    screen.type("12", "enter")
    assert screen.call.detail("format") == "Shop M"
    screen.type("3", "enter")
    assert screen.call.detail("format") == "Shop C"


def test_an_answer_that_is_corrected_by_one_key_leads_to_what_is_still_needed() -> None:
    screen = on_short_survey('"format", "bought_before"', format="Ebook")
    screen.press("c")
    assert screen.app.focused.field.id == "bought_before"
    screen.press("shift+tab", "3")
    assert screen.app.focused.field.id == "bought_before", "what is not asked for comes after it"
    screen.press("n")
    assert screen.call.detail("bought_before") == "no"
    assert screen.app.focused.field.id == "caller"
    screen = on_short_survey('"format", "bought_before"')
    screen.press("c", *["shift+tab"] * 3)
    for text in CALLER.values():
        screen.type(text, "enter")
    assert (screen.call.detail("number"), screen.call.detail("concern")) == ("2125550147", "Late")
    assert screen.app.focused.field.id == "format", "what was passed by comes last for who calls"


@pytest.mark.parametrize(
    "asked", ['"caller", "{}", "rating"', '"{}", "caller", "rating"', '"rating", "{}"']
)
@pytest.mark.parametrize("field", ["bought_before", "format", "shop"])
def test_a_number_typed_behind_the_caller_s_name_is_their_number_and_no_answer(
    asked: str, field: str
) -> None:
    """At every step, whatever else it asks for: one types in the order in which they stand."""
    shops = [f"Shop {letter}" for letter in "ABCDEFGHJKLM"] if field == "shop" else ["1", "2", "4"]
    name = "format" if field == "shop" else field
    screen = on_short_survey(asked.format(name), str(shops).replace("'", '"'))
    screen.press("c")
    while screen.app.focused.field.id != "caller":
        screen.press("shift+tab")
    screen.type("Mary Quinn", "enter")
    screen.type("4420 7946 0018", "enter")
    screen.type("no parcel", "enter")
    screen.press("escape")
    written = {one: screen.call.detail(one) for one in screen.call.details}
    number, concern = written.pop("number"), written.pop("concern")
    assert (number, concern) == ("4420 7946 0018", "no parcel")
    assert written == {"agreed": "yes", "caller": "Mary Quinn"}


def test_an_enter_in_an_empty_number_leads_past_it_to_what_the_step_asks_for() -> None:
    screen = on_short_survey('"caller", "format"')
    screen.press("c")
    screen.type("Mary Quinn", "enter")
    assert screen.app.focused.field.id == "number"
    screen.press("enter", "enter")
    assert screen.app.focused.field.id == "format"


def test_that_what_is_needed_is_passed_by_empty_is_told() -> None:
    screen = on_short_survey('"format", "bought_before"', format="Ebook")
    screen.press("c", "shift+tab", "3", "enter")
    assert screen.app.focused.field.id == "caller"
    assert "“Bought before” is still needed." in screen.text
    screen.type("Dana Fox", "enter")
    assert "is still needed" not in screen.text


def test_an_enter_in_the_last_thing_that_is_needed_tells_so_and_not_that_it_is_saved() -> None:
    asked = '"caller", "number", "concern", "format"'
    screen = on_short_survey(asked, format="Ebook", caller="Dana", number="2125550147")
    screen.press("c")
    assert screen.app.focused.field.id == "concern"
    for _ in range(2):
        screen.wait(1)
        screen.press("enter")
        assert "“Concern” is still needed. Esc goes back to the call." in screen.status
        assert screen.app.focused.field.id == "concern"
    screen.type("Late", "enter")
    assert "Saved. Esc goes back to the call." in screen.status


def test_a_phone_number_that_can_be_none_is_doubted_and_kept() -> None:
    screen = on_survey()
    screen.press("1", "c")
    for _ in range(6):
        screen.press("down")
    screen.type("555")
    assert "Is “Other number” right? A US number" in joined(screen.pane("Details"))
    screen.press("escape")
    assert screen.call.detail("other_line") == "555"


def test_a_day_that_is_just_over_is_refused_and_one_far_ahead_is_asked_about() -> None:
    screen = on_short_survey('"call_on"', **CALLER)
    screen.press("c")
    screen.type("11/19", "enter")
    assert "Call again on: Thu, Nov 19, 2026 is over. Type today or a later day." in joined(
        screen.text
    )
    assert screen.call.detail("call_on") == ""
    screen.press("ctrl+u")
    screen.type("8/1", "enter")
    asked = "Is “Call again on” right? It is Sun, Aug 1, 2027, 254 days from now."
    assert asked in joined(screen.pane("Details"))
    assert screen.call.detail("call_on") == "Sun, Aug 1, 2027"
    screen.press("ctrl+u")
    screen.type("12/1", "enter")
    assert "Is “Call again on” right?" not in joined(screen.text)
    assert screen.call.detail("call_on") == "Tue, Dec 1, 2026"


def test_a_day_far_ahead_in_the_form_of_a_follow_up_is_asked_about_too() -> None:
    needs = '\n[[follow_up]]\nid = "visit"\nlabel = "Visit"\nneeds = ["call_on", "remark"]\n'
    script, problems = parse_script(SURVEY + needs, "survey.toml")
    assert script is not None, problems
    screen = OnScreen("reader-survey", library=with_script(script))
    screen.press("f", "8")
    assert screen.title == "Visit"
    screen.type("aug 1", "enter")
    asked = "Is “Call again on” right? It is Sun, Aug 1, 2027, 254 days from now."
    assert asked in joined(screen.pane("Visit"))
    screen.type("yes", "enter", "enter")
    assert "Is that the day?" in screen.status


def test_an_answer_that_says_nothing_by_itself_has_its_label_where_room_is_short() -> None:
    screen = OnScreen("reader-survey", library=survey_library(), size=(80, 24))
    screen.press("1")
    assert "Agreed to be asked: yes" in joined(screen.pane("Notes"))


def test_every_option_of_a_long_list_is_shown_and_chosen_by_its_number() -> None:
    shops = [f"Shop {letter}" for letter in "ABCDEFGHJKLM"]
    long = SURVEY.replace('["Paper", "Ebook", "Audio"]', str(shops).replace("'", '"'))
    script, problems = parse_script(long, "survey.toml")
    assert script is not None, problems
    screen = OnScreen("reader-survey", library=with_script(script))
    screen.press("1", "c", "y")
    shown = joined(screen.pane(screen.title))
    assert all(f"{n} {shop}" in shown for n, shop in enumerate(shops, 1))
    screen.type("12", "enter")
    assert screen.call.detail("format") == "Shop M"


def test_what_can_be_chosen_is_told_in_the_form_of_a_follow_up_too() -> None:
    rule = '\n[[follow_up]]\nid = "parcel"\nlabel = "Parcel"\nneeds = ["format", "number"]\n'
    script, problems = parse_script(SURVEY + rule, "survey.toml")
    assert script is not None, problems
    screen = OnScreen("reader-survey", library=with_script(script))
    screen.press("f", "8")
    assert screen.title == "Parcel"
    assert "1 Paper · 2 Ebook · 3 Audio" in joined(screen.pane(screen.title))
    screen.press("2")
    assert screen.fields["format"] == "Ebook"


def test_a_field_whose_text_was_refused_is_marked_until_the_text_is_another() -> None:
    screen = on_survey()
    screen.press("space", "1", "c", "y", "2")
    screen.type("many", "enter")
    assert "✗ Rating" in screen.pane("Details")
    screen.press("tab")
    assert "✗ Rating" in screen.pane("Details"), "one that was left, too"
    screen.press("shift+tab")
    screen.type("8")
    assert "✗ Rating" not in screen.pane("Details")
    screen.press("enter")
    assert "✗" not in screen.pane("Details")


CALL_ON = """
[[field]]
id = "call_on"
label = "Call on"
kind = "date"

[[follow_up]]
kind = "callback"
needs = ["number", "call_on"]
due = { aim = "agreed, within 3 days", latest = "agreed, within 3 days" }
"""


NUMBER, MONDAY = ("number", "312 555 0134"), ("call_on", "mon")
ON_RECORD = (act.WriteDetail(*NUMBER), act.WriteDetail(*MONDAY))


def on_call(
    *actions: act.Action, more: str = CALL_ON, known: tuple[act.Action, ...] = ON_RECORD
) -> OnScreen:
    """A call that has a day on record, and on which a callback needs one."""
    script, problems = parse_script(OUTAGES + more, "outages.toml")
    assert script is not None, problems
    return OnScreen("outages", *known, *actions, library=with_script(script))


def type_into(screen: OnScreen, field: str, text: str, *keys: str) -> None:
    while screen.app.focused.field.id != field:
        screen.press("tab")
    screen.type(text, *keys)


def test_a_day_typed_over_in_a_form_corrects_the_answer_and_moves_with_it() -> None:
    screen = on_call()
    screen.press("f", "1")
    type_into(screen, "call_on", "sun", "enter", "enter", "enter")
    assert "“Call on” is corrected, too." in screen.status
    assert screen.call.detail("call_on") == "Sun, Nov 22, 2026"
    screen.press("c")
    type_into(screen, "call_on", "mon", "enter")
    assert "Callback is due Mon, Nov 23 now." in joined(screen.text)
    screen.press("escape", "escape", "f", "a", "shift+tab")
    type_into(screen, "call_on", "sun", "enter", "enter", "enter")
    assert screen.call.detail("call_on") == "Sun, Nov 22, 2026"
    assert screen.call.follow_ups[0].due == utc("2026-11-23 05:59")


def test_a_day_that_is_refused_in_a_form_corrects_nothing() -> None:
    screen = on_call()
    screen.press("f", "1")
    type_into(screen, "call_on", "2026-12-20", "enter", "enter", "enter")
    assert not screen.call.follow_ups
    assert screen.call.detail("call_on") == "Mon, Nov 23, 2026"


def test_a_day_offered_from_the_details_that_is_refused_is_marked_and_gone_to() -> None:
    screen = on_call(act.WriteDetail("call_on", "2026-12-20"))
    screen.press("f", "1", "enter", "enter")
    assert "Mon, Nov 23 is the last day you can agree on" in screen.status
    assert screen.app.focused.field.id == "call_on"
    assert "✗ Call on" in screen.pane("Callback")


CALL_AT = CALL_ON.replace('"date"', '"time"')
BOTH = (
    CALL_ON.replace('"call_on"]', '"call_on", "call_at"]')
    + """
[[field]]
id = "call_at"
label = "Call at"
kind = "time"
"""
)


def test_of_a_day_and_a_time_that_are_over_the_time_is_gone_to() -> None:
    known = act.WriteDetail("call_on", "today"), act.WriteDetail("call_at", "9:00 AM")
    screen = on_call(*known, more=BOTH)
    screen.press("f", "1", "enter", "enter")
    assert "9:00 AM is over" in screen.status
    assert screen.app.focused.field.id == "call_at"


def test_a_day_is_looked_at_together_with_the_time_that_is_typed_beside_it() -> None:
    screen = on_call(act.WriteDetail("call_on", "9:00 AM"), more=CALL_AT, known=ON_RECORD[:1])
    screen.press("f", "1", "shift+tab")
    type_into(screen, "call_on", "5pm")
    type_into(screen, "due", "today", "enter", "enter")
    [held] = screen.call.follow_ups
    assert held.due == utc("2026-11-20 23:00")
    assert screen.call.detail("call_on") == "5:00 PM"


def test_a_day_of_another_script_than_that_in_hand_is_read_as_one() -> None:
    screen = on_call(act.AddFollowUp("callback"), act.GoTo("escalated-callers"))
    screen.press("f", "a")
    type_into(screen, "call_on", "someday", "enter")
    assert "Call on: “someday” is not a date." in screen.status
    assert "✗ Call on" in screen.pane("Callback")
    type_into(screen, "call_on", "sun", "enter", "enter", "enter")
    assert screen.call.follow_ups[0].field("call_on") == "Sun, Nov 22, 2026"
    assert screen.call.detail("call_on") == "Sun, Nov 22, 2026"


def test_a_second_promise_has_a_day_of_its_own_and_that_is_told() -> None:
    screen = on_call(act.AddFollowUp("callback"))
    screen.press("f", "1")
    type_into(screen, "call_on", "sun", "enter", "enter", "enter")
    told = "“Call on” stays Mon, Nov 23, 2026: F8 changes it."
    assert told in " ".join(screen.status.split())
    first, second = screen.call.follow_ups
    assert (first.due, second.due) == (utc("2026-11-24 05:59"), utc("2026-11-23 05:59"))
    screen.press("c")
    type_into(screen, "call_on", "today", "enter")
    told = "Callback is due Fri, Nov 20 now. Callback is due Sun, Nov 22. Still right?"
    assert told in " ".join(joined(screen.text).split())


@pytest.mark.parametrize("leaving", ["enter", "escape", "tab"])
def test_a_promised_day_that_is_taken_out_of_the_details_is_told_to_stay_promised(
    leaving: str,
) -> None:
    screen = on_call(act.AddFollowUp("callback", (NUMBER, MONDAY)))
    screen.press("c")
    type_into(screen, "call_on", "", "ctrl+u", leaving)
    assert screen.call.detail("call_on") == ""
    assert screen.call.follow_ups[0].field("call_on") == "Mon, Nov 23, 2026"
    told = "Callback keeps Mon, Nov 23, 2026. F4: change it."
    assert told in " ".join(joined(screen.text).split())


def test_a_promised_day_that_is_corrected_moves_what_is_due_by_it() -> None:
    screen = on_call(act.AddFollowUp("callback", (NUMBER, MONDAY)))
    screen.press("c")

    def type_day(day: str) -> None:
        type_into(screen, "call_on", day, "enter")

    type_day("sun")
    assert "Callback is due Sun, Nov 22 now." in joined(screen.text)
    assert screen.call.follow_ups[0].due == utc("2026-11-23 05:59")
    type_day("2026-12-20")
    assert "Mon, Nov 23 is the last day you can agree on" in joined(screen.text)
    assert screen.call.detail("call_on") == "Sun, Nov 22, 2026"
    screen.press("escape", "escape", "u", "u")
    assert screen.call.detail("call_on") == "Mon, Nov 23, 2026"
    assert screen.call.follow_ups[0].due == utc("2026-11-24 05:59")
    assert dict(screen.call.follow_ups[0].fields)["call_on"] == "Mon, Nov 23, 2026"
