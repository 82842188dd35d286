"""What happens on a call: actions, rules, events, the call they add up to, what it lacks. Pure."""
