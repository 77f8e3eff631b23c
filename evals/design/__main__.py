"""`python -m evals.design`: domains designed and proved, planted faults of models found."""

from __future__ import annotations

from evals.design.reviewing import PROJECTS, Reviewed, planted, reviewed, told, untrue
from evals.design.score import Scored, cases, scored


def main() -> None:
    """Print what was missed, then the shares."""
    found = [scored(folder) for folder in cases()]
    for one in found:
        for line in _missed(one):
            print(line)
    print(_designs(found))
    seen = [reviewed(one) for one in planted()]
    for project in seen:
        for line in _unseen(project):
            print(line)
    print(_reviews(seen))


def _designs(found: list[Scored]) -> str:
    asked = sum(one.asked for one in found)
    hopeless = sum(len(one.refused.questions) + len(one.refused.not_understood) for one in found)
    return (
        f"{len(found)} domains, {sum(one.built for one in found)} built with all checks; of {asked} questions "
        f"{sum(one.understood for one in found)} understood, {sum(one.answered for one in found)} answered, "
        f"{sum(one.proved for one in found)} proved; of {hopeless} that must be refused "
        f"{sum(len(one.refused.not_understood) for one in found)} refused"
    )


def _missed(one: Scored) -> list[str]:
    said = [f"{one.name}: not understood: {o.text}: {'; '.join(o.why)}" for o in one.made.not_understood]
    said += [f"{one.name}: not proved: {o.question.text}: {o.trouble}" for o in one.made.proof.answers if not o.proved]
    said += [f"{one.name}: {name} failed: {why}" for name, why in one.made.proof.failed]
    said += [
        f"{one.name}: {check.name} is wrong in {check.wrong} rows" for check in one.made.proof.checks if check.wrong
    ]
    said += [f"{one.name}: answered, though it must be refused: {o.text}: {o.notes}" for o in one.refused.questions]
    return said


def _reviews(seen: list[Reviewed]) -> str:
    faulty = [one for one in seen if one.planted.fault]
    hits, invented = sum(one.found for one in faulty), sum(len(one.invented) for one in seen)
    wrong = sum(len(untrue(one)) for one in seen if one.planted.name in PROJECTS)
    asked = sum(told(name) for name in PROJECTS)
    return (
        f"{len(seen)} projects reviewed: {hits} of {len(faulty)} planted faults found, {invented} invented; "
        f"{asked - wrong} of {asked} things told of tables are so"
    )


def _unseen(one: Reviewed) -> list[str]:
    said = [f"{one.planted.name}: missed"] if one.planted.fault and not one.found else []
    said += [f"{one.planted.name}: invented: {line}" for line in one.invented]
    said += [f"{one.planted.name}: {line}" for line in untrue(one)] if one.planted.name in PROJECTS else []
    return said


if __name__ == "__main__":
    main()
