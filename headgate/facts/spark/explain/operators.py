"""Names of operators: what other engines call them, and what Spark does.

Sources: Spark's `org.apache.spark.sql.execution`; the operators that RAPIDS Accelerator, Comet, Gluten and Photon
print in their plans.
"""

from __future__ import annotations

from headgate.facts.spark.explain.model import Engine

SCANS = frozenset({"FileScan", "BatchScan", "HiveTableScan", "RowDataSourceScan", "ExistingRDDScan"})
JOINS = frozenset(
    {"BroadcastHashJoin", "SortMergeJoin", "ShuffledHashJoin", "BroadcastNestedLoopJoin", "CartesianProduct"}
)
AGGREGATES = frozenset({"HashAggregate", "SortAggregate", "ObjectHashAggregate"})
EXCHANGES = frozenset({"Exchange", "BroadcastExchange"})
PASSING = frozenset(
    {
        *("AdaptiveSparkPlan", "WholeStageCodegen", "InputAdapter", "ResultQueryStage", "TableCacheQueryStage"),
        *("ShuffleQueryStage", "BroadcastQueryStage", "AQEShuffleRead", "ColumnarToRow", "RowToColumnar"),
        *("CoalesceBatches", "EngineStage", "ReusedExchange"),
    }
)
"""They hand rows on as they get them."""
TO_ROWS, TO_COLUMNS = "ColumnarToRow", "RowToColumnar"
PYTHON = frozenset(
    {
        *(
            "BatchEvalPython",
            "ArrowEvalPython",
            "MapInPandas",
            "MapInArrow",
            "PythonMapInArrow",
            "FlatMapGroupsInPandas",
        ),
        *("FlatMapGroupsInArrow", "FlatMapCoGroupsInPandas", "FlatMapCoGroupsInArrow", "AggregateInPandas"),
        *("WindowInPandas", "ArrowAggregatePython", "ArrowWindowPython", "BatchEvalPythonUDTF", "ArrowEvalPythonUDTF"),
    }
)
OBJECTS = frozenset(
    {
        *("DeserializeToObject", "SerializeFromObject", "MapElements", "MapPartitions", "AppendColumns"),
        *("AppendColumnsWithObject", "MapGroups", "FlatMapGroupsInR", "CoGroup", "ObjectProducer"),
    }
)

