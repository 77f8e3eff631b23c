"""What models answer, as text that enters: held to a shape before anything believes it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MOST_CANDIDATES = 6
MOST_CLAIMS = 6


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


Short = Annotated[str, StringConstraints(max_length=200)]
Prose = Annotated[str, StringConstraints(max_length=1_000)]


class Candidate(_Answer):
    """One fault that a specialist claims."""

    rule: Short
    """What is wrong, in kebab case."""
    path: Annotated[str, StringConstraints(max_length=1_000)]
    line: int = 0
    quote: Annotated[str, StringConstraints(max_length=4_000)]
    message: Prose
    entity: Short = ""
    level: Literal["note", "warning"] = "warning"
    lineage: list[Short] = Field(default_factory=list)
    """Datasets that the fault reaches, source first; empty where it stays in its file."""


class Candidates(_Answer):
    """All that a specialist claims."""

    candidates: list[Candidate] = Field(default_factory=list)


class Judgement(_Answer):
    """What a juror says of one claim."""

    claim: int
    """Its number in the question."""
    holds: Literal["yes", "no", "cannot tell"]
    quote: Annotated[str, StringConstraints(max_length=4_000)] = ""
    reason: Prose = ""


class Judgements(_Answer):
    """What a juror says of all claims in the question."""

    judgements: list[Judgement] = Field(default_factory=list)
