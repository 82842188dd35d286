"""The call screen of a script's file that is being written."""

from pathlib import Path

from guide.cli.screen import require_terminal, show_app
from guide.cli.settings import settings
from guide.training.preview import require_script_file


def preview_file(file: Path) -> int:
    """Show the call screen of a file until it is left; return the exit code.

    Raises GuideError for what is not read as a script.
    """
    require_script_file(file)
    chosen = settings()
    require_terminal("A preview is shown", f"guide check {file} tells what is wrong with it.")
    from guide.tui.preview import PreviewApp

    app = PreviewApp(file, chosen.agent_name(), chosen.palette, chosen.actions)
    return show_app(app, "A preview keeps nothing and changes nothing.")
