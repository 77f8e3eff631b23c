"""What methods of the DataFrame interface become in a plan, and what operators of plans come from."""

from __future__ import annotations

import re

from headgate.facts.spark import api

_METHODS: dict[str, str] = {
    **dict.fromkeys(("join", "crossJoin", "joinWith"), "join"),
    **dict.fromkeys(
        (*api.GROUPING, "agg", "pivot", "distinct", "dropDuplicates", "drop_duplicates",
         "dropDuplicatesWithinWatermark", "reduceByKey", "combineByKey", "aggregateByKey", "countByKey", "foldByKey"),
        "aggregate"),
    **dict.fromkeys(("intersect", "subtract", "exceptAll", "intersectAll"), "join"),
    **dict.fromkeys(("orderBy", "sort", "sortBy", "sortByKey"), "sort"),
    "sortWithinPartitions": "local-sort",
    **dict.fromkeys(("repartition", "repartitionByRange", "partitionBy", "repartitionById"), "repartition"),
    "coalesce": "coalesce",
    **dict.fromkeys(("filter", "where", "dropna"), "filter"),
    **dict.fromkeys(("cache", "persist", "checkpoint", "localCheckpoint"), "cache"),
    **dict.fromkeys(api.UNIONS, "union"),
    **dict.fromkeys(("mapInPandas", "mapInArrow", "applyInPandas", "applyInPandasWithState", "mapPartitions", "map",
                     "flatMap", "foreach", "foreachPartition", "mapPartitionsWithIndex"), "python"),
    **dict.fromkeys(("limit",), "limit"),
    **dict.fromkeys(("createDataFrame", "range", "parallelize", "textFile", "wholeTextFiles"), "scan"),
    "sql": "sql",
}  # fmt: skip


def kind_of_method(method: str) -> str:
    """The kind of step that a method is; `project` where it only chooses or makes columns."""
    return _METHODS.get(method, "project")


_OPERATORS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"BroadcastNestedLoopJoin|CartesianProduct|Join", "join"),
        (r"Aggregate", "aggregate"),
        (r"^(?:Gpu|Photon)?Window|WindowInPandas|RunningWindow", "window"),
        (r"TakeOrdered", "sort"),
        (r"^(?:Gpu|Photon)?Sort$", "sort"),
        (r"Generate|Explode", "generate"),
        (r"EvalPython|InPandas|InArrow|PythonMap|MapElements|PythonUDTF", "python"),
        (r"InMemoryTableScan", "cache"),
        (r"Scan|^Range|LocalTable|RDD", "scan"),
        (r"InsertInto|WriteFiles|Overwrite|AppendData|ReplaceData|CreateTableAs|SaveInto|WriteTo|MergeInto", "write"),
        (r"BroadcastExchange", "broadcast"),
        (r"Exchange", "exchange"),
        (r"Union", "union"),
        (r"Filter", "filter"),
        (r"Coalesce$", "coalesce"),
        (r"Limit", "limit"),
        (r"Expand", "aggregate"),
    )
)


def kind_of_operator(name: str) -> str:
    """The kind of an operator by its name, whoever runs it: Spark, Photon or a GPU."""
    return next((kind for pattern, kind in _OPERATORS if pattern.search(name)), "")
