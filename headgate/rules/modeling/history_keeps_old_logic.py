"""Rule: An incremental model whose query changes, so that the rows it holds already keep the old result."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.view import DbtModel
from headgate.finding import Level, Proof
from headgate.impact.comparison import Comparison
from headgate.rules.registry import Found, repository, rule

_MODEL = """\
{{{{ config(materialized='{made}', unique_key='id') }}}}
select id, {amount} as amount, at from raw.payments
{{% if is_incremental() %}}
where at > (select max(at) from {{{{ this }}}})
{{% endif %}}
"""


def _project(amount: str, made: str = "incremental") -> dict[str, str]:
    return {"dbt_project.yml": "name: shop\n", "models/payments.sql": _MODEL.format(amount=amount, made=made)}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(_project("cents / 100.0"), {"models/payments.sql": (1,)}, base=_project("cents")),
        repository(_project("cents /* as it was */"), base=_project("cents")),
        repository(_project("cents / 100.0", "table"), base=_project("cents", "table")),
    ),
)
def history_keeps_old_logic(comparison: Comparison) -> Iterator[Found]:
    """An incremental model whose query changes, so that the rows it holds already keep the old result.

    ## Why it matters
    The next run computes new rows by the new query and leaves the others as they are: one column has two meanings,
    divided by the day of the release.

    ## Instead
    Run it once with `--full-refresh` when the change is released, or fill the old rows again in slices; where the old
    ones are meant to stay, say since when the new meaning holds.

    ## When it stays silent
    The model is new, or was no incremental model before; the text changes and the meaning of its query does not.

    ## Fix
    None: that is a step of the release, not of the code.
    """
    impact = comparison.impact
    for dataset in sorted(impact.changed & impact.effects.keys()):
        model, before = impact.head.models.get(dataset), impact.base.models.get(dataset)
        if model is None or before is None or not (_is_incremental(model) and _is_incremental(before)):
            continue
        effect = impact.effects[dataset]
        if effect.kind in ("rows_change", "values_change"):
            columns = f" ({', '.join(effect.columns[:4])})" if effect.columns else ""
            message = (
                f"{model.name} is incremental: rows that it holds already keep what the old query gave{columns}, until "
                "it is built anew with --full-refresh."
            )
            yield Found(message, model.node.line, str(dataset), path=model.path, of_file=True)


def _is_incremental(model: DbtModel) -> bool:
    return model.setting("materialized") == "incremental" and not model.disabled
