import sys
from pathlib import Path

import pytest
from sample_script import SOUND, line_of, only, spoilt
from small_scripts import END, HEAD, line, step, to

from guide.script import check_folder
from guide.script.findings import Severity
from guide.script.library import load_library, parse_script

MISTAKES = [
    # what is changed, what it becomes, the code, words of the message, words of the fix
    ('title = "A sample"', 'tittle = "A sample"', "unknown-key", "`tittle`",
     "Did you mean `title`"),
    ('title = "Sum up"', 'frobs = "x"\ntitle = "Sum up"', "unknown-key", "`frobs`", "are `id`"),
    ('title = "Sum up"', 'label = "Sum up"', "unknown-key", "`label`", "Did you mean `title`"),
    ('title = "Sum up"', 'name = "Sum up"', "unknown-key", "`name`", "Did you mean `title`"),
    ('  end = "done"', '  end = "done"\n  if = "visited listen"', "unknown-key", "`if`",
     "Did you mean `when`"),
    ('capture = ["caller", "goal"]', 'ask = ["caller", "goal"]', "unknown-key", "`ask`",
     "Did you mean `capture`"),
    ("[clock]", '[sources]\nclok = "7"\n[clock]', "unknown-key",
     "`clok` is not a setting of [sources]", "`clock`"),
    ("[clock]", "[sources]\nclock = 7\n[clock]", "wrong-type", "`clock` in [sources]", '"7"'),
    ('kind = "agreed"', 'kind = "agreed"\nsorce = "7"', "unknown-key", "`sorce`", "`source`"),
    ("[clock]", "[clok]", "unknown-key", "`clok`", "Did you mean `clock`"),
    ('version = "1"\n', "", "missing-key", "`version` is missing", 'Add version = "…"'),
    ('version = "1"', "version = 1", "wrong-type", "a whole number", 'version = "1"'),
    ('title = "Warn"', "title = true", "wrong-type", "true or false", "quotation marks"),
    ('capture = ["caller", "goal"]', 'capture = "caller"', "wrong-type", "a list", '["caller"]'),
    ('show = ["concern"]', "show = [1]", "wrong-type", "Item 1 of `show`", "quotation marks"),
    ("calm = true", 'calm = "yes"', "wrong-type", "true or false", "calm = true"),
    ("warnings = 0", 'warnings = "0"', "wrong-type", "a whole number", "warnings = 0"),
    ("warnings = 0", "warnings = true", "wrong-type", "true or false", "warnings = 0"),
    ("warnings = 0", "warnings = 10", "bad-number", "from 0 to 9", "from 0 to 9"),
    ("warnings = 0\n", "", "missing-key", "`warnings` is missing", "Add warnings = 1"),
    ("seconds = 90", "seconds = 0", "bad-number", "from 1 to 3,600", "from 1"),
    ("seconds = 90", f"seconds = 0x{'f' * 4000}", "bad-number", "`seconds`", "from 1"),
    ('threat = "ask"', 'threat = "perhaps"', "wrong-type", "`threat`", '"ask"'),
    ('text = "Please do not."', 'text = " "', "empty-text", "`text`", "Write the text"),
    ('["Let them vent."]', '["Let them vent.", ""]', "empty-text", "Item 2", "Take it out"),
    ('role = "warning"', 'role = "warnin"', "unknown-value", "`warnin`", "`warning`"),
    ('owes = ["callback"]', 'owes = ["parcel"]', "unknown-value", "`parcel`",
     "`callback`, `do-not"),
    ('audience = "colleague"', 'audience = "boss"', "unknown-value", "`boss`", "`caller`"),
    ('kind = "agreed"', 'kind = "agred"', "unknown-value", "`agred`", "Did you mean `agreed`"),
    ('latest = "next working day, morning"', 'latest = "tomorrow"', "bad-due", "`tomorrow`",
     "next day"),
    ('latest = "next working day, morning"', 'latest = "next working day, 9:00"', "bad-due",
     "`next working day, 9:00`", 'Write latest = "next working day, 09:00".'),
    ('latest = "next working day, morning"', 'latest = "Tomorrow at 10 a.m."', "bad-due",
     "`Tomorrow at 10 a.m.`", 'Write latest = "next day, 10:00".'),
    ('latest = "next working day, morning"', 'latest = "next Monday 5pm"', "bad-due",
     "`next Monday 5pm`", 'Write latest = "next monday, 17:00".'),
    ('latest = "next working day, morning"', 'latest = "two hours"', "bad-due", "`two hours`",
     'Write latest = "within 2 hours".'),
    ('latest = "next working day, morning"', 'latest = "within one week"', "bad-due", "week`",
     'Write latest = "within 7 days".'),
    ('latest = "next working day, morning"', 'latest = "end of day"', "bad-due", "`end of day`",
     'Write latest = "same day, end of day".'),
    ('latest = "next working day, morning"', 'latest = "agreed within two days"', "bad-due",
     "`agreed within", 'Write latest = "agreed, within 2 days".'),
    ('latest = "next working day, morning"', 'latest = "within 90 minutes"', "bad-due",
     "minutes`", '"within 4 hours"'),
    ('latest = "next working day, morning"', 'latest = "next day, 25:00"', "bad-due", "25:00",
     '"now"'),
    ('latest = "next working day, morning"', 'latest = "within 100 business days"', "bad-due",
     "`within 100 business days`", '"within 10 working days"'),
    ('latest = "next working day, morning"', 'latest = "within 0 working days"', "bad-due",
     "`within 0 working days`", '"within 10 working days"'),
    ('due = { aim = "same day", latest = "agreed, within 3 days" }', 'due = "next day"',
     "wrong-type", "must be a table", 'Write due = { aim = "next day", latest = "next day" }.'),
    ('title = "Listen first"', 'timer = 20\ntitle = "Listen first"', "wrong-type",
     "must be a table", 'Write timer = { seconds = 20, over = "…" }.'),
    ('due = { aim = "same day", l', "due = { l", "missing-key", "`aim`", 'aim = "…"'),
    ('due = { aim', 'weekday = { aim = "now", latest = "now" }\ndue = { aim', "either-or", "`due`",
     "Keep"),
    ('opens = "09:00"', 'opens = "9:00"', "bad-time", "`9:00`", "two digits"),
    ('opens = "09:00"', 'closes = "24:00"', "bad-time", "`24:00`", "23:59"),
    ('"2026-12-25"', '"2026-02-30"', "bad-day", "`2026-02-30`", "real date"),
    ("2027-01-01", "2027-01-01T00:00:00", "bad-day", "Item 2", "real date"),
    ('opens = "09:00"', 'working_days = ["munday"]', "bad-day", "`munday`", "`monday`"),
    ('opens = "09:00"', 'working_days = ["weekdays"]', "bad-day", "`weekdays`",
     'Write "monday", "tuesday", "wednesday", "thursday", "friday".'),
    ('opens = "09:00"', 'working_days = ["Thurs"]', "bad-day", "`Thurs`", 'Write "thursday".'),
    ('opens = "09:00"', 'working_days = "Fri-Sun"', "wrong-type", "a list",
     'working_days = ["friday", "saturday", "sunday"].'),
    ('opens = "09:00"', 'working_days = "Sat to Tuesday"', "wrong-type", "a list",
     'working_days = ["monday", "tuesday", "saturday", "sunday"].'),
    ('opens = "09:00"', 'working_days = "Mon, Wed and Fridays"', "wrong-type", "a list",
     'working_days = ["monday", "wednesday", "friday"].'),
    ('opens = "09:00"', 'working_days = "Mon-Frog"', "wrong-type", "a list", '["Mon-Frog"]'),
    ('"America/New_York"', '"America/NewYork"', "bad-zone", "America/NewYork", "America/New_York"),
    ('"America/New_York"', '"CST"', "bad-zone", "`CST`", "Did you mean `America/Chicago`?"),
    ('"America/New_York"', '"EDT"', "bad-zone", "`EDT`", "Did you mean `America/New_York`?"),
    ('"America/New_York"', '"Pacific Time (US & Canada)"', "bad-zone", "Pacific Time",
     "Did you mean `America/Los_Angeles`?"),
    ('"America/New_York"', '"Central Time"', "bad-zone", "Central", "`America/Chicago`?"),
    ('"America/New_York"', '"New York"', "bad-zone", "`New York`", "`America/New_York`?"),
    ('"America/New_York"', '"IST"', "bad-zone", "`IST`", "Write a name such as America/New_York"),
    ('"America/New_York"', '"UTC-6"', "bad-zone", "`UTC-6`", "Write a name such as America/"),
    ('"America/New_York"', '"GMT+1"', "bad-zone", "`GMT+1`", "Write a name such as America/"),
    ('"America/New_York"', '"../../etc/passwd"', "bad-zone", "no time zone", "Europe/London"),
    ('id = "sample"', 'id = "My Sample"', "bad-id", "`My Sample`", "my-sample"),
    ('id = "sample"', 'id = "my_sample"', "bad-id", "underscores", "my-sample"),
    ('id = "legal"', 'id = "Legal!"', "bad-id", "`Legal!`", "legal"),
    ('id = "legal"', 'id = "größe"', "bad-id", "`größe`", ": grosse."),
    ('id = "legal"', f'id = "{"x" * 65}"', "bad-id", "cannot be an id", "at most 64"),
    ('[stages.hostile]\nsigns = "Boils over."\ntalk = "Stay neutral."\n', "", "missing-key",
     "`hostile`", "[stages.hostile]"),
    ('  gap = "The document has no wording."', '  gap = "None."\n  text = "x"', "either-or",
     "`text` and `gap`", "Take one"),
    ('  gap = "The document has no wording."\n', "", "missing-key",
     "`text` is missing in line 1 of step `sum-up`", "gap ="),
    ('  use = "warn"', '  use = "warn"\n  must_say = true', "either-or", "`must_say`",
     "where the line is worded"),
    ('  adapted = "The document\'s is garbled."\n', "", "missing-key", "`original` without",
     "adapted ="),
    ('  end = "done"', '  end = "done"\n  to = "warn"', "either-or", "`to` and `end`", "Take one"),
    ('  end = "done"\n', "", "missing-key", "choice 1 of step `sum-up`", "to ="),
    ('  end = "done"', '  to = ":x"', "bad-target", "`:x`", "script:step"),
    ('  end = "done"', '  to = "end:done"', "bad-target", "`end:done`", 'end = "done"'),
    ('title = "Warn"', 'title = "W\\u202earn"', "unsafe-character", "U+202E", "Delete"),
    ('title = "Warn"', 'title = "W\u202earn"', "unsafe-character", "U+202E", "Delete"),
    ('title = "Warn"', 'title = "W\u2028arn"', "unsafe-character", "U+2028", "Delete"),
    ('title = "Warn"', 'title = "W\\u001b[1m"', "unsafe-character", "U+001B", "Delete"),
    ('title = "Warn"', 'title = "W\x1b[1m"', "unsafe-character", "U+001B", "Delete"),
    ('title = "Warn"', 'title = "Warn" # \u2066 hidden', "unsafe-character", "U+2066", "Delete"),
    ('title = "Warn"', 'title = “Warn”', "broken-toml", "typographic", "straight"),
    ('title = "Warn"', 'title = Warn', "broken-toml", "`title`", "straight quotation marks"),
    ('title = "Warn"', 'title = "Warn', "broken-toml", "not closed", 'Put a "'),
    ('title = "Warn"', "title = 'Warn", "broken-toml", "not closed", "Put a '"),
    ('title = "Warn"', 'title = "Wa"rn"', "broken-toml", "after the end", "\\"),
    ('title = "Warn"', 'title = "C:\\Warn"', "broken-toml", "backslash", "twice"),
    ('title = "Warn"', 'title "Warn"', "broken-toml", "no =", "name ="),
    ('title = "Warn"', 'title = "Warn"\ntitle = "W"', "duplicate-key", "`title`",
     "[[step.choice]]"),
    ('title = "Warn"', 'title = "Warn"\n!', "broken-toml", "not a setting", "#"),
    ('capture = ["caller", "goal"]', 'capture = ["caller", "goal"', "broken-toml",
     "The list `capture` is not closed before line", "Put a ] after its last item."),
    ('capture = ["caller", "goal"]', 'capture = ["caller", "goal",', "broken-toml",
     "The list `capture` is not closed before line", "Put a ] after its last item."),
    ("seconds = 90", "seconds = 0,5", "broken-toml", "a number has no comma in it", "Write 0.5"),
    ("seconds = 90", "seconds = 1,000", "broken-toml", "no comma in it", "Write 1000,"),
    ("seconds = 90", 'seconds = "60"', "wrong-type", "is a text", "quotation marks: seconds = 60."),
    ("warnings = 1", "warnings = true", "wrong-type", "true or false", "warnings = 1."),
    ("warnings = 1", 'warnings = "1"', "wrong-type", "is a text", "warnings = 1."),
    ('id = "sample"', 'id = "sample"\napprovers = "two"', "wrong-type", "is a text",
     "Write the number without quotation marks: approvers = 2."),
    ('id = "sample"', 'id = "sample"\napprovers = "a few"', "wrong-type", "is a text",
     "Write a number without quotation marks: approvers = 1."),
    ('id = "sample"', 'id = "sample"\napprovers = "12"', "wrong-type", "is a text",
     "Write a number without quotation marks: approvers = 1."),
    ('id = "sample"', 'id = "sample"\napprovers = true', "wrong-type", "true or false",
     "Write a number: approvers = 1."),
    ('id = "sample"', 'id = "sample"\nmay_approve = "Kim Lee, Ann Ode"', "wrong-type", "a list",
     'may_approve = ["Kim Lee", "Ann Ode"].'),
    ('rules = ["Promise nothing."]', 'rules = "Never guess a date, or a \\"price\\"."',
     "wrong-type", "a list", 'rules = ["Never guess a date, or a \\"price\\"."].'),
    ("seconds = 90", "seconds = 60.4", "wrong-type", "a fraction", "seconds = 60."),
    ("seconds = 90", 'seconds = "soon"', "wrong-type", "is a text", "seconds = "),
    ('title = "Warn"', 'title: "Warn"', "broken-toml", "A colon stands after `title`",
     'Write title = "Warn"; put a # before a remark.'),
    ('title = "Warn"', "title: Warn", "broken-toml", "A colon stands after `title`",
     'Write title = "…"; put a #'),
    ("[desk]", '[desk]\nrules = ["Be kind."]', "unknown-key", "`rules` is not a setting of [desk]",
     "It belongs to [script]: move it there"),
    ('version = "1"', 'version = "1"\nzone = "Europe/London"', "unknown-key", "`zone`",
     "It belongs to [desk]"),
    ('title = "Warn"', 'title\u00a0= "Warn"', "odd-character",
     "NO-BREAK SPACE (U+00A0), after `title`", "Delete it"),
    ('title = "Warn"', 'ti\u200btle = "Warn"', "odd-character",
     "ZERO WIDTH SPACE (U+200B), after `ti`", "Delete it"),
    ('title = "Warn"', '"ti\u200btle" = "Warn"', "odd-character",
     "ZERO WIDTH SPACE (U+200B), after `ti`", "Delete it"),
    ('title = "Warn"', '\u00a0title = "Warn"', "odd-character",
     "NO-BREAK SPACE (U+00A0), at the beginning", "Delete it"),
    ("[[report]]", "[[report\u2009]]", "odd-character", "THIN SPACE (U+2009), after `[[report`",
     "Delete it"),
    ('id = "legal"', 'id = "le\u200bgal"', "odd-character", "after `le`", "Delete it"),
    ('  to = "sum-up"', '  to = "sum\u200b-up"', "odd-character", "after `sum`", "Delete it"),
    ('opens = "09:00"', 'opens = "09:00\u00a0"', "odd-character", "after `09:00`", "Delete it"),
    ("[clock]", '[constants]\n"a\u200bb" = "x"\n[clock]', "bad-id",
     "`a<ZERO WIDTH SPACE (U+200B)>b` in [constants]", "Use small letters"),
    ('owes = ["callback"]', 'owes = ["callback\u00a0"]', "odd-character", "Item 1 of `owes`",
     "Delete it"),
    ('opens = "09:00"', "opens = 9:00", "broken-toml", "`opens`", "time of day"),
    ("2027-01-01", "2027-02-30", "broken-toml", "no such date", "2026-12-25"),
    ('weekend = { aim', 'weekend = { "aim', "broken-toml", "`weekend`", "="),
    ('  end = "protocol"\n', '  end = "protocol"\n[[step.choise]]\n', "unknown-key", "`choise`",
     "`choice`"),
    ("[[report]]", "[[report]", "broken-toml", "`[[report]`", "Write [[report]]."),
    ("[[report]]", "[report]", "wrong-type", "a list of tables", "[[report]]"),
    ("[desk]", "[[desk]]", "wrong-type", "one table", "single brackets"),
    ("[fields]", '[fields]\n"A b" = "x"', "bad-id", "`A b`", "small letters"),
    ('goal = "Goal for the problem"', 'goal = { card = "never" }', "missing-key",
     "`label` is missing", "label"),
    ("[fields]", '[fields]\nx = { label = "X", card = "nevr" }', "unknown-value", "`nevr`",
     "Did you mean `never`"),
    ("[fields]", '[fields]\nx = { lable = "X" }', "unknown-key", "`lable`", "Did you mean `label`"),
    ("[fields]", '[fields]\ncaller = { label = "Who", card = "never" }', "card-field", "`caller`",
     "a field of their own"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "message", "fix"), MISTAKES)
