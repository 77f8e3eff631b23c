"""Spark's interface in a rehearsal: sessions, readers, DataFrames, columns, writers."""

from __future__ import annotations

import ast

from headgate.facts.spark import api
from headgate.facts.spark.datasets import is_write, named_by
from headgate.facts.spark.frames import Frame
from headgate.facts.spark.frames import unknown as unknown_frame
from headgate.facts.spark.program import Call, Sort, Value, chain
from headgate.facts.spark.rehearsal.delta import DeltaMerge, DeltaTable
from headgate.facts.spark.rehearsal.functions import Functions
from headgate.facts.spark.rehearsal.stage import Stored, line_of
from headgate.facts.spark.rehearsal.things import TypeName, unknown
from headgate.facts.spark.types import struct_of
from headgate.facts.sql.relation import Item

_VIEWS = {
    "createOrReplaceTempView": "", "createTempView": "", "registerTempTable": "",
    "createGlobalTempView": "global_temp.", "createOrReplaceGlobalTempView": "global_temp.",
}  # fmt: skip
_TELLING = frozenset(("select", "groupBy", "where", "union", "unionAll", "distinct", "write", "writeTo"))
"""Methods that show a DataFrame in a file of Spark, where nothing else tells what the value is."""
_FRAME_METHODS = api.FRAME_TO_FRAME | api.GROUPING | api.FRAME_ACTIONS | frozenset(("writeTo", "pandas_api"))


