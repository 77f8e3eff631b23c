"""Paths that code puts together from its own place."""

from __future__ import annotations

import ast

import pytest

from headgate.facts.python.files import named_files
from headgate.facts.python.pure import only_makes_frame


@pytest.mark.parametrize(
    ("expression", "path"),
    [
        ('Path(__file__).parent / "q.sql"', "dags/reports/q.sql"),
        ('Path(__file__).resolve().parents[1].joinpath("sql", "q.sql")', "dags/sql/q.sql"),
        ('Path(__file__).parent.parent.joinpath("./sql/q.sql")', "dags/sql/q.sql"),
        ('os.path.join(os.path.dirname(os.path.abspath(__file__)), "../sql/q.sql")', "dags/sql/q.sql"),
        ('Path(__file__).parent / name / "q.sql"', ""),
        ('Path(__file__).parent.parent.parent.parent / "q.sql"', ""),
        ('Path("/tmp") / "q.sql"', ""),
        ('Path(__file__).parent / "folder"', ""),
    ],
)
def test_a_path_is_told_where_it_is_written_out(expression: str, path: str) -> None:
    found = [one.path for one in named_files("dags/reports/a.py", "__file__", ast.walk(ast.parse(expression)))]

    assert found == ([path] if path else [])


@pytest.mark.parametrize(
    ("body", "pure"),
    [
        ("return frame.filter('a')", True),
        ("frame.createOrReplaceTempView('t')\n    return spark.sql('select 1 from t')", True),
        ("frame.createOrReplaceTempView('t')\n    return frame", False),
        ("frame['a'] = 1\n    return frame", False),
        ("frame.write.parquet('x')\n    return frame", False),
        ("print(frame)", False),
    ],
)
def test_a_function_that_leaves_nothing_but_its_frame(body: str, pure: bool) -> None:
    (function,) = ast.parse(f"def f(frame) -> DataFrame:\n    {body}\n").body
    assert isinstance(function, ast.FunctionDef)

    assert only_makes_frame(function) is pure
