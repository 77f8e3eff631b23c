"""Two connectors share one place in the log of a database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from headgate.facts.project import Project
from headgate.facts.streams.model import StreamSetting
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, repository, rule


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "connect/a.json": """
                {
                  "name": "a",
                  "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
                  "database.hostname": "db",
                  "database.dbname": "shop",
                  "topic.prefix": "a",
                  "table.include.list": "public.a",
                  "heartbeat.interval.ms": "10000"
                }
                """,
                "connect/b.json": """
                {
                  "name": "b",
                  "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
                  "database.hostname": "db",
                  "database.dbname": "shop",
                  "topic.prefix": "b",
                  "table.include.list": "public.b",
                  "heartbeat.interval.ms": "10000"
                }
                """,
            },
            {"connect/b.json": (3,)},
        ),
        repository(
            {
                "connect/a.json": """
                {
                  "name": "a",
                  "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
                  "database.hostname": "db",
                  "database.dbname": "shop",
                  "topic.prefix": "a",
                  "table.include.list": "public.a",
                  "heartbeat.interval.ms": "10000",
                  "slot.name": "a"
                }
                """,
                "connect/b.json": """
                {
                  "name": "b",
                  "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
                  "database.hostname": "db",
                  "database.dbname": "shop",
                  "topic.prefix": "b",
                  "table.include.list": "public.b",
                  "heartbeat.interval.ms": "10000",
                  "slot.name": "b"
                }
                """,
            },
        ),
    ),
)
def log_position_shared(project: Project) -> Iterator[Found]:
    """Two connectors share one place in the log of a database.

    ## Why it matters
    A replication slot and the id of a MySQL replica belong to one connector. Of two with the same slot, which
    is `debezium` unless told otherwise, the second does not start; two with one server id throw each other out.

    ## Instead
    A `slot.name` and a `database.server.id` for each connector.

    ## When it stays silent
    For connectors of different hosts or databases, for those in different folders, which may be different
    installations, and for two versions of one connector, by name or topics.

    ## Fix
    None: what is wanted, the file does not tell.
    """
    seen: dict[tuple[str, ...], tuple[str, str, str]] = {}
    for path, facts in project.files.items():
        owners: dict[str, dict[str, StreamSetting]] = {}
        for one in facts.stream_settings:
            owners.setdefault(one.owner, {})[one.key] = one
        for name, settings in owners.items():
            for what, place, line in _places(settings):
                key = (path.rpartition("/")[0], what, *place)
                topics = settings["topic.prefix"].value if "topic.prefix" in settings else ""
                first, where, prefix = seen.setdefault(key, (name, path, topics))
                if first != name and prefix != topics:
                    yield Found(
                        f"`{name}` and `{first}` ({where}) share the {what} `{place[-1]}` of one database.",
                        line,
                        f"{name}:{what}",
                        path=path,
                    )


def _places(settings: Mapping[str, StreamSetting]) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """What it holds for itself: its kind, where it lies, and the line that names it."""
    kind = settings["connector.class"].value.lower() if "connector.class" in settings else ""
    host = settings["database.hostname"].value if "database.hostname" in settings else ""
    if "debezium" not in kind or not host or "{" in host:
        return
    port = settings["database.port"].value if "database.port" in settings else ""
    if "postgres" in kind:
        slot = settings.get("slot.name")
        database = settings["database.dbname"].value if "database.dbname" in settings else ""
        line = (slot or settings["connector.class"]).line
        yield "replication slot", (host, port, database, slot.value if slot else "debezium"), line
    elif "mysql" in kind and "database.server.id" in settings:
        yield "server id", (host, port, settings["database.server.id"].value), settings["database.server.id"].line
