"""A table over text files has no columns written down."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.tree import SqlStatement
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent
from headgate.rules.spark._spark_sql import is_spark

_TEXT = {
    "csv": "all are text, named `_c0`, `_c1`, …, unless options say otherwise",
    "json": "they are guessed by reading",
}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("create table landing using csv options (path 's3://lake/landing')")
            """,
            3,
            path="job.py",
        ),
        silent(
            """
            from pyspark.sql import SparkSession
            spark = SparkSession.builder.getOrCreate()
            spark.sql("create table landing (id bigint, name string) using csv options (path 's3://lake/landing')")
            spark.sql("create table copy using json as select id from landing")
            spark.sql("create table named using csv options (path 's3://lake/named', header 'true')")
            """,
            path="job.py",
        ),
    ],
)
def sql_table_without_schema(statement: SqlStatement) -> Iterator[Found]:
    """A table over CSV or JSON files has no columns written down.

    ## Why it matters
    Its columns are whatever the files hold at the moment when the statement runs, and stay so in the catalog: a file
    with one more column, or with them in another order, shifts every value without an error.

    ## Instead
    Write the columns and their types.

    ## When it stays silent
    With columns, or names from the files' own header; for CREATE TABLE … AS SELECT, and for formats that carry their
    own schema.

    ## Fix
    None is made by machine: the files are not here.
    """
    tree = statement.tree
    if not is_spark(statement) or not isinstance(tree, exp.Create) or tree.kind != "TABLE":
        return
    if isinstance(tree.this, exp.Schema) or tree.expression is not None:
        return
    given = tree.find(exp.FileFormatProperty)
    kept = given.name.lower() if given is not None else ""
    if kept in _TEXT and not any(one.name.lower() in ("header", "inferschema") for one in tree.find_all(exp.Property)):
        name = tree.this.sql(dialect="spark")
        yield Found(
            f"`{name}` over {kept.upper()} files says no columns: {_TEXT[kept]}.", statement.line(tree.this), name
        )
