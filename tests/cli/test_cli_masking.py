from pathlib import Path

from prompt import Prompt

CARD = "4111 1111 1111 1111"
MASKED = "•••• 1111"


def test_a_scenario_s_texts_are_masked_down_to_its_summary(guide: Prompt) -> None:
    scenario = guide.folder / "card.toml"
    scenario.write_text(
        'scenario = { agent = "Robin", id = "card", title = "Card", script = "calming-a-caller",'
        " starts = 2026-11-20T14:03:00-05:00 }\n"
        f'[[move]]\nat = 1\ndo = "note"\ntext = "paid with {CARD}"\n'
        '[[move]]\nat = 2\ndo = "end"\nending = "hung-up"\n'
    )
    answer = guide("play", scenario)
    assert answer.code == 0, answer.err
    assert MASKED in Path(answer.out.strip()).read_text()
    for path in guide.folder.rglob("*"):
        if path.is_file() and path != scenario:
            assert CARD not in path.read_text()
