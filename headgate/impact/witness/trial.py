"""What a run says of a change, beside what was derived.

A failure or another row is a proof. Sameness is one only where the rows are those that a build gives: seeds are all
that the dataset is made of.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from headgate.dataset import DatasetId
from headgate.facts.sql.engine import SPEAKS
from headgate.facts.workers import TooLong, each
from headgate.impact.effects import Effect, Impact, readers_of
from headgate.impact.witness.plan import Plan, literals_of
from headgate.impact.witness.seen import Seen
from headgate.settings import Bounds

_MOST = 120
"""Datasets that are run, nearest to the change first."""
_LOWERED = ("rows_change", "values_change")


@dataclass(frozen=True)
class Trial:
    """What both versions gave, by dataset."""

    seen: Mapping[DatasetId, Seen] = field(default_factory=dict)
    effects: Mapping[DatasetId, Effect] = field(default_factory=dict)
    """Those of the impact, sharpened by what was seen."""
    made_up: frozenset[DatasetId] = frozenset()
    """Datasets that hang on rows which were made up, not on seeds alone."""
    trouble: str = ""
    """Why nothing was run."""


def tried(impact: Impact, bounds: Bounds) -> Trial:
    """Run what the change hits on both versions."""
    hit = [
        dataset
        for dataset in list(impact.routes)[:_MOST]
        if dataset in impact.head.queries or dataset in impact.head.seeds
    ]
    if not hit or impact.stops:
        return Trial(effects=impact.effects)
    literals = literals_of(impact.base)
    base, head = Plan(impact.base, literals), Plan(impact.head, literals)
    runnable = [dataset for dataset in hit if base.add(dataset) and head.add(dataset)]
    if not runnable:
        return Trial(effects=impact.effects)
    # A source has the columns that either side names: what the head alone names was there all along.
    shared = {**head.tables, **{d: t for d, t in base.tables.items() if d not in impact.base.seeds}}
    for dataset, table in shared.items():
        if dataset not in impact.head.seeds:
            wider = max((side.tables.get(dataset, table) for side in (base, head)), key=lambda one: len(one.columns))
            for side in (base, head):
                if dataset in side.tables:
                    side.tables[dataset] = wider
    from headgate.impact.witness.run import run  # noqa: PLC0415 - DuckDB is loaded where something is run

    task = (base.script(), head.script(), tuple(str(dataset) for dataset in runnable))
    answer = next(each(run, [task], bounds))
    if isinstance(answer, TooLong):
        return Trial(effects=impact.effects, trouble=str(answer))
    seen = {dataset: one for dataset, one in zip(runnable, answer, strict=True) if one.kind != "not run"}
    guessed = frozenset(dataset for dataset in seen if base.guessed(dataset) or head.guessed(dataset))
    exact = frozenset(dataset for dataset in seen if base.exact(dataset) and head.exact(dataset))
    return Trial(seen, _sharpened(impact, seen, guessed, exact), guessed)


def _sharpened(
    impact: Impact, seen: Mapping[DatasetId, Seen], guessed: frozenset[DatasetId], exact: frozenset[DatasetId]
) -> dict[DatasetId, Effect]:
    effects = dict(impact.effects)
    failing: deque[DatasetId] = deque()
    for dataset, one in seen.items():
        known = effects[dataset]
        if one.kind == "fails" and known.kind != "fails" and dataset not in guessed and _speaks_duckdb(impact, dataset):
            effects[dataset] = Effect(dataset, "fails", known.columns, f"DuckDB: {one.detail}")
            failing.append(dataset)
        elif one.kind in ("rows", "values") and one.steady and known.kind in ("unaffected", "unknown"):
            kind = "rows_change" if one.kind == "rows" else "values_change"
            effects[dataset] = Effect(dataset, kind, one.columns, "a run gave other rows")
        elif one.kind == "rows" and one.steady and known.kind == "values_change":
            effects[dataset] = replace(known, kind="rows_change")
        elif one.kind == "values" and one.steady and one.keyed and dataset in exact and known.kind == "rows_change":
            effects[dataset] = replace(known, kind="values_change", columns=one.columns)
        elif one.kind == "same" and one.steady and one.alike and dataset in exact and known.kind in _LOWERED:
            reason = f"both versions make the same {one.count[0]:,} rows of the repository's own seeds on DuckDB"
            effects[dataset] = Effect(dataset, "unaffected", reason=reason)
    _follow(impact, effects)
    while failing:
        failed = failing.popleft()
        for there in readers_of(impact.head.project.graph, failed):
            if there in effects and effects[there].kind != "fails":
                effects[there] = Effect(there, "fails", reason=f"{failed} fails before it")
                failing.append(there)
    return effects


def _follow(impact: Impact, effects: dict[DatasetId, Effect]) -> None:
    """An exposure or a metric over what turned out to be the same is the same."""
    for dataset, known in list(effects.items()):
        if known.kind not in _LOWERED or dataset in impact.changed or dataset in impact.head.queries:
            continue
        jobs = impact.head.project.graph.writers.get(dataset, ())
        above = [effects[use.dataset] for job in jobs for use in job.reads if use.dataset in effects]
        if above and all(one.kind == "unaffected" for one in above):
            effects[dataset] = Effect(dataset, "unaffected", reason=above[0].reason)


def _speaks_duckdb(impact: Impact, dataset: DatasetId) -> bool:
    """Whether DuckDB's refusal is that of the project's own engine, or no engine is told and it ran the base."""
    dialects = {query.statement.dialect for query in impact.head.queries.get(dataset, ())}
    return dialects <= SPEAKS
