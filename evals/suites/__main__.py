"""`python -m evals.suites NAME [ARGUMENT…]`: answer the suite called NAME."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module

import evals.suites as _home


def main(arguments: list[str]) -> int:
    """Hand over to `evals.suites.NAME.main`; 2 where there is no such suite."""
    known = sorted(module.name for module in pkgutil.iter_modules(_home.__path__) if not module.name.startswith("_"))
    if not arguments or arguments[0] not in known:
        print(f"Name one of these suites: {', '.join(known)}.", file=sys.stderr)
        return 2
    answered: int = import_module(f"evals.suites.{arguments[0]}").main(arguments[1:])
    return answered


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
