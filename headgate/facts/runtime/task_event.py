"""The one event that makes up nearly all of a log, decoded without what nobody asks of it.

Source: `JsonProtocol.scala` and `TaskMetrics.scala` of Apache Spark 2.0 to 4.0. Fields that a version lacks are zero.
"""

from __future__ import annotations

from msgspec import Struct, field

from headgate.decoding import json_decoder


class ShuffleRead(Struct, gc=False):
    wait: int = field(name="Fetch Wait Time", default=0)
    remote: int = field(name="Remote Bytes Read", default=0)
    local: int = field(name="Local Bytes Read", default=0)
    records: int = field(name="Total Records Read", default=0)


class ShuffleWrite(Struct, gc=False):
    size: int = field(name="Shuffle Bytes Written", default=0)
    time: int = field(name="Shuffle Write Time", default=0)
    records: int = field(name="Shuffle Records Written", default=0)


class Input(Struct, gc=False):
    size: int = field(name="Bytes Read", default=0)
    records: int = field(name="Records Read", default=0)


class Output(Struct, gc=False):
    size: int = field(name="Bytes Written", default=0)
    records: int = field(name="Records Written", default=0)


class Metrics(Struct, gc=False):
    deserialize: int = field(name="Executor Deserialize Time", default=0)
    run: int = field(name="Executor Run Time", default=0)
    cpu: int = field(name="Executor CPU Time", default=0)
    result: int = field(name="Result Size", default=0)
    gc: int = field(name="JVM GC Time", default=0)
    memory_spilled: int = field(name="Memory Bytes Spilled", default=0)
    disk_spilled: int = field(name="Disk Bytes Spilled", default=0)
    peak_memory: int = field(name="Peak Execution Memory", default=0)
    shuffle_read: ShuffleRead | None = field(name="Shuffle Read Metrics", default=None)
    shuffle_write: ShuffleWrite | None = field(name="Shuffle Write Metrics", default=None)
    input: Input | None = field(name="Input Metrics", default=None)
    output: Output | None = field(name="Output Metrics", default=None)


class Info(Struct, gc=False):
    id: int = field(name="Task ID", default=0)
    index: int = field(name="Index", default=0)
    attempt: int = field(name="Attempt", default=0)
    launched: int = field(name="Launch Time", default=0)
    finished: int = field(name="Finish Time", default=0)
    executor: str = field(name="Executor ID", default="")
    host: str = field(name="Host", default="")
    locality: str = field(name="Locality", default="")
    speculative: bool = field(name="Speculative", default=False)
    failed: bool = field(name="Failed", default=False)
    killed: bool = field(name="Killed", default=False)


class Reason(Struct, gc=False):
    reason: str = field(name="Reason", default="")
    error: str | None = field(name="Class Name", default="")
    message: str | None = field(name="Description", default="")
    loss: str | None = field(name="Loss Reason", default="")
    kill: str | None = field(name="Kill Reason", default="")


class TaskEnd(Struct, gc=False):
    """`SparkListenerTaskEnd`. Times in milliseconds, CPU and shuffle write time in nanoseconds, sizes in bytes."""

    stage: int = field(name="Stage ID", default=-1)
    attempt: int = field(name="Stage Attempt ID", default=0)
    kind: str = field(name="Task Type", default="")
    info: Info = field(name="Task Info", default_factory=Info)
    reason: Reason | None = field(name="Task End Reason", default=None)
    metrics: Metrics | None = field(name="Task Metrics", default=None)


_decoder = json_decoder(TaskEnd)


def task_end(line: bytes) -> TaskEnd:
    """The event in `line`.

    Raises:
        msgspec.DecodeError: the line is no such event, or broken.
    """
    return _decoder.decode(line)
