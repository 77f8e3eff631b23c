from __future__ import annotations

from headgate.dataset import Dataset, DatasetId, DatasetKind, table
from headgate.facts.graph.build import build
from headgate.facts.graph.pipeline import PipelineGraph
from headgate.facts.reading import FileFacts, SourceFile
from headgate.facts.sql.read import read
from headgate.lineage import ColumnRef, DatasetUse, Job, JobKind
from headgate.location import Location
from headgate.settings import Settings
from headgate.source.kinds import Kind


def graph_of(files: dict[str, str], *more: FileFacts, aliases: dict[str, str] | None = None) -> PipelineGraph:
    facts = {p: read(SourceFile(p, text, frozenset({Kind.SQL}))).facts for p, text in files.items()}
    facts |= {one.path: one for one in more}
    return build(facts, Settings(aliases=aliases or {}))


def direct(graph: PipelineGraph) -> set[str]:
    return {f"{e.source} -> {e.target}" for e in graph.edges if e.target.column and e.effect.direct}


def test_stars_are_settled_across_files_whatever_their_order() -> None:
    graph = graph_of(
        {
            "a.sql": "create table c as select *, 1 as one from b",
            "b.sql": "create view b as select * from shop.a",
            "c.sql": "create table shop.a (x int, y int)",
        }
    )
    assert direct(graph) == {"shop.a.x -> b.x", "shop.a.y -> b.y", "b.x -> c.x", "b.y -> c.y"}
    node = graph.nodes[table("c")]
    assert ([c.name for c in node.columns], node.complete) == (["x", "y", "one"], True)


def test_a_star_over_an_unknown_table_leaves_its_target_incomplete_and_says_so_once() -> None:
    graph = graph_of({"a.sql": "create table t as select *, a + 1 as b from u"})
    assert not graph.nodes[table("t")].complete
    assert direct(graph) == {"u.a -> t.b"}
    assert len(graph.gaps) == 1


def test_short_and_long_names_are_one_dataset_where_only_one_can_be_meant() -> None:
    graph = graph_of(
        {
            "a.sql": "create table prod.shop.orders (id int)",
            "b.sql": "create table x as select * from shop.orders",
            "c.sql": "create table y as select id from orders",
        }
    )
    orders = graph.nodes[table("prod.shop.orders")]
    assert [name for name, _ in orders.also_named] == [table("orders"), table("shop.orders")]
    assert direct(graph) == {"prod.shop.orders.id -> x.id", "prod.shop.orders.id -> y.id"}


def test_a_short_name_that_could_mean_two_datasets_stays_itself() -> None:
    graph = graph_of({"a.sql": "create table a.t (x int); create table b.t (x int); select x from t"})
    assert table("t") in graph.nodes


def test_a_model_is_not_the_source_table_of_the_same_name() -> None:
    at = Location("m.yml")
    facts = FileFacts(
        "m.yml",
        datasets=(
            Dataset(table("raw.orders"), DatasetKind.SOURCE, at),
            Dataset(table("orders"), DatasetKind.MODEL, at),
        ),
    )
    graph = graph_of({"a.sql": "create table report as select a from analytics.orders"}, facts)
    assert {str(one) for one in graph.nodes} == {"raw.orders", "orders", "report"}


def test_aliases_of_the_settings_join_two_names() -> None:
    graph = graph_of({"a.sql": "create table t as select a from lake.raw"}, aliases={"lake.raw": "landing.raw_v2"})
    assert direct(graph) == {"landing.raw_v2.a -> t.a"}


def test_temporary_tables_of_two_files_are_two_tables() -> None:
    text = "create temporary table tmp as select {0} from s; create table {0}_out as select {0} from tmp"
    graph = graph_of({"a.sql": text.format("a"), "b.sql": text.format("b")})
    assert DatasetId("temporary", "a.sql#tmp") in graph.nodes
    paths = [path[-1].target for path in graph.downstream(ColumnRef(table("s"), "a"))]
    assert ColumnRef(table("a_out"), "a") in paths
    assert ColumnRef(table("b_out"), "b") not in paths


def test_views_made_from_each_other_end_and_are_told() -> None:
    graph = graph_of({"a.sql": "create view a as select * from b", "b.sql": "create view b as select * from a"})
    assert any("made from each other" in gap.why for gap in graph.gaps)


def test_an_altered_table_proves_no_absence() -> None:
    graph = graph_of({"a.sql": "create table t as select 1 as a; alter table t add column b int"})
    assert not graph.nodes[table("t")].complete


def test_inserts_are_positional_against_a_declared_table() -> None:
    graph = graph_of({"a.sql": "create table t (a int, b int); insert into t select x, y from s"})
    assert direct(graph) == {"s.x -> t.a", "s.y -> t.b"}


def test_what_a_job_reads_names_its_columns() -> None:
    graph = graph_of({"a.sql": "create table t as select s.a from s where s.b > 0"})
    (job,) = graph.jobs
    assert [(str(use.dataset), use.columns) for use in job.reads] == [("s", ("a", "b"))]
    assert [(str(e.source), e.target.column, e.effect) for e in job.edges if not e.effect.direct] == [
        ("s.b", "", "filter")
    ]


def test_a_model_and_its_statements_are_one_job() -> None:
    model = FileFacts(
        "m.sql",
        (Kind.DBT_SQL,),
        read(
            SourceFile("m.sql", "create view m as select a from s; create view m as select b from s", frozenset())
        ).facts.statements,
        jobs=(Job("model.m", JobKind.DBT, Location("m.sql"), writes=(DatasetUse(table("m"), 1),)),),
    )
    graph = graph_of({}, model)
    (job,) = graph.jobs
    assert job.name == "model.m"
    assert [(str(use.dataset), use.columns) for use in job.reads] == [("s", ("a", "b"))]
    assert {edge.target.column for edge in job.edges} == {"a", "b"}


def test_a_star_on_the_way_is_no_gap_where_all_outputs_are_named() -> None:
    graph = graph_of({"a.sql": "create view v as with q as (select * from s) select a, b as c from q"})
    assert graph.gaps == ()
    assert graph.nodes[table("v")].complete
