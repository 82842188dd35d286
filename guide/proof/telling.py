"""What was shown to be wrong, told with the keys that show it, each at its place in its file."""

from dataclasses import dataclass, field

from guide.proof.keys import pressed, sequence
from guide.proof.search import Way
from guide.proof.trial import Trial
from guide.script.findings import Findings, Problem
from guide.script.model import Script


@dataclass
class Telling:
    """The problems so far, by script."""

    trial: Trial
    _findings: dict[str, Findings] = field(default_factory=dict)
    _firsts: set[tuple[str, str]] = field(default_factory=set)

    def of(self, script: Script) -> Findings:
        """Where to tell what is wrong with a script."""
        if script.id not in self._findings:
            findings = self._findings[script.id] = Findings(script.file)
            findings.look_in(script.text)
        return self._findings[script.id]

    def first(self, script: Script, code: str) -> bool:
        """Whether this is the first time such a thing is told of a script."""
        before = len(self._firsts)
        self._firsts.add((script.id, code))
        return len(self._firsts) > before

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything told, by file in the order of the library."""
        found = (self._findings.get(name) for name in self.trial.library.scripts)
        return tuple(p for findings in found if findings for p in findings.problems)

    def keys(self, way: Way) -> tuple[str, ...]:
        """The keys of a way, as far as the rules allow it."""
        call, keys = self.trial.begun(way.start), list[str]()
        for action in way.actions:
            keys.append(pressed(action, self.trial.now(call)))
            after = self.trial.done(action, call)
            if after is None:
                break
            call = after
        return tuple(keys)

    def shown(self, way: Way, outcome: str = "") -> str:
        """A way as a sequence of keys, the last of them, or what comes of them, after the arrow."""
        keys = self.keys(way)
        return (
            sequence(way.start, keys, outcome)
            if outcome
            else sequence(way.start, keys[:-1], keys[-1])
        )
