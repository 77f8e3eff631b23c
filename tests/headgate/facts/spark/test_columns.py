"""Which columns a program reads, makes and writes, as far as the file fixes them."""

from __future__ import annotations

import textwrap

import pytest

from headgate.facts.reading import SourceFile
from headgate.facts.spark import python, scala
from headgate.lineage import Job
from headgate.source.kinds import Kind

HEAD = """\
from pyspark.sql import SparkSession, functions as F, Window
spark = SparkSession.builder.getOrCreate()
a = spark.table("lake.a")
b = spark.table("lake.b")
"""


def job(code: str) -> Job:
    text = HEAD + code
    found = python.read(SourceFile("job.py", text, frozenset({Kind.PYSPARK}))).facts.jobs
    return next(one for one in found if one.writes)


def written(code: str) -> tuple[str, ...] | None:
    return job(textwrap.dedent(code) + '\nout.write.saveAsTable("lake.out")').writes[0].columns


def reads(code: str) -> dict[str, tuple[str, ...] | None]:
    return {u.dataset.name: u.columns for u in job(textwrap.dedent(code) + '\nout.write.saveAsTable("lake.out")').reads}


def edges(code: str) -> set[str]:
    made = job(textwrap.dedent(code) + '\nout.write.saveAsTable("lake.out")').edges
    return {f"{e.source.dataset.name}.{e.source.column} {e.effect.value} {e.target.column}" for e in made}


@pytest.mark.parametrize(
    ("code", "columns"),
    [
        ("out = a.select('x', F.col('y').alias('z'), a.w, a['v'])", ("x", "z", "w", "v")),
        ("out = a.select(['x', 'y'])", ("x", "y")),
        ("out = a.select('p.amount')", ("amount",)),
        ("out = a.select('x').withColumn('y', F.lit(1)).withColumn('x', F.upper('x'))", ("x", "y")),
        ("out = a.select('x').withColumns({'y': F.lit(1), 'z': F.col('x')})", ("x", "y", "z")),
        ("out = a.select('x', 'y').withColumnRenamed('y', 'z').drop('x')", ("z",)),
        ("out = a.select('x', 'y').toDF('p', 'q')", ("p", "q")),
        ("out = a.selectExpr('x', 'cast(y as int) as z')", ("x", "z")),
        ("out = a.groupBy('k').agg(F.sum('x').alias('s'), F.count('*').alias('n'))", ("k", "s", "n")),
        ("out = a.groupBy('k').count()", ("k", "count")),
        ("out = a.select(F.upper('x'), F.col('y').cast('int'), F.col('z') * 2)", ("upper(x)", "y", "(z * 2)")),
        ("out = a.groupBy('k').pivot('p', ['u', 'v']).sum('x')", ("k", "u", "v")),
        ("out = a.select('q1', 'q2').unpivot([], ['q1', 'q2'], 'q', 'n')", ("q", "n")),
        ("out = a.select('id', F.posexplode('items').alias('at', 'it'))", ("id", "at", "it")),
        ("out = a.select(F.from_json('p', 'u int, v string').alias('j')).select('j.*')", ("u", "v")),
        ("out = a.groupBy('k').sum('x')", ("k", "sum(x)")),
        ("out = a.select('k', 'x').join(b.select('k', 'y'), 'k', 'left')", ("k", "x", "y")),
        ("out = a.select('k', 'x').join(b.select('k', 'y'), ['k'])", ("k", "x", "y")),
        ("out = a.select('k', 'x').join(b.select('k', 'y'), 'k', 'left_anti')", ("k", "x")),
        ("out = a.select('x').unionByName(b.select('x'))", ("x",)),
        ("out = a.select('x').filter('x > 1').dropDuplicates(['x']).orderBy('x').repartition(3).cache()", ("x",)),
        ("out = a.select('id', F.explode('items').alias('item')).select('id', 'item.sku')", ("id", "sku")),
        ("out = spark.sql('select x, count(*) as n from lake.a group by x')", ("x", "n")),
        ("a.select('x', 'y').createOrReplaceTempView('v')\nout = spark.sql('select y from v')", ("y",)),
        ("def f(df):\n    return df.select('x', 'k')\nout = f(a).drop('k')", ("x",)),
        ("def f(df):\n    return df.withColumn('n', F.lit(1))\nf(b.select('q'))\nout = f(a.select('x'))", ("x", "n")),
    ],
)
def test_columns_are_all_known_behind_a_select(code: str, columns: tuple[str, ...]) -> None:
    assert written(code) == columns


