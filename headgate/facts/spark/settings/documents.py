"""Settings in YAML and JSON."""

from __future__ import annotations

from headgate.errors import HeadgateError
from headgate.facts.documents import read_yaml
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.settings.described import Descriptions
from headgate.facts.spark.settings.session import sessions


def read(file: SourceFile) -> Reading:
    """What a description of a job or cluster sets. Reader for `Kind.SPARK_JOB`."""
    kinds = tuple(sorted(file.kinds))
    # JSON is YAML, except that YAML indents with no tabs.
    text = file.text.replace("\t", "  ") if file.path.endswith(".json") else file.text
    try:
        documents = read_yaml(text)
    except HeadgateError as error:
        if "{{" in text:
            # A chart's template: what it makes is told by the values it is rendered with.
            return Reading(FileFacts(file.path, kinds))
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("Spark settings", str(error)),)))
    found = Descriptions().take(documents)
    facts = FileFacts(file.path, kinds, spark_settings=tuple(found.settings))
    return Reading(facts, tuple(sessions(file.path, found.settings, file.hints, found.versions)))
