"""A rule about data: what it asks of a dataset, what it stands on, and what it showed when it was tried."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from headgate.location import Location
from headgate.suites.checks import Check


class Dimension(StrEnum):
    """The six dimensions of data quality. Source: DAMA UK, "The six primary dimensions for data quality assessment"."""

    COMPLETENESS = "completeness"
    ACCURACY = "accuracy"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"
    UNIQUENESS = "uniqueness"
    VALIDITY = "validity"


class Layer(StrEnum):
    """How deep a rule looks: form, constraints of one table, other tables, the business, the distribution."""

    SCHEMA = "schema"
    CONSTRAINT = "constraint"
    REFERENTIAL = "referential"
    BUSINESS = "business"
    STATISTICAL = "statistical"


class GroundKind(StrEnum):
    """What a rule stands on."""

    KEY = "key"
    TEST = "test"
    CONTRACT = "contract"
    TYPE = "type"
    CASE = "case"
    VALUES = "values"
    JOIN = "join"
    FILTER = "filter"
    FORMULA = "formula"
    NAME = "name"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True)
class Ground:
    """One piece of evidence for a rule."""

    kind: GroundKind
    text: str
    location: Location | None = None
    """Where the repository says so; None for what the sample or a name shows."""

    @property
    def of_code(self) -> bool:
        """Whether the repository itself says so."""
        return self.location is not None


@dataclass(frozen=True, slots=True)
class Rule:
    """A check of one dataset with what it stands on."""

    dataset: str
    check: Check
    dimension: Dimension
    layer: Layer
    grounds: tuple[Ground, ...]

    @property
    def of_code(self) -> bool:
        return any(ground.of_code for ground in self.grounds)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the dataset that it looks at; none where it counts rows."""
        return self.check.columns


class State(StrEnum):
    """What became of a rule."""

    OFFERED = "offered"
    """It passed on the clean sample and failed on at least one fault that it claims to catch."""
    NOT_TRIED = "not tried: no sample"
    CONTRADICTED = "contradicted by the sample"
    """The repository says so, and the sample does not keep to it."""
    UNSTEADY = "does not hold on the other half"
    IDLE = "caught nothing"
    PRESENT = "already tested"


@dataclass(frozen=True, slots=True)
class Tried:
    """A rule and what it showed."""

    rule: Rule
    state: State
    rows: int = 0
    """Rows of the sample that it was tried on."""
    failing: int = 0
    """Rows of the clean sample that break it."""
    caught: tuple[int, ...] = ()
    """Numbers of the injected faults on which it failed."""
    confidence: str = ""
    """What the size of the sample allows to say."""
    worth: float = 0.0
    shown: bool = True
    """Whether it is among the few that are told without being asked for all."""
