"""Kafka producers and consumers in Python, as rules are offered them."""

from __future__ import annotations

import ast
from dataclasses import dataclass

KEYLESS = "headgate.keyless"
"""Key of the fact that a client sends records without a key to the topic that is its value."""
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class KafkaClient:
    """A producer or consumer that a file makes."""

    path: str
    library: str
    """`kafka`, `confluent_kafka` or `aiokafka`."""
    role: str
    """`producer` or `consumer`."""
    name: str
    """The variable or attribute it is kept in."""
    line: int
    settings: tuple[tuple[str, str], ...]
    """Keys as Kafka writes them, with dots; `?` for values that only a run tells."""
    complete: bool
    """Whether all settings are told."""
    topics: tuple[tuple[str, int], ...]
    """Topics that it sends to or subscribes to, with lines."""
    calls: tuple[tuple[str, int], ...]
    """Methods called on it, with lines."""
    scope: ast.Module | FunctionNode
    """Where it is made."""
    tree: ast.Module
    keyless: tuple[tuple[str, int], ...] = ()
    """Topics that it sends records without a key to, with lines."""

    def setting(self, key: str) -> str | None:
        return next((value for name, value in reversed(self.settings) if name == key), None)

    def called(self, *names: str) -> int:
        """Line of the first call of one of `names`; 0 where there is none."""
        return min((line for name, line in self.calls if name in names), default=0)
