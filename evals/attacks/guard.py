"""A process that runs Headgate's command line and writes down what it does to the machine.

`python -m evals.attacks.guard PLAN TRACE`: PLAN is a JSON list of turns, each with `arguments`, `environment` and
`output`; TRACE gets a JSON line for every file that is opened for writing, made, moved or removed, every connection,
every name that is looked up and every program that is started. Source: PEP 578, audit hooks.
"""

from __future__ import annotations

import json
import os
import runpy
import sys
import time
from pathlib import Path
from typing import Any

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PATHS = {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
          "os.chown", "sqlite3.connect", "shutil.rmtree", "shutil.move", "shutil.copyfile"}  # fmt: skip
_NETWORK = {"socket.connect", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "socket.gethostbyname",
            "socket.bind"}  # fmt: skip
_SENSITIVE = {"/etc/passwd", "/etc/shadow", "/proc/self/environ"}
_PROGRAMS = {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn"}


class Trace:
    """Writes events to one file; children that are forked write to the same."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.turn = -1

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """The audit hook."""
        if event == "open":
            path, mode, flags = arguments
            if isinstance(path, int):
                return
            where = os.path.abspath(os.fsdecode(path))  # noqa: PTH100 - Path would audit again
            if int(flags or 0) & _WRITES or set(str(mode or "")) & set("wax+"):
                self._tell("write", [where])
            elif where in _SENSITIVE or where.startswith(os.environ.get("HOME", "/nowhere") + "/."):
                self._tell("read", [where])
        elif event in _PATHS:
            self._tell("write", [_resolved(one, arguments) for one in arguments[:2] if isinstance(one, str | bytes)])
        elif event in _NETWORK:
            told = arguments[1:] if event.startswith("socket.c") or "send" in event or "bind" in event else arguments
            self._tell("network", [event, repr(told[-1] if "send" in event else told[0])])
        elif event in _PROGRAMS:
            self._tell("program", [str(arguments[0]), repr(arguments[1:2])[:400]])

    def _tell(self, kind: str, what: list[str]) -> None:
        line = json.dumps({"turn": self.turn, "kind": kind, "what": what}) + "\n"
        os.write(self._file, line.encode("utf-8", "surrogateescape"))


def _resolved(path: str | bytes, arguments: tuple[Any, ...]) -> str:
    """An absolute path; a relative one stands in the folder that is open as the last argument, if there is one."""
    name, folder = os.fsdecode(path), arguments[-1]
    if not name.startswith("/") and isinstance(folder, int) and folder > 0:
        name = f"{os.readlink(f'/proc/self/fd/{folder}')}/{name}"  # noqa: PTH115 - Path would audit again
    return os.path.abspath(name)  # noqa: PTH100 - the same


def main(plan: str, trace: str) -> None:
    turns = json.loads(Path(plan).read_text(encoding="utf-8"))
    watching = Trace(trace)
    sys.dont_write_bytecode = True
    sys.addaudithook(watching)
    for number, turn in enumerate(turns):
        watching.turn = number
        os.environ.clear()
        os.environ.update(turn["environment"])
        os.chdir(turn["folder"])
        _run(turn["arguments"], turn["output"])


def _run(arguments: list[str], output: str) -> None:
    """One command, its two streams to `output`.out and `output`.err, its exit code and seconds to `output`.rc."""
    kept = [os.dup(1), os.dup(2)]
    code: object = 0
    started = time.process_time()
    for stream, name in ((1, "out"), (2, "err")):
        file = os.open(f"{output}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, stream)
        os.close(file)
    sys.argv = ["headgate", *arguments]
    try:
        runpy.run_module("app", run_name="__main__", alter_sys=True)
    except SystemExit as left:
        code = left.code
    except BaseException as error:  # noqa: BLE001 - a crash is something to be seen
        code = f"{type(error).__name__}: {error}"
    sys.stdout.flush()
    sys.stderr.flush()
    for stream, before in zip((1, 2), kept, strict=True):
        os.dup2(before, stream)
        os.close(before)
    Path(f"{output}.rc").write_text(f"{code}\n{time.process_time() - started:.2f}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
