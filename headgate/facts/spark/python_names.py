"""What names stand for in one Python file: scopes, imports, parameters."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Iterable, Iterator

from headgate.facts.python.walk import nodes_of
from headgate.facts.spark.api import COLUMN_MODULES, FRAME_MARKS, FUNCTION_NAMES, FUNCTIONS_MODULE
from headgate.facts.spark.program import Sort, Value

_FRAME_LIKE = re.compile(r"^(?:[a-z0-9_]*_)?(?:s?df|dataframe)(?:_?[a-z0-9_]*)?$", re.I)
_OTHER_TABLES = ("pandas", "polars", "dask", "modin", "cudf", "vaex", "ibis", "snowflake", "databricks.koalas")
_BUILTINS = frozenset(dir(builtins))
_BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
_PANDAS = ("pandas.", "polars.", "dask.", "pyspark.pandas.")
_QUALIFIED = {
    "pyspark.sql.SparkSession": Sort.SESSION,
    "pyspark.sql.session.SparkSession": Sort.SESSION,
    "pyspark.SparkContext": Sort.CONTEXT,
    "pyspark.sql.SQLContext": Sort.SESSION,
    "pyspark.sql.HiveContext": Sort.SESSION,
    "pyspark.sql.Window": Sort.WINDOW,
    "pyspark.sql.window.Window": Sort.WINDOW,
    "pyspark.SparkConf": Sort.BUILDER,
    "pyspark.conf.SparkConf": Sort.BUILDER,
}
_ANNOTATIONS = {
    "DataFrame": Sort.FRAME,
    "SparkSession": Sort.SESSION,
    "Column": Sort.COLUMN,
    "SparkContext": Sort.CONTEXT,
    "RDD": Sort.RDD,
    "WindowSpec": Sort.WINDOW,
    "GroupedData": Sort.GROUPED,
}


class Scope:
    """Names bound in a function, with the module's below."""

    def __init__(self, outer: Scope | None = None) -> None:
        self.outer = outer
        self.names: dict[str, Value] = {}

    def get(self, name: str) -> Value | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return None


class Imports:
    """What a file imports, anywhere in it."""

    def __init__(self, tree: ast.Module) -> None:
        self.modules: set[str] = set()
        self.stars: set[str] = set()
        for node in _statements(tree):
            if isinstance(node, ast.Import):
                self.modules.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                self.modules.add(node.module)
                if any(alias.name == "*" for alias in node.names):
                    self.stars.add(node.module)
        self.spark = any(name == "pyspark" or name.startswith("pyspark.") for name in self.modules)
        self.other_tables = any(
            name == other or name.startswith(other + ".") for name in self.modules for other in _OTHER_TABLES
        )

    def frame_like(self, name: str) -> bool:
        """Whether a name of unknown origin may be taken for a DataFrame: only where no other library's could be."""
        return self.spark and not self.other_tables and bool(_FRAME_LIKE.match(name))


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Every statement of a module, however deep; an import stands in no expression."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        for field in _BLOCKS:
            waiting.extend(getattr(node, field, ()))


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, Value]]:
    """Names and values that an import binds."""
    for alias in node.names:
        if isinstance(node, ast.Import):
            bound = alias.asname or alias.name.split(".", 1)[0]
            target = alias.name if alias.asname else bound
            yield bound, Value(Sort.MODULE, qualified=target, line=node.lineno)
        elif alias.name != "*":
            yield alias.asname or alias.name, qualified(f"{node.module or ''}.{alias.name}", node.lineno)


def qualified(name: str, line: int = 0) -> Value:
    """The value of a dotted name of some module."""
    if name in _QUALIFIED:
        return Value(_QUALIFIED[name], qualified=name, line=line)
    if name.startswith((*COLUMN_MODULES, "pyspark.sql.types.")):
        return Value(Sort.FUNCTION, qualified=name, line=line)
    if name.startswith("pyspark.") and name.rsplit(".", 1)[-1][:1].islower():
        return Value(Sort.MODULE, qualified=name, line=line)
    return Value(Sort.UNKNOWN, qualified=name, line=line)


