"""Any bytes and any edits, for as long as one likes: files of strangers end in sentences.

    cd tests && python -m torture.fuzz --seconds 1200 [--corpus FOLDER]

It needs atheris (`pip install atheris`), which finds its way into the code by what each input made
it run. An input is raw bytes for a script, for the approvals beside it or for a scenario, or edits
of those that are shipped. None may raise anything, take more than a second of the processor (five,
with what watching its way costs), or more than 200 MB. At the first that does, the run ends, with
that input in a file called crash-….
"""

import argparse
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

try:
    import atheris
except ImportError:
    sys.exit("This needs atheris, which is not here: pip install atheris")

with atheris.instrument_imports(include=["guide.script", "guide.training", "tomllib"]):
    from guide.script.approval import (
        APPROVALS_FILE,
        Approvals,
        approvals_text,
        parse_approvals,
        signed_in,
    )
    from guide.script.checks_approval import checked_file, checked_folder
    from guide.script.documents import check_against
    from guide.script.findings import Problem, Severity
    from guide.script.library import Library, parse_script, shipped_folder
    from guide.script.reachability_findings import prove
    from guide.script.signing import approval_of, changed_translations, changes
    from guide.text import is_plain
    from guide.training.scenario_file import read_scenario

from script.outage_script import OUTAGES
from script.sample_script import SOUND
from torture.edits import edited

MOST_SECONDS = 5.0
"""A second, when nobody watches which way an input takes."""

MOST_KILOBYTES = 200 * 1024
LONGEST_INPUT = 4096
AT = datetime(2026, 1, 31, tzinfo=UTC)
SCRIPTS = {path.name: path.read_bytes() for path in sorted(shipped_folder().glob("*.toml"))}
SCENARIOS = [path.read_bytes() for path in sorted(shipped_folder().glob("scenarios/*.toml"))]
APPROVALS = SCRIPTS.pop(APPROVALS_FILE)
NAMES = list(SCRIPTS)
OTHER = """
[script]
id = "other"
title = "Another"
use_when = "The sample leads here."
version = "1"
protocol = "sample"
[[ending]]
id = "done"
label = "Done"
[[field]]
id = "rating"
label = "Rating"
kind = "number"
required = true
before_going_on = true
[[step]]
id = "a"
title = "A"
capture = ["rating"]
coach = ["Smile.", { text = "Ask on.", when = 'not visited "a"' }]
[[step.line]]
text = "Thank you."
translation.es = "Gracias."
must_say = true
before_going_on = true
when = "language != es and rating >= 5 and (day = weekend or caller != Dana)"
[[step.choice]]
label = "Back"
to = "return"
when = 'visited "a" or rating < 2'
[[step.choice]]
label = "On"
to = "sample:warn"
ground = "abuse"
"""
SAMPLE = {
    "sample.toml": SOUND.replace('end = "done"', 'to = "other:"', 1).encode(),
    "other.toml": OTHER.encode(),
    "outages.toml": OUTAGES.encode(),
}


def _signed() -> bytes:
    read = (parse_script(text.decode(), name)[0] for name, text in SAMPLE.items())
    scripts = [script for script in read if script]
    on_file = Approvals(tuple(approval_of(script, "Kim", AT) for script in scripts))
    for script in scripts:
        applied, signed = on_file.applied(script), on_file.signed(script.id)
        more = approval_of(applied, "Ana", AT, signed=signed, language="es")
        on_file = on_file.with_more((more,) if more.lines else ())
    return approvals_text(on_file).encode()


SIGNED = _signed()


class Found(Exception):
    """Something that no input may lead to."""


