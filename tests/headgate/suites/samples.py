"""A small shop as a sample: clean, of one making each time."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from headgate.suites.evidence.told import Told
from headgate.suites.rule import State, Tried
from headgate.suites.run import Task, tried_out
from headgate.suites.sample.given import given_at
from headgate.suites.suite import Suggestion, suggestion_of

Row = Mapping[str, object]


def write_csv(folder: Path, name: str, rows: Sequence[Row]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def shop(folder: Path, seed: int = 1) -> Path:
    rng = random.Random(seed)
    customers = [{"id": n, "email": f"c{n}@example.com", "country": rng.choice("AB") + "X"} for n in range(1, 41)]
    orders = []
    at = datetime(2025, 1, 1, 8)
    for number in range(1, 201):
        at += timedelta(minutes=rng.randint(1, 500))
        status = rng.choice(("open", "shipped"))
        net = round(rng.uniform(5, 90), 2)
        tax = round(net * 0.19, 2)
        orders.append(
            {
                "order_id": number,
                "customer_id": rng.randint(1, 40),
                "status": status,
                "ordered_at": at.isoformat(" "),
                "ordered_on": at.date().isoformat(),
                "shipped_at": (at + timedelta(hours=rng.randint(1, 60))).isoformat(" ") if status == "shipped" else "",
                "net": net,
                "tax": tax,
                "gross": round(net + tax, 2),
            }
        )
    write_csv(folder, "customers", customers)
    write_csv(folder, "orders", orders)
    return folder


def suggestion(folder: Path, told: Mapping[str, Told] | None = None) -> Suggestion:
    """What is offered for a sample, without a process of its own."""
    sources, _ = given_at(folder)
    known = dict(told or {})
    return suggestion_of(tried_out(Task(sources, known, {})), known)


def words(rules: Sequence[Tried], state: State = State.OFFERED) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(r.rule.dataset, type(r.rule.check).__name__, r.rule.columns) for r in rules if r.state is state}
