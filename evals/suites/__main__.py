"""`python -m evals.suites NAME [ARGUMENTS]`: answer the cases of one outside benchmark."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec


def main() -> int:
    """Hand over to `evals.suites.NAME`."""
    name, *arguments = sys.argv[1:] or [""]
    if not name.isidentifier() or find_spec(f"evals.suites.{name}") is None:
        sys.stderr.write("Name a suite, as in `python -m evals.suites lineage`.\n")
        return 2
    answer: int = import_module(f"evals.suites.{name}").main(arguments)
    return answer


if __name__ == "__main__":
    sys.exit(main())
