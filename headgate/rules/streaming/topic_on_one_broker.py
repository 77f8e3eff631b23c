"""A topic is kept by one broker alone."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.streams.settings import KafkaTopic
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            resource "kafka_topic" "orders" {
              name               = "orders"
              partitions         = 12
              replication_factor = 1
            }
            """,
            4,
            path="kafka/topics.tf",
        ),
        silent(
            """
            resource "kafka_topic" "orders" {
              name               = "orders"
              partitions         = 12
              replication_factor = 3
            }
            """,
            path="kafka/topics.tf",
        ),
    ),
)
def topic_on_one_broker(topic: KafkaTopic) -> Iterator[Found]:
    """A topic is kept by one broker alone.

    ## Why it matters
    With a replication factor of 1 the loss of a disk is the loss of its records, and each restart of that
    broker stops who writes and who reads.

    ## Instead
    3 replicas and `min.insync.replicas` of 2.

    ## When it stays silent
    Where the number is not stated, and for clusters of one broker only the author knows.

    ## Fix
    None: how many brokers there are, the file does not tell.
    """
    if topic.replicas == 1:
        yield Found(
            f"Topic `{topic.name or 'of this resource'}` has one replica: with its broker its records are gone.",
            topic.line("replicas"),
            topic.name or str(topic.start),
        )
