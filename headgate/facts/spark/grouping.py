"""What grouped data becomes: `agg`, `count`, `sum` and its like, `pivot`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from headgate.facts.spark.expressions import Expression, Look
from headgate.facts.spark.frames import OPEN, Frame, unknown
from headgate.facts.spark.program import Call, Sort, Value, chain
from headgate.facts.spark.steps import pairs_of, selected
from headgate.facts.spark.titles import plain_name
from headgate.facts.spark.types import fields_in, fields_of
from headgate.facts.sql.relation import NOTHING, Item, Relation, through
from headgate.lineage import Effect

_FUNCTIONS = {"mean": "avg"}
COUNTING = ("sum", "avg", "mean", "min", "max")
_NUMBERS = ("int", "bigint", "long", "double", "float", "decimal", "smallint", "tinyint", "integer", "short", "byte")


def grouped(frame: Frame, call: Call, look: Look) -> Frame:
    """`groupBy`, `cube`, `rollup`: the keys."""
    keys = selected(frame, call, look)
    flows = [flow for item in keys.relation.items for flow in item.flows]
    return replace(keys.influenced(flows, Effect.GROUP_BY, call.line), structs={})


def pivoted(keys: Frame, call: Call, look: Look) -> Frame:
    """`pivot`: its column decides which of the new ones a value goes to."""
    below = _below(call)
    column = call.argument(0, "pivot_col")
    if below is None or column is None:
        return keys
    expression = Expression(look(below), look)
    flows = expression.flows(column)
    return keys.influenced(flows, Effect.CONDITIONAL, call.line, opaque=not expression.understood)


def aggregated(keys: Frame, call: Call, look: Look) -> Frame:
    """`agg`, of grouped data or of the whole frame."""
    below = _below(call) if call.on is Sort.GROUPED else call.receiver
    if below is None or "**" in call.keywords:
        return unknown()
    whole = look(below)
    if call.arguments and call.arguments[0].operator == "dict":
        items = list(_by_name(whole, call))
        made = whole.naming_each(items, line=call.line).holding(items, {})
    else:
        made = selected(whole, call, look)
    return _beside(keys, made, call) if call.on is Sort.GROUPED else made


def _by_name(frame: Frame, call: Call) -> Iterator[Item]:
    """`agg({"price": "sum"})`."""
    for name, function in pairs_of(call.arguments[0]):
        if name.text is None or function.text is None:
            yield OPEN
            continue
        title = f"{_FUNCTIONS.get(function.text, function.text)}({'1' if name.text == '*' else name.text})"
        flows = NOTHING if name.text == "*" else through(frame.lookup(name.text) or NOTHING, Effect.AGGREGATION)
        yield Item(title.lower(), flows, call.line, spelled=title)


def counted(keys: Frame, call: Call, look: Look) -> Frame:
    """`count` of grouped data."""
    del look
    if call.on is not Sort.GROUPED:
        return unknown()
    return _beside(keys, Frame(Relation((Item("count", NOTHING, call.line),))), call)


def summed(keys: Frame, call: Call, look: Look) -> Frame:
    """`groupBy(…).sum("x")` and its like; without names, of every number among the columns."""
    below = _below(call)
    if call.on is not Sort.GROUPED or below is None:
        return unknown()
    whole = look(below)
    values = [part for value in call.arguments for part in (value.parts if value.operator == "list" else (value,))]
    names = [plain_name(value) for value in values]
    if not values:
        if whole.columns is None or not all(item.type for item in whole.relation.items):
            return unknown()
        taken = {item.name for item in keys.relation.items}
        names = [
            i.spelled or i.name for i in whole.relation.items if i.type.startswith(_NUMBERS) and i.name not in taken
        ]
    function = _FUNCTIONS.get(call.method, call.method)
    items = []
    for name in names:
        found = whole.lookup(name) if name is not None else None
        if name is None or found is None:
            return unknown()
        title = f"{function}({name})"
        items.append(Item(title.lower(), through(found, Effect.AGGREGATION), call.line, spelled=title))
    return _beside(keys, whole.naming_each(items, line=call.line).holding(items, {}), call)


def _beside(keys: Frame, made: Frame, call: Call) -> Frame:
    """Keys and what was made of each group; after a pivot, once for each of its values."""
    items = list(made.relation.items)
    pivot = next((step for step in chain(call.receiver) if step.on is Sort.GROUPED and step.method == "pivot"), None)
    if pivot is not None:
        items = list(_spread(items, pivot, call))
    known = {item.name: inner for item in made.relation.items if (inner := made.structs.get(item.name)) is not None}
    relation = Relation((*keys.relation.items, *items), keys.relation.influences | made.relation.influences)
    opaque = keys.opaque or made.opaque or OPEN in items
    return Frame(relation, known, {**made.named, **keys.named}, opaque)


def _spread(items: list[Item], pivot: Call, call: Call) -> Iterator[Item]:
    values = pivot.argument(1, "values")
    if values is None or values.operator != "list" or not all(part.is_constant for part in values.parts):
        yield OPEN
        return
    for value in values.parts:
        told = str(value.constant).lower() if isinstance(value.constant, bool) else str(value.constant)
        for item in items:
            title = told if len(items) == 1 else f"{told}_{item.spelled or item.name}"
            yield replace(item, name=title.lower(), spelled=title, line=call.line)


def _below(call: Call) -> Value | None:
    """The frame that was grouped."""
    return next((step.receiver for step in chain(call.receiver) if step.on is Sort.FRAME), None)


def mapped(keys: Frame, call: Call, look: Look) -> Frame:
    """`applyInPandas`, `mapInPandas`: the schema names the columns; where they come from is in the function."""
    del look
    schema = call.argument(1, "schema")
    names = schema_fields(schema)
    if not names:
        return unknown()
    items = [Item(name.lower(), NOTHING, call.line, spelled=name, type=type_) for name, type_ in names]
    return replace(keys.holding(items, {}), opaque=True)


def schema_fields(schema: Value | None) -> tuple[tuple[str, str], ...]:
    """The columns of a schema: DDL text, or a list of names."""
    if schema is None:
        return ()
    if schema.text:
        return fields_of(schema.text) or fields_in(schema.text)
    texts = [part.text for part in schema.parts] if schema.operator == "list" else []
    return tuple((text, "") for text in texts if text) if texts and None not in texts else ()


GROUPINGS: Mapping[str, Callable[[Frame, Call, Look], Frame]] = {
    **dict.fromkeys(("groupBy", "groupby", "cube", "rollup"), grouped),
    **dict.fromkeys(COUNTING, summed),
    **dict.fromkeys(("applyInPandas", "mapInPandas", "mapInArrow", "applyInArrow"), mapped),
    "pivot": pivoted, "agg": aggregated, "count": counted,
}  # fmt: skip
"""What grouping and grouped data become after each method."""
OF_GROUPED = frozenset(("agg", "count", "pivot", "applyInPandas", "applyInArrow", *COUNTING))
"""Methods of grouped data whose result is followed."""
