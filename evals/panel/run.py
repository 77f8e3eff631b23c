"""The example's review before the scripted panel."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from evals.panel.script import JURORS, SPECIALIST, script
from evals.panel.server import serving
from graphs.review import run
from headgate.facts.cache import Cache
from headgate.review import Ledger, Review
from headgate.settings import Models, Settings
from headgate.source.checkout import Checkout, patched

_FOLDERS = ("XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
SCRIPTED = "scripted answer, no model's opinion"


def scripted_review(example: Path, patch: Path) -> tuple[Review, Checkout]:
    """The review, each name of a juror with the words that nothing of it is a model's opinion.

    Times are left out, since nothing was timed but this machine; equal files give equal reviews.

    Raises:
        HeadgateError: the example or its patch cannot be read.
    """
    with serving(script) as base, _own_folders():
        settings = Settings(models=Models(specialist=(SPECIALIST,), juror=JURORS, api_base=base, timeout=120.0))
        checkout = patched(example, patch, settings)
        review = run(checkout, models=True, run_id="scripted", cache=Cache(None), environment={})
    return _labelled(review), checkout


def _labelled(review: Review) -> Review:
    verdicts = tuple(replace(one, juror=f"{one.juror} ({SCRIPTED})", seconds=0.0) for one in review.verdicts)
    seats = tuple(replace(seat, model=f"{seat.model} (scripted)", seconds=0.0) for seat in review.ledger.seats)
    return replace(
        review,
        verdicts=verdicts,
        ledger=Ledger(seats, review.ledger.budget),
        models=f"Scripted answers, not models' opinions: {review.models}",
    )


@contextmanager
def _own_folders() -> Iterator[None]:
    """Nothing of the user's is read or kept: no memory, no measures, no answers."""
    before = {name: os.environ.get(name) for name in _FOLDERS}
    with tempfile.TemporaryDirectory(prefix="headgate-panel-") as folder:
        os.environ.update({name: f"{folder}/{name.lower()}" for name in _FOLDERS})
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value
