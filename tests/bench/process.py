"""What Linux tells of a running process: processor time and memory."""

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid: int) -> float:
    """How long the process has run on a processor, all its threads together."""
    tasks = Path(f"/proc/{pid}/task")
    try:
        return sum(_ran(task) for task in tasks.iterdir()) / 1e9
    except FileNotFoundError:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK


def _ran(task: Path) -> int:
    return int((task / "schedstat").read_text().split()[0])


def peak_megabytes(pid: int) -> float:
    """The most memory that the process had."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
