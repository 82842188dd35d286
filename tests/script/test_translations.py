"""Translations of lines: what each is worth, and what `guide check` tells of them."""

import re
from pathlib import Path

import pytest
from hotline import AT, GO_UP, changed, hotline, in_readme, line, problems_of, signed
from small_scripts import HEAD, PROTOCOL, WARNING, ground, step

from guide.script import check_folder
from guide.script.accepted import settled
from guide.script.approval import (
    Approvals,
    approvals_text,
    parse_approvals,
    why_not_in,
)
from guide.script.checks_approval import checked_folder
from guide.script.findings import Severity
from guide.script.languages import is_language, language_meant, language_name
from guide.script.library import parse_script
from guide.script.model import Script, Status
from guide.script.signing import approval_of, changed_translations, withdrawal_of

GO_UP_ES = f'translation.es = "{GO_UP}"'
ROOF = ("Go to the highest floor now.", "Go up to the roof now.")


def in_spanish(script: Script, line_id: str = "go-up") -> tuple[Status | None, str]:
    """What the Spanish translation of a line is worth, and what is to be said in Spanish."""
    found = line(script, line_id).translation("es")
    return found.status if found else None, line(script, line_id).said_in("es").text


def test_the_hotline_of_the_readme_is_sound_and_lacks_nothing() -> None:
    assert problems_of(in_readme()) == ()
    assert hotline().languages == ("es",)


def test_a_translation_that_nobody_approved_is_not_what_is_said() -> None:
    script = hotline()
    words = line(script, "go-up").text
    assert in_spanish(script) == (Status.NEW, words)
    assert in_spanish(signed(script, ()).applied(script)) == (Status.NEW, words)
    assert why_not_in(line(script, "go-up"), "es") == "The Spanish translation is not approved."
    assert why_not_in(line(script, "go-up"), "ar") == "No Arabic translation."


def test_an_approved_translation_is_said_with_its_own_approval() -> None:
    script = hotline()
    applied = signed(script).applied(script)
    assert in_spanish(applied) == (Status.APPROVED, GO_UP)
    said = line(applied, "go-up").said_in("es")
    assert (said.by, said.at, said.language) == ("Ana Ruiz", AT, "es")
    assert line(applied, "go-up").spoken.by == "Kim Lee"
    assert why_not_in(line(applied, "go-up"), "es") == ""


def test_whoever_approves_the_words_does_not_approve_their_translations() -> None:
    script = hotline()
    [record] = signed(script, ()).records
    assert [one.language for one in record.lines] == ["", ""]
    assert "language" not in approvals_text(signed(script, ())).replace("language: en", "")


def test_a_translation_is_stale_once_other_words_are_approved_and_not_before() -> None:
    before, now = hotline(), hotline(ROOF)
    on_file = signed(before)
    # The agents still say what was approved: so its translation still holds.
    assert in_spanish(on_file.applied(now)) == (Status.APPROVED, GO_UP)
    on_file = signed(now, (), on_file)
    applied = on_file.applied(now)
    assert in_spanish(applied) == (
        Status.STALE,
        "Go up to the roof now. Do not walk through moving water.",
    )
    assert in_spanish(applied, "hello")[0] is Status.APPROVED
    assert "stale: the words have changed" in why_not_in(line(applied, "go-up"), "es")
    [change] = changed_translations(applied, on_file.signed(now.id), "es", "Ana Ruiz")
    assert (change.line, change.kind, change.source) == ("go-up", "stale", line(now, "go-up").text)
    assert in_spanish(signed(now, ("es",), on_file).applied(now)) == (Status.APPROVED, GO_UP)


def test_the_words_before_come_back_with_their_translation() -> None:
    before, now = hotline(), hotline(ROOF)
    on_file = signed(before, (), signed(now, (), signed(before)))
    assert in_spanish(on_file.applied(before)) == (Status.APPROVED, GO_UP)


def test_a_translation_that_was_changed_is_said_as_it_was_approved() -> None:
    script = hotline((GO_UP, "Suba ya."))
    assert in_spanish(signed(hotline()).applied(script)) == (Status.CHANGED, GO_UP)


def test_a_translation_that_was_taken_out_is_not_said_and_that_can_be_approved() -> None:
    script = hotline((f"  {GO_UP_ES}\n", ""))
    on_file = signed(hotline())
    assert in_spanish(on_file.applied(script)) == (Status.CHANGED, line(script, "go-up").text)
    assert in_spanish(signed(script, ("es",), on_file).applied(script))[0] is None


