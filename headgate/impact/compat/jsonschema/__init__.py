"""JSON Schema against JSON Schema: inclusion of the sets of values, proved or refuted."""

from __future__ import annotations

from headgate.evidence import Evidence, EvidenceKind
from headgate.impact.compat.change import Compatibility, Profile, Text, single
from headgate.impact.compat.jsonschema.differ import Opinion, accepted, load


def compare(old: Text, new: Text, profile: str, dialect: str, rules: tuple[str, ...]) -> Compatibility:  # noqa: ARG001
    """Whether values that fit one version fit the other.

    By validation: pure inclusion of the sets of valid values, `format` being an annotation. By registry: keyword
    by keyword with open and closed content models, and what cannot be shown to be safe is refused.
    """
    registry = profile == Profile.JSON_SCHEMA_REGISTRY
    _, before = load(single(old), registry=registry)
    _, after = load(single(new), registry=registry)
    backward, forward = accepted(before, after), accepted(after, before)
    unknown = tuple(opinion.why for opinion in (backward, forward) if opinion.holds is None)
    evidence = (*_witness(backward, "old", "new"), *_witness(forward, "new", "old"))
    return Compatibility(backward.holds, forward.holds, (), unknown, evidence)


def _witness(opinion: Opinion, accepts: str, refuses: str) -> tuple[Evidence, ...]:
    if opinion.refused is None:
        return ()
    return (
        Evidence(EvidenceKind.WITNESS, f"valid by the {accepts} schema: {opinion.refused.value}"),
        Evidence(EvidenceKind.EXECUTION, f"jsonschema, by the {refuses} schema: {opinion.refused.error}"),
    )
