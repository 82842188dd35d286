"""The one tree of errors: each is a sentence for the person who can mend it."""

from pathlib import Path


class GuideError(Exception):
    """Something the user can mend; its text says what, where and how."""

    exit_code = 2


class ScriptError(GuideError):
    """A script, or a folder of scripts, that cannot be used."""


class UnknownName(GuideError):
    """A script, step, call or scenario that was asked for by a name nothing has."""


class RecordError(GuideError):
    """A journal or summary that cannot be read or written."""


class NewerFormat(RecordError):
    """A record that a later version of the program wrote: it is not damaged."""


class NotFinished(RecordError):
    """A call that ended and has its `summary`, and is not finished: the next start tries again."""

    def __init__(self, told: str, summary: Path) -> None:
        super().__init__(told)
        self.summary = summary


class LedgerRefused(NotFinished):
    """It could not be entered in the ledger."""


class NotPutAway(NotFinished):
    """Its record could not be moved to those of calls that are done."""


class NotSaved(RecordError):
    """A call that has ended, and whose record is nowhere yet but in memory."""


class Branched(RecordError):
    """A call whose record has branched: somebody has to say which branch goes on."""


class FileChanged(RecordError):
    """A file that this program alone writes, and that another one has written in meanwhile."""


class Contradicted(RecordError):
    """A call whose record is not what the ledger has of it: nothing is written from it."""


class RecordsAway(RecordError):
    """The folder of the records is another one than before."""


class CallBusy(RecordError):
    """A call that another running program holds."""


class TooManyUnread(GuideError):
    """Calls that have to be read first, and are more than there is time for on a call."""


class SettingsError(GuideError):
    """A settings file that cannot be understood."""


class ScenarioError(GuideError):
    """A scenario file that cannot be read."""


class DeskError(GuideError):
    """The desk cannot be used so. `code` is what the database calls it, if it refused."""

    def __init__(self, told: str, code: str = "") -> None:
        super().__init__(told)
        self.code = code


class DeskAway(DeskError):
    """The desk cannot be reached now: later it may be."""
