"""Fields of a call in which no card number ever is, as its scripts say: what they hold is whole."""

from guide.call.fold import call_of
from guide.call.state import Call
from guide.errors import GuideError
from guide.record.archive import KeptScripts
from guide.record.calls import find_kept_call
from guide.record.journal import read_journal
from guide.record.places import Places


def cardless_fields(call: Call, kept: KeptScripts) -> frozenset[str]:
    """The ids of such fields, of those scripts of the call that are `kept`."""
    scripts = (kept.script(sha) for _, sha in call.scripts)
    return frozenset(name for script in scripts if script for name in script.cardless)


def cardless_of(places: Places, call: str) -> frozenset[str]:
    """The same of the call with this id; none where its record cannot be read."""
    try:
        entries = read_journal(find_kept_call(places, call, training=False)).entries
    except (GuideError, OSError):
        return frozenset()
    return cardless_fields(call_of(entries), KeptScripts(places)) if entries else frozenset()
