"""The one coordinator: a clock, a journal and a call; and the book that calls are begun from."""
