"""What runs when the scheduler parses a DAG file, and what runs in tasks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.python.names import Names

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_CALLABLES = ("python_callable", "on_failure_callback", "on_success_callback", "on_retry_callback", "execution_date_fn")


def import_time(tree: ast.Module, names: Names) -> Iterator[ast.AST]:
    """Nodes run on import: the module's own, bodies of classes and of `@dag` functions, functions called there."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    tasks = set(run_time_functions(tree, names))
    entered: set[FunctionNode] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.If) and _is_main(node.test):
            waiting += node.orelse
            continue
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults]
            if _builds(node, names) and node not in entered:
                entered.add(node)
                waiting += node.body
            continue
        if isinstance(node, ast.Lambda):
            continue
        called = functions.get(node.func.id) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else None
        if called is not None and called not in tasks and called not in entered:
            entered.add(called)
            waiting += called.body
        waiting += list(ast.iter_child_nodes(node))


def run_time_functions(tree: ast.Module, names: Names) -> Iterator[FunctionNode]:
    """TaskFlow functions, callables of operators, callbacks, and methods of classes."""
    handed: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            given = (k.value for k in node.keywords if k.arg in _CALLABLES or (k.arg or "").endswith("_callable"))
            handed |= {value.id for value in given if isinstance(value, ast.Name)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (item for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef))
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (
            node.name in handed or any(_is_task(one, names) for one in node.decorator_list)
        ):
            yield node


def _is_task(decorator: ast.expr, names: Names) -> bool:
    callee = decorator.func if isinstance(decorator, ast.Call) else decorator
    dotted = names.dotted(callee)
    return dotted.startswith("airflow.") and "task" in dotted.split(".")


def _builds(node: FunctionNode, names: Names) -> bool:
    for decorator in node.decorator_list:
        callee = decorator.func if isinstance(decorator, ast.Call) else decorator
        dotted = names.dotted(callee)
        if dotted.startswith("airflow.") and dotted.rsplit(".", 1)[-1] in ("dag", "task_group"):
            return True
    return False


def _is_main(test: ast.expr) -> bool:
    return isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
