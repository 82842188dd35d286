"""Each way in which scripts let a proof down: where it is told, with which keys, and the fix."""

from pathlib import Path

import pytest
from worded_scripts import ABUSE, BY_PROTOCOL, HATE, line_of, loaded, only, proved, script

from guide.script.desk import DAYS
from guide.script.findings import Problem, Severity
from guide.script.reachability_findings import prove

SOUND = script(
    "a",
    BY_PROTOCOL,
    ABUSE,
    HATE,
    listen="warn?abuse close?hate end:done",
    warn="(warning) close listen!",
    close="(ending) end:protocol listen!",
)


def place(problem: Problem) -> tuple[str, int]:
    return Path(problem.file).name, problem.line


def test_a_sound_script_is_proved(tmp_path: Path) -> None:
    proof = proved(tmp_path, SOUND)
    assert proof.holds
    assert proof.failures == ()


# -- grounds -------------------------------------------------------------------------------------


CONTRADICTIONS = {
    "a warning that it does not ask for": (
        (HATE, ABUSE.replace("warnings = 1", "warnings = 0")),
        "ending-without-warning",
        "A call can be ended on `abuse` without the warning it has: it asks for none.",
        "Write warnings = 1, or take out [ground.warning].",
    ),
    "a permission for no warning": (
        (HATE.replace("warnings = 0", "warnings = 0\npermission = true"),),
        "ending-without-permission",
        "A call can be ended on `hate` without the permission it asks for: that is for a warning,"
        " and it has none.",
        "Write warnings = 1 and add a warning, or write permission = false.",
    ),
    "a warning that is not for the caller": (
        (ABUSE.replace('stop."', 'stop."\n  audience = "colleague"'),),
        "ending-without-warning",
        "A call can be ended on `abuse` without a warning to the caller: one of its warnings is for"
        " a colleague.",
        'Take audience = "colleague" out of its warning.',
    ),
    "last words that are the warning": (
        (ABUSE[: ABUSE.index('id = "end-abuse"')] + 'use = "warn-abuse"\n',),
        "unreachable-line",
        "The last words of `abuse` can never be said: they are its warning.",
        "Write words of their own for it under [ground.ending].",
    ),
}


@pytest.mark.parametrize("case", CONTRADICTIONS)
def test_a_script_whose_terms_contradict_is_never_offered(case: str, tmp_path: Path) -> None:
    grounds, code, message, fix = CONTRADICTIONS[case]
    library = loaded(tmp_path, script("a", BY_PROTOCOL, *grounds, s="end:done"))
    [problem] = library.problems
    assert (problem.code, problem.severity) == (code, Severity.ERROR)
    assert (problem.message, problem.fix) == (message, fix)
    assert not library.scripts


def test_two_grounds_of_one_id_on_other_terms_are_two(tmp_path: Path) -> None:
    lenient = ABUSE.replace("permission = true\n", "")
    strict = script("strict", BY_PROTOCOL, ABUSE, s="end:done")
    assert proved(tmp_path, strict, script("easy", BY_PROTOCOL, lenient, s="end:done")).holds


def test_grounds_that_share_last_words_are_told_together(tmp_path: Path) -> None:
    shared = HATE[: HATE.index('id = "end-hate"')] + 'use = "end-abuse"\n'
    grounds = [shared.replace("hate", n).replace("Hate", n) for n in ("one", "two", "three")]
    problem = only(tmp_path, script("a", BY_PROTOCOL, ABUSE, *grounds, s="end:done"))
    assert "on `one`" in problem.message
    assert problem.message.endswith("The same holds of `two`, `three`.")


