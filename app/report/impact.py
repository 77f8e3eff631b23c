"""What a change does downstream, for machines and for pull requests: with the way there, and what a run showed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from app.report.clean import cell, code, prose
from app.report.lineage.mermaid import label
from app.report.published import masked, publishable
from app.report.summary import EFFECTS
from headgate.dataset import DatasetId
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.impact.affected import affected
from headgate.impact.effects import Impact
from headgate.impact.witness.seen import Seen
from headgate.impact.witness.trial import Trial
from headgate.review import Affected, Review

DBT = ("model", "seed", "snapshot")
"""Kinds of things that a run of dbt makes."""
_MOST_ROWS = 100
_MOST_DRAWN = 40
_COLOURS = {
    "fails": "fill:#f8d7da,stroke:#b02a37,color:#000",
    "rows_change": "fill:#ffe5d0,stroke:#ca6510,color:#000",
    "values_change": "fill:#fff3cd,stroke:#997404,color:#000",
    "order_changes": "fill:#e2e3e5,stroke:#6c757d,color:#000",
    "unknown": "fill:#e2d9f3,stroke:#59359a,color:#000",
}


@dataclass(frozen=True)
class Downstream:
    """The impact of a change with what proves it, ready to be published."""

    review: Review
    """Its `impact` is what this speaks of."""
    ways: Mapping[str, tuple[str, ...]]
    """By dataset, each hop of the way to it with its file and line."""
    runs: Mapping[str, tuple[Seen, bool]]
    """By dataset, what a run of both versions showed, and whether it hung on made-up rows."""
    trouble: str = ""
    """Why nothing was run, where it was to be."""

    @property
    def rows(self) -> tuple[Affected, ...]:
        return self.review.impact

    @property
    def selector(self) -> str:
        """The dbt selection that rebuilds all models that are hit; empty where none is."""
        kinds = {row.path[-1]: row.kind for row in self.rows if row.path}
        hit = [row for row in self.rows if row.kind in DBT and row.effect != "unaffected" and row.path]
        firsts = {next(hop for hop in row.path if kinds.get(hop) in DBT) for row in hit}
        below = {row.path[-1] for row in hit if any(hop in firsts for hop in row.path[:-1])}
        return " ".join(f"{name.rpartition('.')[2]}+" for name in sorted(firsts - below))


def downstream(review: Review, impact: Impact, trial: Trial | None) -> Downstream:
    """`review` with the impact that was derived and, with a trial, run."""
    if trial is not None:
        review = replace(review, impact=affected(impact, trial))
    graphs = (impact.head.project.graph, impact.base.project.graph)
    ways = {str(dataset): tuple(_hops(route, graphs)) for dataset, route in impact.routes.items()}
    runs = {str(d): (masked(one), d in trial.made_up) for d, one in trial.seen.items()} if trial is not None else {}
    trouble = trial.trouble if trial is not None else ""
    told = {name: tuple(masked(hop) for hop in hops) for name, hops in ways.items()}
    return Downstream(publishable(review), told, runs, trouble)


def _hops(route: tuple[DatasetId, ...], graphs: tuple[PipelineGraph, ...]) -> Iterator[str]:
    """`stg_orders → fct_orders at models/fct_orders.sql:3`, for each step of the way."""
    for source, target in pairwise(route):
        places = (
            f"{job.location.path}:{use.line or job.location.start_line}"
            for graph in graphs
            for job in graph.readers.get(source, ())
            if any(made.dataset == target for made in job.writes)
            for use in job.reads
            if use.dataset == source
        )
        place = next(places, "")
        yield f"{source} → {target}" + (f" at {place}" if place else "")


def _shown(row: Affected, seen: Seen, made_up: bool) -> str:
    """What a run says of `row`; empty where it says nothing that bears on it.

    A refusal over made-up rows may be of their types, so it counts where it names what was derived; sameness is told
    where something was feared, and proves nothing.
    """
    rows = "made-up rows" if made_up else "the seeds' own rows"
    if seen.kind == "fails":
        named = any(f'"{name}"' in seen.detail for name in row.columns)
        return f"DuckDB refuses it: {seen.detail}" if row.effect == "fails" and (named or not made_up) else ""
    if row.effect == "fails" or not seen.steady:
        return ""
    if seen.kind == "same":
        told = f"both versions gave the same {seen.count[1]} rows over {rows}, in the columns that both have"
        return "" if row.effect == "unaffected" else f"{told}; this proves nothing of other rows"
    count = f"{seen.count[0]} rows became {seen.count[1]}; " if seen.kind == "rows" else ""
    return f"run on DuckDB over {rows}: {count}{seen.detail}"


def as_json(told: Downstream) -> dict[str, Any]:
    """The impact by model, and apart from it that on everything else."""
    found: dict[str, Any] = {"models": {}, "others": {}, "select": told.selector}
    if told.trouble:
        found["not_run"] = told.trouble
    for one in told.rows:
        found["models" if one.kind in DBT else "others"][one.name] = {
            "effect": one.effect,
            "columns": list(one.columns),
            "kind": one.kind,
            "reason": one.reason,
            "path": list(one.path),
            "evidence": [{"kind": kind, "text": text} for kind, text in _evidence(one, told)],
            "file": one.file,
            "line": one.line,
        }
    return found


def _evidence(row: Affected, told: Downstream) -> Iterator[tuple[str, str]]:
    dataset = row.path[-1] if row.path else ""
    yield from (("lineage", hop) for hop in told.ways.get(dataset, ()))
    shown = _shown(row, *told.runs[dataset]) if dataset in told.runs else ""
    if shown:
        yield "execution", shown


def markdown(told: Downstream) -> str:
    """The impact as a table under a picture."""
    rows = [row for row in told.rows if row.effect != "unaffected"]
    safe = len(told.rows) - len(rows)
    lines = [f"## Impact of {prose(told.review.subject.name)}\n"]
    if not rows:
        lines.append("Nothing downstream is affected, as far as the graph reaches.\n")
    else:
        lines += ["```mermaid", *_picture(rows), "```", "", "| what | effect | columns | why | evidence |"]
        lines += ["|---|---|---|---|---|", *(_line(row, told) for row in rows[:_MOST_ROWS])]
        lines += [f"\nand {len(rows) - _MOST_ROWS} more."] if len(rows) > _MOST_ROWS else []
    if safe:
        lines.append(f"\n{safe} that read from what changed are unaffected.")
    if told.selector:
        lines.append(f"\nRebuild what is hit: {code('dbt build --select ' + told.selector)}")
    if told.trouble:
        lines.append(f"\nNothing was run: {prose(told.trouble)}.")
    return "\n".join(lines) + "\n"


def _line(row: Affected, told: Downstream) -> str:
    columns = ", ".join(code(name) for name in row.columns[:8]) + (" …" if len(row.columns) > 8 else "")
    evidence = "<br>".join(prose(text) for _, text in _evidence(row, told))
    name = f"{prose(row.kind)} {code(row.name[:200])}"
    parts = (name, EFFECTS.get(row.effect, prose(row.effect)), columns, prose(row.reason[:300]), evidence)
    return "| " + " | ".join(cell(part) for part in parts) + " |"


def _picture(rows: list[Affected]) -> Iterator[str]:
    """A flowchart of the ways from what changed to what is hit; the rest is counted."""
    yield "flowchart LR"
    effects = {row.path[-1]: row.effect for row in rows if row.path}
    hops = dict.fromkeys(hop for row in rows for hop in row.path)
    names = {hop: f"n{number}" for number, hop in enumerate(list(hops)[:_MOST_DRAWN])}
    for hop, name in names.items():
        yield f'  {name}["{label(hop)}"]'
    ways = dict.fromkeys(step for row in rows for step in pairwise(row.path))
    yield from (f"  {names[a]} --> {names[b]}" for a, b in ways if a in names and b in names)
    yield from (f"  style {names[hop]} {_COLOURS[effect]}" for hop, effect in effects.items() if hop in names)
    if len(hops) > len(names):
        yield f'  more["… and {len(hops) - len(names)} more"]'
