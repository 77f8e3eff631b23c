"""Both versions of the queries that a fix touches, run on DuckDB over the same generated rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from sqlglot import exp
from sqlglot.errors import SqlglotError

from headgate.dataset import DatasetId, table
from headgate.facts.project import Project
from headgate.facts.sql.engine import SPEAKS
from headgate.facts.sql.parsing import tree_of
from headgate.facts.workers import TooLong, each
from headgate.fix import Rows
from headgate.impact.meanings import Meanings, Query
from headgate.impact.witness.plan import Plan, literals_in, literals_of
from headgate.impact.witness.seen import Apart
from headgate.remedy.outcome import Outcome
from headgate.settings import Bounds

ROWS = 400
"""Of each table that is made up."""
_MOST = 12
"""Queries of one fix that are run."""
_LONGEST = 1_500
_NOT_RUN = "nothing is run, as was asked for"
"""Characters of the rows that are shown."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a fix does to the rows of one query."""

    name: str
    path: str
    apart: Apart | None
    """None where it was not run."""
    why: str = ""
    """Why it was not run, in one clause."""
    generated: bool = True
    """Whether it hangs on generated rows; otherwise on the repository's own seeds."""
    speaks: bool = True
    """Whether DuckDB's refusal is that of the query's own engine."""


@dataclass(frozen=True)
class Workbench:
    """The project as it was, made ready once for all fixes that are held against it."""

    project: Project

    @cached_property
    def side(self) -> Meanings:
        return Meanings(self.project)

    @cached_property
    def literals(self) -> Mapping[str, list[str]]:
        """What its queries compare columns with."""
        return literals_of(self.side)

    def compared(self, after: Project, paths: frozenset[str]) -> tuple[Compared, ...]:
        """Each query of the files at `paths` whose text differs in `after`, run as it was and as it is."""
        new_side = Meanings(after)
        pairs = list(_pairs(self.side, new_side, paths))[:_MOST]
        if not pairs:
            return ()
        if not self.project.settings.execute:
            return tuple(Compared(str(dataset), old.path, None, _NOT_RUN) for dataset, old, _ in pairs)
        literals = _with_matches(self.literals, literals_in(new for _, _, new in pairs))
        plans = [Plan(side, literals, rows=ROWS, lenient=True) for side in (self.side, new_side)]
        names: list[tuple[DatasetId, Query]] = []
        untried: list[Compared] = []
        for dataset, old, new in pairs:
            taken = [plan.add_query(dataset, one) for plan, one in zip(plans, (old, new), strict=True)]
            if all(taken):
                names.append((dataset, old))
            else:
                why = next(plan.left_out[dataset] for plan, ok in zip(plans, taken, strict=True) if not ok)
                untried.append(Compared(str(dataset), old.path, None, why))
        return (*_run(plans[0], plans[1], names, self.project.settings.bounds), *untried)


