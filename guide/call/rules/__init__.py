"""The rules: for each action, what happens, or why not in the agent's words."""
