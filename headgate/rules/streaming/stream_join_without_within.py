"""A join of two streams does not say within which time their rows meet."""

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
            CREATE STREAM orders (id INT KEY, total DOUBLE) WITH (KAFKA_TOPIC = 'orders', VALUE_FORMAT = 'JSON');
            CREATE STREAM payments (id INT KEY, paid DOUBLE) WITH (KAFKA_TOPIC = 'payments', VALUE_FORMAT = 'JSON');
            CREATE STREAM paid AS SELECT o.id, p.paid FROM orders o
            JOIN payments p ON o.id = p.id EMIT CHANGES;
            """,
            4,
            path="ksql/paid.sql",
        ),
        silent(
            """
            CREATE STREAM orders (id INT KEY, total DOUBLE) WITH (KAFKA_TOPIC = 'orders', VALUE_FORMAT = 'JSON');
            CREATE STREAM payments (id INT KEY, paid DOUBLE) WITH (KAFKA_TOPIC = 'payments', VALUE_FORMAT = 'JSON');
            CREATE STREAM paid AS SELECT o.id, p.paid FROM orders o
            JOIN payments p WITHIN 1 HOUR ON o.id = p.id EMIT CHANGES;
            """,
            path="ksql/paid.sql",
        ),
    ),
)
def stream_join_without_within(script: KsqlScript) -> Iterator[Found]:
    """A join of two streams does not say within which time their rows meet.

    ## Why it matters
    ksqlDB keeps the rows of a stream only for the time of a `WITHIN`. Without one it refuses the statement.

    ## Instead
    `JOIN payments WITHIN 1 HOUR ON …`, with a `GRACE PERIOD` for rows that come late.

    ## When it stays silent
    For joins with tables, and for names that the script does not create.

    ## Fix
    None: how late the other row may come, the file does not tell.
    """
    for join in script.joins:
        both = script.kinds.get(join.left), script.kinds.get(join.right)
        if both == ("stream", "stream") and not join.within:
            yield Found(
                f"`{join.left}` and `{join.right}` are streams, and their join has no WITHIN: ksqlDB refuses it.",
                join.line,
                f"{join.left}:{join.right}",
            )
