"""Spark's properties files: `spark-defaults.conf` and what `--properties-file` names."""

from __future__ import annotations

import re

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings.session import SparkSettings

_LINE = re.compile(r"^\s*(spark\.[\w.\-]+)\s*[=:\s]\s*(\S.*)?$")


def read(file: SourceFile) -> Reading:
    """What a Spark properties file sets. Reader for `Kind.SPARK_CONF`.

    A value is kept with its quotes: in a properties file they belong to it.
    """
    found = []
    for number, line in enumerate(file.text.split("\n"), start=1):
        matched = _LINE.match(line) if len(line) < 10_000 else None
        if matched:
            found.append(SparkSetting(matched.group(1), (matched.group(2) or "").strip(), number, "conf-file"))
    settings = tuple(found)
    facts = FileFacts(file.path, tuple(sorted(file.kinds)), spark_settings=settings)
    return Reading(facts, (SparkSettings(file.path, settings, file.hints),) if settings else ())
