import json
import tomllib
from pathlib import Path

import pytest
from prompt import SCRIPTS, Prompt
from training.scenario_text import scenario_text

SCENARIOS = {path.stem: path for path in sorted((SCRIPTS / "scenarios").glob("*.toml"))}
HEAD = scenario_text(about="", refused="")


def _expected(name: str) -> str:
    return str(tomllib.loads(SCENARIOS[name].read_text())["scenario"]["refused"])


def kept_apart(guide: Prompt) -> str:
    return f"guide: It is practice, and kept apart from real calls, in {guide.state}/training.\n"


def test_every_script_has_a_scenario() -> None:
    played = {tomllib.loads(path.read_text())["scenario"]["script"] for path in SCENARIOS.values()}
    assert played == {path.stem for path in SCRIPTS.glob("*.toml")} - {"approvals"}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_shipped_scenario_writes_its_summary_or_is_refused_as_it_says(
    guide: Prompt, name: str
) -> None:
    answer = guide("play", name)
    written = sorted(path for path in guide.out.rglob("*") if path.is_file())
    if expected := _expected(name):
        assert (answer.code, answer.out, written) == (1, "", [])
        assert expected in answer.err
    else:
        assert (answer.code, answer.err) == (0, kept_apart(guide))
        path = Path(answer.out.removesuffix("\n"))
        assert path.parent == guide.out / "training"
        assert written == [path, path.with_suffix(".toml")]
        assert path.read_text().startswith("# ")


def test_one_scenario_ends_by_the_protocol_and_one_is_refused_without_a_warning(
    guide: Prompt,
) -> None:
    path = Path(guide("play", "threat-reported").out.strip())
    assert tomllib.loads(path.with_suffix(".toml").read_text())["ending"]["protocol"] is True
    refused = guide("play", "no-warning")
    assert refused.code == 1
    assert "no-warning, move 12 at 1:46: Not yet: 1 warning is still to be given" in refused.err


def test_play_as_json_tells_the_paths_or_the_reason(guide: Prompt) -> None:
    told = json.loads(guide("play", "friday-callback", "--json").out)
    assert told["scenario"] == "friday-callback"
    assert told["summary"] == f"{guide.out}/training/{told['call']}.md"
    assert told["toml"] == f"{guide.out}/training/{told['call']}.toml"
    assert told["kept_in"] == f"{guide.state}/training"
    assert told["refused"] is None
    answer = guide("play", "no-warning", "--json")
    told = json.loads(answer.out)
    assert answer.code == 1
    assert (told["summary"], told["toml"]) == (None, None)
    assert told["refused"] in answer.err


def test_a_summary_goes_to_the_very_folder_asked_for(guide: Prompt) -> None:
    asked = guide.folder / "asked"
    answer = guide("play", "friday-callback", "--out", asked)
    assert Path(answer.out.strip()).parent == asked
    assert not guide.out.exists()


def test_the_folder_of_real_summaries_is_never_that_of_practice_whoever_names_it(
    guide: Prompt,
) -> None:
    for asked in ([], ["--out", guide.out]):
        path = Path(guide("play", "friday-callback", *asked).out.strip())
        assert path.parent == guide.out / "training"
    assert [path.name for path in guide.out.iterdir()] == ["training"]


def test_unless_a_folder_is_asked_for_practice_is_never_among_real_summaries(
    guide: Prompt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GUIDE_OUT")
    monkeypatch.setenv("XDG_DATA_HOME", str(guide.folder / "data"))
    path = Path(guide("play", "friday-callback").out.strip())
    assert path.parent == guide.folder / "data" / "call-guide" / "summaries" / "training"


def test_a_played_call_is_practice_and_never_offered_again(guide: Prompt) -> None:
    guide("play", "friday-callback")
    guide("play", "no-warning")
    assert json.loads(guide("calls", "--json").out) == []
    assert len(json.loads(guide("calls", "--practice", "--json").out)) == 2
    assert not list(guide.state.rglob("open/*.jsonl"))
    assert not (guide.state / "scripts-used").exists()


def test_a_scenario_is_played_from_a_file_anywhere(guide: Prompt) -> None:
    path = _ours(guide, 'at = 3\ndo = "end"\nending = "hung-up"')
    answer = guide("play", path)
    assert (answer.code, answer.err) == (0, kept_apart(guide))
    assert "America/New_York" in Path(answer.out.strip()).read_text()


def _ours(guide: Prompt, *moves: str, head: str = HEAD) -> Path:
    path = guide.folder / "ours.toml"
    path.write_text("\n[[move]]\n".join([head, *moves]))
    return path


def test_a_scenario_that_does_not_end_its_call_has_no_summary(guide: Prompt) -> None:
    answer = guide("play", _ours(guide, 'at = 3\ncaller = "Well."'))
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == 'guide: ours does not end its call: add a last move with do = "end".\n'


def test_a_refusal_that_does_not_come_is_told(guide: Prompt) -> None:
    head = f'{HEAD}refused = "still to be given"\n'
    answer = guide("play", _ours(guide, 'at = 3\ndo = "end"\nending = "hung-up"', head=head))
    assert (answer.code, answer.out.strip()[-3:]) == (1, ".md")
    assert "expects a refusal (“still to be given”), and nothing was refused" in answer.err


def test_an_action_after_the_end_is_refused_and_the_summary_stays(guide: Prompt) -> None:
    end = 'at = 3\ndo = "end"\nending = "hung-up"'
    answer = guide("play", _ours(guide, end, 'at = 4\ndo = "note"\ntext = "Late."'))
    assert (answer.code, answer.out.strip()[-3:]) == (1, ".md")
    assert answer.err == f"{kept_apart(guide)}guide: ours, move 2 at 0:04: The call has ended.\n"


def test_a_scenario_with_mistakes_ends_with_2_and_tells_them_all(guide: Prompt) -> None:
    answer = guide("play", _ours(guide, 'at = 3\ndo = "chose"', 'at = 2\ndo = "say"\nlin = "x"'))
    assert (answer.code, answer.out) == (2, "")
    told = answer.err.splitlines()
    assert told[0] == "guide: This scenario cannot be played."
    assert [line.partition("ours.toml:")[2].partition(":")[0] for line in told[1:]] == [
        "11",
        "13",
        "15",
    ]


def test_an_unknown_scenario_is_answered_with_the_nearest(guide: Prompt) -> None:
    answer = guide("play", "friday-calback")
    assert answer.code == 2
    assert "Did you mean `friday-callback`?" in answer.err


def test_play_alone_names_the_scenarios_there_are(guide: Prompt) -> None:
    answer = guide("play")
    assert answer.code == 2
    assert all(f"`{name}`" in answer.err for name in SCENARIOS)


def test_a_scenario_for_a_script_that_is_not_there_ends_with_2(guide: Prompt) -> None:
    head = HEAD.replace("calming-a-caller", "calming-the-caller")
    answer = guide("play", _ours(guide, 'at = 3\ncaller = "Well."', head=head))
    assert answer.code == 2
    assert "Did you mean `calming-a-caller`?" in answer.err


def test_a_folder_that_cannot_be_written_to_is_told_and_ends_with_2(guide: Prompt) -> None:
    (guide.folder / "file").write_text("")
    answer = guide("play", "friday-callback", "--out", guide.folder / "file")
    assert (answer.code, answer.out) == (2, "")
    assert "is not a folder" in answer.err
