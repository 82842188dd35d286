"""Panels: what opens beside the line to say, never over it; and which action opens which.

They are a third of the screen: this is imported once the first frame is there.
"""

from collections.abc import Callable

from guide.tui.keys import KeyAction, by_id
from guide.tui.panel import Host, Panel
from guide.tui.panels.end import EndPanel
from guide.tui.panels.find import FindPanel
from guide.tui.panels.follow_up import follow_up_panel
from guide.tui.panels.forms import DetailsPanel
from guide.tui.panels.lists import (
    AngerPanel,
    ClockPanel,
    CopyPanel,
    CorrectPanel,
    GoPanel,
    HeardPanel,
    HelpPanel,
    LanguagePanel,
    ManagerPanel,
    TakeOverPanel,
)
from guide.tui.panels.warn import Part, WarnPanel


def _action(host: Host, name: str) -> KeyAction:
    return by_id(host.actions)[name]


OPENERS: dict[str, Callable[[Host], Panel]] = {
    "warn": lambda host: WarnPanel(EndPanel, desk=host.desk),
    "goes-on": lambda host: WarnPanel(EndPanel, (Part.ANSWER, host.now().call.protocol), host.desk),
    "follow-up": lambda host: follow_up_panel(host.now()),
    "manager": lambda host: ManagerPanel(host.desk),
    "anger": lambda host: AngerPanel(),
    "clock": lambda host: ClockPanel(),
    "details": lambda host: DetailsPanel(host.now()),
    "go": lambda host: GoPanel(host.now(), _action(host, "go")),
    "language": lambda host: LanguagePanel(),
    "end": lambda host: EndPanel(host.now()),
    "copy": lambda host: CopyPanel(_action(host, "copy"), host.marked_words()),
    "find": lambda host: FindPanel(),
    "correct": lambda host: CorrectPanel(_action(host, "correct")),
    "take-over": lambda host: TakeOverPanel(
        host.earlier_calls(), _action(host, "details"), at_desk=host.desk is not None
    ),
    "help": lambda host: HelpPanel(host.actions),
    "heard": lambda host: HeardPanel(),
}
"""By the id of the action."""
