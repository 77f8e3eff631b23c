"""Questions in words: what they are read as, and what is not understood of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from headgate.design.question.form import read_questions
from headgate.design.question.model import NotUnderstood, Question
from headgate.design.question.resolve import settle
from headgate.design.source.model import SourceSchema
from headgate.errors import HeadgateError
from tests.headgate.design.shop import DDL, sources

TERM = "revenue = order_items.quantity * order_items.unit_price\n"


@pytest.fixture
def schema(tmp_path: Path) -> SourceSchema:
    return sources(tmp_path, schema_sql=DDL)


def asked(text: str, schema: SourceSchema) -> Question:
    found = settle(read_questions(TERM + text, yaml=False), schema)[0]
    assert isinstance(found, Question), found
    return found


def refused(text: str, schema: SourceSchema) -> str:
    found = settle(read_questions(TERM + text, yaml=False), schema)[0]
    assert isinstance(found, NotUnderstood), found
    return "; ".join(found.why)


def test_a_sentence_is_a_base_measures_groups_filters_and_a_period(schema: SourceSchema) -> None:
    found = asked("Total revenue by country and month in Q1 2024 where status is completed?", schema)
    assert found.base == "order_items"
    assert [(one.function, one.name) for one in found.measures] == [("sum", "total_revenue")]
    assert [(g.name, g.attribute.table, g.attribute.column, g.part) for g in found.by] == [
        ("country", "countries", "name", ""),
        ("month", "orders", "ordered_at", "month"),
    ]
    assert [(f.attribute.column, f.operator, f.values) for f in found.filters] == [("status", "=", ("completed",))]
    assert (found.periods[0].start, found.periods[0].end) == (date(2024, 1, 1), date(2024, 4, 1))
    assert "'country' is read as countries.name" in found.notes


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("in 2024", date(2024, 1, 1), date(2025, 1, 1)),
        ("in December 2024", date(2024, 12, 1), date(2025, 1, 1)),
        ("from 2024-01-05 to 2024-01-07", date(2024, 1, 5), date(2024, 1, 8)),
        ("between 2023 and 2024", date(2023, 1, 1), date(2025, 1, 1)),
        ("since 2024-03", date(2024, 3, 1), None),
        ("before 2024", None, date(2024, 1, 1)),
        ("after 2024", date(2025, 1, 1), None),
    ],
)
def test_periods_end_before_their_end(schema: SourceSchema, period: str, start: date | None, end: date | None) -> None:
    found = asked(f"number of orders {period}", schema)
    assert (found.periods[0].start, found.periods[0].end) == (start, end)


def test_what_is_counted_by_something_finer_is_counted_once(schema: SourceSchema) -> None:
    found = asked("number of different customers by product category", schema)
    assert found.base == "order_items"
    assert found.measures[0].function == "count_distinct"
    assert found.notes == ("customers are counted over the rows of order_items, each once",)


def test_an_adjective_is_a_listed_value(schema: SourceSchema) -> None:
    found = asked("How many completed orders per segment", schema)
    assert [(f.attribute.column, f.values) for f in found.filters] == [("status", ("completed",))]


def test_a_spelling_of_another_case_is_the_listed_one(schema: SourceSchema) -> None:
    assert asked("number of orders where status is COMPLETED", schema).filters[0].values == ("completed",)


def test_over_a_link_each_row_counts_for_each(schema: SourceSchema) -> None:
    found = asked("total revenue by tag", schema)
    assert found.by[0].attribute.route.link is not None
    assert any("counts in full for each" in note for note in found.notes)


def test_yaml_says_the_same_in_parts(schema: SourceSchema) -> None:
    text = """
terms: {revenue: order_items.quantity * order_items.unit_price}
questions:
  - {name: top, measure: total revenue, by: product, top: 3}
  - {measure: [total revenue, total quantity], by: [segment], over: "2024", where: [gift is true]}
"""
    first, second = settle(read_questions(text, yaml=True), schema)
    assert isinstance(first, Question)
    assert isinstance(second, Question)
    assert (first.name, first.top) == ("top", 3)
    assert [one.name for one in second.measures] == ["total_revenue", "total_quantity"]
    assert second.filters[0].values == ("true",)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("total shipping cost by product category", "does not tell which row of products"),
        ("total list price by category", "a sum of products.list_price says nothing"),
        ("total revenue last month", "another answer every day"),
        ("median quantity by country", "'median' is not in the grammar"),
        ("total quantity by colour", "'colour' is no column"),
        ("total revenue by name", "name the table"),
        ("total quantity where status is shipped", "orders.status is never 'shipped'"),
        ("total quantity where quantity over lots", "is integer, and 'lots' is none"),
        ("total margin by country", "no defined term"),
        ("number of shiped orders", "no value that one column of orders lists"),
        ("revenue by month please now", "another answer every day"),
        ("total quantity and number of tags", "are measured together"),
        ("by country", "it names no measure"),
        ("total quantity by", "followed by no attribute"),
        ("total quantity where status", "is no comparison"),
    ],
)
def test_what_is_not_understood_is_said(schema: SourceSchema, text: str, why: str) -> None:
    assert why in refused(text, schema)


@pytest.mark.parametrize("term", ["x = (select 1)", "x = random()", "x = orders.status || 'a'", "x = nowhere.y + 1"])
def test_a_term_is_arithmetic_over_columns_and_nothing_else(schema: SourceSchema, term: str) -> None:
    found = settle(read_questions(f"{term}\ntotal x", yaml=False), schema)[0]
    assert isinstance(found, NotUnderstood)


@pytest.mark.parametrize("text", ["", "# nothing\n", "x = a.b * c.d\n"])
def test_a_file_that_asks_nothing_is_refused(text: str) -> None:
    with pytest.raises(HeadgateError, match="asks nothing"):
        read_questions(text, yaml=False)


def test_two_questions_of_one_name_are_told_apart() -> None:
    found = read_questions("number of orders\nnumber of orders\n", yaml=False)
    assert [one.name for one in found.questions] == ["orders", "orders_2"]
