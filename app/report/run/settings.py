"""Settings that the findings of a run ask for, beside what they are now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.report.run.document import Report
from headgate.rules.runs.findings import RunFinding

_DEFAULTS = {
    "spark.sql.shuffle.partitions": "200",
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": "64m",
    "spark.sql.adaptive.skewJoin.enabled": "true",
    "spark.sql.adaptive.skewJoin.skewedPartitionFactor": "5",
    "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": "256m",
    "spark.sql.adaptive.coalescePartitions.enabled": "true",
    "spark.sql.autoBroadcastJoinThreshold": "10m",
    "spark.sql.files.maxPartitionBytes": "128m",
    "spark.sql.files.openCostInBytes": "4m",
    "spark.executor.memory": "1g",
    "spark.executor.memoryOverheadFactor": "0.1",
    "spark.speculation": "false",
    "spark.speculation.multiplier": "3",
    "spark.speculation.quantile": "0.9",
    "spark.dynamicAllocation.enabled": "false",
    "spark.dynamicAllocation.executorIdleTimeout": "60s",
    "spark.reducer.maxSizeInFlight": "48m",
    "spark.shuffle.file.buffer": "32k",
    "spark.sql.execution.arrow.pyspark.enabled": "false",
    "spark.sql.execution.pythonUDF.arrow.enabled": "false",
}
"""Spark 3.5's; source: its configuration page and `SQLConf.scala`."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting to change."""

    name: str
    now: str
    to: str
    why: str


def settings(report: Report, changes: Iterable[RunFinding]) -> list[Setting]:
    """What to set, each once: of two that ask for the same, the finding that comes first has its way."""
    run = report.measured.run
    found: dict[str, Setting] = {}
    for one in changes:
        for remedy in one.seen.remedies:
            for name, to in remedy.settings.items():
                now = run.settings.get(name, _default(report, name))
                if name not in found and now.removesuffix(" (default)") != to:
                    stage = f"stage {one.seen.stage}: " if one.seen.stage is not None else ""
                    found[name] = Setting(
                        name, now or "not set", to, f"{stage}{remedy.what[0].lower()}{remedy.what[1:]}"
                    )
    return list(found.values())


def _default(report: Report, name: str) -> str:
    if name == "spark.sql.adaptive.enabled":
        old = report.measured.run.spark_version.startswith(("2.", "3.0", "3.1"))
        return "false (default)" if old else "true"
    known = _DEFAULTS.get(name, "")
    return f"{known} (default)" if known else ""
