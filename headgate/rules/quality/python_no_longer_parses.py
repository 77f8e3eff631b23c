"""A change leaves a Python file that Python refuses to parse."""

from __future__ import annotations

import symtable
from collections.abc import Iterator

from headgate.change import Status
from headgate.facts.python.parse import parsed
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.rules.registry import Found, repository, rule

_BASE = """
    from pyspark.sql import DataFrame

    def save(frame: DataFrame, path: str) -> None:
        frame.write.parquet(path)
"""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"jobs/save.py": _BASE.replace("path: str", "path: str, path: str")},
            {"jobs/save.py": (3,)},
            base={"jobs/save.py": _BASE},
        ),
        repository(
            {"jobs/save.py": _BASE.replace("path)", "path")}, {"jobs/save.py": (4,)}, base={"jobs/save.py": _BASE}
        ),
        repository({"jobs/save.py": _BASE.replace("path)", "path )")}, base={"jobs/save.py": _BASE}),
        repository(
            {"jobs/save.py": _BASE.replace("path)", "path")}, base={"jobs/save.py": 'print "of the second version"\n'}
        ),
    ),
)
def python_no_longer_parses(comparison: Comparison) -> Iterator[Found]:
    """A change leaves a Python file that Python refuses to parse.

    ## Why it matters
    Nothing of the file runs: the DAG vanishes, the job ends before its first line, whoever imports the module fails.

    ## Instead
    What the change was to be; often a merge left its markers, or both versions of a line.

    ## When it stays silent
    Where the base did not parse either, as with files for Python 2, and for notebooks.

    ## Fix
    None: what was meant is for the author to say.
    """
    for path, change in comparison.change.files.items():
        if not path.endswith(".py") or change.status is Status.REMOVED:
            continue
        before = comparison.base.snapshot.text_of(change.old_path or path)
        after = comparison.head.snapshot.text_of(path)
        if before is None or after is None or _refused(before) is not None:
            continue
        error = _refused(after)
        if error is not None:
            line = min(error.lineno or 1, after.count("\n") + 1)
            yield Found(
                f"Python refuses this file since the change: {error.msg}; it is broken as a whole.",
                max(line, 1),
                "SyntaxError",
                path=path,
            )


def _refused(text: str) -> SyntaxError | None:
    """The error, where the text is not Python; what is too deep to be parsed counts as Python."""
    try:
        parsed(text)
        symtable.symtable(text, "<reviewed>", "exec")
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError, OverflowError):
        return None
    return None
