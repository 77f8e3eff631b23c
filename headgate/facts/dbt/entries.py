"""One entry of a properties file as a node."""

from __future__ import annotations

import json
from collections.abc import Iterator

from headgate.dataset import Column
from headgate.facts.dbt.checks import checks_of, constraints_of, not_null_columns
from headgate.facts.dbt.model import DbtNode, DbtTest
from headgate.facts.dbt.naming import depended_on, source_relation
from headgate.facts.documents import Value

_TOP_CONFIG = (
    "access",
    "group",
    "latest_version",
    "deprecation_date",
    "meta",
    "docs",
    "loader",
    "type",
    "maturity",
    "time_spine",
)
_KEYS = ("primary_key", "unique")
_KEYS_SETTING = "declared_keys"
SOURCE_LINE = "line_of_source"
SOURCE_DESCRIPTION = "description_of_source"
_VERSIONS_SETTING = "versions"
_FILES_SETTING = "defined_in"


def resource(kind: str, item: Value) -> Iterator[DbtNode]:
    """A model, seed or snapshot."""
    name = item.get("name").text
    if not name:
        return
    columns, documented, tests = _columns(item)
    config = _config(item)
    alias = json.loads(config.get("alias", '""'))
    relation = item.get("relation").text
    yield DbtNode(
        kind=kind,
        name=name,
        line=item.line,
        relation=alias if isinstance(alias, str) else "",
        description=item.get("description").text,
        columns=columns,
        documented=documented,
        tests=tests,
        config=tuple(config.items()),
        refs=((depended_on(relation), item.line),) if depended_on(relation) else (),
        owner=_owner(item),
    )


def source_tables(source: Value) -> Iterator[DbtNode]:
    """The tables of one source."""
    name = source.get("name").text
    for item in source.get("tables").each():
        table_name = item.get("name").text
        if not name or not table_name:
            continue
        columns, documented, tests = _columns(item)
        yield DbtNode(
            kind="source",
            name=f"{name}.{table_name}",
            line=item.line,
            relation=source_relation(name, table_name, source.get("schema").text, item.get("identifier").text),
            description=item.get("description").text,
            columns=columns,
            documented=documented,
            tests=tests,
            config=tuple((_config(source) | _config(item) | _of_source(source)).items()),
            owner=_owner(item) or _owner(source),
        )


def _of_source(source: Value) -> dict[str, str]:
    """What is said of the source as a whole, for its tables."""
    text = source.get("description").text.strip()
    return {SOURCE_LINE: json.dumps(source.line)} | ({SOURCE_DESCRIPTION: json.dumps(text)} if text else {})


def exposure(item: Value) -> Iterator[DbtNode]:
    """A dashboard, notebook or application that reads models."""
    owner = item.get("owner")
    refs = tuple((depended_on(v.text), v.line) for v in item.get("depends_on").each() if depended_on(v.text))
    yield DbtNode(
        kind="exposure",
        name=item.get("name").text,
        line=item.line,
        description=item.get("description").text,
        config=tuple(_config(item).items()),
        refs=refs,
        owner=owner.get("email").text or owner.get("name").text,
    )


def metric(item: Value) -> Iterator[DbtNode]:
    """A metric; those of dbt before 1.6 name a model."""
    model = item.get("model")
    refs = ((depended_on(model.text), model.line),) if depended_on(model.text) else ()
    yield DbtNode("metric", item.get("name").text, item.line, description=item.get("description").text, refs=refs)


def semantic_model(item: Value) -> Iterator[DbtNode]:
    """A semantic model, with the columns that its entities, dimensions and measures are made from."""
    model = item.get("model")
    parts = [part for name in ("entities", "dimensions", "measures") for part in item.get(name).each()]
    written = [(part.get("expr").text or part.get("name").text, part.line) for part in parts]
    yield DbtNode(
        kind="semantic_model",
        name=item.get("name").text,
        line=item.line,
        columns=tuple(Column(name.lower(), line=line) for name, line in written if name.isidentifier()),
        refs=((depended_on(model.text), model.line),) if depended_on(model.text) else (),
    )


