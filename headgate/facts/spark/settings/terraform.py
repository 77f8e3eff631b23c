"""Settings in Terraform: clusters, job definitions and JSON in strings, each resource a job.

HCL is not parsed: a property and its value stand in one line in every form in which they are written (`"spark.a" = "b"`
in a map, `"spark.a": "b"` in JSON, `--conf spark.a=b` in a list of arguments).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings import versions
from headgate.facts.spark.settings.session import sessions

_BLOCK = re.compile(r'^\s*(?:resource\s+"[\w-]+"|module|data\s+"[\w-]+")\s+"([\w-]+)"\s*\{')
_MAP = re.compile(r'^\s*\\?"(?:spark:)?(spark\.[\w.\-]+)\\?"\s*[=:]\s*(?:\\?"([^"\\]*)\\?"|([\w.\-]+))\s*,?')
_ARGUMENT = re.compile(r'(?:--conf[ =]|"--conf"\s*,\s*"|^\s*")(spark\.[\w.\-]+)=([^"\s,]+)')
_VERSION = re.compile(r'^\s*(spark_version|release_label|image_version|glue_version)\s*=\s*"([^"]+)"')
_OPENS = re.compile(r"^\s*[\w-]+\s*(?:=\s*)?\{\s*$")


def read(file: SourceFile) -> Reading:
    """What a Terraform file sets. Reader for `Kind.TERRAFORM`."""
    found: list[SparkSetting] = []
    told: dict[str, str] = {}
    for job, line, text in _lines(file.text):
        found += _settings(text, line, job)
        version = _VERSION.match(text)
        if version:
            told[job] = versions.of_service(version.group(1), version.group(2))
    facts = FileFacts(file.path, tuple(sorted(file.kinds)), spark_settings=tuple(found))
    return Reading(facts, tuple(sessions(file.path, found, file.hints, told)))


def _lines(text: str) -> Iterator[tuple[str, int, str]]:
    """Each line with its resource; a map of settings of its own within it counts as a job of its own."""
    job, part = "", ""
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > 20_000:
            continue
        block = _BLOCK.match(line)
        if block:
            job, part = block.group(1), ""
        elif _OPENS.match(line) and "new_cluster" in line:
            part = f":{number}"
        yield job + part, number, line


def _settings(text: str, line: int, job: str) -> Iterator[SparkSetting]:
    mapped = _MAP.match(text)
    if mapped:
        yield SparkSetting(mapped.group(1), mapped.group(2) or mapped.group(3) or "", line, "manifest", job)
        return
    for argument in _ARGUMENT.finditer(text):
        yield SparkSetting(argument.group(1), argument.group(2), line, "submit", job)
