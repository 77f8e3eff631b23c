"""From a repository and a sample to the rules that are offered, and what is known of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from headgate.errors import HeadgateError
from headgate.facts.workers import TooLong, each
from headgate.gap import Gap
from headgate.impact.witness.script import Step
from headgate.settings import Bounds
from headgate.suites.candidates.declared import declared, joined
from headgate.suites.checks import Fresh, Measure, Types
from headgate.suites.evidence.told import Told
from headgate.suites.faults.claims import CLAIMS
from headgate.suites.faults.kinds import Fault
from headgate.suites.merging import asked, merged
from headgate.suites.rule import GroundKind, Rule, State, Tried
from headgate.suites.run import Outcome, Task, tried_out
from headgate.suites.sample.given import Given
from headgate.suites.sample.profile import TableProfile
from headgate.suites.trial import ENOUGH, Result
from headgate.suites.weak import Weak
from headgate.suites.worth import chosen

SECONDS = 240.0
"""For all the work on one sample."""


_STATED = (GroundKind.KEY, GroundKind.TEST, GroundKind.CONTRACT, GroundKind.TYPE)
"""What must hold of the dataset itself; a formula or a filter of its query says nothing of rows of another making."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is offered for a repository."""

    rules: tuple[Tried, ...] = ()
    """Of all datasets, in their order."""
    faults: tuple[Fault, ...] = ()
    rows: tuple[tuple[str, int], ...] = ()
    """Rows of each dataset of the sample."""
    built: frozenset[str] = frozenset()
    """Those that the repository's own queries made from the others."""
    now: str = ""
    """The moment at which the checks were tried: the end of the hour of the newest row."""
    weak: tuple[Weak, ...] = ()
    """Tests of the repository that can never fail, or whose failure stops nothing."""
    gaps: tuple[Gap, ...] = ()

    @property
    def offered(self) -> tuple[Tried, ...]:
        """The rules that can be written: tried, or, without a sample, stated by the repository."""
        return tuple(one for one in self.rules if one.state in (State.OFFERED, State.NOT_TRIED))

    @property
    def judged(self) -> tuple[Fault, ...]:
        """The faults by which the suite is measured: those of datasets with rows enough to say anything of."""
        large = {name for name, rows in self.rows if rows >= ENOUGH}
        return tuple(fault for fault in self.faults if fault.dataset in large)

    @property
    def caught(self) -> frozenset[int]:
        """Numbers of the faults that the offered rules and the tests that are there notice."""
        sure = (State.OFFERED, State.PRESENT)
        return frozenset(number for one in self.rules if one.state in sure for number in one.caught)


def suggested(
    sources: Sequence[Given],
    told: Mapping[str, Told],
    names: Mapping[str, str],
    bounds: Bounds,
    steps: Sequence[Step] = (),
) -> Suggestion:
    """Rules for the datasets of a sample; for all others, what the repository states, not tried.

    Raises:
        HeadgateError: the sample takes more time or memory than it may.
    """
    if not sources:
        return Suggestion(tuple(_untried(told, ())))
    wider = bounds.model_copy(update={"seconds_per_file": SECONDS})
    answer = next(each(tried_out, [Task(tuple(sources), told, names, tuple(steps))], wider))
    if isinstance(answer, TooLong):
        raise HeadgateError(f"The work on the sample {answer}; give a smaller one.")
    found = suggestion_of(answer, told)
    return replace(found, rules=(*found.rules, *_untried(told, [name for name, _ in found.rows])))


def suggestion_of(outcome: Outcome, told: Mapping[str, Told]) -> Suggestion:
    """What the trial of a sample lets be offered."""
    tried = chosen([_tried(outcome, place, told) for place in range(len(outcome.rules))])
    rows = tuple((name, table.rows) for name, table in outcome.tables.items())
    return Suggestion(tuple(tried), outcome.faults, rows, now=outcome.now, gaps=outcome.gaps, built=outcome.built)


def _untried(told: Mapping[str, Told], known: Sequence[str]) -> list[Tried]:
    found = []
    for name, one in told.items():
        if name in known:
            continue
        for rule in merged((*declared(name, one), *joined(name, one, told))):
            state = State.PRESENT if _is_tested(rule, one) else State.NOT_TRIED
            found.append(Tried(rule, state, shown=not isinstance(rule.check, Types)))
    return found


def _tried(outcome: Outcome, place: int, told: Mapping[str, Told]) -> Tried:
    rule, result = outcome.rules[place], outcome.results[place]
    table = outcome.tables[rule.dataset]
    known = told.get(rule.dataset, Told())
    state = _state(rule, result, outcome.faults, known)
    return Tried(rule, state, table.rows, max(result.failing, 0), result.caught, _confidence(rule, table))


def _state(rule: Rule, result: Result, faults: Sequence[Fault], known: Told) -> State:
    if result.failing:
        stated = rule.grounds[0].kind in _STATED
        return State.CONTRADICTED if stated and rule.of_code and result.failing > 0 else State.UNSTEADY
    if _is_tested(rule, known):
        return State.PRESENT
    if not result.steady:
        return State.UNSTEADY
    claims = CLAIMS[type(rule.check)]
    return State.OFFERED if any(faults[number].kind in claims for number in result.caught) else State.IDLE


def _is_tested(rule: Rule, known: Told) -> bool:
    return (asked(rule.check)[0], rule.columns) in known.tested


def _confidence(rule: Rule, table: TableProfile) -> str:
    """The rule of three: where none of n rows breaks a rule, at 95 % fewer than 3 in n do."""
    if isinstance(rule.check, Measure | Fresh):
        return f"from {table.rows:,} rows; a guess from either half held on the other"
    first = table.column(rule.columns[0]) if len(rule.columns) == 1 else None
    rows = first.filled if first is not None else table.rows
    return f"at 95 % fewer than {min(1.0, 3 / max(rows, 1)):.2g} of the rows break it" if rows else ""


def with_weak(suggestion: Suggestion, weak: Sequence[Weak], gaps: Sequence[Gap]) -> Suggestion:
    """The same with what was found of the suites that are there."""
    return replace(suggestion, weak=tuple(weak), gaps=(*suggestion.gaps, *gaps))
