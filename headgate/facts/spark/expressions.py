"""What a column expression of Spark is called, and which columns it is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.dataset import KAFKA
from headgate.facts.spark import api
from headgate.facts.spark.frames import Frame
from headgate.facts.spark.program import Call, Sort, Value
from headgate.facts.sql.relation import NOTHING, Flows, Item, Relation, through
from headgate.lineage import Effect

_COLUMNS = ("col", "column")
_NAMING = ("alias", "as", "name")
_SORTING = ("asc", "desc", "asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last")
_LITERALS = frozenset(("lit", "typedLit", "date_trunc", "format_string", "current_date", "current_timestamp", "rand"))
"""Functions whose first argument, where it is a string, is no column."""
_ALL_NAMES = frozenset(
    ("coalesce", "concat", "greatest", "least", "struct", "array", "countDistinct", "count_distinct", "datediff",
     "months_between", "arrays_zip", "create_map", "hash", "xxhash64", "max_by", "min_by")
)  # fmt: skip
"""Functions all of whose strings are columns."""
_DECODERS = frozenset(("from_avro", "from_json", "from_protobuf"))
_DEEPEST = 60
Look = Callable[[Value], Frame]


@dataclass
class Expression:
    """A reading of one expression over one frame."""

    frame: Frame
    look: Look
    """What another frame holds, for columns that are taken from it by name: `orders.total`."""
    understood: bool = True
    """False as soon as some part may name columns that are not seen."""

    def columns(self, value: Value) -> Iterator[tuple[Item, Relation | None]]:
        """The columns that an argument of `select` or `agg` makes; with the inside of a decoded struct."""
        if value.operator == "list":
            for part in value.parts:
                yield from self.columns(part)
            return
        name = plain_name(value)
        if name is not None and (name == "*" or name.endswith(".*")):
            inner = self.frame.relation if name == "*" else self.frame.structs.get(name[:-2].lower())
            if inner is not None:
                for item in inner.items:
                    yield item, self.frame.structs.get(item.name) if name == "*" else None
                return
        flows = self.flows(value)
        made = output_name(value)
        if not made:
            self.understood = False
        yield Item(made.lower(), flows, value.line), self.inside(value, flows)

    def inside(self, value: Value, flows: Flows) -> Relation | None:
        """The fields of what a decoder makes of a topic's records; of a plain column, what is known of it."""
        name = plain_name(value)
        if name is not None:
            return self.frame.structs.get(name.lower())
        call = _below_alias(value).call
        if call is None or call.method not in _DECODERS:
            return None
        topics = {ref.dataset for ref, _ in flows if ref.dataset.namespace == KAFKA and not ref.column}
        return Relation((Item("", open=topics.pop()),)) if len(topics) == 1 else None

    def flows(self, value: Value, depth: int = 0) -> Flows:
        """What `value` is made from."""
        if depth > _DEEPEST:
            return self._lost()
        name = plain_name(value)
        if name is not None:
            return self._named(name) if value.of is None else self._taken(name, value.of)
        if value.is_constant:
            return NOTHING
        call = value.call
        if call is not None:
            return self._of_call(call, depth)
        if value.parts:
            parts = (part for part in value.parts if not part.is_constant)
            return through(frozenset().union(*(self.flows(part, depth + 1) for part in parts)), Effect.TRANSFORMATION)
        return self._lost()

    def _of_call(self, call: Call, depth: int) -> Flows:
        receiver = call.receiver
        if receiver is not None and receiver.sort not in (Sort.MODULE, Sort.SESSION):
            return self._of_method(call, receiver, depth)
        if call.method == "expr":
            return self._sql(call.arguments[0].text if call.arguments else None)
        known = call.result.sort is Sort.COLUMN or call.method in api.FUNCTION_NAMES or call.method in _DECODERS
        if call.callee is not None or not known:
            self._lost()  # a function that may name columns itself
        found = NOTHING
        # What a decoder takes besides its column is the schema.
        for position, argument in enumerate(call.arguments[: 1 if call.method in _DECODERS else None]):
            if argument.text is not None:
                every = call.method in _ALL_NAMES or call.result.function is not None
                found |= self._string(call.method, position, argument.text, every=every)
            else:
                found |= self.flows(argument, depth + 1)
        effect = Effect.AGGREGATION if call.method in api.AGGREGATES else Effect.TRANSFORMATION
        return through(found, effect)

    def _string(self, function: str, position: int, text: str, *, every: bool) -> Flows:
        if text == "*" or function in _LITERALS:
            return NOTHING
        if every or (position == 0 and function not in ("concat_ws", "when")):
            return self._named(text)
        return self.frame.relation.definitely(text.lower()) or NOTHING

    def _of_method(self, call: Call, receiver: Value, depth: int) -> Flows:
        found = self.flows(receiver, depth + 1) if receiver.sort is not Sort.WINDOW else NOTHING
        if call.method in (*_NAMING, *_SORTING):
            return found
        for argument in call.arguments:
            if argument.is_constant:
                continue
            names = argument.sort is Sort.WINDOW or receiver.sort is Sort.WINDOW
            found |= self._window(argument) if names else self.flows(argument, depth + 1)
        return through(found, Effect.TRANSFORMATION)

    def _window(self, window: Value) -> Flows:
        found: Flows = NOTHING
        step: Value | None = window
        while step is not None and step.call is not None:
            if step.call.method in ("partitionBy", "orderBy"):
                for argument in step.call.arguments:
                    for part in argument.parts if argument.operator == "list" else (argument,):
                        found |= self._named(part.text) if part.text is not None else self.flows(part)
            step = step.call.receiver
        if step is not None and step.sort is not Sort.WINDOW:
            return self._lost()
        return frozenset((ref, Effect.WINDOW) for ref, _ in found)

    def _named(self, name: str) -> Flows:
        found = self.frame.lookup(name)
        if found is None:
            return self._lost() if not self.frame.relation.closed else NOTHING
        return found

    def _taken(self, name: str, frame: Value) -> Flows:
        same = [item for item in self.frame.relation.items if item.name == name.lower()]
        found = self.look(frame).lookup(name) if len(same) != 1 else None
        return self._named(name) if found is None else found

    def condition(self, value: Value) -> Flows:
        """What `filter` or a join's condition looks at; a string is SQL."""
        return self._sql(value.text) if value.text is not None else self.flows(value)

    def item_of_sql(self, text: str, line: int) -> Item:
        """One argument of `selectExpr`; its name is empty where it cannot be told."""
        tree = _parsed(text)
        if tree is None or tree.find(exp.Subquery, exp.Star):
            self.understood = False
            return Item("")
        body = tree.this if isinstance(tree, exp.Alias) else tree
        flows = self._sql_tree(body)
        if isinstance(body, exp.Column):
            return Item(tree.alias_or_name.lower(), flows, line)
        effect = Effect.AGGREGATION if body.find(exp.AggFunc) else Effect.TRANSFORMATION
        return Item(tree.alias.lower(), through(flows, effect), line)

    def _sql(self, text: str | None) -> Flows:
        tree = _parsed(text) if text else None
        return self._sql_tree(tree) if tree is not None else self._lost()

    def _sql_tree(self, tree: exp.Expr) -> Flows:
        found: Flows = NOTHING
        for column in tree.find_all(exp.Column):
            found |= self._named(".".join(part.name for part in column.parts))
        return found

    def _lost(self) -> Flows:
        self.understood = False
        return NOTHING


