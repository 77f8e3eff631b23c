"""Settings in descriptions of jobs and clusters: Kubernetes, EMR, Databricks, Dataproc, Glue, Livy, compose files.

Every mapping whose keys are Spark's properties is a place where settings are written, whichever service it is
for; what stands around it tells the job, its program and its version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from headgate.facts.documents import Value
from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings import versions
from headgate.facts.spark.settings.commands import LAUNCHERS, Word, of_words, settings_of

_NAMES = ("name", "job_cluster_key", "task_key", "task_id", "run_name", "Id", "Name")
_VERSIONS = (
    "sparkVersion", "spark_version", "ReleaseLabel", "release_label", "releaseLabel", "image_version", "imageVersion",
    "glue_version", "GlueVersion",
)  # fmt: skip
_PROGRAMS = (
    "mainApplicationFile", "application", "main_python_file_uri", "mainPythonFileUri", "python_file", "file",
    "script_location", "entryPoint",
)  # fmt: skip
_ARGUMENTS = {
    "executor_memory": "spark.executor.memory", "driver_memory": "spark.driver.memory",
    "executor_cores": "spark.executor.cores", "num_executors": "spark.executor.instances",
    "total_executor_cores": "spark.cores.max", "packages": "spark.jars.packages",
    "executorMemory": "spark.executor.memory", "driverMemory": "spark.driver.memory",
    "executorCores": "spark.executor.cores", "numExecutors": "spark.executor.instances",
}  # fmt: skip
"""What operators and Livy call properties; read where `conf` or `application` stands beside them."""
_POD = {
    "driver": {"memory": "spark.driver.memory", "cores": "spark.driver.cores",
               "memoryOverhead": "spark.driver.memoryOverhead"},
    "executor": {"memory": "spark.executor.memory", "cores": "spark.executor.cores",
                 "memoryOverhead": "spark.executor.memoryOverhead", "instances": "spark.executor.instances"},
    "dynamicAllocation": {"enabled": "spark.dynamicAllocation.enabled",
                          "minExecutors": "spark.dynamicAllocation.minExecutors",
                          "maxExecutors": "spark.dynamicAllocation.maxExecutors",
                          "initialExecutors": "spark.dynamicAllocation.initialExecutors"},
}  # fmt: skip
"""Fields of the Kubernetes operator's `SparkApplication` and the properties that it makes of them."""
_LABELS = "spark.apache.org/"
_DATAPROC = "spark:"
"""Dataproc's cluster properties name the file first: `spark:spark.executor.memory`."""


@dataclass(frozen=True)
class Around:
    """What stands around a mapping."""

    name: str = ""
    job: str = ""
    """Fixed where everything below is one job."""
    program: str = ""
    version: str = ""


@dataclass
class Descriptions:
    """The settings of all jobs in a document."""

    settings: list[SparkSetting] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    """Spark's version by job."""

    def take(self, documents: Iterable[Value]) -> Descriptions:
        """Read `documents`, each whole."""
        for document in documents:
            waiting = [(document, Around())]
            while waiting:
                value, around = waiting.pop()
                below = self._mapping(value, around) if value.entries is not None else around
                for child in reversed(list((value.entries or {}).values()) + value.each()):
                    waiting.append((child, below))
                if value.entries is None:
                    self._words(value, around)
        return self

    def _mapping(self, value: Value, around: Around) -> Around:
        kubernetes = value.get("kind").text in ("SparkApplication", "ScheduledSparkApplication")
        named = value.get("metadata") if kubernetes else value
        name = next((named.get(key).text for key in _NAMES if named.get(key).text), around.name)
        version = next(filter(None, (versions.of_service(key, value.get(key).text) for key in _VERSIONS)), "")
        program = next((value.get(key).text for key in _PROGRAMS if value.get(key).text), around.program)
        around = replace(around, name=name, version=version or around.version, program=program)
        arguments = {key: word for key, word in _ARGUMENTS.items() if value.get(key).text}
        whole = value.get("conf").entries is not None or (arguments and value.get("application").text)
        if kubernetes or (whole and not around.job):
            around = replace(around, job=f"{name}:{value.line}")
        self._add(self._made(value, arguments if around.job else {}), around, value)
        if value.get("sparkVersion").text and around.job:
            for pod, fields in _POD.items():
                self._add(
                    ((fields[k], one.text, one.line) for k, one in value.get(pod).pairs() if k in fields), around, value
                )
        return around

    @staticmethod
    def _made(value: Value, arguments: dict[str, str]) -> Iterator[tuple[str, str, int]]:
        for key, given in value.pairs():
            plain = key.removeprefix(_DATAPROC)
            if (
                plain.startswith("spark.")
                and not plain.startswith(_LABELS)
                and given.entries is None
                and given.items is None
            ):
                yield plain, given.text, value.keys.get(key, given.line)
            elif key in arguments:
                yield arguments[key], given.text, value.keys.get(key, given.line)

    def _add(self, made: Iterable[tuple[str, str, int]], around: Around, value: Value) -> None:
        job = around.job or f"{around.name}:{value.line}"
        found = [SparkSetting(key, told, line, "manifest", job, around.program) for key, told, line in made]
        self.settings += found
        if found and around.version:
            self.versions[job] = around.version

    def _words(self, value: Value, around: Around) -> None:
        """A command line, as one text or as a list of words."""
        found: Iterable[SparkSetting] = ()
        if value.items is not None:
            words = [Word(item.text, item.line) for item in value.items if item.entries is None and item.items is None]
            if any(word.text.rsplit("/", 1)[-1] in LAUNCHERS for word in words):
                found = of_words(words, value.line)
        elif any(name in value.text for name in ("spark-submit ", "--conf spark.", "spark-sql ")):
            block = value.end_line > value.line and "\n" in value.text
            found = settings_of(value.text, value.line + (1 if block else 0))
        for one in found:
            self.settings.append(one)
            if around.version:
                self.versions[one.job] = around.version
