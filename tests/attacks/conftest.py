"""The corpus is played once for all tests, of all workers."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from evals.attacks.corpus import corpus
from evals.attacks.outcome import outcomes
from evals.attacks.play import play

Told = dict[str, tuple[bool, bool, list[str]]]
"""By injection: whether it stood in a prompt, whether its claim was published, and the effects that it reached."""


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    kept = shared / "attacks.json"
    with (shared / "attacks.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            kept.write_text(json.dumps(_played(own / "play")))
    return {name: (reached, published, effects) for name, (reached, published, effects) in _read(kept)}


def _read(kept: Path) -> Iterable[tuple[str, tuple[bool, bool, list[str]]]]:
    return json.loads(kept.read_text()).items()  # type: ignore[no-any-return]


def _played(folder: Path) -> Told:
    return {
        one.injection.id: (one.reached_a_model, one.published, [f"{each.kind}: {each.what}" for each in one.effects])
        for one in outcomes(play(corpus(), folder))
    }
