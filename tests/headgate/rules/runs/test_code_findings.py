"""Findings about code beside what their lines cost."""

from __future__ import annotations

import pytest

from evals.runtime.score import HOME
from headgate.facts.placed.placed import Placed
from headgate.facts.placed.project import code_at
from headgate.facts.runtime.read import read_log
from headgate.finding import Finding, Level, Proof
from headgate.location import Location
from headgate.rules.registry import all_rules
from headgate.rules.runs.alike import _ALIKE, SETTINGS
from headgate.rules.runs.code_findings import CodeFinding, weighed
from headgate.rules.runs.findings import on_run
from headgate.rules.runs.registry import run_rules
from headgate.rules.runs.subject import Measured
from headgate.settings import Bounds


def judged(name: str, rule: str, line: int) -> CodeFinding:
    run = read_log(HOME / "logs" / f"{name}.jsonl.gz")
    measured = Measured(Placed(run, code_at(HOME / "programs" / f"{name}.py", Bounds())))
    finding = Finding(rule, Level.NOTE, Proof.DERIVED, "m", Location(f"{name}.py", line), "e")
    (found,) = weighed(measured, [finding], on_run(measured))
    return found


@pytest.mark.parametrize(
    ("name", "rule", "line", "level"),
    [
        ("recomputed", "spark/recomputed-frame", 13, Level.WARNING),
        ("skewed_join", "spark/adaptive-execution-off", 9, Level.WARNING),
        ("cartesian", "spark/cartesian-join", 12, Level.WARNING),
        ("healthy_cached", "spark/adaptive-execution-off", 6, Level.NOTE),
    ],
)
def test_a_finding_has_the_level_of_what_was_measured(name: str, rule: str, line: int, level: Level) -> None:
    assert judged(name, rule, line).finding.level is level


def test_what_was_measured_is_said_with_its_figures() -> None:
    found = judged("recomputed", "spark/recomputed-frame", 13)
    assert "It was measured (measured/recomputed-frame)" in found.said
    assert found.share > 0.1
    assert found.metrics


def test_what_cost_nothing_is_lowered_and_says_so() -> None:
    found = judged("recomputed", "spark/collect-to-driver", 1)
    assert (found.finding.level, found.share) == (Level.NOTE, 0)
    assert "No stage" in found.said


def test_rules_that_are_alike_are_rules() -> None:
    code = {rule.id for rule in all_rules()}
    runs = {rule.id for rule in run_rules()}
    assert {f"spark/{name}" for name in _ALIKE} <= code
    assert {f"measured/{one}" for names in _ALIKE.values() for one in names} <= runs
    assert set(SETTINGS) <= code
