"""What each dataset of a project means: its query on top of the meanings of what that query reads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from headgate.dataset import DatasetId, table
from headgate.facts.dbt.jinja.unknown import MARKER
from headgate.facts.dbt.view import DbtModel, models_of, views
from headgate.facts.project import Project
from headgate.facts.sql.engine import REFUSED
from headgate.facts.sql.model import Statement
from headgate.impact.denotations import Denotations
from headgate.impact.query import Fault, Relation, base_table
from headgate.impact.query.relation import fewest, fold
from headgate.impact.seeds import Seed, SeedChange, seeds_of
from headgate.impact.snapshots import snapshot_faults, snapshotted
from headgate.source.snapshot import digest

MATERIALIZATIONS = frozenset(
    ("", "view", "table", "incremental", "ephemeral", "materialized_view", "dynamic_table", "streaming_table",
     "external", "table_function", "test", "seed", "snapshot")
)  # fmt: skip
"""dbt's own ways of building a model, with those of its adapters. Source: docs.getdbt.com, "Materializations"."""
_FILLING = frozenset({"merge", "update", "delete", "copy", "insert"})
"""Kinds of statements that change rows even without a query that could be read."""


@dataclass(frozen=True, slots=True)
class Query:
    """A statement that fills a dataset, and where it stands."""

    path: str
    statement: Statement


@dataclass(frozen=True, slots=True)
class Meaning:
    """The relation of a dataset, and what an engine would refuse in the queries that fill it."""

    relation: Relation
    faults: tuple[tuple[Query, Fault], ...] = ()
    understood: bool = True
    """False where some writer is not a query that can be read."""


