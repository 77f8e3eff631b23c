from __future__ import annotations

import json

import pytest

from headgate.fix import Fix, Rows, TextEdit
from headgate.location import Location, Side
from headgate.remedy.apply import apply
from headgate.remedy.proposal import parse
from headgate.secrets import MASK
from headgate.source.snapshot import MemorySnapshot

MODEL = "models/orders.sql"
TEXT = "-- all orders\nselect\n    id,\n    amount\nfrom raw.orders\nwhere amount != null\n"
HEAD = MemorySnapshot({MODEL: TEXT, "README.md": "hello\n", "models/twice.sql": "select 1\nunion\nselect 1\n"})
AT = Location(MODEL, 6)


def made(text: str, at: Location = AT, head: MemorySnapshot = HEAD) -> str:
    """The file after the proposal."""
    fix = parse(text, head, at)
    assert isinstance(fix, Fix), fix
    return apply(head, [fix]).text_of(at.path) or ""


def why(text: str, at: Location = AT, head: MemorySnapshot = HEAD) -> str:
    refused = parse(text, head, at)
    assert isinstance(refused, str), refused
    return refused


DIFF = """\
title: Compare with IS NOT NULL
rows: other
```diff
--- a/models/orders.sql
+++ b/models/orders.sql
@@ -4,3 +4,3 @@
     amount
 from raw.orders
-where amount != null
+where amount is not null
```
"""


def test_a_unified_diff_becomes_an_edit_of_the_lines_that_differ() -> None:
    fix = parse(DIFF, HEAD, AT)
    assert fix == Fix(
        "Compare with IS NOT NULL", (TextEdit(MODEL, 6, 6, "where amount is not null\n"),), rows=Rows.OTHER
    )


def test_line_numbers_of_a_diff_may_be_wrong_but_its_lines_may_not() -> None:
    assert "is not null" in made(DIFF.replace("-4,3 +4,3", "-400,9 +1,1"))
    assert "do not stand in the file: from raw.orderz" in why(DIFF.replace("from raw.orders", "from raw.orderz"))
    assert "do not stand" in why(DIFF.replace("     amount\n", "\tamount\n").replace("\tamount", " \tamount"))


def test_a_removed_sql_comment_is_no_file_header() -> None:
    diff = "@@ -1,2 +1,1 @@\n--- all orders\n select\n"
    assert made(diff).startswith("select\n")


def test_a_diff_whose_lines_stand_twice_needs_the_right_number_or_the_place_of_the_finding() -> None:
    diff = "@@ -9,1 +9,1 @@\n-select 1\n+select 2\n"
    assert "several places" in why(diff, Location("models/twice.sql", 2))
    assert made(diff, Location("models/twice.sql", 3)) == "select 1\nunion\nselect 2\n"
    assert made(diff.replace("-9,1", "-1,1"), Location("models/twice.sql", 2)).startswith("select 2\n")


def test_a_fenced_block_takes_the_place_of_the_quoted_lines() -> None:
    assert made("Use IS.\n```sql\nwhere amount is not null\n```\n").endswith("where amount is not null\n")


def test_search_and_replace() -> None:
    text = "<<<<<<< SEARCH\n    id,\n    amount\n=======\n    id,\n    amount,\n    day\n>>>>>>> REPLACE\n"
    assert "    amount,\n    day\nfrom" in made(text)


def test_edits_as_json_must_say_what_stands_there() -> None:
    edit = {"path": MODEL, "start_line": 6, "end_line": 6, "replacement": "where true", "was": "where amount != null"}
    assert made(json.dumps({"edits": [edit]})).endswith("where true\n")
    assert "does not stand there" in why(json.dumps({"edits": [edit | {"was": "where x"}]}))
    assert "does not stand there" in why(json.dumps({"edits": [{k: v for k, v in edit.items() if k != "was"}]}))


