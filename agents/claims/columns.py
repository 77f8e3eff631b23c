"""The column that a claim is about."""

from __future__ import annotations

from dataclasses import dataclass

from agents.tools.workspace import CannotAnswerError
from headgate.dataset import Column, DatasetId
from headgate.facts.graph.called import dataset_called
from headgate.facts.graph.pipeline import Node
from headgate.facts.project import Project


@dataclass(frozen=True, slots=True)
class Meant:
    """A dataset as one side knows it, and a column that it may have."""

    dataset: DatasetId
    node: Node | None
    name: str

    @property
    def column(self) -> Column | None:
        return self.node.column(self.name) if self.node is not None else None

    @property
    def complete(self) -> bool:
        """Whether all columns of the dataset are known, so that an absent one is proof."""
        return self.node is not None and self.node.complete

    def __str__(self) -> str:
        return f"{self.dataset}.{self.name}"


def meant(project: Project, subject: str) -> Meant:
    """
    Raises:
        CannotAnswerError: it is not `dataset.column`.
        HeadgateError: there is no such dataset, or there are several.
    """
    dataset, _, column = subject.strip().rpartition(".")
    if not dataset or not column:
        raise CannotAnswerError(f"`{subject[:100].replace('`', '')}` is not dataset.column")
    found = dataset_called(project.graph, dataset)
    return Meant(found, project.graph.nodes.get(found), column)