class SparkSide(Functions):
    """Attributes and methods of Spark's values."""

    def spark_attribute(self, below: Value, name: str, node: ast.expr) -> object:
        """`below.name`, not called."""
        self._reveal(below, name)
        if below.sort is Sort.FRAME:
            return self._of_frame(below, name, node)
        if name in api.PROPERTIES and below.sort in (Sort.SESSION, Sort.BUILDER):
            return self.record(name, below, [], {}, api.gives(below.sort, name), node)
        if below.sort is Sort.COLUMN:
            return self.record("getField", below, [name], {}, Sort.COLUMN, node)
        if below.sort is Sort.WINDOW:
            return Value(Sort.LOCAL, line=node.lineno)
        if below.sort in (Sort.FRAME, Sort.PANDAS):
            return unknown(name, node.lineno)
        found = unknown(name, node.lineno)
        found.qualified = ""
        return found

    def _of_frame(self, below: Value, name: str, node: ast.expr) -> object:
        frame = self.columns.frame(below)
        if name == "columns":
            return [*frame.spelled] if frame.spelled is not None else unknown(name, node.lineno)
        if name == "schema":
            items = frame.relation.items
            closed = frame.relation.closed
            return TypeName(struct_of((i.spelled or i.name, i.type) for i in items)) if closed else unknown(name)
        if name == "dtypes":
            typed = frame.relation.closed and all(item.type for item in frame.relation.items)
            return [(i.spelled or i.name, i.type) for i in frame.relation.items] if typed else unknown(name)
        if name in api.PROPERTIES:
            return self.record(name, below, [], {}, api.gives(below.sort, name), node)
        if name in _FRAME_METHODS:
            return unknown(name, node.lineno)
        return Value(Sort.COLUMN, column=name, of=below, line=node.lineno)

    def _reveal(self, value: Value, method: str) -> None:
        """A method that only Spark's DataFrames have shows what an unknown value is."""
        if value.sort is Sort.UNKNOWN and not value.qualified:
            sure = api.FRAME_ONLY if self.spark_imported else api.UNMISTAKABLE
            if method in sure or (self.spark_imported and not self.other_tables and method in _TELLING):
                value.sort = Sort.FRAME

    def spark_method(
        self, below: Value, name: str, arguments: list[object], keywords: dict[str, object], node: ast.expr
    ) -> object:
        """`below.name(…)`."""
        self._reveal(below, name)
        match below.sort:
            case Sort.SESSION:
                return self._of_session(below, name, arguments, keywords, node)
            case Sort.FRAME:
                return self._frame_method(below, name, arguments, keywords, node)
            case Sort.READER if name in api.READS:
                return self._read(below, name, arguments, keywords, node)
            case Sort.WRITER:
                return self._write(below, name, arguments, keywords, node)
            case Sort.UNKNOWN if name == "register":
                return self.made_udf("register", arguments[1:], node)
        sort = api.gives(below.sort, name)
        if below.sort is Sort.RDD and name == "toDF":
            sort = Sort.FRAME
        return self.record(name, below, arguments, keywords, sort, node)

    def _of_session(
        self, below: Value, name: str, arguments: list[object], keywords: dict[str, object], node: ast.expr
    ) -> object:
        if name == "sql":
            return self.asked(below, arguments, keywords, node)
        if name == "table":
            return self._read(below, name, arguments, keywords, node)
        if name in ("newSession", "getActiveSession", "getOrCreate", "active"):
            return Value(Sort.SESSION, line=node.lineno)
        return self.record(name, below, arguments, keywords, api.gives(below.sort, name), node)

    def _read(
        self, below: Value, name: str, arguments: list[object], keywords: dict[str, object], node: ast.expr
    ) -> Value:
        given = arguments[0] if arguments else keywords.get("tableName", keywords.get("name"))
        if name == "table" and isinstance(given, str) and given.lower() in self.views:
            return self.views[given.lower()]
        made = self.record(name, below, arguments, keywords, Sort.FRAME, node)
        assert made.call is not None  # noqa: S101 - it was just recorded
        options = dict(_options(made.call))
        query = options.get("query") or _parenthesised(options.get("dbtable"))
        if query is not None:
            return self.asked_of_database(query, node)
        if not named_by(made.call) and (made.call.arguments or made.call.keywords):
            self.gap(f"what is read at line {made.line}", "its name is made when the program runs")
        return made

    def _frame_method(
        self, below: Value, name: str, arguments: list[object], keywords: dict[str, object], node: ast.expr
    ) -> object:
        if name in _VIEWS:
            given = arguments[0] if arguments else keywords.get("name")
            if isinstance(given, str):
                self.views[_VIEWS[name] + given.lower()] = below
            return self.record(name, below, arguments, keywords, Sort.LOCAL, node)
        if name == "transform" and arguments:
            made = self.call(arguments[0], [below, *arguments[1:]], keywords, node)
            if not (isinstance(made, Value) and made.sort is Sort.FRAME):
                made = self.record(name, below, arguments, keywords, Sort.FRAME, node)
            return made
        if name == "randomSplit":
            weights = arguments[0] if arguments and isinstance(arguments[0], list) else []
            return [below for _ in weights] or below
        if name == "select" and keywords:
            arguments = [*arguments, *keywords.values()]
            keywords = {}
        if name == "colRegex":
            return unknown(name, node.lineno)
        sort = api.gives(Sort.FRAME, name)
        if sort is Sort.UNKNOWN and self.columns.frame(below).items(name):
            return unknown(name, node.lineno)
        return self.record(name, below, arguments, keywords, sort, node)

    def _write(
        self, below: Value, name: str, arguments: list[object], keywords: dict[str, object], node: ast.expr
    ) -> object:
        made = self.record(name, below, arguments, keywords, api.gives(below.sort, name), node)
        source = written(made.call)
        if name == "foreachBatch" and arguments and source is not None:
            self.call(arguments[0], [source, unknown("batch id", node.lineno)], {}, node)
        elif made.call is not None and is_write(made.call):
            batches = any(step.method in ("foreachBatch", "foreach") for step in chain(below))
            if not (batches and name == "start"):
                self._store(made.call, source)
        return made

    def _store(self, call: Call, source: Value | None) -> None:
        named = named_by(call)
        frame = self.columns.frame(source) if source is not None else unknown_frame()
        target = named[0] if len(named) == 1 else None
        if target is None and (call.arguments or call.keywords):
            self.gap(f"what is written at line {call.line}", "its name is made when the program runs")
        if target is not None and call.method == "insertInto":
            frame = self._by_position(frame, target.dataset.name, self.schemas.fields(target.dataset), call)
        elif target is not None and frame.relation.closed and not self.schemas.fields(target.dataset):
            items = frame.relation.items
            self.schemas.by_dataset[target.dataset] = tuple((i.spelled or i.name, i.type) for i in items)
        made_from = (source,) if source is not None else ()
        self.stored.append(Stored(target, frame, made_from, call.line, call.end_line, self.entered))

    def _by_position(self, frame: Frame, name: str, fields: tuple[tuple[str, str], ...] | None, call: Call) -> Frame:
        """`insertInto` looks at the order of columns alone."""
        items = list(frame.relation.items)
        if fields is None or not frame.relation.closed or len(fields) < len(items):
            self.gap(f"columns of {name} at line {call.line}", "insertInto goes by position, and not all are known")
            return frame.holding([Item("", open=one.open) for one in items if one.open is not None], {})
        named = [
            Item(name.lower(), item.flows, item.line, spelled=name)
            for (name, _), item in zip(fields, items, strict=False)
        ]
        return frame.holding(named, {})

    def spark_item(self, below: Value, index: object, node: ast.expr) -> object:
        """`below[index]`."""
        if below.sort is Sort.FRAME:
            if isinstance(index, str):
                return Value(Sort.COLUMN, column=str(index), of=below, line=node.lineno)
            if isinstance(index, int):
                names = self.columns.frame(below).spelled
                inside = names is not None and -len(names) <= index < len(names)
                return Value(Sort.COLUMN, column=names[index] if names and inside else "", of=below, line=node.lineno)
            if isinstance(index, list | tuple) or (isinstance(index, Value) and index.sort is Sort.COLUMN):
                return self.record("[]", below, [index], {}, Sort.FRAME, node)
        if below.sort is Sort.COLUMN:
            return self.record("getItem", below, [index], {}, Sort.COLUMN, node)
        return Value(below.sort if below.sort in (Sort.PANDAS, Sort.ROWS) else Sort.UNKNOWN, line=node.lineno)

    def delta_stored(self, merge: DeltaMerge, node: ast.expr) -> None:
        """What a finished merge stores."""
        frame, made_from = merge.outcome(self.columns)
        target = merge.table.spoken
        refs = {ref.dataset for item in frame.relation.items for ref, effect in item.flows if effect.direct}
        if target is not None and target.dataset in refs:
            made_from = (*made_from, merge.table.read)
        self.stored.append(Stored(target, frame, made_from, line_of(node), node.end_lineno or 0, self.entered))

    def delta_table(self, arguments: list[object], node: ast.expr) -> object:
        """`DeltaTable.forName(spark, …)` and `forPath`."""
        name = next((one for one in arguments if isinstance(one, str)), None)
        session = next((one for one in arguments if isinstance(one, Value) and one.sort is Sort.SESSION), None)
        holder = session or Value(Sort.SESSION)
        stored = name is not None and ("/" in name)
        if stored:
            reader = self.record("read", holder, [], {}, Sort.READER, node)
            read = self.record("load", reader, [name], {}, Sort.FRAME, node)
        else:
            read = self.record("table", holder, [name], {}, Sort.FRAME, node)
        named = named_by(read.call) if read.call is not None else ()
        if not named:
            self.gap(f"the Delta table at line {node.lineno}", "its name is made when the program runs")
        return DeltaTable(read, named[0] if named else None)


