"""Whole domains designed and proved, planted faults found; `python -m evals.design` shows the score."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.design.reviewing import PROJECTS, Planted, planted, reviewed, untrue
from evals.design.score import cases, scored


@pytest.mark.parametrize("folder", list(cases()), ids=lambda one: one.name)
def test_every_question_is_proved_and_what_has_no_answer_is_refused(folder: Path) -> None:
    found = scored(folder)
    assert found.made.not_understood == ()
    assert [(one.question.text, one.trouble) for one in found.made.proof.answers if not one.proved] == []
    assert found.built
    assert [one.text for one in found.refused.questions] == []


@pytest.mark.parametrize("project", list(planted()), ids=lambda one: one.name)
def test_a_planted_fault_is_found_and_none_is_invented(project: Planted) -> None:
    found = reviewed(project)
    assert found.invented == []
    assert found.found or not project.fault
    assert project.name not in PROJECTS or untrue(found) == []
