"""Groups of an endless stream are never let go."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.flinksql.model import FlinkScript
from headgate.facts.streams.flinksql.rows import first_table, groups, has_updates, selects, unbounded
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE totals (id BIGINT, total DECIMAL(12, 2), PRIMARY KEY (id) NOT ENFORCED)
            WITH ('connector' = 'upsert-kafka', 'topic' = 'totals');
            INSERT INTO totals
            SELECT id, SUM(total)
            FROM orders
            GROUP BY id;
            """,
            8,
            path="flink/totals.sql",
        ),
        silent(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE totals (at TIMESTAMP(3), total DECIMAL(12, 2))
            WITH ('connector' = 'kafka', 'topic' = 'totals');
            INSERT INTO totals
            SELECT TUMBLE_END(at, INTERVAL '1' HOUR), SUM(total)
            FROM orders
            GROUP BY TUMBLE(at, INTERVAL '1' HOUR);
            """,
            path="flink/totals.sql",
        ),
    ),
)
def groups_kept_for_ever(script: FlinkScript) -> Iterator[Found]:
    """Groups of an endless stream are never let go.

    ## Why it matters
    Without a window each key keeps its aggregate for ever. For a handful of keys that is right; for ids of
    orders or sessions the state grows with every new one.

    ## Instead
    A window (`GROUP BY window_start, …`), or `SET 'table.exec.state.ttl' = '1 d'` where a group is finished
    after a day.

    ## When it stays silent
    With a time to live, in batch mode, for windows, and where the rows come from a table that ends, from a
    view, or from one that is updated by key.

    ## Fix
    None: how long a group may change, the file does not tell.
    """
    ttl = script.settings.get("table.exec.state.ttl", "0")
    if script.batch or ttl.split(" ", 1)[0] not in ("0", "0ms"):
        return
    for statement, sink in script.inserts():
        if script.hint("STATE_TTL", statement.facts.line, statement.facts.end_line):
            continue
        for select in selects(statement.tree.expression):
            table = first_table(select, script)
            keys = groups(select)
            if table is None or not keys or not unbounded(table) or has_updates(table) or len(keys) > _READABLE:
                continue
            named = ", ".join(key.sql(dialect="spark") for key in keys)
            yield Found(
                f"The totals of `{sink.name}` are kept for every {named} that ever came through `{table.name}`: "
                "no window "
                "ends them, and `table.exec.state.ttl` is not set.",
                statement.line(select.args["group"]),
                f"{sink.name}:{named}",
            )


_READABLE = 8
