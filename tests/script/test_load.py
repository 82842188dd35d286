import sys
from datetime import date, time
from hashlib import sha256
from pathlib import Path

import pytest
from sample_script import BARE, SOUND, only, read_script, sound

from guide.script.library import parse_script
from guide.script.model import (
    USUAL_FOLLOW_UPS,
    Audience,
    Choice,
    DayKind,
    DueRule,
    FollowUpKind,
    FollowUpRule,
    Line,
    StepRole,
    Target,
    TargetKind,
    Topic,
)


def test_a_script_is_read_as_its_file_has_it() -> None:
    script = sound()
    assert (script.id, script.title, script.version) == ("sample", "A sample", "1")
    assert (script.rules, script.efforts) == (("Promise nothing.",), ("Asked them to calm down",))
    assert script.first == "listen"
    assert script.desk.opens == time(9)
    assert script.desk.closes == time(20)
    assert script.desk.closed_days == (date(2026, 12, 25), date(2027, 1, 1))
    assert (script.clock.seconds, script.clock.over) == (90, "Advise a callback.")
    assert [name for name, _ in script.stages] == ["annoyed", "frustrated", "hostile", "enraged"]
    assert script.ending("protocol").protocol  # type: ignore[union-attr]
    assert script.step("sum-up").owes == (FollowUpKind.CALLBACK,)  # type: ignore[union-attr]
    assert script.step("warn").role is StepRole.WARNING  # type: ignore[union-attr]


def test_three_fields_always_exist_and_may_be_relabelled() -> None:
    assert tuple((one.id, one.label) for one in sound().fields) == (
        ("caller", "Caller"),
        ("number", "Their number"),
        ("concern", "Concern"),
        ("goal", "Goal for the problem"),
    )


def test_lines_keep_their_words_to_the_letter_and_are_numbered_where_they_have_no_id() -> None:
    first, second = sound().steps[0].lines
    assert first == Line(
        "listen-1", "How can I help?", True, DayKind.WEEKDAY, read_back=("caller",)
    )
    assert (second.id, second.on) == ("weekend", DayKind.WEEKEND)
    gap, adapted = sound().steps[1].lines
    assert (gap.id, gap.text, gap.gap) == ("sum-up-1", "", "The document has no wording.")
    assert (adapted.original, adapted.audience) == ("So is it this.", Audience.COLLEAGUE)
    words = "“Sorry,  typo’s  \n and all "
    text = BARE + f'[[step]]\nid = "a"\ntitle = "A"\n[[step.line]]\ntext = """{words}"""\n'
    script, _ = parse_script(text + '[[step.choice]]\nlabel = "B"\nend = "done"\n', "f.toml")
    assert script is not None
    assert script.steps[0].lines[0].text == words


def test_a_line_used_elsewhere_is_the_same_line_and_knows_its_grounds() -> None:
    script = sound()
    abuse, threat = script.grounds
    assert abuse.ending is threat.ending
    assert abuse.ending is not None
    assert abuse.ending.grounds == ("abuse", "threat")
    assert script.steps[2].lines == abuse.warning_lines
    (warning,) = abuse.warning_lines
    assert (warning.must_say, warning.grounds) == (True, ("abuse",))
    assert threat.threat is None


def test_choices_are_keyed_in_order_and_lead_where_they_say() -> None:
    script = sound()
    assert script.steps[0].choices[1] == Choice(
        2, "Abusive", Target(TargetKind.STEP, step="warn"), ground="abuse"
    )
    assert script.steps[2].choices == (
        Choice(1, "Calms down", Target(TargetKind.STEP, step="listen"), calm=True),
        Choice(2, "Goes on", Target(TargetKind.END, ending="protocol")),
    )


