"""Translations out to a translator and in again, as a table for a spreadsheet."""

import csv
import io
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from guide.cli.languages import check_language
from guide.cli.output import FINE, WRONG, agreed, print_out, warn
from guide.cli.settings import settings
from guide.errors import ScriptError
from guide.record.disk import Disk
from guide.register.export import table, without_guard
from guide.script.checks_answers import half_places, stray_brace
from guide.script.checks_translations import places_that_differ
from guide.script.diff import differences, marked
from guide.script.findings import Severity, listed, quoted
from guide.script.languages import is_language, language_name
from guide.script.library import Folder, parse_script, read_folder
from guide.script.look_alike import look_alike, unseen
from guide.script.model import Audience, Line, Script, Status
from guide.script.parse import ParsedFile
from guide.script.signatures import together
from guide.script.signing import is_ready
from guide.script.toml_reader import MOST_BYTES
from guide.script.translate import is_too_long, with_translations
from guide.text import counted, is_plain, plain_line

COLUMNS = ("script", "line", "language", "words", "translation", "state", "words_sha256")
"""What a translator gets; the last says for which words a translation was made."""

_NEEDED = ("script", "line", "translation", "words_sha256")
_CELLS = ("script", "line", "language", "translation", "words_sha256")
_MISSING = "missing"
_SEPARATORS = ",;\t"
_SEP_LINES = frozenset(f"sep={one}" for one in _SEPARATORS) | {"sep="}
_WORKBOOK = b"PK\x03\x04"
_ERROR_OF_SHEET = re.compile(r"#(?:NAME\?|REF!|VALUE!|N/A|DIV/0!|NULL!|NUM!)")
_PLACES = re.compile(r"\{[^{}]*\}")


def translations_table(script: Script, language: str) -> str:
    """The lines of a script to the caller as CSV, with their translations into a language, or all.

    Raises `ScriptError` where there is no language to tell.
    """
    check_language(language)
    languages = (language,) if language else script.languages
    if not languages:
        raise ScriptError(
            f"No line of {script.id} has a translation yet. Name the language: --language es."
        )
    lines = [line for line in script.lines if is_to_translate(line)]
    return table(COLUMNS, (_row(script, line, one) for one in languages for line in lines))


def is_to_translate(line: Line) -> bool:
    """Whether a line is said to the caller, and has words."""
    return bool(line.text) and line.audience is Audience.CALLER


def _row(script: Script, line: Line, language: str) -> Sequence[str]:
    found = line.translation(language)
    text = found.text if found else ""
    state = found.state if found and text else _MISSING
    if state == Status.APPROVED and not is_ready(line):
        state = str(Status.STALE)  # It was approved for other words than those in this row.
    return script.id, line.id, language, line.text, text, state, line.sha256


class _Row(Struct, frozen=True):
    """A row of a translator's table, and its line in the file; no `words` without their column."""

    n: int
    script: str
    line: str
    language: str
    translation: str
    words_sha256: str
    words: str | None = None


class _Entry(Struct, frozen=True):
    """A translation that is to be written: of which line, and what stands there now."""

    line: str
    before: str
    now: str


class _File(Struct, frozen=True):
    """A script's file as it was read, and as it is to be."""

    path: Path
    before: str
    after: str


def import_translations(
    path: Path, language: str, scripts: Path | None, *, yes: bool, print_only: bool
) -> int:
    """Write the translations of a table into the files of their scripts; return the exit code.

    Rows whose words are not those of the script any more are refused and told, as is what cannot be
    a translation. With `print_only`, the file is put out as it would be, and nothing is written.
    """
    if not language:
        raise ScriptError("Name the language of the translations: --language es.")
    check_language(language)
    folder = read_folder(settings(scripts=scripts).scripts_folder)
    read = (parsed.script for parsed in folder.parsed_files if parsed.script)
    lines = {script.id: {line.id: line for line in script.lines} for script in read}
    entries: dict[str, list[_Entry]] = {}
    taken = set[tuple[str, str]]()
    rows = [*_rows(path)]
    refused = _tell_other_languages(path, rows, language)
    rows = [row for row in rows if row.language in ("", language)]
    at_odds = _at_odds(rows)
    for row in rows:
        line = lines.get(row.script, {}).get(row.line)
        is_cut = line is not None and not row.words_sha256
        is_empty = not row.translation and not (line and line.translation(language))
        if is_empty and not is_cut:
            continue
        entry = at_odds.get(row.n) or _entry(row, language, lines, taken)
        taken.add((row.script, row.line))
        if isinstance(entry, str):
            warn(f"{path}:{row.n}: {entry} Not taken.")
            refused += 1
        elif entry is not None:
            entries.setdefault(row.script, []).append(entry)
    written = _written(folder, entries, language)
    if print_only:
        for file in written:
            print_out(file.after.removesuffix("\n"))
    else:
        _show(entries, language)
        if not _write(written, entries, language, yes=yes):
            return WRONG
    return WRONG if refused else FINE


