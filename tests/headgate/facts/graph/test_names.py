"""Which names are one dataset, why, and which are kept apart."""

from __future__ import annotations

from headgate.dataset import Dataset, DatasetId, DatasetKind, table
from headgate.facts.graph.build import build
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.reading import FileFacts, Hints, SourceFile
from headgate.facts.sql.read import read
from headgate.lineage import DatasetUse, Job, JobKind
from headgate.location import Location
from headgate.settings import Settings
from headgate.source.kinds import Kind


def sql(path: str, text: str, dialect: str = "spark") -> FileFacts:
    return read(SourceFile(path, text, frozenset({Kind.SQL}), Hints(dialect=dialect))).facts


def program(path: str, reads: tuple[DatasetId, ...] = (), writes: tuple[DatasetId, ...] = ()) -> FileFacts:
    used = tuple(DatasetUse(one, 3) for one in reads)
    made = tuple(DatasetUse(one, 3) for one in writes)
    return FileFacts(path, jobs=(Job(path, JobKind.SPARK, Location(path, 1), used, made),))


def graph(*facts: FileFacts, **aliases: str) -> PipelineGraph:
    return build({one.path: one for one in facts}, Settings(aliases=aliases))


def also(found: PipelineGraph, dataset: DatasetId) -> dict[str, str]:
    return {str(name): why for name, why in found.nodes[dataset].also_named}


HIVE = "create external table lake.orders (id int) partitioned by (dt string) location 's3a://lake/raw/orders/'"


def test_a_path_that_a_location_names_is_the_table() -> None:
    found = graph(sql("ddl.sql", "\n" + HIVE), program("p.py", writes=(DatasetId("s3://lake", "raw/orders"),)))
    assert list(found.writers) == [table("lake.orders")] or table("lake.orders") in found.writers
    why = also(found, table("lake.orders"))["s3://lake:raw/orders"]
    assert "ddl.sql:2" in why
    assert "p.py:3" in why


def test_a_partition_of_such_a_path_is_the_table_too() -> None:
    part = DatasetId("s3://lake", "raw/orders/dt=2024-01-01/*.parquet")
    found = graph(sql("ddl.sql", HIVE), program("p.py", reads=(part,)))
    assert table("lake.orders") in found.readers


def test_a_path_that_two_tables_claim_is_kept_apart() -> None:
    found = graph(
        sql("a.sql", HIVE),
        sql("b.sql", HIVE.replace("lake.orders", "old.orders")),
        program("p.py", reads=(DatasetId("s3://lake", "raw/orders"),)),
    )
    assert DatasetId("s3://lake", "raw/orders") in found.readers
    assert [gap.kind for gap in found.gaps] == ["ambiguous"]


def test_partitions_of_one_folder_are_one_dataset_and_other_kinds_of_files_are_not() -> None:
    def file(name: str) -> DatasetId:
        return DatasetId("file", name)

    one, two = file("raw/clicks/dt=1"), file("raw/clicks/dt=2")
    found = graph(program("a.py", writes=(one,)), program("b.py", reads=(two,)))
    assert set(found.nodes) == {file("raw/clicks")}
    mixed = graph(program("a.py", reads=(file("in/*.csv"),)), program("b.py", reads=(file("in/*.json"),)))
    assert set(mixed.nodes) == {file("in/*.csv"), file("in/*.json")}
    slash = graph(program("a.py", writes=(file("out/x/"),)), program("b.py", reads=(file("out/x"),)))
    assert set(slash.nodes) == {file("out/x")}
    alone = graph(program("a.py", reads=(one,)))
    assert set(alone.nodes) == {one}


def test_a_stated_platform_is_taken_where_no_other_is() -> None:
    stated = DatasetId("postgres://db:5432", "crm.public.users")
    found = graph(program("c.json", reads=(stated,)), sql("q.sql", "select id from public.users", "postgres"))
    assert [str(one) for one in found.readers] == ["crm.public.users"]
    assert "postgres://db:5432" in also(found, table("crm.public.users"))[str(stated)]


def test_tables_of_one_name_on_two_platforms_are_two_datasets() -> None:
    here, there = DatasetId("postgres://a:5432", "public.users"), DatasetId("snowflake://acme", "public.users")
    found = graph(program("c.json", reads=(here,)), program("d.json", writes=(there,)))
    assert {here, there} <= set(found.nodes)
    assert {gap.kind for gap in found.gaps} == {"ambiguous"}


def test_a_table_in_the_sql_of_another_platform_is_not_the_stated_one() -> None:
    stated = DatasetId("mysql://a:3306", "shop.users")
    found = graph(program("c.json", reads=(stated,)), sql("q.sql", "select id from shop.users", "snowflake"))
    assert {stated, table("shop.users")} <= set(found.nodes)


def test_an_alias_may_join_a_table_to_a_path_or_a_topic() -> None:
    found = graph(
        sql("q.sql", "create table t as select id from lake.raw_orders"),
        program("p.py", writes=(DatasetId("s3://lake", "raw/orders"),)),
        **{"s3://lake/raw/orders": "lake.raw_orders"},
    )
    assert table("lake.raw_orders") in found.writers
    assert "aliases" in also(found, table("lake.raw_orders"))["s3://lake:raw/orders"]


def test_a_short_name_that_could_mean_two_tables_is_told() -> None:
    found = graph(sql("a.sql", "create table a.t (x int); create table b.t (x int);\nselect x from t"))
    (gap,) = (gap for gap in found.gaps if gap.kind == "ambiguous")
    assert "a.t, b.t" in gap.why


def test_each_other_name_says_where_it_stands() -> None:
    found = graph(sql("a.sql", "create table shop.orders (id int)"), sql("b.sql", "\n\nselect id from orders"))
    assert also(found, table("shop.orders"))["orders"].endswith("so called at b.sql:3")


def test_declarations_of_their_own_stay_themselves() -> None:
    own = Dataset(table("orders"), DatasetKind.MODEL, Location("m.sql", 1))
    found = graph(FileFacts("m.sql", datasets=(own,)), sql("a.sql", "create table shop.orders (id int)"))
    assert {table("orders"), table("shop.orders")} <= set(found.nodes)


def test_tables_of_one_name_in_two_schemas_are_not_joined_by_a_bare_one() -> None:
    found = graph(
        sql("hive/step.hql", "create table dim_customer (id bigint)"),
        sql("dwh/tables.sql", "create table dwh.dim_customer (customer_id bigint, name string)"),
        sql("star/dim.hql", "drop table dv.dim_customer; create table star.dim_customer as select 1 as key"),
    )
    columns = {str(node.id): [column.name for column in node.columns] for node in found.nodes.values()}
    assert columns["dwh.dim_customer"] == ["customer_id", "name"]
    assert columns["star.dim_customer"] == ["key"]
    assert {"dim_customer", "dv.dim_customer"} <= set(columns)
