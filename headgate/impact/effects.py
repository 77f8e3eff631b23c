"""The effect of a change on each dataset: its meaning on the base beside its meaning on the head."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from headgate.dataset import DatasetId
from headgate.facts.dbt.stops import Stop, lost_projects, stops
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.project import Project
from headgate.impact.lost import lost_columns, lost_fields, still_named
from headgate.impact.meanings import MATERIALIZATIONS, Meaning, Meanings, Query
from headgate.impact.query import Fault, QueryChange, compare
from headgate.impact.seeds import changed_seeds

RANK = ("fails", "unknown", "rows_change", "values_change", "order_changes", "unaffected")
"""Effects, worst first."""
_MOST = 400
"""Datasets whose meaning is made on both sides; beyond, the effect is told as unknown."""


@dataclass(frozen=True)
class Effect:
    """What the change does to one dataset."""

    dataset: DatasetId
    kind: str
    """One of `Affected.effect`."""
    columns: tuple[str, ...] = ()
    reason: str = ""
    faults: tuple[tuple[Query, Fault], ...] = ()
    """New on the head."""


class Impact:
    """The effects of a change on every dataset that it can reach."""

    def __init__(self, base: Project, head: Project) -> None:
        self.base = Meanings(base)
        self.head = Meanings(head)
        self.head.other_seeds = changed_seeds(self.base.seeds, self.head.seeds)

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """Why dbt would refuse a project of the head that it does not refuse on the base."""
        known = {(stop.root, stop.reason) for stop in stops(self.base.project)}
        found = [*stops(self.head.project), *lost_projects(self.base.project, self.head.project)]
        return tuple(stop for stop in found if (stop.root, stop.reason) not in known)

    @cached_property
    def changed(self) -> frozenset[DatasetId]:
        """Datasets whose writers differ between base and head."""
        sides = (self.base, self.head)
        before, after = ({d: texts_of(queries) for d, queries in side.queries.items()} for side in sides)
        told = {d for d in {*before, *after} if before.get(d) != after.get(d)}
        programs = [dict(_programs(side)) for side in sides]
        told |= self.head.other_seeds.keys() | self._unreadable()
        told |= {d for d in {*programs[0], *programs[1]} if programs[0].get(d) != programs[1].get(d)}
        declared = [_declared(side) for side in sides]
        return frozenset(told | {d for d in {*declared[0], *declared[1]} if declared[0].get(d) != declared[1].get(d)})

    def _unreadable(self) -> set[DatasetId]:
        """Models that are no query which could be read, on one side at least, and whose files differ or went."""
        both = {*self.base.models, *self.head.models}
        told = {d for d in both if self._odd_materialization(d)}
        unread = {d for d in both if d not in self.base.queries or d not in self.head.queries}
        return told | {
            d
            for d in unread - self.base.seeds.keys() - self.head.seeds.keys()
            if self._text(d, self.base) != self._text(d, self.head)
        }

    @staticmethod
    def _text(dataset: DatasetId, side: Meanings) -> str | None:
        model = side.models.get(dataset)
        return side.project.snapshot.text_of(model.path) if model is not None else None

    @cached_property
    def routes(self) -> Mapping[DatasetId, tuple[DatasetId, ...]]:
        """The shortest way from a changed dataset to each that reads from it, on base or head; ends included."""
        graphs = (self.base.project.graph, self.head.project.graph)
        refused = {stop.root for stop in self.stops}
        hit = {d for d, model in self.base.models.items() if model.project.root in refused}
        found: dict[DatasetId, tuple[DatasetId, ...]] = {
            dataset: (dataset,) for dataset in sorted(self.changed | hit) if self._was_there(dataset)
        }
        waiting = deque(found)
        while waiting:
            here = waiting.popleft()
            for there in sorted({dataset for graph in graphs for dataset in readers_of(graph, here)}):
                if there not in found and self._was_there(there):
                    found[there] = (*found[here], there)
                    waiting.append(there)
        return found

    def _was_there(self, dataset: DatasetId) -> bool:
        """What the change brings in harms nobody; nothing read it before."""
        return dataset in self.base.queries or dataset in self.base.project.graph.nodes

    @cached_property
    def effects(self) -> Mapping[DatasetId, Effect]:
        """The effect on each reached dataset."""
        found: dict[DatasetId, Effect] = {}
        for number, dataset in enumerate(self.routes):
            if number < _MOST:
                found[dataset] = self._effect(dataset)
            else:
                found[dataset] = Effect(dataset, "unknown", reason=f"more than {_MOST} datasets are reached")
        return self._with_failed_parents(self._with_unknown_parents(self._through_programs(found)))

    def _through_programs(self, effects: dict[DatasetId, Effect]) -> dict[DatasetId, Effect]:
        """What no query makes takes over the worst effect on what its programs read; nearest first."""
        graph = self.head.project.graph
        for dataset in tuple(effects):
            effect = effects[dataset] = self._through_records(dataset, effects)
            if effect.kind != "unaffected" or dataset in self.head.queries:
                continue
            for job in graph.writers.get(dataset, ()):
                for use in job.reads:
                    above = effects.get(use.dataset)
                    if above is None or not _reaches(above, use.columns):
                        continue
                    named = still_named(job, use.dataset, lost_columns(self.base, self.head, use.dataset))
                    if named:
                        reason = f"{job.name} names {', '.join(named)}, which {use.dataset} no longer has"
                        effects[dataset] = Effect(dataset, "fails", tuple(named), reason)
                        break
                    if RANK.index(above.kind) < RANK.index(effects[dataset].kind):
                        reason = f"{job.name} reads {use.dataset}"
                        effects[dataset] = Effect(dataset, above.kind, above.columns, reason)
        return effects

    def _through_records(self, dataset: DatasetId, effects: Mapping[DatasetId, Effect]) -> Effect:
        """A topic changes with the schema of its records, and with it who reads a field that is gone."""
        graph, effect = self.head.project.graph, effects[dataset]
        if effect.kind != "unaffected":
            return effect
        record, _ = graph.records.get(dataset, (None, ""))
        above = effects.get(record) if record is not None else None
        if above is not None and above.kind not in ("unaffected", "fails"):
            return replace(above, dataset=dataset, reason=f"{record} describes its records")
        for job in graph.writers.get(dataset, ()):
            for use in job.reads:
                named = still_named(job, use.dataset, lost_fields(self.base.project.graph, graph, use.dataset))
                if named:
                    reason = f"{job.name} names {', '.join(named)}, which records of {use.dataset} no longer have"
                    return Effect(dataset, "values_change", tuple(named), reason)
        return effect

    def _effect(self, dataset: DatasetId) -> Effect:
        model = self.head.models.get(dataset) or self.base.models.get(dataset)
        stop = next((one for one in self.stops if model is not None and one.root == model.project.root), None)
        if stop is not None:
            return Effect(dataset, "fails", reason=f"dbt refuses the whole project: {stop.reason}")
        if dataset in self.base.models and dataset not in self.head.models and not self._made_elsewhere(dataset):
            return Effect(dataset, "fails", reason="nothing makes it any more")
        lost = sorted(self.head.missed(dataset) & (self.base.told - self.head.told))
        if lost:
            return Effect(dataset, "fails", reason=f"it needs {lost[0]}, which nothing defines any more")
        refused = self.head.refused(dataset)
        if refused and not self.base.refused(dataset):
            return Effect(dataset, "fails", reason=refused)
        odd = self._odd_materialization(dataset)
        if odd:
            kind = "unknown" if self.head.may_bring(odd) else "fails"
            return Effect(dataset, kind, reason=f"it is materialized as {odd}, which dbt itself does not know")
        before, after = self.base.of(dataset), self.head.of(dataset)
        known = {fault for _, fault in before.faults}
        new = tuple((query, fault) for query, fault in after.faults if not is_known(fault, known))
        if new:
            return Effect(dataset, "fails", _names(fault for _, fault in new), _why(new[0][1]), new)
        if self._gone(dataset):
            return Effect(dataset, "fails", reason="nothing makes it any more")
        if dataset in self.head.queries or dataset in self.changed:
            return _compared(dataset, before, after, changed=dataset in self.changed)
        return Effect(dataset, "unaffected")

    def _odd_materialization(self, dataset: DatasetId) -> str:
        """How the head builds it, where that is new and none of dbt's own ways."""
        sides = [side.models.get(dataset) for side in (self.base, self.head)]
        old, new = (str(model.setting("materialized") or "") if model is not None else "" for model in sides)
        return "" if new == old or new in MATERIALIZATIONS or "{" in new else new

    def _made_elsewhere(self, dataset: DatasetId) -> bool:
        """Whether something that is no dbt model makes it on the head."""
        known = self.base.models[dataset].path
        paths = {query.path for query in self.head.queries.get(dataset, ())}
        paths |= {job.location.path for job in self.head.project.graph.writers.get(dataset, ())}
        return bool(paths - {known})

    def _gone(self, dataset: DatasetId) -> bool:
        made_before = dataset in self.base.queries or dataset in self.base.project.graph.writers
        made_after = dataset in self.head.queries or dataset in self.head.project.graph.writers
        return made_before and not made_after

    def _with_unknown_parents(self, effects: dict[DatasetId, Effect]) -> dict[DatasetId, Effect]:
        """What changes only because something unknown does upstream is unknown as well."""
        graph = self.head.project.graph
        waiting = deque(dataset for dataset, effect in effects.items() if effect.kind == "unknown")
        while waiting:
            unknown = waiting.popleft()
            for there in readers_of(graph, unknown):
                known = effects.get(there)
                if known is not None and known.kind.endswith(("_change", "_changes")) and there not in self.changed:
                    reason = f"what becomes of {unknown} cannot be told"
                    effects[there] = Effect(there, "unknown", known.columns, reason)
                    waiting.append(there)
        return effects

    def _with_failed_parents(self, effects: dict[DatasetId, Effect]) -> dict[DatasetId, Effect]:
        """Whoever reads a dataset that is not built is not built either."""
        graph = self.head.project.graph
        waiting = deque(dataset for dataset, effect in effects.items() if effect.kind == "fails")
        while waiting:
            failed = waiting.popleft()
            for there in readers_of(graph, failed):
                if there in effects and effects[there].kind != "fails":
                    effects[there] = Effect(there, "fails", reason=f"{failed} fails before it")
                    waiting.append(there)
        return effects


