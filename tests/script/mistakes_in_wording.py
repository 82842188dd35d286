"""Mistakes in the words of lines, and in what they are worth: as in `mistake_scripts`."""

from small_scripts import HEAD, line, step

LONG = " ".join(["word"] * 75)

IN_WORDING = {
    "a line too long for one breath": (
        HEAD + step(body=line(f'"{LONG}"')),
        "long-line",
        "Line `hello` has 75 words, some 30 seconds: nobody says more than 60 in one breath.",
        "Divide it into several lines.",
    ),
    "an empty line": (
        HEAD + step(body=line('" "')),
        "empty-text",
        "`text` in line `hello` of step `a` is empty.",
        "Write the text, or take the setting out.",
    ),
    "a weekday line without its weekend twin": (
        HEAD + step(body=line('"Hello."', '  on = "weekday"\n')),
        "no-twin",
        "Step `a` has a line for a weekday and none for a weekend.",
        'Add a line with on = "weekend", or take `on` out if it is said on all days.',
    ),
    "a weekend line without its weekday twin": (
        HEAD + step(body=line('"Hello."', '  on = "weekend"\n')),
        "no-twin",
        "Step `a` has a line for a weekend and none for a weekday.",
        'Add a line with on = "weekday", or take `on` out if it is said on all days.',
    ),
    "a weekend line at a desk that always works": (
        HEAD
        + '[desk]\nworking_days = ["monday", "tuesday", "wednesday", "thursday", "friday", '
        + '"saturday", "sunday"]\n'
        + step(
            body=line('"Hello."', '  on = "weekend"\n')
            + line('"Hi."', '  on = "weekday"\n').replace('"hello"', '"hi"')
        ),
        "day-never-comes",
        "Line `hello` is for a weekend, and the desk never has one.",
        "Mend `working_days` under [desk], or take `on` out of the line.",
    ),
    "an undefined field in a line": (
        HEAD + step(body=line('"Hello {calller}."')),
        "unknown-field",
        "There is no field or constant `calller` to be filled in where line `hello` has"
        " `{calller}`.",
        "Did you mean `{caller}`?",
    ),
    "an undefined field to be read back": (
        HEAD + step(body=line('"Hello."', '  read_back = ["nmber"]\n')),
        "unknown-field",
        "There is no field `nmber` for `read_back`.",
        "Did you mean `number`?",
    ),
    "a control character": (
        HEAD + step(body=line('"Hel\\u0007lo."')),
        "unsafe-character",
        "There is an invisible control character here (U+0007).",
        "Delete it: it can change what a screen shows. Typing the words anew gets rid of it.",
    ),
    "a bidirectional override": (
        HEAD + step(body=line('"Hel\u202elo."')),
        "unsafe-character",
        "There is an invisible control character here (U+202E).",
        "Delete it: it can change what a screen shows. Typing the words anew gets rid of it.",
    ),
    "a character that nobody can see": (
        HEAD + step(body=line('"Hel\u200blo."')),
        "unsafe-character",
        "Line `hello` holds a character that nobody can see: ZERO WIDTH SPACE (U+200B).",
        "Delete it; typing the words anew gets rid of it.",
    ),
    "a letter that looks like another": (
        HEAD + step(body=line('"P\u0430y now."')),
        "look-alike",
        "A letter in the word `P\u0430y` of line `hello` is not what it seems: it is CYRILLIC "
        "SMALL LETTER A (U+0430) and looks like a.",
        "Type the word anew.",
    ),
    "a gap": (
        HEAD + step(body='\n  [[step.line]]\n  id = "hello"\n  gap = "The document has none."\n'),
        "gap",
        "Line `hello` has no wording on file: The document has none.",
        "Have wording approved, and write it as `text` in place of `gap`.",
    ),
    "an adapted line": (
        HEAD + step(body=line('"Hello."', '  adapted = "garbled"\n  original = "Hullo"\n')),
        "adapted-wording",
        "Line `hello` is adapted, not the document's wording: garbled.",
        "If that is meant, put it under [[accepted]]; or have the document mended, and take "
        "`adapted` out.",
    ),
    "wording that nobody ever approved": (
        HEAD + step(body=line('"Hello."')),
        "unapproved-wording",
        "Nobody has approved the wording of this script: there is no approvals.toml beside it.",
        "Have it approved: guide approve one --by NAME.",
    ),
}
