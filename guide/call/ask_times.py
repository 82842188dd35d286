"""For how long somebody is asked at the board: what the settings know of it without the rest."""

FIRST_SECONDS = 20
"""For so long an ask goes only to whom it went first, unless the settings say otherwise."""

WAIT_SECONDS = 120
"""For so long an answer is waited for, where the seat does not tell; escalated-callers, E20."""
