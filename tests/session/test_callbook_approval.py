import re
import tomllib
from datetime import UTC, datetime

from kit import shipped
from msgspec import UNSET
from msgspec.structs import replace
from shop import ESCALATED, Shop, resumed, taken

from guide.call import actions as act
from guide.call import events as ev
from guide.call.state import Call
from guide.record.summary.markdown import markdown
from guide.record.summary.model import Chain, Summary, summary_of
from guide.record.summary.toml import toml_text
from guide.record.verify import Measure, verify_call
from guide.script.approval import Approvals, approvals_text
from guide.script.library import load_library
from guide.script.model import Status
from guide.script.signing import approval_of, withdrawal_of

HANG_UP = "hang-up-protocol"
OLD, NEW = "make sure I got everything right", "check that I have it all"
SUMMARY = "Thank for explaining just to make sure I got everything right..."
TO_SUMMARY = (act.Choose(2), act.Choose(1))


def sign(shop: Shop, by: str) -> None:
    """Approve what is in the shop's scripts now, beside what was approved before."""
    library = load_library(shop.folder)
    at = datetime(2027, 1, 1, tzinfo=UTC)
    more = tuple(approval_of(script, by, at) for script in library.scripts.values())
    text = approvals_text(library.approvals.with_more(more))
    (shop.folder / "approvals.toml").write_text(text)


def test_a_call_goes_on_with_approved_words_although_its_script_is_another_by_now(
    shop: Shop,
) -> None:
    sign(shop, "Lee")
    with taken(shop, ESCALATED, *TO_SUMMARY):
        pass
    shop.edit(ESCALATED, OLD, NEW)
    sign(shop, "Kim")
    with resumed(shop) as session:
        (line,) = session.context().lines
        assert (line.status, line.spoken.by) == (Status.APPROVED, "Lee")
        assert OLD in line.spoken.text
        session.do(act.Say())
        said = session.call.last.event
        assert isinstance(said, ev.Said)
        assert (said.status, said.in_file) == (Status.APPROVED, "")


def test_a_script_that_was_never_approved_as_it_was_is_judged_by_what_was(shop: Shop) -> None:
    sign(shop, "Lee")
    shop.edit(ESCALATED, OLD, NEW)
    with taken(shop, ESCALATED, *TO_SUMMARY):
        pass
    shop.edit(ESCALATED, NEW, OLD)
    with resumed(shop) as session:
        (line,) = session.context().lines
        assert (line.status, NEW in line.text) == (Status.CHANGED, True)
        assert OLD in line.spoken.text


def test_without_approvals_nothing_of_a_kept_script_passes_for_approved(shop: Shop) -> None:
    with taken(shop, ESCALATED, *TO_SUMMARY):
        pass
    shop.edit(ESCALATED, OLD, NEW)
    (shop.folder / "approvals.toml").write_text(approvals_text(Approvals()))
    with resumed(shop) as session:
        assert {line.status for line in session.context().lines} == {Status.NEW}


LOOSER = "permission = true", "permission = false"


def test_rules_that_nobody_approved_are_on_record_and_in_sight(shop: Shop) -> None:
    sign(shop, "Lee")
    shop.edit(HANG_UP, *LOOSER)
    shop.edit(ESCALATED, "[desk]", '[desk]\nname = "Water"')
    with taken(shop, ESCALATED, act.StateGround("abuse")) as session:
        started, call = session.call.started, session.call
        stated = call.protocol.ground
    assert started.unapproved == ("Lines say “Water” for the desk’s name.",)
    assert stated is not None
    loosened, *more = stated.unapproved or ()
    assert more
    assert loosened.startswith("No supervisor’s permission is needed any more")
    assert call.unapproved == (
        "“Escalated callers”, not as approved: Lines say “Water” for the desk’s name.",
        f"“Hang-up protocol”, not as approved: {loosened} And {len(more)} more; the summary has "
        "them.",
    )
    page = markdown(summary_of(call, Chain(len(call.entries), "0" * 64)))
    assert "Rules that were not as anybody had approved them:" in page
    assert f"- “Hang-up protocol”: {loosened}" in page


OFFER = "It costs {fee} at {desk.name}, {caller}."
FEE = '[constants]\nfee = "90 euros"\n\n[desk]\nname = "Water"'


def said_of_offer(shop: Shop) -> tuple[ev.Said, Call]:
    """A call on which a line with a constant and the desk's name was said."""
    caller = act.WriteDetail("caller", "Dana")
    with taken(shop, ESCALATED, *TO_SUMMARY, caller, act.Say(), act.End("hung-up")) as session:
        said = next(one.event for one in session.call.entries if isinstance(one.event, ev.Said))
        return said, session.call


def offering(shop: Shop) -> None:
    shop.edit(ESCALATED, f'text = "{SUMMARY}"', f'text = "{OFFER}"')
    shop.edit(ESCALATED, "[desk]", FEE)


def faults(shop: Shop, call: Call) -> tuple[str, ...]:
    measure = Measure.of(shop.places, load_library(shop.folder).approvals)
    found = verify_call(measure, call.id).faults
    return tuple(one for one in found if not one.startswith("The summary "))  # None is written.


