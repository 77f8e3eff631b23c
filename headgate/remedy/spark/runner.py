"""Runs one Spark program on made-up rows and tells what it would have written.

This file is run by the reviewer's own Python that has pyspark, in a process apart; it imports nothing of Headgate.
It reads one JSON document from standard input (`main`, `files`, `tables`, `rows`) and writes one to the file that its
only argument names. What the program reads is made up, column by column as Spark asks for them; what it writes is
looked at and not written.
"""

from __future__ import annotations

import json
import re
import runpy
import sys
import traceback
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

MOST_RETRIES = 40
MOST_ROWS = 2_000
_COLUMN = re.compile(r"UNRESOLVED_(?:USING_)?COLUMN[\w.]*\]?[^`]*(?P<name>`[^`]+`(?:\.`[^`]+`)*)")
_AMBIGUOUS = re.compile(r"AMBIGUOUS_REFERENCE\]?[^`]*`(?:[^`]+`\.`)*(?P<name>\w+)`")
_TABLE = re.compile(r"TABLE_OR_VIEW_NOT_FOUND\]?[^`]*(?P<name>`[^`]+`(?:\.`[^`]+`)*)")
_MISMATCH = re.compile(
    r"DATATYPE_MISMATCH.*?requires the \"(?P<wanted>[A-Z]+)\"[^\"]*\"(?P<about>\w+)\" has the type \"STRING\"", re.S
)
_INSERT = re.compile(
    r"\s*insert\s+(?:into|overwrite)\s+(?:table\s+)?(?P<target>[\w.`]+)\s*(?:partition\s*\([^)]*\)\s*)?(?:\([^)]*\)\s*)?"
    r"(?P<query>(?:with|select|from|table)\b.*)", re.I | re.S,
)  # fmt: skip
_CREATE_AS = re.compile(
    r"\s*create\s+(?:or\s+replace\s+)?table\s+(?:if\s+not\s+exists\s+)?(?P<target>[\w.`]+)\b.*?\bas\s+(?P<query>(?:with|select)\b.*)",
    re.I | re.S,
)
ORIGINAL: dict[str, Any] = {}
"""pyspark's own methods, behind those that watch."""


class Sources:
    """What the program reads: by name, the columns that it was seen to ask for."""

    def __init__(self, spark: Any, folder: Path, told: dict[str, list[list[str]]], rows: int) -> None:
        self.spark = spark
        self.folder = folder
        self.columns: dict[str, dict[str, str]] = {
            name: {column: kind or type_by_name(column) for column, kind in columns} for name, columns in told.items()
        }
        self.places: dict[str, str] = {}
        """Where the rows of each source lie, as plans name it."""
        self.rows = rows
        self.made: dict[str, str] = {}
        self.read: list[str] = []
        self.added: list[tuple[str, str]] = []
        self.refused: set[tuple[str, str]] = set()

    def frame(self, name: str, schema: Any = None) -> Any:
        """The made-up rows of a source, as a scan of Parquet files."""
        if name in self.read:
            self.read.remove(name)
        self.read.append(name)
        fields = self.columns.setdefault(name, {})
        if schema is None and not fields:
            fields["id"] = "bigint"
        kind = schema if schema is not None else self._schema(fields)
        path = str(self.folder / (re.sub(r"\W+", "_", name).strip("_") or "source"))
        self.places["file:" + path] = name
        if self.made.get(name) != kind.simpleString():
            self.made[name] = kind.simpleString()
            told = [(field.name, field.dataType.simpleString()) for field in kind.fields]
            rows = [tuple(value_of(column, given, row) for column, given in told) for row in range(self.rows)]
            ORIGINAL["write"](self.spark.createDataFrame(rows, kind).coalesce(2).write.mode("overwrite"), path)
        return ORIGINAL["read"](self.spark.read, path)

    def register(self, name: str) -> None:
        """Make a source known to SQL: a view, or a table in its database."""
        if re.fullmatch(r"\w+", name):
            self.frame(name).createOrReplaceTempView(name)
        elif re.fullmatch(r"\w+\.\w+", name):
            self.frame(name)
            place = next(path for path, held in self.places.items() if held == name)
            database, table = name.split(".")
            sql = ORIGINAL["sql"]
            sql(self.spark, f"create database if not exists `{database}`")
            sql(self.spark, f"drop table if exists `{database}`.`{table}`")
            sql(self.spark, f"create table `{database}`.`{table}` using parquet location '{place}'")

    def _schema(self, fields: dict[str, str]) -> Any:
        from pyspark.sql.types import _parse_datatype_string

        return _parse_datatype_string(", ".join(f"`{name}` {kind}" for name, kind in fields.items()))

    def learn(self, error: str) -> bool:
        """Whether an error told of a table or a column that is now known."""
        table = _TABLE.search(error)
        if table:
            self.columns.setdefault(table["name"].replace("`", ""), {})
            return True
        twice = _AMBIGUOUS.search(error)
        if twice:
            return self._refuse(twice["name"])
        column = _COLUMN.search(error)
        if column:
            name = column["name"].replace("`", "").rsplit(".", 1)[-1]
            there = set(re.findall(r"`(\w+)`", error[column.end() :]))
            return self._add(name, there, first="left side" in error)
        wrong = _MISMATCH.search(error)
        return wrong is not None and self._retype(wrong["about"], wrong["wanted"].lower())

    def _add(self, name: str, there: set[str], *, first: bool) -> bool:
        """Give the column to a source without it: one with the columns that the error names, the last read else."""
        order = self.read if first else list(reversed(self.read))
        lacking = [one for one in dict.fromkeys([*order, *self.columns]) if name not in self.columns[one]]
        for source in sorted(lacking, key=lambda one: not there & set(self.columns[one])):
            if (source, name) not in self.refused:
                self.columns[source][name] = type_by_name(name)
                self.added.append((source, name))
                return True
        return False

    def _refuse(self, name: str) -> bool:
        """Take a column away where it was guessed last, since another source has it too."""
        for source, added in reversed(self.added):
            if added == name and name in self.columns[source]:
                del self.columns[source][name]
                self.refused.add((source, name))
                return True
        return False

    def _retype(self, name: str, wanted: str) -> bool:
        kind = {"array": "array<string>", "map": "map<string,string>", "struct": "struct<a:string>"}.get(wanted)
        for columns in self.columns.values():
            if kind and columns.get(name) == "string":
                columns[name] = kind
                return True
        return False


