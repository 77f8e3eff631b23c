"""Files that are made to break their readers: each costs a sentence or a gap, and nothing of the rest."""

from __future__ import annotations

import json
import os
from pathlib import Path

import msgspec
import pytest

from headgate.facts.cache import Cache
from headgate.facts.reading import SourceFile
from headgate.gap import GapKind
from headgate.review_change import Analysis, analyse
from headgate.rules.gather import Examined, examine
from headgate.settings import Bounds, Settings
from headgate.source.checkout import folder
from headgate.source.kinds import kinds_of

DEEP = 100_000
SPARK = "from pyspark.sql import SparkSession\nspark = SparkSession.builder.getOrCreate()\n"
DRAFT = '"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"'


def read(path: str, text: str) -> Examined:
    return msgspec.msgpack.decode(examine(SourceFile(path, text, kinds_of(path, text))), type=Examined)


def review(root: Path, **bounds: int) -> Analysis:
    return analyse(folder(root, Settings(bounds=Bounds(**bounds))), Cache(None))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("deep.sql", "select " + "(" * DEEP + "1" + ")" * DEEP),
        ("cases.sql", "select " + "case when a then " * 5_000 + "1" + " end" * 5_000 + " from t"),
        ("nots.sql", "select " + "not " * 20_000 + "a from t"),
        ("minus.sql", "select " + "- " * 20_000 + "a from t"),
        ("queries.sql", "create table z as " + "select a from (" * 250 + "select a from t" + ") x" * 250),
        ("arrays.sql", "create table q (a " + "array<" * 5_000 + "int" + ">" * 5_000 + ")"),
        ("flink.sql", "create table k (a int) with ('connector'='kafka'); select " + "(" * DEEP + "1" + ")" * DEEP),
        ("brackets.py", SPARK + "x = " + "(" * DEEP + "1" + ")" * DEEP),
        ("signs.py", SPARK + "x = " + "-" * DEEP + "1"),
        ("sum.py", SPARK + "x = " + "1 + " * 20_000 + "1"),
        ("chain.py", SPARK + 'df = spark.table("a")' + '.filter("a")' * 5_000),
        ("lists.py", "from airflow import DAG\nx = " + "[" * 5_000 + "]" * 5_000),
        ("deep.json", "{" + DRAFT + ', "properties": ' + '{"a": ' * DEEP + "1" + "}" * DEEP + "}"),
        ("connector.json", '{"connector.class": ' + "[" * DEEP + "]" * DEEP + "}"),
        ("deep.avsc", "[" * DEEP + "]" * DEEP),
        ("deep.proto", 'syntax = "proto3";' + "message A {" * DEEP + "}" * DEEP),
        ("deep.yml", "version: 2\nmodels: " + "[" * DEEP + "]" * DEEP),
        ("contract.yaml", "apiVersion: v3.0.0\nkind: DataContract\nschema: " + "[" * DEEP + "]" * DEEP),
        ("dbt_project.yml", "name: x\nmodel-paths: " + "[" * DEEP + "]" * DEEP),
        ("deep.ipynb", "[" * DEEP),
        ("broken.ipynb", '{"cells": ['),
        (
            "deep.scala",
            "import org.apache.spark.sql.SparkSession\nobject A { val x = " + "(" * 9_000 + "1" + ")" * 9_000 + " }",
        ),
    ],
    ids=lambda value: value if len(value) < 40 else "",
)
def test_depth_and_broken_form_are_a_gap(path: str, text: str) -> None:
    assert read(path, text).facts.gaps


def test_what_breaks_the_sql_parser_itself_costs_only_its_statement() -> None:
    text = "create table a as select x from t;\nselect ``;\nselect f(x y z) over;\ncreate table b as select x from u"
    examined = read("a.sql", text)
    assert [str(one.target) for one in examined.facts.statements if one.target] == ["a", "b"]


def test_a_long_chain_of_queries_keeps_its_tables() -> None:
    links = ", ".join(f"c{i} as (select a from c{i - 1})" for i in range(1, 1_500))
    examined = read("a.sql", f"create table y as with c0 as (select a from t), {links} select a from c1499")
    (statement,) = examined.facts.statements
    assert [str(use.dataset) for use in statement.reads] == ["t"]
    assert {gap.kind for gap in examined.facts.gaps} <= {GapKind.TOO_LARGE}


def test_a_long_condition_is_read_in_reasonable_time() -> None:
    examined = read("a.sql", "select a from t where " + "a = 1 and " * 1_500 + "a = 2")
    assert examined.facts.statements


def test_many_long_branches_are_compared_in_reasonable_time() -> None:
    conditions = [" and ".join(f"a{i} = '{i}.{j}'" for j in range(20)) for i in range(150)]
    branches = " ".join(f"when {condition} then {i}" for i, condition in enumerate(conditions))
    examined = read("a.sql", f"select case {branches} end as b from t")
    assert not examined.facts.gaps


def test_aliases_that_multiply_are_counted() -> None:
    lines = ["version: 2", "a: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"b{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    assert read("models.yml", "\n".join([*lines, "models: *a11"])).facts.gaps


def test_a_folder_of_traps_leaves_the_rest_intact(tmp_path: Path) -> None:
    (tmp_path / "good.sql").write_text("create table b as select a from t")
    (tmp_path / "garbage.sql").write_bytes(bytes(range(128, 256)) * 100)
    (tmp_path / "nul.sql").write_bytes(b"select \0 from t")
    (tmp_path / "secret.sql").symlink_to("/etc/passwd")
    (tmp_path / "up").symlink_to(tmp_path.parent)
    os.mkfifo(tmp_path / "pipe.sql")
    with (tmp_path / "huge.sql").open("wb") as file:
        file.truncate(200_000_000)
    project = tmp_path / "dbt"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("name: x\nprofile: x\n")
    (project / "profiles.yml").write_text("{" * DEEP)
    endless = "{% for a in range(10000) %}{% for b in range(10000) %}x{% endfor %}{% endfor %}"
    (project / "models" / "endless.sql").write_text(endless)
    (project / "models" / "itself.sql").write_text("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}")
    (project / "models" / "good.sql").write_text("select a from {{ ref('other') }}")
    analysis = review(tmp_path)
    files = analysis.head.project.files
    gaps = {gap.path: gap.kind for gap in analysis.review.gaps}
    assert "secret.sql" not in files
    assert "pipe.sql" not in files
    assert not files["good.sql"].gaps
    assert not files["dbt/models/good.sql"].gaps
    assert gaps["huge.sql"] is GapKind.TOO_LARGE
    assert gaps["garbage.sql"] is gaps["nul.sql"] is GapKind.UNREADABLE
    assert {"dbt/models/endless.sql", "dbt/models/itself.sql"} <= gaps.keys()


def test_more_files_than_may_be_are_one_gap(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.txt").write_text("")
    (gap,) = review(tmp_path, max_files=50).review.gaps
    assert (gap.what, gap.kind) == ("10 files", GapKind.TOO_MANY)


def test_a_notebook_of_odd_cells_is_read_as_far_as_it_goes() -> None:
    cells = [{"cell_type": "code", "source": ["import pyspark\n", None, {"a": 1}]}, "x", 3]
    examined = read("a.ipynb", json.dumps({"cells": cells}))
    assert examined.facts.path == "a.ipynb"
