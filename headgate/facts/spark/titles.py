"""What Spark calls a column that is given no name.

Source: Spark, `org.apache.spark.sql.catalyst.util.toPrettySQL`, as `Column.named` and `ResolveAliases` use it.
"""

from __future__ import annotations

from headgate.facts.spark import api
from headgate.facts.spark.program import Call, Sort, Value

NAMING = ("alias", "as", "name")
SORTING = ("asc", "desc", "asc_nulls_first", "asc_nulls_last", "desc_nulls_first", "desc_nulls_last")
_COLUMNS = ("col", "column")
_DISTINCT = {"countDistinct": "count", "count_distinct": "count", "sumDistinct": "sum", "sum_distinct": "sum"}
_SAME = {"mean": "avg", "collect_list": "collect_list", "any_value": "any_value", "when": ""}
_OPERATORS = {"==": "=", "&": "AND", "|": "OR", "!=": "="}
_DEEPEST = 30


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


def last_part(name: str) -> str:
    """The column's own name in `a.b.c`; a dot within back quotes is part of a name."""
    if name.endswith("`") and name.count("`") >= 2:
        return name[:-1].rpartition("`")[2]
    return name.rpartition(".")[2]


def below_alias(value: Value) -> Value:
    """`value` without the names that it is given."""
    call = value.call
    while call is not None and call.method in NAMING and call.receiver is not None and value.sort is Sort.COLUMN:
        value = call.receiver
        call = value.call
    return value


def aliases(value: Value) -> tuple[str, ...]:
    """The names that `alias` gives: several for what makes several columns. Empty without one."""
    call = value.call
    if call is None or call.method not in NAMING or call.receiver is None:
        return ()
    texts = [part.text for one in call.arguments for part in (one.parts if one.operator == "list" else (one,))]
    return tuple(text for text in texts if text is not None) if None not in texts else ()


def output_name(value: Value) -> str:
    """What the column is called; empty where Spark would make up a name that is not followed."""
    name = plain_name(value)
    if name is not None:
        return last_part(name)
    call = value.call
    if call is not None and call.method in NAMING and call.receiver is not None:
        given = aliases(value)
        return given[0] if len(given) == 1 else ""
    if call is not None and call.method in ("cast", "astype") and call.receiver is not None:
        inner = plain_name(call.receiver)
        given = aliases(call.receiver)
        if inner is not None or len(given) == 1:
            return last_part(inner) if inner is not None else given[0]
    return pretty(value)


def pretty(value: Value, depth: int = 0) -> str:
    """The expression as Spark prints it; empty where that is not followed."""
    if depth > _DEEPEST:
        return ""
    name = plain_name(value) if value.text is None else None
    if name is not None:
        return name.replace("`", "")
    if value.is_constant:
        return _literal(value)
    if value.call is not None:
        return _called(value.call, depth)
    return _operation(value, depth)


def _literal(value: Value) -> str:
    if value.constant is None:
        return "NULL"
    return str(value.constant).lower() if isinstance(value.constant, bool) else str(value.constant)


def _operation(value: Value, depth: int) -> str:
    parts = [pretty(part, depth + 1) for part in value.parts]
    if not value.operator or "" in parts or value.sort is not Sort.COLUMN:
        return ""
    if len(parts) == 1:
        return f"(NOT {parts[0]})" if value.operator == "~" else f"(- {parts[0]})" if value.operator == "-" else ""
    if len(parts) != 2:
        return ""
    text = f"({parts[0]} {_OPERATORS.get(value.operator, value.operator)} {parts[1]})"
    return f"(NOT {text})" if value.operator == "!=" else text


def _called(call: Call, depth: int) -> str:
    receiver = call.receiver
    if receiver is not None and receiver.sort is not Sort.MODULE:
        return _method(call, receiver, depth)
    if call.method == "lit":
        return pretty(call.arguments[0], depth + 1) if len(call.arguments) == 1 else ""
    if call.method in ("expr", "when", "udf") or any(one.sort is Sort.FUNCTION for one in call.arguments):
        return call.result.name if call.method == "udf" else ""
    if call.method in ("window", "session_window"):
        return call.method
    parts = [_argument(one, depth) for one in call.arguments]
    if "" in parts:
        return ""
    if call.method in _DISTINCT:
        return f"{_DISTINCT[call.method]}(DISTINCT {', '.join(parts)})"
    if call.method == "count" and parts == ["*"]:
        return "count(1)"
    known = call.method in api.FUNCTION_NAMES or call.method in api.AGGREGATES or call.result.sort is Sort.COLUMN
    return f"{_SAME.get(call.method, call.method)}({', '.join(parts)})" if known else ""


def _argument(value: Value, depth: int) -> str:
    if value.operator == "list":
        return ", ".join(_argument(part, depth) for part in value.parts)
    return value.text if value.text is not None else pretty(value, depth + 1)


def _method(call: Call, receiver: Value, depth: int) -> str:
    inner = pretty(receiver, depth + 1)
    parts = [_argument(one, depth) for one in call.arguments]
    if not inner or "" in parts:
        return ""
    if call.method in ("cast", "astype") and len(parts) == 1:
        return f"CAST({inner} AS {parts[0].upper()})"
    if call.method == "getItem":
        return f"{inner}[{parts[0]}]" if len(parts) == 1 else ""
    if call.method == "getField":
        return f"{inner}.{parts[0]}" if len(parts) == 1 else ""
    if call.method == "isNull":
        return f"({inner} IS NULL)"
    if call.method == "isNotNull":
        return f"({inner} IS NOT NULL)"
    return inner if call.method in SORTING else ""