def type_by_name(name: str) -> str:
    """A likely type for a column of which only the name is known."""
    low = name.lower()
    if low == "id" or low.endswith(("_id", "_key", "_sk", "count", "number", "year", "month", "quantity", "qty")):
        return "bigint"
    if low.endswith(("amount", "price", "total", "rate", "score", "cost", "value", "balance", "ratio")):
        return "double"
    if low.endswith(("_at", "timestamp", "time", "_ts")):
        return "timestamp"
    if low.endswith(("date", "day", "_dt")):
        return "date"
    return "boolean" if low.startswith(("is_", "has_")) else "string"


def value_of(name: str, kind: str, row: int) -> Any:
    """The value in one row: keys meet in all tables, some values are missing, some rows are alike."""
    if row % 11 == 10 and not name.lower().endswith("id"):
        return None
    few = row * 7 % 10
    if kind in ("bigint", "int", "smallint", "tinyint"):
        return few
    plain = {"double": few * 1.5, "float": few * 1.5, "boolean": few % 2 == 0, "date": date(2024, 1, 1 + few)}
    if kind in plain:
        return plain[kind]
    if kind.startswith("decimal"):
        return Decimal(few)
    if kind.startswith("timestamp"):
        return datetime(2024, 1, 1) + timedelta(days=few, hours=row % 24)
    if kind.startswith("array"):
        inner = kind[len("array<") : -1]
        return [value_of(name + "id", inner, row + step) for step in range(few % 3)]
    if kind == "string":
        return f"2024-01-{few + 1:02d}" if any(word in name.lower() for word in ("date", "day")) else str(few)
    return None