def plain_name(value: Value) -> str | None:
    """The column that `value` is and nothing more: `"x"`, `col("x")`, `df.x`, `$"x"`."""
    if value.text is not None:
        return value.text
    if value.column and value.sort is Sort.COLUMN:
        return value.column
    call = value.call
    bare = call is not None and (call.receiver is None or call.receiver.sort is Sort.MODULE)
    if bare and call is not None and call.method in _COLUMNS and call.arguments:
        return call.arguments[0].text
    return None


def output_name(value: Value) -> str:
    """What the column is called; empty where Spark would make up a name that is not followed."""
    name = plain_name(value)
    if name is not None:
        return name.rsplit(".", 1)[-1].strip("`")
    call = value.call
    if call is None:
        return ""
    if call.method in _NAMING and call.receiver is not None:
        return (call.arguments[0].text or "") if len(call.arguments) == 1 else ""
    if call.method in ("getField", "getItem") and call.arguments and call.receiver is not None:
        return ""
    if call.receiver is None and call.method in api.AGGREGATES and len(call.arguments) == 1:
        inner = plain_name(call.arguments[0])
        return f"{call.method}({inner})" if inner else ""
    return ""


def _below_alias(value: Value) -> Value:
    call = value.call
    named = call is not None and call.method in _NAMING and call.receiver is not None
    return call.receiver if named and call is not None and call.receiver is not None else value


def _parsed(text: str) -> exp.Expr | None:
    try:
        return sqlglot.parse_one(text, dialect="spark")
    except (SqlglotError, RecursionError):
        return None