def test_translations_wait_until_the_words_they_translate_are_approved() -> None:
    before, now = hotline(), hotline(ROOF)
    on_file = signed(before)
    assert changed_translations(on_file.applied(now), on_file.signed(now.id), "es") == ()
    assert changed_translations(now, Approvals().signed(now.id), "es") == ()


def test_two_must_approve_a_translation_where_two_must_approve() -> None:
    script = hotline(('language = "en" ', 'approvers = 2\nlanguage = "en" '))
    on_file = Approvals()
    for who in ("Kim Lee", "Lou Roy"):
        record = approval_of(script, who, AT, signed=on_file.signed(script.id))
        on_file = on_file.with_more((record,))
    for who, worth in (("Ana Ruiz", Status.NEW), ("Eva Sol", Status.APPROVED)):
        applied = on_file.applied(script)
        record = approval_of(applied, who, AT, signed=on_file.signed(script.id), language="es")
        on_file = on_file.with_more((record,))
        assert in_spanish(on_file.applied(script))[0] is worth


def test_a_translation_can_be_withdrawn_alone() -> None:
    script = hotline()
    on_file = signed(script)
    for language, left in (("es", Status.APPROVED), ("", Status.NEW)):
        withdrawn = withdrawal_of(
            script,
            "Ana Ruiz" if language else "Kim Lee",
            "Lou Roy",
            AT,
            signed=on_file.signed(script.id),
            language=language,
        )
        on_file = on_file.with_more((withdrawn,))
        words = line(on_file.applied(script), "go-up")
        assert words.status is left
        assert words.said_in("es").language == ""


def test_approvals_of_translations_are_read_as_they_were_written() -> None:
    on_file = signed(hotline())
    text = approvals_text(on_file)
    assert parse_approvals(text, "approvals.toml") == (on_file, ())
    for spoilt, message in (
        (('language = "es"', 'language = "sp"'), "is not the code of a language"),
        (('language = "es"\n', ""), "has no effect without `language`"),
        (("source_sha256 = ", "sourc = "), "source_sha256"),
    ):
        _, problems = parse_approvals(text.replace(*spoilt), "approvals.toml")
        assert message in problems[0].message


def test_an_approval_bears_out_a_translation_in_its_language_alone() -> None:
    script = hotline()
    on_file = signed(script)
    sha = line(on_file.applied(script), "go-up").said_in("es").sha256
    named = ("flood-line", "go-up", sha, "Ana Ruiz", AT)
    assert on_file.bears_out(*named, "es")
    assert not on_file.bears_out(*named)
    assert not on_file.bears_out(*named, "ar")


HELLO_ES = (
    'translation.es = "Línea de inundaciones, habla {agent}. '
    '¿Hay alguien en peligro en este momento?"'
)
TWO_LINES = """must_say = true
  translation.ar = "{agent}"

  [[step.line]]
  id = "two"
  text = "Two."

  [[step.choice]]
  label = "Somebody"""
