"""The code uses an interface that newer Spark does not have."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.program import (
    Sort,
    SparkProgram,
    entity,
)
from headgate.facts.spark.scala import ScalaModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            import org.apache.spark.ExecutorPlugin
            class Watch extends ExecutorPlugin {
              override def shutdown() = {}
            }
            """,
            1,
            2,
            path="Job.scala",
        ),
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            orders = spark.table("shop.orders")
            orders.registerTempTable("orders")
            """,
            4,
            path="job.py",
        ),
        silent(
            """
            import org.apache.spark.api.plugin.SparkPlugin
            class Watch extends SparkPlugin
            """,
            path="Job.scala",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            spark.table("shop.orders").createOrReplaceTempView("orders")
            """,
            path="job.py",
        ),
    ],
)
def removed_interface(program: SparkProgram) -> Iterator[Found]:
    """The code uses an interface that newer Spark does not have.

    ## Why it matters

    It compiles or imports no longer once the cluster is upgraded: `ExecutorPlugin` went with Spark 3.0
    (`SparkPlugin` took its place), Mesos with 4.0, `registerTempTable` and `SQLContext.applySchema` before that. In
    Spark 3.0 the key of `groupByKey` was renamed from `value` to `key`.

    ## Instead

    The interface that the migration guide names for it.

    ## When it stays silent

    The name comes from elsewhere than Spark.

    ## Fix

    None is made by machine: the new interface has other methods.
    """
    for call in program.calls:
        if call.method == "registerTempTable" and call.on in (Sort.FRAME, Sort.SESSION):
            better = "`createOrReplaceTempView` has taken its place"
            yield Found(
                f"`registerTempTable` is deprecated since 2.0 and removed in 4.0; {better}.", call.line, entity(call)
            )
        elif (
            call.method in ("setMaster", "master")
            and call.arguments
            and (call.arguments[0].text or "").startswith("mesos:")
        ):
            yield Found("Spark 4.0 no longer runs on Mesos.", call.line, entity(call))
    if isinstance(program, ScalaModule):
        yield from _in_scala(program)


def _in_scala(module: ScalaModule) -> Iterator[Found]:
    imported = False
    waiting = [module.tree.root_node] if module.tree else []
    while waiting:
        node = waiting.pop()
        waiting.extend(reversed(node.named_children))
        if node.type == "import_declaration":
            if (node.text or b"").startswith(b"import org.apache.spark.ExecutorPlugin"):
                imported = True
                yield _plugin(node.start_point[0] + 1, "import")
        elif node.type == "type_identifier" and node.text == b"ExecutorPlugin" and imported:
            yield _plugin(node.start_point[0] + 1, "use")


def _plugin(line: int, what: str) -> Found:
    return Found(
        "`ExecutorPlugin` was removed in Spark 3.0; `SparkPlugin` has taken its place.", line, f"ExecutorPlugin.{what}"
    )
