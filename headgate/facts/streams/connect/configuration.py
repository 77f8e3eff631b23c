"""The configuration of one connector."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Connector:
    """The configuration of one connector."""

    path: str
    name: str
    line: int
    settings: tuple[tuple[str, str], ...]
    lines: dict[str, int]
    """The line of each setting."""

    def setting(self, key: str) -> str | None:
        return next((value for name, value in self.settings if name == key), None)

    def first(self, *keys: str) -> tuple[str, str]:
        """The first of `keys` that is set, with its value; two empty texts where none is."""
        return next(((key, value) for key in keys if (value := self.setting(key))), ("", ""))

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)

    @property
    def type(self) -> str:
        """The connector's class without its package, in lower case."""
        return (self.setting("connector.class") or "").rsplit(".", 1)[-1].lower()

    @property
    def kind(self) -> str:
        """`source`, `sink`, or empty, told by the class."""
        name = (self.setting("connector.class") or "").lower()
        if "sink" in name:
            return "sink"
        return "source" if "source" in name or "debezium" in name or "datagen" in name else ""


def listed(value: str | None) -> list[str]:
    """The items of a list between commas."""
    return [part.strip() for part in (value or "").split(",") if part.strip()]


def stated(value: str | None) -> str:
    """A value that the configuration itself gives; empty for `${env:HOST}`, `{{ host }}` and the like."""
    return value if value and not any(mark in value for mark in ("${", "{{", "<", "%(")) else ""
