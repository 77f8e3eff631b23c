"""A compacted topic is given a retention that it does not heed."""

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
            apiVersion: kafka.strimzi.io/v1beta2
            kind: KafkaTopic
            metadata:
              name: customers
            spec:
              config:
                cleanup.policy: compact
                retention.ms: 604800000
            """,
            8,
            path="kafka/customers.yaml",
        ),
        silent(
            """
            apiVersion: kafka.strimzi.io/v1beta2
            kind: KafkaTopic
            metadata:
              name: customers
            spec:
              config:
                cleanup.policy: compact,delete
                retention.ms: 604800000
            """,
            path="kafka/customers.yaml",
        ),
    ),
)
def retention_of_compacted_topic(topic: KafkaTopic) -> Iterator[Found]:
    """A compacted topic is given a retention that it does not heed.

    ## Why it matters
    `retention.ms` and `retention.bytes` belong to the policy `delete`. With `compact` alone the last record of
    each key stays for ever, also where the law or the disk expects it to be gone.

    ## Instead
    `cleanup.policy: compact,delete`, or no retention.

    ## When it stays silent
    With `compact,delete`, and for a retention of -1.

    ## Fix
    None: whether records should go or stay, the file does not tell.
    """
    stated = [key for key in ("retention.ms", "retention.bytes") if topic.get(key) not in ("", "-1")]
    if topic.get("cleanup.policy") == "compact" and stated:
        yield Found(
            f"Topic `{topic.name or 'of this resource'}` is compacted, and `{stated[0]}` says nothing to "
            "compaction: the last "
            "record of each key stays for ever.",
            topic.line(stated[0]),
            topic.name or str(topic.start),
        )
