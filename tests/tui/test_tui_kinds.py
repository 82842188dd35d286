"""Scripts of eleven trades, as desks write them: checked, approved, taken to their end by keyboard.

Each is a file in `tests/kinds`, in a folder of its own with its approvals. Of the moves of a call,
`=…` is typed and kept with Enter; all others are keys.
"""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from on_screen import NARROW, OnScreen
from sweeps import swept

from guide.call import events as ev
from guide.cli.run import run
from guide.record.codec import Chain, encoded
from guide.record.summary.markdown import markdown
from guide.record.summary.model import summary_of
from guide.script.library import Library, load_library

KINDS = Path(__file__).parents[1] / "kinds"


class Kind(NamedTuple):
    """A call with a script: its file, the moves, the ending, and what its summary tells."""

    file: str
    moves: list[str]
    ending: str
    told: list[str]


CALLS = (
    Kind(
        "crisis-line",
        [
            *("space", "c", "=Jo", "enter enter", "=the bridge", "escape 1"),
            *("space", "c y", "=8", "escape 1"),
            *("space", "c 2", "=pills", "escape 2"),
            *("c", "=her sister", "=tomorrow", "=303 555 0134", "escape"),
            *("f enter enter enter", "down space", "1 y"),
        ],
        "Safe, with a plan",
        ["| Thinking of suicide | yes |", "‹Robin›"],
    ),
    Kind(
        "debt-collection",
        [
            *("c", "=Ana Ortiz", "=312 555 0134", "escape", "space 1"),
            *("space", "c", "=4/12/1980", "escape 1"),
            # The disclosure is waited for.
            *("1", "space 1"),
            *("c", "=AC 77", "=80", "=fri", "escape", "space"),
            *("f", "=Pays 80 dollars", "=fri", "enter", "1 y"),
        ],
        "Agreed to pay",
        ["| It is the consumer | yes |", "Pays 80 dollars"],
    ),
    Kind(
        "phone-bank",
        [
            *("c", "=Lou", "=312 555 0134", "escape", "space 1"),
            *("c 2 1", "escape 1"),
            *("down space", "c", "=3:30 pm", "escape 1"),
            *("space 1 y",),
        ],
        "Talked with the voter",
        ["| Support | Leaning |", "Please mail it a week before."],
    ),
    Kind(
        "reader-survey",
        [
            *("c", "=Lou", "escape", "space 1"),
            *("space", "c y", "=3", "escape", "down space 1"),
            *("space", "c", "=4", "=It rained.", "escape", "down space", "1"),
            *("space", "c 1", "escape 1"),
            *("space", "1 y"),
        ],
        "Survey answered",
        ["You came to ‹3› events", "| What went wrong | It rained. |"],
    ),
    Kind(
        "disaster-hotline",
        [
            *("l 2", "space", "c n", "=Calle Sol 3", "=Luz", "escape", "2"),
            *("c", "=787 555 0134", "=4", "escape", "space", "f enter enter enter enter", "1 y"),
        ],
        "Place in a shelter promised",
        ["habla ‹Robin›", "Le llamamos en menos de cuatro horas", "Spanish"],
    ),
    Kind(
        "bombendrohung",
        [
            *("space down space", "c", "=Um acht knallt es", "=im Keller", "=8 pm", "escape", "1"),
            *("space", "c 4", "=Züge", "escape 1"),
            *("c y y escape", "f", "t", "=Frau Ott", "escape 1"),
            *("space", "1 y"),
        ],
        "An die Polizei übergeben",
        ["| Stimme | Verstellt |", "‹8:00 PM›", "‹im Keller›"],
    ),
    Kind(
        "council-conduct",
        [
            *("c", "=Ray", "enter", "=Bins", "=FB-12", "escape", "space", "2"),
            *("space", "c y escape"),
            # A first warning, a second one, and the call is ended.
            *("w 1 1", "=You are useless", "1 space", "2", "=Useless again", "space"),
            *("2", "=Still useless", "space"),
            *("f enter enter enter", "f 1 escape"),
            *("w e y",),
        ],
        "Ended for conduct",
        [
            "cannot while you speak to me like this",
            "This is my last warning",
            "Letter about conduct",
        ],
    ),
    Kind(
        "clinic-desk",
        [
            *("c", "=Ada Lin", "=312 555 0134", "enter", "=3/3/1990", "escape", "space 1"),
            *("space", "c n", "=101", "escape", "2"),
            *("space", "f enter enter enter", "1 y"),
        ],
        "Nurse will call",
        ["A nurse will call you today, ‹Ada Lin›."],
    ),
    Kind(
        "internet-help",
        [
            *("space", "c", "=Ben", "enter enter", "=4411", "3", "escape", "1"),
            *("space 2", "3"),
            *("space", "c", "=mon", "=9 am", "escape", "down space"),
            *("f enter enter enter", "1 y"),
        ],
        "Technician comes",
        ["| Box restarted | yes |", "‹Mon, Nov 23, 2026›"],
    ),
    Kind(
        "kasuhara",
        [
            *("space", "c", "=田中", "enter enter", "=A-1", "y 1", "escape", "2", "space"),
            *("w 1 1", "=ばか", "=佐藤", "space", "2", "=うるさい", "=佐藤", "space"),
            *("2", "=ばか者", "space", "f", "escape", "w e y"),
        ],
        "対応を終了",
        ["佐藤", "恐れ入りますが、そのようなお言葉が続く場合は"],
    ),
    Kind(
        "khidma",
        [
            *("space", "c", "=ليلى", "enter enter", "=4411", "y", "escape", "2"),
            *("space", "c", "=11/18", "=079 555 0134", "escape", "down space"),
            *("f enter enter enter", "1 y"),
        ],
        "فريق الصيانة في الطريق",
        ["‹ليلى›"],
    ),
)


