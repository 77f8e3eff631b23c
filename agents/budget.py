"""A hard stop: what a call may cost at worst is set aside before it is made."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

TOKENS_WITHOUT_PRICE = 400_000
"""Tokens a review may use of models whose price is unknown; a budget in dollars cannot stop those."""


@dataclass(slots=True)
class Reservation:
    """What one call may use at worst, and after it what it did use."""

    dollars: float | None
    """None where the price is unknown."""
    tokens: int
    used_dollars: float | None = 0.0
    used_tokens: int = 0

    def settle(self, dollars: float | None, tokens: int) -> None:
        """Say what the call used; without this nothing is charged."""
        self.used_dollars, self.used_tokens = dollars, tokens

    def settle_at_worst(self) -> None:
        """Charge everything that was set aside: nobody knows what a call that broke off has used."""
        self.used_dollars, self.used_tokens = self.dollars, self.tokens


class OverBudgetError(Exception):
    """The next call could cost more than what is left."""


class Budget:
    """What a review may spend, in US dollars and, where no price is known, in tokens. Safe across threads."""

    def __init__(self, dollars: float, tokens_without_price: int = TOKENS_WITHOUT_PRICE) -> None:
        self.dollars = dollars
        self.tokens_without_price = tokens_without_price
        self.spent = 0.0
        """US dollars of calls with a price."""
        self.unpriced_tokens = 0
        self._aside_dollars = 0.0
        self._aside_tokens = 0
        self._in_flight = 0
        self._settled = threading.Condition()

    def charge(self, dollars: float | None, tokens: int) -> None:
        """Count what was spent earlier in the same review."""
        with self._settled:
            self._charge(dollars, tokens)

    @contextmanager
    def reserve(self, dollars: float | None, tokens: int) -> Iterator[Reservation]:
        """Set aside a call's worst case while the call is made.

        Waits while calls in flight could still give back what it needs.

        Raises:
            OverBudgetError: nothing is in flight and too little is left.
        """
        reservation = Reservation(dollars, tokens)
        with self._settled:
            while not self._fits(reservation):
                if not self._in_flight:
                    raise OverBudgetError
                self._settled.wait()
            self._set_aside(reservation, +1)
        try:
            yield reservation
        finally:
            with self._settled:
                self._set_aside(reservation, -1)
                self._charge(reservation.used_dollars, reservation.used_tokens)
                self._settled.notify_all()

    def _fits(self, wanted: Reservation) -> bool:
        if wanted.dollars is None:
            return self.unpriced_tokens + self._aside_tokens + wanted.tokens <= self.tokens_without_price
        return self.spent + self._aside_dollars + wanted.dollars <= self.dollars

    def _set_aside(self, reservation: Reservation, sign: int) -> None:
        self._in_flight += sign
        if reservation.dollars is None:
            self._aside_tokens += sign * reservation.tokens
        else:
            self._aside_dollars += sign * reservation.dollars

    def _charge(self, dollars: float | None, tokens: int) -> None:
        if dollars is None:
            self.unpriced_tokens += tokens
        else:
            self.spent += dollars
