"""SARIF as code scanning takes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.report import sarif
from app.report.source import Source
from headgate.location import Location, Side
from headgate.review import Review
from tests.app import sample


def run_of(review: Review, source: Source | None = None) -> dict[str, Any]:
    run: dict[str, Any] = sarif.log(review, source or sample.source())["runs"][0]
    return run


def test_only_what_the_change_brought_in_is_a_result() -> None:
    run = run_of(sample.review())
    assert [r["ruleId"] for r in run["results"]] == [
        "lineage/read-column-removed",
        "quality/not-in-over-null",
        "modeling/two-grains",
    ]
    assert {r["baselineState"] for r in run["results"]} == {"new"}
    assert (run["properties"]["preExisting"], run["properties"]["fixed"]) == (1, 1)


def test_a_removed_line_is_shown_on_the_head_beside_its_place() -> None:
    region = run_of(sample.review())["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 3, "endLine": 3}


def test_every_result_points_to_its_rule() -> None:
    run = run_of(sample.review())
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])


def test_the_same_fault_twice_has_two_fingerprints() -> None:
    one = sample.not_in()
    twice = replace(sample.review(), findings=(one, replace(one, location=Location("models/stg_orders.sql", 4))))
    marks = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run_of(twice)["results"]]
    assert len(set(marks)) == 2
    assert {mark.split(":")[0] for mark in marks} == {one.fingerprint}


def test_a_lineage_path_is_a_code_flow() -> None:
    (flow,) = run_of(sample.review())["results"][0]["codeFlows"]
    steps = flow["threadFlows"][0]["locations"]
    assert [s["location"]["message"]["text"] for s in steps] == ["stg_orders.amount", "fct_orders.amount (sum)"]


def test_a_fix_replaces_whole_lines() -> None:
    (fix,) = run_of(sample.review())["results"][1]["fixes"]
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    assert replacement["deletedRegion"] == {"startLine": 5, "startColumn": 1, "endLine": 6, "endColumn": 1}
    assert replacement["insertedContent"]["text"].endswith("\n")


def test_a_silenced_finding_says_so() -> None:
    quiet = replace(sample.not_in(), suppression="ids are never null")
    (result,) = run_of(replace(sample.review(), findings=(), suppressed=(quiet,)))["results"]
    assert result["suppressions"][0]["justification"] == "ids are never null"


def test_a_path_is_a_uri() -> None:
    odd = replace(sample.not_in(), location=Location("models/a b#1%.sql", 1))
    (result,) = run_of(replace(sample.review(), findings=(odd,)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "models/a%20b%231%25.sql"


def test_more_than_code_scanning_takes_is_cut_and_counted() -> None:
    many = (sample.not_in(),) * (sarif.MOST_RESULTS + 5)
    run = run_of(replace(sample.review(), findings=many))
    assert len(run["results"]) == sarif.MOST_RESULTS
    assert run["properties"]["leftOut"] == 5


def test_a_whole_repository_has_no_baseline() -> None:
    whole = replace(sample.review(), subject=replace(sample.review().subject, base="", head=""))
    assert all("baselineState" not in r for r in run_of(whole)["results"])


def test_places_of_the_base_move_with_the_change() -> None:
    source = sample.source()

    def on_head(line: int) -> int:
        return source.on_head(Location("models/stg_orders.sql", line, side=Side.BASE)).start_line

    assert [on_head(line) for line in (1, 2, 3, 4, 5)] == [1, 2, 3, 3, 4]
