"""What jurors answer, as text that enters: held to a shape before anything believes it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict

from agents.candidates import Prose, Quote, Short

MOST_CLAIMS = 6
"""Claims in one question to a juror."""

_SAID = {
    "yes": "stands", "true": "stands", "holds": "stands",
    "no": "does not stand", "false": "does not stand", "doesn't stand": "does not stand",
    "unknown": "cannot tell", "can't tell": "cannot tell", "unsure": "cannot tell",
}  # fmt: skip
"""Other words for the three answers that models fall into."""


def _plainly(value: Any) -> Any:
    word = " ".join(value.lower().replace("_", " ").split()) if isinstance(value, str) else value
    return _SAID.get(word, word) if isinstance(word, str) else value


def _none_if_empty(value: Any) -> Any:
    """A question without its parts is no question: it must not cost the answer."""
    whole = isinstance(value, dict) and value.get("about") in ("lines", "lineage", "keys") and value.get("of")
    return value if whole else None


class _Answer(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class FactWanted(_Answer):
    """The one fact that would settle a claim, in a form that a tool can look up."""

    about: Literal["lines", "lineage", "keys"]
    of: Short
    """`path:12-40` for lines; a dataset's name for its lineage or its columns and keys."""


class Judgement(_Answer):
    """What a juror says of one statement."""

    claim: int
    """Its number in the question."""
    answer: Annotated[Literal["stands", "does not stand", "cannot tell"], BeforeValidator(_plainly)]
    """Of the statement as it is worded."""
    quote: Quote = ""
    scenario: Prose = ""
    reason: Prose = ""
    missing: Annotated[FactWanted | None, BeforeValidator(_none_if_empty)] = None


class Judgements(_Answer):
    """What a juror says of all statements in the question."""

    judgements: list[Judgement]
