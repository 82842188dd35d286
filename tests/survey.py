"""A survey of readers, as a desk would write it: a script with an answer of every kind."""

from kit import with_script

from guide.script.library import Library, parse_script
from guide.script.model import Script

SURVEY = """
[script]
id = "reader-survey"
title = "Survey of readers"
use_when = "A reader agreed to be asked about the books they bought."
version = "1"

[desk]
name = "the Readers' Desk"
zone = "America/Chicago"

[constants]
free_line = "800 555 0100"

[[field]]
id = "bought_before"
label = "Bought before"
kind = "yes-no"
required = true

[[field]]
id = "format"
label = "Format"
kind = "choice"
options = ["Paper", "Ebook", "Audio"]

[[field]]
id = "rating"
label = "Rating"
kind = "number"
least = 0
most = 10

[[field]]
id = "last_order"
label = "Last order"
kind = "date"
most = "today"

[[field]]
id = "call_on"
label = "Call again on"
kind = "date"
least = "today"

[[field]]
id = "call_at"
label = "Call again at"
kind = "time"

[[field]]
id = "other_line"
label = "Other number"
kind = "phone"

[[field]]
id = "remark"
label = "Remark"

[[field]]
id = "agreed"
label = "Agreed to be asked"
kind = "yes-no"

[[ending]]
id = "answered"
label = "Survey answered"

[[step]]
id = "opening"
title = "Ask for two minutes"

  [[step.line]]
  id = "hello"
  text = "This is {agent} of {desk.name}. May I ask you some questions, {caller}?"

  [[step.choice]]
  label = "They agree"
  to = "questions"
  set = { agreed = "yes" }

  [[step.choice]]
  label = "They would rather not"
  to = "thanks"
  set = { agreed = "no" }

[[step]]
id = "questions"
title = "The questions"
capture = ["bought_before", "format", "rating", "last_order", "call_on", "call_at", "other_line",
  "remark"]

  [[step.choice]]
  label = "All asked"
  to = "thanks"

[[step]]
id = "thanks"
title = "Thank them"

  [[step.line]]
  id = "goodbye"
  text = "It is {today}: thank you for your {rating}. Call {free_line} at any time."

  [[step.choice]]
  label = "Done"
  end = "answered"
"""


def survey() -> Script:
    """The script as it is read; it is sound."""
    script, problems = parse_script(SURVEY, "reader-survey.toml")
    assert script is not None, problems
    assert not problems
    return script


def survey_library() -> Library:
    """The shipped scripts with that one beside them."""
    return with_script(survey())
