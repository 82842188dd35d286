"""Rules are signed with the words: whatever rule of a script changes is told, as a sentence."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

import pytest
from conditional import GATED, MEMBERS, parsed
from msgspec import Struct
from msgspec.structs import replace
from outages import outages
from sample_script import SOUND, sound
from small_scripts import HEAD, line, sealed, step
from survey import survey

from guide.script import Severity, check_file, check_folder
from guide.script.approval import (
    Approval,
    Approvals,
    approvals_text,
    load_approvals,
    parse_approvals,
)
from guide.script.findings import one_of
from guide.script.library import load_library, parse_script, shipped_folder
from guide.script.model import AnswerKind, DayKind, Line, Script, Target, TargetKind
from guide.script.signing import approval_of, changed_terms
from guide.script.term_words import term_changes, worth_telling
from guide.script.terms import Term, place_of_term, term_of, terms_of
from guide.training.preview import look_at

AT = datetime(2026, 1, 31, tzinfo=UTC)
SHIPPED = load_library(shipped_folder()).scripts

NO_RULES = {
    *("id", "title", "use_when", "source", "sources", "version", "fields", "in_sight", "stages"),
    *("file", "text", "sha256", "start", "coach", "coaching", "show", "adapted"),
    *("status", "approved", "withdrawn", "key", "kind", "accepted"),
}
"""Words and guidance: what may change without a rule having changed."""


def otherwise(value: object) -> Iterator[object]:
    """A value as it could be changed: each item taken out, each flag and number turned down."""
    match value:
        case bool():
            yield not value
        case int():
            yield value + 1
            if value:
                yield value - 1
        case Target():
            yield Target(TargetKind.END, ending="another")
        case Line():
            yield None
        case Struct():
            yield from mutants(value)
        case Enum():
            yield next(one for one in type(value) if one is not value)
        case (DayKind() as day, rule):
            yield from ((day, other) for other in otherwise(rule))
        case tuple():
            for n, item in enumerate(value):
                yield (*value[:n], *value[n + 1 :])
                if not isinstance(item, str | Line):
                    yield from ((*value[:n], other, *value[n + 1 :]) for other in otherwise(item))
        case str():
            yield f"{value}x"


def mutants(struct: Struct) -> Iterator[Struct]:
    """The value with one rule of it changed, in every way there is."""
    guidance = NO_RULES | ({"grounds"} if isinstance(struct, Line) else set())
    for name in struct.__struct_fields__:
        if name not in guidance:
            for other in otherwise(getattr(struct, name)):
                yield replace(struct, **{name: other})


def with_other_lines(script: Script) -> Iterator[Script]:
    """The script with one rule of one line changed, wherever the line stands."""
    for its in script.lines:
        for other in mutants(its):
            yield script.with_lines(lambda one, old=its, new=other: new if one == old else one)


@pytest.mark.parametrize(
    "script",
    [*SHIPPED.values(), sound(), outages(), survey(), parsed(MEMBERS), parsed(GATED)],
    ids=lambda script: script.id,
)
def test_whatever_rule_of_a_script_changes_is_told_as_a_sentence(script: Script) -> None:
    signed = terms_of(script)
    changed = [*mutants(script), *with_other_lines(script)]
    assert len(changed) > 40
    for mutant in changed:
        told = term_changes(mutant, signed)
        assert told, "a rule changed in silence"
        assert not any(change.sentence.startswith("`") for change in told)


SETTINGS = (
    *("permission", "warnings", "must_say", "threat", "needs", "owes", "role", "protocol", "calm"),
    *("on", "audience", "read_back", "due", "weekday", "weekend", "capture", "ground"),
    *("opens", "closes", "working_days", "rules"),
)


def loosened() -> Iterator[tuple[str, int, str]]:
    """Every line of a shipped script that sets a rule, by file and number, and without the rule."""
    for file in sorted(shipped_folder().glob("*-*.toml")):
        heading = ""
        for n, text in enumerate(file.read_text("utf-8").splitlines()):
            heading = text if text.startswith("[") else heading
            found = re.match(r"\s*(\w+) = (.*)", text)
            if (
                found
                and found[1] in SETTINGS
                and heading != "[sources]"
                and not found[2].endswith("[")
            ):
                less = turned_down(found[1], found[2])
                if less != text.strip():
                    yield file.name, n, less


def turned_down(setting: str, value: str) -> str:
    """The setting as it asks for less; nothing, where it only is or is not."""
    for asked, less in (
        (r"true", "false"),
        (r"\d+", "0"),
        (r"\[.*\]", "[]"),
        (r'"\d.*"', '"06:00"'),
    ):
        if re.fullmatch(asked, value):
            return f"{setting} = {less}"
    return ""


def test_loosening_any_one_rule_of_the_shipped_scripts_is_told(tmp_path: Path) -> None:
    ours = Path(shutil.copytree(shipped_folder(), tmp_path / "ours"))
    approvals, _ = load_approvals(ours / "approvals.toml")
    every = list(loosened())
    assert len(every) >= 60
    for name, n, without in every:
        file = ours / name
        before = file.read_text("utf-8")
        lines = before.splitlines()
        lines[n] = without
        file.write_text("\n".join(lines), "utf-8")
        errors = [p.code for p in check_file(file) if p.severity is Severity.ERROR]
        assert errors, (name, n, lines[n])
        script, _ = parse_script(file.read_text("utf-8"), name)
        if script is not None:
            assert set(errors) == {"changed-rule"}
            assert changed_terms(script, approvals.signed(script.id))
        file.write_text(before, "utf-8")


def test_the_shipped_scripts_have_their_rules_signed() -> None:
    approvals, _ = load_approvals(shipped_folder() / "approvals.toml")
    for script in SHIPPED.values():
        assert changed_terms(script, approvals.signed(script.id)) == ()


def told(script: Script, before: str, after: str) -> list[str]:
    """What is said of the sample once this stands in it instead."""
    assert SOUND.count(before) >= 1
    changed, problems = parse_script(SOUND.replace(before, after, 1), "sample.toml")
    assert changed is not None, problems
    return [change.sentence for change in term_changes(changed, terms_of(script))]


def test_how_many_must_approve_is_told_as_one_says_it() -> None:
    script = SHIPPED["hang-up-protocol"]
    asking = replace(script, approvers=2)
    [change] = term_changes(asking, terms_of(script))
    assert change.sentence == "2 people must approve this script."


def test_that_nobody_is_named_any_more_who_may_approve_is_told_as_what_it_is() -> None:
    named = replace(SHIPPED["hang-up-protocol"], may_approve=("Kim Lee", "Bo Dee"))

    def told_of(*left: str) -> list[str]:
        changed = replace(named, may_approve=left)
        return [change.sentence for change in term_changes(changed, terms_of(named))]

    assert told_of("Kim Lee") == ["Bo Dee may not approve this script any more."]
    of_all = "Anybody may approve this script now: it named those who may, {} among them."
    assert told_of() == [of_all.format("Kim Lee"), of_all.format("Bo Dee")]


def test_the_bounds_of_numbers_and_of_days_are_told_in_words_for_both() -> None:
    script = survey()
    [rating] = [field for field in script.fields if field.id == "rating"]
    born = replace(rating, id="born", label="Born", kind=AnswerKind.DATE, least="", most="today")
    others = tuple(field for field in script.fields if field is not rating)
    bounded = replace(script, fields=(*others, rating, born))
    free = [replace(field, least="", most="") for field in (rating, born)]
    unbounded = replace(bounded, fields=(*others, *free))
    sentences = [change.sentence for change in term_changes(bounded, terms_of(unbounded))]
    assert sentences == [
        "The answers to “Rating” go from 0 on.",
        "The answers to “Rating” go up to 10.",
        "The answers to “Born” go up to today.",
    ]
    sentences = [change.sentence for change in term_changes(unbounded, terms_of(bounded))]
    assert sentences == [
        "The answers to “Rating” have no beginning any more.",
        "The answers to “Rating” have no end any more.",
        "The answers to “Born” have no end any more.",
    ]


@pytest.mark.parametrize(
    ("kinds", "fix"), [(["never"], "`never`"), (["a", "b"], "one of `a`, `b`")]
)
def test_what_to_choose_from_is_told_as_one_says_it(kinds: list[str], fix: str) -> None:
    assert one_of(kinds) == fix


def test_a_permission_that_is_not_needed_any_more_is_told_by_its_reason() -> None:
    script = SHIPPED["hang-up-protocol"]
    loose = tuple(replace(ground, permission=False) for ground in script.grounds)
    first = term_changes(replace(script, grounds=loose), terms_of(script))[0]
    assert first.sentence == (
        "No supervisor’s permission is needed any more for “Aggressive, offensive or abusive”."
    )
    assert first.was.startswith("A supervisor’s permission is needed for “Aggressive")
    assert first.now is None


def test_what_is_gone_is_called_as_it_was_signed() -> None:
    script = SHIPPED["hang-up-protocol"]
    without = replace(script, grounds=script.grounds[1:])
    sentences = [change.sentence for change in term_changes(without, terms_of(script))]
    assert (
        "“Aggressive, offensive or abusive” is not a reason for the hang-up protocol any more."
        in sentences
    )


def test_what_is_gone_is_told_once_and_not_by_each_of_its_rules() -> None:
    script = SHIPPED["hang-up-protocol"]
    without = replace(script, grounds=script.grounds[1:], endings=script.endings[1:])
    changes = term_changes(without, terms_of(script))
    told = [one.sentence for one in worth_telling(changes) if one.now is None]
    assert told == [
        f"A call cannot end as “{script.endings[0].label}” any more.",
        "“Aggressive, offensive or abusive” is not a reason for the hang-up protocol any more.",
    ]
    assert len(changes) > len(told)


def test_a_rule_that_is_gone_is_told_where_it_was() -> None:
    script = SHIPPED["hang-up-protocol"]
    loose = tuple(replace(ground, permission=False) for ground in script.grounds)
    other = replace(script, grounds=loose, may_approve=("Ann",))
    fewer = replace(script.grounds[-1], label="Threats")
    mixed = replace(other, grounds=(*loose[:-1], replace(fewer, permission=False)))
    told = [one.path for one in term_changes(mixed, terms_of(script))]
    assert told.index(("ground", "abuse", "permission")) < told.index(
        ("ground", script.grounds[-1].id, "label")
    )


def test_what_a_choice_answers_is_a_rule_told_by_the_field() -> None:
    script = survey()
    opening, *others = script.steps
    silent = replace(
        opening,
        choices=(
            replace(opening.choices[0], answers=()),
            replace(opening.choices[1], answers=(("agreed", "yes"),)),
        ),
    )
    changes = term_changes(replace(script, steps=(silent, *others)), terms_of(script))
    agree = "At “Ask for two minutes”, “They agree”"
    rather_not = "At “Ask for two minutes”, “They would rather not”"
    assert [(one.was, one.sentence) for one in changes] == [
        (
            f"{agree} answers “Agreed to be asked”: “yes”.",
            f"{agree} does not answer “Agreed to be asked” any more.",
        ),
        (
            f"{rather_not} answers “Agreed to be asked”: “no”.",
            f"{rather_not} answers “Agreed to be asked”: “yes”.",
        ),
    ]


def test_names_order_and_guidance_are_no_rules() -> None:
    script = SHIPPED["escalated-callers"]
    steps = tuple(
        replace(one, title=f"{one.title}!", coaching=(), choices=one.choices[::-1])
        for one in script.steps
    )
    other = replace(
        script, title="Other", steps=(steps[0], *steps[:0:-1]), endings=script.endings[::-1]
    )
    assert term_changes(other, terms_of(script)) == ()


def test_when_lines_are_said_and_choices_open_are_rules() -> None:
    script = parsed(MEMBERS)
    signed = terms_of(script)
    greet, *others = script.steps
    always = replace(
        greet,
        lines=tuple(replace(one, when=None) for one in greet.lines),
        choices=tuple(replace(one, when=None) for one in greet.choices[:2]) + greet.choices[2:],
        coaching=(),
    )
    told = [one.sentence for one in term_changes(replace(script, steps=(always, *others)), signed)]
    assert told == [
        "At “Greet”, “To the offer for members” is open whatever was answered now.",
        "The line `thanks` is said whatever was answered now.",
    ]
    was = [one.was for one in term_changes(replace(script, steps=(always, *others)), signed)]
    assert was[1] == "The line `thanks` is said only if this holds: member = yes and orders > 3."


def test_which_warning_comes_first_is_a_rule() -> None:
    script = outages()
    (ground,) = script.grounds
    turned = replace(ground, warning_lines=ground.warning_lines[::-1])
    assert [
        one.sentence for one in term_changes(replace(script, grounds=(turned,)), terms_of(script))
    ] == [
        "Warning 1 for “Abusive” is the line `last-warning`.",
        "Warning 2 for “Abusive” is the line `first-warning`.",
    ]
    assert place_of_term(script, ("ground", "abuse", "warning", "2")) == ("ground", 0, "warning", 1)
    fewer = replace(ground, warnings=1, warning_lines=ground.warning_lines[:1])
    assert [
        one.sentence for one in term_changes(replace(script, grounds=(fewer,)), terms_of(script))
    ] == [
        "Warnings needed for “Abusive” before the call may be ended: 1.",
        "The warning for “Abusive” is the line `first-warning`.",
        "Warning 1 for “Abusive” has no line of its own any more.",
        "Warning 2 for “Abusive” has no line of its own any more.",
    ]


def test_every_term_is_read_as_it_is_spelled() -> None:
    terms = [term for script in SHIPPED.values() for term in terms_of(script)]
    terms += [Term(("a", "x ”y” “z”/w: v", "b"), ": 3"), Term(("”",)), Term(("a", "ü"))]
    assert [term_of(str(term)) for term in terms] == terms
    assert [term_of(text) for text in ("", "/", "a b", "“a")] == [None] * 4


def test_every_term_of_the_shipped_scripts_is_a_sentence() -> None:
    for script in SHIPPED.values():
        sentences = [change.sentence for change in term_changes(script, ())]
        assert len({*sentences}) == len(sentences) == len(terms_of(script))
        assert all(text.endswith((".", "”")) and "`: " not in text for text in sentences)


APPROVED = HEAD + step(body=line('"Hello?"', "  must_say = true\n"))


def approved(folder: Path, now: str, *, terms: bool = True, gone: bool = False) -> Path:
    """A folder with this script, approved as it was; without its rules, as 0.5.0 did it."""
    script, problems = parse_script(APPROVED, "one.toml")
    assert script is not None, problems
    signed = approval_of(script, "Kim Lee", AT)
    signed = signed if terms else replace(signed, terms=None, changes_only=False)
    (folder / "one.toml").write_text(now, "utf-8")
    if not gone:
        (folder / "approvals.toml").write_text(approvals_text(sealed(signed)), "utf-8")
    return folder


def test_a_loosened_rule_is_an_error_where_it_stands(tmp_path: Path) -> None:
    loose = APPROVED.replace("must_say = true", "must_say = false")
    [problem] = check_folder(approved(tmp_path, loose))
    assert (problem.code, problem.severity) == ("changed-rule", Severity.ERROR)
    assert problem.message == (
        "The line `hello` is not required any more. "
        "As it was approved by Kim Lee on 2026-01-31: The line `hello` is required."
    )
    assert problem.fix == "Set it as it was, or have it approved: guide approve one --by NAME."
    assert problem.line == APPROVED.splitlines().index("  must_say = true") + 1


def test_a_changed_rule_is_told_with_what_was_approved(tmp_path: Path) -> None:
    other = APPROVED.replace('label = "Done"', 'label = "Finished"')
    [problem] = check_folder(approved(tmp_path, other))
    assert problem.message == (
        "A call can end as “Finished”. As it was approved by Kim Lee on 2026-01-31: "
        "A call can end as “Done”."
    )
    assert problem.line == other.splitlines().index('label = "Finished"') + 1


def test_a_new_rule_can_be_taken_out(tmp_path: Path) -> None:
    more = APPROVED + '[[ending]]\nid = "more"\nlabel = "More"\n'
    [problem] = check_folder(approved(tmp_path, more))
    assert problem.message == "This rule is new: A call can end as “More”."
    assert problem.fix == "Take it out, or have it approved: guide approve one --by NAME."


def test_an_approval_of_words_alone_is_still_read_and_asks_once_for_the_rules(
    tmp_path: Path,
) -> None:
    [problem] = check_folder(approved(tmp_path, APPROVED, terms=False))
    assert (problem.code, problem.severity) == ("unapproved-rules", Severity.ERROR)
    assert problem.message == (
        "Nobody has approved the rules of this script: "
        "the approval by Kim Lee on 2026-01-31 is of its words alone."
    )


def test_a_folder_without_its_approvals_passes_no_strict_check(tmp_path: Path) -> None:
    from guide.script.checks_approval import checked_file, checked_folder

    folder = approved(tmp_path, APPROVED, gone=True)
    [mild] = check_folder(folder)
    assert mild.severity is Severity.WARNING
    for checked in (
        checked_folder(folder, strict=True),
        checked_file(folder / "one.toml", strict=True),
    ):
        [problem] = checked.problems
        assert (problem.code, problem.severity) == ("unapproved-wording", Severity.ERROR)
        assert "there is no approvals.toml beside it" in problem.message


@pytest.mark.parametrize("beside", ["x = [", "<<<<<<< HEAD\n", None])
def test_a_file_whose_approvals_cannot_be_read_passes_no_check(
    tmp_path: Path, beside: str | None
) -> None:
    folder = approved(tmp_path, APPROVED)
    approvals = folder / "approvals.toml"
    approvals.unlink()
    if beside is None:
        approvals.mkdir()
    else:
        approvals.write_text(beside, "utf-8")
    told_of = [one for one in check_folder(folder) if one.file == str(approvals)]
    assert [one.severity for one in told_of] == [Severity.ERROR]
    assert [*check_file(folder / "one.toml")] == told_of
    # A preview tells it of the file it shows, and where it is.
    [shown] = look_at(folder / "one.toml").problems
    assert shown.message.startswith("approvals.toml")
    assert told_of[0].message in shown.message


def test_rules_that_keep_no_words_take_a_strict_check_to_be_told(tmp_path: Path) -> None:
    from guide.script.checks_approval import checked_folder

    (tmp_path / "one.toml").write_text(HEAD + step(), "utf-8")
    assert check_folder(tmp_path) == ()
    [problem] = checked_folder(tmp_path, strict=True).problems
    assert problem.severity is Severity.ERROR


def signed(terms: str | None) -> Approvals:
    return Approvals((Approval("s", "1", "0" * 64, "Kim", AT, "", (), terms),))


@pytest.mark.parametrize("terms", [None, "start: a\n", "rules/“'''”\n", 'rules/“"x"\\n”\n'])
def test_signed_terms_are_read_as_they_were_written(terms: str | None) -> None:
    assert parse_approvals(approvals_text(signed(terms)), "approvals.toml") == (signed(terms), ())


def test_terms_that_are_not_those_of_their_hash_count_for_nothing() -> None:
    text = approvals_text(signed("ground/abuse/permission\nstart: a\n"))
    approvals, [problem] = parse_approvals(
        text.replace("ground/abuse/permission\n", ""), "approvals.toml"
    )
    assert approvals.records == ()
    assert problem.code == "bad-hash"


def test_that_a_step_waits_no_more_is_told_as_a_sentence() -> None:
    script = parsed(GATED)
    free = replace(
        script.with_lines(lambda one: replace(one, before_going_on=False)),
        fields=tuple(replace(one, before_going_on=False) for one in script.fields),
    )
    assert [one.sentence for one in term_changes(free, terms_of(script))] == [
        "A choice may lead on from where “It is the person” is asked for, before it is answered.",
        "A choice may lead on from where the line `disclosure` stands, before it is said.",
        "A choice may lead on from where the line `member` stands, before it is said.",
    ]


def test_what_an_ending_or_a_step_waits_for_is_told_no_stricter_than_it_is() -> None:
    callback = 'needs = ["callback"]\n'
    script, problems = parse_script(f"{HEAD}{callback}{step()}", "one.toml")
    assert script is not None, problems
    told = "“Done” requires this: “Callback”. It is told as missing where a call ends so without."
    assert told in [one.sentence for one in term_changes(script, ())]
    free = replace(script, endings=(replace(script.endings[0], needs=()),))
    no_more = "“Done” does not require this any more: “Callback”."
    assert [one.sentence for one in term_changes(free, terms_of(script))] == [no_more]
    held = [one.sentence for one in term_changes(parsed(GATED), ()) if "No choice" in one.sentence]
    assert len(held) == 3
    assert all(one.endswith("or left out with a reason.") for one in held)


def test_what_an_answer_is_called_is_a_rule_for_agents_ask_for_what_it_names() -> None:
    script = survey()
    fields = tuple(
        replace(one, label=f"{one.label}, of 100") if one.id in ("rating", "remark") else one
        for one in script.fields
    )
    changes = term_changes(replace(script, fields=fields), terms_of(script))
    assert [change.sentence for change in changes] == [
        "What is asked for as `rating` is called “Rating, of 100”.",
        "What is asked for as `remark` is called “Remark, of 100”.",
    ]


PLAIN = HEAD + '[fields]\nnote = "Note"\n\n'
CARDLESS = HEAD + '[[field]]\nid = "note"\nlabel = "Note"\ncard = "never"\n\n'


@pytest.mark.parametrize("head", [PLAIN, CARDLESS])
def test_a_field_of_any_text_cannot_be_called_otherwise_in_silence(
    tmp_path: Path, head: str
) -> None:
    text = head + step(body='capture = ["note"]\n' + line('"Hello?"'))
    script, problems = parse_script(text, "one.toml")
    assert script is not None, problems
    signed = sealed(approval_of(script, "Kim Lee", AT))
    (tmp_path / "approvals.toml").write_text(approvals_text(signed), "utf-8")
    other = text.replace('"Note"', '"Card number"')
    (tmp_path / "one.toml").write_text(other, "utf-8")
    [problem] = [one for one in check_folder(tmp_path) if one.severity is Severity.ERROR]
    assert problem.message == (
        "What is asked for as `note` is called “Card number”. As it was approved by Kim Lee on "
        "2026-01-31: What is asked for as `note` is called “Note”."
    )
    named = next(n for n, one in enumerate(other.splitlines(), 1) if "Card number" in one)
    assert problem.line == named


def test_that_an_answer_takes_any_text_now_is_told_as_that() -> None:
    script = survey()
    fields = tuple(
        replace(one, kind=AnswerKind.TEXT) if one.id == "bought_before" else one
        for one in script.fields
    )
    changes = worth_telling(term_changes(replace(script, fields=fields), terms_of(script)))
    assert [(one.was, one.sentence) for one in changes] == [
        (
            "“Bought before” takes an answer of this kind: yes-no.",
            "“Bought before” takes any text now.",
        )
    ]


def test_the_callers_details_take_a_signature_only_to_be_called_otherwise() -> None:
    script = sound()
    other = replace(
        script,
        fields=tuple(
            replace(one, label="The problem") if one.id == "concern" else one
            for one in script.fields
        ),
    )
    assert not [term for term in terms_of(script) if term.path[:2] == ("field", "caller")]
    [change] = worth_telling(term_changes(script, terms_of(other)))
    assert (change.was, change.sentence) == (
        "What is asked for as `concern` is called “The problem”.",
        "What is asked for as `concern` is called “Concern”.",
    )


def test_that_a_new_reason_takes_no_warning_is_told_with_it() -> None:
    script = SHIPPED["hang-up-protocol"]
    rude = replace(script.ground("hate") or script.grounds[0], id="rude", label="Rude tone")
    more = replace(script, grounds=(*script.grounds, rude))
    told = [change.sentence for change in term_changes(more, terms_of(script))]
    assert told[0] == (
        "“Rude tone” is a reason for the hang-up protocol. For “Rude tone” the call may be ended "
        "at once: no warning and no permission come first."
    )
    warned = replace(more, grounds=(*script.grounds, replace(rude, warnings=1)))
    told = [change.sentence for change in term_changes(warned, terms_of(script))]
    assert told[0] == "“Rude tone” is a reason for the hang-up protocol."


def test_what_agents_read_in_place_of_words_is_signed_as_words_are(tmp_path: Path) -> None:
    text = HEAD + step(body='  [[step.line]]\n  id = "spiel"\n  gap = "Not in the document."\n')
    script, problems = parse_script(text, "one.toml")
    assert script is not None, problems
    signed = sealed(approval_of(script, "Kim Lee", AT))
    (tmp_path / "approvals.toml").write_text(approvals_text(signed), "utf-8")
    other = text.replace("Not in the document.", "Say that they will be sued.")
    (tmp_path / "one.toml").write_text(other, "utf-8")
    [problem] = [one for one in check_folder(tmp_path) if one.severity is Severity.ERROR]
    assert problem.message == (
        "The line `spiel` has no words: agents read “Say that they will be sued.” in their place. "
        "As it was approved by Kim Lee on 2026-01-31: "
        "The line `spiel` has no words: agents read “Not in the document.” in their place."
    )
    assert problem.line == other[: other.index("Say that")].count("\n") + 1
    (tmp_path / "one.toml").write_text(text.replace("gap =", "text ="), "utf-8")
    told = [one.code for one in check_folder(tmp_path) if one.severity is Severity.ERROR]
    assert told == ["unapproved-wording"]
