"""All policies over all worlds: the same claims for each, so that differences are paired."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

from evals.simulate.compared import POLICIES
from evals.simulate.policies import Result
from evals.simulate.world import draw
from evals.simulate.worlds import WORLDS

SEED = 7
CLAIMS = 1_000
"""For each world."""
PANELS = 20
"""How often the jurors of a world are measured anew, each time on labelled claims of their own."""
LABELLED = 84
"""Claims with a known truth that jurors were measured on: as many as the project's own cases give."""
_NAMES = {world.name: world for world in WORLDS}


@dataclass(frozen=True)
class Trial:
    """What is simulated."""

    claims: int = CLAIMS
    panels: int = PANELS
    labelled: int = LABELLED
    seed: int = SEED


Results = dict[tuple[str, str], tuple[Result, ...]]
"""By world and policy, in the order of the claims: a run of equal length for each panel."""


def simulate(
    trial: Trial,
    policies: Iterable[str] = tuple(POLICIES),
    *,
    processes: int = 1,
    seen: Callable[[str], None] = lambda _: None,
) -> Results:
    """Every policy on every world. Equal trials give equal results, in however many processes."""
    wanted = tuple(policies)
    whole: Results = {}
    jobs = [(world.name, trial, wanted) for world in WORLDS]
    if processes == 1:
        for job in jobs:
            whole |= _one(job)
            seen(job[0])
        return whole
    with ProcessPoolExecutor(processes) as pool:
        for job, found in zip(jobs, pool.map(_one, jobs), strict=True):
            whole |= found
            seen(job[0])
    return whole


def _one(job: tuple[str, Trial, tuple[str, ...]]) -> Results:
    name, trial, policies = job
    world = _NAMES[name]
    told: dict[tuple[str, str], list[Result]] = {}
    for panel in range(trial.panels):
        known = draw(world, trial.labelled, f"{trial.seed}/{name}/{panel}/labelled")
        judged = draw(world, trial.claims // trial.panels, f"{trial.seed}/{name}/{panel}/judged")
        for policy in policies:
            told.setdefault((name, policy), []).extend(map(POLICIES[policy](world, known), judged))
    return {key: tuple(found) for key, found in told.items()}
