"""A class at other machines: demos and practice in a browser, never a live call."""
