"""Procedures, loops, cursors and texts that are executed."""

from __future__ import annotations

import pytest

from headgate.facts.sql.parse import read_sql
from headgate.gap import GapKind
from tests.headgate.facts.sql.test_writes import io


def gaps_of(text: str, dialect: str) -> list[tuple[GapKind, str]]:
    return [(gap.kind, gap.why) for gap in read_sql("a.sql", text, dialect)[1]]


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("postgres", "create function f(a int) returns void as $$\nbegin\n{}\nend\n$$ language plpgsql"),
        ("postgres", "do $$ begin\n\n{}\nend $$"),
        ("snowflake", "create procedure p() returns string language sql as\n$$\n{}\n$$"),
        ("snowflake", "execute immediate $$\n\n{}$$"),
        ("bigquery", "execute immediate '''\n\n{}'''"),
        ("oracle", "create procedure p is\nbegin\n{}\nend;"),
        ("mysql", "create procedure p()\nbegin\n{}\nend"),
        ("tsql", "create procedure p as\nbegin\n{}\nend"),
    ],
)
def test_bodies_and_executed_texts_are_read_with_their_lines(dialect: str, text: str) -> None:
    statements, gaps = read_sql("a.sql", text.format("insert into t select a from s;"), dialect)
    (one,) = [statement.facts for statement in statements]
    assert (one.kind, one.line, [(str(use.dataset), use.line) for use in one.reads]) == ("insert", 3, [("s", 3)])
    assert gaps == []


def test_a_text_that_is_put_together_at_run_time_is_told() -> None:
    why = "it runs a text that is put together when it runs"
    assert gaps_of("execute immediate concat('insert into ', t)", "bigquery") == [(GapKind.UNRESOLVED, why)]
    assert gaps_of("exec('select 1 from ' + @t)", "tsql") == [(GapKind.UNRESOLVED, why)]
    assert io_kinds("execute immediate x", "snowflake") == ["dynamic"]


def io_kinds(text: str, dialect: str) -> list[str]:
    return [one.facts.kind for one in read_sql("a.sql", text, dialect)[0]]


def test_a_call_of_a_procedure_is_told_by_its_name() -> None:
    (told,) = gaps_of("exec dbo.load @day = '2024-01-01'", "tsql")
    assert told == (GapKind.UNRESOLVED, "it calls dbo.load, which reads and writes what is told where it is made")
    assert gaps_of("call d.load(1)", "bigquery")[0][1].startswith("it calls d.load,")


def test_a_procedure_in_another_language_is_a_gap_and_a_function_is_not() -> None:
    body = "create {} f(a int) returns int language python as $$\nreturn a + 1\n$$"
    assert gaps_of(body.format("procedure"), "snowflake") == [(GapKind.UNRESOLVED, "its body is Python")]
    assert gaps_of(body.format("function"), "snowflake") == []


def test_queries_of_loops_cursors_and_assignments_are_reads() -> None:
    assert io("for r in (select a from w) do insert into k select r.a; end for", "bigquery") == [
        ("select", "w", ""),
        ("insert", "", "k"),
    ]
    assert io("declare c cursor for select a from t", "tsql") == [("select", "t", "")]
    assert io("set m = (select max(d) from t)", "bigquery") == [("select", "t", "")]
    assert io("declare m date default (select max(d) from t)", "bigquery") == [("select", "t", "")]
    assert io("assert (select count(*) from t) = 0 as 'empty'", "bigquery") == [("select", "t", "")]
    assert io("begin let x := (select max(a) from t); insert into k select a from u; end", "snowflake") == [
        ("select", "t", ""),
        ("insert", "u", "k"),
    ]


def test_declarations_before_begin_are_no_statements() -> None:
    text = """create procedure p is v number; cursor c is select a from t; begin
    select max(x) into v from u; for r in c loop insert into k values (r.a); end loop; end;"""
    assert io(text, "oracle") == [("select", "t", ""), ("select", "u", ""), ("insert", "", "k")]


def test_select_into_fills_variables_in_a_body_and_makes_a_table_outside() -> None:
    assert io("do $$ declare n int; begin select count(*) into n from t; end $$", "postgres") == [("select", "t", "")]
    assert io("select a into n from t", "postgres") == [("create-table", "t", "n")]


def test_a_table_variable_is_a_step_on_the_way() -> None:
    text = "declare @t table (a int); insert into @t select a from s; insert into k select a from @t"
    assert io(text, "tsql") == [("create-table", "", "@t"), ("insert", "s", "@t"), ("insert", "@t", "k")]


def test_data_is_loaded_from_files_and_exported_to_files() -> None:
    assert io("load data inpath '/p' into table t partition (d = '1')", "hive") == [("copy", "file:/p", "t")]
    assert io("load data local infile 'x.csv' into table t fields terminated by ','", "mysql") == [
        ("copy", "file:x.csv", "t")
    ]
    assert io("load data into d.t from files (uris = ['gs://b/c'])", "bigquery") == [("copy", "gs://b:c", "d.t")]
    assert io("export data options (uri = 'gs://b/x') as select a from d.t", "bigquery") == [
        ("copy", "d.t", "gs://b:x")
    ]


def test_snapshots_and_compound_assignments_are_read() -> None:
    assert io("create snapshot table d.s clone d.t", "bigquery") == [("create-table", "d.t", "d.s")]
    assert io("update x set x.n += y.m from big.t as x join u as y on x.i = y.i", "tsql") == [
        ("update", "big.t u", "big.t")
    ]


def test_a_statement_of_another_dialect_is_read_and_told() -> None:
    statements, gaps = read_sql("a.sql", "select a from `t`; select b from u", "trino")
    assert [str(use.dataset) for one in statements for use in one.facts.reads] == ["t", "u"]
    assert [(gap.kind, gap.why) for gap in gaps] == [(GapKind.ASSUMED, "no trino that is understood; read as bigquery")]
