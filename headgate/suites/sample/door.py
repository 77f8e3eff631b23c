"""The database in which a sample is measured: DuckDB, locked before the first row is read.

It is called in a worker process with limits of time and memory. No extension is loaded, nothing outside the files
of the sample can be opened, and the engine cannot be told otherwise. Source: DuckDB, "Securing DuckDB".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import duckdb

from headgate.gap import Gap, GapKind
from headgate.suites.sample.given import Given
from headgate.suites.sql import literal, quoted

MOST_ROWS = 50_000
"""Of a dataset; the rest is not looked at."""
_MOST_COLUMNS = 200
_MOST_TABLES = 100
_COLUMN = re.compile(r"\w[\w .$#-]{0,126}")
_SETTINGS = {
    "threads": "1",
    "memory_limit": "1GB",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
    "temp_directory": "",
    "preserve_insertion_order": "true",
}
_FORMS = {
    "integer": r"-?(0|[1-9]\d{0,17})",
    "number": r"-?(0|[1-9]\d*)?(\.\d+)?([eE][-+]?\d{1,3})?",
    "date": r"\d{4}-\d\d-\d\d",
    "timestamp": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?",
    "boolean": "true|false|TRUE|FALSE|True|False",
}
"""Tried in this order for a column of texts. A number with leading zeros is a code, and stays text."""
_CASTS = {"integer": "bigint", "number": "double", "date": "date", "timestamp": "timestamp", "boolean": "boolean"}


@dataclass
class Database:
    """Tables by the name of their dataset, all in memory."""

    connection: duckdb.DuckDBPyConnection
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    """Family of each column that is looked at."""
    cut: set[str] = field(default_factory=set)
    """Datasets of which only the first rows were taken."""
    built: set[str] = field(default_factory=set)
    """Datasets that the repository's own queries made from the others."""
    still: set[str] = field(default_factory=set)
    """Seeds, and what is made of seeds alone: nobody loads them anew, so that they have no freshness."""
    gaps: list[Gap] = field(default_factory=list)

    def one(self, sql: str) -> tuple[object, ...]:
        """The one row of a query."""
        return self.connection.execute(sql).fetchone() or ()

    def all(self, sql: str) -> list[tuple[object, ...]]:
        return list(self.connection.execute(sql).fetchall())


def opened(sources: Sequence[Given]) -> Database:
    """The rows of all sources, typed; a source that cannot be read is a gap."""
    connection = duckdb.connect(":memory:", config=dict(_SETTINGS))
    paths = [path for one in sources if one.path for path in (one.path, one.path + ".wal")]
    connection.execute(f"set allowed_paths = [{', '.join(map(literal, paths))}]")
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    database = Database(connection)
    for source in sources:
        try:
            for name, query in _queries(database, source):
                load(database, source, name, query)
        except duckdb.Error as error:
            why = str(error).split("\n", 1)[0][:200]
            database.gaps.append(Gap(source.name, "sample", f"DuckDB does not read it: {why}", GapKind.UNREADABLE))
    return database


def _queries(database: Database, source: Given) -> Iterator[tuple[str, str]]:
    where = literal(source.path)
    if source.format == "csv":
        yield source.name, f"select * from read_csv({where}, all_varchar = true, header = true)"
    elif source.format == "parquet":
        yield source.name, f"select * from read_parquet({where})"
    elif source.format == "json":
        yield source.name, f"select * from read_json({where}, format = 'newline_delimited')"
    elif source.format == "duckdb":
        yield from _tables(database, where)
    else:
        columns = [[line[place] or None for line in source.lines] for place in range(len(source.columns))]
        told = ", ".join(f"unnest(?::varchar[]) as {quoted(name)}" for name in source.columns)
        database.connection.execute(f"create or replace temp table given_lines as select {told}", columns)
        yield source.name, "select * from given_lines"


def _tables(database: Database, where: str) -> Iterator[tuple[str, str]]:
    """Tables of a database; its views are code, and are not run."""
    database.connection.execute(f"attach {where} as given (read_only)")
    listed = database.all(
        "select schema_name, table_name from duckdb_tables() where database_name = 'given' order by all"
    )
    seen: set[str] = set()
    for schema, table in listed[:_MOST_TABLES]:
        name = str(table).lower()
        if name not in seen:
            seen.add(name)
            yield name, f"select * from given.{quoted(str(schema))}.{quoted(str(table))}"
    if len(listed) > _MOST_TABLES:
        database.gaps.append(Gap("sample", "tables", f"more than {_MOST_TABLES} tables", GapKind.TOO_MANY))
    database.connection.execute("use memory")
    database.connection.execute("detach given")


def load(database: Database, source: Given, name: str, query: str) -> None:
    """Make the table `name` of the first rows of a query, with the columns that are looked at.

    Raises:
        duckdb.Error: the query fails.
    """
    table = quoted(name)
    limited = f"select * from ({query}) limit {MOST_ROWS + 1}"
    database.connection.execute(f"create or replace temp table given_rows as {limited}")
    described = database.all("describe given_rows")
    items: list[str] = []
    families: dict[str, str] = {}
    for column, kind in ((str(row[0]), str(row[1])) for row in described[:_MOST_COLUMNS]):
        folded = column.strip().lower()
        family = _family(kind) if _COLUMN.fullmatch(folded) and folded not in families else ""
        if family == "text" and source.format in ("csv", "lines"):
            family = _family_of_texts(database, column)
        if not family:
            database.gaps.append(Gap(name, f"column {column[:60]!r}", "its name or type is not looked at"))
            continue
        families[folded] = family
        cast = f"cast({quoted(column)} as {_CASTS.get(family, 'varchar')})"
        items.append(f"{cast} as {quoted(folded)}")
    if not items:
        return
    database.connection.execute(
        f"create or replace table {table} as select {', '.join(items)} from given_rows limit {MOST_ROWS}"
    )
    if len(described) > _MOST_COLUMNS:
        database.gaps.append(Gap(name, "columns", f"more than {_MOST_COLUMNS} columns", GapKind.TOO_MANY))
    if int(str(database.one("select count(*) from given_rows")[0])) > MOST_ROWS:
        database.cut.add(name)
        database.gaps.append(Gap(name, "rows", f"only the first {MOST_ROWS:,} were looked at", GapKind.TOO_MANY))
    database.columns[name] = families
    if source.format == "lines":
        database.still.add(name)


def _family(kind: str) -> str:
    """The family of a type of DuckDB; empty for nested and binary ones."""
    kind = kind.lower()
    if kind.endswith("int") or kind in ("integer", "hugeint", "uhugeint", "uinteger"):
        return "integer"
    if kind.startswith(("decimal", "double", "float", "real")):
        return "number"
    if kind.startswith("timestamp"):
        return "timestamp"
    if kind in ("date", "boolean"):
        return kind
    return "text" if kind.startswith(("varchar", "enum", "uuid")) else ""


def _family_of_texts(database: Database, column: str) -> str:
    """What all texts of a column can be read as; text where they are mixed or none is there."""
    value = quoted(column)
    asked = [f"count({value})"]
    for family, form in _FORMS.items():
        fits = f"regexp_full_match({value}, {literal(form)}) and try_cast({value} as {_CASTS[family]}) is not null"
        asked.append(f"count(*) filter (where {fits})")
    counts = [int(str(count)) for count in database.one(f"select {', '.join(asked)} from given_rows")]
    if counts[0]:
        for family, count in zip(_FORMS, counts[1:], strict=True):
            if count == counts[0]:
                return family
    return "text"
