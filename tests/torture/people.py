"""Three agents and a supervisor, each a user of the computer's own: who can read what of whom.

    cd tests && python -m torture.people

It needs root, to be those users: numbers that nobody has, and two groups that are there and have
no members. First the agents' folders are shared with the supervisors' group; then they are private,
and root makes copies. Each time from "what is due" to "done". It ends with an error where it is not
so.
"""

import contextlib
import grp
import importlib
import io
import json
import os
import pkgutil
import pwd
import shutil
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from promised_calls import CALLBACK, DO_NOT_CALL, take
from untouched import everything

import guide as guide_package
from guide.call.actions import Action
from guide.cli.run import run
from guide.record.places import Places

NOT_RUN = 3
FIRST = 61_700
AGENTS: dict[str, Action] = {"kim": CALLBACK, "ben": DO_NOT_CALL, "ann": CALLBACK}
SUPERVISOR = "sam"
USERS = {name: FIRST + n for n, name in enumerate((*AGENTS, SUPERVISOR))}


def free_groups() -> list[int]:
    """Groups of the computer that nobody is in."""
    of_users = {one.pw_gid for one in pwd.getpwall()}
    free = (g for g in grp.getgrall() if not g.gr_mem and g.gr_gid not in of_users)
    return sorted(one.gr_gid for one in free if one.gr_gid)[:2]


def as_user(name: str, groups: list[int], do: Callable[[], object]) -> str:
    """Have a user, who is in these groups, do something; what it says. AssertionError if not so."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        with os.fdopen(writing, "w") as out, contextlib.suppress(BaseException):
            try:
                os.setgroups(groups)
                os.setgid(USERS[name])
                os.setuid(USERS[name])
                out.write(str(do()))
                code = 0
            except BaseException:
                traceback.print_exc()
        os._exit(code)
    os.close(writing)
    with os.fdopen(reading) as answer:
        said = answer.read()
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0, f"{name} could not: see above"
    return said


def guide(base: Path, name: str, *typed: str | Path, code: int = 0, shared: str = "") -> str:
    """What `guide` puts out to a user with folders of their own; it must end with this code."""
    own = {"GUIDE_STATE": base / name, "GUIDE_OUT": base / name / "summaries"}
    more = {"GUIDE_AGENT": name, "GUIDE_SHARED": shared, "GUIDE_CONFIG": base / "none"}
    os.environ |= {key: str(value) for key, value in (own | more).items()}
    out, told = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(told):
        ended = run([str(word) for word in typed])
    assert ended == code, f"guide {' '.join(map(str, typed))}: {ended}\n{told.getvalue()}"
    return out.getvalue()


def refused(do: Callable[[], object]) -> None:
    """Something that a user may not do."""
    try:
        do()
    except PermissionError:
        return
    raise AssertionError("it was not refused")


def prepared(folder: Path, owner: str, group: int) -> Path:
    """A folder made for a user, which a group may look into."""
    folder.mkdir()
    os.chown(folder, USERS[owner], group)
    folder.chmod(0o2750)
    return folder


def owed(said: str) -> list[str]:
    """The calls to whose callers something is owed."""
    return [one["call"] for one in json.loads(said)]


def from_due_to_done(
    base: Path, calls: dict[str, str], folders: dict[str, Path], groups: list[int], shared: str
) -> None:
    """What the supervisor does, who may read these folders, and can change nothing in them."""

    def supervise() -> None:
        os.umask(0o077)
        due = owed(guide(base, SUPERVISOR, "collect", *folders.values(), "--json", shared=shared))
        assert due == [calls["kim"], calls["ann"], calls["ben"]], due
        named = [word for folder in folders.values() for word in ("--folder", folder)]
        guide(base, SUPERVISOR, "mark", calls["kim"], "done", *named, shared=shared)
        due = owed(guide(base, SUPERVISOR, "collect", *folders.values(), "--json", shared=shared))
        assert due == [calls["ann"], calls["ben"]], due
        for who, folder in folders.items():
            journal = folder / "calls" / "done" / f"{calls[who]}.jsonl"
            assert journal.read_bytes()
            for path in (journal, folder / "ledger.jsonl"):
                refused(lambda path=path: path.open("ab"))
                refused(path.unlink)
            refused((folder / "calls" / "done" / "x").touch)

    before = {who: everything(folder) for who, folder in folders.items()}
    as_user(SUPERVISOR, groups, supervise)
    assert {who: everything(folder) for who, folder in folders.items()} == before


def with_umask(umask: int, do: Callable[[], object]) -> object:
    """Do something while files are made with this umask, which is never put back."""
    os.umask(umask)
    return do()


def agents_at_work(base: Path, group: int | None, groups: list[int]) -> dict[str, str]:
    """Each agent takes a call that promises something; the ids. None may read another's."""
    calls: dict[str, str] = {}
    for minutes, (who, action) in enumerate(AGENTS.items()):
        places = Places(base / who, base / who / "summaries", None, group)
        work = partial(take, places, who, action, minutes=minutes)
        calls[who] = as_user(who, groups, partial(with_umask, 0o077 * (minutes % 2), work))
    for who in AGENTS:
        others = [one for one in AGENTS if one != who]

        def look(others: list[str] = others) -> None:
            for other in others:
                done = base / other / "calls" / "done"
                refused(partial(os.listdir, done))
                refused((done / f"{calls[other]}.jsonl").read_bytes)

        as_user(who, groups, look)
    return calls


