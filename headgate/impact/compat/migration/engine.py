"""Which database a folder of migrations is written for, told by words that it alone has."""

from __future__ import annotations

import re

from headgate.impact.compat.ddl.locks import ENGINES
from headgate.impact.compat.ddl.statements import dialect_of

_LOOKED_AT = 400_000
_WORDS = (
    ("postgres", r"\btimestamptz\b|\bconcurrently\b|\bjsonb\b|\bbigserial\b|\busing\s+gin\b|\bplpgsql\b|\bbytea\b"
                 r"|\btext\[\]|\bon\s+conflict\b|\bcreate\s+extension\b|\bnot\s+valid\b"),
    ("mysql", r"\bengine\s*=\s*innodb\b|\bauto_increment\b|\butf8mb4\b|\balgorithm\s*=\s*(?:instant|inplace|copy)\b"),
    ("tsql", r"\bnvarchar\b|\[dbo\]|\bdbo\.|\bidentity\s*\(|\bdatetime2\b|\buniqueidentifier\b|^\s*go\s*$"),
    ("oracle", r"\bvarchar2\b|\bnumber\s*\(\d|\bnvarchar2\b|\bnovalidate\b|\benable\s+row\s+movement\b"),
)  # fmt: skip
_COMPILED = tuple((engine, re.compile(pattern, re.I | re.M)) for engine, pattern in _WORDS)


def engine_of(dialect: str, text: str, earlier: str) -> str:
    """The engine whose locks are meant, in sqlglot's words; empty where nothing tells or several do."""
    stated = dialect_of(dialect)
    if stated:
        return stated if stated in ENGINES else ""
    looked = f"{text[:_LOOKED_AT]}\n{earlier[-_LOOKED_AT:]}"
    told = [engine for engine, words in _COMPILED if words.search(looked)]
    return told[0] if len(told) == 1 else ""
