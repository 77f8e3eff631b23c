"""A whole review of dimensional models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from headgate.dataset import DatasetId
from headgate.design.review.conformed import shared_attributes
from headgate.design.review.facts import degenerate, fact_type, loose_flags, measure_pages, pointers
from headgate.design.review.faults import Faults
from headgate.design.review.grain import Grain, grain_of
from headgate.design.review.history import History, JoinedBy, history_of, joined_by
from headgate.design.review.members import has_unknown_member
from headgate.design.review.page import (
    GrainPage,
    HistoryPage,
    KeyPage,
    ModelReview,
    SharedPage,
    TablePage,
    Trouble,
)
from headgate.design.review.reading import TableJoin
from headgate.design.review.roles import Judged, Role, roles
from headgate.design.review.subject import Subject, subjects
from headgate.design.review.surrogate import Surrogate, surrogates
from headgate.design.review.vault import in_words
from headgate.facts.project import Project

_READS_HISTORY = (Role.FACT, Role.REPORT, Role.BIG_TABLE, Role.INTERMEDIATE, Role.UNKNOWN, Role.DIMENSION)


def review(project: Project, repository: str) -> ModelReview:
    """The review of all tables of a project."""
    return _Reviewing(project, repository).made()


class _Reviewing:
    def __init__(self, project: Project, repository: str) -> None:
        self._project = project
        self._repository = repository
        self._subjects = subjects(project)
        self._known: Mapping[DatasetId, Subject] = {one.dataset: one for one in self._subjects}
        self._judged: Mapping[DatasetId, Judged] = roles(self._subjects, project)
        self._roles = {table: judged.role for table, judged in self._judged.items()}
        self._faults = Faults(self._known, self._roles)
        self._troubles: list[Trouble] = []
        self._readers: defaultdict[DatasetId, list[tuple[Subject, TableJoin]]] = defaultdict(list)
        for subject in self._subjects:
            for reading in subject.readings if self._roles[subject.dataset] in _READS_HISTORY else ():
                for join in reading.joins:
                    self._readers[join.right.table].append((subject, join))

    def made(self) -> ModelReview:
        dimensions = self._of(Role.DIMENSION)
        shared = shared_attributes(dimensions, self._project)
        pages = tuple(self._page(subject) for subject in self._subjects)
        self._troubles += self._faults.of_shared(shared)
        facts = sorted((page for page in pages if page.role == Role.FACT), key=lambda page: page.name)
        used = {one.dimension for page in facts for one in page.points_to}
        return ModelReview(
            repository=self._repository,
            tables=pages,
            facts=tuple(page.name for page in facts),
            dimensions=tuple(sorted({one.name for one in dimensions} | used)),
            shared=tuple(SharedPage(one.attribute, one.tables, one.same, one.why) for one in shared),
            troubles=tuple(dict.fromkeys(sorted(self._troubles, key=lambda one: (one.path, one.line, one.fault)))),
            gaps=tuple(dict.fromkeys(self._project.gaps())),
        )

    def _of(self, *wanted: Role) -> list[Subject]:
        return [one for one in self._subjects if self._roles[one.dataset] in wanted]

    def _page(self, subject: Subject) -> TablePage:
        judged = self._judged[subject.dataset]
        role = judged.role
        grain = grain_of(subject)
        made = surrogates(subject)
        dimensional = role in (Role.FACT, Role.DIMENSION, Role.BRIDGE, Role.BIG_TABLE, Role.REPORT)
        dimensions = {one.dataset: one for one in self._of(Role.DIMENSION)}
        points_to = pointers(subject, dimensions) if dimensional else ()
        kept = role in (Role.DIMENSION, Role.HISTORY)
        history = history_of(subject, self._known) if kept else None
        joined = tuple(joined_by(subject, history, self._readers[subject.dataset])) if history is not None else ()
        kind, why = fact_type(subject) if role is Role.FACT else (None, "")
        self._look(subject, role, grain, made, history, joined)
        return TablePage(
            name=subject.name,
            path=subject.path,
            line=max(subject.line, 1),
            role=role.value,
            reasons=judged.reasons,
            against=judged.against,
            fact_type=f"{kind.value}: {why}" if kind is not None else "",
            grain=GrainPage(
                grain.said, grain.declared, tuple(key for key, _ in grain.derived), grain.verdict, grain.why
            ),
            points_to=points_to,
            measures=measure_pages(subject) if role is Role.FACT else (),
            degenerate=degenerate(subject, points_to) if role is Role.FACT else (),
            flags=loose_flags(subject, role),
            keys=tuple(KeyPage(one.column, one.kind, one.parts) for one in made) if dimensional or kept else (),
            history=HistoryPage(history.type, history.reason, tuple(_how(one) for one in joined)) if history else None,
            unknown_member=has_unknown_member(subject) if role is Role.DIMENSION else None,
            vault=in_words(subject.source) if role in (Role.HUB, Role.LINK, Role.SATELLITE) else "",
            columns=tuple((column.name.lower(), column.type) for column in subject.columns),
            unknown=tuple(self._unknown(subject, role, grain, why if kind is None else "")),
        )

    def _look(
        self,
        subject: Subject,
        role: Role,
        grain: Grain,
        made: tuple[Surrogate, ...],
        history: History | None,
        joined: tuple[JoinedBy, ...],
    ) -> None:
        faults = self._faults
        self._troubles += faults.of_grain(subject, grain)
        self._troubles += faults.of_keys(subject, made)
        self._troubles += faults.of_members(subject)
        self._troubles += faults.of_vault(subject, role)
        self._troubles += faults.of_facts_joined(subject, [join for one in subject.readings for join in one.joins])
        if history is not None:
            self._troubles += faults.of_history(subject, history, joined)

    def _unknown(self, subject: Subject, role: Role, grain: Grain, fact: str) -> list[str]:
        found = []
        if role is Role.UNKNOWN:
            found.append("its role: the signs are too few, or contradict each other")
        if grain.verdict == "unknown":
            found.append(f"its grain: {grain.why}")
        if not subject.columns and not in_words(subject.source):
            found.append("its columns")
        elif not subject.complete and role in (Role.FACT, Role.DIMENSION):
            found.append("whether the columns that are known are all of them")
        if role is Role.FACT and fact:
            found.append(f"its type: {fact}")
        if any(reading.tree is None for reading in subject.readings):
            found.append("its query, which is not parsed")
        return found


def _how(one: JoinedBy) -> str:
    mark = {True: "", False: " (does not fit)", None: " (not known whether it fits)"}[one.fits]
    return f"{one.reader} {one.how}{mark}"
