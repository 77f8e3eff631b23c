"""Origins of columns in Spark's analyzed plans.

Only value edges: of CASE and IF the branches, of a window function its arguments, of a filtered aggregate what
is aggregated. A field of a struct has its whole column as origin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Origins = frozenset[tuple[str, str]]
NONE: Origins = frozenset()


class Walk:
    """One plan, from its leaves up."""

    def __init__(self, dataset_of: Callable[[str], str]) -> None:
        self._dataset_of = dataset_of
        self._origins: dict[int, Origins] = {}
        self._common: dict[int, list[Any]] = {}
        self.inputs: set[str] = set()

    def columns(self, plan: Any) -> list[tuple[str, Origins]]:
        """Names and origins of what the plan puts out, in order."""
        self.visit(plan)
        return [(one.name(), self._origins.get(_id(one), NONE)) for one in _seq(plan.output())]

    def visit(self, plan: Any) -> None:
        """Learn the origins of everything below `plan`, and then of what it makes."""
        kind = plan.getClass().getSimpleName()
        if kind == "WithCTE":
            for definition in _seq(plan.cteDefs()):
                self.visit(definition.child())
                self._common[definition.id()] = list(_seq(definition.child().output()))
            self.visit(plan.plan())
            return
        if kind == "CTERelationRef":
            self._same(plan, self._common[plan.cteId()])
            return
        if kind in ("LogicalRelation", "HiveTableRelation"):
            self._relation(plan)
            return
        for child in _seq(plan.children()):
            self.visit(child)
        method = getattr(self, f"_{kind.lower()}", None)
        if method is not None:
            method(plan)

    def _relation(self, plan: Any) -> None:
        table = plan.catalogTable().get().identifier()
        parts = [table.database().get()] if table.database().isDefined() else []
        name = self._dataset_of(".".join([*parts, table.table()]))
        self.inputs.add(name)
        for one in _seq(plan.output()):
            self._origins[_id(one)] = frozenset({(name, one.name())})

    def _same(self, plan: Any, below: list[Any]) -> None:
        for here, there in zip(_seq(plan.output()), below, strict=True):
            self._origins[_id(here)] = self._origins.get(_id(there), NONE)

    def _named(self, expressions: Any) -> None:
        for one in _seq(expressions):
            self._origins[_id(one)] = self.of(one)

    def _project(self, plan: Any) -> None:
        self._named(plan.projectList())

    def _aggregate(self, plan: Any) -> None:
        self._named(plan.aggregateExpressions())

    def _window(self, plan: Any) -> None:
        self._named(plan.windowExpressions())

    def _generate(self, plan: Any) -> None:
        found = self.of(plan.generator())
        for one in _seq(plan.generatorOutput()):
            self._origins[_id(one)] = found

    def _expand(self, plan: Any) -> None:
        for at, one in enumerate(_seq(plan.output())):
            found = NONE
            for projection in _seq(plan.projections()):
                found |= self.of(projection.apply(at))
            self._origins[_id(one)] = found

    def _union(self, plan: Any) -> None:
        children = [list(_seq(child.output())) for child in _seq(plan.children())]
        for at, one in enumerate(_seq(plan.output())):
            self._origins[_id(one)] = frozenset().union(*(self._origins.get(_id(c[at]), NONE) for c in children))

    def of(self, expression: Any) -> Origins:
        """What an expression takes its value from."""
        kind = expression.getClass().getSimpleName()
        if kind == "AttributeReference":
            return self._origins.get(_id(expression), NONE)
        if kind in ("ScalarSubquery", "ListQuery", "Exists"):
            if kind == "ScalarSubquery":
                self.visit(expression.plan())
                return self._origins.get(_id(expression.plan().output().apply(0)), NONE)
            self.visit(expression.plan())
            return NONE
        found = NONE
        for child in _taken(expression, kind):
            found |= self.of(child)
        return found


def _taken(expression: Any, kind: str) -> Iterator[Any]:
    if kind == "CaseWhen":
        for branch in _seq(expression.branches()):
            yield branch._2()
        if expression.elseValue().isDefined():
            yield expression.elseValue().get()
    elif kind == "If":
        yield expression.trueValue()
        yield expression.falseValue()
    elif kind == "WindowExpression":
        yield expression.windowFunction()
    elif kind == "AggregateExpression":
        yield expression.aggregateFunction()
    elif kind == "PivotFirst":
        yield expression.valueColumn()
    elif kind in ("RowNumber", "Rank", "DenseRank", "PercentRank", "CumeDist", "NTile"):
        return
    else:
        yield from _seq(expression.children())


def _id(attribute: Any) -> int:
    found: int = attribute.exprId().id()
    return found


def _seq(sequence: Any) -> Iterator[Any]:
    for at in range(sequence.size()):
        yield sequence.apply(at)
