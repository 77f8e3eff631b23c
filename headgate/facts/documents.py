"""YAML as values that know their lines, read event by event within bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from headgate.errors import HeadgateError

NO_YAML = "not valid YAML"
"""How the reason begins where no reader of YAML would take the text."""
MAX_DEPTH = 60
MAX_VALUES = 300_000
"""Values of one file, those behind aliases counted each time they are used."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_RESOLVER = yaml.SafeLoader.yaml_implicit_resolvers
_WORDS: dict[str, bool | None] = {"null": None, "~": None, "": None}
_WORDS |= dict.fromkeys(("true", "yes", "on"), True) | dict.fromkeys(("false", "no", "off"), False)


@dataclass(slots=True)
class Value:
    """A scalar, a list or a mapping, with the lines on which it starts and ends (from 1)."""

    line: int = 0
    end_line: int = 0
    scalar: str | int | float | bool | None = None
    items: list[Value] | None = None
    entries: dict[str, Value] | None = None
    keys: dict[str, int] = field(default_factory=dict)
    """Lines of the keys of a mapping."""
    doubled: list[tuple[str, int]] = field(default_factory=list)
    """Keys that the mapping gives twice, with the later line; the last one counts."""
    size: int = 1

    def get(self, name: str) -> Value:
        """The value under `name`; an empty one on this line where there is none."""
        return (self.entries or {}).get(name) or Value(self.line, self.line)

    @property
    def text(self) -> str:
        """A scalar as text; empty for null, lists and mappings."""
        if isinstance(self.scalar, bool):
            return "true" if self.scalar else "false"
        return "" if self.scalar is None else str(self.scalar)

    @property
    def present(self) -> bool:
        """Whether there is anything but null."""
        return self.scalar is not None or self.items is not None or self.entries is not None

    def each(self) -> list[Value]:
        """The items of a list; nothing for any other value."""
        return self.items or []

    def texts(self) -> tuple[str, ...]:
        """The scalars of a list as text, or the one scalar alone."""
        found = [item.text for item in self.items] if self.items is not None else [self.text]
        return tuple(text for text in found if text)

    def pairs(self) -> Iterator[tuple[str, Value]]:
        yield from (self.entries or {}).items()

    def plain(self) -> object:
        """The value without lines, as `json.dumps` takes it."""
        if self.entries is not None:
            return {name: value.plain() for name, value in self.entries.items()}
        if self.items is not None:
            return [value.plain() for value in self.items]
        return self.scalar


def read_yaml(text: str) -> list[Value]:
    """The documents of a YAML text.

    Tags are ignored: nothing is ever constructed. Source: YAML 1.1, as PyYAML resolves plain scalars.

    Raises:
        HeadgateError: not YAML, nested deeper than `MAX_DEPTH`, or over `MAX_VALUES` values.
    """
    composers: list[_Composer] = []
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, DocumentStartEvent):
                composers.append(_Composer())
            elif composers:
                composers[-1].take(event)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark is not None else ""
        raise HeadgateError(f"{NO_YAML}{where}: {getattr(error, 'problem', None) or error}") from error
    return [composer.top or Value(1, 1) for composer in composers]


class _Composer:
    """Builds one document from events, on a stack of its own so that depth costs no recursion."""

    def __init__(self) -> None:
        self.top: Value | None = None
        self._stack: list[tuple[Value, Value | None]] = []
        """Open lists and mappings, each with the key that waits for its value."""
        self._anchors: dict[str, Value] = {}
        self._count = 0

    def take(self, event: Event) -> None:
        """Take the next event of the document."""
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._close(_last_line(event))
            return
        value = self._value(event)
        if value is None:
            return
        self._count += value.size
        if self._count > MAX_VALUES:
            raise HeadgateError(f"more than {MAX_VALUES:,} values (aliases counted each time)")
        anchor = getattr(event, "anchor", None)
        if anchor and not isinstance(event, AliasEvent):
            self._anchors[anchor] = value
        self._place(value)
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            if len(self._stack) >= MAX_DEPTH:
                raise HeadgateError(f"nested deeper than {MAX_DEPTH} levels")
            self._stack.append((value, None))

    def _value(self, event: Event) -> Value | None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        if isinstance(event, AliasEvent):
            known = self._anchors.get(event.anchor or "")
            if known is None or any(known is open_ for open_, _ in self._stack):
                raise HeadgateError(f"the alias *{event.anchor} at line {line} has no anchor before it")
            return known
        if isinstance(event, ScalarEvent):
            scalar = _resolved(event.value) if event.implicit[0] else event.value
            return Value(line, max(line, _last_line(event)), scalar)
        if isinstance(event, MappingStartEvent):
            return Value(line, line, entries={})
        if isinstance(event, SequenceStartEvent):
            return Value(line, line, items=[])
        return None

    def _place(self, value: Value) -> None:
        if not self._stack:
            self.top = value
            return
        holder, key = self._stack[-1]
        holder.size += value.size
        if holder.items is not None:
            holder.items.append(value)
        elif key is None:
            self._stack[-1] = (holder, value)
        else:
            self._stack[-1] = (holder, None)
            _enter(holder, key, value)

    def _close(self, last_line: int) -> None:
        value, _ = self._stack.pop()
        value.end_line = max(value.line, last_line)
        if self._stack:
            self._stack[-1][0].size += value.size - 1


def _last_line(event: Event) -> int:
    """The last line on which the event has text; a block ends at the start of the line after it."""
    mark = event.end_mark
    return mark.line + (mark.column > 0) if mark else 0


def _enter(holder: Value, key: Value, value: Value) -> None:
    assert holder.entries is not None  # noqa: S101 - only mappings wait for keys
    if key.text == "<<":
        for merged in value.items or [value]:
            for name, inherited in merged.pairs():
                holder.entries.setdefault(name, inherited)
                holder.keys.setdefault(name, key.line)
        return
    if key.text in holder.entries and holder.keys.get(key.text, key.line) != key.line:
        holder.doubled.append((key.text, key.line))
    holder.entries[key.text] = value
    holder.keys[key.text] = key.line


def _resolved(text: str) -> str | int | float | bool | None:
    """A plain scalar as YAML 1.1 reads it; dates stay text."""
    word = text.lower() if text in (text.lower(), text.upper(), text.title()) else text
    if word in _WORDS:
        return _WORDS[word]
    for tag, pattern in cast("list[tuple[str, object]]", _RESOLVER.get(text[:1], [])):
        if tag.endswith((":int", ":float")) and pattern.match(text):  # type: ignore[attr-defined]
            try:
                return int(text.replace("_", "")) if tag.endswith(":int") else float(text.replace("_", ""))
            except ValueError:
                return text
    return text
