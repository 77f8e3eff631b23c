"""Streaming settings as plain data. Topics are datasets; producers and consumers are jobs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StreamSetting:
    """One property of a Kafka client, a connector or a Flink table."""

    key: str
    value: str
    line: int
    owner: str
    """The producer, consumer, connector or table that it belongs to."""
