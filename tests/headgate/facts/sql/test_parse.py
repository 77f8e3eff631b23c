from __future__ import annotations

import pytest

from headgate.facts.sql.parse import read_sql
from headgate.gap import GapKind


def kinds(text: str, dialect: str = "postgres") -> list[str]:
    return [statement.facts.kind for statement in read_sql("a.sql", text, dialect)[0]]


def test_one_broken_statement_is_a_gap_and_the_others_survive() -> None:
    statements, gaps = read_sql("a.sql", "select 1;\nselect from where;\n\ninsert into t select a from s", "postgres")
    assert [(s.facts.line, s.facts.kind) for s in statements] == [(1, "select"), (4, "insert")]
    assert [(gap.what, gap.kind) for gap in gaps] == [("statement at line 2", GapKind.UNPARSED)]


def test_statements_of_a_procedure_body_are_read_one_by_one() -> None:
    text = """
    CREATE PROCEDURE p(x INT64)
    BEGIN
      DECLARE n INT64 DEFAULT 0;
      IF x IS NULL THEN
        INSERT INTO a (c) SELECT c FROM s;
      ELSE
        UPDATE a SET c = 1 WHERE TRUE;
      END IF;
      LOOP
        SET n = n + 1;
        IF n > 3 THEN LEAVE; END IF;
      END LOOP;
    EXCEPTION WHEN ERROR THEN
      SELECT 1;
    END;
    DROP TABLE a;
    """
    statements, gaps = read_sql("a.sql", text, "bigquery")
    assert [s.facts.kind for s in statements if s.facts.kind in ("insert", "update", "select", "drop")] == [
        "insert",
        "update",
        "select",
        "drop",
    ]
    assert gaps == []


def test_an_end_that_closes_a_case_ends_no_statement() -> None:
    assert kinds("begin; select case when a then 1 end as x, case b when 1 then 2 end from t; commit") == ["select"]


def test_lines_of_a_rendered_template_are_those_of_the_file() -> None:
    statements, _ = read_sql("a.sql", "\n\nselect a\nfrom t", "postgres", lines=(4, 4, 7, 9), templated=True)
    (statement,) = statements
    assert (statement.facts.line, statement.facts.end_line) == (7, 9)
    assert [use.line for use in statement.facts.reads] == [9]
    assert statement.line(statement.tree.args["from_"]) == 9


def test_an_open_quote_costs_only_the_statement_it_stands_in() -> None:
    statements, gaps = read_sql("a.sql", "select a from t;\nselect 'open;\n", "postgres")
    assert len(statements) == 1
    assert len(gaps) == 1


@pytest.mark.parametrize("text", ["", "   \n", "-- nothing\n", ";;;", "/* a */"])
def test_nothing_to_read_is_no_gap(text: str) -> None:
    assert read_sql("a.sql", text, "") == ([], [])


@pytest.mark.parametrize(
    "text",
    [
        "select " + "(" * 100_000 + "1" + ")" * 100_000,
        "select * from (" * 20_000 + "select 1",
        "select " + "case when a then " * 5_000 + "1" + " end" * 5_000,
        "select " + "not " * 20_000 + "a",
        "select " + "- " * 20_000 + "a",
    ],
    ids=["parentheses", "subqueries", "case", "not", "minus"],
)
def test_deep_nesting_is_a_gap(text: str) -> None:
    statements, gaps = read_sql("a.sql", text, "postgres")
    assert statements == []
    assert len(gaps) == 1


def test_long_chains_are_read() -> None:
    text = " union all ".join(f"select {n} as a from t" for n in range(3_000))
    statements, gaps = read_sql("a.sql", text, "postgres")
    assert (len(statements), gaps) == (1, [])


def test_a_dialect_that_nothing_tells_is_assumed_and_said_so() -> None:
    statements, gaps = read_sql("a.sql", "select a from `p.d.t` where x in unnest([1, 2])", "")
    assert [s.dialect for s in statements] == ["bigquery"]
    assert [gap.kind for gap in gaps] == [GapKind.ASSUMED]


def test_commands_that_are_not_understood_are_gaps_and_those_that_move_no_data_are_not() -> None:
    statements, gaps = read_sql("a.sql", "vacuum t; grant select on t to u; refresh materialized view v", "redshift")
    assert (len(statements) <= 1, gaps) == (True, [])
    _, gaps = read_sql("a.sql", "frobnicate t into u", "redshift")
    assert len(gaps) == 1


def test_a_statement_at_which_the_parser_itself_stumbles_is_a_gap() -> None:
    statements, gaps = read_sql("a.sql", "from t |> union all select * from t;\nselect 1 as one;", "bigquery")
    assert [one.facts.kind for one in statements] == ["select"]
    assert [(gap.what, gap.kind) for gap in gaps] == [("statement at line 1", GapKind.UNPARSED)]
