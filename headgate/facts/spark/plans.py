"""Questions that rules ask of a DataFrame's plan: how large, where from, kept or made anew."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.spark import api
from headgate.facts.spark.api import names
from headgate.facts.spark.program import Call, Loop, Sort, SparkProgram, Value, ancestors, chain, expressions

_FEW_ROWS_SQL = re.compile(
    r"^\s*(?:show|describe|desc|explain|set|use|vacuum|alter|create|drop|insert|merge|update|delete|truncate|msck"
    r"|optimize|analyze|refresh|restore|convert|call|grant|revoke|repair)\b|\blimit\s+\d+\s*;?\s*$|"
    r"^\s*select\s+(?:(?:count|max|min|sum|avg)\s*\([^()]*\)(?:\s+(?:as\s+)?\w+)?\s*,?\s*)+from\b(?!.*\bgroup\s+by\b)",
    re.I | re.S,
)
_BOUNDING = names(
    """
    limit describe summary head take first isEmpty takeSample takeOrdered top
"""
)
_REDUCING = names(
    """
    filter where groupBy groupby rollup cube distinct dropDuplicates drop_duplicates sample sampleBy
    agg reduceByKey reduceByKeyLocally countByKey countByValue limit intersect subtract exceptAll
    dropna
"""
)


def made_by(value: Value) -> Iterator[Call]:
    """The calls along the chain of `value`, going on through variables that only one call made."""
    yield from chain(value)


def bounded(value: Value | None) -> bool:
    """Whether `value` holds few rows by construction: a limit, a total, rows written in the program."""
    for call in chain(value):
        if call.method in _BOUNDING:
            return True
        if call.method == "agg" and (call.on is Sort.FRAME or _keyless(call)):
            return True
        if call.method in ("select", "selectExpr") and _all_aggregates(call):
            return True
        if call.method in ("createDataFrame", "parallelize", "range", "emptyRDD") and not _of_pandas(call):
            return True
        if call.method == "sql" and call.arguments and _FEW_ROWS_SQL.search(_sql(call)):
            return True
    return False


def _keyless(call: Call) -> bool:
    grouping = call.receiver.call if call.receiver else None
    return grouping is not None and grouping.method in api.GROUPING and not any(True for _ in grouping.values())


def _all_aggregates(call: Call) -> bool:
    values = list(call.values())
    return bool(values) and all(aggregates(value) and not _windowed(value) for value in values)


def _of_pandas(call: Call) -> bool:
    return any(value.sort is Sort.PANDAS for value in call.arguments)


def aggregates(value: Value) -> bool:
    """Whether the expression calls an aggregate function."""
    return any(
        part.call is not None and part.call.receiver is None and part.call.method in api.AGGREGATES
        for part in expressions(value)
    )


def _windowed(value: Value) -> bool:
    return any(part.call is not None and part.call.method == "over" for part in expressions(value))


def reduced(value: Value) -> bool:
    """Whether something on the way to `value` leaves rows out or folds them."""
    return any(
        call.method in _REDUCING
        or (call.method == "sql" and bool(re.search(r"\bwhere\b|\bgroup\s+by\b", _sql(call), re.I)))
        for call in chain(value)
    )


def _sql(call: Call) -> str:
    if not call.arguments:
        return ""
    whole = call.arguments[0].text
    return whole if whole is not None else "".join(part.text or "" for part in expressions(call.arguments[0]))


def whole_table(value: Value) -> bool:
    """Whether `value` is everything that a table or path holds."""
    source = False
    for call in chain(value):
        if call.on in (Sort.READER, Sort.SESSION) and call.method in (*api.READS, "sql"):
            source = True
    return source and not reduced(value) and not bounded(value)


def streams(value: Value | None) -> bool:
    """Whether `value` is a stream of rows without an end."""
    return any(call.method in ("readStream", "withWatermark", "writeStream") for call in chain(value))


def pins(program: SparkProgram, *methods: str) -> Iterator[Call]:
    """The calls that keep a DataFrame or RDD: `cache`, `persist`, or those named."""
    yield from program.named(*methods or ("cache", "persist"), on=(Sort.FRAME, Sort.RDD))


def kept(program: SparkProgram, value: Value) -> bool:
    """Whether `value`, or what it was made from by cheap steps, is kept after it was first computed."""
    held = {id(v) for call in pins(program, *api.PINNING - {"unpersist"}) for v in (call.receiver, call.result)}
    current: Value | None = value
    while current is not None:
        if id(current) in held:
            return True
        call = current.call
        if call is None:
            return any(id(part) in held for part in current.parts)
        if call.method == "table" and call.arguments:
            return False
        if call.method not in api.ROW_BY_ROW:
            return False
        current = call.receiver
    return False


def wide_calls(value: Value) -> list[Call]:
    """The calls on the way to `value` that move rows between machines."""
    return [call for call in chain(value) if call.method in api.WIDE and call.on in (Sort.FRAME, Sort.RDD)]


def carried(program: SparkProgram, name: str, loop: Loop) -> Value | None:
    """What the variable `name` is after a turn of `loop`, if it is made from what it was before the turn."""
    turn = [binding for binding in program.bindings if binding.name == name and loop in binding.loops]
    if not turn or turn[0].previous is None:
        return None
    entering, leaving = turn[0].previous, turn[-1].value
    return leaving if any(older is entering for older in ancestors(leaving)) else None


_TEST_PATH = re.compile(
    r"(?:^|/)(?:tests?|it)/|(?:^|/)(?:test_[^/]*|conftest|[^/]*_test)\.py$|(?:Test|Tests|Spec|Suite)\.scala$"
)


def tests_only(path: str) -> bool:
    """Whether the file holds tests, whose jobs run on a handful of rows and belong to no pipeline."""
    return bool(_TEST_PATH.search(path))


def output_columns(value: Value) -> tuple[str, ...] | None:
    """Names of the columns of `value` in order, where literal calls tell all of them."""
    call = value.call
    if call is None:
        return None
    if call.method == "select" and not call.keywords:
        found = [column_name(part) for argument in call.arguments for part in _items(argument)]
        return tuple(name for name in found if name) if found and all(found) else None
    if call.method == "toDF" and call.arguments:
        texts = [part.text for argument in call.arguments for part in _items(argument)]
        return tuple(text for text in texts if text) if all(texts) else None
    if call.receiver is None or call.receiver.sort is not Sort.FRAME:
        return None
    before = output_columns(call.receiver)
    return None if before is None else _after(call, before)


def _items(value: Value) -> tuple[Value, ...]:
    return value.parts if value.operator == "list" else (value,)


def _after(call: Call, before: tuple[str, ...]) -> tuple[str, ...] | None:
    texts = [value.text for value in call.arguments]
    if call.method == "withColumn" and texts and texts[0]:
        return before if texts[0] in before else (*before, texts[0])
    if call.method == "withColumnRenamed" and len(texts) == 2 and texts[0] and texts[1]:
        return tuple(texts[1] if name == texts[0] else name for name in before)
    if call.method == "drop" and all(texts):
        return tuple(name for name in before if name not in texts)
    same = ("filter", "where", "distinct", "limit", "orderBy", "sort", "cache", "persist", "repartition", "coalesce")
    return before if call.method in same else None


def column_name(value: Value) -> str:
    """The name that an item of a select list has; empty where it is not told."""
    if value.text is not None:
        return "" if value.text == "*" or value.text.endswith(".*") else value.text.rsplit(".", 1)[-1]
    if value.column:
        return value.column
    call = value.call
    if call is None:
        return ""
    if call.method in ("alias", "name", "as") and call.arguments:
        return call.arguments[0].text or ""
    if call.method in ("col", "column") and call.arguments:
        return (call.arguments[0].text or "").rsplit(".", 1)[-1]
    if call.method in ("cast", "over", "asc", "desc") and call.receiver is not None:
        return column_name(call.receiver) if call.method == "cast" else ""
    return ""


def spark_column(value: Value) -> bool:
    """Whether `value` is shown to be a column of Spark, not only of something called like a DataFrame."""
    if value.sort is not Sort.COLUMN:
        return False
    if value.of is not None:
        return value.of.shown
    if value.call is not None:
        return value.call.receiver is None or spark_column(value.call.receiver)
    return any(spark_column(part) for part in value.parts)
