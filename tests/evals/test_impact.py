"""Impact against what real runs of dbt gave; `python -m evals.impact` asks all of it."""

from __future__ import annotations

import pytest

from evals.impact.__main__ import scored
from evals.impact.mutation import Mutation, mutations

EVERY = 12
SAMPLE = sorted(mutations(), key=lambda one: one.key)[::EVERY]


@pytest.mark.parametrize("mutation", SAMPLE, ids=lambda one: one.key)
def test_no_model_that_fails_or_changes_is_called_unaffected(mutation: Mutation) -> None:
    found = scored([mutation], execute=False)
    assert found.dangerous == []
    assert sum(found.pairs.values()) > 0
