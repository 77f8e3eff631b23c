from __future__ import annotations

import ast
import json

import pytest

from headgate.errors import HeadgateError
from headgate.source.notebooks import to_python


def notebook(*cells: str, indent: int | None = 1) -> str:
    made = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    return json.dumps({"cells": [{"cell_type": "markdown", "source": ["# x = 1\n"]}, *made]}, indent=indent)


def test_each_line_of_code_stands_on_its_line_of_the_file() -> None:
    text = notebook("import a\nb = 1\n", 'c = "ü"\n')
    code = to_python(text)
    for line, raw in zip(code.split("\n"), text.split("\n"), strict=True):
        assert not line or json.dumps(line)[1:-1] in raw or line in raw


def test_magics_and_shell_lines_do_not_break_the_code() -> None:
    ast.parse(to_python(notebook("%pip install x\n!ls\nfor i in y:\n    %time f(i)\n")))


def test_a_sql_cell_becomes_a_call_of_spark() -> None:
    (call,) = [
        n for n in ast.walk(ast.parse(to_python(notebook("%%sql\nselect 1\nfrom t\n")))) if isinstance(n, ast.Call)
    ]
    assert ast.unparse(call.func) == "spark.sql"
    assert "from t" in ast.unparse(call)


def test_a_notebook_on_one_line_keeps_its_code() -> None:
    assert "b = 1" in to_python(notebook("import a\nb = 1\n", indent=None))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": 3}', "[" * 100_000])
def test_what_is_no_notebook_is_said_so(text: str) -> None:
    with pytest.raises(HeadgateError, match="not a notebook"):
        to_python(text)
