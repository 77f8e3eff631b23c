"""Remedies that scripted models write: tried before anyone sees them."""

from __future__ import annotations

from typing import Any

import pytest

from graphs.review import run
from headgate.facts.cache import Cache
from headgate.finding import Finding, Proof
from tests.graphs import shop
from tests.loopback import Say, loopback, role_of, says


def claimed(cache: Cache, remedy: str) -> Finding:
    """The claim after a review in which its specialist proposes `remedy`."""

    def script(request: dict[str, Any]) -> Say:
        role = role_of(request)
        if role == "juror":
            return shop.judged(request, stands=True)
        return says({"candidates": [shop.TRUE | {"remedy": remedy}] if role == "modeling" else []})

    with loopback(script) as server:
        review = run(shop.checkout(server.base), models=True, run_id="one", cache=cache)
    return next(finding for finding in review.findings if finding.proof is Proof.ARGUED)


def test_a_remedy_is_shown_with_what_its_trial_gave(cache: Cache) -> None:
    fix = claimed(cache, "```sql\n       total / nullif(id, 0) as share\n```").fix
    assert fix is not None
    assert "whether the finding is gone is not for the analyzers to tell" in fix.tried
    assert "on 400 generated rows in DuckDB" in fix.tried
    assert "share" in fix.witness


@pytest.mark.parametrize(
    ("remedy", "why"),
    [
        ("       total = null as share", "it brings in quality/null-compared-by-equality"),
        ("       total / ( as share", "not understood"),
        ("       total as share -- headgate: ignore[modeling/division-by-zero] fine", "silences a check"),
    ],
)
def test_a_remedy_that_fails_is_not_shown_and_the_reason_is(cache: Cache, remedy: str, why: str) -> None:
    finding = claimed(cache, remedy)
    assert finding.fix is None
    assert why in " ".join(finding.notes)