@pytest.mark.parametrize(
    "code",
    [
        "out = a",
        "out = a.withColumn('y', F.lit(1))",
        "out = a.select('x', '*')",
        "out = a.select(*names)",
        "out = a.select([F.col(c) for c in names])",
        "out = a.select(F.expr('somehow(x, case when y then 1 end)'))",
        "out = a.select('x').join(b, 'x')",
        "out = a.groupBy('k').pivot('p').sum('x')",
        "out = a.select('x').transform(somebody)",
        "out = a.select('x') if flag else a.select('y')",
        "out = a.select('x').withColumn(name, F.lit(1))",
        "out = a.select('x').drop(*gone)",
        "for c in names:\n    a = a.withColumn(c, F.lit(1))\nout = a",
    ],
)
def test_columns_that_run_time_decides_stay_unknown(code: str) -> None:
    assert written(code) is None


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("out = a.filter(F.col('s') == 'x').groupBy('k').agg(F.sum('v').alias('s'))", {"lake.a": ("k", "s", "v")}),
        ("out = a.join(b, a.i == b.j).select(a.x, b.y)", {"lake.a": ("i", "x"), "lake.b": ("j", "y")}),
        ("out = a.withColumn('y', F.col('x'))", {"lake.a": None}),
        ("out = a.filter(unknown(a)).select('x')", {"lake.a": None}),
        ("w = Window.partitionBy('k').orderBy(F.desc('t'))\nout = a.select('x', F.row_number().over(w).alias('n'))",
         {"lake.a": ("k", "t", "x")}),
        ("out = a.filter('x > 1 and y is null').select('z')", {"lake.a": ("x", "y", "z")}),
    ],
)  # fmt: skip
def test_a_read_lists_what_is_named_only_where_all_of_it_is(code: str, named: dict[str, object]) -> None:
    assert reads(code) == named


def test_columns_flow_through_joins_aggregates_and_functions() -> None:
    code = """
    def spent(orders):
        return orders.where(F.col("status") != "x").groupBy("k").agg(F.sum("total").alias("spent"))
    out = b.join(spent(a), "k", "left").select("k", F.coalesce("spent", F.lit(0)).alias("spent"), "b_only")
    """
    assert edges(code) == {
        "lake.b.k identity k",
        "lake.b.b_only identity b_only",
        "lake.a.total aggregation spent",
        "lake.a.status filter ",
        "lake.a.k group_by ",
        "lake.a.k join ",
        "lake.b.k join ",
    }


def test_an_edge_stands_where_the_source_is_named() -> None:
    made = job('x = a.groupBy("k").agg(F.sum("v").alias("s"))\nx.select("s").write.saveAsTable("lake.out")').edges
    assert {e.location.start_line for e in made if e.target.column == "s"} == {5}


def test_of_two_columns_of_one_name_drop_takes_the_side_that_is_named() -> None:
    code = "l, r = a.select('k', 'x'), b.select('k', 'y')\nout = l.join(r, l.k == r.k).drop(r.k)"
    assert written(code) == ("k", "x", "y")
    assert "lake.a.k identity k" in edges(code)
    assert "lake.b.k identity k" not in edges(code)


def test_fields_of_a_decoded_record_are_the_topics_columns() -> None:
    code = """
    raw = spark.read.format("kafka").option("subscribe", "shop.orders").load()
    out = raw.select(F.from_json(F.col("value").cast("string"), SCHEMA).alias("o")).select("o.id", "o.total")
    """
    assert written(code) == ("id", "total")
    assert edges(code) == {"shop.orders.id identity id", "shop.orders.total identity total"}


def test_scala_is_read_the_same() -> None:
    text = """
    import org.apache.spark.sql.functions._
    object Spent {
      def spent(orders: DataFrame): DataFrame = {
        val all = orders.where(col("status") =!= "x")
        all.groupBy($"k").agg(sum("total").alias("spent"))
      }
      def main(args: Array[String]): Unit = {
        spent(spark.table("lake.a")).join(spark.table("lake.b"), Seq("k"), "left_semi").write.saveAsTable("lake.out")
      }
    }
    """
    (found,) = scala.read(SourceFile("Spent.scala", text, frozenset({Kind.SCALA_SPARK}))).facts.jobs
    assert found.writes[0].columns == ("k", "spent")
    assert {u.dataset.name: u.columns for u in found.reads} == {
        "lake.a": ("k", "status", "total"),
        "lake.b": ("k",),
    }


def test_a_function_that_calls_itself_ends() -> None:
    assert (
        written("def f(df):\n    return f(df.select('x')).join(f(df), 'x')\nout = f(a).withColumn('y', F.lit(1))")
        is None
    )


@pytest.mark.parametrize(
    "step", ["a = a.join(a, 'k')", "a = a.union(a)", "a = a.crossJoin(a)", "a = a.select('k').union(b)"]
)
def test_frames_that_double_with_each_step_end(step: str) -> None:
    assert written("\n".join([step] * 60) + "\nout = a.select('k')") in (("k",), None)


def test_a_chain_beyond_all_bounds_ends_unknown() -> None:
    assert written("\n".join("a = a.withColumn('c', F.lit(1))" for _ in range(400)) + "\nout = a") is None
