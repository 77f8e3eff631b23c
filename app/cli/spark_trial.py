"""Programs tried with Spark: `headgate spark NEW.py --against OLD.py --try-with-spark`."""

from __future__ import annotations

import sys
from pathlib import Path

from app.cli.output import written
from app.cli.spark_plan import writer_of
from headgate.errors import HeadgateError
from headgate.remedy.spark.trial import trial
from headgate.review_plan import review_trial

SECONDS = 600.0
"""For each version, Spark's own start included."""
_RUN = (".py", ".sql")


def report_trial(path: Path, older: Path | None, form: str, python: Path | None, output: Path | None = None) -> int:
    """Run the program at `path`, and the `older` one, on made-up rows, and write what came of it; the exit code.

    Both are run, apart from network and keys: only on programs that you would run yourself. The code is 1 where columns
    or rows differ, the plan got worse, or a version could not be run.

    Raises:
        HeadgateError: the file is no program, there is no pyspark, or the machine cannot cut a process off.
    """
    writer = writer_of(form)
    for one in (path, older):
        if one is not None and one.suffix not in _RUN:
            raise HeadgateError(f"{one} is no program that Spark can try; give a .py or .sql file.")
    old, new = trial(python or Path(sys.executable), older, path, SECONDS)
    review = review_trial(path.as_posix(), old, new)
    written(writer(review), output)
    return int(review.worse)