MISTAKES = {
    "a code of a country": (
        "translation.jp = 'x'",
        "bad-language",
        "`jp` in `translation` of line",
        "Write ja.",
    ),
    "a name": ("translation.Spanish = 'x'", "bad-language", "`Spanish`", "Write es."),
    "capitals": ("translation.PT-br = 'x'", "bad-language", "`PT-br`", "Write pt-BR."),
    "nothing at all": ("translation.xx = 'x'", "bad-language", "`xx`", "es, ar or pt-BR"),
    "no words": ("translation.ar = ' '", "empty-text", "`ar` in `translation` of line", "take"),
    "no text": ("translation.ar = 7", "wrong-type", "must be a text", "quotation marks"),
    "no table": ("translation = 'x'", "wrong-type", "must be a table", 'translation.es = "…"'),
    "a code alone": ("ar = 'x'", "unknown-key", "`ar`", 'translation.ar = "…"'),
    "a code of its own": ("text_ar = 'x'", "unknown-key", "`text_ar`", 'translation.ar = "…"'),
    "a target": ("to = 'danger'", "unknown-key", "`to`", "Take it out"),
    "its own language": ("translation.en = 'x {agent}'", "no-use", "which it is in", "Take"),
    "the line itself": (
        "translation.ar = 'Flood hotline - {agent} speaking. Is anybody in danger right now'",
        "same-translation",
        "The Arabic translation of line `hello` is the line itself.",
        "Translate it",
    ),
    "no place": ("translation.ar = 'x'", "other-places", "has no `{agent}`", "Put {agent}"),
    "another place": (
        "translation.ar = 'x {agente}'",
        "other-places",
        "has `{agente}`",
        "Write {agent}",
    ),
    "one place more": (
        "translation.ar = '{agent} {caller}'",
        "other-places",
        "has `{caller}`",
        "Take it out",
    ),
    "a place half written": (
        "translation.ar = 'x {agent, x'",
        "other-places",
        "has no `{agent}`",
        "It has a single {: write {agent} there.",
    ),
    "a brace alone": (
        "translation.ar = 'x {agent} }'",
        "stray-brace",
        "the Arabic translation of line `hello` has a single }",
        "Take it out",
    ),
    "an unseen sign": (
        "translation.ar = 'x\u00ad {agent}'",
        "unsafe-character",
        "the Arabic translation",
        "Delete",
    ),
    "a look-alike": ("translation.fr = 'раris {agent}'", "look-alike", "French", "Type the word"),
    "to a colleague": (
        "audience = 'colleague'\ntranslation.ar = 'x {agent}'",
        "no-use",
        "said to a colleague",
        "Take `translation` out",
    ),
}


@pytest.mark.parametrize("kind", MISTAKES)
def test_each_mistake_of_a_translation_has_its_line_its_cause_and_how_to_mend_it(kind: str) -> None:
    written, code, message, fix = MISTAKES[kind]
    text = changed((HELLO_ES, written))
    found = [one for one in problems_of(text) if one.code != "no-translation"]
    at = text.split("\n").index(next(one for one in text.split("\n") if written[-12:] in one)) + 1
    assert [(one.line, one.code) for one in found] == [(at, code)], found
    assert message.lower() in found[0].message.lower()
    assert fix in found[0].fix


@pytest.mark.parametrize(
    ("half", "fix"),
    [
        ("{agent ", "Write {agent}, if it is to be filled in."),
        ("agent} ", "Write {agent}, if it is to be filled in."),
        ("{agnt ", "Take it out, or write the id of a field between { and }."),
    ],
)
def test_a_brace_that_is_missing_in_a_line_is_not_blamed_on_its_translation(
    half: str, fix: str
) -> None:
    [problem] = problems_of(changed(("Flood hotline, {agent} ", f"Flood hotline, {half}")))
    assert (problem.code, problem.fix) == ("stray-brace", fix)
    assert problem.message.endswith("translations are compared once that is mended.")


def test_a_brace_too_many_in_a_line_hides_no_place_of_its_translation() -> None:
    spoilt = ("Flood hotline, {agent} ", "Flood hotline, {agent}} ")
    [brace, place] = problems_of(changed(spoilt, ("habla {agent}.", "habla {caller}.")))
    assert (brace.code, place.code) == ("stray-brace", "other-places")
    assert brace.message.endswith("which cannot be said.")


def test_a_place_that_is_no_place_in_a_line_is_not_blamed_on_its_translation() -> None:
    [problem] = problems_of(
        changed(
            ("{agent} speaking. Is", "{agent speaking} Is"),
            ("habla {agent}.", "habla {agent}, {caller}."),
        )
    )
    assert problem.code == "unknown-field"


@pytest.mark.parametrize(
    "heading",
    [
        "[translation]",
        "[step.translation]",
        "[line.translation]",
        "[steps.line.translation]",
        "[step.lines.translation]",
        "[[step.line.translation]]",
    ],
)
def test_a_misspelt_table_of_translations_is_told_with_the_right_heading(heading: str) -> None:
    said = "Suba ahora al piso más alto. No camine por agua en movimiento."
    text = changed((f'translation.es = "{said}"\n  must_say = true\n',
                    f'must_say = true\n  {heading}\n  es = "{said}"\n'))  # fmt: skip
    [problem] = [one for one in problems_of(text) if one.severity is Severity.ERROR]
    assert problem.fix.count("[step.line.translation]") == 1
    assert text.split("\n")[problem.line - 1].strip() == heading


