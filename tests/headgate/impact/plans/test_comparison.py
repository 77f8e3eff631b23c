"""Two plans of one query, before and after."""

from __future__ import annotations

from pathlib import Path

import pytest

from headgate.facts.spark.explain.model import SparkPlan
from headgate.facts.spark.explain.read import plans_in
from headgate.impact.plans.compare import PlanComparison, compare, compare_all
from headgate.impact.plans.difference import Turn

PLANS = Path(__file__).parents[2] / "facts/spark/explain/plans"


def kept(name: str) -> SparkPlan:
    (one,) = plans_in(name, (PLANS / f"{name}.txt").read_text())
    return one


def written(text: str) -> list[SparkPlan]:
    return plans_in("x", text)


def told(comparison: PlanComparison, turn: Turn) -> list[str]:
    return [one.text for one in comparison.differences if one.turn is turn]


def test_a_plan_beside_itself_has_no_difference() -> None:
    for path in sorted(PLANS.glob("*.txt")):
        one = kept(path.stem)
        assert compare(one, one).differences == ()


def test_a_broadcast_that_became_a_sort_merge_join_is_worse_and_the_other_way_better() -> None:
    broadcast, sorted_ = kept("join_broadcast.formatted"), kept("join_sort_merge.formatted")
    worse = told(compare(broadcast, sorted_), Turn.WORSE)
    assert worse == [
        "the join of `file:/lake/orders` with `file:/lake/customers` is now a sort-merge join, and was a broadcast join",
        "a shuffle of `file:/lake/orders` by customer_id is new",
        "a shuffle of `file:/lake/customers` by customer_id is new",
        "`EqualTo(country,1)` is no longer pushed to `file:/lake/customers`",
    ]
    back = compare(sorted_, broadcast)
    assert told(back, Turn.WORSE) == []
    assert len(told(back, Turn.BETTER)) == len(worse)


def test_forms_may_differ() -> None:
    assert compare(kept("join_sort_merge.simple"), kept("join_sort_merge.formatted")).differences == ()


def test_a_plan_that_has_run_is_not_held_against_one_that_has_not() -> None:
    comparison = compare(kept("join_sort_merge.formatted"), kept("adaptive_final.formatted"))
    assert any("for that reason alone" in text for text in told(comparison, Turn.OTHER))


@pytest.mark.parametrize(
    ("old", "new", "turn", "text"),
    [
        ("[a#1,b#2]", "[a#7,b#8,c#9]", Turn.WORSE, "2 → 3 columns of `shop.t` are read: `c` more"),
        ("[a#1,b#2,c#3]", "[a#7]", Turn.BETTER, "3 → 1 columns of `shop.t` are read: `b`, `c` less"),
    ],
)
def test_columns_that_are_read(old: str, new: str, turn: Turn, text: str) -> None:
    head = "== Physical Plan ==\n*(1) Filter (a#1 > 5)\n+- FileScan parquet shop.t"
    ((before,), (after,)) = (written(f"{head}{columns} Batched: true, Format: Parquet\n") for columns in (old, new))
    assert told(compare(before, after), turn) == [text]


def test_partition_filters_that_were_lost_are_worse() -> None:
    def scan(filters: str) -> SparkPlan:
        (one,) = written(
            "== Physical Plan ==\nProject [a#1]\n+- FileScan parquet shop.t[a#1,day#2] Batched: true, Format: Parquet, "
            f"PartitionFilters: [{filters}], PushedFilters: [], ReadSchema: struct<a:int>\n"
        )
        return one

    comparison = compare(scan("isnotnull(day#2), (day#2 = 2024-01-03)"), scan(""))
    assert told(comparison, Turn.WORSE) == ["`(day = 2024-01-03)` is no longer a partition filter of `shop.t`"]


def test_a_key_that_was_lost_is_worse() -> None:
    def join(written_join: str) -> SparkPlan:
        (one,) = written(
            f"== Physical Plan ==\n{written_join}\n:- FileScan parquet shop.a[id#1] Batched: true\n"
            "+- FileScan parquet shop.b[id#2] Batched: true\n"
        )
        return one

    comparison = compare(join("SortMergeJoin [id#1], [id#2], Inner"), join("CartesianProduct (id#1 > id#2)"))
    assert comparison.worse
    assert told(comparison, Turn.WORSE) == [
        "the join of `shop.a` with `shop.b` is now a cartesian product, and was a sort-merge join",
        "the join of `shop.a` with `shop.b` joins by no key, and joined by id",
    ]


def test_plans_of_two_files_are_paired_by_what_they_read() -> None:
    def read(*tables: str) -> list[SparkPlan]:
        return written(
            "".join(
                f"== Physical Plan ==\nProject [a#1]\n+- FileScan parquet {t}[a#1] Batched: true\n\n" for t in tables
            )
        )

    pairs = compare_all(read("a", "b"), read("b", "a", "c"))
    assert [(pair.old is not None and pair.old.line, pair.new is not None and pair.new.line) for pair in pairs] == [
        (5, 1),
        (1, 5),
        (False, 9),
    ]
