"""The rows of a supervisor's board, without a screen."""

from datetime import timedelta

import pytest
from kit import Desk, utc
from msgspec.structs import replace
from promised_calls import CALLBACK

from guide.call import actions as act
from guide.call.events import Stage
from guide.desk.asks import Ask
from guide.desk.board import BoardView
from guide.desk.by_voice import DeniedBefore, Voiced
from guide.desk.evidence import DeniedTold
from guide.desk.live_calls import LiveCall
from guide.desk.outbox import Standing
from guide.desk.owed import DeedTold, OwedPromise, Page
from guide.tui.board_rows import Id, Picture, Section, about, due, duration, head, lists
from guide.tui.rows import width_of

NOW = utc("2026-11-27 19:03")
WIDE = "名前" * 30
CALL = Desk("escalated-callers").call
VIEW = BoardView(
    Standing(True),
    "sam",
    asks=tuple(
        Ask(n, f"{WIDE}{n}", NOW, "20261127-190300-k7wd", 1, "ab" * 32, "manager", words=WIDE)
        for n in range(30)
    ),
    calls=tuple(LiveCall(f"seat{n:03}", "20261127-190300-k7wd", NOW, CALL) for n in range(200)),
    page=Page(
        tuple(OwedPromise("c", "kim", n, WIDE, WIDE, WIDE, WIDE, NOW, NOW) for n in range(150)),
        90_000,
        70_000,
        3,
        90_000,
    ),
)


def picture(section: Section, mark: Id | None = None) -> Picture:
    return Picture(VIEW, NOW, section, {section: mark}, {})


@pytest.mark.parametrize("section", Section)
@pytest.mark.parametrize("size", [(60, 8), (80, 15), (120, 24), (200, 50)])
def test_lists_fill_their_room_exactly(section: Section, size: tuple[int, int]) -> None:
    width, height = size
    shown = lists(picture(section), width, height)
    assert len(shown.rows) == len(shown.sections) == height
    assert all(width_of(one) <= width for one in shown.rows)
    assert all(room >= 1 for room in shown.rooms.values())


@pytest.mark.parametrize(
    ("section", "mark"),
    [(Section.ASKS, 29), (Section.CALLS, VIEW.calls[120].key), (Section.OWED, ("c", "kim", 149))],
)
def test_what_is_marked_is_in_sight_and_one_row_has_the_sign(section: Section, mark: Id) -> None:
    shown = lists(picture(section, mark), 80, 15)
    # The heading of the list one is in has it, too.
    signed = [n for n, one in enumerate(shown.rows) if one and one[0].text == "▸ "]
    assert [shown.sections[n] for n in signed] == [section, section]
    assert signed[0] == shown.sections.index(section)


def test_asks_have_the_rows_that_others_leave_empty() -> None:
    few = replace(VIEW, calls=VIEW.calls[:1], page=None, more=(("mal", 4990),))
    shown = lists(Picture(few, NOW, Section.ASKS, {}, {}), 100, 30)
    assert shown.rooms == {Section.ASKS: 25, Section.CALLS: 1, Section.OWED: 1}
    heading = "".join(span.text for span in shown.rows[0])
    assert "5,020 open asks" in heading
    assert "4,990 more of mal not shown" in heading


def test_a_list_that_shows_a_part_says_which() -> None:
    shown = lists(picture(Section.CALLS, VIEW.calls[120].key), 80, 15)
    heading = "".join(span.text for span in shown.rows[shown.sections.index(Section.CALLS)])
    assert "of 200" in heading
    assert "200 live calls" in heading


def test_what_is_known_of_an_item_is_told_in_full() -> None:
    rows = about(picture(Section.ASKS, 3), 60)
    assert "".join(span.text for one in rows for span in one).count("名") == 60


