"""Fixtures of the tests of the desk: see `desk_server`."""

from desk_server import as_login, desk, laid, server

__all__ = ("as_login", "desk", "laid", "server")
