"""What `--json` prints is what the README says it holds: other programs lean on it."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hotline import in_readme, stale
from kit import Desk, warned
from msgspec.structs import replace
from promised_calls import CALL, CALLBACK, DO_NOT_CALL, a_call, keep
from prompt import ROOT, SCRIPTS, Prompt
from test_cli_forget import begun, take
from test_cli_practice import practised
from test_cli_wrap_up import wrapped_up

from guide import __version__
from guide.call import actions as act
from guide.call.events import AskAnswer, AskKind, Witnessed
from guide.call.fold import call_of
from guide.call.state import Call
from guide.cli.output import JSON_VERSION
from guide.record.disk import Disk
from guide.record.places import Places
from guide.training.scenario_file import scenario_files

Fields = dict[str, set[str]]
"""By the path of a table (`steps[].lines[]`), the names in it."""

FREE = "…"
"""Stands for names that are not the program's."""


def documented() -> dict[str, Fields]:
    """The README's table, by command."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = text.partition("<!-- json -->")[2].partition("<!-- /json -->")[0].strip().splitlines()
    told: dict[str, Fields] = {}
    for row in rows[2:]:
        command, paths, fields = (cell.strip() for cell in row.strip("|").split("|"))
        if command.strip("` "):
            fields_of = told.setdefault(command.strip("`").removeprefix("guide "), {})
        names = {*re.findall("`(.+?)`", re.sub(r"\(.*?\)", "", fields))} or {FREE}
        fields_of |= dict.fromkeys(re.findall("`(.+?)`", paths) or [""], names)
    return told


def fields_in(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every name in what was printed, with the path of its table."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield path, name
            yield from fields_in(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for item in value:
            yield from fields_in(item, f"{path}[]")


def printed(guide: Prompt, *commands: tuple[str | Path, ...]) -> Fields:
    """The names that these commands print."""
    told: Fields = {}
    for command in commands:
        for path, name in fields_in(json.loads(guide(*command, "--json").out)):
            told.setdefault(path, set()).add(name)
    return told


def compared(command: str, told: Fields, never: Fields | None = None) -> None:
    """What was printed is what is documented, but for what these calls never had."""
    held = documented()[command]
    free = {path for path, names in held.items() if names == {FREE}}
    assert free <= {*told}, f"{free} are names of their own"
    due = {path: names - (never or {}).get(path, set()) for path, names in held.items()}
    assert {path: names for path, names in told.items() if path not in free} == {
        path: names for path, names in due.items() if path not in free
    }


def changed_scripts(folder: Path) -> Path:
    shutil.copytree(SCRIPTS, folder)
    script = folder / "calming-a-caller.toml"
    script.write_text(script.read_text().replace("You're absolutely right", "You are right"))
    (folder / "flood-line.toml").write_text(in_readme(), "utf-8")
    return folder


def spanish_call() -> Call:
    """A call that goes on in Spanish, of whose words some are not translated."""
    say = (act.SwitchLanguage("es"), act.Say(), act.Choose(1), act.Say())
    first, *rest = Desk("flood-line", *say, library=stale()).call.entries
    return call_of((replace(first, event=replace(first.event, call=CALL)), *rest))


def test_every_command_with_json_is_in_the_table(guide: Prompt) -> None:
    commands = guide("--help").out.partition("\nCalls:\n")[2]
    names = [line.split()[0] for line in commands.splitlines() if line[:1] == " "]
    have = {name for name in names if "--json" in guide(name, "-h").out}
    of_desk = guide("desk", "-h").out.partition("\nCommands:\n")[2].split("\n")
    of_desk = [line.split()[0] for line in of_desk if line[:1] == " "]
    have |= {f"desk {name}" for name in of_desk if "--json" in guide("desk", name, "-h").out}
    told = (command.split() for command in documented())
    named = {" ".join(words[: 1 + (words[0] == "desk")]) for words in told}
    assert named == {*have, "--version"}


@pytest.mark.parametrize("command", ["list", "check --accepted", "doctor", "--version"])
def test_a_command_without_arguments_prints_what_is_documented(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("GUIDE_THEME", "dark")
    compared(command.split()[0], printed(guide, (*command.split(),)))


def test_a_script_is_printed_as_documented(guide: Prompt) -> None:
    own = changed_scripts(guide.folder / "own")
    shown = [("show", path.stem) for path in SCRIPTS.glob("*-*.toml")]
    told = printed(guide, *shown, ("show", "flood-line", "--scripts", own))
    # No shipped script has a line in another language on a ground.
    for path in ("grounds[].warning", "grounds[].warning_lines[]", "grounds[].ending"):
        told[path] |= {"translations"}
    compared("show", told)


def test_an_approval_is_printed_as_documented(guide: Prompt) -> None:
    own = changed_scripts(guide.folder / "own")
    approve = ("approve", "--by", "Kim", "--yes", "--scripts", own)
    compared("approve", printed(guide, approve, (*approve, "--language", "es")))


def test_calls_are_printed_as_documented(guide: Prompt) -> None:
    keep(Places(guide.state, guide.out), a_call(*warned()))
    take(guide)
    call = take(guide)
    compared("calls", printed(guide, ("calls",)))
    compared("verify", printed(guide, ("verify", call)))
    compared("forget", printed(guide, ("forget", call, "--yes")))


def test_what_is_owed_is_printed_as_documented(guide: Prompt) -> None:
    places = Places(guide.state, guide.out)
    here = ("escalated-callers", "callback")
    lacks = act.AddFollowUp(CALLBACK.kind, CALLBACK.fields[:2])
    promised = a_call(act.GoTo(*here), act.Say("by-morning"), lacks, DO_NOT_CALL)
    keep(places, promised)
    for done in (
        ("tried", "--note", "no answer"),
        ("filled-in", "--with", "concern=a title"),
        ("passed-on", "--to", "Ben Ode"),
        ("tried", "--note", "no answer"),
        ("taken-back", "--note", "of another caller"),
        ("moved", "--to", "+2", "--note", "away"),
        ("void", "--note", "no promise"),
        ("reopened", "--note", "it is one"),
        ("taken-back", "--note", "they are there"),
        ("void", "--note", "no promise"),
    ):
        callback = next(one for one in promised.follow_ups if one.kind == CALLBACK.kind)
        answer = guide("mark", f"{CALL}/{callback.n}", *done, "--agent", "Kim Lo")
        assert answer.code == 0, answer.err
    unwanted = next(one for one in promised.follow_ups if one.kind == DO_NOT_CALL.kind)
    for done in (("corrected", "--to", "312 555 0188"), ("taken-back",)):
        answer = guide("mark", f"{CALL}/{unwanted.n}", *done, "--agent", "Kim Lo")
        assert answer.code == 0, answer.err
    # Neither was anything done at a desk, nor in somebody else's folder.
    never = {"[].after[]": {"heard", "elsewhere"}}
    compared("owed", printed(guide, ("owed", "--closed")), never)
    compared("dnc", printed(guide, ("dnc",)))


def test_remarks_are_printed_as_documented(guide: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    call = take(guide)
    for who, doing, *more in (
        ("Kim Lo", "note", "--at", "0", "--text", "Say it slower."),
        ("Robin", "answer", "--text", "I will."),
        ("Kim Lo", "withdraw", "--text", "settled already"),
        ("Kim Lo", "note", "--at", "0", "--text", "Another."),
    ):
        monkeypatch.setenv("GUIDE_AGENT", who)
        name = call if doing == "note" else f"{call}/r1"
        assert guide("remark", name, doing, *more).code == 0
    compared("review", printed(guide, ("review", "--closed")))


def test_figures_are_printed_as_documented(guide: Prompt) -> None:
    keep(Places(guide.state, guide.out), a_call(CALLBACK))
    compared("stats", printed(guide, ("stats",)))


def test_an_erasure_says_which_call_when_and_why(guide: Prompt) -> None:
    call = take(guide)
    [told] = json.loads(guide("forget", call, "--yes", "--why", "asked", "--json").out)
    assert (told["call"], told["why"]) == (call, "asked")
    assert re.fullmatch(r"20\d\d-.*\+00:00", told["at"])
    answer = guide("forget", "--yes", "--json")
    assert (answer.code, answer.out) == (0, "[]\n")


def test_an_erasure_that_is_cut_short_says_which_calls_are_erased(guide: Prompt) -> None:
    now = datetime.now(UTC)
    older, newer = (take(guide, now - timedelta(days=days)) for days in (3, 2))
    held = Disk().reopen(guide.state / "calls" / "done" / f"{older}.jsonl")
    held.lock()
    answer = guide("forget", "--older-than", "1", "--yes", "--json")
    held.close()
    assert answer.code == 2
    assert [one["call"] for one in json.loads(answer.out)] == [newer]


def test_practice_is_printed_as_documented(guide: Prompt) -> None:
    call = practised(guide, "agreed-by-friday", well=False, concern="Rails of the crib are fine")
    told = printed(guide, ("practice", "--debrief", call))
    compared("practice --debrief", told)
    history = printed(guide, ("practice", "--history", "--agent", "Robin"))
    assert history == {f"[].{path}" if path else "[]": names for path, names in told.items()}


def asked(guide: Prompt) -> str:
    """A call in which the board was asked for a manager, and did not give one."""
    book, session = begun(guide, datetime.now(UTC))
    session.do(act.AskBoard(AskKind.MANAGER, "sam"))
    [ask] = session.call.open_asks
    session.do(act.TakeAnswer(ask.n, AskAnswer.REFUSED, "sam", "busy"))
    session.do(act.End("hung-up"))
    book.finish(session)
    session.close()
    return session.call.id


def denied(guide: Prompt) -> str:
    """A call on which it was heard that somebody at the board denies a permission by voice."""
    book, session = begun(guide, datetime.now(UTC))
    for action in warned():
        session.do(action)
    [given] = session.call.protocol.warnings
    session.do(act.HearDenial(given.n, given.permission_by, "pat", "on leave"))
    session.do(act.End("hung-up"))
    book.finish(session)
    session.close()
    return session.call.id


def lacking(guide: Prompt) -> str:
    """A call of whose two promises each lacks something, which is filled in of the first.

    The other was tried, which was a mistake.
    """
    lacks = act.AddFollowUp(CALLBACK.kind, CALLBACK.fields[:2])
    message = act.AddFollowUp("message", (("to", "Jane Roe"),))
    call = a_call(lacks, message, call="20261120-190400-abcd")
    keep(Places(guide.state, guide.out), call)
    first, second = (one.n for one in call.follow_ups)
    for n, *told in (
        (first, "filled-in", "--with", "concern=a title"),
        (second, "tried"),
        (second, "taken-back", "--note", "of another call"),
    ):
        assert guide("mark", f"{call.id}/{n}", *told, "--agent", "Kim Lo").code == 0
    return call.id


def test_every_played_scenario_and_its_summary_are_printed_as_documented(guide: Prompt) -> None:
    scenarios = [*scenario_files(SCRIPTS)]
    own = changed_scripts(guide.folder / "own")
    commands = [("play", name, "--scripts", own) for name in scenarios]
    compared("play", printed(guide, *commands))
    kept = json.loads(guide("calls", "--practice", "--json").out)
    summaries = printed(guide, *(("summary", call["id"], "--practice") for call in kept))
    # No scenario takes anything back, or has a warning with a place in it, or one that was changed,
    # nor a constant; and all is approved with a seal.
    in_words = {"filled", "in_file", "language", "untranslated", "texts", "approval"}
    never = {"timeline[]": {"taken_back_by", "texts", "approval"}, "warnings[]": in_words}
    book, session = begun(guide, datetime.now(UTC))
    session.before_end = lambda: (Witnessed(2, "ab" * 32, datetime.now(UTC)),)
    refused = (("plan", "Plan", "Fruit"),)
    session.do(act.TakeOver("20261119-170000-h3st", "Sam Ode", "A plan", refused=refused))
    session.do(act.End("hung-up"))
    book.finish(session)
    keep(Places(guide.state, guide.out), spanish_call())
    calls = (wrapped_up(guide), lacking(guide), CALL, asked(guide), denied(guide), session.call.id)
    after = printed(guide, *(("summary", call) for call in calls))
    told = {path: summaries.get(path, set()) | names for path, names in after.items()}
    compared("summary", summaries | told, never)


def test_the_version_is_told_for_programs(guide: Prompt) -> None:
    told = json.loads(guide("--version", "--json").out)
    assert told == {"guide": __version__, "json": JSON_VERSION}
    assert json.loads(guide("--json", "--version").out) == told
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"What `--json` prints is version {JSON_VERSION};" in readme


def test_json_before_a_command_is_refused_and_not_passed_over(guide: Prompt) -> None:
    answer = guide("--json", "list")
    assert (answer.code, answer.out) == (2, "")
    assert "--json goes behind a command" in answer.err
