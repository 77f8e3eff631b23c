"""Suite `sql`: right and wrong queries, and what the rules say of each.

`python -m evals.suites sql CASES` reads a file with a JSON object per line, `{id, dialect, sql}`, and writes
one per line, `{id, findings: [category]}`. It calls what the command line calls: the readers of single files
and the rules over what they offer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from headgate.facts import readers
from headgate.facts.project import Project
from headgate.facts.reading import Hints, SourceFile
from headgate.rules import run
from headgate.settings import Settings
from headgate.source.kinds import kinds_of
from headgate.source.snapshot import MemorySnapshot

CATEGORIES = {
    "ambiguous-column": "ambiguous_unqualified_reference",
    "constant-condition": "constant_predicate",
    "distinct-by-default-in-union": "ambiguous_union",
    "distinct-with-group-by": "distinct_with_group_by",
    "duplicate-alias": "duplicate_table_alias",
    "duplicate-output-column": "duplicate_column_alias",
    "join-condition-in-where": "join_condition_in_where",
    "join-without-condition": "join_without_condition",
    "limit-without-order": "limit_without_order_by",
    "null-compared-by-equality": "null_comparison_equals",
    "set-operation-of-unequal-widths": "set_op_column_mismatch",
    "star-of-unknown-columns": "unknown_result_columns",
    "unknown-table-in-reference": "reference_not_in_from",
    "unused-cte": "unused_cte",
    "unused-join": "unused_join",
}
"""Rule to the suite's neutral category; a rule that is not listed answers with its own name."""

DIALECTS = {"ansi": "", "sparksql": "spark", "greenplum": "postgres", "mariadb": "mysql", "impala": "hive"}
"""Names of dialects as others write them, to sqlglot's."""
UNREADABLE = frozenset(("soql",))
"""Languages that are no SQL."""


def main(arguments: Sequence[str]) -> int:
    """Answer every case of the file named first."""
    with Path(arguments[0]).open(encoding="utf-8") as cases:
        for line in cases:
            case = json.loads(line)
            found = sorted(categories(case["sql"], case.get("dialect") or "ansi"))
            sys.stdout.write(json.dumps({"id": case["id"], "findings": found}) + "\n")
    return 0


def categories(sql: str, dialect: str) -> set[str]:
    """The neutral categories of what the rules say of one query."""
    if dialect in UNREADABLE:
        return set()
    path = "query.sql"
    file = SourceFile(path, sql, kinds_of(path, sql), Hints(dialect=DIALECTS.get(dialect, dialect)))
    reading = readers.read(file)
    project = Project(MemorySnapshot({path: sql}), {path: reading.facts}, Settings(dialect=file.hints.dialect))
    rules = [finding.rule for finding in run.on_file(file, reading)[0]]
    rules += [finding.rule for finding in run.on_project(project)]
    return set(named(rules))


def named(rules: Iterable[str]) -> Iterable[str]:
    """Categories by rule id."""
    for rule in rules:
        name = rule.split("/", 1)[1]
        yield CATEGORIES.get(name, name.replace("-", "_"))
