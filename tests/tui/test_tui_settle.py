import gc
import sys

import pytest

from guide import garbage
from guide.script.library import Library, load_library, shipped_folder
from guide.tui.settle import load_scripts


class Broken(Library):
    def complete(self) -> None:
        raise KeyError


@pytest.mark.parametrize("kind", [Library, Broken])
def test_collecting_and_threads_go_on_as_usual_whatever_became_of_the_scripts(
    kind: type[Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)
    usual, library = sys.getswitchinterval(), load_library(shipped_folder())
    with garbage.held():
        try:
            load_scripts(kind(library.scripts, (), library.folder))
        except KeyError:
            assert kind is Broken
        assert gc.isenabled()
    assert sys.getswitchinterval() == usual
