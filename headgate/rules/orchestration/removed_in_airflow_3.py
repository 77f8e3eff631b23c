"""A name, method, argument or context key is used that Airflow 3 has removed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.orchestration._airflow3 import by_class, changes, entry, instead, uses
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from airflow import DAG
            from airflow.utils.dates import days_ago

            dag = DAG("orders", schedule_interval="@daily", start_date=days_ago(1))
            """,
            4,
            4,
            path="dags/orders.py",
        ),
        fires(
            """
            from airflow.decorators import task

            @task
            def load(**context):
                print(context["execution_date"])
            """,
            5,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime
            from airflow import DAG

            dag = DAG("orders", schedule="@daily", start_date=datetime(2024, 1, 1))
            """,
            path="dags/orders.py",
        ),
        silent(
            """
            def load(**options):
                print(options["execution_date"])

            import airflow
            """,
            path="dags/orders.py",
        ),
    ),
)
def removed_in_airflow_3(module: AirflowModule) -> Iterator[Found]:
    """A name, method, argument or context key is used that Airflow 3 has removed.

    ## Why it matters
    With Airflow 3 the import, the call or the template fails: where the file is parsed, no DAG of it is
    scheduled any more; where the task runs, the task fails.

    ## Instead
    What the message names; it works with the last versions of Airflow 2 as well.

    ## When it stays silent
    Where the import stands in a `try` with another to fall back upon, and for methods of objects whose class
    the file does not tell.

    ## Fix
    None: an import may serve other versions of Airflow as well.
    """
    yield from _names(module)
    yield from _methods(module)
    yield from _arguments(module)
    yield from _context(module)


def _names(module: AirflowModule) -> Iterator[Found]:
    for use in uses(module):
        found = entry(changes().removed, use.dotted)
        if found is not None and entry(changes().moved, use.dotted) is None:
            yield Found(f"`{found[0]}` is removed in Airflow 3{instead(found[1])}.", use.node.lineno, found[0])


def _methods(module: AirflowModule) -> Iterator[Found]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Attribute):
            continue
        made = module.names.class_of(node.value)
        if not made.startswith("airflow."):
            continue
        for method, replacement in by_class(changes().methods, made):
            if method == node.attr:
                name = f"{made.rsplit('.', 1)[-1]}.{method}"
                yield Found(f"`{name}` is removed in Airflow 3{instead(replacement)}.", node.lineno, name)
                break


def _arguments(module: AirflowModule) -> Iterator[Found]:
    for call in module.calls:
        dotted = module.names.dotted(call.func)
        if not dotted.startswith("airflow."):
            continue
        gone = dict(by_class(changes().arguments, dotted))
        last = dotted.rsplit(".", 1)[-1]
        for given in call.keywords:
            name = given.arg or ""
            if name in gone:
                message = f"Argument `{name}` of {last} is removed in Airflow 3{instead(gone[name])}."
                yield Found(message, given.value.lineno, f"{last}:{name}")
            value = given.value.value if isinstance(given.value, ast.Constant) else None
            other = changes().values.get(name, {}).get(value) if isinstance(value, str) else None
            if other and isinstance(value, str):
                message = f"`{name}={value!r}` is removed in Airflow 3{instead(other)}."
                yield Found(message, given.value.lineno, f"{name}={value}")
        if call.args and "0" in gone:
            yield Found(f"{last} takes no positional argument in Airflow 3.", call.lineno, last)


def _context(module: AirflowModule) -> Iterator[Found]:
    for function in module.run_time_functions:
        holders = {function.args.kwarg.arg} if function.args.kwarg else set()
        holders |= {argument.arg for argument in function.args.args if argument.arg == "context"}
        for argument in (*function.args.args, *function.args.kwonlyargs):
            if argument.arg in changes().context and argument.arg != "conf":
                yield _key(argument.arg, argument.lineno)
        for node in ast.walk(function):
            key = _asked(node, holders, module)
            if key in changes().context:
                yield _key(key, node.lineno)  # type: ignore[attr-defined]


def _key(key: str, line: int) -> Found:
    message = f"Context key `{key}` is removed in Airflow 3{instead(changes().context[key])}."
    return Found(message, line, f"context:{key}")


def _asked(node: ast.AST, holders: set[str], module: AirflowModule) -> str:
    """The key that `context["key"]` or `context.get("key")` asks for; empty for anything else."""
    match node:
        case ast.Subscript(value=holder, slice=ast.Constant(value=str(key))):
            pass
        case ast.Call(func=ast.Attribute(value=holder, attr="get" | "pop"), args=[ast.Constant(value=str(key)), *_]):
            pass
        case _:
            return ""
    known = isinstance(holder, ast.Name) and holder.id in holders
    current = module.names.class_of(holder).endswith(".get_current_context")
    return key if known or current else ""
