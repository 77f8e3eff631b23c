"""What happens downstream of a change, as a review tells it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from headgate.dataset import EXPOSURE, DatasetId, DatasetKind
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.impact.effects import RANK, Effect, Impact
from headgate.impact.witness.trial import Trial
from headgate.review import Affected


def affected(impact: Impact, trial: Trial | None = None) -> tuple[Affected, ...]:
    """Everything that a change reaches, what fails first; with a trial, by what was derived and run."""
    graph = impact.head.project.graph
    effects = trial.effects if trial is not None else impact.effects
    rows = [*(_row(impact, graph, effect) for effect in effects.values()), *_tasks(impact, graph, effects)]
    return tuple(sorted(rows, key=lambda row: (RANK.index(row.effect), row.kind, row.name)))


def _tasks(impact: Impact, graph: PipelineGraph, effects: Mapping[DatasetId, Effect]) -> Iterator[Affected]:
    """The tasks whose programs fail, each with the first of what they do not make."""
    for task, started in graph.runs:
        made = [effects.get(use.dataset) for job in started for use in job.writes]
        failed = [effect for effect in made if effect is not None and effect.kind == "fails"]
        # What fails for its own sake says more than what fails behind it.
        failed.sort(key=lambda effect: not (effect.faults or effect.columns))
        if failed:
            first = failed[0]
            yield Affected(
                name=task.name,
                kind="job",
                effect="fails",
                columns=first.columns,
                path=(*(str(dataset) for dataset in impact.routes[first.dataset]), task.name),
                reason=f"it builds {first.dataset.name}: {first.reason}",
                file=task.location.path,
                line=task.location.start_line,
            )


def _row(impact: Impact, graph: PipelineGraph, effect: Effect) -> Affected:
    node = graph.nodes.get(effect.dataset)
    if node is None or node.kind is DatasetKind.TABLE:
        # What only its readers still name is told as what it was.
        node = impact.base.project.graph.nodes.get(effect.dataset) or node
    query = effect.faults[0][0] if effect.faults else next(iter(impact.head.queries.get(effect.dataset, ())), None)
    place = query.path if query else node.location.path if node and node.location else ""
    line = effect.faults[0][0].statement.file_line(effect.faults[0][1].line) if effect.faults else 0
    return Affected(
        name=effect.dataset.name,
        kind=EXPOSURE if effect.dataset.namespace == EXPOSURE else node.kind.value if node else "table",
        effect=effect.kind,
        columns=effect.columns,
        path=tuple(str(dataset) for dataset in impact.routes[effect.dataset]),
        reason=effect.reason,
        file=place,
        line=line or (query.statement.line if query else 0),
    )
