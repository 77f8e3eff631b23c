"""Contracts of dbt models and data contracts: what a change of one means for its readers.

Source: docs.getdbt.com, "Model contracts" (breaking changes) and "Constraints". A contract binds its producer: what
it promises its readers must not shrink, so breaks are forward ones, of readers that still expect the old promise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from headgate.facts.schemas.contract import Node, contract_schemas, read_yaml
from headgate.facts.schemas.model import Schema, SchemaField
from headgate.facts.schemas.reading import UnreadableSchema
from headgate.impact.compat.change import (
    BACKWARD,
    BOTH,
    FORWARD,
    Compatibility,
    Direction,
    SchemaChange,
    Text,
    single,
    verdict,
)
from headgate.impact.compat.ddl.columns import widens

_ENFORCING = ("", "table", "incremental")
"""Materializations in which dbt builds constraints into the table."""


@dataclass(frozen=True)
class Model:
    """A dbt model as its properties tell it."""

    name: str
    line: int
    enforced: bool
    enabled: bool
    materialized: str
    columns: dict[str, tuple[str, frozenset[str], int]] = field(default_factory=dict)
    """Name to data type, kinds of constraints, line."""
    constraints: frozenset[str] = frozenset()


def compare_dbt(old: Text, new: Text, profile: str, dialect: str, rules: tuple[str, ...]) -> Compatibility:  # noqa: ARG001
    """What a change of dbt properties does to the models under an enforced contract."""
    before, after = models(old), models(new)
    changes = [change for name, model in before.items() for change in _model(model, after.get(name))]
    return verdict(changes, rules)


def models(text: Text) -> dict[str, Model]:
    """The models of the properties files in `text`; configuration of a single SQL file beside them counts too.

    Raises:
        UnreadableSchema: a properties file is not YAML.
    """
    files = {"schema.yml": text} if isinstance(text, str) else text
    properties = [one for path, one in files.items() if path.endswith((".yml", ".yaml"))]
    queries = {
        path.rpartition("/")[2].removesuffix(".sql"): one for path, one in files.items() if path.endswith(".sql")
    }
    found = {}
    for one in properties:
        listed = read_yaml(one).get("models")
        nodes = listed.items if listed else ()
        for node in nodes:
            model = _read_model(node, queries, alone=len(queries) == 1)
            found[model.name] = model
    return found


def _read_model(node: Node, queries: dict[str, str], *, alone: bool) -> Model:
    name = node.said("name")
    config = node.get("config") or Node(node.line)
    contract = config.get("contract") or node.get("contract")
    query = queries.get(name) or (next(iter(queries.values())) if alone else "")
    listed = node.get("columns")
    columns = {
        one.said("name").lower(): (one.said("data_type").lower(), _constraints(one), one.line)
        for one in (listed.items if listed else ())
    }
    return Model(
        name,
        node.line,
        enforced=bool(contract and (contract.true("enforced") or contract.text.lower() == "true")),
        enabled=config.said("enabled").lower() != "false",
        materialized=config.said("materialized") or _materialized(query),
        columns=columns,
        constraints=_constraints(node),
    )


def _constraints(node: Node) -> frozenset[str]:
    listed = node.get("constraints")
    return frozenset(_spelled(one) for one in (listed.items if listed else ()))


def _spelled(constraint: Node) -> str:
    columns = constraint.get("columns")
    names = ", ".join(one.text for one in columns.items) if columns else ""
    return f"{constraint.said('type')}({names})" if names else constraint.said("type")


def _materialized(query: str) -> str:
    """The materialization that a model's `config(…)` names, read from its template without running it."""
    from jinja2 import Environment, TemplateError, nodes  # noqa: PLC0415 - only where a query is at hand

    try:
        tree = Environment(autoescape=True).parse(query)
    except (TemplateError, RecursionError):
        return ""
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "config":
            for keyword in call.kwargs:
                if keyword.key == "materialized" and isinstance(keyword.value, nodes.Const):
                    return str(keyword.value.value)
    return ""


