"""An outage line, as a desk would write it: warnings in words of their own, and own terms."""

OUTAGES = """
[script]
id = "outages"
title = "No internet"
use_when = "The connection is down."
version = "1"
protocol = "outages"
efforts = ["Went back to the outage"]

[desk]
zone = "America/Chicago"
closed_days = ["2026-11-26"]

[[field]]
id = "address"
label = "Address"

[[follow_up]]
id = "technician"
label = "Technician’s visit"
needs = ["number", "caller", "address"]
coach = "Somebody of age must be at home."
due = { aim = "within 4 hours", latest = "within 2 business days" }

[[follow_up]]
id = "line-check"
label = "Line check"
audience = "colleague"
needs = ["address"]
due = { aim = "same day", latest = "within 24 hours" }

[[ending]]
id = "done"
label = "Told what happens next"

[[ending]]
id = "visit"
label = "A technician comes"
needs = ["technician"]

[[ending]]
id = "hung-up"
label = "Ended by the hang-up protocol"
protocol = true

[[ground]]
id = "abuse"
label = "Abusive"
warnings = 2

  [[ground.warning]]
  id = "first-warning"
  text = "Please do not speak to me like that."

  [[ground.warning]]
  id = "last-warning"
  text = "If you go on, I have to end this call."

  [ground.ending]
  id = "goodbye"
  text = "I am ending this call now. Goodbye."

[[step]]
id = "greet"
title = "Greet"
capture = ["address"]

  [[step.choice]]
  label = "Abuse"
  to = "warn"
  ground = "abuse"

  [[step.choice]]
  label = "Nothing else"
  end = "done"

  [[step.choice]]
  label = "The line is dead"
  to = "visit"

  [[step.choice]]
  label = "To be measured"
  to = "measure"

[[step]]
id = "measure"
title = "Measure the line"
timer = { seconds = 90, over = "Promise a technician: the line does not answer." }

  [[step.choice]]
  label = "It answers"
  to = "restart"

  [[step.choice]]
  label = "It does not"
  to = "visit"

[[step]]
id = "restart"
title = "Have them restart it"
timer = { seconds = 60, over = "Ask whether the light is green." }

  [[step.choice]]
  label = "Green"
  end = "done"

  [[step.choice]]
  label = "Measure again"
  to = "measure"

[[step]]
id = "visit"
title = "Promise a technician"
owes = ["technician"]

  [[step.line]]
  id = "promise"
  text = "A technician comes to you within two business days."

  [[step.choice]]
  label = "Agreed"
  end = "visit"

[[step]]
id = "warn"
title = "Give the warning"
role = "warning"

  [[step.line]]
  use = "first-warning"

  [[step.line]]
  use = "last-warning"

  [[step.choice]]
  label = "They continued"
  to = "goodbye"

  [[step.choice]]
  label = "Calms down"
  to = "greet"
  calm = true

[[step]]
id = "goodbye"
title = "End the call"
role = "ending"

  [[step.line]]
  use = "goodbye"

  [[step.choice]]
  label = "End it"
  end = "hung-up"
"""

VISITS = """
[[field]]
id = "visit_day"
label = "Day of the visit"
kind = "date"
least = "today"

[[follow_up]]
id = "visit"
label = "Visit"
needs = ["visit_day", "caller"]
due = { aim = "same day", latest = "agreed, within 5 days" }
"""
"""A visit that is due on the day that one of its fields asks for, for its end."""