def _reaches(above: Effect, read: tuple[str, ...] | None) -> bool:
    """Whether an effect on a dataset reaches who reads these columns of it; None is all of them."""
    if above.kind == "values_change" and read is not None:
        return not {name.lower() for name in read}.isdisjoint(above.columns)
    return above.kind != "unaffected"


def _compared(dataset: DatasetId, before: Meaning, after: Meaning, *, changed: bool) -> Effect:
    change = compare(before.relation, after.relation)
    if not (before.understood and after.understood) and changed and not change.nothing:
        return Effect(dataset, "unknown", reason="what fills it could not be read as a query")
    if change.rows and not (before.relation.single_row and after.relation.single_row):
        return Effect(dataset, "rows_change", change.harmful, _what(change))
    if change.merged:
        return Effect(dataset, "rows_change", change.harmful, "duplicates are removed over changed values")
    if change.rows or change.harmful:
        columns = change.harmful or tuple(name for name, _ in after.relation.columns)
        return Effect(dataset, "values_change", columns, _what(change))
    if change.order:
        return Effect(dataset, "order_changes")
    return Effect(dataset, "unaffected", reason="" if not change.columns else _what(change))


def _what(change: QueryChange) -> str:
    parts = [
        f"{what} {', '.join(name for name, how in change.columns.items() if how == what)}"
        for what in ("removed", "modified", "added")
        if what in change.columns.values()
    ]
    return "; ".join(["other rows come out", *parts] if change.rows else parts)


