"""Records that have branched at the prompt: every command tells it, and no promise is lost."""

import json
import os
import re
import shutil
import signal
import warnings
from collections.abc import Callable

import pytest
from kit import shipped
from msgspec.structs import replace
from prompt import SCRIPTS, Answer, Prompt

from guide.call import actions as act
from guide.call.context import Allowed
from guide.call.events import BranchKept, Entry, Noted
from guide.record.codec import encoded
from guide.record.disk import AppendFile, Disk
from guide.record.journal import read_journal
from guide.record.places import DONE, OPEN, Places
from guide.record.sealed_file import read_sealed, rewrite_sealed
from guide.record.writer import DirectWriter
from guide.register.after_call import PromiseAdded, after_call
from guide.register.index import register
from guide.register.register import NAME
from guide.script.model import FollowUpKind
from guide.session.callbook import CallBook

NUMBER = "312 555 0199"
DO_NOT_CALL = act.AddFollowUp(FollowUpKind.DO_NOT_CALL, (("number", "312 555 0199"),))
NOTES = tuple(act.Write(f"other {n}") for n in range(6))
END = act.End("hung-up")
CALLED = (act.WriteDetail("number", "312 555 0134"),)


def places_of(guide: Prompt) -> Places:
    return Places.of(guide.state, guide.out, guide.folder / "elsewhere")


def went_on(places: Places, call: str, *actions: act.Action) -> None:
    """The call goes on in these places with these actions; one that is ended is finished."""
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.resume(call)
    for action in actions:
        assert isinstance(session.do(action), Allowed), action
    if END in actions:
        book.finish(session)
    else:
        session.close()


def branched(
    guide: Prompt,
    here: tuple[act.Action, ...],
    there: tuple[act.Action, ...],
    *,
    number: str = "2",
    before: tuple[act.Action, ...] = CALLED,
) -> str:
    """A call that was copied with its folder, and went on in both; the copy is put beside it."""
    places, copy = places_of(guide), Places.of(guide.folder / "copy", guide.folder / "copied")
    book = CallBook(shipped(), places, writer=DirectWriter)
    session = book.start("irate-customers", agent="Robin")
    for action in before:
        assert isinstance(session.do(action), Allowed), action
    session.close()
    call = session.call.id
    shutil.copytree(guide.state, copy.state)
    went_on(places, call, *here)
    went_on(copy, call, *there)
    kind = DONE if END in there else OPEN
    (places.calls / kind).mkdir(exist_ok=True)
    shutil.copy(copy.calls / kind / f"{call}.jsonl", places.calls / kind / f"{call}.{number}.jsonl")
    return call


def flat(answer: Answer) -> str:
    """All that was answered, without line breaks."""
    return " ".join((answer.out + answer.err).split())


ENTRANCES = (
    ["dnc"],
    ["calls"],
    ["calls", "--csv"],
    ["owed", "--csv"],
    ["stats", "--json"],
    ["doctor"],
    ["verify", "--all"],
)


@pytest.mark.parametrize("listing_first", [True, False])
def test_a_finished_call_in_two_branches_is_told_everywhere(
    guide: Prompt, *, listing_first: bool
) -> None:
    here, there = (DO_NOT_CALL, END), (*NOTES, END)
    call = branched(guide, *((here, there) if listing_first else (there, here)))
    told = f"The record of {call} has branched: 1 has "
    for typed in ENTRANCES:
        answer = guide(*typed)
        assert (answer.code, flat(answer).count(told)) == (1, 1), (typed, answer)
    assert "The ledger has branch 1: " in guide("calls").err
    assert guide("dnc").out == f"{NUMBER}\n"
    assert NUMBER in guide("owed", "--csv").out
    # The branch that the ledger holds is the call, however long the other is.
    for typed in (["--print"], ["--json"], []):
        page = guide("summary", call, *typed)
        assert (page.code, page.err.count(told)) == (1, 1), typed
    page = guide("summary", call, "--print")
    assert ("other 1" in page.out) is not listing_first


