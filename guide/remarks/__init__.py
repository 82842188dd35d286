"""Remarks about moments of calls, apart from the journals: noted, answered, signed off."""
