"""What the worst files within the caps take: a second of the processor and 200 MB each, at most.

    cd tests && python -m torture.worst_files [NAME …]

It needs only Python, and some minutes. Each is read, checked against its approvals and proved in a
program of its own; its row has the seconds of the processor that each took, the most memory the
program had, and what was found. Exit code 1 tells that a file took more than it may.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from torture.worst_approvals import APPROVALS
from torture.worst_conditions import CONDITIONS
from torture.worst_protocols import PROTOCOLS
from torture.worst_scripts import SCRIPTS
from torture.worst_toml import TOML

MOST_SECONDS = 1.0
MOST_MEGABYTES = 200

_GIVEN_UP = 60

WORST = {**TOML, **SCRIPTS, **PROTOCOLS, **APPROVALS, **CONDITIONS}


def measure(folder: Path) -> None:
    """Read, check and prove a folder; put out what it took."""
    from guide.script.checks_approval import checked_folder
    from guide.script.reachability_findings import prove

    begun = time.process_time()
    checked = checked_folder(folder)
    after = time.process_time()
    proof = prove(checked.library) if checked.library and checked.library.scripts else None
    done = time.process_time()
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 << 20 if sys.platform == "darwin" else 1 << 10
    )
    found = f"{len(checked.problems)} problems"
    found += f", {proof.states:,} states, {len(proof.failures)} unproved" if proof else ""
    print(f"{after - begun:8.2f}{done - after:8.2f}{megabytes:8.0f}  {found}")


def row(name: str) -> bool:
    """Measure one of them and put out its row; whether it took no more than it may."""
    files = WORST[name]()
    with tempfile.TemporaryDirectory() as made:
        for file, text in files.items():
            (Path(made) / file).write_text(text, "utf-8", newline="\n")
        command = [sys.executable, "-m", "torture.worst_files", "--folder", made]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=_GIVEN_UP)
        except subprocess.TimeoutExpired:
            print(f"{name:>40}  given up after {_GIVEN_UP} s", flush=True)
            return False
    if done.returncode:
        print(f"{name:>40}  {done.stderr.strip().splitlines()[-1:]}", flush=True)
        return False
    print(f"{name:>40}{done.stdout.rstrip()}", flush=True)
    checking, proving, megabytes = map(float, done.stdout.split()[:3])
    in_time = checking + proving <= MOST_SECONDS * len(files)
    return in_time and megabytes <= MOST_MEGABYTES


def main(names: list[str], folder: Path | None) -> int:
    """Put out the table; or measure one folder."""
    if folder:
        measure(folder)
        return 0
    print(f"{'':>40}{'check':>8}{'prove':>8}{'MB':>8}")
    over = [name for name in names or WORST if not row(name)]
    if over:
        print(f"More than {MOST_SECONDS:.0f} s a file, or {MOST_MEGABYTES} MB: {', '.join(over)}.")
    return 1 if over else 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("names", nargs="*", help=", ".join(WORST))
    asked.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    sys.exit(main(**vars(asked.parse_args())))
