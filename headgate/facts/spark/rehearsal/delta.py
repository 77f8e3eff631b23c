"""Delta's merge builder. Source: Delta Lake, Python API, `delta.tables`."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from headgate.facts.spark.columns import Columns
from headgate.facts.spark.datasets import Spoken
from headgate.facts.spark.expressions import Expression
from headgate.facts.spark.frames import Frame, joined
from headgate.facts.spark.program import Value
from headgate.facts.spark.rehearsal.things import as_value
from headgate.facts.spark.titles import last_part
from headgate.facts.sql.relation import NOTHING, Item
from headgate.lineage import Effect

_ALL = ("whenMatchedUpdateAll", "whenNotMatchedInsertAll")
_SETTING = ("whenMatchedUpdate", "whenNotMatchedInsert", "whenNotMatchedBySourceUpdate", "update")


@dataclass(eq=False, slots=True)
class DeltaTable:
    """A Delta table, possibly under an alias."""

    read: Value
    """It as a DataFrame."""
    spoken: Spoken | None
    alias: str = ""


@dataclass(eq=False, slots=True)
class DeltaMerge:
    """A merge while it is being put together."""

    table: DeltaTable
    source: Value | None
    condition: object
    clauses: list[tuple[str, object]] = field(default_factory=list)
    """The method, and what it sets: a dict of columns, or None for all."""
    conditions: list[object] = field(default_factory=list)

    def add(self, method: str, arguments: list[object], keywords: dict[str, object]) -> None:
        """One more `when…`."""
        condition = keywords.get(
            "condition", arguments[0] if arguments and not isinstance(arguments[0], dict) else None
        )
        given = keywords.get("set", keywords.get("values"))
        given = given if given is not None else next((one for one in arguments if isinstance(one, dict)), None)
        if method in (*_ALL, *_SETTING):
            self.clauses.append((method, given))
        if condition is not None:
            self.conditions.append(condition)

    def outcome(self, columns: Columns) -> tuple[Frame, tuple[Value, ...]]:
        """What is stored, and which DataFrames it is made from."""
        target = columns.frame(self.table.read)
        target = target.called(self.table.alias) if self.table.alias else target
        source = columns.frame(self.source) if self.source is not None else None
        whole = target if source is None else joined(target, source, (), "inner", self.table.read.line)
        if source is not None:
            whole = replace(whole, structs={**target.structs, **source.structs})
        made: dict[str, Item] = {}
        opaque = whole.opaque
        for method, given in self.clauses:
            if method in _ALL and source is not None:
                items = list(source.relation.items)
            else:
                items, understood = _set(whole, given, columns)
                opaque = opaque or not understood
            for item in items:
                before = made.get(item.name, item)
                made[item.name] = replace(before, flows=before.flows | item.flows)
        frame = whole.naming_each(made.values(), opaque=opaque).holding(made.values(), {})
        for condition, effect in [(self.condition, Effect.JOIN), *((one, Effect.FILTER) for one in self.conditions)]:
            if condition is not None:
                expression = Expression(whole, columns.frame)
                frame = frame.influenced(expression.condition(as_value(condition)), effect, self.table.read.line)
        return frame, (self.source,) if self.source is not None else ()


def _set(whole: Frame, given: object, columns: Columns) -> tuple[list[Item], bool]:
    if not isinstance(given, dict):
        return [], given is None
    expression = Expression(whole, columns.frame)
    items = []
    for key, value in given.items():
        name = last_part(str(key)) if isinstance(key, str) else ""
        stated = as_value(value)
        # A string is SQL here, not a column's name.
        flows = expression.condition(stated) if isinstance(value, str | Value) else NOTHING
        if name:
            items.append(Item(name.lower(), flows, stated.line, spelled=name))
    return items, expression.understood


def delta_method(
    receiver: DeltaTable | DeltaMerge, method: str, arguments: list[object], keywords: dict[str, object]
) -> tuple[object, DeltaMerge | None]:
    """What a method gives, and the merge that it finishes."""
    first = arguments[0] if arguments else None
    if isinstance(receiver, DeltaMerge):
        if method == "execute":
            return None, receiver
        receiver.add(method, arguments, keywords)
        return receiver, None
    if method in ("alias", "as"):
        return DeltaTable(receiver.read, receiver.spoken, first.lower() if isinstance(first, str) else ""), None
    if method == "toDF":
        return receiver.read, None
    if method == "merge":
        source = keywords.get("source", first)
        condition = keywords.get("condition", arguments[1] if len(arguments) > 1 else None)
        return DeltaMerge(receiver, source if isinstance(source, Value) else None, condition), None
    if method == "update":
        merge = DeltaMerge(receiver, None, None)
        merge.add("update", arguments, keywords)
        return None, merge
    return None, None