def shared_folders(base: Path, leads: int, desk: int) -> None:
    """The agents' folders are read by the supervisors; the supervisor's by the agents."""
    for who in AGENTS:
        prepared(base / who, who, leads)
    prepared(base / SUPERVISOR, SUPERVISOR, desk)
    calls = agents_at_work(base, leads, [desk])
    folders = {who: base / who for who in AGENTS}
    of_desk = grp.getgrgid(desk).gr_name
    from_due_to_done(base, calls, folders, [leads], of_desk)

    def learn(who: str) -> list[str]:
        name = grp.getgrgid(leads).gr_name
        return owed(guide(base, who, "collect", base / SUPERVISOR, "--json", shared=name))

    assert as_user("kim", [desk], lambda: learn("kim")) == "[]"
    assert as_user("ann", [desk], lambda: learn("ann")) == str([calls["ann"]])


def copies(base: Path, leads: int) -> None:
    """The agents' folders are theirs alone; root collects them, or makes copies."""
    for who in (*AGENTS, SUPERVISOR):
        (base / who).mkdir(0o700)
        os.chown(base / who, USERS[who], USERS[who])
    calls = agents_at_work(base, None, [])
    name = grp.getgrgid(leads).gr_name
    no_member = partial(guide, base, "kim", "play", "friday-callback", shared=name, code=2)
    assert as_user("kim", [], no_member) == ""
    as_user("kim", [leads], partial(guide, base, "kim", "play", "friday-callback", shared=name))
    assert (base / "kim" / "summaries").stat().st_mode & 0o7777 == 0o2750
    for who in AGENTS:
        path = base / who / "calls" / "done" / f"{calls[who]}.jsonl"
        assert path.stat().st_mode & 0o777 == 0o600
        as_user(SUPERVISOR, [leads], lambda path=path: refused(path.read_bytes))
    of_agents = [base / who for who in AGENTS]
    assert len(owed(guide(base, "root", "collect", *of_agents, "--json"))) == len(AGENTS)
    unread = partial(guide, base, SUPERVISOR, "collect", *of_agents, "--json", code=1)
    assert as_user(SUPERVISOR, [leads], unread) == "[]\n"
    copied = base / "copies"
    copied.mkdir(0o755)
    for folder in of_agents:
        shutil.copytree(folder, copied / folder.name)
    subprocess.run(["chown", "-R", f"root:{leads}", copied], check=True)
    subprocess.run(["chmod", "-R", "u=rwX,g=rX,o=", copied], check=True)
    from_due_to_done(base, calls, {who: copied / who for who in AGENTS}, [leads], "")


@contextlib.contextmanager
def a_place(name: str) -> Iterator[Path]:
    """A folder that every user can pass through."""
    print(name, flush=True)
    with TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def readable(path: Path) -> bool:
    """May this user read what is there?"""
    try:
        return os.access(path, os.R_OK) and path.is_dir()
    except PermissionError:
        return False


def once(base: Path) -> None:
    """Have all of the program in memory, and the parts of Python that it asks for late."""
    for module in pkgutil.walk_packages(guide_package.__path__, f"{guide_package.__name__}."):
        importlib.import_module(module.name)
    places = Places(base / "kim", base / "out")
    call = take(places, "kim", CALLBACK)
    guide(base, "root", "collect", places.state, "--json")
    guide(base, "root", "mark", call, "done", "--folder", places.state)
    guide(base, "root", "play", "friday-callback")


def main() -> int:
    """Go both ways; say what was not so."""
    groups = free_groups() if os.geteuid() == 0 else []
    taken = {one.pw_uid for one in pwd.getpwall()} & {*USERS.values()}
    if len(groups) < 2 or taken:
        print("NOT RUN: it needs root, two groups without members, and numbers of no users.")
        return NOT_RUN
    [loaded_from] = guide_package.__path__
    if as_user(SUPERVISOR, [], partial(readable, Path(loaded_from))) != "True":
        print(f"NOT RUN: other users may not read {loaded_from}, from which the program is loaded.")
        return NOT_RUN
    with a_place(
        "Everything once: what else it loads, others may have no permission to read"
    ) as base:
        once(base)
    with a_place("Folders that the supervisors’ group may read") as base:
        shared_folders(base, *groups)
    with a_place("Private folders, and copies that root makes") as base:
        copies(base, groups[0])
    print("It was so.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