def test_a_mistake_is_told_once_with_its_line_and_how_to_mend_it(
    old: str, new: str, code: str, message: str, fix: str
) -> None:
    problem = only(spoilt((old, new)))
    assert problem.code == code, problem
    assert problem.severity is Severity.ERROR
    assert message in problem.message
    assert fix in problem.fix
    assert problem.message.endswith(".")
    assert problem.fix.endswith((".", "?"))
    assert problem.file == "sample.toml"
    line = SOUND[: SOUND.index(old)].count("\n") + 1
    if code == "missing-key":
        assert problem.line <= line
    else:
        assert line - 3 <= problem.line <= line + new.count("\n") + 1


def test_the_line_and_column_are_those_of_the_setting() -> None:
    problem = only(spoilt(("calm = true", "calm = 1")))
    assert (problem.line, problem.column) == (line_of("calm = true"), 3)
    item = only(
        spoilt(
            ('["callback"]\n\n  [[step.line]]', '[\n  "callback",\n   "x",\n]\n\n  [[step.line]]')
        )
    )
    assert (item.line, item.column) == (line_of('owes = ["callback"]') + 2, 4)


def test_what_is_missing_is_told_at_the_heading_of_where_it_belongs() -> None:
    assert only(spoilt(('version = "1"\n', ""))).line == 1
    label = only(spoilt(('  label = "Goes on"\n', "")))
    assert label.line == line_of('  label = "Goes on"') - 1
    assert label.message == "`label` is missing in choice 2 of step `warn`."


