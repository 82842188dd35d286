"""A call in another language: what is said, what is recorded of it, and what is never said."""

from hotline import AT, GO_UP, approved, hotline, signed, stale, with_day
from kit import Desk, of_kind, shipped, warned, with_script
from msgspec import UNSET
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed
from guide.call.fold import call_of
from guide.record.codec import Chain, decoded, encoded
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.record.summary.toml import toml_text
from guide.script.library import Library
from guide.script.model import Status, Translation, Wording

SPANISH = act.SwitchLanguage("es")
ENGLISH = "Go to the highest floor now. Do not walk through moving water."


def begun(*actions: act.Action, library: Library | None = None) -> Desk:
    return Desk("flood-line", *actions, library=library or approved())


def said(desk: Desk) -> list[ev.Said]:
    return of_kind(ev.Said, desk.events)


def test_a_line_is_said_in_the_language_of_the_call_and_recorded_to_the_letter() -> None:
    desk = begun(SPANISH, act.Choose(1), act.Say())
    [event] = said(desk)
    assert (event.text, event.language, event.untranslated) == (GO_UP, "es", UNSET)
    assert (event.approved_by, event.status) == ("Ana Ruiz", "approved")


def test_what_is_filled_in_stands_in_the_translation() -> None:
    desk = begun(SPANISH, act.Say())
    assert "habla ‹Robin›." in said(desk)[0].filled


def test_the_day_is_filled_in_so_that_it_is_read_in_any_language() -> None:
    of_day = (ENGLISH, f"{ENGLISH} It is {{today}}."), (GO_UP, f"{GO_UP} Es {{today}}.")
    script = hotline(*of_day)
    desk = begun(act.Choose(1), act.Say(), library=with_script(signed(script).applied(script)))
    assert said(desk)[-1].filled == f"{ENGLISH} It is ‹Fri, Nov 20, 2026›."
    desk.do(SPANISH, act.Say())
    assert said(desk)[-1].filled == f"{GO_UP} Es ‹2026-11-20›."


def test_a_date_that_was_answered_is_filled_in_in_figures_too() -> None:
    desk = begun(act.Choose(1), act.WriteDetail("day", "12/3"), act.Say(), library=with_day())
    assert said(desk)[-1].filled == f"{ENGLISH} By ‹Thu, Dec 3, 2026›."
    desk.do(SPANISH, act.Say())
    assert said(desk)[-1].filled == f"{GO_UP} Hasta ‹2026-12-03›."


def test_without_a_language_events_are_as_they_always_were() -> None:
    desk = begun(act.Choose(1), act.Say())
    [event] = said(desk)
    assert (event.text, event.language) == (ENGLISH, UNSET)
    assert b"language" not in encoded(desk.call.entries)[0]


def test_a_call_switches_in_its_middle_and_back() -> None:
    desk = begun(act.Say(), SPANISH, act.Choose(1), act.Say(), act.SwitchLanguage("en"))
    assert desk.call.language == "en"
    assert desk.now.words(desk.now.lines[0]) == ENGLISH
    desk.do(act.Say())
    assert [event.language for event in said(desk)] == [UNSET, "es", "en"]


def test_a_line_that_was_said_is_said_once_more_in_another_language_and_not_twice_in_one() -> None:
    desk = begun(act.Say("hello"), SPANISH, act.Say("hello"))
    assert len(said(desk)) == 2
    assert desk.refused(act.Say("hello")).startswith("Already said at")


def test_a_stale_translation_is_never_the_words_to_say() -> None:
    desk = begun(SPANISH, act.Choose(1), library=stale())
    line = desk.now.lines[0]
    assert desk.now.words(line).startswith("Go up to the roof now.")
    why = "The Spanish translation is stale: the words have changed since it was approved."
    assert desk.now.why_untranslated(line) == why
    desk.do(act.Say())
    [event] = said(desk)
    assert (event.text[:5], event.language, event.untranslated) == ("Go up", "en", why)


def test_a_language_without_any_translation_is_said_with_each_line() -> None:
    desk = begun(act.SwitchLanguage("ar"), act.Choose(1))
    [over] = of_kind(ev.PassedOver, desk.events)
    assert over.untranslated == "No Arabic translation."


def test_words_of_ones_own_are_recorded_beside_the_translation() -> None:
    desk = begun(SPANISH, act.Choose(1), act.Adapt("¡Suban ya!", "they shouted"))
    [adapted] = of_kind(ev.Adapted, desk.events)
    assert (adapted.words, adapted.text, adapted.language) == ("¡Suban ya!", GO_UP, "es")


def test_a_warning_is_given_in_the_language_of_the_call() -> None:
    stop = Translation(
        "es", "Pare.", Status.APPROVED, Wording("Pare.", Status.APPROVED, "Ana", AT, "es")
    )
    protocol = shipped().script("hang-up-protocol")
    spanish = protocol.with_lines(
        lambda line: replace(line, translations=(stop,)) if line.grounds else line
    )
    desk = Desk("escalated-callers", SPANISH, *warned(), library=with_script(spanish))
    [given] = of_kind(ev.WarningGiven, desk.events)
    assert (given.text, given.language, given.approved_by) == ("Pare.", "es", "Ana")


def test_what_is_no_language_is_refused_and_the_same_one_changes_nothing() -> None:
    desk = begun(SPANISH)
    assert desk.refused(act.SwitchLanguage("Spanish")) == (
        "“Spanish” is not the code of a language."
    )
    assert desk.ask(SPANISH) == Allowed()


def test_a_switch_can_be_undone() -> None:
    desk = begun(SPANISH, act.Correct())
    assert desk.call.language is None
    assert "habla" not in desk.now.words(desk.now.lines[0])


def test_conditions_ask_for_the_language() -> None:
    desk = begun(act.Choose(1))
    assert desk.now.coaching == ()
    desk.do(SPANISH)
    assert desk.now.coaching == ("Ask the interpreter to stay on the line.",)
    desk.do(act.SwitchLanguage("en"))
    assert desk.now.coaching == ()


def test_where_the_script_names_no_language_a_call_is_in_none_of_those_asked_for() -> None:
    unnamed = approved(("not language = en", "language != es"), ('language = "en"  ', ""))
    desk = begun(act.Choose(1), library=unnamed)
    assert desk.now.coaching, "the call is not in Spanish"
    assert desk.now.languages == ("", "es")


def test_the_languages_to_choose_from_are_the_own_one_and_those_translated_into() -> None:
    assert begun().now.languages == ("en", "es")
    assert begun(act.SwitchLanguage("ar")).now.languages == ("en", "es", "ar")


def test_a_call_in_another_language_comes_back_from_its_journal() -> None:
    desk = begun(SPANISH, act.Say(), act.Choose(1))
    data = encoded(desk.call.entries)[0]
    assert call_of(decoded(data.splitlines())) == desk.call


def test_the_summary_names_the_language_of_each_line() -> None:
    desk = begun(act.Say(), SPANISH, act.Choose(1), act.Say(), library=stale())
    summary = summary_of(desk.call, Chain(len(desk.events)))
    page, data = markdown(summary), toml_text(summary)
    assert "- Language: Spanish from" in page
    assert "(English, approved by Kim Lee" in page
    assert (
        "; the Spanish translation is stale: the words have changed since it was approved" in page
    )
    assert 'language = "es"' in data
    assert 'untranslated = "The Spanish translation is stale' in data
