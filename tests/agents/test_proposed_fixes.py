"""Remedies that models write, read as fixes before anybody tries them."""

from __future__ import annotations

import pytest

from agents.proposed_fix import proposed
from headgate.fix import Fix
from headgate.location import Location
from headgate.remedy.apply import apply
from headgate.source.snapshot import MemorySnapshot

SQL = "select id,\n       total / n as share\nfrom orders\nwhere id is not null\n"
SNAPSHOT = MemorySnapshot({"models/a.sql": SQL, "models/c.yml": "password: 'hunter2-hunter2'\n"})
MENDED = SQL.replace("total / n", "total / nullif(n, 0)")


def read(remedy: str, path: str = "models/a.sql", line: int = 2) -> Fix | str:
    return proposed(remedy, Location(path, line), SNAPSHOT)


@pytest.mark.parametrize(
    "remedy",
    [
        "       total / nullif(n, 0) as share",
        "```sql\n       total / nullif(n, 0) as share\n```",
        "@@ -1,3 +1,3 @@\n select id,\n-       total / n as share\n+       total / nullif(n, 0) as share\n from orders\n",
    ],
)
def test_lines_blocks_and_diffs_become_the_same_edit(remedy: str) -> None:
    fix = read(remedy)
    assert isinstance(fix, Fix), fix
    assert fix.tried == ""
    assert apply(SNAPSHOT, [fix]).text_of("models/a.sql") == MENDED


@pytest.mark.parametrize(
    ("remedy", "path", "line"),
    [
        ("@@ -1 +1 @@\n-select nothing\n+select 1\n", "models/a.sql", 2),
        ("+++ b/../../etc/passwd\n@@ -1 +1 @@\n-root\n+x\n", "models/a.sql", 2),
        ("total \u202e n", "models/a.sql", 2),
        ("token = [masked secret]", "models/a.sql", 2),
        ("password: x", "models/c.yml", 1),
    ],
)
def test_what_does_not_fit_hides_or_touches_a_secret_is_no_fix(remedy: str, path: str, line: int) -> None:
    assert isinstance(read(remedy, path, line), str)
