"""Unified diffs read into a `Change`."""

from __future__ import annotations

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchedFile, PatchSet

from headgate.change import Change, FileChange, Status
from headgate.errors import HeadgateError


def parse(text: str) -> Change:
    """The change that a unified diff (git's or plain) describes.

    Raises:
        HeadgateError: the text is not a unified diff.
    """
    try:
        patch = PatchSet(text)
    except UnidiffParseError as error:
        raise HeadgateError(f"The patch is not a unified diff ({error}); make one with `git diff`.") from error
    changes = [_file(file) for file in patch]
    return Change({change.path: change for change in changes})


def _file(file: PatchedFile) -> FileChange:
    old = _strip(file.source_file)
    new = _strip(file.target_file)
    if file.is_added_file:
        path, status = new, Status.ADDED
    elif file.is_removed_file:
        path, status = old, Status.REMOVED
    elif old != new:
        path, status = new, Status.RENAMED
    else:
        path, status = new, Status.MODIFIED
    lines = [line for hunk in file for line in hunk]
    return FileChange(
        path=path,
        status=status,
        old_path=old if status in (Status.RENAMED, Status.REMOVED) else "",
        added=frozenset(line.target_line_no for line in lines if line.is_added and line.target_line_no),
        removed=frozenset(line.source_line_no for line in lines if line.is_removed and line.source_line_no),
        hunks=tuple((hunk.target_start, hunk.target_start + max(hunk.target_length - 1, 0)) for hunk in file),
        text="".join(str(hunk) for hunk in file),
    )


def _strip(name: str) -> str:
    name = name.strip().strip('"')
    return name[2:] if name.startswith(("a/", "b/")) else name
