"""A shell is given its command in several pieces, of which it runs the first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from headgate.facts.python.module import PythonModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from airflow import DAG
    from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator

    with DAG("orders", schedule="@daily"):
        KubernetesPodOperator(task_id="load", cmds=["sh", "-cx"], arguments=[GIVEN])
"""
_SHELLS = ("sh", "bash", "zsh", "dash", "ash")
_FLAGS = re.compile(r"-[a-z]*c[a-z]*")
_ASKS = re.compile(r"\$(?:[0-9@*#]|\{[0-9@*#])")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_DAG.replace("GIVEN", '"script/load", "--status=Complete"'), 5, path="dags/orders.py"),
        fires('import subprocess\n\nsubprocess.run(["load.sh", "--all"], shell=True)\n', 3, path="jobs/load.py"),
        silent(_DAG.replace("GIVEN", '"script/load --status=Complete"'), path="dags/orders.py"),
        silent(_DAG.replace('"sh", "-cx"', '"sh"').replace("GIVEN", '"script/load", "--all"'), path="dags/orders.py"),
        silent(_DAG.replace("GIVEN", '\'script/load "$@"\', "--", "--all"'), path="dags/orders.py"),
    ),
)
def shell_command_cut_off(module: PythonModule) -> Iterator[Found]:
    """A shell is given its command in several pieces, of which it runs the first.

    ## Why it matters
    `sh -c` takes one text. What follows becomes `$0`, `$1`, …, which nobody reads: the program starts without its
    arguments, prints its help, and the task is green. `subprocess` with a list and `shell=True` does the same.

    ## Instead
    One text with everything in it, or the list without a shell.

    ## When it stays silent
    Where the first piece reads `$0`, `$1` or `$@`, and where the pieces are not written out.

    ## Fix
    None: quotes inside of the pieces need a look.
    """
    for call in module.of(ast.Call):
        given = {one.arg: one.value for one in call.keywords if one.arg}
        starts = _texts(given.get("cmds") or given.get("command"))
        arguments = given.get("arguments") or given.get("args")
        pieces = starts[2:] + _texts(arguments) if _shell(starts) else []
        if isinstance(given.get("shell"), ast.Constant) and call.args and _subprocess(call.func):
            pieces = _texts(call.args[0]) if getattr(given["shell"], "value", None) is True else []
        if len(pieces) > 1 and not _ASKS.search(pieces[0]):
            at = arguments if arguments is not None and _texts(arguments) else call
            yield Found(
                f"The shell runs `{pieces[0][:60]}` alone: the {len(pieces) - 1} arguments after it, from "
                f"`{pieces[1][:40]}` on, are ignored.",
                at.lineno,
                f"{pieces[0][:60]} {pieces[1][:40]}",
            )


def _shell(starts: list[str]) -> bool:
    if len(starts) < 2 or starts[0].rsplit("/", 1)[-1] not in _SHELLS:
        return False
    return _FLAGS.fullmatch(starts[1]) is not None


def _texts(node: ast.expr | None) -> list[str]:
    """The texts of a list that is written out; what is put together stands as its source."""
    if not isinstance(node, ast.List | ast.Tuple) or any(isinstance(one, ast.Starred) for one in node.elts):
        return []
    return [one.value if isinstance(one, ast.Constant) and isinstance(one.value, str) else "{}" for one in node.elts]


def _subprocess(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) and func.value.id == "subprocess"