def test_all_mistakes_of_a_file_that_parses_are_told_at_once() -> None:
    problems = spoilt(
        ('title = "Sum up"', "title = 1"),
        ('  end = "done"', '  end = "don"'),
        ('role = "warning"', 'rolle = "warning"'),
    )
    assert [(p.line, p.code) for p in problems] == [
        (line_of('title = "Sum up"'), "wrong-type"),
        (line_of('  end = "done"'), "missing-target"),
        (line_of("role ="), "unknown-key"),
    ]


def test_of_a_file_that_is_not_toml_the_first_mistake_is_told_with_its_line_and_column() -> None:
    problem = only(
        spoilt(
            ('use_when = "A test needs one."', "use_when = A test"),
            ("[desk]", "[desk"),
            ('title = "Sum up"', "title = “Sum up”"),
            ('  end = "done"', '  end = "don"'),
        )
    )
    assert (problem.code, problem.line, problem.column) == ("broken-toml", line_of("use_when"), 12)


def test_a_merge_that_was_not_finished_is_told_as_one() -> None:
    theirs = '<<<<<<< HEAD\ntitle = "Warn"\n=======\ntitle = "Warn them"\n>>>>>>> theirs'
    problem = only(spoilt(('title = "Warn"', theirs)))
    assert (problem.code, problem.line) == ("broken-toml", line_of('title = "Warn"'))
    assert problem.fix == "Unresolved merge: take one side, then approve again."


