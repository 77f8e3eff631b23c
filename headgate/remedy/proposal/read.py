"""Reading a proposal: a unified diff, search and replace, lines for the quoted ones, or edits as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

from headgate.fix import Fix, Rows, TextEdit
from headgate.location import Location, Side
from headgate.remedy.proposal.allowed import refusal_of
from headgate.remedy.proposal.place import lines_of, placed, replaced
from headgate.remedy.proposal.refusal import Refused
from headgate.remedy.proposal.unified import hunks, looks_like_diff
from headgate.source.snapshot import Snapshot

LONGEST = 20_000
"""Characters of a proposal."""
_FIELD = re.compile(r"(title|rows) *: *(.{1,200})", re.I)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^`]{0,60}")
_SEARCH, _DIVIDER, _REPLACE = "<<<<<<<", "=======", ">>>>>>>"
_TITLE = "Apply the change"


def parse(text: str, snapshot: Snapshot, location: Location) -> Fix | str:
    """The fix that `text` proposes for what stands at `location`, or one clause on why it is none.

    Lines before it may say `title: …` and `rows: same` (or `other`), see `Rows`. Then one of:

    - a unified diff; its old lines must stand in the file to the byte, its line numbers need not be right;
    - `<<<<<<< SEARCH`, lines, `=======`, lines, `>>>>>>> REPLACE`, for the file of `location`;
    - one fenced block: the lines that take the place of those at `location`;
    - a JSON object `{"title", "rows", "edits": [{"path", "start_line", "end_line", "replacement", "was"}]}`, where
      `was` are the lines that stand there now.

    Nothing of it is believed: see `headgate.remedy.proposal.allowed` for what no fix may do.
    """
    try:
        fix = _read(text, snapshot, location)
    except Refused as refused:
        return str(refused)
    return refusal_of(fix, snapshot) or fix


def _read(text: str, snapshot: Snapshot, location: Location) -> Fix:
    if location.side is Side.BASE:
        raise Refused("what it would change stands on the base")
    if len(text) > LONGEST:
        raise Refused(f"it is longer than {LONGEST:,} characters")
    lines = text.replace("\r\n", "\n").split("\n")
    title, rows = _told(lines)
    document = _json(text, lines)
    if document is not None:
        title = str(document.get("title") or title)
        rows = _rows(document.get("rows")) or rows
        edits = list(_from_json(document, snapshot))
    elif any(line.startswith(_SEARCH) for line in lines):
        edits = list(_searched(lines, snapshot, location))
    elif looks_like_diff(lines):
        edits = [edit for hunk in hunks(lines, location.path) for edit in placed(hunk, snapshot, location)]
    else:
        edits = list(_fenced(lines, snapshot, location))
    if not edits:
        raise Refused("it changes nothing")
    return Fix(" ".join(title.split())[:120] or _TITLE, tuple(_apart(edits)), rows=rows)


def _told(lines: list[str]) -> tuple[str, Rows]:
    """What the lines before the proposal say of it."""
    title, rows = _TITLE, Rows.UNTOLD
    for line in lines[:6]:
        told = _FIELD.fullmatch(line.strip())
        if told and told[1].lower() == "title":
            title = told[2]
        elif told:
            rows = _rows(told[2]) or rows
    return title, rows


def _rows(value: object) -> Rows | None:
    word = str(value).strip().lower()
    return Rows(word) if word in (Rows.SAME, Rows.OTHER) else None


def _json(text: str, lines: list[str]) -> dict[str, object] | None:
    blocks = _blocks(lines)
    for candidate in (text, *("\n".join(block) for block in blocks[:1])):
        if candidate.lstrip().startswith("{") and '"edits"' in candidate:
            try:
                document = json.loads(candidate)
            except (ValueError, RecursionError):
                continue
            if isinstance(document, dict):
                return document
    return None


def _from_json(document: dict[str, object], snapshot: Snapshot) -> Iterator[TextEdit]:
    listed = document.get("edits")
    for one in listed if isinstance(listed, list) else []:
        if not isinstance(one, dict):
            raise Refused("one of its edits is no object")
        path, start, end, text = (one.get(key) for key in ("path", "start_line", "end_line", "replacement"))
        known = isinstance(path, str) and isinstance(text, str)
        if not known or type(start) is not int or type(end) is not int:
            raise Refused("an edit needs path, start_line, end_line and replacement")
        file = lines_of(snapshot, str(path))
        if not 1 <= start <= end + 1 <= len(file) + 1:
            raise Refused(f"{path} has no lines {start} to {end}")
        was = one.get("was")
        if not isinstance(was, str) or was.removesuffix("\n").split("\n") != file[start - 1 : max(end, start)]:
            raise Refused(f"what it says stands at line {start} of {path} does not stand there")
        yield TextEdit(str(path), start, end, str(text) if str(text).endswith("\n") or not text else f"{text}\n")


def _searched(lines: list[str], snapshot: Snapshot, location: Location) -> Iterator[TextEdit]:
    old: list[str] | None = None
    new: list[str] | None = None
    for line in lines:
        if line.startswith(_SEARCH):
            old, new = [], None
        elif line.startswith(_DIVIDER) and old is not None and new is None:
            new = []
        elif line.startswith(_REPLACE) and old is not None and new is not None:
            yield from replaced(location.path, old, new, snapshot, location)
            old, new = None, None
        elif new is not None:
            new.append(line)
        elif old is not None:
            old.append(line)
    if old is not None:
        raise Refused("its search and replace has no end")


def _fenced(lines: list[str], snapshot: Snapshot, location: Location) -> Iterator[TextEdit]:
    blocks = _blocks(lines)
    if len(blocks) != 1:
        raise Refused("it has several blocks of code" if blocks else "it is prose without a change of text")
    file = lines_of(snapshot, location.path)
    if location.last_line > len(file):
        raise Refused(f"{location.path} has no line {location.last_line}")
    old = file[location.start_line - 1 : location.last_line]
    yield from replaced(location.path, old, blocks[0], snapshot, location)


def _blocks(lines: list[str]) -> list[list[str]]:
    """The fenced blocks of Markdown; one that is never closed is none."""
    found: list[list[str]] = []
    block: list[str] | None = None
    mark = ""
    for line in lines:
        fence = _FENCE.fullmatch(line.rstrip())
        if block is None and fence:
            block, mark = [], fence[1]
        elif block is not None and fence and line.strip() == mark:
            found.append(block)
            block = None
        elif block is not None:
            block.append(line)
    return found


def _apart(edits: list[TextEdit]) -> list[TextEdit]:
    """The edits in order, each once.

    Raises:
        Refused: two of them touch the same lines.
    """
    ordered = sorted(set(edits))
    for one, other in pairwise(ordered):
        if one.path == other.path and (one.end_line >= other.start_line or one.start_line == other.start_line):
            raise Refused(f"two of its edits touch line {other.start_line} of {other.path}")
    return ordered
