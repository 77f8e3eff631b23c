"""Kafka Connect: connectors in JSON and properties, with the topics that they read and write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from headgate.dataset import Dataset, DatasetKind
from headgate.errors import HeadgateError
from headgate.facts.documents import read_yaml
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.streams.connect.configuration import Connector
from headgate.facts.streams.connect.jobs import gaps_of, jobs_of
from headgate.facts.streams.model import StreamSetting
from headgate.location import Location

_PROPERTY = re.compile(r"^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$")
_MOST = 500


def read_connector(file: SourceFile) -> Reading:
    """The connectors of a JSON or properties file."""
    kinds = tuple(sorted(file.kinds))
    try:
        connectors = tuple(_connectors(file))
    except (ValueError, RecursionError, HeadgateError) as error:
        gap = file.gap("connector", f"it cannot be parsed ({type(error).__name__})")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    jobs = tuple(job for one in connectors for job in jobs_of(one))
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
        gaps=tuple(gap for one in connectors for gap in gaps_of(one)),
    )
    return Reading(facts, connectors)


def _connectors(file: SourceFile) -> Iterator[Connector]:
    if file.path.endswith((".yml", ".yaml")):
        yield from _of_resources(file)
        return
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


def _of_resources(file: SourceFile) -> Iterator[Connector]:
    """Kubernetes resources of the kind KafkaConnector. Source: Strimzi, "KafkaConnector schema reference"."""
    for document in read_yaml(file.text):
        if document.get("kind").text != "KafkaConnector":
            continue
        spec = document.get("spec")
        config = spec.get("config")
        told = [("connector.class", spec.get("class")), *config.pairs()]
        settings = tuple((key, value.text) for key, value in told if value.scalar is not None)
        lines = {key: config.keys.get(key, value.line) for key, value in told}
        name = document.get("metadata").get("name").text or "connector"
        yield Connector(file.path, name, lines["connector.class"], settings, lines)


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
