"""The supervisor's board, from the prompt."""

from pathlib import Path

from guide.cli.desk import desk_named, installed
from guide.cli.screen import require_terminal, show_app
from guide.cli.settings import settings
from guide.errors import GuideError
from guide.script.library import load_library


def show_board(name: str, scripts: Path | None) -> int:
    """Show the board of a desk until it is left; return the exit code."""
    chosen = settings(scripts=scripts)
    desk = desk_named(name, chosen)
    library = load_library(chosen.scripts_folder)
    require_terminal("The board is shown", "guide desk figures prints figures about asks.")
    with installed():
        from guide.desk.board import Board
        from guide.tui.board import BoardApp
    board = Board(desk.name, kept_in=desk.kept_in)
    app = BoardApp(board, library, chosen.palette, begin_reading=board.start)
    try:
        code = show_app(app, "What was answered is at the desk.")
    finally:
        board.close()
    if app.refused:
        raise GuideError(app.refused)
    return code
