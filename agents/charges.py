"""The union of what specialists claim: the same fault once, whoever saw it, in whatever words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agents.gate import Passed
from headgate.evidence import EvidenceKind
from headgate.finding import Finding, normalise_code


@dataclass(frozen=True, slots=True)
class Charge:
    """A finding that comes before the council."""

    finding: Finding
    families: tuple[str, ...]
    """Of the models that claim it: theirs do not judge it where others can. Empty where a rule found it."""


def merged(passed: Iterable[Passed]) -> tuple[Charge, ...]:
    """Claims by fault, entity and normalised code, in order; each keeps the words that came first."""
    known: dict[tuple[str, ...], Charge] = {}
    for one in passed:
        key = _fault(one.finding)
        before = known.get(key)
        families = (one.family,) if one.family else ()
        if before is None:
            known[key] = Charge(one.finding, families)
        else:
            known[key] = replace(before, families=tuple(dict.fromkeys((*before.families, *families))))
    return tuple(known.values())


def _fault(finding: Finding) -> tuple[str, ...]:
    """What makes two claims one: never their prose, their line or their specialist."""
    code = next((piece.text for piece in finding.evidence if piece.kind is EvidenceKind.QUOTE), "")
    rule = finding.rule.rsplit("/", 1)[-1]
    return rule, finding.location.path, _folded(finding.entity), normalise_code(code)


def _folded(entity: str) -> str:
    """The last part of a dotted name: two specialists rarely spell out the same number of parts."""
    return entity.rsplit(".", 1)[-1].strip("`\"'[]() ").lower()
