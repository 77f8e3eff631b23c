"""What a program stores, where only its calls, loops and modules together tell."""

from __future__ import annotations

import ast
import textwrap

import pytest

from headgate.dataset import table
from headgate.facts.reading import SourceFile
from headgate.facts.spark import python, scala
from headgate.facts.spark.origins import Told
from headgate.facts.spark.rehearsal.follow import rehearse
from headgate.facts.spark.rehearsal.outcome import gaps_of, writes_of
from headgate.facts.spark.rehearsal.tables import read as read_tables
from headgate.source.kinds import Kind

KNOWN = Told(
    {
        table("lake.a"): (
            ("k", "int"),
            ("x", "double"),
            ("s", "struct<p:int,q:string>"),
            ("l", "array<struct<u:int>>"),
        ),
        table("lake.b"): (("k", "int"), ("y", "string")),
    }
)
HEAD = """\
from pyspark.sql import SparkSession, DataFrame, Window, functions as F
from functools import reduce, partial
spark = SparkSession.builder.getOrCreate()
a, b = spark.table("lake.a"), spark.table("lake.b")
"""


def stored(code: str, files: dict[str, str] | None = None) -> dict[str, set[str]]:
    """Value edges by target dataset."""
    text = HEAD + textwrap.dedent(code)
    found: dict[str, set[str]] = {}
    for write in writes_of(rehearse("job.py", text, ast.parse(text), files, Told(KNOWN.by_dataset))):
        told = found.setdefault(write.target.text if write.target else "?", set())
        for item in write.frame.relation.items:
            told |= {f"{r.dataset.name[5:]}.{r.column}>{item.spelled or item.name}" for r, e in item.flows if e.direct}
    return found


def gaps(code: str) -> set[str]:
    text = HEAD + textwrap.dedent(code)
    return {gap.why for gap in gaps_of(rehearse("job.py", text, ast.parse(text), None, Told(KNOWN.by_dataset)))}


OUT = "\nout.write.saveAsTable('o')"


@pytest.mark.parametrize(
    ("code", "edges"),
    [
        ("out = b\nfor c in ['k', 'y']:\n    out = out.withColumn(f'{c}_2', F.upper(c))\nout = out.select('k_2', 'y_2')",
         {"b.k>k_2", "b.y>y_2"}),
        ("def f(df, n):\n    return df.select(F.col('k').alias(n))\nout = f(a, 'p').join(f(b, 'q'), F.lit(True))",
         {"a.k>p", "b.k>q"}),
        ("out = reduce(DataFrame.unionByName, [d.select('k') for d in (a, b)])", {"a.k>k", "b.k>k"}),
        ("out = a.transform(lambda d: d.select('x')).transform(partial(lambda d, n: d.toDF(n), n='z'))", {"a.x>z"}),
        ("out = a.select([F.col(c).alias(c.upper()) for c in a.columns if c != 's' and c != 'l'])", {"a.k>K", "a.x>X"}),
        ("out = a.select(*{'k': 1, 'x': 2})", {"a.k>k", "a.x>x"}),
        ("import sys\nif sys.argv:\n    out = a.select('k')\nelse:\n    out = b.select('k')", {"a.k>k", "b.k>k"}),
        ("class J:\n    def __init__(self, s):\n        self.s = s\n    def run(self):\n        self.df = self.s.table(self.T)\n"
         "        return self.df.select('y')\nclass K(J):\n    T = 'lake.b'\nout = K(spark).run()", {"b.y>y"}),
        ("a.createOrReplaceTempView('v')\nold = spark.sql('select x from v')\nb.createOrReplaceTempView('v')\n"
         "out = old.crossJoin(spark.sql('select y from v'))", {"a.x>x", "b.y>y"}),
        ("out = spark.sql('select {c} from {t}'.format(c='y', t='lake.b'))", {"b.y>y"}),
        ("out = a.join(b, 'k', 'full').select('k')", {"a.k>k", "b.k>k"}),
        ("out = a.join(b, 'k', 'right').select('k')", {"b.k>k"}),
        ("out = a.alias('l').join(b.alias('r'), F.expr('l.k = r.k')).select('r.k')", {"b.k>k"}),
        ("out = a.join(b, a.k == b.k).drop(a.k).select('k')", {"b.k>k"}),
        ("out = a.select('s.*')", {"a.s>p", "a.s>q"}),
        ("out = a.select(F.explode('l').alias('e')).select('e.u')", {"a.l>u"}),
        ("out = a.select(F.when(F.col('k') > 1, F.col('x')).alias('z'))", {"a.x>z"}),
        ("out = a.select(F.row_number().over(Window.partitionBy('k').orderBy('x')).alias('n'))", set()),
        ("out = a.select(F.sum('x').over(Window.partitionBy('k')).alias('n'))", {"a.x>n"}),
        ("f = F.udf(lambda v, w: v)\nout = a.select(f('k', F.col('x')).alias('z'))", {"a.k>z", "a.x>z"}),
        ("out = a.select('K', F.col('X').alias('Total'))", {"a.k>K", "a.x>Total"}),
        ("def g():\n    yield a.select('k')\nout = next(iter(g()), None)\nfor out in g():\n    pass", {"a.k>k"}),
        ("x = None\ndef load():\n    global x\n    x = b.select('y')\nload()\nout = x", {"b.y>y"}),
    ],
)  # fmt: skip
def test_values_are_followed_to_where_they_are_stored(code: str, edges: set[str]) -> None:
    assert stored(code + OUT)["o"] == edges