def test_last_words_that_two_grounds_share_though_one_never_warns_are_told(tmp_path: Path) -> None:
    hate = HATE[: HATE.index('id = "end-hate"')] + 'use = "end-abuse"\n'
    text = script("a", BY_PROTOCOL, ABUSE, hate, s="end:done")
    problem = only(tmp_path, text)
    assert (problem.code, problem.severity) == ("shared-last-words", Severity.WARNING)
    assert place(problem) == ("0.toml", line_of('use = "end-abuse"', text) - 1)
    assert problem.message == (
        "The last words on `hate`, which asks for no warning, are those on `abuse`, which does: "
        "a: w 2 Hate speech → e By the protocol."
    )


def test_grounds_that_no_script_takes_are_told(tmp_path: Path) -> None:
    other = script("b", BY_PROTOCOL, HATE, s="end:done")
    problem = only(tmp_path, script("a", BY_PROTOCOL, ABUSE, protocol="b", s="end:done"), other)
    assert (problem.code, problem.severity) == ("unreachable-ground", Severity.WARNING)
    assert "Nobody can state the grounds" in problem.message


def test_an_ending_that_hides_the_protocols_is_told(tmp_path: Path) -> None:
    named = BY_PROTOCOL.replace("protocol = true\n", "").replace("By the protocol", "Gone")
    text = script("a", named, protocol="b", s="end:done")
    problem = only(tmp_path, text, script("b", BY_PROTOCOL, HATE, s="end:done"))
    assert (problem.code, problem.severity) == ("unreachable-ending", Severity.WARNING)
    assert place(problem) == ("0.toml", line_of('id = "protocol"', text))


# -- steps, choices, lines -----------------------------------------------------------------------


def test_a_step_behind_a_part_that_no_ground_opens_is_told_with_the_refusal(tmp_path: Path) -> None:
    text = script("a", BY_PROTOCOL, HATE, s="go end:done", go="warn s", warn="(warning) end:done")
    problem = only(tmp_path, text)
    assert (problem.code, problem.severity) == ("unreachable-step", Severity.WARNING)
    assert place(problem) == ("0.toml", line_of('id = "warn"', text) - 1)
    assert problem.message == (
        "No call can come to step `warn`: a: 1 way 1, w 1 Hate speech, 1 way 1 → "
        "it is for a warning, and “Hate speech” needs none."
    )


def test_a_part_in_the_protocol_where_there_are_no_grounds_opens_for_nobody(tmp_path: Path) -> None:
    text = script("a", s="close end:done", close="(ending) more", more="end:done")
    (problem,) = proved(tmp_path, text).failures
    assert problem.message == (
        "No call can come to step `close`: a: 1 way 1 → it asks for a ground, and none can stand "
        "there. Nor to `more`, to which only such steps lead."
    )


def test_the_grounds_of_where_the_call_began_open_what_a_script_without_any_has(
    tmp_path: Path,
) -> None:
    linked = script("a", s="close end:done", close="(ending) end:done")
    protocol = script("b", BY_PROTOCOL, HATE, s="a: end:done")
    assert proved(tmp_path, linked, protocol).holds


def test_a_choice_that_calms_into_a_warning_is_refused_for_ever(tmp_path: Path) -> None:
    text = script("a", BY_PROTOCOL, ABUSE, s="w! w?abuse end:done", w="(warning) end:done")
    problem = only(tmp_path, text)
    assert (problem.code, problem.severity) == ("unreachable-choice", Severity.WARNING)
    assert place(problem) == ("0.toml", line_of("way 1", text) - 1)
    assert problem.message == (
        "Choice 1 of step `s` can never be taken: a: w 1 Abuse, 1 way 1 → "
        "it asks for a ground, and the caller has calmed down."
    )


def test_a_choice_that_ends_the_call_states_nothing(tmp_path: Path) -> None:
    problem = only(tmp_path, script("a", BY_PROTOCOL, HATE, s="end:protocol?hate end:done"))
    assert (problem.code, problem.severity) == ("no-use", Severity.WARNING)


