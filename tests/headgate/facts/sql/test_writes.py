from __future__ import annotations

from headgate.dataset import DatasetId, table
from headgate.facts.sql.model import Statement
from headgate.facts.sql.parse import read_sql
from tests.headgate.facts.sql.flows import flows, resolved


def facts(text: str, dialect: str = "") -> list[Statement]:
    statements, gaps = read_sql("a.sql", text, dialect)
    assert gaps == []
    return [one.facts for one in statements]


def io(text: str, dialect: str = "") -> list[tuple[str, str, str]]:
    """Kind, datasets read, datasets written, for each statement."""
    return [
        (f.kind, " ".join(str(u.dataset) for u in f.reads), " ".join(str(u.dataset) for u in f.writes))
        for f in facts(text, dialect)
    ]


def test_an_insert_goes_by_its_column_list_else_by_the_known_table() -> None:
    assert flows("insert into t (b, a) select x, y from s") == {"t.b": "s.x", "t.a": "s.y"}
    assert flows("insert into t select x, y from s", t="a b") == {"t.a": "s.x", "t.b": "s.y"}
    assert flows("insert into t select x, y as z from s") == {"t.x": "s.x", "t.z": "s.y"}


def test_fixed_partitions_take_no_output() -> None:
    text = "insert overwrite table t partition (ds = '1') select x, y from s"
    assert flows(text, "hive", t="a b ds") == {"t.a": "s.x", "t.b": "s.y"}


def test_views_may_rename_their_columns() -> None:
    assert flows("create view v (p, q) as select a, b from t") == {"v.p": "t.a", "v.q": "t.b"}


def test_what_an_earlier_statement_makes_a_later_one_reads() -> None:
    text = "create temp table s as select a, b as c from t; create table u as select * from s"
    assert flows(text, "postgres") == {"s.a": "t.a", "s.c": "t.b", "u.a": "s.a", "u.c": "s.c"}
    assert [one.temporary for one in facts(text, "postgres")] == [True, False]


def test_merge_sets_columns_from_all_its_branches() -> None:
    text = """merge into t using (select id, x, y from s) as n on t.id = n.id
    when matched and n.x > 1 then update set a = n.x
    when not matched then insert (id, a) values (n.id, n.y)"""
    assert flows(text) == {"t.a": "s.x s.y", "t.id": "s.id"}
    assert io(text) == [("merge", "s", "t")]


def test_merge_with_stars_goes_by_name() -> None:
    text = "merge into t using s on t.id = s.id when matched then update set * when not matched then insert *"
    assert flows(text, "databricks", s="id a") == {"t.id": "s.id", "t.a": "s.a"}


def test_update_reads_what_it_joins_and_writes_what_it_names() -> None:
    assert flows("update t set a = s.x from s where t.id = s.id", "postgres") == {"t.a": "s.x"}
    assert flows("update a set a.c = b.d from big.t as a join u as b on a.i = b.i", "tsql") == {"big.t.c": "u.d"}
    assert flows("update t join s on t.i = s.i set t.a = s.b", "mysql") == {"t.a": "s.b"}


def test_delete_reads_what_it_uses() -> None:
    assert io("delete from t using s where t.id = s.id", "postgres") == [("delete", "s", "t")]


def test_into_of_a_select_makes_a_table() -> None:
    assert io("select a into films_all from films union all select a from old", "tsql") == [
        ("create-table", "films old", "films_all")
    ]


def test_tables_are_copied_renamed_and_swapped() -> None:
    assert io("create table a clone b; alter table a rename to c; alter table c swap with d", "snowflake") == [
        ("create-table", "b", "a"),
        ("rename", "a", "c"),
        ("swap", "c d", "c d"),
    ]
    assert io("rename table a to b, c to d", "mysql") == [("rename", "a", "b"), ("rename", "c", "d")]


def test_a_swap_exchanges_what_is_known() -> None:
    text = "alter table a swap with b; create table c as select * from a"
    assert flows(text, "snowflake", a="x", b="y")["c.y"] == "a.y"


def test_files_are_read_and_written() -> None:
    assert io("copy into t from 's3://b/x'", "snowflake") == [("copy", "s3://b:x", "t")]
    assert io("unload ('select a from v') to 's3://b/y' iam_role 'r'", "redshift") == [("copy", "v", "s3://b:y")]
    assert io("select * from parquet.`/lake/x`", "spark") == [("select", "file:/lake/x", "")]


def test_one_source_feeds_many_tables() -> None:
    assert io("from s insert into t select a insert into u select b", "hive") == [
        ("insert", "s", "t"),
        ("insert", "s", "u"),
    ]


def test_use_chooses_the_schema_of_bare_names() -> None:
    text = "use shop; insert into a select * from b join other.c on true; use stock; select * from d"
    assert io(text, "hive")[1:] == [
        ("insert", "shop.b other.c", "shop.a"),
        ("use", "", ""),
        ("select", "stock.d", ""),
    ]


def test_shards_of_bigquery_are_one_table() -> None:
    assert (
        io("select * from `p.d.events_20240131`; select * from `p.d.events_*`", "bigquery")
        == [
            ("select", "p.d.events_yyyymmdd", ""),
        ]
        * 2
    )


def test_create_table_declares_columns_nulls_and_keys() -> None:
    text = "create table s.t (id int primary key, a varchar(10) not null, b text, c int, unique (a, c))"
    (one,) = facts(text, "postgres")
    assert one.declares is not None
    assert one.declares.id == table("s.t")
    assert one.declares.complete
    assert [(c.name, c.type, c.nullable) for c in one.declares.columns] == [
        ("id", "int", False),
        ("a", "varchar(10)", False),
        ("b", "text", None),
        ("c", "int", None),
    ]
    assert one.declares.keys == (("id",), ("a", "c"))


def test_like_leaves_a_declaration_open() -> None:
    (one,) = facts("create table t (like s including all)", "postgres")
    assert one.copies == table("s")
    ((_, answer),) = resolved("create table t (like s including all)", "postgres", s="a b")
    assert [made.name for made in answer.columns] == ["a", "b"]


def test_a_clickhouse_view_writes_to_its_table_and_reads_its_dictionaries() -> None:
    text = "create materialized view v to t as select a, dictGet('d.names', 'n', k) as n from s"
    assert io(text, "clickhouse") == [("create-view", "s d.names", "v t")]
    assert DatasetId("warehouse", "t") == facts(text, "clickhouse")[0].target


def test_a_key_of_the_table_may_follow_a_column_without_a_comma() -> None:
    declared = facts("create table t (id int, n int primary key (id))", "spark")[0].declares
    assert declared is not None
    assert declared.keys == (("id",),)
    assert [(one.name, one.nullable) for one in declared.columns] == [("id", False), ("n", None)]
