"""What pip is to install for one end of the ranges in pyproject.toml: `lowest` or `newest`.

One requirement a line: all that the program names, at that end, and what the tests need besides.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def at_its_lowest(named: Requirement) -> str:
    """The lowest release that a requirement allows; ValueError unless it tells exactly one."""
    [bound] = [one.version for one in named.specifier if one.operator in (">=", "==")]
    only_where = f"; {named.marker}" if named.marker else ""
    with_extras = f"[{','.join(sorted(named.extras))}]" if named.extras else ""
    return f"{named.name}{with_extras}=={bound}{only_where}"


def requirements(project: dict[str, Any], end: str) -> list[str]:
    """The lines for pip."""
    extras = project["optional-dependencies"]
    every = [*project["dependencies"], *extras["web"], *extras["desk"]]
    named = [Requirement(line) for line in every]
    known = {canonicalize_name(name) for name in (project["name"], *(one.name for one in named))}
    besides = [
        line for line in extras["test"] if canonicalize_name(Requirement(line).name) not in known
    ]
    return [at_its_lowest(one) if end == "lowest" else str(one) for one in named] + besides


if __name__ == "__main__":
    about = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]
    print(*requirements(about, sys.argv[1]), sep="\n")