@pytest.mark.parametrize(
    ("written", "target"),
    [
        ("return", Target(TargetKind.RETURN)),
        ("other:there", Target(TargetKind.SCRIPT, step="there", script="other")),
        ("other:", Target(TargetKind.SCRIPT, script="other")),
        ("bare:a", Target(TargetKind.SCRIPT, step="a", script="bare")),
    ],
)
def test_a_choice_may_lead_to_another_script_and_back(written: str, target: Target) -> None:
    step = f'[[step]]\nid = "a"\ntitle = "A"\n[[step.choice]]\nlabel = "B"\nto = "{written}"\n'
    script, problems = parse_script(
        BARE + step + '[[step.choice]]\nlabel = "C"\nend = "done"\n', "f.toml"
    )
    assert script is not None, problems
    assert script.steps[0].choices[0].to == target


def test_a_follow_up_has_the_usual_label_and_needs_unless_the_script_says_otherwise() -> None:
    callback, agreed = sound().follow_ups
    by_day = DueRule("same day", "next working day, morning")
    assert callback == FollowUpRule(
        FollowUpKind.CALLBACK,
        "Callback",
        ("number", "caller", "concern"),
        (
            (DayKind.WEEKDAY, by_day),
            (DayKind.WEEKEND, DueRule("same day", "next working day, end of day")),
        ),
    )
    assert agreed.label == "What they agreed to"
    assert agreed.due_on(DayKind.WEEKDAY) == agreed.due_on(DayKind.WEEKEND) != by_day


def test_where_the_document_asks_for_it_is_a_setting_and_no_part_of_the_wording() -> None:
    plain = sound()
    text = SOUND.replace('  text = "How can I help?"', '  text = "How can I help?"\n  source = "4"')
    text = text.replace('kind = "agreed"', 'kind = "agreed"\nsource = "“Agree on a day.”"')
    text = text.replace("[desk]", '[sources]\nclock = "7"\n\n[desk]')
    text = text.replace('  id = "warn"', '  id = "warn"\n  source = "5"')
    script, problems = parse_script(text, "sample.toml")
    assert script is not None
    assert problems == parse_script(SOUND, "sample.toml")[1]
    assert script.steps[0].lines[0].source == "4"
    assert script.grounds[0].warning_lines
    assert script.grounds[0].warning_lines[0].source == "5"
    assert script.steps[2].lines[0].source == "5", "a line that is used elsewhere is the same"
    assert [rule.source for rule in script.follow_ups] == ["", "“Agree on a day.”"]
    assert script.sources == ((Topic.CLOCK, "7"),)
    assert [line.sha256 for line in script.lines] == [line.sha256 for line in plain.lines]


def test_guidance_may_be_wrapped_in_the_file_as_one_likes() -> None:
    text = SOUND.replace('coach = ["Let them vent."]', 'coach = ["""\nLet them\n   vent."""]')
    script, _ = parse_script(text, "f.toml")
    assert script is not None
    assert script.steps[0].coach == ("Let them vent.",)


def test_the_text_and_hash_are_those_of_the_very_file(tmp_path: Path) -> None:
    data = b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode()
    (tmp_path / "s.toml").write_bytes(data)
    script, problems = read_script(tmp_path / "s.toml")
    assert script is not None, problems
    assert script.sha256 == sha256(data).hexdigest()
    assert script.text.encode() == data
    assert script.file == str(tmp_path / "s.toml")
    assert script.steps == sound().steps


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("x = 1\n" * 200_000, 0, "larger than"),
        (f'\nx = "{"a" * 5000}"', 2, "longer than 4,096"),
        ("a" + ".a" * 1_000 + " = 1", 1, "parts with dots"),
        ("\nx = " + "[" * 4_000, 2, "nested"),
        ("x = " + "[\n" * 50_000, 21, "nested"),
        ("x = [" + "1,\n" * 75_001, 0, "75,003 of the marks"),
        ("x = " + "{a = " * 700, 1, "nested"),
    ],
)
def test_a_file_that_would_choke_the_program_is_refused_in_a_sentence(
    text: str, line: int, message: str, tmp_path: Path
) -> None:
    (tmp_path / "s.toml").write_text(text)
    script, problems = read_script(tmp_path / "s.toml")
    problem = only(problems)
    assert script is None
    assert (problem.code, problem.line) == ("too-big", line)
    assert message in problem.message


