"""Applying fixes to a copy in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from headgate.errors import HeadgateError
from headgate.fix import Fix, TextEdit
from headgate.source.snapshot import OverlaySnapshot, Snapshot


def apply(snapshot: Snapshot, fixes: Iterable[Fix]) -> OverlaySnapshot:
    """`snapshot` with all `fixes` made. Edits that are the same are made once.

    Raises:
        HeadgateError: two edits overlap, or one is outside its file.
    """
    by_path: defaultdict[str, set[TextEdit]] = defaultdict(set)
    for fix in fixes:
        for edit in fix.edits:
            by_path[edit.path].add(edit)
    return OverlaySnapshot(snapshot, {path: _edited(snapshot, path, edits) for path, edits in by_path.items()})


def _edited(snapshot: Snapshot, path: str, edits: set[TextEdit]) -> bytes:
    text = snapshot.text_of(path)
    if text is None:
        raise HeadgateError(f"{path} cannot be edited: it is not in the snapshot.")
    lines = text.splitlines(keepends=True)
    last_touched = len(lines) + 1
    for edit in sorted(edits, reverse=True):
        if not 1 <= edit.start_line <= edit.end_line + 1 <= len(lines) + 1 or edit.end_line >= last_touched:
            raise HeadgateError(f"{path}: two fixes touch line {edit.start_line}; apply them one after the other.")
        lines[edit.start_line - 1 : edit.end_line] = edit.replacement.splitlines(keepends=True)
        last_touched = edit.start_line
    return "".join(lines).encode()
