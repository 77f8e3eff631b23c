"""A table is overwritten by a query that reads it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.spark_script import SparkScript, name_of
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_FILES = frozenset({"parquet", "orc", "csv", "json", "avro", "text"})
"""Formats without snapshots."""


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            create table orders (id bigint, amount double) using parquet;
            insert overwrite table orders
            select id, max(amount) from orders group by id;
            """,
            2,
            path="dedupe.sql",
        ),
        silent(
            """
            create table orders (id bigint, amount double) using delta;
            insert overwrite table orders
            select id, max(amount) from orders group by id;
            """,
            path="dedupe.sql",
        ),
    ],
)
def sql_overwrites_what_it_reads(script: SparkScript) -> Iterator[Found]:
    """A table of plain files is overwritten by a query that reads it.

    ## Why it matters
    Spark refuses it ("Can't overwrite the target that is also being read from"), since it would delete the files
    before it has read them.

    ## Instead
    Write to another table and rename; or keep the table in a format with snapshots (Delta, Iceberg, Hudi).

    ## When it stays silent
    Where this file does not say what the table is kept as, or it has snapshots.

    ## Fix
    None is made by machine.
    """
    for statement in script.statements:
        tree = statement.tree
        if not isinstance(tree, exp.Insert) or not tree.args.get("overwrite") or tree.expression is None:
            continue
        target = name_of(tree.this)
        read = {name_of(table) for table in tree.expression.find_all(exp.Table)}
        if target in read and script.format_of(target) in _FILES:
            yield Found(
                f"`{target}` is overwritten by a query that reads it; its {script.format_of(target)} files have no "
                "snapshots, so Spark refuses.",
                statement.line(tree.this),
                target,
            )
