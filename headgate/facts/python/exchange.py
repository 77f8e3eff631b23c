"""What a Python file offers to other files and asks of them."""

from __future__ import annotations

import ast
import symtable
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from headgate.facts.python.pure import only_makes_frame
from headgate.facts.python.surface import CallOutside, Given, ImportedName, PythonFile, Signature

Function = ast.FunctionDef | ast.AsyncFunctionDef
_FOREIGN = frozenset(
    (
        *sys.stdlib_module_names,
        *("airflow", "boto3", "botocore", "click", "cosmos", "dask", "delta", "django", "faker", "flask", "google"),
        *("great_expectations", "hypothesis", "jinja2", "kafka", "kubernetes", "matplotlib", "numpy", "pandas"),
        *("pendulum", "polars", "psycopg2", "pyarrow", "pydantic", "pyflink", "pyspark", "pytest", "redis"),
        *("requests", "scipy", "setuptools", "sklearn", "sqlalchemy", "torch", "yaml", "__future__"),
    )
)
"""Packages that a repository of pipelines imports from elsewhere, whatever folders it has."""
_MOST = 2_000
_LONGEST = 200


def surface(
    nodes: Sequence[ast.AST], tree: ast.Module, scopes: symtable.SymbolTable, bound: Counter[str]
) -> PythonFile:
    """The plain facts of one module."""
    imports = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    asked = {
        alias.asname or alias.name: (_module(node), alias.name, node)
        for node in imports
        if not _foreign(node)
        for alias in node.names
        if alias.name != "*"
    }
    return PythonFile(
        tuple(sorted(top_names(scopes)))[:_MOST],
        _open(tree, nodes, imports),
        tuple(signatures(tree.body, bound)),
        tuple(_imports(tree, asked.values()))[:_MOST],
        tuple(_calls(nodes, asked, bound))[:_MOST],
    )


def signatures(body: Iterable[ast.stmt], bound: Counter[str]) -> Iterator[Signature]:
    """Of the undecorated functions and classes among `body` whose name is bound once."""
    for node in body:
        if isinstance(node, Function) and not node.decorator_list and bound[node.name] == 1:
            yield of_function(node)
        elif isinstance(node, ast.ClassDef) and bound[node.name] == 1:
            made = of_class(node)
            if made is not None:
                yield made


def of_class(node: ast.ClassDef) -> Signature | None:
    """How a class is called, where its own `__init__` is all that decides."""
    inner = {one.name: one for one in node.body if isinstance(one, Function)}
    constructor = inner.get("__init__")
    if node.decorator_list or node.keywords or "__new__" in inner or "__call__" in inner or constructor is None:
        return None
    if constructor.decorator_list:
        return None
    return of_function(constructor, node.name, skip=1)


def of_function(node: Function, name: str = "", skip: int = 0) -> Signature:
    """The signature of a `def`, without its first `skip` parameters."""
    spec = node.args
    every = [one.arg for one in (*spec.posonlyargs, *spec.args)]
    names = tuple(every[skip:])
    return Signature(
        name or node.name,
        node.lineno,
        names,
        max(len(spec.posonlyargs) - skip, 0),
        max(len(every) - len(spec.defaults) - skip, 0),
        tuple(one.arg for one in spec.kwonlyargs),
        tuple(one.arg for one, given in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if given is None),
        spec.vararg is not None,
        spec.kwarg is not None,
        only_makes_frame(node),
    )


def given(call: ast.Call, *, discarded: bool = False) -> Given:
    """What a call hands over."""
    starred = any(isinstance(one, ast.Starred) for one in call.args)
    named = tuple(one.arg for one in call.keywords if one.arg)
    spread = starred or len(named) < len(call.keywords)
    positional = len([one for one in call.args if not isinstance(one, ast.Starred)])
    return Given(positional, named, call.lineno, spread, discarded)


def bound_anywhere(nodes: Iterable[ast.AST]) -> Counter[str]:
    """How often each name is bound, in whatever scope; an import binds once however often it is repeated."""
    bound: Counter[str] = Counter()
    for node in nodes:
        if isinstance(node, Function | ast.ClassDef):
            bound[node.name] += 1
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound[node.id] += 1
        elif isinstance(node, ast.arg):
            bound[node.arg] += 1
        elif isinstance(node, ast.alias):
            bound[(node.asname or node.name).split(".", 1)[0]] += 1
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            bound[node.name] += 1
    return bound


def top_names(scopes: symtable.SymbolTable) -> set[str]:
    """Names that the module binds at its top, or that functions bind for it by `global`."""
    names = {
        one.get_name() for one in scopes.get_symbols() if one.is_assigned() or one.is_imported() or one.is_namespace()
    }
    waiting = list(scopes.get_children())
    while waiting:
        scope = waiting.pop()
        waiting += scope.get_children()
        names |= {one.get_name() for one in scope.get_symbols() if one.is_declared_global() and one.is_assigned()}
    return names


def _open(tree: ast.Module, nodes: Sequence[ast.AST], imports: Iterable[ast.ImportFrom]) -> bool:
    if any(alias.name == "*" for node in imports for alias in node.names):
        return True
    if any(isinstance(node, Function) and node.name == "__getattr__" for node in tree.body):
        return True
    reached = {"globals", "locals", "vars", "exec", "setattr", "eval"}
    return any(isinstance(node, ast.Name) and node.id in reached for node in nodes)


def _imports(tree: ast.Module, asked: Iterable[tuple[str, str, ast.ImportFrom]]) -> Iterator[ImportedName]:
    """The imports that stand at the top, where nothing catches them and nothing decides on them."""
    top = set(map(id, tree.body))
    for module, name, node in asked:
        if id(node) in top:
            yield ImportedName(module, name, node.lineno)


def _calls(
    nodes: Sequence[ast.AST], asked: dict[str, tuple[str, str, ast.ImportFrom]], bound: Counter[str]
) -> Iterator[CallOutside]:
    statements = {id(node.value) for node in nodes if isinstance(node, ast.Expr)} if asked else set()
    for node in nodes if asked else ():
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found = asked.get(node.func.id)
            if found is not None and bound[node.func.id] == 1:
                handed = given(node, discarded=id(node) in statements)
                yield CallOutside(found[0], found[1], handed, tuple(_literals(node)))


def _literals(call: ast.Call) -> Iterator[tuple[str, str]]:
    positions = ((str(at), value) for at, value in enumerate(call.args))
    for name, value in (*positions, *((one.arg or "", one.value) for one in call.keywords)):
        if isinstance(value, ast.Constant) and name and len(repr(value.value)) < _LONGEST:
            yield name, repr(value.value)


def _module(node: ast.ImportFrom) -> str:
    return "." * node.level + (node.module or "")


def _foreign(node: ast.ImportFrom) -> bool:
    return not node.level and (node.module or "").split(".", 1)[0] in _FOREIGN
