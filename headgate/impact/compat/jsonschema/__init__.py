"""JSON Schema against JSON Schema: inclusion of the sets of values, proved or refuted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from headgate.evidence import Evidence, EvidenceKind
from headgate.impact.compat.change import Compatibility, Profile, SchemaChange, Text, single
from headgate.impact.compat.jsonschema.differ import Opinion, accepted, load
from headgate.impact.compat.jsonschema.differences import differences
from headgate.impact.compat.jsonschema.parts import Parts


def compare(old: Text, new: Text, profile: str, dialect: str, rules: tuple[str, ...]) -> Compatibility:  # noqa: ARG001
    """Whether values that fit one version fit the other.

    By validation: pure inclusion of the sets of valid values, `format` being an annotation. By registry: keyword
    by keyword with open and closed content models, and what cannot be shown to be safe is refused.
    """
    registry = profile == Profile.JSON_SCHEMA_REGISTRY
    old_document, before = load(single(old), registry=registry)
    new_document, after = load(single(new), registry=registry)
    backward, forward = accepted(before, after), accepted(after, before)
    unknown = tuple(opinion.why for opinion in (backward, forward) if opinion.holds is None)
    evidence = (*_witness(backward, "old", "new"), *_witness(forward, "new", "old"))
    found = differences(
        old_document, new_document, Parts(replace(before, registry=False), replace(after, registry=False))
    )
    changes = tuple(_judged(found, backward, forward))
    return Compatibility(backward.holds, forward.holds, changes, unknown, evidence)


def _judged(changes: Iterator[SchemaChange], backward: Opinion, forward: Opinion) -> Iterator[SchemaChange]:
    """A change breaks nothing where the whole was proved to hold."""
    for change in changes:
        holds = backward.holds if change.backward else forward.holds
        yield replace(change, breaking=holds is not True)


def _witness(opinion: Opinion, accepts: str, refuses: str) -> tuple[Evidence, ...]:
    if opinion.refused is None:
        return ()
    return (
        Evidence(EvidenceKind.WITNESS, f"valid by the {accepts} schema: {opinion.refused.value}"),
        Evidence(EvidenceKind.EXECUTION, f"jsonschema, by the {refuses} schema: {opinion.refused.error}"),
    )
