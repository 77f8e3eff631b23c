"""What a model answers to a question, as text that enters: held to a shape, cleaned, its facts checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from agents.candidates import Prose, Quote, Short

_MOST_LISTED = 6
_KINDS = ("fact", "quote", "column", "flows_into", "no_reader", "no_writer")


def _listed(value: Any) -> Any:
    """A list of at most so many; a single text counts as one."""
    if isinstance(value, str):
        return [value]
    return value[:_MOST_LISTED] if isinstance(value, list) else []


def _known(value: Any) -> Any:
    if not isinstance(value, list):
        return []
    return [one for one in value if isinstance(one, dict) and one.get("kind") in _KINDS][: 2 * _MOST_LISTED]


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Cited(_Answer):
    """A fact that an answer rests on, in a form that a machine can check."""

    kind: Literal["fact", "quote", "column", "flows_into", "no_reader", "no_writer"]
    subject: Quote
    """`F12`; the quoted line; `dataset.column`; a dataset."""
    other: Short = ""
    """The file of a quote; the dataset that another flows into."""


class Position(_Answer):
    """One model's answer."""

    choice: Short
    """What it would do, in at most eight words."""
    position: Prose
    reasons: Annotated[list[Prose], BeforeValidator(_listed)] = Field(default_factory=list)
    risks: Annotated[list[Prose], BeforeValidator(_listed)] = Field(default_factory=list)
    needs_to_know: Annotated[list[Prose], BeforeValidator(_listed)] = Field(default_factory=list)
    facts: Annotated[list[Cited], BeforeValidator(_known)] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CheckedFact:
    """A cited fact beside what the repository says of it."""

    text: str
    holds: bool | None
    """None where the repository does not tell."""
    why: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one model holds, cleaned, with its facts checked."""

    model: str
    choice: str
    position: str
    reasons: tuple[str, ...]
    risks: tuple[str, ...]
    needs_to_know: tuple[str, ...]
    facts: tuple[CheckedFact, ...]
    tokens: int
    cost: float | None
    """In US dollars; None where the price is unknown."""
    seconds: float
