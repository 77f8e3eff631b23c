"""Expressions in a rehearsal."""

from __future__ import annotations

import ast
import operator

from headgate.facts.spark.api import FUNCTION_NAMES, FUNCTIONS_MODULE
from headgate.facts.spark.program import Sort, Value
from headgate.facts.spark.python_names import free, qualified
from headgate.facts.spark.rehearsal import natives
from headgate.facts.spark.rehearsal.containers import Collections
from headgate.facts.spark.rehearsal.delta import DeltaMerge, DeltaTable
from headgate.facts.spark.rehearsal.things import (
    Bound,
    Builtin,
    Class,
    Instance,
    Member,
    Module,
    Routine,
    Scope,
    Super,
    Text,
    TypeName,
    is_unknown,
    unknown,
)


class Evaluation(Collections):
    """Gives every expression its value."""

    def value(self, node: ast.expr | None) -> object:
        """What `node` gives."""
        if node is None:
            return None
        self.spend()
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is not None:
            found: object = method(node)
            return found
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child)
        return unknown(line=node.lineno)

    def _constant(self, node: ast.Constant) -> object:
        if isinstance(node.value, str):
            text = Text(node.value)
            text.line = node.lineno
            return text
        return node.value if isinstance(node.value, int | float | None) else str(node.value)

    def _name(self, node: ast.Name) -> object:
        if self.scope.has(node.id):
            return self.scope.get(node.id)
        return self._free(node.id, node.lineno)

    def _free(self, name: str, line: int) -> object:
        module = self.scope.module
        starred = FUNCTIONS_MODULE in module.stars if module is not None else False
        if starred and (name in FUNCTION_NAMES or not natives_name(name)) and name.islower() and name != "spark":
            return Value(Sort.FUNCTION, qualified=f"{FUNCTIONS_MODULE}.{name}", line=line)
        if module is not None and name.endswith("Type") and "pyspark.sql.types" in module.stars:
            return qualified(f"pyspark.sql.types.{name}", line)
        if natives_name(name):
            return Builtin(name)
        found = free(name, self.imports)
        found.line = line
        self.outermost().names[name] = found
        return found

    def outermost(self) -> Scope:
        """The scope of the module."""
        scope = self.scope
        while scope.outer is not None:
            scope = scope.outer
        return scope

    def frame_like(self, name: str) -> bool:
        return self.imports.frame_like(name)

    def _attribute(self, node: ast.Attribute) -> object:
        return self.attribute_of(self.value(node.value), node.attr, node)

    def attribute_of(self, below: object, name: str, node: ast.expr) -> object:
        """`below.name`, not called."""
        match below:
            case Instance():
                return self._of_instance(below, name, node)
            case Class():
                return self._of_class(below, name)
            case Module():
                inner = self.submodule(below, name)
                return below.scope.names.get(name, inner if inner is not None else unknown(name))
            case Super():
                found = next(
                    (one for base in below.owner.bases if isinstance(base, Class) and (one := base.find(name))), None
                )
                return Bound(below.receiver, found) if isinstance(found, Routine) else Member(below.receiver, name, 0)
            case DeltaTable() | DeltaMerge():
                return Member(below, name, node.lineno)
            case Value() if below.qualified and below.sort in (Sort.MODULE, Sort.UNKNOWN, Sort.FUNCTION):
                return qualified(f"{below.qualified}.{name}", node.lineno)
            case Value():
                return self.spark_attribute(below, name, node)
            case TypeName() if name in ("fields", "names"):
                return natives.fields(below) if name == "fields" else natives.method(below, "names", [], {})
            case Routine() if name == "__name__":
                return below.name
        return Member(below, name, node.lineno)

    def _of_instance(self, below: Instance, name: str, node: ast.expr) -> object:
        if name in below.attributes:
            return below.attributes[name]
        found = below.cls.find(name)
        if isinstance(found, Routine):
            if found.form == "property":
                return self.apply(found, [below], {})
            return found if found.form == "static" else Bound(below.cls if found.form == "class" else below, found)
        if found is not None:
            return found
        sort = Sort.SESSION if name in ("spark", "_spark", "spark_session", "session") else Sort.UNKNOWN
        if self.frame_like(name.lstrip("_")):
            sort = Sort.FRAME
        made = Value(sort, name=f"self.{name}", line=node.lineno, parameter=True)
        below.attributes[name] = made
        return made

    def _of_class(self, below: Class, name: str) -> object:
        found = below.find(name)
        if isinstance(found, Routine):
            return Bound(below, found) if found.form == "class" else found
        if name == "__name__":
            return below.name
        if below.enumerates and found is not None:
            return Instance(below, {"value": found, "name": name})
        return found if found is not None else unknown(name)

    def submodule(self, module: Module, name: str) -> object | None:
        """A module within a package of the project; who reads imports knows."""
        raise NotImplementedError

    def _call(self, node: ast.Call) -> object:
        if isinstance(node.func, ast.Name) and node.func.id == "super" and self.stack:
            routine = self.stack[-1]
            first = next(iter(self.scope.names.values()), None)
            return Super(first, routine.owner) if routine.owner is not None else unknown("super")
        callee = self._callee(node.func)
        arguments, keywords = self._arguments(node)
        return self.call(callee, arguments, keywords, node)

    def _callee(self, func: ast.expr) -> object:
        """What is called; a method stays with what it is a method of."""
        if not isinstance(func, ast.Attribute):
            return self.value(func)
        below = self.value(func.value)
        if isinstance(below, Value) and not (
            below.qualified and below.sort in (Sort.MODULE, Sort.UNKNOWN, Sort.FUNCTION)
        ):
            return Member(below, func.attr, func.lineno)
        if isinstance(below, Value) and below.qualified.endswith(("SparkSession", "Window")):
            return Member(below, func.attr, func.lineno)
        return self.attribute_of(below, func.attr, func)

    def _arguments(self, node: ast.Call) -> tuple[list[object], dict[str, object]]:
        arguments: list[object] = []
        for argument in node.args:
            value = self.value(argument.value if isinstance(argument, ast.Starred) else argument)
            spread = isinstance(argument, ast.Starred) and isinstance(value, list | tuple | dict)
            arguments += list(value) if spread else (value,)  # type: ignore[call-overload]
        keywords: dict[str, object] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
            elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
                keywords.update(value)
            else:
                keywords["**"] = value
        return arguments, keywords

    def _subscript(self, node: ast.Subscript) -> object:
        below = self.value(node.value)
        if isinstance(node.slice, ast.Slice):
            bounds = [self.value(part) for part in (node.slice.lower, node.slice.upper, node.slice.step)]
            if isinstance(below, list | tuple | str) and all(one is None or isinstance(one, int) for one in bounds):
                return natives.guarded(operator.getitem, [below, slice(*bounds)], {}, "[]")
            return unknown(line=node.lineno)
        index = self.value(node.slice)
        if isinstance(below, Value):
            return self.spark_item(below, index, node)
        if isinstance(below, Class) and below.enumerates and isinstance(index, str):
            return self._of_class(below, str(index))
        if isinstance(below, list | tuple | dict | str) and not is_unknown(index):
            return natives.guarded(operator.getitem, [below, index], {}, "[]")
        return unknown(line=node.lineno)

    def _lambda(self, node: ast.Lambda) -> object:
        return self.routine("<lambda>", node)

    def routine(self, name: str, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> Routine:
        """A function as it is defined here and now."""
        args = node.args
        positional = [*args.posonlyargs, *args.args]
        pairs = list(zip(positional[len(positional) - len(args.defaults) :], args.defaults, strict=True))
        pairs += [
            (one, value) for one, value in zip(args.kwonlyargs, args.kw_defaults, strict=True) if value is not None
        ]
        defaults = {one.arg: self.value(value) for one, value in pairs}
        module = self.scope.module or Module(self.program.path, self.outermost())
        return Routine(name, node, self.scope, module, defaults)

    def _await(self, node: ast.Await) -> object:
        return self.value(node.value)

    def _yield(self, node: ast.Yield) -> object:
        if self.yielded:
            self.yielded[-1].append(self.value(node.value))
        return unknown(line=node.lineno)

    def _starred(self, node: ast.Starred) -> object:
        return self.value(node.value)


_NATIVE = frozenset(
    [
        "len",
        "str",
        "int",
        "float",
        "bool",
        "list",
        "tuple",
        "set",
        "dict",
        "sorted",
        "frozenset",
        "abs",
        "round",
        "repr",
        "any",
        "all",
        "enumerate",
        "zip",
        "reversed",
        "range",
        "sum",
        "min",
        "max",
        "iter",
        "map",
        "filter",
        "getattr",
        "isinstance",
        "print",
        "hasattr",
        "type",
        "open",
        "next",
        "object",
        "Exception",
        "ValueError",
    ]
)


def natives_name(name: str) -> bool:
    """Whether `name` is one of Python's own functions that matter here."""
    return name in _NATIVE
