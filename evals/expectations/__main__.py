"""`python -m evals.expectations`: suggested suites, on clean rows not seen and on faults."""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict

from evals.expectations.domains import DOMAINS
from evals.expectations.score import Score, scored


def main() -> int:
    """Print pass rates and caught shares; 1 where a goal is missed."""
    asked = argparse.ArgumentParser(prog="python -m evals.expectations", description=__doc__)
    asked.add_argument("--domain", choices=sorted(DOMAINS), help="one of them alone")
    asked.add_argument("--seeds", type=int, default=2, help="samples that suites are suggested from, for each domain")
    asked.add_argument("-v", action="store_true", help="name what failed on clean rows, and every fault missed")
    given = asked.parse_args()
    scores = [
        scored(name, seed) for name in DOMAINS if given.domain in (None, name) for seed in range(1, given.seeds + 1)
    ]
    for score in scores:
        _tell(score, given.v)
    passed, asked_of = sum(s.passed for s in scores), sum(s.asked for s in scores)
    caught, faults = sum(len(s.caught) for s in scores), sum(len(s.mutations) for s in scores)
    print(f"\nall: pass on clean rows not seen {passed}/{asked_of} = {passed / asked_of:.2%}")
    print(f"all: faults caught {caught}/{faults} = {caught / faults:.1%}")
    for name, at in (("kind", 0), ("dimension", 1)):
        _table(scores, name, at)
    return int(passed < asked_of or caught < 0.8 * faults)


def _tell(score: Score, verbose: bool) -> None:
    share = len(score.caught) / len(score.mutations)
    print(
        f"{score.domain} {score.seed}: {score.rules} rules; on clean rows not seen {score.passed}/{score.asked} pass; "
        f"faults caught {len(score.caught)}/{len(score.mutations)} = {share:.0%}"
    )
    if verbose:
        for line in score.failed:
            print(f"  fails on clean rows: {line}")
        for number, (kind, _, text) in enumerate(score.mutations):
            if number not in score.caught:
                print(f"  missed: {kind}: {text}")


def _table(scores: list[Score], name: str, at: int) -> None:
    every: Counter[str] = Counter()
    seen: defaultdict[str, int] = defaultdict(int)
    for score in scores:
        for number, mutation in enumerate(score.mutations):
            every[mutation[at]] += 1
            seen[mutation[at]] += number in score.caught
    print(f"\nby {name}")
    for key in sorted(every):
        print(f"  {key:18} {seen[key]:4}/{every[key]:<4} {seen[key] / every[key]:.0%}")


if __name__ == "__main__":
    random.seed(0)
    sys.exit(main())