README = Path(__file__).parents[2] / "README.md"


def _approved(file: str, folder: Path) -> Library:
    shutil.copy(KINDS / f"{file}.toml", folder)
    return _approved_in(folder, file)


def _approved_in(folder: Path, file: str) -> Library:
    approve = ["approve", "--by", "Kim Lee", "--scripts", str(folder), "--yes"]
    assert run(approve) == 0
    if "translation.es" in (folder / f"{file}.toml").read_text("utf-8"):
        assert run([*approve, "--language", "es"]) == 0
    return load_library(folder)


EVERY_RUN = ("bombendrohung", "clinic-desk", "debt-collection", "khidma")
"""Those with every kind of answer and of follow-up, and with wording written to the left."""


@pytest.mark.parametrize(
    "call",
    swept(CALLS, [call for call in CALLS if call.file in EVERY_RUN]),
    ids=lambda call: call.file,
)
def test_a_script_of_any_trade_is_taken_to_its_end_by_keyboard(
    call: Kind, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = _approved(call.file, tmp_path)
    assert run(["check", "--strict", str(tmp_path)]) == 0
    assert "nothing is wrong" in capsys.readouterr().err
    [script] = library.scripts.values()
    screen = OnScreen(script.id, library=library, size=NARROW)
    for move in call.moves:
        if move.startswith("="):
            screen.type(move[1:], "enter")
        else:
            screen.press(*move.split())
    ended = [one.label for one in screen.events if isinstance(one, ev.Ended)]
    assert ended == [call.ending], screen.text
    page = markdown(
        summary_of(screen.call, Chain(len(screen.call.entries), encoded(screen.call.entries)[1]))
    )
    for told in call.told:
        assert told in page


def test_the_survey_of_the_readme_is_sound_and_asks_what_the_answers_ask_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    block = README.read_text("utf-8").partition("<!-- survey -->")[2].partition("<!-- /survey")[0]
    (tmp_path / "survey.toml").write_text(block.replace("```toml", "").replace("```", ""), "utf-8")
    library = _approved_in(tmp_path, "survey")
    assert run(["check", "--strict", str(tmp_path)]) == 0
    assert "nothing is wrong" in capsys.readouterr().err
    screen = OnScreen("member-survey", library=library, size=NARROW)
    assert "how did you like them?" not in screen.text
    screen.press("c")
    screen.type("Lou", "enter")
    screen.press("enter", "enter", "y")
    screen.type("3", "enter")
    screen.press("escape")
    assert "I am sorry to hear that." in screen.text
    screen.press("1", "c", "1", "escape", "1", "y")
    assert isinstance(screen.events[-1], ev.Ended)
