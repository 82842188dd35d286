import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from any_toml import documents, shipped, spoilt_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guide.script import check_file, check_folder
from guide.script.approval import approvals_text, parse_approvals, signed_in
from guide.script.findings import Problem, Severity
from guide.script.library import load_library
from guide.script.signing import approval_of, changes
from guide.text import is_plain

AT_LEISURE = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=30, deadline=None)


def is_well_put(problem: Problem) -> bool:
    return (
        is_plain(problem.message + problem.fix)
        and "\n" not in problem.message + problem.fix
        and problem.line >= 0
        and bool(problem.code)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("any")


def put(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)


def bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@AT_LEISURE
@given(text=documents)
def test_any_toml_ends_in_sentences(folder: Path, text: str) -> None:
    put(folder, {"a.toml": bytes_of(text)})
    problems = check_folder(folder)
    assert problems
    assert all(map(is_well_put, problems))


@AT_LEISURE
@given(text=documents)
def test_any_toml_in_place_of_the_approvals_ends_in_sentences(folder: Path, text: str) -> None:
    put(
        folder,
        {"approvals.toml": bytes_of(text), "a.toml": bytes_of(shipped()["irate-customers.toml"])},
    )
    assert all(map(is_well_put, check_folder(folder)))
    assert all(map(is_well_put, check_file(folder / "a.toml")))


@settings(AT_LEISURE, max_examples=20)
@given(spoilt=spoilt_files)
def test_the_shipped_scripts_spoilt_at_random_are_sound_or_told_of(
    folder: Path, spoilt: tuple[str, str]
) -> None:
    name, text = spoilt
    files = {file: bytes_of(own) for file, own in shipped().items()}
    put(folder, files | {name: bytes_of(text)})
    problems = check_folder(folder)
    assert all(map(is_well_put, problems))
    library = load_library(folder)
    for script in library.scripts.values():
        approval = approval_of(script, "Kim", datetime(2026, 1, 31, tzinfo=UTC))
        signed = library.approvals.with_more((approval,))
        assert parse_approvals(approvals_text(signed), "a") == (signed, ())
        assert changes(script, signed_in((approval,))) == ()
    unsound = {p.file for p in library.problems if p.severity is Severity.ERROR}
    assert unsound or len(library.scripts) == 5


@AT_LEISURE
@given(data=st.binary(max_size=300), name=st.sampled_from(["a.toml", "approvals.toml"]))
def test_any_bytes_end_in_sentences(folder: Path, data: bytes, name: str) -> None:
    put(folder, {"b.toml": b"", name: data})
    assert all(map(is_well_put, check_folder(folder)))
