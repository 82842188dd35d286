"""Asks and answers, without a database: the hash, the order, whom an ask rings for."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from kit import Desk as Calls
from msgspec.structs import replace

from guide.call import actions as act
from guide.call.events import AskKind
from guide.desk.answers import answer_hash
from guide.desk.asks import Ask, followed, in_order, named
from guide.desk.borne_out import NOT_COMPARED, Line, as_its_call_says
from guide.desk.evidence import Evidence, RefusedTold, evidence_of
from guide.record.codec import encoded, own_hash
from guide.session.at_desk import AskState

AT = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
ASK = Ask(1, "kim", AT, "20261127-190300-k7wd", 7, "ab" * 32, "permission")


def test_the_hash_of_an_answer_is_of_all_that_it_says_and_of_nothing_else() -> None:
    told = (1, "ab" * 32, AskState.REFUSED, "sam", "Try “once” more")
    canonical = '[1,"' + "ab" * 32 + '","refused","sam","Try \\u201conce\\u201d more"]'
    assert answer_hash(*told) == sha256(canonical.encode()).hexdigest()
    others = [
        (2, *told[1:]),
        (1, "cd" * 32, *told[2:]),
        (*told[:2], AskState.GRANTED, *told[3:]),
        (*told[:3], "pat", told[4]),
        (*told[:4], "no"),
        # The same texts, put together at another place.
        (*told[:3], "samTry", " “once” more"),
    ]
    assert len({answer_hash(*told), *(answer_hash(*one) for one in others)}) == 7


def test_threats_come_first_and_no_login_s_many_asks_keep_others_out_of_sight() -> None:
    waits = replace(ASK, evidence=Evidence(waits=3_000))
    many = [replace(waits, id=n, seat="mal", at=AT - timedelta(minutes=9)) for n in range(10, 30)]
    floods = [replace(one, id=one.id + 20, kind="threat") for one in many]
    threat = replace(ASK, id=5, kind="threat", at=AT + timedelta(seconds=9))
    done = replace(ASK, id=6, at=AT - timedelta(hours=2), over=True)
    order = [one.id for one in in_order([done, *many, *floods, ASK, threat], AT)]
    # Nor do many threats, which come first.
    assert order[:7] == [30, 31, 5, 10, 11, ASK.id, 32]
    assert order[-1] == 6


def test_what_somebody_waits_for_stands_above_what_nobody_waits_for_any_more() -> None:
    dead = [replace(ASK, id=n, at=AT - timedelta(minutes=n)) for n in range(10, 15)]
    seen = replace(ASK, id=2, seat="lee", at=AT - timedelta(seconds=9), state=AskState.SEEN)
    taken = replace(ASK, id=3, at=AT - timedelta(seconds=60), state=AskState.TAKEN)
    told = replace(ASK, id=4, kind="threat", state=AskState.TAKEN)
    over = replace(ASK, id=5, over=True)
    ordered = in_order([*dead, over, taken, told, seen, ASK], AT)
    # Of kim, who waits, five asks are dead: they put the one behind nobody's.
    assert [one.id for one in ordered] == [2, 1, 4, 3, 14, 13, 12, 11, 10, 5]
    # Later nobody waits: the oldest come first, two of each.
    later = in_order([seen, *dead, ASK], AT + timedelta(minutes=10))
    assert [one.id for one in later] == [14, 13, 2, 12, 11, 10, 1]


def test_what_whoever_was_asked_first_refused_is_asked_of_all_others() -> None:
    before = (RefusedTold("pat", "too soon"),)
    evidence = Evidence(refused=before, refused_first="pat", first_seconds=20)
    ask, both = replace(ASK, evidence=evidence), ("pat", "sam")
    assert not ask.rings("pat", AT + timedelta(seconds=60), both)
    assert ask.rings("sam", AT, both)
    # Asked by name once more, they are asked.
    assert replace(ask, first_to="pat").rings("pat", AT, both)


def test_what_is_asked_anew_rings_for_whoever_refused_before_on_the_same_call() -> None:
    before = (RefusedTold("pat", "too soon"), RefusedTold("sam", "try more"))
    again = replace(ASK, evidence=Evidence(refused=before))
    assert again.rings("pat", AT, ("pat", "sam"))
    assert again.rings("sam", AT, ("sam",))


def test_once_its_call_is_over_an_ask_rings_no_more_but_for_a_threat() -> None:
    over = replace(ASK, over=True)
    assert not over.rings("sam", AT, ("sam",))
    assert replace(over, kind="threat").rings("sam", AT, ("sam",))


def test_no_name_takes_the_place_of_a_login() -> None:
    assert named("mal", "root (kim)") == "mal (root (kim))"
    assert named("kim", "Kim") == "kim"


def test_the_oldest_ask_comes_first() -> None:
    later = replace(ASK, id=2, at=AT + timedelta(seconds=1))
    beside = replace(ASK, id=3)
    assert [one.id for one in in_order([later, beside, ASK], AT)] == [1, 3, 2]


def test_an_ask_for_somebody_rings_for_them_alone_until_it_goes_to_all() -> None:
    ask, both = replace(ASK, first_to="pat"), ("pat", "sam")
    assert ask.rings("pat", AT, both)
    assert not ask.rings("sam", AT + timedelta(seconds=19), both)
    assert ask.rings("sam", AT + timedelta(seconds=20), both)
    later = replace(ask, evidence=Evidence(first_seconds=40))
    assert not later.rings("sam", AT + timedelta(seconds=39), both)
    assert later.rings("sam", AT + timedelta(seconds=40), both)
    # Pat has gone.
    assert later.rings("sam", AT, ("sam",))


def test_an_ask_rings_until_somebody_takes_it_and_never_for_who_asked() -> None:
    here = ("sam", "kim")
    assert ASK.rings("sam", AT, here)
    assert replace(ASK, state=AskState.SEEN).rings("sam", AT, here)
    assert not replace(ASK, state=AskState.TAKEN).rings("sam", AT, here)
    assert not ASK.rings("kim", AT, here)


def test_what_nobody_waits_for_any_more_rings_no_more_but_for_a_threat() -> None:
    ask = replace(ASK, evidence=Evidence(waits=90))
    for seconds, rings in ((89, True), (90, False)):
        now = AT + timedelta(seconds=seconds)
        assert ask.rings("sam", now, ("sam",)) is rings
        assert replace(ask, kind="threat").rings("sam", now, ("sam",))


def test_what_closes_an_ask_counts_before_what_came_after() -> None:
    def answer(state: AskState, by: str, reason: str = "") -> tuple[str, str, str, datetime]:
        return state, by, reason, AT

    seen, taken = answer(AskState.SEEN, "sam"), answer(AskState.TAKEN, "pat")
    assert followed(ASK, []).told == "written"
    assert followed(ASK, [seen]).told == "seen by sam"
    late = followed(ASK, [taken, seen])
    assert (late.told, late.seen_by) == ("taken by pat", ("sam",))
    # It is taken anew only once whoever had it has gone, who may be back since.
    anew = followed(ASK, [taken, seen, answer(AskState.TAKEN, "sam")])
    assert anew.told == "taken by sam"
    refused = followed(ASK, [answer(AskState.REFUSED, "pat", "try\x1b[2J again"), seen])
    assert (refused.told, refused.reason) == ("refused by pat", "try[2J again")


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        "x",
        {"agent": 3, "efforts": "many", "warnings": {"at": 1}, "waits": "long"},
        {"warnings": ["x", None, {"at": 4}], "waits": -1},
        {"efforts": -1, "warnings": "text", "waits": 1e9},
        {"first_seconds": 1e9, "refused": [[], 1]},
        {"first_seconds": True, "refused": {"by": "sam"}},
    ],
)
def test_evidence_of_any_shape_is_read(told: object) -> None:
    found = evidence_of(told)
    assert (found.agent, found.efforts, found.waits) == ("", 0, 120)
    assert (found.first_seconds, found.refused) == (20, ())
    assert not any(one.ground for one in found.warnings)


def test_evidence_holds_nothing_that_commands_a_terminal() -> None:
    hostile = "Da\x1b]0;x\x07na\u202e\nWhitlock"
    found = evidence_of(
        {
            "agent": hostile,
            "said": hostile,
            "efforts": 2,
            "warnings": [{"at": "2:03 PM", "ground": hostile, "by": "sam"}],
            "first_seconds": 30,
            "refused": [{"by": "pat", "reason": hostile}],
            "waits": 40,
        }
    )
    clean = "Da]0;xna Whitlock"
    assert (found.agent, found.said, found.efforts) == (clean, clean, 2)
    assert [(one.ground, one.by) for one in found.warnings] == [(clean, "sam")]
    assert [(one.by, one.reason) for one in found.refused] == [("pat", clean)]
    assert (found.first_seconds, found.waits) == (30, 40)


def test_of_a_call_that_was_written_anew_the_branch_counts_on_which_the_ask_rests() -> None:
    asked = act.AskBoard(AskKind.MANAGER)
    rows: list[Line] = []
    asks: list[Ask] = []
    for name in ("Dana", "Mallory"):
        call = Calls("escalated-callers", act.WriteDetail("caller", name), asked).call
        lines = encoded(call.entries[: call.asks[0].n])[0].decode().splitlines()
        told = [(n, own_hash(line.encode()) or "", line) for n, line in enumerate(lines, 1)]
        rows += [one for one in told if one not in rows]
        asks.append(replace(ASK, n=len(lines), hash=told[-1][1], kind="manager"))
    rows.sort()
    for name, one in zip(("Dana", "Mallory"), asks, strict=True):
        found = as_its_call_says(one, rows)
        assert (found.evidence.caller, found.problem) == (name, "")
    assert as_its_call_says(replace(asks[0], hash="ab" * 32), rows).problem == NOT_COMPARED
    assert as_its_call_says(asks[0], rows[1:]).problem == NOT_COMPARED
