"""What query texts mean, worked out once: for base and head, for every fix on trial, and for later runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.dataset import WAREHOUSE, DatasetId, table
from headgate.facts.answers import Answers
from headgate.facts.dbt.jinja.scope import SHADOWED
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parsing import tree_of
from headgate.impact.query import Relation, denote
from headgate.impact.query.denote import Denotation
from headgate.source.snapshot import digest

_TREES = 256
"""Syntax trees that are kept: what a change reaches is asked for on both sides."""


class Denotations:
    """Meanings by the text of a query and the meanings of all that it reads.

    Of two sides of a change only what lies downstream of it differs, and a later run works out what is new to it.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._spelled: dict[int, tuple[Relation, str]] = {}
        """By identity of the relation, which is kept so that no other can take it over."""

    def of(self, statement: Statement, lookup: Callable[[DatasetId], Relation]) -> Denotation | None:
        """The meaning of a statement's query; None where there is none that could be parsed.

        Raises:
            ValueError: the query is of no kind that is known.
            RecursionError: it nests too deeply.
        """
        named = {use.dataset.name: use.dataset for use in statement.reads if use.dataset.namespace != WAREHOUSE}
        text = "\x1f".join((statement.dialect, statement.text, *map(str, sorted(named.values()))))
        asked = self._answers.find("tables asked for", text, Asked)
        if asked is not None:
            known = self._answers.find("denotation", self._told(text, asked, lookup), Denotation)
            if known is not None or not asked.query:
                return known
        tree = body(statement.text, statement.dialect)
        if tree is None:
            self._answers.add("tables asked for", text, Asked(query=False))
            return None
        tables = dict.fromkeys(asked.tables if asked is not None else ())

        def told_of(found: exp.Table) -> Relation:
            plain = _dataset(found)
            dataset = named.get(plain.name, plain)
            tables[dataset] = None
            return lookup(dataset)

        denotation = denote(tree, told_of)
        asked = self._answers.add("tables asked for", text, Asked(query=True, tables=tuple(tables)))
        return self._answers.add("denotation", self._told(text, asked, lookup), denotation)

    def _told(self, text: str, asked: Asked, lookup: Callable[[DatasetId], Relation]) -> str:
        """All that the meaning of `text` depends on."""
        return "\x1f".join((text, *(self._spelling(lookup(table)) for table in asked.tables)))

    def _spelling(self, relation: Relation) -> str:
        known = self._spelled.get(id(relation))
        if known is None:
            known = self._spelled[id(relation)] = (relation, digest(repr(_spelled(relation)).encode()))
        return known[1]


@dataclass(frozen=True, slots=True)
class Asked:
    """What has to be known before the meaning of a text is."""

    query: bool
    """Whether the text is a query that can be parsed."""
    tables: tuple[DatasetId, ...] = ()
    """In the order in which the meaning asks for them."""


def _spelled(relation: Relation) -> tuple[object, ...]:
    """All of a relation, in an order of its own."""
    return (
        relation.parts,
        relation.columns,
        sorted(relation.filters),
        relation.open,
        sorted(relation.bases.items()),
        sorted(sorted(key) for key in relation.keys),
        relation.single_row,
        relation.counted,
        [_spelled(branch) for branch in relation.branches],
        relation.order,
        relation.unmerged,
        [(fault.kind, fault.name, fault.relation, fault.line) for fault in relation.faults],
        relation.name,
    )


@lru_cache(maxsize=_TREES)
def body(text: str, dialect: str) -> exp.Expr | None:
    """The query inside a statement; None where there is none, or the text cannot be parsed."""
    try:
        tree = tree_of(text, dialect)
    except (SqlglotError, RecursionError):
        return None
    if isinstance(tree, exp.Query):
        return tree
    inner = tree.args.get("expression")
    if isinstance(tree, exp.Create | exp.Insert) and isinstance(inner, exp.Query):
        outer = tree.args.get("with_")
        if outer is not None and not inner.args.get("with_"):
            inner.set("with_", outer.copy())
        return inner
    return None


def _dataset(found: exp.Table) -> DatasetId:
    parts = [part.name for part in found.parts]
    return table(".".join(parts[1:] if parts[0] == SHADOWED else parts))
