"""Nothing in the source is what a newer Python takes away: read from it, without running it.

The lists are those of "Removed" and "Pending removal" in What's New of Python 3.12 to 3.15, as far
as a program of this kind could use them.
"""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[1] / "guide"

MODULES = {
    "3.12": "asynchat asyncore distutils imp smtpd",
    "3.13": "aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib"
    " ossaudiodev pipes sndhdr spwd sunau telnetlib uu xdrlib",
    "3.15": "sre_compile sre_constants sre_parse",
}
NAMES = {
    "3.12": "configparser.SafeConfigParser pkgutil.ImpImporter ssl.match_hostname ssl.wrap_socket"
    " unittest.makeSuite",
    "3.13": "glob.glob0 locale.resetlocale re.template typing.io typing.re",
    "3.14": "ast.Bytes ast.Ellipsis ast.NameConstant ast.Num ast.Str"
    " asyncio.AbstractChildWatcher asyncio.get_child_watcher asyncio.get_event_loop"
    " asyncio.set_child_watcher importlib.abc.ResourceReader importlib.abc.Traversable"
    " pkgutil.find_loader pkgutil.get_loader pty.master_open pty.slave_open sqlite3.version"
    " sqlite3.version_info urllib.request.FancyURLopener urllib.request.URLopener",
    "3.15": "ctypes.SetPointerType glob.glob1 http.server.CGIHTTPRequestHandler"
    " pathlib.PurePath.is_reserved platform.java_ver typing.no_type_check_decorator",
    "3.16": "asyncio.get_event_loop_policy asyncio.iscoroutinefunction"
    " asyncio.set_event_loop_policy logging.warn shutil.ExecError sys._clear_type_cache"
    " sysconfig.expand_makefile_vars",
    "3.17": "collections.abc.ByteString typing.ByteString",
    "a later Python": "codecs.open datetime.datetime.utcfromtimestamp datetime.datetime.utcnow"
    " locale.getdefaultlocale",
}
SINCE = {
    name: version
    for listed in (MODULES, NAMES)
    for version, names in listed.items()
    for name in names.split()
}


def taken_away(source: str) -> list[str]:
    """What a newer Python no longer has or takes, each with its line and the Python."""
    tree = ast.parse(source)
    imported = _imported(tree)
    found = set[tuple[int, str, str]]()
    for node in ast.walk(tree):
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Name() | ast.Attribute():
                for name in _named(node, imported):
                    if version := SINCE.get(name):
                        found.add((node.lineno, name, version))
            case ast.Constant(value="__annotations__") | ast.Attribute(attr="__annotations__"):
                found.add((node.lineno, "__annotations__ (ask inspect.get_annotations)", "3.14"))
            case ast.Try(finalbody=last) | ast.TryStar(finalbody=last):
                for way_out in _ways_out(last):
                    found.add((way_out.lineno, "a way out of finally", "3.14"))
            case _:
                pass
    return [f"line {line}: {name}, gone from {version}" for line, name, version in sorted(found)]


def _imported(tree: ast.Module) -> dict[str, str]:
    """What each name that is imported anywhere stands for."""
    stands_for: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                top = one.name.partition(".")[0]
                stands_for[one.asname or top] = one.name if one.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for one in node.names:
                stands_for[one.asname or one.name] = f"{node.module}.{one.name}"
    return stands_for


def _named(node: ast.AST, imported: dict[str, str]) -> Iterator[str]:
    """The full names that an import brings, or that a name stands for."""
    match node:
        case ast.Import():
            for one in node.names:
                yield one.name
                yield one.name.partition(".")[0]
        case ast.ImportFrom(module=str(module), level=0):
            yield module
            yield module.partition(".")[0]
            for one in node.names:
                yield f"{module}.{one.name}"
        case ast.Name() | ast.Attribute():
            first, dot, rest = _dotted(node).partition(".")
            if first in imported:
                yield imported[first] + dot + rest


def _dotted(node: ast.expr) -> str:
    """A name with the attributes that are read from it; empty for those of anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=value, attr=attribute) if of := _dotted(value):
            return f"{of}.{attribute}"
        case _:
            return ""


def _ways_out(nodes: Iterable[ast.AST], in_loop: bool = False) -> Iterator[ast.stmt]:
    """The statements that leave a `finally`, and with it what went wrong before."""
    for node in nodes:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                pass
            case ast.Return():
                yield node
            case ast.Break() | ast.Continue() if not in_loop:
                yield node
            case ast.For() | ast.AsyncFor() | ast.While():
                yield from _ways_out(ast.iter_child_nodes(node), in_loop=True)
            case _:
                yield from _ways_out(ast.iter_child_nodes(node), in_loop)


def test_the_source_needs_nothing_that_a_newer_python_takes_away() -> None:
    files = sorted(GUIDE.rglob("*.py"))
    assert files
    found = {path: taken_away(path.read_text("utf-8")) for path in files}
    assert {path: told for path, told in found.items() if told} == {}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import cgi", "cgi, gone from 3.13"),
        ("from distutils.core import setup", "distutils, gone from 3.12"),
        ("import asyncio\nasyncio.get_event_loop()", "asyncio.get_event_loop, gone from 3.14"),
        ("from asyncio import get_event_loop", "asyncio.get_event_loop, gone from 3.14"),
        ("import asyncio as io\nio.get_event_loop()", "asyncio.get_event_loop, gone from 3.14"),
        (
            "from datetime import datetime\ndatetime.utcnow()",
            "datetime.datetime.utcnow, gone from a later Python",
        ),
        (
            'def fields(cls):\n    return vars(cls)["__annotations__"]',
            "__annotations__ (ask inspect.get_annotations), gone from 3.14",
        ),
        ("def f():\n    try: g()\n    finally: return", "a way out of finally, gone from 3.14"),
        (
            "while True:\n    try: g()\n    finally:\n        if h(): break",
            "a way out of finally, gone from 3.14",
        ),
    ],
)
def test_what_a_newer_python_takes_away_is_told(source: str, told: str) -> None:
    assert any(told in one for one in taken_away(source))


@pytest.mark.parametrize(
    "source",
    [
        "import asyncio\nasyncio.get_running_loop()",
        "from guide.cli import cgi",
        "from . import imp",
        "self.asyncio.get_event_loop()",
        "import inspect\ninspect.get_annotations(cls)",
        "try: g()\nfinally:\n    for one in all_of_them:\n        if one: break",
        "try: g()\nfinally:\n    def last(): return 1",
    ],
)
def test_what_stays_is_left_alone(source: str) -> None:
    assert taken_away(source) == []
