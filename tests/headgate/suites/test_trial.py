"""Rules from a sample: what is offered, what it notices, and what is held back."""

from __future__ import annotations

from pathlib import Path

from headgate.location import Location
from headgate.suites.checks import Accepted, Unique
from headgate.suites.evidence.told import Key, Told, Valued
from headgate.suites.rule import Ground, GroundKind, State
from headgate.suites.suite import Suggestion
from tests.headgate.suites.samples import shop, suggestion, words, write_csv

SOMEWHERE = Location("models/schema.yml", 4)


def held(found: Suggestion, check: str) -> set[str]:
    return {str(getattr(r.rule.check, "words", "")) for r in found.rules if r.state is State.OFFERED and
            type(r.rule.check).__name__ == check}  # fmt: skip


def test_what_the_business_keeps_to_is_found(tmp_path: Path) -> None:
    found = suggestion(shop(tmp_path))
    told = words(found.rules)
    assert ("orders", "Unique", ("order_id",)) in told
    assert ("orders", "Refers", ("customer_id",)) in told
    assert ("orders", "Accepted", ("status",)) in told
    conditions = held(found, "Holds")
    assert "gross = net + tax, within 0.01" in conditions
    assert "ordered_at <= shipped_at" in conditions
    assert "ordered_on is the day of ordered_at" in conditions
    assert "shipped_at is there where status is shipped" in conditions
    assert "shipped_at is empty where status is open" in conditions


def test_every_offered_rule_passes_on_the_clean_rows_and_fails_on_a_fault_that_it_claims(tmp_path: Path) -> None:
    found = suggestion(shop(tmp_path))
    offered = [one for one in found.rules if one.state is State.OFFERED]
    assert offered
    assert all(one.failing == 0 and one.caught for one in offered)
    assert len(found.caught) >= 0.8 * len(found.judged)


def test_numbers_contained_by_chance_are_no_reference(tmp_path: Path) -> None:
    write_csv(tmp_path, "stores", [{"id": n, "city": f"city {n}"} for n in range(1, 101)])
    write_csv(tmp_path, "reviews", [{"review_id": n, "stars": n % 5 + 1, "helpful": n % 40 + 1} for n in range(1, 200)])
    told = words(suggestion(tmp_path).rules)
    assert not [one for one in told if one[1] == "Refers"]


def test_a_sample_too_small_suggests_no_ranges_values_or_relations(tmp_path: Path) -> None:
    write_csv(tmp_path, "rates", [{"code": c, "rate": r} for c, r in (("EUR", 1.0), ("USD", 0.9), ("GBP", 1.2))])
    found = suggestion(tmp_path)
    assert not words(found.rules)
    assert found.judged == ()


def test_a_key_that_the_sample_repeats_is_told_as_contradicted(tmp_path: Path) -> None:
    write_csv(tmp_path, "lines", [{"order_id": n // 2, "sku": f"s{n}"} for n in range(60)])
    placed = Told(keys=(Key(("order_id",), Ground(GroundKind.KEY, "unique", SOMEWHERE)),))
    found = suggestion(tmp_path, {"lines": placed})
    assert ("lines", "Unique", ("order_id",)) in words(found.rules, State.CONTRADICTED)


def test_values_that_the_code_lists_go_before_those_that_the_sample_happens_to_show(tmp_path: Path) -> None:
    rows = [{"id": n, "state": ("new", "old")[n % 2]} for n in range(1, 121)]
    write_csv(tmp_path, "things", rows)
    ground = Ground(GroundKind.CASE, "a CASE without ELSE knows new, old, gone", SOMEWHERE)
    found = suggestion(tmp_path, {"things": Told(values=(Valued("state", ("new", "old", "gone"), ground),))})
    checks = [r.rule.check for r in found.rules if isinstance(r.rule.check, Accepted)]
    assert checks == [Accepted("state", ("new", "old", "gone"))]


def test_a_test_that_is_there_counts_and_is_not_offered_again(tmp_path: Path) -> None:
    write_csv(tmp_path, "things", [{"id": n, "state": ("new", "old")[n % 2]} for n in range(1, 121)])
    found = suggestion(tmp_path, {"things": Told(tested=(("Unique", ("id",)),))})
    (unique,) = [r for r in found.rules if r.rule.check == Unique(("id",))]
    assert unique.state is State.PRESENT
    assert set(unique.caught) <= found.caught


def test_a_guess_from_one_half_that_fails_on_the_other_is_held_back(tmp_path: Path) -> None:
    rows = [{"id": n, "level": n * n, "kind": "early" if n <= 150 else "late"} for n in range(1, 301)]
    write_csv(tmp_path, "drifting", rows)
    told = words(suggestion(tmp_path).rules, State.UNSTEADY)
    assert ("drifting", "Accepted", ("kind",)) in told
    assert ("drifting", "Between", ("level",)) in told
