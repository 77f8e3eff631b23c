from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.case import Case, load
from evals.run import as_json, run
from headgate.errors import HeadgateError
from headgate.finding import Finding, Level, Proof
from headgate.location import Location
from headgate.review import Review, Subject
from headgate.source.checkout import Checkout

CASE = """
title = "a removed column"
[[expect]]
rule = "lineage/*"
path = "a.sql"
line = 2
[[expect]]
rule = "quality/x"
path = "b.sql"
line = 1
[[also]]
rule = "spark/y"
path = "a.sql"
line = 1
[[silent]]
rule = "modeling/*"
"""


@pytest.fixture
def case(tmp_path: Path) -> Case:
    folder = tmp_path / "lineage-removed"
    for side, text in (("before", "select\na\n"), ("after", "select\nb\n")):
        (folder / side).mkdir(parents=True)
        (folder / side / "a.sql").write_text(text)
    (folder / "case.toml").write_text(CASE)
    (loaded,) = load(tmp_path)
    return loaded


def finding(rule: str, path: str, line: int, level: Level = Level.WARNING) -> Finding:
    return Finding(rule, level, Proof.MATCHED, "m", Location(path, line), rule)


def test_the_change_of_a_case_is_the_difference_of_its_folders(case: Case) -> None:
    checkout = case.checkout()
    assert checkout.change is not None
    assert [(c.path, c.added, c.removed) for c in checkout.change.files.values()] == [
        ("a.sql", frozenset({2}), frozenset({2}))
    ]


def test_hits_misses_false_alarms_and_noise_are_told_apart(case: Case) -> None:
    said = (
        finding("lineage/gone", "a.sql", 4),
        finding("lineage/gone", "a.sql", 2),
        finding("spark/y", "a.sql", 1),
        finding("modeling/style", "a.sql", 1, Level.NOTE),
        finding("quality/other", "a.sql", 1, Level.NOTE),
    )

    def review(_: Checkout) -> Review:
        return Review(Subject("x"), said)

    (outcome,) = run([case], review).outcomes
    assert [(wanted.line, hit.location.start_line) for wanted, hit in outcome.hits] == [(2, 2)]
    assert [wanted.rule for wanted in outcome.missed] == ["quality/x"]
    assert [f.rule for f in outcome.false] == ["lineage/gone", "modeling/style"]
    assert outcome.notes == 1


def test_the_figures_are_those_of_the_outcomes(case: Case) -> None:
    result = run([case], lambda _: Review(Subject("x"), (finding("lineage/gone", "a.sql", 3),)))
    document = json.loads(as_json(result))
    assert (document["precision"], document["recall"], document["exact_line"]) == (1.0, 0.5, 0.0)
    assert document["areas"]["lineage"]["expected"] == 2


def test_a_silent_review_has_no_precision_and_no_recall_to_show(case: Case) -> None:
    result = run([case], lambda _: Review(Subject("x")))
    assert (result.precision, result.recall) == (None, 0.0)


def test_a_case_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x-y").mkdir()
    (tmp_path / "x-y" / "case.toml").write_text("titel = 1")
    with pytest.raises(HeadgateError, match="is not a case"):
        list(load(tmp_path))
