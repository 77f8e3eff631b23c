"""The search finds a counter-example where a verdict is wrong."""

from __future__ import annotations

import pytest

from evals.schema import search
from headgate.impact.compat.change import Compatibility


def test_no_record_proves_a_verdict_wrong() -> None:
    counted = search.Searched()
    assert list(search.search(8, 20, 3, counted)) == []
    assert counted.safe > 0


def test_a_checker_that_calls_everything_safe_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "compare", lambda *_: Compatibility(True, True))
    found = list(search.search(12, 20, 3, search.Searched()))
    assert {one.format for one in found} == {"avro", "jsonschema"}
