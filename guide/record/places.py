"""Where everything that is kept lives."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path, user_state_path

_NAME = "call-guide"

OPEN = "open"
"""The folder, among a kind's calls, of those that are not wrapped up."""

DONE = "done"
"""The folder of those whose summary is written."""


@dataclass(frozen=True, slots=True)
class Places:
    """`state` holds what the program needs to go on; `out` holds the summaries, for people."""

    state: Path
    out: Path

    @classmethod
    def of(cls, out: Path | None, env: Mapping[str, str]) -> "Places":
        """The places asked for by argument or by GUIDE_OUT and GUIDE_STATE, or the usual ones."""
        state = env.get("GUIDE_STATE") or user_state_path(_NAME, appauthor=False)
        summaries = (
            out or env.get("GUIDE_OUT") or user_data_path(_NAME, appauthor=False) / ("summaries")
        )
        return cls(_absolute(state), _absolute(summaries))

    @property
    def calls(self) -> Path:
        """Journals of real calls."""
        return self.state / "calls"

    @property
    def training(self) -> Path:
        """Journals of practice, which are never among real ones."""
        return self.state / "training" / "calls"

    @property
    def private(self) -> tuple[Path, ...]:
        """Every folder in which records are kept."""
        kinds = (self.calls, self.training)
        below = (kind / name for kind in kinds for name in (OPEN, DONE))
        return (self.state, self.training.parent, *kinds, *below, self.wording)

    @property
    def wording(self) -> Path:
        """The scripts that calls were taken with, each under its hash."""
        return self.state / "wording"

    @property
    def scripts_used(self) -> Path:
        """The file that remembers which scripts were used last."""
        return self.state / "scripts-used"

    def calls_of(self, training: bool) -> Path:
        """Journals of practice, or of real calls."""
        return self.training if training else self.calls

    def summaries_of(self, training: bool) -> Path:
        """Where summaries of practice go, or those of real calls."""
        return self.out / "training" if training else self.out

    def journal_path(self, call_id: str, training: bool = False) -> Path:
        """The journal of a call that is beginning."""
        return self.calls_of(training) / OPEN / f"{call_id}.jsonl"


def _absolute(path: Path | str) -> Path:
    return Path(path).expanduser().absolute()
