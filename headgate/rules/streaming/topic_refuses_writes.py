"""A topic asks for more replicas in sync than it may have."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.settings import KafkaTopic
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            apiVersion: kafka.strimzi.io/v1beta2
            kind: KafkaTopic
            metadata:
              name: orders
            spec:
              partitions: 12
              replicas: 1
              config:
                min.insync.replicas: 2
            """,
            9,
            path="kafka/orders.yaml",
        ),
        silent(
            """
            apiVersion: kafka.strimzi.io/v1beta2
            kind: KafkaTopic
            metadata:
              name: orders
            spec:
              partitions: 12
              replicas: 3
              config:
                min.insync.replicas: 2
            """,
            path="kafka/orders.yaml",
        ),
    ),
)
def topic_refuses_writes(topic: KafkaTopic) -> Iterator[Found]:
    """A topic asks for more replicas in sync than it may have.

    ## Why it matters
    With `acks=all` a write needs `min.insync.replicas` replicas. More than there are: every write fails. As
    many as there are: the first broker that is restarted stops all writes.

    ## Instead
    One less than the replicas: 3 replicas, 2 in sync.

    ## When it stays silent
    Where one of the two is not stated, and for one replica with one in sync.

    ## Fix
    None: whether replicas or the number in sync is wrong, the file does not tell.
    """
    key = "min.insync.replicas"
    wanted, replicas = topic.number(key), topic.replicas
    if wanted is None or replicas is None or wanted < replicas or wanted <= 1:
        return
    lost = "every write with acks=all fails" if wanted > replicas else "one broker that is down stops all writes"
    yield Found(
        f"Topic `{topic.name or 'of this resource'}` has {replicas} replica{'s' if replicas > 1 else ''} and asks for "
        f"{wanted} in sync: {lost}.",
        topic.line(key),
        topic.name or str(topic.start),
        level=Level.ERROR if wanted > replicas else None,
    )
