"""Spark with every read answered by an empty table of the declared columns, and every write caught."""

# ruff: noqa: S101, S108, S608, E501

from __future__ import annotations

import re
import sys
import types
from importlib import import_module
from typing import Any

from evals.dataframe.truth.walk import Walk

_TOPIC = {
    "key": "binary", "value": "binary", "topic": "string", "partition": "int", "offset": "bigint",
    "timestamp": "timestamp", "timestampType": "int", "headers": "array<struct<key:string,value:binary>>",
}  # fmt: skip
_INSERT = re.compile(
    r"^\s*insert\s+(?:into|overwrite)\s+(?:table\s+)?([\w.`:/]+)\s*(partition\s*\([^)]*\))?\s*(\([\w\s,`]+\))?\s*(.*)$",
    re.I | re.S,
)
_CREATE = re.compile(
    r"^\s*create\s+(?:or\s+replace\s+)?(?:table|view)\s+(?:if\s+not\s+exists\s+)?([\w.`:/]+)\s.*?\bas\b\s*((?:with|select|\().*)$",
    re.I | re.S,
)


class Bench:
    """One Spark session for all programs."""

    def __init__(self) -> None:
        self.sql_module = import_module("pyspark.sql")
        builder = self.sql_module.SparkSession.builder.master("local[1]").appName("truth")
        for key, value in {
            "spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "1", "spark.sql.warehouse.dir": "/tmp/hg-warehouse",
            "spark.sql.sources.default": "parquet",
        }.items():  # fmt: skip
            builder = builder.config(key, value)
        self.spark = builder.getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")
        self.tables: dict[str, str] = {}
        self.writes: list[tuple[str, Any, list[str] | None]] = []
        self.merged: set[int] = set()
        self.plain_sql = self.spark.sql
        self.schemas: dict[str, dict[str, str]] = {}
        self._patch()

    def declare(self, schemas: dict[str, dict[str, str]]) -> None:
        """An empty table for each dataset."""
        self.schemas = schemas
        for at, (name, columns) in enumerate(schemas.items()):
            plain = re.fullmatch(r"\w+(\.\w+)?", name)
            real = name if plain else f"hg_t{at}"
            if plain and "." in name:
                self.plain_sql(f"CREATE DATABASE IF NOT EXISTS {name.split('.', 1)[0]}")
            self.plain_sql(f"DROP TABLE IF EXISTS {real}")
            listed = ", ".join(f"`{column}` {type_}" for column, type_ in columns.items())
            self.plain_sql(f"CREATE TABLE {real} ({listed}) USING parquet")
            self.tables[self._key(real)] = name

    @staticmethod
    def _key(name: str) -> str:
        folded = name.lower().removeprefix("spark_catalog.").replace("`", "")
        return folded if "." in folded else f"default.{folded}"

    def dataset_of(self, table: str) -> str:
        return self.tables[self._key(table)]

    def frame(self, name: str) -> Any:
        """The dataset called `name`, empty."""
        if name.startswith("kafka:") and name not in self.schemas:
            self.declare_one(name, _TOPIC)
        for real, declared in self.tables.items():
            if declared.rstrip("/") == name.rstrip("/") or declared.lower() == name.lower():
                return self.plain_sql(f"SELECT * FROM {real}")
        raise KeyError(name)

    def declare_one(self, name: str, columns: dict[str, str]) -> None:
        """One more table, which the program itself makes or which is a topic."""
        real = name if re.fullmatch(r"\w+(\.\w+)?", name) else f"hg_more{len(self.tables)}"
        if "." in real:
            self.plain_sql(f"CREATE DATABASE IF NOT EXISTS {real.split('.', 1)[0]}")
        if self._key(real) in self.tables and self.tables[self._key(real)] in self.schemas:
            return
        self.plain_sql(f"DROP TABLE IF EXISTS {real}")
        listed = ", ".join(f"`{column}` {type_}" for column, type_ in columns.items())
        self.plain_sql(f"CREATE TABLE {real} ({listed}) USING parquet")
        self.tables[self._key(real)] = name

    def merge(self, name: str, frame: Any) -> None:
        """Note what a merge stores; its target is read only where its values are."""
        self.keep(name, frame)
        self.merged.add(id(frame))

    def keep(self, name: str, frame: Any, names: list[str] | None = None) -> None:
        """Note that `frame` is stored as `name`, under these column names in order where they are given."""
        self.writes.append((name, frame, names))
        known = any(declared == name for declared in self.tables.values())
        columns = {column: type_ for column, type_ in frame.dtypes if type_ != "void"}
        if not known and len(set(map(str.lower, frame.columns))) == len(frame.columns) and columns:
            self.declare_one(name, columns)

    def told(self) -> dict[str, Any]:
        """Inputs, outputs and edges of what was stored since it was last asked."""
        inputs: set[str] = set()
        edges: set[tuple[str, str]] = set()
        for name, frame, names in self.writes:
            walk = Walk(self.dataset_of)
            columns = walk.columns(frame._jdf.queryExecution().analyzed())
            walk_inputs(frame._jdf.queryExecution().analyzed(), walk)
            valued = {dataset for _, origins in columns for dataset, _ in origins}
            inputs |= walk.inputs - ({name} - valued if id(frame) in self.merged else set())
            for at, (column, origins) in enumerate(columns):
                title = names[at] if names is not None else column
                edges |= {(f"{dataset}.{source}", f"{name}.{title}") for dataset, source in origins}
        outputs = {name for name, _, _ in self.writes}
        self.writes = []
        return {"inputs": sorted(inputs), "outputs": sorted(outputs), "columns": sorted(map(list, edges))}

    def forget(self) -> None:
        """Drop the temporary views, and the tables that the program made."""
        for real, name in list(self.tables.items()):
            if name not in self.schemas:
                self.plain_sql(f"DROP TABLE IF EXISTS {real}")
                del self.tables[real]
        for one in self.spark.catalog.listTables():
            if one.isTemporary:
                self.spark.catalog.dropTempView(one.name)

    def _patch(self) -> None:
        from evals.dataframe.truth.patches import patch  # noqa: PLC0415

        patch(self)
        sys.modules["delta"] = types.ModuleType("delta")
        sys.modules["delta.tables"] = self.delta  # type: ignore[attr-defined]

    def sql(self, text: str, *arguments: Any, **keywords: Any) -> Any:
        """`spark.sql`: what stores is caught, all else is asked."""
        stripped = re.sub(r"--[^\n]*", "", text).strip().rstrip(";")
        low = " ".join(stripped.lower().split())
        if low.startswith("insert"):
            found = _INSERT.match(stripped)
            assert found is not None
            self._inserted(found[1].replace("`", ""), found[2] or "", found[3] or "", found[4])
            return self.spark.createDataFrame([], "x int")
        if low.startswith("create") and "temp" not in low[:40] and " as " in low:
            found = _CREATE.match(stripped)
            assert found is not None
            self.keep(found[1].replace("`", ""), self.plain_sql(found[2]))
            return self.spark.createDataFrame([], "x int")
        if low.startswith("merge"):
            self._merged(stripped)
            return self.spark.createDataFrame([], "x int")
        if low.startswith(
            ("use ", "optimize", "vacuum", "analyze", "msck", "refresh", "delete", "truncate", "drop table")
        ):
            return self.spark.createDataFrame([], "x int")
        return self.plain_sql(text, *arguments, **keywords)

    def _inserted(self, name: str, partition: str, listed: str, query: str) -> None:
        fixed = re.findall(r"(\w+)\s*=", partition)
        names = re.findall(r"\w+", listed)
        columns = next((list(c) for n, c in self.schemas.items() if n.lower() == name.lower()), None)
        if columns is None:
            columns = self.frame(name).columns
        names = names or [column for column in columns if column not in fixed]
        self.keep(name, self.plain_sql(query), names)

    def _merged(self, text: str) -> None:
        plan = self.spark._jsparkSession.sessionState().sqlParser().parsePlan(text)
        target, source = (self._relation(one) for one in (plan.targetTable(), plan.sourceTable()))
        joined = target[1].join(source[1])
        for actions in (plan.matchedActions(), plan.notMatchedActions(), plan.notMatchedBySourceActions()):
            for at in range(actions.size()):
                self._action(actions.apply(at), target, source, joined)

    def _action(self, action: Any, target: Any, source: Any, joined: Any) -> None:
        kind = action.getClass().getSimpleName()
        if kind in ("UpdateStarAction", "InsertStarAction"):
            self.merge(target[0], source[1])
        elif kind in ("UpdateAction", "InsertAction"):
            pairs = [action.assignments().apply(n) for n in range(action.assignments().size())]
            made = [f"{one.value().sql()} AS `{one.key().nameParts().last()}`" for one in pairs]
            self.merge(target[0], joined.selectExpr(*made))

    def _relation(self, plan: Any) -> tuple[str, Any]:
        kind = plan.getClass().getSimpleName()
        if kind == "SubqueryAlias":
            name, frame = self._relation(plan.child())
            return name, frame.alias(plan.alias())
        if kind == "UnresolvedRelation":
            parts = plan.multipartIdentifier()
            name = ".".join(parts.apply(n) for n in range(parts.size()))
            frame = self.spark.table(name)
            return name, frame.alias(name.rsplit(".", 1)[-1])
        jdf = self.spark._jvm.org.apache.spark.sql.Dataset.ofRows(self.spark._jsparkSession, plan)
        return "", self.sql_module.DataFrame(jdf, self.spark)


def walk_inputs(plan: Any, walk: Walk) -> None:
    """Relations in the subqueries of conditions are read as well."""
    for at in range(plan.subqueries().size()):
        walk.visit(plan.subqueries().apply(at))
    for at in range(plan.children().size()):
        walk_inputs(plan.children().apply(at), walk)
