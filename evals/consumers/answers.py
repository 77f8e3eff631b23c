"""Whom a review names as consumers of the changed field, for each change, made in memory."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from evals.consumers.case import ROOM, SchemaEdit
from headgate.change import Change, FileChange, Status
from headgate.evidence import EvidenceKind
from headgate.facts.cache import Cache
from headgate.review import Subject
from headgate.review_change import analyse
from headgate.settings import Settings
from headgate.source.checkout import Checkout
from headgate.source.snapshot import MemorySnapshot

_PLACE = re.compile(r"\(([^\s()]+):(\d+)(?:-\d+)?\)")


@lru_cache(maxsize=8)
def _files(project: str, room: Path) -> dict[str, str]:
    folder = room / "projects" / project
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def answer(edit: SchemaEdit, room: Path = ROOM) -> frozenset[tuple[str, int]]:
    """Paths and lines of all readers and writers that the findings on the schema name."""
    base = _files(edit.project, room)
    head = dict(base)
    changed: dict[str, FileChange] = {}
    for path, content in edit.files(room).items():
        if content is None:
            del head[path]
            changed[path] = FileChange(path, Status.REMOVED)
        else:
            head[path] = content.decode()
            lines = frozenset(range(1, head[path].count("\n") + 2))
            changed[path] = FileChange(path, Status.MODIFIED if path in base else Status.ADDED, added=lines)
    checkout = Checkout(
        Subject(edit.project),
        MemorySnapshot(head),
        MemorySnapshot(base),
        Change(changed),
        settings=Settings(dialect="duckdb"),
    )
    found: set[tuple[str, int]] = set()
    for finding in analyse(checkout, Cache(None)).review.findings:
        for evidence in finding.evidence if finding.rule.startswith("schema/") else ():
            if evidence.kind is EvidenceKind.READERS:
                found |= {(path, int(line)) for path, line in _PLACE.findall(evidence.text)}
    return frozenset((path, _before(base.get(path, ""), head.get(path, ""), line)) for path, line in found)


def _before(old: str, new: str, line: int) -> int:
    """The line of the old text that stands at `line` of the new one: the truth was found on the old one."""
    if old == new:
        return line
    for tag, first, _, start, end in SequenceMatcher(None, old.split("\n"), new.split("\n"), False).get_opcodes():
        if start < line <= end:
            return first + line - start if tag == "equal" else first + 1
    return line
