"""Scenarios: played, shown, practised with a caller who answers, and looked back on; and replays."""
