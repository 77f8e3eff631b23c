"""What models answer, as text that enters: held to a shape before anything believes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MOST_CANDIDATES = 6
"""Claims of one specialist that are looked at."""
MOST_EXPLANATIONS = 8
"""Of one specialist, that are looked at."""
MOST_CHECKED = 6
"""Checkable claims of one candidate."""


def _clipped(most: int) -> BeforeValidator:
    """Too much text is cut, not refused: one verbose field would otherwise cost the whole answer."""
    return BeforeValidator(lambda value: value[:most] if isinstance(value, str) else value)


def _level(value: Any) -> Any:
    """No claim of a model is more than a warning, whatever it says."""
    return "note" if value == "note" else "warning"


def _known_kinds(value: Any) -> Any:
    """Claims of other kinds are left out: what nobody can check adds nothing."""
    if not isinstance(value, list):
        return []
    known = [one for one in value if isinstance(one, Claim) or (isinstance(one, dict) and one.get("kind") in CLAIMS)]
    return known[:MOST_CHECKED]


def _whole_explanations(value: Any) -> Any:
    """Those that are whole; a broken one is not worth the claims beside it."""
    whole = []
    for one in value if isinstance(value, list) else ():
        given = isinstance(one, dict) and isinstance(one.get("of"), str) and isinstance(one.get("text"), str)
        if isinstance(one, Explanation) or given:
            whole.append(one)
    return whole[:MOST_EXPLANATIONS]


Short = Annotated[str, _clipped(200)]
Prose = Annotated[str, _clipped(1_000)]
Quote = Annotated[str, _clipped(4_000)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


ClaimKind = Literal[
    "column_dropped",
    "column_missing",
    "column_nullable",
    "column_retyped",
    "field_incompatible",
    "flows_into",
    "join_fans_out",
    "no_reader",
    "no_writer",
    "stage_spilled",
]


CLAIMS = frozenset(get_args(ClaimKind))


class Claim(_Answer):
    """A part of a fault that a machine can check."""

    kind: ClaimKind
    subject: Short
    """What it is about: a dataset, `dataset.column`, or a path; see the charter."""
    other: Short = ""
    """The join's columns, the field, the stage, or the other dataset."""


class Candidate(_Answer):
    """One fault that a specialist claims."""

    rule: Short
    """What is wrong, in kebab case."""
    path: Prose
    line: int = 0
    quote: Quote
    message: Prose
    entity: Short = ""
    level: Annotated[Literal["note", "warning"], BeforeValidator(_level)] = "warning"
    lineage: Annotated[list[Short], BeforeValidator(lambda value: value or [])] = Field(default_factory=list)
    """Datasets that the fault reaches, source first; empty where it stays in its file."""
    claims: Annotated[list[Claim], BeforeValidator(_known_kinds)] = Field(default_factory=list)
    """What of it a machine can check."""
    remedy: Quote = ""
    """Lines in the place of the quoted ones, or a unified diff."""
    specialist: Short = ""
    """Which of them claims it, where one prompt is for several."""


class Explanation(_Answer):
    """Why something that the change reaches matters here."""

    of: Short
    """Its name under "Impact"."""
    text: Prose


class Candidates(_Answer):
    """All that a specialist claims."""

    candidates: list[Candidate]
    explanations: Annotated[list[Explanation], BeforeValidator(_whole_explanations)] = Field(default_factory=list)