def _tell_other_languages(path: Path, rows: Sequence[_Row], language: str) -> int:
    """Say which rows are in other languages, and how many they are."""
    others = Counter(row.language for row in rows if row.language not in ("", language))
    for other, count in others.items():
        what = language_name(other) if is_language(other) else f"{quoted(other)}, which is none"
        warn(
            f"{path}: {counted(count, 'row')} {'is' if count == 1 else 'are'} in another language"
            f" than {language_name(language)}: {what}. Not taken."
        )
    return others.total()


def _at_odds(rows: Iterable[_Row]) -> dict[int, str]:
    """Why rows of one line are not taken that have several translations of it, by their lines."""
    of_line: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        if row.translation:
            of_line.setdefault((row.script, row.line), []).append(row)
    return {
        row.n: f"Line {quoted(line)} has several translations in the table, in its lines"
        f" {together(str(one.n) for one in several)}: keep the one that is meant."
        for (_, line), several in of_line.items()
        if len({plain_line(one.translation) for one in several}) > 1
        for row in several
    }


def _rows(path: Path) -> Iterator[_Row]:
    """The rows of a table in UTF-8, whatever stands between its columns."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MOST_BYTES * 4 else None
    except OSError as error:
        raise ScriptError(f"{path} cannot be read: {error.strerror or error}.") from None
    if data is None:
        raise ScriptError(f"{path} is larger than {MOST_BYTES * 4:,} bytes.")
    if data.startswith(_WORKBOOK):
        raise ScriptError(f"{path} is a workbook of a spreadsheet: save it as CSV UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ScriptError(f"{path} is not in UTF-8: save it as CSV UTF-8.") from None
    first, _, rest = text.partition("\n")
    begins = 0
    if first.strip().lower() in _SEP_LINES:
        # A line for the spreadsheet alone, which some of them write.
        text, begins = rest, 1
        first = rest.partition("\n")[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if missing := [name for name in _NEEDED if name not in names]:
            raise ScriptError(
                f"{path} has no column {listed(missing)}. guide show SCRIPT --format csv writes a"
                " table with all of them."
            )
        for cells in reader:
            if any(cells):
                held = dict(zip(names, map(without_guard, cells), strict=False))
                given = {name: held.get(name, "").strip() for name in _CELLS}
                yield _Row(begins + reader.line_num, **given, words=held.get("words"))
    except csv.Error as error:
        raise ScriptError(
            f"{path} is no table: {error} (line {begins + reader.line_num})."
        ) from None


def _entry(
    row: _Row,
    language: str,
    lines: Mapping[str, Mapping[str, Line]],
    taken: Container[tuple[str, str]],
) -> _Entry | str | None:
    """What a row is to write, None if it stands there already; or why it cannot be taken.

    `lines` are by their script, `taken` those that rows before this one were of.
    """
    if row.script not in lines:
        return f"There is no script {quoted(row.script)}."
    if (row.script, row.line) in taken:
        return f"Line {quoted(row.line)} stands twice in the table."
    line = lines[row.script].get(row.line)
    if line is None or not is_to_translate(line):
        return f"{row.script} has no line {quoted(row.line)} that is said to the caller."
    found = line.translation(language)
    before = found.text if found else ""
    if not row.translation and not row.words_sha256:
        return f"The row of line {quoted(line.id)} is cut short: it has no `words_sha256`."
    if not row.translation:
        return _emptied(line, before, language)
    words = None if row.words is None else plain_line(row.words)
    if row.words_sha256 != line.sha256 and words == plain_line(line.text):
        return (
            f"The column `words_sha256` of line {quoted(line.id)} was changed: leave it as it is."
        )
    if row.words_sha256 != line.sha256:
        return f"The words of line {quoted(line.id)} have changed since: “{plain_line(line.text)}”."
    if words not in (None, plain_line(line.text)):
        told = marked(differences(plain_line(line.text), words or ""))
        return (
            f"The words of line {quoted(line.id)} were changed in the table: “{told}”. Put them"
            " back: the translation stands beside them."
        )
    if plain_line(before) == plain_line(row.translation):
        return None
    if same := _worded_so(row.translation, lines[row.script]):
        which = "its own words" if same is line else f"the words of line {quoted(same.id)}"
        return (
            f"What stands as the translation of line {quoted(line.id)} is {which}. If that is"
            f" meant, write translation.{language} in the script."
        )
    if _ERROR_OF_SHEET.fullmatch(row.translation):
        return f"The translation of line {quoted(line.id)} is an error of the spreadsheet."
    if is_too_long(row.translation):
        return f"The translation of line {quoted(line.id)} is longer than a line may be."
    if not is_plain(row.translation):
        return f"The translation of line {quoted(line.id)} has an invisible control character."
    if suspect := unseen(row.translation) or look_alike(row.translation):
        return (
            f"The translation of line {quoted(line.id)} has a letter to type anew: {suspect.name}."
        )
    lacking, strange = places_that_differ(line.text, row.translation)
    if strange and half_places(line.text):
        brace = stray_brace(line.text)
        return f"Line {quoted(line.id)} has a single {brace} in the script: mend that first."
    if lacking or strange:
        wrong = f"has no {lacking[0]}" if lacking else f"has {strange[0]}, which the line has not"
        return f"The translation of line {quoted(line.id)} {wrong}."
    return _Entry(line.id, before, row.translation)


def _emptied(line: Line, before: str, language: str) -> str:
    return (
        f"The translation of line {quoted(line.id)} was emptied; the script’s stays:"
        f" “{plain_line(before)}”. To have none, take translation.{language} out of the script."
    )


def _worded_so(words: str, lines: Mapping[str, Line]) -> Line | None:
    """The line of a script that has these very words; those without a letter are of no language."""
    spoken = plain_line(words)
    if not any(char.isalpha() for char in _PLACES.sub("", spoken)):
        return None
    return next((line for line in lines.values() if plain_line(line.text) == spoken), None)


def _parsed(script: str, folder: Folder) -> ParsedFile | None:
    return next((one for one in folder.parsed_files if one.id == script), None)


def _written(folder: Folder, entries: dict[str, list[_Entry]], language: str) -> list[_File]:
    """The files with the translations in them. Raises `ScriptError` for what would be unsound."""
    found = []
    for name, of_script in entries.items():
        parsed = _parsed(name, folder)
        if parsed is None or parsed.script is None:
            continue
        path, text = Path(parsed.findings.file), parsed.script.text
        words = {entry.line: entry.now for entry in of_script}
        changed = with_translations(text, parsed, language, words)
        _, problems = parse_script(changed, parsed.findings.file)
        known = {(one.code, one.message) for one in parsed.findings.problems}
        for problem in problems:
            if problem.severity is Severity.ERROR and (problem.code, problem.message) not in known:
                raise ScriptError(f"Nothing was written. {problem.sentence}")
        found.append(_File(path, text, changed))
    return found


def _show(entries: dict[str, list[_Entry]], language: str) -> None:
    for script, of_script in entries.items():
        print_out(f"{script}, {language_name(language)}")
        for entry in of_script:
            kind = "changed" if entry.before else "new"
            print_out(f"  {kind:<8}{entry.line}")
            print_out(f"    {marked(differences(entry.before, entry.now))}")


def _write(
    written: Sequence[_File],
    entries: dict[str, list[_Entry]],
    language: str,
    *,
    yes: bool,
) -> bool:
    """Write the files once that was agreed to; say so, and what is to be done then."""
    if not written:
        warn("There is nothing new in it. Nothing was written.")
        return True
    lines = sum(map(len, entries.values()))
    what = f"{counted(lines, 'translation')} into {counted(len(written), 'script')}"
    nobody = "Nothing was written: there is nobody to ask. Use --yes to write without asking."
    if not yes and not agreed(f"Write {what}?", nobody):
        warn("Nothing was written.")
        return False
    for file in written:
        if file.path.read_bytes() != file.before.encode():
            raise ScriptError(f"{file.path} changed in the meantime. Try again.")
        Disk().write_shared(file.path, file.after.encode())
    warn(f"{what} written. Have them approved: {_how_to_approve(entries, language)}")
    return True


def _how_to_approve(scripts: Iterable[str], language: str) -> str:
    return f"guide approve {' '.join(scripts)} --language {language} --by NAME"
