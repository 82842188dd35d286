"""A path goes to the clipboard, or it is said why it cannot."""

from textual.app import App

from guide.tui.clipboard import copy_path


class Clipboard(App[object]):
    """An app that keeps what is copied."""

    copied = ""

    def copy_to_clipboard(self, text: str) -> None:
        self.copied = text


def test_a_path_is_sent_and_named() -> None:
    app = Clipboard()
    assert copy_path(app, "/tmp/ü/call.md") == "The path was sent to the clipboard: /tmp/ü/call.md"
    assert app.copied == "/tmp/ü/call.md"


def test_a_folder_whose_name_is_no_text_is_told_and_nothing_is_sent() -> None:
    app = Clipboard()
    told = copy_path(app, "/tmp/b\udcfc/call.md")
    assert told == "A folder of the path has a name that is no text: it cannot be copied."
    assert app.copied == ""
