"""A query goes on from a checkpoint that another query wrote."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.facts.reading import SourceFile
from headgate.facts.streams.query import UNKNOWN, StreamingQuery
from headgate.facts.streams.read_spark import read_python
from headgate.facts.streams.structured_scala import read_scala
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.rules.registry import Found, repository, rule

_CODE = """
    from pyspark.sql import SparkSession

    spark = SparkSession.builder.getOrCreate()
    orders = spark.readStream.format("kafka").option("subscribe", "orders").load()
    (orders.groupBy(KEY).count().writeStream.format("delta").outputMode("complete")
        .option("checkpointLocation", "s3://lake/ck/PLACE").start("s3://lake/orders"))
"""


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {"jobs/orders.py": _CODE.replace("KEY", '"key", "topic"').replace("PLACE", "orders")},
            {"jobs/orders.py": (6,)},
            base={"jobs/orders.py": _CODE.replace("KEY", '"key"').replace("PLACE", "orders")},
        ),
        repository(
            {"jobs/orders.py": _CODE.replace("KEY", '"key", "topic"').replace("PLACE", "orders-2")},
            base={"jobs/orders.py": _CODE.replace("KEY", '"key"').replace("PLACE", "orders")},
        ),
    ),
)
def checkpoint_of_another_query(comparison: Comparison) -> Iterator[Found]:
    """A changed query goes on from the checkpoint of what it was before.

    ## Why it matters
    A checkpoint holds offsets for the sources and state for the groups that the query had. With other sources, other
    topics, other keys or other aggregates Spark refuses to start, or reads state that means something else.

    ## Instead
    A new `checkpointLocation` for the changed query, and a plan for the rows in between: from which offsets it starts,
    and what becomes of those already written.

    ## When it stays silent
    For changes that state survives: filters, projections, triggers, watermarks; and where sources, steps or the place
    of the checkpoint are not told.

    ## Fix
    None: where the new query should start, the change does not tell.
    """
    for path, change in comparison.change.files.items():
        before = {_place(one): one for one in _queries(comparison.base, change.old_path or path)}
        for query in _queries(comparison.head, path):
            old = before.get(_place(query))
            what = _differs(old, query) if old is not None and _place(query) else ""
            if what:
                yield Found(
                    f"The query goes on from {_place(query)}, but {what}: Spark refuses the checkpoint, or takes state "
                    "that means something else.",
                    query.lines.get("checkpointlocation", query.line),
                    _place(query),
                    path=path,
                )


_STATEFUL = (
    *("groupBy", "groupby", "groupByKey", "cube", "rollup", "agg", "count", "sum", "avg", "dropDuplicates", "join"),
    *("dropDuplicatesWithinWatermark", "applyInPandasWithState", "mapGroupsWithState", "flatMapGroupsWithState"),
)


def _queries(project: Project, path: str) -> tuple[StreamingQuery, ...]:
    """The queries of a file whose way from source to sink is known."""
    text = project.snapshot.text_of(path) if path in project.files else None
    if text is None or "writeStream" not in text or not path.endswith((".py", ".scala")):
        return ()
    file = SourceFile(path, text, frozenset(project.files[path].kinds))
    read = read_scala(file) if path.endswith(".scala") else read_python(file)
    return tuple(one for one in read.subjects if isinstance(one, StreamingQuery) and one.followed)


def _place(query: StreamingQuery) -> str:
    place = query.option("checkpointLocation") or ""
    return "" if UNKNOWN in place else place.rstrip("/")


def _differs(old: StreamingQuery, new: StreamingQuery) -> str:
    """What state does not survive; empty where nothing of that kind changed."""
    if len(old.sources) != len(new.sources):
        return f"the number of streams that it reads was {len(old.sources)} and is {len(new.sources)}"
    for one, other in zip(old.sources, new.sources, strict=True):
        topics = one.option("subscribe") or one.path, other.option("subscribe") or other.path
        if one.format != other.format or (topics[0] != topics[1] and UNKNOWN not in "".join(topics)):
            return f"it read {topics[0] or one.format} and reads {topics[1] or other.format}"
    before = [(step.name, step.arguments) for step in old.steps if step.name in _STATEFUL]
    after = [(step.name, step.arguments) for step in new.steps if step.name in _STATEFUL]
    if before == after:
        return ""
    changed = next((two for two in zip(before, after, strict=False) if two[0] != two[1]), None)
    if changed is None:
        return f"it had {len(before)} stateful steps and has {len(after)}"
    (name, arguments), (other_name, others) = changed
    return f"{name}({', '.join(arguments)[:80]}) has become {other_name}({', '.join(others)[:80]})"
