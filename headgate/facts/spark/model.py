"""Spark settings as plain data. Reads and writes of Spark programs are `Job`s."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SparkSetting:
    """One Spark property, wherever it is set."""

    key: str
    value: str
    line: int
    origin: str
    """`conf-file`, `builder`, `runtime`, `submit`."""
