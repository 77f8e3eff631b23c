"""What a plan comes to: what it reads, how it joins, what it moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from headgate.facts.spark.explain.exchanges import shuffle_of
from headgate.facts.spark.explain.expressions import columns, name_of
from headgate.facts.spark.explain.joins import join_of
from headgate.facts.spark.explain.model import Engine, PlanNode, SparkPlan
from headgate.facts.spark.explain.operators import PASSING, PYTHON
from headgate.facts.spark.explain.said import short, sources
from headgate.facts.spark.explain.scans import scan_of
from headgate.facts.spark.explain.sizes import one_partition

UNION = "Union"


@dataclass(frozen=True)
class ReadShape:
    """One scan."""

    source: str
    format: str
    columns: tuple[str, ...]
    pushed: tuple[str, ...] | None
    partition_filters: tuple[str, ...] | None
    size: float | None
    """Bytes that the planner believes it to give; None where it does not tell."""
    line: int


@dataclass(frozen=True)
class JoinShape:
    """One join."""

    strategy: str
    kind: str
    keys: tuple[str, ...]
    left: tuple[str, ...]
    right: tuple[str, ...]
    line: int

    @property
    def about(self) -> tuple[frozenset[str], frozenset[str]]:
        """What makes it the same join in another plan: its sources, whichever side they are on, and its keys."""
        return frozenset((*self.left, *self.right)), frozenset(self.keys)


@dataclass(frozen=True)
class ShuffleShape:
    """One shuffle."""

    by: str
    keys: tuple[str, ...]
    sources: tuple[str, ...]
    asked: bool
    size: float | None
    """Bytes that went through it, where the stage has run."""
    line: int

    @property
    def about(self) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        return self.by, self.keys, tuple(sorted(self.sources))


@dataclass(frozen=True)
class PlanShape:
    """A plan in numbers and names that do not change with the ids of a run."""

    reads: tuple[ReadShape, ...]
    joins: tuple[JoinShape, ...]
    shuffles: tuple[ShuffleShape, ...]
    broadcasts: int
    python: tuple[str, ...]
    """Operators that call Python."""
    sorts: int
    """Those that a sort-merge join or a window needs are not counted: they come and go with it."""
    single_windows: int
    fallen: tuple[str, ...]
    """Operators that an accelerating engine did not take, in a plan where there is one."""
    engines: tuple[Engine, ...]
    output: tuple[str, ...]
    """Names of the result's columns; empty where the plan does not tell."""


def shape_of(plan: SparkPlan) -> PlanShape:
    """The shape of a plan's physical half."""
    nodes = plan.nodes
    engines = tuple(sorted({node.engine for node in nodes}))
    accelerated = any(engine is not Engine.SPARK for engine in engines)
    return PlanShape(
        reads=tuple(_reads(plan)),
        joins=tuple(_joins(nodes)),
        shuffles=tuple(_shuffles(nodes)),
        broadcasts=sum(node.operator == "BroadcastExchange" for node in nodes),
        python=tuple(node.operator for node in nodes if node.operator in PYTHON),
        sorts=sum(node.operator == "Sort" and not _for_another(node) for node in nodes),
        single_windows=sum(
            node.operator == "Window" and bool(node.children) and one_partition(node.children[0]) for node in nodes
        ),
        fallen=tuple(node.written for node in nodes if accelerated and _did_work(node)),
        engines=engines,
        output=_output(plan.physical),
    )


def _for_another(node: PlanNode) -> bool:
    """Whether a sort is there for the join, window or aggregate above it, and goes with it."""
    above = next((one for one in node.above() if one.operator not in PASSING), None)
    return above is not None and above.operator in ("SortMergeJoin", "Window", "SortAggregate")


def _did_work(node: PlanNode) -> bool:
    return node.engine is Engine.SPARK and node.operator in (
        *("Project", "Filter", "HashAggregate", "SortAggregate", "ObjectHashAggregate", "Window", "Expand", "Generate"),
        *("SortMergeJoin", "ShuffledHashJoin", "BroadcastHashJoin", "BroadcastNestedLoopJoin", "Sort", *PYTHON),
    )


def _reads(plan: SparkPlan) -> Iterator[ReadShape]:
    believed = {columns_of: node for node in _relations(plan) if (columns_of := frozenset(columns(node.arguments)))}
    for node in plan.nodes:
        scan = scan_of(node)
        if scan is None:
            continue
        ids = frozenset(scan.output)
        relation = next((known for held, known in believed.items() if ids and ids <= held), None)
        statistics = relation.statistics if relation is not None else None
        yield ReadShape(
            source=short(scan.relation.removeprefix("spark_catalog."), 120) or node.written,
            format=scan.format,
            columns=tuple(name_of(column) for column in scan.output),
            pushed=scan.pushed,
            partition_filters=tuple(short(one) for one in scan.partition_filters)
            if scan.partition_filters
            else scan.partition_filters,
            size=statistics.size if statistics is not None else None,
            line=node.line,
        )


def _relations(plan: SparkPlan) -> Iterator[PlanNode]:
    if plan.logical is not None:
        yield from (node for node in plan.logical.below() if node.operator in ("Relation", "RelationV2"))


def _joins(nodes: tuple[PlanNode, ...]) -> Iterator[JoinShape]:
    for node in nodes:
        join = join_of(node)
        if join is not None:
            keys = sorted({name_of(column) for key in (*join.left_keys, *join.right_keys) for column in columns(key)})
            yield JoinShape(node.operator, join.kind, tuple(keys), sources(join.left), sources(join.right), node.line)


def _shuffles(nodes: tuple[PlanNode, ...]) -> Iterator[ShuffleShape]:
    for node in nodes:
        shuffle = shuffle_of(node)
        if shuffle is not None:
            keys = tuple(short(key, 80) for key in shuffle.keys)
            stage = node.parent
            size = stage.statistics.size if stage is not None and stage.statistics is not None else None
            yield ShuffleShape(shuffle.by, keys, sources(node), shuffle.asked, size, node.line)


def _output(root: PlanNode | None) -> tuple[str, ...]:
    told = root.details.get("Output", "") if root is not None else ""
    return tuple(name_of(part.rsplit(" AS ", 1)[-1]) for part in columns(told))