def test_a_language_that_was_taken_out_is_told_with_how_to_write_it_again(tmp_path: Path) -> None:
    plain = changed((', when = "not language = en"', ""))
    (tmp_path / "approvals.toml").write_text(approvals_text(signed(hotline(text=plain))), "utf-8")
    without = re.sub('language = "en".*\n', "", plain)
    (tmp_path / "flood-line.toml").write_text(without, "utf-8")
    [problem] = check_folder(tmp_path)
    assert problem.fix.startswith('Write language = "en" under [script] again, or have it approved')
    [problem] = problems_of(re.sub('language = "en".*\n', "", in_readme()))
    assert 'write language = "en" under [script]' in problem.fix


def test_a_translation_beside_no_text_is_told() -> None:
    gap = changed(
        ('text = "Go to the highest floor now. Do not walk through moving water."', 'gap = "None."')
    )
    assert [one.code for one in problems_of(gap)] == ["either-or"]
    text = (
        in_readme()
        + "\n[[step]]\nid='x'\ntitle='X'\n[[step.line]]\nuse='go-up'\ntranslation.es='x'\n"
    )
    assert "no effect beside `use`" in " ".join(one.message for one in problems_of(text))


@pytest.mark.parametrize(
    ("code", "meant"), [("esp", "es"), ("ees", "es"), ("yue", ""), ("tiv", ""), ("fr", "")]
)
def test_a_code_that_is_like_that_of_other_lines_is_asked_about(code: str, meant: str) -> None:
    more = '  [[step.line]]\n  id = "more"\n  text = "More."\n  translation.{} = "x"\n'
    text = in_readme() + "".join(
        more.format(one).replace("more", name)
        for one, name in ((code, "first"), ("es", "second"), ("es", "third"))
    )
    [problem] = [one for one in problems_of(text) if f"translation.{code} " in one.fix]
    asked = f"Did you mean `{meant}`? If not: " if meant else ""
    lacking = [one.message for one in problems_of(text) if "translation.es " in one.fix]
    assert lacking == ([] if meant else ["Line `first` has no Spanish translation."])
    told = f"Translated into `{code}`: only `first`; into `es`: 4 lines."
    assert (problem.message == told) == bool(meant)
    assert problem.fix.startswith(f"{asked}Add translation.{code} to the lines;")


def test_what_lacks_a_translation_is_told_in_one_line_for_each_language() -> None:
    text = changed((f"  {GO_UP_ES}\n", '  translation.ar = "x"\n'))
    found = problems_of(text)
    assert [(one.code, one.severity, one.where) for one in found] == [
        ("no-translation", Severity.WARNING, "translation, es, go-up"),
        ("no-translation", Severity.WARNING, "translation, ar, hello"),
    ]
    assert found[0].message == "Line `go-up` has no Spanish translation."
    assert "guide show flood-line --format csv --language ar" in found[1].fix
    text = changed(
        (f"  {GO_UP_ES}\n", ""),
        (f"  {HELLO_ES}\n", ""),
        ('must_say = true\n\n  [[step.choice]]\n  label = "Somebody', TWO_LINES),
    )
    [found] = problems_of(text)
    assert found.message == "2 of 3 lines have no Arabic translation: `two`, `go-up`."


def folder_with(tmp_path: Path, text: str, on_file: Approvals | None, other: str = "") -> list[str]:
    """What is told of a folder: codes and messages."""
    (tmp_path / "flood-line.toml").write_text(text, "utf-8")
    if other:
        (tmp_path / "other.toml").write_text(other, "utf-8")
    if on_file:
        (tmp_path / "approvals.toml").write_text(approvals_text(on_file), "utf-8")
    return [f"{one.code}: {one.message}" for one in checked_folder(tmp_path).problems]


def test_what_nobody_approved_is_told_in_one_line_for_each_language(tmp_path: Path) -> None:
    assert folder_with(tmp_path, in_readme(), signed(hotline())) == []
    [told] = folder_with(tmp_path, in_readme(), signed(hotline(), ()))
    assert told.startswith(
        "unapproved-wording: 2 Spanish translations are new, nobody has approved"
    )
    assert "`hello`, `go-up`" in told


