"""The caller's anger: four stages with their signs, and calm; one digit sets it."""

from guide.call.actions import SetStage
from guide.call.context import Context
from guide.call.events import Stage
from guide.script.model import Script, StageSigns
from guide.tui.panels.menu import Item, Menu
from guide.tui.panels.panel import Host, Panel
from guide.tui.rows import Row


class AngerPanel(Panel):
    """escalated-callers, E2: each stage, its signs, and what it means for how to talk."""

    title = "Anger"
    hint = "1-4 sets it · 0 calm · Esc"

    def __init__(self, context: Context) -> None:
        signs = stage_signs(context)
        self._menu = Menu([_item(stage, signs.get(stage.value)) for stage in reversed(Stage)])
        self._menu.items.sort(key=lambda item: (item.key == "0", item.key))
        held = context.call.stage
        if held is not None:
            self._menu.at = [item.id for item in self._menu.items].index(held.value)

    def rows(self, context: Context, width: int, height: int) -> list[Row]:
        """The stages; without their signs where room is short."""
        return self._menu.shortened(width, height)

    def key(self, key: str, character: str, host: Host) -> None:
        """A digit sets the stage and closes."""
        picked = self._menu.picked(key)
        if picked is not None:
            host.do(SetStage(Stage(picked.id)))
            host.close()


def stage_signs(context: Context) -> dict[str, StageSigns]:
    """The signs of each stage: the script's own, or those of the first script that has any."""
    scripts: list[Script] = [context.script, *context.library.scripts.values()]
    return next((dict(s.stages) for s in scripts if s.stages), {})


def _item(stage: Stage, signs: StageSigns | None) -> Item:
    aside = f"{signs.signs}\n→ {signs.talk}" if signs else ""
    return Item(stage.value, stage.value.capitalize(), aside, key=str(stage.rank))
