"""Rule: A model whose name does not tell its layer."""

from __future__ import annotations

from collections.abc import Iterator

from headgate.facts.dbt.dag import Dag
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.modeling._layers import Layers
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"
_FEWEST = 8
"""Models of a project in which a habit of naming can be seen."""
_NAMED = {f"models/marts/fct_{letter}.sql": "select 1 as id\n" for letter in "abcdefg"}


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/marts/orders.sql": "select 1 as id\n",
                **_NAMED,
            },
            {"models/marts/orders.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/marts/orders.sql": "select 1 as id\n",
                "models/marts/payments.sql": "select 1 as id\n",
                "models/marts/dim_b.sql": "select 1 as id\n",
            }
        ),
    ),
)
def check(dag: Dag, whole: Project) -> Iterator[Found]:
    """A model whose name does not tell its layer.

    ## Why it matters
    Readers see from a name whether a model is safe to build on. One that names no layer is read as any.

    ## Instead
    The prefix of its layer: stg_, int_, fct_, dim_, rpt_.

    ## When it stays silent
    The name begins with the prefix of the layer that its folder stands for; the project has fewer than 8 models, or
    fewer than half of them carry a prefix, so that it names its models otherwise.

    ## Fix
    None: a rename touches all readers.
    """
    layers = Layers(whole)
    named = sum(bool(layers.by_name(model)) for model in dag.models.values())
    if len(dag.models) < _FEWEST or 2 * named < len(dag.models):
        return
    for name, model in dag.models.items():
        if not layers.by_name(model) and not model.setting("time_spine"):
            layer = layers.by_folder(model) or "other"
            message = f"The name {name} tells no layer; models of the layer {layer} begin with "
            message += " or ".join(layers.prefixes(layer)) + "."
            yield Found(message, model.node.line, name, path=model.path, of_file=True)