def test_scripts_that_lead_only_to_one_another_never_end(tmp_path: Path) -> None:
    a, b = script("a", s="t end:done", t="b:"), script("b", s="c:")
    c = script("c", s="b: d", d="b:")
    first, second, third = proved(tmp_path, a, b, c).failures
    assert {p.code for p in (first, second, third)} == {"no-ending-from"}
    assert {p.severity for p in (first, second, third)} == {Severity.ERROR}
    assert first.message == "No choices lead from `t` to an ending of the call: a: 1 way 1 → t."
    assert "from `s`, `d`" in third.message


def test_a_script_that_only_returns_ends_where_it_was_opened_but_not_by_itself(
    tmp_path: Path,
) -> None:
    opener = script("a", s="b: end:done")
    problem = only(tmp_path, opener, script("b", s="t", t="s return"))
    assert (problem.code, problem.severity) == ("no-ending-from", Severity.WARNING)
    assert place(problem)[0] == "1.toml"
    assert problem.message == "No choices lead from `s`, `t` to an ending of the call: b → s."


def test_returning_to_where_no_choice_ends_is_told_with_the_way_there(tmp_path: Path) -> None:
    ends, never = script("a", s="c: end:done"), script("b", s="t end:done", t="c:")
    problems = proved(tmp_path, ends, never, script("c", s="return end:done")).failures
    assert problems == ()
    problems = proved(tmp_path, ends, never, script("c", s="return t", t="s return")).failures
    assert [p.message.split(" call: ")[1] for p in problems] == ["b: 1 way 1 → t.", "c → s."]


@pytest.mark.parametrize("days", ['"monday", "sunday"', ", ".join(f'"{d}"' for d in DAYS)])
def test_a_line_for_a_day_that_the_desk_never_has_is_told_once(tmp_path: Path, days: str) -> None:
    lines = [f'  [[step.line]]\n  text = "a"\n  on = "{on}"\n' for on in ("weekday", "weekend")]
    desk = f"\n[desk]\nworking_days = [{days}]\n"
    library = loaded(tmp_path, script("a", desk, s="end:done") + "".join(lines))
    never = [p.message for p in library.problems if p.code == "day-never-comes"]
    assert len(never) == (0 if days.startswith('"monday", "s') else 1)
    assert prove(library).failures == ()


# -- with what is told already -------------------------------------------------------------------


def test_what_loading_tells_is_not_told_again(tmp_path: Path) -> None:
    lonely = script("a", s="end:done", t="end:done")
    library = loaded(tmp_path, lonely)
    assert [p.code for p in library.problems] == ["unreachable"]
    assert prove(library).failures == ()


def test_of_flows_nothing_is_told_while_a_script_is_not_sound(tmp_path: Path) -> None:
    gated = script("a", s="w b: end:done", w="(warning) end:done")
    library = loaded(tmp_path, gated, script("b", s="nowhere"))
    assert library.unsound == ("b",)
    assert prove(library).failures == ()


def test_nothing_is_said_to_hold_while_a_script_is_not_sound(tmp_path: Path) -> None:
    sound = script("a", s="end:done")
    assert prove(loaded(tmp_path, sound)).holds
    assert not prove(loaded(tmp_path, sound, script("b", s="nowhere"))).holds


def test_a_folder_without_scripts_is_proved(tmp_path: Path) -> None:
    assert prove(loaded(tmp_path)).states == 0


@pytest.mark.parametrize("count", [3, 40])
def test_a_long_way_is_cut_in_its_middle(tmp_path: Path, count: int) -> None:
    steps = {f"s{n}": f"s{n + 1} end:done" for n in range(count)}
    text = script("a", BY_PROTOCOL, HATE, **steps, **{f"s{count}": "w end:done"}, w="(warning) s0")
    problem = only(tmp_path, text)
    keys = problem.message.split(": ")[2].split(" → ")[0].split(", ")
    assert len(keys) == (count + 2 if count < 20 else 25)
    assert ("… 18 more …" in keys) == (count == 40)
