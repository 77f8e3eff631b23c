"""Kafka clients in Python that read a field of a record, run beside a scripted broker.

The libraries are stood in for by modules of this file: a consumer gives three records of its topic and then ends the
program. A record is a dictionary or an object that remembers where its fields were asked for.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock, patch

from evals.consumers.case import Unit

_ROUNDS = 3


class _Over(BaseException):
    """The broker has no more records."""


def clients(folder: Path, told: dict[str, Any], field: str) -> Iterator[Unit]:
    """The programs that read the field `topic.field` of a record."""
    topic, _, name = field.rpartition(".")
    records = told.get("records", {})
    if topic not in records:
        return
    for path in sorted(folder.glob("services/*.py")):
        if not any(f'"{topic}"' in line for line in path.read_text(encoding="utf-8").splitlines()):
            continue
        before, asked = _run(path, records, topic, name, gone=False)
        after, more = _run(path, records, topic, name, gone=True)
        lines = sorted({*asked, *more})
        if lines:
            yield Unit(path.relative_to(folder).as_posix(), tuple((line, line) for line in lines))
        elif before != after:
            text = path.read_text(encoding="utf-8")
            yield Unit(path.relative_to(folder).as_posix(), ((1, text.count("\n") + 1),))


def _run(  # noqa: C901 - two small classes stand in it
    path: Path, records: dict[str, dict[str, Any]], topic: str, name: str, *, gone: bool
) -> tuple[list[str], set[int]]:
    """What a program prints and sends, and the lines that ask for the field."""
    asked: set[int] = set()
    sent: list[str] = []

    def ask(key: object) -> None:
        frame = sys._getframe(2)
        if key == name and frame.f_code.co_filename == str(path):
            asked.add(frame.f_lineno)

    class Record(dict[str, Any]):
        def __getitem__(self, key: str) -> Any:
            ask(key)
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            ask(key)
            return super().__contains__(key)

        def get(self, key: str, default: Any = None) -> Any:
            ask(key)
            return super().get(key, default)

        def pop(self, key: str, *default: Any) -> Any:
            ask(key)
            return super().pop(key, *default)

    class Fields:
        def __getattr__(self, key: str) -> Any:
            ask(key)
            return records[topic].get(key, "x")

        def ParseFromString(self, _: object) -> None:  # noqa: N802 - Protobuf's name
            return

        @classmethod
        def FromString(cls, _: object) -> Fields:  # noqa: N802 - Protobuf's name
            return cls()

    def record(of: str) -> Record:
        return Record({key: value for key, value in records[of].items() if not (gone and of == topic and key == name)})

    consumers = _consumers(record, sent)
    modules = _modules(consumers, Fields)
    loads = json.loads
    out = io.StringIO()
    with (
        patch.dict(sys.modules, modules),
        patch("json.loads", lambda text, **more: Record(loads(text, **more))),
        contextlib.redirect_stdout(out),
    ):
        try:
            exec(compile(path.read_text(encoding="utf-8"), str(path), "exec"), {"__name__": "__main__"})
        except _Over:
            pass
        except Exception as error:
            sent.append(type(error).__name__)
    return [*sent, out.getvalue()], asked


def _consumers(record: Any, sent: list[str]) -> type[Any]:
    class Client:
        """Both a consumer and a producer, of either library."""

        def __init__(self, *topics: Any, **settings: Any) -> None:
            given = topics[0] if topics and isinstance(topics[0], dict) else settings
            self.decodes = "value.deserializer" in given or "schema.registry.url" in given
            self.deserializer = settings.get("value_deserializer")
            self.native = not (topics and isinstance(topics[0], dict))
            self.topics = [one for one in topics if isinstance(one, str)]
            self.left = _ROUNDS

        def subscribe(self, topics: list[str]) -> None:
            self.topics = list(topics)

        def poll(self, *_: Any) -> Any:
            if not self.left:
                raise _Over
            self.left -= 1
            value: Any = record(self.topics[0])
            if not self.decodes:
                value = json.dumps(value).encode()
            if self.native:
                return SimpleNamespace(value=self.deserializer(value) if self.deserializer else value, key=b"k")
            return SimpleNamespace(value=lambda: value, error=lambda: None, key=lambda: b"k")

        def consume(self, number: int, *_: Any) -> list[Any]:
            return [self.poll() for _ in range(min(number, _ROUNDS))]

        def __iter__(self) -> Iterator[Any]:
            while True:
                yield self.poll()

        def produce(self, *given: Any, **named: Any) -> None:
            sent.append(repr((given, sorted(named.items()))))

        send = produce

        def __getattr__(self, name: str) -> Any:
            return lambda *_, **__: None

    return Client


def _modules(client: type[Any], fields: type[Any]) -> dict[str, ModuleType]:
    made: dict[str, ModuleType] = {}
    for name in ("confluent_kafka", "kafka", "aiokafka"):
        module = ModuleType(name)
        for role in ("Consumer", "Producer", "DeserializingConsumer", "KafkaConsumer", "KafkaProducer"):
            setattr(module, role, client)
        made[name] = module
    for name in ("schema_registry", "schema_registry.avro", "schema_registry.json_schema", "serialization"):
        made[f"confluent_kafka.{name}"] = MagicMock()
    made["registry"] = MagicMock()
    for package in ("city", "meter"):
        stub = MagicMock()
        for name in ("driver_pb2", "reading_pb2"):
            module = ModuleType(name)
            module.__getattr__ = lambda _: fields  # type: ignore[method-assign]
            setattr(stub, name, module)
            made[f"{package}.{name}"] = module
        made[package] = stub
    return made
