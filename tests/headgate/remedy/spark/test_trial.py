"""Programs tried with Spark; what needs Spark itself is not run here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from headgate.errors import HeadgateError
from headgate.remedy.spark import sandbox
from headgate.remedy.spark.runner import Sources, type_by_name, value_of
from headgate.remedy.spark.trial import Outcome, Output, Run, statements, verdicts
from headgate.review_plan import review_trial

PLAN = "== Physical Plan ==\nProject [a#1]\n+- FileScan parquet shop.t[a#1] Batched: true\n"


def output(target: str = "report", rows: tuple[str, ...] = ('["a", 1]',), kind: str = "string") -> Output:
    return Output(target, "write", (("name", kind), ("n", "bigint")), rows, PLAN)


def test_the_same_columns_and_rows_are_the_same() -> None:
    (one,) = verdicts(Run((output(),)), Run((output(),)))
    assert (one.outcome, one.text) == (Outcome.SAME, "`report` has the same 2 columns and the same 1 rows")


@pytest.mark.parametrize(
    ("new", "text"),
    [
        (output(kind="date"), "`report` has other columns: without name string; with name date"),
        (output(rows=('["a", 2]',)), '`report` has other rows: 1 became 1; ["a", 1] is not there any more'),
    ],
)
def test_what_differs_is_told(new: Output, text: str) -> None:
    (one,) = verdicts(Run((output(),)), Run((new,)))
    assert (one.outcome, one.text) == (Outcome.OTHER, text)


def test_an_output_that_went_or_came_is_told() -> None:
    told = verdicts(Run((output("old"),)), Run((output("new"),)))
    assert [one.text for one in told] == ["`new` is given by this version alone", "`old` is no longer given"]


def test_a_version_that_only_fails_now_is_worse_and_one_that_always_did_is_not_tried() -> None:
    broken = Run(error="AnalysisException: no such column\nmore")
    assert [one.outcome for one in verdicts(Run((output(),)), broken)] == [Outcome.OTHER]
    assert [one.outcome for one in verdicts(broken, Run((output(),)))] == [Outcome.UNTRIED]


def test_the_plans_that_were_made_are_judged_and_compared() -> None:
    slow = Output("report", "write", (), (), PLAN.replace("Project [a#1]", "CartesianProduct").replace("+-", ":-"))
    review = review_trial("job.py", Run((output(),), version="3.5.9"), Run((slow,), version="3.5.9"))
    assert [one.rule for one in review.introduced] == ["spark/plan-cartesian-product"]
    assert review.worse
    assert review.spark == "3.5.9"


def test_a_script_is_cut_at_its_semicolons_alone() -> None:
    text = "create view a as select ';' as x; -- one; two\nselect 1;\n"
    assert statements(text) == ["create view a as select ';' as x", "-- one; two\nselect 1"]


def test_made_up_rows_are_the_same_each_time_and_their_keys_meet() -> None:
    assert [value_of("customer_id", "bigint", row) for row in range(12)] == [0, 7, 4, 1, 8, 5, 2, 9, 6, 3, 0, 7]
    assert value_of("name", "string", 10) is None
    assert value_of("tags", "array<string>", 2) == ["4"]
    assert [type_by_name(name) for name in ("order_id", "amount", "created_at", "day", "is_new", "city")] == [
        "bigint",
        "double",
        "timestamp",
        "date",
        "boolean",
        "string",
    ]


def test_sources_learn_from_what_spark_says() -> None:
    sources = Sources(
        None, Path(), {"orders": [["id", "bigint"]], "customers": [["id", "bigint"], ["name", "string"]]}, 9
    )
    sources.read = ["orders", "customers"]
    assert sources.learn(
        "[UNRESOLVED_COLUMN.WITH_SUGGESTION] A column with name `city` cannot be resolved. Did you mean `name`?"
    )
    assert sources.columns["customers"]["city"] == "string"
    assert sources.learn("[UNRESOLVED_USING_COLUMN_FOR_JOIN] USING column `k_id` cannot be resolved on the left side")
    assert sources.columns["orders"]["k_id"] == "bigint"
    assert sources.learn("[AMBIGUOUS_REFERENCE] Reference `k_id` is ambiguous, could be: [`a`.`k_id`, `b`.`k_id`].")
    assert "k_id" not in sources.columns["orders"]
    assert sources.learn("[TABLE_OR_VIEW_NOT_FOUND] The table or view `shop`.`days` cannot be found.")
    assert sources.columns["shop.days"] == {}
    assert not sources.learn("ZeroDivisionError: division by zero")


def test_nothing_is_run_without_a_python_that_has_pyspark(tmp_path: Path) -> None:
    with pytest.raises(HeadgateError, match=r"--spark-python|cut off"):
        sandbox.apart(tmp_path / "missing", {}, 5)


def test_the_sandbox_has_no_network(tmp_path: Path) -> None:
    try:
        able = subprocess.run((*sandbox._isolated(), "true"), capture_output=True, timeout=30, check=False)
    except OSError:
        pytest.skip("there is no unshare here")
    if able.returncode:
        pytest.skip("namespaces are not allowed here")
    code = "import socket; s = socket.socket(); s.settimeout(3); s.connect(('192.0.2.1', 80))"
    done = subprocess.run(
        (*sandbox._isolated(), sys.executable, "-c", code), capture_output=True, text=True, timeout=30, check=False
    )
    assert "unreachable" in done.stderr
