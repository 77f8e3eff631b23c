"""Trying rules out: on the clean sample, on its halves, and on every injected fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from headgate.suites.checks import Check, NoRows, Refers
from headgate.suites.faults.claims import CLAIMS
from headgate.suites.faults.inject import RANK, faults_of
from headgate.suites.faults.kinds import Fault, FaultKind
from headgate.suites.rule import Rule
from headgate.suites.sample.door import Database
from headgate.suites.sample.profile import OTHERS, TableProfile, part_of
from headgate.suites.sql import broken_rows, measured, other_of, quoted, row_condition

ENOUGH = 20
"""Rows below which a dataset is too small for a suite to be measured on it."""
_FAULTY = '"headgate fault"'


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule, and how it would read had it been made from one half alone."""

    rule: Rule
    halves: tuple[tuple[str, Check], ...] = ()
    """Part and check; it must hold on the part's counterpart."""


@dataclass(frozen=True, slots=True)
class Result:
    """What one rule showed."""

    failing: int
    """Rows of the whole that break it, or 1 where it is about all rows; -1 where it cannot be asked."""
    steady: bool
    """A guess from either half held on the other."""
    caught: tuple[int, ...] = ()


class Trial:
    """All tables of a sample and the moment at which the checks are run."""

    def __init__(self, database: Database, now: str) -> None:
        self._database = database
        self._now = now

    def clean(self, candidates: Sequence[Candidate]) -> list[Result]:
        """What each rule shows on the sample as it is."""
        return [self._clean(one) for one in candidates]

    def _clean(self, candidate: Candidate) -> Result:
        rule = candidate.rule
        failing = self._failing(rule.check, quoted(rule.dataset), self._other(rule.check))
        steady = all(
            self._failing(check, quoted(part_of(rule.dataset, OTHERS[part])), self._other(check)) == 0
            for part, check in candidate.halves
        )
        return Result(failing, steady)

    def broken(self, rule: Rule) -> int:
        """Rows of the sample that break a rule, or 1 where it is about all rows; -1 where it cannot be asked."""
        return self._failing(rule.check, quoted(rule.dataset), self._other(rule.check))

    def injected(
        self, tables: Mapping[str, TableProfile], rules: Sequence[Rule]
    ) -> tuple[list[Fault], dict[int, set[int]]]:
        """All faults that really change something, and by the place of each rule those on which it fails.

        A dataset that is too small to measure a suite on gets only such faults as touch one of its rules.
        """
        faults: list[Fault] = []
        found: dict[int, set[int]] = {place: set() for place in range(len(rules))}
        for name, table in tables.items():
            near = [(place, rule) for place, rule in enumerate(rules) if name in (rule.dataset, other_of(rule.check))]
            drafts = faults_of(table, 0) if table.rows > 1 and (near or table.rows >= ENOUGH) else []
            if drafts:
                self._rank(name)
            for draft in drafts:
                asked = [(place, rule) for place, rule in near if touches(rule, draft)]
                if table.rows < ENOUGH:
                    asked = [(place, rule) for place, rule in asked if draft.kind in CLAIMS[type(rule.check)]]
                if (asked or table.rows >= ENOUGH) and self._made(draft) and (draft.of_rows or self._differs(draft)):
                    fault = replace(draft, number=len(faults))
                    faults.append(fault)
                    for place in self._failed(asked, fault):
                        found[place].add(fault.number)
        return faults, found

    def _failed(self, asked: list[tuple[int, Rule]], fault: Fault) -> Iterator[int]:
        """The places of the rules that fail on the table that holds a fault; one query for all that one scan tells."""
        scanned = []
        for place, rule in asked:
            condition = row_condition(rule.check, self._now)
            whole = measured(rule.check, self._now)
            own = rule.dataset == fault.dataset
            if own and condition:
                scanned.append((place, f"count(*) filter (where not coalesce({condition}, true)) > 0"))
            elif own and whole:
                scanned.append((place, f"not coalesce({whole}, true)"))
            elif self._failing_with(rule, fault) > 0:
                yield place
        drifted = fault.kind is FaultKind.DRIFT
        try:
            if scanned and not drifted:
                told = self._database.one(f"select {', '.join(sql for _, sql in scanned)} from {_FAULTY}")
                yield from (place for (place, _), failed in zip(scanned, told, strict=True) if failed)
                return
        except duckdb.Error:
            pass
        for place, sql in scanned:
            try:
                if self._database.one(f"select {sql} from {_FAULTY}")[0]:
                    yield place
            except duckdb.Error:
                continue

    def _failing_with(self, rule: Rule, fault: Fault) -> int:
        this = _FAULTY if rule.dataset == fault.dataset else quoted(rule.dataset)
        other = other_of(rule.check)
        return self._failing(rule.check, this, _FAULTY if other == fault.dataset else quoted(other) if other else "")

    def _other(self, check: Check) -> str:
        other = other_of(check)
        return quoted(other) if other else ""

    def _failing(self, check: Check, this: str, other: str) -> int:
        try:
            query = broken_rows(check, this, other, self._now)
            return int(str(self._database.one(f"select count(*) from ({query}) as broken")[0]))
        except duckdb.Error:
            return -1

    def _rank(self, name: str) -> None:
        self._database.connection.execute(
            f"create or replace temp table headgate_ranked as "
            f"select *, row_number() over (order by hash(rowid), rowid) as {RANK} from {quoted(name)}"
        )

    def _made(self, fault: Fault) -> bool:
        query = fault.query.replace("{ranked}", "headgate_ranked")
        try:
            self._database.connection.execute(f"create or replace temp table {_FAULTY} as {query}")
        except duckdb.Error:
            return False
        return True

    def _differs(self, fault: Fault) -> bool:
        """Whether any value of the fault's columns is another one than before."""
        listed = ", ".join(f"{quoted(column)}::varchar" for column in fault.columns)
        told = self._database.one(
            f"select count(*) from (select {listed} from {_FAULTY} except all select {listed} from headgate_ranked)"
        )
        return bool(told[0])


def touches(rule: Rule, fault: Fault) -> bool:
    """Whether a fault can make any difference to a rule."""
    if rule.dataset == fault.dataset:
        if fault.of_rows or not rule.columns or set(rule.columns) & set(fault.columns):
            return True
        if not (isinstance(rule.check, Refers | NoRows) and rule.check.other == fault.dataset):
            return False
    if other_of(rule.check) != fault.dataset:
        return False
    columns = (rule.check.field,) if isinstance(rule.check, Refers) else _others(rule.check)
    return fault.of_rows or bool(set(columns) & set(fault.columns))


def _others(check: Check) -> tuple[str, ...]:
    return check.other_columns if isinstance(check, NoRows) else ()
