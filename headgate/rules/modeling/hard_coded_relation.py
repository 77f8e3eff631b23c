"""Rule: A model that names a table itself instead of by ref or source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from headgate.dataset import DatasetId
from headgate.facts.dbt.view import DbtModel, DbtProjectView
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.fix import Fix, TextEdit
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_SYSTEM = ("information_schema", "account_usage", "pg_catalog", "system", "sys", "snowflake", "svv_", "stl_", "region-")
_SOURCES = """
    sources:
      - name: raw
        tables:
          - name: orders
    """


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/sources.yml": _SOURCES,
                "models/orders.sql": "select id\nfrom raw.orders\n",
            },
            {"models/orders.sql": (2,)},
            fixed={"models/orders.sql": "select id\nfrom {{ source('raw', 'orders') }}\n"},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/stg_orders.sql": "select 1 as id\n",
                "models/orders.sql": "select id\nfrom analytics.stg_orders\n",
            },
            {"models/orders.sql": (2,)},
            fixed={"models/orders.sql": "select id\nfrom {{ ref('stg_orders') }}\n"},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/sources.yml": _SOURCES,
                "models/orders.sql": """
                    with orders as (select id from {{ source('raw', 'orders') }})
                    select orders.id from orders
                    join information_schema.tables on true
                    """,
            }
        ),
    ),
)
def check(view: DbtProjectView, project: Project) -> Iterator[Found]:
    """A model that names a table itself instead of by ref or source.

    ## Why it matters
    dbt does not know of the dependency: it may build the model before its input, tests and lineage end here, and
    in every other environment the model still reads this one table.

    ## Instead
    `ref` for what the project makes, `source` for what comes from outside.

    ## When it stays silent
    System tables; names that a macro writes; the model itself.

    ## Fix
    The `ref` or `source` call, where the table is known to the project.
    """
    by_relation = {entry.node.relation.lower(): name for name, entry in view.sources.items() if entry.node.relation}
    for model in view.models:
        told = {model.dataset, *(use.dataset for job in project.files[model.path].jobs for use in job.reads)}
        seen: set[DatasetId] = set()
        for use in (use for statement in model.statements for use in statement.reads):
            name = use.dataset.name
            if use.dataset in told or use.dataset in seen or "." not in name or _is_system(name):
                continue
            seen.add(use.dataset)
            text = project.snapshot.lines_of(model.path, use.line, use.line)
            if name.rpartition(".")[2] in text.lower():
                yield _found(view, model, Location(model.path, use.line), name, text, by_relation)


def _found(
    view: DbtProjectView, model: DbtModel, at: Location, name: str, text: str, by_relation: dict[str, str]
) -> Found:
    last = name.rpartition(".")[2]
    call = ""
    source = by_relation.get(name) or by_relation.get(".".join(name.split(".")[-2:]))
    if source is not None:
        call = "source('{}', '{}')".format(*view.sources[source].node.name.split(".", 1))
    elif last in view.known and last != model.name:
        call = f"ref('{last}')"
    if not call:
        message = f"{model.name} names the table {name} itself; dbt sees no dependency, and every environment reads it."
        return Found(message, at.start_line, f"{model.name} -> {name}", path=at.path)
    message = f"{model.name} names {name} itself instead of {call}; dbt may build it before its input is ready."
    fix = _fix(at, name, text, call)
    level = Level.WARNING
    return Found(message, at.start_line, f"{model.name} -> {name}", path=at.path, fix=fix, level=level)


def _fix(at: Location, name: str, text: str, call: str) -> Fix | None:
    written = re.compile(r"[\"`]?\.[\"`]?".join(re.escape(part) for part in name.split(".")), re.I)
    found = written.findall(text)
    if len(found) != 1 or any(mark in text for mark in ('"', "`")):
        return None
    line = written.sub("{{ " + call.replace("\\", "") + " }}", text)
    return Fix(f"Use {call}", (TextEdit(at.path, at.start_line, at.start_line, line + "\n"),))


def _is_system(name: str) -> bool:
    return any(part.startswith(_SYSTEM) for part in name.split(".")) or not re.fullmatch(r"[\w.$-]+", name)
