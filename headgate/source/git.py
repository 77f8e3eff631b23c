"""Reading a git repository without letting it do anything: no hook, filter, submodule or LFS runs."""

from __future__ import annotations

import os
import subprocess
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from headgate.errors import HeadgateError

_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
_HARMLESS = (
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "core.pager=cat",
    "-c", "core.attributesFile=/dev/null",
    "-c", "diff.external=",
    "-c", "protocol.allow=never",
    "-c", "safe.directory=*",
)  # fmt: skip
_KEPT_BYTES = 64_000_000
"""Of objects that were read from one repository."""


def environment() -> dict[str, str]:
    """The short list of variables that a child process of Headgate may see."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LITERAL_PATHSPECS": "1",
    }


def run(repository: Path, *arguments: str, stdin: bytes | None = None, timeout: float = 120) -> bytes:
    """The standard output of one git command.

    Raises:
        HeadgateError: git is missing, answers with an error, or takes longer than `timeout` seconds.
    """
    command = ["git", "-C", str(repository), *_HARMLESS, *arguments]
    verb = arguments[2] if arguments[0] == "-c" else arguments[0]
    try:
        done = subprocess.run(
            command, input=stdin, capture_output=True, env=environment(), timeout=timeout, check=False
        )
    except FileNotFoundError as error:
        raise HeadgateError("git is not installed; install it and try again.") from error
    except subprocess.TimeoutExpired as error:
        raise HeadgateError(f"git {verb} did not answer within {timeout:g} s.") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise HeadgateError(f"git {verb} failed: {said[0] if said else 'no reason given'}")
    return done.stdout


def difference(folder: Path, *arguments: str) -> bytes:
    """The output of `git diff` between two places that need not be in a repository.

    Raises:
        HeadgateError: git is missing or cannot read them.
    """
    command = ["git", "-C", str(folder), *_HARMLESS, "-c", "core.quotePath=false", "diff", *arguments]
    done = subprocess.run(command, capture_output=True, env=environment(), timeout=120, check=False)
    if done.returncode > 1:  # 1 says: they differ
        raise HeadgateError(f"git diff failed: {done.stderr.decode('utf-8', 'replace').strip()}")
    return done.stdout


def is_repository(path: Path) -> bool:
    """Whether `path` is inside a git work tree or is a bare repository."""
    try:
        run(path, "rev-parse", "--git-dir")
    except HeadgateError:
        return False
    return True


def commit_of(repository: Path, ref: str) -> str:
    """The commit id that `ref` names.

    Raises:
        HeadgateError: there is no such commit.
    """
    if ref.startswith("-"):
        raise HeadgateError(f"'{ref}' is not a git ref; name a branch, a tag or a commit.")
    try:
        return (
            run(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
            .decode()
            .strip()
        )
    except HeadgateError:
        raise HeadgateError(
            f"{repository} has no commit '{ref}'; name a branch, tag or commit that is there (is the clone shallow?)."
        ) from None


def merge_base(repository: Path, base: str, head: str) -> str:
    """The commit where `head` left `base`; `base` itself where they share none."""
    try:
        return run(repository, "merge-base", base, head).decode().strip() or base
    except HeadgateError:
        return base


class Blobs:
    """A `git cat-file --batch` that runs from the first question to `close`, and answers object ids with their bytes.

    What was read last is kept, up to `_KEPT_BYTES`: two commits share nearly all of their files, and rules quote
    the ones that were read before.
    """

    def __init__(self, repository: Path) -> None:
        self._command = ["git", "-C", str(repository), *_HARMLESS, "cat-file", "--batch"]
        self._process: subprocess.Popen[bytes] | None = None
        self._reading = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def read(self, object_id: str) -> bytes | None:
        """The bytes of one object; None where the repository lacks it. Threads may share the process."""
        with self._reading:
            if object_id in self._kept:
                self._kept.move_to_end(object_id)
                return self._kept[object_id]
            data = self._asked(object_id)
            if data is not None:
                self._keep(object_id, data)
            return data

    def close(self) -> None:
        """End the process and let go of what is kept; a later read starts anew."""
        with self._reading:
            self._kept.clear()
            self._size = 0
            if self._process is not None:
                stdin, stdout = self._pipes()
                stdin.close()
                stdout.close()
                self._process.wait(timeout=10)
                self._process = None

    def _asked(self, object_id: str) -> bytes | None:
        stdin, stdout = self._pipes()
        stdin.write(object_id.encode() + b"\n")
        stdin.flush()
        header = stdout.readline().split()
        if len(header) < 3:
            return None
        data = stdout.read(int(header[2]))
        stdout.read(1)
        return data

    def _keep(self, object_id: str, data: bytes) -> None:
        self._kept[object_id] = data
        self._size += len(data)
        while self._size > _KEPT_BYTES:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest)

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
            )
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise AssertionError("cat-file was started with pipes")
        return stdin, stdout


@contextmanager
def blobs(repository: Path) -> Iterator[Blobs]:
    """A `Blobs` that is closed at the end."""
    reader = Blobs(repository)
    try:
        yield reader
    finally:
        reader.close()
