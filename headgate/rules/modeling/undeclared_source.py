"""Rule: A source table that no properties file declares."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from headgate.facts.dbt.view import DbtProjectView
from headgate.finding import Level, Proof
from headgate.location import Location
from headgate.rules.registry import Found, repository, rule

_MANY = 5
_GIVEN = "select * from {{ source('given', 'orders') }}\n"
_DECLARED = """
    sources:
      - name: raw
        tables:
          - name: orders
    """


@rule(
    level=Level.ERROR,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/sources.yml": _DECLARED,
                "models/stg_lines.sql": "select *\nfrom {{ source('raw', 'lines') }}\n",
            },
            {"models/stg_lines.sql": (2,)},
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/sources.yml": _DECLARED,
                "models/stg_orders.sql": "select * from {{ source('raw', 'orders') }}\n",
            }
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "models/shop.orders.sql": "select 1 as id\n",
                "models/order_ids.sql": "select id from {{ ref('shop.orders') }}\n",
            }
        ),
        repository(
            {"dbt_project.yml": "name: shop\n"}
            | {f"models/base_{n}.sql": _GIVEN.replace("orders", f"orders_{n}") for n in range(_MANY)}
        ),
        repository(
            {
                "dbt_project.yml": "name: shop\n",
                "packages.yml": "packages:\n  - package: shops/raw\n    version: 1.0.0\n",
                "models/stg_orders.sql": "select * from {{ source('of_the_package', 'orders') }}\n",
            }
        ),
    ),
)
def check(view: DbtProjectView) -> Iterator[Found]:
    """A source table that no properties file declares.

    ## Why it matters
    dbt refuses to compile the whole project, so no model runs until the table is declared.

    ## Instead
    Declare the table under `sources`, or name one that is declared.

    ## When it stays silent
    The source is unknown and a package that may declare it is installed from elsewhere; a properties file
    could not be read; the model is disabled; a model has a dot in its name; five files or more read a source that
    is declared nowhere, as in a package whose sources are declared where it is installed.

    ## Fix
    None: what the table is called in the warehouse is not told.
    """
    if view.unread_properties:
        return
    disabled = {model.path for model in view.models if model.disabled}
    left_open = _left_to_others(view)
    for entry in view.nodes:
        for name, line in entry.node.refs if entry.path not in disabled else ():
            source, dot, table = name.partition(".")
            if (
                not dot
                or name.lower() in view.sources
                or view.is_known(name)
                or source.lower() in left_open
                or (source.lower() not in view.source_names and view.open_packages)
            ):
                continue
            others = [e for key, e in view.sources.items() if key.startswith(source.lower() + ".")]
            where = f"the source {source} is declared without it" if others else f"no source {source} is declared"
            is_test = entry.node.kind == "test"
            then = "leaves the test out" if is_test else "does not compile"
            message = f"{entry.node.name} reads table {table} of source {source}, but {where}; dbt {then}."
            level = Level.WARNING if is_test else Level.ERROR
            related = tuple(Location(e.path, e.node.line) for e in others[:3])
            yield Found(message, line, f"{entry.node.name} -> {name}", path=entry.path, related=related, level=level)


def _left_to_others(view: DbtProjectView) -> set[str]:
    """Sources that many files read and none declares: whoever installs the package declares them."""
    readers: defaultdict[str, set[str]] = defaultdict(set)
    for entry in view.nodes:
        for name, _ in entry.node.refs:
            source, dot, _ = name.lower().partition(".")
            if dot and source not in view.source_names:
                readers[source].add(entry.path)
    return {source for source, files in readers.items() if len(files) >= _MANY}
