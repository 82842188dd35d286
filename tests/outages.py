"""The outage line as a script, and among those that come with the program."""

from kit import with_script
from script.outage_script import OUTAGES

from guide.script.library import Library, parse_script
from guide.script.model import Script


def outages() -> Script:
    script, problems = parse_script(OUTAGES, "outages.toml")
    assert script is not None, problems
    return script


def with_outages() -> Library:
    return with_script(outages())
