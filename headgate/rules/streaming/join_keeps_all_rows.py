"""A join of two endless streams keeps every row of both for ever."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from headgate.facts.streams.flinksql.model import FlinkScript, FlinkTable
from headgate.facts.streams.flinksql.rows import first_table, has_updates, known_table, unbounded
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
            CREATE TABLE payments (order_id BIGINT, paid TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'payments', 'format' = 'json');
            CREATE TABLE paid (id BIGINT, paid TIMESTAMP(3)) WITH ('connector' = 'jdbc', 'table-name' = 'paid');
            INSERT INTO paid
            SELECT o.id, p.paid FROM orders AS o
            JOIN payments AS p ON o.id = p.order_id;
            """,
            8,
            path="flink/paid.sql",
        ),
        silent(
            """
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE payments (order_id BIGINT, paid TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'payments', 'format' = 'json');
            CREATE TABLE paid (id BIGINT, paid TIMESTAMP(3)) WITH ('connector' = 'jdbc', 'table-name' = 'paid');
            INSERT INTO paid
            SELECT o.id, p.paid FROM orders AS o
            JOIN payments AS p ON o.id = p.order_id AND p.paid BETWEEN o.at AND o.at + INTERVAL '1' HOUR;
            """,
            path="flink/paid.sql",
        ),
        silent(
            """
            SET 'table.exec.state.ttl' = '1 d';
            CREATE TABLE orders (id BIGINT, shop STRING, total DECIMAL(12, 2), at TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'orders', 'format' = 'json');
            CREATE TABLE payments (order_id BIGINT, paid TIMESTAMP(3))
            WITH ('connector' = 'kafka', 'topic' = 'payments', 'format' = 'json');
            CREATE TABLE paid (id BIGINT, paid TIMESTAMP(3)) WITH ('connector' = 'jdbc', 'table-name' = 'paid');
            INSERT INTO paid
            SELECT o.id, p.paid FROM orders AS o JOIN payments AS p ON o.id = p.order_id;
            """,
            path="flink/paid.sql",
        ),
    ),
)
def join_keeps_all_rows(script: FlinkScript) -> Iterator[Found]:
    """A join of two endless streams keeps every row of both for ever.

    ## Why it matters
    A regular join holds all rows of both sides as state, because any later row may match. Between two topics
    whose rows are never updated that state grows until the disk is full and checkpoints no longer finish.

    ## Instead
    Bound the join by time (`a.at BETWEEN b.at - INTERVAL '4' HOUR AND b.at`), join windows, or give the state a
    life: `SET 'table.exec.state.ttl' = '1 d'`, or a `STATE_TTL` hint.

    ## When it stays silent
    Where an interval, a window, a lookup or a time to live bounds the join; where one side ends or is updated
    by key, so that its state is as large as its keys; in batch mode.

    ## Fix
    None: how late the other row may come, the file does not tell.
    """
    ttl = script.settings.get("table.exec.state.ttl", "0")
    if script.batch or ttl.split(" ", 1)[0] not in ("0", "0ms"):
        return
    for statement in script.statements:
        if not isinstance(statement.tree, (exp.Insert, exp.Create)):
            continue
        if script.hint("STATE_TTL", statement.facts.line, statement.facts.end_line):
            continue
        for select in statement.tree.find_all(exp.Select):
            left = first_table(select, script)
            for join in select.args.get("joins") or ():
                right = known_table(join.this, script)
                if left is None or right is None or not (_endless(left) and _endless(right)) or _bounded(select, join):
                    continue
                yield Found(
                    f"`{left.name}` and `{right.name}` never end, and the join keeps every row of both as state: "
                    "nothing "
                    "bounds it in time, and `table.exec.state.ttl` is not set.",
                    statement.line(join),
                    f"{left.name}:{right.name}",
                )


def _endless(table: FlinkTable) -> bool:
    return unbounded(table) and not has_updates(table) and table.connector not in ("datagen", "faker")


def _bounded(select: exp.Select, join: exp.Join) -> bool:
    conditions = [one for one in (join.args.get("on"), select.args.get("where")) if one is not None]
    return any(one.find(exp.Interval, exp.Between) for one in conditions) or join.args.get("on") is None
