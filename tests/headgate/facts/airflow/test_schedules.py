"""Cron expressions and intervals."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from headgate.facts.airflow.schedules import parse_cron, parse_interval

MONDAY = datetime(2024, 1, 1)


@pytest.mark.parametrize(
    ("text", "ticks"),
    [("0 13 * * *", 7), ("@daily", 7), ("@weekly", 1), ("*/30 * * * *", 336), ("0 6 * * mon-fri", 5), ("0 0 1 * 3", 2)],
)
def test_ticks_of_a_week(text: str, ticks: int) -> None:
    cron = parse_cron(text)
    assert cron is not None
    assert len(list(cron.ticks(MONDAY, 7))) == ticks


@pytest.mark.parametrize("text", ["@once", "", "* * * *", "99 * * * *", "a b c d e", "5-1 * * * *", "*/0 * * * *"])
def test_what_is_no_cron_expression(text: str) -> None:
    assert parse_cron(text) is None


def test_intervals_are_read_from_source_text() -> None:
    assert parse_interval("timedelta(hours=1, minutes=-30)") == timedelta(minutes=30)
    assert parse_interval("timedelta(hours=N)") is None
    assert parse_interval("os.system('x')") is None
