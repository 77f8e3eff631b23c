"""The lineage of our own PySpark programs stays as right as it was measured against Spark."""

from __future__ import annotations

import pytest

from evals.dataframe.programs import programs, truth
from evals.dataframe.score import score


def test_every_program_has_been_run_on_spark() -> None:
    assert {one.name for one in programs()} == set(truth())


@pytest.mark.parametrize(
    ("held_out", "precision", "recall", "outputs"), [(False, 1.0, 1.0, 1.0), (True, 0.98, 0.96, 0.96)]
)
def test_lineage_is_no_worse_than_recorded(held_out: bool, precision: float, recall: float, outputs: float) -> None:
    total = score(one for one in programs() if one.held_out == held_out)
    assert total.inputs == total.programs
    assert total.outputs / total.programs >= outputs
    assert total.precision >= precision
    assert total.recall >= recall