def _with_matches(known: Mapping[str, list[str]], more: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What either version compares columns with, and texts that its patterns match."""
    found = {name: [*known.get(name, []), *more.get(name, [])] for name in {*known, *more}}
    return {
        name: list(dict.fromkeys([*values, *(value.replace("%", "x") for value in values if "%" in value)]))
        for name, values in found.items()
    }


def judged(found: tuple[Compared, ...], meant: Rows) -> Outcome:
    """What the rows say of a fix that is meant to do `meant` to them."""
    ran = [one for one in found if one.apart is not None]
    for one in ran:
        if trouble := _trouble(one, meant):
            return Outcome(trouble, witness=_shown(one))
    steady = [one for one in ran if one.apart is not None and one.apart.seen.steady]
    apart = [one for one in steady if _differs(one)]
    if apart:
        lost, gained = (sum(one.apart.others[at] for one in apart if one.apart) for at in (0, 1))
        said = f"other rows{_on(apart)}: {lost:,} gone, {gained:,} new"
        return Outcome(said=said, witness=_shown(apart[0]))
    same = [one for one in steady if one.apart is not None and one.apart.seen.kind == "same"]
    if same and len(same) == len(found):
        if meant is Rows.OTHER:
            return Outcome(said=f"no row differs{_on(same)}: they do not hold the case")
        return Outcome(said=f"same rows{_on(same)}")
    reasons = [one.why for one in found if one.why] or [_unsure(one) for one in ran]
    return Outcome(said=f"rows not compared: {reasons[0]}" if reasons else "")


def _pairs(before: Meanings, after: Meanings, paths: frozenset[str]) -> Iterator[tuple[DatasetId, Query, Query]]:
    """Queries that differ, each with the name that its rows get."""
    old, new = (dict(_queries(side, paths)) for side in (before, after))
    for dataset, one in old.items():
        other = new.get(dataset)
        if other is not None and other.statement.text != one.statement.text:
            yield dataset, one, other


def _queries(side: Meanings, paths: frozenset[str]) -> Iterator[tuple[DatasetId, Query]]:
    for dataset, queries in side.queries.items():
        for number, query in enumerate(one for one in queries if one.path in paths):
            yield table(f"{dataset.name}#{number}" if number else dataset.name), _as_select(query)
    for path in sorted(paths & side.project.files.keys()):
        facts = side.project.files[path]
        loose = [one for one in facts.statements if one.kind == "select" and one.target is None and one.text]
        for number, statement in enumerate(loose[:1] if facts.dbt else loose):
            yield table(f"{path}#{number + 1}"), Query(path, statement)


def _as_select(query: Query) -> Query:
    """The query inside a statement that creates or fills a table; the statement as it is where there is none."""
    statement = query.statement
    if statement.kind == "select":
        return query
    try:
        tree = tree_of(statement.text, statement.dialect)
    except (SqlglotError, RecursionError):
        return query
    inner = tree.args.get("expression") if isinstance(tree, exp.Create | exp.Insert) else None
    if not isinstance(inner, exp.Query):
        return query
    outer = tree.args.get("with_")
    if outer is not None:
        if inner.args.get("with_"):
            return query
        inner.set("with_", outer)
    text = inner.sql(dialect=statement.dialect or None)
    return replace(query, statement=replace(statement, kind="select", text=text))


def _run(before: Plan, after: Plan, names: list[tuple[DatasetId, Query]], bounds: Bounds) -> Iterator[Compared]:
    if not names:
        return
    moved = before.given() - after.given(), after.given() - before.given()
    if all(moved):
        why = f"it reads {min(moved[1])} in the place of {min(moved[0])}"
        yield from (Compared(str(dataset), query.path, None, why) for dataset, query in names)
        return
    _widened(before, after)
    from headgate.impact.witness.run import run_apart  # noqa: PLC0415 - DuckDB is loaded where something is run

    task = (before.script(), after.script(), tuple(str(dataset) for dataset, _ in names))
    answer = next(each(run_apart, [task], bounds))
    for place, (dataset, query) in enumerate(names):
        if isinstance(answer, TooLong):
            yield Compared(str(dataset), query.path, None, f"running it {answer}")
            continue
        generated = before.guessed(dataset) or after.guessed(dataset)
        speaks = query.statement.dialect in SPEAKS
        yield Compared(str(dataset), query.path, answer[place], "", generated, speaks)


def _widened(before: Plan, after: Plan) -> None:
    """A table that is made up has the columns that either version names: they were there all along."""
    for dataset in before.tables.keys() & after.tables.keys():
        both = (before.tables[dataset], after.tables[dataset])
        if dataset not in after.side.seeds:
            before.tables[dataset] = after.tables[dataset] = max(both, key=lambda one: len(one.columns))


def _trouble(one: Compared, meant: Rows) -> str:
    assert one.apart is not None  # noqa: S101 - asked of what was run alone
    seen = one.apart.seen
    if seen.kind == "fails" and one.speaks:
        return f"DuckDB refuses {one.name} after it: {seen.detail}"
    if meant is not Rows.SAME or not seen.steady:
        return ""
    if _differs(one):
        return f"it was to give the same rows, but {one.name} gives other ones{_on([one])}"
    if seen.kind == "same" and not seen.alike:
        return f"it was to give the same rows, but {one.name} has other columns or types after it"
    return ""


def _differs(one: Compared) -> bool:
    return one.apart is not None and one.apart.seen.kind in ("rows", "values")


def _unsure(one: Compared) -> str:
    if one.apart is None or one.apart.seen.kind in ("not run", "fails"):
        detail = one.apart.seen.detail if one.apart else one.why
        return f"DuckDB does not run {one.name}{f' ({detail})' if detail else ''}"
    return f"{one.name} hangs on the clock, on chance, or on which of several equal rows comes first"


def _on(found: list[Compared]) -> str:
    generated = any(one.generated for one in found)
    return f" on {ROWS} generated rows in DuckDB" if generated else " of the repository's own seeds in DuckDB"


def _shown(one: Compared) -> str:
    """A few rows of each version that the other does not give, as a small table."""
    apart = one.apart
    if apart is None or not (apart.lost or apart.gained):
        return ""
    lines = [f"{one.name}: {', '.join(apart.columns)}"]
    for word, rows, number in zip(("before", "after"), (apart.lost, apart.gained), apart.others, strict=True):
        lines += [f"  {word}: {', '.join(row)}" for row in rows]
        if number > len(rows):
            lines.append(f"  {word}: … {number - len(rows):,} more")
    return "\n".join(lines)[:_LONGEST]