def unit_test(item: Value) -> Iterator[DbtNode]:
    """A unit test, which depends on its model and on its inputs."""
    given = [(depended_on(v.get("input").text), v.get("input").line) for v in item.get("given").each()]
    model = item.get("model")
    yield DbtNode(
        kind="unit_test",
        name=item.get("name").text,
        line=item.line,
        refs=((model.text, model.line), *(pair for pair in given if pair[0])),
    )


def declared_keys(node: DbtNode) -> tuple[tuple[str, ...], ...]:
    """The column groups that constraints of the node declare unique."""
    return tuple(tuple(group) for group in json.loads(node.setting(_KEYS_SETTING) or "[]"))


def versions(node: DbtNode) -> tuple[str, ...]:
    """The versions of a model, as written."""
    return tuple(json.loads(node.setting(_VERSIONS_SETTING) or "[]"))


def latest_version(node: DbtNode) -> str:
    """The version that a `ref` without one means: the one that is said to be, else the highest."""
    chosen = json.loads(node.setting("latest_version") or "null")
    return str(chosen) if chosen is not None else max(versions(node), key=lambda v: (len(v), v), default="")


def other_names(node: DbtNode, version: str) -> tuple[str, ...]:
    """What else a version is called: by its file (`defined_in`), and, if it is the latest, without a version.

    Source: dbt, "Model versions".
    """
    files = json.loads(node.setting(_FILES_SETTING) or "{}")
    bare = [node.name] if version == latest_version(node) else []
    return tuple(name for name in (*bare, files.get(version, "")) if name)


def _columns(item: Value) -> tuple[tuple[Column, ...], tuple[str, ...], tuple[DbtTest, ...]]:
    """Columns, those with a description, and all tests of an entry."""
    tests = list(checks_of(item))
    columns: list[Column] = []
    documented: list[str] = []
    for column in item.get("columns").each():
        name = column.get("name").text.strip('"`')
        if not name:
            continue
        tests += checks_of(column, name)
        required = any(kind in ("not_null", "primary_key") for kind, _ in constraints_of(column))
        nullable = False if required else None
        columns.append(Column(name.lower(), column.get("data_type").text, nullable, column.line))
        documented += [name.lower()] * bool(column.get("description").text)
    never_null = set(not_null_columns(tests))
    marked = (Column(c.name, c.type, False if c.name in never_null else c.nullable, c.line) for c in columns)
    return tuple(marked), tuple(documented), tuple(tests)


def _config(item: Value) -> dict[str, str]:
    found = {name: json.dumps(item.get(name).plain()) for name in _TOP_CONFIG if item.get(name).present}
    found |= {name: json.dumps(value.plain()) for name, value in item.get("config").pairs()}
    tags = (*item.get("tags").texts(), *item.get("config").get("tags").texts())
    if tags:
        found["tags"] = json.dumps(tags)
    for name in ("freshness", "loaded_at_field"):
        if item.get(name).present or name in dict(item.pairs()):  # null takes back what the source says
            found[name] = json.dumps(item.get(name).plain())
    listed = [version.get("v").text for version in item.get("versions").each()]
    if listed:
        found[_VERSIONS_SETTING] = json.dumps(listed)
        placed = {one.get("v").text: one.get("defined_in").text for one in item.get("versions").each()}
        found[_FILES_SETTING] = json.dumps({version: stem for version, stem in placed.items() if stem})
    keys = _constrained(item)
    if keys:
        found[_KEYS_SETTING] = json.dumps(keys)
    return found


def _constrained(item: Value) -> list[tuple[str, ...]]:
    keys = [columns for kind, columns in constraints_of(item) if kind in _KEYS and columns]
    for column in item.get("columns").each():
        name = column.get("name").text.lower()
        keys += [(name,) for kind, _ in constraints_of(column) if kind in _KEYS and name]
    return keys


def _owner(item: Value) -> str:
    found = item.get("meta").get("owner") if item.get("meta").present else item.get("config").get("meta").get("owner")
    return found.text or item.get("config").get("group").text or item.get("group").text
