"""Events of SQL executions, folded into a `Run`.

Source: `SQLListener.scala` of Apache Spark; the names of the events are those of its classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from headgate.facts.runtime.events import Event, number, numbers, optional, part, parts, text
from headgate.facts.runtime.operators import Metric, operator_of
from headgate.facts.runtime.run import Execution, Run

_UI = "org.apache.spark.sql.execution.ui."
_MOST_EXECUTIONS = 50_000
_MANY_EXECUTIONS = 5_000
_SHORT_MS = 2_000


def _start(run: Run, event: Event) -> None:
    if len(run.executions) >= _MOST_EXECUTIONS:
        return
    execution = Execution(
        number(event, "executionId"),
        text(event, "description")[:2_000],
        text(event, "details"),
        number(event, "time"),
        root=optional(event, "rootExecutionId"),
        plan=operator_of(event.get("sparkPlanInfo")),
        settings={str(k): str(v)[:500] for k, v in part(event, "modifiedConfigs").items()},
    )
    run.executions[execution.id] = execution


def _end(run: Run, event: Event) -> None:
    execution = run.executions.get(number(event, "executionId"))
    if execution is not None:
        execution.ended, execution.error = number(event, "time"), text(event, "errorMessage")[:2_000]
        if len(run.executions) > _MANY_EXECUTIONS and execution.ended - execution.started < _SHORT_MS:
            # A stream of days has hundreds of thousands of small ones; their plans are those of the first.
            execution.plan = None


def _adaptive(run: Run, event: Event) -> None:
    execution = run.executions.get(number(event, "executionId"))
    plan = operator_of(event.get("sparkPlanInfo"))
    if execution is not None and plan is not None:
        execution.plan = plan
        execution.replanned += 1


def _adaptive_metrics(run: Run, event: Event) -> None:
    execution = run.executions.get(number(event, "executionId"))
    if execution is not None and len(execution.added_metrics) < 10_000:
        execution.added_metrics += [
            Metric(text(one, "name"), number(one, "accumulatorId"), text(one, "metricType"))
            for one in parts(event, "sqlPlanMetrics")
        ]


def _driver_values(run: Run, event: Event) -> None:
    execution = run.executions.get(number(event, "executionId"))
    updates = event.get("accumUpdates")
    if execution is None or not isinstance(updates, list):
        return
    for one in updates:
        pair = numbers({"pair": one}, "pair") if isinstance(one, list) else ()
        if len(pair) == 2:
            execution.driver_values[pair[0]] = pair[1]
        elif isinstance(one, dict):
            execution.driver_values[number(one, "id")] = number(one, "value")


HANDLERS: Mapping[str, Callable[[Run, Event], None]] = {
    f"{_UI}SparkListenerSQLExecutionStart": _start,
    f"{_UI}SparkListenerSQLExecutionEnd": _end,
    f"{_UI}SparkListenerSQLAdaptiveExecutionUpdate": _adaptive,
    f"{_UI}SparkListenerSQLAdaptiveSQLMetricUpdates": _adaptive_metrics,
    f"{_UI}SparkListenerDriverAccumUpdates": _driver_values,
}
