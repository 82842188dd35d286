"""Calls written down beforehand: read, and played through the same session and rules."""
