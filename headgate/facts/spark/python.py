"""Reading PySpark: values, calls, jobs, settings and the SQL in strings."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from headgate.facts.python.parse import parsed
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.plans import tests_only
from headgate.facts.spark.program import SparkProgram
from headgate.facts.spark.python_flow import Flow
from headgate.facts.spark.reading import Followed, reading_of
from headgate.facts.spark.rehearsal.follow import rehearse
from headgate.facts.spark.rehearsal.outcome import gaps_of, jobs_of
from headgate.facts.spark.settings.operators import configured


@dataclass(eq=False)
class SparkModule(SparkProgram):
    """A PySpark module, with its syntax tree."""

    tree: ast.Module | None = None


def interpret(path: str, text: str) -> SparkModule:
    """The module's values and calls.

    Raises:
        SyntaxError: the text is not Python of this version.
        ValueError: it holds null bytes.
        RecursionError: it nests deeper than the interpreter can follow.
    """
    tree = parsed(text)
    module = SparkModule(path, "python", text, tree=tree)
    Flow(module, tree).module(tree)
    return module


def read(file: SourceFile) -> Reading:
    """What a PySpark file says. Reader for `Kind.PYSPARK`."""
    kinds = tuple(sorted(file.kinds))
    try:
        module = interpret(file.path, file.text)
    except (SyntaxError, ValueError) as error:
        gap = file.gap("file", f"it is not Python 3 that this version parses ({error})")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    except (RecursionError, MemoryError):
        gap = file.gap("file", "its code nests too deeply to be followed")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    if module.tree is None or tests_only(file.path):
        return reading_of(file, module)
    rehearsal = rehearse(file.path, file.text, module.tree)
    module.configured = configured(module.tree) if "%%configure" in file.text else ()
    followed = Followed(jobs_of(rehearsal), tuple(gaps_of(rehearsal)), rehearsal.texts)
    return reading_of(file, module, followed=followed)