def test_a_step_heading_with_single_brackets_is_told_where_it_stands() -> None:
    text = SOUND.replace('[[step]]\nid = "listen"', '[step]\nid = "listen"')
    _, problems = parse_script(text, "sample.toml")
    problem = only(problems)
    assert (problem.line, problem.fix) == (line_of('id = "listen"') - 1, "Write [[step]].")


@pytest.mark.parametrize("second", ["[field]", "[[field]]"])
def test_a_question_s_heading_with_single_brackets_is_told_as_that(second: str) -> None:
    text = f'{SOUND}\n[field]\nid = "a"\nlabel = "A"\n\n{second}\nid = "b"\nlabel = "B"\n'
    _, problems = parse_script(text, "sample.toml")
    assert only(problems).fix == "Write [[field]]."


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('title = "Warn"', 'title = """Warn', 'title = "Warn"', "never closed"),
        ('coach = ["Let them vent."]', 'coach = [\n"Let them vent."', "coach =", "list `coach`"),
        ('[[ground]]\nid = "abuse"', '[[ground]]\nid = { a = "x"', 'id = "abuse"', "braces"),
    ],
)
def test_what_is_never_closed_is_told_with_the_line_where_it_begins(
    old: str, new: str, line: str, message: str
) -> None:
    problem = spoilt((old, new))[0]
    assert problem.code == "broken-toml"
    assert message in problem.message
    assert abs(problem.line - line_of(line)) <= 1


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("within 1 hours", "within 1 hour"),
        ("within 2 business day", "within 2 business days"),
        ("agreed, within 1 days", "agreed, within 1 day"),
    ],
)
def test_a_due_time_with_the_wrong_number_is_warned_of(written: str, right: str) -> None:
    latest = 'latest = "next working day, morning"'
    problem = next(p for p in spoilt((latest, f'latest = "{written}"')) if p.code == "slip")
    assert problem.severity is Severity.WARNING
    assert f"`{written}` is shown to agents as it stands" in problem.message
    assert problem.fix == f'Write latest = "{right}".'


