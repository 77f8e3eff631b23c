"""A table is cached and not read again."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.sql.spark_script import SparkScript, name_of
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=[
        fires(
            """
            create table orders (id bigint, amount double) using parquet;
            cache table recent as select * from orders where amount > 5;
            insert into report select count(*) from orders;
            """,
            2,
            path="report.sql",
        ),
        silent(
            """
            create table orders (id bigint, amount double) using parquet;
            cache table recent as select * from orders where amount > 5;
            insert into report select count(*) from recent;
            uncache table recent;
            """,
            path="report.sql",
        ),
    ],
)
def sql_cache_never_read(script: SparkScript) -> Iterator[Found]:
    """A table is cached, and the script does not read it again.

    ## Why it matters
    CACHE TABLE is not lazy: it reads everything at once and fills memory that the rest of the script could use.

    ## Instead
    Leave it out, or read from it; CACHE LAZY TABLE where it is read only sometimes.

    ## When it stays silent
    In programs, whose other code may read it; where the name is read later; for CACHE LAZY.

    ## Fix
    None is made by machine.
    """
    if not script.whole:
        return
    for number, statement in enumerate(script.statements):
        tree = statement.tree
        if not isinstance(tree, exp.Cache) or tree.args.get("lazy"):
            continue
        name = name_of(tree.this)
        later = [one for one in script.statements[number + 1 :] if not isinstance(one.tree, exp.Uncache)]
        short = name.rpartition(".")[2]
        if later and not any(table.rpartition(".")[2] == short for one in later for table in script.tables_of(one)):
            yield Found(f"`{name}` is cached, and nothing after it reads it.", statement.line(tree.this), name)
