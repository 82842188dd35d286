"""A permission by voice that the board denies: on record for good, and void for any warning."""

from kit import Desk, of_kind, warned
from msgspec.structs import replace

from guide.call import actions as act
from guide.call import events as ev
from guide.call.context import Allowed
from guide.call.possible import impossible
from guide.call.rules.corrections import correctable
from guide.call.rules.endings import Remedy, missing
from guide.call.rules.standing import Need, next_need
from guide.call.wording import words_of

PROTOCOL = "hang-up-protocol"


def denied(*before: act.Action) -> tuple[Desk, act.HearDenial]:
    """A call on which a warning was given on the permission of Kim Lo, which pat denies."""
    desk = Desk(PROTOCOL, *warned(), *before)
    [given] = of_kind(ev.WarningGiven, desk.events)
    n = next(one.n for one in desk.call.entries if one.event is given)
    return desk, act.HearDenial(n, "Kim Lo", "pat", "Kim is on leave")


def test_a_permission_that_was_denied_permits_no_further_warning() -> None:
    desk, hear = denied()
    desk.do(hear)
    [given] = desk.call.protocol.warnings
    [one] = desk.call.protocol.denials
    assert one.event == ev.DenialHeard(
        given.permission, given.n, "abuse", "Kim Lo", "pat", "Kim is on leave"
    )
    # The warning was given all the same.
    assert next_need(desk.now) is Need.ANSWER
    desk.do(act.Correct(given.n))
    assert next_need(desk.now) is Need.PERMISSION
    assert "Ask a supervisor first" in desk.refused(act.Warn())
    # Neither another reason and back nor another name lends it to a warning.
    desk.do(act.StateGround("slurs"), act.StateGround("abuse"))
    assert next_need(desk.now) is Need.PERMISSION
    desk.do(act.Permit("Kim  LO", of=given.permission))
    assert next_need(desk.now) is Need.PERMISSION
    desk.do(act.Permit("Kim Lo"), act.Warn())
    [again] = desk.call.protocol.warnings
    assert again.permission > one.n
    assert words_of(one.event) == (
        "pat denies, at the board, that Kim Lo permitted the warning: Kim is on leave"
    )


def test_a_denial_is_missing_at_the_end_until_the_name_is_corrected_or_the_warning_undone() -> None:
    for mended in (lambda w: act.Permit("Sam Poe", of=w.permission), lambda w: act.Correct(w.n)):
        desk, hear = denied(act.Persist("parrot"))
        assert not [one for one in missing(desk.now) if one.remedy is Remedy.PERMISSION]
        desk.do(hear)
        [one] = [one for one in missing(desk.now) if one.remedy is Remedy.PERMISSION]
        assert one.text == "pat denies, at the board, that Kim Lo permitted the warning."
        [warned] = desk.call.protocol.warnings
        if isinstance(mended(warned), act.Correct):
            desk.do(act.Correct(desk.call.protocol.persisted[-1].n))
        desk.do(mended(warned))
        assert not [one for one in missing(desk.now) if one.remedy is Remedy.PERMISSION]


def test_a_denial_is_heard_once_also_of_what_was_undone_or_renamed_before() -> None:
    for before in ((), (act.Correct(0),)):
        desk, hear = denied(*before)
        desk.do(hear)
        assert desk.ask(hear) == Allowed()
        assert len(desk.call.protocol.denials) == 1
        assert desk.call.protocol.permission("abuse") is None
    desk, hear = denied()
    [given] = desk.call.protocol.warnings
    desk.do(act.Permit("Sam", of=given.permission), hear, replace(hear, named="Sam"))
    assert [one.event.named for one in desk.call.protocol.denials] == ["Kim Lo", "Sam"]


def test_a_denial_is_not_undone_and_stays_where_its_permission_is() -> None:
    desk, hear = denied()
    desk.do(hear)
    [given] = desk.call.protocol.warnings
    [one] = desk.call.protocol.denials
    assert one.n not in [entry.n for entry in correctable(desk.call)]
    assert "cannot be undone" in desk.refused(act.Correct(one.n))
    desk.do(act.Correct(given.n), act.Correct(given.permission))
    assert desk.call.protocol.denials == (one,)


def test_what_the_call_does_not_have_is_denied_by_nobody() -> None:
    desk, hear = denied()
    for other in (
        replace(hear, named="Sam"),
        replace(hear, warning=hear.warning - 1),
        replace(hear, warning=10**9),
        replace(hear, by=" "),
        replace(hear, reason=""),
    ):
        assert desk.ask(other) == Allowed()


def test_a_denial_of_no_warning_or_no_permission_is_impossible() -> None:
    desk, hear = denied()
    desk.do(hear)
    entries = desk.call.entries
    assert impossible(entries) == ""
    [one] = desk.call.protocol.denials
    for of, warning, what in (
        (1, one.event.warning, "number 1 is no permission before it"),
        (one.event.of, 99, "number 99 is no warning before it"),
    ):
        forged = replace(entries[-1], event=replace(one.event, of=of, warning=warning))
        assert what in impossible((*entries[:-1], forged))
