"""Call Guide: what to say to an angry caller, to the letter, and when a call may be ended."""

__version__ = "0.14.0"
