"""What is put in the place of PySpark's readers and writers, with the arguments that those have."""

# ruff: noqa: ARG001, ARG002, ARG005, C901
# mypy: disable-error-code="no-any-return, var-annotated, unreachable"

from __future__ import annotations

import re
import types
from importlib import import_module
from typing import Any


def patch(bench: Any) -> None:
    """Answer reads from `bench`, and hand writes to it."""
    readwriter = import_module("pyspark.sql.readwriter")
    session = bench.sql_module.SparkSession
    _reader(readwriter.DataFrameReader, bench)
    _writer(readwriter.DataFrameWriter, bench)
    _second_writer(readwriter.DataFrameWriterV2, bench)
    session.sql = lambda self, text, *a, **k: bench.sql(text, *a, **k)
    plain_table = session.table
    session.table = lambda self, name: _table(bench, lambda: plain_table(self, name), name)
    session.readStream = property(lambda self: self.read)
    bench.sql_module.DataFrame.writeStream = property(lambda self: _Stream(self, bench))
    bench.sql_module.DataFrame.withWatermark = lambda self, *a: self
    bench.delta = _delta(bench)


def _table(bench: Any, plain: Any, name: str) -> Any:
    try:
        return bench.frame(name)
    except KeyError:
        return plain()


def _noting(kind: Any, names: tuple[str, ...]) -> None:
    def note(method: str) -> Any:
        def noted(self: Any, *arguments: Any, **keywords: Any) -> Any:
            state = self.__dict__.setdefault("_hg", {})
            if method == "options":
                state.update({key.lower(): str(value) for key, value in keywords.items()})
            elif method == "option":
                state[str(arguments[0]).lower()] = str(arguments[1])
            elif method == "format":
                state["format"] = arguments[0]
            return self

        return noted

    for name in names:
        setattr(kind, name, note(name))


def _where(state: dict[str, str], path: Any) -> list[str]:
    if state.get("format") == "kafka":
        return [f"kafka:{name.strip()}" for name in (state.get("topic") or state["subscribe"]).split(",")]
    if state.get("format") == "jdbc":
        return [f"jdbc:{state['dbtable']}"]
    given = path if path is not None else state.get("path")
    return list(given) if isinstance(given, list | tuple) else [str(given)]


def _reader(kind: Any, bench: Any) -> None:
    _noting(kind, ("format", "option", "options", "schema"))

    def read(names: list[str]) -> Any:
        whole = bench.frame(names[0])
        for name in names[1:]:
            whole = whole.union(bench.frame(name))
        return whole

    def load(self: Any, path: Any = None, format: str | None = None, schema: Any = None, **options: Any) -> Any:  # noqa: A002
        del schema
        state = self.__dict__.setdefault("_hg", {})
        if format:
            state["format"] = format
        state.update({key.lower(): str(value) for key, value in options.items()})
        if state.get("format") == "jdbc" and (state.get("query") or state["dbtable"].strip().startswith("(")):
            text = state.get("query") or state["dbtable"]
            inner = re.sub(r"^\s*\(|\)\s*(as\s+)?\w*\s*$", "", text) if text.strip().startswith("(") else text
            return bench.plain_sql(
                re.sub(r"\b(from|join)\s+([\w.]+)", lambda m: f"{m[1]} {_real(bench, m[2])}", inner, flags=re.I)
            )
        return read(_where(state, path))

    def stored(self: Any, *paths: Any, **options: Any) -> Any:
        del self
        given = [
            one for path in (*paths, options.get("path")) for one in (path if isinstance(path, list) else [path]) if one
        ]
        return read(given)

    kind.load = load
    for name in ("parquet", "csv", "json", "orc", "text"):
        setattr(kind, name, stored)
    kind.jdbc = lambda self, url, table, *a, **k: load(_with(self, {"format": "jdbc", "dbtable": table}))
    kind.table = lambda self, name: bench.spark.table(name)


def _real(bench: Any, table: str) -> str:
    return next(real for real, name in bench.tables.items() if name == f"jdbc:{table}")


def _with(self: Any, state: dict[str, str]) -> Any:
    self.__dict__.setdefault("_hg", {}).update(state)
    return self


