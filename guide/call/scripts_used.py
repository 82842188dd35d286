"""Which text of which script a call was taken with, as its events name it."""

from msgspec import UNSET, Struct

from guide.call import events as ev


class ScriptUsed(Struct, frozen=True):
    """A script by name, and which text of it: `sha256` is of its file.

    `unapproved` are its rules that nobody had approved as they were, as sentences.
    """

    id: str
    title: str
    version: str
    sha256: str
    unapproved: tuple[str, ...] = ()

    @property
    def told(self) -> str:
        """That nobody had approved rules of it, in a sentence; empty if all were approved."""
        if not self.unapproved:
            return ""
        first, *more = self.unapproved
        rest = f" And {len(more)} more; the summary has them." if more else ""
        return f"“{self.title}”, not as approved: {first}{rest}"


def script_used(event: ev.Event) -> ScriptUsed | None:
    """The script whose text this event begins to use.

    It is opened, or the call is warned and ended on one of its grounds, wherever the call is. A
    ground that was stated before version 0.8 does not say which text that is.
    """
    match event:
        case ev.Started() | ev.Opened():
            text = event.script, event.title, event.version, event.sha256
            return ScriptUsed(*text, event.unapproved or ())
        case ev.GroundStated(script=str(script), title=str(title), sha256=str(sha256)):
            version = "" if event.version is UNSET else event.version
            return ScriptUsed(script, title, version, sha256, event.unapproved or ())
    return None
