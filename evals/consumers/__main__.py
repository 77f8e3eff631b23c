"""Score the consumers that Headgate names against those that fail or change without the field.

`python -m evals.consumers [--held-out | --all] [-v] [NAME…]`

A consumer is named rightly by its file and a line of the very statement. Held-out repositories give figures only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from fnmatch import fnmatchcase

from evals.consumers.answers import answer
from evals.consumers.case import SchemaEdit, edits, truth
from evals.consumers.score import Score, lines


def scored(changes: Iterable[SchemaEdit]) -> Score:
    """The score over `changes`."""
    found = Score()
    for one in changes:
        found.add(one, truth(one.project).get(one.field, ()), answer(one))
    return found


def main(arguments: list[str]) -> int:
    """Print the figures, and with `-v` what was told wrongly."""
    parser = argparse.ArgumentParser(prog="python -m evals.consumers", description=__doc__)
    parser.add_argument("--held-out", action="store_true", help="the repositories that are never looked at")
    parser.add_argument("--all", action="store_true", help="all repositories")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what was told wrongly")
    parser.add_argument("names", nargs="*", help="patterns of project/change")
    asked = parser.parse_args(arguments)
    chosen = [
        one
        for one in edits()
        if (asked.all or one.held_out == asked.held_out)
        and (not asked.names or any(fnmatchcase(one.key, pattern) for pattern in asked.names))
    ]
    found = scored(chosen)
    print("\n".join(lines(found)))
    for key, told in found.misses.items() if asked.verbose and not asked.held_out else ():
        print(key, *(f"    {one}" for one in told), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
