"""The panels that are simulated: made up to be unlike each other, not measured of any model."""

from __future__ import annotations

from evals.simulate.world import Juror, World

PREVALENCE = {
    "lineage": 0.5,
    "modeling": 0.35,
    "orchestration": 0.4,
    "quality": 0.45,
    "schema": 0.6,
    "spark": 0.3,
    "streaming": 0.25,
}
"""Share of true claims among those that pass the evidence gate, by specialist."""


def _home(strong: str, weak: str) -> dict[str, float]:
    return dict.fromkeys(strong.split(), 0.15) | dict.fromkeys(weak.split(), -0.15)


WORLDS = (
    World(
        "equal",
        "five jurors of five families, all right in 7 of 10: what is taken for granted before anything is measured",
        tuple(Juror(f"juror-{n}", f"family-{n}", 0.7, 0.7, cost) for n, cost in enumerate((1, 1, 2, 3, 5))),
        PREVALENCE,
    ),
    World(
        "uneven",
        "five families, from nearly always right to hardly better than a coin; the dearest is not the best",
        (
            Juror("cheap-weak", "a", 0.6, 0.65, 1),
            Juror("cheap-coin", "b", 0.55, 0.52, 1),
            Juror("middling", "c", 0.75, 0.75, 2),
            Juror("good", "d", 0.88, 0.82, 4),
            Juror("dear", "e", 0.8, 0.72, 8),
        ),
        PREVALENCE,
    ),
    World(
        "lenient",
        "four families that hold most of what is put to them and miss little; one is strict",
        (
            Juror("lenient-1", "a", 0.92, 0.5, 1),
            Juror("lenient-2", "b", 0.9, 0.45, 2),
            Juror("lenient-3", "c", 0.88, 0.55, 3),
            Juror("lenient-4", "d", 0.94, 0.5, 4),
            Juror("strict", "e", 0.6, 0.93, 3),
        ),
        PREVALENCE,
    ),
    World(
        "yes-sayers",
        "two of five agree with whatever is put to them in 7 of 10 cases",
        (
            Juror("yes-1", "a", 0.75, 0.75, 1, agrees=0.7),
            Juror("honest-1", "b", 0.75, 0.75, 2),
            Juror("yes-2", "c", 0.75, 0.75, 1, agrees=0.7),
            Juror("honest-2", "d", 0.75, 0.75, 2),
            Juror("honest-3", "e", 0.75, 0.75, 4),
        ),
        PREVALENCE,
    ),
    World(
        "crowded",
        "three of five are of one family and mostly wrong together",
        (
            Juror("crowd-1", "a", 0.72, 0.72, 1),
            Juror("crowd-2", "a", 0.72, 0.72, 1),
            Juror("crowd-3", "a", 0.72, 0.72, 1),
            Juror("other-1", "b", 0.75, 0.75, 2),
            Juror("other-2", "c", 0.75, 0.75, 3),
        ),
        PREVALENCE,
        family=0.7,
    ),
    World(
        "specialised",
        "five families, each strong at some specialists' claims and weak at others'",
        (
            Juror("sql", "a", 0.72, 0.72, 1, at_home=_home("quality modeling lineage", "spark streaming")),
            Juror("spark", "b", 0.72, 0.72, 2, at_home=_home("spark orchestration", "schema quality")),
            Juror("schema", "c", 0.72, 0.72, 2, at_home=_home("schema streaming", "modeling spark")),
            Juror("flow", "d", 0.72, 0.72, 3, at_home=_home("lineage orchestration streaming", "quality schema")),
            Juror("even", "e", 0.75, 0.75, 4),
        ),
        PREVALENCE,
    ),
)
