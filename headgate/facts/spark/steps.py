"""Steps of a DataFrame that look at nothing but its own columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from headgate.facts.spark.api import names
from headgate.facts.spark.expressions import Expression, Look
from headgate.facts.spark.frames import OPEN, Frame, unknown
from headgate.facts.spark.program import Call, Value
from headgate.facts.spark.titles import plain_name
from headgate.facts.sql.relation import NOTHING, Flows, Item, through
from headgate.lineage import Effect

_KEPT = names(
    """
    coalesce repartition repartitionByRange cache persist unpersist checkpoint localCheckpoint limit sample hint
    distinct withWatermark offset observe sampleBy exceptAll subtract intersect intersectAll except
    sortWithinPartitions fillna dropna repartitionById replace na fill withMetadata
"""
)
"""They change rows at most, or fill in values that are missing."""


def selected(frame: Frame, call: Call, look: Look) -> Frame:
    """`select`."""
    if "**" in call.keywords:
        return unknown()
    expression = Expression(frame, look)
    made = [(argument, pair) for argument in call.arguments for pair in expression.columns(argument)]
    items = [item if item.name or item.open else OPEN for _, (item, _) in made]
    structs = {item.name: inner for _, (item, inner) in made if inner is not None and item.name}
    # A plain name is named here, wherever the column was made.
    named = [
        replace(item, line=argument.line or item.line) if plain_name(argument) else item
        for (argument, _), item in zip(made, items, strict=True)
        if not _is_star(argument)
    ]
    return frame.naming_each(named, opaque=not expression.understood, line=call.line).choosing(items, structs)


def _is_star(argument: Value) -> bool:
    """A star hands on what is there and names none of it."""
    name = plain_name(argument) or ""
    return name == "*" or name.endswith(".*")


def selected_sql(frame: Frame, call: Call, look: Look) -> Frame:
    """`selectExpr`."""
    expression = Expression(frame, look)
    items: list[Item] = []
    for argument in (part for one in call.arguments for part in (one.parts if one.operator == "list" else (one,))):
        items += expression.items_of_sql(argument.text, argument.line) if argument.text is not None else (OPEN,)
    opaque = not expression.understood or OPEN in items
    return frame.naming_each(items, opaque=opaque, line=call.line).choosing(items, {})


def with_column(frame: Frame, call: Call, look: Look) -> Frame:
    """`withColumn`."""
    name, value = call.argument(0, "colName"), call.argument(1, "col")
    return _adding(frame, frame, name, value, look)


def with_columns(frame: Frame, call: Call, look: Look) -> Frame:
    """`withColumns`: all are made from the columns as they were before."""
    given = call.argument(0, "colsMap")
    if given is None or given.operator != "dict":
        return unknown()
    before = frame
    for name, value in pairs_of(given):
        frame = _adding(frame, before, name, value, look)
    return frame


def pairs_of(given: Value) -> Iterator[tuple[Value, Value]]:
    """Keys and values of a dict."""
    half = len(given.parts) // 2
    yield from zip(given.parts[:half], given.parts[half:], strict=True)


def _adding(frame: Frame, before: Frame, name: Value | None, value: Value | None, look: Look) -> Frame:
    if name is None or name.text is None or value is None:
        return unknown()
    expression = Expression(before, look)
    flows = expression.flows(value)
    named = frame.naming(flows, value.line, opaque=not expression.understood)
    made = Item(name.text.lower(), flows, value.line, spelled=name.text, type=expression.type(value))
    return named.with_column(made, expression.inside(value, flows))


def renamed(frame: Frame, call: Call, look: Look) -> Frame:
    """`withColumnRenamed` and `withColumnsRenamed`."""
    del look
    texts = [value.text for value in call.values()]
    first = call.argument(0, "colsMap")
    if first is not None and first.operator == "dict":
        texts = [part.text for pair in pairs_of(first) for part in pair]
    if not texts or len(texts) % 2 or None in texts:
        return unknown()
    words = [text for text in texts if text is not None]
    pairs = list(zip(words[::2], words[1::2], strict=True))
    flows = [flow for old, _ in pairs for flow in frame.lookup(old) or ()]
    return frame.naming(flows, call.line).renamed(pairs)


def called(frame: Frame, call: Call, look: Look) -> Frame:
    """`toDF` with names."""
    del look
    given = [part for value in call.arguments for part in (value.parts if value.operator == "list" else (value,))]
    names = [value.text for value in given]
    if not names or None in names:
        return frame if not names and not call.keywords else unknown()
    below = frame.relation.items if frame.columns is not None and len(frame.relation.items) == len(names) else None
    plain = [Item("")] * len(names) if below is None else below
    items = [
        replace(one, name=name.lower(), line=call.line, spelled=name)
        for name, one in zip(names, plain, strict=True)
        if name
    ]
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
    whole: Flows = NOTHING
    for value in call.arguments:
        for part in value.parts if value.operator == "list" else (value,):
            whole |= expression.flows(part)
    return frame.influenced(whole, Effect.SORT, call.line, opaque=not expression.understood)


def deduplicated(frame: Frame, call: Call, look: Look) -> Frame:
    """`dropDuplicates`."""
    del look
    keys = [part for value in call.values() for part in (value.parts if value.operator == "list" else (value,))]
    known = [frame.lookup(key.text) for key in keys if key.text is not None]
    found = [flow for flows in known for flow in flows or ()]
    opaque = len(known) < len(keys) or None in known
    return frame.influenced(found, Effect.GROUP_BY, call.line, opaque=opaque)


def unpivoted(frame: Frame, call: Call, look: Look) -> Frame:
    """`unpivot` and `melt`: every value column flows into the one column of values."""
    ids, values = call.argument(0, "ids"), call.argument(1, "values")
    names = [call.argument(at, name) for at, name in ((2, "variableColumnName"), (3, "valueColumnName"))]
    texts = [name.text for name in names if name is not None and name.text]
    if ids is None or len(texts) != 2:
        return unknown()
    expression = Expression(frame, look)
    kept = [item for item, _ in expression.columns(ids)]
    if values is not None and not (values.is_constant and values.constant is None):
        moved = [item for item, _ in expression.columns(values)]
    elif frame.columns is not None:
        moved = [item for item in frame.relation.items if item.name not in {one.name for one in kept}]
    else:
        return unknown()
    flows: Flows = frozenset().union(*(item.flows for item in moved))
    made = [
        Item(texts[0].lower(), NOTHING, call.line, spelled=texts[0]),
        Item(texts[1].lower(), flows, call.line, spelled=texts[1]),
    ]
    return frame.naming_each([*kept, *made], opaque=not expression.understood, line=call.line).holding(
        [*kept, *made], {}
    )


def described(frame: Frame, call: Call, look: Look) -> Frame:
    """`describe` and `summary`: statistics as text, made from the columns."""
    del look
    columns = [value.text for value in call.arguments if value.text] if call.method == "describe" else []
    names = columns or frame.spelled
    if names is None:
        return unknown()
    items = [Item("summary", NOTHING, call.line)]
    for name in names:
        flows = through(frame.lookup(name or "") or NOTHING, Effect.AGGREGATION)
        items.append(Item((name or "").lower(), flows, call.line, spelled=name or ""))
    return frame.naming_each(items, line=call.line).holding(items, {})


def matching(frame: Frame, call: Call, look: Look) -> Frame:
    """`df[["x", "y"]]`, and `df[condition]`."""
    index = call.arguments[0] if call.arguments else None
    if index is not None and (index.operator == "list" or plain_name(index) is not None):
        return selected(frame, call, look)
    return filtered(frame, call, look)


STEPS: Mapping[str, Callable[[Frame, Call, Look], Frame]] = {
    **dict.fromkeys(_KEPT, lambda frame, *_: frame),
    **dict.fromkeys(("filter", "where"), filtered),
    **dict.fromkeys(("orderBy", "sort"), sorted_by),
    **dict.fromkeys(("dropDuplicates", "drop_duplicates", "dropDuplicatesWithinWatermark"), deduplicated),
    **dict.fromkeys(("withColumnRenamed", "withColumnsRenamed"), renamed),
    **dict.fromkeys(("alias", "as"), aliased), **dict.fromkeys(("unpivot", "melt"), unpivoted),
    **dict.fromkeys(("describe", "summary"), described),
    "select": selected, "selectExpr": selected_sql, "withColumn": with_column, "withColumns": with_columns,
    "toDF": called, "[]": matching,
}  # fmt: skip
"""What a frame is after each method."""