@pytest.mark.parametrize(
    ("zone", "meant", "place"),
    [("EST", "America/New_York", "Panama"), ("MST", "America/Denver", "Arizona")],
)
def test_a_zone_whose_clocks_never_change_is_warned_of(zone: str, meant: str, place: str) -> None:
    problem = next(p for p in spoilt(("America/New_York", zone)) if p.code == "no-daylight-time")
    assert problem.severity is Severity.WARNING
    assert problem.line == line_of("America/New_York")
    assert f"`{zone}` has no daylight saving time" in problem.message
    assert problem.fix.startswith(f'Write zone = "{meant}"; where clocks never change, as in')
    assert place in problem.fix


@pytest.mark.skipif(sys.version_info >= (3, 15), reason="TOML 1.1 lets braces go over lines")
def test_braces_over_two_lines_are_told_where_they_begin() -> None:
    two_lines = 'due = { aim = "same day",\n  latest'
    problem = spoilt(('due = { aim = "same day", latest', two_lines))[0]
    assert problem.line == line_of("due = {")
    assert problem.message == "`due`: the braces { and } do not stand in one line."
    assert problem.fix.startswith("Keep everything from { to } in one line, with commas between")


def test_steps_under_a_misspelt_heading_are_read_and_told_where_they_stand() -> None:
    text = SOUND.replace("[[step", "[[stepp").replace('to = "sum-up"', 'to = "sumup"')
    _, problems = parse_script(text, "sample.toml")
    assert [(p.code, p.line) for p in problems] == [
        ("unknown-key", line_of('id = "listen"') - 1),
        ("missing-target", line_of('to = "sum-up"')),
    ]


