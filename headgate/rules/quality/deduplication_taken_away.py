"""Rule: A change takes away what made the rows of a model unique on its declared key."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.facts.sql.grain import Shape
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.rules.quality._settings import listed
from headgate.rules.registry import Found, repository, rule

_PROJECT = {
    "dbt_project.yml": "name: shop\n",
    "models/shop.yml": """
        models:
          - name: customers
            columns:
              - name: customer_id
                tests: [unique]
        """,
}
_ALL = "select customer_id, name from raw_customers\n"
_ONCE = f"{_ALL}qualify row_number() over (partition by customer_id order by at) = 1\n"
_GROUPED = "select customer_id, max(name) as name from raw_customers group by {by}\n"


@rule(
    level=Level.WARNING,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {**_PROJECT, "models/customers.sql": _ALL},
            {"models/customers.sql": (1,)},
            base={**_PROJECT, "models/customers.sql": _ONCE},
        ),
        repository(
            {**_PROJECT, "models/customers.sql": _GROUPED.format(by="customer_id, region")},
            {"models/customers.sql": (1,)},
            base={**_PROJECT, "models/customers.sql": _GROUPED.format(by="customer_id")},
        ),
        repository(
            {**_PROJECT, "models/customers.sql": _GROUPED.format(by="customer_id")},
            base={**_PROJECT, "models/customers.sql": _ONCE},
        ),
        repository(
            {"dbt_project.yml": "name: shop\n", "models/customers.sql": _ALL},
            base={"dbt_project.yml": "name: shop\n", "models/customers.sql": _ONCE},
        ),
    ),
)
def check(comparison: Comparison) -> Iterator[Found]:
    """A change takes away what made the rows of a model unique on its declared key.

    ## Why it matters
    On the base the query itself kept one row for each key: by row_number(), DISTINCT or GROUP BY. The change removes
    that, or groups by more, and nothing takes its place: duplicates come through, and every join on the key and every
    sum downstream grows with them.

    ## Instead
    Keep the deduplication, or declare the new grain and mend the readers.

    ## When it stays silent
    Nothing declares a key of the model; the rows are unique in another way; the base did not make them so itself; the
    query reads other tables than before, whose keys may do it.

    ## Fix
    None: which of the two grains is meant is for the author to say.
    """
    impact = comparison.impact
    for dataset in sorted(impact.changed & impact.base.models.keys() & impact.head.models.keys()):
        before, after = impact.base.models[dataset], impact.head.models[dataset]
        old, new = _shape(before), _shape(after)
        if old is None or new is None or {one.table for one in new.inherited} - _read(before):
            continue
        declared = [key.columns for key in comparison.head.known.keys(dataset) if key.declared]
        if after.setting("materialized") == "incremental" and (keys := listed(after.setting("unique_key"))):
            declared.append(frozenset(keys))
        for key in declared:
            if comparison.head.known.is_unique_on(new, key):
                continue
            made = next((one for one in comparison.base.known.of_shape(old) if one.columns <= key), None)
            if made is not None and not made.declared:
                message = (
                    f"{after.name} is declared unique on ({', '.join(sorted(key))}) and was so {made.reason}; this "
                    "change takes that away, and duplicates come through (deduplication, grain)."
                )
                yield Found(message, after.statements[-1].line, f"{after.name} {sorted(key)}", path=after.path)
                break


def _shape(model: DbtModel) -> Shape | None:
    statement = model.statements[-1] if model.statements else None
    return statement.grain.shape if statement is not None and statement.grain is not None else None


def _read(model: DbtModel) -> set[object]:
    return {use.dataset for statement in model.statements for use in statement.reads}
