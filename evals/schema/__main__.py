"""`python -m evals.schema replay REPOSITORY [--commits N] [--within FOLDER]`: the breaks in a repository's history."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evals.schema.replay import replay


def main(arguments: list[str]) -> int:
    """Print what is found."""
    parser = argparse.ArgumentParser(prog="python -m evals.schema", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    history = commands.add_parser("replay", help="what the schema rules say of each commit")
    history.add_argument("repository", type=Path)
    history.add_argument("--commits", type=int, default=200)
    history.add_argument("--within", default="", help="a folder of the repository")
    asked = parser.parse_args(arguments)
    for line in replay(asked.repository, asked.commits, asked.within):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
