"""Records without a key go to a compacted topic."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.facts.streams.client import KEYLESS
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "kafka/customers.yaml": """
                apiVersion: kafka.strimzi.io/v1beta2
                kind: KafkaTopic
                metadata:
                  name: customers
                spec:
                  config:
                    cleanup.policy: compact
                """,
                "jobs/customers.py": """
                from confluent_kafka import Producer

                producer = Producer({"bootstrap.servers": "kafka:9092"})
                producer.produce("customers", value=b"1")
                producer.flush()
                """,
            },
            {"jobs/customers.py": (4,)},
        ),
        repository(
            {
                "kafka/customers.yaml": """
                apiVersion: kafka.strimzi.io/v1beta2
                kind: KafkaTopic
                metadata:
                  name: customers
                spec:
                  config:
                    cleanup.policy: compact
                """,
                "jobs/customers.py": """
                from confluent_kafka import Producer

                producer = Producer({"bootstrap.servers": "kafka:9092"})
                producer.produce("customers", key=b"1", value=b"1")
                producer.flush()
                """,
            },
        ),
    ),
)
def keyless_record_for_compacted_topic(project: Project) -> Iterator[Found]:
    """Records without a key go to a compacted topic.

    ## Why it matters
    Compaction keeps the last record of each key, so a broker refuses a record without one: "Compacted topic
    cannot accept message without key". The producer's callback gets the error; without one nobody does.

    ## Instead
    `producer.produce(topic, key=…, value=…)`.

    ## When it stays silent
    Where the policy of the topic is not stated in the repository, and for topics and keys that only a run
    tells.

    ## Fix
    None: what the key is, the file does not tell.
    """
    compacted: dict[str, str] = {}
    for path, facts in project.files.items():
        for one in facts.stream_settings:
            if one.key == "cleanup.policy" and "compact" in one.value:
                compacted[one.owner] = path
    for path, facts in project.files.items():
        for one in facts.stream_settings:
            if one.key == KEYLESS and one.value in compacted:
                yield Found(
                    f"`{one.owner}` sends records without a key to `{one.value}`, which {compacted[one.value]} makes a "
                    "compacted topic: the broker refuses them.",
                    one.line,
                    f"{one.owner}:{one.value}",
                    path=path,
                )
