"""A place in a recording as a scene of the call screen: the panel that is open, what is typed."""

from guide.call import actions as act
from guide.call.context import Context
from guide.record.writer import Saved
from guide.script.model import FollowUpKind
from guide.training.recording import Frame, Recording
from guide.tui.editor import Editor
from guide.tui.keys import BY_ID
from guide.tui.marked_line import MarkedLine
from guide.tui.panels.adapt import adapt_panel
from guide.tui.panels.anger import AngerPanel
from guide.tui.panels.correct import CorrectPanel
from guide.tui.panels.details import DetailsPanel
from guide.tui.panels.end import EndPanel
from guide.tui.panels.follow_up import (
    FollowUpPanel,
    ReportPanel,
    add_follow_up,
    open_follow_up,
    reason_panel,
)
from guide.tui.panels.go import GoPanel
from guide.tui.panels.manager import manager_panel
from guide.tui.panels.panel import EarlierCall, Panel
from guide.tui.panels.take_over import TakeOverPanel
from guide.tui.panels.warn import WarnPanel
from guide.tui.panels.warn_parts import Part
from guide.tui.scene import Message, Scene, Tone


def scene_at(
    recording: Recording, position: float, width: int, height: int, banner: str = ""
) -> Scene:
    """What the call screen shows at a place in a recording, in seconds from its beginning."""
    frame = recording.frames[recording.index(position)]
    context = Context(frame.call, recording.library, recording.moment(position))
    notes = frame.panel == "notes"
    text = dict(frame.typed).get("text") if notes else None
    rewritten = frame.action.of if notes and isinstance(frame.action, act.Rewrite) else 0
    return Scene(
        now=context,
        saved=Saved(True, count=len(frame.call.entries)),
        elapsed=recording.at(position),
        width=width,
        height=height,
        mark=_mark(frame, context),
        typing=notes,
        editor=Editor.of(frame.call.draft if text is None else text),
        correcting=rewritten,
        panel=_filled(frame, context),
        message=Message(frame.refusal, Tone.REFUSAL) if frame.refusal else None,
        banner=banner,
    )


def _mark(frame: Frame, context: Context) -> int:
    """Which line is marked: the one that the agent is about to say, or the next."""
    if isinstance(frame.action, act.Say | act.Adapt | act.LeaveOut) and frame.keys:
        places = [n for n, line in enumerate(context.lines) if line.id == frame.action.line]
        if places:
            return places[0]
    return MarkedLine(context).at


def _filled(frame: Frame, context: Context) -> Panel | None:
    """The panel that is open, with what is typed into it."""
    panel = _opened(frame, context)
    if panel and panel.fields:
        ids = [field.id for field in panel.fields.fields]
        for name, text in frame.typed:
            # A detail is typed where the form has opened: its setting is called `value` for all.
            panel.fields.active = ids.index(name) if name in ids else panel.fields.active
            panel.fields.current.editor = Editor.of(text)
    return panel


def _opened(frame: Frame, context: Context) -> Panel | None:
    name, _, about = frame.panel.partition(":")
    match name:
        case "details":
            return DetailsPanel(context, about)
        case "anger":
            return AngerPanel(context)
        case "warn":
            return WarnPanel(context, Part[about.upper()] if about else None)
        case "follow-up":
            return _follow_up(about, context)
        case "report":
            return reason_panel() if about else ReportPanel(context)
        case "manager":
            return manager_panel()
        case "end":
            return EndPanel(context, about)
        case "go":
            return GoPanel(context, BY_ID["go"])
        case "correct":
            return CorrectPanel(context, BY_ID["correct"])
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
    """The list of follow-ups; or the form of a kind, or of one on record by its event."""
    held = next((one for one in context.call.follow_ups if str(one.n) == about), None)
    if held:
        return open_follow_up(held, context)
    kinds = [kind for kind in FollowUpKind if kind == about]
    return add_follow_up(kinds[0], context) if kinds else FollowUpPanel(context)
