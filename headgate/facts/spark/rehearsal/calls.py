"""Calls in a rehearsal: functions of the project, its classes, Python's own functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.spark.api import COLUMN_MODULES, UNIONS
from headgate.facts.spark.program import Sort, Value
from headgate.facts.spark.python_names import annotated
from headgate.facts.spark.rehearsal import natives
from headgate.facts.spark.rehearsal.delta import DeltaMerge, DeltaTable, delta_method
from headgate.facts.spark.rehearsal.spark import SparkSide
from headgate.facts.spark.rehearsal.things import (
    Bound,
    Builtin,
    Class,
    Instance,
    Member,
    Partial,
    Routine,
    Scope,
    unknown,
)

SESSIONS = ("spark", "spark_session", "sparkSession")
"""Names under which sessions are handed about."""
_DEPTH = 25
"""How deep calls are followed."""
_FRAMES = ("pyspark.sql.DataFrame.", "pyspark.sql.dataframe.DataFrame.")
_DELTA = ("delta.tables.DeltaTable", "delta.DeltaTable")


class Calls(SparkSide):
    """Calls whatever is called."""

    def run_body(self, routine: Routine) -> object:
        """Follow the body of a function whose parameters are bound; the reader of statements knows."""
        raise NotImplementedError

    def call(self, callee: object, arguments: list[object], keywords: dict[str, object], node: ast.expr) -> object:
        """What calling `callee` gives."""
        match callee:
            case Routine():
                return self.apply(callee, arguments, keywords)
            case Bound():
                return self.apply(callee.routine, [callee.receiver, *arguments], keywords)
            case Class():
                return self.instance(callee, arguments, keywords)
            case Partial():
                return self.call(
                    callee.function, [*callee.arguments, *arguments], {**callee.keywords, **keywords}, node
                )
            case Member():
                return self._member(callee, arguments, keywords, node)
            case Builtin():
                return self._builtin(callee.name, arguments, keywords, node)
            case Instance():
                method = callee.cls.find("__call__")
                called = isinstance(method, Routine)
                return (
                    self.apply(method, [callee, *arguments], keywords)
                    if called and isinstance(method, Routine)
                    else unknown()
                )
            case Value():
                return self._value(callee, arguments, keywords, node)
        return unknown(line=node.lineno)

    def _member(self, member: Member, arguments: list[object], keywords: dict[str, object], node: ast.expr) -> object:
        receiver = member.receiver
        if isinstance(receiver, DeltaTable | DeltaMerge):
            made, finished = delta_method(receiver, member.name, arguments, keywords)
            if finished is not None:
                self.delta_stored(finished, node)
            return made
        if isinstance(receiver, Value):
            return self.spark_method(receiver, member.name, arguments, keywords, node)
        return natives.method(receiver, member.name, arguments, keywords)

    def _builtin(self, name: str, arguments: list[object], keywords: dict[str, object], node: ast.expr) -> object:
        first = arguments[0] if arguments else None
        columns = any(isinstance(one, Value) and one.sort is Sort.COLUMN for one in arguments)
        if columns and name in ("sum", "max", "min", "round", "abs"):
            return self.function(name, arguments, keywords, node)
        if name == "map" and len(arguments) == 2 and isinstance(arguments[1], list | tuple):
            return [self.call(first, [one], {}, node) for one in arguments[1]]
        if name == "filter" and len(arguments) == 2 and isinstance(arguments[1], list | tuple):
            return self._filtered(first, list(arguments[1]), node)
        if name == "getattr" and len(arguments) >= 2 and isinstance(arguments[1], str):
            return self.attribute_of(first, str(arguments[1]), node)
        if name == "isinstance":
            return self._is_instance(first, arguments[1] if len(arguments) > 1 else None)
        if name == "print":
            return None
        return natives.builtin(name, arguments, keywords)

    @staticmethod
    def _is_instance(thing: object, kinds: object) -> object:
        kinds = kinds if isinstance(kinds, list | tuple) else [kinds]
        names = [one.name for one in kinds if isinstance(one, Builtin)]
        if not isinstance(thing, Value) and names and len(names) == len(kinds):
            return type(thing).__name__ in names or (isinstance(thing, str) and "str" in names)
        return unknown("isinstance")

    def _filtered(self, test: object, items: list[object], node: ast.expr) -> object:
        verdicts = [self.call(test, [one], {}, node) if test is not None else one for one in items]
        if any(isinstance(one, Value) for one in verdicts):
            return unknown("filter")
        return [one for one, verdict in zip(items, verdicts, strict=True) if verdict]

    def attribute_of(self, below: object, name: str, node: ast.expr) -> object:
        """`below.name`; the reader of expressions knows."""
        raise NotImplementedError

    def _value(self, callee: Value, arguments: list[object], keywords: dict[str, object], node: ast.expr) -> object:
        name = callee.qualified
        last = name.rpartition(".")[2]
        if callee.sort is Sort.UDF:
            return self.of_udf(callee, arguments, keywords, node)
        if name.startswith((*COLUMN_MODULES, "pyspark.sql.connect.functions.")):
            return self.function(last, arguments, keywords, node)
        if name.startswith("pyspark.sql.types.") or name == "pyspark.sql.Row":
            return self.type_called(last, arguments, keywords)
        if name.startswith(_DELTA) and last in ("forName", "forPath"):
            return self.delta_table([*arguments, *keywords.values()], node)
        if name == "functools.reduce" and len(arguments) >= 2 and isinstance(arguments[1], list | tuple):
            return self._reduced(arguments, node)
        if name == "functools.partial" and arguments:
            return Partial(arguments[0], list(arguments[1:]), keywords)
        if name.startswith(_FRAMES) and last in (*UNIONS, "join"):
            first = arguments[0] if arguments else None
            return (
                self.spark_method(first, last, arguments[1:], keywords, node) if isinstance(first, Value) else unknown()
            )
        if name.startswith("dataclasses.") and last == "field":
            factory = keywords.get("default_factory")
            return self.call(factory, [], {}, node) if factory is not None else keywords.get("default", unknown())
        if natives.is_library(name):
            return natives.library(name, arguments, keywords)
        if callee.sort in (Sort.SESSION, Sort.CONTEXT, Sort.WINDOW, Sort.BUILDER) and name:
            return callee
        return self._foreign(callee, name or callee.name, arguments, keywords, node)

    def _foreign(
        self, callee: Value, name: str, arguments: list[object], keywords: dict[str, object], node: ast.expr
    ) -> object:
        """A function that is not in sight: what it gives may hold any of what it is given."""
        for thing in (*arguments, *keywords.values()):
            if isinstance(thing, Routine | Bound) and callee.qualified == "":
                self.call(thing, [], {}, node)
        made = self.record(name.rpartition(".")[2] or "call", None, arguments, keywords, Sort.UNKNOWN, node)
        made.name = name
        if name.startswith(("pandas.", "polars.", "dask.", "pyspark.pandas.", "numpy.")):
            made.sort = Sort.PANDAS
        return made

    def _reduced(self, arguments: list[object], node: ast.expr) -> object:
        items = arguments[1]
        assert isinstance(items, list | tuple)  # noqa: S101 - the caller asked
        waiting = [*arguments[2:3], *items]
        if not waiting:
            return unknown("reduce")
        whole = waiting[0]
        for item in waiting[1:]:
            whole = self.call(arguments[0], [whole, item], {}, node)
        return whole

    def apply(self, routine: Routine, arguments: list[object], keywords: dict[str, object]) -> object:
        """What a function of the project gives for these arguments."""
        if len(self.stack) > _DEPTH or sum(one.node is routine.node for one in self.stack) > 1:
            return unknown(routine.name)
        self.followed.add(id(routine.node))
        outer, module = self.scope, routine.module
        self.scope = Scope(routine.scope, module=module)
        self.scope.names.update(self._bound(routine, arguments, keywords))
        self.stack.append(routine)
        try:
            made = self.run_body(routine)
        finally:
            self.stack.pop()
            self.scope = outer
        stated = getattr(routine.node, "returns", None)
        if isinstance(made, Value) and made.sort is Sort.UNKNOWN and stated is not None:
            sort = annotated(stated, _AsNames(routine.scope))  # type: ignore[arg-type]
            made.sort = sort if sort in (Sort.FRAME, Sort.COLUMN, Sort.SESSION) else made.sort
        return made

    def _bound(
        self, routine: Routine, arguments: list[object], keywords: dict[str, object]
    ) -> Iterator[tuple[str, object]]:
        given = routine.node.args
        positional = [one.arg for one in (*given.posonlyargs, *given.args)]
        named = [*positional, *(one.arg for one in given.kwonlyargs)]
        found: dict[str, object] = dict(zip(positional, arguments, strict=False))
        extra = {name: value for name, value in keywords.items() if name not in named}
        found.update({name: value for name, value in keywords.items() if name in named})
        annotations = {one.arg: one.annotation for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
        for name in named:
            if name in found:
                yield name, self._passed(found[name], name, annotations[name], routine)
            elif name in routine.defaults:
                yield name, routine.defaults[name]
            else:
                yield name, self.parameter(name, annotations[name], routine)
        if given.vararg is not None:
            yield given.vararg.arg, list(arguments[len(positional) :])
        if given.kwarg is not None:
            yield given.kwarg.arg, extra

    def _passed(self, given: object, name: str, annotation: ast.expr | None, routine: Routine) -> object:
        """What is passed; of what only a run would tell, the parameter's annotation or name may tell the sort."""
        if not isinstance(given, Value) or given.sort is not Sort.UNKNOWN or given.qualified:
            return given
        stated = self.parameter(name, annotation, routine)
        if isinstance(stated, Value) and stated.sort in (Sort.FRAME, Sort.SESSION, Sort.COLUMN):
            given.sort = stated.sort
        return given

    def parameter(self, name: str, annotation: ast.expr | None, routine: Routine) -> object:
        """A parameter for which nothing is passed."""
        sort = annotated(annotation, _AsNames(routine.scope))  # type: ignore[arg-type]
        if sort in (None, Sort.UNKNOWN) and name in SESSIONS:
            sort = Sort.SESSION
        if sort is None and self.frame_like(name):
            sort = Sort.FRAME
        told = sort is not None and sort is not Sort.LOCAL
        return Value(sort if told and sort is not None else Sort.UNKNOWN, name=name, parameter=True)

    def frame_like(self, name: str) -> bool:
        """Whether a name of unknown origin may be taken for a DataFrame."""
        raise NotImplementedError

    def instance(self, cls: Class, arguments: list[object], keywords: dict[str, object]) -> object:
        """An object of a class of the project."""
        made = Instance(cls)
        constructor = cls.find("__init__")
        fields = cls.all_fields()
        if isinstance(constructor, Routine):
            self.apply(constructor, [made, *arguments], keywords)
        elif fields:
            given = dict(zip(fields, arguments, strict=False)) | keywords
            for name in fields:
                default = cls.find(name)
                made.attributes[name] = given.get(name, default if default is not None else unknown(name))
            after = cls.find("__post_init__")
            if isinstance(after, Routine):
                self.apply(after, [made], {})
        return made


class _AsNames:
    """A scope of things as one of values, for who reads annotations."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def get(self, name: str) -> Value | None:
        found = self._scope.get(name)
        return found if isinstance(found, Value) else None
