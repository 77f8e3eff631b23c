"""Where the lines of a proposal stand in the file, to the byte."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.fix import TextEdit
from headgate.location import Location
from headgate.remedy.proposal.refusal import Refused
from headgate.remedy.proposal.unified import Hunk
from headgate.source.snapshot import Snapshot

Lines = list[tuple[str, str]]


def lines_of(snapshot: Snapshot, path: str) -> list[str]:
    """The lines of a file of the snapshot.

    Raises:
        Refused: it is not there, or is no text.
    """
    if path not in snapshot:
        raise Refused(f"it edits {path[:120]}, which is not in the snapshot")
    text = snapshot.text_of(path)
    if text is None:
        raise Refused(f"it edits {path[:120]}, which is no text or is too large")
    lines = text.split("\n")
    return lines[:-1] if not lines[-1] else lines


def placed(hunk: Hunk, snapshot: Snapshot, location: Location) -> Iterator[TextEdit]:
    """The edits of a hunk, context left out.

    Raises:
        Refused: its old lines do not stand in the file, or stand in several places.
    """
    if hunk.new:
        if hunk.old or hunk.path in snapshot:
            raise Refused(f"it makes {hunk.path[:120]}, which is there already")
        yield TextEdit(hunk.path, 1, 0, "".join(f"{text}\n" for _, text in hunk.lines))
        return
    file = lines_of(snapshot, hunk.path)
    near = location if hunk.path == location.path else None
    start = _start(file, list(hunk.old), hunk.start, near)
    yield from _edits(hunk.path, start, list(hunk.lines))


def replaced(path: str, old: list[str], new: list[str], snapshot: Snapshot, location: Location) -> Iterator[TextEdit]:
    """The edit that puts `new` in the place of `old`.

    Raises:
        Refused: the old lines do not stand in the file, or stand in several places.
    """
    near = location if path == location.path else None
    start = _start(lines_of(snapshot, path), old, 0, near)
    yield from _edits(path, start, [*(("-", line) for line in old), *(("+", line) for line in new)])


def _start(file: list[str], old: list[str], said: int, near: Location | None) -> int:
    """The line from 1 at which `old` begins."""
    if not any(line.strip() for line in old):
        raise Refused("it gives no line of the file to stand on")
    first = old[0]
    width = len(old)
    found = [at + 1 for at, line in enumerate(file) if line == first and file[at : at + width] == old]
    if not found:
        raise Refused(f"its lines do not stand in the file: {_missing(file, old)[:80]}")
    if said in found:
        return said
    if len(found) > 1 and near is not None:
        found = [at for at in found if at <= near.last_line and near.start_line < at + width] or found
    if len(found) > 1:
        raise Refused("its lines stand in several places of the file")
    return found[0]


def _missing(file: list[str], old: list[str]) -> str:
    known = set(file)
    return next((line for line in old if line not in known), old[0]).strip()


def _edits(path: str, start: int, lines: Lines) -> Iterator[TextEdit]:
    """Runs of changed lines; what a run takes away and puts back is left alone at both ends."""
    at, run = start, Lines()
    for sign, text in [*lines, (" ", "")]:
        if sign != " ":
            run.append((sign, text))
            continue
        if run:
            removed = [text for sign, text in run if sign == "-"]
            yield from _edit(path, at, removed, [text for sign, text in run if sign == "+"])
            at += len(removed)
            run = []
        at += 1


def _edit(path: str, at: int, removed: list[str], added: list[str]) -> Iterator[TextEdit]:
    while removed and added and removed[0] == added[0]:
        removed, added, at = removed[1:], added[1:], at + 1
    while removed and added and removed[-1] == added[-1]:
        removed, added = removed[:-1], added[:-1]
    if removed or added:
        yield TextEdit(path, at, at + len(removed) - 1, "".join(f"{line}\n" for line in added))
