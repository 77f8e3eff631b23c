"""What models answer, as text that enters: held to a shape before anything believes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MOST_CANDIDATES = 6
"""Claims of one specialist that are looked at."""
MOST_CLAIMS = 6
"""Claims in one question to a juror."""


def _clipped(most: int) -> BeforeValidator:
    """Too much text is cut, not refused: one verbose field would otherwise cost the whole answer."""
    return BeforeValidator(lambda value: value[:most] if isinstance(value, str) else value)


def _level(value: Any) -> Any:
    """No claim of a model is more than a warning, whatever it says."""
    return "note" if value == "note" else "warning"


Short = Annotated[str, _clipped(200)]
Prose = Annotated[str, _clipped(1_000)]
Quote = Annotated[str, _clipped(4_000)]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


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


class Candidates(_Answer):
    """All that a specialist claims."""

    candidates: list[Candidate]


class Judgement(_Answer):
    """What a juror says of one claim."""

    claim: int
    """Its number in the question."""
    holds: Literal["yes", "no", "cannot tell"]
    quote: Quote = ""
    reason: Prose = ""


class Judgements(_Answer):
    """What a juror says of all claims in the question."""

    judgements: list[Judgement]