def test_nothing_that_a_branch_promised_is_lost_where_the_call_had_ended(guide: Prompt) -> None:
    promised = act.AddFollowUp(FollowUpKind.CALLBACK, (("number", "312 555 0134"),))
    call = branched(guide, (*NOTES, END), (DO_NOT_CALL, promised, END))
    before = guide("owed", "--csv").out
    assert before.count(f"{call}/") == 2
    answer = guide("resume", call, "--branch", "1")
    assert (answer.code, answer.err) == (0, "")
    listed = guide("dnc")
    assert (listed.code, listed.out, listed.err) == (0, f"{NUMBER}\n", "")
    assert guide("owed", "--csv").out.count(f"{call}/") == 2
    told = guide("verify", "--all", "--scripts", SCRIPTS)
    assert (told.code, told.err) == (0, "")
    assert "312 555 0199" in (guide.out / f"{call}-after.md").read_text()
    # It is the register that has it, so marks stand on it.
    places = places_of(guide)
    with register(places) as index:
        [one] = [p for p in index.named(call) if p.kind == FollowUpKind.DO_NOT_CALL]
    marked = guide("mark", one.id, "done", "--note", "logged")
    assert marked.code == 0, marked
    assert guide("dnc").out == f"{NUMBER}\n"
    assert guide("verify", "--all", "--scripts", SCRIPTS).code == 0


def killed_at_write(at: int, work: Callable[[], object]) -> bool:
    """Have a program do this that is killed before it writes so often; whether it was."""
    with warnings.catch_warnings():
        # From Python 3.12 on forking warns of threads; the child starts none and needs none.
        warnings.simplefilter("ignore", DeprecationWarning)
        process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == -signal.SIGKILL
    writes: list[object] = []

    def killing(write: Callable[..., object]) -> Callable[..., object]:
        def writes_or_dies(*told: object, **more: object) -> object:
            writes.append(write)
            if len(writes) == at:
                os.kill(os.getpid(), signal.SIGKILL)
            return write(*told, **more)

        return writes_or_dies

    try:
        for kind, name in ((AppendFile, "append"), (Disk, "write_whole")):
            setattr(kind, name, killing(getattr(kind, name)))
        work()
    finally:
        os._exit(0)


@pytest.mark.parametrize("at", range(1, 7))
def test_what_is_cut_short_while_a_branch_is_kept_is_told_as_that_and_finished(
    guide: Prompt, at: int
) -> None:
    call = branched(guide, (*NOTES, END), (DO_NOT_CALL, END))
    book = CallBook(shipped(), places_of(guide), writer=DirectWriter)
    assert killed_at_write(at, lambda: book.put_in_order(call, 1))
    answer = guide("verify", "--all")
    finishes = f"guide resume {call} --branch 1 "
    faults = [one for one in answer.err.splitlines() if "not beside its summary yet" not in one]
    assert answer.code == 1
    assert all(finishes in one for one in faults), faults
    assert "counts for nothing" not in answer.err
    assert guide("resume", call, "--branch", "1").code == 0
    told = guide("verify", "--all", "--scripts", SCRIPTS)
    assert (told.code, told.err) == (0, "")


