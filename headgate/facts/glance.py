"""What the text of a file gives away at first sight: its kinds, its SQL dialect, the table that it creates.

Every file of a snapshot is looked over before any is read, because together they tell how each is to be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from headgate.facts.answers import Answers
from headgate.facts.dialects import Told, from_text
from headgate.source.kinds import Kind, kinds_of

SQL = (".sql", ".ddl", ".hql", ".bql", ".psql", ".tsql")
"""Suffixes of files whose text may tell a dialect."""
_CREATED = re.compile(
    r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:MATERIALIZED\s+)?(?:VIEW|TABLE)\s+(?:IF\s+NOT\s+EXISTS\s+)?"
    r"((?:`[^`\n]+`|\"[^\"\n]+\"|[\w$-]+)(?:\s*\.\s*(?:`[^`\n]+`|\"[^\"\n]+\"|[\w$-]+)){0,3})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Glance:
    """What one text gives away."""

    kinds: frozenset[Kind]
    dialect: Told = field(default_factory=Told)
    """Of a SQL file."""
    creates: str = ""
    """The name in the first CREATE VIEW or CREATE TABLE of a SQL file, as written; empty where there is none."""


def glances(texts: Mapping[str, str], role: Callable[[str], str], answers: Answers) -> dict[str, Glance]:
    """A glance at each of `texts` by path; `role` as for `kinds_of`."""
    told = {path: f"{path}\x1f{role(path)}\x1f{text}" for path, text in texts.items()}
    known = answers.find_all("glance", told, Glance)
    return {
        path: known.get(path) or answers.add("glance", told[path], _glance(path, text, role))
        for path, text in texts.items()
    }


def _glance(path: str, text: str, role: Callable[[str], str]) -> Glance:
    if not path.lower().endswith(SQL):
        return Glance(kinds_of(path, text, dbt_role=role))
    created = _CREATED.search(text)
    return Glance(kinds_of(path, text, dbt_role=role), from_text(text), created.group(1) if created else "")
