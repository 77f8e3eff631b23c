"""Configuration files of Flink clusters, Kafka clients and Kafka topics."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.dataset import Dataset, DatasetKind, topic
from headgate.errors import HeadgateError
from headgate.facts.documents import Value, read_yaml
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.streams.model import StreamSetting
from headgate.facts.streams.settings import ClientConfig, FlinkSettings, KafkaTopic
from headgate.location import Location

_PROPERTY = re.compile(r"^[ \t]*([\w.-]+)[ \t]*[=:][ \t]*(.*?)[ \t]*$")
_FLAT = re.compile(r"^([\w.-]+):[ \t]+(.+?)[ \t]*(?:#.*)?$")
_SPRING = re.compile(r"^spring\.kafka\.(?:(producer|consumer)\.)?(?:properties\.)?(.+)$")
_SPRING_NAMES = {"enable-auto-commit": "enable.auto.commit", "auto-offset-reset": "auto.offset.reset"}
_RESOURCE = re.compile(r'^[ \t]*resource\s+"(?:kafka_topic|confluent_kafka_topic)"\s+"([\w-]+)"\s*\{')
_TERRAFORM = re.compile(r'^[ \t]*"?([\w.]+)"?\s*=\s*"?([^"#{}\n]*?)"?[ \t]*,?[ \t]*(?:#.*)?$')
_MOST_LINES = 400
"""Of one Terraform resource."""


def read_flink_conf(file: SourceFile) -> Reading:
    """`flink-conf.yaml`, which is flat, and `config.yaml`, which may nest. Source: Flink, "Configuration"."""
    kinds = tuple(sorted(file.kinds))
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    try:
        told = [pair for document in read_yaml(file.text) for pair in _flat(document, "")]
    except HeadgateError:
        # Templates of deployments are often no YAML; the old form was read line by line.
        rows = enumerate(file.text.split("\n"), 1)
        told = [(match[1], match[2], line) for line, row in rows if (match := _FLAT.match(row))]
    for key, value, line in told:
        values[key.lower()] = value
        lines[key.lower()] = line
    return Reading(FileFacts(file.path, kinds), (FlinkSettings(file.path, values, lines, whole=True),))


def _flat(value: Value, name: str) -> Iterator[tuple[str, str, int]]:
    for key, inner in value.pairs():
        whole = f"{name}.{key}" if name else key
        if inner.entries is not None:
            yield from _flat(inner, whole)
        else:
            yield whole, ",".join(inner.texts()), value.keys.get(key, inner.line)


def read_kafka_config(file: SourceFile) -> Reading:
    """Client properties, Spring's properties, and topics as Strimzi and Terraform declare them."""
    if file.path.endswith(".tf"):
        return _of_topics(file, list(_terraform(file)))
    if not file.path.endswith((".yml", ".yaml")):
        return Reading(FileFacts(file.path, tuple(sorted(file.kinds))), tuple(_clients(file)))
    try:
        return _of_topics(file, list(_strimzi(file)))
    except HeadgateError as error:
        gap = file.gap("topics", str(error))
        return Reading(FileFacts(file.path, tuple(sorted(file.kinds)), gaps=(gap,)))


def _of_topics(file: SourceFile, topics: list[KafkaTopic]) -> Reading:
    facts = FileFacts(
        file.path,
        tuple(sorted(file.kinds)),
        datasets=tuple(
            Dataset(topic(one.name), DatasetKind.TOPIC, Location(file.path, one.start)) for one in topics if one.name
        ),
        stream_settings=tuple(
            StreamSetting(k, v, one.line(k), one.name) for one in topics for k, v in one.values.items()
        ),
    )
    return Reading(facts, tuple(topics))


def _strimzi(file: SourceFile) -> Iterator[KafkaTopic]:
    """Kubernetes resources of the kind KafkaTopic. Source: Strimzi, "KafkaTopic schema reference"."""
    for document in read_yaml(file.text):
        if document.get("kind").text != "KafkaTopic":
            continue
        spec = document.get("spec")
        config = spec.get("config")
        name = spec.get("topicName").text or document.get("metadata").get("name").text
        values = {key: value.text for key, value in config.pairs()}
        lines = dict(config.keys) | {key: spec.keys[key] for key in ("partitions", "replicas") if key in spec.keys}
        start = document.get("metadata").get("name").line or document.line
        yield KafkaTopic(
            file.path,
            values,
            lines,
            name,
            start,
            _count(spec.get("partitions").text),
            _count(spec.get("replicas").text),
        )


def _count(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,6}", text) else None


def _terraform(file: SourceFile) -> Iterator[KafkaTopic]:
    """Resources of the providers Mongey/kafka and confluentinc/confluent. Source: their documentation."""
    rows = file.text.split("\n")
    for start, row in enumerate(rows, 1):
        if not _RESOURCE.match(row):
            continue
        values: dict[str, str] = {}
        lines: dict[str, int] = {}
        depth = 0
        for line, inner in enumerate(rows[start - 1 : start + _MOST_LINES], start):
            depth += inner.count("{") - inner.count("}")
            match = _TERRAFORM.match(inner)
            if match and match[2]:
                values[match[1]] = match[2]
                lines[match[1]] = line
            if depth <= 0:
                break
        name = values.get("name", values.get("topic_name", ""))
        name = "" if "." in name and name.startswith(("var.", "local.", "each.")) else name
        config = {key: value for key, value in values.items() if "." in key}
        partitions = _count(values.get("partitions", values.get("partitions_count", "")))
        lines |= {"replicas": lines.get("replication_factor", start)}
        yield KafkaTopic(
            file.path, config, lines, name, start, partitions, _count(values.get("replication_factor", ""))
        )


def _clients(file: SourceFile) -> Iterator[ClientConfig]:
    """The client of a properties file; of Spring's, its producer and its consumer."""
    plain: dict[str, tuple[str, int]] = {}
    spring: dict[str, dict[str, tuple[str, int]]] = {"producer": {}, "consumer": {}}
    for line, row in enumerate(file.text.split("\n"), 1):
        match = _PROPERTY.match(row)
        if match is None:
            continue
        told = _SPRING.match(match[1])
        if told is None:
            plain[match[1]] = (match[2], line)
            continue
        key = _SPRING_NAMES.get(told[2], told[2])
        for role in (told[1],) if told[1] else ("producer", "consumer"):
            spring[role][key] = (match[2], line)
    if plain and not any(spring.values()):
        yield _config(file, plain, _role(plain), file.path.rsplit("/", 1)[-1])
    for role, found in spring.items():
        if found:
            yield _config(file, found, role, f"spring.kafka.{role}")


def _config(file: SourceFile, found: dict[str, tuple[str, int]], role: str, name: str) -> ClientConfig:
    values = {key: value for key, (value, _) in found.items()}
    lines = {key: line for key, (_, line) in found.items()}
    return ClientConfig(file.path, values, lines, role, name, "java")


def _role(found: dict[str, tuple[str, int]]) -> str:
    if any(key in found for key in ("acks", "key.serializer", "value.serializer", "transactional.id")):
        return "producer"
    return "consumer" if any(key in found for key in ("group.id", "auto.offset.reset", "key.deserializer")) else ""