def _why(fault: Fault) -> str:
    return {
        "missing-column": f"it names {fault.name}, which {fault.relation or 'no relation it reads'} no longer has",
        "ambiguous-column": f"it names {fault.name} without saying of which relation, and now two have it",
        "column-count": f"its set operation lines up {fault.name} columns",
    }.get(fault.kind, f"{fault.kind} {fault.name}")


def is_known(fault: Fault, known: set[Fault]) -> bool:
    """Whether the base had the fault already; lines do not count."""
    return any((fault.kind, fault.name, fault.relation) == (old.kind, old.name, old.relation) for old in known)


def _names(faults: Iterable[Fault]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fault.name for fault in faults if fault.kind != "column-count"))


def readers_of(graph: PipelineGraph, dataset: DatasetId) -> Iterator[DatasetId]:
    """The datasets that are made from `dataset`."""
    for topic, (record, _) in graph.records.items():
        if record == dataset:
            yield topic
    for job in graph.readers.get(dataset, ()):
        for use in job.writes:
            yield use.dataset


def texts_of(queries: Iterable[Query]) -> tuple[str, ...]:
    """The texts of the statements that fill one dataset, to be told apart by."""
    return tuple(query.statement.text for query in queries)


def _programs(side: Meanings) -> Iterator[tuple[DatasetId, object]]:
    """What programs that are no SQL write, by dataset: columns and the edges into them."""
    for dataset, jobs in side.project.graph.writers.items():
        if dataset in side.queries:
            continue
        told = [(use.columns, job.edges) for job in jobs for use in job.writes if use.dataset == dataset]
        yield dataset, [(columns, {(e.source, e.target, e.effect) for e in edges}) for columns, edges in told]


def _declared(side: Meanings) -> dict[DatasetId, tuple[str, ...]]:
    """The columns of datasets that are declared in full and that nothing of the project fills."""
    graph = side.project.graph
    return {
        dataset: tuple(column.name for column in node.columns)
        for dataset, node in graph.nodes.items()
        if node.complete and dataset not in side.queries and dataset not in graph.writers
    }
