"""The tables of a project that are looked at, with all that is told of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from headgate.dataset import Column, DatasetId, DatasetKind
from headgate.design.review.reading import Reading
from headgate.facts.answers import Answers
from headgate.facts.dbt.model import DbtTest
from headgate.facts.dbt.view import DbtModel, models_of
from headgate.facts.project import Project
from headgate.facts.sql.known import Settled
from headgate.facts.sql.model import Statement

_WRITING = frozenset(("create-table", "create-view", "insert", "merge", "select"))


@dataclass(eq=False)
class Subject:
    """A table, and what the repository says of it."""

    dataset: DatasetId
    name: str
    path: str
    line: int
    kind: str
    """`model`, `snapshot`, `seed`, or `table`."""
    columns: tuple[Column, ...] = ()
    complete: bool = False
    """Whether `columns` is all of them."""
    description: str = ""
    tests: tuple[DbtTest, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    keys: tuple[Settled, ...] = ()
    statements: tuple[Statement, ...] = ()
    source: str = ""
    """The file's own text, for what templates say; empty where it is plain SQL."""
    answers: Answers = field(default_factory=Answers)
    """What earlier runs know of such texts."""

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        return tuple(Reading(one) for one in self.statements if one.text)

    @cached_property
    def spelled(self) -> str:
        """All that the readings depend on."""
        return repr([(one.dialect, one.line, one.text_lines, one.text) for one in self.statements if one.text])

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(column.name.lower() for column in self.columns)

    @cached_property
    def reads(self) -> frozenset[DatasetId]:
        return frozenset(use.dataset for one in self.statements for use in one.reads)

    def column_type(self, name: str) -> str:
        return next((c.type.lower() for c in self.columns if c.name.lower() == name), "")

    @property
    def folders(self) -> tuple[str, ...]:
        return tuple(part.lower() for part in self.path.split("/")[:-1])


def subjects(project: Project) -> tuple[Subject, ...]:
    """All models, snapshots and seeds; where there is no dbt project, all tables that statements make or declare."""
    found: dict[DatasetId, Subject] = {}
    for model in models_of(project):
        if not model.disabled and model.dataset not in found:
            found[model.dataset] = of_model(model, project)
    for subject in _of_tables(project, found):
        found.setdefault(subject.dataset, subject)
    return tuple(sorted(found.values(), key=lambda one: (one.path, one.name)))


def of_model(model: DbtModel, project: Project) -> Subject:
    """A model, snapshot or seed with all that is told of it."""
    node = project.graph.nodes.get(model.dataset)
    described = next((e.node.description for e in model.entries if e.node.description.strip()), "")
    return Subject(
        dataset=model.dataset,
        name=model.name,
        path=model.path,
        line=model.node.line,
        kind=model.node.kind,
        columns=node.columns if node is not None else model.columns,
        complete=node.complete if node is not None else False,
        description=described.strip(),
        tests=model.tests,
        settings={name: model.setting(name) for name in ("materialized", "unique_key", "contract", "strategy")},
        keys=project.known.keys(model.dataset),
        statements=model.statements,
        source=(project.snapshot.text_of(model.path) or "") if model.path.endswith(".sql") else "",
        answers=project.answers,
    )


def _of_tables(project: Project, known: Mapping[DatasetId, Subject]) -> Iterator[Subject]:
    made: dict[DatasetId, list[tuple[str, Statement]]] = {}
    for path, facts in project.files.items():
        for statement in facts.statements:
            if statement.target is not None and statement.kind in _WRITING and not statement.temporary:
                made.setdefault(statement.target, []).append((path, statement))
    for dataset, node in project.graph.nodes.items():
        if dataset in known or node.kind not in (DatasetKind.TABLE, DatasetKind.VIEW):
            continue
        writers = [one for one in made.get(dataset, ()) if one[1].query is not None]
        declared = [one for one in node.declarations if one.complete]
        if not declared and not writers:
            continue
        place = declared[0].location if declared else None
        yield Subject(
            dataset=dataset,
            name=dataset.name.rpartition(".")[2],
            path=place.path if place is not None else writers[0][0],
            line=place.start_line if place is not None else writers[0][1].line,
            kind="table",
            columns=node.columns,
            complete=node.complete,
            keys=project.known.keys(dataset),
            statements=tuple(statement for _, statement in writers),
            answers=project.answers,
        )
