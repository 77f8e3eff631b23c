"""Enforced contracts of dbt models that promise less than they did."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from headgate.dataset import DatasetId
from headgate.evidence import Evidence, EvidenceKind
from headgate.facts.project import Project
from headgate.facts.schemas.model import SchemaFormat
from headgate.finding import Level, Proof
from headgate.impact.compat.pair import SchemaPair
from headgate.impact.consumers import Reading, consumers_of_change
from headgate.rules.registry import Found, repository, rule
from headgate.rules.schema._told_of_consumers import in_words, places, shown

_OLD = """
models:
  - name: fct_orders
    config:
      materialized: table
      contract:
        enforced: true
    columns:
      - name: order_id
        data_type: bigint
      - name: note
        data_type: text
"""
_SHORTER = _OLD.replace("      - name: note\n        data_type: text\n", "")
_PROJECT = {"dbt_project.yml": "name: shop\n", "models/fct_orders.sql": "select 1 as order_id, 'x' as note\n"}


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=[
        repository(
            _PROJECT | {"models/_m.yml": _SHORTER}, {"models/_m.yml": (2,)}, base=_PROJECT | {"models/_m.yml": _OLD}
        ),
        repository(
            _PROJECT | {"models/_m.yml": _OLD.replace("bigint", "text")},
            {"models/_m.yml": (8,)},
            base=_PROJECT | {"models/_m.yml": _OLD},
        ),
        repository(
            _PROJECT | {"models/_m.yml": _OLD + "      - name: at\n        data_type: date\n"},
            base=_PROJECT | {"models/_m.yml": _OLD},
        ),
        repository(
            _PROJECT
            | {"models/_m.yml": _SHORTER + "    latest_version: 2\n    versions:\n      - v: 1\n      - v: 2\n"},
            base=_PROJECT | {"models/_m.yml": _OLD},
        ),
    ],
)
def dbt_contract_broken(pair: SchemaPair) -> Iterator[Found]:
    """The enforced contract of a dbt model lost a column, a type, a constraint or its force.

    ## Why it matters

    Others build on what the contract promises: models of other projects, dashboards, exports. dbt itself refuses such
    a change of a versioned or public model when it compares states, and says nothing otherwise.

    ## Instead

    Publish a new version of the model (`versions:` with `latest_version`), give the old one a `deprecation_date`, and
    let readers move.

    ## When it stays silent

    For added columns, for models whose contract was not enforced, and where the change gives the model `versions`.

    ## Fix

    None is applied by itself: who builds on the model is not to be seen in the file.
    """
    if pair.format is not SchemaFormat.DBT_CONTRACT:
        return
    if "versions:" in pair.new and "versions:" not in pair.old:
        return
    for change in pair.judged("").breaking:
        model, _, column = change.entity.partition(".")
        named = partial(_called, model.lower())
        found = consumers_of_change(pair.comparison, named, column, pair.path)
        # Who writes it is the model itself.
        readers = tuple(one for one in found if one.reading is not Reading.WRITES)
        yield Found(
            message=f"{change.sentence}: whoever builds on the contract of {model} fails.{in_words(readers)}",
            line=pair.head_line(change),
            path=pair.path,
            entity=f"{change.entity}:{change.kind}",
            evidence=(
                Evidence(EvidenceKind.SCHEMA_DIFFERENCE, f"{change.kind}: {change.message}"),
                *shown(readers),
            ),
            related=(*pair.base_place(change), *places(readers)),
        )


def _called(model: str, side: Project) -> list[DatasetId]:
    return [dataset for dataset in side.graph.readers if dataset.name.rpartition(".")[2] == model]