class Watch:
    """What the program would have given to the outside, in order."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.outputs: list[dict[str, Any]] = []

    def saw(self, frame: Any, target: str, how: str) -> None:
        explained = frame._jdf.queryExecution().explainString(
            frame.sparkSession._jvm.org.apache.spark.sql.execution.ExplainMode.fromString("formatted")
        )
        for place, name in self.sources.places.items():
            explained = explained.replace(place, name)
        rows = frame.limit(MOST_ROWS).collect()
        self.outputs.append(
            {
                "target": target,
                "how": how,
                "schema": [[field.name, field.dataType.simpleString()] for field in frame.schema.fields],
                "plan": explained,
                "rows": sorted(json.dumps(list(row), default=str) for row in rows),
            }
        )


def watch(spark: Any, sources: Sources, seen: Watch) -> None:
    """Put made-up rows in place of all readers, and a look in place of all writers."""
    from pyspark.sql import DataFrameReader, DataFrameWriter, SparkSession

    if not ORIGINAL:
        ORIGINAL.update(
            read=DataFrameReader.parquet,
            schema=DataFrameReader.schema,
            option=DataFrameReader.option,
            write=DataFrameWriter.parquet,
            sql=SparkSession.sql,
        )
    watch_readers(spark, sources)
    watch_writers(seen)
    watch_sql(seen)


def watch_readers(spark: Any, sources: Sources) -> None:
    """Whatever is read is made up."""
    from pyspark.sql import DataFrameReader, SparkSession
    from pyspark.sql.types import _parse_datatype_string

    def with_schema(self: Any, schema: Any) -> Any:
        self._told = _parse_datatype_string(schema) if isinstance(schema, str) else schema
        return ORIGINAL["schema"](self, schema)

    def option(self: Any, key: str, value: Any) -> Any:
        if key.lower() in ("dbtable", "path", "table", "query", "subscribe", "collection"):
            self._named = str(value)
        return ORIGINAL["option"](self, key, value)

    def read(self: Any, path: Any = None, *_: Any, **options: Any) -> Any:
        given = path or options.get("dbtable") or options.get("table") or getattr(self, "_named", "source")
        name = given[0] if isinstance(given, (list, tuple)) else str(given)
        return sources.frame(name, getattr(self, "_told", None))

    def table(_self: Any, name: str) -> Any:
        if "." not in name and spark.catalog._jcatalog.tableExists(name):
            return ORIGINAL["sql"](spark, "select * from " + name)
        return sources.frame(name)

    for method in ("load", "parquet", "orc", "csv", "json", "text"):
        setattr(DataFrameReader, method, read)
    DataFrameReader.schema, DataFrameReader.option = with_schema, option
    DataFrameReader.jdbc = lambda _self, _url, table, *_, **__: sources.frame(str(table))
    DataFrameReader.table = table
    SparkSession.table = table


def watch_writers(seen: Watch) -> None:
    """Whatever is written or shown is looked at."""
    from pyspark.sql import DataFrame, DataFrameWriter

    def write(self: Any, target: Any = None, *_: Any, **options: Any) -> None:
        seen.saw(self._df, str(target or options.get("path") or options.get("name") or "output"), "write")

    def shown(method: str) -> Any:
        return lambda self, *_, **__: seen.saw(self, method, "action")

    for method in ("save", "saveAsTable", "insertInto", "parquet", "orc", "csv", "json", "text", "jdbc"):
        setattr(DataFrameWriter, method, write)
    for method in ("show", "foreach", "foreachPartition"):
        setattr(DataFrame, method, shown(method))


def watch_sql(seen: Watch) -> None:
    """INSERT and CREATE TABLE AS are looked at as the query that they hold."""
    from pyspark.sql import SparkSession

    def sql(self: Any, query: str, *arguments: Any, **named: Any) -> Any:
        made = _INSERT.match(query) or _CREATE_AS.match(query)
        text = made["query"] if made else query
        frame = ORIGINAL["sql"](self, text.rstrip().rstrip(";"), *arguments, **named)
        if not made:
            return frame
        target = made["target"].replace("`", "")
        seen.saw(frame, target, "write")
        if _CREATE_AS.match(query):
            frame.createOrReplaceTempView(target.rsplit(".", 1)[-1])
        return frame.limit(0)

    SparkSession.sql = sql


def run(task: dict[str, Any], folder: Path) -> dict[str, Any]:
    """What the program gives, or why it could not be run."""
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.catalogImplementation", "in-memory")
        .config("spark.sql.maxMetadataStringLength", "1000")
        .config("spark.sql.debug.maxToStringFields", "1000")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("OFF")
    sources = Sources(spark, folder, task["tables"], task["rows"])
    SparkSession.stop = lambda _self: None
    for _ in range(MOST_RETRIES):
        seen = Watch(sources)
        watch(spark, sources, seen)
        for name in spark.catalog.listTables():
            spark.catalog.dropTempView(name.name)
        for name in list(sources.columns):
            sources.register(name)
        error = attempt(task, folder, spark)
        if not error:
            return {"outputs": seen.outputs, "version": spark.version, "tables": sources.columns}
        if not sources.learn(error):
            return {"error": error[:2_000], "version": spark.version}
    return {"error": f"after {MOST_RETRIES} attempts columns were still missing", "version": spark.version}


def attempt(task: dict[str, Any], folder: Path, spark: Any) -> str:
    """Run the program once; the error that ended it, or nothing."""
    place = folder / "program"
    for path, text in task["files"].items():
        full = place / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text, encoding="utf-8")
    try:
        if task["main"].endswith(".py"):
            sys.path.insert(0, str(place))
            sys.argv = [task["main"]]
            runpy.run_path(str(place / task["main"]), run_name="__main__")
        else:
            for statement in task["statements"]:
                frame = spark.sql(statement)
                if re.match(r"\s*(?:select|with)\b", statement, re.I):
                    frame.show()
    except SystemExit as left:
        return "" if not left.code else f"the program left with {left.code}"
    except BaseException as error:  # noqa: BLE001 - whatever the program does is the answer
        return (
            f"{type(error).__name__}: {error}"
            if "Exception" in type(error).__name__
            else traceback.format_exc(limit=-2)
        )
    return ""


if __name__ == "__main__":
    answers = Path(sys.argv[1]).resolve()
    answers.write_text(json.dumps(run(json.load(sys.stdin), Path.cwd())), encoding="utf-8")
