"""A manager gets involved: asked for with one key; who came is written down when known."""

from guide.call.actions import NameManager
from guide.call.context import Allowed
from guide.tui.panels.ask import AskPanel
from guide.tui.panels.fields import Field, Fields
from guide.tui.panels.panel import Host


def manager_panel() -> AskPanel:
    """Ask who came."""

    def answer(fields: Fields, host: Host) -> bool:
        return isinstance(host.do(NameManager(fields.value("name"))), Allowed)

    text = "Asked for: that is on record. Who came? Esc if nobody is known yet; m asks again."
    return AskPanel("Manager", text, [Field("name", "Name", place="manager:name")], answer)
