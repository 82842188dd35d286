import json
from datetime import UTC, datetime
from typing import get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from record_samples import SHA, START, a_call, a_full_call, entries_of

from guide.call import events as ev
from guide.call.events import (
    ActionRefused,
    AskAnswer,
    AskKind,
    CallerSpoke,
    Entry,
    Event,
    GrantedBy,
    Rehearsed,
    Stage,
)
from guide.errors import NewerFormat, RecordError
from guide.record.codec import GENESIS, decoded, encoded, seal, sound_lines

KINDS: tuple[type[Event], ...] = get_args(ev.Event)
PRACTICE = entries_of(
    Rehearsed("friday-callback", "A callback", SHA, 7),
    CallerSpoke("Three weeks!", "m1"),
    ActionRefused("warn", "Ask a supervisor first."),
)


def _no_pair(text: str) -> bool:
    """Whether no two surrogates in it spell a character that is none by itself."""
    return text == text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


TEXTS = st.text(st.characters(exclude_categories=())).filter(_no_pair)
MOMENTS = st.datetimes(timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
VALUES: dict[object, st.SearchStrategy[object]] = {
    str: TEXTS,
    str | msgspec.UnsetType: st.just(msgspec.UNSET) | TEXTS,
    tuple[str, ...] | msgspec.UnsetType: st.just(msgspec.UNSET) | st.lists(TEXTS).map(tuple),
    tuple[tuple[str, str], ...] | msgspec.UnsetType: st.just(msgspec.UNSET)
    | st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
    tuple[tuple[str, str, str], ...] | msgspec.UnsetType: st.just(msgspec.UNSET)
    | st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=3).map(tuple),
    int: st.integers(),
    bool: st.booleans(),
    bool | msgspec.UnsetType: st.just(msgspec.UNSET) | st.booleans(),
    Stage: st.sampled_from(Stage),
    GrantedBy: st.sampled_from(GrantedBy),
    AskKind: st.sampled_from(AskKind),
    AskAnswer: st.sampled_from(AskAnswer),
    datetime | None: st.none() | MOMENTS,
    datetime | msgspec.UnsetType: st.just(msgspec.UNSET) | MOMENTS,
    tuple[int, ...]: st.lists(st.integers(), max_size=3).map(tuple),
    tuple[str, ...]: st.lists(TEXTS, max_size=3).map(tuple),
    tuple[tuple[datetime, str], ...]: st.lists(st.tuples(MOMENTS, TEXTS), max_size=3).map(tuple),
    tuple[tuple[str, str], ...]: st.lists(st.tuples(TEXTS, TEXTS), max_size=3).map(tuple),
}


def _events(kind: type[Event]) -> st.SearchStrategy[Event]:
    hints = get_type_hints(kind)
    fields = {field.name: VALUES[hints[field.name]] for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


ELAPSED = st.floats(min_value=0, allow_nan=False, allow_infinity=False)


@given(
    st.lists(st.tuples(MOMENTS, ELAPSED, st.one_of([_events(kind) for kind in KINDS])), max_size=4)
)
def test_any_list_of_events_comes_back_as_it_was(
    told: list[tuple[datetime, float, Event]],
) -> None:
    entries = tuple(Entry(n, at, t, event) for n, (at, t, event) in enumerate(told, 1))
    data, last_hash = encoded(entries)
    sound = sound_lines(data)
    assert decoded(sound.lines) == entries
    assert (sound.damage, sound.last_hash) == ("", last_hash)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__struct_config__.tag)
def test_every_event_comes_back_as_it_was(kind: type[Event]) -> None:
    entry = next(e for e in (*a_full_call(), *PRACTICE) if isinstance(e.event, kind))
    assert decoded([encoded([entry])[0]], entry.n) == (entry,)


def test_no_field_of_an_event_has_the_name_of_what_frames_it() -> None:
    framing = {"format", "n", "at", "t", "kind", "prev", "hash"}
    for kind in KINDS:
        assert not framing & {field.name for field in msgspec.structs.fields(kind)}, kind


def test_a_line_is_one_line_of_ascii_whatever_it_holds() -> None:
    data, _ = encoded(entries_of(ev.Noted("a\nb\r\u2028\x00 “Ω” \ud800")))
    assert data.count(b"\n") == 1
    assert data.isascii()


