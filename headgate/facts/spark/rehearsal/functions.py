"""Functions of Spark in a rehearsal: columns, types, user defined functions."""

from __future__ import annotations

import ast

from headgate.facts.spark.api import FUNCTIONS_MODULE
from headgate.facts.spark.program import Sort, Value
from headgate.facts.spark.rehearsal.queries import Queries
from headgate.facts.spark.rehearsal.things import Bound, Partial, Routine, TypeName, unknown
from headgate.facts.spark.titles import pretty
from headgate.facts.spark.types import fields_of, struct_of

_TYPES = {
    "StringType": "string", "IntegerType": "int", "LongType": "bigint", "DoubleType": "double", "FloatType": "float",
    "BooleanType": "boolean", "DateType": "date", "TimestampType": "timestamp", "ShortType": "smallint",
    "ByteType": "tinyint", "BinaryType": "binary", "TimestampNTZType": "timestamp_ntz", "NullType": "void",
}  # fmt: skip
_UDFS = ("udf", "pandas_udf", "arrow_udf")
_NO_COLUMNS = frozenset(("pyspark.sql.functions.PandasUDFType",))


class Functions(Queries):
    """Calls of what `pyspark.sql.functions` and `pyspark.sql.types` hold."""

    spark_imported = False
    other_tables = False

    def call(self, callee: object, arguments: list[object], keywords: dict[str, object], node: ast.expr) -> object:
        """What calling `callee` gives; the reader of calls knows."""
        raise NotImplementedError

    def function(self, name: str, arguments: list[object], keywords: dict[str, object], node: ast.expr) -> object:
        """A call of `pyspark.sql.functions.name`."""
        if name in _UDFS:
            return self.made_udf(name, arguments, node)
        if name == "broadcast" and arguments:
            return arguments[0]
        given = [self._applied(one, node) for one in arguments]
        named = {key: self._applied(one, node) for key, one in keywords.items()}
        if name in ("col", "column") and not given and "col" in named:
            given = [named.pop("col")]
        return self.record(name, None, given, named, Sort.COLUMN, node)

    def _applied(self, thing: object, node: ast.expr) -> object:
        """A lambda given to `transform` or `filter`: what it makes of columns that have no origin of their own."""
        if not isinstance(thing, Routine | Bound | Partial):
            return thing
        routine = thing.routine if isinstance(thing, Bound) else thing
        count = len(routine.node.args.args) if isinstance(routine, Routine) else 1
        none = [Value(Sort.COLUMN, constant=None, is_constant=True, line=node.lineno) for _ in range(count)]
        return self.call(thing, list(none), {}, node)

    def made_udf(self, name: str, arguments: list[object], node: ast.expr) -> object:
        """`udf(f)`; without a function it is a decorator that waits for one."""
        wrapped = next((one for one in arguments if isinstance(one, Routine | Bound | Partial)), None)
        plain = next(
            (one for one in arguments if isinstance(one, Value) and one.sort in (Sort.UDF, Sort.UNKNOWN)), None
        )
        if wrapped is None and plain is None and name != "register":
            return Value(Sort.FUNCTION, qualified=f"{FUNCTIONS_MODULE}.{name}", line=node.lineno)
        title = wrapped.name if isinstance(wrapped, Routine) else (plain.name if plain is not None else "udf")
        if isinstance(wrapped, Routine):
            self.followed.add(id(wrapped.node))
        return Value(Sort.UDF, name=title, line=node.lineno)

    def of_udf(self, udf: Value, arguments: list[object], keywords: dict[str, object], node: ast.expr) -> Value:
        """A user defined function over columns: all that it is given flows in."""
        made = self.record("udf", None, [*arguments, *keywords.values()], {}, Sort.COLUMN, node)
        shown = made.call.arguments if made.call is not None else ()
        parts = [one.text if one.text is not None else pretty(one) for one in shown]
        made.name = f"{udf.name}({', '.join(parts)})" if "" not in parts else ""
        return made

    def type_called(self, name: str, arguments: list[object], keywords: dict[str, object]) -> object:
        """A call of `pyspark.sql.types.name`."""
        if name in _TYPES:
            return TypeName(_TYPES[name])
        if name == "DecimalType":
            return TypeName("decimal")
        given = [*arguments, *keywords.values()]
        texts = [one if isinstance(one, TypeName) else TypeName("void") for one in given]
        if name == "ArrayType" and texts:
            return TypeName(f"array<{texts[0]}>")
        if name == "MapType" and len(texts) > 1:
            return TypeName(f"map<{texts[0]},{texts[1]}>")
        if name == "StructField" and given and isinstance(given[0], str):
            return TypeName(struct_of(((str(given[0]), str(texts[1]) if len(texts) > 1 else ""),)))
        if name == "StructType":
            fields = given[0] if given else []
            if isinstance(fields, list | tuple) and all(isinstance(one, TypeName) for one in fields):
                return TypeName(struct_of(tuple(f for one in fields for f in fields_of(str(one)) or ())))
        if name == "Row":
            return dict(keywords) if keywords else list(arguments)
        return unknown(name)
