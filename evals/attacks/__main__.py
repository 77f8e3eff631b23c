"""`python -m evals.attacks`: play the whole corpus and print what came of it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from evals.attacks.corpus import corpus
from evals.attacks.outcome import outcomes
from evals.attacks.play import play
from evals.attacks.table import table


def main() -> int:
    """1 where an injection reached an effect."""
    with tempfile.TemporaryDirectory(prefix="headgate-attacks-") as folder:
        told = outcomes(play(corpus(), Path(folder) / "play"))
    sys.stdout.write(table(told))
    return int(any(one.effects for one in told))


if __name__ == "__main__":
    sys.exit(main())
