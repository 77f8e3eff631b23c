"""Files that are on disk as a whole or not at all."""

from __future__ import annotations

import os
import threading
from pathlib import Path


def write_whole(target: Path, data: bytes) -> None:
    """Write `data` to `target`, whose folder is made for this user alone; it is on disk when this returns.

    Two threads, or two processes, may keep the same at once: each writes a scratch file of its own.

    Raises:
        OSError: the folder or the file cannot be written.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch = target.with_name(f".{target.name}.{os.getpid()}.{threading.get_ident()}")
    with scratch.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(target)
