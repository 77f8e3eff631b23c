"""What following a program tells of its actions."""

from __future__ import annotations

from pathlib import Path

from headgate.facts.placed.follow import Source, follow
from headgate.facts.placed.project import code_at
from headgate.settings import Bounds

HEAD = "from pyspark.sql import SparkSession, functions as F\nspark = SparkSession.builder.getOrCreate()\n"


def test_actions_come_in_the_order_in_which_they_run_with_what_they_are_made_from() -> None:
    program = follow(
        Source("job.py", HEAD + "a = spark.read.parquet('/lake/a')\nb = a.groupBy('k').count()\nb.show()\na.count()\n")
    )
    assert [(one.method, one.line) for one in program.actions] == [("parquet", 3), ("show", 5), ("count", 6)]
    kinds = {(step.kind, step.line) for step in program.actions[1].steps}
    assert {("aggregate", 4), ("scan", 3)} <= kinds


def test_a_wrapper_is_followed_into_its_module() -> None:
    lib = "def store(frame, path):\n    frame.write.parquet(path)\n"
    text = HEAD + "from lib import store\nstore(spark.table('t').distinct(), '/lake/out')\n"
    program = follow(Source("job.py", text, {"lib.py": lib, "job.py": text}))
    assert [(one.path, one.line) for one in program.actions] == [("lib.py", 2)]


def test_clauses_of_sql_stand_on_their_own_lines() -> None:
    text = HEAD + "spark.sql('''\nSELECT a.x\nFROM a\nJOIN b ON a.k = b.k\nGROUP BY a.x\n''').collect()\n"
    action = follow(Source("job.py", text)).actions[-1]
    assert {("join", 6), ("aggregate", 7)} <= {(step.kind, step.line) for step in action.steps}


def test_hostile_code_is_not_run(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    file = tmp_path / "job.py"
    file.write_text(
        f"import pyspark\nopen({str(marker)!r}, 'w').write('x')\n__import__('os').system('touch {marker}')\n"
    )
    code = code_at(file, Bounds())
    assert [one.path for one in code.programs] == ["job.py"]
    assert not marker.exists()


def test_what_does_not_parse_is_a_gap() -> None:
    assert follow(Source("job.py", "def (")).gaps
