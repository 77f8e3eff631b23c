"""Soda checks."""

from __future__ import annotations

from headgate.dataset import table
from headgate.facts.quality.soda import read_soda
from headgate.facts.reading import FileFacts, SourceFile
from headgate.source.kinds import Kind, kinds_of

CHECKS = """\
filter orders [daily]:
  where: created_at > '${date}'

checks for orders:
  - row_count > 0
  - missing_count(customer_id) = 0
  - duplicate_count(order_id, line) = 0
  - invalid_percent(email) < 5 %:
      valid format: email
  - freshness(created_at) < 1d
  - avg(amount) between 10 and 1000
  - values in (customer_id) must exist in shop.customers (id)
  - schema:
      fail:
        when required column missing: [status]
        when wrong column type:
          amount: numeric
  - failed rows:
      name: paid in the future
      fail query: |
        SELECT order_id
        FROM shop.payments
        WHERE paid_at > now()
"""


def read(text: str) -> FileFacts:
    kinds = kinds_of("checks.yml", text)
    assert kinds == {Kind.SODA}
    return read_soda(SourceFile("checks.yml", text, kinds)).facts


def columns(facts: FileFacts) -> dict[str, tuple[str, ...] | None]:
    return {use.dataset.name: use.columns for job in facts.jobs for use in job.reads}


def test_checks_read_the_columns_that_they_name() -> None:
    facts = read(CHECKS)
    assert columns(facts) == {
        "orders": ("amount", "created_at", "customer_id", "email", "line", "order_id", "status"),
        "shop.customers": ("id",),
    }
    lines = {(edge.source.column, edge.location.start_line) for edge in facts.jobs[0].edges}
    assert {("email", 8), ("status", 15), ("amount", 11), ("amount", 17)} <= lines


def test_a_failing_query_is_a_query_of_the_file() -> None:
    (statement,) = read(CHECKS).statements
    assert [(use.dataset, use.line) for use in statement.reads] == [(table("shop.payments"), 22)]


def test_checks_for_each_of_some_datasets_and_a_pattern_that_is_a_gap() -> None:
    facts = read(
        "for each dataset T:\n  datasets:\n    - orders\n    - raw_%\n  checks:\n    - missing_count(id) = 0\n"
    )
    assert columns(facts) == {"orders": ("id",)}
    assert len(facts.gaps) == 1


def test_a_contract_names_its_columns() -> None:
    facts = read(
        "dataset: pg/shop/public/orders\ncolumns:\n  - name: id\n    checks:\n      - missing:\n  - name: Amount\n"
    )
    assert columns(facts) == {"shop.public.orders": ("amount", "id")}
