"""Where everything that is kept lives."""

import os
import re
from hashlib import sha256
from pathlib import Path

from msgspec import Struct
from platformdirs import user_data_path, user_state_path

_NAME = "call-guide"
_OUTLIVING = Path("/var/tmp")
_LETTERS = 12

CALL_ID = r"[0-9]{8}-[0-9]{6}-[a-z2-9]{4}"
"""What a call's id looks like, and the name of whatever is of that call begins so."""

SUFFIXES = (".md", ".toml")
"""How the names of a summary's files end: for people, for programs."""

AFTER = "-after"
"""How the name of an addendum's file goes on after its call's id."""

OPEN = "open"
"""The folder, among a kind's calls, of those that are not wrapped up."""

DONE = "done"
"""The folder of those whose summary is written."""


class Places(Struct, frozen=True):
    """`state` holds what the program needs to go on; `out` holds the summaries, for people.

    `fallback_dir` takes journals that the disk of `state` refuses, until that is back; None for
    nowhere. `group` is the number of the one that may read summaries; None for nobody.
    """

    state: Path
    out: Path
    fallback_dir: Path | None = None
    group: int | None = None

    @classmethod
    def of(
        cls, state: Path | None = None, out: Path | None = None, elsewhere: Path | None = None
    ) -> "Places":
        """The places asked for, or the usual ones; the fallback is a folder in `elsewhere`."""
        state = _absolute(state or user_state_path(_NAME, appauthor=False))
        out = _absolute(out or user_data_path(_NAME, appauthor=False) / "summaries")
        return cls(state, out, _fallback_dir(state, _absolute(elsewhere) if elsewhere else None))

    @property
    def calls(self) -> Path:
        return self.state / "calls"

    @property
    def training(self) -> Path:
        """Journals of practice, which are never among real ones."""
        return self.state / "training" / "calls"

    @property
    def private(self) -> tuple[Path, ...]:
        kinds = (self.calls, self.training)
        below = (kind / name for kind in kinds for name in (OPEN, DONE))
        kept = self.wording, self.scenarios, self.half_notes
        return (self.state, self.training.parent, *kinds, *below, *kept)

    @property
    def wording(self) -> Path:
        """The scripts that calls were taken with, each under its hash."""
        return self.state / "wording"

    @property
    def scenarios(self) -> Path:
        """The scenarios that calls were practiced with, each under its hash."""
        return self.training.parent / "scenarios"

    @property
    def half_notes(self) -> Path:
        """What is typed of last notes, until it is entered; see `guide.register.half_note`."""
        return self.state / "half-notes"

    @property
    def ledger(self) -> Path:
        """The file that says which calls ended; see `guide.record.ledger`."""
        return self.state / "ledger.jsonl"

    @property
    def register(self) -> Path:
        """The file that says what became of promises; see `guide.register`."""
        return self.state / "register.jsonl"

    @property
    def do_not_call(self) -> Path:
        """The file of the numbers that must not be called, of calls that were erased."""
        return self.state / "do-not-call.jsonl"

    @property
    def collected(self) -> Path:
        """The file that says what was done about other people's promises; see `guide collect`."""
        return self.state / "collected.jsonl"

    def remarks_of(self, training: bool) -> Path:
        """The file of what is remarked about practice, or about real calls; see `guide.remarks`."""
        return (self.training.parent if training else self.state) / "remarks.jsonl"

    @property
    def register_index(self) -> Path:
        """The file that remembers what was read of promises; see `guide.register.index`."""
        return self.state / "register-index"

    @property
    def desk_sent(self) -> Path:
        """The file that remembers what a desk has confirmed; see `guide.desk.sending`."""
        return self.state / "desk-sent.json"

    @property
    def scripts_used(self) -> Path:
        """The file that remembers which scripts were used last."""
        return self.state / "scripts-used"

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file but those of calls that cannot be had again, whether it is there or not."""
        erased = (erased_of(calls) for calls in (self.calls, self.training))
        remarks = (self.remarks_of(training) for training in (False, True))
        of_state = (self.ledger, self.register, self.do_not_call, self.collected)
        return (*of_state, *remarks, *erased)

    @property
    def memories(self) -> tuple[Path, ...]:
        """Every file that only remembers what is found out again where it is not there."""
        indexes = (index_of(calls) for calls in (self.calls, self.training))
        return (self.register_index, self.desk_sent, self.scripts_used, *indexes)

    def calls_of(self, training: bool) -> Path:
        return self.training if training else self.calls

    def summaries_of(self, training: bool) -> Path:
        """Where summaries of practice go, or those of real calls."""
        return self.out / "training" if training else self.out

    def journal_path(self, call_id: str, training: bool = False) -> Path:
        return self.calls_of(training) / OPEN / f"{call_id}.jsonl"


def _fallback_dir(state: Path, asked: Path | None) -> Path:
    """A folder of our own, for this `state` alone, in the one that was asked for.

    That one is used whether it is there or not: what was saved in another would not be looked for
    again. Where none was, it lies where things outlive a restart, or where temporary files are.
    Whoever is quicker to make a folder of this name can only have it refused: see
    `guide.record.disk`.
    """
    folder = asked or _OUTLIVING
    if asked is None and not folder.is_dir():
        # Slow to import, and hardly ever needed.
        from tempfile import gettempdir

        folder = Path(gettempdir())
    # By whatever links it is reached, it is one folder.
    of_state = sha256(os.fsencode(os.path.realpath(state))).hexdigest()[:_LETTERS]
    return folder / f"{_NAME}-{os.geteuid()}-{of_state}"


def fallbacks_beside(folder: Path) -> list[Path]:
    """The fallback folders of one's other records, in the folder in which this one lies.

    Those of records that were moved are among them. Nothing where that cannot be looked into: then
    the one of a known name can be used all the same.
    """
    mine = re.compile(re.escape(folder.name[:-_LETTERS]) + f"[0-9a-f]{{{_LETTERS}}}")
    if not mine.fullmatch(folder.name):
        return []
    try:
        names = os.listdir(folder.parent)
    except OSError:
        return []
    return [
        folder.with_name(one) for one in sorted(names) if mine.fullmatch(one) and one != folder.name
    ]


def ledger_beside(journal: Path) -> Path | None:
    """The ledger of the records in which a journal lies; None for one that lies elsewhere."""
    calls = journal.parent.parent
    if journal.parent.name not in (OPEN, DONE) or calls.name != "calls":
        return None
    above = calls.parent
    of_practice = above.name == "training" and not (above / "ledger.jsonl").exists()
    return (above.parent if of_practice else above) / "ledger.jsonl"


def index_of(calls: Path) -> Path:
    """The file that remembers what was read of a kind's calls; see `guide.record.call_list`."""
    return calls / "index.json"


def erased_of(calls: Path) -> Path:
    """The file that says which of a kind's calls were erased; see `guide.record.erased`."""
    return calls / "erased.jsonl"


def _absolute(path: Path) -> Path:
    return Path(path).expanduser().absolute()