def test_a_heading_outside_of_its_step_is_told_as_it_is_written() -> None:
    problem = next(p for p in parse_script(SOUND + '\n[[choice]]\nlabel = "x"\n', "s.toml")[1])
    assert problem.code == "unknown-key"
    assert problem.fix == "The heading should be [[step.choice]], below the one it belongs to."


@pytest.mark.parametrize(
    ("due", "code", "told"),
    [
        (
            'aim = "agreed, within 3 days", latest = "within 3 days"',
            "never-asked",
            "nobody is asked",
        ),
        ('aim = "within 4 hours", latest = "within 2 hours"', "aim-after-latest", "later than"),
        ('aim = "next day", latest = "same day, closing"', "aim-after-latest", "later than"),
    ],
)
def test_a_due_time_whose_two_sides_do_not_fit_is_told(due: str, code: str, told: str) -> None:
    rule = f'\n[[follow_up]]\nkind = "callback"\ndue = {{ {due} }}\n'
    _, problems = parse_script(HEAD + rule + step(), "one.toml")
    [problem] = problems
    assert (problem.code, problem.severity) == (code, Severity.WARNING)
    assert told in problem.message
    assert problem.line == HEAD.count("\n") + 2


def told(*texts: str) -> list[tuple[str, str, str]]:
    """The code, the message and the fix of everything that is told of a script."""
    _, problems = parse_script("".join(texts), "one.toml")
    return [(one.code, one.message, one.fix) for one in problems]


