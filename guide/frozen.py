"""Frozen dataclasses that cost next to nothing until they are used, and little then.

Python takes half a millisecond to write the methods of one frozen dataclass. There are nearly two
hundred, and a call begins with some forty of them: with a caller on the line even those were a
tenth of the wait. Here one function is written for a class, its `__init__`, when the first instance
is made; all other methods are the same for every class. Import `dataclass` from here where a module
has many; to whoever reads or checks types it is the one of `dataclasses`, which knows the fields.
What is not known here, such as `__post_init__`, is refused.
"""

import dataclasses
import inspect
from dataclasses import FrozenInstanceError
from functools import cache, partial
from operator import attrgetter
from threading import RLock
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

__all__ = ["dataclass"]

_FIELDS = "__dataclass_fields__"
_LATER = object()
_reading = RLock()

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **options):
        """As `dataclasses.dataclass`, which makes all that is not frozen, or has other options."""
        if not (options.get("frozen") and {*options} <= {"frozen", "slots", "kw_only"}):
            return dataclasses.dataclass(cls, **options)
        return partial(_made, **options) if cls is None else _made(cls, **options)


def _made(plain: type, *, frozen: bool = True, slots: bool = False, kw_only: bool = False) -> type:
    """The class that is to be; its fields are not read yet."""
    if hasattr(plain, "__post_init__"):
        raise TypeError(f"{plain.__name__} has a __post_init__, which would not be called here.")
    kinds = inspect.get_annotations(plain)
    names = [name for name, kind in kinds.items() if not _of_the_class(kind)]
    gone = {"__dict__", "__weakref__"}
    kept: dict[str, object] = {}
    if slots:
        held = {slot for base in plain.__mro__[1:] for slot in base.__dict__.get("__slots__", ())}
        kept["__slots__"] = tuple(name for name in names if name not in held)
        gone.update(names)
    kept |= {
        name: value
        for name, value in plain.__dict__.items()
        if name not in gone and not isinstance(value, dataclasses.Field)
    }
    kept |= {name: method for name, method in _ALIKE.items() if name not in plain.__dict__}
    kept["__match_args__"] = _in_order(plain, names, kw_only=kw_only)
    kept[_FIELDS] = _Unread(plain, kw_only=kw_only)
    made = type(plain)(plain.__name__, plain.__bases__, kept)
    made.__qualname__ = plain.__qualname__
    return made


def _of_the_class(kind: object) -> bool:
    if isinstance(kind, str) and "ClassVar" in kind:
        raise TypeError(f"The annotation {kind} must not be deferred here.")
    return kind is ClassVar or getattr(kind, "__origin__", None) is ClassVar


def _in_order(plain: type, names: list[str], *, kw_only: bool) -> tuple[str, ...]:
    """The fields that are given by their place: first those of the classes it builds on."""
    before: tuple[str, ...] = getattr(plain, "__match_args__", ())
    return before if kw_only else (*before, *(name for name in names if name not in before))


class _Unread:
    """Stands for the fields of a class until somebody asks for them."""

    def __init__(self, plain: type, *, kw_only: bool) -> None:
        self._plain = plain
        self._kw_only = kw_only

    def __get__(self, instance: object, owner: type) -> Any:
        """Read the fields of the class that has them; return those of `owner`."""
        with _reading:
            made = next((one for one in owner.__mro__ if one.__dict__.get(_FIELDS) is self), None)
            # Another thread may have been quicker.
            if made is not None:
                inherited: dict[str, object] = {}
                for base in reversed(made.__mro__[1:]):
                    inherited |= getattr(base, _FIELDS, {})
                type.__setattr__(made, _FIELDS, inherited | self._own())
        return getattr(owner, _FIELDS)

    def _own(self) -> dict[str, object]:
        """The fields of this class alone, as `dataclasses` reads them."""
        names = ("__annotations__", *self._plain.__annotations__)
        held = {name: value for name, value in vars(self._plain).items() if name in names}
        # A class without a docstring would be given one, and that takes the longest.
        bare = type(self._plain.__name__, (), {"__doc__": "Fields.", **held})
        read: Any = dataclasses.dataclass(
            init=False, repr=False, eq=False, match_args=False, kw_only=self._kw_only
        )
        fields: dict[str, Any] = getattr(read(bare), _FIELDS)
        for name, field in fields.items():
            if not (field.init and field.repr and field.compare and field.hash is None):
                raise TypeError(f"Of the field {name} only a default can be told here.")
        return dict(fields)


def _first(self: Any, *values: object, **named: object) -> None:
    """Begin the first instance of a class, as every later one begins."""
    waiting = (one for one in type(self).__mro__ if one.__dict__.get("__init__") is _first)
    # Another thread may have been quicker.
    if made := next(waiting, None):
        type.__setattr__(made, "__init__", _init(made))
    type(self).__init__(self, *values, **named)


def _init(made: Any) -> Any:
    """The function that begins an instance of a class: what `dataclasses` would have written."""
    fields = dataclasses.fields(made)
    known: dict[str, object] = {"_set": object.__setattr__, "_LATER": _LATER}
    by_place: list[str] = []
    by_name: list[str] = []
    body = []
    for field in fields:
        name, default, value = field.name, "", field.name
        if field.default is not dataclasses.MISSING:
            default = f"=_default_{name}"
            known[f"_default_{name}"] = field.default
        elif field.default_factory is not dataclasses.MISSING:
            default = "=_LATER"
            value = f"_make_{name}() if {name} is _LATER else {name}"
            known[f"_make_{name}"] = field.default_factory
        (by_name if field.kw_only else by_place).append(name + default)
        body.append(f" _set(self, {name!r}, {value})")
    star = ["*"] if by_name else []
    head = ", ".join(["self", *by_place, *star, *by_name])
    written: dict[str, Any] = {}
    exec("\n".join([f"def __init__({head}):", *(body or [" pass"])]), known, written)
    written["__init__"].__qualname__ = f"{made.__qualname__}.__init__"
    return written["__init__"]


@cache
def _names(made: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(made))


@cache
def _values(made: Any) -> Any:
    """What takes the values of all fields out of an instance."""
    names = _names(made)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _eq(self: Any, other: Any) -> Any:
    made = self.__class__
    if other.__class__ is not made:
        return NotImplemented
    values = _values(made)
    return values(self) == values(other)


def _hash(self: Any) -> int:
    return hash(_values(self.__class__)(self))


def _repr(self: Any) -> str:
    told = (f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self))
    return f"{self.__class__.__qualname__}({', '.join(told)})"


def _reduce(self: Any) -> tuple[Any, ...]:
    made = self.__class__
    values = dict(zip(_names(made), _values(made)(self), strict=True))
    return _remade, (made, values)


def _remade(made: Any, values: dict[str, object]) -> Any:
    """An instance again, as it was before it was copied or sent to another program."""
    return made(**values)


def _set(self: object, name: str, value: object) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


_ALIKE = {
    "__dataclass_params__": SimpleNamespace(frozen=True),
    "__init__": _first,
    "__eq__": _eq,
    "__hash__": _hash,
    "__repr__": _repr,
    "__reduce__": _reduce,
    "__setattr__": _set,
    "__delattr__": _delete,
}
