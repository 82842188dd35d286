"""What a proof says of conditions: what is never open, and answers with which no call can end."""

from pathlib import Path

import pytest
from conditional import MEMBERS
from worded_scripts import line_of, loaded, only, proved, script

from guide.script.findings import Severity
from guide.script.reachability_findings import prove

MEMBER = '\n[[field]]\nid = "member"\nlabel = "Member"\nkind = "yes-no"\n'
RATING = '\n[[field]]\nid = "rating"\nlabel = "Rating"\nkind = "number"\nleast = 0\nmost = 10\n'
NOTE = '\n[[field]]\nid = "note"\nlabel = "Note"\n'
ASK = 'in_sight = ["member", "rating", "note"]\n'


def asking(text: str, **conditions: str) -> str:
    """A script of these words, each choice of the step `s` with its condition: `way_1="…"`."""
    text = text.replace('version = "1"\n', f'version = "1"\n{ASK}', 1)
    for way, condition in conditions.items():
        label = f'  label = "{way.replace("_", " ")}"\n'
        text = text.replace(label, f"{label}  when = '{condition}'\n", 1)
    return text


FIELDS = (MEMBER, RATING, NOTE)


def test_a_script_whose_conditions_leave_a_way_out_with_any_answer_is_proved(
    tmp_path: Path,
) -> None:
    assert proved(tmp_path, MEMBERS).holds
    text = script("a", *FIELDS, s="end:done end:done end:done")
    both = {"way_1": "rating < 5 and member = yes", "way_2": "not (rating < 5 and member = yes)"}
    assert proved(tmp_path, asking(text, **both)).holds


