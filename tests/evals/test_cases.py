"""The cases themselves: what they name is there, and what was reached on them is held."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from evals.case import CASES, Case, load
from evals.run import run
from headgate.location import Side
from headgate.rules.registry import SPECIALISTS, all_rules

ALL = list(load())
AREAS = (*SPECIALISTS, "clean")
PRECISION = 0.98
"""All that is said is true; there is room for one thing that is true and stands in no case yet."""
RECALL = 0.85
"""What the analyzers reach, rounded down; raise it when they reach more."""


def test_there_are_cases_of_every_area() -> None:
    assert {case.area for case in ALL} == set(AREAS)


def test_every_folder_is_a_case() -> None:
    assert sorted(folder.name for folder in CASES.iterdir() if folder.is_dir()) == [case.name for case in ALL]


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_case_names_rules_paths_and_lines_that_there_are(case: Case) -> None:
    rules = [rule.id for rule in all_rules()]
    families = {f"{specialist}/*" for specialist in SPECIALISTS}
    for named in (*case.expect, *case.also):
        assert named.rule in families or any(fnmatchcase(rule, named.rule) for rule in rules), named.rule
        assert 0 < named.line <= len(lines_of(case, named.side, named.path)), named
    assert case.title.endswith(".")


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_case_expects_something_or_silence(case: Case) -> None:
    assert bool(case.expect) != (case.area == "clean")
    assert bool(case.silent) or case.area != "clean"


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.name)
def test_a_case_changes_something(case: Case) -> None:
    change = case.checkout().change
    assert change is not None
    assert change.files


def test_the_analyzers_reach_what_they_reached_before() -> None:
    result = run(ALL)
    missed = [f"{outcome.case}: {wanted}" for outcome in result.outcomes for wanted in outcome.missed]
    false = [f"{outcome.case}: {finding}" for outcome in result.outcomes for finding in outcome.false]
    assert (result.precision or 0.0) >= PRECISION, false
    assert (result.recall or 0.0) >= RECALL, missed


def lines_of(case: Case, side: Side, path: str) -> list[str]:
    file: Path = case.folder / ("after" if side is Side.HEAD else "before") / path
    return file.read_text(encoding="utf-8").splitlines()
