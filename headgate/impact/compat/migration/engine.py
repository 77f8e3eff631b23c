"""Which database a folder of migrations is written for, told by words that it alone has."""

from __future__ import annotations

import re

from headgate.impact.compat.ddl.locks import ENGINES
from headgate.impact.compat.ddl.statements import dialect_of
from headgate.source.snapshot import Snapshot

_LOOKED_AT = 400_000
_WORDS = (
    ("postgres", r"\btimestamptz\b|\bconcurrently\b|\bjsonb\b|\bbigserial\b|\busing\s+gin\b|\bplpgsql\b|\bbytea\b"
                 r"|\btext\[\]|\bon\s+conflict\b|\bcreate\s+extension\b|\bnot\s+valid\b|dialects import postgresql"
                 r"|\bpostgresql_\w+\s*=|contrib\.postgres|backends\.postgresql|\bpsycopg2?\b"
                 r"|postgresql(?:\+\w+)?://|jdbc:postgresql|\bimage:\s*['\"]?postgres|\badapter:\s*postg(?:resql|is)\b"
                 r"|\bgem\s+['\"]pg['\"]|enable_extension\b"),
    ("mysql", r"\bengine\s*=\s*innodb\b|\bauto_increment\b|\butf8mb4\b|\balgorithm\s*=\s*(?:instant|inplace|copy)\b"
              r"|dialects import mysql|backends\.mysql|\bpymysql\b|jdbc:mysql|\bimage:\s*['\"]?mysql"
              r"|\badapter:\s*(?:mysql2|trilogy)\b|\bgem\s+['\"](?:mysql2|trilogy)['\"]"),
    ("tsql", r"\bnvarchar\b|\[dbo\]|\bdbo\.|\bidentity\s*\(|\bdatetime2\b|\buniqueidentifier\b|^[ \t]*go[ \t]*$"),
    ("oracle", r"\bvarchar2\b|\bnumber\s*\(\d|\bnvarchar2\b|\bnovalidate\b|\benable\s+row\s+movement\b"),
)  # fmt: skip
_COMPILED = tuple((engine, re.compile(pattern, re.I | re.M)) for engine, pattern in _WORDS)


_FILES = ("alembic.ini", "settings.py", "requirements.txt", "pyproject.toml", "liquibase.properties", "flyway.conf",
          "flyway.toml", "database.yml", "Gemfile", "docker-compose.yml", "docker-compose.yaml",
          "compose.yaml")  # fmt: skip
_MOST_FILES = 40


def hints(snapshot: Snapshot) -> str:
    """The files of a repository that tell which database it talks to, one after the other."""
    named = [path for path in snapshot.paths if path.rpartition("/")[2] in _FILES]
    return "\n".join(snapshot.text_of(path) or "" for path in named[:_MOST_FILES])


def engine_of(dialect: str, text: str, earlier: str) -> str:
    """The engine whose locks are meant, in sqlglot's words; empty where nothing tells or several do."""
    stated = dialect_of(dialect)
    if stated:
        return stated if stated in ENGINES else ""
    looked = f"{text[:_LOOKED_AT]}\n{earlier[-_LOOKED_AT:]}"
    told = [engine for engine, words in _COMPILED if words.search(looked)]
    return told[0] if len(told) == 1 else ""
