"""What a review of models says of tables, and what it does not claim to know."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from app.report.model_review_json import as_json, schema
from app.report.model_review_markdown import as_markdown
from app.report.model_review_text import as_text
from headgate.design.review.grain import contradicts, described
from headgate.design.review.make import review
from headgate.design.review.page import ModelReview, TablePage
from headgate.facts.cache import Cache
from headgate.rules.gather import gather
from headgate.settings import Settings
from headgate.source.snapshot import MemorySnapshot

PROJECT = {"dbt_project.yml": "name: shop\n"}


def of(**files: str) -> ModelReview:
    texts = PROJECT | {
        f"models/{name.replace('_yml', '.yml')}" if name.endswith("_yml") else f"models/{name}.sql": text
        for name, text in files.items()
    }
    return review(gather(MemorySnapshot(texts), Settings(), Cache(None)).project, "shop")


def page(found: ModelReview, name: str) -> TablePage:
    return next(one for one in found.tables if one.name == name)


def test_a_fact_and_its_dimension_stand_in_the_bus_matrix() -> None:
    found = of(
        dim_shops="select shop_id, shop_name from raw.shops group by 1, 2",
        fct_sales="select s.sale_id, s.sold_at, d.shop_id, s.amount from raw.sales s join {{ ref('dim_shops') }} d on d.shop_id = s.shop_id",
    )
    assert (found.facts, found.dimensions) == (("fct_sales",), ("dim_shops",))
    assert [(one.dimension, one.how) for one in page(found, "fct_sales").points_to] == [("dim_shops", "joined")]
    assert page(found, "fct_sales").measures[0].additivity == "additive"
    text = as_text(found)
    assert "BUS MATRIX" in text
    assert "  fct_sales  x" in text


def test_what_nothing_speaks_of_is_unknown_and_said_so() -> None:
    found = page(of(things="select a, b from raw.things t join raw.others o on o.a = t.a"), "things")
    assert found.role == "unknown"
    assert found.grain.verdict == "unknown"
    assert any(line.startswith("its role") for line in found.unknown)


def test_a_name_of_a_group_before_the_role_is_passed_over() -> None:
    assert page(of(semantic__dim_members="select 1 as x"), "semantic__dim_members").role == "dimension"
    assert page(of(stg_raw__orders="select 1 as x"), "stg_raw__orders").role == "staging"


@pytest.mark.parametrize(
    ("made", "kind"),
    [
        ("md5(a || '-' || b)", "hash"),
        ("row_number() over (order by a)", "sequence"),
        ("uuid()", "random"),
        ("a", "of the source"),
    ],
)
def test_how_a_key_is_made(made: str, kind: str) -> None:
    found = page(
        of(
            dim_x=f"with q as (select {made} as x_key, c from raw.x) select * from q",
            p_yml="models: [{name: dim_x, columns: [{name: x_key, tests: [unique]}]}]",
        ),
        "dim_x",
    )
    assert [(one.column, one.made) for one in found.keys] == [("x_key", kind)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One row per customer and day.", ("customer", "day")),
        ("Grain: order line, per day", ("order line", "day")),
        ("Each row represents a single shipment that left.", ("shipment",)),
        ("All about customers.", ()),
        ("One row per customer, with name, street, city, country and age.", ("customer",)),
    ],
)
def test_a_grain_in_a_description(text: str, parts: tuple[str, ...]) -> None:
    assert described(text)[1] == parts


def test_a_description_contradicts_a_key_only_where_it_must() -> None:
    assert contradicts(("customer", "day"), ("customer_id",), "daily_sales")
    assert not contradicts(("customer", "day"), ("sales_id",), "daily_sales")
    assert not contradicts(("customer", "country"), ("customer_id",), "customers_by_country")
    assert not contradicts(("customer",), ("customer_id",), "customers")


def test_a_periodic_snapshot_is_told_by_its_grouping() -> None:
    found = of(fct_stock="select shop_id, stock_date, sum(pieces) as stock_balance from raw.stock group by 1, 2")
    one = page(found, "fct_stock")
    assert one.fact_type.startswith("periodic snapshot")
    assert [(m.name, m.additivity) for m in one.measures] == [("stock_balance", "semi-additive")]


def test_tables_without_a_dbt_project_are_reviewed_too() -> None:
    files = {
        "ddl.sql": "create table dim_shop (shop_key int primary key, shop_name text);\ncreate table fact_sales (sale_id int primary key, shop_key int, sold_at timestamp, amount numeric, quantity int);",
    }
    found = review(gather(MemorySnapshot(files), Settings(), Cache(None)).project, "shop")
    assert {one.name: one.role for one in found.tables} == {"dim_shop": "dimension", "fact_sales": "fact"}
    assert [(p.dimension, p.how) for p in page(found, "fact_sales").points_to] == [("dim_shop", "named")]


def test_every_form_is_whole_and_json_fits_its_schema() -> None:
    found = of(dim_a="select a_id from raw.a", fct_b="select b_id, a_id, amount, at from raw.b")
    Draft202012Validator.check_schema(schema())
    Draft202012Validator(schema()).validate(json.loads(as_json(found)))
    assert "# Dimensional models of shop" in as_markdown(found)


def test_hostile_names_stay_text() -> None:
    found = of(fct_x='select 1 as "![x](http://evil)", 2 as amount, 3 as "a_id", 4 as "b_id", current_date as "at"')
    assert "](http://evil" not in as_markdown(found)
