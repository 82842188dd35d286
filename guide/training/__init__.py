"""Scenarios: played, shown, practised with a caller who answers, looked back on; and replays."""
