"""Fixtures of the tests of the desk: see `desk.server`."""

from desk.server import as_login, desk, laid, server

__all__ = ("as_login", "desk", "laid", "server")