def free(name: str, imports: Imports) -> Value:
    """The value of a name that nothing in sight binds: a notebook's `spark`, a star import's function."""
    if name in ("spark", "sqlContext"):
        return Value(Sort.SESSION, name=name)
    if name == "sc":
        return Value(Sort.CONTEXT, name=name)
    if name == "dbutils":
        return Value(Sort.LOCAL, name=name)
    starred = FUNCTIONS_MODULE in imports.stars
    if imports.spark and name in FUNCTION_NAMES and (starred or name not in _BUILTINS):
        return Value(Sort.FUNCTION, qualified=f"{FUNCTIONS_MODULE}.{name}")
    if imports.spark and name in ("sum", "max", "min", "round", "abs", "filter"):
        # Without a star these are Python's, unless their argument turns out to be a column.
        return Value(Sort.FUNCTION, qualified=f"builtins.{name}")
    if name in ("F", "f", "fn", "func", "sf") and imports.spark:
        return Value(Sort.MODULE, qualified=FUNCTIONS_MODULE)
    if name in ("pd", "pl", "dd"):
        return Value(Sort.MODULE, qualified={"pd": "pandas", "pl": "polars", "dd": "dask.dataframe"}[name])
    if name in ("Window",) and imports.spark:
        return Value(Sort.WINDOW, qualified="pyspark.sql.Window")
    if name in _BUILTINS:
        return Value(Sort.FUNCTION, qualified=f"builtins.{name}")
    if imports.frame_like(name):
        return Value(Sort.FRAME, name=name, shown=False)
    return Value(Sort.UNKNOWN, name=name)


def parameter(
    argument: ast.arg, scope: Scope, imports: Imports, marked: Callable[[], frozenset[str]], passed: Value | None
) -> Value:
    """The value of a function's parameter: by annotation, by use, by what is passed, last by name.

    `marked` looks through the function for names that are used as only DataFrames are; it is asked where needed.
    """
    name, line = argument.arg, argument.lineno
    sort = annotated(argument.annotation, scope)
    if sort is None and passed is not None and passed.sort is not Sort.UNKNOWN:
        sort = passed.sort
    if sort in (None, Sort.UNKNOWN) and name not in ("self", "cls") and name in marked():
        sort = Sort.FRAME
    if sort is None and name in ("spark", "spark_session"):
        sort = Sort.SESSION
    if sort is None and name == "sc":
        sort = Sort.CONTEXT
    if sort is None and imports.frame_like(name):
        return Value(Sort.FRAME, name=name, shown=False, line=line, parameter=True)
    return Value(sort or Sort.UNKNOWN, name=name, line=line, parameter=True)


def annotated(annotation: ast.expr | None, scope: Scope) -> Sort | None:
    """The sort that an annotation states; None where it says nothing of use."""
    if annotation is None:
        return None
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        dotted = annotation.value.strip("'\" ")
    elif isinstance(annotation, ast.BinOp) and isinstance(annotation.op, ast.BitOr):
        return annotated(annotation.left, scope) or annotated(annotation.right, scope)
    elif isinstance(annotation, ast.Subscript) and dotted_name(annotation.value).endswith("Optional"):
        return annotated(annotation.slice, scope)
    else:
        dotted = dotted_name(annotation)
    if not dotted or dotted == "None":
        return None
    first, _, rest = dotted.partition(".")
    known = scope.get(first)
    whole = ".".join(part for part in (known.qualified if known else first, rest) if part)
    if whole.startswith(_PANDAS):
        return Sort.PANDAS
    last = whole.rsplit(".", 1)[-1]
    if whole.startswith(("pyspark.", "delta.")) or known is None or not known.qualified:
        return _ANNOTATIONS.get(last, Sort.LOCAL if last in _BUILTINS else Sort.UNKNOWN)
    return Sort.UNKNOWN


def dotted_name(node: ast.expr) -> str:
    """`a.b.c` for names and attributes; empty for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(parts)))


def marked_names(body: Iterable[ast.stmt]) -> frozenset[str]:
    """Names on which a method is called that only Spark's DataFrames have."""
    return frozenset(
        node.value.id
        for statement in body
        for node in nodes_of(statement)
        if isinstance(node, ast.Attribute) and node.attr in FRAME_MARKS and isinstance(node.value, ast.Name)
    )
