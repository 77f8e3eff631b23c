"""Dependencies: `>>`, `<<`, `set_upstream`, `set_downstream`, `chain`, `cross_downstream`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from itertools import pairwise

from headgate.facts.airflow.values import GroupHandle, TaskHandle, tasks_in
from headgate.facts.python.names import Names


def wire_shift(node: ast.BinOp, left: object, right: object) -> object:
    """Follow `left >> right` or `left << right`; the right side is what the next shift starts from."""
    if isinstance(node.op, ast.RShift):
        join(left, right)
    else:
        join(right, left)
    return right


def wire_call(node: ast.Call, names: Names, evaluate: Callable[[ast.expr], object]) -> bool:
    """Follow a call that wires tasks; False where `node` is another call."""
    if isinstance(node.func, ast.Attribute) and node.func.attr in ("set_upstream", "set_downstream"):
        one = evaluate(node.func.value)
        given = node.args[0] if node.args else next((k.value for k in node.keywords), None)
        other = evaluate(given) if given is not None else None
        if node.func.attr == "set_upstream":
            join(other, one)
        else:
            join(one, other)
        return True
    last = names.dotted(node.func).rsplit(".", 1)[-1]
    if last in ("chain", "chain_linear") and names.known(node.func):
        _chain(_spread(node.args, evaluate))
        return True
    if last == "cross_downstream" and names.known(node.func):
        both = [evaluate(part) for part in (*node.args, *(keyword.value for keyword in node.keywords))]
        if len(both) == 2:
            join(both[0], both[1])
        return True
    return False


def join(before: object, after: object) -> None:
    """Make all of `after` wait for all of `before`; groups by their ends."""
    for task in _starts(after):
        for earlier in _ends(before):
            if earlier is not task:
                task.upstream[earlier] = None


def _spread(arguments: Sequence[ast.expr], evaluate: Callable[[ast.expr], object]) -> list[object]:
    """The values of positional arguments, with those of starred lists in their places."""
    found: list[object] = []
    for argument in arguments:
        if not isinstance(argument, ast.Starred):
            found.append(evaluate(argument))
            continue
        values = evaluate(argument.value)
        found.extend(values if isinstance(values, list | tuple) else [values])
    return found


def _chain(values: Sequence[object]) -> None:
    for before, after in pairwise(values):
        if isinstance(before, list | tuple) and isinstance(after, list | tuple) and len(before) == len(after):
            for one, other in zip(before, after, strict=True):
                join(one, other)
        else:
            join(before, after)


def _starts(value: object) -> list[TaskHandle]:
    """The tasks of `value` that wait for nothing inside their group."""
    if isinstance(value, list | tuple):
        return [task for item in value for task in _starts(item)]
    tasks = list(tasks_in(value))
    if not isinstance(value, GroupHandle):
        return tasks
    return [task for task in tasks if not any(other in task.upstream for other in tasks)]


def _ends(value: object) -> list[TaskHandle]:
    """The tasks of `value` for which nothing inside their group waits."""
    if isinstance(value, list | tuple):
        return [task for item in value for task in _ends(item)]
    tasks = list(tasks_in(value))
    if not isinstance(value, GroupHandle):
        return tasks
    waited_for = {earlier for task in tasks for earlier in task.upstream}
    return [task for task in tasks if task not in waited_for]
