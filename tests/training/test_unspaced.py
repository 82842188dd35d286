"""Practice in languages that write no spaces between words, and with lines that are translated."""

from pathlib import Path

import pytest
from hotline import approved
from plays import Deed, Play, plan_of
from scenario_text import scenario_file

from guide.call import actions as act
from guide.text import shortened
from guide.training.comparison import alike, is_mostly_of, reverses, same
from guide.training.debrief_report import report_of
from guide.training.finding import Sign
from guide.training.pace import least_time
from guide.training.scenario_file import load_scenario

HELLO = "洪水热线，我是{agent}。现在有人处于危险之中吗，还是所有人都安全？请您慢慢说，我在听。"
GO_UP = "请马上到最高的楼层去。不要在流动的水中行走。"
CHANGED = (
    ('translation.es = "Línea de inundaciones, habla {agent}. ¿Hay alguien en peligro en este'
     ' momento?"', f'translation.zh = "{HELLO}"'),
    ('translation.es = "Suba ahora al piso más alto. No camine por agua en movimiento."',
     f'translation.zh = "{GO_UP}"'),
    ("not language = en", "language = zh"),
)  # fmt: skip
IN_DANGER = "我的房子里进水了，水已经到膝盖了，我妈妈在楼下，她不能走路，请你们快一点派人来！"
THREAT = "你们都是混蛋，我今天晚上会来杀了你，你给我等着！"
MOVES = (
    'at = 3\ndo = "say"',
    f'at = 20\ncaller = "{IN_DANGER}"\ndo = "choose"\nkey = 1',
    'at = 45\ndo = "say"',
    'at = 60\ncaller = "好的，我明白了。"\ndo = "end"\nending = "told"',
)


def played(folder: Path, *, once: bool, instead: act.Action | None = None, gone: str = "") -> Play:
    """In Chinese, as the moves have it; `instead` of the second line, or a translation `gone`."""
    changes = [(old, "" if gone and gone in new else new) for old, new in CHANGED]
    library = approved(*changes, languages=("zh",))
    scenario = load_scenario(scenario_file(folder, *MOVES, script='"flood-line"'))
    play = Play(scenario, 0, library)
    play.do(act.SwitchLanguage("zh"))
    for deed in plan_of(scenario):
        action = instead if instead and deed.at == 45 else deed.action
        play.carry_out(Deed(action, deed.at, deed.hears, 1, once))
    return play


def test_chinese_that_was_clicked_away_within_a_second_is_told(tmp_path: Path) -> None:
    """It was one word long, for it has no spaces: nothing was told, and every line praised."""
    hurried = played(tmp_path, once=True)
    assert set(hurried.flaws()) == {"rushed:said", "interrupted", "rushed:heard"}
    assert not any(f.about.startswith("line:") for f in hurried.told.of(Sign.WELL))
    assert played(tmp_path, once=False).flaws() == {}


def test_a_line_is_quoted_in_the_language_in_which_it_was_said(tmp_path: Path) -> None:
    play = played(tmp_path, once=False)
    quoted = {f.about: f.sentence for f in play.told.findings if f.about.startswith("line:")}
    assert quoted["line:go-up"].startswith(f"“{GO_UP}” was said at ")
    assert quoted["line:hello"].startswith("“洪水热线，我是‹Robin›。现在有人")
    assert any(GO_UP in paragraph.text for paragraph in report_of(play.told))


def test_a_line_that_is_not_translated_is_said_in_own_words_as_the_screen_asks(
    tmp_path: Path,
) -> None:
    """It was told as said in words that are not approved; and the English line was praised."""
    own = act.Adapt("请上到最高的楼层，不要走进水里。", "No translation")
    play = played(tmp_path, once=False, instead=own, gone=GO_UP)
    assert play.flaws() == {}
    assert own.words in [one.words for one in play.told.own_words]
    in_english = played(tmp_path, once=False, gone=GO_UP)
    assert in_english.flaws() == {}
    assert "line:go-up" not in [one.about for one in in_english.told.findings]
    translated = played(tmp_path, once=False, instead=own)
    assert translated.flaws() == {"line:go-up": Sign.THINK}


def test_a_warning_in_another_language_than_the_callers_is_not_praised(tmp_path: Path) -> None:
    protocol = ('version = "1"', 'version = "1"\nprotocol = "hang-up-protocol"')
    library = approved(protocol)
    moves = (
        'at = 2\ncaller = "You useless fool!"\nabusive = true',
        'at = 6\ndo = "effort"\nwhat = "Asked them to stop"',
        'at = 9\ncaller = "Fool, I said!"\nabusive = true',
        'at = 12\ndo = "ground"\nground = "slurs"',
        'at = 14\ndo = "caller-said"\nwords = "useless fool"',
        'at = 40\ndo = "warn"',
    )
    scenario = load_scenario(scenario_file(tmp_path, *moves, script='"flood-line"'))
    for language, praised in (("en", True), ("es", False)):
        play = Play(scenario, 0, library)
        play.do(act.SwitchLanguage(language))
        for deed in plan_of(scenario):
            play.carry_out(deed)
        assert ("warning" in [one.about for one in play.told.of(Sign.WELL)]) is praised


@pytest.mark.parametrize("part", ["会来杀了你", "我今天晚上会来杀了你。", "你给我等着", "混蛋"])
def test_a_part_of_what_a_chinese_caller_said_is_theirs(part: str) -> None:
    assert alike(part, THREAT) == 1.0
    assert not reverses(part, THREAT)


@pytest.mark.parametrize("other", ["我要烧了你的公司", "明天我带律师来", "I will kill you"])
def test_what_a_chinese_caller_did_not_say_is_not(other: str) -> None:
    assert alike(other, THREAT) < 2 / 3


def test_a_not_turns_a_chinese_quotation_round() -> None:
    assert reverses("我今天晚上不会来杀了你", THREAT)


def test_a_name_and_a_concern_are_compared_letter_pair_by_letter_pair() -> None:
    assert same("王小明先生", "王小明")
    assert not same("王小红", "王小明")
    assert is_mostly_of("房子里进水，妈妈在楼下", IN_DANGER)
    assert not is_mostly_of("想取消订单", IN_DANGER)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        (GO_UP, 2.0),
        ("ただいま担当者におつなぎします", 1.5),
        ("กรุณารอสักครู่", 0.5),
        ("请找 Helen Ortiz 来。", 0.8),
        ("Please hold the line.", 0.8),
    ],
)
def test_nobody_says_it_in_less(text: str, seconds: float) -> None:
    assert least_time(text) == pytest.approx(seconds, abs=0.11)


def test_words_are_shortened_where_there_are_spaces_and_else_amid_them() -> None:
    assert shortened("Go to the highest floor now.", 18) == "Go to the highest…"
    assert shortened(GO_UP, 8) == "请马上到最高的…"
    assert shortened(GO_UP, 80) == GO_UP
    assert shortened("", 8) == ""