def test_a_function_writes_once_for_each_call() -> None:
    code = "def put(d, n):\n    d.write.saveAsTable(n)\nfor d, n in [(a.select('x'), 'p'), (b.select('y'), 'q')]:\n    put(d, n)"
    assert stored(code) == {"p": {"a.x>x"}, "q": {"b.y>y"}}


def test_modules_of_the_project_are_followed() -> None:
    files = {
        "lib/names.py": "A = 'lake.a'\n",
        "lib/steps.py": "from .names import A\ndef read(spark):\n    return spark.table(A).select('x')\n",
        "lib/__init__.py": "",
    }
    assert stored("from lib.steps import read\nout = read(spark)" + OUT, files)["o"] == {"a.x>x"}


def test_insert_into_goes_by_position() -> None:
    assert stored("b.select('k', F.col('y')).write.insertInto('lake.b')") == {"lake.b": {"b.k>k", "b.y>y"}}
    assert stored("b.select('y', 'k').write.insertInto('lake.b')") == {"lake.b": {"b.y>k", "b.k>y"}}
    assert stored("b.select('y').write.insertInto('lake.unheard')") == {"lake.unheard": set()}
    assert "insertInto goes by position, and not all are known" in gaps("b.write.insertInto('lake.unheard')")


def test_a_merge_stores_what_it_sets() -> None:
    code = """
    from delta.tables import DeltaTable
    t = DeltaTable.forName(spark, "lake.b").alias("t")
    t.merge(a.alias("s"), "s.k = t.k").whenMatchedUpdate(set={"y": "s.x"}).whenNotMatchedInsertAll().execute()
    """
    assert {"a.x>y", "a.k>k"} <= stored(code)["lake.b"]


def test_batches_of_a_stream_are_followed() -> None:
    code = "def each(df, n):\n    df.select('x').write.saveAsTable('o')\na.writeStream.foreachBatch(each).start()"
    assert stored(code) == {"o": {"a.x>x"}}


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("import sys\na.write.saveAsTable(sys.argv[1])", "its name is made when the program runs"),
        ("spark.table(f'lake.{day()}').write.saveAsTable('o')", "its name is made when the program runs"),
        (
            "spark.sql('select * from ' + name()).write.saveAsTable('o')",
            "parts of its text are made when the program runs",
        ),
        (
            "a.groupBy('k').pivot('x').count().write.saveAsTable('o')",
            "which there are is decided when the program runs",
        ),
        (
            "a.groupBy('k').applyInPandas(f, 'k int').write.saveAsTable('o')",
            "some are named or made in ways that are not followed",
        ),
    ],
)
def test_what_a_run_decides_is_told(code: str, why: str) -> None:
    assert why in gaps(code)


