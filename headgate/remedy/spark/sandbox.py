"""A process of its own for a program that somebody else wrote: no network, no keys, little time.

It stands on Linux namespaces (`unshare`): no network but loopback, processes and mounts of its own, folders with keys
hidden behind empty ones, an environment of a few names, limits of time and of file sizes. Where the machine does not
allow that, nothing is run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from headgate.errors import HeadgateError

RUNNER = Path(__file__).with_name("runner.py")
_UNSHARE = (
    *("unshare", "--user", "--map-root-user", "--net", "--pid", "--fork", "--kill-child", "--mount", "--mount-proc"),
    *("--ipc", "--"),
)
_SETUP = """
ip link set lo up || exit 97
ulimit -f 4000000
ulimit -c 0
hidden=$1
shift
for folder in $(printf %s "$hidden" | tr : ' '); do mount -t tmpfs none "$folder" || exit 98; done
exec "$@"
"""
_KEYS = (".ssh", ".aws", ".config", ".kube", ".docker", ".gnupg", ".azure", ".databricks", ".dbt", ".snowflake")
_ELSEWHERE = ("/run/secrets", "/var/run/secrets")
_PASSED = ("PATH", "JAVA_HOME", "SPARK_HOME", "LANG", "LC_ALL")
_MOST_ANSWER = 50_000_000
_SHOWN = 1_500


def apart(python: Path, task: Mapping[str, Any], seconds: float) -> dict[str, Any]:
    """The runner's answer to `task`, given by `python` in a sandbox; `error` in it tells what went wrong.

    Raises:
        HeadgateError: this machine cannot cut a process off, or `python` has no pyspark.
    """
    _check(python)
    with tempfile.TemporaryDirectory(prefix="headgate-spark-") as folder:
        answer = Path(folder, "answer.json")
        command = (*_isolated(), str(python), "-I", "-B", str(RUNNER), str(answer))
        trouble = _run(command, json.dumps(task), Path(folder), seconds)
        if not answer.is_file() or answer.stat().st_size > _MOST_ANSWER:
            return {"error": trouble or "the program ended its process"}
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return found


def _isolated() -> tuple[str, ...]:
    hidden = ":".join(_hidden())
    return (*_UNSHARE, "sh", "-c", _SETUP, "sh", hidden)


def _hidden() -> Iterator[str]:
    """Folders that hold keys, as far as they are there and have no blank or colon in their names."""
    for folder in (*(Path.home() / name for name in _KEYS), *map(Path, _ELSEWHERE)):
        if folder.is_dir() and not folder.is_symlink() and not set(str(folder)) & set(" :\n\t"):
            yield str(folder)


def _check(python: Path) -> None:
    if not python.is_file():
        raise HeadgateError(f"{python} is no Python; name one that has pyspark with --spark-python.")
    why = "nothing is run: this machine does not let a process be cut off (unshare, ip and mount are needed)"
    try:
        done = subprocess.run((*_isolated(), "true"), capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise HeadgateError(f"{why[0].upper()}{why[1:]}.") from error
    if done.returncode:
        raise HeadgateError(f"{why[0].upper()}{why[1:]}.")
    have = subprocess.run((str(python), "-I", "-c", "import pyspark"), capture_output=True, timeout=120, check=False)
    if have.returncode:
        raise HeadgateError(f"{python} has no pyspark; name a Python that has it with --spark-python.")


def _run(command: tuple[str, ...], task: str, folder: Path, seconds: float) -> str:
    """Run `command`; the end of what it said where it failed, or that it took too long."""
    kept = {name: os.environ[name] for name in _PASSED if name in os.environ}
    environment = {**kept, "HOME": str(folder), "TMPDIR": str(folder), "SPARK_LOCAL_IP": "127.0.0.1", "TZ": "UTC"}
    with (
        Path(folder, "said").open("wb") as said,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            cwd=folder,
            env=environment,
            start_new_session=True,
        ) as process,
    ):
        try:
            process.communicate(task.encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return f"it took more than {seconds:g} s"
    text = Path(folder, "said").read_text(encoding="utf-8", errors="replace")
    return text[-_SHOWN:].strip() if process.returncode else ""
