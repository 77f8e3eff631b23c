"""Consumers against what running without the field gave; `python -m evals.consumers` asks all of it."""

from __future__ import annotations

import pytest

from evals.consumers.__main__ import scored
from evals.consumers.case import SchemaEdit, edits

SAMPLE = sorted((one for one in edits() if not one.held_out), key=lambda one: one.key)[::12]


@pytest.mark.parametrize("edit", SAMPLE, ids=lambda one: one.key)
def test_every_consumer_is_named_by_its_line_and_nobody_else(edit: SchemaEdit) -> None:
    assert scored([edit]).misses == {}
