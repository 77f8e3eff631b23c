"""Types that a Scala file states, as sorts of values."""

from __future__ import annotations

from tree_sitter import Node

from headgate.facts.spark.program import Sort
from headgate.facts.spark.scala_literals import text_of

_TYPES = {
    "DataFrame": Sort.FRAME, "Dataset": Sort.FRAME, "RDD": Sort.RDD, "SparkSession": Sort.SESSION,
    "SQLContext": Sort.SESSION, "SparkContext": Sort.CONTEXT, "Column": Sort.COLUMN, "WindowSpec": Sort.WINDOW,
    "SparkConf": Sort.BUILDER,
}  # fmt: skip


def sort_of(node: Node | None) -> Sort | None:
    """The sort that a type states."""
    if node is None:
        return None
    name = text_of(node).split("[", 1)[0].rsplit(".", 1)[-1]
    return _TYPES.get(name)
