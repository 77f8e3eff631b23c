"""`headgate lineage` as a user calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.app.cli.test_commands import headgate
from tests.app.report.lineage import shop


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop")
    for name, text in shop.FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_a_name_a_dataset_and_a_column_are_three_ways_to_ask(pipeline: Path) -> None:
    by_name = headgate("lineage", str(pipeline), "fct_revenue.paid")
    by_option = headgate("lineage", str(pipeline), "--column", "fct_revenue.paid")
    assert by_name == by_option
    assert by_name[0] == 0
    assert "stg_payments.amount  aggregation  models/marts/fct_revenue.sql:6" in by_name[1]
    assert headgate("lineage", str(pipeline), "payments")[1] == headgate(
        "lineage", str(pipeline), "--dataset", "raw.payments"
    )[1]  # fmt: skip


def test_without_a_name_all_datasets_are_listed(pipeline: Path) -> None:
    lines = headgate("lineage", str(pipeline))[1].splitlines()
    assert lines[0] == "exposure:board  exposure  written by 1, read by 0"
    assert len(lines) == 5


def test_one_direction_leaves_the_other_out(pipeline: Path) -> None:
    up = headgate("lineage", str(pipeline), "stg_payments", "--upstream")[1]
    assert ("comes from" in up, "feeds" in up) == (True, False)
    both = headgate("lineage", str(pipeline), "stg_payments", "--upstream", "--downstream")[1]
    assert ("comes from" in both, "feeds" in both) == (True, True)


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("json", "{"),
        ("openlineage", "["),
        ("mermaid", "flowchart LR\n"),
        ("html", "<!doctype html>"),
        ("markdown", "# `fct_revenue`"),
    ],
)
def test_every_form_is_written_to_a_file(pipeline: Path, tmp_path: Path, form: str, start: str) -> None:
    file = tmp_path / "deep" / "out"
    call = ("lineage", str(pipeline), "--dataset", "fct_revenue", "--format", form)
    assert headgate(*call, "--output", str(file)) == (0, "", "")
    assert file.read_text().startswith(start)
    assert headgate(*call)[1] == file.read_text()


def test_openlineage_of_a_part_tells_the_jobs_on_the_way(pipeline: Path) -> None:
    told = json.loads(headgate("lineage", str(pipeline), "raw.payments", "--depth", "1", "--format", "openlineage")[1])
    assert [event["job"]["name"] for event in told] == ["models/staging/stg_payments.sql:model.stg_payments"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("fct_revenue", "--dataset", "x"), "use one of them"),
        (("--depth", "2"), "name one"),
        (("--column", "paid"), "write it as dataset.column"),
        (("--column", "fct_revenue.payment"), "the nearest are payments"),
        (("--dataset", "fct_revnue"), "the nearest are fct_revenue"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(pipeline: Path, arguments: tuple[str, ...], words: str) -> None:
    code, out, err = headgate("lineage", str(pipeline), *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
