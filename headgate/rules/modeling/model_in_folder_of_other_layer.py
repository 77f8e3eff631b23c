"""Rule: A model whose folder stands for another layer than its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from headgate.facts.dbt.dag import Dag
from headgate.facts.project import Project
from headgate.finding import Level, Proof
from headgate.rules.modeling._layers import Layers
from headgate.rules.registry import Found, repository, rule

_PROJECT = "name: shop\n"


@rule(
    level=Level.NOTE,
    proof=Proof.DERIVED,
    examples=(
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/marts/stg_a.sql": "select 1 as id\n",
            },
            {"models/marts/stg_a.sql": (1,)},
        ),
        repository(
            {
                "dbt_project.yml": _PROJECT,
                "models/staging/stg_a.sql": "select 1 as id\n",
            }
        ),
    ),
)
def check(dag: Dag, whole: Project) -> Iterator[Found]:
    """A model whose folder stands for another layer than its name.

    ## Why it matters
    Configuration by folder (materialisation, schema, tags) treats it as what it is not, and nobody finds it.

    ## Instead
    The folder of its layer; for staging the folder of its source.

    ## When it stays silent
    Name and folder agree, or one of them tells no layer; staging models have no folder for each source.

    ## Fix
    Move the file.
    """
    layers = Layers(whole)
    named = {name.split(".", 1)[0] for name in dag.sources}
    by_source = any(PurePosixPath(model.path).parent.name.lower() in named for model in dag.models.values())
    for name, model in dag.models.items():
        layer, folder = layers.by_name(model), layers.by_folder(model)
        if layer and folder and layer != folder and (layer, folder) != ("base", "staging"):
            message = f"{name} is named as {layer} and lies in a folder of {folder}: {model.path}."
            yield Found(message, model.node.line, name, path=model.path, of_file=True)
        elif by_source and layer == "staging":
            sources = sorted(dag.sources_behind(name))
            above = {part.lower() for part in PurePosixPath(model.path).parent.parts}
            if len(sources) == 1 and sources[0] not in above:
                message = f"{name} stages the source {sources[0]} and lies outside its folder: {model.path}."
                yield Found(message, model.node.line, name, path=model.path, of_file=True)
