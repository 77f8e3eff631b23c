"""What values of a Python file are, and what is recorded of them."""

from __future__ import annotations

import textwrap

import pytest

from headgate.facts.reading import SourceFile
from headgate.facts.spark.plans import bounded, whole_table
from headgate.facts.spark.program import Call, Sort
from headgate.facts.spark.python import interpret, read
from headgate.source.kinds import Kind

HEAD = "from pyspark.sql import SparkSession, functions as F\nspark = SparkSession.builder.getOrCreate()\n"


def calls(code: str, method: str, head: str = HEAD) -> list[Call]:
    program = interpret("job.py", head + textwrap.dedent(code))
    return [call for call in program.calls if call.method == method]


@pytest.mark.parametrize(
    "code",
    [
        "import pandas as pd\nx = pd.read_csv('a').filter(['b']).count()",
        "import polars as pl\nx = pl.scan_csv('a').filter(pl.col('b')).count()",
        "import dask.dataframe as dd\nx = dd.read_csv('a').persist().count()",
        "x = [1, 2].count(1)",
        "x = 'abc'.count('a')",
        "def f(df):\n    import pandas\n    return df.count()",
    ],
)
def test_what_is_not_spark_is_never_a_frame(code: str) -> None:
    assert all(call.on is not Sort.FRAME for call in calls(code, "count"))


@pytest.mark.parametrize(
    "code",
    [
        "n = spark.table('a').count()",
        "df = spark.read.parquet('a')\nif x:\n    df = df.filter('b')\nn = df.count()",
        "def load():\n    return spark.table('a')\nn = load().count()",
        "from pyspark.sql import DataFrame\ndef f(orders: DataFrame):\n    return orders.count()",
        "def f(orders):\n    orders = orders.withColumn('a', F.lit(1))\n    return orders.count()",
        "def f(orders):\n    return orders.count()\nf(spark.table('a'))",
        "class Job:\n    def load(self):\n        return spark.table('a')\n    def run(self):\n        return self.load().count()",
    ],
)
def test_a_frame_is_known_by_where_it_comes_from(code: str) -> None:
    assert [call.on for call in calls(code, "count")] == [Sort.FRAME]


def test_a_chain_stands_on_the_lines_of_its_methods() -> None:
    (call,) = calls("x = (\n    spark.table('a')\n    .filter('b')\n    .collect()\n)", "collect")
    assert call.line == 6
    assert call.receiver is not None
    assert not bounded(call.receiver)
    assert not whole_table(call.receiver)


def test_comprehensions_and_loops_are_known() -> None:
    (call,) = calls("for a in range(20):\n    x = [df.count() for df in spark.table('a').randomSplit([1, 2])]", "count")
    assert [loop.form for loop in call.loops] == ["for", "comprehension"]
    assert call.loops[0].turns == 20


def test_recursion_and_mutual_calls_end() -> None:
    code = "def a(df):\n    return b(df)\ndef b(df):\n    return a(df)\na(spark.table('x')).count()"
    assert len(calls(code, "count")) == 1


@pytest.mark.parametrize("text", ["def f(:\n", "x = 1\0", "print 'python 2'"])
def test_what_does_not_parse_is_a_gap(text: str) -> None:
    reading = read(SourceFile("job.py", text, frozenset({Kind.PYSPARK})))
    assert reading.subjects == ()
    assert len(reading.facts.gaps) == 1


def test_deep_nesting_is_a_gap_or_read_but_never_a_crash() -> None:
    text = "x = " + "(" * 150 + "1" + ")" * 150 + "\ny = df" + ".filter(1)" * 3000
    reading = read(SourceFile("job.py", "import pyspark\n" + text, frozenset({Kind.PYSPARK})))
    assert bool(reading.facts.gaps) != bool(reading.subjects)
