"""The work on a sample, from its files to what every rule showed. It runs in a worker with limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from headgate.gap import Gap
from headgate.impact.witness.script import Step
from headgate.suites.candidates.arithmetic import arithmetic
from headgate.suites.candidates.declared import declared
from headgate.suites.candidates.dependencies import dependencies
from headgate.suites.candidates.fitted import fitted
from headgate.suites.candidates.freshness import fresh, newest
from headgate.suites.candidates.keys import compound_keys
from headgate.suites.candidates.pairs import pairs
from headgate.suites.candidates.presence import presence
from headgate.suites.candidates.related import related
from headgate.suites.candidates.sequences import sequences
from headgate.suites.checks import Measure, Refers, Types
from headgate.suites.evidence.told import Told
from headgate.suites.faults.kinds import Fault
from headgate.suites.merging import Asked, asked, merged
from headgate.suites.rule import Rule
from headgate.suites.sample.built import build
from headgate.suites.sample.door import Database, opened
from headgate.suites.sample.given import Given
from headgate.suites.sample.profile import HALVED, OTHERS, Profiled, TableProfile, cut_in_parts, profiled
from headgate.suites.trial import Candidate, Result, Trial


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker is given."""

    sources: tuple[Given, ...]
    told: Mapping[str, Told]
    """By the name of the dataset."""
    names: Mapping[str, str]
    """Names as a sample may use them, to the dataset's own."""
    steps: tuple[Step, ...] = ()
    """Queries that make models of what is there, makers before readers."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a sample."""

    rules: tuple[Rule, ...]
    results: tuple[Result, ...]
    """Of each rule."""
    faults: tuple[Fault, ...]
    tables: Mapping[str, TableProfile]
    now: str
    gaps: tuple[Gap, ...]
    built: frozenset[str] = frozenset()


def tried_out(task: Task) -> Outcome:
    """Load, measure, guess, and try."""
    database = opened([replace(one, name=task.names.get(one.name, one.name)) for one in task.sources])
    _rename(database, task.names)
    build(database, task.steps)
    measured = profiled(database, cut_in_parts(database))
    now = newest(measured.whole)
    candidates = list(_candidates(database, measured, task.told, now))
    trial = Trial(database, now)
    results = trial.clean(candidates)
    holding = [place for place, one in enumerate(results) if one.failing == 0 and one.steady]
    faults, caught = trial.injected(measured.whole, [candidates[place].rule for place in holding])
    for number, place in enumerate(holding):
        results[place] = replace(results[place], caught=tuple(sorted(caught[number])))
    rules = tuple(one.rule for one in candidates)
    return Outcome(
        rules, tuple(results), tuple(faults), measured.whole, now, tuple(database.gaps), frozenset(database.built)
    )


def _rename(database: Database, names: Mapping[str, str]) -> None:
    """Tables of a database get the names of their datasets."""
    for name in list(database.columns):
        known = names.get(name, name)
        if known != name and known not in database.columns:
            database.connection.execute(f'alter table "{name}" rename to "{known}"')
            database.columns[known] = database.columns.pop(name)
            if name in database.cut:
                database.cut.add(known)


def _candidates(database: Database, measured: Profiled, told: Mapping[str, Told], now: str) -> Iterator[Candidate]:
    tables = measured.whole
    stated = [
        _on_sample(rule, tables[name])
        for name, one in told.items()
        if name in tables
        for rule in declared(name, one)
        if _is_there(rule, tables)
    ]
    refers = {(rule.dataset, rule.check.column) for rule in stated if isinstance(rule.check, Refers)}
    seen: list[Rule] = []
    clustered: set[tuple[str, str]] = set()
    for table in tables.values():
        seen += fitted(table, table)
        seen += compound_keys(database, table)
        seen += arithmetic(database, table)
        seen += pairs(database, table)
        seen += presence(database, table)
        determined = list(dependencies(database, table))
        clustered |= {(table.name, rule.columns[1]) for rule in determined}
        seen += determined
        seen += sequences(database, table)
    along = list(related(database, tables, told, refers))
    clustered |= {(rule.dataset, rule.columns[1]) for rule in along if len(rule.columns) > 1}
    seen += along
    seen += fresh(measured, now, database.still)
    seen = [rule for rule in seen if not _is_clustered(rule, clustered)]
    halves = {part: _by_question(measured, part) for part in OTHERS}
    stated_questions = {(rule.dataset, asked(rule.check)) for rule in stated}
    for rule in merged((*stated, *seen)):
        question = (rule.dataset, asked(rule.check))
        fits = question in halves["first"] or question in halves["even"]
        if question in stated_questions or not fits or tables[rule.dataset].rows < HALVED:
            yield Candidate(rule)
            continue
        parts = ("first",) if _counts_rows(rule) else tuple(OTHERS)
        pairs_of = ((part, halves[part].get(question)) for part in parts)
        yield Candidate(rule, tuple((part, half.check) for part, half in pairs_of if half is not None))


def _by_question(measured: Profiled, part: str) -> dict[tuple[str, Asked], Rule]:
    """The rules with bounds that a part alone would suggest."""
    return {
        (rule.dataset, asked(rule.check)): rule
        for name, table in measured.parts[part].items()
        for rule in fitted(table, measured.whole[name])
        if not isinstance(rule.check, Types)
    }


def _is_clustered(rule: Rule, clustered: set[tuple[str, str]]) -> bool:
    """A share of a column whose rows are not drawn one by one: it swings with the few things that they belong to."""
    return isinstance(rule.check, Measure) and any((rule.dataset, column) in clustered for column in rule.columns)


def _counts_rows(rule: Rule) -> bool:
    """Of every second row there are half as many a day."""
    return isinstance(rule.check, Measure) and not rule.check.columns


def _is_there(rule: Rule, tables: Mapping[str, TableProfile]) -> bool:
    """Whether the sample has what the rule asks of."""
    mine = {column.name for column in tables[rule.dataset].columns}
    if isinstance(rule.check, Refers):
        there = tables.get(rule.check.other)
        if there is None or there.column(rule.check.field) is None or there.cut:
            return False
    return isinstance(rule.check, Types) or mine.issuperset(rule.columns)


def _on_sample(rule: Rule, table: TableProfile) -> Rule:
    """Types that are declared, for the columns that are there."""
    if not isinstance(rule.check, Types):
        return rule
    known = {column.name for column in table.columns}
    declared_types = dict(rule.check.types)
    own = [(c.name, declared_types.get(c.name, c.family)) for c in table.columns if c.filled]
    return replace(rule, check=Types(tuple(pair for pair in own if pair[0] in known)))
