"""Schema changes: those that happened, and a search for records that prove "safe" wrong.

`python -m evals.schema replay REPOSITORY [--commits N] [--within FOLDER]` lists the breaks in a repository's history.
`python -m evals.schema search [--pairs N] [--records N] [--seed N]` ends with 1 where a counter-example is found.
`python -m evals.schema peers CASES [--buf COMMAND] [--squawk COMMAND] [--avro-python COMMAND]` runs other tools beside.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evals.schema.peers import compared
from evals.schema.replay import replay
from evals.schema.search import Searched, search


def main(arguments: list[str]) -> int:
    """Print what is found."""
    parser = argparse.ArgumentParser(prog="python -m evals.schema", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    history = commands.add_parser("replay", help="what the schema rules say of each commit")
    history.add_argument("repository", type=Path)
    history.add_argument("--commits", type=int, default=200)
    history.add_argument("--within", default="", help="a folder of the repository")
    random_pairs = commands.add_parser("search", help='records that prove a verdict of "safe" wrong')
    random_pairs.add_argument("--pairs", type=int, default=300, help="of each format")
    random_pairs.add_argument("--records", type=int, default=50, help="at most, a direction")
    random_pairs.add_argument("--seed", type=int, default=1)
    beside = commands.add_parser("peers", help="other tools on the cases of the schema suite, where they are at hand")
    beside.add_argument("cases", type=Path, help="a file with a case on each line")
    beside.add_argument("--buf", default="", metavar="COMMAND")
    beside.add_argument("--squawk", default="", metavar="COMMAND")
    beside.add_argument("--avro-python", default="", metavar="COMMAND", help="a Python that has the package avro")
    asked = parser.parse_args(arguments)
    return {"search": _search, "replay": _replay, "peers": _peers}[asked.command](asked)


def _search(asked: argparse.Namespace) -> int:
    counted = Searched()
    found = list(search(asked.pairs, asked.records, asked.seed, counted))
    for one in found:
        print(one)
    print(
        f"{counted.pairs} pairs, {counted.safe} directions called safe, {counted.untold} not told, "
        f"{len(found)} counter-examples"
    )
    return 1 if found else 0


def _replay(asked: argparse.Namespace) -> int:
    for line in replay(asked.repository, asked.commits, asked.within):
        print(line, flush=True)
    return 0


def _peers(asked: argparse.Namespace) -> int:
    for line in compared(asked.cases, asked.buf, asked.squawk, asked.avro_python):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
