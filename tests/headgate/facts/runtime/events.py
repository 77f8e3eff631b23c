"""Events of a small run, as Spark writes them."""

from __future__ import annotations

import json
from typing import Any


def task(
    stage: int, ms: int, *, start: int = 2_000, index: int = 0, records: int = 10, **metrics: Any
) -> dict[str, Any]:
    return {
        "Event": "SparkListenerTaskEnd", "Stage ID": stage, "Stage Attempt ID": 0, "Task Type": "ResultTask",
        "Task End Reason": {"Reason": "Success"},
        "Task Info": {"Task ID": index, "Index": index, "Attempt": 0, "Launch Time": start, "Executor ID": "1",
                      "Host": "h", "Locality": "ANY", "Speculative": False, "Getting Result Time": 0,
                      "Finish Time": start + ms, "Failed": False, "Killed": False, "Accumulables": []},
        "Task Metrics": {"Executor Run Time": ms, "Executor CPU Time": ms * 1_000_000, "JVM GC Time": 0,
                         "Memory Bytes Spilled": 0, "Disk Bytes Spilled": 0,
                         "Input Metrics": {"Bytes Read": records * 100, "Records Read": records}, **metrics},
    }  # fmt: skip


def stage_info(stage: int, tasks: int, name: str = "count at Job.scala:7") -> dict[str, Any]:
    return {
        "Stage ID": stage, "Stage Attempt ID": 0, "Stage Name": name, "Number of Tasks": tasks, "RDD Info": [],
        "Parent IDs": [], "Details": "", "Submission Time": 1_900, "Completion Time": 9_000, "Accumulables": [],
    }  # fmt: skip


def run_events() -> list[dict[str, Any]]:
    return [
        {"Event": "SparkListenerLogStart", "Spark Version": "3.5.1"},
        {"Event": "SparkListenerApplicationStart", "App Name": "orders", "App ID": "app-1", "Timestamp": 1_000, "User": "u"},
        {"Event": "SparkListenerEnvironmentUpdate", "Spark Properties": {"spark.a": "b", "spark.hadoop.password": "x"}},
        {"Event": "SparkListenerExecutorAdded", "Timestamp": 1_000, "Executor ID": "1",
         "Executor Info": {"Host": "h", "Total Cores": 4}},
        {"Event": "SparkListenerJobStart", "Job ID": 0, "Submission Time": 1_900, "Stage IDs": [0],
         "Stage Infos": [stage_info(0, 3)], "Properties": {"callSite.short": "count at Job.scala:7"}},
        *(task(0, ms, index=index) for index, ms in enumerate((100, 200, 4_000))),
        {"Event": "SparkListenerStageCompleted", "Stage Info": stage_info(0, 3)},
        {"Event": "SparkListenerJobEnd", "Job ID": 0, "Completion Time": 9_000, "Job Result": {"Result": "JobSucceeded"}},
        {"Event": "SparkListenerApplicationEnd", "Timestamp": 10_000},
    ]  # fmt: skip


def lines(events: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(one, separators=(",", ":")).encode() + b"\n" for one in events)
