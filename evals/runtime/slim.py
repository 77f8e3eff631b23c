"""An event log as it may be kept: without what names the machine that made it, and without what nobody reads.

python -m evals.runtime.slim LOG KEPT.jsonl.gz
"""

from __future__ import annotations

import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_SKIPPED = (
    "SparkListenerTaskStart",
    "SparkListenerTaskGettingResult",
    "SparkListenerBlockUpdated",
    "SparkListenerStageExecutorMetrics",
    "SparkListenerExecutorMetricsUpdate",
    "SparkListenerResourceProfileAdded",
    "SparkListenerUnpersistRDD",
)
_KEPT_SETTINGS = (
    "spark.sql.",
    "spark.memory.",
    "spark.master",
    "spark.app.name",
    "spark.driver.memory",
    "spark.executor.",
    "spark.task.",
    "spark.default.",
)
_KEPT_PROPERTIES = ("spark.sql.execution.id", "callSite", "spark.job", "sql.", "streaming.")
_HOST = re.compile(r'"Host(?: Name)?":"[^"]*"')
_PACKAGES = re.compile(r"/[\w./-]*?/site-packages/")
_ADDRESS = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")


def slim(lines: Iterator[str]) -> Iterator[str]:
    """The events worth keeping, each on a line."""
    for line in lines:
        event = json.loads(line)
        name = event["Event"]
        if name in _SKIPPED:
            continue
        if name == "SparkListenerEnvironmentUpdate":
            kept = {k: v for k, v in event["Spark Properties"].items() if k.startswith(_KEPT_SETTINGS)}
            event = {"Event": name, "Spark Properties": kept}
        _trim(name, event)
        text = json.dumps(event, separators=(",", ":"))
        text = _PACKAGES.sub("/opt/spark/", text)
        yield _ADDRESS.sub("host", _HOST.sub('"Host":"host"', text)) + "\n"


def _trim(name: str, event: dict[str, Any]) -> None:
    if name == "SparkListenerApplicationStart":
        event["User"] = "user"
    if name == "SparkListenerTaskEnd":
        event["Task Info"]["Accumulables"] = []
        event.pop("Task Executor Metrics", None)
        event.get("Task Metrics", {}).pop("Updated Blocks", None)
        reason = event.get("Task End Reason", {})
        for long in ("Stack Trace", "Full Stack Trace", "Accumulator Updates"):
            reason.pop(long, None)
    if name == "SparkListenerJobStart":
        event["Properties"] = {k: v for k, v in event["Properties"].items() if k.startswith(_KEPT_PROPERTIES)}
    if "physicalPlanDescription" in event:
        event["physicalPlanDescription"] = ""


def main() -> None:
    """Slim one log."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    with source.open(encoding="utf-8") as file, gzip.GzipFile(target, "wb", mtime=0) as out:
        for line in slim(iter(file)):
            out.write(line.encode())


if __name__ == "__main__":
    main()