def test_what_an_earlier_version_left_out_of_the_register_is_told_listed_and_mended(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = branched(guide, (*NOTES, END), (DO_NOT_CALL, END))
    with monkeypatch.context() as earlier:
        earlier.setattr("guide.register.branches.keep_promises", lambda *_, now: None)
        assert guide("resume", call, "--branch", "1").code == 0
    told = f"guide resume {call} --branch 1 writes it there."
    listed = guide("dnc")
    assert (listed.code, listed.out) == (1, f"{NUMBER}\n")
    assert told in listed.err
    verified = guide("verify", "--all", "--scripts", SCRIPTS)
    assert verified.code == 1
    assert told in verified.err
    assert guide("resume", call, "--branch", "1").code == 0
    listed = guide("dnc")
    assert (listed.code, listed.out, listed.err) == (0, f"{NUMBER}\n", "")
    verified = guide("verify", "--all", "--scripts", SCRIPTS)
    assert (verified.code, verified.err) == (0, "")


def test_the_branch_that_the_ledger_holds_is_not_given_up(guide: Prompt) -> None:
    call = branched(guide, (DO_NOT_CALL, END), (*NOTES, END))
    refused = guide("resume", call, "--branch", "2")
    assert refused.code == 2
    assert "The ledger has branch 1, not branch 2: " in refused.err
    assert guide("resume", call, "--branch", "1").code == 0
    listed = guide("dnc")
    assert (listed.code, listed.out, listed.err) == (0, f"{NUMBER}\n", "")
    assert "other 5" in guide("summary", call, "--print").out
    told = guide("verify", "--all", "--scripts", SCRIPTS)
    assert (told.code, told.err) == (0, "")


def test_a_number_that_was_logged_in_the_other_branch_stays_on_the_list(guide: Prompt) -> None:
    logged = replace(DO_NOT_CALL, done_by="Robin")
    call = branched(guide, (*NOTES, END), (logged, END))
    assert guide("dnc").out == f"{NUMBER}\n"
    assert guide("resume", call, "--branch", "1").code == 0
    listed = guide("dnc")
    assert (listed.code, listed.out) == (0, f"{NUMBER}\n")


def test_what_was_written_down_after_a_call_outlives_that_a_branch_is_kept(guide: Prompt) -> None:
    call = branched(guide, (*NOTES, END), (DO_NOT_CALL, END))
    places = places_of(guide)
    aside = places.calls / DONE / f"{call}.2.jsonl"
    data = aside.read_bytes()
    aside.unlink()
    added = guide("mark", call, "promised", "--to", "callback", "--with", "number=312 555 0177")
    assert added.code == 0, added
    aside.write_bytes(data)
    aside.chmod(0o600)
    assert guide("resume", call, "--branch", "1").code == 0
    assert "312 555 0177" in guide("owed", "--csv").out
    assert guide("dnc").out == f"{NUMBER}\n"
    told = guide("verify", "--all", "--scripts", SCRIPTS)
    assert (told.code, told.err) == (0, "")


def test_an_open_call_lists_the_numbers_of_every_branch(guide: Prompt) -> None:
    call = branched(guide, NOTES, (DO_NOT_CALL,))
    for _ in range(2):
        listed = guide("dnc")
        assert (listed.code, listed.out) == (1, f"{NUMBER}\n")
        assert f"The record of {call} has branched" in listed.err
        (guide.state / "register-index").unlink()
    with register(places_of(guide)) as index:
        [one] = index.named(call)
    refused = guide("mark", one.id, "done")
    assert refused.code == 1
    assert "has branched, and that is promised in another branch" in refused.err


@pytest.mark.parametrize("ended", [(END,), ()])
@pytest.mark.parametrize("longer_here", [True, False])
@pytest.mark.parametrize("number", ["2", "5", "10", "99", "100"])
def test_a_branch_is_told_whatever_its_number(
    guide: Prompt, number: str, *, longer_here: bool, ended: tuple[act.Action, ...]
) -> None:
    both = ((*NOTES, *ended), (DO_NOT_CALL, *ended))
    here, there = both if longer_here else both[::-1]
    call = branched(guide, here, there, number=number)
    for typed in (["verify", "--all"], ["verify", call], ["calls"], ["dnc"], ["doctor"]):
        answer = guide(*typed)
        assert (answer.code, "has branched" in flat(answer)) == (1, True), (typed, answer)
    assert guide("dnc").out == f"{NUMBER}\n"


@pytest.mark.parametrize("ended", [(END,), ()])
@pytest.mark.parametrize("number", ["0", "1", "01", "02", "001"])
def test_a_number_that_no_journal_has_is_told_everywhere(
    guide: Prompt, number: str, *, ended: tuple[act.Action, ...]
) -> None:
    call = branched(guide, (DO_NOT_CALL, *ended), (*NOTES, *ended), number=number)
    kind = DONE if ended else OPEN
    told = f"{kind}/{call}.{number}.jsonl counts for nothing: "
    for typed in ENTRANCES:
        answer = guide(*typed)
        assert (answer.code, flat(answer).count(told)) == (1, 1), (typed, answer)
    assert guide("dnc").out == f"{NUMBER}\n"
    assert "other 1" not in guide("summary", call, "--print").out
    assert told in guide("resume", call).err


def hurt(guide: Prompt, name: str, line: int) -> None:
    """Damage a line, from 0, of the only file of this name, as a disk does."""
    [path] = places_of(guide).calls.glob(f"*/{name}")
    lines = path.read_bytes().splitlines(keepends=True)
    lines[line] = lines[line].replace(b'"kind"', b'"kinf"')
    path.write_bytes(b"".join(lines))


@pytest.mark.parametrize("ended", [(END,), ()])
@pytest.mark.parametrize("line", [0, 1])
@pytest.mark.parametrize("other", [True, False])
def test_a_branch_damaged_in_what_both_hold_is_told_everywhere_and_listed(
    guide: Prompt, line: int, *, other: bool, ended: tuple[act.Action, ...]
) -> None:
    both = ((*NOTES, *ended), (DO_NOT_CALL, *ended))
    here, there = both if other else both[::-1]
    call = branched(guide, here, there)
    name = f"{call}.2.jsonl" if other else f"{call}.jsonl"
    hurt(guide, name, line)
    told = f"{name} is not as it was written: line {line + 1} is not as"
    with register(places_of(guide)) as index:
        [one] = index.named(call)
    for typed in (*ENTRANCES, ["verify", call]):
        answer = guide(*typed)
        assert answer.code == 1, (typed, answer)
        assert told in flat(answer), (typed, answer)
    assert guide("dnc").out == f"{NUMBER}\n"
    assert guide("owed", "--csv").out.count(f"{call}/") == 1
    # What the damaged file alone holds is on record nowhere else.
    marked = guide("mark", one.id, "done", "--note", "logged")
    why = flat(marked).partition("does not hold that promise. ")[2]
    assert (marked.code, told in why) == (1, True), marked


@pytest.mark.parametrize("ended", [(END,), ()])
@pytest.mark.parametrize("other", [True, False])
@pytest.mark.parametrize("after_fork", [0, 1, 2])
def test_what_a_branch_promised_behind_damage_past_the_fork_is_listed(
    guide: Prompt, after_fork: int, *, other: bool, ended: tuple[act.Action, ...]
) -> None:
    """Damage in the first line past the fork, or later; what became of a promise counts, too."""
    kept = act.AddFollowUp(FollowUpKind.CALLBACK, (("number", "312 555 0134"),))
    void = act.AddFollowUp(FollowUpKind.CALLBACK, (("number", "312 555 0177"),))
    own = (*NOTES[:3], DO_NOT_CALL, kept, void)
    both = ((*NOTES, *ended), (*own, *ended))
    call = branched(guide, *(both if other else both[::-1]))
    name = f"{call}.2.jsonl" if other else f"{call}.jsonl"
    [path] = places_of(guide).calls.glob(f"*/{name}")
    [beside] = {*places_of(guide).calls.glob(f"*/{call}*")} - {path}
    pairs = zip(path.read_bytes().splitlines(), beside.read_bytes().splitlines(), strict=False)
    fork = next(n for n, (one, two) in enumerate(pairs) if one != two)
    hurt(guide, name, fork + after_fork)
    told = f"{name} is not as it was written: line {fork + after_fork + 1} is not as"
    for typed in (["dnc"], ["owed"], ["calls"], ["verify", call]):
        answer = guide(*typed)
        assert (answer.code, told in flat(answer)) == (1, True), (typed, answer)
    assert guide("dnc").out == f"{NUMBER}\n"
    assert guide("owed", "--csv").out.count(f"{call}/") == 3


def test_an_open_copy_beside_a_call_that_is_done_is_told_where_it_is_damaged(guide: Prompt) -> None:
    call = branched(guide, (*NOTES, END), (DO_NOT_CALL,))
    folder = places_of(guide).calls / OPEN
    (folder / f"{call}.2.jsonl").rename(folder / "copy")
    (folder / "copy").rename(folder / f"{call}.jsonl")
    path = folder / f"{call}.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"kind"', b'"kinf"', 1))
    for typed in ENTRANCES:
        answer = guide(*typed)
        assert (answer.code, "line 1 is not as" in flat(answer)) == (1, True), (
            typed,
            answer,
        )
    assert guide("dnc").out == f"{NUMBER}\n"


def test_a_branch_that_was_kept_stays_told_where_it_is_damaged(guide: Prompt) -> None:
    call = branched(guide, (*NOTES, END), (*NOTES[:1], DO_NOT_CALL, END))
    hurt(guide, f"{call}.2.jsonl", -2)
    assert guide("resume", call, "--branch", "1").code == 0
    for typed in (*ENTRANCES, ["verify", call]):
        answer = guide(*typed)
        told = f"{call}.2.jsonl is not as it was written: line "
        assert (answer.code, told in flat(answer)) == (1, True), (typed, answer)


def test_a_branch_that_went_on_after_it_was_kept_promises_only_what_is_new(guide: Prompt) -> None:
    promised = act.AddFollowUp(FollowUpKind.CALLBACK, (("number", "312 555 0134"),))
    report = act.AddFollowUp(FollowUpKind.CALLBACK, (("number", "312 555 0177"),))
    call = branched(guide, (*NOTES, END), (DO_NOT_CALL, promised, report, END))
    path = places_of(guide).calls / DONE / f"{call}.2.jsonl"
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    [last] = [n for n, line in enumerate(lines, 1) if b"312 555 0134" in line and b"follow" in line]
    path.write_bytes(b"".join(lines[:last]))
    assert guide("resume", call, "--branch", "1").code == 0
    with register(places_of(guide)) as index:
        found = index.named(call)
    assert len(found) == 2
    for one in found:
        assert guide("mark", one.id, "done", "--note", "seen to").code == 0
    path.write_bytes(whole)
    for again in ("told", "mended"):
        open_ = guide("owed", "--csv").out
        assert open_.count(f"{call}/") == 1, again
        assert "312 555 0177" in open_, again
        assert guide("resume", call, "--branch", "1").code == 0
    assert guide("dnc").out == f"{NUMBER}\n"
    told = guide("verify", "--all", "--scripts", SCRIPTS)
    assert (told.code, told.err) == (0, "")
    with register(places_of(guide)) as index:
        assert len(index.named(call)) == 3


def test_it_promises_once_in_a_call_that_goes_on(guide: Prompt) -> None:
    promised = act.AddFollowUp(FollowUpKind.CALLBACK, (("number", "312 555 0134"),))
    call = branched(guide, NOTES, (DO_NOT_CALL, promised, act.Write("more")))
    places = places_of(guide)
    path = places.calls / OPEN / f"{call}.2.jsonl"
    whole = path.read_bytes()
    path.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    book = CallBook(shipped(), places, writer=DirectWriter)
    book.put_in_order(call, 1)
    path.write_bytes(whole)
    for _ in range(2):
        assert guide("owed", "--csv").out.count(f"{call}/") == 2
        book.put_in_order(call, 1)
    assert guide("dnc").out == f"{NUMBER}\n"


MESSAGE = act.AddFollowUp(FollowUpKind.MESSAGE, (("to", "Sam Poe"), ("text", "a rude clerk")))
CALLBACK = act.AddFollowUp(
    FollowUpKind.CALLBACK,
    (("number", "312 555 0134"), ("caller", "Dana Roe"), ("concern", "a refund")),
)


@pytest.mark.parametrize("chosen", [1, 2])
def test_what_was_done_about_one_branchs_promise_is_not_told_of_anothers(
    guide: Prompt, chosen: int
) -> None:
    # Both have a promise of the same number, and the other branch comes home afterwards.
    call = branched(guide, (MESSAGE,), (CALLBACK, *NOTES))
    other = places_of(guide).calls / OPEN / f"{call}.2.jsonl"
    away = other.rename(guide.folder / "away")
    [name] = re.findall(rf"{call}/\d+", guide("owed", "--csv").out)
    assert guide("mark", name, "done", "--note", "logged").code == 0
    away.rename(other)

    def standing() -> dict[str, str]:
        every = json.loads(guide("owed", "--closed", "--json").out)
        told = [(one["promise"], f"{call}/{a['n']}", {*a}) for one in every for a in one["after"]]
        assert told == [(told[0][0], told[0][0], {"at", "by", "call", "n", "kind", "note"})]
        return {one["kind"]: one["state"] for one in every}

    owed = {"message": "done", "callback": "open"}
    assert standing() == owed
    CallBook(shipped(), places_of(guide), writer=DirectWriter).put_in_order(call, chosen)
    assert standing() == owed
    assert guide("verify", "--all", "--scripts", SCRIPTS).code == 0
    went_on(places_of(guide), call, END)
    assert standing() == owed
    assert guide("verify", "--all", "--scripts", SCRIPTS).code == 0
    name = next(one for one in re.findall(rf"{call}/\d+", guide("owed", "--csv").out))
    assert guide("mark", name, "corrected", "--to", "312 555 0177").code == 0
    assert "made" not in (guide.out / f"{call}-after.toml").read_text()
    assert guide("verify", "--all", "--scripts", SCRIPTS).code == 0
    page = guide("summary", call, "--print").out
    assert "Message to the coach or PA: Sam Poe, 312 555 0134 | done · logged" in page


def _forget_promise(entries: list[Entry]) -> None:
    del entries[_kept_at(entries) + 1]


def _promise_more(entries: list[Entry]) -> None:
    entries.insert(_kept_at(entries) + 1, entries[_kept_at(entries) + 1])


def _promise_another(entries: list[Entry]) -> None:
    at = _kept_at(entries) + 1
    event = replace(entries[at].event, fields=(("number", "312 555 0177"),))
    entries[at] = replace(entries[at], event=event)


def _tell_another(entries: list[Entry]) -> None:
    at = _kept_at(entries)
    told = ((entries[at].at, "Note: never written"),)
    entries[at] = replace(entries[at], event=replace(entries[at].event, told=told))


def _fork_earlier(entries: list[Entry]) -> None:
    at = _kept_at(entries)
    entries[at] = replace(entries[at], event=replace(entries[at].event, after=1))


def _kept_at(entries: list[Entry]) -> int:
    return next(n for n, one in enumerate(entries) if isinstance(one.event, BranchKept))


@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (_forget_promise, "promised is not what stands after it"),
        (_promise_more, "promised is not what stands after it"),
        (_promise_another, "promised is not what stands after it"),
        (_tell_another, "does not tell what the branch that was kept holds"),
        (_fork_earlier, "does not tell what the branch that was kept holds"),
    ],
)
def test_what_stands_of_a_kept_branch_is_held_against_it(
    guide: Prompt, forge: Callable[[list[Entry]], None], told: str
) -> None:
    call = branched(guide, NOTES, (CALLBACK,))
    CallBook(shipped(), places_of(guide), writer=DirectWriter).put_in_order(call, 1)
    went_on(places_of(guide), call)
    assert guide("verify", call, "--scripts", SCRIPTS).code == 0
    path = places_of(guide).calls / OPEN / f"{call}.jsonl"
    entries = [*read_journal(path).entries]
    forge(entries)
    path.write_bytes(encoded([replace(one, n=n) for n, one in enumerate(entries, 1)])[0])
    answer = guide("verify", call, "--scripts", SCRIPTS)
    assert (answer.code, told in flat(answer)) == (1, True), answer


