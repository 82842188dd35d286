"""The one coordinator: a clock, a journal and a call."""
