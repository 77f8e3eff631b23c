"""Writes the generated pages, or with `--check` says which are out of date."""

from __future__ import annotations

import sys
from pathlib import Path

from app.docs.pages import all_pages, outdated, write

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """0 where all is well, 1 where `--check` finds a page out of date, 2 for unknown arguments."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m app.docs [--check]", file=sys.stderr)
        return 2
    pages = all_pages()
    stale = outdated(ROOT, pages)
    if arguments and stale:
        named = ", ".join(stale[:5]) + (f" and {len(stale) - 5} more" if len(stale) > 5 else "")
        print(f"{named} out of date; run `make docs`.", file=sys.stderr)
        return 1
    if not arguments:
        write(ROOT, pages)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