def test_a_hand_over_takes_along_all_that_is_on_record_of_the_call(eastern: None) -> None:
    taken = Desk("escalated-callers", act.SetStage(Stage.ANNOYED))
    taken.do(
        act.MakeEffort("asked for facts"),
        act.WriteDetail("effect", "cannot sell the car"),
        act.Write("waited 3 weeks\x1b[2J"),
    )
    taken.do(act.SetStage(Stage.HOSTILE), act.StateGround("abuse"), act.QuoteCaller("parrot"))
    taken.do(act.Permit("Lee Ode"), act.Warn(), CALLBACK)
    call = LiveCall("kim", taken.call.id, NOW, taken.call)
    ask = Ask(1, "kim", NOW, taken.call.id, 9, "ab" * 32, "hand-over")
    view = replace(VIEW, asks=(ask,), calls=(call,))
    marked = Picture(view, NOW, Section.ASKS, {Section.ASKS: 1}, {})
    text = "\n".join("".join(span.text for span in one) for one in about(marked, 200))
    for told in (
        "Anger: annoyed 2:03 PM, hostile 2:03 PM",
        "cannot sell the car",
        "Tried 2:03 PM: asked for facts",
        "Warned 2:03 PM: Aggressive, offensive or abusive, permitted by Lee Ode",
        "Promised 2:03 PM: Callback",
        "Note 2:03 PM: waited 3 weeks[2J",
    ):
        assert told in text
    # Of a call that is not among them it is said so; what else is asked does not tell all of it.
    gone = replace(marked, view=replace(view, calls=()))
    assert "is not at the desk now" in "".join(s.text for one in about(gone, 200) for s in one)
    manager = replace(marked, view=replace(view, asks=(replace(ask, kind="manager"),)))
    assert "Note" not in "".join(s.text for one in about(manager, 200) for s in one)


def test_what_is_asked_on_a_call_tells_of_a_permission_by_voice_that_was_denied_there() -> None:
    denied = Voiced(
        1, "c", "kim", 3, "ab" * 32, NOW, "Sam", "Insults", "", "", "pat", "nobody asked"
    )
    of_another = replace(denied, id=2, seat="lee", denied_why="of another call")
    ask = Ask(1, "kim", NOW, "c", 9, "ab" * 32, "threat")
    view = replace(VIEW, asks=(ask,), voiced=(denied, of_another))
    marked = Picture(view, NOW, Section.ASKS, {Section.ASKS: 1}, {})
    text = "\n".join("".join(span.text for span in one) for one in about(marked, 200))
    assert "pat denies that Sam permitted it by voice: nobody" in text
    assert "of another call" not in text
    # What the agent's program heard of it is told once.
    heard = DeniedTold("pat", "Sam", "nobody asked"), DeniedTold("pat", "Ann", "on leave")
    asks = (replace(ask, evidence=replace(ask.evidence, denied=heard)),)
    told = about(replace(marked, view=replace(view, asks=asks)), 200)
    lines = ["".join(span.text for span in one).strip() for one in told]
    denies = [line for line in lines if "denies that" in line]
    assert len(denies) == 2
    assert denies[1] == "pat denies that Ann permitted it by voice: on leave"


def test_what_was_denied_before_on_a_call_is_told_to_whoever_countersigns() -> None:
    before = (DeniedBefore("Sam", "pat", "Sam is on leave"),)
    voiced = Voiced(2, "c", "kim", 9, "ab" * 32, NOW, "Sam", "Insults", "", "", before=before)
    marked = Picture(replace(VIEW, voiced=(voiced,)), NOW, Section.ASKS, {}, {})
    marked = replace(marked, marks={Section.ASKS: voiced.key})
    text = "\n".join("".join(span.text for span in one) for one in about(marked, 200))
    assert "pat denied that Sam permitted a warning of this call: Sam is on leave" in text


def test_a_promise_tells_its_deeds_the_last_first() -> None:
    deeds = (
        DeedTold(1, "sam", NOW, "claimed"),
        DeedTold(2, "sam", NOW, "tried", note="busy"),
        DeedTold(3, "pat", NOW, "passed-on", "Lee"),
        DeedTold(4, "pat", NOW, "taken-back", note="not Lee", of=3),
        DeedTold(5, "pat", NOW, "done", "Ann", "Ann was told."),
        DeedTold(6, "sam", NOW, "reopened", note="wrong one", of=5),
        DeedTold(7, "sam", NOW, "tried"),
        # Versions before 0.13 did not name it.
        DeedTold(8, "sam", NOW, "taken-back", note="slip"),
    )
    promise = OwedPromise("c", "kim", 1, "Callback", "Dana", "1", "", NOW, NOW, deeds=deeds)
    assert (promise.owner, promise.told, promise.tries) == ("sam", "claimed · tried 2×", 2)
    page = Page((promise,), 1, 0, 0, 1)
    view = replace(VIEW, page=page)
    of = Picture(view, NOW, Section.OWED, {Section.OWED: promise.key}, {})
    text = ["".join(span.text for span in one) for one in about(of, 90)]
    assert [one.partition(": ")[2] for one in text if ": " in one] == [
        "taken back · slip",
        "tried",
        "reopened (“done · Ann was told.”) · wrong one",
        "done · Ann was told.",
        "taken back (“passed on to Lee”) · not Lee",
        "passed on to Lee",
        "tried · busy",
        "claimed",
    ]


