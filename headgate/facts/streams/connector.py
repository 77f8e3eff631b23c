"""Kafka Connect: connectors in JSON and properties, with the topics that they read and write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from headgate.dataset import Dataset, DatasetId, DatasetKind, table, topic
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.streams.model import StreamSetting
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

_PROPERTY = re.compile(r"^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$")
_MOST = 500


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

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)

    @property
    def kind(self) -> str:
        """`source`, `sink`, or empty, told by the class."""
        name = (self.setting("connector.class") or "").lower()
        source = "source" in name or "debezium" in name
        return "sink" if "sink" in name else "source" if source else ""


def read_connector(file: SourceFile) -> Reading:
    """The connectors of a JSON or properties file."""
    kinds = tuple(sorted(file.kinds))
    try:
        connectors = tuple(_connectors(file))
    except (ValueError, RecursionError) as error:
        gap = file.gap("connector", f"it is not JSON that can be parsed ({type(error).__name__})")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    jobs = tuple(_job(one) for one in connectors)
    used = {
        use.dataset: use.line for job in jobs for use in (*job.reads, *job.writes) if use.dataset.namespace == "kafka"
    }
    facts = FileFacts(
        file.path,
        kinds,
        datasets=tuple(Dataset(one, DatasetKind.TOPIC, Location(file.path, line)) for one, line in used.items()),
        jobs=jobs,
        stream_settings=tuple(
            StreamSetting(key, value, one.line_of(key), one.name) for one in connectors for key, value in one.settings
        ),
    )
    return Reading(facts, connectors)


def _connectors(file: SourceFile) -> Iterator[Connector]:
    if not file.path.endswith(".json"):
        yield _of_properties(file)
        return
    waiting: list[tuple[str, object]] = [("", json.loads(file.text))]
    for _ in range(_MOST):
        if not waiting:
            return
        name, found = waiting.pop(0)
        if isinstance(found, list):
            waiting += [(name, item) for item in found]
        elif isinstance(found, dict) and "connector.class" in found:
            yield _of_document(file, str(found.get("name") or name or "connector"), found)
        elif isinstance(found, dict):
            named = str(found.get("name") or name)
            waiting += [(named if key == "config" else str(key), value) for key, value in found.items()]


def _of_document(file: SourceFile, name: str, found: dict[str, object]) -> Connector:
    settings = tuple((str(k), _text(v)) for k, v in found.items() if isinstance(v, str | int | float | bool))
    text = file.text.split("\n")
    start = next((n for n, line in enumerate(text, 1) if '"connector.class"' in line and _quoted(found, line)), 1)
    lines = {key: _nearest(text, f'"{key}"', start) for key, _ in settings}
    return Connector(file.path, name, start, settings, lines)


def _quoted(found: dict[str, object], line: str) -> bool:
    return str(found["connector.class"]) in line


def _nearest(text: list[str], needle: str, start: int) -> int:
    """The line with `needle` that lies nearest to `start`."""
    places = [n for n, line in enumerate(text, 1) if needle in line]
    return min(places, key=lambda line: abs(line - start), default=start)


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _of_properties(file: SourceFile) -> Connector:
    settings: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(file.text.split("\n"), 1):
        match = _PROPERTY.match(line)
        if match and not line.lstrip().startswith(("#", "!")):
            settings[match[1]] = match[2]
            lines[match[1]] = number
    name = settings.get("name", file.path.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    return Connector(file.path, name, lines.get("connector.class", 1), tuple(settings.items()), lines)


def _job(one: Connector) -> Job:
    at = one.line_of
    topics = [*_split(one.setting("topics")), *_split(one.setting("kafka.topic"))]
    tables = [*_split(one.setting("table.include.list")), *_split(one.setting("table.whitelist"))]
    prefix = one.setting("topic.prefix") or one.setting("database.server.name")
    if one.kind == "source":
        reads = [DatasetUse(table(name), at("table.include.list")) for name in tables if _plain(name)]
        topics += [f"{prefix}.{name}" for name in tables if prefix and _plain(name)]
        writes = [DatasetUse(topic(name), at("topic.prefix")) for name in topics]
    else:
        reads = [DatasetUse(topic(name), at("topics")) for name in topics]
        writes = [DatasetUse(name, at("table.name.format")) for name in _targets(one, topics)]
    return Job(one.name, JobKind.KAFKA, Location(one.path, one.line), tuple(reads), tuple(writes))


def _targets(one: Connector, topics: list[str]) -> Iterator[DatasetId]:
    """The tables that a JDBC sink writes: its format, by default the topic's name."""
    if "jdbc" in (one.setting("connector.class") or "").lower():
        written = one.setting("table.name.format") or "${topic}"
        yield from (table(written.replace("${topic}", name)) for name in topics)


def _plain(name: str) -> bool:
    return re.fullmatch(r"[\w.$-]+", name) is not None


def _split(value: str | None) -> list[str]:
    return [part.strip() for part in (value or "").split(",") if part.strip()]
