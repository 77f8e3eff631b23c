"""Score Headgate's impact against real runs of dbt.

`python -m evals.impact [--held-out | --all] [--no-execute] [-v] [NAME…]`

By default over the mutations that may be looked at. The process ends with 1 if a model that fails or changes is
called unaffected.
"""

from __future__ import annotations

import argparse
import sys
from fnmatch import fnmatchcase
from pathlib import Path

from evals.impact.answers import answers
from evals.impact.mutation import ROOM, Mutation, mutations
from evals.impact.score import Score, lines
from evals.impact.truth import load


def scored(changes: list[Mutation], room: Path = ROOM, *, execute: bool = True) -> Score:
    """The score over `changes`."""
    truths = {name: load(name, room / "truth") for name in {one.project for one in changes}}
    found = Score()
    for one, told in answers(changes, room, execute=execute):
        found.add(one.key, truths[one.project][one.name], told)
    return found


def main(arguments: list[str]) -> int:
    """Print the figures, and with `-v` what was told wrongly."""
    parser = argparse.ArgumentParser(prog="python -m evals.impact", description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="the third that is never looked at; figures only")
    parser.add_argument("--all", action="store_true", help="all mutations")
    parser.add_argument("--no-execute", action="store_true", help="by what is derived alone; nothing is run on DuckDB")
    parser.add_argument("--projects", type=Path, default=ROOM, help="folder with projects/, mutations/ and truth/")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what was told wrongly")
    parser.add_argument("names", nargs="*", help="patterns of project/mutation")
    asked = parser.parse_args(arguments)
    chosen = [
        one
        for one in mutations(asked.projects / "mutations")
        if (asked.all or one.held_out == asked.held_out)
        and (not asked.names or any(fnmatchcase(one.key, pattern) for pattern in asked.names))
    ]
    found = scored(chosen, asked.projects, execute=not asked.no_execute)
    print(f"{len(chosen)} mutations")
    print("\n".join(lines(found)))
    for miss in found.misses if asked.verbose and not asked.held_out else ():
        print(f"  {miss.mutation}: {miss.model}: {miss.truth}, told {miss.told}")
    return 1 if found.dangerous else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
