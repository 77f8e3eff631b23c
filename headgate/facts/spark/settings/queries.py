"""Settings that SQL makes for its session: `SET spark.sql.shuffle.partitions = 400`."""

from __future__ import annotations

import re

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings.session import sessions

_SET = re.compile(r"^[ \t]*SET[ \t]+(spark\.[\w.]+)[ \t]*=[ \t]*([^;\n]*?)[ \t]*(?:;.*)?$", re.I)


def read(file: SourceFile) -> Reading:
    """What the statements of a SQL file set. Another reader for `Kind.SQL` and `Kind.SQL_TEMPLATE`."""
    if "spark." not in file.text:
        return Reading(FileFacts(file.path))
    found = []
    for number, line in enumerate(file.text.split("\n"), start=1):
        matched = _SET.match(line) if len(line) < 10_000 else None
        if matched:
            found.append(SparkSetting(matched.group(1), matched.group(2).strip("'\""), number, "runtime"))
    facts = FileFacts(file.path, spark_settings=tuple(found))
    return Reading(facts, tuple(sessions(file.path, found, file.hints)))
