"""Applying fixes to a copy in memory."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from headgate.errors import HeadgateError
from headgate.fix import Fix, TextEdit
from headgate.source.snapshot import OverlaySnapshot, Snapshot

_ENDING = re.compile(r"\r\n|\r|\n")


def apply(snapshot: Snapshot, fixes: Iterable[Fix]) -> OverlaySnapshot:
    """`snapshot` with all `fixes` made. Edits that are the same are made once.

    Lines that stay keep their bytes; new ones take the ending of the file's first line.

    Raises:
        HeadgateError: two edits overlap, or one is outside its file.
    """
    by_path: defaultdict[str, set[TextEdit]] = defaultdict(set)
    for fix in fixes:
        for edit in fix.edits:
            by_path[edit.path].add(edit)
    return OverlaySnapshot(snapshot, {path: _edited(snapshot, path, edits) for path, edits in by_path.items()})


def _edited(snapshot: Snapshot, path: str, edits: set[TextEdit]) -> bytes:
    lines, ending = _lines(snapshot, path, edits)
    last_touched = len(lines) + 1
    for edit in sorted(edits, reverse=True):
        if not 1 <= edit.start_line <= edit.end_line + 1 <= len(lines) + 1 or edit.end_line >= last_touched:
            raise HeadgateError(f"{path}: two fixes touch line {edit.start_line}; apply them one after the other.")
        new = [line + ending for line in edit.replacement.removesuffix("\n").split("\n")] if edit.replacement else []
        if new and edit.start_line > 1 and not _ENDING.search(lines[edit.start_line - 2]):
            lines[edit.start_line - 2] += ending
        lines[edit.start_line - 1 : edit.end_line] = new
        last_touched = edit.start_line
    return "".join(lines).encode()


def _lines(snapshot: Snapshot, path: str, edits: set[TextEdit]) -> tuple[list[str], str]:
    """The lines of a file with their endings, and the ending that new ones take."""
    if path not in snapshot and all((edit.start_line, edit.end_line) == (1, 0) for edit in edits):
        return [], "\n"
    data = snapshot.bytes_of(path)
    if data is None or snapshot.text_of(path) is None:
        raise HeadgateError(f"{path} cannot be edited: it is not in the snapshot.")
    text = data.decode("utf-8")
    first = _ENDING.search(text)
    lines = [found for found in re.split(r"(?<=\n)|(?<=\r)(?!\n)", text) if found]
    return lines, first[0] if first else "\n"
