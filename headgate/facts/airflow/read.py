"""Reading a Python file that imports Airflow."""

from __future__ import annotations

import ast

from headgate.facts.airflow.expressions import TooMuch
from headgate.facts.airflow.interpret import Interpreter
from headgate.facts.airflow.model import Dag, Task
from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.programs import command_lines, programs_of
from headgate.facts.airflow.queries import PLACEHOLDER, aimed, statements_of, uses_of
from headgate.facts.airflow.tables import assets_of, tables_of
from headgate.facts.airflow.values import DagHandle, TaskHandle, render
from headgate.facts.python.names import Names
from headgate.facts.python.parse import parsed
from headgate.facts.python.values import strings_in
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.gap import Gap, GapKind
from headgate.lineage import Job, JobKind
from headgate.location import Location

_SCHEDULES = ("schedule", "schedule_interval", "timetable")


def read_airflow(file: SourceFile) -> Reading:
    """The DAGs and tasks of a file, and the file as a subject for rules."""
    kinds = tuple(sorted(file.kinds))
    try:
        tree = parsed(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        gap = file.gap("DAG file", f"it is not Python that can be parsed ({type(error).__name__})")
        return Reading(FileFacts(file.path, kinds, gaps=(gap,)))
    names = Names(tree)
    interpreter = Interpreter(tree, names)
    gaps: list[Gap] = []
    try:
        interpreter.run()
    except (TooMuch, RecursionError):
        gaps.append(file.gap("DAG file", "it makes more than is followed", GapKind.TOO_MANY))
    dags = tuple(dag for dag in interpreter.dags)
    gaps += (gap for dag in dags for gap in _gaps(file, dag))
    for dag in dags:
        for task in dag.tasks:
            gaps += _read_queries(file, task)
    statements = tuple(one for dag in dags for task in dag.tasks for one in task.statements)
    module = AirflowModule(
        file.path, tree, names, tuple(file.text.split("\n")), dags, tuple(interpreter.shadowed), file.hints
    )
    facts = FileFacts(
        file.path,
        kinds,
        statements=tuple(statement.facts for statement in statements if PLACEHOLDER not in statement.text),
        jobs=tuple(_job(file, dag, task) for dag in dags for task in dag.tasks),
        dags=tuple(_dag(dag) for dag in dags),
        gaps=tuple(dict.fromkeys(gaps)),
    )
    return Reading(facts, (module, *statements))


def _read_queries(file: SourceFile, task: TaskHandle) -> list[Gap]:
    """Parse the SQL of `task` and note what it reads and writes."""
    task.statements, gaps = statements_of(file, task)
    reads, writes = tables_of(task)
    if "bigquery" in task.operator.lower() or any(
        "bq query" in line or "bq --" in line for line in command_lines(task)
    ):
        task.statements = aimed(task, writes)
    more_reads, more_writes = uses_of(task.statements)
    told = {use.dataset for use in more_writes}
    task.reads = (*reads, *more_reads)
    task.writes = (*(use for use in writes if use.dataset not in told), *more_writes)
    return gaps


def _gaps(file: SourceFile, dag: DagHandle) -> list[Gap]:
    gaps = []
    if dag.dynamic:
        gaps.append(file.gap(f"DAG at line {dag.line}", "its id is known at run time only", GapKind.UNRESOLVED))
    loose = [task for task in dag.tasks if task.dynamic]
    if loose:
        why = f"{len(loose)} of its {len(dag.tasks)} tasks, first at line {loose[0].line}, depend on run-time values"
        gaps.append(file.gap(f"DAG {dag.id}", why, GapKind.UNRESOLVED))
    return gaps


def _dag(dag: DagHandle) -> Dag:
    arguments = dict(dag.arguments)
    defaults = arguments.pop("default_args", {})
    schedule = next((arguments[name] for name in _SCHEDULES if name in arguments), None)
    given = any(name in arguments for name in _SCHEDULES)
    assets = assets_of(schedule) if schedule is not None else ()
    outlets = (asset for task in dag.tasks for asset in assets_of(task.arguments.get("outlets")))
    return Dag(
        dag.id,
        dag.line,
        schedule if isinstance(schedule, str) else render(schedule) if given else "",
        tuple(_task(dag, task) for task in dag.tasks),
        tuple((name, render(value)) for name, value in arguments.items()),
        tuple((str(name), render(value)) for name, value in defaults.items()) if isinstance(defaults, dict) else (),
        tuple(dict.fromkeys(outlets)),
        tuple(assets),
        complete=dag.complete and not dag.dynamic and not any(task.dynamic for task in dag.tasks),
    )


def _task(dag: DagHandle, task: TaskHandle) -> Task:
    inside = set(map(id, dag.tasks))
    return Task(
        task.id,
        task.operator,
        task.line,
        tuple(dict.fromkeys(earlier.id for earlier in task.upstream if id(earlier) in inside)),
        programs_of(task),
        _waits_for(task),
        tuple((name, render(value)) for name, value in task.arguments.items() if name not in ("dag", "task_group")),
        tuple((k.arg, k.value.lineno) for k in task.call.keywords if k.arg) if isinstance(task.call, ast.Call) else (),
    )


def _waits_for(task: TaskHandle) -> tuple[tuple[str, str], ...]:
    other = task.arguments.get("external_dag_id")
    # A marker names what waits for it, so that both are cleared together; it waits for nothing itself.
    if not isinstance(other, str) or task.operator.endswith("Marker"):
        return ()
    ids = task.arguments.get("external_task_id") or task.arguments.get("external_task_ids")
    group = task.arguments.get("external_task_group_id")
    tasks = list(strings_in(ids)) or list(strings_in(group)) or [""]
    return tuple((other, one) for one in tasks)


def _job(file: SourceFile, dag: DagHandle, task: TaskHandle) -> Job:
    return Job(
        f"{dag.id}.{task.id}",
        JobKind.AIRFLOW,
        Location(file.path, task.line, task.call.end_lineno or task.line),
        task.reads,
        task.writes,
        programs_of(task),
    )
