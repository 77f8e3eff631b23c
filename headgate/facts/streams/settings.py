"""Settings of Flink and of Kafka clients and topics, from whatever file states them, as rules are offered them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_DURATION = re.compile(r"^\s*(\d{1,15})\s*([a-zA-Zµ]*)\s*$")
_UNITS = {
    **dict.fromkeys(("", "ms", "milli", "millis", "millisecond", "milliseconds"), 1),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1_000),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60_000),
    **dict.fromkeys(("h", "hour", "hours"), 3_600_000),
    **dict.fromkeys(("d", "day", "days"), 86_400_000),
}


@dataclass(frozen=True)
class Settings:
    """Keys with their values and lines."""

    path: str
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)

    def get(self, *keys: str) -> str:
        """The value of the first of `keys` that is set; empty where none is, or only a run tells it."""
        value = next((self.values[key] for key in keys if key in self.values), "")
        return "" if value == "?" or "${" in value or "{{" in value else value

    def states(self, *keys: str) -> bool:
        """Whether one of `keys` is set, to whatever."""
        return any(key in self.values for key in keys)

    def line(self, *keys: str) -> int:
        return next((self.lines[key] for key in keys if key in self.lines), 1)

    def number(self, key: str) -> int | None:
        value = self.get(key)
        return int(value) if re.fullmatch(r"-?\d{1,15}", value) else None


@dataclass(frozen=True)
class FlinkSettings(Settings):
    """Of one cluster (`flink-conf.yaml`, `config.yaml`), SQL script or PyFlink program."""

    whole: bool = False
    """Whether it is a cluster's file, beside which nothing else is set."""


@dataclass(frozen=True)
class ClientConfig(Settings):
    """Of one Kafka producer or consumer, in properties, in Spring's configuration or in Python."""

    role: str = ""
    """`producer`, `consumer`, or empty where both may be meant."""
    name: str = ""
    library: str = ""
    """`java`, `confluent_kafka`, `kafka` or `aiokafka`: defaults differ."""


@dataclass(frozen=True)
class KafkaTopic(Settings):
    """A topic as a file declares it; `values` are its configuration."""

    name: str = ""
    start: int = 1
    partitions: int | None = None
    replicas: int | None = None


def milliseconds(text: str) -> int | None:
    """A duration as Flink and Spring write it: `60000`, `1 min`, `10s`; None for anything else.

    >>> milliseconds("1 min"), milliseconds("250"), milliseconds("soon")
    (60000, 250, None)
    """
    match = _DURATION.match(text)
    unit = _UNITS.get(match[2].lower()) if match else None
    return int(match[1]) * unit if match and unit else None
