"""The clauses of a SQL text as steps, each on its own line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.facts.placed.code import Step

_CLAUSES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("join", re.compile(r"\bjoin\b", re.I)),
    ("aggregate", re.compile(r"\bgroup\s+by\b|\bselect\s+distinct\b|\bcount\s*\(\s*distinct\b", re.I)),
    ("window", re.compile(r"\bover\s*\(", re.I)),
    ("sort", re.compile(r"\border\s+by\b|\bsort\s+by\b", re.I)),
    ("repartition", re.compile(r"\bdistribute\s+by\b|\brepartition\s*\(|\bcluster\s+by\b", re.I)),
    ("generate", re.compile(r"\b(?:pos)?explode(?:_outer)?\s*\(|\blateral\s+view\b", re.I)),
    ("filter", re.compile(r"\bwhere\b|\bhaving\b|\bqualify\b", re.I)),
    ("scan", re.compile(r"\bfrom\b", re.I)),
    ("union", re.compile(r"\bunion\b", re.I)),
    ("write", re.compile(r"\binsert\s+(?:into|overwrite)\b|\bcreate\s+(?:or\s+replace\s+)?table\b", re.I)),
    ("write", re.compile(r"\bmerge\s+into\b", re.I)),
)  # fmt: skip
_WORD = re.compile(r"[A-Za-z_]\w*|\d+(?:\.\d+)?")
_AFTER = 2
"""Lines behind a clause whose words belong to it: an ON, more keys."""
_MOST_LINES = 2_000
_BOUNDARY = re.compile(
    r"^\s*(?:join|left|right|full|inner|cross|where|group|order|having|from|select|union|limit)\b", re.I
)


def clauses(text: str, path: str, first_line: int) -> Iterator[Step]:
    """The steps of a query that begins at `first_line`, the last clause first."""
    rows = text.split("\n")[:_MOST_LINES]
    found: list[Step] = []
    for at, row in enumerate(rows):
        if row.lstrip().startswith("--"):
            continue
        for kind, pattern in _CLAUSES:
            if pattern.search(row):
                belonging = [row]
                for later in rows[at + 1 : at + 1 + _AFTER]:
                    if _BOUNDARY.match(later):
                        break
                    belonging.append(later)
                line = first_line + at
                found.append(Step(kind, "sql", path, line, line, words(" ".join(belonging))))
    return reversed(found)


def words(text: str) -> frozenset[str]:
    """Names and numbers in `text`, in lower case."""
    return frozenset(word.lower() for word in _WORD.findall(text[:20_000]))
