"""Where the tables of a connector live, as far as its configuration states it."""

from __future__ import annotations

import re

from headgate.dataset import DatasetId, stated_table, table
from headgate.facts.streams.connect.configuration import Connector, stated

_JDBC = re.compile(
    r"^jdbc:(?P<scheme>postgresql|mysql|mariadb|sqlserver|redshift|oracle|snowflake|db2)(?::thin)?:(?://|@/{0,2})"
    r"(?P<host>[\w.-]+)(?::(?P<port>\d+))?(?:[/:](?P<database>[\w$-]+))?(?P<rest>.*)$"
)
_SCHEMES = {"postgresql": "postgres"}
_PORTS = {
    "postgres": "5432", "mysql": "3306", "mariadb": "3306", "sqlserver": "1433", "oracle": "1521", "redshift": "5439",
    "db2": "50000",
}  # fmt: skip
_ENGINES = ("postgres", "mysql", "mariadb", "sqlserver", "oracle", "db2")


def platform_of(connector: Connector) -> tuple[str, str]:
    """OpenLineage's namespace of the connector's database, and the database's name; empty where not stated.

    Source: OpenLineage, "Naming conventions": `postgres://{host}:{port}`, `mysql://{host}:{port}`, and so on.
    """
    _, url = connector.first("connection.url", "connection.uri")
    match = _JDBC.match(stated(url))
    if match:
        scheme = _SCHEMES.get(match["scheme"], match["scheme"])
        named = re.search(r"databaseName=([\w$-]+)", match["rest"])
        port = match["port"] or _PORTS.get(scheme, "")
        return f"{scheme}://{match['host']}" + (f":{port}" if port else ""), (
            named[1] if named else match["database"] or ""
        )
    host = stated(connector.first("database.hostname", "connection.host")[1])
    scheme = next((engine for engine in _ENGINES if engine in connector.type or engine in _package(connector)), "")
    database = stated(connector.first("database.dbname", "database.names", "db.name")[1])
    if not host or not scheme:
        return "", database if "," not in database else ""
    port = stated(connector.first("database.port", "connection.port")[1]) or _PORTS[scheme]
    return f"{scheme}://{host}:{port}", database if "," not in database else ""


def table_of(connector: Connector, name: str) -> DatasetId:
    """The table that the connector calls `name`, on its platform where that is stated."""
    platform, database = platform_of(connector)
    has_schemas = not platform.startswith(("mysql", "mariadb"))
    whole = f"{database}.{name}" if database and name.count(".") == (1 if has_schemas else 0) else name
    return stated_table(platform, whole) if platform else table(name)


def _package(connector: Connector) -> str:
    return (connector.setting("connector.class") or "").lower()
