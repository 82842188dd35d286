"""A place in a recording as a scene of the call screen: the panel that is open, what is typed."""

from msgspec import Struct

from guide.call import actions as act
from guide.call.context import Context
from guide.call.rules.follow_ups import kinds_here
from guide.record.writer import Saved
from guide.training.recording import Frame, Recording
from guide.tui.keys import BY_ID
from guide.tui.panel import EarlierCall, Panel
from guide.tui.panels.end import EndPanel
from guide.tui.panels.follow_up import (
    ReportPanel,
    add_follow_up,
    follow_up_panel,
    open_follow_up,
    reason_panel,
)
from guide.tui.panels.forms import DetailsPanel, adapt_panel, manager_name_panel
from guide.tui.panels.lists import (
    AngerPanel,
    ClockPanel,
    CorrectPanel,
    GoPanel,
    LanguagePanel,
    ManagerPanel,
    TakeOverPanel,
)
from guide.tui.panels.warn import Part, WarnPanel
from guide.tui.scene import MarkedLine, Message, Scene, Tone


class RecordedMoment(Struct, frozen=True):
    """A moment of a recording: its scene, what stands in the panel's fields, and in the note's.

    `typed` is by the ids of fields.
    """

    scene: Scene
    typed: dict[str, str]
    note: str


class RecordedPanels:
    """The panel of each frame; the same one as long as it stays open, so that it is not redrawn."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._name: tuple[str, int] | None = None
        self._panel: Panel | None = None

    def at(self, position: float, *, flow: bool, banner: str = "") -> RecordedMoment:
        """What the call screen shows at a place, in seconds from the beginning."""
        recording = self._recording
        frame = recording.frames[recording.index(position)]
        context = Context(frame.call, recording.library, recording.moment(position))
        notes = frame.panel == "notes"
        typed = dict(frame.typed)
        rewritten = frame.action.of if notes and isinstance(frame.action, act.Rewrite) else 0
        name = frame.panel, frame.call.here.n
        if name != self._name:
            self._name, self._panel = name, _opened(frame, context)
        scene = Scene(
            now=context,
            saved=Saved(True, count=len(frame.call.entries)),
            elapsed=recording.at(position),
            mark=_mark(frame, context),
            typing=notes,
            correcting=rewritten,
            panel=self._panel,
            flow=flow,
            message=Message(frame.refusal, Tone.REFUSAL) if frame.refusal else None,
            banner=banner,
        )
        note = typed.get("text", frame.call.draft) if notes else frame.call.draft
        return RecordedMoment(scene, _by_field(typed, self._panel, context), note)


_FIELD_OF = {"by": "done", "reason": "why"}
"""The field of a panel for a setting of a scenario, where it goes by another name."""


def _by_field(typed: dict[str, str], panel: Panel | None, context: Context) -> dict[str, str]:
    """What was typed, by the ids of the panel's fields."""
    ids = {field.id for field in panel.shape(context).fields} if panel else set()
    return {key if key in ids else _FIELD_OF.get(key, key): text for key, text in typed.items()}


def _mark(frame: Frame, context: Context) -> int:
    """Which line is marked: the one that the agent is about to say, or the next."""
    if isinstance(frame.action, act.Say | act.Adapt | act.LeaveOut) and frame.keys:
        places = [n for n, line in enumerate(context.lines) if line.id == frame.action.line]
        if places:
            return places[0]
    return MarkedLine(context).at


def _opened(frame: Frame, context: Context) -> Panel | None:
    name, _, about = frame.panel.partition(":")
    match name:
        case "details":
            return DetailsPanel(context, about)
        case "anger":
            return AngerPanel()
        case "warn":
            part = (Part[about.upper()], context.call.protocol) if about else None
            return WarnPanel(EndPanel, part)
        case "follow-up":
            return _follow_up(about, context)
        case "report":
            return reason_panel() if about else ReportPanel(context)
        case "manager":
            return manager_name_panel() if about else ManagerPanel()
        case "clock":
            return ClockPanel()
        case "end":
            return EndPanel(context, about)
        case "go":
            return GoPanel(context, BY_ID["go"])
        case "language":
            return LanguagePanel()
        case "correct":
            return CorrectPanel(BY_ID["correct"])
        case "adapt":
            lines = context.lines
            return adapt_panel(lines[_mark(frame, context)], context.script.id) if lines else None
        case "take-over" if isinstance(frame.action, act.TakeOver):
            earlier = frame.action
            title = f"{earlier.summary}, {earlier.from_agent}"
            return TakeOverPanel((EarlierCall(earlier.from_call, title),), BY_ID["details"])
        case _:
            return None


def _follow_up(about: str, context: Context) -> Panel:
    """What `f` opens; or the form of a kind, or of one on record by its event."""
    held = next((one for one in context.call.follow_ups if str(one.n) == about), None)
    if held:
        return open_follow_up(held, context)
    known = about in kinds_here(context)
    return add_follow_up(about, context) if known else follow_up_panel(context)