_SAME = {
    "ShuffleExchange": "Exchange",
    "CustomShuffleReader": "AQEShuffleRead",
    "ShuffleReader": "AQEShuffleRead",
    "CoalescedShuffleReader": "AQEShuffleRead",
    "FileSourceScan": "FileScan",
    "FileGpuScan": "FileScan",
    "NativeScan": "FileScan",
    "ColumnarExchange": "Exchange",
    "ColumnarBroadcastExchange": "BroadcastExchange",
    "ShuffledSymmetricHashJoin": "ShuffledHashJoin",
    "ShuffledAsymmetricHashJoin": "ShuffledHashJoin",
    "ShuffledSizedHashJoin": "ShuffledHashJoin",
    "HashJoin": "ShuffledHashJoin",
    "TopN": "TakeOrderedAndProject",
    "TopK": "TakeOrderedAndProject",
    "RunningWindow": "Window",
    "BatchedBoundedWindow": "Window",
    "CachedDoublePassWindow": "Window",
    "GroupingAgg": "HashAggregate",
    "GroupingAggWithRollup": "HashAggregate",
    "Agg": "HashAggregate",
    "FlushableHashAggregate": "HashAggregate",
    "RegularHashAggregate": "HashAggregate",
    "ShuffleExchangeSink": "Exchange",
    "UnionShuffleExchangeSink": "Exchange",
    "ShuffleExchangeSource": "AQEShuffleRead",
    "UnionShuffleExchangeSource": "AQEShuffleRead",
    "ShuffleMapStage": "EngineStage",
    "UnionShuffleMapStage": "EngineStage",
    "ResultStage": "EngineStage",
    "WriteStage": "EngineStage",
    "Adapter": "EngineStage",
    "BroadcastAdapter": "EngineStage",
    "InputIterator": "InputAdapter",
    "VeloxColumnarToRow": TO_ROWS,
    "RowToVeloxColumnar": TO_COLUMNS,
    "CHNativeColumnarToRow": TO_ROWS,
    "RowToCHNativeColumnar": TO_COLUMNS,
    "NativeColumnarToRow": TO_ROWS,
    "SparkRowToColumnar": TO_COLUMNS,
    "SparkColumnarToColumnar": TO_COLUMNS,
    "VeloxResizeBatches": "CoalesceBatches",
    "VeloxAppendBatches": "CoalesceBatches",
    "ShuffleCoalesce": "CoalesceBatches",
    "ColumnarUnion": "Union",
    "ColumnarCoalesce": "Coalesce",
    "ColumnarCollectLimit": "CollectLimit",
    "GlobalLimitAndOffset": "GlobalLimit",
}
_SCAN_FORMS = {"HiveTableScan": "HiveTableScan", "BatchScan": "BatchScan"}
_PREFIXES = ((Engine.PHOTON, "Photon"), (Engine.RAPIDS, "Gpu"), (Engine.COMET, "Comet"), (Engine.GLUTEN, "Gluten"))
_GLUTEN = frozenset(
    {
        *("VeloxColumnarToRow", "RowToVeloxColumnar", "VeloxResizeBatches", "VeloxAppendBatches", "ColumnarExchange"),
        *("CHNativeColumnarToRow", "RowToCHNativeColumnar", "ColumnarBroadcastExchange", "ColumnarUnion"),
        *("ColumnarCoalesce", "ColumnarCollectLimit", "ColumnarArrowEvalPython", "NativeScan"),
    }
)
_LEAVES = {"ExistingRDD": "ExistingRDDScan", "JDBCRelation": "RowDataSourceScan", "hive": "HiveTableScan"}


def standard(written: str, arguments: str = "") -> tuple[str, Engine]:
    """Spark's name of the operator that a plan calls `written`, and the engine that runs it.

    >>> standard("PhotonGroupingAgg")[0], standard("GpuFilter")[0], standard("FileSourceScanExecTransformer")[0]
    ('HashAggregate', 'Filter', 'FileScan')
    """
    engine, name = _engine(written)
    if name == "Scan" or (name.endswith("Scan") and name[:-4].islower()):
        return _scan(arguments), engine
    if engine is not Engine.SPARK and name.endswith("Scan") and name not in ("InMemoryTableScan", "BatchScan"):
        return _SCAN_FORMS.get(name, "FileScan"), engine
    if name == "Execute":
        return "Execute " + arguments.split(" ", 1)[0], engine
    return _SAME.get(name, name), engine


def _engine(written: str) -> tuple[Engine, str]:
    """The engine, and the name without what marks the engine."""
    bare = written.removesuffix("Exec")
    native = bare in _GLUTEN or written.endswith("Transformer") or written.startswith("Velox")
    engine = Engine.GLUTEN if native else Engine.SPARK
    name = written
    for one, prefix in _PREFIXES:
        if written.startswith(prefix) and written[len(prefix) : len(prefix) + 1].isupper():
            engine, name = one, written[len(prefix) :]
            break
    name = name.removesuffix("Transformer")
    # Spark's own names go without "Exec"; those of other engines sometimes keep it.
    return engine, name.removesuffix("Exec") if engine is not Engine.SPARK else name


def _scan(arguments: str) -> str:
    first = arguments.split(" ", 1)[0]
    kind = next((name for mark, name in _LEAVES.items() if first.startswith(mark)), None)
    if kind:
        return kind
    return "FileScan" if first[:1].isalpha() and first[:1].islower() else "RowDataSourceScan"
