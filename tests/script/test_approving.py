from datetime import UTC, datetime

from guide.script.approval import signed_in
from guide.script.model import Line, Script, Step
from guide.script.signatures import Signatures
from guide.script.signing import Change, ChangeKind, approval_of, changes

AT = datetime(2026, 1, 31, tzinfo=UTC)


def script(*lines: Line) -> Script:
    return Script("s", "S", "Always.", (Step("one", "One", lines=lines),), version="1")


def signed(*lines: Line) -> Signatures:
    return signed_in((approval_of(script(*lines), "Kim", AT),))


A, B = Line("a", "Hello."), Line("b", "Bye.")


def test_without_an_approval_every_line_with_words_is_new() -> None:
    gap = Line("c", "", gap="none")
    assert changes(script(A, gap, B), Signatures()) == (
        Change("a", ChangeKind.NEW, "", "Hello."),
        Change("b", ChangeKind.NEW, "", "Bye."),
    )


def test_what_is_as_it_was_is_no_change() -> None:
    assert changes(script(A, B), signed(A, B)) == ()


def test_a_change_has_both_texts() -> None:
    assert changes(script(Line("a", "Hello!"), B), signed(A, B)) == (
        Change("a", ChangeKind.CHANGED, "Hello.", "Hello!"),
    )


def test_removed_lines_come_last_and_a_gap_in_their_place_gives_its_reason() -> None:
    gap = Line("a", "", gap="Withdrawn.")
    assert changes(script(gap, Line("c", "New.")), signed(A, B)) == (
        Change("c", ChangeKind.NEW, "", "New."),
        Change("a", ChangeKind.REMOVED, "Hello.", "", "a gap now: Withdrawn."),
        Change("b", ChangeKind.REMOVED, "Bye.", ""),
    )


def test_to_be_adapted_or_not_is_a_change_though_the_words_are_the_same() -> None:
    adapted = Line("a", "Hello.", adapted="garbled")
    [now] = changes(script(adapted), signed(A))
    assert now == Change("a", ChangeKind.CHANGED, "Hello.", "Hello.", "adapted: garbled")
    [no_more] = changes(script(A), signed(adapted))
    assert no_more.note == "not adapted any more: garbled"
    assert changes(script(adapted), signed(adapted)) == ()


def test_the_order_of_lines_and_what_is_no_wording_changes_nothing() -> None:
    must = Line("a", "Hello.", must_say=True)
    assert changes(script(B, must), signed(A, B)) == ()
