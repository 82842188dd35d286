"""Cuts of the power on a real ext4, while somebody types at speed.

    cd tests && sudo python -m torture.power_cuts [--cuts 100] [--seed N]

It needs root, a loop device, losetup, mkfs.ext4 and mount, and a second for each cut. An ext4 in an
image is mounted; a typist takes calls on it; at a random instant the file system is shut down as by
a cut of the power (the shutdown ioctl, without flushing its log), unmounted, and mounted again:
what had not reached the image is gone. No event that was acknowledged may be.

What counts is what was acknowledged before the shutdown was asked for. A real cut ends the program
as well; this one does not, and an fdatasync that is under way just then reports success although
the kernel has dropped its transaction: one in ten of them did here, for a program of ten lines too.

To show that a cut cuts, the same is done with a typist whose program syncs nothing, who must lose
some. Exit code 1 tells that one was not so, 3 that it could not run here.
"""

import argparse
import fcntl
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from durable.killing import Killing, believed

SHUTDOWN = 0x8004587D
"""EXT4_IOC_SHUTDOWN, which XFS and F2FS know as well."""

NO_LOG_FLUSH = 2
TOOLS = ("losetup", "mkfs.ext4", "mount", "umount")
MEGABYTES = 256
"""Of a file with holes: so much that a thousand cuts do not fill it, however fast a computer is."""

LONGEST = 0.3
"""Seconds after which the power is cut at the latest."""


class CannotRun(Exception):
    """It cannot run on this computer, and why."""


def run(*command: str | Path) -> str:
    """Run a tool of the system."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise CannotRun(f"{command[0]} refused: {done.stderr.strip()}")
    return done.stdout.strip()


@dataclass
class Image:
    """An ext4 in a file, that can be mounted and lose its power."""

    at: Path
    device: str

    def mount(self) -> None:
        """Mount it; what is in its log is replayed."""
        run("mount", self.device, self.at)

    def cut(self) -> None:
        """Cut the power: from now on nothing reaches the image any more."""
        fd = os.open(self.at, os.O_RDONLY)
        try:
            fcntl.ioctl(fd, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        except OSError as error:
            raise CannotRun(f"this kernel cannot shut an ext4 down: {error.strerror}") from None
        finally:
            os.close(fd)

    def unmount(self) -> None:
        """Unmount it; what was not on it is gone."""
        run("umount", self.at)


@contextmanager
def image(folder: Path) -> Iterator[Image]:
    """An image of its own, mounted, until it is no longer needed."""
    file, at = folder / "ext4", folder / "mounted"
    with file.open("wb") as made:
        made.truncate(MEGABYTES << 20)
    run("mkfs.ext4", "-q", file)
    at.mkdir()
    device = run("losetup", "--find", "--show", file)
    try:
        one = Image(at, device)
        one.mount()
        try:
            yield one
        finally:
            subprocess.run(["umount", at], capture_output=True)
    finally:
        subprocess.run(["losetup", "--detach", device], capture_output=True)


def cut_power(cuts: int, seed: int, *, syncing: bool) -> tuple[int, int]:
    """Cut the power so many times; how many events were acknowledged, and how many of them lost."""
    chance = random.Random(seed)
    acknowledged = lost = 0
    with TemporaryDirectory() as made, image(Path(made)) as one:
        killing = Killing(one.at / "desk", seed, syncing=syncing)
        number = 0
        # Where a computer is slow a typist may not get to say anything: then it is cut more often.
        while number < cuts or (not acknowledged and number < 10 * cuts):
            number += 1
            said = Path(made) / f"said-{number}"
            process = killing.begin(said)
            killing.wait(chance.uniform(0, LONGEST))
            heard = said.read_text()
            one.cut()
            killing.kill(process, signal.SIGKILL)
            one.unmount()
            one.mount()
            calls = believed(heard[: heard.rfind("\n") + 1])
            for call, what in calls.items():
                acknowledged += what.saved
                lost += max(0, what.saved - len(killing.found(call)))
            if syncing:
                killing.see(calls)
        if syncing:
            killing.finish()
        killing.close()
    return acknowledged, lost


def main(cuts: int, seed: int) -> int:
    """Cut the power, with syncs and without, and say what was lost."""
    lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
    if os.geteuid() != 0 or lacking:
        print(f"NOT RUN: it needs root and {', '.join(lacking or TOOLS)}.")
        return 3
    try:
        acknowledged, lost = cut_power(cuts, seed, syncing=True)
        print(f"{cuts} cuts: {lost} lost of {acknowledged} acknowledged events")
        few = max(5, cuts // 10)
        unsynced, gone = cut_power(few, seed, syncing=False)
    except CannotRun as why:
        print(f"NOT RUN: {why}.")
        return 3
    print(f"{few} cuts without syncs: {gone} lost of {unsynced}")
    if not gone:
        print("Without syncs nothing was lost: these cuts do not cut, and prove nothing.")
    return 1 if lost or not gone else 0


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--cuts", type=int, default=100)
    asked.add_argument("--seed", type=int, default=1)
    sys.exit(main(**vars(asked.parse_args())))
