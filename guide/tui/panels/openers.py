"""Every panel, and which action of the table opens it.

The panels are a third of the screen: this is imported once the first frame is there.
"""

from collections.abc import Callable

from guide.tui.keys import KeyAction, by_id
from guide.tui.panels.adapt import adapt_panel
from guide.tui.panels.anger import AngerPanel
from guide.tui.panels.correct import CorrectPanel
from guide.tui.panels.details import DetailsPanel
from guide.tui.panels.end import EndPanel
from guide.tui.panels.find import FindPanel
from guide.tui.panels.follow_up import FollowUpPanel
from guide.tui.panels.go import GoPanel
from guide.tui.panels.help import HelpPanel
from guide.tui.panels.manager import manager_panel
from guide.tui.panels.panel import Host, Panel
from guide.tui.panels.take_over import TakeOverPanel
from guide.tui.panels.warn import WarnPanel
from guide.tui.panels.warn_parts import Part

__all__ = ["OPENERS", "EndPanel", "adapt_panel", "manager_panel"]


def _action(host: Host, name: str) -> KeyAction:
    return by_id(host.actions)[name]


OPENERS: dict[str, Callable[[Host], Panel]] = {
    "warn": lambda host: WarnPanel(host.now()),
    "goes-on": lambda host: WarnPanel(host.now(), Part.ANSWER),
    "follow-up": lambda host: FollowUpPanel(host.now()),
    "anger": lambda host: AngerPanel(host.now()),
    "details": lambda host: DetailsPanel(host.now()),
    "go": lambda host: GoPanel(host.now(), _action(host, "go")),
    "end": lambda host: EndPanel(host.now()),
    "find": lambda host: FindPanel(),
    "correct": lambda host: CorrectPanel(host.now(), _action(host, "correct")),
    "take-over": lambda host: TakeOverPanel(host.earlier_calls(), _action(host, "details")),
    "help": lambda host: HelpPanel(host.actions),
}
"""By the id of the action."""
