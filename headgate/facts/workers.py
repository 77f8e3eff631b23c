"""Work on hostile files in other processes, each file within limits of time and memory."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import resource
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import TimeoutError as FutureTimeout
from multiprocessing.context import BaseContext
from typing import TypeVar

from pebble import ProcessExpired, ProcessPool

from headgate.settings import Bounds

Task = TypeVar("Task")
Answer = TypeVar("Answer")


class TooLong(Exception):  # noqa: N818 - it is an answer about a file, not a failure of Headgate
    """The work on one file took longer than it may, or ended its process."""


def no_preparation() -> None:
    """Nothing has to be set up in a process."""


def each(
    work: Callable[[Task], Answer],
    tasks: Sequence[Task],
    bounds: Bounds,
    prepare: Callable[[], None] = no_preparation,
) -> Iterator[Answer | TooLong]:
    """The answers of `work` for all `tasks`, in their order, made on all cores.

    A task that takes over `bounds.seconds_per_file`, or whose process dies, is answered by `TooLong`.
    Any other exception of `work` is a bug and is raised here. `prepare` runs once in each process.
    """
    if not tasks:
        return
    cores = min(os.cpu_count() or 1, len(tasks))
    with ProcessPool(
        max_workers=cores, context=_context(), initializer=_confine, initargs=(bounds.worker_memory_mb, prepare)
    ) as pool:
        answers = pool.map(work, tasks, timeout=bounds.seconds_per_file, chunksize=1).result()
        for _ in tasks:
            try:
                yield next(answers)
            except FutureTimeout:
                yield TooLong(f"took more than {bounds.seconds_per_file:g} s")
            except ProcessExpired:
                yield TooLong("ended its process (out of memory or time)")
            except MemoryError:
                yield TooLong(f"needed more than {bounds.worker_memory_mb} MB")


def _context() -> BaseContext:
    """A plain fork is fastest, but a process with threads may not fork: its locks could stay locked in the child.

    Then workers come from a server without threads, which is started once and has the rules loaded.
    """
    if threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["headgate.rules.preload"])
    return context


def _confine(memory_mb: int, prepare: Callable[[], None]) -> None:
    with contextlib.suppress(ValueError, OSError):
        limit = memory_mb * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    prepare()
    # Syntax trees are many objects that live for one file; to look through all of them again and again while they
    # are made costs a third of the parser's time. Memory has its limit all the same.
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)
