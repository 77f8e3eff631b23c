"""Writing documents where the user wants them; a full disk or a closed folder is said in a sentence."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from headgate.errors import HeadgateError


def to_stdout(text: str) -> None:
    """Write `text` as UTF-8, whatever the locale, and see it through.

    Raises:
        HeadgateError: the device is full.
        BrokenPipeError: the reader went away.
    """
    sys.stdout.flush()
    try:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is left in the buffer would fail again, unexplained, when Python shuts down.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise HeadgateError(f"The report could not be written to standard output: {error.strerror}.") from error


def to_folder(folder: Path, documents: Mapping[str, str]) -> None:
    """Write each document under its name, whole or not at all.

    Raises:
        HeadgateError: the folder cannot be made or written, or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in documents.items():
            _write_whole(folder / name, text)
    except OSError as error:
        raise HeadgateError(f"The report could not be written to {folder}: {error.strerror}.") from error


def to_file(path: Path, text: str) -> None:
    """Write `text` to `path`, whole or not at all.

    Raises:
        HeadgateError: its folder cannot be made or written, or the disk is full.
    """
    to_folder(path.parent, {path.name: text})


def written(text: str, path: Path | None) -> None:
    """Write `text` to `path`, or to standard output where there is none.

    Raises:
        HeadgateError: it cannot be written.
    """
    if path is None:
        to_stdout(text)
    else:
        to_file(path, text)


def _write_whole(path: Path, text: str) -> None:
    descriptor, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            Path(draft).unlink()
        raise
