"""Lambdas of a Scala file that Spark runs on rows, away from the driver, and what they take from outside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from headgate.facts.spark.api import names
from headgate.facts.spark.program import Call, Sort, SparkProgram
from headgate.facts.spark.scala_literals import line_of, text_of

_TAKERS = names(
    """
    map flatMap filter mapPartitions mapPartitionsWithIndex foreach foreachPartition mapValues flatMapValues
    reduceByKey keyBy sortBy mapGroups flatMapGroups reduceGroups
"""
)
_MOST_NODES = 20_000


@dataclass(frozen=True, slots=True)
class ShippedLambda:
    """A lambda that is sent to the executors."""

    body: Node
    how: str
    """The method that takes it."""
    call: Call


def shipped_lambdas(program: SparkProgram) -> Iterator[ShippedLambda]:
    """The lambdas that are handed to Datasets and RDDs."""
    for call in program.named(*_TAKERS, on=(Sort.FRAME, Sort.RDD, Sort.GROUPED)):
        for value in call.values():
            if value.function is not None and isinstance(value.function.node, Node):
                yield ShippedLambda(value.function.node, call.method, call)


def free_identifiers(body: Node) -> dict[str, int]:
    """Names that a lambda uses and does not bind itself, with the line of their first use."""
    used: dict[str, int] = {}
    bound: set[str] = set()
    waiting, seen = [body], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop()
        seen += 1
        if node.type == "identifier":
            used.setdefault(text_of(node), line_of(node))
            continue
        binding = _BINDERS.get(node.type)
        bound |= {text_of(name) for field in binding or () for name in _names(node, field)}
        skipped = node.child_by_field_name("field") if node.type == "field_expression" else None
        waiting.extend(child for child in reversed(node.named_children) if child != skipped)
    return {name: line for name, line in used.items() if name not in bound}


_BINDERS = {
    "lambda_expression": ("parameters",),
    "val_definition": ("pattern",),
    "var_definition": ("pattern",),
    "function_definition": ("name", "parameters"),
    "case_clause": ("pattern",),
    "enumerator": (),
    "binding": ("name",),
    "parameter": ("name",),
    "import_declaration": ("path",),
}


def _names(node: Node, field: str) -> Iterator[Node]:
    """Identifiers within the part of `node` that binds names."""
    waiting = list(node.children_by_field_name(field))
    while waiting:
        one = waiting.pop()
        if one.type == "identifier":
            yield one
        waiting.extend(one.named_children)
