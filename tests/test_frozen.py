import copy
import dataclasses
import pickle
import threading
from functools import cached_property
from typing import ClassVar

import pytest

from guide.call import events as ev
from guide.frozen import dataclass


def _pair() -> tuple[type, type]:
    """The same class, made by `guide.frozen` and by `dataclasses`; nobody has used it yet."""

    def made(decorate: type) -> type:
        @decorate(frozen=True, slots=True)  # type: ignore[misc]
        class Visit:
            """A visit."""

            KIND: ClassVar[str] = "visit"
            step: str
            n: int = 1
            seen: tuple[str, ...] = dataclasses.field(default_factory=tuple)

            @property
            def title(self) -> str:
                return f"{self.step} {self.n}"

        return Visit

    return made(dataclass), made(dataclasses.dataclass)


def test_an_instance_is_what_a_dataclass_makes_of_it() -> None:
    ours, theirs = _pair()
    one, other = ours("a", seen=("x",)), theirs("a", seen=("x",))
    assert repr(one) == repr(other)
    assert hash(one) == hash(other)
    assert one == ours("a", 1, ("x",))
    assert one != ours("b", 1, ("x",))
    assert dataclasses.asdict(one) == dataclasses.asdict(other)
    assert dataclasses.replace(one, n=2).title == "a 2"
    assert not hasattr(one, "__dict__")
    assert ours.KIND == "visit"


def test_it_cannot_be_changed_from_the_first_instance_on() -> None:
    ours, _ = _pair()
    one = ours("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.step = "b"  # type: ignore[attr-defined]


def test_its_fields_are_known_before_there_is_an_instance() -> None:
    ours, theirs = _pair()
    assert [f.name for f in dataclasses.fields(ours)] == [
        f.name for f in dataclasses.fields(theirs)
    ]
    assert dataclasses.is_dataclass(_pair()[0])
    assert ours("a") == ours("a")


def test_values_that_are_missing_or_too_many_are_refused_as_ever() -> None:
    ours, _ = _pair()
    with pytest.raises(TypeError, match="step"):
        ours()
    with pytest.raises(TypeError, match="nobody"):
        ours("a", nobody=1)


def test_a_class_that_builds_on_another_has_the_fields_of_both() -> None:
    ours, _ = _pair()

    @dataclass(frozen=True, slots=True)
    class Longer(ours):  # type: ignore[misc, valid-type]
        seconds: float = 0.0

    assert Longer("a", 2, (), 1.5) == Longer("a", n=2, seconds=1.5)
    assert Longer("a").seen == ()
    assert not hasattr(Longer("a"), "__dict__")


def test_parts_of_an_instance_can_be_matched_by_place() -> None:
    ours, _ = _pair()
    match ours("a", 3):
        case ours(step, n):
            assert (step, n) == ("a", 3)
        case _:
            pytest.fail("it did not match")


def test_threads_that_make_the_first_instance_at_once_get_whole_ones() -> None:
    for _ in range(50):
        ours, _ = _pair()
        made: list[object] = []
        start = threading.Barrier(4)

        def make(
            ours: type = ours, made: list[object] = made, start: threading.Barrier = start
        ) -> None:
            start.wait()
            made.append(ours("a"))

        threads = [threading.Thread(target=make) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert made == [ours("a")] * 4


def test_nothing_is_written_for_a_class_that_nobody_used() -> None:
    (ours, _), (other, _) = _pair(), _pair()
    assert vars(ours)["__init__"] is vars(other)["__init__"]
    ours("a")
    assert vars(ours)["__init__"] is not vars(other)["__init__"]


def test_a_class_can_have_no_slots_and_values_that_it_works_out() -> None:
    @dataclass(frozen=True)
    class Script:
        steps: tuple[str, ...] = dataclasses.field(default_factory=tuple)

        @cached_property
        def count(self) -> int:
            return len(self.steps)

    assert Script(("a", "b")).count == 2
    assert Script() == Script(())
    assert not hasattr(Script, "steps")
    with pytest.raises(dataclasses.FrozenInstanceError):
        Script().steps = ()  # type: ignore[misc]


def test_a_dataclass_can_build_on_one_of_ours() -> None:
    ours, _ = _pair()

    @dataclasses.dataclass(frozen=True, slots=True)
    class Longer(ours):  # type: ignore[misc, valid-type]
        seconds: float = 0.0

    assert Longer("a", 2, (), 1.5) == Longer("a", n=2, seconds=1.5)


def test_fields_that_are_given_by_name_only() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Line:
        id: str
        text: str = ""

    assert Line(id="a").text == ""
    with pytest.raises(TypeError):
        Line("a")  # type: ignore[misc]


def test_one_value_is_compared_and_hashed_as_a_dataclass_does() -> None:
    def made(decorate: type) -> type:
        @decorate(frozen=True, slots=True)  # type: ignore[misc]
        class Note:
            text: str

        return Note

    ours, theirs = made(dataclass), made(dataclasses.dataclass)
    assert hash(ours("a")) == hash(theirs("a"))
    assert ours("a") == ours("a")
    assert ours("a") != theirs("a")
    assert {ours("a"), ours("a"), ours("b")} == {ours("b"), ours("a")}


def test_events_know_their_fields() -> None:
    assert next(field.name for field in dataclasses.fields(ev.Noted)) == "text"


@dataclass(frozen=True, slots=True)
class Sealed:
    """At the top of a module, so that another program can find it."""

    step: str
    n: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Its fields are given by name only."""

    step: str


@pytest.mark.parametrize("one", [Sealed("a", 2), Named(step="a"), ev.Noted("a")])
def test_an_instance_can_be_copied_and_sent_to_another_program(one: object) -> None:
    assert copy.deepcopy(one) == copy.copy(one) == pickle.loads(pickle.dumps(one)) == one


def test_what_is_not_known_here_is_refused_and_not_passed_over() -> None:
    with pytest.raises(TypeError, match="__post_init__"):

        @dataclass(frozen=True)
        class Checked:
            step: str

            def __post_init__(self) -> None:
                """Nobody would call it."""

    @dataclass(frozen=True)
    class Hidden:
        step: str = dataclasses.field(default="", repr=False)

    with pytest.raises(TypeError, match="step"):
        Hidden()
