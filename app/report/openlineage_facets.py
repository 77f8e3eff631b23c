"""Facets of OpenLineage: what is said of a dataset and of the columns of a job's output.

Source: https://openlineage.io/spec/facets, each in the version of `_VERSIONS`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from app.report.clean import visible
from headgate import __version__
from headgate.dataset import DatasetKind
from headgate.facts.graph.pipeline import Node
from headgate.facts.profile import Profiles
from headgate.lineage import ColumnEdge, Effect
from headgate.secrets import mask

Json = dict[str, Any]

PRODUCER = f"urn:headgate:{__version__}"
_SPEC = "https://openlineage.io/spec"
JOB_EVENT = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/JobEvent"
DATASET_EVENT = f"{_SPEC}/2-0-2/OpenLineage.json#/$defs/DatasetEvent"
_VERSIONS: Mapping[str, str] = {
    "ColumnLineageDatasetFacet": "1-2-0",
    "DatasetTypeDatasetFacet": "1-0-1",
    "DocumentationDatasetFacet": "1-1-0",
    "JobTypeJobFacet": "2-0-4",
    "OwnershipDatasetFacet": "1-0-1",
    "SchemaDatasetFacet": "1-2-0",
    "SourceCodeLocationJobFacet": "1-1-0",
    "SymlinksDatasetFacet": "1-0-1",
}
_TYPES: Mapping[DatasetKind, str] = {
    DatasetKind.VIEW: "VIEW",
    DatasetKind.MODEL: "MODEL",
    DatasetKind.TOPIC: "TOPIC",
    DatasetKind.FILE: "FILE",
    DatasetKind.EXPOSURE: "EXPOSURE",
    DatasetKind.SCHEMA: "SCHEMA",
}
_DESCRIBED = 500
"""Characters of a transformation's description."""


def facet(name: str) -> Json:
    """The beginning of the facet called `name`."""
    return {"_producer": PRODUCER, "_schemaURL": f"{_SPEC}/facets/{_VERSIONS[name]}/{name}.json#/$defs/{name}"}


def clean(text: str) -> str:
    """`text` without secrets and control characters."""
    return visible(mask(text))


def dataset_facets(node: Node, profiles: Profiles | None) -> Iterator[tuple[str, Json]]:
    """What is known of a dataset, whoever reads or writes it."""
    if node.columns:
        yield "schema", {**facet("SchemaDatasetFacet"), "fields": list(_fields(node))}
    yield "datasetType", {**facet("DatasetTypeDatasetFacet"), "datasetType": _TYPES.get(node.kind, "TABLE")}
    if node.also_named:
        named = [
            {"namespace": clean(one.namespace), "name": clean(one.name), "type": "TABLE"} for one, _ in node.also_named
        ]
        yield "symlinks", {**facet("SymlinksDatasetFacet"), "identifiers": named}
    owners = dict.fromkeys(one.owner for one in node.declarations if one.owner)
    if owners:
        yield "ownership", {**facet("OwnershipDatasetFacet"), "owners": [{"name": clean(one)} for one in owners]}
    descriptions = profiles.of(node.id).descriptions if profiles is not None else ()
    if descriptions:
        yield (
            "documentation",
            {
                **facet("DocumentationDatasetFacet"),
                "description": clean(descriptions[0].text),
                "contentType": "text/markdown",
            },
        )


def column_lineage(edges: list[ColumnEdge], profiles: Profiles | None) -> Json:
    """Value edges by field; edges that act on all rows under `dataset`, as the facet has it."""
    fields: defaultdict[str, list[Json]] = defaultdict(list)
    whole: list[Json] = []
    for edge in sorted(set(edges)):
        (fields[clean(edge.target.column)] if edge.target.column else whole).append(_input(edge, profiles))
    told = {name: {"inputFields": _merged(inputs)} for name, inputs in sorted(fields.items())}
    found: Json = {**facet("ColumnLineageDatasetFacet"), "fields": told}
    if whole:
        found["dataset"] = _merged(whole)
    return found


def _fields(node: Node) -> Iterator[Json]:
    """Columns; their position is told where they are all known, in order."""
    for number, column in enumerate(node.columns, 1):
        told = {"name": clean(column.name)} | ({"type": clean(column.type)} if column.type else {})
        yield told | ({"ordinal_position": number} if node.complete else {})


def _input(edge: ColumnEdge, profiles: Profiles | None) -> Json:
    kind = "DIRECT" if edge.effect.direct else "INDIRECT"
    done: Json = {"type": kind, "subtype": edge.effect.value.upper()}
    if edge.effect.direct and edge.target.column and profiles is not None:
        done |= _described(edge, profiles)
    return {
        "namespace": clean(edge.source.dataset.namespace),
        "name": clean(edge.source.dataset.name),
        "field": clean(edge.source.column),
        "transformations": [done],
    }


def _described(edge: ColumnEdge, profiles: Profiles) -> Json:
    """The column's expression, if SQL tells one; it masks where every outermost one leaves a hash only."""
    made = profiles.making(edge.target.dataset, edge.target.column) if edge.effect is not Effect.IDENTITY else ()
    if not made:
        return {}
    outermost = [one for one in made if not one.step.query] or made[:1]
    return {
        "description": clean(made[0].step.text)[:_DESCRIBED],
        "masking": all(one.step.masking for one in outermost),
    }


def _merged(inputs: list[Json]) -> list[Json]:
    """One entry for each source column, with all that is done to it."""
    once: dict[tuple[str, str, str], Json] = {}
    for one in inputs:
        known = once.setdefault((one["namespace"], one["name"], one["field"]), one)
        known["transformations"] += [t for t in one["transformations"] if t not in known["transformations"]]
    return list(once.values())
