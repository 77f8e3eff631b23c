from __future__ import annotations

import re

from headgate.fix import TextEdit
from headgate.rules.rewrite import Rewrite, rewritten

LIKE = Rewrite("t", re.compile(r"\bbad\b"), "good")


def test_the_one_match_of_a_line_is_rewritten_and_the_rest_stays() -> None:
    fix = rewritten(LIKE, "a.sql", 3, "  select bad -- badly")
    assert fix is not None
    assert fix.edits == (TextEdit("a.sql", 3, 3, "  select good -- badly\n"),)


def test_no_match_and_several_give_no_fix() -> None:
    assert rewritten(LIKE, "a.sql", 1, "select 1") is None
    assert rewritten(LIKE, "a.sql", 1, "bad or bad") is None


def test_the_lines_of_a_notebook_are_not_those_of_its_file() -> None:
    assert rewritten(LIKE, "a.ipynb", 1, "bad") is None
