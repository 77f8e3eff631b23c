"""Recorded runs beside their programs: stages and executions come back to their lines."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from evals.runtime.score import HOME, judge, scored, truths
from headgate.facts.placed.placed import Placed
from headgate.facts.placed.project import code_at
from headgate.facts.runtime.read import read_log
from headgate.settings import Bounds

TRUTHS = {one.name: one for one in truths(HOME / "truth.json")}
HELD = {"recall": 0.95, "lines": 0.95, "precision": 0.95, "healthy": 1.0, "joined": 0.95}


@pytest.mark.parametrize("name", ["skewed_join", "nested_loop", "recomputed", "failed_tasks"])
def test_a_planted_fault_is_found_on_its_line(name: str) -> None:
    judged = judge(TRUTHS[name], HOME)
    assert judged.found
    assert judged.on_line


def test_what_was_reached_on_all_runs_is_held() -> None:
    reached = scored([judge(one, HOME) for one in TRUTHS.values()])
    assert {name: share for name, share in reached.items() if share < HELD[name]} == {}


def test_every_log_has_its_program_and_its_truth() -> None:
    logs = {file.name.removesuffix(".jsonl.gz") for file in (HOME / "logs").iterdir()}
    assert logs == {file.stem for file in (HOME / "programs").iterdir()} == set(TRUTHS)


def test_logs_name_no_machine() -> None:
    for file in Path(HOME / "logs").iterdir():
        text = gzip.decompress(file.read_bytes()).decode()
        assert "/work/" not in text
        assert "/home/" not in text


def test_among_all_programs_each_run_finds_its_own() -> None:
    code = code_at(HOME / "programs", Bounds())
    wrong = {}
    for file in sorted((HOME / "logs").iterdir()):
        run = read_log(file)
        run.name = "job"
        program = Placed(run, code).program
        name = file.name.removesuffix(".jsonl.gz")
        if program is None or program.path != f"{name}.py":
            wrong[name] = program.path if program else ""
    assert wrong == {}
