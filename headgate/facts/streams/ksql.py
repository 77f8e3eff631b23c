"""ksqlDB scripts: streams and tables over topics, the queries between them, and the connectors they create.

Source: ksqlDB, "SQL reference": CREATE STREAM, CREATE TABLE, CREATE STREAM AS SELECT, INSERT INTO, CREATE CONNECTOR,
DEFINE. Names are folded to upper case by ksqlDB, and a query's topic is called as its stream unless KAFKA_TOPIC says
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token
from sqlglot.tokens import Tokenizer

from headgate.dataset import KSQL, WAREHOUSE, Column, Dataset, DatasetId, DatasetKind, table, topic
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.streams import ksql_text
from headgate.facts.streams.connect.configuration import Connector
from headgate.facts.streams.connect.jobs import gaps_of, jobs_of
from headgate.facts.streams.ksql_joins import script_of
from headgate.facts.streams.ksql_text import Head
from headgate.facts.streams.model import StreamSetting
from headgate.facts.streams.scripts import items_of, pieces_of, renamed, words_of
from headgate.gap import Gap, GapKind
from headgate.lineage import Job
from headgate.location import Location

_DIALECT = "spark"
_QUERIES = ("INSERT", "SELECT", "WITH")
_QUIET = (
    "SET", "UNSET", "DROP", "SHOW", "LIST", "DESCRIBE", "PRINT", "TERMINATE", "EXPLAIN", "RUN", "DEFINE", "UNDEFINE",
    "PAUSE", "RESUME", "ALTER", "ASSERT", "EXIT", "SERVER", "OUTPUT",
)  # fmt: skip
"""Statements that move no data."""


@dataclass(slots=True)
class _Script:
    statements: list[SqlStatement] = field(default_factory=list)
    datasets: list[Dataset] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    settings: list[StreamSetting] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    connectors: list[Connector] = field(default_factory=list)
    behind: dict[DatasetId, DatasetId] = field(default_factory=dict)
    """Streams and tables of the script, with their topics."""


def read_ksql(file: SourceFile) -> Reading:
    """The streams, tables, queries and connectors of a script."""
    kinds = tuple(sorted(file.kinds))
    file = replace(file, text=ksql_text.substituted(file.text))
    try:
        tokens = Tokenizer().tokenize(file.text)
    except (SqlglotError, RecursionError) as error:
        return Reading(FileFacts(file.path, kinds, gaps=(file.gap("script", f"not SQL ({type(error).__name__})"),)))
    script = _Script()
    pieces = list(pieces_of(tokens))
    for piece in pieces:
        _take(file, piece, script)
    names = {**_unknown(script), **script.behind}
    facts = FileFacts(
        file.path,
        kinds,
        statements=tuple(renamed(one.facts, names) for one in script.statements),
        datasets=tuple(script.datasets),
        jobs=tuple(script.jobs),
        stream_settings=tuple(script.settings),
        gaps=tuple(dict.fromkeys(script.gaps)),
    )
    # The queries are written in ksqlDB's own words: rules for warehouse SQL are not offered them.
    return Reading(facts, (script_of(file.path, pieces), *script.connectors))


def _take(file: SourceFile, piece: list[Token], script: _Script) -> None:
    word = piece[0].text.upper()
    if word == "CREATE" and "CONNECTOR" in words_of(piece[:4]):
        _connector(file, piece, script)
    elif word == "CREATE":
        head = ksql_text.head_of(piece)
        if head is None:
            if "TYPE" not in words_of(piece[:5]):
                script.gaps.append(file.gap(f"statement at line {piece[0].line}", "it is no CREATE that is known"))
        elif head.query is None:
            _declared(file, piece, head, script)
        else:
            script.behind[table(head.name)] = topic(head.option("kafka_topic") or head.name.upper())
            script.datasets.append(_dataset(file, piece, head, (), script))
            _query(file, ksql_text.as_table(file.text, piece, head), piece, script)
    elif word in _QUERIES:
        _query(file, ksql_text.plain(file.text, piece), piece, script)
    elif word not in _QUIET:
        what = f"statement at line {piece[0].line}"
        script.gaps.append(file.gap(what, f"{word[:40]} is no statement of ksqlDB that is known"))


def _declared(file: SourceFile, piece: list[Token], head: Head, script: _Script) -> None:
    """A stream or table over a topic; without columns they are the schema registry's."""
    named = head.option("kafka_topic")
    if not named:
        script.gaps.append(
            file.gap(f"stream {head.name} at line {piece[0].line}", "its topic is not stated", GapKind.UNRESOLVED)
        )
        return
    script.behind[table(head.name)] = topic(named)
    items = list(items_of(piece, head.columns)) if head.columns is not None else []
    columns = tuple(
        Column(item[0].text.lower(), ksql_text.type_of(item), line=item[0].line) for item in items if len(item) > 1
    )
    script.datasets.append(_dataset(file, piece, head, columns, script))
    script.settings += (StreamSetting(key, value, piece[0].line, head.name) for key, value in head.options)


def _dataset(file: SourceFile, piece: list[Token], head: Head, columns: tuple[Column, ...], script: _Script) -> Dataset:
    identity = script.behind[table(head.name)]
    at = Location(file.path, piece[0].line, piece[-1].line)
    # What a stream names of a topic is one reader's view of it, so nothing is proved absent.
    return Dataset(identity, DatasetKind.TOPIC, at, columns, also=(DatasetId(KSQL, head.name.lower()),))


def _query(file: SourceFile, text: str, piece: list[Token], script: _Script) -> None:
    lines = tuple(range(piece[0].line, piece[0].line + text.count("\n") + 1))
    if "MATCH_RECOGNIZE" in text.upper():
        script.gaps.append(file.gap(f"statement at line {piece[0].line}", "MATCH_RECOGNIZE is not followed"))
    statements, trouble = read_sql(file.path, text, _DIALECT, file.hints, lines=lines)
    script.statements += statements
    script.gaps += trouble


def _connector(file: SourceFile, piece: list[Token], script: _Script) -> None:
    """CREATE SOURCE or SINK CONNECTOR: a connector of Kafka Connect."""
    words = words_of(piece[:8])
    at = words.index("CONNECTOR") + 1
    at += 3 if words[at : at + 3] == ["IF", "NOT", "EXISTS"] else 0
    if at >= len(piece):
        return
    told = list(ksql_text.pairs(piece))
    lines = {key: line for key, _, line in told}
    name = piece[at].text
    pairs = tuple((key, value) for key, value, _ in told)
    one = Connector(file.path, name, lines.get("connector.class", piece[0].line), pairs, lines)
    script.connectors.append(one)
    script.settings += (StreamSetting(key, value, line, name) for key, value, line in told)
    script.jobs += jobs_of(one)
    script.gaps += gaps_of(one)


def _unknown(script: _Script) -> dict[DatasetId, DatasetId]:
    """Streams that another script declares: they keep a name of their own until that is found."""
    return dict(_foreign(script))


def _foreign(script: _Script) -> Iterator[tuple[DatasetId, DatasetId]]:
    for one in script.statements:
        for use in (*one.facts.reads, *one.facts.writes):
            if use.dataset.namespace == WAREHOUSE:
                yield use.dataset, DatasetId(KSQL, use.dataset.name)
