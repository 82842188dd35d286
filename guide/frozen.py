"""Frozen, slotted dataclasses whose methods are written when the first instance is made.

Python takes half a millisecond to write the methods of one dataclass. There are nearly two hundred,
and a call begins with a few of them: with a caller on the line that was a third of the wait.
Import `dataclass` from here where a module has many; to whoever reads or checks types it is the
one of `dataclasses`, and `dataclasses` writes the methods.
"""

import dataclasses
import inspect
from functools import partial
from threading import RLock
from typing import TYPE_CHECKING, Any, ClassVar

__all__ = ["dataclass"]

_FIELDS = "__dataclass_fields__"
_writing = RLock()

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **options):
        """As `dataclasses.dataclass`; a frozen and slotted class is completed when it is used."""
        if not (options.get("frozen") and options.get("slots")):
            return dataclasses.dataclass(cls, **options)
        return partial(_slotted, **options) if cls is None else _slotted(cls, **options)


def _slotted(plain: type, **options: bool) -> type:
    """The class that is to be, with its slots and without its methods."""
    kinds = inspect.get_annotations(plain)
    if any(isinstance(kind, str) for kind in kinds.values()):
        raise TypeError(f"The annotations of {plain.__name__} must not be deferred here.")
    fields = [name for name, kind in kinds.items() if not _of_the_class(kind)]
    inherited = {slot for base in plain.__mro__[1:] for slot in base.__dict__.get("__slots__", ())}
    gone = {*fields, "__dict__", "__weakref__"}
    kept = {name: value for name, value in plain.__dict__.items() if name not in gone}
    kept["__slots__"] = tuple(name for name in fields if name not in inherited)
    kept["__init__"] = _first
    kept[_FIELDS] = _Unwritten(plain, options)
    made = type(plain)(plain.__name__, plain.__bases__, kept)
    made.__qualname__ = plain.__qualname__
    return made


def _of_the_class(kind: object) -> bool:
    return kind is ClassVar or getattr(kind, "__origin__", None) is ClassVar


class _Unwritten:
    """Stands for the fields of a class until somebody asks for them: then it is completed."""

    def __init__(self, plain: type, options: dict[str, bool]) -> None:
        self._plain = plain
        self._options = options

    def __get__(self, instance: object, owner: type) -> Any:
        """Complete the class that has these fields; the fields."""
        with _writing:
            made = next((one for one in owner.__mro__ if one.__dict__.get(_FIELDS) is self), None)
            # Another thread may have been quicker.
            if made is not None:
                self._complete(made)
        return getattr(owner, _FIELDS)

    def _complete(self, made: type) -> None:
        write: Any = dataclasses.dataclass(**self._options)
        whole: type = write(self._plain)
        own = [name for name in whole.__dict__ if name not in made.__dict__]
        # The fields last: whoever sees them finds a class that is complete.
        for name in (*own, "__init__", _FIELDS):
            setattr(made, name, whole.__dict__[name])


def _first(self: Any, *values: object, **named: object) -> None:
    """Begin the first instance of a class, as every later one begins."""
    dataclasses.fields(self)
    type(self).__init__(self, *values, **named)
