"""A schedule is no cron expression, or names a day that never comes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import get_close_matches

from headgate.facts.airflow.module import AirflowModule
from headgate.facts.airflow.schedules import PRESETS, parse_cron
from headgate.facts.airflow.values import DagHandle
from headgate.finding import Level, Proof
from headgate.rules.registry import Found, fires, rule, silent


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        fires(
            """
            from datetime import datetime
            from airflow import DAG

            with DAG("orders", schedule="0 24 * * *", start_date=datetime(2024, 1, 1), catchup=False):
                pass
            """,
            4,
            path="dags/orders.py",
        ),
        fires(
            """
            from datetime import datetime
            from airflow import DAG

            with DAG("orders", schedule="0 6 31 4,6 *", start_date=datetime(2024, 1, 1), catchup=False):
                pass
            """,
            4,
            path="dags/orders.py",
        ),
        silent(
            """
            from datetime import datetime
            from airflow import DAG

            with DAG("orders", schedule="*/90 6 29 2 *", start_date=datetime(2024, 1, 1), catchup=False):
                pass
            """,
            path="dags/orders.py",
        ),
    ),
)
def schedule_never_comes(module: AirflowModule) -> Iterator[Found]:
    """A schedule is no cron expression, or names a day that never comes.

    ## Why it matters
    Airflow refuses a DAG whose schedule it cannot read, and with it the whole file. A schedule such as `0 0 31
    2 *` it takes, and never starts a run.

    ## Instead
    Five fields: minute (0-59), hour (0-23), day (1-31), month (1-12), weekday (0-7); or a preset such as
    `@daily`.

    ## When it stays silent
    For expressions with signs of cron's extensions (`L`, `#`, `?`, names), for six fields, and for texts put
    together at run time.

    ## Fix
    None: when the DAG should run, the file does not tell.
    """
    for dag in module.dags:
        for name in ("schedule", "schedule_interval"):
            text = dag.arguments.get(name)
            why = _wrong(text.strip()) if isinstance(text, str) else ""
            if why:
                yield Found(f"DAG `{dag.id}` is scheduled at `{text}`: {why}.", _line(dag, name), f"{dag.id}:schedule")


_LIMITS = (("minute", 59), ("hour", 23), ("day", 31), ("month", 12), ("weekday", 7))
_PLAIN = re.compile(r"[\d*/,\- ]+")
_DAYS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}


def _wrong(text: str) -> str:
    """What is wrong with a schedule; empty where nothing is, or it is not certain."""
    if text.startswith("@"):
        near = get_close_matches(text, (*PRESETS, "@once", "@continuous"), 1, 0.7)
        known = text in PRESETS or text in ("@once", "@continuous")
        return "" if known or not near else f"Airflow knows no such preset; `{near[0]}` is one"
    fields = text.split()
    if not _PLAIN.fullmatch(text) or len(fields) > 5:
        return ""
    if len(fields) < 5:
        return f"a cron expression has five fields, this one has {len(fields)}"
    for field, (what, most) in zip(fields, _LIMITS, strict=True):
        above = [number for number in re.findall(r"(?<!/)\b\d+", field) if int(number) > most]
        if above:
            return f"{above[0]} is no {what}"
    cron = parse_cron(text)
    if cron is None or cron.either_day:
        return ""
    comes = any(day <= _DAYS[month] for day in cron.days for month in cron.months)
    return "" if comes else "no month that it names has such a day, so no run ever starts"


def _line(dag: DagHandle, name: str) -> int:
    calls = [dag.call] if isinstance(dag.call, ast.Call) else dag.call.decorator_list
    given = (one for call in calls if isinstance(call, ast.Call) for one in call.keywords)
    return next((one.value.lineno for one in given if one.arg == name), dag.first_line)
