"""`python -m evals.design`: domains designed, their questions understood, answered and proved."""

from __future__ import annotations

from evals.design.score import Scored, cases, scored


def main() -> None:
    """Print what was missed, then the shares."""
    found = [scored(folder) for folder in cases()]
    for one in found:
        for line in _missed(one):
            print(line)
        print(
            f"{one.name:<15} {one.understood}/{one.asked} understood, {one.answered} answered, {one.proved} proved, "
            f"{len(one.refused.not_understood)}/{len(one.refused.questions) + len(one.refused.not_understood)} refused"
        )
    asked = sum(one.asked for one in found)
    hopeless = sum(len(one.refused.questions) + len(one.refused.not_understood) for one in found)
    print(
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


if __name__ == "__main__":
    main()