@dataclass
class Meanings:
    """Meanings by dataset, made when they are asked for and kept."""

    project: Project
    other_seeds: Mapping[DatasetId, SeedChange] = field(default_factory=dict)
    """Seeds whose content differs from that of the base; only for the head."""
    _known: dict[DatasetId, Meaning] = field(default_factory=dict)
    _open: set[DatasetId] = field(default_factory=set)

    @cached_property
    def _texts(self) -> Denotations:
        return Denotations(self.project.answers)

    @cached_property
    def queries(self) -> Mapping[DatasetId, tuple[Query, ...]]:
        """The statements that fill each dataset; of a model's renderings the first alone."""
        return self._writers[0]

    @cached_property
    def _writers(self) -> tuple[Mapping[DatasetId, tuple[Query, ...]], Mapping[DatasetId, tuple[Query, ...]]]:
        """The statements that fill each dataset, and apart from them a model's further renderings."""
        found: defaultdict[DatasetId, list[Query]] = defaultdict(list)
        later: defaultdict[DatasetId, list[Query]] = defaultdict(list)
        disabled = {model.path for model in models_of(self.project) if model.disabled}
        for path, facts in self.project.files.items():
            if path in disabled:
                continue
            seen: set[DatasetId] = set()
            for statement in facts.statements:
                target = statement.target
                if target is None or not _fills(statement):
                    continue
                again = facts.dbt is not None and target in seen
                (later if again else found)[self.canonical(target)].append(Query(path, statement))
                seen.add(target)
        told = ({dataset: tuple(queries) for dataset, queries in side.items()} for side in (found, later))
        return next(told), next(told)

    @property
    def later(self) -> Mapping[DatasetId, tuple[Query, ...]]:
        """The further runs of incremental models, where they differ from the first, by the model."""
        return self._writers[1]

    def later_faults(self, dataset: DatasetId) -> tuple[tuple[Query, Fault], ...]:
        """What an engine would refuse in the further runs of a model, which read its own table."""
        read = {use.dataset for query in self.queries.get(dataset, ()) for use in query.statement.reads}

        def relation_of(found: DatasetId) -> Relation:
            """A table of the model's name that the first run reads as well is another one: a source."""
            namesake = self.canonical(found) == dataset and found in read
            return base_table(str(found), None) if namesake else self.of(found).relation

        queries = self.later.get(dataset, ())
        return tuple(fault for query in queries for fault in self._filled(dataset, query, relation_of).faults)

    @cached_property
    def loose(self) -> tuple[Query, ...]:
        """The queries of dbt's tests and analyses, which fill nothing; of a file's renderings the first alone."""
        found = []
        for path, facts in self.project.files.items():
            plain = [one for one in facts.statements if one.kind == "select" and one.target is None and one.text]
            if facts.dbt and plain:
                found.append(Query(path, plain[0]))
        return tuple(found)

    def of_loose(self, query: Query) -> Meaning:
        """What one of `loose` means."""
        return self._filled(table(query.path), query)

    def read_by(self, query: Query) -> tuple[DatasetId, ...]:
        """What a query reads."""
        return tuple(dict.fromkeys(self.canonical(use.dataset) for use in query.statement.reads))

    @cached_property
    def _names(self) -> Mapping[DatasetId, DatasetId]:
        nodes = self.project.graph.nodes.values()
        return {other: node.id for node in nodes for other, _ in node.also_named}

    def canonical(self, dataset: DatasetId) -> DatasetId:
        """The one name of a dataset that is written in several ways."""
        return self._names.get(dataset, dataset)

    def of(self, dataset: DatasetId) -> Meaning:
        """What `dataset` means; a dataset that takes part in a cycle is a base table there."""
        dataset = self.canonical(dataset)
        if dataset in self._known:
            return self._known[dataset]
        if dataset in self._open:
            return Meaning(base_table(str(dataset), None), understood=False)
        self._open.add(dataset)
        try:
            meaning = self._made(dataset)
        finally:
            self._open.discard(dataset)
        self._known[dataset] = meaning
        return meaning

    def _made(self, dataset: DatasetId) -> Meaning:
        declared = self._declared(dataset)
        filled = [self._filled(dataset, query) for query in self.queries.get(dataset, ())]
        if not filled:
            return self._unread(dataset, declared)
        first = filled[0]
        if len(filled) == 1:
            return first
        # Several writers: the rows are all of theirs, and a column's values are decided by each of them.
        columns = tuple(
            (name, fold(" + ".join(meaning.relation.text_of(name) or "?" for meaning in filled)))
            for name, _ in first.relation.columns
        )
        rows = fold(" + ".join(meaning.relation.rows for meaning in filled))
        relation = Relation((rows,), columns, open=first.relation.open, bases=first.relation.bases)
        return Meaning(relation, tuple(fault for meaning in filled for fault in meaning.faults))

    def _unread(self, dataset: DatasetId, declared: Relation) -> Meaning:
        """What no query fills: a source, a seed, or a model that could not be read, which is known by its text."""
        if dataset in self.seeds:
            return Meaning(self._seed(dataset))
        model = self.models.get(dataset)
        if model is None or model.node.kind == "seed":
            return Meaning(declared)
        text = fold(f"{dataset} by {digest((self.project.snapshot.text_of(model.path) or '').encode())}")
        return Meaning(replace(declared, parts=(text,), keys=frozenset()), understood=False)

    @cached_property
    def models(self) -> Mapping[DatasetId, DbtModel]:
        """The models, seeds and snapshots of dbt projects that are not disabled."""
        return {model.dataset: model for model in models_of(self.project) if not model.disabled}

    @cached_property
    def told(self) -> frozenset[str]:
        """What dbt projects of the repository define for their templates: macros, and variables as `var x`."""
        files = self.project.files.values()
        macros = {name for facts in files if facts.dbt for name, _ in facts.dbt.macros}
        found = [json.loads(project.variables) for _, project in self.project.dbt_projects()]
        inner = [value for given in found for value in given.values() if isinstance(value, dict)]
        return frozenset(macros | {f"var {name}" for given in (*found, *inner) for name in given})

    def may_bring(self, materialization: str) -> bool:
        """Whether a macro file or an installed package may define a way of building models."""
        if any(view.open_packages for view in views(self.project)):
            return True
        paths = [path for path, facts in self.project.files.items() if facts.dbt and path.endswith(".sql")]
        return any(
            f"materialization {materialization}" in (self.project.snapshot.text_of(path) or "") for path in paths
        )

    def missed(self, dataset: DatasetId) -> frozenset[str]:
        """The names that the template of a model asks for and nobody tells."""
        model = self.models.get(dataset)
        gaps = self.project.files[model.path].gaps if model is not None else ()
        return frozenset(gap.what.removeprefix("template: ") for gap in gaps if gap.what.startswith("template: "))

    def refused(self, dataset: DatasetId) -> str:
        """Why the engine's own parser refuses the text of a model; empty where it was not asked, or takes it."""
        model = self.models.get(dataset)
        gaps = self.project.files[model.path].gaps if model is not None else ()
        return next((gap.why for gap in gaps if gap.why.startswith(REFUSED)), "")

    @cached_property
    def seeds(self) -> Mapping[DatasetId, Seed]:
        """The seeds of dbt projects."""
        return seeds_of(self.project)

    def _seed(self, dataset: DatasetId) -> Relation:
        """A seed; what differs from the base has other texts than there."""
        seed, change = self.seeds[dataset], self.other_seeds.get(dataset)
        relation = base_table(str(dataset), seed.columns, seed.keys)
        if change is None:
            return relation
        columns = ((name, f"{text}'" if name in change.columns else text) for name, text in relation.columns)
        told = dict(columns)
        keys = frozenset(frozenset(told[name] for name in key) for key in seed.keys)
        parts = (f"{dataset}'",) if change.rows else relation.parts
        return replace(relation, parts=parts, columns=tuple(told.items()), keys=fewest(keys))

    def _filled(
        self, dataset: DatasetId, query: Query, relation_of: Callable[[DatasetId], Relation] | None = None
    ) -> Meaning:
        """The meaning of one query that fills `dataset`; `relation_of` tells what a dataset that it reads is."""
        known = relation_of or self._relation
        try:
            denoted = None if _thinned(query.statement) else self._texts.of(query.statement, known)
        except (ValueError, RecursionError):
            text = fold(query.statement.text)
            return Meaning(replace(self._declared(dataset), parts=(text,), keys=frozenset()), understood=False)
        if denoted is None:
            text = fold(query.statement.text)
            return Meaning(
                replace(self._declared(dataset), parts=(text,), keys=frozenset(), open=True), understood=False
            )
        relation = self._with_declared_keys(dataset, self._received(dataset, query.statement, denoted.relation))
        model = self.models.get(dataset)
        if model is not None and model.node.kind == "snapshot":
            own = ((query, fault) for fault in snapshot_faults(model, relation))
            faults = (*((query, fault) for fault in relation.faults), *own)
            return Meaning(snapshotted(relation), faults, not denoted.doubts)
        return Meaning(relation, tuple((query, fault) for fault in relation.faults), not denoted.doubts)

    def _relation(self, dataset: DatasetId) -> Relation:
        return self.of(dataset).relation

    def _received(self, dataset: DatasetId, statement: Statement, relation: Relation) -> Relation:
        """`relation` by the names of the columns that take it in.

        An INSERT fills the columns that it lists, or the table's in their order, whatever the query calls them; of a
        table that nothing declares, other columns are possible.
        """
        if statement.kind != "insert":
            model = self.models.get(dataset)
            made = str(model.setting("materialized") or "view") if model is not None else "view"
            # A materialization that dbt does not know, such as a dictionary, may call its columns otherwise.
            return replace(
                _renamed(relation, statement.target_columns), open=relation.open or made not in MATERIALIZATIONS
            )
        node = self.project.graph.nodes.get(dataset)
        if node is None or not node.complete:
            return replace(_renamed(relation, statement.target_columns), open=True)
        names = tuple(column.name.lower() for column in node.columns)
        named = _renamed(relation, statement.target_columns or (() if statement.by_name else names))
        given = {name for name, _ in named.columns}
        rest = tuple((name, fold(f"{dataset}.{name} left out")) for name in names if name not in given)
        return replace(named, columns=(*named.columns, *rest))

    def _with_declared_keys(self, dataset: DatasetId, relation: Relation) -> Relation:
        """`relation` with the keys that tests and constraints of both query and properties declare."""
        node = self.project.graph.nodes.get(dataset)
        declared = [key for one in (node.declarations if node else ()) for key in one.keys]
        told = dict(relation.columns)
        keys = {frozenset(told[c.lower()] for c in key) for key in declared if all(c.lower() in told for c in key)}
        return replace(relation, keys=fewest((*relation.keys, *(key for key in keys if key))))

    def _declared(self, dataset: DatasetId) -> Relation:
        """What is known of the dataset beside the queries: the columns that its other writers make, or DDL."""
        written = list(self._written(dataset))
        if written and all(columns is not None for columns, _ in written):
            names = tuple(dict.fromkeys(name for columns, _ in written for name in columns or ()))
            return base_table(str(dataset), names)
        node = self.project.graph.nodes.get(dataset)
        columns = tuple(column.name for column in node.columns) if node else ()
        keys = [key for one in (node.declarations if node else ()) for key in one.keys]
        relation = base_table(str(dataset), columns, [[name.lower() for name in key] for key in keys])
        return replace(relation, open=not (node and node.complete))

    def _written(self, dataset: DatasetId) -> Iterator[tuple[tuple[str, ...] | None, str]]:
        """The columns that each program which is no SQL writes to `dataset`; None where it is not known."""
        filled = {query.path for query in self.queries.get(dataset, ())}
        for job in self.project.graph.writers.get(dataset, ()):
            for use in job.writes:
                if use.dataset == dataset and job.location.path not in filled:
                    yield use.columns, job.name


def _thinned(statement: Statement) -> bool:
    """Whether placeholders were left out of a rendered text to read it, so that it lacks columns it may have."""
    outputs = statement.query.outputs if statement.query is not None else ()
    held = any(output.star is not None and output.star.qualifier == MARKER for output in outputs)
    return held and MARKER not in statement.text


def _fills(statement: Statement) -> bool:
    """Whether a statement puts rows into its target, and its text is at hand."""
    return bool(statement.text) and (statement.query is not None or statement.kind in _FILLING)


def _renamed(relation: Relation, names: tuple[str, ...]) -> Relation:
    if not names or relation.open or len(names) != len(relation.columns):
        return relation
    columns = tuple((name.lower(), text) for name, (_, text) in zip(names, relation.columns, strict=True))
    return replace(relation, columns=columns)