def _writer(kind: Any, bench: Any) -> None:
    _noting(kind, ("format", "option", "options", "mode", "partitionBy", "bucketBy", "sortBy"))

    def save(self: Any, path: Any = None, format: str | None = None, *a: Any, **options: Any) -> None:  # noqa: A002
        state = self.__dict__.setdefault("_hg", {})
        if format:
            state["format"] = format
        state.update({key.lower(): str(value) for key, value in options.items()})
        bench.keep(_where(state, path)[0], self._df)

    def insert(self: Any, name: str, overwrite: bool | None = None) -> None:
        columns = bench.schemas.get(name)
        bench.keep(name, self._df, list(columns) if columns else None)

    kind.save = save
    kind.insertInto = insert
    kind.saveAsTable = lambda self, name, *a, **k: bench.keep(name, self._df)
    for name in ("parquet", "csv", "json", "orc", "text"):
        setattr(kind, name, lambda self, path, *a, **k: bench.keep(path, self._df))
    kind.jdbc = lambda self, url, table, *a, **k: bench.keep(f"jdbc:{table}", self._df)


def _second_writer(kind: Any, bench: Any) -> None:
    def start(self: Any, df: Any, table: str) -> None:
        self._df, self._name = df, table

    kind.__init__ = start
    for name in ("using", "option", "options", "tableProperty", "partitionedBy"):
        setattr(kind, name, lambda self, *a, **k: self)
    for name in ("append", "overwrite", "overwritePartitions", "create", "replace", "createOrReplace"):
        setattr(kind, name, lambda self, *a: bench.keep(self._name, self._df))


class _Stream:
    """`df.writeStream`."""

    def __init__(self, df: Any, bench: Any) -> None:
        self._df, self._bench, self._hg, self._batch = df, bench, {}, None

    def foreachBatch(self, function: Any) -> Any:  # noqa: N802
        self._batch = function
        return self

    def option(self, key: str, value: Any) -> Any:
        self._hg[key.lower()] = str(value)
        return self

    def format(self, name: str) -> Any:
        self._hg["format"] = name
        return self

    def __getattr__(self, name: str) -> Any:
        return lambda *a, **k: self

    def start(self, path: str | None = None, **_: Any) -> Any:
        if self._batch is not None:
            self._batch(self._df, 0)
        elif path or self._hg.get("path") or self._hg.get("format") == "kafka":
            self._bench.keep(_where(self._hg, path)[0], self._df)
        return self

    def toTable(self, name: str, **_: Any) -> Any:  # noqa: N802
        self._bench.keep(name, self._df)
        return self


def _delta(bench: Any) -> types.ModuleType:
    functions = import_module("pyspark.sql.functions")

    class Merge:
        def __init__(self, table: Any, source: Any) -> None:
            self.table, self.source, self.made = table, source, []

        def _set(self, given: dict[str, Any]) -> Any:
            joined = self.table.df.join(self.source) if self.source is not None else self.table.df
            made = [
                (functions.expr(value) if isinstance(value, str) else value).alias(key.rsplit(".", 1)[-1])
                for key, value in given.items()
            ]
            self.made.append(joined.select(*made))
            return self

        def whenMatchedUpdate(self, condition: Any = None, set: Any = None) -> Any:  # noqa: N802, A002
            return self._set(set)

        def whenNotMatchedInsert(self, condition: Any = None, values: Any = None) -> Any:  # noqa: N802
            return self._set(values)

        def _all(self, condition: Any = None) -> Any:
            self.made.append(self.source)
            return self

        whenMatchedUpdateAll = whenNotMatchedInsertAll = _all  # noqa: N815
        whenNotMatchedBySourceUpdate = whenMatchedUpdate  # noqa: N815

        def whenMatchedDelete(self, condition: Any = None) -> Any:  # noqa: N802
            return self

        whenNotMatchedBySourceDelete = whenMatchedDelete  # noqa: N815

        def execute(self) -> None:
            for one in self.made:
                bench.merge(self.table.name, one)

    class DeltaTable:
        def __init__(self, name: str, df: Any) -> None:
            self.name, self.df = name, df

        forName = forPath = classmethod(lambda cls, spark, name: cls(name, bench.frame(name)))  # noqa: N815
        isDeltaTable = staticmethod(lambda spark, path: True)  # noqa: N815

        def alias(self, name: str) -> Any:
            return DeltaTable(self.name, self.df.alias(name))

        def toDF(self) -> Any:  # noqa: N802
            return self.df

        def merge(self, source: Any, condition: Any) -> Any:
            return Merge(self, source)

        def update(self, condition: Any = None, set: Any = None) -> None:  # noqa: A002
            Merge(self, None)._set(set).execute()

    module = types.ModuleType("delta.tables")
    module.DeltaTable = DeltaTable  # type: ignore[attr-defined]
    return module
