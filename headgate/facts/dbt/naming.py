"""How dbt's names become datasets."""

from __future__ import annotations

import ast

from headgate.dataset import EXPOSURE, DatasetId, table

_MAX_REFERENCE = 500


def model_dataset(name: str) -> DatasetId:
    """The dataset of a model, seed or snapshot: its name is unique in a project.

    >>> model_dataset("stg_orders")
    DatasetId(namespace='warehouse', name='stg_orders')
    """
    return table(name)


def exposure_dataset(name: str) -> DatasetId:
    """The dataset that stands for a dashboard, notebook or application."""
    return DatasetId(EXPOSURE, name)


def source_relation(source: str, table_name: str, schema: str = "", identifier: str = "") -> str:
    """The dotted name of a source table; parts that are templates give way to dbt's own names.

    >>> source_relation("shop", "orders", schema="raw", identifier="ORDERS_V1")
    'raw.orders_v1'
    """
    parts = (schema if _plain(schema) else source, identifier if _plain(identifier) else table_name)
    return ".".join(parts).lower()


def versioned(name: str, version: str) -> str:
    """The default alias of one version of a model.

    >>> versioned("dim_customers", "2")
    'dim_customers_v2'
    """
    return f"{name}_v{version}" if version else name


def references(text: str) -> list[tuple[str, ...]]:
    """Calls of `ref` and `source` in an expression such as `ref('orders')`; as (`ref`, …) or (`source`, …).

    >>> references("source('shop', 'orders')")
    [('source', 'shop', 'orders')]
    """
    try:
        tree = ast.parse(text.strip().strip("{} "), mode="eval") if len(text) < _MAX_REFERENCE else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call)) if tree else ()
    return [found for call in calls if (found := _call(call))]


def depended_on(text: str) -> str:
    """The node that such an expression names: a model by name, a source table as `source.table`."""
    return next((dependency(found) for found in references(text)), "")


def dependency(call: tuple[str, ...]) -> str:
    """The name by which a found call is kept in `DbtNode.refs`."""
    return ".".join(call[1:3]) if call[0] == "source" else call[-1]


def _call(call: ast.Call) -> tuple[str, ...]:
    if not isinstance(call.func, ast.Name) or call.func.id not in ("ref", "source"):
        return ()
    words = tuple(a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
    enough = len(words) >= (2 if call.func.id == "source" else 1) and len(words) == len(call.args)
    version = next((k.value for k in call.keywords if k.arg in ("v", "version")), None)
    if enough and call.func.id == "ref" and isinstance(version, ast.Constant):
        words = (*words[:-1], versioned(words[-1], str(version.value)))
    return (call.func.id, *words) if enough else ()


def _plain(text: str) -> bool:
    return bool(text) and "{" not in text
