"""The command line: what is typed at the prompt, and what is answered there."""
