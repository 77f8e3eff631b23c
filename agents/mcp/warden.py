"""Runs one outside server between this program's pipes, and ends it with everything that it started.

`python -I -S warden.py PARENT LONGEST_LINE MOST_BYTES COMMAND ARGUMENT…`. It needs the standard library alone, since
it starts before each server. The server is ended when the parent closes the pipe or dies (by SIGKILL too), when it
writes a line over LONGEST_LINE bytes or over MOST_BYTES in all, or when it ends itself; no process of its survives.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, NoReturn

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_GRACE = 1.0
"""Seconds that a server has to end by itself once its input is closed."""
_MOST_COMPLAINTS = 16_000
"""Bytes of standard error that are passed on."""
NOT_STARTED = 127
TOO_MUCH = 70
_STARTED: list[int] = []
"""The server itself, for systems without /proc."""


def _prctl(option: int, value: int) -> None:
    """Linux alone has it (prctl(2)); elsewhere a closed pipe is what ends a server."""
    call = getattr(ctypes.CDLL(None), "prctl", None)
    if call is not None:
        call(option, value, 0, 0, 0)


def _die_with_parent() -> None:
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def main(arguments: list[str]) -> NoReturn:
    """Never returns: the exit code is the server's, or says why it was not started or was ended."""
    parent, longest_line, most_bytes = (int(number) for number in arguments[:3])
    signal.signal(signal.SIGTERM, lambda *_: _end(143))
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(143)
    pipe = subprocess.PIPE
    try:
        # No thread runs yet, so a function between fork and exec is safe.
        server = subprocess.Popen(
            arguments[3:],
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
            preexec_fn=_die_with_parent,  # noqa: PLW1509
        )
    except OSError as error:
        print(error.strerror, file=sys.stderr)
        sys.exit(NOT_STARTED)
    _STARTED.append(server.pid)
    _start(_feed, server)
    _start(_complain, server)
    _relay(_pipe(server.stdout), longest_line, most_bytes)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(_GRACE)
    _end(server.returncode if server.returncode is not None else 143)


def _relay(source: IO[bytes], longest_line: int, most_bytes: int) -> None:
    in_line = in_all = 0
    while chunk := os.read(source.fileno(), 65_536):
        in_all += len(chunk)
        last = chunk.rfind(b"\n")
        in_line = in_line + len(chunk) if last < 0 else len(chunk) - last - 1
        # Lines that end within the chunk are short of it; only the first can have begun before.
        if in_line > longest_line or in_all > most_bytes:
            print("it wrote more than may be read", file=sys.stderr, flush=True)
            _end(TOO_MUCH)
        try:
            _write(1, chunk)
        except OSError:
            _end(143)


def _feed(server: subprocess.Popen[bytes]) -> None:
    target = _pipe(server.stdin).fileno()
    try:
        while chunk := os.read(0, 65_536):
            _write(target, chunk)
    except OSError:
        return
    os.close(target)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(_GRACE)
    os.kill(os.getpid(), signal.SIGTERM)


def _complain(server: subprocess.Popen[bytes]) -> None:
    left, source = _MOST_COMPLAINTS, _pipe(server.stderr).fileno()
    while chunk := os.read(source, 4_096):
        with contextlib.suppress(OSError):
            _write(2, chunk[:left])
        left = max(left - len(chunk), 0)


def _write(target: int, data: bytes) -> None:
    while data:
        data = data[os.write(target, data) :]


def _start(work: Callable[[subprocess.Popen[bytes]], None], server: subprocess.Popen[bytes]) -> None:
    threading.Thread(target=work, args=(server,), daemon=True).start()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise AssertionError("the server was started with pipes")
    return pipe


def _end(code: int) -> NoReturn:
    """Kill all descendants and leave. As their subreaper this process inherits each whose parent is gone."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    until = time.monotonic() + 5
    while time.monotonic() < until:
        for child in _children():
            with contextlib.suppress(OSError):
                os.kill(child, signal.SIGKILL)
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.005)
        except ChildProcessError:
            break
    os._exit(code if code >= 0 else 128 - code)


def _children() -> list[int]:
    found = list(_STARTED)
    for listed in Path("/proc/self/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(child) for child in listed.read_text().split()]
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
