"""Spark settings, wherever they are made, as one subject."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.facts.spark.model import SparkSetting


@dataclass(frozen=True)
class SparkSettings:
    """All Spark properties that one file sets, in order."""

    path: str
    settings: tuple[SparkSetting, ...]
