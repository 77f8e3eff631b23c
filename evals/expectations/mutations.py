"""Faults for the made-up domains, put in by someone who knows the business and has not seen a rule.

Each works on the rows in Python, on its own, with shares, columns and sizes drawn from a seed; none of it is shared
with the faults that Headgate injects itself.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta

from evals.expectations.domains import Batch, Row

SHARES = (0.05, 0.1, 0.2)
KEYS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "shop": (("orders", "customer_id"), ("order_items", "order_id"), ("order_items", "sku")),
    "meters": (("readings", "device_id"), ("alarms", "device_id")),
    "bank": (("transactions", "account_id"),),
}
TOTALS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "shop": (("orders", "total"), ("orders", "subtotal"), ("order_items", "line_total")),
    "meters": (("readings", "power_w"),),
    "bank": (("transactions", "net_amount"), ("transactions", "balance_after")),
}
MEASURES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "shop": (
        *(("products", "list_price"), ("products", "weight_kg"), ("orders", "shipping_fee"), ("orders", "total")),
        *(("order_items", "quantity"), ("order_items", "unit_price")),
    ),
    "meters": (
        *(("readings", "temperature_c"), ("readings", "humidity_pct"), ("readings", "voltage_v")),
        *(("readings", "energy_kwh"), ("readings", "battery"), ("devices", "latitude")),
    ),
    "bank": (("rates", "bid"), ("transactions", "gross_amount"), ("transactions", "fee"), ("accounts", "balance")),
}
CATEGORIES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "shop": (("orders", "status"), ("customers", "country"), ("products", "category"), ("orders", "currency")),
    "meters": (("readings", "quality"), ("alarms", "severity"), ("alarms", "state"), ("devices", "model")),
    "bank": (
        ("transactions", "direction"),
        ("accounts", "status"),
        ("transactions", "currency"),
        ("rates", "currency"),
    ),
}
SWAPS: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "shop": (
        *(("orders", "paid_at", "shipped_at"), ("orders", "subtotal", "total"), ("customers", "name", "email")),
        ("order_items", "unit_price", "line_total"),
    ),
    "meters": (("readings", "measured_at", "received_at"), ("readings", "voltage_v", "power_w"),
               ("devices", "latitude", "longitude"), ("alarms", "opened_at", "closed_at")),
    "bank": (("rates", "bid", "ask"), ("transactions", "gross_amount", "net_amount"), ("accounts", "iban", "currency")),
}  # fmt: skip
TEXTS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "shop": (("customers", "email"), ("customers", "name"), ("products", "sku"), ("order_items", "sku")),
    "meters": (("devices", "device_id"), ("alarms", "alarm_id"), ("readings", "device_id")),
    "bank": (("accounts", "iban"), ("transactions", "transaction_id"), ("transactions", "reference")),
}


@dataclass(frozen=True)
class Mutation:
    """One fault in one batch."""

    kind: str
    dimension: str
    text: str
    batch: Batch


Change = Callable[[Row], None]


def mutations(domain: str, clean: Batch, rng: random.Random) -> Iterator[Mutation]:
    """All faults of a domain, each in a copy of `clean`."""
    for table in clean:
        yield from _rows(table, clean, rng)
        for column in clean[table][0]:
            if any(row[column] is None for row in clean[table]) and rng.random() < 0.5:
                continue
            yield _cells("nulls", "completeness", table, column, clean, rng, lambda _: None)
            if _is_time(clean, table, column):
                yield from _times(table, column, clean, rng)
            if isinstance(_first(clean, table, column), int | float):
                yield _drifted(table, column, clean, rng)
    for table, column in KEYS[domain]:
        gone: Callable[[object], object] = lambda v: v + 7_000_000 if isinstance(v, int) else f"{v}9"  # noqa: E731
        yield _cells("orphan keys", "consistency", table, column, clean, rng, gone)
    for table, column in MEASURES[domain]:
        yield _cells("wrong unit", "accuracy", table, column, clean, rng, _times_hundred)
        yield _cells("out of range", "validity", table, column, clean, rng, _absurd(rng))
    for table, column in TOTALS[domain]:
        yield _cells("broken total", "consistency", table, column, clean, rng, _off_by(rng))
    for table, column in CATEGORIES[domain]:
        yield _cells("changed category", "validity", table, column, clean, rng, _renamed(rng))
    for table, one, two in SWAPS[domain]:
        yield _swapped(table, one, two, clean, rng)
    for table, column in TEXTS[domain]:
        yield _cells(
            "truncated text", "validity", table, column, clean, rng, lambda v: str(v)[: max(1, len(str(v)) - 4)]
        )


def _first(clean: Batch, table: str, column: str) -> object:
    return next((row[column] for row in clean[table] if row[column] is not None), None)


def _is_time(clean: Batch, table: str, column: str) -> bool:
    return column.endswith(("_at", "_on", "_date")) and isinstance(_first(clean, table, column), str)


def _picked(rows: list[Row], share: float, rng: random.Random) -> list[Row]:
    return rng.sample(rows, max(2, round(len(rows) * share)))


def _cells(
    kind: str,
    dimension: str,
    table: str,
    column: str,
    clean: Batch,
    rng: random.Random,
    change: Callable[[object], object],
) -> Mutation:
    batch = deepcopy(clean)
    share = rng.choice(SHARES)
    full = [row for row in batch[table] if row[column] is not None]
    for row in _picked(full, share, rng):
        row[column] = change(row[column])
    return Mutation(kind, dimension, f"{share:.0%} of {table}.{column}", batch)


def _rows(table: str, clean: Batch, rng: random.Random) -> Iterator[Mutation]:
    share = rng.choice(SHARES)
    doubled = deepcopy(clean)
    doubled[table] += deepcopy(_picked(doubled[table], share, rng))
    yield Mutation("duplicates", "uniqueness", f"{share:.0%} of {table} twice", doubled)
    lost = deepcopy(clean)
    gone = {id(row) for row in _picked(lost[table], max(share, 0.2), rng)}
    lost[table] = [row for row in lost[table] if id(row) not in gone]
    yield Mutation("dropped rows", "completeness", f"{max(share, 0.2):.0%} of {table} gone", lost)


def _times(table: str, column: str, clean: Batch, rng: random.Random) -> Iterator[Mutation]:
    days = rng.randint(200, 3000)
    yield _cells(
        "stale dates", "timeliness", table, column, clean, rng, lambda v: _moved(str(v), timedelta(days=-days))
    )
    if " " in str(_first(clean, table, column)):
        hours = rng.choice((-9, -6, 4, 7))
        batch = deepcopy(clean)
        for row in batch[table]:
            if row[column] is not None:
                row[column] = _moved(str(row[column]), timedelta(hours=hours))
        yield Mutation("time zone", "timeliness", f"{table}.{column} by {hours} hours", batch)


def _moved(text: str, by: timedelta) -> str:
    moved = datetime.fromisoformat(text) + by
    return moved.isoformat(" ") if " " in text else moved.date().isoformat()


def _drifted(table: str, column: str, clean: Batch, rng: random.Random) -> Mutation:
    written = rng.choice(("unknown", "-", "1,5", "NaN?"))
    return _cells("type drift", "validity", table, column, clean, rng, lambda _: written)


def _cut(value: object) -> object:
    text = str(value)
    return text[: max(1, len(text) - 4)]


def _times_hundred(value: object) -> object:
    return round(float(str(value)) * 100, 4) if isinstance(value, float) else int(str(value)) * 100


def _absurd(rng: random.Random) -> Callable[[object], object]:
    wrong = rng.choice((-9_999, 10**7))
    return lambda _: wrong


def _off_by(rng: random.Random) -> Callable[[object], object]:
    return lambda value: round(float(str(value)) + rng.choice((-1, 1)) * rng.uniform(0.5, 9), 2)


def _renamed(rng: random.Random) -> Callable[[object], object]:
    written = rng.choice((lambda v: f"{v}s", str.swapcase, lambda v: f" {v}", lambda _: "n/a"))
    return lambda value: written(str(value))


def _swapped(table: str, one: str, two: str, clean: Batch, rng: random.Random) -> Mutation:
    batch = deepcopy(clean)
    share = rng.choice(SHARES)
    for row in _picked(batch[table], share, rng):
        row[one], row[two] = row[two], row[one]
    return Mutation("swapped columns", "accuracy", f"{share:.0%} of {table}: {one} and {two}", batch)
