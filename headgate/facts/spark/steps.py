"""Steps of a DataFrame that look at nothing but its own columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from headgate.facts.spark.api import names
from headgate.facts.spark.expressions import Expression, Look
from headgate.facts.spark.frames import OPEN, Frame, unknown
from headgate.facts.spark.program import Call, Value
from headgate.facts.sql.relation import NOTHING, Item
from headgate.lineage import Effect

_KEPT = names(
    """
    coalesce repartition repartitionByRange cache persist unpersist checkpoint localCheckpoint limit sample hint
    distinct withWatermark offset observe sampleBy exceptAll subtract intersect intersectAll except
    sortWithinPartitions fillna dropna repartitionById
"""
)
"""They change rows at most."""


def selected(frame: Frame, call: Call, look: Look) -> Frame:
    """`select`."""
    expression = Expression(frame, look)
    made = [pair for argument in call.arguments for pair in expression.columns(argument)]
    items = [item if item.name or item.open else OPEN for item, _ in made]
    structs = {item.name: inner for item, inner in made if inner is not None and item.name}
    return frame.naming_each(items, opaque=not expression.understood).holding(items, structs)


def selected_sql(frame: Frame, call: Call, look: Look) -> Frame:
    """`selectExpr`."""
    expression = Expression(frame, look)
    items: list[Item] = []
    for argument in (part for one in call.arguments for part in (one.parts if one.operator == "list" else (one,))):
        if argument.text == "*":
            items += frame.relation.items
        else:
            made = expression.item_of_sql(argument.text, argument.line) if argument.text is not None else Item("")
            items.append(made if made.name else OPEN)
    opaque = not expression.understood or OPEN in items
    return frame.naming_each(items, opaque=opaque).holding(items, {})


def with_column(frame: Frame, call: Call, look: Look) -> Frame:
    """`withColumn`."""
    name, value = call.argument(0, "colName"), call.argument(1, "col")
    return _adding(frame, name, value, look)


def with_columns(frame: Frame, call: Call, look: Look) -> Frame:
    """`withColumns`."""
    given = call.argument(0, "colsMap")
    if given is None or given.operator != "dict":
        return unknown()
    half = len(given.parts) // 2
    for name, value in zip(given.parts[:half], given.parts[half:], strict=True):
        frame = _adding(frame, name, value, look)
    return frame


def _adding(frame: Frame, name: Value | None, value: Value | None, look: Look) -> Frame:
    if name is None or name.text is None or value is None:
        return unknown()
    expression = Expression(frame, look)
    flows = expression.flows(value)
    named = frame.naming(flows, value.line, opaque=not expression.understood)
    return named.with_column(Item(name.text.lower(), flows, value.line), expression.inside(value, flows))


def renamed(frame: Frame, call: Call, look: Look) -> Frame:
    """`withColumnRenamed` and `withColumnsRenamed`."""
    del look
    texts = [value.text for value in call.values()]
    first = call.argument(0, "colsMap")
    if first is not None and first.operator == "dict":
        texts = [part.text for part in first.parts]
        half = len(texts) // 2
        texts = [text for pair in zip(texts[:half], texts[half:], strict=True) for text in pair]
    if not texts or len(texts) % 2 or None in texts:
        return unknown()
    words = [text for text in texts if text is not None]
    pairs = list(zip(words[::2], words[1::2], strict=True))
    flows = [flow for old, _ in pairs for flow in frame.lookup(old) or ()]
    return frame.naming(flows, call.line).renamed(pairs)


def called(frame: Frame, call: Call, look: Look) -> Frame:
    """`toDF` with names."""
    del look
    names = [value.text for value in call.arguments]
    if not names or None in names:
        return frame if not names and not call.keywords else unknown()
    below = frame.relation.items if frame.columns is not None and len(frame.relation.items) == len(names) else None
    flows = [item.flows for item in below] if below is not None else [NOTHING] * len(names)
    items = [Item(name.lower(), f, call.line) for name, f in zip(names, flows, strict=True) if name]
    return frame.naming((), call.line, opaque=below is None).holding(items, {})


def aliased(frame: Frame, call: Call, look: Look) -> Frame:
    """`df.alias`."""
    del look
    name = call.argument(0, "alias")
    return frame.called(name.text) if name is not None and name.text else frame


def filtered(frame: Frame, call: Call, look: Look) -> Frame:
    """`filter` and `where`."""
    expression = Expression(frame, look)
    found = [flow for value in call.values() for flow in expression.condition(value)]
    return frame.influenced(found, Effect.FILTER, call.line, opaque=not expression.understood)


def sorted_by(frame: Frame, call: Call, look: Look) -> Frame:
    """`orderBy` and `sort`."""
    expression = Expression(frame, look)
    found = [flow for value in call.arguments for item, _ in expression.columns(value) for flow in item.flows]
    return frame.influenced(found, Effect.SORT, call.line, opaque=not expression.understood)


def deduplicated(frame: Frame, call: Call, look: Look) -> Frame:
    """`dropDuplicates`."""
    del look
    keys = [part for value in call.values() for part in (value.parts if value.operator == "list" else (value,))]
    known = [frame.lookup(key.text) for key in keys if key.text is not None]
    found = [flow for flows in known for flow in flows or ()]
    opaque = len(known) < len(keys) or None in known
    return frame.influenced(found, Effect.GROUP_BY, call.line, opaque=opaque)


STEPS: Mapping[str, Callable[[Frame, Call, Look], Frame]] = {
    **dict.fromkeys(_KEPT, lambda frame, *_: frame),
    **dict.fromkeys(("filter", "where"), filtered),
    **dict.fromkeys(("orderBy", "sort"), sorted_by),
    **dict.fromkeys(("dropDuplicates", "drop_duplicates", "dropDuplicatesWithinWatermark"), deduplicated),
    **dict.fromkeys(("withColumnRenamed", "withColumnsRenamed"), renamed),
    **dict.fromkeys(("alias", "as"), aliased),
    "select": selected, "selectExpr": selected_sql, "withColumn": with_column, "withColumns": with_columns,
    "toDF": called,
}  # fmt: skip
"""What a frame is after each method."""
