"""A script that depends on answers, as a desk would write it: a member's line, and choices."""

from kit import with_script

from guide.script.library import Library, parse_script
from guide.script.model import Script

MEMBERS = """
[script]
id = "members"
title = "A member or not"
use_when = "Somebody calls about an order."
version = "1"

[[field]]
id = "member"
label = "Member"
kind = "yes-no"
required = true

[[field]]
id = "orders"
label = "Orders so far"
kind = "number"
least = 0

[[ending]]
id = "done"
label = "Order taken"

[[step]]
id = "greet"
title = "Greet"
capture = ["member", "orders"]
coach = ["Be quick.", { text = "Thank them for their patience.", when = "day = weekend" }]

  [[step.line]]
  id = "hello"
  text = "Hello, how can I help?"

  [[step.line]]
  id = "thanks"
  text = "Thank you for being a member."
  must_say = true
  when = "member = yes and orders > 3"

  [[step.choice]]
  label = "To the order"
  to = "order"

  [[step.choice]]
  label = "To the offer for members"
  to = "offer"
  when = "member = yes"

  [[step.choice]]
  label = "Nothing for them"
  end = "done"
  when = "member = no"

[[step]]
id = "order"
title = "Take the order"

  [[step.line]]
  id = "again"
  text = "You are back from the offer."
  when = 'visited "offer"'

  [[step.choice]]
  label = "Taken"
  end = "done"

[[step]]
id = "offer"
title = "Make the offer"

  [[step.choice]]
  label = "They take it"
  to = "order"
"""


def parsed(text: str) -> Script:
    """The script of a text that is sound."""
    script, problems = parse_script(text, "members.toml")
    assert script is not None, problems
    assert not problems
    return script


def members() -> Library:
    """The shipped scripts with that one beside them."""
    return with_script(parsed(MEMBERS))


GATED = """
[script]
id = "debt"
title = "A debt to be told"
use_when = "Somebody is called about a debt."
version = "1"

[[field]]
id = "is_them"
label = "It is the person"
kind = "yes-no"
required = true
before_going_on = true

[[field]]
id = "remark"
label = "Remark"

[[ending]]
id = "done"
label = "Told"

[[step]]
id = "begin"
title = "Say who calls"
capture = ["is_them", "remark"]

  [[step.line]]
  id = "hello"
  text = "Hello, this is {agent}."

  [[step.line]]
  id = "disclosure"
  text = "This is an attempt to collect a debt."
  must_say = true
  before_going_on = true

  [[step.line]]
  id = "member"
  text = "You are a member, so we may wait a month."
  must_say = true
  before_going_on = true
  when = "remark = member"

  [[step.choice]]
  label = "Go on"
  to = "terms"

  [[step.choice]]
  label = "Somebody else"
  to = "terms"
  set = { is_them = "no" }

  [[step.choice]]
  label = "They hang up"
  end = "done"

[[step]]
id = "terms"
title = "The terms"

  [[step.choice]]
  label = "Agreed"
  end = "done"
"""


def gated() -> Library:
    """The shipped scripts with one whose first step waits for a line and an answer."""
    return with_script(parsed(GATED))