def test_a_translation_that_one_of_two_has_approved_says_who(tmp_path: Path) -> None:
    text = changed(('version = "1"', 'version = "1"\napprovers = 2'))
    script, _ = parse_script(text, "flood-line.toml")
    assert script is not None
    on_file = Approvals()
    for by, language in (("Ana", ""), ("Ben", ""), ("Ana", "es")):
        before = on_file.signed(script.id)
        more = approval_of(on_file.applied(script), by, AT, signed=before, language=language)
        on_file = on_file.with_more((more,))
    [told] = folder_with(tmp_path, text, on_file)
    assert told == (
        "unapproved-wording: 2 Spanish translations are new, so far each is approved by Ana; 1 more"
        " must approve it: `hello`, `go-up`."
    )


BY_TWO = ('version = "1"', 'version = "1"\napprovers = 2')
ONE_MORE = "approved by Ana; 1 more must approve it."


def of_two(folder: Path, now: tuple[str, str], *since: tuple[str, str]) -> list[str]:
    """What is told of a hotline that two approved, and that these signed once it was changed."""
    on_file = Approvals()
    both = [(by, language) for language in ("", "es") for by in ("Ana", "Ben")]
    for changes, signing in (([BY_TWO], both), ([BY_TWO, now], since)):
        script = hotline(*changes)
        for by, language in signing:
            before = on_file.signed(script.id)
            more = approval_of(on_file.applied(script), by, AT, signed=before, language=language)
            on_file = on_file.with_more((more,))
    return folder_with(folder, changed(BY_TWO, now), on_file)


def test_whoever_has_approved_what_changed_in_a_translation_is_named(tmp_path: Path) -> None:
    another = (GO_UP, GO_UP.replace("ahora", "ya"))
    [told] = of_two(tmp_path, another, ("Ana", "es"))
    assert told.endswith(f"”. So far it is {ONE_MORE}")
    [told] = of_two(tmp_path, another)
    assert told.endswith("”.")
    gone = (f"  {GO_UP_ES}\n", "")
    told = next(one for one in of_two(tmp_path, gone, ("Ana", "es")) if one.startswith("removed"))
    assert told.endswith(f"is not in the script any more. So far that is {ONE_MORE}")
    [told] = of_two(tmp_path, ROOF, ("Ana", ""), ("Ben", ""), ("Ana", "es"))
    assert told == (
        "stale-translation: The Spanish translation of line `go-up` is stale: the words it was"
        f" approved for have changed; so far it is {ONE_MORE}"
    )


def test_whoever_has_approved_that_a_line_is_gone_is_named(tmp_path: Path) -> None:
    block = in_readme()[in_readme().index('  [[step.line]]\n  id = "go-up"') :]
    gone = (block[: block.index("  [[step.choice]]")], "")
    told = [one for one in of_two(tmp_path, gone, ("Ana", "")) if one.startswith("removed")]
    assert told[0].endswith(f"is not in the script any more. So far that is {ONE_MORE}")


def test_another_line_without_a_translation_is_not_accepted_with_the_first(tmp_path: Path) -> None:
    accepted = (
        '\n[[accepted]]\nfinding = "no-translation"\nwhere = "translation, es, go-up"\n'
        'reason = "It is never said in Spanish."\n'
    )
    (tmp_path / "flood-line.toml").write_text(changed((f"  {GO_UP_ES}\n", "")) + accepted, "utf-8")
    found = checked_folder(tmp_path)
    left = settled(found.problems, found.scripts, whole=True).problems
    assert "no-translation" not in {one.code for one in left}
    more = changed(
        (f"  {GO_UP_ES}\n", ""),
        ('must_say = true\n\n  [[step.choice]]\n  label = "Somebody', TWO_LINES),
    )
    (tmp_path / "flood-line.toml").write_text(more + accepted, "utf-8")
    found = checked_folder(tmp_path)
    left = {one.code for one in settled(found.problems, found.scripts, whole=True).problems}
    assert {"no-translation", "accepted-nothing"} <= left


