"""A jury over several claims: rounds of jurors, one more fact where they disagree, an arbiter, a decision on each.

Everything that is decided here follows from the answers alone, so a jury that is begun anew asks the same questions
in the same order, and those that were answered are not asked again (`agents.answers`).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from agents import fact
from agents.arbiter import arbitrate
from agents.charges import Charge
from agents.council.choice import arbiter
from agents.council.deliberation import Council, next_step
from agents.council.measures import Measures
from agents.council.odds import log_odds, weights
from agents.council.stop import outcome
from agents.council.vote import Outcome, Sitter, Vote
from agents.judgement import FactWanted
from agents.juror import Answered, judge
from agents.model import Door
from agents.panel import models_by_name, panel
from agents.rulings import decided
from headgate.finding import Finding, Proof
from headgate.gap import Gap, GapKind
from headgate.review import Seat
from headgate.review_change import Analysis
from headgate.verdict import Decision, Verdict


@dataclass(frozen=True, slots=True)
class Judged:
    """What a jury made of its claims."""

    verdicts: tuple[Verdict, ...]
    decisions: tuple[Decision, ...]
    seats: tuple[Seat, ...]
    gaps: tuple[Gap, ...]


@dataclass
class _Case:
    """One claim while it is before the jury."""

    finding: Finding
    panel: tuple[Sitter, ...]
    verdicts: list[Verdict] = field(default_factory=list)
    votes: list[Vote] = field(default_factory=list)
    silent: set[str] = field(default_factory=set)
    wanted: list[FactWanted] = field(default_factory=list)
    fact: str = ""
    arbiter: Verdict | None = None

    @property
    def matter(self) -> str:
        """Whose claims it is among. Those of rules are apart: other shares of them are true."""
        specialist = self.finding.specialist
        return specialist if self.finding.proof is Proof.ARGUED else f"{specialist} (rules)"

    def hear(self, sitter: Sitter, answered: Answered) -> None:
        said = answered.said.get(self.finding.fingerprint)
        if said is None:
            self.silent.add(sitter.name)
            return
        self.verdicts.append(said.verdict)
        self.votes.append(Vote(sitter.name, sitter.family, said.verdict.stands))
        if said.missing is not None:
            self.wanted.append(said.missing)


class _Jury:
    def __init__(self, door: Door, measures: Measures, analysis: Analysis) -> None:
        self.door = door
        self.council = Council(measures)
        self.analysis = analysis
        self.models = models_by_name(door.bench)
        self.seats: list[Seat] = []
        self.gaps: list[Gap] = []

    @property
    def spent(self) -> bool:
        """Whether the budget is reached."""
        return any(gap.kind is GapKind.BUDGET for gap in self.gaps)

    def walk(self, cases: list[_Case]) -> None:
        """Ask round after round until every claim has enough, then let an arbiter decide what is open."""
        while not self.spent:
            called: dict[str, list[_Case]] = {}
            for case in cases:
                step = next_step(self.council, case.panel, case.votes, frozenset(case.silent), case.matter)
                if step.ask is not None:
                    called.setdefault(step.ask.name, []).append(case)
            if not called:
                break
            self._round(called)
        for case in cases:
            if not self.spent and self._open(case):
                self._arbitrate(case)

    def _round(self, called: dict[str, list[_Case]]) -> None:
        """Jurors of one round at the same time, each with all claims that want it."""
        snapshot = self.analysis.head.project.snapshot

        def asked(name: str) -> Answered:
            return judge(self.door, self.models[name], [case.finding for case in called[name]], snapshot)

        with ThreadPoolExecutor(len(called)) as pool:
            for name, answered in zip(called, pool.map(asked, called), strict=True):
                self._note(answered)
                for case in called[name]:
                    case.hear(next(sitter for sitter in case.panel if sitter.name == name), answered)

    def _open(self, case: _Case) -> bool:
        """Whether an arbiter is called: not for findings of rules, which stay whatever is said of them."""
        odds = log_odds(case.votes, case.matter, self.council.measures)
        return case.finding.proof is Proof.ARGUED and bool(case.votes) and outcome(odds) is Outcome.OPEN

    def _arbitrate(self, case: _Case) -> None:
        case.fact = self._fact(case)
        able = [sitter for sitter in case.panel if sitter.name not in case.silent]
        heard = {vote.juror for vote in case.votes}
        if not case.fact and all(sitter.name in heard for sitter in able):
            return  # The same model, asked the same again, would only repeat itself.
        chosen = arbiter(able, case.votes, case.matter, self.council.measures)
        snapshot = self.analysis.head.project.snapshot
        answered = arbitrate(self.door, self.models[chosen.name], case.finding, case.verdicts, case.fact, snapshot)
        self._note(answered)
        said = answered.said.get(case.finding.fingerprint)
        case.arbiter = said.verdict if said else None

    def _fact(self, case: _Case) -> str:
        """The first fact that a juror asked for and that there is; else what is known near the code."""
        for wanted in dict.fromkeys(case.wanted):
            told = fact.look_up(wanted, self.analysis)
            if told:
                return f"{wanted.about} of {wanted.of}:\n{told}"
        told = fact.near(case.finding, self.analysis)
        return f"columns and keys near it:\n{told}" if told else ""

    def _note(self, answered: Answered) -> None:
        self.seats.extend(answered.seats)
        self.gaps.extend(answered.gaps)


def deliberate(door: Door, claims: Sequence[Charge], measures: Measures, analysis: Analysis) -> Judged:
    """What a jury makes of `claims`. A juror who does not answer is replaced and told as a gap."""
    jury = _Jury(door, measures, analysis)
    cases = [_Case(claim.finding, panel(door, claim.families)) for claim in claims]
    jury.walk(cases)
    verdicts = tuple(verdict for case in cases for verdict in _weighed(case, measures))
    decisions = tuple(
        decided(case.finding, case.matter, case.votes, case.arbiter, case.fact, measures, cut=jury.spent)
        for case in cases
    )
    return Judged(verdicts, decisions, tuple(jury.seats), tuple(dict.fromkeys(jury.gaps)))


def _weighed(case: _Case, measures: Measures) -> list[Verdict]:
    added = weights(case.votes, case.matter, measures)
    told = [replace(verdict, weight=round(weight, 3)) for verdict, weight in zip(case.verdicts, added, strict=True)]
    return [*told, *([case.arbiter] if case.arbiter else [])]
