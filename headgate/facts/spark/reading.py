"""From an interpreted program to a reading: the same for Python and Scala."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.jobs import gaps_of, jobs_of
from headgate.facts.spark.plans import tests_only
from headgate.facts.spark.program import SparkProgram
from headgate.facts.spark.settings.programs import settings_of
from headgate.facts.spark.settings.session import sessions
from headgate.facts.spark.strings import Strings
from headgate.facts.sql.spark_script import script_of
from headgate.gap import Gap
from headgate.lineage import Job
from headgate.source.kinds import Kind


@dataclass(frozen=True, slots=True)
class Followed:
    """What following a program call by call has told."""

    jobs: tuple[Job, ...]
    gaps: tuple[Gap, ...]
    texts: Mapping[int, Iterable[str]]
    """What its `spark.sql` calls are given, by their lines."""


def reading_of(
    file: SourceFile, program: SparkProgram, gaps: tuple[Gap, ...] = (), followed: Followed | None = None
) -> Reading:
    """Facts and subjects of `program`; jobs and gaps as they were `followed`, where that was done.

    A file of tests has none: its jobs run on rows that it makes itself and belong to no pipeline.
    """
    program.hints = file.hints
    kinds = tuple(sorted(file.kinds))
    if tests_only(file.path):
        return Reading(FileFacts(file.path, kinds, gaps=gaps))
    strings = Strings(program, file.hints, followed.texts if followed is not None else None)
    statements = tuple(strings.all())
    queries = {key: tuple(one.facts for one in found) for key, found in strings.statements.items()}
    settings = (*program.configured, *settings_of(program))
    if Kind.AIRFLOW in file.kinds:
        # Who reads the DAG reads the command lines in it.
        settings = tuple(one for one in settings if one.origin != "submit")
    facts = FileFacts(
        file.path,
        kinds,
        statements=tuple(statement.facts for statement in statements),
        datasets=tuple(one.facts.declares for one in statements if one.facts.declares is not None),
        jobs=followed.jobs if followed is not None else jobs_of(program, queries),
        spark_settings=settings,
        gaps=tuple(dict.fromkeys((*gaps, *(followed.gaps if followed else (*strings.gaps, *gaps_of(program)))))),
    )
    offered: tuple[object, ...] = (program, *statements, *script_of(file.path, statements, whole=False))
    made = (replace(one, language=program.language) for one in sessions(file.path, settings, file.hints))
    return Reading(facts, (*offered, *made))
