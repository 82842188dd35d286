"""Proof, not sampling: every state of a call that the rules tell apart, and what they show."""
