from __future__ import annotations

import pytest

from headgate.facts.sql.parse import read_sql
from tests.headgate.facts.sql.flows import effects, flows, resolved


def test_what_is_done_to_a_value_is_told() -> None:
    text = "select a, a + b as s, sum(c) as t, count(*) over (partition by d order by e) as n from x"
    answer = resolved(text)[0][1]
    told = {made.name: {f"{ref.column}:{effect.value}" for ref, effect in made.flows} for made in answer.columns}
    assert told == {
        "a": {"a:identity"},
        "s": {"a:transformation", "b:transformation"},
        "t": {"c:aggregation"},
        "n": {"d:window", "e:window"},
    }


def test_conditions_steer_and_results_flow() -> None:
    assert flows("select case when a > 1 then b else c end as v, if(d, e, f) as w from x", "bigquery") == {
        "v": "x.b x.c ~x.a",
        "w": "x.e x.f ~x.d",
    }


def test_clauses_influence_all_rows() -> None:
    text = "select x.a, count(*) n from x join y on x.k = y.k where y.b > 0 group by x.a having max(x.c) > 1 order by 2"
    assert effects(text) == {
        "x.k": {"join"},
        "y.k": {"join"},
        "y.b": {"filter"},
        "x.a": {"group_by"},
        "x.c": {"filter"},
    }


def test_positions_and_aliases_in_group_by_mean_outputs() -> None:
    assert effects("select upper(a) as u, b, sum(c) from x group by u, 2") == {
        "x.a": {"group_by"},
        "x.b": {"group_by"},
    }


def test_common_tables_are_followed_with_their_column_names() -> None:
    text = "with p as (select a as b from t), q(z) as (select b || b from p) select z, q.z as y from q"
    assert flows(text) == {"z": "t.a", "y": "t.a"}


def test_an_inner_common_table_hides_an_outer_one_and_a_table() -> None:
    text = "with t as (select a from x) select * from (with t as (select b from y) select * from t) s join t on true"
    assert flows(text) == {"b": "y.b", "a": "x.a"}


def test_a_recursive_common_table_flows_into_itself() -> None:
    text = """
    with recursive r as (
      select id, parent, 0 as depth from t
      union all select t.id, t.parent, r.depth + t.step from t join r on t.parent = r.id
    ) select id, depth from r"""
    assert flows(text, "postgres") == {"id": "t.id", "depth": "t.step"}


def test_stars_take_what_is_known_less_what_is_left_out() -> None:
    text = "select * except (b) replace (upper(c) as c), y.* from x cross join y"
    assert flows(text, "bigquery", x="a b c", y="d") == {"a": "x.a", "c": "x.c", "d": "y.d"}
    assert flows("select * exclude (a) rename (b as z) from x", "snowflake", x="a b") == {"z": "x.b"}


def test_a_star_over_an_unknown_table_hands_single_columns_on() -> None:
    assert flows("select a, s.b from (select * except (c) from t) s", "bigquery") == {"a": "t.a", "b": "t.b"}
    ((_, answer),) = resolved("select a.c from (select * except (c) from t) a", "bigquery")
    assert answer.columns[0].flows == frozenset()
    assert answer.unresolved


def test_set_operations_go_by_position() -> None:
    assert flows("select a, b from x union all select c, d from y") == {"a": "x.a y.c", "b": "x.b y.d"}
    assert flows("select a, b from x union all by name select b, a from y", "duckdb") == {
        "a": "x.a y.a",
        "b": "x.b y.b",
    }


def test_columns_of_a_union_of_unknown_tables_come_from_all_of_them() -> None:
    assert flows("select a from (select * from x union all select * from y) u") == {"a": "x.a y.a"}


def test_unqualified_columns_need_a_schema_where_there_are_two_tables() -> None:
    assert flows("select a, b from x join y on x.k = y.k", x="k a", y="k b") == {"a": "x.a", "b": "y.b"}
    ((_, answer),) = resolved("select a, b, c from x join y on x.k = y.k")
    assert [made.flows for made in answer.columns] == [frozenset()] * 3
    assert len(answer.unresolved) == 1


def test_using_merges_its_columns() -> None:
    assert list(flows("select * from x join y using (k)", x="k a", y="k b")) == ["k", "a", "b"]
    assert list(flows("select * from x natural join y", x="k a", y="k b")) == ["k", "a", "b"]