def test_a_new_file_of_a_pipeline_may_be_made_and_no_other() -> None:
    diff = "--- /dev/null\n+++ b/{}\n@@ -0,0 +1,1 @@\n+select id from raw.orders where id is null\n"
    assert isinstance(parse(diff.format("tests/no_null_id.sql"), HEAD, AT), Fix)
    assert "no file of a pipeline" in why(diff.format("run.exe"))
    assert "outside the repository" in why(diff.format("../out.sql"))
    assert "outside the repository" in why(diff.format("/etc/out.sql"))
    assert "guards" in why(diff.format(".github/workflows/x.yml"))
    assert "there already" in why(diff.format(MODEL))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("You should use IS NOT NULL.", "prose"),
        ("```sql\na\n```\n```sql\nb\n```", "several blocks"),
        ("```sql\nwhere amount != null\n```", "changes nothing"),
        ("--- a/models/none.sql\n+++ b/models/none.sql\n@@ -1 +1 @@\n-a\n+b\n", "not in the snapshot"),
        ("--- a/models/orders.sql\n+++ /dev/null\n@@ -1 +0,0 @@\n-select\n", "removes a file"),
        ("--- a/models/orders.sql\n+++ b/models/x.sql\n@@ -2 +2 @@\n-select\n+select distinct\n", "moves a file"),
        ("diff --git a/x b/y\nrename from x\nrename to y\n@@ -1 +1 @@\n-a\n+b", "moves a file"),
        ("GIT binary patch\n@@ -1 +1 @@\n-a\n+b", "binary"),
        ("@@ -6 +6 @@\n-where amount != null\n+where amount = 1 -- headgate: ignore[quality/x]\n", "silences a check"),
        ("@@ -6 +6 @@\n-where amount != null\n+where amount = 1 -- noqa\n", "silences a check"),
        ("@@ -6 +6 @@\n-where amount != null\n+{{ config(enabled=false) }}\n", "turns a check off"),
        ("@@ -6 +6 @@\n-where amount != null\n+where \u202eamount\n", "cannot be seen"),
        ("@@ -6,0 +6,1 @@\n+where true\n", "no line of the file"),
        ("x" * 20_001, "longer"),
        ("@@ -6 +6 @@\n-where amount != null\n+" + "y" * 3_000 + "\n", "too long"),
        ("@@ -2 +2 @@\n select\n" + "+x\n" * 300, "too large"),
        ("@@ -6 +6 @@\nwhere amount != null\n", "no sign"),
    ],
)
def test_what_is_no_fix_says_why(text: str, reason: str) -> None:
    assert reason in why(text)


def test_what_stands_on_the_base_is_not_edited() -> None:
    assert "base" in why("```\nx\n```", Location(MODEL, 1, side=Side.BASE))


def test_tests_and_guards_are_not_edited() -> None:
    head = MemorySnapshot({"tests/a.sql": "select 1\n", "headgate.toml": "a = 1\n", ".github/ci.yml": "a: 1\n"})
    for path in head.paths:
        first = (head.text_of(path) or "").strip()
        assert "guards" in why(f"@@ -1 +1 @@\n-{first}\n+# b\n", Location(path, 1), head)


SCHEMA = "models:\n  - name: orders\n    columns:\n      - name: id\n        tests:\n          - unique\n          - not_null\n"


def test_a_declared_test_may_be_moved_but_not_taken_away() -> None:
    head = MemorySnapshot({"schema.yml": SCHEMA})
    at = Location("schema.yml", 4)
    assert "takes a declared test away" in why("@@ -6,2 +6,1 @@\n-          - unique\n", at, head)
    assert "not valid YAML" in why("@@ -4 +4 @@\n-      - name: id\n+      - name: 'id\n", at, head)
    assert "order_id" in made("@@ -4 +4 @@\n-      - name: id\n+      - name: order_id\n", at, head)


def test_assertions_stay() -> None:
    head = MemorySnapshot({"job.py": "x = 1\nassert x > 0\n"})
    assert "takes a check away" in why("@@ -2 +1,0 @@\n-assert x > 0\n", Location("job.py", 2), head)


def test_a_line_whose_secret_the_model_has_not_seen_is_not_edited() -> None:
    head = MemorySnapshot({"job.py": f'key = "{"AKIA" + "Q3EGRIBK6XKQ2WFN"}"\n'})
    assert "has not seen" in why('```\nkey = ""\n```', Location("job.py", 1), head)
    assert "has not seen" in why(f"```sql\nwhere amount = '{MASK}'\n```")
