"""The one way in which DuckDB is opened: in memory, and cut off from files, extensions and the network."""

from __future__ import annotations

import duckdb

_SETTINGS = {
    "threads": "1",
    "memory_limit": "400MB",
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "temp_directory": "",
}


def opened() -> duckdb.DuckDBPyConnection:
    """A database of its own, which whoever opens it locks before it runs anything that was not written here."""
    return duckdb.connect(":memory:", config=dict(_SETTINGS))


def lock(database: duckdb.DuckDBPyConnection) -> None:
    """Let no statement change the settings any more."""
    database.execute("set lock_configuration = true")