def test_functions_that_nothing_calls_are_jobs_as_well() -> None:
    text = "from pyspark.sql import SparkSession\ndef job(spark):\n    spark.table('p').select('c').write.saveAsTable('q')\n"
    (job,) = python.read(SourceFile("job.py", text, frozenset({Kind.PYSPARK}))).facts.jobs
    assert [(edge.source.column, edge.target.column) for edge in job.edges] == [("c", "c")]


def test_sql_that_only_the_calls_put_together_is_read() -> None:
    text = """
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
def fill(name):
    spark.sql(f"insert into dw.{name} select * from stage.{name}")
for name in ("orders", "items"):
    fill(name)
"""
    facts = python.read(SourceFile("job.py", text, frozenset({Kind.PYSPARK}))).facts
    assert [str(one.target) for one in facts.statements] == ["dw.orders", "dw.items"]
    assert {one.line for one in facts.statements} == {5}
    assert not facts.gaps


@pytest.mark.parametrize(
    "code",
    [
        "while True:\n    a = a.join(a, 'k')",
        "def f(n):\n    return f(n)\nf(1)",
        "x = [1]\nfor i in x:\n    x.append(i)",
        "x = 'ab'\nfor i in range(60):\n    x = x + x",
        "'{:>999999999}'.format('x')\n'x'.zfill(10 ** 9)\n'%999999999d' % 1",
        "x = {}\nx['x'] = x\nstr(x)\nout = a.select(x)\nout.write.saveAsTable('o')",
        "x = [1]\nfor i in range(60):\n    x += x\n    x = x + x",
        "x = 'ab' * 3\nfor i in range(40):\n    x = x.replace('a', x).join([x, x])",
        "for i in range(10 ** 9):\n    pass",
        "class A(A): pass\nA().b.c()",
        "\n".join(["for i in range(300):" if not n else " " * n + "for j in range(300):" for n in range(8)])
        + "\n"
        + " " * 9
        + "a = a.union(b)",
    ],
)
def test_programs_that_would_not_end_do(code: str) -> None:
    text = HEAD + code
    rehearse("job.py", text, ast.parse(text))


def test_scala_puts_names_together() -> None:
    text = """
    object Job {
      val db = "lake"
      def main(args: Array[String]): Unit = {
        val out = spark.table(s"${db}.a").select('x, $"y".as("z"))
        out.select(Seq("x", "z").map(col): _*).write.saveAsTable(s"$db.o")
      }
    }
    """
    (job,) = scala.read(SourceFile("Job.scala", text, frozenset({Kind.SCALA_SPARK}))).facts.jobs
    assert job.writes[0].dataset == table("lake.o")
    assert {(e.source.column, e.target.column) for e in job.edges} == {("x", "x"), ("y", "z")}


def test_tables_of_pandas_and_polars_are_datasets() -> None:
    text = """
import pandas as pd, polars as pl
from io import StringIO
BASE = "/in"
df = pd.read_csv(f"{BASE}/x.csv").merge(pd.read_sql("select a from shop.orders", con), on="a")
df.groupby("a").sum().to_parquet("/out/x.parquet")
pl.scan_parquet("/in/y.parquet").collect().write_csv("/out/y.csv")
df.to_json(); pd.read_json('{"a": 1}'); pd.read_csv(StringIO("a"))
pd.read_excel(somewhere)
"""
    facts = read_tables(SourceFile("t.py", text, frozenset({Kind.PANDAS}))).facts
    (job,) = facts.jobs
    assert {use.dataset.name for use in job.reads} == {"/in/x.csv", "shop.orders", "/in/y.parquet"}
    assert {use.dataset.name for use in job.writes} == {"/out/x.parquet", "/out/y.csv"}
    assert [gap.what for gap in facts.gaps] == ["the dataset of `read_excel` at line 9"]
