"""Kafka clients in Python that read a field, run beside a scripted broker."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from evals.consumers.case import Unit


def clients(folder: Path, told: dict[str, Any], field: str) -> Iterator[Unit]:
    """The programs that read the field of a record."""
    yield from ()
