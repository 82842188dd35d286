"""Labels and titles written where a name belongs: the mend is the name that they are of."""

import pytest
from sample_script import only
from small_scripts import END, HEAD, line, step, to

from guide.script.checks import check_script
from guide.script.findings import Problem
from guide.script.parse import parse_text

FILE = (
    HEAD
    + """
[fields]
deceased = "Who died"

[[field]]
id = "died"
label = "Day of death"
kind = "date"

[[follow_up]]
id = "pickup"
label = "Bring into our care"
needs = ["caller", "deceased"]
owner = "deceased"

[[ending]]
id = "in-care"
label = "We are on our way"
needs = ["pickup"]
"""
    + step(
        body='capture = ["deceased", "died"]\nowes = ["pickup"]\n' + line('"Was it {deceased}?"'),
        choices=to("b") + END + "  when = 'died = today and visited \"b\"'\n",
    )
    + step("b", choices=END.replace('"done"', '"in-care"'))
)


FOLLOWS = ("unreachable", "no-due")


def told(right: str, wrong: str) -> Problem:
    assert right in FILE
    parsed = parse_text(FILE.replace(right, wrong, 1), "one.toml")
    check_script(parsed)
    return only(tuple(p for p in parsed.findings.problems if p.code not in FOLLOWS))


@pytest.mark.parametrize(
    ("right", "wrong", "mend"),
    [
        ('capture = ["deceased"', 'capture = ["Who died"', "Did you mean `deceased`?"),
        ("Was it {deceased}", "Was it {Who died}", "Did you mean `{deceased}`?"),
        ('"caller", "deceased"]', '"caller", "who-died"]', "Did you mean `deceased`?"),
        ('owner = "deceased"', 'owner = "Who died"', "Did you mean `deceased`?"),
        ('owes = ["pickup"]', 'owes = ["Bring into our care"]', "Did you mean `pickup`?"),
        ('needs = ["pickup"]', 'needs = ["bring-into-our-care"]', "Did you mean `pickup`?"),
        ('needs = ["pickup"]', 'needs = ["Callback"]', "Did you mean `callback`?"),
        ('to = "b"', 'to = "step-b"', "Did you mean `b`?"),
        ('visited "b"', 'visited "Step b"', "Did you mean `b`?"),
        ("when = 'died", "when = 'day-of-death", "Did you mean `died`?"),
        ('end = "in-care"', 'end = "We are on our way"', "Did you mean `in-care`?"),
    ],
)
def test_a_label_in_place_of_a_name_is_mended_by_the_name(
    right: str, wrong: str, mend: str
) -> None:
    assert told(right, wrong).fix == mend


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('capture = ["deceased"', 'capture = ["Ben Okafor", "deceased"'),
        ('"caller", "deceased"]', '"caller", "Ben Okafor"]'),
        ('owner = "deceased"', 'owner = "Ben Okafor"'),
    ],
)
def test_a_field_to_be_defined_is_told_by_a_name_that_it_can_have(right: str, wrong: str) -> None:
    mend = 'Define it under the heading [fields]: ben-okafor = "…", and write that here.'
    assert told(right, wrong).fix == mend
