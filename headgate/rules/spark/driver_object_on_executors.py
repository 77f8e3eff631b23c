"""A function that runs on executors uses an object of the driver."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.spark.closures import free_names, shipped, sorts_of_names
from headgate.facts.spark.program import Sort, SparkProgram, entity
from headgate.facts.spark.scala_closures import free_identifiers, shipped_lambdas
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DRIVERS = frozenset((Sort.SESSION, Sort.CONTEXT, Sort.FRAME, Sort.RDD))
_FREE = {"spark": frozenset((Sort.SESSION,)), "sc": frozenset((Sort.CONTEXT,))}


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            rates = spark.table("shop.rates")
            @F.udf("double")
            def rate(day):
                return rates.filter(F.col("day") == day).first()["rate"]
            spark.table("shop.orders").foreach(lambda row: spark.sql("select 1"))
            """,
            6,
            7,
            path="job.py",
        ),
        fires(
            """
            import org.apache.spark.sql.{DataFrame, SparkSession}
            object Job {
              def run(spark: SparkSession, orders: DataFrame, rates: DataFrame): Unit = {
                orders.foreach { order =>
                  println(rates.filter("day = 1").first())
                }
              }
            }
            """,
            5,
            path="Job.scala",
        ),
        silent(
            """
            import org.apache.spark.sql.{DataFrame, SparkSession}
            object Job {
              def run(spark: SparkSession, orders: DataFrame, rates: DataFrame): Unit = {
                val names = rates.columns.toSet
                orders.foreach(order => println(names.contains(order.getString(0))))
                Seq("a", "b").foreach(name => spark.table(name).show())
                orders.rdd.map { rates => rates.getInt(0) }.collect()
              }
            }
            """,
            path="Job.scala",
        ),
        silent(
            """
            from pyspark.sql import SparkSession, functions as F
            spark = SparkSession.builder.getOrCreate()
            rates = {row["day"]: row["rate"] for row in spark.table("shop.rates").limit(400).collect()}
            @F.udf("double")
            def rate(day):
                return rates[day]
            def save(batch, number):
                spark.table("shop.seen").count()
            spark.readStream.table("shop.orders").writeStream.foreachBatch(save).start()
            """,
            path="job.py",
        ),
    ],
)
def driver_object_on_executors(program: SparkProgram) -> Iterator[Found]:
    """A function that runs on executors uses an object of the driver.

    ## Why it matters

    `SparkSession`, `SparkContext`, DataFrames and RDDs live on the driver. A function that is sent to the executors
    cannot take them along: serialising it raises an exception (`CONTEXT_ONLY_VALID_ON_DRIVER`, SPARK-5063).

    ## Instead

    Join with the other DataFrame; hand over plain values, or a broadcast of them.

    ## When it stays silent

    The name is the function's own parameter or variable, or something else is bound to it anywhere in the file.
    Of Scala's lambdas only DataFrames are told: a session may go along there, as long as nobody asks it for anything.

    ## Fix

    None is made by machine: a look-up becomes a join.
    """
    sorts = sorts_of_names(program)
    for lambda_ in shipped_lambdas(program) if program.language == "scala" else ():
        for name, line in free_identifiers(lambda_.body).items():
            bound = sorts.get(name, frozenset())
            if bound == {Sort.FRAME}:
                told = f"The function of `{lambda_.how}` runs on the executors and uses `{name}`, a DataFrame."
                yield Found(told, line, f"{entity(lambda_.call)}.{name}")
    for one in shipped(program):
        for name, line in free_names(one.body).items():
            bound = sorts.get(name) or _FREE.get(name, frozenset())
            if bound and bound <= _DRIVERS:
                kind = next(iter(bound)).value
                yield Found(
                    f"`{one.function.name}` runs on the executors and uses `{name}`, a {kind} of the driver.",
                    line,
                    f"{one.function.name}.{name}",
                )
