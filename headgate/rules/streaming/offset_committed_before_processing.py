"""An offset is committed before the record is processed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.streams.client import KafkaClient
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from kafka import KafkaConsumer

            consumer = KafkaConsumer("orders", group_id="load", enable_auto_commit=False)
            for message in consumer:
                consumer.commit()
                load(message.value)
            """,
            5,
            path="jobs/orders.py",
        ),
        silent(
            """
            from kafka import KafkaConsumer

            consumer = KafkaConsumer("orders", group_id="load", enable_auto_commit=False)
            for message in consumer:
                load(message.value)
                consumer.commit()
            """,
            path="jobs/orders.py",
        ),
    ),
)
def offset_committed_before_processing(client: KafkaClient) -> Iterator[Found]:
    """An offset is committed before the record is processed.

    ## Why it matters
    When processing fails after the commit, the record is never seen again: the consumer starts behind it.

    ## Instead
    Commit after the record is processed; what is repeated after a failure must then be idempotent.

    ## When it stays silent
    Where nothing is done with the record after the commit, and where the commit stands behind the last use.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    if client.role != "consumer":
        return
    for loop in ast.walk(client.tree):
        if not isinstance(loop, ast.For | ast.AsyncFor | ast.While):
            continue
        names = _records(loop, client.name)
        for at, statement in enumerate(loop.body):
            if _commits(statement, client.name) and any(_handles(later, names) for later in loop.body[at + 1 :]):
                yield Found(
                    f"`{client.name}.commit()` comes before the record is processed: when that fails, it is lost.",
                    statement.lineno,
                    f"{client.name}:commit",
                )
                return


def _records(loop: ast.For | ast.AsyncFor | ast.While, consumer: str) -> set[str]:
    """Names that hold a record of `consumer` in the loop."""
    if isinstance(loop, ast.For | ast.AsyncFor):
        over = ast.unparse(loop.iter)
        return {loop.target.id} if over == consumer and isinstance(loop.target, ast.Name) else set()
    found: set[str] = set()
    for statement in loop.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.value).startswith(f"{consumer}.poll("):
            found |= {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return found


def _commits(statement: ast.stmt, consumer: str) -> bool:
    return isinstance(statement, ast.Expr) and ast.unparse(statement).startswith(
        (f"{consumer}.commit(", f"await {consumer}.commit(")
    )


def _handles(statement: ast.stmt, names: set[str]) -> bool:
    """Hands the record, or a part of it, to something other than a print or a log."""
    for call in ast.walk(statement):
        if not isinstance(call, ast.Call):
            continue
        last = ast.unparse(call.func).rsplit(".", 1)[-1]
        given = {n.id for part in (*call.args, *call.keywords) for n in ast.walk(part) if isinstance(n, ast.Name)}
        if given & names and last not in ("print", "info", "debug", "warning"):
            return True
    return False
