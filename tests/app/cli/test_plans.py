"""Plans at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.spark_plan import is_plan, report
from headgate.errors import HeadgateError

PLANS = Path(__file__).parents[2] / "headgate/facts/spark/explain/plans"
FILTERED = PLANS / "python_filter.formatted.txt"


def test_a_plan_is_told_from_an_event_log(tmp_path: Path) -> None:
    log = tmp_path / "eventlog"
    log.write_text('{"Event":"SparkListenerSQLExecutionStart","physicalPlanDescription":"== Physical Plan ==\\nX"}\n')
    assert is_plan(FILTERED)
    assert not is_plan(log)
    assert not is_plan(tmp_path)
    assert not is_plan(tmp_path / "missing")


def test_a_plan_alone(capfd: pytest.CaptureFixture[str]) -> None:
    assert report(FILTERED, None, "text") == 0
    text = capfd.readouterr().out
    assert "├─ Filter  pythonUDF0  ◀ 1" in text
    assert "spark/plan-python-filter" in text
    assert "Instead:" in text
    assert "#" not in text.replace("#1", "")  # no expression ids


def test_a_plan_against_an_older_one(capfd: pytest.CaptureFixture[str]) -> None:
    older = PLANS / "join_broadcast.formatted.txt"
    newer = PLANS / "join_sort_merge.formatted.txt"
    assert report(newer, older, "markdown") == 1
    assert "| **worse** | the join of `file:/lake/orders`" in capfd.readouterr().out
    assert report(older, newer, "markdown") == 0


def test_for_machines(capfd: pytest.CaptureFixture[str]) -> None:
    assert report(FILTERED, PLANS / "partition_none.formatted.txt", "json") == 1
    body = json.loads(capfd.readouterr().out)
    assert [finding["rule"] for finding in body["findings"]] == ["spark/plan-python-filter", "spark/plan-python-udf"]
    assert [finding["rule"] for finding in body["gone"]] == ["spark/plan-partitions-not-pruned"]
    assert body["plans"][0]["joins"][0]["strategy"] == "BroadcastHashJoin"
    assert body["comparisons"][0]["differences"]


def test_a_secret_in_a_plan_is_masked(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    secret = "AKIA" + "QWERTYUIOPASDFGH"
    plan = tmp_path / "p.txt"
    plan.write_text(f"== Physical Plan ==\n*(1) Filter (key#1 = {secret})\n+- FileScan parquet [key#1] Batched: true\n")
    for form in ("text", "markdown", "json"):
        report(plan, None, form)
        assert secret not in capfd.readouterr().out


@pytest.mark.parametrize(("text", "why"), [("hello\n", "holds no plan"), (None, "Cannot read")])
def test_what_can_be_mended_is_said(tmp_path: Path, text: str | None, why: str) -> None:
    path = tmp_path / "p.txt"
    if text is not None:
        path.write_text(text)
    with pytest.raises(HeadgateError, match=why):
        report(path, None, "text")
