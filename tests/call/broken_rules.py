"""Rules of the hang-up protocol, each broken in one place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from guide.call.events import PermissionGiven, Recorded
from guide.call.rules import endings, lines, protocol
from guide.call.rules import flow as moves
from guide.call.rules import protocol as grounds
from guide.call.state import ProtocolState

Break = Callable[[pytest.MonkeyPatch], None]


def _end_without_a_count(patch: pytest.MonkeyPatch) -> None:
    def why_not_end(state: ProtocolState) -> str | None:
        return None if state.ground else "Choose a reason first."

    for module in (protocol, moves, lines):
        patch.setattr(module, "why_not_end", why_not_end)


def _warnings_on_any_ground_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ProtocolState, "given", lambda state, ground: len(state.warnings))


def _a_permission_on_any_ground_counts(patch: pytest.MonkeyPatch) -> None:
    def permission(state: ProtocolState, ground: str) -> Recorded[PermissionGiven] | None:
        return next(iter(state.permissions), None)

    patch.setattr(ProtocolState, "permission", permission)


def _warn_though(patch: pytest.MonkeyPatch, refusal: str) -> None:
    """Warnings may be given where the refusal that begins so would be the reason not to."""
    rule = protocol.why_not_warn

    def why_not_warn(state: ProtocolState) -> str | None:
        why = rule(state)
        return None if why and why.startswith(refusal) else why

    patch.setattr(grounds, "why_not_warn", why_not_warn)


def _warn_without_an_effort(patch: pytest.MonkeyPatch) -> None:
    _warn_though(patch, "Redirect")


def _warn_without_a_permission(patch: pytest.MonkeyPatch) -> None:
    _warn_though(patch, "Ask a supervisor")


def _warnings_need_no_answer(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ProtocolState, "went_on", lambda state, ground: True)


def _a_permission_is_never_used_up(patch: pytest.MonkeyPatch) -> None:
    def permission(state: ProtocolState, ground: str) -> Recorded[PermissionGiven] | None:
        return next((p for p in state.permissions if p.event.ground == ground), None)

    patch.setattr(ProtocolState, "permission", permission)


def _end_without_a_reason(patch: pytest.MonkeyPatch) -> None:
    def why_not(state: ProtocolState, reason: str) -> str | None:
        return protocol.why_not_end(state)

    patch.setattr(endings, "why_not_end_by_protocol", why_not)


def _end_without_a_ground(patch: pytest.MonkeyPatch) -> None:
    rule = protocol.why_not_end

    def why_not_end(state: ProtocolState) -> str | None:
        return rule(state) if state.ground else None

    patch.setattr(protocol, "why_not_end", why_not_end)


def _last_words_without_a_warning(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lines, "why_not_end", lambda state: None)


BREAKS: dict[str, tuple[Break, str]] = {
    "end without a count": (_end_without_a_count, "ending-without-warning"),
    "warnings on any ground count": (_warnings_on_any_ground_count, "ending-without-warning"),
    "a permission on any ground counts": (
        _a_permission_on_any_ground_counts,
        "ending-without-permission",
    ),
    "warn without an effort": (_warn_without_an_effort, "ending-without-effort"),
    "warn without a permission": (_warn_without_a_permission, "ending-without-permission"),
    "warnings need no answer": (_warnings_need_no_answer, "ending-without-persistence"),
    "a permission is never used up": (
        _a_permission_is_never_used_up,
        "ending-without-permission",
    ),
    "end without a reason": (_end_without_a_reason, "ending-without-reason"),
    "end without a ground": (_end_without_a_ground, "ending-without-ground"),
    "last words without a warning": (_last_words_without_a_warning, "ending-without-warning"),
}


@contextmanager
def broken(name: str) -> Iterator[None]:
    """While this lasts, a rule is broken."""
    with pytest.MonkeyPatch.context() as patch:
        BREAKS[name][0](patch)
        yield
