"""How quick the program is, measured beside the smallest Textual app: see `__main__`."""
