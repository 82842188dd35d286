"""A path on its way to the terminal's clipboard."""

from textual.app import App


def copy_path(app: App[object], path: str) -> str:
    """Send a path to the terminal's clipboard; what is told of that."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return "A folder of the path has a name that is no text: it cannot be copied."
    app.copy_to_clipboard(path)
    return f"The path was sent to the clipboard: {path}"
