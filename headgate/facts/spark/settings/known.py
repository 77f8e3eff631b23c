"""What Spark knows of its settings: types, defaults, since when, and what became of those that are gone.

The tables beside this file hold facts that Spark itself answered (see `evals/spark_settings.py`): names, types, units,
defaults, versions.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent
_ONLY_DOCUMENTED = (
    "spark.app.name spark.app.id spark.home spark.master spark.local.dir spark.ui.proxyBase spark.submit.deployMode "
    "spark.driver.defaultJavaOptions spark.executor.defaultJavaOptions spark.hadoop.fs.s3a.endpoint "
    "spark.submit.pyFiles spark.kafka.clusters spark.kafka.consumer.cache.capacity "
    "spark.kafka.consumer.cache.timeout spark.kafka.producer.cache.timeout "
    "spark.streaming.kafka.maxRatePerPartition spark.streaming.kafka.minRatePerPartition "
    "spark.streaming.kafka.consumer.poll.ms spark.streaming.receiver.maxRate "
    "spark.streaming.stopGracefullyOnShutdown spark.streaming.concurrentJobs spark.streaming.unpersist "
    "spark.streaming.blockInterval spark.r.command spark.r.shell.command spark.r.driver.command "
    "spark.sql.hive.convertMetastoreParquet "
)
"""Settings that other modules read without registering them."""


@dataclass(frozen=True, slots=True)
class Known:
    """One setting of Spark's own."""

    name: str
    type: str
    """`bool`, `int`, `float`, `size`, `time`, `choice`, `text`, `other`."""
    unit: str
    """Of a bare number, where it is a size (`b`, `k`, `m`) or a time (`ms`, `s`, `min`)."""
    choices: tuple[str, ...]
    default: str
    since: str
    gone_in: str
    """The version that no longer knows it; empty for those that the newest one has."""
    static: bool
    """It is read when the application starts and cannot be changed in a session."""


@dataclass(frozen=True, slots=True)
class Retired:
    """A setting that Spark no longer follows, or that has another name now."""

    name: str
    since: str
    removed: bool
    """Spark ignores it, or refuses any value but the default; else it is still taken for the new one."""
    instead: tuple[str, ...]


def setting(name: str) -> Known | None:
    """What is known of the setting called `name`."""
    return table().get(name)


def retired(name: str) -> Retired | None:
    """What became of the setting called `name`; None where it did not change."""
    return _retired().get(name)


@cache
def table() -> dict[str, Known]:
    """All settings that Spark registers, by name."""
    found = {}
    for name, kind, default, since, gone_in, read in _rows("known.tsv"):
        type_, _, rest = kind.partition(":")
        choices = tuple(rest.split("|")) if type_ == "choice" else ()
        unit = rest if type_ in ("size", "time") else ""
        found[name] = Known(name, type_, unit, choices, default, since, gone_in, read == "static")
    for name in _ONLY_DOCUMENTED.split():
        found.setdefault(name, Known(name, "text", "", (), "", "", "", static=False))
    return found


@cache
def _retired() -> dict[str, Retired]:
    return {
        name: Retired(name, since, how == "removed", tuple(instead.split()))
        for name, since, how, instead in _rows("retired.tsv")
    }


def _rows(name: str) -> Iterator[list[str]]:
    with (_HERE / name).open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t")
        next(rows)
        yield from rows
