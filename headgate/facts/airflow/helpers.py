"""Sensors that a helper of another file makes for a DAG."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from headgate.facts.airflow.model import Dag, Task
from headgate.facts.python.modules import PythonFiles
from headgate.facts.python.surface import CallOutside, SensorMaker

_KEPT = ("external_dag_id", "external_task_id", "execution_delta", "execution_date_fn")


def sensor_makers(functions: Iterable[ast.stmt]) -> Iterator[SensorMaker]:
    """The functions of a module that make one ExternalTaskSensor, and what they hand over to it."""
    for function in functions:
        if not isinstance(function, ast.FunctionDef) or function.decorator_list or function.args.vararg:
            continue
        made = [node for node in ast.walk(function) if isinstance(node, ast.Call) and _sensor(node.func)]
        stored = {
            node.id for node in ast.walk(function) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        spec = function.args
        names = [one.arg for one in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs)]
        if len(made) != 1 or stored & set(names):
            continue
        defaults = dict(
            zip(reversed([one.arg for one in (*spec.posonlyargs, *spec.args)]), reversed(spec.defaults), strict=False)
        )
        defaults |= {
            one.arg: given for one, given in zip(spec.kwonlyargs, spec.kw_defaults, strict=True) if given is not None
        }
        parameters = tuple((name, ast.unparse(defaults[name]) if name in defaults else "") for name in names)
        handed = tuple((one.arg, ast.unparse(one.value)[:300]) for one in made[0].keywords if one.arg in _KEPT)
        yield SensorMaker(function.name, parameters, tuple((str(name), text) for name, text in handed))


def _sensor(func: ast.expr) -> bool:
    name = func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")
    return name == "ExternalTaskSensor"


def with_helpers(path: str, dags: tuple[Dag, ...], modules: PythonFiles) -> tuple[Dag, ...]:
    """The DAGs of a file, with the sensors that helpers of other files make for them; only where it has one DAG."""
    file = modules.files.get(path)
    if file is None or len(dags) != 1:
        return dags
    sensors = tuple(task for call in file.calls if (task := _task(path, call, modules)) is not None)
    return (replace(dags[0], tasks=(*dags[0].tasks, *sensors)),) if sensors else dags


def _task(path: str, call: CallOutside, modules: PythonFiles) -> Task | None:
    there = modules.module(call.module, path)
    makers = modules.files[there].sensors if there else ()
    maker = next((one for one in makers if one.name == call.name), None)
    if maker is None or call.given.spread:
        return None
    values = _bound(maker, call)
    arguments = tuple((name, _filled(text, values)) for name, text in maker.arguments)
    told = dict(arguments)
    other = _text(told.get("external_dag_id", ""))
    if not other:
        return None
    wanted = _text(told.get("external_task_id", "None"))
    line = call.given.line
    return Task(f"{call.name}({other})", "ExternalTaskSensor", line, (), (), ((other, wanted),), arguments)


def _bound(maker: SensorMaker, call: CallOutside) -> Mapping[str, str]:
    """Source texts of the parameters, as far as literals and defaults tell them."""
    names = [name for name, _ in maker.parameters]
    values = {name: text for name, text in maker.parameters if text}
    for name in (*names[: call.given.positional], *call.given.keywords):
        values.pop(name, None)
    for key, text in call.literals:
        if not key.isdigit():
            values[key] = text
        elif int(key) < len(names):
            values[names[int(key)]] = text
    return values


def _filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with its names replaced by what the call gives for them."""
    return re.sub(r"(?<![\w.'\"])[A-Za-z_]\w*(?![\w'\"(.=])", lambda name: values.get(name[0], name[0]), text)


def _text(source: str) -> str:
    try:
        value = ast.literal_eval(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ""
    return value if isinstance(value, str) else ""
