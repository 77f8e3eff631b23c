"""Flink SQL: tables that stand for topics, files and databases behind connectors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlglot import exp

from headgate.dataset import Dataset, DatasetId, DatasetKind, at_path, topic
from headgate.facts.reading import FileFacts, Reading, SourceFile
from headgate.facts.sql.model import Query, Source, Statement
from headgate.facts.sql.parse import read_sql
from headgate.facts.sql.tree import SqlStatement
from headgate.facts.streams.model import StreamSetting
from headgate.lineage import DatasetUse

_DIALECT = "spark"
"""sqlglot has no Flink dialect; Spark's takes backquotes, and WITH ('key' = 'value') as properties."""
_KAFKA = ("kafka", "upsert-kafka")


def read(file: SourceFile) -> Reading:
    """The statements of a Flink SQL file, with connector tables named as what is behind them."""
    parsed, gaps = read_sql(file.path, file.text, file.hints.dialect or _DIALECT, file.hints)
    behind: dict[DatasetId, DatasetId] = {}
    settings: list[StreamSetting] = []
    datasets: list[Dataset] = []
    statements: list[SqlStatement] = []
    for statement in parsed:
        facts = statement.facts
        options = _options(statement.tree) if facts.kind == "create-table" else {}
        if facts.target is not None and options:
            behind[facts.target] = _behind(facts.target, options)
            settings += (StreamSetting(k, v, facts.line, facts.target.name) for k, v in options.items())
        renamed = _renamed(facts, behind, options)
        statements.append(replace(statement, facts=renamed))
        if renamed.declares is not None:
            datasets.append(renamed.declares)
    facts_of_file = FileFacts(
        file.path,
        tuple(sorted(file.kinds)),
        tuple(one.facts for one in statements),
        tuple(datasets),
        stream_settings=tuple(settings),
        gaps=tuple(gaps),
    )
    return Reading(facts_of_file, tuple(statements))


def _options(tree: exp.Expr) -> Mapping[str, str]:
    """`WITH ('connector' = 'kafka', …)` by key."""
    properties = tree.args.get("properties")
    found = {}
    for one in properties.expressions if properties is not None else ():
        if isinstance(one, exp.Property) and isinstance(one.args.get("value"), exp.Expr):
            found[one.name.strip("'\"")] = one.args["value"].name
        elif isinstance(one, exp.FileFormatProperty):
            found["format"] = one.name
    return found if "connector" in found else {}


def _behind(name: DatasetId, options: Mapping[str, str]) -> DatasetId:
    """What a connector table stands for.

    Source: the Flink manual, "Table & SQL Connectors": kafka (`topic`), filesystem (`path`), jdbc (`table-name`).
    """
    connector = options["connector"]
    if connector in _KAFKA and options.get("topic"):
        return topic(options["topic"])
    if connector == "filesystem" and options.get("path"):
        return at_path(options["path"])
    if connector == "jdbc" and options.get("table-name"):
        return DatasetId(name.namespace, options["table-name"].lower())
    return name


def _renamed(facts: Statement, behind: Mapping[DatasetId, DatasetId], options: Mapping[str, str]) -> Statement:
    def use(one: DatasetUse) -> DatasetUse:
        return replace(one, dataset=behind.get(one.dataset, one.dataset))

    declares = facts.declares
    if declares is not None:
        kind = DatasetKind.TOPIC if options.get("connector") in _KAFKA else declares.kind
        # What a connector table declares is how one job sees the topic, so it proves nothing absent.
        declares = replace(
            declares, id=behind.get(declares.id, declares.id), kind=kind, complete=declares.complete and not options
        )
    return replace(
        facts,
        reads=tuple(use(one) for one in facts.reads),
        # Declaring a connector table writes nothing to what is behind it.
        writes=() if options else tuple(use(one) for one in facts.writes),
        target=behind.get(facts.target, facts.target) if facts.target is not None else None,
        query=_query(facts.query, behind) if facts.query is not None else None,
        declares=declares,
    )


def _query(query: Query, behind: Mapping[DatasetId, DatasetId]) -> Query:
    return replace(
        query,
        ctes=tuple((name, _query(inner, behind)) for name, inner in query.ctes),
        sources=tuple(_source(source, behind) for source in query.sources),
        branches=tuple(_query(branch, behind) for branch in query.branches),
        queries=tuple(replace(nested, query=_query(nested.query, behind)) for nested in query.queries),
    )


def _source(source: Source, behind: Mapping[DatasetId, DatasetId]) -> Source:
    relation = source.relation
    return replace(
        source,
        relation=behind.get(relation, relation) if relation is not None else None,
        query=_query(source.query, behind) if source.query is not None else None,
    )