@pytest.mark.parametrize(
    ("where", "fix"),
    [
        ("ar", 'where = "translation, ar, hello"'),
        ("translation, ar", 'where = "translation, ar, hello"'),
        ("translation, es", 'where = "translation, es, go-up"'),
        ("qqq", "where as one of `translation, es, go-up`, `translation, ar, hello`"),
    ],
)
def test_what_accepts_no_translation_is_led_to_the_language_that_was_written(
    tmp_path: Path, where: str, fix: str
) -> None:
    accepted = (
        f'\n[[accepted]]\nfinding = "no-translation"\nwhere = "{where}"\n'
        'reason = "It is never said there."\n'
    )
    text = changed((f"  {GO_UP_ES}\n", f'  translation.ar = "{GO_UP}"\n'))
    (tmp_path / "flood-line.toml").write_text(text + accepted, "utf-8")
    found = checked_folder(tmp_path)
    left = settled(found.problems, found.scripts, whole=True).problems
    [told] = [one.fix for one in left if one.code == "accepted-nothing"]
    assert told == f"If it is the one that is told, write {fix}; if not, take this out."


def test_what_was_taken_out_of_a_language_is_told_in_one_line(tmp_path: Path) -> None:
    renamed = in_readme().replace("translation.es", "translation.pt")
    told_of = folder_with(tmp_path, renamed, signed(hotline()))
    [told] = [one for one in told_of if one.startswith("removed-wording")]
    assert re.fullmatch(
        r"removed-wording: \d+ Spanish translations, approved by Ana Ruiz on [-\d]+, are not in"
        r" the script any more: `.*`\.",
        told,
    )


def test_what_is_stale_is_told_in_one_line_for_each_language(tmp_path: Path) -> None:
    now = hotline(ROOF)
    [told] = folder_with(tmp_path, changed(ROOF), signed(now, (), signed(hotline())))
    assert told == (
        "stale-translation: The Spanish translation of line `go-up` is stale: the words it was"
        " approved for have changed."
    )


def test_a_stale_translation_that_is_another_one_by_now_is_only_to_be_approved(
    tmp_path: Path,
) -> None:
    on_file = signed(hotline(ROOF), (), signed(hotline()))
    for text, fix in (
        (changed(ROOF), "Translate the words as they are now, and have it approved: "),
        (changed(ROOF, (GO_UP, "Suba ahora al techo.")), "Have the new translation approved: "),
    ):
        folder_with(tmp_path, text, on_file)
        [told] = checked_folder(tmp_path).problems
        assert told.code == "stale-translation"
        assert told.fix == f"{fix}guide approve flood-line --language es --by NAME."


def test_while_the_words_are_not_approved_nothing_is_told_of_their_translations(
    tmp_path: Path,
) -> None:
    [told] = folder_with(tmp_path, changed(ROOF), signed(hotline()))
    assert told.startswith("changed-wording: Line `go-up` is not as it was approved")


def test_a_changed_translation_is_told_word_by_word(tmp_path: Path) -> None:
    text = changed((GO_UP, GO_UP.replace("ahora", "ya")))
    [told] = folder_with(tmp_path, text, signed(hotline()))
    assert "Spanish translation of line `go-up`" in told
    assert "[-ahora-] {+ya+}" in told
    text = changed((f"  {GO_UP_ES}\n", ""))
    told_of = folder_with(tmp_path, text, signed(hotline()))
    assert any("is not in the script any more" in one for one in told_of)


OTHER = """
[script]
id = "other"
title = "Other"
use_when = "x"
version = "1"
[[ending]]
id = "done"
label = "Done"
[[step]]
id = "a"
title = "A"
[[step.line]]
text = "Hi."
[[step.choice]]
label = "E"
end = "done"
"""


def test_a_script_to_which_calls_come_in_a_language_it_lacks_is_told(tmp_path: Path) -> None:
    text = changed(
        ('label = "They understood"\n  end = "told"', 'label = "They understood"\n  to = "other:"')
    )
    told = folder_with(tmp_path, text, None, OTHER)
    assert any("Calls in Spanish come here from `flood-line`" in one for one in told)
    told = folder_with(
        tmp_path, text, None, OTHER.replace('version = "1"', 'version = "1"\nlanguage = "es"')
    )
    assert not any("come here" in one for one in told)


def test_a_script_that_does_not_say_its_language_may_be_in_that_of_the_calls(
    tmp_path: Path,
) -> None:
    end = 'label = "They understood"\n  end = "told"'
    text = changed((end, end.replace('end = "told"', 'to = "other:"')))
    (tmp_path / "flood-line.toml").write_text(text, "utf-8")
    (tmp_path / "other.toml").write_text(OTHER, "utf-8")
    [one] = (one for one in checked_folder(tmp_path).problems if "come here" in one.message)
    assert one.message == (
        "Calls in Spanish come here from `flood-line`, and no line is translated into Spanish."
        " Which language the lines are in is not said."
    )
    assert one.fix.startswith(
        'If they are in Spanish, write language = "es" under [script]. If not: Add translation.es '
    )


