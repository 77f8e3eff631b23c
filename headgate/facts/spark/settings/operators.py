"""Settings that an Airflow file hands to the jobs it starts: operators' arguments, cluster descriptions, commands."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from headgate.facts.documents import Value
from headgate.facts.python.parse import parsed
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.spark.model import SparkSetting
from headgate.facts.spark.settings.described import Descriptions
from headgate.facts.spark.settings.session import sessions

_STARTS_SPARK = re.compile(r"Spark|Databricks|Dataproc|Livy|Emr|EMR|Glue")
_DEPTH = 30
_MOST = 50_000


def read(file: SourceFile) -> Reading:
    """What a DAG file sets for Spark. Another reader for `Kind.AIRFLOW`, which tells of trees that do not parse."""
    if "spark" not in file.text:
        return Reading(FileFacts(file.path))
    try:
        tree = parsed(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Reading(FileFacts(file.path))
    found = Descriptions().take(_Literals(tree).documents())
    facts = FileFacts(file.path, spark_settings=tuple(found.settings))
    return Reading(facts, tuple(sessions(file.path, found.settings, file.hints, found.versions)))


def configured(tree: ast.Module) -> tuple[SparkSetting, ...]:
    """What the `%%configure` cells of a notebook set: their JSON is left standing alone as a dict."""
    alone = [one.value for one in tree.body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Dict)]
    literals = _Literals(ast.Module([], []))
    return tuple(Descriptions().take(literals.document(node) for node in alone).settings)


class _Literals:
    """Dicts, lists and calls of a module as documents; names that are bound once stand for what they are bound to."""

    def __init__(self, tree: ast.Module) -> None:
        self._tree = tree
        self._taken: set[int] = set()
        self._left = _MOST
        bound: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
                bound.setdefault(node.targets[0].id, []).append(node.value)
        self._bound = {name: values[0] for name, values in bound.items() if len(values) == 1}

    def documents(self) -> Iterator[Value]:
        """First the calls that start Spark, then what settings stand in dicts that none of them was seen to take."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and self._starts(node):
                yield self._value(node, 0)
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Dict) and id(node) not in self._taken and _settings_in(node):
                yield self._value(node, 0)

    def document(self, node: ast.expr) -> Value:
        """One expression as a document."""
        return self._value(node, 0)

    def _starts(self, node: ast.Call) -> bool:
        if not node.keywords:
            return False
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name.endswith(("Operator", "Hook")) and _STARTS_SPARK.search(name):
            return True
        given = (keyword.value for keyword in node.keywords)
        texts = (one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str))
        return any("spark-submit " in text for text in texts)

    def _value(self, node: ast.expr, depth: int) -> Value:
        line, end = node.lineno, node.end_lineno or node.lineno
        self._left -= 1
        if depth > _DEPTH or self._left < 0:
            return Value(line, end)
        match node:
            case ast.Dict():
                self._taken.add(id(node))
                return self._mapping(node, depth)
            case ast.Call():
                pairs = [(word.arg, word.value) for word in node.keywords if word.arg]
                entries = {name: self._value(value, depth + 1) for name, value in pairs}
                return Value(line, end, entries=entries, keys={name: value.lineno for name, value in pairs})
            case ast.List() | ast.Tuple():
                return Value(line, end, items=[self._value(item, depth + 1) for item in node.elts])
            case ast.Constant() if isinstance(node.value, str | int | float | bool):
                return Value(line, line, scalar=node.value)
            case ast.Name() if node.id in self._bound:
                return self._value(self._bound[node.id], depth + 1)
        return Value(line, end)

    def _mapping(self, node: ast.Dict, depth: int) -> Value:
        made = Value(node.lineno, node.end_lineno or node.lineno, entries={})
        assert made.entries is not None  # noqa: S101 - set above
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                inherited = self._value(value, depth + 1)
                made.entries |= inherited.entries or {}
                made.keys |= inherited.keys
            elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                made.entries[key.value] = self._value(value, depth + 1)
                made.keys[key.value] = key.lineno
        return made


def _settings_in(node: ast.Dict) -> bool:
    return any(isinstance(key, ast.Constant) and str(key.value).startswith("spark.") for key in node.keys)
