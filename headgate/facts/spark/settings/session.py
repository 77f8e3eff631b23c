"""All settings of one session or job, as rules are offered them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from headgate.facts.reading import Hints
from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings import known, quantities

_HOLE = re.compile(r"[${}<>%]|^(?:var|local|data|module)\.")
"""What shows that a value is filled in later: shell and template variables, references of HCL."""


@dataclass(frozen=True)
class SparkSettings:
    """The Spark properties that one file sets for one session, in order."""

    path: str
    settings: tuple[SparkSetting, ...]
    hints: Hints = field(default_factory=Hints)
    version: str = ""
    """Spark's version where the job's own description tells it."""
    language: str = ""
    """Of settings that a program makes: `python` or `scala`."""

    def last(self, key: str) -> SparkSetting | None:
        """The setting of `key` that holds in the end."""
        return next((one for one in reversed(self.settings) if one.key == key), None)

    def value(self, key: str) -> str:
        """What `key` is in the end, in lower case; empty where it is not set or not fixed."""
        found = self.last(key)
        return found.value.lower() if found is not None and fixed(found) else ""

    def size(self, key: str) -> int | None:
        """`key` in bytes, where it is set to a size."""
        described = known.setting(key)
        return quantities.size(self.value(key), described.unit if described else "b")

    @property
    def spark(self) -> tuple[int, int] | None:
        """Major and minor version of the Spark that runs the job, where the repository proves it."""
        return release(self.version or self.hints.spark_version)


def fixed(setting: SparkSetting) -> bool:
    """Whether its value is written, not filled in later."""
    return bool(setting.value) and not _HOLE.search(setting.value)


def release(version: str) -> tuple[int, int] | None:
    """Major and minor number of a version."""
    found = re.match(r"v?(\d+)\.(\d+)", version)
    return (int(found.group(1)), int(found.group(2))) if found else None


def sessions(
    path: str, settings: Iterable[SparkSetting], hints: Hints, versions: dict[str, str] | None = None
) -> Iterator[SparkSettings]:
    """`settings` of one file, divided by the job that they are made for; in the order of the file.

    With `versions`, Spark's by job, nothing else tells the version: a service runs its own Spark, whatever package
    the repository pins for its own use.
    """
    if versions is not None:
        hints = replace(hints, spark_version="")
    told = versions or {}
    by_job: dict[str, list[SparkSetting]] = {}
    for one in settings:
        by_job.setdefault(one.job, []).append(one)
    for job, made in by_job.items():
        yield SparkSettings(path, tuple(made), hints, told.get(job, ""))
