"""A remedy that a model wrote, read as a fix. It is a proposal: nobody is shown it before it was tried."""

from __future__ import annotations

import re

from headgate.fix import Fix, TextEdit
from headgate.secrets import MASK, mask
from headgate.source.snapshot import Snapshot

MOST_LINES = 40
"""Lines that a remedy may touch or bring in."""
_FENCE = re.compile(r"^```[\w-]*\n(.*?)\n?```\s*$", re.S)
_HUNK = re.compile(r"^@@ -(\d+)(?:,\d+)? \+\d+(?:,\d+)? @@")
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_PREFIX = re.compile(r"^(?:[ab]/)?")


def proposed(remedy: str, path: str, start: int, end: int, snapshot: Snapshot, title: str) -> Fix | str:
    """`remedy` for lines `start` to `end` of `path` as a fix, or the reason why it is none.

    It is a unified diff against the head, whose old lines must stand there to the byte, or the lines that take the
    place of the quoted ones.
    """
    fenced = _FENCE.match(remedy.strip("\n") + "\n")
    text = fenced.group(1) if fenced else remedy.strip("\n")
    if _HIDDEN.search(text):
        return "it holds characters that hide or turn text"
    if MASK in text:
        return "it holds a masked secret"
    if text.count("\n") >= MOST_LINES * 2:
        return f"it touches more than {MOST_LINES} lines"
    is_diff = any(_HUNK.match(line) for line in text.split("\n"))
    edits = _of_diff(text, path, snapshot) if is_diff else _of_lines(text, path, start, end, snapshot)
    if isinstance(edits, str):
        return edits
    touched = sum(one.end_line - one.start_line + 1 + one.replacement.count("\n") for one in edits)
    return Fix(title, tuple(edits)) if touched <= MOST_LINES * 2 else f"it touches more than {MOST_LINES} lines"


def _of_lines(text: str, path: str, start: int, end: int, snapshot: Snapshot) -> list[TextEdit] | str:
    old = snapshot.lines_of(path, start, end)
    if mask(old) != old:
        return "the lines hold a secret, which a model has not seen"
    if text == old:
        return "it changes nothing"
    return [TextEdit(path, start, end, f"{text}\n" if text else "")]


def _of_diff(text: str, path: str, snapshot: Snapshot) -> list[TextEdit] | str:
    edits: list[TextEdit] = []
    at = path
    hunk: list[str] = []
    for line in [*text.split("\n"), "@@"]:
        if line.startswith(("@@", "--- ", "+++ ", "diff ")) and hunk:
            edit = _edit(hunk, at, snapshot)
            if isinstance(edit, str):
                return edit
            edits.append(edit)
            hunk = []
        if line.startswith("+++ ") and not hunk:
            at = _PREFIX.sub("", line[4:].split("\t")[0].strip())
        elif _HUNK.match(line) or (hunk and line[:1] in ("+", "-", " ", "")):
            hunk.append(line)
    return edits or "it is a diff without a change"


def _edit(hunk: list[str], path: str, snapshot: Snapshot) -> TextEdit | str:
    """One hunk as an edit, placed where its old lines stand, nearest to where it says."""
    text = snapshot.text_of(path)
    told = _HUNK.match(hunk[0])
    if text is None or told is None:
        return f"{path[:100]} is not in the snapshot"
    body = [line or " " for line in hunk[1:]]
    while body and body[-1] == " ":
        body.pop()
    old = [line[1:] for line in body if line[0] in "- "]
    new = [line[1:] for line in body if line[0] in "+ "]
    lines = text.split("\n")
    starts = [n for n in range(len(lines) - len(old) + 1) if lines[n : n + len(old)] == old]
    if not old or not starts:
        return "the lines that it takes away do not stand in the file"
    if old == new:
        return "it changes nothing"
    start = min(starts, key=lambda n: abs(n + 1 - int(told[1]))) + 1
    return TextEdit(path, start, start + len(old) - 1, "".join(f"{line}\n" for line in new))