def _model(before: Model, after: Model | None) -> Iterator[SchemaChange]:
    if not before.enforced or not before.enabled:
        return

    def change(kind: str, message: str, old_line: int, new_line: int = 0, column: str = "") -> SchemaChange:
        entity = f"{before.name}.{column}" if column else before.name
        return SchemaChange(entity, kind, True, FORWARD, message, old_line, new_line, entity=entity)

    if after is None:
        yield change("MODEL_REMOVED", f"the model {before.name}, under an enforced contract, is gone", before.line)
        return
    if not after.enabled:
        told = f"the model {before.name}, under an enforced contract, is disabled"
        yield change("MODEL_DISABLED", told, before.line, after.line)
    if not after.enforced:
        told = f"the contract of {before.name} is no longer enforced"
        yield change("CONTRACT_DISABLED", told, before.line, after.line)
        return
    built = before.materialized in _ENFORCING
    for name, (kind, constraints, line) in before.columns.items():
        if name not in after.columns:
            told = f"the column {before.name}.{name} is no longer part of the contract"
            yield change("COLUMN_REMOVED", told, line, after.line, name)
            continue
        new_kind, new_constraints, new_line = after.columns[name]
        if kind != new_kind:
            told = f"{before.name}.{name} changes from {kind or 'no type'} to {new_kind or 'no type'}"
            yield change("COLUMN_TYPE_CHANGED", told, line, new_line, name)
        lost = constraints - new_constraints if after.materialized in _ENFORCING else constraints
        if built and lost:
            told = f"{before.name}.{name} no longer holds {', '.join(sorted(lost))}"
            yield change("CONSTRAINT_REMOVED", told, line, new_line, name)
    lost = before.constraints - after.constraints if after.materialized in _ENFORCING else before.constraints
    if built and lost:
        told = f"{before.name} no longer holds {', '.join(sorted(lost))}"
        yield change("CONSTRAINT_REMOVED", told, before.line, after.line)


def compare_data_contract(old: Text, new: Text, profile: str, dialect: str, rules: tuple[str, ...]) -> Compatibility:
    """What a change of a data contract does to those who read by it, and to data that was written under it."""
    del profile, dialect
    before = {one.name: one for one in contract_schemas(read_yaml(single(old)))}
    after = {one.name: one for one in contract_schemas(read_yaml(single(new)))}
    if not before:
        raise UnreadableSchema("the old contract has no models")
    return verdict([change for name, one in before.items() for change in _contract(one, after.get(name))], rules)


def _contract(before: Schema, after: Schema | None) -> Iterator[SchemaChange]:
    if after is None:
        told = f"the model {before.name} is removed"
        yield SchemaChange(before.name, "MODEL_REMOVED", True, FORWARD, told, before.line, 0, entity=before.name)
        return
    was, now = {one.path: one for one in before.fields}, {one.path: one for one in after.fields}
    for path, one in was.items():
        if path in now:
            yield from _contract_field(f"{before.name}.{path}", one, now[path])
        else:
            entity = f"{before.name}.{path}"
            told = f"the field {entity} is removed"
            yield SchemaChange(entity, "FIELD_REMOVED", True, FORWARD, told, one.line, after.line, entity=entity)
    for path, one in now.items():
        if path not in was and not one.optional:
            entity = f"{before.name}.{path}"
            told = f"the required field {entity} is added"
            yield SchemaChange(entity, "FIELD_REQUIRED", True, BACKWARD, told, 0, one.line, entity=entity)


def _contract_field(entity: str, before: SchemaField, after: SchemaField) -> Iterator[SchemaChange]:
    def change(kind: str, message: str, directions: tuple[Direction, ...]) -> SchemaChange:
        return SchemaChange(entity, kind, True, directions, message, before.line, after.line, entity=entity)

    old, new = before.type.lower(), after.type.lower()
    if old != new:
        told = f"{entity} changes from {before.type or 'no type'} to {after.type or 'no type'}"
        yield change("FIELD_TYPE_CHANGED", told, FORWARD if widens(old, new) else BOTH)
    if before.optional != after.optional:
        told = f"{entity} is {'no longer' if after.optional else 'now'} required"
        yield change("FIELD_REQUIRED", told, FORWARD if after.optional else BACKWARD)
