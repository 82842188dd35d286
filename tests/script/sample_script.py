"""A small sound script, and ways to spoil it."""

from pathlib import Path

from guide.script.checks import check_script
from guide.script.findings import Problem, Severity
from guide.script.library import parse_script
from guide.script.model import Script
from guide.script.parse import parse_file

SOUND = """\
[script]
id = "sample"
title = "A sample"
use_when = "A test needs one."
version = "1"
source = "sample.txt"
rules = ["Promise nothing."]
efforts = ["Asked them to calm down"]
in_sight = ["goal"]

[desk]
zone = "America/New_York"
opens = "09:00"
closed_days = ["2026-12-25", 2027-01-01]

[clock]
seconds = 90
over = "Advise a callback."

[fields]
goal = "Goal for the problem"
number = "Their number"

[stages.annoyed]
signs = "Slightly irritated."
talk = "Reason with them."
[stages.frustrated]
signs = "More than a bother."
talk = "Short facts."
[stages.hostile]
signs = "Boils over."
talk = "Stay neutral."
[stages.enraged]
signs = "Flares up."
talk = "Few words."

[[report]]
id = "legal"
label = "Considers legal action"

[[follow_up]]
kind = "callback"
weekday = { aim = "same day", latest = "next working day, morning" }
weekend = { aim = "same day", latest = "next working day, end of day" }

[[follow_up]]
kind = "agreed"
label = "What they agreed to"
due = { aim = "same day", latest = "agreed, within 3 days" }

[[ending]]
id = "done"
label = "Resolved"
needs = ["callback"]

[[ending]]
id = "protocol"
label = "Ended by the protocol"
protocol = true

[[ground]]
id = "abuse"
label = "Abusive language"
warnings = 1
permission = true
  [ground.warning]
  id = "warn"
  text = "Please do not."
  must_say = true
  [ground.ending]
  id = "hang-up"
  text = "I am ending this call."

[[ground]]
id = "threat"
label = "A threat"
warnings = 0
threat = "ask"
  [ground.ending]
  use = "hang-up"

[[step]]
id = "listen"
title = "Listen first"
coach = ["Let them vent."]
capture = ["caller", "goal"]

  [[step.line]]
  text = "How can I help?"
  must_say = true
  on = "weekday"
  read_back = ["caller"]

  [[step.line]]
  id = "weekend"
  text = "How can I help, on a weekend?"
  on = "weekend"

  [[step.choice]]
  label = "Explains"
  to = "sum-up"

  [[step.choice]]
  label = "Abusive"
  to = "warn"
  ground = "abuse"

[[step]]
id = "sum-up"
title = "Sum up"
show = ["concern"]
owes = ["callback"]

  [[step.line]]
  gap = "The document has no wording."

  [[step.line]]
  text = "So it is this."
  adapted = "The document's is garbled."
  original = "So is it this."
  audience = "colleague"

  [[step.choice]]
  label = "Right"
  end = "done"

[[step]]
id = "warn"
title = "Warn"
role = "warning"

  [[step.line]]
  use = "warn"

  [[step.choice]]
  label = "Calms down"
  to = "listen"
  calm = true

  [[step.choice]]
  label = "Goes on"
  end = "protocol"
"""

BARE = """\
[script]
id = "bare"
title = "Bare"
use_when = "A test needs little."
version = "1"

[[ending]]
id = "done"
label = "Done"

"""


def sound() -> Script:
    """The sample as it is read."""
    script, problems = parse_script(SOUND, "sample.toml")
    assert script is not None, problems
    return script


def spoilt(*changes: tuple[str, str]) -> tuple[Problem, ...]:
    """What is wrong with the sample after these replacements."""
    text = SOUND
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
        text = text.replace(old, new)
    script, problems = parse_script(text, "sample.toml")
    assert (script is None) == any(p.severity is Severity.ERROR for p in problems)
    return problems


def line_of(words: str, text: str = SOUND) -> int:
    """The line of the sample that holds these words, which only one does."""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if words in line]
    assert len(lines) == 1, lines
    return lines[0]


def only(problems: tuple[Problem, ...]) -> Problem:
    """The one problem there is."""
    assert len(problems) == 1, [(p.line, p.code, p.message) for p in problems]
    return problems[0]


def read_script(path: Path) -> tuple[Script | None, tuple[Problem, ...]]:
    """The script of a file by itself, and what is wrong with it."""
    parsed = parse_file(path)
    check_script(parsed)
    return None if parsed.findings.has_errors else parsed.script, parsed.findings.problems
