"""A plan of Spark as facts: operators in a tree, by the names that Spark itself gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Engine(StrEnum):
    """What runs an operator."""

    SPARK = "Spark"
    PHOTON = "Photon"
    RAPIDS = "RAPIDS"
    COMET = "Comet"
    GLUTEN = "Gluten"


class Form(StrEnum):
    """How EXPLAIN was asked to write."""

    SIMPLE = "simple"
    EXTENDED = "extended"
    FORMATTED = "formatted"
    COST = "cost"
    CODEGEN = "codegen"


class Adaptive(StrEnum):
    """How far adaptive execution has come with a plan."""

    OFF = "off"
    INITIAL = "initial"
    """Nothing, or not all, has run: joins may still turn into broadcasts, and equal exchanges into one."""
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Statistics:
    """What Spark believes, or after a stage has run knows, of an operator's output."""

    size: float | None = None
    """Bytes."""
    rows: float | None = None


@dataclass(eq=False, slots=True)
class PlanNode:
    """One operator of a plan. Two nodes are the same only where they are the same node."""

    operator: str
    """Spark's own name for what it does, whichever engine runs it: `PhotonShuffleExchangeSink` is an `Exchange`."""
    written: str
    """The name as it stands in the plan."""
    engine: Engine
    arguments: str
    """What follows the name in the tree."""
    line: int
    """From 1, in the file that holds the plan."""
    column: int
    """Where its name stands; children stand further right."""
    number: int = 0
    """The operator id of EXPLAIN FORMATTED; 0 in other forms."""
    codegen: bool = False
    """Marked with a star: part of a stage that is compiled as a whole."""
    details: dict[str, str] = field(default_factory=dict)
    """The properties that EXPLAIN FORMATTED lists, or that a scan writes behind its name."""
    statistics: Statistics | None = None
    reason: str = ""
    """Why an accelerating engine did not take the operator, where the plan says it."""
    children: list[PlanNode] = field(default_factory=list, repr=False)
    subqueries: list[PlanNode] = field(default_factory=list, repr=False)
    cached: list[PlanNode] = field(default_factory=list, repr=False)
    """The plan that fills a cached relation."""
    described: list[PlanNode] = field(default_factory=list, repr=False)
    """What a command prints of its query; it is not run in this form."""
    initial: list[PlanNode] = field(default_factory=list, repr=False)
    """What adaptive execution had planned before it ran."""
    parent: PlanNode | None = field(default=None, repr=False)

    def below(self) -> Iterator[PlanNode]:
        """This node and all that feed it, as the text has them; without subqueries and what fills a cache."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += reversed(node.children)

    def above(self) -> Iterator[PlanNode]:
        """The nodes that this one feeds, nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent


@dataclass(frozen=True, slots=True)
class CodegenStage:
    """One stage of EXPLAIN CODEGEN."""

    number: int
    line: int
    method_bytes: int | None = None
    """Size of its largest Java method, in bytes of bytecode."""


@dataclass(frozen=True, eq=False)
class SparkPlan:
    """One plan, as EXPLAIN wrote it."""

    path: str
    line: int
    end_line: int
    form: Form
    physical: PlanNode | None = None
    logical: PlanNode | None = None
    """The optimized logical plan, or the nearest to it that is there."""
    stages: tuple[CodegenStage, ...] = ()
    notes: tuple[str, ...] = ()
    """What the engine says of the plan as a whole, such as Photon's explanation."""
    unread: tuple[tuple[int, str], ...] = ()
    """Line and reason of what could not be read, or was left out by Spark."""

    @cached_property
    def nodes(self) -> tuple[PlanNode, ...]:
        """All operators that run, subqueries and fillers of caches included, in the order of the text."""
        found: list[PlanNode] = []
        waiting = [self.physical] if self.physical is not None else []
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting += [*node.children, *node.subqueries, *node.cached]
        return tuple(sorted(found, key=lambda node: node.line))

    @cached_property
    def adaptive(self) -> Adaptive:
        root = self.physical
        outer = next((one for one in root.below() if one.operator == "AdaptiveSparkPlan"), None) if root else None
        if outer is None:
            return Adaptive.OFF
        told = outer.arguments + outer.details.get("Arguments", "")
        ran = "isFinalPlan=true" in told or (bool(outer.initial) and "isFinalPlan=false" not in told)
        return Adaptive.FINAL if ran else Adaptive.INITIAL

    def named(self, *operators: str) -> Iterator[PlanNode]:
        """The operators of these standard names."""
        yield from (node for node in self.nodes if node.operator in operators)
