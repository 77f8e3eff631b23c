"""A small pipeline as text, its lineage, and a large one made by hand."""

from __future__ import annotations

from app.report.lineage.asked import Asked
from app.report.lineage.document import (
    ColumnEnd,
    ColumnEntry,
    DatasetEntry,
    EdgeEntry,
    FlowEntry,
    JobEntry,
    Lineage,
    Place,
    Question,
)
from app.report.lineage.gathering import gather_lineage
from headgate.facts.cache import Cache
from headgate.facts.project import Project
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot

PROPERTIES = """\
version: 2
sources:
  - name: raw
    schema: raw
    freshness: {warn_after: {count: 12, period: hour}}
    tables:
      - name: payments
        columns: [{name: order_id}, {name: amount}, {name: status}]
models:
  - name: stg_payments
    config: {contract: {enforced: true}}
    columns: [{name: order_id, data_type: bigint}, {name: amount, data_type: "decimal(10,2)"}, {name: status, data_type: text}]
  - name: fct_revenue
    description: What was paid, by order.
    config: {meta: {owner: finance}}
    columns:
      - name: order_id
        data_tests: [unique, not_null]
exposures:
  - name: board
    type: dashboard
    owner: {name: Ada, email: ada@example.com}
    depends_on: [ref('fct_revenue')]
"""
FILES = {
    "dbt_project.yml": "name: shop\nversion: '1'\nmodel-paths: [models]\n",
    "models/all.yml": PROPERTIES,
    "models/staging/stg_payments.sql": (
        "select order_id, amount / 100 as amount, lower(status) as status\nfrom {{ source('raw', 'payments') }}\n"
    ),
    "models/marts/fct_revenue.sql": (
        "with paid as (\n    select * from {{ ref('stg_payments') }} where status = 'paid'\n)\n"
        "select\n    order_id,\n    sum(amount) as paid,\n    count(*) as payments\nfrom paid\ngroup by order_id\n"
    ),
    "models/marts/opaque.sql": "select * from {{ mystery() }}\n",
}


def project(files: dict[str, str] | None = None) -> Project:
    """The pipeline, read."""
    return gather(MemorySnapshot(FILES if files is None else files), Settings(), Cache(None)).project


def lineage(asked: Asked | None = None, files: dict[str, str] | None = None) -> Lineage:
    """The lineage of the pipeline, or the part of it that was asked for."""
    return gather_lineage(project(files), "shop", asked or Asked())


def large(datasets: int = 2_000, columns: int = 10, wide: int = 50) -> Lineage:
    """Layers of `wide` datasets, each reading two of the layer before, column by column."""
    entries, flows, jobs, edges = [], [], [], []
    for number in range(datasets):
        layer, place = divmod(number, wide)
        at = Place(f"models/layer_{layer}/t{number}.sql", 1)
        names = [f"c{number}_{column}" for column in range(columns)]
        made = tuple(ColumnEntry(name, "bigint", None, Place(at.path, line)) for line, name in enumerate(names, 1))
        entries.append(
            DatasetEntry(
                f"t{number}", "warehouse", f"t{number}", "model", f"models/layer_{layer}", None, at, made, True
            )
        )
        sources = {number - wide, (layer - 1) * wide + (place * 7) % wide} if layer else set()
        jobs.append(
            JobEntry(number, f"model.t{number}", "dbt", at, tuple(f"t{one}" for one in sources), (f"t{number}",))
        )
        for source in sorted(sources):
            flows.append(FlowEntry(f"t{source}", f"t{number}", number, at, (("identity", columns),)))
            edges += [
                EdgeEntry(
                    ColumnEnd(f"t{source}", f"c{source}_{column}"),
                    ColumnEnd(f"t{number}", names[column]),
                    "identity",
                    True,
                    at,
                )
                for column in range(columns)
            ]
    return Lineage(Question("large"), tuple(entries), tuple(flows), tuple(edges), tuple(jobs))
