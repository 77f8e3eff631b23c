"""Kafka clients in Python: kafka-python, confluent_kafka, aiokafka; agents of Faust."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from headgate.dataset import Dataset, DatasetKind, topic
from headgate.facts.python.evaluate import literal
from headgate.facts.python.names import Names
from headgate.facts.python.parse import parsed
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.streams.client import KEYLESS, FunctionNode, KafkaClient
from headgate.facts.streams.model import StreamSetting
from headgate.facts.streams.records_python import fields_read
from headgate.facts.streams.settings import ClientConfig
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location

_CLASSES = {
    "KafkaProducer": "producer", "KafkaConsumer": "consumer", "AIOKafkaProducer": "producer",
    "AIOKafkaConsumer": "consumer", "Producer": "producer", "Consumer": "consumer",
    "SerializingProducer": "producer", "DeserializingConsumer": "consumer", "AvroProducer": "producer",
    "AvroConsumer": "consumer",
}  # fmt: skip
_LIBRARIES = ("kafka", "confluent_kafka", "aiokafka")
_SENDS = ("send", "produce", "send_and_wait")


def read_kafka(file: SourceFile) -> Reading:
    """The clients of a file, their topics and settings."""
    kinds = tuple(sorted(file.kinds))
    try:
        tree = parsed(file.text)
        clients = tuple(_clients(file, tree, Names(tree)))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        gap = file.gap("Kafka clients", f"it is not Python that can be parsed ({type(error).__name__})")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    topics = {name: line for client in clients for name, line in client.topics}
    facts = FileFacts(
        file.path,
        kinds,
        datasets=tuple(Dataset(topic(n), DatasetKind.TOPIC, Location(file.path, line)) for n, line in topics.items()),
        jobs=tuple(_job(file, at, client) for at, client in enumerate(clients, start=1)),
        stream_settings=(
            *(StreamSetting(k, v, c.line, c.name or c.role) for c in clients for k, v in c.settings),
            *(StreamSetting(KEYLESS, name, line, c.name) for c in clients for name, line in c.keyless),
        ),
    )
    return Reading(facts, (*clients, *(_config(one) for one in clients)))


def _config(one: KafkaClient) -> ClientConfig:
    lines = {key: one.line for key, _ in one.settings}
    return ClientConfig(one.path, dict(one.settings), lines, one.role, one.name, one.library)


def _job(file: SourceFile, at: int, client: KafkaClient) -> Job:
    uses = tuple(DatasetUse(topic(name), line) for name, line in client.topics)
    reads, writes = (_read(client, uses), ()) if client.role == "consumer" else ((), uses)
    return Job(f"{client.role}-{at}:{client.name}", JobKind.KAFKA, Location(file.path, client.line), reads, writes)


def _read(client: KafkaClient, uses: tuple[DatasetUse, ...]) -> tuple[DatasetUse, ...]:
    """The topics of a consumer, and each field of their records at the line that reads it."""
    if not uses:
        return ()
    found = fields_read(client.tree, client.scope, client.name)
    every = None if found.whole else tuple(sorted(found.fields))
    fields = sorted(found.fields.items(), key=lambda one: (one[1], one[0]))
    return (
        *(replace(use, columns=every) for use in uses),
        *(replace(use, line=line, columns=(name,)) for use in uses for name, line in fields),
    )


def _clients(file: SourceFile, tree: ast.Module, names: Names) -> Iterator[KafkaClient]:
    values = _constants(tree, names)
    for scope in (tree, *(n for n in ast.walk(tree) if isinstance(n, FunctionNode))):
        for node in _own(scope):
            if not isinstance(node, ast.Assign | ast.AnnAssign | ast.With | ast.AsyncWith):
                continue
            for name, call in _made(node):
                dotted = names.dotted(call.func)
                role = _CLASSES.get(dotted.rsplit(".", 1)[-1])
                if role and dotted.split(".", 1)[0] in _LIBRARIES:
                    yield _client(file, tree, scope, (name, call, role), dotted.split(".", 1)[0], values, names)


def _client(
    file: SourceFile,
    tree: ast.Module,
    scope: ast.Module | FunctionNode,
    made: tuple[str, ast.Call, str],
    library: str,
    values: dict[str, object],
    names: Names,
) -> KafkaClient:
    name, call, role = made
    local = values | _constants(scope, names)
    settings, complete = _settings(call, library, local, names)
    calls = list(_calls(tree if "." in name else scope, name))
    keyless: list[tuple[str, int]] = []
    topics = [(text, call.lineno) for text in _texts(call.args, local, names)] if library != "confluent_kafka" else []
    for used in calls:
        method = used.func.attr if isinstance(used.func, ast.Attribute) else ""
        if method in _SENDS or method == "subscribe":
            given = used.args[:1] or [k.value for k in used.keywords if k.arg in ("topic", "topics")]
            named = [(text, used.lineno) for text in _texts(given, local, names)]
            topics += named
            if method in _SENDS and not _has_key(used):
                keyless += named
    return KafkaClient(
        file.path, library, role, name, call.lineno, settings, complete, tuple(dict.fromkeys(topics)),
        tuple((used.func.attr, used.lineno) for used in calls if isinstance(used.func, ast.Attribute)), scope, tree,
        tuple(dict.fromkeys(keyless)),
    )  # fmt: skip


def _has_key(call: ast.Call) -> bool:
    """Whether a send gives its record a key: the third argument in all three libraries."""
    unpacked = any(isinstance(one, ast.Starred) for one in call.args)
    return unpacked or len(call.args) > 2 or any(one.arg in ("key", None) for one in call.keywords)


def _settings(
    call: ast.Call, library: str, values: dict[str, object], names: Names
) -> tuple[tuple[tuple[str, str], ...], bool]:
    """Settings with dotted keys, and whether they are all of them."""
    found: list[tuple[str, str]] = []
    complete = True
    parts = list(call.args[:1]) if library == "confluent_kafka" else []
    parts += [keyword.value for keyword in call.keywords if keyword.arg is None]
    for part in parts:
        value = _value(part, values, names)
        if isinstance(value, dict):
            found += [(str(key).replace("_", "."), _text(item)) for key, item in value.items()]
        else:
            complete = False
    for keyword in call.keywords:
        if keyword.arg:
            found.append((keyword.arg.replace("_", "."), _text(_value(keyword.value, values, names))))
    return tuple(found), complete


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else "?"


def _value(node: ast.expr, values: dict[str, object], names: Names) -> object:
    return literal(node, names, values, lambda part: _value(part, values, names))


def _texts(nodes: list[ast.expr], values: dict[str, object], names: Names) -> Iterator[str]:
    for node in nodes:
        value = _value(node, values, names)
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, str):
                yield one


def _constants(scope: ast.Module | FunctionNode, names: Names) -> dict[str, object]:
    """Literal values that the scope's own statements give to names."""
    found: dict[str, object] = {}
    for node in _own(scope):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = _value(node.value, found, names)
    return found


def _own(scope: ast.Module | FunctionNode) -> Iterator[ast.AST]:
    """The nodes of a scope in order, without those of functions inside it."""
    waiting: list[ast.AST] = list(scope.body)
    while waiting:
        node = waiting.pop(0)
        yield node
        if isinstance(node, FunctionNode):
            continue
        waiting = [*ast.iter_child_nodes(node), *waiting] if isinstance(node, ast.stmt | ast.ExceptHandler) else waiting


def _made(node: ast.Assign | ast.AnnAssign | ast.With | ast.AsyncWith) -> Iterator[tuple[str, ast.Call]]:
    if isinstance(node, ast.With | ast.AsyncWith):
        for item in node.items:
            if isinstance(item.context_expr, ast.Call) and isinstance(item.optional_vars, ast.Name):
                yield item.optional_vars.id, item.context_expr
        return
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    if isinstance(node.value, ast.Call):
        for target in targets:
            if isinstance(target, ast.Name | ast.Attribute):
                yield ast.unparse(target)[:100], node.value


def _calls(scope: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == name:
            yield node
