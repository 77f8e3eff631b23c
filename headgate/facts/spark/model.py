"""Spark settings as plain data. Reads and writes of Spark programs are `Job`s."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SparkSetting:
    """One Spark property, wherever it is set."""

    key: str
    value: str
    """As written; empty where only a run tells it."""
    line: int
    origin: str
    """`conf-file`, `builder`, `runtime`, `submit` (a command line), `manifest` (a job or cluster described in YAML,
    JSON, HCL or an operator's arguments), `notebook`."""
    job: str = ""
    """The job or session that it is made for, as its file calls it."""
    program: str = ""
    """Path or name of the program that the job runs, where it is told."""