def protocol_told(tmp_path: Path, own: str, of_protocol: str) -> list[str]:
    """What is told of the protocol of a script, which are each in a language of their own."""
    one = HEAD + f"protocol = true\n\n{step()}"
    one = one.replace('version = "1"', f'version = "1"\nlanguage = "{own}"\nprotocol = "two"')
    two = PROTOCOL.replace('"one"', '"two"') + ground(WARNING) + step()
    two = two.replace('version = "1"', f'version = "1"\nlanguage = "{of_protocol}"')
    for name, text in (("one", one), ("two", two)):
        (tmp_path / f"{name}.toml").write_text(text.replace('language = ""\n', ""), "utf-8")
    return [one.message for one in checked_folder(tmp_path).problems if "come" in one.message]


def test_calls_in_the_language_of_a_script_are_told_of_its_protocol(tmp_path: Path) -> None:
    assert protocol_told(tmp_path, "he", "en") == [
        "Calls in Hebrew come here from `one`, and no line is translated into Hebrew."
    ]


@pytest.mark.parametrize("own", ["en", "en-US", ""])
def test_a_protocol_in_the_language_of_its_script_or_in_none_is_not_told(
    tmp_path: Path, own: str
) -> None:
    assert protocol_told(tmp_path, own, "en") == []
    assert protocol_told(tmp_path, "he", "") == []


def test_codes_of_languages_are_known_and_named() -> None:
    assert all(map(is_language, ("es", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "yue", "xyz")))
    assert not any(
        map(is_language, ("", "ES", "e", "spa", "jp", "es-mx", "es_MX", "español", "zz"))
    )
    meant = {
        "ES": "es",
        "pt_br": "pt-BR",
        "japanese": "ja",
        "spa": "es",
        "zh-hant": "zh-Hant",
        "?": "",
    }
    assert {one: language_meant(one) for one in meant} == meant
    assert language_name("zh-Hant") == "Chinese (zh-Hant)"


def test_the_language_of_a_script_is_a_rule_and_has_its_mistake() -> None:
    [problem] = problems_of(changed(('language = "en" ', 'language = "english" ')))[:1]
    assert (problem.code, problem.fix) == ("bad-language", "Write en.")
    now = hotline(
        ('language = "en" ', 'language = "en-GB" '), ("not language = en", "not language = en-GB")
    )
    record = approval_of(now, "Kim", AT, signed=signed(hotline()).signed("flood-line"))
    assert "language: en-GB\n" in (record.terms or "")


def test_more_languages_than_anybody_keeps_are_told_once() -> None:
    codes = [f"q{a}{b}" for a in "abcdefgh" for b in "abcdefghij"]
    more = "".join(f'  translation.{code} = "x"\n' for code in codes)
    text = changed((f"  {GO_UP_ES}\n", f"  {GO_UP_ES}\n{more}"))
    found = [one for one in problems_of(text) if one.severity is Severity.ERROR]
    assert [one.code for one in found] == ["too-many-languages"]
    assert "at most 50 other languages" in found[0].message


def test_a_translation_whose_approval_was_withdrawn_is_not_called_new(tmp_path: Path) -> None:
    script = hotline()
    on_file = signed(script)
    withdrawn = withdrawal_of(
        *(script, "Ana Ruiz", "Lou Roy", AT),
        signed=on_file.signed(script.id),
        language="es",
        only=("go-up",),
    )
    on_file = on_file.with_more((withdrawn,))
    (tmp_path / "hotline.toml").write_text(script.text, "utf-8")
    (tmp_path / "approvals.toml").write_text(approvals_text(on_file), "utf-8")
    by = "Ana Ruiz’s approval was withdrawn by Lou Roy on "
    [told] = [p.message for p in check_folder(tmp_path) if p.code == "unapproved-wording"]
    assert told.startswith(
        f"The Spanish translation of line `go-up` is not approved any more: {by}"
    )
    worded = line(on_file.applied(script), "go-up")
    [spanish] = worded.translations
    assert spanish.state == "withdrawn"
    assert why_not_in(worded, "es").startswith(f"The Spanish translation is not approved: {by}")
