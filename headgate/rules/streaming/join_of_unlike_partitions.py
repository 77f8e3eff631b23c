"""Two topics are joined that are cut into different numbers of partitions."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.ksql_joins import KsqlScript
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            CREATE STREAM orders (id INT KEY, total DOUBLE)
            WITH (KAFKA_TOPIC = 'orders', VALUE_FORMAT = 'JSON', PARTITIONS = 6);
            CREATE STREAM payments (id INT KEY, paid DOUBLE)
            WITH (KAFKA_TOPIC = 'payments', VALUE_FORMAT = 'JSON', PARTITIONS = 4);
            CREATE STREAM paid AS SELECT o.id, p.paid FROM orders o
            JOIN payments p WITHIN 1 HOUR ON o.id = p.id EMIT CHANGES;
            """,
            6,
            path="ksql/paid.sql",
        ),
        silent(
            """
            CREATE STREAM orders (id INT KEY, total DOUBLE)
            WITH (KAFKA_TOPIC = 'orders', VALUE_FORMAT = 'JSON', PARTITIONS = 6);
            CREATE STREAM payments (id INT KEY, paid DOUBLE)
            WITH (KAFKA_TOPIC = 'payments', VALUE_FORMAT = 'JSON', PARTITIONS = 6);
            CREATE STREAM paid AS SELECT o.id, p.paid FROM orders o
            JOIN payments p WITHIN 1 HOUR ON o.id = p.id EMIT CHANGES;
            """,
            path="ksql/paid.sql",
        ),
    ),
)
def join_of_unlike_partitions(script: KsqlScript) -> Iterator[Found]:
    """Two topics are joined that are cut into different numbers of partitions.

    ## Why it matters
    Rows of one key must lie in the partition of the same number on both sides. ksqlDB refuses the join.

    ## Instead
    The same `PARTITIONS`, or a stream that is partitioned anew: `CREATE STREAM … WITH (PARTITIONS = 6) AS …
    PARTITION BY …`.

    ## When it stays silent
    Where one of the numbers is not stated in the script.

    ## Fix
    None: which number is right, the file does not tell.
    """
    for join in script.joins:
        here, there = script.partitions.get(join.left), script.partitions.get(join.right)
        if here is not None and there is not None and here != there:
            yield Found(
                f"`{join.left}` has {here} partitions and `{join.right}` {there}: ksqlDB refuses to join them.",
                join.line,
                f"{join.left}:{join.right}",
            )