@pytest.mark.parametrize("fields", [(("number", "312 555 0177"),), ()])
def test_what_the_register_has_of_a_kept_branch_is_held_against_it(
    guide: Prompt, fields: tuple[tuple[str, str], ...]
) -> None:
    call = branched(guide, (*NOTES, END), (CALLBACK, END))
    assert guide("resume", call, "--branch", "1").code == 0
    places = places_of(guide)
    [line] = read_sealed(places.register, NAME, after_call).lines
    assert isinstance(line.what, PromiseAdded)
    other = replace(line.what, promised=replace(line.what.promised, fields=fields))
    rewrite_sealed(Disk(), places.register, [replace(line, what=other).record()])
    answer = guide("verify", call, "--scripts", SCRIPTS)
    assert (answer.code, "the branch did not promise that" in flat(answer)) == (1, True), answer


def test_what_a_branch_promised_is_not_lost_where_keeping_it_was_cut_short(guide: Prompt) -> None:
    # The disk took no more than the line that says that it was kept.
    call = branched(guide, NOTES, (CALLBACK, MESSAGE))
    places = places_of(guide)
    CallBook(shipped(), places, writer=DirectWriter).put_in_order(call, 1)
    path = places.calls / OPEN / f"{call}.jsonl"
    assert guide("owed", "--csv").out.count(f"{call}/") == 2
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-2]))
    listed = guide("owed", "--csv")
    assert (listed.code, listed.out.count(f"{call}/")) == (1, 2), listed
    told = f"guide resume {call} puts it there."
    assert told in flat(listed)
    verified = guide("verify", call, "--scripts", SCRIPTS)
    assert (verified.code, told in flat(verified)) == (1, True)
    went_on(places, call)
    listed = guide("owed", "--csv")
    assert (listed.code, listed.out.count(f"{call}/")) == (0, 2), listed
    assert guide("verify", call, "--scripts", SCRIPTS).code == 0


def test_what_was_cut_short_is_on_record_before_a_further_branch_is(guide: Prompt) -> None:
    call = branched(guide, (*NOTES, *NOTES), (CALLBACK, *NOTES))
    places = places_of(guide)
    book = CallBook(shipped(), places, writer=DirectWriter)
    book.put_in_order(call, 1)
    path, second = (places.calls / OPEN / f"{call}{n}.jsonl" for n in ("", ".2"))
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    third = [*read_journal(second).entries][:4]
    third.append(replace(third[-1], n=5, event=Noted("a third")))
    second.with_name(f"{call}.3.jsonl").write_bytes(encoded(third)[0])
    listed = guide("owed", "--csv")
    assert (listed.code, listed.out.count(f"{call}/")) == (1, 1), listed
    book.put_in_order(call, 1)
    listed = guide("owed", "--csv")
    assert (listed.code, listed.out.count(f"{call}/")) == (0, 1), listed
    assert guide("verify", call, "--scripts", SCRIPTS).code == 0
