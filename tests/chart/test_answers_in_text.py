from survey import survey

from guide.chart.script_text import script_text


def test_the_text_of_a_script_tells_what_each_field_takes_and_what_a_choice_answers() -> None:
    text = " ".join(script_text(survey(), 200).split())
    assert "Bought before (yes or no; required), Format (Paper / Ebook / Audio)" in text
    assert "Rating (a number from 0 to 10), Last order (a date to today)" in text
    assert "2 They would rather not → 3. Thank them answers Agreed to be asked: no" in text
    assert "{free_line} is “800 555 0100”" in text
