"""`python -m evals.runtime [--held-out]`: planted faults found, placed and told from health."""

from __future__ import annotations

import argparse
from pathlib import Path

from evals.runtime.score import HOME, Judged, judge, scored, truths


def main() -> None:
    """Print what was missed and what was wrong, then the shares."""
    parser = argparse.ArgumentParser(prog="evals.runtime")
    parser.add_argument("--held-out", action="store_true", help="score the runs that nobody tunes on")
    chosen = parser.parse_args()
    folder: Path = HOME / "held_out" if chosen.held_out else HOME
    judged = [judge(planted, folder) for planted in truths(folder / "truth.json")]
    for one in judged:
        for line in _told(one):
            print(line)
    print(" ".join(f"{name} {share:.1%}" for name, share in scored(judged).items()), f"of {len(judged)} runs")


def _told(one: Judged) -> list[str]:
    name = one.planted.name
    said = []
    if one.planted.rule and not one.found:
        said.append(f"{name}: {one.planted.rule} is missed")
    elif one.planted.rule and not one.on_line:
        lines = [place.line for f in one.findings if f.rule == one.planted.rule and (place := f.seen.place)]
        said.append(f"{name}: {one.planted.rule} stands at {lines}, not in {one.planted.lines}")
    said += [f"{name}: wrong {f.rule}: {f.seen.message}" for f in one.wrong]
    if not one.planted.rule:
        said += [f"{name}: not silent: {f.rule}" for f in one.findings]
    return said


if __name__ == "__main__":
    main()