def test_semi_joins_offer_no_columns() -> None:
    assert flows("select * from x left semi join y on x.k = y.k", "spark", x="k a", y="k b") == {"k": "x.k", "a": "x.a"}


def test_subqueries_see_the_query_around_them() -> None:
    text = "select a, (select max(b) from y where y.k = x.k) as m from x where exists (select 1 from z where z.q = x.q)"
    assert flows(text) == {"a": "x.a", "m": "y.b"}
    assert {"x.k", "y.k", "x.q", "z.q"} <= set(effects(text))


def test_unnested_values_come_from_the_array() -> None:
    assert flows("select u, o from t, unnest(t.arr) as u with offset as o", "bigquery") == {"u": "t.arr", "o": "t.arr"}
    assert flows("select item from t lateral view explode(arr) e as item", "spark") == {"item": "t.arr"}
    assert flows("select f.value:x as v, t.a from t, lateral flatten(input => t.js) f", "snowflake") == {
        "v": "t.js",
        "a": "t.a",
    }


def test_fields_of_structs_come_from_their_column() -> None:
    assert flows("select s.f.g, t.s.h as h from t", "bigquery", t="s") == {"g": "t.s", "h": "t.s"}


def test_pivot_makes_columns_and_takes_others_away() -> None:
    text = "select * from t pivot (sum(x) for y in ('p' as p, 'q' as q))"
    assert flows(text, "bigquery", t="id x y") == {"id": "t.id", "p": "t.x ~t.y", "q": "t.x ~t.y"}
    text = "select * from t unpivot (v for n in (a, b))"
    assert flows(text, "bigquery", t="id a b") == {"id": "t.id", "v": "t.a t.b", "n": ""}


def test_an_expression_may_name_an_output_to_its_left_where_the_dialect_lets_it() -> None:
    text = "select a + 1 as b, b * 2 as c from t"
    assert flows(text, "snowflake") == {"b": "t.a", "c": "t.a"}
    assert flows(text, "postgres") == {"b": "t.a", "c": "t.b"}


def test_a_lambda_names_no_columns() -> None:
    assert flows("select transform(xs, x -> x + y) as r from t", "spark") == {"r": "t.xs t.y"}


def test_the_columns_of_a_table_function_stay_open() -> None:
    ((_, answer),) = resolved("select a, b from external_query('c', 'select 1')", "bigquery")
    assert len(answer.unresolved) == 1


@pytest.mark.parametrize("dialect", ["postgres", "bigquery", "snowflake", "spark"])
def test_long_chains_and_wide_unions_resolve(dialect: str) -> None:
    steps = ", ".join(f"c{n} as (select * from c{n - 1})" for n in range(1, 60))
    assert flows(f"with c0 as (select a from t), {steps} select a from c59", dialect) == {"a": "t.a"}
    union = " union all ".join(f"select a from t{n}" for n in range(1_000))
    assert len(flows(union, dialect)["a"].split()) == 1_000


def test_reads_are_tables_with_their_lines_and_no_common_tables() -> None:
    statements, _ = read_sql("a.sql", "with q as (\n select * from s.t\n)\nselect * from q\njoin u on true", "postgres")
    assert [(str(use.dataset), use.line) for use in statements[0].facts.reads] == [("s.t", 2), ("u", 5)]


def test_a_star_over_rows_that_are_chosen_from_has_the_columns_of_all() -> None:
    text = """insert into t with a as (select id, x from s), b as (select id, x from u)
    select if(a.id is not null, a, b).* replace (a.x + b.x as x) from a full join b using (id)"""
    assert flows(text, "bigquery") == {"t.id": "s.id u.id", "t.x": "s.x u.x"}


def test_a_star_over_a_struct_is_open() -> None:
    ((_, made),) = resolved("create table t as select f(s).*, y from u", "bigquery")
    assert (made.complete, [one.name for one in made.columns]) == (False, ["y"])


def test_parentheses_around_a_column_keep_its_name() -> None:
    assert flows("with q as (select distinct(x.a), x.b from x) select q.a, q.b from q", "snowflake") == {
        "a": "x.a",
        "b": "x.b",
    }
