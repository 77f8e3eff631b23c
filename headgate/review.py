"""The result of looking at a change or a repository."""

from __future__ import annotations

from dataclasses import dataclass, field

from headgate.finding import Finding, Level, State
from headgate.gap import Gap
from headgate.verdict import Decision, Verdict


@dataclass(frozen=True, slots=True)
class Seat:
    """What one model did in one role, for the ledger."""

    role: str
    """`specialist:schema`, `juror`, `arbiter`, `writer`."""
    model: str
    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float | None = 0.0
    """In US dollars; None where the price is unknown."""
    seconds: float = 0.0
    failures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Share:
    """What one model's work on one finding came to: its part of a prompt that served several."""

    fingerprint: str
    role: str
    """As in `Seat.role`."""
    model: str
    tokens: int
    cost: float | None
    """In US dollars; None where the price is unknown."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Ledger:
    """Who sat, what it cost, and how long it took."""

    seats: tuple[Seat, ...] = ()
    budget: float | None = None
    """In US dollars; None where none was set."""
    shares: tuple[Share, ...] = ()
    """By finding; what nothing came of stands in `seats` alone."""

    def of(self, fingerprint: str) -> tuple[Share, ...]:
        """What one finding came to, its proposer first."""
        return tuple(share for share in self.shares if share.fingerprint == fingerprint)

    @property
    def tokens(self) -> int:
        return sum(seat.prompt_tokens + seat.completion_tokens for seat in self.seats)

    @property
    def cost(self) -> float | None:
        """The sum of what is known; None as soon as one seat that spoke has no price."""
        prices = [seat.cost for seat in self.seats if seat.calls]
        return None if any(price is None for price in prices) else sum(price or 0.0 for price in prices)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of what was there was looked at."""

    files: int = 0
    """Files in the head snapshot."""
    understood: int = 0
    """Files of a known kind that were read in full."""
    partly: int = 0
    """Files of a known kind with at least one gap."""
    other: int = 0
    """Files of no kind that Headgate reads."""
    by_kind: tuple[tuple[str, int], ...] = ()
    changed: tuple[str, ...] = ()
    """Paths that the change touches; empty when a whole repository is reviewed."""
    rules: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Affected:
    """One thing downstream of the change, and what happens to it."""

    name: str
    kind: str
    """`model`, `job`, `topic`, `exposure`, `table`, …"""
    effect: str
    """`fails`, `values_change`, `rows_change`, `order_changes`, `unaffected`, `unknown`."""
    columns: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    """The lineage from the changed thing to this one, ends included."""
    reason: str = ""
    file: str = ""
    line: int = 0
    explanation: str = ""
    """Why it matters here, in a model's words; every name in it is one of the repository."""


@dataclass(frozen=True, slots=True)
class Recall:
    """A remembered pattern that a finding called up."""

    fingerprint: str
    pattern: str
    """Its id in the knowledge store."""
    title: str
    remedy: str
    score: float
    source: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What was reviewed, in words that hold on every machine."""

    name: str
    base: str = ""
    """Commit or `""` when a whole repository was reviewed."""
    head: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Everything that a report shows. Reports add nothing to it and leave nothing of it out."""

    subject: Subject
    findings: tuple[Finding, ...] = ()
    impact: tuple[Affected, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    gaps: tuple[Gap, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    decisions: tuple[Decision, ...] = ()
    """What came of each finding that was put to the council."""
    recalls: tuple[Recall, ...] = ()
    ledger: Ledger = field(default_factory=Ledger)
    models: str = ""
    """One line on who sat: `no model is configured: this is the analyzers' review`."""
    suppressed: tuple[Finding, ...] = ()
    """Findings that a comment of the base silences, each with its reason; they are not among `findings`."""

    def of(self, state: State) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.state is state)

    def at_least(self, level: Level) -> tuple[Finding, ...]:
        """Introduced findings at or above `level`."""
        return tuple(f for f in self.of(State.INTRODUCED) if f.level.rank >= level.rank)
