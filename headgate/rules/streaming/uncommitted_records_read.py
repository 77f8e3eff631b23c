"""Records of transactions are read before they are committed, or after they were aborted."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.project import Project
from headgate.facts.reading import FileFacts
from headgate.facts.streams.model import StreamSetting
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule
from headgate.source.kinds import Kind


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "flink/pay.sql": """
                SET 'execution.checkpointing.interval' = '1 min';
                CREATE TABLE paid (id BIGINT) WITH (
                  'connector' = 'kafka',
                  'topic' = 'shop.paid',
                  'sink.delivery-guarantee' = 'exactly-once',
                  'sink.transactional-id-prefix' = 'paid',
                  'properties.transaction.timeout.ms' = '900000'
                );
                """,
                "flink/report.sql": """
                CREATE TABLE paid_in (id BIGINT) WITH (
                  'connector' = 'kafka',
                  'topic' = 'shop.paid',
                  'scan.startup.mode' = 'earliest-offset'
                );
                INSERT INTO report SELECT id FROM paid_in;
                """,
            },
            {"flink/report.sql": (3,)},
        ),
        repository(
            {
                "flink/pay.sql": """
                SET 'execution.checkpointing.interval' = '1 min';
                CREATE TABLE paid (id BIGINT) WITH (
                  'connector' = 'kafka',
                  'topic' = 'shop.paid',
                  'sink.delivery-guarantee' = 'exactly-once',
                  'sink.transactional-id-prefix' = 'paid',
                  'properties.transaction.timeout.ms' = '900000'
                );
                """,
                "flink/report.sql": """
                CREATE TABLE paid_in (id BIGINT) WITH (
                  'connector' = 'kafka',
                  'topic' = 'shop.paid',
                  'properties.isolation.level' = 'read_committed',
                  'scan.startup.mode' = 'earliest-offset'
                );
                INSERT INTO report SELECT id FROM paid_in;
                """,
            },
        ),
    ),
)
def uncommitted_records_read(project: Project) -> Iterator[Found]:
    """Records of transactions are read before they are committed, or after they were aborted.

    ## Why it matters
    The topic is written exactly once, in transactions. Flink's and Spark's Kafka sources read with
    `read_uncommitted` unless told otherwise: they see what an aborted transaction wrote, and then its
    repetition, so what was paid for with transactions is lost.

    ## Instead
    `'properties.isolation.level' = 'read_committed'` on the table that reads; `kafka.isolation.level` for
    Spark.

    ## When it stays silent
    Where the level is set, where no job of the repository writes the topic in transactions, and for topics that
    only a run tells.

    ## Fix
    None: whether the reader may wait for the commit, the file does not tell.
    """
    written = {}
    for path, facts in project.files.items():
        for told in _owners(facts).values():
            if "topic" in told and told.get("sink.delivery-guarantee", _NONE).value == "exactly-once":
                written[told["topic"].value] = path
    for path, facts in project.files.items():
        uses = (
            *(use for one in facts.statements for use in one.reads),
            *(use for one in facts.jobs for use in one.reads),
        )
        read = {use.dataset.name for use in uses}
        for owner, told in _owners(facts).items():
            named = told.get("topic") or told.get("subscribe") or _NONE
            levels = {"properties.isolation.level", "kafka.isolation.level"} & set(told)
            if named.value in written and named.value in read and not levels and "sink.delivery-guarantee" not in told:
                yield Found(
                    f"`{owner}` reads `{named.value}`, which {written[named.value]} writes in transactions, without "
                    "isolation.level=read_committed: it sees what was aborted.",
                    named.line,
                    f"{owner}:{named.value}",
                    path=path,
                )


_NONE = StreamSetting("", "", 0, "")


def _owners(facts: FileFacts) -> dict[str, dict[str, StreamSetting]]:
    """The settings of each table, source and sink of a file."""
    found: dict[str, dict[str, StreamSetting]] = {}
    for one in facts.stream_settings if {Kind.FLINK_SQL, Kind.FLINK_PYTHON, Kind.PYSPARK} & set(facts.kinds) else ():
        found.setdefault(one.owner, {})[one.key] = one
    return found