def test_a_number_of_thousands_of_digits_is_refused_in_a_sentence() -> None:
    digits = "\n".join(["x = 1" + "_000" * 1_000, f"y = {'1' * 4_000}"])
    _, problems = parse_script(digits, "f.toml")
    assert {p.code for p in problems} == {"unknown-key", "missing-key", "no-ending"}


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        ("title = “x”\n".encode("cp1252"), 1, "0x93"),
        (b"a = 1\nb = '\xff'\n", 2, "0xff"),
        ("a = 1\n".encode("utf-16"), 1, "UTF-8"),
    ],
)
def test_a_file_in_another_encoding_is_told_with_the_line(
    data: bytes, line: int, words: str, tmp_path: Path
) -> None:
    (tmp_path / "s.toml").write_bytes(data)
    problem = only(read_script(tmp_path / "s.toml")[1])
    assert (problem.code, problem.line) == ("not-utf-8", line)
    assert words in problem.message


def test_a_file_that_is_not_there_or_is_a_folder_is_told_in_a_sentence(tmp_path: Path) -> None:
    assert only(read_script(tmp_path / "no.toml")[1]).code == "unreadable"
    assert only(read_script(Path("\0"))[1]).code == "unreadable"
    assert only(read_script(tmp_path)[1]).code == "not-a-file"


def test_thousands_of_mistakes_are_told_up_to_a_limit_which_is_told_too() -> None:
    _, problems = parse_script(BARE + '[[step]]\nid = "a"\n' * 2_000, "f.toml")
    assert len(problems) == 1_001
    assert (problems[-1].code, problems[-1].line) == ("too-many-problems", 0)


def calls_made(steps: int, target: str) -> int:
    """How many calls Python makes to read a script of so many steps."""
    parts = (
        f'[[step]]\nid = "s{n}"\ntitle = "S"\n[[step.line]]\ntext = "T"\n'
        f'[[step.choice]]\nlabel = "on"\nto = "{target.format(n + 1)}"\n'
        '[[step.choice]]\nlabel = "end"\nend = "done"\n'
        for n in range(steps)
    )
    text, made = BARE + "".join(parts), 0

    def count(*_: object) -> None:
        nonlocal made
        made += 1

    sys.setprofile(count)
    try:
        parse_script(text, "f.toml")
    finally:
        sys.setprofile(None)
    return made


@pytest.mark.parametrize("target", ["s{}", "s0", "s{}x"])
def test_a_script_twice_as_long_takes_about_twice_the_work(target: str) -> None:
    assert calls_made(500, target) < 2.3 * calls_made(250, target)


def test_every_kind_of_follow_up_has_a_label_and_a_field_nobody_could_do_without() -> None:
    assert USUAL_FOLLOW_UPS.keys() == set(FollowUpKind)
    assert all(usual.label and usual.needs for usual in USUAL_FOLLOW_UPS.values())


@pytest.mark.parametrize(
    ("begins", "what"),
    [
        (b"%PDF-1.7\n\xff", "This is a Word or PDF file."),
        (b"%PDF-1.7\n1 0 obj", "This is a Word or PDF file."),
        (b"PK\x03\x04\xff", "This is a Word or PDF file."),
        (b"\xd0\xcf\x11\xe0", "This is a Word or PDF file."),
        (
            b"{\\rtf1\\ansi [script]\\par}",
            "This is a text with formatting, as word processors save it (RTF).",
        ),
        (b"\n<!DOCTYPE html>\n<p>[script]", "This is a web page."),
    ],
)
def test_what_is_no_plain_text_is_to_be_saved_as_such_first(
    begins: bytes, what: str, tmp_path: Path
) -> None:
    (tmp_path / "s.toml").write_bytes(begins)
    problem = only(read_script(tmp_path / "s.toml")[1])
    assert problem.message == what
    assert problem.fix == "Save it as plain text first."
