"""What may be said: the model of a script, loading, checking and approval."""
