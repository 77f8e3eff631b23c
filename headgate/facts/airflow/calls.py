"""Calls and decorators that make DAGs, task groups and tasks."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from headgate.facts.airflow.cosmos import cosmos_command
from headgate.facts.airflow.values import DagHandle, GroupHandle, TaskHandle, render, tasks_in
from headgate.facts.python.names import Names
from headgate.facts.python.values import Opaque

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_DAGS = ("DAG", "DbtDag", "dag")
_GROUPS = ("TaskGroup", "DbtTaskGroup", "task_group")
_ROOTS = ("airflow.", "cosmos.", "astronomer.")
_MOST_TASKS = 3_000


class Maker:
    """Makes handles, within the DAGs, groups and branches that are open."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.dags: list[DagHandle] = []
        self.entered: set[FunctionNode] = set()
        self.inside: set[FunctionNode] = set()
        self.loose = DagHandle("", 0, {}, ast.Call(ast.Name("DAG"), [], []))
        """Tasks whose DAG is not told by this file."""
        self._open: list[DagHandle | GroupHandle] = []
        self._arms: list[tuple[int, int]] = []
        self._repeated: list[int] = []

    def role(self, node: FunctionNode) -> str:
        """What the decorators of a function make of it."""
        for decorator in node.decorator_list:
            dotted = self.names.dotted(_callee(decorator))
            if not (dotted.startswith(_ROOTS) or _callee_name(decorator) in ("task", "dag", "task_group")):
                continue
            parts = dotted.split(".")
            if "task" in parts or parts[-1] in ("setup", "teardown"):
                return "task"
            if parts[-1] in ("dag", "task_group"):
                return parts[-1]
        return ""

    def from_call(
        self, node: ast.Call, arguments: dict[str, object], evaluate: Callable[[ast.expr], object]
    ) -> object | None:
        """The DAG, group or task that a call makes; None for other calls."""
        dotted = self.names.dotted(node.func)
        last = dotted.rsplit(".", 1)[-1]
        airflow = dotted.startswith(_ROOTS)
        first = evaluate(node.args[0]) if node.args else None
        if last in _DAGS[:2] and airflow:
            return self._with_dbt(node, self._dag(node, dict(arguments), first), last, arguments)
        if last in _GROUPS[:2] and airflow:
            return self._with_dbt(node, self._group(node, arguments, first), last, arguments)
        if self._is_task(node, last, arguments, airflow=airflow):
            return self._task(node, dotted, arguments)
        self._doubt(node, [*arguments.values(), *map(evaluate, node.args)], airflow=airflow)
        return None

    def _with_dbt(
        self, node: ast.Call, opened: DagHandle | GroupHandle, name: str, arguments: dict[str, object]
    ) -> DagHandle | GroupHandle:
        """`opened`, with one task that stands for all that Cosmos makes of a dbt project when it is run."""
        if name.startswith("Dbt"):
            command = cosmos_command(arguments)
            prefix = opened.prefix if isinstance(opened, GroupHandle) else ""
            task = TaskHandle(f"{prefix}dbt", name, node.lineno, {"dbt_command": command}, node, dynamic=True)
            (opened.tasks if isinstance(opened, DagHandle) else self._dag_of().tasks).append(task)
            if isinstance(opened, GroupHandle):
                opened.tasks.append(task)
        return opened

    def _doubt(self, node: ast.Call, arguments: list[object], *, airflow: bool) -> None:
        """Note that a function of another file may add tasks to the DAG that is open or handed over."""
        handed = [given for given in arguments if isinstance(given, DagHandle)]
        for given in handed:
            given.complete = False
        if handed:
            return
        if not airflow and self.names.known(node.func) and not self._harmless(node.func):
            self._dag_of().complete = False

    def _harmless(self, func: ast.expr) -> bool:
        """A function of the standard library, or of one that knows nothing of DAGs."""
        root = self.names.dotted(func).split(".", 1)[0]
        return root in sys.stdlib_module_names or root in ("pendulum", "pandas", "numpy", "yaml", "kubernetes")

    def _is_task(self, node: ast.Call, last: str, arguments: dict[str, object], *, airflow: bool) -> bool:
        if "task_id" not in arguments:
            return False
        # A factory of another file, such as `gke_command(task_id=…)`, counts; methods like `ti.xcom_pull` do not.
        return airflow or isinstance(node.func, ast.Name) or last[:1].isupper()

    def _dag(self, node: ast.Call, arguments: dict[str, object], first: object) -> DagHandle:
        if first is not None and "dag_id" not in arguments:
            arguments["dag_id"] = first
        return self._add_dag(node, arguments, arguments.get("dag_id", Opaque("")))

    def _add_dag(self, node: ast.Call | FunctionNode, arguments: dict[str, object], name: object) -> DagHandle:
        dynamic = not isinstance(name, str) or bool(self._repeated)
        handle = DagHandle(render(name) if not isinstance(name, str) else name, node.lineno, arguments, node)
        handle.dynamic = dynamic
        if len(self.dags) < _MOST_TASKS:
            self.dags.append(handle)
        return handle

    def _group(self, node: ast.Call, arguments: dict[str, object], first: object) -> GroupHandle:
        name = arguments.get("group_id", first)
        return self._add_group(node.lineno, render(name) if not isinstance(name, str) else name, arguments)

    def _add_group(self, line: int, name: str, arguments: dict[str, object]) -> GroupHandle:
        outer = next((one.prefix for one in reversed(self._open) if isinstance(one, GroupHandle)), "")
        prefix = outer if arguments.get("prefix_group_id") is False else f"{outer}{name}."
        return GroupHandle(f"{outer}{name}", prefix, line)

    def _task(self, node: ast.Call, operator: str, arguments: dict[str, object]) -> TaskHandle:
        name = arguments.get("task_id")
        task = TaskHandle(
            self._prefix() + (name if isinstance(name, str) else render(name)), operator, node.lineno, arguments, node
        )
        task.dynamic = not isinstance(name, str) or bool(self._repeated)
        task.callable = self._callable(node)
        dag = arguments.get("dag")
        self._place(task, dag if isinstance(dag, DagHandle) else None, arguments.get("task_group"))
        self._wait_for(task, arguments)
        return task

    def from_function(self, node: FunctionNode, call: ast.Call | None, arguments: dict[str, object]) -> TaskHandle:
        """The task that calling a TaskFlow function makes."""
        decorated = _keywords(node)
        if _decorator_name(node).endswith(".bash"):
            decorated["bash_command"] = _returned(node)
        name = decorated.get("task_id", node.name)
        override = arguments.pop("task_id", None)
        task = TaskHandle(
            self._prefix() + (override if isinstance(override, str) else name if isinstance(name, str) else node.name),
            _decorator_name(node),
            call.lineno if call is not None and hasattr(call, "lineno") else node.lineno,
            decorated | arguments,
            node,
        )
        taken = sum(other.id == task.id or other.id.startswith(task.id + "__") for other in self._dag_of().tasks)
        if taken and override is None:
            # Airflow numbers further calls of one TaskFlow function.
            task.id = f"{task.id}__{taken}"
        task.dynamic = bool(self._repeated)
        task.callable = node.name
        self._place(task, None, None)
        self._wait_for(task, arguments)
        return task

    def wait(self, task: TaskHandle, values: list[object]) -> None:
        """Make `task` wait for the tasks whose output it is given."""
        for value in values:
            for earlier in tasks_in(value):
                if earlier is not task:
                    task.upstream[earlier] = None

    def _wait_for(self, task: TaskHandle, arguments: dict[str, object]) -> None:
        self.wait(task, [value for name, value in arguments.items() if name not in ("dag", "task_group")])

    def _callable(self, node: ast.Call) -> str:
        given = next((k.value for k in node.keywords if k.arg == "python_callable"), None)
        return self.names.dotted(given) if given is not None else ""

    def _place(self, task: TaskHandle, dag: DagHandle | None, group: object) -> None:
        holder = dag or self._dag_of()
        task.arms = tuple(self._arms)
        if len(holder.tasks) < _MOST_TASKS:
            holder.tasks.append(task)
        for opened in self._open:
            if isinstance(opened, GroupHandle):
                opened.tasks.append(task)
        if isinstance(group, GroupHandle) and task not in group.tasks:
            group.tasks.append(task)
            task.id = group.prefix + task.id

    def _dag_of(self) -> DagHandle:
        opened = next((one for one in reversed(self._open) if isinstance(one, DagHandle)), None)
        return opened or self.loose

    def _prefix(self) -> str:
        return next((one.prefix for one in reversed(self._open) if isinstance(one, GroupHandle)), "")

    def open_dag(self, handle: DagHandle) -> None:
        self._open.append(handle)

    def open_group(self, handle: GroupHandle) -> None:
        self._open.append(handle)

    def close(self, handle: object) -> None:
        if self._open and self._open[-1] is handle:
            self._open.pop()

    @contextmanager
    def arm(self, line: int, arm: int) -> Iterator[None]:
        """Within one arm of an `if` whose test only a run decides."""
        self._arms.append((line, arm))
        try:
            yield
        finally:
            self._arms.pop()

    @contextmanager
    def repeated(self, line: int) -> Iterator[None]:
        """Within a loop whose rounds only a run tells."""
        self._repeated.append(line)
        try:
            yield
        finally:
            self._repeated.pop()

    @contextmanager
    def function(self, node: FunctionNode, role: str, arguments: dict[str, object]) -> Iterator[object]:
        """Within the body of a function; its DAG or group is given where its decorator makes one."""
        self.inside.add(node)
        opened: DagHandle | GroupHandle | None = None
        if role == "dag":
            given = _keywords(node)
            opened = self._add_dag(node, {"dag_id": node.name} | given, given.get("dag_id", node.name))
        elif role == "task_group":
            given = _keywords(node) | arguments
            name = given.get("group_id", node.name)
            opened = self._add_group(node.lineno, name if isinstance(name, str) else node.name, given)
        if opened is not None:
            self._open.append(opened)
        try:
            yield opened
        finally:
            self.inside.discard(node)
            if opened is not None:
                self.close(opened)


def _returned(node: FunctionNode) -> object:
    """What a function returns, where that is one literal text: the command of `@task.bash`."""
    returns = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
    return _plain(returns[0]) if len(returns) == 1 and returns[0] is not None else Opaque(node.name)


def _callee(decorator: ast.expr) -> ast.expr:
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def _callee_name(decorator: ast.expr) -> str:
    node = _callee(decorator)
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _decorator_name(node: FunctionNode) -> str:
    return next((f"@{ast.unparse(_callee(one))}" for one in node.decorator_list), "@task")


def _keywords(node: FunctionNode) -> dict[str, object]:
    """Keyword arguments of the decorators; what is not a literal stays source text."""
    found: dict[str, object] = {}
    for decorator in node.decorator_list:
        for keyword in decorator.keywords if isinstance(decorator, ast.Call) else ():
            if keyword.arg:
                found[keyword.arg] = _plain(keyword.value)
    return found


def _plain(node: ast.expr) -> object:
    try:
        value: object = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError):
        return Opaque(ast.unparse(node)[:2_000])
    return value
