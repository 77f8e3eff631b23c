"""A template loses its second braces in an f-string or in `format`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from headgate.facts.airflow.module import AirflowModule
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent

_DAG = """
    from airflow import DAG
    from airflow.operators.bash import BashOperator

    BUCKET = "shop"
    with DAG("orders", schedule="@daily"):
        BashOperator(task_id="load", bash_command=COMMAND)
"""
_HALF = re.compile(
    r"(?<!\{)\{\s*(ds|ds_nodash|ts|ts_nodash|execution_date|logical_date|data_interval_start|data_interval_end"
    r"|next_ds|prev_ds|next_execution_date|prev_execution_date|yesterday_ds|tomorrow_ds|dag_run|run_id|macros|params"
    r"|task_instance|ti|var)(?:[.|(\[][^{}]{0,200})?\s*\}(?!\})"
)
_WHOLE = re.compile(r"(?<!\{)\{\{(?!\{)[^{}]{1,200}\}\}(?!\})")


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        fires(_DAG.replace("COMMAND", 'f"load.sh {BUCKET} {{ ds }}"'), 6, path="dags/orders.py"),
        fires(_DAG.replace("COMMAND", '"load.sh {} {{ ds }}".format(BUCKET)'), 6, path="dags/orders.py"),
        silent(_DAG.replace("COMMAND", 'f"load.sh {BUCKET} {{{{ ds }}}}"'), path="dags/orders.py"),
        silent(_DAG.replace("COMMAND", '"load.sh shop {{ ds }}"'), path="dags/orders.py"),
        silent(_DAG.replace("COMMAND", '"load.sh {} {{{{ ds }}}}".format(BUCKET)'), path="dags/orders.py"),
    ),
)
def template_braces_lost(module: AirflowModule) -> Iterator[Found]:
    """A template loses its second braces in an f-string or in `format`.

    ## Why it matters
    Python writes `{{ ds }}` in an f-string as `{ ds }`, which Airflow does not render: the date stays the text
    `{ ds }`, in every run the same.

    ## Instead
    Four braces (`{{{{ ds }}}}`), or a text of its own beside the f-string.

    ## When it stays silent
    Where `format` or `format_map` is called with the name later on, and where a function has a parameter of the name.

    ## Fix
    None: where the text is filled in again, the file does not always tell.
    """
    later = {one.arg for call in module.calls for one in call.keywords if _formats(call)}
    later |= {node.arg for node in ast.walk(module.tree) if isinstance(node, ast.arg)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.JoinedStr):
            texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
            names = [name for text in texts if isinstance(text, str) for name in _HALF.findall(text)]
        elif isinstance(node, ast.Call) and _formats(node) and isinstance(node.func, ast.Attribute):
            text = getattr(node.func.value, "value", "")
            wholes = _WHOLE.findall(text) if isinstance(text, str) else []
            names = [name for whole in wholes for name in _HALF.findall(whole[1:-1])]
        else:
            continue
        for name in dict.fromkeys(names):
            if name not in later:
                yield Found(
                    f"`{{{{ {name} }}}}` becomes `{{ {name} }}` here, which Airflow does not render: the task gets "
                    "that text instead of the date or value of its interval.",
                    node.lineno,
                    f"{name}:{ast.unparse(node)[:60]}",
                )


def _formats(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in ("format", "format_map")
