"""The part of the graph that is to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from headgate.dataset import DatasetId
from headgate.facts.graph.called import all_datasets, column_called, dataset_called, meant
from headgate.facts.graph.reach import Direction
from headgate.lineage import ColumnRef

__all__ = ["Asked", "all_datasets", "column_called", "dataset_called", "meant"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be shown. Without a dataset: everything."""

    dataset: DatasetId | None = None
    column: str = ""
    direction: Direction = Direction.BOTH
    depth: int = 0
    """Steps from the dataset or column; 0 for all."""

    @property
    def ref(self) -> ColumnRef | None:
        """The column, if one was asked for."""
        return ColumnRef(self.dataset, self.column) if self.dataset is not None and self.column else None
