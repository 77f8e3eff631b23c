"""Remedies that models write, read as fixes before anybody tries them."""

from __future__ import annotations

import pytest

from agents.proposed_fix import proposed
from headgate.fix import Fix, TextEdit
from headgate.remedy.apply import apply
from headgate.source.snapshot import MemorySnapshot

SQL = "select id,\n       total / n as share\nfrom orders\nwhere id is not null\n"
FILES = {"a.sql": SQL, "b.sql": "select 1\n", "c.yml": "password: 'hunter2-hunter2'\n"}
SNAPSHOT = MemorySnapshot(FILES)


def read(remedy: str, path: str = "a.sql", start: int = 2, end: int = 2) -> Fix | str:
    return proposed(remedy, path, start, end, SNAPSHOT, "Remedy")


def after(remedy: str, path: str = "a.sql") -> str | None:
    fix = read(remedy)
    assert isinstance(fix, Fix), fix
    return apply(SNAPSHOT, [fix]).text_of(path)


MENDED = SQL.replace("total / n", "total / nullif(n, 0)")


@pytest.mark.parametrize(
    "remedy",
    [
        "       total / nullif(n, 0) as share",
        "```sql\n       total / nullif(n, 0) as share\n```",
        "@@ -1,3 +1,3 @@\n select id,\n-       total / n as share\n+       total / nullif(n, 0) as share\n from orders\n",
        "--- a/a.sql\n+++ b/a.sql\n@@ -40 +40 @@\n-       total / n as share\n+       total / nullif(n, 0) as share\n",
        "```diff\n--- a.sql\n+++ a.sql\n@@ -2 +2 @@ x\n-       total / n as share\n+       total / nullif(n, 0) as share\n```",
    ],
)
def test_lines_and_diffs_become_the_same_edit(remedy: str) -> None:
    assert after(remedy) == MENDED


def test_a_diff_over_two_files_is_two_edits() -> None:
    remedy = (
        "+++ b/a.sql\n@@ -3 +3 @@\n-from orders\n+from all_orders\n+++ b/b.sql\n@@ -1 +1 @@\n-select 1\n+select 2\n"
    )
    fix = read(remedy)
    assert isinstance(fix, Fix)
    assert fix.edits == (TextEdit("a.sql", 3, 3, "from all_orders\n"), TextEdit("b.sql", 1, 1, "select 2\n"))
    assert fix.tried == ""


@pytest.mark.parametrize(
    ("remedy", "why"),
    [
        ("@@ -1 +1 @@\n-select nothing\n+select 1\n", "do not stand in the file"),
        ("@@ -1 +1 @@\n+select 1\n", "do not stand in the file"),
        ("+++ b/../../etc/passwd\n@@ -1 +1 @@\n-root\n+x\n", "not in the snapshot"),
        ("+++ b/.github/workflows/x.yml\n@@ -0,0 +1 @@\n+on: push\n", "not in the snapshot"),
        ("       total / n as share", "changes nothing"),
        ("total \u202e n", "hide or turn text"),
        ("token = [masked secret]", "masked secret"),
        ("x\n" * 100, "more than 40 lines"),
    ],
)
def test_what_does_not_fit_the_files_is_no_fix(remedy: str, why: str) -> None:
    told = read(remedy)
    assert isinstance(told, str)
    assert why in told


def test_lines_with_a_secret_that_the_model_has_not_seen_are_left_alone() -> None:
    assert "secret" in str(read("password: x", "c.yml", 1, 1))
