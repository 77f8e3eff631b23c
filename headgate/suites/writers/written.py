"""What a writer makes: files by name, and the rules for which its tool has no words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlglot
from sqlglot.errors import SqlglotError

from headgate.suites.checks import Check
from headgate.suites.rule import Rule, State, Tried


@dataclass
class Written:
    """The files of a suite, relative to the folder that they go to."""

    files: dict[str, str] = field(default_factory=dict)
    unsaid: list[tuple[Rule, str]] = field(default_factory=list)
    """Rules that are not in them, with the reason."""


@dataclass(frozen=True, slots=True)
class Home:
    """What a writer must know of the repository."""

    dialect: str = ""
    """sqlglot's name of the warehouse's dialect; empty where nothing tells."""
    refs: Mapping[str, str] = field(default_factory=dict)
    """Of dbt: dataset to `ref('x')` or `source('a', 'b')`."""
    documented: frozenset[str] = frozenset()
    """Of dbt: datasets that a properties file speaks of already; dbt takes no second one."""
    seeds: frozenset[str] = frozenset()
    """Of dbt: datasets that are seeds."""


def by_dataset(rules: Sequence[Tried]) -> dict[str, list[Tried]]:
    """The rules of each dataset, in their order."""
    found: dict[str, list[Tried]] = {}
    for one in rules:
        found.setdefault(one.rule.dataset, []).append(one)
    return found


def because(one: Tried) -> str:
    """The evidence of a rule on one line that no tool takes for anything but text."""
    grounds = [f"{g.text} ({g.location})" if g.location is not None else g.text for g in one.rule.grounds[:3]]
    told = "; ".join(grounds) + (f"; {State.NOT_TRIED.value}" if one.state is State.NOT_TRIED else "")
    return plain(told)


def plain(text: str) -> str:
    """Text of a repository as a comment: printable, on one line, no template and no end of a comment."""
    printable = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return re.sub(r"[{}]|\*/|--", " ", printable)[:300]


def slug(text: str) -> str:
    """A name for a file or a test.

    >>> slug("total = subtotal + fee")
    'total_subtotal_fee'
    """
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:60].strip("_") or "rule"


def in_dialect(sql: str, dialect: str) -> str:
    """SQL of DuckDB in another dialect; empty where sqlglot has no words for it."""
    if dialect in ("", "duckdb"):
        return sql
    try:
        return sqlglot.transpile(sql, read="duckdb", write=dialect)[0]
    except (SqlglotError, ValueError, RecursionError):
        return ""


def in_words(check: Check) -> str:
    """What a check says of itself, else its kind and columns."""
    told = getattr(check, "words", "")
    return str(told) if told else f"{type(check).__name__} {' '.join(check.columns)}"
