"""The summary of a call."""
