"""What a task starts: Spark programs, Python files, SQL files, dbt selections, other DAGs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from headgate.facts.airflow.values import TaskHandle
from headgate.facts.python.values import strings_in

_COMMANDS = {
    "bash_command", "command", "commands", "arguments", "cmds", "args", "application", "application_args", "main",
    "sql", "query", "hql", "bql", "configuration", "job", "python_file", "notebook_path", "spark_python_task",
    "notebook_task", "json", "batch", "job_flow_overrides", "steps", "spark_steps", "py_file", "job_driver",
    "spark_submit_task", "script_location", "gcp_python_file", "python_path", "sql_file_path", "container_overrides",
    "overrides", "template", "application_file", "entry_point", "params", "steps_override", "dbt_command",
}  # fmt: skip
"""Arguments in which operators take programs or command lines."""
_PROGRAM = re.compile(r"^[\w./:@{} $-]*?([\w./-]+\.(?:py|jar|sql|hql|ipynb|scala|sh|R))$")
_DBT = re.compile(r"\bdbt\b(?:\s+--?[\w-]+(?:[= ]\S+)?)*?\s+(run|build|test|seed|snapshot|source)\b([^;&|\n]*)")
_SELECT = re.compile(r"(?:--select|--models|-s|-m)[= ]+([^-][^;&|]*?)(?=\s+-|\s*$)")


def programs_of(task: TaskHandle) -> tuple[str, ...]:
    """Paths as written, `dbt run --select x`, `dag:other`, `module.function` of a Python callable; in order."""
    found = dict.fromkeys(_started(task))
    if task.callable and "." in task.callable and not task.callable.startswith("airflow."):
        found[task.callable] = None
    return tuple(found)


def command_lines(task: TaskHandle) -> Iterator[str]:
    """The strings of all arguments in which `task` takes programs or command lines."""
    for name, value in task.arguments.items():
        if name in _COMMANDS:
            yield from strings_in(value)


def _started(task: TaskHandle) -> Iterator[str]:
    for name in ("trigger_dag_id",):
        value = task.arguments.get(name)
        if isinstance(value, str):
            yield f"dag:{value}"
    apart = [" ".join(strings_in(task.arguments.get(name))) for name in ("cmds", "arguments")]
    if all(apart):
        yield from _dbt(" ".join(apart))
    for name, value in task.arguments.items():
        if name not in _COMMANDS:
            continue
        strings = list(strings_in(value))
        yield from _dbt(" ".join(strings) if isinstance(value, list | tuple) else "\n".join(strings))
        for text in strings:
            yield from _paths(text)
    selected = task.arguments.get("select") or task.arguments.get("models")
    if "dbt" in task.operator.lower() and selected:
        yield "dbt run --select " + " ".join(strings_in(selected))


def _dbt(text: str) -> Iterator[str]:
    for match in _DBT.finditer(text[:20_000]):
        selected = _SELECT.search(match.group(2))
        what = " ".join(selected.group(1).split()) if selected else ""
        yield f"dbt {match.group(1)}" + (f" --select {what}" if what else "")


def _paths(text: str) -> Iterator[str]:
    """Program paths in a command line or in a value that is a path itself."""
    if len(text) > 20_000:
        return
    for word in _words(text):
        match = _PROGRAM.match(word)
        if match:
            yield match.group(1).removeprefix("./")


def _words(text: str) -> list[str]:
    if "\n" not in text and " " not in text.strip():
        return [text.strip()]
    try:
        return shlex.split(text.replace("&&", " ").replace(";", " "), comments=True)
    except ValueError:
        return text.split()
