"""Reading Spark programs in Scala."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import tree_sitter_scala
from tree_sitter import Language, Node, Parser, Tree

from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.program import SparkProgram
from headgate.facts.spark.reading import reading_of
from headgate.facts.spark.scala_values import ScalaFlow
from headgate.gap import Gap

_MOST_GAPS = 5


@dataclass(eq=False)
class ScalaModule(SparkProgram):
    """A Scala file, with its syntax tree."""

    tree: Tree | None = None


def interpret(path: str, text: str) -> ScalaModule:
    """The file's values and calls.

    Raises:
        RecursionError: it nests deeper than the interpreter can follow.
    """
    tree = _parser().parse(text.encode())
    module = ScalaModule(path, "scala", text, tree=tree)
    ScalaFlow(module).value(tree.root_node)
    return module


def read(file: SourceFile) -> Reading:
    """What a Scala file says. Reader for `Kind.SCALA_SPARK`; what does not parse becomes a gap each."""
    kinds = tuple(sorted(file.kinds))
    try:
        module = interpret(file.path, file.text)
    except RecursionError:
        gap = file.gap("file", "its code nests too deeply to be followed")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    return reading_of(file, module, tuple(_gaps(file, module)))


def _gaps(file: SourceFile, module: ScalaModule) -> Iterator[Gap]:
    if module.tree is None or not module.tree.root_node.has_error:
        return
    found = 0
    waiting: list[Node] = [module.tree.root_node]
    while waiting and found < _MOST_GAPS:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            found += 1
            yield file.gap(f"code at line {node.start_point[0] + 1}", "it is not Scala that the parser knows")
        elif node.has_error:
            waiting.extend(reversed(node.children))


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_scala.language()))