LACKING = {
    "only one answer": ({"way_1": "member = yes"}, "Member is no"),
    "two of three": ({"way_1": "rating < 3", "way_2": "rating > 3"}, "Rating is 3"),
    "one of two": (
        {"way_1": "member = yes and rating >= 5", "way_2": "member = no"},
        "Member is yes and Rating is 0",
    ),
    "any day but one": ({"way_1": "day = weekday"}, "it is a weekend"),
    "any text but one": (
        {"way_1": "note = x"}, "something else is answered than the conditions name"
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", LACKING)
def test_answers_with_which_no_choice_is_open_are_told_at_the_step(
    tmp_path: Path, kind: str
) -> None:
    conditions, words = LACKING[kind]
    text = asking(script("a", *FIELDS, s=" ".join(["end:done"] * len(conditions))), **conditions)
    problem = only(tmp_path, text)
    assert (problem.code, problem.severity) == ("no-choice-open", Severity.ERROR)
    assert problem.line == line_of("[[step]]", text)
    assert problem.message == f"No choice of step `s` is open if {words}."


def test_answers_with_which_a_call_only_goes_round_are_told(tmp_path: Path) -> None:
    text = asking(script("a", *FIELDS, t="s s", s="end:done t"), way_1="member = yes")
    text = text.replace("  when = 'member = yes'\n", "", 1)
    first, _, last = text.rpartition('  label = "way 1"\n')
    text = f"{first}  label = \"way 1\"\n  when = 'member = yes'\n{last}"
    problem = only(tmp_path, text)
    assert (problem.code, problem.severity) == ("no-ending-from", Severity.ERROR)
    assert problem.message == (
        "No choices lead from `t`, `s` to an ending of the call if Member is no."
    )


def test_a_step_that_only_a_choice_leads_to_that_is_never_open_is_told(tmp_path: Path) -> None:
    text = asking(script("a", *FIELDS, s="t end:done", t="end:done"), way_1="rating > 10")
    library = loaded(tmp_path, text)
    assert [one.code for one in library.problems] == ["never-true"]
    (problem,) = prove(library).failures
    assert problem.code == "unreachable-step"
    assert problem.message == (
        "No call can come to step `t`: choice 1 of step `s` leads there, and is never open."
    )


def test_what_follows_from_a_choice_that_is_never_open_is_told_in_one_line(tmp_path: Path) -> None:
    way = script("a", *FIELDS, s="t u", t="v", u="end:done end:done", v="end:done")
    text = asking(way, way_1="rating > 10")
    before, label, after = text.partition('label = "way 2"\n  end = "done"\n')
    text = f"{before}{label}  when = 'visited \"t\"'\n{after}"
    library = loaded(tmp_path, text)
    assert [one.code for one in library.problems] == ["never-true"]
    (problem,) = prove(library).failures
    assert problem.message == (
        "No call can come to step `t`: choice 1 of step `s` leads there, and is never open. Nor to"
        " `v`, to which only such steps lead. So this is never offered: choice 2 of step `u`."
    )


def test_what_asks_for_a_step_that_no_way_leads_from_is_told(tmp_path: Path) -> None:
    text = asking(script("a", s="t u end:done", t="end:done", u="end:done"), way_3='visited "t"')
    problem = only(tmp_path, text.replace(ASK, ""))
    assert (problem.code, problem.severity) == ("never-true", Severity.WARNING)
    assert problem.message == (
        "Choice 3 of step `s` can never be offered: no way leads from step `t` here."
    )
    assert problem.line == line_of("  when =", text.replace(ASK, ""))


@pytest.mark.parametrize(
    "others",
    [
        {"t": "s"},
        {"t": "u", "u": "s"},
        {"t": "b:"},
    ],
)
def test_what_asks_for_a_step_that_a_way_leads_from_may_be_offered(
    tmp_path: Path, others: dict[str, str]
) -> None:
    text = asking(script("a", s="t end:done end:done", **others), way_2='visited "t"')
    back = script("b", s="a:", t="return")
    assert proved(tmp_path, text.replace(ASK, ""), back).failures[1:] == ()
    codes = [one.code for one in proved(tmp_path, text.replace(ASK, ""), back).failures]
    assert "never-true" not in codes


def test_where_another_script_returns_what_it_came_through_may_be_so(tmp_path: Path) -> None:
    text = asking(script("a", s="b: end:done end:done", t="return end:done"), way_3='visited "t"')
    through = script("b", s="a:t return end:done")
    assert "never-true" not in [
        one.code for one in proved(tmp_path, text.replace(ASK, ""), through).failures
    ]


def test_of_what_the_call_came_through_nothing_is_taken_to_shut_a_way(tmp_path: Path) -> None:
    text = asking(script("a", s="t end:done", t="s"), way_1='not visited "t"', way_2='visited "t"')
    assert proved(tmp_path, text.replace(ASK, "").replace("when = 'visited", "when = 'visited", 1))


def test_another_script_that_can_end_is_a_way_out(tmp_path: Path) -> None:
    text = asking(script("a", *FIELDS, s="b: end:done"), way_2="member = yes")
    assert proved(tmp_path, text, script("b", s="return end:done")).holds


def test_another_script_that_only_returns_is_none(tmp_path: Path) -> None:
    text = asking(script("a", *FIELDS, s="b: end:done"), way_2="member = yes")
    failures = proved(tmp_path, text, script("b", s="return")).failures
    told = [one for one in failures if one.file.endswith("0.toml")]
    assert [one.message for one in told] == [
        "No choices lead from `s` to an ending of the call if Member is no."
    ]


def test_a_script_that_returns_may_leave_the_ending_to_where_it_was_opened(tmp_path: Path) -> None:
    text = asking(script("a", *FIELDS, s="return end:done"), way_2="member = yes")
    opener = script("b", s="a: end:done")
    messages = [one.message for one in proved(tmp_path, text, opener).failures]
    assert messages == ["No choices lead from `s` to an ending of the call if Member is no."]


def test_more_combinations_than_can_be_looked_at_are_told_and_taken_for_possible(
    tmp_path: Path,
) -> None:
    names = [f"f{n}" for n in range(14)]
    fields = [f'\n[[field]]\nid = "{n}"\nlabel = "F {n}"\nkind = "yes-no"\n' for n in names]
    text = script("a", *fields, s=" ".join(["end:done"] * 3))
    asked = text.replace('version = "1"\n', f'version = "1"\nin_sight = {names}\n', 1)
    whole = " and ".join(f"{n} = yes" for n in names)
    for way, condition in (("1", whole), ("2", "f13 = yes"), ("3", "f13 = no")):
        label = f'  label = "way {way}"\n'
        asked = asked.replace(label, f'{label}  when = "{condition}"\n', 1)
    proof = proved(tmp_path, asked)
    assert proof.holds
    assert proof.notes == (
        f"{tmp_path}/0.toml: its conditions tell more than 4,096 combinations of answers apart; "
        "of `F f12`, `F f13`, any answer was taken to be possible.",
    )
