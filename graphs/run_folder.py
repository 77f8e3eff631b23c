"""What a run keeps on disk: big objects by content hash, checkpoints, and how to lay out its checkout again."""

from __future__ import annotations

import fcntl
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import platformdirs
from pydantic import BaseModel

from headgate.decoding import json_decoder
from headgate.errors import HeadgateError
from headgate.whole_file import write_whole

Kept = TypeVar("Kept")
_RUN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class RunFolder:
    """The folder of one run."""

    def __init__(self, run_id: str, runs: Path | None = None) -> None:
        """
        Raises:
            HeadgateError: `run_id` could not be the name of a folder.
        """
        if not _RUN_ID.fullmatch(run_id):
            raise HeadgateError(f"'{run_id}' is not a run id; use letters, digits, dots, dashes, 64 at most.")
        self.run_id = run_id
        self.root = (runs or default_runs()) / run_id

    @property
    def checkpoints(self) -> Path:
        return self.root / "checkpoints.sqlite3"

    def put(self, value: object) -> str:
        """Keep `value`; the answer is its content hash. It is on disk when this returns."""
        data = msgspec.json.encode(value, enc_hook=_encode)
        reference = f"{type(value).__name__.lower()}-{hashlib.blake2b(data, digest_size=16).hexdigest()}"
        self.write(f"objects/{reference}.json", data)
        return reference

    def get(self, reference: str, kind: type[Kept]) -> Kept:
        """The object kept under `reference`."""
        data = (self.root / "objects" / f"{reference}.json").read_bytes()
        return json_decoder(kind, _decode).decode(data)

    def all_of(self, kind: type[Kept]) -> Iterator[Kept]:
        """Every kept object of a kind, by content hash."""
        for file in sorted((self.root / "objects").glob(f"{kind.__name__.lower()}-*.json")):
            yield self.get(file.stem, kind)

    def write(self, name: str, data: bytes) -> None:
        """Write a file of the run as a whole or not at all."""
        write_whole(self.root / name, data)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the run, so that no second process works on it.

        Raises:
            HeadgateError: another process does.
        """
        self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.root / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise HeadgateError(f"The run {self.run_id} is under way in another process.") from error
            yield


def default_runs() -> Path:
    """Where this user's runs are kept."""
    return Path(platformdirs.user_state_dir("headgate")) / "runs"


def _encode(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump()
    raise NotImplementedError(f"{type(value).__name__} is not kept")


def _decode(kind: type[Any], value: Any) -> Any:
    if issubclass(kind, BaseModel):
        return kind.model_validate(value)
    raise NotImplementedError(f"{kind.__name__} is not kept")
