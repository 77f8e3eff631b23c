"""What a star is made of, and that the proof sees a wrong one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from headgate.design.make import Design
from headgate.design.proof.prove import prove
from headgate.design.star.model import FactType
from headgate.design.tradeoffs import compare
from headgate.settings import Bounds
from tests.headgate.design.shop import designed


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Design:
    return designed(tmp_path_factory.mktemp("shop"))


def test_the_whole_design_is_built_and_proved(shop: Design) -> None:
    assert shop.not_understood == ()
    assert shop.proof.holds
    assert [len(one.star.rows) > 1 for one in shop.proof.answers if one.star] == [True] * 4


def test_the_event_around_a_line_gives_it_dates_flags_and_customers(shop: Design) -> None:
    fact = shop.star.fact_of("order_items")
    assert fact is not None
    assert fact.key == ("order_id", "line_no")
    assert [(role.column, role.dimension) for role in fact.roles] == [
        ("customer_key", "dim_customer"),
        ("product_key", "dim_product"),
    ]
    assert [date.column for date in fact.dates] == ["ordered_date_key"]
    assert [one.junk for one in fact.junks] == ["dim_order_flags"]
    assert [(one.name, one.additivity.kind.value) for one in fact.measures] == [
        ("quantity", "additive"),
        ("unit_price", "non-additive"),
        ("revenue", "additive"),
    ]
    assert any(left.startswith("orders.shipping_cost: it stands once") for left in fact.left_out)


def test_what_a_dimension_belongs_to_is_flattened_into_it(shop: Design) -> None:
    assert "country_name" in [one.name for one in shop.star.dimension("dim_customer").columns]
    assert all(one.table != "countries" for one in shop.star.dimensions)


def test_several_tags_of_a_product_are_bridged(shop: Design) -> None:
    assert [(one.name, one.owner_dimension, one.dimension) for one in shop.star.bridges] == [
        ("bridge_product_tag", "dim_product", "dim_tag")
    ]


@pytest.mark.parametrize(
    ("model", "good", "bad", "seen"),
    [
        ("dim_customer", "left join", "join", "is in dim_customer|answers"),
        ("dim_customer", "'-1'", "'-9'", "is in dim_customer"),
        ("fct_order_items", "* order_item.unit_price", "+ order_item.unit_price", "answers total|answers"),
        ("bridge_product_tag", "coalesce(member.tag_key, '-1')", "'-1'", "is unique"),
        ("fct_orders", "left join ref__dim_customer as customer on", "left join ref__dim_customer as customer on true or", "has the rows of orders"),
        ("dim_order_flags", "select distinct", "select", "is unique"),
    ],
)  # fmt: skip
def test_a_wrong_model_is_seen(shop: Design, model: str, good: str, bad: str, seen: str) -> None:
    spoilt = [replace(m, sql=m.sql.replace(good, bad)) if m.name == model else m for m in shop.models]
    assert spoilt != list(shop.models)
    proof = prove(shop.star, spoilt, shop.questions, shop.rows, Bounds())
    assert not proof.holds
    told = " ".join([*(one.name for one in proof.checks if one.wrong), *(one.trouble for one in proof.answers)])
    assert any(part in told for part in seen.split("|")), told


def test_three_dates_are_an_accumulating_snapshot_and_a_dated_balance_a_periodic_one(tmp_path: Path) -> None:
    ddl = """
create table accounts (account_id int primary key, city text);
create table daily_balances (account_id int references accounts, balance_date date, balance numeric, primary key (account_id, balance_date));
create table shipments (shipment_id int primary key, account_id int references accounts, booked_on date not null, sent_on date, arrived_on date, weight numeric);
create table visits (visit_id int primary key, account_id int references accounts, visited_on date);
"""
    questions = (
        "closing balance by city and month\naverage days between booked and arrived by city\nnumber of visits by city\n"
    )
    made = designed(tmp_path, ddl, questions)
    assert made.proof.holds
    assert [fact.type for fact in made.star.facts] == [
        FactType.PERIODIC_SNAPSHOT,
        FactType.ACCUMULATING_SNAPSHOT,
        FactType.FACTLESS,
    ]


def test_versions_make_type_2_and_what_is_true_now_type_6(tmp_path: Path) -> None:
    ddl = """
create table customer_history (customer_id int, valid_from date, valid_to date, plan text, primary key (customer_id, valid_from));
create table bills (bill_id int primary key, customer_id int, billed_on date not null, amount numeric not null);
"""
    made = designed(tmp_path, ddl, "total amount by plan\n")
    assert made.star.dimension("dim_customer").scd.type == 2
    both = designed(tmp_path, ddl, "total amount by plan\ntotal amount by current plan\n")
    assert both.star.dimension("dim_customer").scd.type == 6
    assert both.proof.holds
    then, now = (one.star for one in both.proof.answers)
    assert then != now


def test_other_forms_are_reckoned_for_this_case(shop: Design) -> None:
    compared = compare(shop)
    star, flake, vault, wide = compared.forms
    assert (flake.tables - star.tables, sum(flake.joins) - sum(star.joins)) == (1, 2)
    assert vault.tables > star.tables > wide.tables
    assert star.bytes is None
    assert "countries" in compared.unknown
