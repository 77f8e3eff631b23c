"""Command lines of tasks: the SQL and the tables that clients of databases and stores are given.

Sources: the manuals of psql, snowsql, mysql, bq, beeline, spark-sql, trino, clickhouse-client, sqlcmd, aws and gsutil.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from headgate.dataset import DatasetId, at_path, table

_LONGEST = 20_000
_CLIENTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "psql": ("postgres", ("-c", "--command")),
    "snowsql": ("snowflake", ("-q", "--query")),
    "snow": ("snowflake", ("-q", "--query")),
    "mysql": ("mysql", ("-e", "--execute")),
    "hive": ("hive", ("-e",)),
    "beeline": ("hive", ("-e",)),
    "spark-sql": ("spark", ("-e",)),
    "impala-shell": ("hive", ("-q", "--query")),
    "trino": ("trino", ("--execute",)),
    "presto": ("presto", ("--execute",)),
    "clickhouse-client": ("clickhouse", ("-q", "--query")),
    "sqlcmd": ("tsql", ("-Q", "-q")),
    "duckdb": ("duckdb", ("-c", "-s")),
}
"""Program to its dialect and the options behind which it takes SQL."""
_COPIERS = ({"aws", "s3"}, {"gsutil"}, {"gcloud", "storage"}, {"hadoop"}, {"hdfs"})
_COPIES = ("cp", "sync", "mv", "rsync", "-cp", "-put", "-get", "-mv", "distcp")
_STORE = re.compile(r"^(?:s3|s3a|gs|hdfs|abfss)://[\w.@:-]+/\S+$")
_TABLE = re.compile(r"^[\w-]+(?::[\w-]+)?\.[\w$*]+$|^[\w-]+\.[\w-]+\.[\w$*]+$")
_BOUNDARY = frozenset(("&&", "||", ";", "|", "&"))


@dataclass(frozen=True, slots=True)
class Command:
    """What one command of a line does with data."""

    dialect: str = ""
    sql: str = ""
    reads: tuple[DatasetId, ...] = ()
    writes: tuple[DatasetId, ...] = ()


def commands_of(text: str) -> Iterator[Command]:
    """The commands of a shell text whose data is known."""
    if len(text) > _LONGEST:
        return
    for words in _segments(text):
        program = words[0].rsplit("/", 1)[-1]
        if program in _CLIENTS:
            dialect, options = _CLIENTS[program]
            yield from (Command(dialect, sql) for sql in _behind(words, options))
        elif program == "bq":
            yield from _bq(words)
        elif any(kin <= set(words[:2]) for kin in _COPIERS) and any(word in _COPIES for word in words[:4]):
            ends = [word for word in words if _STORE.match(word) or word.startswith("./")]
            if len(ends) > 1 or (ends and _STORE.match(words[-1]) is None):
                yield Command(reads=_stores(ends[:-1] or ends))
            yield Command(writes=_stores(words[-1:]))


def _segments(text: str) -> Iterator[list[str]]:
    try:
        lexer = shlex.shlex(text.replace("\\\n", " "), posix=True, punctuation_chars=";&|\n")
        lexer.whitespace = " \t\r"
        lexer.whitespace_split = True
        lexer.commenters = "#"
        words = list(lexer)
    except ValueError:
        return
    segment: list[str] = []
    for word in (*words, ";"):
        if word in _BOUNDARY or not word.strip("\n;&|"):
            if segment:
                yield segment
            segment = []
        elif segment or not (re.match(r"^\w+=", word) or word in ("sudo", "exec", "time", "set", "then", "do")):
            segment.append(word)


def _behind(words: Sequence[str], options: Sequence[str]) -> Iterator[str]:
    for at, word in enumerate(words):
        name, mark, value = word.partition("=")
        if word in options and at + 1 < len(words):
            yield words[at + 1]
        elif mark and name in options and name.startswith("--"):
            yield value


def _bq(words: Sequence[str]) -> Iterator[Command]:
    given = [word for word in words[1:] if not word.startswith("-")]
    flags = dict(word.lstrip("-").partition("=")[::2] for word in words[1:] if word.startswith("-") and "=" in word)
    verb, rest = (given[0], given[1:]) if given else ("", [])
    if verb == "query" and rest:
        aim = flags.get("destination_table", "")
        yield Command("bigquery", rest[-1], writes=_tables([aim]) if aim else ())
    elif verb == "load" and len(rest) > 1:
        yield Command(reads=_stores(rest[1:2]), writes=_tables(rest[:1]))
    elif verb == "extract" and len(rest) > 1:
        yield Command(reads=_tables(rest[:1]), writes=_stores(rest[1:2]))
    elif verb == "cp" and len(rest) > 1:
        yield Command(reads=_tables(rest[0].split(",")), writes=_tables(rest[1:2]))


def _stores(words: Sequence[str]) -> tuple[DatasetId, ...]:
    return tuple(at_path(word) for word in words if _STORE.match(word) and "{" not in word and "$" not in word)


def _tables(words: Sequence[str]) -> tuple[DatasetId, ...]:
    return tuple(table(word.replace(":", ".").split("$", 1)[0]) for word in words if _TABLE.match(word))