def test_a_step_named_as_an_ending_is_one_mistake() -> None:
    first = step(choices=to("b").replace("to =", "end ="))
    [(code, _, fix)] = told(HEAD, first, step("b"))
    assert code == "missing-target"
    assert fix == 'Add the ending, or lead to the step: to = "b".'


def test_a_script_named_without_its_colon_is_told_how_to_be_led_to() -> None:
    head = HEAD.replace('version = "1"', 'version = "1"\nprotocol = "hang-up-protocol"')
    found = told(head, step(choices=END + to("hang-up-protocol")))
    [fix] = [fix for code, _, fix in found if code == "missing-target"]
    assert fix == 'Write to = "hang-up-protocol:" to lead to that script.'


def test_a_follow_up_of_ones_own_named_as_a_usual_kind_is_told_of_its_id() -> None:
    rule = '\n[[follow_up]]\nkind = "claim-form"\nlabel = "Claim form"\nneeds = ["number"]\n'
    [(code, _, fix)] = told(HEAD, rule, step())
    assert code == "unknown-value"
    assert fix.startswith('Write id = "claim-form" in place of it for one of your own;')


def test_a_desk_that_closes_before_it_opens_is_told() -> None:
    [(code, message, _)] = told(HEAD, '\n[desk]\nopens = "21:00"\n', step())
    assert (code, message) == ("bad-hours", "The desk opens at 21:00 and closes at 20:00.")


def test_marks_of_a_merge_within_a_text_are_told() -> None:
    text = '"""\n<<<<<<< ours\nHello.\n=======\nHi.\n>>>>>>> theirs\n"""'
    found = told(HEAD, step(body=line(text)))
    assert ("broken-toml", "Unresolved merge: take one side, then approve again.") in {
        (code, fix) for code, _, fix in found
    }


def test_a_file_with_line_ends_of_old_is_read() -> None:
    script, problems = parse_script((HEAD + step()).replace("\n", "\r"), "one.toml")
    assert script is not None, problems
    assert problems == ()


def test_a_script_whose_name_does_not_end_in_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HEAD + step(), "utf-8")
    (tmp_path / "two.toml.txt").write_text(HEAD + step(), "utf-8")
    [problem] = check_folder(tmp_path)
    assert (problem.code, problem.severity) == ("not-read", Severity.WARNING)
    assert problem.message == "two.toml.txt is not read: its name does not end in .toml."


SIGNED = """# Who approved which wording.
[[approval]]
script = "one"
version = "1"
by = "Kim Lee"
at = 2026-11-21 12:00:00+00:00
"""


@pytest.mark.parametrize(
    "name", ["Approvals.toml", "approvals.toml.txt", "Approval.toml", "approvals (2).TOML"]
)
def test_approvals_under_another_name_are_to_be_renamed(name: str, tmp_path: Path) -> None:
    (tmp_path / "one.toml").write_text(HEAD + step(), "utf-8")
    (tmp_path / name).write_text(SIGNED, "utf-8")
    [problem] = check_folder(tmp_path)
    assert (problem.code, problem.severity) == ("not-read", Severity.ERROR)
    assert problem.message == (
        f"{name} holds approvals, and they are read from approvals.toml alone."
    )
    assert problem.fix == "Rename it to approvals.toml."
    assert load_library(tmp_path).unsound == ()
    (tmp_path / "approvals.toml").write_text("", "utf-8")
    assert check_folder(tmp_path)[0].fix == (
        "Take it out of the folder: approvals.toml is there, too."
    )


def test_a_script_about_approvals_is_a_script(tmp_path: Path) -> None:
    (tmp_path / "approvals-desk.toml").write_text(HEAD + step(), "utf-8")
    assert check_folder(tmp_path) == ()
    assert [*load_library(tmp_path).scripts] == ["one"]
