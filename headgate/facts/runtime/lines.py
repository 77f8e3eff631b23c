"""Lines of an event log, each an event, whatever is wrong with the bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from headgate.facts.runtime.packed import TruncatedLogError, unpacked
from headgate.gap import Gap, GapKind

_MOST_LINE = 64 << 20
"""Bytes of one event; the longest are plans of thousands of columns."""


def lines(path: Path, gaps: list[Gap]) -> Iterator[bytes]:
    """All lines of the log at `path`; what cannot be read of it is added to `gaps`."""
    rest: list[bytes] = []
    held = 0
    skipped = 0
    try:
        with path.open("rb") as file:
            for chunk in unpacked(file):
                first, *others = chunk.split(b"\n")
                if held <= _MOST_LINE:
                    rest.append(first)
                held += len(first)
                if not others:
                    continue
                if held <= _MOST_LINE:
                    yield b"".join(rest)
                else:
                    skipped += 1
                yield from others[:-1]
                rest, held = [others[-1]], len(others[-1])
    except TruncatedLogError as error:
        gaps.append(Gap(path.name, "the end of the log", str(error), GapKind.UNREADABLE))
    if held > _MOST_LINE:
        skipped += 1
    elif held:
        yield b"".join(rest)
    if skipped:
        gaps.append(Gap(path.name, f"{skipped} events", f"each over {_MOST_LINE:,} bytes", GapKind.TOO_LARGE))
