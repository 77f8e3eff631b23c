"""`python -m evals.dataframe.score [--held-out] [-v]`: the suite's answers against what Spark told."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from evals.dataframe.programs import Program, case, programs, schemas, truth
from evals.suites.dataframe import answer


@dataclass
class Score:
    """How many of the answers are right."""

    programs: int = 0
    inputs: int = 0
    outputs: int = 0
    exact: int = 0
    right: int = 0
    told: int = 0
    true: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    def __str__(self) -> str:
        return (
            f"{self.programs} programs: inputs exact {self.inputs / self.programs:.1%}, outputs exact "
            f"{self.outputs / self.programs:.1%}, edges P {self.precision:.4f} R {self.recall:.4f} "
            f"({self.told} told, {self.true} true), programs exact {self.exact / self.programs:.1%}"
        )


def score(chosen: Iterable[Program]) -> Score:
    """The score over `chosen`."""
    known, told = schemas(), truth()
    total = Score()
    for program in chosen:
        if program.name in told:
            _add(total, program.name, answer(case(program, known)), told[program.name])
    return total


def _add(total: Score, name: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
    edges, true = ({tuple(edge) for edge in one["columns"]} for one in (given, expected))
    same = [set(given[key]) == set(expected[key]) for key in ("inputs", "outputs")]
    total.programs += 1
    total.inputs += same[0]
    total.outputs += same[1]
    total.exact += all(same) and edges == true
    total.right += len(edges & true)
    total.told += len(edges)
    total.true += len(true)
    if not (all(same) and edges == true):
        total.wrong.append(f"{name}\n  missed {sorted(true - edges)}\n  wrong {sorted(edges - true)}")
        for key, right in zip(("inputs", "outputs"), same, strict=True):
            if not right:
                total.wrong[-1] += f"\n  {key} {given[key]} for {expected[key]}"


def main(arguments: list[str]) -> int:
    """Print the score of the part that is mended by, or of the part that is held out."""
    held_out = "--held-out" in arguments
    total = score(one for one in programs() if one.held_out == held_out)
    print(total)
    if "-v" in arguments:
        print("\n".join(total.wrong))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
