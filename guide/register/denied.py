"""Of many calls, the permissions by voice that a supervisor denies at the desk."""

import contextlib

from guide.call.state import Call
from guide.errors import RecordError
from guide.record.places import Places
from guide.record.sealed_file import sound_lines_with
from guide.register.after_call import after_call
from guide.register.wrap_up import Denied, wrap_up_of


class DeniedPermissions:
    """The register is read once, for nothing but denials; again only for a call that has one."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._calls: frozenset[str] = frozenset()
        # What cannot be read denies nothing; `guide.register.missing` tells that it cannot.
        with contextlib.suppress(RecordError):
            kind = b'"kind":"permission-denied"'
            lines = sound_lines_with(places.register, kind, after_call)
            self._calls = frozenset(line.call for line in lines)

    def has(self, call: str) -> bool:
        """Whether the register has a denial of a call."""
        return call in self._calls

    def of(self, call: Call) -> tuple[Denied, ...]:
        """What is denied of a call."""
        return wrap_up_of(self._places, call).denied if self.has(call.id) else ()
