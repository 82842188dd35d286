import os

from hypothesis import settings

# No test of a time. In CI the examples are always the same: a new one must not fail a landing.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
