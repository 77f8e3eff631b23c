"""Logs in which anything may stand anywhere: read and judged all the same, or refused in a sentence."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from app.report.run.document import Report, as_json
from app.report.run.markdown import as_markdown
from app.report.run.text import as_text
from app.report.run.tuning import tuning
from evals.runtime.score import HOME
from headgate.errors import HeadgateError
from headgate.facts.placed.follow import Source, follow
from headgate.facts.placed.placed import Placed
from headgate.facts.placed.project import Code
from headgate.facts.runtime.read import read_log
from headgate.rules.runs.findings import on_run
from headgate.rules.runs.subject import Measured

ODD: list[Any] = [None, -1, 0, 10**30, 1e308, "", "x" * 50, [], {}, [1], {"a": 1}, True, "9" * 30, -(10**15), 2**63]
RUNS = ["skewed_join", "recomputed", "stream_behind", "evicted_cache", "failed_tasks", "small_files"]


def strange(value: Any, chance: float, draw: random.Random) -> Any:
    if draw.random() < chance:
        return draw.choice(ODD)
    if isinstance(value, dict):
        return {key: strange(one, chance, draw) for key, one in value.items() if draw.random() > chance / 2}
    return [strange(one, chance, draw) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("chance", [0.002, 0.05])
def test_nothing_in_a_log_makes_it_fail(name: str, chance: float, tmp_path: Path) -> None:
    draw = random.Random(f"{name} {chance}")
    lines = []
    for line in gzip.decompress((HOME / "logs" / f"{name}.jsonl.gz").read_bytes()).decode().splitlines()[:600]:
        event = json.loads(line)
        changed = strange(event, chance, draw)
        whole = changed if isinstance(changed, dict) else {}
        lines.append(json.dumps({"Event": event["Event"], **{k: v for k, v in whole.items() if k != "Event"}}))
    (tmp_path / "log").write_text("\n".join(lines))
    text = (HOME / "programs" / f"{name}.py").read_text()
    code = Code(tmp_path, (follow(Source(f"{name}.py", text)),), {f"{name}.py": text})
    try:
        run = read_log(tmp_path / "log")
    except HeadgateError:
        return
    measured = Measured(Placed(run, code))
    report = Report(measured, on_run(measured), (), 0.1, tuple(run.gaps))
    assert json.loads(as_json(report))["run"]
    assert all(write(report) for write in (as_text, as_markdown, tuning))
