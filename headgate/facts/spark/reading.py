"""From an interpreted program to a reading: the same for Python and Scala."""

from __future__ import annotations

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.config import SparkSettings, settings_of
from headgate.facts.spark.jobs import gaps_of, jobs_of
from headgate.facts.spark.plans import tests_only
from headgate.facts.spark.program import SparkProgram
from headgate.facts.spark.strings import Strings
from headgate.gap import Gap
from headgate.lineage import Job


def reading_of(
    file: SourceFile, program: SparkProgram, gaps: tuple[Gap, ...] = (), jobs: tuple[Job, ...] | None = None
) -> Reading:
    """Facts and subjects of `program`; its jobs, and what stays open of them, where they were told already.

    A file of tests has none: its jobs run on rows that it makes itself and belong to no pipeline.
    """
    program.hints = file.hints
    kinds = tuple(sorted(file.kinds))
    if tests_only(file.path):
        return Reading(FileFacts(file.path, kinds, gaps=gaps))
    strings = Strings(program, file.hints)
    statements = tuple(strings.all())
    queries = {key: tuple(one.facts for one in found) for key, found in strings.statements.items()}
    settings = settings_of(program)
    facts = FileFacts(
        file.path,
        kinds,
        statements=tuple(statement.facts for statement in statements),
        datasets=tuple(one.facts.declares for one in statements if one.facts.declares is not None),
        jobs=jobs if jobs is not None else jobs_of(program, queries),
        spark_settings=settings,
        gaps=tuple(
            dict.fromkeys((*gaps, *(strings.gaps if jobs is None else ()), *(gaps_of(program) if jobs is None else ())))
        ),
    )
    offered: tuple[object, ...] = (program, *statements)
    return Reading(facts, (*offered, SparkSettings(file.path, settings, file.hints)) if settings else offered)