class Inputs:
    """Where each input is tried."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tried = 0
        self.slowest = 0.0
        self.fattest = 0

    def __call__(self, data: bytes) -> None:
        """Try one input; raises `Found` if it takes too long, or too much."""
        self.tried += 1
        before, begun = _most_memory(), time.process_time()
        self._try(data[0] if data else 0, data[1:])
        seconds, more = time.process_time() - begun, _most_memory() - before
        # The first input has what it needs compiled.
        self.slowest = max(self.slowest, seconds if self.tried > 1 else 0)
        self.fattest = max(self.fattest, more if self.tried > 1 else 0)
        if self.tried > 1 and seconds > MOST_SECONDS:
            raise Found(f"{seconds:.2f} s of the processor")
        if self.tried > 1 and more > MOST_KILOBYTES:
            raise Found(f"{more / 1024:.0f} MB more than before")

    def _try(self, kind: int, data: bytes) -> None:
        which = kind >> 4
        match kind % 8:
            case 0:
                self._scripts({"a.toml": data}, "a.toml")
            case 1:
                self._scripts({**SAMPLE, APPROVALS_FILE: data}, "sample.toml")
            case 2:
                self._scenario(data)
            case 3:
                self._scenario(edited(SCENARIOS[which % len(SCENARIOS)], data))
            case 4:
                self._scripts({**SAMPLE, APPROVALS_FILE: edited(SIGNED, data)}, "sample.toml")
            case 5 if which == 5:
                name = NAMES[len(data) % len(NAMES)]
                edit = {name: edited(SCRIPTS[name], data)}
                self._scripts({**SCRIPTS, APPROVALS_FILE: APPROVALS, **edit}, name)
            case _:
                own = {"sample.toml": edited(SAMPLE["sample.toml"], data)}
                self._scripts({**SAMPLE, APPROVALS_FILE: SIGNED, **own}, "sample.toml")

    def _put(self, files: dict[str, bytes]) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        for name, data in files.items():
            (self.folder / name).write_bytes(data)

    def _scripts(self, files: dict[str, bytes], name: str) -> None:
        self._put(files)
        checked = checked_folder(self.folder)
        _well_put(checked_file(self.folder / name).problems, files[name])
        for file, data in files.items():
            _well_put((p for p in checked.problems if Path(p.file).name == file), data)
        library = checked.library
        if library is None:
            raise Found("a folder is lost")
        wrong = {p.file for p in library.problems if p.severity is Severity.ERROR}
        scripts = [str(self.folder / file) for file in files if file != APPROVALS_FILE]
        if len(library.scripts) != sum(file not in wrong for file in scripts):
            raise Found("a script is lost, or is offered with mistakes")
        if str(self.folder / name) not in wrong:
            # Each input teaches a proof less than the reading.
            self._use(library, proving=len(files[name]) % 4 == 0)

    def _use(self, library: Library, *, proving: bool) -> None:
        """Do with sound scripts all that is done with them at the prompt."""
        if proving:
            _well_put(prove(library).failures)
        for script in library.scripts.values():
            approval = approval_of(script, "Kim", AT)
            signed = library.approvals.with_more((approval,))
            if parse_approvals(approvals_text(signed), "a") != (signed, ()):
                raise Found("approvals are not read as they were written")
            if changes(script, signed_in((approval,))):
                raise Found("what was approved has changed")
            before = library.approvals.signed(script.id)
            changes(script, before)
            for language in script.languages:
                changed_translations(library.approvals.applied(script), before, language)
        named = next(
            (s for s in library.scripts.values() if Path(s.source).name == "sample.txt"), None
        )
        if named is not None:
            document = self.folder / "sample.txt"
            document.write_text(named.text, "utf-8")
            _well_put(check_against([named], [document]).problems)

    def _scenario(self, data: bytes) -> None:
        self._put({"a.toml": data})
        scenario, problems = read_scenario(self.folder / "a.toml")
        _well_put(problems, data)
        if (scenario is None) != any(p.severity is Severity.ERROR for p in problems):
            raise Found("a scenario is lost, or has mistakes")


def _well_put(problems: Iterable[Problem], data: bytes | None = None) -> None:
    for problem in problems:
        told = problem.message + problem.fix
        if not is_plain(told) or "\n" in told or not problem.message or not problem.code:
            raise Found(f"this is no sentence: {told!r}")
        if data is not None and not 0 <= problem.line <= data.count(b"\n") + 1:
            raise Found(f"there is no line {problem.line}")


def _most_memory() -> int:
    """The most this program had, in kilobytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // 1024 if sys.platform == "darwin" else most


def _seeds(corpus: Path) -> None:
    """Inputs to begin with: what is shipped, as raw bytes, and edits of it."""
    corpus.mkdir(parents=True, exist_ok=True)
    raw = [(0, data) for data in (*SAMPLE.values(), *SCRIPTS.values())]
    raw += [(1, SIGNED), *((2, data) for data in SCENARIOS)]
    edits = [(kind, bytes(range(n, n + 40))) for kind in (3, 4, 6, 19, 22, 85) for n in range(16)]
    for n, (kind, data) in enumerate(raw + edits):
        (corpus / f"seed-{n:03}").write_bytes(bytes([kind]) + data[: LONGEST_INPUT - 1])


def main(seconds: int, corpus: Path | None, inputs: list[str]) -> None:
    """Try inputs for so long, or these files only."""
    with tempfile.TemporaryDirectory() as made:
        folder = corpus or Path(made) / "corpus"
        _seeds(folder)
        tried = Inputs(Path(made) / "scripts")

        def one_input(data: bytes) -> None:
            try:
                tried(data)
            finally:
                if tried.tried % 1000 == 0:
                    slowest, fattest = tried.slowest, tried.fattest / 1024
                    print(f"{tried.tried:,} inputs; {slowest:.2f} s, {fattest:.0f} MB", flush=True)

        options = [f"-max_total_time={seconds}", f"-max_len={LONGEST_INPUT}", "-timeout=60"]
        options += ["-rss_limit_mb=2000", "-print_final_stats=1", "-report_slow_units=60"]
        atheris.Setup([sys.argv[0], *options, *(inputs or [str(folder)])], one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--seconds", type=int, default=1200)
    asked.add_argument("--corpus", type=Path, help="keep what was found of use in this folder")
    asked.add_argument("inputs", nargs="*", help="try only these, such as a crash-…")
    main(**vars(asked.parse_args()))
