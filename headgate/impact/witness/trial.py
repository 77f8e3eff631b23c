"""What a run says of a change, beside what was derived: a failure or another row is a proof, sameness is none."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from headgate.dataset import DatasetId
from headgate.facts.sql.engine import SPEAKS
from headgate.facts.workers import TooLong, each
from headgate.impact.effects import Effect, Impact, readers_of
from headgate.impact.witness.plan import Plan, literals_of
from headgate.impact.witness.run import Seen, run
from headgate.settings import Bounds

_MOST = 120
"""Datasets that are run, nearest to the change first."""
_CHANGES = ("rows_change", "values_change", "order_changes")


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
    task = (base.script(), head.script(), tuple(str(dataset) for dataset in runnable))
    answer = next(each(run, [task], bounds))
    if isinstance(answer, TooLong):
        return Trial(effects=impact.effects, trouble=str(answer))
    seen = {dataset: one for dataset, one in zip(runnable, answer, strict=True) if one.kind != "not run"}
    guessed = frozenset(dataset for dataset in seen if base.guessed(dataset) or head.guessed(dataset))
    return Trial(seen, _sharpened(impact, seen, guessed), guessed)


def _sharpened(
    impact: Impact, seen: Mapping[DatasetId, Seen], guessed: frozenset[DatasetId]
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
    while failing:
        failed = failing.popleft()
        for there in readers_of(impact.head.project.graph, failed):
            if there in effects and effects[there].kind != "fails":
                effects[there] = Effect(there, "fails", reason=f"{failed} fails before it")
                failing.append(there)
    return effects


def _speaks_duckdb(impact: Impact, dataset: DatasetId) -> bool:
    """Whether DuckDB's refusal is that of the project's own engine, or no engine is told and it ran the base."""
    dialects = {query.statement.dialect for query in impact.head.queries.get(dataset, ())}
    return dialects <= SPEAKS
