"""A topic is written in one form and read in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from headgate.dataset import DatasetId
from headgate.facts.project import Project
from headgate.facts.streams.model import StreamSetting
from headgate.finding import Level, Proof
from headgate.lineage import JobKind
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "connect/source.json": """
                {
                  "name": "shop",
                  "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
                  "topic.prefix": "shop",
                  "table.include.list": "public.orders",
                  "value.converter": "io.confluent.connect.avro.AvroConverter"
                }
                """,
                "connect/sink.json": """
                {
                  "name": "orders",
                  "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
                  "topics": "shop.public.orders",
                  "value.converter": "org.apache.kafka.connect.json.JsonConverter"
                }
                """,
            },
            {"connect/sink.json": (5,)},
        ),
        repository(
            {
                "connect/source.json": """
                {
                  "name": "shop",
                  "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
                  "topic.prefix": "shop",
                  "table.include.list": "public.orders",
                  "value.converter": "io.confluent.connect.avro.AvroConverter"
                }
                """,
                "connect/sink.json": """
                {
                  "name": "orders",
                  "connector.class": "io.confluent.connect.jdbc.JdbcSinkConnector",
                  "topics": "shop.public.orders",
                  "value.converter": "io.confluent.connect.avro.AvroConverter"
                }
                """,
            },
        ),
    ),
)
def converters_of_one_topic_differ(project: Project) -> Iterator[Found]:
    """A topic is written in one form and read in another.

    ## Why it matters
    A converter of Avro reads bytes that begin with the number of a schema; one of JSON reads text. The sink
    fails at its first record, or with `errors.tolerance` drops every one.

    ## Instead
    The same converter, with the same registry, on both sides.

    ## When it stays silent
    Where one side takes the worker's converter, where several connectors write the topic in different forms,
    and where bytes are only passed on.

    ## Fix
    None: which side is meant, the files do not tell.
    """
    written: dict[tuple[DatasetId, str], dict[str, str]] = {}
    connectors = [
        (path, job, {one.key: one for one in facts.stream_settings if one.owner == job.name.split(":")[0]})
        for path, facts in project.files.items()
        for job in facts.jobs
        if job.kind is JobKind.KAFKA and any(one.key == "connector.class" for one in facts.stream_settings)
    ]
    for path, job, settings in connectors:
        for part in _PARTS:
            form = _form(settings, part)
            for use in job.writes if form else ():
                written.setdefault((use.dataset, part), {})[form] = f"{job.name.split(':')[0]} ({path})"
    for path, job, settings in connectors:
        for part in _PARTS:
            form = _form(settings, part)
            for use in job.reads if form else ():
                forms = written.get((use.dataset, part), {})
                if len(forms) == 1 and form not in forms:
                    other, writer = next(iter(forms.items()))
                    yield Found(
                        f"`{job.name.split(':')[0]}` reads the {part}s of `{use.dataset.name}` with {form}, but "
                        f"{writer} writes them with {other}.",
                        settings[f"{part}.converter"].line,
                        f"{job.name}:{use.dataset.name}:{part}",
                        path=path,
                    )


_PARTS = ("key", "value")


def _form(settings: Mapping[str, StreamSetting], part: str) -> str:
    """The converter of keys or values by its class; empty where it is the worker's, or passes bytes on."""
    named = settings[f"{part}.converter"].value.rsplit(".", 1)[-1] if f"{part}.converter" in settings else ""
    return named if named in _FORMS else ""


_FORMS = ("AvroConverter", "JsonConverter", "JsonSchemaConverter", "ProtobufConverter")