def test_who_closed_a_promise_is_not_who_was_told_nor_who_did_something_later() -> None:
    deeds = (
        DeedTold(1, "kim", NOW, "done", "Sam Poe", "Sam Poe was told."),
        DeedTold(2, "pat", NOW, "number-corrected", note="misheard"),
        DeedTold(3, "kim", NOW, "done", "Lee", "Done on the call."),
    )
    promise = OwedPromise("c", "kim", 1, "Report", "", "", "", NOW, NOW, closed=True, deeds=deeds)
    assert promise.told == "done: kim"
    view = replace(VIEW, page=Page((promise,), 1, 0, 0, 1))
    of = Picture(view, NOW, Section.OWED, {Section.OWED: promise.key}, {})
    text = ["".join(span.text for span in one) for one in about(of, 90)]
    assert [one.partition(": ")[2] for one in text if ": done" in one] == [
        "done · Lee · Done on the call.",
        "done · Sam Poe was told.",
    ]
    later = replace(promise, deeds=deeds[:2])
    assert (later.told, later.closed_by) == ("done: kim", "kim")


@pytest.mark.parametrize("kind", ["done", "refused", "void"])
def test_how_a_promise_was_closed_is_told_in_a_word(kind: str) -> None:
    deeds = (DeedTold(1, "kim", NOW, kind),)
    promise = OwedPromise(
        "c", "lee", 1, "Callback", "", "1", "", NOW, NOW, closed=True, deeds=deeds
    )
    view = replace(VIEW, page=Page((promise,), 1, 0, 0, 1))
    of = Picture(view, NOW, Section.OWED, {Section.OWED: promise.key}, {})
    text = ["".join(span.text for span in one) for one in about(of, 90)]
    assert text[0] == f"{kind.capitalize()}: kim · c/1"
    assert "owes it" not in " ".join(text)


def test_a_desk_of_which_nothing_was_read_does_not_say_that_nobody_asks() -> None:
    refused = BoardView(standing=Standing(True, NOW, "Your login may not do that."))
    for view, told in ((refused, False), (BoardView(login="sam", standing=refused.standing), True)):
        shown = lists(Picture(view, NOW, Section.ASKS, {}, {}), 100, 20)
        text = "\n".join("".join(span.text for span in one) for one in shown.rows)
        assert ("0 open asks" in text, "Nobody asked then." in text) == (told, told)
        assert "Nobody asks." not in text


def test_the_head_is_two_rows_whatever_there_is() -> None:
    away = Standing(True, NOW, "No route to the desk. " * 20)
    for view in (VIEW, BoardView(), replace(VIEW, standing=away)):
        rows = head(view, 78)
        assert [width_of(one) for one in rows] == [78, 78]


def test_times_are_short() -> None:
    assert [duration(timedelta(seconds=n)) for n in (-3, 7, 754, 3599, 3600, 90_000)] == [
        "0:00",
        "0:07",
        "12:34",
        "59:59",
        "1h00",
        "25h00",
    ]
    assert due(None, NOW) == "–"
    assert "2025" in due(NOW - timedelta(days=365), NOW)
    assert "2026" not in due(NOW, NOW)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ((), ""),
        ((("kim", 3_000),), "3,000 more not shown (3,000 of kim)"),
        (
            (("kim", 3_000), ("lee", 20), ("pat", 2), ("sam", 1)),
            "3,023 more not shown (3,000 of kim, 20 of lee, 3 of others)",
        ),
    ],
)
def test_it_is_told_how_many_are_not_among_what_is_owed_and_whose(
    more: tuple[tuple[str, int], ...], told: str
) -> None:
    assert VIEW.page is not None
    view = replace(VIEW, page=replace(VIEW.page, more=more))
    rows = lists(Picture(view, NOW, Section.OWED, {}, {}), 200, 24).rows
    heading = next(text for one in rows if "OWED" in (text := "".join(span.text for span in one)))
    assert told in heading
    assert ("not shown" in heading) == bool(told)
