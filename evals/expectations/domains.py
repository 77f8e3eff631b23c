"""Three made-up domains with clean data: a shop, a fleet of meters, a small bank.

Each batch is made anew from a seed, so that a suite suggested for one can be tried on another that it has not seen.
Business facts hold in every batch (totals add up, orders follow customers, meters only rise); noise differs.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

Row = dict[str, object]
Batch = dict[str, list[Row]]

_FIRST = ("Ada", "Ben", "Cleo", "Dirk", "Eva", "Finn", "Gina", "Hugo", "Iris", "Jon", "Kira", "Leo", "Mia", "Nils")
_LAST = ("Abel", "Brandt", "Cole", "Diaz", "Evers", "Fox", "Grant", "Hale", "Ito", "Jung", "Klein", "Lund", "Moss")
_START = datetime(2025, 3, 1)


def _moment(rng: random.Random, days: float, first_hour: int = 0, last_hour: int = 23) -> datetime:
    day = _START + timedelta(days=int(rng.random() * days))
    return day + timedelta(
        hours=rng.randint(first_hour, last_hour), minutes=rng.randint(0, 59), seconds=rng.randint(0, 59)
    )


def _later(rng: random.Random, at: datetime, minutes: int) -> str:
    return (at + timedelta(minutes=rng.randint(1, minutes))).isoformat(" ")


def _reference(rng: random.Random) -> str:
    return f"REF {rng.randint(10**5, 10**6 - 1)}/{rng.randint(10, 99)}"


def shop(rng: random.Random) -> Batch:
    """Customers, products, orders with a status that says which dates are there, and their items."""
    customers: list[Row] = []
    for number in range(1, 301):
        first, last = rng.choice(_FIRST), rng.choice(_LAST)
        customers.append(
            {
                "customer_id": number,
                "name": f"{first} {last}",
                "email": f"{first}.{last}{number}@example.com".lower(),
                "country": rng.choices(("DE", "FR", "NL", "AT"), (50, 25, 15, 10))[0],
                "signed_up_on": (_START - timedelta(days=rng.randint(1, 700))).date().isoformat(),
                "phone": f"+49{rng.randint(10**8, 10**9 - 1)}" if rng.random() < 0.7 else None,
            }
        )
    products: list[Row] = [
        {
            "sku": f"SKU-{number:05d}",
            "title": f"Article {number}",
            "category": rng.choice(("books", "games", "garden", "kitchen")),
            "list_price": round(rng.uniform(3, 120), 2),
            "weight_kg": round(rng.uniform(0.1, 12), 3),
        }
        for number in range(1, 81)
    ]
    orders: list[Row] = []
    items: list[Row] = []
    moments = sorted(_moment(rng, 90, 6, 22) for _ in range(1500))
    for number, at in enumerate(moments, start=1):
        status = rng.choices(("placed", "paid", "shipped", "cancelled"), (15, 25, 50, 10))[0]
        subtotal = 0.0
        lines = rng.randint(1, 4)
        for line, product in enumerate(rng.sample(products, lines), start=1):
            quantity = rng.randint(1, 5)
            price = float(str(product["list_price"]))
            amount = round(quantity * price, 2)
            subtotal += amount
            items.append(
                {
                    "order_id": number,
                    "line_no": line,
                    "sku": product["sku"],
                    "quantity": quantity,
                    "unit_price": price,
                    "line_total": amount,
                }
            )
        subtotal = round(subtotal, 2)
        shipping = rng.choice((0.0, 3.9, 5.9))
        paid = at + timedelta(minutes=rng.randint(1, 600)) if status in ("paid", "shipped") else None
        shipped = paid + timedelta(hours=rng.randint(2, 70)) if paid and status == "shipped" else None
        orders.append(
            {
                "order_id": number,
                "customer_id": rng.randint(1, 300),
                "status": status,
                "ordered_at": at.isoformat(" "),
                "ordered_on": at.date().isoformat(),
                "paid_at": paid.isoformat(" ") if paid else None,
                "shipped_at": shipped.isoformat(" ") if shipped else None,
                "subtotal": subtotal,
                "shipping_fee": shipping,
                "total": round(subtotal + shipping, 2),
                "currency": "EUR",
            }
        )
    return {"customers": customers, "products": products, "orders": orders, "order_items": items}


def meters(rng: random.Random) -> Batch:
    """Devices that report every quarter of an hour, and the alarms that their readings raise."""
    sites = [f"site-{letter}" for letter in "abcde"]
    devices: list[Row] = [
        {
            "device_id": f"DEV{number:04d}",
            "site": rng.choice(sites),
            "model": rng.choice(("M100", "M200", "M300")),
            "firmware": rng.choice(("1.4.2", "1.5.0", "2.0.1")),
            "installed_on": (_START - timedelta(days=rng.randint(30, 900))).date().isoformat(),
            "latitude": round(rng.uniform(47.5, 54.5), 5),
            "longitude": round(rng.uniform(6.5, 14.5), 5),
        }
        for number in range(1, 41)
    ]
    readings: list[Row] = []
    alarms: list[Row] = []
    number = 0
    for device in devices:
        energy = rng.uniform(100, 900)
        for step in range(120):
            at = _START + timedelta(minutes=15 * step)
            number += 1
            energy += rng.uniform(0.0, 0.8)
            celsius = round(rng.gauss(21, 3), 2)
            volts = round(rng.gauss(230, 2.5), 1)
            amperes = round(rng.uniform(0.2, 9.5), 2)
            readings.append(
                {
                    "reading_id": number,
                    "device_id": device["device_id"],
                    "measured_at": at.isoformat(" "),
                    "received_at": (at + timedelta(seconds=rng.randint(1, 50))).isoformat(" "),
                    "temperature_c": celsius,
                    "humidity_pct": round(min(99.0, max(5.0, rng.gauss(48, 11))), 1),
                    "voltage_v": volts,
                    "current_a": amperes,
                    "power_w": round(volts * amperes, 2),
                    "energy_kwh": round(energy, 3),
                    "battery": round(rng.uniform(0.35, 1.0), 3) if rng.random() < 0.9 else None,
                    "quality": rng.choices(("good", "suspect"), (96, 4))[0],
                }
            )
            if rng.random() < 0.04:
                opened = at + timedelta(minutes=rng.randint(1, 10))
                closed = rng.random() < 0.8
                alarms.append(
                    {
                        "alarm_id": f"AL-{len(alarms) + 1:06d}",
                        "device_id": device["device_id"],
                        "severity": rng.choice(("low", "medium", "high")),
                        "state": "closed" if closed else "open",
                        "opened_at": opened.isoformat(" "),
                        "closed_at": (opened + timedelta(minutes=rng.randint(1, 900))).isoformat(" ")
                        if closed
                        else None,
                    }
                )
    return {"devices": devices, "readings": readings, "alarms": alarms}


def bank(rng: random.Random) -> Batch:
    """Accounts, transactions with a running balance, and daily rates."""
    rates: list[Row] = []
    level = {"USD": 0.92, "GBP": 1.17, "CHF": 1.05}
    for day in range(120):
        for currency, value in list(level.items()):
            level[currency] = value * (1 + rng.gauss(0, 0.003))
            rates.append(
                {
                    "rate_date": (_START + timedelta(days=day)).date().isoformat(),
                    "currency": currency,
                    "bid": round(level[currency] * 0.999, 5),
                    "ask": round(level[currency] * 1.001, 5),
                }
            )
    accounts: list[Row] = []
    transactions: list[Row] = []
    number = 0
    for account in range(1, 161):
        iban = f"DE{rng.randint(10, 99)}{rng.randint(10**17, 10**18 - 1)}"
        currency = rng.choices(("EUR", "USD", "GBP", "CHF"), (70, 15, 10, 5))[0]
        opened = _START - timedelta(days=rng.randint(60, 2000))
        balance = round(rng.uniform(500, 9000), 2)
        at = _START + timedelta(hours=rng.randint(0, 40))
        for _ in range(rng.randint(8, 22)):
            number += 1
            at += timedelta(hours=rng.randint(2, 120), minutes=rng.randint(0, 59))
            direction = "debit" if rng.random() < 0.6 and balance > 700 else "credit"
            gross = round(rng.lognormvariate(4.2, 0.7), 2)
            fee = round(gross * 0.004, 2)
            net = round(gross - fee, 2)
            before = balance
            balance = round(balance + (net if direction == "credit" else -net), 2)
            transactions.append(
                {
                    "transaction_id": f"T{number:08d}",
                    "account_id": account,
                    "currency": currency,
                    "direction": direction,
                    "booked_at": at.isoformat(" "),
                    "value_date": (at + timedelta(days=rng.choice((0, 1, 2)))).date().isoformat(),
                    "gross_amount": gross,
                    "fee": fee,
                    "net_amount": net,
                    "balance_before": before,
                    "balance_after": balance,
                    "reference": f"REF {rng.randint(10**5, 10**6 - 1)}/{rng.randint(10, 99)}"
                    if rng.random() < 0.85
                    else None,
                }
            )
        accounts.append(
            {
                "account_id": account,
                "iban": iban,
                "currency": currency,
                "opened_on": opened.date().isoformat(),
                "status": "active" if rng.random() < 0.93 else "frozen",
                "balance": balance,
            }
        )
    return {"rates": rates, "accounts": accounts, "transactions": transactions}


DOMAINS: Mapping[str, Callable[[random.Random], Batch]] = {"shop": shop, "meters": meters, "bank": bank}