def written(call: Call | None) -> Value | None:
    """The DataFrame that a writer stores."""
    if call is None:
        return None
    opened = next((step for step in chain(call.receiver) if step.on is Sort.FRAME), None)
    return opened.receiver if opened is not None else None


def _options(call: Call) -> list[tuple[str, str]]:
    """Options of a reader whose values are text, the last one of each name first."""
    found: list[tuple[str, str]] = []
    for step in chain(call.result):
        pairs = list(step.keywords.items())
        if step.method == "option" and len(step.arguments) == 2:
            pairs.append((step.arguments[0].text or "", step.arguments[1]))
        for value in step.arguments:
            if value.operator == "dict":
                half = len(value.parts) // 2
                pairs += [(k.text or "", v) for k, v in zip(value.parts[:half], value.parts[half:], strict=True)]
        found += [(name.lower(), value.text) for name, value in pairs if value.text]
    if call.method == "jdbc" and len(call.arguments) > 1 and call.arguments[1].text:
        found.append(("dbtable", call.arguments[1].text))
    return found


def _parenthesised(text: str | None) -> str | None:
    """The query in `(select …) as t`."""
    stripped = text.strip() if text else ""
    return stripped[1 : stripped.rindex(")")] if stripped.startswith("(") and ")" in stripped else None
