"""What a program does with Spark, action by action, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.facts.spark.model import SparkSetting
from headgate.gap import Gap


@dataclass(frozen=True, slots=True)
class Step:
    """One call on the way to an action, or one clause of the SQL in it."""

    kind: str
    """What Spark makes of it: `join`, `aggregate`, `sort`, `window`, `repartition`, `scan`, …; see `kinds`."""
    method: str
    path: str
    line: int
    end_line: int
    words: frozenset[str] = frozenset()
    """Columns, literals and functions in its arguments, in lower case."""
    texts: tuple[str, ...] = ()
    """Its string arguments: paths, names of tables."""


@dataclass(frozen=True, slots=True)
class Action:
    """A call that makes Spark run something."""

    method: str
    path: str
    line: int
    end_line: int
    steps: tuple[Step, ...]
    """What it is made from, the last first."""
    loops: int = 0
    """Loops around it."""
    reads: bool = False
    """It only opens something stored, which may look into it: `spark.read.json(path)`."""
    words: frozenset[str] = frozenset()
    """All words of its steps."""
    frame: str = ""
    """The variable that it is called on."""
    triggers: tuple[int, ...] = ()
    """Milliseconds between the batches of a stream that it starts, where a trigger asks for them."""


@dataclass(frozen=True, slots=True)
class Busy:
    """Plain code that may take long, in which no action stands."""

    line: int
    end_line: int
    form: str
    """`loop`, `wait`, `comprehension`, `building` (a loop that makes DataFrames), or `call` of a function of the file
    that holds a loop or a wait."""


@dataclass(frozen=True, slots=True)
class Program:
    """One file's actions, in the order in which they would run."""

    path: str
    language: str
    actions: tuple[Action, ...]
    settings: tuple[SparkSetting, ...] = ()
    gaps: tuple[Gap, ...] = ()
    pins: tuple[Step, ...] = ()
    """`cache` and `persist`."""
    udfs: tuple[tuple[str, int], ...] = ()
    """Names and lines of functions that Spark runs in Python."""
    busy: tuple[Busy, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the code, and how it was found."""

    path: str
    line: int
    end_line: int = 0
    how: str = "call site"
    """`call site`: Spark says so; `plan`: what the plan holds; `action`: the action that ran it."""
    step: Step | None = None
    action: Action | None = None
