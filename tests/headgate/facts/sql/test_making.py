"""How columns are made, in words and as written."""

from __future__ import annotations

import pytest

from headgate.dataset import table
from headgate.facts.cache import Cache
from headgate.facts.profile import Profiles
from headgate.facts.sql.making import Making, Step
from headgate.facts.sql.model import Statement
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot


def steps(sql: str, column: str, dialect: str = "") -> tuple[Step, ...]:
    return Making(Statement("select", 1, sql.count("\n") + 1, dialect=dialect, text=sql)).of(column)


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("sum(amount)", "sum of amount"),
        ("sum(amount * rate)", "sum of (amount times rate)"),
        ("count(*)", "number of rows"),
        ("count(distinct customer_id)", "number of distinct customer_id"),
        ("coalesce(a, b, 0)", "a, or b, else 0 where that is NULL"),
        ("coalesce(a, 0) * 2", "(a, or 0 where that is NULL) times 2"),
        ("(a + b) * c", "(a plus b) times c"),
        ("cast(a as date)", "a as DATE"),
        ("case when a = 1 then 'x' else b end", "'x' where a = 1; otherwise b"),
        ("row_number() over (partition by a order by b desc)", "row number within each a in order of b descending"),
        ("max(case when a is not null then b end)", "largest (b where a is not NULL)"),
        ("lower(trim(a))", "a without surrounding blanks in lower case"),
        ("md5(email)", "MD5 hash of email"),
        ("mystery(a, 7)", "MYSTERY(a, 7)"),
        ("(select max(x) from t)", "the answer of a subquery"),
    ],
)
def test_an_expression_is_put_in_words(expression: str, words: str) -> None:
    (step,) = steps(f"select {expression} as made from t", "made")
    assert step.words == words
    assert step.text == expression


def test_what_has_too_many_words_names_its_columns() -> None:
    cases = " ".join(f"when a{n} = {n} then b{n}" for n in range(30))
    (step,) = steps(f"select case {cases} end as made from t", "made")
    assert step.words == "one of several cases of a0, b0, a1, b1, a2, b2 and 54 more"


def test_a_value_passed_on_has_no_step() -> None:
    assert steps("with a as (select x from t) select x as y from a", "y") == ()
    assert steps("with a as (select x from t) select * from a", "x") == ()


def test_steps_go_through_queries_with_what_each_filters() -> None:
    sql = (
        "with paid as (\n  select * from raw.pay where status = 'paid'\n),\n"
        "cents as (\n  select id, amount / 100 as euros from paid\n),\n"
        "summed as (\n  select id, sum(euros) as total from cents group by 1\n)\n"
        "select id, total from summed where total > 0"
    )
    first, second = steps(sql, "total")
    assert str(first) == "sum of euros over cents, where total > 0, for each id"
    assert str(second) == "amount divided by 100 over raw.pay, where status = 'paid'"
    assert (first.query, first.line, second.query, second.line) == ("summed", 8, "cents", 5)


def test_a_filter_before_an_outer_join_is_not_told_as_if_it_stood_after_it() -> None:
    sql = "with p as (select * from pay where ok) select sum(p.x) as s from o left join p on p.id = o.id"
    (step,) = steps(sql, "s")
    assert (step.over, step.where) == (("o", "p"), ())


def test_columns_of_several_relations_say_whose_they_are() -> None:
    (step,) = steps("select o.a + p.b as c from shop.orders o join pay p on p.id = o.id", "c")
    assert step.words == "a of shop.orders plus b of pay"


def test_each_branch_of_a_union_is_told_under_the_first_ones_names() -> None:
    told = steps("select a + 1 as x from t union all select b * 2 as other from u", "x")
    assert [step.words for step in told] == ["a plus 1", "b times 2"]


def test_what_cannot_be_read_again_answers_nothing() -> None:
    assert steps("select from where (", "x") == ()
    assert steps("delete from t where x = 1", "x") == ()
    assert steps("select " + "(" * 5_000 + "1" + ")" * 5_000 + " as x", "x") == ()


def test_a_hash_hides_the_value_and_a_length_does_not() -> None:
    assert [steps(f"select {e} as x from t", "x")[0].masking for e in ("sha2(a, 256)", "length(a)")] == [True, False]


def test_a_profile_names_the_line_of_everything_that_is_said() -> None:
    files = {
        "dbt_project.yml": "name: shop\nversion: '1'\n",
        "models/m.sql": "{{ config(materialized='table') }}\nselect id, upper(name) as name from {{ ref('other') }}\n",
        "models/m.yml": (
            "models:\n  - name: m\n    description: All of them.\n    meta: {owner: ada}\n    columns:\n"
            "      - name: id\n        data_tests:\n          - unique\n          - accepted_values: {values: [a, b]}\n"
        ),
    }
    profiles = Profiles(gather(MemorySnapshot(files), Settings(), Cache(None)).project)
    told = profiles.of(table("m"))
    assert [(one.text, str(one.location)) for one in told.descriptions] == [("All of them.", "models/m.yml:2")]
    assert [(one.text, str(one.location)) for one in told.owners] == [("ada", "models/m.yml:2")]
    assert [(one.text, str(one.location)) for one in told.settings] == [("materialized: table", "models/m.sql:1")]
    assert [(one.name, one.column, one.arguments, one.location.start_line) for one in told.checks] == [
        ("unique", "id", "", 8),
        ("accepted_values", "id", "values: a, b", 9),
    ]
    (made,) = profiles.making(table("m"), "name")
    assert (made.step.text, str(made.location), made.templated) == ("upper(name)", "models/m.sql:2", True)
    assert profiles.unknown(table("nowhere"))[0].why == "no file of the repository declares or writes it"