def test_a_constant_that_is_not_as_approved_is_said_as_it_was_and_is_on_record(shop: Shop) -> None:
    offering(shop)
    sign(shop, "Lee")
    shop.edit(ESCALATED, "90 euros", "10 euros")
    said, call = said_of_offer(shop)
    assert said.filled == "It costs 90 euros at Water, ‹Dana›."
    assert (said.status, said.approved_by) == (Status.APPROVED, "Lee")
    assert said.texts == (("fee", "90 euros", "10 euros"),)
    of_call = summary_of(call, Chain(len(call.entries), "0" * 64))
    assert "; now in the file for {fee}: “10 euros”)" in markdown(of_call)
    row = {"name": "fee", "approved": "90 euros", "in_file": "10 euros"}
    rows = tomllib.loads(toml_text(of_call))["timeline"]
    assert [one["texts"] for one in rows if "texts" in one] == [[row]]
    assert faults(shop, call) == ()
    others = Measure.of(shop.places, shipped().approvals)
    told = "no approval of “90 euros” for {fee} is on file"
    assert any(told in one for one in verify_call(others, call.id).faults)


def test_a_line_whose_constant_nobody_approved_is_not_recorded_as_approved(shop: Shop) -> None:
    offering(shop)
    library, at = load_library(shop.folder), datetime(2027, 1, 1, tzinfo=UTC)
    words_alone = approval_of(library.script(ESCALATED), "Lee", at, only=["summary"])
    text = approvals_text(library.approvals.with_more((words_alone,)))
    (shop.folder / "approvals.toml").write_text(text)
    said, call = said_of_offer(shop)
    assert (said.status, said.approved_by) == (Status.NEW, "")
    assert said.texts == (("fee", "", "90 euros"), ("desk.name", "", "Water"))
    page = markdown(summary_of(call, Chain(len(call.entries), "0" * 64)))
    assert (
        "; “90 euros” for {fee} is not approved; “Water” for {desk.name} is not approved)" in page
    )
    assert faults(shop, call) == ()


def test_of_approved_rules_nothing_is_recorded(shop: Shop) -> None:
    sign(shop, "Lee")
    with taken(shop, ESCALATED, act.StateGround("abuse")) as session:
        assert session.call.unapproved == ()
        assert session.call.started.unapproved is UNSET


def test_without_approvals_that_count_nobody_has_approved_the_rules(shop: Shop) -> None:
    sign(shop, "Lee")
    path = shop.folder / "approvals.toml"
    conflict = f"<<<<<<< HEAD\n{path.read_text()}"
    for spoiled in (approvals_text(Approvals()), conflict, ""):
        path.write_text(spoiled)
        with taken(shop, ESCALATED, act.StateGround("abuse")) as session:
            assert session.call.unapproved == (
                "“Escalated callers”, not as approved: Nobody has approved its rules.",
                "“Hang-up protocol”, not as approved: Nobody has approved its rules.",
            )


def test_rules_of_the_protocol_that_nobody_approved_are_in_sight_before_a_reason_is_stated(
    shop: Shop,
) -> None:
    sign(shop, "Lee")
    shop.edit(HANG_UP, *LOOSER)
    with taken(shop, ESCALATED) as session:
        assert session.call.unapproved == ()
        [told] = session.context().unapproved
        assert told.startswith("“Hang-up protocol”")
        session.do(act.StateGround("abuse"))
        assert session.context().unapproved == session.call.unapproved == (told,)


def test_a_call_that_an_earlier_version_began_is_asked_for_its_rules_as_they_are(
    shop: Shop,
) -> None:
    sign(shop, "Lee")
    shop.edit(HANG_UP, *LOOSER)
    with taken(shop, HANG_UP) as session:
        now = session.context()
        assert len(now.unapproved) == 1
        started = replace(now.call.started, program="0.8.0", unapproved=UNSET)
        earlier = replace(now, call=replace(now.call, started=started, unapproved=()))
        assert earlier.unapproved == now.unapproved


def test_a_summary_names_a_line_that_was_read_by_an_approval_without_a_seal(shop: Shop) -> None:
    library = load_library(shop.folder)
    script, at = library.scripts[ESCALATED], datetime(2025, 1, 1, tzinfo=UTC)
    unsealed = (approval_of(script, "Kim Lo", at),)
    (shop.folder / "approvals.toml").write_text(approvals_text(Approvals(unsealed)))
    with taken(shop, ESCALATED, *TO_SUMMARY, act.Say("summary")) as session:
        call = session.call
    [said] = [one.event for one in call.entries if isinstance(one.event, ev.Said)]
    assert said.approval == "without a seal by Kim Lo on 2025-01-01"
    summary = summary_of(call, Chain(len(call.entries), "0" * 64))
    told = flat(summary)
    assert re.search(
        r"approved by Kim Lo, [^()]*2024, without a seal by Kim Lo on 2025-01-01", told
    )


def test_a_summary_names_a_line_that_was_read_though_its_approval_was_withdrawn(
    shop: Shop,
) -> None:
    library = load_library(shop.folder)
    script, at = library.scripts[ESCALATED], datetime(2025, 1, 1, tzinfo=UTC)
    on_file = Approvals().with_more((approval_of(script, "Kim Lo", at),))
    withdrawal = withdrawal_of(
        script, "Kim Lo", "Lee", at, signed=on_file.signed(ESCALATED), only=("summary",)
    )
    text = approvals_text(on_file.with_more((withdrawal,)))
    (shop.folder / "approvals.toml").write_text(text)
    with taken(shop, ESCALATED, *TO_SUMMARY, act.Say("summary")) as session:
        call = session.call
    withdrawn = "Kim Lo’s approval was withdrawn by Lee on 2025-01-01"
    assert f"(new, {withdrawn})" in flat(summary_of(call, Chain(len(call.entries), "0" * 64)))


def flat(summary: Summary) -> str:
    """A summary as one line, without the signs that keep it from being taken for Markdown."""
    return " ".join(markdown(summary).replace("\\", "").split())
