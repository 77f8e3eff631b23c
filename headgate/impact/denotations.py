"""What query texts mean, worked out once for base, head and every fix on trial."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.dataset import WAREHOUSE, DatasetId, table
from headgate.facts.dbt.jinja.scope import SHADOWED
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parsing import tree_of
from headgate.impact.query import Relation, denote
from headgate.impact.query.denote import Denotation

_TREES = 256
"""Syntax trees that are kept: what a change reaches is asked for on both sides."""
_Key = tuple[str, str, tuple[DatasetId, ...]]
"""Text, dialect, and those of its tables that the text does not name in full."""


class Denotations:
    """Answers by the text of a query, each with the relations that it was told of what it reads.

    A text means the same again as long as all that it reads does: of two sides of a change only what lies downstream
    of it differs.
    """

    def __init__(self) -> None:
        self._known: dict[_Key, tuple[dict[DatasetId, Relation], Denotation]] = {}

    def of(self, statement: Statement, lookup: Callable[[DatasetId], Relation]) -> Denotation | None:
        """The meaning of a statement's query; None where there is none that could be parsed.

        Raises:
            ValueError: the query is of no kind that is known.
            RecursionError: it nests too deeply.
        """
        named = {use.dataset.name: use.dataset for use in statement.reads if use.dataset.namespace != WAREHOUSE}
        key = (statement.text, statement.dialect, tuple(sorted(named.values())))
        before = self._known.get(key)
        if before is not None and all(lookup(one) == answer for one, answer in before[0].items()):
            return before[1]
        tree = body(statement.text, statement.dialect)
        if tree is None:
            return None
        told: dict[DatasetId, Relation] = {}

        def told_of(found: exp.Table) -> Relation:
            plain = _dataset(found)
            dataset = named.get(plain.name, plain)
            if dataset not in told:
                told[dataset] = lookup(dataset)
            return told[dataset]

        denotation = denote(tree, told_of)
        self._known[key] = (told, denotation)
        return denotation


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
