"""What dbt makes of a snapshot's query."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from headgate.facts.dbt.view import DbtModel
from headgate.facts.graph.knowledge import SNAPSHOT_COLUMNS
from headgate.impact.query import Fault, Relation
from headgate.impact.query.relation import fold


def snapshot_faults(model: DbtModel, relation: Relation) -> Iterator[Fault]:
    """Columns that the snapshot's configuration names and its query does not give."""
    named = [model.setting("unique_key"), model.setting("updated_at")]
    listed = [name for one in named for name in (one if isinstance(one, list) else [one]) if isinstance(name, str)]
    for name in listed if not relation.open else ():
        if name.isidentifier() and relation.text_of(name.lower()) is None:
            yield Fault("missing-column", name.lower(), "its query")


def snapshotted(relation: Relation) -> Relation:
    """A snapshot's table: its query's columns, and those of dbt."""
    known = dict(relation.columns)
    more = tuple((name, fold(f"{relation.rows}.{name}")) for name in SNAPSHOT_COLUMNS if name not in known)
    return replace(relation, columns=(*relation.columns, *more), keys=frozenset())
