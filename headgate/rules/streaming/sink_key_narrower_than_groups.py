"""Rows of different groups overwrite each other in their sink."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.facts.streams.flinksql.rows import outputs, selects
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE totals (shop STRING, ended TIMESTAMP(3), n BIGINT, PRIMARY KEY (shop) NOT ENFORCED)
            WITH ('connector' = 'jdbc', 'table-name' = 'totals');
            INSERT INTO totals
            SELECT shop, window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '1' HOUR))
            GROUP BY shop, window_start, window_end;
            """,
            5,
            path="flink/totals.sql",
        ),
        silent(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE totals (shop STRING, ended TIMESTAMP(3), n BIGINT, PRIMARY KEY (shop, ended) NOT ENFORCED)
            WITH ('connector' = 'jdbc', 'table-name' = 'totals');
            INSERT INTO totals
            SELECT shop, window_end, COUNT(*) FROM TABLE(TUMBLE(TABLE orders, DESCRIPTOR(at), INTERVAL '1' HOUR))
            GROUP BY shop, window_start, window_end;
            """,
            path="flink/totals.sql",
        ),
    ),
)
def sink_key_narrower_than_groups(script: FlinkScript) -> Iterator[Found]:
    """Rows of different groups overwrite each other in their sink.

    ## Why it matters
    The sink keeps one row for each primary key. Where the query makes one row for each key *and window*, all
    windows of a key write to the same row, and only the last one that arrives is left.

    ## Instead
    Take every column of the GROUP BY into the primary key, or make the window go away in the query.

    ## When it stays silent
    Where all columns of the key of the query are in that of the sink, and for further group columns that may
    hang on the key, such as the name beside the id.

    ## Fix
    None: which rows the sink should keep, the file does not tell.
    """
    for statement, sink in script.inserts():
        if not sink.key or not isinstance(statement.tree, exp.Insert):
            continue
        for select in selects(statement.tree.expression):
            group = select.args.get("group")
            grouped = {key.sql(dialect="spark").lower() for key in group.expressions} if group is not None else set()
            filled = outputs(select, statement.tree, sink)
            extra = [name for name, made in filled if _is_window(made, grouped) and name not in sink.key]
            kept = [name for name, made in filled if _is_window(made, grouped) and name in sink.key]
            if extra and not kept:
                yield Found(
                    f"`{sink.name}` keeps one row for each {', '.join(sink.key)}, but the query makes one for "
                    "each window "
                    f"too: `{extra[0]}` is not in its primary key, and later windows overwrite earlier ones.",
                    statement.facts.line,
                    f"{sink.name}:{extra[0]}",
                )


def _is_window(made: exp.Expr, grouped: set[str]) -> bool:
    inner = made.this if isinstance(made, exp.Alias) else made
    by_column = inner.name.lower() in ("window_start", "window_end") and inner.sql(dialect="spark").lower() in grouped
    function = str(inner.this).upper() if isinstance(inner, exp.Anonymous) else ""
    return by_column or (bool(grouped) and function.endswith(("_START", "_END")) and function.split("_")[0] in _WINDOWS)


_WINDOWS = ("TUMBLE", "HOP", "SESSION")