def test_the_first_line_looks_as_other_programs_expect_it() -> None:
    data, last_hash = encoded(entries_of(ev.Noted("hello")))
    assert data.decode() == (
        '{"format":1,"n":1,"at":"2026-11-20T19:03:00.000Z","t":0.0,"kind":"noted","text":"hello",'
        f'"prev":"{GENESIS}","hash":"{last_hash}"}}\n'
    )


def test_a_key_of_a_later_version_is_ignored() -> None:
    line, _ = seal(
        '{"n":2,"at":"2026-11-20T19:03:00.000Z","t":0,"kind":"noted","text":"x","mood":7}', SHA
    )
    assert decoded([line], 2) == (Entry(2, START, 0.0, ev.Noted("x")),)


def test_a_field_that_an_earlier_version_did_not_have_has_its_default() -> None:
    line, _ = seal('{"n":2,"at":"2026-11-20T19:03:00.000Z","t":0,"kind":"resumed"}', SHA)
    assert decoded([line], 2)[0].event == ev.Resumed()


@pytest.mark.parametrize(
    ("program", "wrote"), [(',"program":"9.0"', "version 9.0"), ("", "a later version")]
)
def test_a_later_format_is_called_later_and_not_damaged(program: str, wrote: str) -> None:
    line, _ = seal(f'{{"format":2,"n":1,"kind":"new"{program}}}', GENESIS)
    with pytest.raises(NewerFormat, match=f"^It is in format 2, written by {wrote} of guide. This"):
        decoded([line])


AT = '"at":"2026-11-20T19:03:00.000Z","t":0'


@pytest.mark.parametrize(
    ("n", "body", "why"),
    [
        (1, f'{{"format":0,"n":1,{AT},"kind":"noted","text":"x"}}', "its format is 0, not 1"),
        (1, f'{{"n":1,{AT},"kind":"noted","text":"x"}}', "its format is None"),
        (2, f'{{"n":2,{AT},"kind":"sang","text":"x"}}', "its kind, 'sang', is not known here"),
        (2, f'{{"n":2,{AT},"kind":"noted","text":7}}', "its fields are not those of 'noted'"),
        (2, f'{{"n":2,{AT},"kind":"noted"}}', "its fields are not those of 'noted'"),
        (2, f'{{"n":2,{AT},"kind":"staged","stage":"cross"}}', "fields are not those of 'staged'"),
        (2, f'{{"n":2,{AT},"kind":"clock-started","seconds":true}}', "fields are not those"),
        (2, f'{{"n":2,{AT},"kind":"follow-up-amended","of":1,"fields":[["a"]]}}', "fields are not"),
        (2, f'{{"n":2,{AT},"kind":"follow-up-amended","of":1,"fields":"ab"}}', "fields are not"),
        (2, f'{{"n":2,{AT},"kind":"follow-up-amended","of":1,"due":"noon"}}', "fields are not"),
        (2, '{"n":2,"at":"noonZ","t":0,"kind":"noted","text":"x"}', "its fields are not"),
        (2, '{"n":2,"at":"2026-11-20T19:03:00","t":0,"kind":"noted","text":"x"}', "its fields"),
        (2, '{"n":2,"at":"2026-11-20T19:03:00Z","t":"0","kind":"noted","text":"x"}', "its fields"),
        (2, f'{{"n":3,{AT},"kind":"noted","text":"x"}}', "it has the number 3"),
        (2, "[1]", "it is not a line of a journal"),
        (2, "9" * 5000 + "}", "it is not a line of a journal"),
        (2, "[" * 100_000 + "}", "it is not a line of a journal"),
    ],
)
def test_what_no_version_so_far_wrote_is_named(n: int, body: str, why: str) -> None:
    line, _ = seal(body, GENESIS)
    with pytest.raises(RecordError, match=f"^Line {n} of the journal cannot be read: ") as caught:
        decoded([line], n)
    assert why in str(caught.value)
    assert str(caught.value).endswith("or a later one.")


def test_a_journal_is_plain_json_for_other_programs() -> None:
    data, _ = encoded(a_call())
    kinds = [json.loads(line)["kind"] for line in data.splitlines()]
    assert kinds == ["started", "noted", "noted", "noted"]
