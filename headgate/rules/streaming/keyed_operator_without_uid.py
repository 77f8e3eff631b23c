"""A stateful operator has no uid, so its state is lost when the job is changed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from headgate.facts.streams.flink_python import FlinkProgram
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from pyflink.datastream import StreamExecutionEnvironment

            env = StreamExecutionEnvironment.get_execution_environment()
            env.enable_checkpointing(60000)
            orders = env.from_collection([1])
            orders.key_by(lambda row: row).reduce(max).print()
            """,
            6,
            path="flink/orders.py",
        ),
        silent(
            """
            from pyflink.datastream import StreamExecutionEnvironment

            env = StreamExecutionEnvironment.get_execution_environment()
            env.enable_checkpointing(60000)
            orders = env.from_collection([1])
            orders.key_by(lambda row: row).reduce(max).uid("largest").print()
            """,
            path="flink/orders.py",
        ),
    ),
)
def keyed_operator_without_uid(program: FlinkProgram) -> Iterator[Found]:
    """A stateful operator has no uid, so its state is lost when the job is changed.

    ## Why it matters
    Flink finds the state of an operator in a savepoint by its uid. Without one it makes an id of the shape of
    the whole job: a filter that is put in before it changes the id, and the job does not start from its
    savepoint, or without its state.

    ## Instead
    `.process(…).uid("totals")`, a name that never changes, for each operator after `key_by`.

    ## When it stays silent
    In programs that take no checkpoints, and for operators with a uid.

    ## Fix
    None: a job that runs keeps its state under the id that it has.
    """
    named = {id(part) for call in program.calls if _method(call) == "uid" for part in ast.walk(call.func)}
    for call in program.calls:
        if program.checkpoints and _method(call) in _STATEFUL and id(call) not in named and _keyed(call):
            yield Found(
                f"`{_method(call)}` keeps state by key and has no uid: after the next change of the job a "
                "savepoint does "
                "not find it.",
                call.func.end_lineno or call.lineno,
                f"{_method(call)}:{ast.unparse(call.args[0])[:60] if call.args else ''}",
            )


_STATEFUL = ("process", "reduce", "aggregate", "sum", "min", "max", "min_by", "max_by", "apply")


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _keyed(call: ast.Call) -> bool:
    """Whether a `key_by` stands before it in the same chain."""
    node: ast.expr = call.func
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute) and node.attr == "key_by":
            return True
        node = node.func if isinstance(node, ast.Call) else node.value
    return False
