"""A topic elects leaders that have not all records."""

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
            resource "kafka_topic" "orders" {
              name               = "orders"
              replication_factor = 3
              config = {
                "unclean.leader.election.enable" = "true"
              }
            }
            """,
            5,
            path="kafka/topics.tf",
        ),
        silent(
            """
            resource "kafka_topic" "orders" {
              name               = "orders"
              replication_factor = 3
              config = {
                "min.insync.replicas" = "2"
              }
            }
            """,
            path="kafka/topics.tf",
        ),
    ),
)
def unclean_leader(topic: KafkaTopic) -> Iterator[Found]:
    """A topic elects leaders that have not all records.

    ## Why it matters
    With `unclean.leader.election.enable` a replica that was behind may become the leader: what it had not yet
    copied is gone, although `acks=all` had confirmed it.

    ## Instead
    `false`, the default: the partition waits for a replica that has everything.

    ## When it stays silent
    With the default.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    key = "unclean.leader.election.enable"
    if topic.get(key).lower() == "true":
        yield Found(
            f"Topic `{topic.name or 'of this resource'}` elects leaders that are behind: records that were "
            "confirmed are lost.",
            topic.line(key),
            topic.name or str(topic.start),
        )
